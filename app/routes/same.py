"""The same happening in several articles of a collection: pairs in, for an editor to say of each whether it is one. Nothing is merged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.errors import WrongInput
from app.security import require_writer
from app.service import service
from events import edtf
from events.storage import ONE, TWO, Pair, Row

blueprint = Blueprint("same", __name__, url_prefix="/desk")

WHO = "editor"
UNDO = "undo"
MOST = 100  # pairs of a page


@blueprint.before_request
def only_writers() -> None:
    require_writer()


@blueprint.get("/<slug>/same")
def offered(slug: str) -> str:
    """The page: those that nobody has decided on first, then the others, each with a way back."""
    collection = service().collection(slug)
    found = service().store.same(slug)
    open_ = [_shown(pair) for pair in found if not pair.verdict]
    decided = [_shown(pair) for pair in found if pair.verdict]
    return render_template("same.html", collection=collection, open=open_[:MOST], left=len(open_[MOST:]), decided=decided)


@blueprint.get("/<slug>/same.json")
def listed(slug: str) -> Response:
    """All pairs with their scores, reasons and verdicts ("one", "two", null), the likeliest first."""
    return jsonify([_shown(pair) for pair in service().store.same(slug)])


@blueprint.post("/<slug>/same")
def say(slug: str) -> Answer:
    """`first` and `second` are ids of events, `said` is one, two or undo. A form is sent back to the page."""
    given = request.get_json() if request.is_json else request.form
    if not isinstance(given, dict) and request.is_json:
        raise WrongInput("Send an object with first, second and said.")
    pair = _word(given, "first"), _word(given, "second")
    said = _word(given, "said")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if said == UNDO:
        service().store.undo_same(slug, pair, WHO, now)
    elif said in (ONE, TWO):
        service().store.decide_same(slug, pair, said, WHO, now)
    else:
        raise WrongInput(f"Say {ONE}, {TWO} or {UNDO}.", "/said")
    if request.is_json:
        return jsonify(first=pair[0], second=pair[1], verdict=None if said == UNDO else said)
    return redirect(url_for("same.offered", slug=slug), 303)


def _word(given: Any, name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found:
        raise WrongInput(f"{name} is missing.", f"/{name}")
    return found


def _shown(pair: Pair) -> dict[str, Any]:
    about = {"score": pair.score, "reasons": list(pair.reasons), "verdict": pair.verdict or None}
    return about | {"first": _event(pair.first), "second": _event(pair.second)}


def _event(row: Row) -> dict[str, Any]:
    about = {"id": row.id, "title": row.title, "kind": row.kind, "when": edtf.label(row.when) if row.when else None}
    return about | {"place": service().place_label(row) or row.place, "quote": row.quote, "source": row.source, "article": row.article}
