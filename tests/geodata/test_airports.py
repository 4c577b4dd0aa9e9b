"""Names of airports taken apart: what papers call them, and never by a name that something else bears."""

from __future__ import annotations

import pytest

from geodata import airports
from geodata.airports import Title, spellings, taken_apart
from geodata.divisions import Towns
from geodata.gazetteer import Place
from geodata.sources import Entry

ANKARA = Towns([("TR", "68", 39.92, 32.85, "ankara", 3_500_000)])


@pytest.mark.parametrize(
    ("name", "city", "full", "called"),
    [
        ("London Heathrow Airport", "London", "London Heathrow Airport", {"Heathrow Airport", "Heathrow", "London Heathrow"}),
        ("Ramstein Air Base", "Ramstein", "Ramstein Air Base", {"Ramstein Airbase", "Ramstein Airfield"}),
        ("Bergen Airport Flesland", "Bergen", "Bergen Airport Flesland", {"Flesland Airport", "Bergen Airport", "Flesland"}),
        ("Edwards Afb Airport", "Edwards", "Edwards Air Force Base", {"Edwards AFB"}),
        ("Jacksonville Nas (Towers Field) Airport", "Jacksonville", "Jacksonville Naval Air Station", {"NAS Jacksonville"}),
        ("Ottawa / Macdonald-Cartier International Airport", "Ottawa", "Macdonald-Cartier International Airport", {"Ottawa Airport"}),
        ("RAF Akrotiri", "", "RAF Akrotiri", {"Akrotiri", "Akrotiri Air Base"}),
        ("Kabul International Airport", "Kabul", "Kabul International Airport", {"Kabul Airport"}),
        ("King Mswati III Intl", "Manzini", "King Mswati III International", set()),
    ],
)
def test_an_airport_has_the_names_that_papers_give_it(name: str, city: str, full: str, called: set[str]) -> None:
    """The table's abbreviations are written out, its brackets and second names left."""
    title = taken_apart(name, city)
    assert title.full == full
    assert called <= {spelling for spelling, _, _ in spellings(title, is_by_a_town=True)}


def test_no_spelling_is_empty_or_a_word_of_every_airport() -> None:
    """ "Metro Airport" is not called "Metro", and what has no name of its own has no bare one."""
    for name, city in (("Metro Airport", "Springfield"), ("Kabul International Airport", "Kabul"), ("City Airport", "London")):
        said = [spelling for spelling, _, _ in spellings(taken_apart(name, city), is_by_a_town=True)]
        assert all(airports.says_so(spelling) for spelling in said), said


def test_the_airport_of_a_large_town_is_the_better_known() -> None:
    """A small share of the town's people, more where it is international; its codes name nothing."""
    row = {"icao": "LTAC", "iata": "ESB", "name": "Esenboga International Airport", "city": "Ankara", "country": "TR"}
    row |= {"lat": "40.13", "lon": "33"}
    large = airports.airport(row, ANKARA)
    small = airports.airport(row | {"name": "Elmadag Airport", "city": "Elmadag"}, ANKARA)
    assert large.place == Place("airport-ltac", "Esenboga International Airport", 40.13, 33.0, "point", "TR", None, 0, 3.0)
    assert large.fame > small.fame
    assert not {"ESB", "LTAC"} & {spelling for spelling, _, _ in large.names}


def test_a_bare_name_that_is_borne_is_taken_away() -> None:
    """The names that say what they are stay."""
    names = [("Esenboga Airport", "name", 1.0), ("Esenboga", "name", 0.6)]
    entry = Entry(Place("airport-ltac", "Esenboga", 40.1, 33.0, "point", "TR"), 5.0, "airportsdata", names)
    assert airports.bare([entry]) == {"esenboga"}
    (left,) = airports.without([entry], {"esenboga", "esenboga airport"})
    assert [name for name, _, _ in left.names] == ["Esenboga Airport"]


def test_a_name_of_an_unknown_form_is_kept_whole() -> None:
    """Nothing is guessed."""
    assert taken_apart("Umm Al Quwain", "") == Title("Umm Al Quwain", "Umm Al Quwain", "", False, "")
