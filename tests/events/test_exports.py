"""Laws of the exports: the programs that people use read back what the rows say."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import days, edtf
from events.exports import ATTRIBUTION, EXPORTS, FIELDS, PROPERTIES, Context, feature
from events.model import Document, Reading
from events.query import Box, QueryError
from events.storage import Row, rows_of
from tests.events import stored
from tests.events.stored import APIA, GYUMRI, SUVA, event, reading

DESIGNED = [  # the columns that every user relies on, in their order
    *("id", "title", "kind", "start", "end", "time_start", "time_end", "zone", "edtf", "precision", "known", "place", "place_known"),
    *("country", "geonameid", "place_kind", "radius_km", "actors", "places", "confidence", "importance", "state", "quote", "article"),
    *("published", "source", "url"),
]
FREE_TEXT = ("title", "quote", "place", "source", "url", "id", "kind")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")

rows_made_up = stored.readings(stored.named_whens).map(lambda reading: list(rows_of(reading)))
several = settings(max_examples=60, deadline=None)


def exported(extension: str, rows: Iterator[Row] | list[Row], context: Context = Context()) -> bytes:  # noqa: B008 - frozen
    return b"".join(EXPORTS[extension].write(rows, context))


def geojson(rows: list[Row], context: Context = Context()) -> dict[str, Any]:  # noqa: B008 - frozen
    found: dict[str, Any] = json.loads(exported("geojson", rows, context), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    return found


def table(rows: list[Row], context: Context = Context()) -> list[dict[str, str]]:  # noqa: B008 - frozen
    text = exported("csv", rows, context).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """One row of each difficulty: BC, open ends, a clock, no place, both sides of the antimeridian, formulas."""
    found = [
        event("died", when="-0043-03-15", title='=HYPERLINK("http://example.org")', where=(replace(GYUMRI, name="@Rome"),)),
        event("annexed", when="2014-02-20/..", where=(SUVA, GYUMRI), actors=("Russia", "+1")),
        event("base", when="2014-03-18T16:30", where=(APIA,)),
        event("stayed", title='A "quoted", title\r\nof two lines — Gümrü 🌍'),
        event("knows", when="Y12000", where=(replace(APIA, latitude=-13.123456789, longitude=-171.0),)),
    ]
    return list(rows_of(reading(*found)))


# ---- GeoJSON ----


@several
@given(rows_made_up, st.sampled_from(sorted(FIELDS)))
def test_every_file_is_geojson_of_the_rows_in_their_order(rows: list[Row], fields: str) -> None:
    found = geojson(rows, Context("A title", fields=fields))
    assert found["type"] == "FeatureCollection"
    assert found["attribution"] == ATTRIBUTION
    assert "CC BY 4.0" in found["license"]
    assert not {"crs", "geometry", "properties"} & set(found)  # RFC 7946, sections 4 and 7.1
    assert [each["id"] for each in found["features"]] == [row.id for row in rows]
    for each, row in zip(found["features"], rows, strict=True):
        assert set(each) == {"type", "id", "geometry", "properties"}
        assert tuple(each["properties"]) == FIELDS[fields]
        assert each["properties"]["title"] == row.title
        if row.longitude is None or row.latitude is None:
            assert each["geometry"] is None
        else:
            assert each["geometry"]["type"] == "Point"
            for written, exact in zip(each["geometry"]["coordinates"], (row.longitude, row.latitude), strict=True):
                assert abs(written - exact) <= 0.5e-6
                assert round(written, 6) == written


@several
@given(rows_made_up)
def test_the_bbox_holds_every_point(rows: list[Row]) -> None:
    found = geojson(rows)
    points = [each["geometry"]["coordinates"] for each in found["features"] if each["geometry"]]
    assert ("bbox" in found) == bool(points)
    if points:
        box = Box(*found["bbox"])
        assert all(box.holds(longitude, latitude) for longitude, latitude in points)


def test_the_bbox_crosses_the_antimeridian_where_that_is_the_shorter_way(rows: list[Row]) -> None:
    """RFC 7946, section 5.2: then west is greater than east."""
    pacific = [row for row in rows if row.country in ("FJ", "WS")]
    assert geojson(pacific)["bbox"] == [178.44149, -18.14161, -171.0, -13.123457]


def test_the_columns_are_those_of_the_design() -> None:
    assert list(PROPERTIES) == DESIGNED
    assert set(FIELDS["map"]) == {"id", "start", "end", "kind", "title", "importance"}
    assert set(FIELDS["page"]) == {*DESIGNED, "label", "place_label", "area", "marks"}


def test_days_are_full_iso_and_null_where_open(rows: list[Row]) -> None:
    found = {each["id"]: each["properties"] for each in geojson(rows)["features"]}
    assert [(found[id]["start"], found[id]["end"]) for id in ("died", "annexed", "knows", "stayed")] == [
        ("-0043-03-15", "-0043-03-15"),
        ("2014-02-20", None),
        ("+12000-01-01", "+12000-12-31"),
        (None, None),
    ]
    assert (found["base"]["time_start"], found["base"]["time_end"], found["base"]["precision"]) == ("16:30", None, "minute")
    assert found["died"]["published"] == "2023-03-21"
    assert found["died"]["source"] == "A. Author: Bases"
    assert [place["name"] for place in found["annexed"]["places"]] == ["Suva", "Gyumri"]


def test_what_the_page_shows_is_for_people(rows: list[Row]) -> None:
    context = Context(fields="page", label=lambda place: f"{place.name} of {place.admin1}")
    shown = {row.id: feature(row, context)["properties"] for row in rows}
    assert shown["died"]["label"] == "15 March 44 BC"
    assert (shown["annexed"]["label"], shown["annexed"]["place_label"]) == ("since 20 February 2014", "Suva of 01")
    assert (shown["stayed"]["label"], shown["stayed"]["place_label"]) == (None, None)
    assert shown["died"]["marks"] == [[stored.TEXT.index("died") - stored.TEXT.index("The base"), 42, "trigger"]]
    assert feature(rows[0], Context(fields="page"))["properties"]["place_label"] == "@Rome, AM"


@several
@given(rows_made_up, st.sets(st.sampled_from([APIA.id, GYUMRI.id, SUVA.id])))
def test_a_footprint_is_the_area_of_the_main_place_and_changes_nothing_else(rows: list[Row], known: set[str]) -> None:
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    points = geojson(rows)["features"]
    context = Context(geometry="footprint", area=lambda id: json.dumps(area).encode() if id in known else None)
    found = geojson(rows, context)
    assert "bbox" not in found
    for row, point, each in zip(rows, points, found["features"], strict=True):
        has_area = bool(row.places) and row.places[0]["id"] in known
        assert each == point | ({"geometry": area} if has_area else {})


def test_a_page_is_told_which_places_have_an_area(rows: list[Row]) -> None:
    context = Context(fields="page", has_area=lambda id: id == SUVA.id)
    assert [feature(row, context)["properties"]["area"] for row in rows] == [False, True, False, False, False]


def test_a_geometry_that_there_is_not_is_named() -> None:
    with pytest.raises(QueryError, match="footprint"):
        Context(geometry="blob")


def test_fields_that_are_not_there_are_refused_in_words() -> None:
    with pytest.raises(QueryError, match="fields: “all the rest” is none of all, page, map"):
        Context(fields="all the rest")


def test_a_number_that_json_lacks_is_never_written(rows: list[Row]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        exported("geojson", [rows[0]._replace(confidence=math.nan)])


@pytest.mark.parametrize("extension", sorted(EXPORTS))
def test_gdal_reads_the_file(tmp_path: Path, rows: list[Row], extension: str) -> None:
    """ogrinfo is the reference for both formats."""
    program = shutil.which("ogrinfo")
    if not program:
        pytest.skip("ogrinfo of gdal-bin is not installed")
    path = tmp_path / f"events.{extension}"
    path.write_bytes(exported(extension, rows, Context("events")))
    options = ["-oo", "X_POSSIBLE_NAMES=longitude", "-oo", "Y_POSSIBLE_NAMES=latitude"] if extension == "csv" else []
    run = subprocess.run([program, "-ro", "-al", *options, str(path)], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert f"Feature Count: {len(rows)}" in run.stdout
    assert run.stdout.count("POINT (") == sum(row.place is not None for row in rows)
    assert "-0043-03-15" in run.stdout.replace("-0043/03/15", "-0043-03-15")
    assert "title (String)" in run.stdout


def test_geopandas_reads_the_geojson(tmp_path: Path, rows: list[Row]) -> None:
    path = tmp_path / "events.geojson"
    path.write_bytes(exported("geojson", rows))
    frame = pyogrio.read_dataframe(path)
    assert list(frame["id"]) == [row.id for row in rows]
    assert list(frame["title"]) == [row.title for row in rows]
    assert frame.crs.to_epsg() == 4326
    points = [None if point is None else (point.x, point.y) for point in frame.geometry]
    assert points[0] == (43.84528, 40.7942)
    assert points.count(None) == 1
    assert frame["start"].astype(str).tolist()[0] == "-0043-03-15"


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    found = geojson([], Context("Nothing"))
    assert (found["features"], found["name"]) == ([], "Nothing")
    assert "bbox" not in found
    assert exported("csv", []).decode() == ",".join([*DESIGNED, "longitude", "latitude"]) + "\r\n"
    path = tmp_path / "events.geojson"
    path.write_bytes(exported("geojson", []))
    assert len(pyogrio.read_dataframe(path)) == 0


# ---- CSV ----


@several
@given(rows_made_up)
def test_every_cell_reads_back_and_none_is_a_formula(rows: list[Row]) -> None:
    found = table(rows)
    assert len(found) == len(rows)
    for cells, row in zip(found, rows, strict=True):
        assert list(cells) == [*DESIGNED, "longitude", "latitude"]
        for name in FREE_TEXT:
            assert not cells[name].startswith(FORMULA), name
            value = getattr(row, name) or ""
            assert cells[name] == (f"'{value}" if value.startswith(FORMULA) else value)
        assert json.loads(cells["actors"]) == row.actors
        assert [place["name"] for place in json.loads(cells["places"])] == [place["name"] for place in row.places]


@several
@given(rows_made_up)
def test_numbers_and_days_are_never_touched(rows: list[Row]) -> None:
    for cells, row in zip(table(rows), rows, strict=True):
        for name in ("confidence", "importance", "radius_km"):
            assert (float(cells[name]) if cells[name] else None) == getattr(row, name)
        for name in ("longitude", "latitude"):
            value = getattr(row, name)
            assert (float(cells[name]) if cells[name] else None) == (None if value is None else round(value, 6))
        for name in ("start", "end", "published"):
            assert (days.from_iso(cells[name]) if cells[name] else None) == getattr(row, name)
        assert cells["edtf"] == (row.edtf or "")
        assert (edtf.parse(cells["edtf"]).first if cells["edtf"] else None) == row.start


def test_a_date_that_hides_a_formula_is_defused(rows: list[Row]) -> None:
    (cells,) = table([rows[0]._replace(edtf="-cmd|'/C calc'!A0", zone="+04:00")])
    assert (cells["edtf"], cells["zone"]) == ("'-cmd|'/C calc'!A0", "+04:00")


def test_lines_end_as_rfc_4180_says(rows: list[Row]) -> None:
    text = exported("csv", [row for row in rows if row.id != "stayed"]).decode()
    assert text.count("\r\n") == text.count("\n") == len(rows)
    assert not text.startswith("\ufeff")


def test_pandas_reads_the_csv(rows: list[Row]) -> None:
    frame = pandas.read_csv(io.BytesIO(exported("csv", rows)))
    assert list(frame["id"]) == [row.id for row in rows]
    assert frame["longitude"].tolist()[:2] == [43.84528, 178.44149]
    assert frame["title"][0] == '\'=HYPERLINK("http://example.org")'
    assert frame["start"][0] == "-0043-03-15"
    assert frame.dtypes["geonameid"] == "float64"  # a column with gaps, as pandas reads them
    assert frame["quote"].tolist() == [row.quote for row in rows]


def test_fields_choose_the_columns(rows: list[Row]) -> None:
    assert list(table(rows, Context(fields="map"))[0]) == [*FIELDS["map"], "longitude", "latitude"]


# ---- streaming ----


@pytest.mark.parametrize("extension", sorted(EXPORTS))
def test_the_first_bytes_leave_long_before_the_last_row_is_read(extension: str) -> None:
    text = f"{'word ' * 60}annexed."
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        (row,) = rows_of(Reading(Document(text), (), (), (replace(event("annexed", text=text)),)))
        for number in range(5000):
            read += 1
            yield row._replace(id=f"{number}")

    blocks = EXPORTS[extension].write(rows(), Context())
    first = next(blocks)
    assert 30_000 < len(first) < 200_000
    assert read < 1000
    assert sum(1 for _ in blocks) > 10
    assert read == 5000
