"""An article in: the form, and the job that reads it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.errors import Missing, WrongInput
from app.jobs import first_words
from app.routes.pages import home_page
from app.security import may_write
from app.service import service
from events import days
from events.dating import read_when
from events.model import When
from events.storage import Job, JobState
from geodata.names import fold

blueprint = Blueprint("reading", __name__)

LONGEST_TITLE = 300


@blueprint.post("/read")
def read() -> Answer | tuple[str, int]:
    """Takes an article and answers at once; the reader process does the rest."""
    try:
        job = _job()
    except WrongInput as error:
        return home_page(str(error), request.form.to_dict()), 422
    service().store.add_job(job)
    service().queue.submit(job.id)
    return redirect(url_for("reading.job", id=job.id), 303)


@blueprint.get("/jobs/<id>")
def job(id: str) -> str:
    found = _found(id)
    return render_template("job.html", job=found, address=_address(found), can_read_anyway=_can_read_anyway(found))


@blueprint.get("/jobs/<id>.json")
def job_state(id: str) -> Response:
    found = _found(id)
    return jsonify(
        state=found.state.value,
        progress=found.progress,
        step=found.step,
        message=found.message,
        address=_address(found),
        language=found.language,
        can_read_anyway=_can_read_anyway(found),
    )


@blueprint.post("/jobs/<id>/anyway")
def read_anyway(id: str) -> Answer:
    found = _found(id)
    if not _can_read_anyway(found):
        raise WrongInput("This article is not one that could be read anyway.")
    service().store.advance(id, state=JobState.WAITING, language_ok=True, message="", step="", progress=0.0)
    service().queue.submit(id)
    return redirect(url_for("reading.job", id=id), 303)


def today() -> int:
    """The day it is, for words such as “yesterday”."""
    now = date.today()
    return days.to_day(now.year, now.month, now.day)


def understood(words: str, pointer: str) -> When:
    """What a person's words for a time mean. Raises WrongInput."""
    try:
        return read_when(words, today())
    except ValueError as error:
        raise WrongInput(str(error), pointer) from error


def _job() -> Job:
    """The job that a form asks for. Raises WrongInput with what is missing or wrong."""
    file = request.files.get("file")
    name, source = "", request.form.get("text", "").encode("utf-8", "replace")
    if file and file.filename:
        name, source = file.filename.replace("\\", "/").rpartition("/")[2][:LONGEST_TITLE], file.read()
    if not source.strip():
        raise WrongInput("Paste an article or choose a file first.")
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    about = title or name.rpartition(".")[0] or first_words(source[:400].decode("utf-8", "ignore"))
    return Job(
        id=secrets.token_urlsafe(12),
        # Nobody can guess the name of a private collection, and nobody has to: it is made of the title and 64 random bits.
        collection=f"{slug_of(about)}-{secrets.token_hex(8)}",
        name=name or title,
        source=source,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        title=title,
        published=_published(),
        language_ok=bool(request.form.get("anyway")),
    )


def slug_of(title: str, most: int = 40) -> str:
    """A title as it stands in addresses."""
    words = re.findall("[a-z0-9]+", fold(title))
    while len("-".join(words)) > most:
        words.pop()
    return "-".join(words) or "article"


def _published() -> int | None:
    words = request.form.get("published", "").strip()
    if not words:
        return None
    when = understood(words, "/published")
    if when.first is None or when.first != when.last:
        raise WrongInput(f"“{words}” is no single day. Write the day of publication, such as 20 April 2021.", "/published")
    return when.first


def _found(id: str) -> Job:
    job = service().store.job(id) if may_write() else None
    if job is None:
        raise Missing("There is no such reading.")
    return job


def _address(job: Job) -> str | None:
    return url_for("pages.collection", slug=job.collection) if job.state is JobState.DONE else None


def _can_read_anyway(job: Job) -> bool:
    return job.state is JobState.FAILED and not job.language_ok and job.language not in ("", "en")
