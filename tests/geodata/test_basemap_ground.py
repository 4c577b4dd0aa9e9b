"""What tiles are drawn from: projection, cutting, simplification, letters, places of names, the file that holds it all."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from geodata.basemap import choosing, ground, lettering, placing
from geodata.basemap.arrays import Arrays, save
from geodata.basemap.choosing import Name
from geodata.basemap.layers import CAPITAL_DOT, GRAIN, MARGIN, NO_DOT, TILE, block_zoom, key

LINE = arrays_of.arrays(np.float64, st.tuples(st.integers(2, 30), st.just(2)), elements=st.integers(0, 1000).map(float))

# Where things are


@given(st.floats(-180, 180), st.floats(-85, 85), st.integers(0, 9))
def test_mercator_is_the_webs_formula(longitude: float, latitude: float, zoom: int) -> None:
    """https://en.wikipedia.org/wiki/Web_Mercator_projection, written with asinh."""
    (x, y) = ground.mercator(np.array([[longitude, latitude]]), zoom)[0]
    assert x == pytest.approx((longitude + 180) / 360 * 256 * 2**zoom, abs=1e-6)
    assert y == pytest.approx((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 256 * 2**zoom, abs=1e-4)


def test_the_poles_lie_a_little_beyond_the_worlds_edge() -> None:
    """So Antarctica's land goes on where the map ends."""
    north, south = ground.mercator(np.array([[0.0, 90.0], [0.0, -90.0]]), 3)[:, 1]
    assert -40 < north < -10
    assert 2048 + 10 < south < 2048 + 40


@given(st.integers(0, 9), st.integers(0, 40), st.integers(0, 127), st.integers(0, 127))
def test_keys_are_told_apart(zoom: int, layer: int, x: int, y: int) -> None:
    number = key(zoom, layer, x, y)
    assert number < 2**32
    assert (number >> 28, number >> 20 & 255, number >> 10 & 1023, number & 1023) == (zoom, layer, y, x)


# Shapes


def test_what_a_view_gives_to_nobody_is_land_all_the_same() -> None:
    """The Golan Heights, Abyei, the ice between Chile and Argentina, the Brazilian Island; but the Caspian Sea is water."""
    places = [(35.75, 33.0), (28.4, 9.9), (-73.3, -49.5), (-55.95, -31.0), (51.0, 41.0)]
    land = shapely.STRtree(ground.land())
    assert [len(land.query(point, "intersects")) > 0 for point in ground.projected(shapely.points(places))] == [True] * 4 + [False]


@given(st.integers(0, 4), st.floats(50, 900), st.floats(50, 900), st.floats(5, 400))
def test_blocks_together_hold_the_whole_area(depth: int, x: float, y: float, radius: float) -> None:
    """Each block reaches over its edges by a margin; without it they would fit together without a gap."""
    world, disc = 1024.0, shapely.Point(x, y).buffer(radius)
    side, pieces = world / 2**depth, []
    for column, row, here in ground.cut(np.array([disc], dtype=object), depth, world):
        square = shapely.box(column * side, row * side, (column + 1) * side, (row + 1) * side)
        assert square.buffer(MARGIN + 1e-6, join_style="mitre").covers(shapely.union_all(here))
        pieces.append(shapely.intersection(shapely.union_all(here), square))
    whole = disc.intersection(shapely.box(0, 0, world, world))
    assert shapely.union_all(pieces).symmetric_difference(whole).area < 1e-3


@given(st.lists(st.tuples(st.integers(1, 18), st.integers(1, 18)), unique=True, max_size=12))
def test_a_keyhole_ring_has_the_area_of_the_area_with_its_holes(corners: list[tuple[int, int]]) -> None:
    holes = [shapely.box(x * 5, y * 5, x * 5 + 4, y * 5 + 3) for x, y in corners]
    area = shapely.orient_polygons(shapely.difference(shapely.box(0, 0, 100, 100), shapely.union_all(holes)))
    x, y = ground.keyhole(area).T
    assert abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2 == pytest.approx(area.area)


def test_the_way_into_a_hole_is_level() -> None:
    """Only so does it leave no hair on the map."""
    area = shapely.Polygon([(0, 0), (10, 1), (9, 10), (1, 9)], [[(3, 3), (3, 5), (5, 4.5)]])
    ring = ground.keyhole(shapely.orient_polygons(area))
    edges = {tuple(point) for point in np.concatenate([shapely.get_coordinates(area)])}
    gates = [point for point in ring if tuple(point) not in edges]
    assert len(gates) == 2
    assert all(point[1] == 4.5 for point in gates)


@given(LINE, st.integers(1, 3))
def test_a_softer_line_begins_and_ends_where_it_did(points: np.ndarray[tuple[int, int], np.dtype[np.float64]], times: int) -> None:
    soft = ground.smoothed(points, 4.0, times)
    if (points[0] == points[-1]).all() and len(points) > 3:
        assert (soft[0] == soft[-1]).all()
    else:
        assert (soft[0] == points[0]).all()
        assert (soft[-1] == points[-1]).all()
    assert shapely.hausdorff_distance(shapely.linestrings(points), shapely.linestrings(soft)) <= 4.0 * times + 1e-6


@given(st.floats(1, 400))
def test_dashes_take_turns_with_gaps(length: float) -> None:
    line = np.array([shapely.linestrings([(0, 0), (length / 2, 0), (length, 0)])], dtype=object)
    pieces = [shapely.bounds(each)[[0, 2]] for each in ground.dashes(line)]
    assert pieces[0][0] == 0
    for (_, end), (start, _) in itertools.pairwise(pieces):
        assert start - end == pytest.approx(ground.GAP)
    assert all(0 < end - start <= ground.DASH + 1e-9 for start, end in pieces)


def test_lines_between_units_are_those_inside_one_country() -> None:
    """Four squares in a row; in the first view the countries are AAB B, in the second AABB is all one."""
    squares = np.array([shapely.box(x, 0, x + 1, 1) for x in range(4)], dtype=object)
    first, second = np.array(["A", "A", "B", "B"]), np.array(["A", "A", "A", "A"])
    found = {
        (view, zoom): sorted(shapely.get_coordinates(lines)[:, 0].tolist())
        for view, zoom, lines in ground.inner_lines(squares, [first, second], np.full(4, 5))
    }
    assert found == {(0, 5): [1.0, 1.0, 3.0, 3.0], (2, 5): [2.0, 2.0]}


def test_a_border_through_a_strait_is_at_sea_and_one_from_shore_to_shore_of_an_island_is_not() -> None:
    land = np.array([shapely.box(0, 0, 10, 10), shapely.box(12, 0, 20, 10)], dtype=object)
    borders = shapely.linestrings([[[11, -5], [11, 15]], [[5, -1], [5, 11]], [[10, 5], [0, 5]], [[20, 20], [30, 30]]])
    assert ground.at_sea(borders, land).tolist() == [True, False, False, True]


@pytest.mark.parametrize("zoom", range(10))
def test_a_block_fits_into_the_grains_of_a_point(zoom: int) -> None:
    """Points are kept as 16-bit numbers."""
    side = TILE * 2 ** (zoom - block_zoom(zoom))
    assert (side + MARGIN) * GRAIN < 2**15


# Letters


@given(st.text("ABCVTaeiouy áñøŁə", min_size=1, max_size=20), st.floats(6, 40), st.floats(0, 8))
def test_letters_stand_one_behind_the_other(text: str, size: float, spacing: float) -> None:
    steps = lettering.steps("Regular", text, size, spacing)
    assert steps == sorted(steps)
    assert steps[-1] == pytest.approx(lettering.width("Regular", text, size, spacing))


@pytest.mark.parametrize(
    ("text", "written"), [("Yerevan", "Yerevan"), ("Gǝncǝ", "Gəncə"), ("Ḩalab", "Halab"), ("城", ""), ("Łódź", "Łódź"), ("Huế", "Huế")]
)
def test_what_the_font_lacks_is_written_without_its_mark_or_not_at_all(text: str, written: str) -> None:
    assert choosing.writable(text, "Regular") == written


@pytest.mark.parametrize(
    ("name", "country", "written"),
    [
        ("Ţarţūs", "SY", "Tartus"), ("Khān Yūnis", "PS", "Khan Yunis"), ("Ryazan’", "RU", "Ryazan"), ("Thāne", "IN", "Thane"),
        ("Cox’s Bāzār", "BD", "Cox’s Bazar"), ("Ōsaka", "JP", "Osaka"), ("Al ‘Amārah", "IQ", "Al Amarah"), ("Xi’an", "CN", "Xi’an"),
        ("Łódź", "PL", "Łódź"), ("Niš", "RS", "Niš"), ("São Paulo", "BR", "São Paulo"), ("Montréal", "CA", "Montréal"),
        ("Huế", "VN", "Huế"), ("İzmir", "TR", "İzmir"), ("Qo‘qon", "UZ", "Qo‘qon"),
    ],
)  # fmt: skip
def test_a_transcribed_name_is_written_as_papers_do_and_a_languages_own_spelling_stays(name: str, country: str, written: str) -> None:
    town = choosing.Town(name, country, 0.0, 0.0, 0, [])
    assert choosing.as_in_papers(town, choosing.languages()[country]) == written


def test_a_quarter_lies_in_a_larger_town_or_is_said_to_be_larger_than_the_one_that_map_makers_chose() -> None:
    """Old Basra counts more people than Basra in GeoNames; a town of half its size beside it is a town."""
    people, chosen = np.array([2_000_000, 1_300_000, 700_000, 50_000]), np.array([False, True, False, False])
    points = shapely.points([(47.815, 30.503), (47.78, 30.508), (47.79, 30.5), (47.8, 30.51)])
    assert choosing.quarters(people, chosen, points, shapely.STRtree(points)).tolist() == [True, False, False, True]


@given(st.text("abc ", min_size=1, max_size=60).filter(str.strip), st.integers(4, 20))
def test_breaking_a_name_keeps_its_words(text: str, most: int) -> None:
    assert choosing.broken(text, most).split() == text.split()


# Places of names

NAMES = st.lists(
    st.builds(
        Name,
        text=st.sampled_from(["Ararat", "Lake Van", "YEREVAN", "A", "Long Name\nin Two Lines"]),
        face=st.sampled_from(["city", "country", "lake"]),
        x=st.floats(0, 512), y=st.floats(0, 512), size=st.sampled_from([9.5, 12.0, 16.0]), spacing=st.sampled_from([0.0, 3.0]),
        importance=st.floats(0, 100), dot=st.just(NO_DOT),
    ),
    max_size=40,
)  # fmt: skip


@given(NAMES)
@example(
    [
        Name("Long Name\nin Two Lines", "city", 405.0, 21.0, 16.0, 3.0, 0.0),
        Name("Long Name\nin Two Lines", "country", 0.0, 20.0, 12.0, 3.0, 0.0),
    ]
)
def test_names_never_cover_each_other_not_even_around_the_world(names: list[Name]) -> None:
    world = TILE * 2.0
    boxes = [box for _, _, box in placing.place(names, 1)]
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:number]:
            for shift in (-world, 0.0, world):
                assert not (left < other[2] + shift and other[0] + shift < right and top < other[3] and other[1] < bottom)


@given(NAMES)
def test_the_most_important_name_is_always_written(names: list[Name]) -> None:
    inside = [name for name in names if 60 < name.y < 450]
    placed = [name for name, _, _ in placing.place(inside, 1)]
    assert not inside or max(inside, key=lambda name: name.importance) in placed


def test_a_towns_name_steps_aside_for_another() -> None:
    """Beside its dot there are eight places; the dot is never covered."""
    town = Name("Town", "city", 250.0, 200.0, 12.0, 0.0, 50.0, CAPITAL_DOT)
    for taken, side in ((None, "right"), ((285.0, 200.0), "left"), ((215.0, 200.0), "right")):
        others = [Name("Across", "lake", *taken, 12.0, 0.0, 99.0)] if taken else []
        lines = {name.text: lines for name, lines, _ in placing.place([town, *others], 1)}["Town"]
        assert (lines[0][1] > 250) == (side == "right")


def test_a_town_whose_dot_is_covered_is_left_out() -> None:
    town, name = Name("Town", "city", 250.0, 200.0, 12.0, 0.0, 50.0, CAPITAL_DOT), Name("Across", "lake", 255.0, 200.0, 12.0, 0.0, 99.0)
    assert [name.text for name, _, _ in placing.place([town, name], 1)] == ["Across"]


def test_a_label_at_the_edge_of_the_world_is_on_both_sides() -> None:
    name = Name("Chukotka", "region", 3.0, 100.0, 12.0, 0.0, 50.0)
    ((_, lines, box),) = placing.place([name], 1)
    rows = list(placing.rows(name, lines, box, TILE * 2.0, placing.Texts()))
    assert [row[4] for row in rows] == pytest.approx([lines[0][1], lines[0][1] + 512])


# The file


def test_arrays_come_back_as_they_were_kept(tmp_path: Path) -> None:
    kept = {
        "a": np.arange(7, dtype="<i2"),
        "b": np.zeros((3, 2), "<f4"),
        "c": np.array([(1, 2.5)], np.dtype([("x", "<u4"), ("y", "<f4")])),
        "d": np.zeros(0, "u1"),
    }
    save(tmp_path / "some.arrays", kept)
    found = Arrays(tmp_path / "some.arrays")
    for name, array in kept.items():
        assert found[name].dtype == array.dtype
        assert (found[name] == array).all()
        assert found[name].shape == array.shape
    assert [file.name for file in tmp_path.iterdir()] == ["some.arrays"]


def test_other_data_has_another_fingerprint(tmp_path: Path) -> None:
    marks = set()
    for number in range(3):
        save(tmp_path / "some.arrays", {"a": np.full(4, number)})
        marks.add(Arrays(tmp_path / "some.arrays").fingerprint)
    assert len(marks) == 3


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("{}")
    with pytest.raises(ValueError, match="no file of arrays"):
        Arrays(tmp_path / "other")
