"""Our own tables in, entries and further names of the gazetteer out: what no package has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.gazetteer import Place
from geodata.sources import Entry, atlas, table

# Each has the columns id,name,kind,latitude,longitude,radius_km,country,fame,spellings (between semicolons); former.csv also since,until.
PLACES = {
    "contested.csv": "name", "regions.csv": "name", "corridors.csv": "name", "mountains.csv": "name", "seas.csv": "name",
    "seats.csv": "seat", "former.csv": "former", "landmarks.csv": "name", "sites.csv": "name",
    "islands.csv": "name", "quarters.csv": "name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Naming:
    """One more name for a place that is known already: `target` is an id, a country ("AM") or an admin-1 unit ("US.KY")."""

    spelling: str
    target: str
    form: str
    weight: float


def spellings(row: dict[str, str]) -> list[str]:
    return [spelling.strip() for spelling in row["spellings"].split(";") if spelling.strip()]


def places(file: str) -> Iterator[Entry]:
    """The places of one table; a row whose id is GeoNames' number names a place of theirs at their point."""
    form = PLACES[file]
    for row in table(file):
        place = Place(
            row["id"], row["name"], float(row["latitude"]), float(row["longitude"]), row["kind"], row["country"] or None,
            radius_km=float(row["radius_km"]),
        )  # fmt: skip
        names = [(row["name"], form, 1.0), *((spelling, form, 0.95) for spelling in spellings(row))]
        yield Entry(place, float(row["fame"]), file, names, year(row.get("since")), year(row.get("until")))


def year(text: str | None) -> int | None:
    return int(text) if text else None


def namings() -> Iterator[Naming]:
    """Abbreviations, nicknames, former and foreign names, demonyms."""
    for row in table("abbreviations.csv"):
        for spelling in spellings(row):
            yield Naming(spelling, row["target"], row["form"] or "abbreviation", float(row["weight"]))
    for row in table("renamed.csv"):
        was = year(row["since"]) is not None or year(row["until"]) is not None
        for spelling in spellings(row):
            yield Naming(spelling, row["target"], "former" if was else "alternate", float(row["weight"] or 0.8))
    for row in table("demonyms.csv"):
        for spelling in spellings(row):
            yield Naming(spelling, row["target"], "demonym", float(row["weight"] or 0.9))
    for code, noun, adjective in atlas("SELECT alpha2, noun, adjective FROM country c JOIN country_demonym d ON d.country_id = c.id"):
        for word in demonyms(noun or "", adjective or ""):
            yield Naming(word, code, "demonym", 0.8)


def renamed_towns() -> Iterator[tuple[str, str, str]]:
    """Country, name of today and other name of the towns in renamed.csv."""
    for row in table("renamed.csv"):
        country, _, town = row["target"].partition(":")
        yield from ((country, town, spelling) for spelling in spellings(row))


def demonyms(noun: str, adjective: str) -> set[str]:
    """The words in a nationality as the World Factbook writes it: "Andorran(s)", "Briton(s), British (collective plural)"."""
    words = set()
    for part in re.split(r"[,;/]| or ", f"{re.sub(r'[(](?!s[)]|es[)])[^)]*[)]', '', noun)},{adjective}"):
        stem = part.strip()
        plural = re.sub(r"\((e?s)\)", r"\1", stem)
        words |= {re.sub(r"\(e?s\)", "", stem), plural}
    return {word for word in words if word[:1].isupper() and "(" not in word and len(word) > 3}
