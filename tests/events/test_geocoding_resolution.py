"""Laws of choosing which place a name means: what the rest of the text says counts, each name's own guess does not."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.geocoding import find_places
from events.geocoding.clues import NO_WORD
from events.geocoding.confidence import scored
from events.geocoding.fitting import Cells, edges, home
from events.geocoding.grouping import Links, groups
from events.geocoding.names import stretches
from events.geocoding.surroundings import countries_spoken_of, homes, lists, town_follows
from events.geocoding.vocabulary import weights
from events.language import Parse, parse
from events.model import Document
from geodata.gazetteer import Gazetteer, open_gazetteer

CHANCE = st.floats(0, 1)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def meant(text: str, name: str, gazetteer: Gazetteer) -> set[str]:
    """ "kind country" of each mention of a name."""
    found = find_places(Document(text), parse(text), gazetteer)
    return {f"{m.meaning.kind} {m.meaning.country}" for m in found if m.meaning and m.span.of(text) == name}


# -- the score


@given(sure=CHANCE, shares=st.lists(st.floats(0.001, 1), min_size=1, max_size=8), learnt=st.booleans())
def test_choice_and_runners_up_stay_in_order_and_sum_to_one_at_most(sure: float, shares: list[float], learnt: bool) -> None:
    whole = sorted((share / sum(shares) for share in shares), reverse=True)
    found = scored(sure, whole, False, weights().score if learnt else {})
    assert found == sorted(found, reverse=True)
    assert all(0 <= score <= 1 for score in found)
    assert sum(found) <= 1 + 1e-9


@given(one=CHANCE, other=CHANCE, share=CHANCE)
def test_whoever_is_surer_of_the_place_or_of_its_sense_scores_higher(one: float, other: float, share: float) -> None:
    low, high = sorted((one, other))
    assert scored(low, [share], False, weights().score) <= scored(high, [share], False, weights().score)
    assert scored(share, [low], False, weights().score) <= scored(share, [high], False, weights().score)


# -- what the other names say


ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.floats(0.01, 1)), min_size=1, max_size=20).map(sorted)


def table(rows: list[tuple[int, int, float]]) -> tuple[Cells, np.ndarray[Any, np.dtype[np.float64]], int]:
    owner = np.array([group for group, _, _ in rows])
    owner = np.unique(owner, return_inverse=True)[1].reshape(-1)
    return Cells(np.array([code for _, code, _ in rows]), owner, 4), np.array([chance for *_, chance in rows]), int(owner.max()) + 1


@given(ROWS)
def test_sums_by_group_and_code_are_those_of_a_full_table(rows: list[tuple[int, int, float]]) -> None:
    cells, chances, _ = table(rows)
    found = cells.by_row(cells.sums(chances))
    for row, (group, code, _) in enumerate(rows):
        wanted = sum(chance for g, c, chance in rows if (g, c) == (group, code)) if code else 0
        assert found[row] == pytest.approx(wanted)


@given(ROWS, st.floats(0.01, 1))
def test_a_name_has_no_voice_in_where_its_own_home_lies(rows: list[tuple[int, int, float]], other: float) -> None:
    cells, chances, count = table(rows)
    before = home(cells, chances, np.ones(count))
    mine = np.array([group for group, _, _ in rows]) == rows[0][0]
    after = home(cells, np.where(mine, other, chances), np.ones(count))
    assert before[mine] == pytest.approx(after[mine])
    assert all(0 <= share <= 1 + 1e-9 for share in before)


def test_a_name_that_lies_in_one_region_tells_the_home_and_one_that_lies_everywhere_does_not() -> None:
    rows = [(0, 1, 0.5), (0, 2, 0.5), (1, 1, 1.0), (2, 1, 0.25), (2, 2, 0.25), (2, 3, 0.5)]
    cells, chances, count = table(rows)
    found = home(cells, chances, np.ones(count))
    assert found[0] > 0.8 > 0.2 > found[1]


@given(st.lists(st.lists(st.integers(0, 9), max_size=8), max_size=4))
def test_names_are_neighbours_both_ways_and_none_its_own(rows: list[list[int]]) -> None:
    near = edges(rows, (1.0, 0.5))
    pairs = dict(zip(zip(near.one.tolist(), near.other.tolist(), strict=True), near.value.tolist(), strict=True))
    assert all(one != other and pairs[other, one] == value for (one, other), value in pairs.items())
    assert all(pairs[a, b] == 1 for row in rows for a, b in pairwise(row) if a != b)


def test_a_name_inside_a_longer_one_says_less(gazetteer: Gazetteer) -> None:
    text = "They met in New London."
    stretched = stretches(text, parse(text), gazetteer)
    found, _ = groups(stretched, [0.9] * len(stretched), Links({}, {}))
    heard = {group.name: group.weight for group in found}
    assert heard["london"] < heard["new london"] / 2


# -- what the words around say


@given(st.lists(st.sampled_from([*homes().countries, "and", "School", "high"]), max_size=30))
def test_the_words_of_all_countries_share_less_than_the_whole(words: list[str]) -> None:
    told = countries_spoken_of(spoken(words))
    assert sum(told.values()) < 1
    assert all(weight > 0 for weight in told.values())


def spoken(words: list[str]) -> Parse:
    return Parse(tuple(NO_WORD._replace(text=word) for word in words), ())


def test_every_country_of_the_table_is_one_and_no_word_stands_twice_for_it(gazetteer: Gazetteer) -> None:
    for word, countries in homes().countries.items():
        assert len(set(countries)) == len(countries), word
        assert 1 <= len(word.split(" ")) <= 2, word
        for country in countries:
            assert gazetteer.lookup(country), f"{word}: {country}"


LISTS = {
    "It rained in Ohio, Oregon, Utah and Washington.": [["Ohio", "Oregon", "Utah", "Washington"]],
    "He flew from Paris, Texas to Rome.": [],
    "Rome or Madrid will host it; Oslo will not.": [["Rome", "Madrid"]],
    "They crossed Kenya, the Sudan and Chad.": [["Kenya", "Sudan", "Chad"]],
}


@pytest.mark.parametrize("text", LISTS)
def test_names_between_commas_are_a_list_where_a_word_joins_equals(text: str, gazetteer: Gazetteer) -> None:
    read = parse(text)
    stretched = stretches(text, read, gazetteer)
    names = {name for row in LISTS[text] for name in row}
    found = [[text[stretched[n].start : stretched[n].end] for n in row] for row in lists(stretched, read)]
    assert [[name for name in row if name in names] for row in found if len(row) > 1] == LISTS[text]


def test_what_only_a_town_has_makes_it_a_town(gazetteer: Gazetteer) -> None:
    for text, said in {"Lebanon City Council met.": True, "Lebanon's mayor left.": True, "Lebanon's army met.": False}.items():
        read = parse(text)
        first = next(stretch for stretch in stretches(text, read, gazetteer) if text[stretch.start : stretch.end] == "Lebanon")
        assert town_follows(first, read) is said, text


# -- together


MEANT = {
    ("Georgian troops left the hills, and Tbilisi said that Georgia wanted peace.", "Georgia"): {"country GE"},
    ("Deputies of the sheriff in Athens, Georgia, searched a high school. Athens police found nothing.", "Athens"): {"city US"},
    ("The drought reached Mexico, Brazil, Niger and Chad.", "Niger"): {"country NE"},
    ("A fire burnt a market in Córdoba, Spain. Córdoba mourns.", "Córdoba"): {"city ES"},
    ("Snow fell in Idaho, Oregon and Washington.", "Washington"): {"region US"},
    ("A train from Paris reached Lyon and Marseille late.", "Paris"): {"city FR"},
}


@pytest.mark.parametrize(("text", "name"), MEANT, ids=[text[:32] for text, _ in MEANT])
def test_the_rest_of_the_text_tells_which_place_is_meant(text: str, name: str, gazetteer: Gazetteer) -> None:
    assert meant(text, name, gazetteer) == MEANT[text, name]
