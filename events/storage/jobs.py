"""Sources that wait to be read: a job's row is the truth, whatever the queue forgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from events.storage.database import StoreError
from events.storage.tables import jobs


class JobState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One source to be read into a collection. `published` is a day, `language_ok` means "read anyway", `created` ISO 8601 in UTC."""

    id: str
    collection: str
    name: str
    source: bytes
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

    def __post_init__(self) -> None:
        if not 0 <= self.progress <= 1:
            raise ValueError("Progress lies between 0 and 1.")


_COLUMNS = [column for column in jobs.c if column.name != "pk"]


def insert(connection: sa.Connection, job: Job) -> None:
    if find(connection, job.id):
        raise StoreError(f"There is a job {job.id} already.")
    connection.execute(jobs.insert(), {column.name: getattr(job, column.name) for column in _COLUMNS})


def find(connection: sa.Connection, id: str) -> Job | None:
    found = connection.execute(sa.select(*_COLUMNS).where(jobs.c.id == id)).mappings().first()
    return _job(found) if found else None


def unfinished(connection: sa.Connection) -> list[Job]:
    open_ones = jobs.c.state.in_([JobState.WAITING, JobState.READING])
    return [_job(each) for each in connection.execute(sa.select(*_COLUMNS).where(open_ones).order_by(jobs.c.pk)).mappings()]


def update(connection: sa.Connection, job: Job) -> None:
    connection.execute(jobs.update().where(jobs.c.id == job.id), {column.name: getattr(job, column.name) for column in _COLUMNS})


def claim(connection: sa.Connection, id: str) -> bool:
    """Waiting -> reading, for exactly one of those who ask."""
    waiting = (jobs.c.id == id) & (jobs.c.state == JobState.WAITING)
    return bool(connection.execute(jobs.update().where(waiting).values(state=JobState.READING)).rowcount)


def _job(values: Any) -> Job:
    return Job(**{**values, "state": JobState(values["state"])})
