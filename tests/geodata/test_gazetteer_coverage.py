"""What a newspaper names is known, under the spelling that newspapers use, and comes first where it is what they mean."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gazetteer import Gazetteer, Place, fold
from geodata.ranking import BEHIND, USUAL, modest
from geodata.sources import countries_info, plainer, table

NAMED = Path(__file__).with_name("newspaper_names.csv")  # name, latitude, longitude, within so many km, in which group
COUNTRIES = {
    "CD": "DR Congo;D.R. Congo;Congo-Kinshasa;Democratic Republic of the Congo;Democratic Republic of Congo;Dem. Rep. Congo",
    "CG": "Republic of Congo;Republic of the Congo;Congo-Brazzaville",
    "CN": "People's Republic of China;PRC;P.R. China;mainland China",
    "TW": "Taiwan;Republic of China;Chinese Taipei",
    "KR": "South Korea;Republic of Korea;S. Korea",
    "KP": "North Korea;N. Korea;DPRK;Democratic People's Republic of Korea",
    "IE": "Ireland;Republic of Ireland;Irish Republic;Éire",
    "GM": "the Gambia;The Gambia;Gambia",
    "MM": "Burma;Myanmar",
    "AE": "UAE;U.A.E.;United Arab Emirates;the Emirates",
    "MK": "Republic of Macedonia;Macedonia;North Macedonia;FYROM",
    "CI": "Ivory Coast;Côte d'Ivoire;Cote d'Ivoire",
    "CV": "Cape Verde;Cabo Verde",
    "SZ": "Swaziland;Eswatini",
    "TL": "East Timor;Timor-Leste",
    "CZ": "Czech Republic;Czechia",
    "NL": "Holland;the Netherlands",
    "GB": "UK;U.K.;Britain;Great Britain;United Kingdom",
    "US": "US;U.S.;USA;U.S.A.;America;United States of America;the United States",
    "TR": "Turkey;Türkiye",
    "BA": "Bosnia;Bosnia-Herzegovina;Bosnia & Herzegovina",
    "VA": "Vatican;the Vatican;Vatican City",
    "PS": "Palestine;Palestinian territories;Occupied Territories",
    "LU": "Luxembourg;Luxemburg",
    "FO": "Faroe Islands;Faroes;Faeroes",
    "SX": "Sint Maarten;St. Maarten",
    "BL": "St. Barts;Saint Barthélemy",
    "VG": "British Virgin Islands;BVI",
    "RU": "Russia;Russian Federation",
    "SY": "Syria;Syrian Arab Republic",
    "ST": "Sao Tome and Principe;São Tomé and Príncipe",
    "TT": "Trinidad;Trinidad and Tobago",
    "LK": "Sri Lanka;Ceylon",
    "IR": "Iran;Islamic Republic of Iran;Persia",
}
PEOPLE = {
    "Congolese": {"CD", "CG"},
    "Glaswegians": {"GB"},
    "Catalan": {"ES"},
    "Torontonians": {"CA"},
    "Capetonian": {"ZA"},
    "Baghdadis": {"IQ"},
    "Javanese": {"ID"},
    "Keralites": {"IN"},
    "Western Australians": {"AU"},
    "Hong Kongers": {"HK"},
    "Dagestani": {"RU"},
    "Texans": {"US"},
}


def named() -> list[tuple[str, float, float, float]]:
    with NAMED.open(encoding="utf-8", newline="") as file:
        return [(row["name"], float(row["latitude"]), float(row["longitude"]), float(row["km"])) for row in csv.DictReader(file)]


def km(place: Place, latitude: float, longitude: float) -> float:
    east = (place.longitude - longitude + 180) % 360 - 180
    return 111.2 * math.hypot(place.latitude - latitude, east * math.cos(math.radians(latitude)))


@pytest.mark.parametrize(("code", "spellings"), COUNTRIES.items())
def test_every_country_is_known_by_its_newspaper_names(gazetteer: Gazetteer, code: str, spellings: str) -> None:
    """Official, short and former names lead to the country first."""
    first = {name: gazetteer.lookup(name)[0].place for name in spellings.split(";")}
    assert {name for name, place in first.items() if (place.kind, place.country) != ("country", code)} == set()


def test_every_country_comes_first_under_its_name(gazetteer: Gazetteer) -> None:
    """But for Kosovo's and the like no land is hidden by a town or a state; two lands of one name stand together."""
    hidden = []
    for code, row in countries_info().items():
        senses = gazetteer.lookup(row["name"])
        if senses and not any((sense.place.country, sense.place.kind) == (code, "country") for sense in senses[:2]):
            hidden.append(row["name"])
    assert hidden == []


def test_first_level_units_are_found_with_their_kind(gazetteer: Gazetteer) -> None:
    """Each unit is among the senses of its name in our table of units, wherever its point is known."""
    missing, known = [], 0
    for row in table("admin1.csv"):
        if gazetteer.place(row["id"]) is not None:
            known += 1
            if not any(is_the_unit(sense.place, row) for sense in gazetteer.lookup(row["name"])):
                missing.append(row["name"])
    assert known > 3500
    assert len(missing) < known / 100, missing


def is_the_unit(place: Place, row: dict[str, str]) -> bool:
    """The unit itself, or what stands for it: a namesake of its kind or its town in the same country."""
    return place.id == row["id"] or place.country == row["country"]


@pytest.mark.parametrize(("name", "latitude", "longitude", "within"), named())
def test_what_newspapers_mean_comes_first(gazetteer: Gazetteer, name: str, latitude: float, longitude: float, within: float) -> None:
    """Towns, islands, quarters, waters and parts of the world by the spelling of newspapers lie where an atlas has them."""
    senses = gazetteer.lookup(name)
    assert senses, name
    assert km(senses[0].place, latitude, longitude) <= within, senses[0].place


@pytest.mark.parametrize(("word", "countries"), PEOPLE.items())
def test_words_for_people_lead_to_their_place(gazetteer: Gazetteer, word: str, countries: set[str]) -> None:
    """Of countries, units and towns, one or many of them."""
    assert {sense.place.country for sense in gazetteer.lookup(word) if sense.form == "demonym"} == countries


@pytest.mark.parametrize("name", ["Swift", "Dole", "United", "Chase", "Olympic", "Santa Claus", "Marathon", "Friend", "Media", "Campaign"])
def test_a_small_town_carries_no_famous_word_with_weight(gazetteer: Gazetteer, name: str) -> None:
    """Such a word means the town only where its article says so."""
    assert all(sense.weight <= 0.7 for sense in gazetteer.lookup(name) if sense.place.kind == "city")


def test_villages_with_a_post_office_bear_no_name_of_a_town_beside_them(gazetteer: Gazetteer) -> None:
    """The table holds what the list of towns lacks, and all of it lies in its state."""
    rows = gazetteer._rows("SELECT id, name, admin1, latitude, longitude FROM place WHERE source = 'us_post_offices.csv'")
    assert len(rows) > 10_000
    for id, name, admin1, latitude, longitude in rows[::20]:
        assert id.startswith(f"us-post-{admin1.lower()}-")
        assert -180 < longitude < -66
        assert 18 < latitude < 72
        towns = [sense.place for sense in gazetteer.lookup(name) if sense.place.id != id and sense.place.kind == "city"]
        assert not any(fold(town.name) == fold(name) and km(town, latitude, longitude) < 10 for town in towns)


def row(place: int, weight: float, score: float, kind: str, country: str, form: int = 1) -> tuple[object, ...]:
    return ("name", place, form, weight, score, kind, country, 0.0, 0.0, 10.0)


def test_a_side_name_stands_behind_the_place_that_bears_it() -> None:
    """A country behind its capital, a far city behind a town of twenty thousand; but no name is taken away."""
    capital, country = row(1, 1.0, 6.4, "city", "XA", form=0), row(2, 0.5, 8.0, "country", "XA")
    assert [found[1] for found in modest([country, capital])] == [1, 2]
    town, far = row(1, 1.0, 4.5, "city", "XA", form=0), row(2, 0.6, 5.3, "city", "XB")
    assert [found[1] for found in modest([far, town])] == [1, 2]


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(2, 9), st.sampled_from(["city", "region", "country", "water"]), st.booleans())))
def test_ordering_modestly_keeps_every_sense_and_raises_none(some: list[tuple[float, float, str, bool]]) -> None:
    """Whatever the senses are, the usual ones keep their weight, and the result is in order of its scores."""
    rows = [row(number, weight, score, kind, "XA", form=int(side)) for number, (weight, score, kind, side) in enumerate(some)]
    rows.sort(key=lambda one: (-float(str(one[4])), one[1]))
    found = modest(rows)
    weights = {one[1]: float(str(one[3])) for one in rows}
    assert sorted(int(str(one[1])) for one in found) == list(range(len(rows)))
    assert all(float(str(one[3])) <= weights[one[1]] for one in found)
    assert all(float(str(one[3])) == weights[one[1]] for one in found if weights[one[1]] >= USUAL or one[2] == 0)
    assert [one[4] for one in found] == sorted((one[4] for one in found), reverse=True)
    assert BEHIND < USUAL


@pytest.mark.parametrize(
    ("name", "country", "spellings"),
    [
        ("Al Qāmishlī", "SY", {"Qāmishlī"}),
        ("Ar Raqqah", "SY", {"Raqqah", "Raqqa"}),
        ("Ash Shaţrah", "IQ", {"Shaţrah", "Shaţra"}),
        ("Al-Junaynah", "SD", {"Junaynah", "Junayna"}),
        ("Alkmaar", "NL", set()),
        ("Almería", "ES", set()),
        ("Algiers", "DZ", set()),
    ],
)
def test_arabic_names_are_found_without_their_article(name: str, country: str, spellings: set[str]) -> None:
    """And without the last letter that is not heard; other languages keep theirs."""
    assert {spelling for spelling, _, _ in plainer(name, country)} == spellings
