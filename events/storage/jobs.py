"""Sources that wait to be read: a job's row is the truth, whatever the queue forgets; the source lies apart, so that progress is cheap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from events.storage.database import StoreError
from events.storage.tables import jobs, sources


class JobState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_end(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED)


@dataclass(frozen=True, slots=True)
class Job:
    """One source to be read into a collection. `published` is a day, `language_ok` means "read anyway", `created` ISO 8601 in UTC.

    `address` is where the source comes from: it is fetched where the job has no source yet. Jobs of one collection belong together;
    `heading` is the title of that collection where no single article gives it.
    """

    id: str
    collection: str
    name: str
    created: str
    title: str = ""
    published: int | None = None
    language_ok: bool = False
    language: str = ""
    state: JobState = JobState.WAITING
    progress: float = 0.0
    step: str = ""
    message: str = ""
    document: str | None = None
    address: str = ""
    heading: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.progress <= 1:
            raise ValueError("Progress lies between 0 and 1.")

    @property
    def label(self) -> str:
        """What a person knows the source by; empty for a text that was pasted without a title."""
        return self.address.partition("://")[2].rstrip("/") or self.name


_COLUMNS = [column for column in jobs.c if column.name != "pk"]


def insert(connection: sa.Connection, job: Job, source: bytes) -> None:
    if find(connection, job.id):
        raise StoreError(f"There is a job {job.id} already.")
    connection.execute(jobs.insert(), {column.name: getattr(job, column.name) for column in _COLUMNS})
    keep_source(connection, job.id, source)


def find(connection: sa.Connection, id: str) -> Job | None:
    found = connection.execute(sa.select(*_COLUMNS).where(jobs.c.id == id)).mappings().first()
    return _job(found) if found else None


def unfinished(connection: sa.Connection) -> list[Job]:
    return _selected(connection, jobs.c.state.in_([JobState.WAITING, JobState.READING]))


def together(connection: sa.Connection, collection: str) -> list[Job]:
    return _selected(connection, jobs.c.collection == collection)


def update(connection: sa.Connection, id: str, changes: Mapping[str, Any]) -> None:
    connection.execute(jobs.update().where(jobs.c.id == id).values(**changes))


def claim(connection: sa.Connection, id: str) -> bool:
    """Waiting -> reading, for exactly one of those who ask."""
    waiting = (jobs.c.id == id) & (jobs.c.state == JobState.WAITING)
    return bool(connection.execute(jobs.update().where(waiting).values(state=JobState.READING)).rowcount)


def source(connection: sa.Connection, id: str) -> bytes:
    return bytes(connection.scalar(sa.select(sources.c.content).join(jobs).where(jobs.c.id == id)) or b"")


def keep_source(connection: sa.Connection, id: str, content: bytes) -> None:
    """Instead of what was there; nothing is kept of an empty one."""
    pk = connection.scalar(sa.select(jobs.c.pk).where(jobs.c.id == id))
    connection.execute(sources.delete().where(sources.c.job == pk))
    if content and pk is not None:
        connection.execute(sources.insert(), {"job": pk, "content": content})


def _selected(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> list[Job]:
    return [_job(each) for each in connection.execute(sa.select(*_COLUMNS).where(wanted).order_by(jobs.c.pk)).mappings()]


def _job(values: Any) -> Job:
    return Job(**{**values, "state": JobState(values["state"])})
