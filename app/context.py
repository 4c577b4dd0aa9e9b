"""What every template knows, and how a collection is handed to the page's script."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, url_for

from app.security import csrf_token, may_write
from app.service import areas_address, asset, service
from app.settings import Settings
from events import edtf
from events.exports import ATTRIBUTION
from events.model import Collection
from events.query import Query
from geodata.views import VIEWS


def init_app(app: Flask) -> None:
    app.context_processor(everywhere)
    app.add_template_filter(in_words, "day")


def everywhere() -> dict[str, Any]:
    settings: Settings = current_app.config["SETTINGS"]
    return {
        "may_write": may_write(),
        "csrf_token": csrf_token,
        "asset": asset,
        "settings": settings,
        "credit": ATTRIBUTION,
        "map_credit": service().credit,
        "borders": VIEWS[settings.boundary_view],
        "areas": areas_address(),
    }


def in_words(day: int) -> str:
    """The day as people write it: 24 March 2022."""
    return edtf.label(edtf.parse(edtf.write_day(day)))


def shown(collection: Collection) -> dict[str, Any]:
    """What the map, timeline and list of a collection need."""
    store = service().store
    documents = store.documents(collection.slug)
    return {
        "collection": collection,
        "documents": documents if may_write() else [],
        "summary": {"count": store.count(collection.slug, Query()), "documents": len(documents)},
        "map_html": service().map(collection.slug, Query()).html,
        "map_script": url_for("data.map_script", slug=collection.slug),
        "map_style": url_for("data.map_style", slug=collection.slug),
    }
