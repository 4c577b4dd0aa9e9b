"""GeoNames' dump in, entries out: allCountries.zip or the file of one country, line by line, never the whole in memory.

The form is that of https://download.geonames.org/export/dump/readme.txt: nineteen columns between tabs, no header, UTF-8.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from geodata.divisions import GENERIC, Towns
from geodata.gazetteer import Place
from geodata.names import fold
from geodata.sources import Entry, alternates, own_name, reach, size, table

COLUMNS = 19
SOURCE = "GeoNames dump"


class DumpError(ValueError):
    """The file is no dump of GeoNames; the message says why."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What a feature code of GeoNames is to us: a line of geonames_kinds.csv."""

    kind: str
    radius_km: float
    fame: float
    in_texts: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the dump as far as it is wanted; `in_texts`: whether its names are looked for in texts."""

    entry: Entry
    in_texts: bool


@cache
def sorts() -> dict[tuple[str, str], Sort | None]:
    """(class, code) -> what it is; a code of "" stands for the rest of its class, None for what is left out."""
    found: dict[tuple[str, str], Sort | None] = {}
    for row in table("geonames_kinds.csv"):
        sort = Sort(row["kind"], float(row["radius_km"]), float(row["fame"]), row["found"] == "text") if row["kind"] else None
        found[row["class"], row["code"]] = sort
    return found


def lines(dump: Path, towns: Towns, progress: Callable[[int], object] = lambda size: None) -> Iterator[Line]:
    """All that the dump has of a wanted kind; `progress` is told the bytes read since it was told last."""
    seen = Seen()
    with opened(dump) as file:
        for number, raw in enumerate(file, 1):
            progress(len(raw))
            try:
                line = read(raw.decode("utf-8"), towns)
            except ValueError as wrong:
                raise DumpError(f"{dump.name}, line {number}: {wrong}") from None
            if line is not None and seen.first(int(line.entry.place.id)):
                yield line


def length(dump: Path) -> int:
    """How many bytes there are to read."""
    if not zipfile.is_zipfile(dump):
        return dump.stat().st_size
    with zipfile.ZipFile(dump) as archive:
        return archive.getinfo(member(archive, dump)).file_size


@contextmanager
def opened(dump: Path) -> Iterator[BinaryIO]:
    if not zipfile.is_zipfile(dump):
        with dump.open("rb") as plain:
            yield plain
        return
    with zipfile.ZipFile(dump) as archive, archive.open(member(archive, dump)) as packed:
        yield io.BufferedReader(packed, 1 << 20)  # type: ignore[type-var]  # ZipExtFile is a raw stream in all but name


def member(archive: zipfile.ZipFile, dump: Path) -> str:
    """The table inside the archive: allCountries.txt, or UA.txt beside a readme.txt."""
    names = [name for name in archive.namelist() if name.endswith(".txt") and Path(name).name.lower() != "readme.txt"]
    if len(names) != 1:
        raise DumpError(f"{dump.name} holds no single table of GeoNames: allCountries.zip holds allCountries.txt.")
    return names[0]


def read(text: str, towns: Towns) -> Line | None:
    """One line; None where its kind is left out."""
    columns = text.rstrip("\r\n").split("\t")
    if len(columns) != COLUMNS:
        raise ValueError(f"{len(columns)} columns between tabs, where GeoNames has {COLUMNS}.")
    id, name, plain, others, latitude, longitude, letter, code, country, _, admin1, *_ = columns
    sort = sorts().get((letter, code), sorts().get((letter, "")))
    if sort is None or not fold(name):
        return None
    if not (id.isascii() and id.isdigit()):
        raise ValueError(f"{id!r} is no number of GeoNames.")
    people = int(columns[14] or 0)
    place = Place(
        id, name, float(latitude), float(longitude), sort.kind, country or None, admin1 if admin1 not in ("", "00") else None,
        people, max(sort.radius_km, reach(people)) if letter == "P" else sort.radius_km,
    )  # fmt: skip
    return Line(Entry(place, size(people) + sort.fame, SOURCE, list(names(place, plain, others, letter, towns))), sort.in_texts)


def names(place: Place, plain: str, others: str, letter: str, towns: Towns) -> Iterator[tuple[str, str, float]]:
    """Its name, the name in plain letters, the other names; a unit about a town of the same name stands behind the town."""
    spelling, form, weight = own_name(place.name, place.population)
    if letter == "A":
        folded = fold(place.name)
        if folded in GENERIC:
            weight = 0.1
        elif towns.has_namesake(place.country, place.latitude, place.longitude, folded):
            weight = min(weight, 0.3)
    yield spelling, form, weight
    if plain and plain != place.name and fold(plain) != fold(place.name):
        yield plain, "name", min(weight, 0.9)
    if others:
        yield from alternates(others.split(","), 0.6 if letter == "P" else min(weight, 0.5))


class Seen:
    """Which numbers were met already: a bit each, so that twelve million take two megabytes."""

    MOST = 1 << 31

    def __init__(self) -> None:
        self._bits = bytearray(1 << 21)

    def first(self, number: int) -> bool:
        """Whether this number comes for the first time."""
        if number >= self.MOST:
            raise DumpError(f"{number} is no number of GeoNames.")
        byte, bit = number >> 3, 1 << (number & 7)
        if byte >= len(self._bits):
            self._bits.extend(bytes(max(byte + 1 - len(self._bits), len(self._bits))))
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True
