"""Static files, and whether the service is well."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from app.assets import Asset
from app.errors import Missing
from app.service import service

blueprint = Blueprint("files", __name__)

FOREVER = "public, max-age=31536000, immutable"  # RFC 8246: another content has another address


@blueprint.get("/assets/<version>/<path:name>")
def asset(version: str, name: str) -> Response:
    assets = service().assets
    if version != assets.version or name not in assets.files:
        raise Missing(f"There is no file {name} of that version.")
    return _file(assets.files[name])


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    icon = service().assets.files.get("icon.svg")
    return _file(icon, "public, max-age=86400") if icon else Response(status=204)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 once the gazetteer is built and the sample can be read; 503 with what is missing."""
    missing = service().missing()
    return Response("\n".join(missing) or "ok", 503 if missing else 200, content_type="text/plain; charset=utf-8")


def _file(file: Asset, cache: str = FOREVER) -> Response:
    g.open_to_all = True
    packed = file.compressed if request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or file.data, content_type=file.media_type)
    if packed:
        response.content_encoding = "gzip"
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{file.sha256[:16]}{'-gzip' if packed else ''}")
    response.make_conditional(request)
    return response
