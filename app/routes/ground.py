"""The ground under the events: the tiles of the background, and the areas of places."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from app.background import DEEPEST, THEMES
from app.errors import Missing, problem
from app.routes.files import FOREVER
from app.service import service

blueprint = Blueprint("ground", __name__)

FOR_NOW = "public, max-age=3600"  # an address that does not say which version it means, or an old one


@blueprint.get("/tiles/base/<theme>/<int:z>/<int:x>/<int:y>.png", defaults={"scale": 1})
@blueprint.get("/tiles/base/<theme>/<int:z>/<int:x>/<int:y>@2x.png", defaults={"scale": 2})
def tile(theme: str, z: int, x: int, y: int, scale: int) -> Response:
    """One tile of our own background, drawn where nobody has asked for it before."""
    if theme not in THEMES:
        raise Missing(f"The background has no theme {theme}; there are {' and '.join(THEMES)}.")
    if z > DEEPEST:
        raise Missing(f"The background is drawn up to zoom {DEEPEST}; the map enlarges those tiles beyond it.")
    if x >= 2**z or y >= 2**z:
        raise Missing(f"At zoom {z} the background has {2**z} by {2**z} tiles, counted from 0.")
    found = service().tile(theme, z, x, y, scale)
    if found is None:
        answer = problem(503, "Many tiles are being drawn just now. Ask again in a second.")
        answer.headers.update({"Retry-After": "1", "Cache-Control": "no-store"})
        return answer
    return _lasting(Response(found, content_type="image/png"), service().tiles.address_version)


@blueprint.get("/areas/<id>.geojson")
def area(id: str) -> Response:
    """The area of a place, in the view of borders that the map shows."""
    found = service().area(id)
    if found is None:
        raise Missing("There is no place of that name with an area.")
    return _lasting(Response(found, content_type="application/geo+json"), service().version)


def _lasting(response: Response, version: str) -> Response:
    g.open_to_all = True
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") == version else FOR_NOW
    return response
