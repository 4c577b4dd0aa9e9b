"""Pages for people: collections, their events and articles, embeds, and signing in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app import security
from app.context import shown
from app.errors import Missing
from app.security import may_write
from app.service import SAMPLE, service
from events import edtf
from events.model import Span
from events.query import Query
from events.storage import Row

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    return home_page()


def home_page(error: str = "", form: dict[str, str] | None = None) -> str:
    """The start, with whatever was typed before an error."""
    collections = service().store.collections(private=may_write())
    sample = next((each.collection for each in collections if each.collection.slug == SAMPLE), None)
    around = shown(sample) if sample else {"collection": None}
    return render_template("home.html", collections=collections, error=error, form=form or {}, **around)


@blueprint.get("/c/<slug>/")
def collection(slug: str) -> str:
    return render_template("collection.html", **shown(service().collection(slug)))


@blueprint.get("/c/<slug>/embed")
def embed(slug: str) -> Response:
    """For an iframe anywhere: the same for everybody, without cookies, and only where the collection is public."""
    g.framed = True
    g.may_write = False
    page = render_template("embed.html", **shown(service().collection(slug)))
    response = make_response(page)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@blueprint.get("/c/<slug>/e/<event>")
def event(slug: str, event: str) -> str:
    found = service().collection(slug)
    row = service().store.row(slug, event)
    if row is None or (row.state == "rejected" and not may_write()):
        raise Missing("There is no such event. It may have been deleted.")
    return render_template(
        "event.html",
        collection=found,
        row=row,
        label=edtf.label(row.when) if row.when else "",
        place_label=service().place_label(row),
        pieces=marked(row),
        told_with=service().store.told_with(slug, event),
    )


@blueprint.get("/c/<slug>/a/<document>")
def article(slug: str, document: str) -> str:
    """The text of an article, for those who may write: it is somebody's own, and public pages show quotes alone."""
    found = service().collection(slug)
    text = service().store.document(slug, document) if may_write() else None
    if text is None:
        raise Missing("There is no such article, or its text is not public.")
    events = service().store.find(slug, Query(article=(document,)))
    told = [(each.evidence[0].trigger, each.id) for each in events if each.evidence]
    return render_template(
        "article.html",
        collection=found,
        document=text,
        pieces=list(cut(text.text, told)),
    )


@blueprint.get("/sign-in")
def sign_in_form() -> str:
    return render_template("sign-in.html", error="")


@blueprint.post("/sign-in")
def sign_in() -> Answer | tuple[str, int]:
    if not security.is_token(request.form.get("token", "")):
        return render_template("sign-in.html", error="This is not the word that was set as EDITOR_TOKEN."), 403
    security.sign_in()
    return redirect(url_for("pages.home"), 303)


@blueprint.post("/sign-out")
def sign_out() -> Answer:
    security.sign_out()
    return redirect(url_for("pages.home"), 303)


def marked(row: Row) -> list[tuple[str, str]]:
    """The quoted sentence in pieces, each with the role of its words ("" = none)."""
    return list(cut(row.quote or "", [(Span(start, end), role) for start, end, role in row.marks]))


def cut(text: str, spans: Sequence[tuple[Span, Any]]) -> Iterator[tuple[str, str]]:
    """The text in pieces, in order, each with what its span says; of overlapping spans the first is kept."""
    at = 0
    for span, meaning in sorted(spans, key=lambda each: each[0]):
        if span.start < at:
            continue
        if at < span.start:
            yield text[at : span.start], ""
        yield span.of(text), meaning
        at = span.end
    if at < len(text):
        yield text[at:], ""
