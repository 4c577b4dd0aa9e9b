"""Frozen values <-> JSON and the columns of the store; what comes back equals what went in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from events.model import Clock, Event, Evidence, Known, Located, Mention, Origin, Precision, Span, State, Timex, When
from geodata.gazetteer import Place

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def written(value: object) -> str:
    """Compact JSON. Raises ValueError for numbers that JSON does not have."""
    return _encode(value)


def read(text: str) -> Any:
    return [] if text == "[]" else json.loads(text)


# ---- places ----


class PlaceValues(TypedDict):
    """A place of an event with all its values: it survives without the gazetteer that it came from."""

    id: str
    name: str
    latitude: float
    longitude: float
    kind: str
    country: str | None
    admin1: str | None
    population: int
    radius_km: float


class LocatedValues(PlaceValues):
    known: str
    role: str


def place_out(place: Place) -> PlaceValues:
    return {
        "id": place.id,
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "kind": place.kind,
        "country": place.country,
        "admin1": place.admin1,
        "population": place.population,
        "radius_km": place.radius_km,
    }


def place_in(value: PlaceValues) -> Place:
    return Place(**{name: value[name] for name in PlaceValues.__annotations__})  # type: ignore[literal-required]


def located_out(located: Located) -> LocatedValues:
    return {**place_out(located.place), "known": located.known.value, "role": located.role}


def located_in(value: LocatedValues) -> Located:
    return Located(place_in(value), Known(value["known"]), value["role"])


# ---- times ----


def when_out(when: When | None) -> dict[str, object] | None:
    if when is None:
        return None
    clock = when.clock and [when.clock.first, when.clock.last, when.clock.zone]
    return {"first": when.first, "last": when.last, "precision": when.precision.value, "edtf": when.edtf, "clock": clock}


def when_in(value: Mapping[str, Any] | None) -> When | None:
    if value is None:
        return None
    clock = Clock(*value["clock"]) if value["clock"] else None
    return When(value["first"], value["last"], Precision(value["precision"]), value["edtf"], clock)


def timex_out(timex: Timex) -> dict[str, object]:
    return {"type": timex.type, "value": timex.value, "when": when_out(timex.when), "rule": timex.rule, "anchor": timex.anchor}


def timex_in(value: Mapping[str, Any]) -> Timex:
    return Timex(value["type"], value["value"], when_in(value["when"]), value["rule"], value.get("anchor", ""))


# ---- mentions ----

_OUT: dict[str, Callable[[Any], object]] = {"time": timex_out, "place": place_out}
_IN: dict[str, Callable[[Any], Any]] = {"time": timex_in, "place": place_in}


def mention_out(of: str, mention: Mention[Any]) -> dict[str, object]:
    out = _OUT[of]
    return {
        "of": of,
        "start": mention.span.start,
        "end": mention.span.end,
        "form": mention.form,
        "score": mention.score,
        "meaning": None if mention.meaning is None else written(out(mention.meaning)),
        "alternatives": written([[out(meaning), score] for meaning, score in mention.alternatives]),
    }


def mention_in(value: Mapping[Any, Any]) -> Mention[Any]:
    back = _IN[value["of"]]
    return Mention(
        Span(value["start"], value["end"]),
        None if value["meaning"] is None else back(read(value["meaning"])),
        value["score"],
        tuple((back(meaning), score) for meaning, score in read(value["alternatives"])),
        value["form"],
    )


# ---- evidence ----


def evidence_out(piece: Evidence) -> dict[str, object]:
    return {
        "quote_start": piece.quote.start,
        "quote_end": piece.quote.end,
        "trigger_start": piece.trigger.start,
        "trigger_end": piece.trigger.end,
        "time_start": piece.time and piece.time.start,
        "time_end": piece.time and piece.time.end,
        "places": written([[span.start, span.end] for span in piece.places]),
    }


def evidence_in(value: Mapping[Any, Any]) -> Evidence:
    return Evidence(
        value["id"],
        Span(value["quote_start"], value["quote_end"]),
        Span(value["trigger_start"], value["trigger_end"]),
        None if value["time_start"] is None else Span(value["time_start"], value["time_end"]),
        tuple(Span(start, end) for start, end in read(value["places"])),
    )


# ---- events ----


def event_in(value: Mapping[Any, Any], evidence: tuple[Evidence, ...]) -> Event:
    """The event of a row of the table and its evidence."""
    when = known = None
    if value["known"] is not None:
        clock = Clock(value["time_start"], value["time_end"], value["zone"]) if value["time_start"] else None
        when = When(value["first_day"], value["last_day"], Precision(value["precision"]), value["edtf"], clock)
        known = Known(value["known"])
    return Event(
        value["id"],
        value["title"],
        value["kind"],
        evidence,
        when,
        known,
        tuple(map(located_in, read(value["places"]))),
        tuple(read(value["actors"])),
        value["confidence"],
        value["importance"],
        State(value["state"]),
        Origin(value["origin"]),
    )


# The fields of an event that a decision may change, each as JSON and back.
DECIDED: dict[str, tuple[Callable[[Any], object], Callable[[Any], Any]]] = {
    "state": (str, State),
    "title": (str, str),
    "kind": (str, str),
    "when": (when_out, when_in),
    "when_known": (lambda known: known and known.value, lambda value: value and Known(value)),
    "where": (lambda where: [located_out(each) for each in where], lambda values: tuple(map(located_in, values))),
    "actors": (list, tuple),
}


def decided_out(event: Event) -> dict[str, object]:
    return {name: out(getattr(event, name)) for name, (out, _) in DECIDED.items()}


def decided_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for `dataclasses.replace`."""
    return {name: DECIDED[name][1](value) for name, value in values.items()}
