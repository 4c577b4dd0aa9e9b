"""Laws of the store: what goes in comes out, and a query finds what its words say."""

from __future__ import annotations

import itertools
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from events.model import Collection, Event, Known, Located, Mention, Precision, Reading, Span, State, Visibility, When
from events.query import SORTS, Box, Query, QueryError, folded_words
from events.storage import Change, EventStore, Job, JobState, NotStored, Row, StoreError, rows_of, search
from events.storage.database import HEAD, Database
from events.storage.migrations import config
from events.storage.tables import metadata
from tests.events import stored
from tests.events.stored import APIA, GYUMRI, SUVA

_numbers = itertools.count()
made_up = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "store.sqlite"


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[EventStore]:
    with closing(EventStore.open(path)) as opened:
        yield opened


def fresh(store: EventStore, *readings: Reading) -> str:
    """A new collection with these readings."""
    slug = f"c-{next(_numbers)}"
    store.add_collection(Collection(slug, slug))
    for reading in readings:
        store.add(slug, reading)
    return slug


# ---- what goes in comes out ----


@made_up
@given(stored.readings())
def test_what_was_stored_comes_back_equal(store: EventStore, reading: Reading) -> None:
    slug = fresh(store, reading)
    assert sorted(store.find(slug), key=lambda event: event.id) == list(reading.events)
    assert store.document(slug, reading.document.id) == reading.document
    found = store.reading(slug, reading.document.id)
    assert found is not None
    assert (found.times, found.places) == (reading.times, reading.places)
    assert all(store.event(slug, event.id) == event for event in reading.events)


@made_up
@given(stored.readings())
def test_rows_of_a_reading_are_the_rows_of_the_store(store: EventStore, reading: Reading) -> None:
    slug = fresh(store, reading)
    rows = list(store.rows(slug))
    assert rows == list(rows_of(reading))
    assert [store.row(slug, row.id) for row in rows] == rows
    assert [row.when for row in rows] == [event.when for event in store.find(slug)]


@made_up
@given(stored.readings())
def test_marks_lie_inside_of_the_quote(reading: Reading) -> None:
    pieces = {event.id: event.evidence[0] for event in reading.events}
    for row in rows_of(reading):
        piece = pieces[row.id]
        assert row.quote == piece.quote.of(reading.document.text)
        assert all(0 <= start <= end <= len(row.quote) for start, end, _ in row.marks)
        shown = {role: row.quote[start:end] for start, end, role in row.marks}
        if piece.quote.contains(piece.trigger):
            assert shown["trigger"] == piece.trigger.of(reading.document.text)


def test_an_event_may_lack_time_place_and_words(store: EventStore) -> None:
    slug = fresh(store)
    row = store.add_event(slug, stored.own_event("Something"), "me", "2026-01-01T00:00:00Z")
    assert (row.start, row.place, row.quote, row.article, row.source, row.longitude) == (None,) * 6
    assert list(store.rows(slug)) == [row]


# ---- a query finds what its words say ----


def _made(number: int, choose: Callable[[Sequence[Any]], Any], text: str = stored.TEXT) -> Event:
    """One of many events that share places, times, kinds and words, so that filters find some of them."""
    return stored.event(
        choose(["annexed", "base", "stayed", "died", "knows"]),
        id=f"{number:03}",
        title=choose(["Russia annexed Crimea", "a base in Gyumri", "Caesar died", "annexation", "war in Suva", ""]),
        when=choose(["", "2014-03", "2014-03-18", "-0043-03-15", "1980/1989", "2014/..", "../1990", "2014-03-18T16:30"]),
        where=choose([(), (GYUMRI,), (SUVA,), (APIA, GYUMRI), (replace(SUVA, longitude=180.0),)]),
        kind=choose(["war", "treaty"]),
        actors=choose([(), ("Russia",), ("Russia", "Smith, John")]),
        importance=choose([0.0, 0.25, 0.5]),
        state=choose(list(State)),
        text=text,
    )


@st.composite
def many(draw: st.DrawFn) -> list[Event]:
    return [_made(number, lambda values: draw(st.sampled_from(values))) for number in range(draw(st.integers(0, 8)))]


@pytest.fixture(scope="module")
def mixed(store: EventStore) -> tuple[str, list[Row]]:
    """A collection of 200 such events, and all its rows."""
    chosen = random.Random(2)
    other = f"{stored.TEXT} More."
    events = [_made(number, chosen.choice, stored.TEXT if number % 2 else other) for number in range(200)]
    slug = fresh(store, stored.reading(*events[1::2]), stored.reading(*events[::2], text=other))
    return slug, list(store.rows(slug, Query(state=tuple(State))))


CHOICES = {
    "since": ["2014-03-18", "1985", "-0050", "2014-03-19", "2014-03-19T10:00"],
    "until": ["2014-03-19", "2014-03-20", "2020"],
    "bbox": ["40,38,47,42", "170,-30,-170,0", "178.44149,-18.14161,178.44149,-18.14161", "-180,-90,180,90"],
    "q": ["ann", "base gyumri", "Gyum", "russia", "smith john", '"OR" NEAR', "crimea ann", "annexed"],
    "kind": ["war", "war,treaty", "none"],
    "place_kind": ["city", "country,region"],
    "place": [GYUMRI.id, f"{SUVA.id},{APIA.id}"],
    "country": ["AM", "ws,fj"],
    "actor": ["Russia", "Smith, John"],
    "article": [stored.document().id, "0000"],
    "known": ["explicit", "document"],
    "state": ["found", "rejected", "confirmed,edited"],
    "has": ["time", "place", "time,place"],
}
asked = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in CHOICES.items()})


def holds(query: Query, row: Row) -> bool:
    """What the filters say, in Python."""
    first = -(10**9) if row.start is None else row.start
    last = 10**9 if row.end is None else row.end
    said = folded_words(" ".join([row.title, row.quote or "", *(place["name"] for place in row.places), *row.actors]))
    *whole, beginning = folded_words(query.q) or [""]
    place = row.places[0]["id"] if row.places else None
    return all(
        [
            row.state in query.state if query.state else row.state != "rejected",
            query.first_day is None or (row.known is not None and last >= query.first_day),
            query.last_day is None or (row.known is not None and first <= query.last_day),
            not query.bbox or (row.longitude is not None and row.latitude is not None and query.bbox.holds(row.longitude, row.latitude)),
            set(whole) <= set(said) and (not beginning or any(word.startswith(beginning) for word in said)),
            not query.kind or row.kind in query.kind,
            not query.place_kind or row.place_kind in query.place_kind,
            not query.place or place in query.place,
            not query.country or row.country in query.country,
            not query.actor or set(row.actors) & set(query.actor),
            not query.article or row.article in query.article,
            not query.known or row.known in query.known,
            "time" not in query.has or row.known is not None,
            "place" not in query.has or row.place is not None,
        ]
    )


@settings(made_up, max_examples=120)
@given(asked)
def test_a_query_finds_exactly_what_its_filters_hold(store: EventStore, mixed: tuple[str, list[Row]], args: dict[str, str]) -> None:
    slug, every = mixed
    query = Query.from_args(args)
    expected = [row.id for row in every if holds(query, row)]
    rows = list(store.rows(slug, query))
    assert [row.id for row in rows] == expected
    assert store.count(slug, query) == len(expected)
    assert store.extent(slug, query) == Box.around((row.longitude or 0.0, row.latitude or 0.0) for row in rows if row.place)


@made_up
@given(st.dictionaries(st.sampled_from([*CHOICES, "limit", "sort", "after"]), st.text(st.characters(), max_size=8) | st.just('"*')))
def test_no_address_breaks_the_store(store: EventStore, mixed: tuple[str, list[Row]], args: dict[str, str]) -> None:
    with suppress(QueryError):
        query = Query.from_args(args)
        assert len(list(store.rows(mixed[0], query))) <= store.count(mixed[0], query)


@made_up
@given(stored.words)
def test_any_words_of_an_event_find_it(store: EventStore, said: str) -> None:
    """What Python and SQLite take for a word may differ; what was written is found all the same."""
    slug = fresh(store, stored.reading(stored.event("base", title=f"{said} x")))
    assert store.count(slug, Query.from_args({"q": f"{said} x"})) == 1


def test_every_filter_tells_some_of_many(mixed: tuple[str, list[Row]]) -> None:
    """The law above is no law of empty answers."""
    for name, values in CHOICES.items():
        shares = [sum(holds(Query.from_args({name: value}), row) for row in mixed[1]) / len(mixed[1]) for value in values]
        assert any(0 < share < 1 for share in shares), name


@made_up
@given(many(), st.sampled_from(SORTS), st.integers(1, 5))
def test_pages_hold_together_what_one_answer_holds(store: EventStore, found: list[Event], sort: str, limit: int) -> None:
    slug = fresh(store, stored.reading(*found))
    whole = [row.id for row in store.rows(slug, Query(sort=sort))]
    pages: list[str] = []
    while page := [row.id for row in store.rows(slug, Query(sort=sort, limit=limit, after=pages[-1] if pages else None))]:
        assert len(page) <= limit
        pages += page
    assert pages == whole
    assert len(set(whole)) == len(whole)


def test_each_order_says_what_comes_first(store: EventStore) -> None:
    events = [
        stored.event("annexed", when="2014-03-18T16:30", importance=0.2),
        stored.event("base", when="2014-03-18T09:00", importance=0.9),
        stored.event("stayed", importance=0.5),
        stored.event("died", when="-0043-03-15", importance=0.2),
        stored.event("knows", when="../1999"),
    ]
    slug = fresh(store, stored.reading(*events))
    order = {sort: [row.id for row in store.rows(slug, Query(sort=sort))] for sort in SORTS}
    assert order == {
        "time": ["died", "knows", "base", "annexed", "stayed"],
        "-time": ["annexed", "base", "knows", "died", "stayed"],
        "importance": ["base", "stayed", "died", "annexed", "knows"],
        "text": ["annexed", "base", "stayed", "died", "knows"],
    }


@pytest.mark.parametrize(
    "args", [{}, *({"sort": sort} for sort in SORTS), *({name: values[0]} for name, values in CHOICES.items())], ids=str
)
def test_every_query_uses_an_index(path: Path, store: EventStore, args: dict[str, str]) -> None:
    statement = search.selected(1, Query.from_args(args), None, 100).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
    with closing(sqlite3.connect(path)) as connection:
        plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert any("VIRTUAL TABLE INDEX" in step or "SEARCH events USING" in step for step in plan)
    assert not [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step]


def test_no_write_looks_through_a_whole_table(tmp_path: Path) -> None:
    """Adding the millionth event costs what adding the first one costs."""
    found = stored.reading(stored.event("annexed", when="2014", where=(GYUMRI,), actors=("Russia",)), stored.event("base"))
    said: set[tuple[str, int]] = set()
    with closing(Database(tmp_path / "store.sqlite")) as database, closing(EventStore(database)) as store:
        slug = fresh(store, found)

        @sa.event.listens_for(database.engine, "before_cursor_execute")
        def heard(connection: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
            said.add((statement, len(values[0]) if isinstance(values, list) else len(values)))

        store.add(slug, found)
        store.decide(slug, "annexed", Change(title="Mine"), "me", "now")
        store.add(slug, stored.reading(stored.event("base")))
        store.undo(slug, "annexed", "me", "now")
        assert store.documents(slug)
        store.delete_collection(slug)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection:
        for statement, count in said:
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * count)]
                assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN revisions"], statement
    assert len(said) > 25


def test_many_pages_are_one_answer(store: EventStore) -> None:
    """More rows than two transactions give, and a limit that ends inside of one."""
    text = " ".join(f"w{number:04}" for number in range(700))
    slug = fresh(store, stored.reading(*(stored.event(f"w{number:04}", text=text) for number in range(700)), text=text))
    assert [row.id for row in store.rows(slug, Query(sort="text"))] == [f"w{number:04}" for number in range(700)]
    assert [event.id for event in store.find(slug, Query(sort="text", limit=300, after="w0299"))][::299] == ["w0300", "w0599"]


def test_what_is_not_there_is_said_before_a_download_begins(store: EventStore) -> None:
    slug = fresh(store)
    with pytest.raises(QueryError, match="after: there is no event “x”"):
        store.rows(slug, Query(after="x"))
    with pytest.raises(NotStored, match="no collection “nowhere”"):
        store.rows("nowhere")
    assert (store.row(slug, "x"), store.event(slug, "x"), store.document(slug, "x"), store.reading(slug, "x")) == (None,) * 4
    assert store.collection("nowhere") is None


# ---- collections ----


def test_a_collection_is_private_until_it_is_published(store: EventStore) -> None:
    slug = fresh(store, stored.reading(stored.event("annexed"), stored.event("base", state=State.REJECTED)))
    assert slug not in [each.collection.slug for each in store.collections(private=False)]
    before = store.revision(slug)
    store.publish(slug, Visibility.PUBLIC)
    (summary,) = [each for each in store.collections(private=False) if each.collection.slug == slug]
    assert (summary.documents, summary.events) == (1, 1)
    assert store.collection(slug) == Collection(slug, slug, "", Visibility.PUBLIC)
    assert store.revision(slug) > before


def test_collections_do_not_see_each_other(store: EventStore) -> None:
    """The same article with the same ids in two collections; one is deleted."""
    reading = stored.reading(stored.event("annexed", when="2014", where=(GYUMRI,), actors=("Russia",)))
    one, other = fresh(store, reading), fresh(store, reading)
    expected = list(store.rows(other))
    store.add_job(Job("private-job", one, "a.txt", "2026-01-01T00:00:00Z"), b"private")
    revision = store.revision(one)
    store.delete_collection(one)
    assert store.collection(one) is None
    assert (store.job("private-job"), store.source("private-job")) == (None, b"")
    for args in ({"q": "annexed"}, {"bbox": "0,0,90,90"}, {"since": "2014"}, {"actor": "Russia"}, {"article": reading.document.id}):
        assert list(store.rows(other, Query.from_args(args))) == expected
    store.add_collection(Collection(one, "again"))
    assert list(store.rows(one)) == []
    assert store.revision(one) > revision


def test_a_name_is_taken_once(store: EventStore) -> None:
    slug = fresh(store)
    with pytest.raises(StoreError, match="already"):
        store.add_collection(Collection(slug, "another"))


def test_documents_are_listed_with_what_is_known_of_them(store: EventStore) -> None:
    slug = fresh(store, stored.reading(stored.event("annexed"), stored.event("base", state=State.REJECTED)))
    (listed,) = store.documents(slug)
    assert (listed.id, listed.title, listed.published, listed.events) == (stored.document().id, "Bases", 738_600, 1)


# ---- what cannot be stored ----


def test_a_document_goes_with_all_that_hangs_on_it_and_nothing_else(path: Path, store: EventStore) -> None:
    texts = (stored.TEXT, f"{stored.TEXT} Again.")
    slug = fresh(store, *(stored.reading(stored.event("annexed", id=text[-6:], text=text), text=text) for text in texts))
    first, second = store.documents(slug)
    (gone, stays) = (row.id for row in store.rows(slug, Query(sort="text")))
    for event in (gone, stays):
        store.decide(slug, event, Change(title="Mine"), "me", "now")
        store.undo(slug, event, "me", "now")
    revision = store.revision(slug)
    store.delete_document(slug, first.id)
    assert [each.id for each in store.documents(slug)] == [second.id]
    assert [row.id for row in store.rows(slug)] == [stays]
    assert (len(store.decisions(slug, gone)), len(store.decisions(slug, stays))) == (0, 2)
    assert store.revision(slug) > revision
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(NotStored):
        store.delete_document(slug, first.id)


def test_what_cannot_be_kept_is_refused_whole(store: EventStore) -> None:
    good = stored.event("annexed")
    outside = replace(good, id="x", evidence=(replace(good.evidence[0], quote=Span(0, 10_000)),))
    elsewhere = replace(good, id="x", evidence=(replace(good.evidence[0], document="0000"),))
    beyond = replace(good, id="x", when=When(-(10**17), 0, Precision.DAY, ""), when_known=Known.EXPLICIT)
    slug = fresh(store)
    for bad, reason in ((outside, "outside of the text"), (elsewhere, "another document"), (beyond, "too far away"), (good, "same id")):
        before = store.revision(slug)
        with pytest.raises(StoreError, match=reason):
            store.add(slug, stored.reading(good, bad))
        assert (store.documents(slug), list(store.rows(slug)), store.revision(slug)) == ([], [], before)
    lost = replace(stored.reading(), places=(Mention(Span(0, 10_000), GYUMRI),))
    with pytest.raises(StoreError, match="mention of “Bases” lies outside of the text"):
        store.add(slug, lost)
    with pytest.raises(StoreError, match="half of a character at 3"):
        store.add(slug, stored.reading(text="abc\ud800"))


@pytest.mark.parametrize(
    "wrong",
    [
        "first_day = 5, last_day = 4",
        "known = NULL",
        "latitude = 91",
        "longitude = NULL",
        "state = 'gone'",
        "confidence = 2",
        "document = NULL",
    ],
)
def test_the_tables_refuse_what_the_values_refuse(path: Path, store: EventStore, wrong: str) -> None:
    fresh(store, stored.reading(stored.event("annexed", when="2014", where=(GYUMRI,))))
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute(f"UPDATE events SET {wrong} WHERE pk = (SELECT max(pk) FROM events)")


# ---- the file ----


def test_the_tables_are_those_of_the_migrations(path: Path, store: EventStore) -> None:
    ours = ("events_box", "events_words")

    def kept_by_hand(name: str | None, kind: str, names: object) -> bool:
        return not (name or "").startswith(ours)

    with closing(Database(path)) as database, database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": kept_by_hand, "compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == HEAD


def test_migrations_go_down_to_nothing_and_up_again(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "store.sqlite")) as database:
        for _ in range(2):
            with database.writing() as connection:
                command.downgrade(config(connection), "base")
                assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
            with database.writing() as connection:
                command.upgrade(config(connection), "head")


@settings(made_up, max_examples=8)
@given(many(), many())
def test_the_indexes_hold_exactly_the_events(path: Path, store: EventStore, first: list[Event], second: list[Event]) -> None:
    slug = fresh(store, stored.reading(*first), stored.reading(*second))
    for event in store.find(slug)[:2]:
        store.decide(slug, event.id, Change(title="Słowo", where=(Located(SUVA),), when=None), "me", "now")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO events_words (events_words, rank) VALUES ('integrity-check', 1)")
        assert connection.execute("SELECT rtreecheck('events_box')").fetchone() == ("ok",)
        boxes = connection.execute("SELECT count(*) FROM events_box JOIN events USING (pk) WHERE low = collection").fetchone()
        assert boxes == connection.execute("SELECT count(*) FROM events").fetchone()
        assert boxes == connection.execute("SELECT count(*) FROM events_box").fetchone()


def test_a_store_opens_again_as_it_was(tmp_path: Path) -> None:
    with closing(EventStore.open(f"sqlite:///{tmp_path}/deep/store.sqlite")) as store:
        slug = fresh(store, stored.reading(stored.event("annexed", when="2014")))
        rows, revision = list(store.rows(slug)), store.revision(slug)
    with closing(EventStore.open(tmp_path / "deep" / "store.sqlite")) as store:
        assert (list(store.rows(slug)), store.revision(slug)) == (rows, revision)


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="no store of events"):
        EventStore.open(other)
    with pytest.raises(StoreError, match="“mysql” is no store that we know"):
        EventStore.open("mysql://localhost/events")
    for nowhere in ("sqlite:///", "sqlite:///:memory:"):
        with pytest.raises(StoreError, match="names no file"):
            EventStore.open(nowhere)
    newer = tmp_path / "newer.sqlite"
    EventStore.open(newer).close()
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreError, match="newer version of this program"):
        EventStore.open(newer)


@pytest.mark.parametrize("table", ["bookmarks", "alembic_version"])
def test_another_programs_file_is_left_as_it_was(tmp_path: Path, table: str) -> None:
    other = tmp_path / "bookmarks.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
    before = other.read_bytes()
    with pytest.raises(StoreError, match="another program's file"):
        EventStore.open(other)
    assert other.read_bytes() == before


def test_a_download_holds_no_transaction(path: Path, store: EventStore) -> None:
    """While a client takes its time, others write, and the write-ahead log can be emptied."""
    text = " ".join(f"w{number:04}" for number in range(400))
    slug = fresh(store, stored.reading(*(stored.event(f"w{number:04}", text=text) for number in range(400)), text=text))
    rows = store.rows(slug)
    next(rows)
    store.publish(slug, Visibility.PUBLIC)
    with closing(sqlite3.connect(path)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0
    assert len(list(rows)) == 399


def test_threads_write_one_after_another(store: EventStore) -> None:
    slug = fresh(store)
    texts = [f"{stored.TEXT} {number}" for number in range(24)]

    def add(part: list[str]) -> None:
        for text in part:
            store.add(slug, stored.reading(stored.event("annexed", id=text[-2:], text=text), text=text))

    threads = [threading.Thread(target=add, args=(texts[start::6],)) for start in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count(slug) == len(store.documents(slug)) == 24


# ---- jobs ----


def test_the_row_of_a_job_is_the_truth(tmp_path: Path) -> None:
    job, source = Job("j1", "mine", "a.txt", "2026-01-01T00:00:00Z", "Title", 738_600, True), b"\x00text"
    with closing(EventStore.open(tmp_path / "store.sqlite")) as store:
        store.add_job(job, source)
        store.add_job(replace(job, id="j2"), source)
        assert store.job("j1") == job
        assert store.claim("j1")
        store.advance("j1", progress=0.5, step="Looking for places")
        with pytest.raises(StoreError, match="already"):
            store.add_job(job)
    with closing(EventStore.open(tmp_path / "store.sqlite")) as store:  # the reader was killed
        assert [(each.id, each.state, store.source(each.id)) for each in store.unfinished()] == [
            ("j1", JobState.READING, source),
            ("j2", JobState.WAITING, source),
        ]
        assert [each.id for each in store.jobs("mine")] == ["j1", "j2"]
        done = store.advance("j1", state=JobState.DONE, progress=1.0, document="d")
        assert (store.source("j1"), done.document, store.job("j1")) == (b"", "d", done)
        store.advance("j2", state=JobState.FAILED, message="There is nothing to read.")
        assert store.unfinished() == []
        with pytest.raises(NotStored, match="no job j3"):
            store.advance("j3", progress=0.1)
        with pytest.raises(ValueError, match="between 0 and 1"):
            store.advance("j2", progress=1.1)


def test_progress_of_a_long_source_costs_no_more_than_that_of_a_short_one(tmp_path: Path) -> None:
    """A job's row is written ten times a second; what it reads may have megabytes."""
    path = tmp_path / "store.sqlite"
    with closing(EventStore.open(path)) as store:
        store.add_job(Job("long", "mine", "a.pdf", "2026-01-01T00:00:00Z"), bytes(5_000_000))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for step in range(50):
            store.advance("long", progress=step / 50, step=f"Page {step}")
        assert path.with_name(f"{path.name}-wal").stat().st_size < 2_000_000
        store.keep_source("long", b"another")
        assert store.source("long") == b"another"
        store.add_collection(Collection("mine", "Mine"))
        store.delete_collection("mine")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (0,), "it goes with its job"


def test_jobs_of_the_first_version_keep_their_sources(tmp_path: Path) -> None:
    """Up to where sources have a table of their own, and down again."""
    path = tmp_path / "store.sqlite"
    with closing(Database(path)) as database:
        with database.writing() as connection:
            command.downgrade(config(connection), "0001")
        values = "'mine', 'a.txt', 'Title', NULL, 0, '', '{state}', 0, '', '', NULL, '2026-01-01T00:00:00Z'"
        columns = "collection, name, title, published, language_ok, language, state, progress, step, message, document, created, id, source"
        with database.writing() as connection:
            for id, state, source in (("done", "done", "x''"), ("waiting", "waiting", "x'0041'")):
                connection.exec_driver_sql(f"INSERT INTO jobs ({columns}) VALUES ({values.format(state=state)}, '{id}', {source})")
    with closing(EventStore.open(path)) as store:
        assert store.unfinished() == [Job("waiting", "mine", "a.txt", "2026-01-01T00:00:00Z", "Title")]
        assert (store.source("waiting"), store.source("done")) == (b"\0A", b"")
    with closing(Database(path)) as database, database.writing() as connection:
        command.downgrade(config(connection), "0001")
        assert list(connection.exec_driver_sql("SELECT id, source FROM jobs")) == [("done", b""), ("waiting", b"\0A")]


def test_one_reader_alone_gets_a_job(store: EventStore) -> None:
    store.add_job(Job("wanted", "mine", "a.txt", "2026-01-01T00:00:00Z"), b"text")
    got: list[bool] = []
    threads = [threading.Thread(target=lambda: got.append(store.claim("wanted"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]
