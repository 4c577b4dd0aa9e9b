"""Whose land: what each view of borders says of it, in the gazetteer, in the areas and on the lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
import shapely

from geodata import boundaries
from geodata.boundaries.units import Units, read
from geodata.gazetteer import Gazetteer, Place
from geodata.sources import DATA, countries_info, table
from geodata.views import CREDIT, VIEWS, checked

Told = tuple[str | None, str | None, str | None]  # code of the country, name of the region, name of the country
# A town on disputed land: (id, German view, de facto view).
TOWNS: dict[str, tuple[str, Told, Told]] = {
    "Simferopol in Crimea": ("693805", ("UA", "Crimea", "Ukraine"), ("RU", "Crimea", "Russia")),
    "Sevastopol": ("694423", ("UA", "Sevastopol City", "Ukraine"), ("RU", "Sevastopol City", "Russia")),
    "Pristina in Kosovo": ("786714", ("XK", "Pristina", "Kosovo"), ("XK", "Pristina", "Kosovo")),
    "Gaza": ("281133", ("PS", "Gaza Strip", "Palestinian Territory"), ("PS", "Gaza Strip", "Palestinian Territory")),
    "Ramallah in the West Bank": ("282239", ("PS", "West Bank", "Palestinian Territory"), ("PS", "West Bank", "Palestinian Territory")),
    "Ariel, a settlement": ("8199394", ("PS", "West Bank", "Palestinian Territory"), ("PS", "West Bank", "Palestinian Territory")),
    "East Jerusalem": ("7303419", ("PS", "West Bank", "Palestinian Territory"), ("PS", "West Bank", "Palestinian Territory")),
    "Laayoune in Western Sahara": ("2462881", ("EH", None, "Western Sahara"), ("MA", "Laâyoune-Sakia El Hamra", "Morocco")),
    "Tifariti east of the berm": ("2461667", ("EH", None, "Western Sahara"), ("EH", None, "Western Sahara")),
    "Kyrenia in Northern Cyprus": ("146412", ("CY", "Keryneia", "Cyprus"), (None, "Keryneia", "Northern Cyprus")),
    "Nicosia, on the line": ("146268", ("CY", "Nicosia", "Cyprus"), ("CY", "Nicosia", "Cyprus")),
    "Hargeisa in Somaliland": ("57289", ("SO", "Woqooyi Galbeed", "Somalia"), (None, "Woqooyi Galbeed", "Somaliland")),
    "Sukhumi in Abkhazia": ("611847", ("GE", "Abkhazia", "Georgia"), ("GE", "Abkhazia", "Georgia")),
    "Tskhinvali in South Ossetia": ("611403", ("GE", "Shida Kartli", "Georgia"), ("GE", "Shida Kartli", "Georgia")),
    "Tiraspol in Transnistria": ("617239", ("MD", "Transnistria", "Moldova"), ("MD", "Transnistria", "Moldova")),
    "Stepanakert in Nagorno-Karabakh": ("146970", ("AZ", "Xankǝndi", "Azerbaijan"), ("AZ", "Xankǝndi", "Azerbaijan")),
    "Srinagar in Kashmir": ("1255634", ("IN", "Jammu and Kashmir", "India"), ("IN", "Jammu and Kashmir", "India")),
    "Muzaffarabad in Kashmir": ("1169607", ("PK", "Azad Kashmir", "Pakistan"), ("PK", "Azad Kashmir", "Pakistan")),
    "Gilgit": ("1178338", ("PK", "Gilgit-Baltistan", "Pakistan"), ("PK", "Gilgit-Baltistan", "Pakistan")),
    "Siachen Glacier": ("siachen", ("IN", None, "India"), (None, "Siachen Glacier", None)),
    "Itanagar in Arunachal Pradesh": ("1269655", ("IN", "Arunachal Pradesh", "India"), ("IN", "Arunachal Pradesh", "India")),
    "Taipei": ("1668341", ("TW", "Taiwan", "Taiwan"), ("TW", "Taiwan", "Taiwan")),
    "Katzrin on the Golan Heights": ("443093", (None, "Golan Heights", None), ("IL", None, "Israel")),
    "Quneitra, in Syrian hands": ("173336", ("SY", "Quneitra", "Syria"), ("SY", "Quneitra", "Syria")),
    "Abyei": ("380308", (None, "Abyei", None), ("SD", "West Kordofan State", "Sudan")),
    "Kurilsk on the Kuril Islands": ("2123979", ("RU", "Sakhalin Oblast", "Russia"), ("RU", "Sakhalin Oblast", "Russia")),
    "Stanley on the Falkland Islands": ("3426691", ("FK", None, "Falkland Islands"), ("FK", None, "Falkland Islands")),
}
# A point of disputed land: (longitude, latitude, whose area holds it in the German view, in the de facto view); "" = nobody's.
LAND: dict[str, tuple[float, float, str, str]] = {
    "Crimea": (34.1, 45.0, "UA", "RU"),
    "Kosovo": (21.0, 42.6, "XK", "XK"),
    "the West Bank": (35.25, 32.2, "PS", "PS"),
    "the Gaza Strip": (34.35, 31.4, "PS", "PS"),
    "Western Sahara west of the berm": (-13.0, 26.0, "EH", "MA"),
    "Western Sahara east of the berm": (-9.0, 26.5, "EH", "EH"),
    "Northern Cyprus": (33.3, 35.28, "CY", ""),
    "Somaliland": (44.06, 9.56, "SO", ""),
    "Abkhazia": (41.2, 43.05, "GE", "GE"),
    "South Ossetia": (44.0, 42.3, "GE", "GE"),
    "Transnistria": (29.6, 46.9, "MD", "MD"),
    "Nagorno-Karabakh": (46.75, 39.82, "AZ", "AZ"),
    "Jammu and Kashmir": (74.8, 34.1, "IN", "IN"),
    "Azad Kashmir": (73.5, 34.2, "PK", "PK"),
    "Gilgit-Baltistan": (74.5, 35.8, "PK", "PK"),
    "Aksai Chin": (79.5, 35.0, "CN", "CN"),
    "the Siachen Glacier": (77.2, 35.4, "IN", ""),
    "Arunachal Pradesh": (94.0, 28.0, "IN", "IN"),
    "Taiwan": (121.0, 24.0, "TW", "TW"),
    "the Golan Heights": (35.75, 33.0, "", "IL"),
    "Abyei": (28.4, 9.9, "", "SD"),
    "Kunashir of the Kuril Islands": (145.8, 44.1, "RU", "RU"),
    "East Falkland": (-58.8, -51.75, "FK", "FK"),
    "the Halaib Triangle": (36.2, 22.1, "EG", "EG"),
}
# A point on a line: (longitude, latitude, how the German view draws it, how the de facto view).
LINES: dict[str, tuple[float, float, str, str]] = {
    "Crimea and Kherson": (33.65, 46.13, "disputed", "disputed"),
    "Crimea and Krasnodar": (36.6, 45.3, "border", "disputed"),
    "Kosovo and Serbia": (21.3, 42.97, "border", "border"),
    "the Gaza Strip and Israel": (34.5, 31.45, "disputed", "disputed"),
    "the West Bank and Israel": (35.0, 32.1, "disputed", "disputed"),
    "the Golan Heights and Syria": (35.86, 33.0, "disputed", "disputed"),
    "the Golan Heights and Israel": (35.65, 33.0, "disputed", "disputed"),
    "the berm of Western Sahara": (-12.5, 24.5, "none", "disputed"),
    "Western Sahara and Morocco": (-11.0, 27.667, "disputed", "disputed"),
    "Northern Cyprus and Cyprus": (33.2, 35.16, "disputed", "disputed"),
    "Somaliland and Puntland": (48.95, 9.6, "disputed", "disputed"),
    "Abkhazia": (42.0, 42.6, "disputed", "disputed"),
    "South Ossetia": (44.0, 42.13, "disputed", "disputed"),
    "Transnistria": (29.1, 47.3, "disputed", "disputed"),
    "the line of control in Kashmir": (74.0, 33.9, "disputed", "disputed"),
    "Aksai Chin": (78.6, 34.6, "disputed", "disputed"),
    "Arunachal Pradesh and Tibet": (94.2, 29.2, "disputed", "disputed"),
    "Abyei and South Sudan": (28.5, 9.4, "disputed", "disputed"),
    "the Koreas": (127.5, 38.3, "disputed", "disputed"),
    "Germany and France": (7.8, 48.5, "border", "border"),
}


@pytest.fixture(scope="module", params=list(VIEWS))
def view(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def opened(gazetteer: Gazetteer) -> Callable[[str], Gazetteer]:
    found = {view: Gazetteer(gazetteer.path, view) for view in VIEWS}
    return found.__getitem__


def place(gazetteer: Gazetteer, id: str) -> Place:
    found = gazetteer.place(id)
    assert found is not None, id
    return found


@pytest.mark.parametrize("name", TOWNS)
def test_the_country_and_region_of_a_town_on_disputed_land_follow_the_view(
    opened: Callable[[str], Gazetteer], view: str, name: str
) -> None:
    """None where no country of a code has it: a state without one is still named, nobody's land is a region."""
    id, *told = TOWNS[name]
    gazetteer = opened(view)
    town = place(gazetteer, id)
    region, country = gazetteer.region_of(town), gazetteer.country_of(town)
    assert (town.country, region and region.name, country and country.name) == told[list(VIEWS).index(view)]


def test_a_code_of_one_country_does_not_become_one_of_another(opened: Callable[[str], Gazetteer]) -> None:
    """GeoNames' 11 of Ukraine is Crimea, 11 of Russia another unit: under Russia the code keeps its own country."""
    crimea = place(opened("default"), "693805")
    assert crimea.admin1 == "UA.11"
    assert place(opened("deu"), "693805").admin1 == "11"
    for gazetteer in (opened("deu"), opened("default")):
        units = [unit.id for name in ("Crimea", "Chechnya") if (unit := gazetteer.region_of(gazetteer.lookup(name)[0].place))]
        assert units == ["703883", "569665"]


def test_a_lookup_and_a_search_show_the_same_country_as_the_place(opened: Callable[[str], Gazetteer], view: str) -> None:
    gazetteer = opened(view)
    expected = {"deu": ("UA", "Simferopol, Crimea, Ukraine"), "default": ("RU", "Simferopol, Crimea, Russia")}[view]
    for found in (gazetteer.lookup("Simferopol")[0].place, gazetteer.search("simferopol")[0], place(gazetteer, "693805")):
        assert (found.country, gazetteer.label(found)) == expected
    assert gazetteer.search("simferopol, " + {"deu": "ukraine", "default": "russia"}[view])


def test_the_countries_themselves_and_their_people_are_the_same_in_every_view(opened: Callable[[str], Gazetteer]) -> None:
    """A view moves land: it makes no country and unmakes none, and words like "Ukrainian" mean what they mean."""
    one, other = opened("deu"), opened("default")
    names = [row["name"] for row in countries_info().values()]
    for name in (*names, "Ukrainian", "Russians", "Israeli", "Moroccan", "Somali", "Cypriot", "Kremlin", "northern Somalia"):
        senses = [[(sense.place.id, sense.form, sense.weight) for sense in gazetteer.lookup(name)] for gazetteer in (one, other)]
        assert senses[0] == senses[1], name
        assert one.lookup(name)[0] == other.lookup(name)[0], name
    for row in countries_info().values():
        assert one.place(str(row["geonameid"])) == other.place(str(row["geonameid"]))


@pytest.fixture(scope="module")
def areas(gazetteer: Gazetteer) -> dict[str, dict[str, shapely.Geometry]]:
    """View -> code -> area of every country."""
    found: dict[str, dict[str, shapely.Geometry]] = {view: {} for view in VIEWS}
    for view, countries in found.items():
        for code, row in countries_info().items():
            text = boundaries.area_geojson(str(row["geonameid"]), view, gazetteer.path)
            if text is not None:
                countries[code] = shapely.from_geojson(text.decode())
                shapely.prepare(countries[code])
    return found


@pytest.mark.parametrize("name", LAND)
def test_disputed_land_lies_in_the_area_of_the_country_that_the_view_gives_it_to(
    areas: dict[str, dict[str, shapely.Geometry]], view: str, name: str
) -> None:
    """In one country at most: nobody's land and states without a code are in none."""
    longitude, latitude, *told = LAND[name]
    holding = [code for code, area in areas[view].items() if shapely.intersects_xy(area, longitude, latitude)]
    assert holding == [code for code in (told[list(VIEWS).index(view)],) if code]


@pytest.fixture(scope="module")
def lines() -> Callable[[float, float], dict[str, str]]:
    import pyogrio.raw

    meta, _, shapes, fields = pyogrio.raw.read(f"/vsigzip/{DATA}/borders.fgb.gz", columns=list(VIEWS))
    tree, columns = shapely.STRtree(shapely.from_wkb(shapes)), dict(zip(meta["fields"], fields, strict=True))

    def nearest(longitude: float, latitude: float) -> dict[str, str]:
        (number,), (distance,) = tree.query_nearest(shapely.Point(longitude, latitude), return_distance=True, all_matches=False)
        assert distance < 0.25, (longitude, latitude, distance)
        return {view: str(columns[view][number]) for view in VIEWS}

    return nearest


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_drawn_as_the_view_sees_it(lines: Callable[[float, float], dict[str, str]], view: str, name: str) -> None:
    """A claim or a line of control is disputed in both views where neither side's border is agreed; what a view denies is not drawn."""
    longitude, latitude, *told = LINES[name]
    assert lines(longitude, latitude)[view] == told[list(VIEWS).index(view)]


def owners() -> Iterator[tuple[str, str, str | None, str | None]]:
    """Unit, view, whose it is by the table and by the file of units; a state without a code has none."""
    units = Units()
    for row in table("views.csv"):
        for code in row["unit"].split(";"):
            for view in VIEWS:
                told = row[view] if len(row[view]) == 2 else None
                yield code, view, told, units.owners[view][units.number(code)]


def test_the_table_of_disputed_land_says_what_the_polygons_say() -> None:
    """views.csv is for people to read and to correct; a view that it does not agree with would be drawn otherwise than told."""
    assert [row for row in owners() if row[2] != row[3]] == []


def test_every_unit_on_which_the_views_differ_stands_in_the_table() -> None:
    """But the uninhabited ones."""
    units = Units()
    listed = {code for row in table("views.csv") for code in row["unit"].split(";")}
    differing = {units.codes[number] for number, pair in enumerate(zip(*units.owners.values(), strict=True)) if len(set(pair)) > 1}
    assert differing - listed == {"brazilian-island"}


def test_a_view_that_does_not_exist_is_named_in_the_error(gazetteer: Gazetteer) -> None:
    for ask in (lambda: checked("martian"), lambda: Gazetteer(gazetteer.path, "martian"), lambda: boundaries.area_geojson("1", "martian")):
        with pytest.raises(ValueError, match="deu, default"):
            ask()


def test_the_reader_is_told_whose_view_it_is() -> None:
    """In a neutral voice: each sentence names its source first."""
    assert json.dumps(VIEWS).count("Natural Earth") == len(VIEWS)
    assert "GeoNames" in CREDIT
    assert len(read("admin1", *VIEWS)[1][0]) == len(VIEWS)
