"""A day by the minute: every entry of a live report has its clock, and store, order and filters go by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from events import edtf, extract
from events.days import from_iso
from events.exports import EXPORTS, Context
from events.extraction import timed
from events.language import parse
from events.model import Collection, Document, Event, PublishedBy, Reading
from events.query import Query, QueryError
from events.storage import EventStore
from events.storage.editing import Change
from events.storage.rows import rows_of
from geodata.gazetteer import Gazetteer
from tests.events import stored

HEAD = "Rostock, 5 March 2024. A fire in the harbour of Rostock kept the city awake.\n\n"
LOG = HEAD + "\n".join(
    [
        "06:52 Two fire engines arrived in Rostock.",
        "At 7.15 a.m. the police closed the motorway to Wismar.",
        "9:40 A silo exploded in Rostock.",
        "14:05 Prosecutors in Schwerin opened an investigation.",
        "At 2.30 p.m. the chancellor arrived in Rostock.",
        "At 8.15 p.m. the minister resigned in Schwerin.",
        "23:40 The fire reached a school in Wismar.",
        "00:10 A second silo exploded in Rostock.",
        "01:25 Soldiers arrived from Schwerin.",
    ]
)


def given(text: str, published: str | None = None) -> Document:
    return Document(text, "", from_iso(published), PublishedBy.GIVEN) if published else Document(text)


def stamps(text: str, published: str | None = None) -> list[str]:
    """What each time by the clock means."""
    document = given(text, published)
    _, found = timed(document, parse(text))
    return [m.meaning.when.edtf for m in found if m.meaning and m.meaning.when and m.meaning.when.clock]


@pytest.mark.parametrize("published", [None, "2024-03-05", "2024-03-06", "2024-03-09"])
def test_a_log_passes_midnight(published: str | None) -> None:
    """Whenever it is published: the day that its head names is the day of its first entry."""
    assert [each[:16] for each in stamps(LOG, published)] == [
        *("2024-03-05T06:52", "2024-03-05T07:15", "2024-03-05T09:40", "2024-03-05T14:05", "2024-03-05T14:30", "2024-03-05T20:15"),
        *("2024-03-05T23:40", "2024-03-06T00:10", "2024-03-06T01:25"),
    ]


def test_a_log_that_names_no_day_ends_on_the_day_of_its_publication() -> None:
    text = "\n".join(LOG.split("\n")[2:])
    assert [each[:10] for each in stamps(text, "2024-03-06")] == ["2024-03-05"] * 7 + ["2024-03-06"] * 2


def test_a_log_with_the_newest_entry_on_top_is_read_upwards() -> None:
    entries = LOG.removeprefix(HEAD).split("\n")
    assert stamps("\n".join(reversed(entries)), "2024-03-06") == stamps("\n".join(entries), "2024-03-06")[::-1]


def test_a_heading_in_a_log_names_the_day_of_what_follows() -> None:
    lines = [
        "5 March 2024",
        "18:10 Police arrested a guard.",
        "23:40 He escaped.",
        "Wednesday, 6 March",
        "00:10 Police arrested him.",
        "01:25 He escaped.",
    ]
    assert [each[:10] for each in stamps("\n".join(lines), "2024-03-06")] == ["2024-03-05"] * 2 + ["2024-03-06"] * 2


def test_clocks_in_other_texts_are_left_as_they_are() -> None:
    text = "The match began at 20:45 on 5 March 2024. It ended at 22:40. At 00:30 the streets were empty."
    assert [each[:10] for each in stamps(text, "2024-03-08")] == ["2024-03-05"] * 3


@pytest.fixture(scope="module")
def report(gazetteer: Gazetteer) -> Reading:
    return extract(given(LOG, "2024-03-06"), gazetteer)


def test_every_entry_of_a_log_is_an_event_with_its_clock(report: Reading) -> None:
    rows = [row for row in rows_of(report) if row.time_start]
    assert {row.time_start for row in rows} >= {"06:52", "07:15", "09:40", "14:05", "14:30", "20:15", "23:40", "00:10", "01:25"}
    told = {row.time_start: (row.title, row.place) for row in rows}
    assert "exploded" in told["09:40"][0]
    assert "exploded" in told["00:10"][0]
    assert told["20:15"] == ("Minister resigned in Schwerin", "Schwerin")
    assert all(row.edtf and row.edtf[11:16] == row.time_start for row in rows)


def test_rows_and_exports_stand_by_the_minute(report: Reading, tmp_path: Path) -> None:
    store = EventStore.open(tmp_path / "events.sqlite")
    store.add_collection(Collection("log", "Log"))
    store.add("log", report)
    rows = list(store.rows("log", Query(has=("time",))))
    order = [(row.start, row.time_start or "") for row in rows]
    assert order == sorted(order)
    assert [row.id for row in rows] == [row.id for row in rows_of(report) if row.edtf]
    csv = b"".join(EXPORTS["csv"].write(rows, Context())).decode()
    assert csv.index("T07:15") < csv.index("T09:40") < csv.index("T23:40") < csv.index("T00:10")
    afternoon = Query.from_args({"since": "2024-03-05T14:05", "until": "2024-03-05T20:14"})
    assert {row.time_start for row in store.rows("log", afternoon)} - {None} == {"14:05", "14:30"}
    night = Query.from_args({"since": "2024-03-05T23:41", "until": "2024-03-06"})
    assert {row.time_start for row in store.rows("log", night)} - {None} == {"00:10", "01:25"}
    store.close()


# ---- zones and ends, without a text ----


def at(id: str, when: str) -> Event:
    return stored.event(stored.TEXT.split()[int(id)], id=id, when=when)


def of(store: EventStore, slug: str, **filters: str) -> list[str]:
    return [row.id for row in store.rows(slug, Query.from_args(filters))]


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    store = EventStore.open(tmp_path / "events.sqlite")
    store.add_collection(Collection("day", "A day"))
    return store


def test_times_of_two_zones_stand_by_the_instant(store: EventStore) -> None:
    """9:00 in London is 10:00 in Berlin; a time without a zone is one of the zone that the article names most."""
    told = [
        "2024-03-05T09:40:00+01:00",
        "2024-03-05T09:00:00Z",
        "2024-03-05T09:50:00",
        "2024-03-05T10:10:00+01:00",
        "2024-03-05T00:30:00+01:00",
    ]
    store.add("day", stored.reading(*(at(str(number), when) for number, when in enumerate(told))))
    assert of(store, "day") == ["4", "0", "2", "1", "3"]
    assert [row.time_start for row in store.rows("day")] == ["00:30", "09:40", "09:50", "09:00", "10:10"]  # shown as written
    assert of(store, "day", since="2024-03-05T09:45", until="2024-03-05T10:05") == ["2", "1"]
    store.decide("day", "1", Change(title="left"), "someone", "2024-03-07T00:00:00Z")
    assert of(store, "day") == ["4", "0", "2", "1", "3"]
    assert of(store, "day", until="2024-03-05T00:30") == ["4"]


def test_a_time_of_day_in_the_address_asks_by_the_minute(store: EventStore) -> None:
    events = [
        at("0", "2024-03-05"),
        at("1", "2024-03-05T14:05"),
        at("2", "2024-03-05T16:00:00/2024-03-05T17:30:00"),
        at("3", "2024-03-06"),
        at("4", "2024"),
    ]
    store.add("day", stored.reading(*events, at("5", "2024-03-05T20:00/.."), at("6", "../2024-03-05")))
    assert of(store, "day", since="2024-03-05T17:30", until="2024-03-05T19:00") == ["4", "0", "6", "2"]
    assert of(store, "day", since="2024-03-05T14:05", until="2024-03-05T14:05") == ["4", "0", "6", "1"]
    assert of(store, "day", since="2024-03-06T00:00") == ["4", "5", "3"]
    assert of(store, "day", since="2024-03-05", until="2024-03-05") == ["4", "0", "6", "1", "2", "5"]  # days are asked as ever
    with pytest.raises(QueryError, match="before since"):
        Query.from_args({"since": "2024-03-05T15:00", "until": "2024-03-05T14:00"})


def test_a_clock_is_no_more_exact_than_its_words() -> None:
    text = HEAD + "On 4 March a guard slept. That morning a silo burned in Rostock."
    _, found = timed(given(text, "2024-03-06"), parse(text))
    parts = [m.meaning.when.edtf for m in found if m.meaning and m.meaning.when and m.meaning.when.precision.value == "part of day"]
    assert parts == ["2024-03-04"]
    assert edtf.label(edtf.parse("2024-03-05T16:00:00/2024-03-05T17:30:00")) == "5 March 2024, 16:00–17:30"
