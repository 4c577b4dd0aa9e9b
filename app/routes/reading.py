"""Articles in: the form, and the jobs that read them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.errors import Missing, WrongInput
from app.fetching import Address, FetchError
from app.jobs import first_words
from app.routes.pages import home_page
from app.security import may_write
from app.service import service
from events import days
from events.dating import read_when
from events.model import When
from events.reading import EXTENSIONS
from events.storage import Job, JobState
from geodata.names import fold

blueprint = Blueprint("reading", __name__)

LONGEST_TITLE = 300
MOST_FILES = 50  # at a time
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@blueprint.app_context_processor
def kinds() -> dict[str, Any]:
    """For the box that takes articles, on whatever page it is."""
    return {"readable": EXTENSIONS}


@blueprint.post("/read")
def read() -> Answer | tuple[str, int]:
    """Takes articles and answers at once; the reader process does the rest, and it alone fetches."""
    try:
        given = _given()
    except WrongInput as error:
        return home_page(str(error), request.form.to_dict()), 422
    for job, source in given:
        service().store.add_job(job, source)
        service().queue.submit(job.id)
    return redirect(url_for("reading.job", id=given[0][0].id), 303)


@blueprint.get("/jobs/<id>")
def job(id: str) -> str:
    found = _found(id)
    return render_template("job.html", job=found, reading=_together(found), can_read_anyway=can_read_anyway)


@blueprint.get("/jobs/<id>.json")
def job_state(id: str) -> Response:
    reading = _together(_found(id))
    return jsonify(
        state=reading.state.value,
        progress=reading.progress,
        step=reading.step,
        message=reading.message,
        address=reading.address,
        can_read_anyway=any(map(can_read_anyway, reading.jobs)),
        jobs=[_shown(each) for each in reading.jobs],
    )


@blueprint.post("/jobs/<id>/anyway")
def read_anyway(id: str) -> Answer:
    found = _found(id)
    if not can_read_anyway(found):
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


@dataclass(frozen=True)
class Together:
    """The jobs of one collection as the one reading that a person asked for."""

    jobs: Sequence[Job]

    @property
    def done(self) -> list[Job]:
        return [each for each in self.jobs if each.state is JobState.DONE]

    @property
    def failed(self) -> list[Job]:
        return [each for each in self.jobs if each.state is JobState.FAILED]

    @property
    def state(self) -> JobState:
        """Done when all have ended and one at least is read."""
        if all(each.state.is_end for each in self.jobs):
            return JobState.DONE if self.done else JobState.FAILED
        return JobState.WAITING if all(each.state is JobState.WAITING for each in self.jobs) else JobState.READING

    @property
    def progress(self) -> float:
        return sum(1.0 if each.state.is_end else each.progress for each in self.jobs) / len(self.jobs)

    @property
    def step(self) -> str:
        ended = len(self.done) + len(self.failed)
        now = next((each.step for each in self.jobs if each.state is JobState.READING), "")
        if len(self.jobs) == 1:
            return self.jobs[0].step
        return f"{min(ended + 1, len(self.jobs))} of {len(self.jobs)}{now and f': {now}'}"

    @property
    def message(self) -> str:
        """Why there is nothing to show; each job of several says it for itself."""
        return self.jobs[0].message if len(self.jobs) == 1 else "None of these could be read." if self.state is JobState.FAILED else ""

    @property
    def address(self) -> str | None:
        return url_for("pages.collection", slug=self.jobs[0].collection) if self.done else None


def can_read_anyway(job: Job) -> bool:
    """Whether a job failed for nothing but its language."""
    return job.state is JobState.FAILED and not job.language_ok and job.language not in ("", "en")


def _shown(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.label,
        "state": job.state.value,
        "progress": job.progress,
        "step": job.step,
        "message": job.message,
        "language": job.language,
        "can_read_anyway": can_read_anyway(job),
    }


def _given() -> list[tuple[Job, bytes]]:
    """The jobs that a form asks for, with their sources. Raises WrongInput with what is missing or wrong."""
    files = [each for each in request.files.getlist("file") if each.filename]
    text = "" if files else request.form.get("text", "").strip()
    address = request.form.get("address", "").strip()
    if _ADDRESS.fullmatch(text) and not address:
        address, text = text, ""
    if len(files) > MOST_FILES:
        raise WrongInput(f"At most {MOST_FILES} files are read at a time.")
    if address and len(files) > 1:
        raise WrongInput("Several files do not come from one address. Leave the address out.", "/address")
    if not (files or text or address):
        raise WrongInput("Paste an article, choose files or give an address first.")
    address = str(_address(address)) if address else ""
    sources = [(_name(each), each.read()) for each in files] or [("", text.encode("utf-8", "replace"))]
    if (files or text) and not any(source.strip() for _, source in sources):
        raise WrongInput("There is nothing in it to read.")
    return _jobs(sources, address)


def _jobs(sources: Sequence[tuple[str, bytes]], address: str) -> list[tuple[Job, bytes]]:
    """One for each source. Several share a collection, and its heading; a page that sends them one by one says with which they go."""
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE]
    name, source = sources[0]
    about = title or PurePosixPath(name).stem or _last_part(address) or first_words(source[:400].decode("utf-8", "ignore"))
    more = len(sources) - 1 or _number(request.form.get("more", ""))
    heading = (title or f"{about} and {more} more") if more else ""
    # Nobody can guess the name of a private collection, and nobody has to: it is made of the title and 64 random bits.
    collection = f"{slug_of(heading or about)}-{secrets.token_hex(8)}"
    if first := request.form.get("with"):
        heading, collection = _found(first).heading, _found(first).collection
    about_all: dict[str, Any] = {
        "collection": collection,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": "" if heading else title,
        "published": _published(),
        "language_ok": bool(request.form.get("anyway")),
        "address": address,
        "heading": heading,
    }
    return [(Job(id=secrets.token_urlsafe(12), name=name or title, **about_all), source) for name, source in sources]


def _name(file: FileStorage) -> str:
    return (file.filename or "").replace("\\", "/").rpartition("/")[2][:LONGEST_TITLE]


def _address(words: str) -> Address:
    try:
        return Address.parse(words)
    except FetchError as error:
        raise WrongInput(str(error), "/address") from error


def _last_part(address: str) -> str:
    """What an address calls its page: the last part of its path that has a word in it, else the site."""
    site, *parts = re.sub(r"^https?://|[?].*", "", address).split("/")
    named = [PurePosixPath(part).stem for part in reversed(parts) if re.search("[a-z]{3}", part, re.IGNORECASE)]
    return named[0] if named else site.replace(".", " ")


def _number(words: str) -> int:
    return min(int(words), MOST_FILES) if re.fullmatch("[0-9]{1,3}", words) else 0


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


def _together(job: Job) -> Together:
    return Together(service().store.jobs(job.collection))
