"""Laws of the filters: what an address says, and what it cannot say."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from events import edtf
from events.model import Known, State
from events.query import MOST, SORTS, Bounds, Box, Query, QueryError, folded_words
from geodata.gazetteer import KINDS

patient = settings(deadline=None)
degrees = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 6))
latitudes = st.tuples(st.floats(-90, 90), st.floats(-90, 90)).map(lambda pair: sorted(round(value, 6) for value in pair))
boxes = st.builds(lambda west, south_north, east: Box(west, south_north[0], east, south_north[1]), degrees, latitudes, degrees)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def lists(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, unique=True, max_size=3).map(tuple)


queries = st.builds(
    Query,
    since=st.none() | st.sampled_from(["-0043", "1980", "2014-03-18"]).map(edtf.parse),
    until=st.none() | st.sampled_from(["2014-03-18", "2020~", "Y12000"]).map(edtf.parse),
    bbox=st.none() | boxes,
    q=st.just("") | st.lists(names, min_size=1, max_size=3).map(" ".join),
    kind=lists(names),
    place_kind=lists(st.sampled_from(KINDS)),
    place=lists(names),
    country=lists(st.sampled_from(["AM", "AZ", "XK"])),
    actor=lists(st.sampled_from(["Smith, John", "Russia", "Él & Co"])),
    article=lists(names),
    known=st.lists(st.sampled_from(Known), unique=True).map(tuple),
    state=st.lists(st.sampled_from(State), unique=True).map(tuple),
    has=lists(st.sampled_from(["time", "place"])),
    sort=st.sampled_from(SORTS),
    limit=st.none() | st.integers(1, MOST),
    after=st.none() | names,
)


@patient
@given(queries)
def test_an_address_says_the_query_again(query: Query) -> None:
    assert Query.from_args(query.to_args()) == query


@patient
@given(queries)
def test_a_form_and_werkzeug_say_the_same(query: Query) -> None:
    args = query.to_args()
    assert Query.from_args(MultiDict(args)) == query
    empty: dict[str, str | list[str]] = dict.fromkeys(("since", "q", "actor", "limit", "has"), "")
    assert Query.from_args(empty | args) == query


def test_no_filter_is_the_plain_query() -> None:
    assert Query.from_args({}) == Query()
    assert Query().to_args() == {}


def test_words_beside_the_filters_are_named_by_who_knows_them() -> None:
    assert Query.from_args({"fields": "map", "q": "war"}, beside=("fields",)) == Query(q="war")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("since", "yesterday"),
        ("since", "2014-13"),
        ("since", "../2014"),
        ("until", "2014/.."),
        ("until", "31.12.2014"),
        ("bbox", "1,2,3"),
        ("bbox", "nan,0,1,1"),
        ("bbox", "inf,0,1,1"),
        ("bbox", "0,20,1,10"),
        ("bbox", "0,-91,1,10"),
        ("q", "x" * 201),
        ("place_kind", "town"),
        ("country", "ARM"),
        ("known", "maybe"),
        ("state", "deleted"),
        ("has", "time,money"),
        ("sort", "size"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "²"),
        ("limit", str(MOST + 1)),
        ("colour", "red"),
        ("Since", "2014"),
        ("kind", ",".join(map(str, range(1000)))),
        ("q", "a\ud800"),
    ],
)
def test_a_wrong_parameter_is_named_in_the_readers_words(parameter: str, value: str) -> None:
    with pytest.raises(QueryError, match=parameter) as refused:
        Query.from_args({parameter: value})
    assert refused.value.parameter == parameter
    assert len(str(refused.value)) > len(parameter) + 10


@pytest.mark.parametrize("parameter", ["since", "until", "bbox", "q", "sort", "limit", "after"])
def test_a_single_value_is_not_given_twice(parameter: str) -> None:
    with pytest.raises(QueryError, match=f"{parameter}: it can be given only once"):
        Query.from_args({parameter: ["2014", "2015"]})


def test_an_interval_ends_after_it_begins() -> None:
    with pytest.raises(QueryError, match=r"until: .* before since"):
        Query.from_args({"since": "2015", "until": "2014"})
    assert Query.from_args({"since": "2014", "until": "2014"}).first_day == 735_234


@patient
@given(st.dictionaries(st.sampled_from(["since", "until", "bbox", "q", "kind", "known", "limit", "after", "x"]), st.text(max_size=12)))
def test_any_address_is_a_query_or_says_what_is_wrong(args: dict[str, str]) -> None:
    refused = ""
    try:
        query = Query.from_args(args)
    except QueryError as error:
        refused = error.parameter
    assert refused in args if refused else Query.from_args(query.to_args()) == query


def test_a_map_dragged_round_the_world_asks_for_the_same_box() -> None:
    assert Box.read("170,-20,190,-10") == Box(170, -20, -170, -10)
    assert Box.read("-190,-20,-170,-10") == Box(170, -20, -170, -10)
    assert Box.read("-200,-20,200,-10") == Box(-180, -20, 180, -10)


@patient
@given(boxes, degrees, st.floats(-90, 90))
def test_a_box_across_the_antimeridian_holds_what_its_complement_does_not(box: Box, longitude: float, latitude: float) -> None:
    if longitude in (box.west, box.east) or box.west == box.east or not box.south <= latitude <= box.north:
        return
    assert box.holds(longitude, latitude) is not Box(box.east, box.south, box.west, box.north).holds(longitude, latitude)


@patient
@given(st.lists(st.tuples(degrees, st.floats(-90, 90)), min_size=1, max_size=8))
def test_the_bounds_hold_every_point_and_are_no_wider_than_the_plain_ones(points: list[tuple[float, float]]) -> None:
    box = Box.around(points)
    assert box is not None
    assert all(box.holds(*point) for point in points)
    plain = max(x for x, _ in points) - min(x for x, _ in points)
    width = box.east - box.west if box.west <= box.east else box.east - box.west + 360
    assert width <= plain
    gaps = [right - left for left, right in pairwise(sorted(x for x, _ in points))]
    if max(gaps, default=0) > 182:  # whole degrees are looked at
        assert math.isclose(width, 360 - max(gaps))


def test_fiji_lies_across_the_antimeridian() -> None:
    assert Box.around([(177.0, -20.0), (-178.0, -16.0)]) == Box(177, -20, -178, -16)
    assert Box.around([]) is None
    assert Bounds().box() is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Côte-d’Ivoire", ["cote", "d", "ivoire"]),
        ("the U.S. troops", ["the", "us", "troops"]),
        ("Łódź, Ærø & STRASSE/Straße", ["lodz", "aero", "strasse", "strasse"]),
        ('"OR" NEAR(x) * ^', ["or", "near", "x"]),
        ("–…", []),
    ],
)
def test_words_are_compared_without_case_and_accents(text: str, found: list[str]) -> None:
    assert folded_words(text) == found
