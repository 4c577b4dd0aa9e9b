"""Data and map of a collection, for its page and for programs."""

from __future__ import annotations

from itertools import chain

from flask import Blueprint, Response, g, request

from app.errors import Missing
from app.security import may_write
from app.service import service
from events.exports import EXPORTS, Context
from events.model import Collection, State, Visibility
from events.query import Query, QueryError

blueprint = Blueprint("data", __name__)

BESIDE = ("fields", "geometry", "download")  # parameters of an export that are no filters
SHARED = "public, max-age=60, stale-while-revalidate=600"  # RFC 5861
OWN = "private, no-cache"  # asked again each time, answered with 304 where nothing changed


@blueprint.get("/c/<slug>/map.js")
def map_script(slug: str) -> Response:
    _open(slug)
    return _kept(slug) or _keep(Response(service().map(slug, Query()).script, content_type="text/javascript; charset=utf-8"))


@blueprint.get("/c/<slug>/map.css")
def map_style(slug: str) -> Response:
    _open(slug)
    return _kept(slug) or _keep(Response(service().map(slug, Query()).style, content_type="text/css; charset=utf-8"))


@blueprint.get("/c/<slug>/events.<extension>")
def events(slug: str, extension: str) -> Response:
    """The events that a query finds, in one of the formats of EXPORTS, sent while they are read."""
    collection = _open(slug)
    if extension not in EXPORTS:
        raise Missing(f"There is no format {extension}; there are {', '.join(EXPORTS)}.")
    query = asked()
    return _kept(slug) or _keep(_exported(collection, extension, query))


def asked() -> Query:
    """The query of this address. Deleted events are for those who may write. Raises QueryError."""
    query = Query.from_args(request.args, beside=BESIDE)
    if State.REJECTED in query.state and not may_write():
        raise QueryError("state", "deleted events are shown only to those who may write.")
    return query


def _exported(collection: Collection, extension: str, query: Query) -> Response:
    export = EXPORTS[extension]
    given = {name: request.args[name] for name in ("fields", "geometry") if request.args.get(name)}
    if extension != "geojson" and given.get("geometry", "point") != "point":
        raise QueryError("geometry", f"areas fit into GeoJSON; .{extension} has the point of each event.")
    known = service()
    names = {"title": collection.title, "description": collection.description}
    context = Context(**names, **given, label=known.gazetteer.label, area=known.area, has_area=known.has_area)
    parts = export.write(service().store.rows(collection.slug, query), context)
    first = next(parts, b"")  # what cannot be answered shows here, while there is still time to say so
    response = Response(chain([first], parts), content_type=export.media_type)
    response.headers["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    if request.args.get("download"):
        response.headers["Content-Disposition"] = f'attachment; filename="{collection.slug}.{export.extension}"'
    return response


def _open(slug: str) -> Collection:
    """The collection; a public one may be asked for by the pages of others."""
    found = service().collection(slug)
    g.open_to_all = found.visibility is Visibility.PUBLIC
    return found


def _kept(slug: str) -> Response | None:
    """304 where the asker has this already (RFC 9110, 13.1.2), before anything is computed."""
    g.etag = service().etag(slug)  # of the state before the events are read: one that is too old does no harm
    if request.if_none_match.contains_weak(g.etag):
        return _keep(Response(status=304))
    return None


def _keep(response: Response) -> Response:
    response.set_etag(g.etag, weak=True)  # weak: the same in gzip
    response.headers["Cache-Control"] = OWN if may_write() or not g.open_to_all else SHARED
    return response
