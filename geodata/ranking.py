"""All namings of places in, the senses of each name out: one a place, best known first."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from geodata.gazetteer import FORMS, MOST_SENSES
from geodata.sources import ordinary_words

# One sense a place: its weightiest, and of equals the plainest form. Best known first: half the weight is worth an eighth of the people.
_SENSES = """
SELECT name, place, form, weight, score, kind, country, latitude, longitude, radius_km
FROM (
    SELECT n.name, n.place, n.form, n.weight, p.fame + 3 * log10(n.weight) AS score,
           p.kind, p.country, p.latitude, p.longitude, p.radius_km,
           row_number() OVER (PARTITION BY n.name, n.place ORDER BY n.weight DESC, n.form) AS choice
    FROM naming n JOIN place p ON p.number = n.place
) WHERE choice = 1 ORDER BY name, score DESC, place
"""
_SAME = {("region", "region"), ("water", "water"), ("point", "city"), ("city", "point"), ("point", "point"), ("city", "city")}
_NAME, _ALTERNATE = FORMS.index("name"), FORMS.index("alternate")
USUAL, SIDE = 0.8, 0.6  # from here on a name is what the place is called; up to here a name is one of many in some language
KNOWN = 4.0  # fame from which on another place's side name stands behind this place's own
BEHIND, FAR_BEHIND = 0.3, 0.1  # what is left of the weight of a side name that is another place's own
OUT_OF_SIGHT = 0.03  # and where it is a country's: "Columbia" is hardly Colombia
_TWICE = {kind for pair in _SAME for kind in pair}


def rank(connection: sqlite3.Connection) -> None:
    """Fills the table `name` out of the temporary table `naming`."""
    connection.create_function("log10", 1, math.log10, deterministic=True)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", ranked(connection.execute(_SENSES)))
    connection.execute("DROP TABLE naming")
    connection.execute("CREATE UNIQUE INDEX place_id ON place (id)")


def ranked(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows of _SENSES in, rows of the table `name` out."""
    for _, group in groupby(rows, key=itemgetter(0)):
        senses = distinct(modest(list(islice(group, 4 * MOST_SENSES))))[:MOST_SENSES]
        for position, row in enumerate(senses, 1):
            yield row[0], position, *row[1:5]


def modest(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Side names stand behind those who bear the name: some language calls Tunisia Tunis, and Changchun Cancun."""
    owners = [row for row in rows if row[3] >= USUAL and row[5] in ("city", "region", "country")]
    towns = {row[6] for row in owners if row[5] == "city"}
    is_known = any(row[4] >= KNOWN and row[2] == _NAME for row in owners)
    if not towns and not is_known:
        return rows
    found = [lowered(row, most_of(row, towns, is_known)) for row in rows]
    return sorted(found, key=lambda row: (-row[4], row[1]))


def most_of(row: tuple[Any, ...], towns: set[str], is_known: bool) -> float:
    """The most weight that a side name keeps, where a town of these countries or some known place has it as its own."""
    if row[5] == "country" and is_known:
        return OUT_OF_SIGHT
    return FAR_BEHIND if row[5] in ("region", "country") and row[6] in towns else BEHIND if is_known else 1.0


def lowered(row: tuple[Any, ...], most: float) -> tuple[Any, ...]:
    """The row, where it is a side name, with no more than this weight."""
    weight = row[3]
    if row[2] != _ALTERNATE or weight > SIDE or weight <= most:
        return row
    return (*row[:3], most, row[4] + 3 * math.log10(most / weight), *row[5:])


def distinct(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without the second of two that are one thing twice: a province and its old province, a sea in two packages."""
    kept: list[tuple[Any, ...]] = []
    for row in rows:
        if row[5] not in _TWICE or not any(is_twice(row, other) for other in kept):
            kept.append(row)
    return kept


def is_twice(row: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two namesakes of kinds that name one thing lie in one country (a water maybe in none) within each other's reach."""
    *_, kind, country, latitude, longitude, radius = row
    if (other[5], kind) not in _SAME or (other[6] != country and not (kind == "water" and None in (other[6], country))):
        return False
    near = math.hypot(other[7] - latitude, (other[8] - longitude) * math.cos(math.radians(latitude))) * 111.2
    return near < (10 if kind in ("city", "point") else max(other[9], radius, 60))


def findable(connection: sqlite3.Connection, strict: list[str]) -> Iterator[str]:
    """The names to be found in a text, in their order; those that must be written as abbreviations are appended to `strict`.

    Two-letter codes that are ordinary words ("in", "or") are known to lookup alone, and so is what the table `silent` lists.
    """
    short = (FORMS.index("code"), FORMS.index("abbreviation"))
    rows = connection.execute(
        "SELECT name, max(form NOT IN (?, ?) AND (weight >= 0.5 OR length(name) > 3)) FROM name"
        " WHERE place NOT IN (SELECT place FROM silent) GROUP BY name",
        short,
    )
    for name, is_plain in rows:
        if not is_plain:
            strict.append(name)
        if is_plain or len(name) != 2 or name == "us" or name not in ordinary_words():
            yield name
