"""Laws of editing: every decision is kept, can be undone, and survives a new reading of the same text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import edtf
from events.model import Collection, Decision, Event, Known, Located, Origin, Reading, Span, State
from events.query import Query
from events.storage import KEEP, Change, EventStore, NotStored, StoreError
from events.storage.editing import merge
from tests.events import stored
from tests.events.stored import GYUMRI, SUVA, event, reading

_numbers = itertools.count()
NOW = "2026-01-01T00:00:00Z"
ALL = Query(state=tuple(State))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    with closing(EventStore.open(tmp_path_factory.mktemp("store") / "store.sqlite")) as opened:
        yield opened


def fresh(store: EventStore, *readings: Reading) -> str:
    slug = f"c-{next(_numbers)}"
    store.add_collection(Collection(slug, slug))
    for each in readings:
        store.add(slug, each)
    return slug


def the(store: EventStore, slug: str, id: str) -> Event:
    found = store.event(slug, id)
    assert found is not None
    return found


def moved(found: Event, by: int, id: str) -> Event:
    """The same words with the trigger a little further on, as another version of the program finds them."""
    piece = found.evidence[0]
    trigger = Span(piece.trigger.start + by, piece.trigger.end + by)
    return replace(found, id=id, evidence=(replace(piece, trigger=trigger),))


changes = st.builds(
    Change,
    state=st.sampled_from([KEEP, *State]),
    title=st.just(KEEP) | stored.texts,
    kind=st.sampled_from([KEEP, "war", "treaty"]),
    when=st.just(KEEP) | st.none() | stored.whens(),
    where=st.just(KEEP) | st.lists(stored.located, max_size=2).map(tuple),
    actors=st.just(KEEP) | st.lists(stored.texts, max_size=2).map(tuple),
)
made_up = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@made_up
@given(stored.readings(most=3), st.lists(st.tuples(st.integers(0, 2), changes), max_size=5))
def test_decisions_survive_a_new_reading_and_can_all_be_undone(
    store: EventStore, first: Reading, decided: list[tuple[int, Change]]
) -> None:
    slug = fresh(store, first)
    for number, change in decided:
        if number < len(first.events):
            id = first.events[number].id
            before, past = the(store, slug, id), store.decisions(slug, id)
            row = store.decide(slug, id, change, "me", NOW)
            assert row == store.row(slug, id)
            after = the(store, slug, id)
            assert after == change.applied(before)
            assert store.decisions(slug, id)[: len(past)] == past
            assert len(store.decisions(slug, id)) == len(past) + (after != before)
    now = {each.id: each for each in store.find(slug, ALL)}
    store.add(slug, first)
    assert {each.id: each for each in store.find(slug, ALL)} == now
    for each in first.events:
        for _ in store.decisions(slug, each.id):
            store.undo(slug, each.id, "me", NOW)
        assert the(store, slug, each.id) == each
        with pytest.raises(StoreError, match="nothing to undo"):
            store.undo(slug, each.id, "me", NOW)


def test_two_events_with_the_same_words_each_keep_their_own_decisions(store: EventStore) -> None:
    twins = [replace(event("annexed", when="2014", kind="war"), id="one"), replace(event("annexed", kind="treaty"), id="two")]
    slug = fresh(store, reading(*twins))
    store.decide(slug, "one", Change(kind="treaty", when=edtf.parse("2015")), "me", NOW)
    store.decide(slug, "one", Change(when=edtf.parse("2016")), "me", NOW)
    store.decide(slug, "two", Change(kind="war"), "me", NOW)
    store.add(slug, reading(*twins))
    assert [(the(store, slug, id).kind, the(store, slug, id).when is None) for id in ("one", "two")] == [("treaty", False), ("war", True)]


def test_a_decision_says_what_changed_and_who_did_it(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed", when="2014", title="Annexation")))
    row = store.decide(slug, "annexed", Change(title="The annexation", when=edtf.parse("2014-03-18")), "ann", NOW)
    assert (row.title, row.edtf, row.known, row.state) == ("The annexation", "2014-03-18", "editor", "edited")
    (decision,) = store.decisions(slug, "annexed")
    assert (decision.who, decision.at) == ("ann", NOW)
    assert decision.before["title"] == "Annexation"
    assert decision.after["title"] == "The annexation"
    assert set(decision.before) == set(decision.after) == {"state", "title", "when", "when_known"}


def test_a_place_set_by_an_editor_says_so_and_the_others_stay(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed", where=(GYUMRI,))))
    row = store.decide(slug, "annexed", Change(where=(Located(SUVA), Located(GYUMRI))), "me", NOW)
    assert (row.place, row.place_known, row.state) == ("Suva", "editor", "edited")
    assert [place["known"] for place in row.places] == ["editor", "explicit"]
    assert [found.id for found in store.find(slug, Query.from_args({"bbox": "178,-19,179,-18"}))] == ["annexed"]


def test_a_change_that_changes_nothing_leaves_no_trace(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed")))
    before = store.revision(slug)
    store.decide(slug, "annexed", Change(title="annexed", state=State.FOUND), "me", NOW)
    assert (store.decisions(slug, "annexed"), store.revision(slug)) == ([], before)
    with pytest.raises(NotStored, match="no event nobody"):
        store.decide(slug, "nobody", Change(), "me", NOW)


def test_a_new_event_takes_the_id_of_the_old_one_whose_trigger_it_overlaps(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed"), event("base")))
    store.decide(slug, "annexed", Change(title="Mine"), "me", NOW)
    store.add(slug, reading(moved(event("annexed"), 2, "new-1"), moved(event("base"), 1, "new-2")))
    assert [(each.id, each.title, each.evidence[0].trigger.start) for each in store.find(slug)] == [
        ("annexed", "Mine", stored.TEXT.index("annexed") + 2),
        ("base", "base", stored.TEXT.index("base") + 1),
    ]


def test_without_such_a_trigger_the_same_quote_decides(store: EventStore) -> None:
    slug = fresh(store, reading(event("base", kind="war"), event("died", kind="death")))
    store.add(slug, reading(event("stayed", kind="death")))
    assert [(each.id, each.title) for each in store.find(slug)] == [("died", "stayed")]  # of two in one sentence, the one of its kind
    store.add(slug, reading(event("knows"), event("stayed", kind="death")))
    assert {each.id for each in store.find(slug)} == {"knows", "died"}


def test_a_decided_event_that_is_found_no_more_stays_as_an_editors(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed"), event("base"), event("died")))
    store.decide(slug, "annexed", Change(title="Mine"), "me", NOW)
    store.decide(slug, "base", Change(state=State.REJECTED), "me", NOW)
    store.add(slug, reading(event("knows")))
    orphan = the(store, slug, "annexed")
    assert (orphan.title, orphan.origin, orphan.evidence) == ("Mine", Origin.EDITOR, event("annexed").evidence)
    assert [each.id for each in store.find(slug)] == ["annexed", "knows"]
    assert the(store, slug, "base").state is State.REJECTED
    # Found again, it is not there twice, and what was rejected stays so.
    store.add(slug, reading(event("annexed"), moved(event("base"), 1, "new"), event("knows")))
    assert [each.id for each in store.find(slug)] == ["annexed", "knows"]
    assert store.undo(slug, "base", "me", NOW).state == "found"


def test_what_was_undone_is_not_decided(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed", title="Old")))
    store.decide(slug, "annexed", Change(title="Mine"), "me", NOW)
    store.undo(slug, "annexed", "me", NOW)
    store.add(slug, reading(event("annexed", title="New")))
    assert the(store, slug, "annexed").title == "New"
    assert len(store.decisions(slug, "annexed")) == 2
    store.add(slug, reading())
    assert store.find(slug, ALL) == []


def test_an_editors_own_event_is_never_replaced(store: EventStore) -> None:
    slug = fresh(store, reading())
    own = store.add_event(slug, replace(event("annexed", title="Mine"), id="", state=State.EDITED), "me", NOW)
    loose = store.add_event(slug, stored.own_event("Without words"), "me", NOW)
    assert len(own.id) == 16
    assert own.id != loose.id
    store.add(slug, reading(event("annexed"), event("base")))
    assert [each.title for each in store.find(slug)] == ["Mine", "base", "Without words"]
    with pytest.raises(StoreError, match="already"):
        store.add_event(slug, replace(stored.own_event("Again"), id=own.id), "me", NOW)
    nowhere = replace(event("annexed").evidence[0], document="0000")
    with pytest.raises(StoreError, match="document 0000 that is not here"):
        store.add_event(slug, replace(event("annexed"), id="", evidence=(nowhere,)), "me", NOW)
    assert store.undo(slug, own.id, "me", NOW).state == "rejected"
    assert store.decisions(slug, own.id)[0] == Decision(own.id, "me", NOW, {"state": "rejected"}, {"state": "edited"})


def test_an_id_that_old_words_carried_is_not_given_to_others(store: EventStore) -> None:
    """An event keeps the id of its first trigger; another one is later born with that very id."""
    slug = fresh(store, reading(event("annexed", id="born")))
    store.add(slug, reading(moved(event("annexed"), 4, "later")))
    store.add(slug, reading(moved(event("annexed"), 4, "later"), event("base", id="born")))
    found = {each.title: each.id for each in store.find(slug)}
    assert found["annexed"] == "born"
    assert found["base"] not in ("born", "later")


def test_documents_of_one_collection_leave_each_other_alone(store: EventStore) -> None:
    text = f"{stored.TEXT} More."
    slug = fresh(store, reading(event("annexed")), reading(event("annexed", id="other", text=text), text=text))
    store.decide(slug, "annexed", Change(title="Mine"), "me", NOW)
    store.add(slug, reading(text=text))
    assert [each.title for each in store.find(slug)] == ["Mine"]


@settings(made_up, max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(Origin)), max_size=8, unique_by=lambda pair: pair[0]),
    st.lists(st.integers(0, 30), max_size=8, unique=True),
    st.sets(st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
)
def test_nothing_that_was_decided_is_lost_and_no_id_is_given_twice(
    olds: list[tuple[int, Origin]], news: list[int], decided: set[int], taken: set[int]
) -> None:
    def made(start: int, id: str, origin: Origin = Origin.TEXT) -> Event:
        piece = replace(event("annexed").evidence[0], quote=Span(start // 10 * 10, start // 10 * 10 + 14), trigger=Span(start, start + 3))
        return Event(id, id, evidence=(piece,), origin=origin)

    old = [made(start, f"{start}", origin) for start, origin in olds]
    new = [made(start, f"{start}") for start in news]
    ruled = {f"{number}": [{"state": "rejected"}] for number in decided}
    elsewhere = {f"{number}" for number in taken} - {each.id for each in old}
    merged = merge(old, new, ruled, elsewhere)
    every = [*merged.kept, *merged.orphans, *merged.fresh]
    assert len({each.id for each in every}) == len(every)
    assert not {each.id for each in every} & elsewhere
    assert {each.id for each in old if each.origin is not Origin.TEXT} == {each.id for each in merged.kept}
    assert {each.id for each in old if each.id in ruled} <= {each.id for each in every}
    inherited = [each for each in merged.fresh if each.id in ruled]
    assert all(each.state is State.REJECTED for each in inherited)
    lost = len(new) - len(merged.fresh)
    assert 0 <= lost <= len(merged.kept)


def test_known_of_a_time_goes_with_the_time(store: EventStore) -> None:
    slug = fresh(store, reading(event("annexed", when="2014")))
    assert store.decide(slug, "annexed", Change(when=None), "me", NOW).known is None
    assert the(store, slug, "annexed").when is None
    store.undo(slug, "annexed", "me", NOW)
    assert the(store, slug, "annexed").when_known is Known.EXPLICIT
