"""A Query in, the SQL that answers it out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from events import minutes
from events.model import State
from events.query import Query, folded_words
from events.storage.rows import COLUMNS
from events.storage.tables import boxes, documents, event_actors, events, words

Condition = sa.ColumnElement[bool]
# How an export names the article: rows.source_of in SQL.
_SOURCE = sa.case(
    ((documents.c.author == "") | (documents.c.title == ""), sa.func.nullif(documents.c.author.concat(documents.c.title), "")),
    else_=documents.c.author.concat(": ").concat(documents.c.title),
)
_ABOUT = {"article": documents.c.id, "published": documents.c.published, "source": _SOURCE, "url": sa.func.nullif(documents.c.url, "")}
_ROW = [_ABOUT[name].label(name) if name in _ABOUT else events.c[name] for name in COLUMNS]
_WHOLE = [*_ROW, events.c.pk, events.c.origin]  # enough for an Event, too

# The order of each `sort`; all ascend, and end with the id, so that one comparison of tuples finds the next page.
ORDERS: dict[str, tuple[sa.Column[Any], ...]] = {
    "time": (events.c.order_start, events.c.order_last, events.c.order_position, events.c.id),
    "-time": (events.c.order_back, events.c.order_position, events.c.id),
    "importance": (events.c.order_importance, events.c.order_start, events.c.id),
    "text": (events.c.document, events.c.order_position, events.c.id),
}


def order_of(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    if query.sort == "text":  # an event without a text comes last
        return (sa.func.coalesce(events.c.document, 2**62), *ORDERS["text"][1:])
    return ORDERS[query.sort]


def selected(collection: int, query: Query, after: tuple[Any, ...] | None, limit: int) -> sa.Select[Any]:
    """The rows that follow the key `after`, and `key_0`... that say where the next page begins."""
    order = order_of(query)
    keys = [column.label(f"key_{number}") for number, column in enumerate(order)]
    found = sa.select(*_WHOLE, *keys).outerjoin(documents, documents.c.pk == events.c.document)
    found = found.where(*conditions(collection, query))
    if after is not None:
        found = found.where(sa.tuple_(*order) > sa.tuple_(*(sa.literal(part) for part in after)))
    return found.order_by(*order).limit(limit)


def key_of(collection: int, query: Query, id: str) -> sa.Select[Any]:
    return sa.select(*order_of(query)).where(events.c.collection == collection, events.c.id == id)


def one(collection: int, id: str) -> sa.Select[Any]:
    found = sa.select(*_WHOLE).outerjoin(documents, documents.c.pk == events.c.document)
    return found.where(events.c.collection == collection, events.c.id == id)


def counted(collection: int, query: Query) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(events).where(*conditions(collection, query))


def points(collection: int, query: Query) -> sa.Select[Any]:
    wanted = conditions(collection, query)
    return sa.select(events.c.longitude, events.c.latitude).where(*wanted, events.c.longitude.is_not(None))


def conditions(collection: int, query: Query) -> list[Condition]:
    found = [events.c.collection == collection, *_state(query), *_time(query), *_place(query), *_words(query)]
    if query.first_day is not None or query.last_day is not None or query.bbox:
        found.append(events.c.pk.in_(_boxed(collection, query)))
    found += [column.in_(values) for column, values in _simple(query) if values]
    if query.actor:
        found.append(events.c.pk.in_(sa.select(event_actors.c.event).where(event_actors.c.actor.in_(query.actor))))
    if query.article:
        here = (documents.c.collection == collection) & documents.c.id.in_(query.article)
        found.append(events.c.document.in_(sa.select(documents.c.pk).where(here)))
    return found


def _simple(query: Query) -> list[tuple[sa.Column[Any], tuple[str, ...]]]:
    return [
        (events.c.kind, query.kind),
        (events.c.place_kind, query.place_kind),
        (events.c.place_id, query.place),
        (events.c.country, query.country),
        (events.c.known, query.known),
    ]


def _state(query: Query) -> list[Condition]:
    return [events.c.state.in_(query.state)] if query.state else [events.c.state != State.REJECTED]


def _time(query: Query) -> list[Condition]:
    first, last = events.c.first_day, events.c.last_day
    found: list[Condition] = []
    if query.first_minute is not None:
        found.append(sa.or_(_end() >= query.first_minute, last.is_(None) & first.is_not(None)))
    elif query.first_day is not None:
        found.append(sa.or_(last >= query.first_day, last.is_(None) & first.is_not(None)))
    if query.last_minute is not None:
        found.append(sa.or_(_begin() <= query.last_minute, first.is_(None) & last.is_not(None)))
    elif query.last_day is not None:
        found.append(sa.or_(first <= query.last_day, first.is_(None) & last.is_not(None)))
    if "time" in query.has:
        found.append(events.c.known.is_not(None))
    return found


def _begin() -> sa.ColumnElement[int]:
    """The first minute of an event; NULL where its beginning is open."""
    return sa.case((events.c.first_day.is_(None), None), else_=events.c.order_start)


def _end() -> sa.ColumnElement[int]:
    """The last minute of an event; NULL where its end is open. A night ends in the morning after."""
    first, last = _minute(events.c.time_start), _minute(sa.func.coalesce(events.c.time_end, events.c.time_start))
    days = (events.c.last_day - sa.func.coalesce(events.c.first_day, events.c.last_day)) * minutes.DAY
    length = days + last - first
    by_clock = events.c.order_start + sa.case((length < 0, length + minutes.DAY), else_=length)
    return sa.case((events.c.time_start.is_(None), events.c.last_day * minutes.DAY + minutes.DAY - 1), else_=by_clock)


def _minute(clock: sa.ColumnElement[str]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.substr(clock, 1, 2), sa.Integer) * 60 + sa.cast(sa.func.substr(clock, 4, 2), sa.Integer)


def _place(query: Query) -> list[Condition]:
    found: list[Condition] = [events.c.place_id.is_not(None)] if "place" in query.has else []
    if query.bbox:
        box, longitude = query.bbox, events.c.longitude
        east, west = longitude <= box.east, longitude >= box.west
        found.append(east & west if box.west <= box.east else sa.or_(east, west))
        found.append(events.c.latitude.between(box.south, box.north))
    return found


def _words(query: Query) -> list[Condition]:
    """Each word quoted, so that none is an operator of FTS5; the last is a prefix, for somebody may still be typing it."""
    asked = folded_words(query.q)
    if not asked:
        return []
    match = " ".join(f'"{word}"' for word in asked) + "*"
    return [events.c.pk.in_(sa.select(words.c.rowid).where(words.c.events_words.op("MATCH")(match)))]


def _boxed(collection: int, query: Query) -> sa.Select[Any]:
    """What the R*Tree finds: it holds 32-bit numbers rounded outwards, so the exact columns are asked as well."""
    limits: list[Condition] = [boxes.c.low <= collection, boxes.c.high >= collection]
    if query.first_day is not None:
        limits.append(boxes.c.last >= query.first_day - (query.first_minute is not None))  # another zone may have another day
    if query.last_day is not None:
        limits.append(boxes.c.first <= query.last_day + (query.last_minute is not None))
    if not query.bbox:
        return sa.select(boxes.c.pk).where(*limits)
    box = query.bbox
    limits += [boxes.c.south <= box.north, boxes.c.north >= box.south]
    parts = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    halves = [sa.select(boxes.c.pk).where(*limits, boxes.c.west <= east, boxes.c.east >= west) for west, east in parts]
    return halves[0] if len(halves) == 1 else sa.select(sa.union_all(*halves).subquery().c.pk)
