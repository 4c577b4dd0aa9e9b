"""Documents, events, evidence and decisions <-> their tables, on a connection inside a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from events import minutes
from events.model import Decision, Document, Event, Evidence, Mention, PublishedBy, Reading
from events.storage.database import NotStored, StoreError
from events.storage.editing import merge
from events.storage.rows import flat
from events.storage.tables import collections, decisions, documents, event_actors, events, evidence, jobs, mentions, revisions
from events.storage.values import event_in, evidence_in, evidence_out, mention_in, mention_out, read, written

JOINT = "\x1f"  # between the ids of two events, where a decision is about the pair (see verdicts)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document without its text; `events` counts those that are not rejected."""

    id: str
    title: str
    published: int | None
    published_by: PublishedBy
    url: str
    language: str
    author: str
    events: int


# ---- collections ----


def collection_pk(connection: sa.Connection, slug: str) -> int:
    pk = connection.scalar(sa.select(collections.c.pk).where(collections.c.slug == slug))
    if pk is None:
        raise NotStored(f"There is no collection “{slug}”.")
    return int(pk)


def next_revision(connection: sa.Connection) -> int:
    return int(connection.scalar(revisions.update().values(newest=revisions.c.newest + 1).returning(revisions.c.newest)))


def touch(connection: sa.Connection, pk: int) -> None:
    connection.execute(collections.update().where(collections.c.pk == pk).values(revision=next_revision(connection)))


def delete_collection(connection: sa.Connection, pk: int, slug: str) -> None:
    _delete_events(connection, events.c.collection == pk)
    of_documents = sa.select(documents.c.pk).where(documents.c.collection == pk)
    connection.execute(mentions.delete().where(mentions.c.document.in_(of_documents)))
    connection.execute(decisions.update().where(decisions.c.collection == pk).values(undoes=None))
    for table in (decisions, documents):
        connection.execute(table.delete().where(table.c.collection == pk))
    connection.execute(collections.delete().where(collections.c.pk == pk))
    connection.execute(jobs.delete().where(jobs.c.collection == slug))


# ---- documents ----


def keep(connection: sa.Connection, collection: int, reading: Reading) -> None:
    """Document, mentions and events; what an earlier reading of the same text left is replaced as `merge` says."""
    document = reading.document
    if any(event.evidence and event.evidence[0].document != document.id for event in reading.events):
        raise StoreError(f"An event of “{document.title}” shows the words of another document.")
    if len({event.id for event in reading.events}) < len(reading.events):
        raise StoreError(f"Two events of “{document.title}” have the same id.")
    pk = _keep_document(connection, collection, document)
    _keep_mentions(connection, pk, reading)
    old = [event for _, event in _stored_events(connection, events.c.document == pk)]
    new_ids = [event.id for event in reading.events]
    elsewhere = sa.select(events.c.id).where(events.c.collection == collection, events.c.document.is_distinct_from(pk))
    taken = {id for part in _parts(new_ids) for id in connection.scalars(elsewhere.where(events.c.id.in_(part)))}
    merged = merge(old, reading.events, _standing(connection, collection, [event.id for event in old]), taken)
    _delete_events(connection, (events.c.document == pk) & (events.c.origin == "text"))
    insert_events(connection, collection, [*merged.orphans, *merged.fresh])


def _keep_document(connection: sa.Connection, collection: int, document: Document) -> int:
    try:
        document.text.encode()
    except UnicodeEncodeError as error:
        raise StoreError(f"The text of “{document.title}” holds half of a character at {error.start}.") from error
    values = {
        "text": document.text,
        "title": document.title,
        "published": document.published,
        "published_by": document.published_by.value,
        "url": document.url,
        "language": document.language,
        "author": document.author,
    }
    here = (documents.c.collection == collection) & (documents.c.id == document.id)
    pk = connection.scalar(sa.select(documents.c.pk).where(here))
    if pk is None:
        made = connection.execute(documents.insert(), values | {"collection": collection, "id": document.id})
        return int(made.inserted_primary_key[0])  # type: ignore[index]
    connection.execute(documents.update().where(here).values(**values))
    return int(pk)


def _keep_mentions(connection: sa.Connection, document: int, reading: Reading) -> None:
    connection.execute(mentions.delete().where(mentions.c.document == document))
    mentioned: tuple[tuple[str, tuple[Mention[Any], ...]], ...] = (("time", reading.times), ("place", reading.places))
    rows: list[dict[str, object]] = []
    for of, found in mentioned:
        if any(mention.span.end > len(reading.document.text) for mention in found):
            raise StoreError(f"A mention of “{reading.document.title}” lies outside of the text.")
        rows += ({"document": document, "position": position, **mention_out(of, mention)} for position, mention in enumerate(found))
    if rows:
        connection.execute(mentions.insert(), rows)


def delete_document(connection: sa.Connection, collection: int, id: str) -> None:
    found = _document(connection, collection, id)
    if found is None:
        raise NotStored(f"There is no document {id}.")
    pk, _ = found
    ids = list(connection.scalars(sa.select(events.c.id).where(events.c.document == pk)))
    _delete_events(connection, events.c.document == pk)
    for part in _parts(ids):
        about = (decisions.c.collection == collection) & decisions.c.event.in_(part)
        connection.execute(decisions.update().where(about).values(undoes=None))
        connection.execute(decisions.delete().where(about))
    of_pairs = (decisions.c.collection == collection) & decisions.c.event.contains(JOINT)
    gone = set(ids)
    pairs = [
        pk for pk, pair in connection.execute(sa.select(decisions.c.pk, decisions.c.event).where(of_pairs)) if gone & {*pair.split(JOINT)}
    ]
    for part in _parts(pairs):
        connection.execute(decisions.update().where(decisions.c.pk.in_(part)).values(undoes=None))
        connection.execute(decisions.delete().where(decisions.c.pk.in_(part)))
    for table in (evidence, mentions):
        connection.execute(table.delete().where(table.c.document == pk))
    connection.execute(documents.delete().where(documents.c.pk == pk))


def stored_documents(connection: sa.Connection, collection: int) -> list[StoredDocument]:
    shown = (events.c.document == documents.c.pk) & (events.c.collection == collection) & (events.c.state != "rejected")
    count = sa.select(sa.func.count()).select_from(events).where(shown).scalar_subquery()
    columns = [c for c in documents.c if c.name not in ("pk", "collection", "text")]
    found = sa.select(*columns, count.label("events")).where(documents.c.collection == collection).order_by(documents.c.pk)
    return [StoredDocument(**{**each, "published_by": PublishedBy(each["published_by"])}) for each in connection.execute(found).mappings()]


def document(connection: sa.Connection, collection: int, id: str) -> Document | None:
    found = _document(connection, collection, id)
    return found[1] if found else None


def _document(connection: sa.Connection, collection: int, id: str) -> tuple[int, Document] | None:
    each = connection.execute(sa.select(documents).where(documents.c.collection == collection, documents.c.id == id)).first()
    if each is None:
        return None
    by = PublishedBy(each.published_by)
    return each.pk, Document(each.text, each.title, each.published, by, each.url, each.language, each.author)


def reading(connection: sa.Connection, collection: int, id: str) -> Reading | None:
    found = _document(connection, collection, id)
    if found is None:
        return None
    pk, stored = found
    rows = connection.execute(sa.select(mentions).where(mentions.c.document == pk).order_by(mentions.c.position)).mappings().all()
    times, places = (tuple(mention_in(each) for each in rows if each["of"] == of) for of in ("time", "place"))
    return Reading(stored, times, places, tuple(event for _, event in _stored_events(connection, events.c.document == pk)))


# ---- events ----


def insert_events(connection: sa.Connection, collection: int, new: Sequence[Event]) -> None:
    """Each event's row, evidence and actors. The write lock is held, so the next keys are ours."""
    if not new:
        return
    known = _cited(connection, collection, new)
    first = (connection.scalar(sa.select(sa.func.max(events.c.pk))) or 0) + 1
    numbered = list(enumerate(new, first))
    home = minutes.home_of(new)
    connection.execute(events.insert(), [{"pk": pk, **_columns(collection, event, known, home)} for pk, event in numbered])
    pieces = [
        {"event": pk, "position": position, "document": known[piece.document][0], **evidence_out(piece)}
        for pk, event in numbered
        for position, piece in enumerate(event.evidence)
    ]
    if pieces:
        connection.execute(evidence.insert(), pieces)
    _insert_actors(connection, numbered)


def rewrite(connection: sa.Connection, collection: int, pk: int, event: Event) -> None:
    """The row of an event that was decided on; its evidence does not change."""
    known = _cited(connection, collection, [event])
    document = sa.select(events.c.document).where(events.c.pk == pk).scalar_subquery()
    home = minutes.commonest(connection.scalars(sa.select(events.c.zone).where(events.c.document == document).order_by(events.c.pk)))
    connection.execute(events.update().where(events.c.pk == pk).values(**_columns(collection, event, known, home)))
    connection.execute(event_actors.delete().where(event_actors.c.event == pk))
    _insert_actors(connection, [(pk, event)])


def _columns(collection: int, event: Event, known: Mapping[str, tuple[int, Document]], home: int | None) -> dict[str, Any]:
    pk, stored = known[event.evidence[0].document] if event.evidence else (None, None)
    return {"collection": collection, "document": pk, **flat(event, stored, home)}


def _cited(connection: sa.Connection, collection: int, cited: Iterable[Event]) -> dict[str, tuple[int, Document]]:
    """The documents that the evidence shows, by id."""
    known = {}
    for id in {piece.document for event in cited for piece in event.evidence}:
        found = _document(connection, collection, id)
        if found is None:
            raise StoreError(f"The evidence lies in a document {id} that is not here.")
        known[id] = found
    return known


def _insert_actors(connection: sa.Connection, numbered: Iterable[tuple[int, Event]]) -> None:
    rows = [{"event": pk, "actor": actor} for pk, event in numbered for actor in dict.fromkeys(event.actors)]
    if rows:
        connection.execute(event_actors.insert(), rows)


def _delete_events(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    pks = sa.select(events.c.pk).where(which)
    for table in (evidence, event_actors):
        connection.execute(table.delete().where(table.c.event.in_(pks)))
    connection.execute(events.delete().where(which))


def one_event(connection: sa.Connection, collection: int, id: str) -> tuple[int, Event] | None:
    found = _stored_events(connection, (events.c.collection == collection) & (events.c.id == id))
    return found[0] if found else None


def the_event(connection: sa.Connection, collection: int, id: str) -> tuple[int, Event]:
    found = one_event(connection, collection, id)
    if found is None:
        raise NotStored(f"There is no event {id}.")
    return found


def _stored_events(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[tuple[int, Event]]:
    rows = connection.execute(sa.select(events).where(which).order_by(events.c.order_position, events.c.pk)).mappings().all()
    return list(zip((each["pk"] for each in rows), events_of(connection, rows), strict=True))


def events_of(connection: sa.Connection, rows: Sequence[Mapping[Any, Any]]) -> list[Event]:
    """The events of rows of the table, in the same order."""
    pieces: defaultdict[int, list[Evidence]] = defaultdict(list)
    wanted = sa.select(evidence, documents.c.id).join(documents, documents.c.pk == evidence.c.document).order_by(evidence.c.position)
    for part in _parts([each["pk"] for each in rows]):
        for piece in connection.execute(wanted.where(evidence.c.event.in_(part))).mappings():
            pieces[piece["event"]].append(evidence_in(piece))
    return [event_in(each, tuple(pieces[each["pk"]])) for each in rows]


def _parts(values: Sequence[Any], size: int = 5000) -> list[Sequence[Any]]:
    """SQLite takes some ten thousand values in one statement."""
    return [values[start : start + size] for start in range(0, len(values), size)]


# ---- decisions ----


def decided(connection: sa.Connection, collection: int, decision: Decision, undoes: int | None = None) -> None:
    values = {
        "collection": collection,
        "event": decision.event,
        "who": decision.who,
        "at": decision.at,
        "before": written(decision.before),
        "after": written(decision.after),
        "undoes": undoes,
    }
    connection.execute(decisions.insert(), values)


def decisions_of(connection: sa.Connection, collection: int, event: str) -> list[Decision]:
    here = (decisions.c.collection == collection) & (decisions.c.event == event)
    found = connection.execute(sa.select(decisions).where(here).order_by(decisions.c.pk))
    return [Decision(each.event, each.who, each.at, read(each.before), read(each.after)) for each in found]


def in_force(collection: int) -> sa.Select[Any]:
    """Decisions that are not undone, and undo nothing themselves."""
    undone = sa.select(decisions.c.undoes).where(decisions.c.collection == collection, decisions.c.undoes.is_not(None))
    standing = (decisions.c.collection == collection) & decisions.c.undoes.is_(None) & decisions.c.pk.not_in(undone)
    return sa.select(decisions).where(standing).order_by(decisions.c.pk)


def newest_standing(connection: sa.Connection, collection: int, event: str) -> tuple[int, dict[str, Any]] | None:
    found = connection.execute(in_force(collection).where(decisions.c.event == event)).all()
    return (found[-1].pk, read(found[-1].before)) if found else None


def _standing(connection: sa.Connection, collection: int, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What each event's decisions in force say, the oldest first."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for part in _parts(ids):
        for each in connection.execute(in_force(collection).where(decisions.c.event.in_(part))):
            found[each.event].append(read(each.after))
    return found
