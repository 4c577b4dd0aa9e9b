"""Correcting what was found, and publishing it. Only those who may write come here (see app.security)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from app.errors import WrongInput
from app.publishing import Site, refuse_private
from app.publishing.archive import packed
from app.publishing.folder import PublishError
from app.publishing.ground import MOST, WORLD
from app.routes.reading import understood
from app.security import require_writer
from app.service import service
from events import days, edtf
from events.exports import EXPORTS, Context, feature
from events.model import Event, Known, Located, State, Visibility
from events.query import HALF_CHARACTER
from events.storage import KEEP, Change, NotStored, Row
from geodata.gazetteer import Place

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

WHO = "editor"
FIELDS = ("state", "when", "place", "title")
STATES = (State.FOUND, State.CONFIRMED, State.REJECTED)
LONGEST_TITLE = 500
LONGEST_WORDS = 200


@blueprint.before_request
def only_writers() -> None:
    require_writer()


@blueprint.post("/<slug>/events/<event>")
def decide(slug: str, event: str) -> Response:
    store = service().store
    before = store.event(slug, event)
    if before is None:
        raise NotStored("There is no such event.")
    return _feature(store.decide(slug, event, _change(_given(), before), WHO, _now()))


@blueprint.post("/<slug>/events/<event>/undo")
def undo(slug: str, event: str) -> Response:
    return _feature(service().store.undo(slug, event, WHO, _now()))


@blueprint.post("/<slug>/publish")
def publish(slug: str) -> Response:
    wanted = str(_given().get("visibility", ""))
    if wanted not in list(Visibility):
        raise WrongInput("A collection is public or private.", "/visibility")
    service().store.publish(slug, Visibility(wanted))
    return jsonify(visibility=wanted)


@blueprint.post("/<slug>/site")
def site(slug: str) -> Response:
    """The collection as a folder for any web host, in a zip that is sent while its tiles are drawn; `tiles` says how many at most."""
    collection = service().collection(slug)
    try:
        refuse_private(collection)
        most = min(max(request.form.get("tiles", MOST, type=int), WORLD), MOST)
        files = Site(service(), current_app.jinja_env, collection, most=most).files()
    except PublishError as error:
        raise WrongInput(str(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{slug}.zip"'}
    return Response(packed(files, slug, datetime.now()), content_type="application/zip", headers=headers)


@blueprint.post("/<slug>/delete")
def delete(slug: str) -> Response:
    service().store.delete_collection(slug)
    return Response(status=204)


@blueprint.get("/when")
def when() -> Response:
    """How words for a time are understood."""
    found = understood(_asked(), "/q")
    start, end = (days.iso(day) if day is not None else None for day in (found.first, found.last))
    return jsonify(edtf=found.edtf, label=edtf.label(found), start=start, end=end)


@blueprint.get("/places")
def places() -> Response:
    """Places whose names begin with these words, best known first."""
    words = request.args.get("q", "").strip()[:LONGEST_WORDS]
    return jsonify([_listed(place) for place in service().gazetteer.search(words)] if words else [])


def _listed(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "label": service().gazetteer.label(place),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "kind": place.kind,
    }


def _asked() -> str:
    words = request.args.get("q", "").strip()
    if not words or len(words) > LONGEST_WORDS:
        raise WrongInput("Write a date such as 18 March 2014, March 2014 or 1980s.", "/q")
    return words


def _given() -> Mapping[str, Any]:
    """The fields of a form or of a JSON object."""
    if not request.is_json:
        return request.form
    given = request.get_json()
    if not isinstance(given, dict):
        raise WrongInput("Send an object with the fields to change.")
    return given


def _change(given: Mapping[str, Any], before: Event) -> Change:
    """What an editor's words ask for; an empty time or place takes it away. Raises WrongInput."""
    fields = {name: given[name] for name in FIELDS if name in given}
    if not fields:
        raise WrongInput(f"Nothing to change: give one of {', '.join(FIELDS)}.")
    for name, value in fields.items():
        if not isinstance(value, str):
            raise WrongInput(f"{name} is given in words.", f"/{name}")
        if HALF_CHARACTER.search(value):
            raise WrongInput("This holds half of a character.", f"/{name}")
    words = {name: " ".join(value.split()) for name, value in fields.items()}
    return Change(
        state=_state(words["state"]) if "state" in words else KEEP,
        title=_title(words["title"]) if "title" in words else KEEP,
        when=(understood(words["when"][:LONGEST_WORDS], "/when") if words["when"] else None) if "when" in words else KEEP,
        where=_where(words["place"], before) if "place" in words else KEEP,
    )


def _state(word: str) -> State:
    if word not in STATES:
        raise WrongInput(f"An event is {', '.join(STATES)}, not “{word}”.", "/state")
    return State(word)


def _title(words: str) -> str:
    if not words or len(words) > LONGEST_TITLE:
        raise WrongInput(f"A title has 1 to {LONGEST_TITLE} characters.", "/title")
    return words


def _where(words: str, before: Event) -> tuple[Located, ...]:
    """The place with that id or, for words, the best known one of that name, instead of the main place; other places stay."""
    if not words:
        return ()
    gazetteer = service().gazetteer
    place = gazetteer.place(words) or next(iter(gazetteer.search(words[:LONGEST_WORDS], 1)), None)
    if place is None:
        raise WrongInput(f"No place called “{words}” is known. Choose one from the list.", "/place")
    role = before.where[0].role if before.where else "at"
    return (Located(place, Known.EDITOR, role), *(other for other in before.where[1:] if other.place.id != place.id))


def _feature(row: Row) -> Response:
    """The event as the page knows it."""
    context = Context(fields="page", label=service().gazetteer.label, has_area=service().has_area)
    return Response(json.dumps(feature(row, context), ensure_ascii=False), content_type=EXPORTS["geojson"].media_type)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
