"""An event and its document in, one flat row out: what maps, lists and exports show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from events import minutes
from events.model import Clock, Document, Event, Evidence, Precision, Reading, Span, State, When
from events.query import folded_words
from events.storage.database import StoreError
from events.storage.values import LocatedValues, located_out, read, written

LAST = 2**62  # after every day and place in a text
_MOST = 2**50  # days; minutes of them still fit into 64 bits


class Row(NamedTuple):
    """One event as one feature. Days are numbers (events.days), both inclusive, None = open; `places` has the main one first.

    `article` is the document's id, `source` its author and title. `marks` are [start, end, role] in characters (code points) of `quote`,
    role one of time, place, trigger.
    """

    id: str
    title: str
    kind: str
    start: int | None
    end: int | None
    time_start: str | None
    time_end: str | None
    zone: str | None
    edtf: str | None
    precision: str | None
    known: str | None
    place: str | None
    place_known: str | None
    country: str | None
    geonameid: int | None
    place_kind: str | None
    radius_km: float | None
    actors: list[str]
    places: list[LocatedValues]
    confidence: float
    importance: float
    state: str
    quote: str | None
    article: str | None
    published: int | None
    source: str | None
    url: str | None
    longitude: float | None
    latitude: float | None
    marks: list[list[Any]]

    @property
    def when(self) -> When | None:
        if self.edtf is None or self.precision is None:
            return None
        clock = Clock(self.time_start, self.time_end, self.zone) if self.time_start else None
        return When(self.start, self.end, Precision(self.precision), self.edtf, clock)


# The columns that make a row, in the order of its fields; the search gives them, and `rows_of` picks them.
COLUMNS = tuple({"start": "first_day", "end": "last_day"}.get(name, name) for name in Row._fields)
_JSON = [Row._fields.index(name) for name in ("actors", "places", "marks")]


def row_in(values: Iterable[Any]) -> Row:
    """The row of the values of COLUMNS; more may follow."""
    fields = list(islice(values, len(COLUMNS)))
    for index in _JSON:
        fields[index] = read(fields[index])
    return Row._make(fields)


def source_of(document: Document) -> str | None:
    """How an export names the article."""
    return ": ".join(part for part in (document.author, document.title) if part) or None


def rows_of(reading: Reading) -> Iterator[Row]:
    """The rows that a store would show of a reading, without a store."""
    document = reading.document
    about = {"article": document.id, "published": document.published, "source": source_of(document), "url": document.url or None}
    home = minutes.home_of(reading.events)
    flats = [flat(event, document if event.evidence else None, home) for event in reading.events if event.state is not State.REJECTED]
    for each in sorted(flats, key=lambda f: (f["order_start"], f["order_last"], f["order_position"], f["id"])):
        whole = each | (about if each["quote"] is not None else dict.fromkeys(about))
        yield row_in(whole[name] for name in COLUMNS)


def flat(event: Event, document: Document | None, home: int | None = None) -> dict[str, Any]:
    """The columns of an event, but for its keys; `document` is that of its first evidence, None without evidence, `home` its zone."""
    piece = event.evidence[0] if event.evidence else None
    if (piece.document if piece else None) != (document.id if document else None):
        raise StoreError(f"The evidence of “{event.title}” lies in another document.")
    return {
        "id": event.id,
        "title": event.title,
        "kind": event.kind,
        **_time(event),
        **_place(event),
        "actors": written(event.actors),
        "places": written([located_out(each) for each in event.where]),
        "confidence": event.confidence,
        "importance": event.importance,
        "state": event.state.value,
        "origin": event.origin.value,
        **_words(event, piece, document),
        **_order(event, home),
    }


def _time(event: Event) -> dict[str, Any]:
    when = event.when
    if when is None:
        return dict.fromkeys(("first_day", "last_day", "time_start", "time_end", "zone", "edtf", "precision", "known"))
    if any(abs(day or 0) > _MOST for day in (when.first, when.last)):
        raise StoreError(f"“{when.edtf}” is too far away to be kept.")
    return {
        "first_day": when.first,
        "last_day": when.last,
        "time_start": when.clock and when.clock.first,
        "time_end": when.clock and when.clock.last,
        "zone": when.clock and when.clock.zone,
        "edtf": when.edtf,
        "precision": when.precision.value,
        "known": event.when_known and event.when_known.value,
    }


def _place(event: Event) -> dict[str, Any]:
    names = ("place_id", "place", "place_known", "country", "geonameid", "place_kind", "radius_km", "longitude", "latitude")
    if not event.where:
        return dict.fromkeys(names)
    place, known = event.where[0].place, event.where[0].known
    values = (place.id, place.name, known.value, place.country, place.geonameid, place.kind)
    return dict(zip(names, (*values, place.radius_km, place.longitude, place.latitude), strict=True))


def _words(event: Event, piece: Evidence | None, document: Document | None) -> dict[str, Any]:
    quote, marks = None, []
    if piece is not None and document is not None:
        spans = [piece.quote, piece.trigger, *([piece.time] if piece.time else []), *piece.places]
        if max(span.end for span in spans) > len(document.text):
            raise StoreError(f"The words of “{event.title}” lie outside of the text.")
        quote, marks = piece.quote.of(document.text), _marks(piece)
    said = " ".join((event.title, quote or "", *(each.place.name for each in event.where), *event.actors))
    return {"quote": quote, "marks": written(marks), "words": " ".join(folded_words(said))}


def _marks(piece: Evidence) -> list[tuple[int, int, str]]:
    """The parts of the evidence that lie inside of the quote, in its own characters; a time may stand in another sentence."""
    spans: list[tuple[Span, str]] = [(piece.trigger, "trigger"), *((span, "place") for span in piece.places)]
    if piece.time:
        spans.append((piece.time, "time"))
    base = piece.quote.start
    return sorted((span.start - base, span.end - base, role) for span, role in spans if piece.quote.contains(span))


def _order(event: Event, home: int | None) -> dict[str, int | float]:
    start = last = back = LAST
    if event.when is not None:
        first, end = event.when.first, event.when.last
        known = event.when if first is not None else replace(event.when, first=end)  # an open beginning stands at the end that is known
        start = minutes.begins(known, home) or 0
        last, back = LAST if end is None else end, -start
    position = event.evidence[0].trigger.start if event.evidence else LAST
    return {
        "order_start": start,
        "order_last": last,
        "order_back": back,
        "order_importance": -event.importance,
        "order_position": position,
    }
