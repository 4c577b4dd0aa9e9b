"""Rows in, the bytes of a file out: one line of EXPORTS for each format, streamed in constant memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any

from events import days, edtf
from events.query import Bounds, QueryError
from events.storage.rows import Row
from events.storage.values import LocatedValues, place_in
from geodata.gazetteer import Place

ATTRIBUTION = "GeoNames (CC BY 4.0), Natural Earth"
LICENSE = "Places: GeoNames, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Quotes belong to the articles named as source."
PROPERTIES = (
    *("id", "title", "kind", "start", "end", "time_start", "time_end", "zone", "edtf", "precision", "known", "place", "place_known"),
    *("country", "geonameid", "place_kind", "radius_km", "actors", "places", "confidence", "importance", "state", "quote", "article"),
    *("published", "source", "url"),
)
FIELDS = {
    "all": PROPERTIES,
    "page": (*PROPERTIES, "label", "place_label", "area", "marks"),
    "map": ("id", "title", "kind", "start", "end", "importance"),
}
GEOMETRIES = ("point", "footprint")  # the point of the main place; its area, where one is known
_PLACE = ("id", "name", "latitude", "longitude", "kind", "country", "radius_km", "role", "known")
_BLOCK = 1 << 16  # characters that are gathered before they are sent

# RFC 7946, section 11.2: six decimals are about ten centimetres.
_DECIMALS = 6
# Spreadsheets take a cell that begins so for a formula, some also in full width (OWASP, "CSV Injection").
_FORMULA = "=+-@\t\r\n\0＝＋－＠"
# Dates and times as we write them begin with a sign for years before 1 BC; they hold no letter that a formula needs.
_DATE = re.compile(r"[-+0-9XYTZ:.~?%/]*")


def _named(place: Place) -> str:
    return f"{place.name}, {place.country}" if place.country and place.kind != "country" else place.name


def _nowhere(id: str) -> None:
    """The area of a place where nobody knows more."""


def _unknown(id: str) -> bool:
    return False


@dataclass(frozen=True)
class Context:
    """What a file says beside its rows.

    `fields` is a key of FIELDS; `label` names a place for people, for `fields=page`; `geometry` is one of GEOMETRIES; `area` gives the
    area of the place of that id as a GeoJSON geometry, None where none is known, and `has_area` whether it would.
    """

    title: str = ""
    description: str = ""
    fields: str = "all"
    label: Callable[[Place], str] = _named
    geometry: str = "point"
    area: Callable[[str], bytes | None] = _nowhere
    has_area: Callable[[str], bool] = _unknown

    def __post_init__(self) -> None:
        if self.fields not in FIELDS:
            raise QueryError("fields", f"“{self.fields}” is none of {', '.join(FIELDS)}.")
        if self.geometry not in GEOMETRIES:
            raise QueryError("geometry", f"“{self.geometry}” is none of {', '.join(GEOMETRIES)}.")


@dataclass(frozen=True, slots=True)
class Export:
    media_type: str
    extension: str
    write: Callable[[Iterable[Row], Context], Iterator[bytes]]


@lru_cache(maxsize=65536)
def _iso(day: int | None) -> str | None:
    return None if day is None else days.iso(day)


_VALUES: dict[str, Callable[[Context, Row], Any]] = {
    "start": lambda context, row: _iso(row.start),
    "end": lambda context, row: _iso(row.end),
    "published": lambda context, row: _iso(row.published),
    "places": lambda context, row: [_place(each) for each in row.places],
    "label": lambda context, row: edtf.label(row.when) if row.when else None,
    "place_label": lambda context, row: context.label(place_in(row.places[0])) if row.places else None,
    "area": lambda context, row: bool(row.places) and context.has_area(row.places[0]["id"]),
    "longitude": lambda context, row: _rounded(row.longitude),
    "latitude": lambda context, row: _rounded(row.latitude),
}


def _place(place: LocatedValues) -> dict[str, object]:
    exact: dict[str, Any] = {**place, "latitude": _rounded(place["latitude"]), "longitude": _rounded(place["longitude"])}
    return {name: exact[name] for name in _PLACE}


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, _DECIMALS) + 0.0  # -0.0 is written 0.0


_PLAIN: dict[str, Callable[[Row], Any]] = {name: itemgetter(index) for index, name in enumerate(Row._fields)}


@lru_cache(maxsize=32)
def _getters(names: tuple[str, ...], context: Context) -> list[tuple[str, Callable[[Row], Any]]]:
    return [(name, partial(_VALUES[name], context)) if name in _VALUES else (name, _PLAIN[name]) for name in names]


def values(row: Row, names: tuple[str, ...], context: Context) -> dict[str, Any]:
    """The fields of a row as JSON has them, in this order: days in ISO 8601, None where nothing is known."""
    return {name: get(row) for name, get in _getters(names, context)}


# ---- GeoJSON ----

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def feature(row: Row, context: Context = Context()) -> dict[str, Any]:
    """One event as a GeoJSON Feature; the geometry is null where the place is not known (RFC 7946, section 3.2)."""
    geometry = None
    if row.longitude is not None:
        geometry = {"type": "Point", "coordinates": [_rounded(row.longitude), _rounded(row.latitude)]}
    return {"type": "Feature", "id": row.id, "geometry": geometry, "properties": values(row, FIELDS[context.fields], context)}


def _written(row: Row, context: Context) -> str:
    """The feature as text; an area comes as text already, and large ones are not read just to be written again."""
    area = context.area(row.places[0]["id"]) if context.geometry == "footprint" and row.places else None
    if area is None:
        return _encode(feature(row, context))
    properties = _encode(values(row, FIELDS[context.fields], context))
    return f'{{"type":"Feature","id":{_encode(row.id)},"geometry":{area.decode()},"properties":{properties}}}'


def geojson(rows: Iterable[Row], context: Context) -> Iterator[bytes]:
    """A FeatureCollection. Its bbox comes last, for it is known only then; west lies beyond east across the antimeridian (5.2).

    Areas (`geometry=footprint`) come without a bbox: that of their points would be too small.
    """
    about = {"name": context.title, "description": context.description}
    members = {"type": "FeatureCollection", **{name: text for name, text in about.items() if text}}
    head = _encode({**members, "attribution": ATTRIBUTION, "license": LICENSE})
    bounds = Bounds()
    yield from _blocks(_collection(head[:-1], rows, context, bounds))


def _collection(head: str, rows: Iterable[Row], context: Context, bounds: Bounds) -> Iterator[str]:
    yield head + ',"features":['
    comma = "\n"
    for row in rows:
        if context.geometry == "point" and row.longitude is not None and row.latitude is not None:
            bounds.add(round(row.longitude, _DECIMALS), round(row.latitude, _DECIMALS))
        yield comma + _written(row, context)
        comma = ",\n"
    box = bounds.box()
    yield "\n]" + (f',"bbox":{_encode([box.west, box.south, box.east, box.north])}' if box else "") + "}\n"


def _blocks(parts: Iterable[str]) -> Iterator[bytes]:
    gathered, size = [], 0
    for part in parts:
        gathered.append(part)
        size += len(part)
        if size >= _BLOCK:
            yield "".join(gathered).encode()
            gathered, size = [], 0
    if gathered:
        yield "".join(gathered).encode()


# ---- CSV ----


def comma_separated(rows: Iterable[Row], context: Context) -> Iterator[bytes]:
    """RFC 4180: a header even without rows, CRLF, UTF-8; lists are JSON in one cell. Text that looks like a formula gets a “'”."""
    yield from _blocks(_lines(rows, (*FIELDS[context.fields], "longitude", "latitude"), context))


def _lines(rows: Iterable[Row], names: tuple[str, ...], context: Context) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    shown = [(name, _CELLS.get(name, _text)) for name in names]
    for row in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        found = values(row, names, context)
        writer.writerow([cell(found[name]) for name, cell in shown])
    yield buffer.getvalue()


def _text(value: str | None) -> str | None:
    return f"'{value}" if value and value[0] in _FORMULA else value


def _date(value: str | None) -> str | None:
    return value if value is None or _DATE.fullmatch(value) else _text(value)


def _number(value: float | None) -> float | None:
    return value


_CELLS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("start", "end", "time_start", "time_end", "zone", "edtf", "published"), _date),
    **dict.fromkeys(("geonameid", "radius_km", "confidence", "importance", "longitude", "latitude"), _number),
    **dict.fromkeys(("actors", "places", "marks"), _encode),
}

EXPORTS: dict[str, Export] = {
    "geojson": Export("application/geo+json", "geojson", geojson),
    "csv": Export("text/csv; charset=utf-8; header=present", "csv", comma_separated),
}
