"""Laws of the place of a happening: parts of countries, homes, parliaments, parts of the world, and what a local page says of its town."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.learn_attachment import Pair, learn, span_f1
from events.days import from_iso
from events.extraction import extract
from events.extraction.clusters import inside, kilometres
from events.extraction.lexicon import middles
from events.extraction.parts import part, with_parts
from events.extraction.settling import watched_towns
from events.extraction.tree import Tree
from events.language import parse
from events.model import Document, Event, Mention, PublishedBy, Span
from geodata.gazetteer import Place, open_gazetteer

TURKEY = Place("298795", "Turkey", 39.0, 35.0, "country", "TR", radius_km=498)
SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest", "central")


@lru_cache(maxsize=64)
def events_of(text: str, published: str | None = None) -> tuple[Event, ...]:
    day = from_iso(published) if published else None
    return extract(Document(text, "", day, PublishedBy.GIVEN if day else PublishedBy.UNKNOWN), open_gazetteer()).events


def place_of(text: str, word: str, published: str | None = None) -> tuple[str, str]:
    """Name and kind of the first place of the event that a word of the text names."""
    told = [e for e in events_of(text, published) if any(piece.trigger.of(text) == word for piece in e.evidence)]
    assert told, events_of(text, published)
    return told[0].where[0].place.name, told[0].where[0].place.kind


# ---- parts of countries ----


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("An earthquake struck eastern Turkey on 23 October 2011.", "struck", "Eastern Turkey"),
        ("In the west of Iran two people died on 24 October 2011.", "died", "West Iran"),
        ("Rebels attacked a convoy in north-western Pakistan on 3 May 2009.", "attacked", "North-western Pakistan"),
        (
            "Fighting broke out in the southern and central parts of Somalia in June 2007.",
            "Fighting",
            "Southern and central Somalia",
        ),
    ],
)
def test_what_happens_in_a_part_of_a_country_lies_in_a_region_of_that_name(text: str, word: str, name: str) -> None:
    assert place_of(text, word) == (name, "region")


def at(text: str, name: str, place: Place) -> list[Mention[Place]]:
    start = text.index(name)
    return [Mention(Span(start, start + len(name)), place)]


@pytest.mark.parametrize(
    "text",
    ["a village north of Turkey", "a village to the north of Turkey", "an eastern town in Turkey", "Turkey and the east", "in Turkey"],
)
def test_a_side_that_lies_beyond_the_border_or_is_another_word_s_leaves_the_country_whole(text: str) -> None:
    assert with_parts(text, at(text, "Turkey", TURKEY))[0].meaning == TURKEY


@given(st.sampled_from(SIDES))
def test_a_part_of_a_country_lies_on_its_side_and_inside(side: str) -> None:
    found = part(TURKEY, [side], side)
    assert inside(found, TURKEY)
    assert kilometres(found, TURKEY) <= 0.6 * TURKEY.radius_km
    assert (found.latitude > TURKEY.latitude) == ("north" in side)
    assert (found.longitude > TURKEY.longitude) == ("east" in side)
    assert found.id != TURKEY.id


@given(st.lists(st.sampled_from(SIDES), min_size=1, max_size=3), st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 6000))
def test_a_part_of_any_country_lies_on_earth(sides: list[str], latitude: float, longitude: float, radius: float) -> None:
    country = Place("1", "Anywhere", latitude, longitude, "country", None, radius_km=radius)
    assert part(country, sides, "part").kind == "region"


def test_each_very_large_country_has_a_middle_for_every_side_that_it_names_within_its_own_reach() -> None:
    assert {country for country, _ in middles()} == {"AU", "BR", "CA", "CN", "RU", "US"}
    assert {side for _, side in middles()} == set(SIDES)
    for country in {country for country, _ in middles()}:
        north, south = middles()[country, "north"], middles()[country, "south"]
        west, east = middles()[country, "west"], middles()[country, "east"]
        assert north[0] > south[0]
        assert east[1] > west[1]


# ---- whose place it is ----


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("A delegation visited Vienna on 2 May 2012. The Ukrainian parliament ratified the treaty on 9 May 2012.", "ratified", "Ukraine"),
        ("A treaty was signed in Lima in May 1916. Egyptian peasants revolted in June 1916.", "revolted", "Egypt"),
        ("A delegation visited Vienna on 2 May 2003. Polish voters rejected the plan on 7 May 2003.", "rejected", "Poland"),
    ],
)
def test_what_a_nation_s_own_people_do_at_home_lies_in_their_country(text: str, word: str, name: str) -> None:
    assert place_of(text, word)[0] == name


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("LEEDS - A Bradford man was stabbed in Leeds on Friday night.", "stabbed"),
        ("LEEDS - A man was stabbed in Leeds on Friday night. Police arrested Tom Hale, 31, of Halifax, on Saturday.", "arrested"),
    ],
)
def test_somebody_s_home_is_not_where_it_happened(text: str, word: str) -> None:
    assert place_of(text, word, "2014-05-12")[0] == "Leeds"


def test_there_means_a_place_and_no_nationality() -> None:
    text = "The British drove the rebels back to Cork in July 1922. In August 1922 they laid siege to the fort there."
    assert place_of(text, "siege")[0] == "Cork"


def test_a_country_named_beside_its_part_of_the_world_is_the_place() -> None:
    assert place_of("In Asia, the war between China and Japan ended in 1945.", "war")[0] == "China"
    assert place_of("A drought began in Asia in 1965.", "drought")[0] == "Asia"


# ---- a local page ----


def test_the_town_whose_police_are_named_is_watched_and_a_street_is_not() -> None:
    text = "Springfield police said a man was shot on Mason Street."
    places = [
        Mention(Span(0, 11), Place("1", "Springfield", 39.8, -89.6, "city", "US", "IL")),
        Mention(Span(text.index("Mason"), text.index("Mason") + 5), Place("2", "Mason", 39.3, -84.3, "city", "US", "OH")),
    ]
    assert watched_towns(Tree(parse(text)), places) == {"1"}


# ---- learning ----


def pair(name: str, right: bool) -> Pair:
    return Pair(Span(0, 1), {"bias": 1.0, name: 1.0}, 1.0, right)


def test_a_sign_of_the_right_place_weighs_more_than_one_of_the_wrong_and_rare_ones_are_left_out() -> None:
    learnt = learn(
        [*(pair("preposition in", n % 4 > 0) for n in range(40)), *(pair("form demonym", n % 4 == 0) for n in range(40)), pair("x", True)]
    )
    assert learnt["preposition in"] > 0 > learnt["form demonym"]
    assert "x" not in learnt


def test_span_f1_counts_what_overlaps_and_asks_for_every_place() -> None:
    gold = {"places": [{"start": 0, "end": 5}, {"start": 10, "end": 14}]}
    found = [Pair(Span(0, 5), {}, 0.5, True), Pair(Span(20, 25), {}, 2.0, False)]
    precision, recall, f1 = span_f1([(gold, found)], lambda one: -one.cost, -1.0)
    assert (precision, recall) == (1.0, 0.5)
    assert f1 == pytest.approx(2 / 3)
    assert span_f1([(gold, found)], lambda one: -one.cost, 0.0)[0] == 0.0
