"""Entries in, the tables of the gazetteer's file out: the steps of a build."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from geodata import airports, curated, divisions, geonames, ranking, sources
from geodata.gazetteer import FORMS, LONGEST_NAME, Place
from geodata.names import fold
from geodata.sources import Entry

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    kind TEXT NOT NULL, country TEXT, admin1 TEXT, population INTEGER NOT NULL, radius_km REAL NOT NULL,
    source TEXT NOT NULL, fame REAL NOT NULL, since INTEGER, until INTEGER
);
CREATE TABLE name (
    name TEXT, position INTEGER, place INTEGER NOT NULL, form INTEGER NOT NULL, weight REAL NOT NULL, score REAL NOT NULL,
    PRIMARY KEY (name, position)
) WITHOUT ROWID;
CREATE TABLE unit (country TEXT, admin1 TEXT, place INTEGER NOT NULL, PRIMARY KEY (country, admin1)) WITHOUT ROWID;
CREATE TABLE seen (
    view TEXT, id TEXT, country TEXT, admin1 TEXT, region TEXT, state TEXT, PRIMARY KEY (view, id)
) WITHOUT ROWID;
CREATE TEMP TABLE naming (name TEXT NOT NULL, place INTEGER NOT NULL, form INTEGER NOT NULL, weight REAL NOT NULL);
CREATE TEMP TABLE silent (place INTEGER PRIMARY KEY);
"""
BATCH = 20_000  # lines of a dump that are written at once
_FORM = {form: number for number, form in enumerate(FORMS)}
_SHORTENED = (("saint ", "st "), ("sainte ", "ste "), ("mount ", "mt "), ("fort ", "ft "))


class Writer:
    """Takes entries in, writes them to the tables, and knows what has been written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.numbers: dict[str, int] = {}
        self.towns = divisions.Towns([])
        self.units: dict[tuple[str, str], int] = {}
        self.town_named: dict[tuple[str, str], int] = {}
        self.with_article: set[str] = set()

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            place = entry.place
            number = self.numbers.get(place.id)
            if number is None:
                number = self.numbers[place.id] = len(self.numbers) + 1
                self._insert(number, entry)
            elif entry.source.endswith(".csv"):
                self._tell_more(number, entry)
            self.name(number, entry.names)

    def _insert(self, number: int, entry: Entry) -> None:
        self.connection.execute(_INSERT_PLACE, row_of(number, entry))

    def _tell_more(self, number: int, entry: Entry) -> None:
        """Our own tables decide on name, kind and radius of a known place, and on the point where it is not GeoNames'."""
        place = entry.place
        self.connection.execute(
            "UPDATE place SET fame = max(fame, ?), radius_km = ?, name = ?, kind = ?, country = ? WHERE number = ?",
            (entry.fame, place.radius_km, place.name, place.kind, place.country, number),
        )
        if place.geonameid is None:
            point = (place.latitude, place.longitude, number)
            self.connection.execute("UPDATE place SET latitude = ?, longitude = ? WHERE number = ?", point)

    def number_of(self, target: str) -> int:
        """The place that a table means: an id, a country (AM), an admin-1 unit (US.KY), a country's largest town of a name (AM:Gyumri)."""
        country, _, town = target.partition(":")
        code, _, admin1 = target.partition(".")
        number = self.numbers.get(target) or self.units.get((code, admin1)) or self.town_named.get((country, fold(town)))
        if number is None:
            raise ValueError(f"No place {target} is known: see the tables in geodata/data.")
        return number

    def name(self, number: int, names: Iterable[tuple[str, str, float]]) -> None:
        rows = []
        for spelling, form, weight in names:
            if form == "name" and weight == 1 and spelling.startswith("The "):
                self.with_article.add("the " + fold(spelling))
            rows += [(folded, number, _FORM[form], weight) for folded in variants(spelling)]
        self.connection.executemany("INSERT INTO naming VALUES (?, ?, ?, ?)", rows)

    def borne(self, names: Iterable[str]) -> set[str]:
        """Those of the folded names that some place bears already."""
        self.connection.execute("CREATE TEMP TABLE wanted (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self.connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((name,) for name in names))
        rows = self.connection.execute("SELECT DISTINCT name FROM naming WHERE name IN (SELECT name FROM wanted)").fetchall()
        self.connection.execute("DROP TABLE wanted")
        return {name for (name,) in rows}

    def forget(self) -> None:
        """Frees what is only wanted while places come in."""
        self.numbers, self.units, self.town_named, self.towns = {}, {}, {}, divisions.Towns([])

    def set_meta(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


_INSERT_PLACE = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def row_of(number: int, entry: Entry) -> tuple[object, ...]:
    place = entry.place
    return (
        number, place.id, place.name, place.latitude, place.longitude, place.kind, place.country, place.admin1,
        place.population, place.radius_km, entry.source, entry.fame, entry.since, entry.until,
    )  # fmt: skip


def variants(spelling: str) -> list[str]:
    """The folded spelling, and those that shorten or lengthen its first word: Saint Louis, St. Louis."""
    folded = fold(spelling)
    if not folded or len(folded) > LONGEST_NAME:
        return []
    found = [folded]
    for long, short in _SHORTENED:
        for one, other in ((long, short), (short, long)):
            if folded.startswith(one) and len(folded) > len(one) + 2:
                found.append(other + folded[len(one) :])
    return found


def add_cities(writer: Writer) -> None:
    writer.add(sources.cities())
    rows = writer.connection.execute("SELECT country, admin1, latitude, longitude, name, population, number FROM place ORDER BY population")
    towns = [(*row[:4], fold(row[4]), *row[5:]) for row in rows if row[0]]
    writer.towns = divisions.Towns(town[:6] for town in towns)
    writer.town_named = {(town[0], town[4]): town[6] for town in towns}  # the largest stays
    for country, town, former in curated.renamed_towns():
        writer.towns.call(country, fold(town), fold(former))


def add_units(writer: Writer) -> None:
    units, towns = sources.units(), writer.towns
    writer.add(sources.countries(units))
    writer.add(divisions.first_level(units, towns))
    writer.add(divisions.counties(units, towns))
    writer.add(divisions.more_towns(units, towns, set(writer.numbers)))
    for id, name, weight in divisions.more_names(units, set(writer.numbers)):
        writer.name(writer.numbers[id], [(name, "alternate", weight)])
    writer.add(divisions.lower_levels(units, towns, set(writer.numbers)))
    add_small_units(writer)
    writer.connection.execute("INSERT INTO unit SELECT country, '', number FROM place WHERE kind = 'country' AND country IS NOT NULL")
    for id, (country, code, _) in sources.admin1_codes().items():
        if id in writer.numbers:
            writer.connection.execute("INSERT OR IGNORE INTO unit VALUES (?, ?, ?)", (country, code, writer.numbers[id]))
    rows = writer.connection.execute("SELECT country, admin1, place FROM unit")
    writer.units = {(country, admin1): number for country, admin1, number in rows}


def add_small_units(writer: Writer) -> None:
    """What the packages lack of districts and villages; a place that they have gets no more than names."""
    known = frozenset(writer.numbers)
    writer.add(entry for entry in divisions.districts() if entry.place.id not in known)
    writer.add(divisions.post_offices())
    for row in sources.table("admin1_names.csv"):
        if row["id"] in known:
            writer.name(writer.numbers[row["id"]], sources.alternates(row["spellings"].split(";"), 0.5))


def add_parts(writer: Writer) -> None:
    """The north, the east ... of the larger countries and of the states of the United States."""
    rows = writer.connection.execute(
        "SELECT p.id, p.name, p.latitude, p.longitude, p.kind, p.country, p.admin1, p.population, p.radius_km, p.fame"
        " FROM unit u JOIN place p ON p.number = u.place WHERE u.country = 'US' OR (u.admin1 = '' AND p.radius_km > 50)"
    )
    for *columns, fame in rows.fetchall():
        writer.add(divisions.parts(Place(*columns), fame, writer.towns))


def add_waters(writer: Writer) -> None:
    writer.add(sources.seas())
    writer.add(sources.waters())


def add_curated(writer: Writer) -> None:
    for file in curated.PLACES:
        writer.add(located(entry, writer.towns) for entry in curated.places(file))


def add_airports(writer: Writer) -> None:
    """After all else, so that an airport takes no name that anything else bears; one of our own tables stays as it is there."""
    found = list(airports.airports(writer.towns))
    borne = writer.borne(airports.bare(found))
    writer.add(located(entry, writer.towns) for entry in airports.without(found, borne))


def add_namings(writer: Writer) -> None:
    """Abbreviations, former names, demonyms; and how well known some places are."""
    dotted = set()
    for naming in curated.namings():
        writer.name(writer.number_of(naming.target), [(naming.spelling, naming.form, naming.weight)])
        if naming.form == "abbreviation" and "." in naming.spelling:
            dotted.add(fold(naming.spelling))
    for row in sources.table("fame.csv"):
        number = writer.number_of(row["target"])
        writer.connection.execute("UPDATE place SET fame = ? WHERE number = ?", (float(row["fame"]), number))
    writer.set_meta("dotted", "\n".join(sorted(dotted)))


def located(entry: Entry, towns: divisions.Towns) -> Entry:
    """A single spot lies in the state or province of the towns about it."""
    place = entry.place
    if place.kind == "point" and place.country:
        entry.place = replace(place, admin1=towns.admin1_at(place.country, place.latitude, place.longitude))
    return entry


def add_dump(writer: Writer, dump: Path, progress: Callable[[int], object]) -> None:
    """GeoNames' whole dump after all else: what is known already gets its further names alone, so that our own tables decide."""
    found, number = geonames.lines(dump, writer.towns, progress), len(writer.numbers)
    while some := list(islice(found, BATCH)):
        places: list[tuple[object, ...]] = []
        namings: list[tuple[object, ...]] = []
        silent: list[tuple[int]] = []
        for line in some:
            known = writer.numbers.get(line.entry.place.id)
            if known is None:
                number += 1
                places.append(row_of(number, line.entry))
                if not line.in_texts:
                    silent.append((number,))
            namings += further_names(line.entry, known or number, known is not None)
        writer.connection.executemany(_INSERT_PLACE, places)
        writer.connection.executemany("INSERT INTO naming VALUES (?, ?, ?, ?)", namings)
        writer.connection.executemany("INSERT INTO silent VALUES (?)", silent)


def further_names(entry: Entry, number: int, is_known: bool) -> Iterator[tuple[object, ...]]:
    """Each folded spelling once, at its best weight."""
    best: dict[str, tuple[float, int]] = {}
    for spelling, form, weight in entry.names:
        told = (min(weight, 0.6), _FORM["alternate"]) if is_known else (weight, _FORM[form])
        for folded in variants(spelling):
            if folded not in best or best[folded][0] < told[0]:
                best[folded] = told
    return ((folded, number, form, weight) for folded, (weight, form) in best.items())


def findable(writer: Writer) -> Iterator[str]:
    """The names that the trie holds, folded, one after another; those with their article ("the hague") among them."""
    strict: list[str] = []
    yield from ranking.findable(writer.connection, strict)
    yield from sorted(writer.with_article)
    writer.set_meta("strict", "\n".join(strict))


STEPS: tuple[tuple[str, Callable[[Writer], None]], ...] = (
    ("cities", add_cities),
    ("countries, provinces, counties", add_units),
    ("parts of countries", add_parts),
    ("seas and rivers", add_waters),
    ("our own tables", add_curated),
    ("airports", add_airports),
    ("former names, abbreviations, nationalities", add_namings),
)
