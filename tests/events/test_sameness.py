"""Laws of one happening in several articles: it is offered as one with its reasons, never merged, and can be undone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from events.days import from_iso
from events.extraction import extract
from events.model import Collection, Document, PublishedBy, Reading
from events.storage import ONE, TWO, EventStore, NotStored, Pair, Row, StoreError, rows_of
from events.storage.sameness import pairs
from geodata.gazetteer import open_gazetteer
from tests.growth import grows_linearly

NOW = "2026-01-01T00:00:00Z"
_numbers = itertools.count()
ARTICLES = {
    "wire": "GRAZ – Two workers were killed in an explosion at a paper mill in Graz on Tuesday, the fire service said."
    " The mayor of Graz visited the mill on Wednesday.",
    "local": "An explosion killed two workers at the paper mill in Graz on 7 March 2017. Nine others were injured."
    " In Vienna, Austria's parliament passed a law on pensions on the same day.",
    "other": "On 7 March 2017 a bus crashed into a tram in Graz, and twelve passengers were hurt."
    " On 9 March 2017 an explosion damaged a paper mill in Linz.",
}


def read(name: str, collection: str = "") -> Reading:
    document = Document(ARTICLES[name], name, from_iso("2017-03-09"), PublishedBy.GIVEN)
    return extract(document, open_gazetteer(), collection)


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    return tuple(read(name) for name in ARTICLES)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    with closing(EventStore.open(tmp_path_factory.mktemp("store") / "store.sqlite")) as opened:
        yield opened


@pytest.fixture
def slug(store: EventStore, readings: tuple[Reading, ...]) -> str:
    made = f"c-{next(_numbers)}"
    store.add_collection(Collection(made, made))
    for each in readings:
        store.add(made, each)
    return made


def rows(readings: tuple[Reading, ...]) -> list[Row]:
    return [row for each in readings for row in rows_of(each)]


def ids(pair: Pair) -> tuple[str, str]:
    return pair.first.id, pair.second.id


def test_a_happening_in_two_articles_is_offered_as_one(readings: tuple[Reading, ...]) -> None:
    """The explosion of the wire and of the local paper; not the crash of that day in that town, nor the like in another town."""
    found = pairs(rows(readings))
    assert [{pair.first.source, pair.second.source} for pair in found] == [{"wire", "local"}]
    (pair,) = found
    assert all("explosion" in (row.quote or "").lower() for row in (pair.first, pair.second))
    assert {"the same day", "the same place"} <= set(pair.reasons)
    assert any(reason.startswith("words in common: ") and "explosion" in reason for reason in pair.reasons)
    assert 0.5 < pair.score <= 1


def test_of_two_that_are_as_likely_the_one_of_the_same_title_is_offered(readings: tuple[Reading, ...]) -> None:
    """One sentence may tell two events, and both share its words."""
    (one, *_) = (row for row in rows(readings[:1]) if "explosion" in (row.quote or "").lower() and row.places and row.start is not None)
    beside, same = one._replace(id="0", article="b", title="Two workers"), one._replace(id="1", article="b")
    (pair,) = pairs([one, beside, same])
    assert {pair.first.id, pair.second.id} == {one.id, same.id}


def test_events_of_one_article_are_never_a_pair(readings: tuple[Reading, ...]) -> None:
    """What one article tells twice is the reader's business, not the desk's."""
    told = [replace(each, document=replace(each.document, title="again")) for each in readings[:1]]
    assert pairs([*rows(readings[:1]), *rows(tuple(told))]) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("start", 0), ("end", 999_999), ("kind", "culture"), ("title", "Nine goats sold"), ("places", []), ("start", None)],
)
def test_another_day_kind_place_or_wording_is_another_happening(readings: tuple[Reading, ...], field: str, value: object) -> None:
    (pair,) = pairs(rows(readings))
    changed = pair.second._replace(**{field: value})  # type: ignore[arg-type]
    if field == "title":
        changed = changed._replace(quote="Nine goats were sold.", actors=[])
    assert pairs([pair.first, changed]) == []


def test_pairs_do_not_hang_on_the_order(readings: tuple[Reading, ...]) -> None:
    found = pairs(rows(readings))
    back = pairs(list(reversed(rows(readings))))
    assert [set(ids(pair)) for pair in found] == [set(ids(pair)) for pair in back]


def test_of_two_articles_an_event_stands_in_one_pair(readings: tuple[Reading, ...]) -> None:
    """Told twice by the second article, it is held against the likelier of the two."""
    (pair,) = pairs(rows(readings))
    twice = pair.second._replace(id="twice", title="Explosion")
    assert [ids(each) for each in pairs([pair.first, pair.second, twice])] == [ids(pair)]


def test_pairs_cost_as_much_as_there_are_rows(readings: tuple[Reading, ...]) -> None:
    """Even where all happened on one day in one town."""
    (pair,) = pairs(rows(readings))

    def many(count: int) -> list[Row]:
        return [pair.first._replace(id=f"e{n}", article=f"a{n}", title=f"Mill {n} burned") for n in range(count)]

    assert grows_linearly(many, pairs, 300)


def test_nothing_is_merged_and_a_decision_is_kept(store: EventStore, slug: str) -> None:
    """Both events stay as they are, each with its words and source; each knows that the other tells the same."""
    before = list(store.rows(slug))
    (pair,) = store.same(slug)
    assert pair.verdict == ""
    store.decide_same(slug, ids(pair), ONE, "editor", NOW)
    assert [each.verdict for each in store.same(slug)] == [ONE]
    assert list(store.rows(slug)) == before
    first, second = ids(pair)
    assert [row.id for row in store.told_with(slug, first)] == [second]
    assert [row.id for row in store.told_with(slug, second)] == [first]


def test_every_decision_about_a_pair_can_be_undone(store: EventStore, slug: str) -> None:
    (pair,) = store.same(slug)
    revision = store.revision(slug)
    store.decide_same(slug, ids(pair), ONE, "editor", NOW)
    store.decide_same(slug, (ids(pair)[1], ids(pair)[0]), TWO, "editor", NOW)
    assert store.told_with(slug, pair.first.id) == []
    verdicts = []
    for _ in range(2):
        store.undo_same(slug, ids(pair), "editor", NOW)
        verdicts.append(store.same(slug)[0].verdict)
    assert verdicts == [ONE, ""]
    assert store.revision(slug) > revision
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo_same(slug, ids(pair), "editor", NOW)


def test_a_decision_about_a_pair_survives_a_new_reading(store: EventStore, slug: str, readings: tuple[Reading, ...]) -> None:
    (pair,) = store.same(slug)
    store.decide_same(slug, ids(pair), ONE, "editor", NOW)
    for each in readings:
        store.add(slug, each)
    assert [(ids(each), each.verdict) for each in store.same(slug)] == [(ids(pair), ONE)]


def test_with_its_article_goes_what_was_decided_about_a_pair(store: EventStore, slug: str) -> None:
    (pair,) = store.same(slug)
    store.decide_same(slug, ids(pair), ONE, "editor", NOW)
    store.delete_document(slug, str(pair.first.article))
    assert store.same(slug) == []
    assert store.told_with(slug, pair.second.id) == []
    store.add(slug, next(read(name) for name in ARTICLES if read(name).document.id == pair.first.article))
    assert [each.verdict for each in store.same(slug)] == [""]


def test_a_happening_of_three_articles_is_one(store: EventStore, slug: str) -> None:
    """Whoever is the same as the second is the same as the first."""
    found = [row.id for row in store.rows(slug)][:3]
    store.decide_same(slug, (found[0], found[1]), ONE, "editor", NOW)
    store.decide_same(slug, (found[1], found[2]), ONE, "editor", NOW)
    assert {row.id for row in store.told_with(slug, found[0])} == {found[1], found[2]}


def test_what_is_no_pair_is_refused(store: EventStore, slug: str) -> None:
    one, other, *_ = (row.id for row in store.rows(slug))
    for wrong in (((one, one), ONE), ((one, other), "perhaps")):
        with pytest.raises(StoreError):
            store.decide_same(slug, *wrong, "editor", NOW)
    with pytest.raises(NotStored):
        store.decide_same(slug, (one, "nobody"), ONE, "editor", NOW)
