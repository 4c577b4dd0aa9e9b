"""Years before 1 and after 9999 in the model, the times of a text, the store, its order, its filters and every export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import edtf
from events.dating import find_times
from events.days import from_iso, iso, to_day
from events.exports import EXPORTS, Context
from events.language import parse
from events.model import Collection, Document, Event
from events.query import Query
from events.storage import EventStore
from tests.events import stored

DEEP = ["-9999", "-3199", "-0489", "-04XX", "-0043-03-15", "0079", "1066-10-14", "2024", "Y12000", "Y12000-05"]
STARTS = ["-9999-01-01", "-3199-01-01", "-0499-01-01", "-0489-01-01", "-0043-03-15", "0079-01-01", "1066-10-14", "2024-01-01"]
STARTS += ["+12000-01-01", "+12000-05-01"]
NAMES = [
    "10000 BC",
    "3200 BC",
    "5th century BC",
    "490 BC",
    "15 March 44 BC",
    "AD 79",
    "14 October 1066",
    "2024",
    "AD 12000",
    "May AD 12000",
]


def read(text: str) -> dict[str, str]:
    found = find_times(Document(text), parse(text))
    return {m.span.of(text): m.meaning.when.edtf for m in found if m.meaning and m.meaning.when}


@pytest.mark.parametrize(
    ("text", "words", "meaning"),
    [
        ("A shrine was built in 10,000 BC.", "10,000 BC", "-9999"),
        ("A tomb was built in 3200 BC.", "3200 BC", "-3199"),
        ("The Persians lost in 490 BC.", "490 BC", "-0489"),
        ("The town was buried in AD 79.", "AD 79", "0079"),
        ("The box will be opened in the year 12,000.", "the year 12,000", "Y12000"),
        ("The clock will stop in the year 25000.", "the year 25000", "Y25000"),
        ("By the year 2525 nobody will need it.", "the year 2525", "2525"),
    ],
)
def test_far_years_are_read(text: str, words: str, meaning: str) -> None:
    assert read(text)[words].split("/")[-1] == meaning


@pytest.mark.parametrize(
    "text", ["In that year 12,000 people left.", "In the year 12,000 people left.", "In the year 99,999,999,999 BC it rained."]
)
def test_what_is_counted_or_beyond_all_calendars_is_no_year(text: str) -> None:
    assert not any("12000" in each or "9999" in each for each in read(text).values())


def deep() -> list[Event]:
    words = stored.TEXT.split()
    return [stored.event(words[number], id=f"{number}", when=when, where=(stored.GYUMRI,)) for number, when in enumerate(DEEP)]


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    store = EventStore.open(tmp_path / "events.sqlite")
    store.add_collection(Collection("deep", "Ten thousand years"))
    store.add("deep", stored.reading(*reversed(deep())))
    return store


def test_the_store_keeps_and_orders_them(store: EventStore) -> None:
    rows = list(store.rows("deep"))
    assert [iso(row.start) for row in rows if row.start is not None] == STARTS
    assert [edtf.label(row.when) for row in rows if row.when] == NAMES
    assert sorted(store.find("deep"), key=lambda event: event.id) == deep()
    assert [row.id for row in store.rows("deep", Query(sort="-time"))] == [row.id for row in rows][::-1]


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        ("-9999", "-9999", ["10000 BC"]),
        ("-5000", "-0490", ["3200 BC", "5th century BC"]),
        ("", "0000", NAMES[:5]),
        ("0001", "Y11999", ["AD 79", "14 October 1066", "2024"]),
        ("Y12000-05", "", ["AD 12000", "May AD 12000"]),
        ("Y-50000", "Y50000", NAMES),
    ],
)
def test_filters_reach_them(store: EventStore, since: str, until: str, names: list[str]) -> None:
    query = Query.from_args({"since": since, "until": until})
    assert [edtf.label(row.when) for row in store.rows("deep", query) if row.when] == names
    assert Query.from_args(query.to_args()) == query


def test_every_export_writes_them(store: EventStore) -> None:
    rows = list(store.rows("deep"))
    files = {name: b"".join(export.write(rows, Context())).decode() for name, export in EXPORTS.items()}
    features = json.loads(files["geojson"])["features"]
    assert [feature["properties"]["start"] for feature in features] == STARTS
    assert all(from_iso(feature["properties"]["end"]) >= from_iso(feature["properties"]["start"]) for feature in features)
    lines = list(csv.DictReader(io.StringIO(files["csv"])))
    assert [line["start"] for line in lines] == STARTS
    assert [line["edtf"] for line in lines] == [row.edtf for row in rows]
    assert set(EXPORTS) == {"geojson", "csv"}, "a new export is tried here, too"


@given(st.integers(-200_000, 200_000), st.integers(1, 12))
def test_any_year_is_written_read_and_named_alike(year: int, month: int) -> None:
    when = edtf.parse(edtf.write(year, month))
    assert when.first == to_day(year, month) == from_iso(iso(to_day(year, month)))
    name = edtf.label(when)
    assert name.endswith(f" {1 - year} BC" if year < 1 else str(year))
    assert " 0 " not in f" {name} "
