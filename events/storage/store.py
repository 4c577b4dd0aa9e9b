"""The store: readings, decisions and jobs in; collections, documents, rows and events out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from events.model import Collection, Decision, Document, Event, Origin, Reading, State, Visibility
from events.query import Box, Query, QueryError
from events.storage import jobs as job_rows
from events.storage import keeping, sameness, search, verdicts
from events.storage.database import Database, NotStored, StoreError, located
from events.storage.editing import Change, difference
from events.storage.jobs import Job, JobState
from events.storage.keeping import StoredDocument
from events.storage.rows import Row, row_in
from events.storage.sameness import Pair
from events.storage.tables import collections, documents, events
from events.storage.values import decided_in

_FIRST_PAGE, _PAGE = 250, 4000  # rows a transaction: few for a fast first byte, then more


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    collection: Collection
    documents: int
    events: int  # without the rejected


class EventStore:
    """Every method is one transaction, but for `rows` and `find`, which take one for each page and hold none in between."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | Path) -> EventStore:
        """A file (a path or `sqlite:///path`), made or migrated where it must be. Safe to keep across a fork and among threads."""
        return cls(Database(located(url)))

    def close(self) -> None:
        self._database.close()

    # ---- collections ----

    def add_collection(self, collection: Collection) -> None:
        """Raises StoreError where the name is taken."""
        with self._database.writing() as connection:
            if connection.scalar(sa.select(collections.c.pk).where(collections.c.slug == collection.slug)):
                raise StoreError(f"There is a collection “{collection.slug}” already.")
            values = {
                "slug": collection.slug,
                "title": collection.title,
                "description": collection.description,
                "visibility": collection.visibility.value,
                "revision": keeping.next_revision(connection),
            }
            connection.execute(collections.insert(), values)

    def collections(self, private: bool) -> list[CollectionSummary]:
        """All collections in the order in which they were made; with `private`, those too that only their writers may see."""
        of_documents = sa.select(sa.func.count()).where(documents.c.collection == collections.c.pk).scalar_subquery()
        shown = (events.c.collection == collections.c.pk) & (events.c.state != State.REJECTED)
        of_events = sa.select(sa.func.count()).select_from(events).where(shown).scalar_subquery()
        wanted = sa.select(collections, of_documents.label("documents"), of_events.label("events")).order_by(collections.c.pk)
        if not private:
            wanted = wanted.where(collections.c.visibility == Visibility.PUBLIC)
        with self._database.reading() as connection:
            found = connection.execute(wanted).all()
        return [CollectionSummary(_collection(each), each.documents, each.events) for each in found]

    def collection(self, slug: str) -> Collection | None:
        with self._database.reading() as connection:
            found = connection.execute(sa.select(collections).where(collections.c.slug == slug)).first()
        return _collection(found) if found else None

    def publish(self, slug: str, visibility: Visibility) -> None:
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            connection.execute(collections.update().where(collections.c.pk == pk).values(visibility=visibility.value))
            keeping.touch(connection, pk)

    def delete_collection(self, slug: str) -> None:
        """Everything that hangs on it, too: documents, events, decisions and jobs."""
        with self._database.writing() as connection:
            keeping.delete_collection(connection, keeping.collection_pk(connection, slug), slug)
            keeping.next_revision(connection)

    def revision(self, slug: str) -> int:
        """A number that grows with every write to the collection, and never comes back: fit for an ETag."""
        with self._database.reading() as connection:
            found = connection.scalar(sa.select(collections.c.revision).where(collections.c.slug == slug))
        if found is None:
            raise NotStored(f"There is no collection “{slug}”.")
        return int(found)

    # ---- documents ----

    def add(self, slug: str, reading: Reading) -> None:
        """Keeps all that was read of one document, or nothing.

        Read again, the same text replaces what was found before; ids and decisions stay (see events.storage.editing.merge).
        """
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            keeping.keep(connection, pk, reading)
            keeping.touch(connection, pk)

    def documents(self, slug: str) -> list[StoredDocument]:
        with self._database.reading() as connection:
            return keeping.stored_documents(connection, keeping.collection_pk(connection, slug))

    def document(self, slug: str, document: str) -> Document | None:
        with self._database.reading() as connection:
            return keeping.document(connection, keeping.collection_pk(connection, slug), document)

    def reading(self, slug: str, document: str) -> Reading | None:
        """The document with its mentions, and its events as they are now, rejected ones too."""
        with self._database.reading() as connection:
            return keeping.reading(connection, keeping.collection_pk(connection, slug), document)

    def delete_document(self, slug: str, document: str) -> None:
        """With its mentions and events, and all that was decided about them."""
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            keeping.delete_document(connection, pk, document)
            keeping.touch(connection, pk)

    # ---- events ----

    def rows(self, slug: str, query: Query = Query()) -> Iterator[Row]:  # noqa: B008 - frozen
        """The rows of a query in its order, page by page; what changes between two pages is seen from then on."""
        return chain.from_iterable(map(row_in, page) for page in self._pages(slug, query))

    def find(self, slug: str, query: Query = Query()) -> list[Event]:  # noqa: B008 - frozen
        """The events of a query in its order, equal to those that were stored."""
        found: list[Event] = []
        for page in self._pages(slug, query):
            with self._database.reading() as connection:
                found += keeping.events_of(connection, [each._mapping for each in page])
        return found

    def count(self, slug: str, query: Query = Query()) -> int:  # noqa: B008 - frozen
        """How many events a query has, on all its pages together."""
        with self._database.reading() as connection:
            return connection.scalar(search.counted(keeping.collection_pk(connection, slug), query)) or 0

    def extent(self, slug: str, query: Query = Query()) -> Box | None:  # noqa: B008 - frozen
        """The smallest box round the points of a query, across the antimeridian where that is the shorter way."""
        with self._database.reading() as connection:
            found = connection.execute(search.points(keeping.collection_pk(connection, slug), query)).all()
        return Box.around((longitude, latitude) for longitude, latitude in found)

    def row(self, slug: str, event: str) -> Row | None:
        with self._database.reading() as connection:
            found = connection.execute(search.one(keeping.collection_pk(connection, slug), event)).first()
        return row_in(found) if found else None

    def event(self, slug: str, event: str) -> Event | None:
        with self._database.reading() as connection:
            found = keeping.one_event(connection, keeping.collection_pk(connection, slug), event)
        return found[1] if found else None

    def _pages(self, slug: str, query: Query) -> Iterator[list[Any]]:
        """Raises NotStored and QueryError at once, before a download has begun."""
        with self._database.reading() as connection:
            pk = keeping.collection_pk(connection, slug)
            return self._turned(pk, query, self._key(connection, pk, query))

    def _turned(self, pk: int, query: Query, after: tuple[Any, ...] | None) -> Iterator[list[Any]]:
        left, size = query.limit, _FIRST_PAGE
        while left is None or left > 0:
            wanted = size if left is None else min(size, left)
            with self._database.reading() as connection:
                page = connection.execute(search.selected(pk, query, after, wanted)).all()
            if page:
                yield list(page)
            if len(page) < wanted:
                return
            after = tuple(page[-1][-len(search.order_of(query)) :])
            left = None if left is None else left - len(page)
            size = min(size * 2, _PAGE)

    @staticmethod
    def _key(connection: sa.Connection, pk: int, query: Query) -> tuple[Any, ...] | None:
        if query.after is None:
            return None
        found = connection.execute(search.key_of(pk, query, query.after)).first()
        if found is None:
            raise QueryError("after", f"there is no event “{query.after}” to go on from.")
        return tuple(found)

    # ---- decisions ----

    def decide(self, slug: str, event: str, change: Change, who: str, at: str) -> Row:
        """Keeps a change and the decision that made it; a change that changes nothing leaves no trace."""
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            event_pk, before = keeping.the_event(connection, pk, event)
            after = change.applied(before)
            if after != before:
                keeping.decided(connection, pk, Decision(event, who, at, *difference(before, after)))
                keeping.rewrite(connection, pk, event_pk, after)
                keeping.touch(connection, pk)
        return self._the_row(slug, event)

    def undo(self, slug: str, event: str, who: str, at: str) -> Row:
        """Takes back the newest decision that still stands. Raises StoreError where there is none."""
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            event_pk, now = keeping.the_event(connection, pk, event)
            last = keeping.newest_standing(connection, pk, event)
            if last is None:
                raise StoreError("There is nothing to undo.")
            number, before = last
            restored = replace(now, **decided_in(before))
            keeping.decided(connection, pk, Decision(event, who, at, *difference(now, restored)), undoes=number)
            keeping.rewrite(connection, pk, event_pk, restored)
            keeping.touch(connection, pk)
        return self._the_row(slug, event)

    def add_event(self, slug: str, event: Event, who: str, at: str) -> Row:
        """An editor's own event; an empty id becomes a random one. Undoing it rejects it."""
        event = replace(event, id=event.id or secrets.token_hex(8), origin=Origin.EDITOR)
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            if keeping.one_event(connection, pk, event.id):
                raise StoreError(f"There is an event {event.id} already.")
            keeping.insert_events(connection, pk, [event])
            keeping.decided(connection, pk, Decision(event.id, who, at, {"state": "rejected"}, {"state": event.state.value}))
            keeping.touch(connection, pk)
        return self._the_row(slug, event.id)

    def decisions(self, slug: str, event: str) -> list[Decision]:
        """All that was ever decided about an event, the oldest first."""
        with self._database.reading() as connection:
            return keeping.decisions_of(connection, keeping.collection_pk(connection, slug), event)

    # ---- one happening in several articles ----

    def same(self, slug: str) -> list[Pair]:
        """Pairs of events that may be one happening, the likeliest first, with what was decided about them (see sameness)."""
        found = sameness.pairs(self.rows(slug, Query(has=("time", "place"))))
        with self._database.reading() as connection:
            return verdicts.with_verdicts(found, verdicts.verdicts(connection, keeping.collection_pk(connection, slug)))

    def told_with(self, slug: str, event: str) -> list[Row]:
        """The other events that editors say are the same happening: told by other articles, each with its own words."""
        with self._database.reading() as connection:
            decided = verdicts.verdicts(connection, keeping.collection_pk(connection, slug))
        found = (self.row(slug, other) for other in verdicts.told_with(event, decided))
        return [row for row in found if row is not None and row.state != State.REJECTED]

    def decide_same(self, slug: str, events: tuple[str, str], verdict: str, who: str, at: str) -> None:
        """Keeps that two events are one happening ("one") or are not ("two"); what was said before already leaves no trace."""
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            verdicts.decide(connection, pk, events, verdict, who, at)
            keeping.touch(connection, pk)

    def undo_same(self, slug: str, events: tuple[str, str], who: str, at: str) -> None:
        """Takes back the newest decision about a pair that still stands. Raises StoreError where there is none."""
        with self._database.writing() as connection:
            pk = keeping.collection_pk(connection, slug)
            verdicts.undo(connection, pk, events, who, at)
            keeping.touch(connection, pk)

    def _the_row(self, slug: str, event: str) -> Row:
        row = self.row(slug, event)
        if row is None:
            raise NotStored(f"There is no event {event} in “{slug}”.")
        return row

    # ---- jobs ----

    def add_job(self, job: Job, source: bytes = b"") -> None:
        with self._database.writing() as connection:
            job_rows.insert(connection, job, source)

    def job(self, id: str) -> Job | None:
        with self._database.reading() as connection:
            return job_rows.find(connection, id)

    def jobs(self, collection: str) -> list[Job]:
        """The jobs of a collection, in the order in which they were given."""
        with self._database.reading() as connection:
            return job_rows.together(connection, collection)

    def source(self, job: str) -> bytes:
        """What a job reads; empty where it is still to be fetched, and once it is done."""
        with self._database.reading() as connection:
            return job_rows.source(connection, job)

    def keep_source(self, job: str, content: bytes) -> None:
        """What was fetched for a job, so that another attempt need not; empty to keep nothing."""
        with self._database.writing() as connection:
            job_rows.keep_source(connection, job, content)

    def unfinished(self) -> list[Job]:
        """Jobs that wait, or that were being read when their reader ended; the oldest first."""
        with self._database.reading() as connection:
            return job_rows.unfinished(connection)

    def claim(self, id: str) -> bool:
        """Waiting -> reading: True for exactly one of those who ask."""
        with self._database.writing() as connection:
            return job_rows.claim(connection, id)

    def advance(self, id: str, **changes: Any) -> Job:
        """Sets the fields given, such as state, progress, step or message. Done, the job drops its source."""
        with self._database.writing() as connection:
            job = job_rows.find(connection, id)
            if job is None:
                raise NotStored(f"There is no job {id}.")
            job = replace(job, **changes)
            job_rows.update(connection, id, changes)
            if job.state is JobState.DONE:
                job_rows.keep_source(connection, id, b"")
        return job


def _collection(found: Any) -> Collection:
    return Collection(found.slug, found.title, found.description, Visibility(found.visibility))
