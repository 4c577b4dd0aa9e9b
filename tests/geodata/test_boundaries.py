"""The areas of countries, units, seas and regions, and the disc that stands for the rest."""

from __future__ import annotations

import json
import math
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from geodata import boundaries, build
from geodata.boundaries.disc import WORLD
from geodata.boundaries.units import Units, outline, read
from geodata.gazetteer import Gazetteer, Place
from geodata.sources import DATA, table

LARGE = {"US", "DE", "FR", "IT", "ES", "UA", "RU", "CN", "IN", "BR", "AU", "CA", "MX", "TR", "PL"}
LARGEST = 110_000  # bytes of one area's GeoJSON
TABLES = ("regions.csv", "contested.csv", "former.csv", "mountains.csv", "seas.csv")


def geojson(gazetteer: Gazetteer, id: str, view: str = "deu") -> dict[str, Any]:
    text = boundaries.area_geojson(id, view, gazetteer.path)
    assert text is not None, id
    found: dict[str, Any] = json.loads(text)
    return found


def square_km(shape: shapely.Geometry) -> float:
    return abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6


def everything(gazetteer: Gazetteer) -> list[tuple[str, str, bytes]]:
    with closing(sqlite3.connect(boundaries.file(gazetteer.path))) as connection:
        return [(id, view, zlib.decompress(text)) for id, view, text in connection.execute("SELECT id, view, geojson FROM area")]


@pytest.fixture(scope="module")
def stored(gazetteer: Gazetteer) -> list[tuple[str, str, bytes]]:
    return everything(gazetteer)


def test_every_area_is_small_valid_geojson(stored: list[tuple[str, str, bytes]]) -> None:
    """RFC 7946: outer rings run anticlockwise, holes clockwise, nothing leaves the world; the antimeridian cuts."""
    assert len(stored) > 4_000
    assert max(len(text) for _, _, text in stored) < LARGEST
    shapes = shapely.from_geojson([text.decode() for _, _, text in stored])
    assert [stored[number][:2] for number in np.flatnonzero(~shapely.is_valid(shapes))] == []
    assert not shapely.is_empty(shapes).any()
    assert {json.loads(text[: text.index(b",")] + b"}")["type"] for _, _, text in stored} == {"Polygon", "MultiPolygon"}
    bounds = shapely.bounds(shapes)
    assert (bounds >= [-180, -90, -180, -90]).all()
    assert (bounds <= [180, 90, 180, 90]).all()
    parts = shapely.get_parts(shapes)
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()
    holes = shapely.get_rings(parts[shapely.get_num_interior_rings(parts) > 0])
    assert (~shapely.is_ccw(holes)).sum() == shapely.get_num_interior_rings(parts).sum()


@pytest.mark.parametrize(
    ("name", "id", "km2", "inside", "outside"),
    [
        ("Ukraine, with Crimea", "690791", 603_000, (34.1, 45.0), (37.6, 55.75)),
        ("France without its overseas regions", "3017382", 548_000, (2.35, 48.86), (-53.0, 4.0)),
        ("Russia on both sides of the antimeridian", "2017370", 16_900_000, (-175.0, 66.5), (34.1, 45.0)),
        ("Antarctica, with the pole", "6697173", 12_300_000, (0.0, -89.9), (-70.0, -53.0)),
        ("Fiji", "2205218", 18_600, (178.0, -17.8), (0.0, -17.0)),
        ("Donetsk Oblast", "709716", 26_500, (37.8, 48.0), (39.3, 48.6)),
        ("Texas", "4736286", 690_000, (-98.0, 31.0), (-106.5, 35.0)),
        ("a department of France", "2970749", 6_000, (6.3, 43.4), (7.2, 43.7)),
        ("the Donbas: two oblasts", "709718", 53_000, (39.3, 48.6), (36.2, 50.0)),
        ("Nagorno-Karabakh: the old oblast", "409410", 4_300, (46.75, 39.82), (46.55, 39.64)),
        ("Crimea: the republic and Sevastopol", "703883", 27_000, (33.55, 44.6), (33.65, 46.3)),
        ("Nakhchivan, by itself", "147435", 5_500, (45.4, 39.2), (46.75, 39.82)),
        ("Scandinavia", "2614165", 815_000, (18.0, 59.4), (25.0, 61.0)),
        ("the Sahel", "2425938", 3_400_000, (2.0, 14.5), (2.0, 25.0)),
        ("New England", "11919979", 186_000, (-71.1, 42.4), (-74.0, 41.0)),
        ("Siberia", "2016590", 9_700_000, (92.0, 56.0), (37.6, 55.75)),
        ("Darfur", "8693107", 500_000, (25.0, 13.0), (30.0, 13.0)),
        ("the Middle East", "6269133", 7_300_000, (44.0, 33.0), (66.0, 33.0)),
        ("the Soviet Union", "soviet-union", 22_200_000, (69.2, 41.3), (24.9, 60.2)),
        ("Yugoslavia", "yugoslavia", 255_000, (18.4, 43.86), (19.8, 41.3)),
        ("Great Britain, the island", "great-britain-island", 217_000, (-3.2, 55.95), (-6.3, 54.6)),
        ("Java", "java", 128_000, (110.4, -7.0), (115.2, -8.4)),
        ("the Alps", "alps", 190_000, (10.0, 46.7), (9.2, 45.0)),
        ("the Black Sea", "sea-black-sea", 420_000, (34.0, 43.5), (34.1, 45.0)),
        ("Lake Geneva", "lake-geneva", 560, (6.55, 46.45), (6.1, 46.15)),
        ("the Caspian Sea", "sea-caspian-sea", 380_000, (50.5, 41.0), (49.0, 40.4)),
    ],
)
def test_an_area_is_as_large_as_the_place_and_where_it_is(
    gazetteer: Gazetteer, name: str, id: str, km2: float, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    shape = shapely.from_geojson(json.dumps(geojson(gazetteer, id)))
    assert square_km(shape) == pytest.approx(km2, rel=0.15), name
    assert shapely.intersects_xy(shape, *inside), name
    assert not shapely.intersects_xy(shape, *outside), name


def test_all_countries_have_an_area_and_nearly_all_first_level_units(gazetteer: Gazetteer) -> None:
    """Where Natural Earth's units are no longer GeoNames' (the counties of Kenya) there is none rather than a wrong one."""
    rows = gazetteer._rows("SELECT u.country, u.admin1, p.id FROM unit u JOIN place p ON p.number = u.place")
    countries = {country: boundaries.has_area(id, "deu", gazetteer.path) for country, admin1, id in rows if not admin1}
    assert {country for country, known in countries.items() if not known} == set()
    units = [(country, boundaries.has_area(id, "deu", gazetteer.path)) for country, admin1, id in rows if admin1]
    assert sum(known for _, known in units) > 0.8 * len(units)
    large = [
        known
        for country, known in units
        if country in {"US", "DE", "FR", "IT", "ES", "UA", "RU", "CN", "IN", "BR", "AU", "CA", "MX", "TR", "PL"}
    ]
    assert sum(known for known in large) > 0.97 * len(large)


def test_a_unit_lies_in_its_country(gazetteer: Gazetteer) -> None:
    """Unless a view takes it away, or it is an island too small to be drawn."""
    lost = []
    for country in ("UA", "DE", "US", "GE", "SD", "PK", "ES", "CL"):
        whole = boundaries.area(place(gazetteer, country), "deu", gazetteer.path)
        rows = gazetteer._rows("SELECT p.id FROM unit u JOIN place p ON p.number = u.place WHERE u.country = ? AND u.admin1 != ''", country)
        for (id,) in rows:
            found = gazetteer.place(id)
            unit = None if found is None else boundaries.area(found, "deu", gazetteer.path)
            if whole is not None and unit is not None and whole.intersection(unit).area < 0.9 * unit.area:
                lost.append((country, id))
    assert lost == []


def place(gazetteer: Gazetteer, code: str) -> Place:
    found = gazetteer.country_of(Place("x", "x", 0, 0, "city", code))
    assert found is not None
    return found


@pytest.mark.parametrize("row", table("areas.csv"), ids=lambda row: row["id"])
def test_a_region_has_the_place_of_its_row_inside_or_near(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    """The point of the gazetteer lies in the area or nearer to it than its radius, and the area is no larger than the radius can mean."""
    found = gazetteer.place(row["id"])
    assert found is not None, "areas.csv names a place that the gazetteer does not know"
    shape = boundaries.area(found, "deu", gazetteer.path)
    assert shape is not None
    away = shape.distance(shapely.Point(found.longitude, found.latitude)) * 111.2
    assert away <= max(found.radius_km, 30), away
    reach = math.sqrt(square_km(shape) / math.pi)
    assert 0.01 < reach / max(found.radius_km, 1) < 4, (reach, found.radius_km)  # of an archipelago little is land


def test_more_than_a_hundred_regions_of_our_tables_have_an_area(gazetteer: Gazetteer) -> None:
    """And each former state that is drawn as today's countries says so."""
    with_area = {file: sum(boundaries.has_area(row["id"], "deu", gazetteer.path) for row in table(file)) for file in TABLES}
    assert sum(with_area.values()) > 300, with_area
    former = {row["id"] for row in table("former.csv")}
    silent = [row["id"] for row in table("areas.csv") if row["id"] in former and not row["note"]]
    assert silent == []
    assert geojson(gazetteer, "soviet-union")["note"] == "today's countries together"
    assert "note" not in geojson(gazetteer, "690791")


def test_an_unknown_place_has_no_area(gazetteer: Gazetteer) -> None:
    """Whatever is asked for: an address comes from anybody."""
    for id in ("", "nowhere", "x' OR 1=1 --", "\x00", "ü" * 500, "-1"):
        assert boundaries.area_geojson(id, "deu", gazetteer.path) is None
        assert not boundaries.has_area(id, "deu", gazetteer.path)
    assert boundaries.area(Place("nowhere", "Nowhere", 0, 0, "city"), "deu", gazetteer.path) is None


def test_an_area_is_sent_without_loading_what_made_it(gazetteer: Gazetteer) -> None:
    """A web worker stays small."""
    code = (
        f"import sys; from pathlib import Path; from geodata import boundaries\n"
        f"assert boundaries.area_geojson('690791', 'deu', Path({str(gazetteer.path)!r}))\n"
        f"print({{'shapely', 'numpy', 'pyogrio'}} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"


def test_the_areas_are_a_product_of_the_build(gazetteer: Gazetteer, tmp_path: Path) -> None:
    """Without them the gazetteer is not current, and they are rebuilt with it."""
    assert boundaries.files in [product.files for product in build.PRODUCTS]
    assert boundaries.files(tmp_path / "gazetteer.sqlite") == [tmp_path / "areas.sqlite"]
    assert boundaries.file(gazetteer.path).exists()


def test_the_units_are_a_coverage() -> None:
    """Neighbours share their borders point for point, so that unions leave no slivers; each shape is valid; the files stay small."""
    shapes, rows = read("admin1", "code")
    assert len({code for (code,) in rows}) == len(rows) > 4_500
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_union_all(shapes).is_valid
    assert sum(file.stat().st_size for file in DATA.glob("*.fgb.gz")) < 10_000_000


def test_a_slip_in_the_table_of_areas_is_named() -> None:
    units = Units()
    for code in ("ZZ", "UA-99", "Atlantis"):
        with pytest.raises(ValueError, match=code):
            units.of_code(code, "deu")
    with pytest.raises(ValueError, match=r"No land lies at 0\.0 0\.0"):
        units.piece(units.land, 0.0, 0.0)


def test_a_coarse_outline_is_rounded_off_inside_its_corners() -> None:
    """It should not look more exact than it is."""
    square = outline("0 0; 4 0; 4 4; 0 4")
    assert square.within(shapely.box(0, 0, 4, 4))
    assert shapely.get_num_coordinates(square) > 30
    assert square.area == pytest.approx(13.4, abs=0.1)


# ---- discs ----

LONGITUDES, LATITUDES = st.floats(-180, 180, allow_subnormal=False), st.floats(-90, 90, allow_subnormal=False)
RADII = st.floats(0.5, 19_500)


def about(longitude: float, latitude: float, radius: float) -> shapely.Geometry:
    return boundaries.around(Place("x", "X", latitude, longitude, "region", radius_km=radius))


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """On a globe of the mean radius (haversine)."""
    (x1, y1), (x2, y2) = np.radians(one), np.radians(other)
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


@given(LONGITUDES, LATITUDES, RADII, LONGITUDES, LATITUDES)
@example(180.0, 0.0, 500.0, -179.0, 1.0)
@example(-179.9, 65.0, 800.0, 178.0, 66.0)
@example(10.0, 90.0, 1000.0, -120.0, 85.0)
@example(0.0, -90.0, 3000.0, 77.0, -80.0)
@example(0.0, 80.0, 1111.95, 180.0, 89.0)
@example(20.0, 0.0, 11000.0, -160.0, 5.0)
@example(0.0, 0.0, 19000.0, 180.0, 0.0)
def test_a_disc_holds_exactly_the_points_within_its_radius(x: float, y: float, radius: float, x2: float, y2: float) -> None:
    """On either side of the antimeridian and of the poles; only points within a hundredth of the rim are not told apart."""
    shape, away = about(x, y, radius), distance_km((x, y), (x2, y2))
    if abs(away - radius) > 0.01 * radius + 1:
        near = shape.distance(shapely.Point(x2, y2)) < 1e-9
        assert near == (away < radius)


@given(LONGITUDES, LATITUDES, RADII)
@example(0.0, 0.0, 10007.5)
@example(180.0, 89.9, 11.2)
@example(0.0, -90.0, 10007.6)
def test_a_disc_is_valid_geojson_of_the_right_size(x: float, y: float, radius: float) -> None:
    """Cut where it leaves the world, rings in the right sense; the area of a spherical cap."""
    shape = about(x, y, radius)
    assert shape.is_valid
    assert shape.within(WORLD.buffer(1e-9))
    assert all(shapely.is_ccw(part.exterior) for part in shapely.get_parts(shape))
    latitudes, total = np.linspace(-90, 90, 721), 0.0
    for south, north in pairwise(latitudes):  # strips, each weighed by its width on the globe
        total += shapely.clip_by_rect(shape, -180, south, 180, north).area * math.cos(math.radians((south + north) / 2))
    cap = 2 * math.pi * (1 - math.cos(radius / 6371.0088)) * (180 / math.pi) ** 2
    if radius > 150:  # of smaller ones the strips are too coarse
        assert total == pytest.approx(cap, rel=0.03)


def test_a_place_without_a_radius_is_its_point_and_a_whole_globe_is_the_world() -> None:
    assert about(30.5, 50.4, 0).equals(shapely.Point(30.5, 50.4))
    assert about(30.5, 50.4, 25_000).equals(WORLD)
