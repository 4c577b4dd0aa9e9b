"""Our own tables: every row is found by its own spellings and lies where it says."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest
import shapely

from geodata import curated
from geodata.basemap import ground
from geodata.gazetteer import Gazetteer, Place, fold
from geodata.sources import DATA, PACKAGES, Entry, table

UNDRAWN = {"matsu-islands", "kastellorizo", "phi-phi-islands"}  # Natural Earth draws no land there, and another coast is near
ENTRIES = [(file, entry) for file in curated.PLACES for entry in curated.places(file)]


@cache
def countries() -> dict[str, Any]:
    """Natural Earth's countries by code, at full detail."""
    found: dict[str, Any] = {}
    shapes, fields = ground.countries("NAME_EN", "ISO_A2_EH")
    for name, given, shape in zip(fields["NAME_EN"], fields["ISO_A2_EH"], shapes, strict=True):
        code = "XK" if name == "Kosovo" else given
        if len(code) == 2 and code.isalpha():
            found[code] = shapely.union_all([found[code], shape]) if code in found else shape
    return found


@cache
def land() -> shapely.STRtree:
    return shapely.STRtree([part for shape in countries().values() for part in shapely.get_parts(shape)])


def km_to(shape: Any, place: Place) -> float:
    """Rough distance: degrees shrunk eastwards by the latitude."""
    point = shapely.Point(place.longitude, place.latitude)
    near = shapely.ops.nearest_points(shape, point)[0]
    return math.hypot(near.y - point.y, (near.x - point.x) * math.cos(math.radians(point.y))) * 111.2


def has_land_near(place: Place) -> bool:
    return bool(len(land().query(shapely.Point(place.longitude, place.latitude).buffer(0.25), predicate="intersects")))


@pytest.mark.parametrize("file", curated.PLACES)
def test_every_row_lies_in_its_country(file: str) -> None:
    """Within its radius or 25 km of the country, but for islets that Natural Earth does not draw, and waters."""
    for entry in curated.places(file):
        place = entry.place
        if place.country in countries() and place.kind != "water" and place.id not in UNDRAWN and has_land_near(place):
            assert km_to(countries()[place.country], place) <= max(25, place.radius_km), place


def test_points_of_territories_lie_on_them() -> None:
    """The points of countries that the packages lack."""
    for row in table("territories.csv"):
        place = Place(row["country"], row["country"], float(row["latitude"]), float(row["longitude"]), "country")
        if row["country"] in countries():
            assert km_to(countries()[row["country"]], place) < 25, place


def test_years_follow_one_another() -> None:
    """The first year is not after the last, of states as of names of towns."""
    spans = [(entry.place.name, entry.since, entry.until) for _, entry in ENTRIES]
    spans += [(row["spellings"], curated.year(row["since"]), curated.year(row["until"])) for row in table("renamed.csv")]
    assert sum(since is not None for _, since, _ in spans) > 500
    assert [name for name, since, until in spans if since is not None and until is not None and since > until] == []


def test_no_spelling_names_two_places_of_our_own() -> None:
    """But where both are meant: a sea and the strait beside it are told apart, or one of them does not have the name."""
    owners: dict[str, set[str]] = {}
    for _, entry in ENTRIES:
        for spelling, _, _ in entry.names:
            owners.setdefault(fold(spelling), set()).add(entry.place.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_ids_are_unique() -> None:
    """No row hides another; an id of our own is of small letters, digits and hyphens."""
    ids = [entry.place.id for _, entry in ENTRIES]
    assert len(ids) == len(set(ids))
    assert all(id == fold(id).replace(" ", "-") for id in ids)


def test_every_row_is_found_by_its_own_spellings(gazetteer: Gazetteer) -> None:
    """Name and spellings look up to the row, or to the same thing under another id."""
    for _, entry in ENTRIES:
        for spelling, form, _ in entry.names:
            assert any(is_same(sense.place, entry) for sense in gazetteer.lookup(spelling)), (spelling, form)


def is_same(place: Place, entry: Entry) -> bool:
    here = entry.place
    return place.id == here.id or (
        place.kind == here.kind and math.hypot(place.latitude - here.latitude, place.longitude - here.longitude) < 20
    )


def test_every_naming_is_found(gazetteer: Gazetteer) -> None:
    """Abbreviations and demonyms look up with their own form or a plainer one."""
    for naming in curated.namings():
        assert gazetteer.lookup(naming.spelling), naming


def test_origin_and_licence_of_every_table_and_package_are_told() -> None:
    """SOURCES.md names each."""
    told = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for name in [*(file.name for file in DATA.iterdir() if file.suffix in (".csv", ".gz")), *PACKAGES]:
        assert f"`{name}`" in told, name


@pytest.mark.parametrize(
    ("noun", "adjective", "words"),
    [
        ("Andorran(s)", "Andorran", {"Andorran", "Andorrans"}),
        ("Briton(s), British (collective plural)", "British", {"Briton", "Britons", "British"}),
        ("Chinese (singular and plural)", "Chinese", {"Chinese"}),
        ("Barbadian(s) or Bajan (colloquial)", "Barbadian or Bajan (colloquial)", {"Barbadian", "Barbadians", "Bajan"}),
        ("Frenchman(men), Frenchwoman(women)", "French", {"Frenchman", "Frenchwoman", "French"}),
    ],
)
def test_nationalities_are_taken_apart(noun: str, adjective: str, words: set[str]) -> None:
    """The words in an entry of the World Factbook."""
    assert curated.demonyms(noun, adjective) == words
