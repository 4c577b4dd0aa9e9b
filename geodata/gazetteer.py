"""A name in, the places it may mean out."""

from __future__ import annotations

import os
import sqlite3
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import marisa_trie

from geodata.names import fold as fold
from geodata.names import fold_text
from geodata.views import checked

KINDS = ("point", "city", "region", "country", "water", "line")
FORMS = ("name", "alternate", "abbreviation", "code", "demonym", "seat", "former")
LONGEST_NAME = 80  # folded characters; no key of the trie is longer
MOST_SENSES = 60


@dataclass(frozen=True, slots=True)
class Place:
    """One place on Earth. `id` is GeoNames' number or a name of our own; coordinates are WGS 84 degrees.

    kind: point (facility, site), city (any settlement), region (county, province, state, range, part of the world),
    country, water, line (road, border, corridor). `country` is ISO 3166-1 alpha-2 (XK Kosovo; None where none), `admin1`
    GeoNames' code without the country ("CA" of US.CA), with it where the view gives the land to another ("UA.11" in Russia);
    `radius_km` how far the named thing reaches around its point.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    kind: str
    country: str | None = None
    admin1: str | None = None
    population: int = 0
    radius_km: float = 0.0

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"{self.name} lies at no place on Earth.")
        if self.kind not in KINDS:
            raise ValueError(f"A place has no kind {self.kind}.")

    @property
    def geonameid(self) -> int | None:
        return int(self.id) if self.id.isascii() and self.id.isdigit() else None


@dataclass(frozen=True, slots=True)
class Sense:
    """One place that a name may mean. `weight`, 0..1: how usual it is to call the place so; `form`: how it is called; `fame`: how well
    known the place is, as log10 of the population of a town that is as well known.

    form: name, alternate, abbreviation ("Ky."), code ("ARM"), demonym ("Armenian"), seat ("Kremlin": the building, for Russia), former
    ("Leningrad").
    """

    place: Place
    form: str
    weight: float
    fame: float = 0.0


class Seen(NamedTuple):
    """Whose a place on disputed land is in one view. `region` and `state` stand for units without a code: Golan Heights, Somaliland."""

    country: str | None
    admin1: str | None
    region: str | None
    state: str | None


def path() -> Path:
    """Where the gazetteer of this machine is kept; its trie and its basemaps lie beside it."""
    return Path(os.environ.get("DATA_DIR") or "var") / "gazetteer.sqlite"


_default = path
_PLACE = "p.id, p.name, p.latitude, p.longitude, p.kind, p.country, p.admin1, p.population, p.radius_km"


class Gazetteer:
    """Names and places, read-only; may be shared by threads and inherited by forked processes. Country and region follow `view`."""

    def __init__(self, path: Path, view: str = "deu") -> None:
        self.view = checked(view)
        self.path = path = path.absolute()  # threads connect later, wherever the process has gone
        self._local = threading.local()
        meta = dict(self._rows("SELECT key, value FROM meta"))
        self.version: str = meta["trie"].split(".")[1]  # that of the sources, and of GeoNames' dump where there is one
        self._dotted = frozenset(meta.get("dotted", "").split("\n"))
        self._strict = frozenset(meta.get("strict", "").split("\n"))
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(path.with_name(meta["trie"])))
        seen = self._rows("SELECT id, country, admin1, region, state FROM seen WHERE view = ?", view)
        self._seen = {id: Seen(*told) for id, *told in seen}
        # Caches of its own for each gazetteer: the file is read-only, so answers never change.
        self.lookup: Callable[[str], tuple[Sense, ...]] = lru_cache(maxsize=20_000)(self._lookup)
        self.place: Callable[[str], Place | None] = lru_cache(maxsize=20_000)(self._place)
        self._unit: Callable[[str, str], Place | None] = lru_cache(maxsize=5_000)(self._find_unit)

    def _rows(self, query: str, *values: object) -> list[Any]:
        """Each thread of each process has its own connection: SQLite's do not survive a fork."""
        local = self._local
        if getattr(local, "process", None) != os.getpid():
            address = f"file:{quote(str(self.path))}?mode=ro&immutable=1"
            local.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            local.connection.execute("PRAGMA cache_size = -500")  # KB for each thread; the system keeps the file's pages for all of them
            local.process = os.getpid()
        rows: list[Any] = local.connection.execute(query, values).fetchall()
        return rows

    def _made(self, row: tuple[Any, ...]) -> Place:
        seen = self._seen.get(row[0])
        return Place(*(row if seen is None else (*row[:5], seen.country, seen.admin1, *row[7:])))

    def _lookup(self, name: str) -> tuple[Sense, ...]:
        """The places that `name` may mean, best known first, at most 60."""
        rows = self._rows(
            f"SELECT {_PLACE}, n.form, n.weight, p.fame FROM name n JOIN place p ON p.number = n.place WHERE n.name = ?"
            " ORDER BY n.position",
            fold(name),
        )
        return tuple(Sense(self._made(row[:-3]), FORMS[row[-3]], row[-2], row[-1]) for row in rows)

    def _place(self, id: str) -> Place | None:
        """The place of that id, None where there is none."""
        rows = self._rows(f"SELECT {_PLACE} FROM place p WHERE p.id = ?", id)
        return self._made(rows[0]) if rows else None

    def source(self, id: str) -> str | None:
        """Where the place is taken from: a package or one of our own tables, as geodata/data/SOURCES.md lists them."""
        rows = self._rows("SELECT source FROM place WHERE id = ?", id)
        return rows[0][0] if rows else None

    def years(self, id: str) -> tuple[int | None, int | None]:
        """The first and the last year of a place that is no more ("Soviet Union": 1922, 1991); None where open or unknown."""
        rows = self._rows("SELECT since, until FROM place WHERE id = ?", id)
        return (rows[0][0], rows[0][1]) if rows else (None, None)

    def longest(self, text: str, start: int) -> int | None:
        """Where the longest known name ends that begins at `start`; it begins and ends at a word's edge."""
        return max(self.prefixes(text, start), default=None)

    def prefixes(self, text: str, start: int) -> list[int]:
        """Where the known names end that begin at `start`, ascending.

        A name is found in any writing that folds to it, but short ones ("us") and abbreviations only as they are written:
        with a capital, and an abbreviation that is no name with its full stop or all in capitals.
        """
        if not text[start : start + 1].isalnum() or (start and text[start - 1].isalnum()):
            return []
        known = fold_text(text)
        first = known.position[start]
        ends = set()
        for name in self._trie.prefixes(known.folded[first : first + LONGEST_NAME]):
            last = first + len(name) - 1
            if last + 1 == len(known.origin) or known.origin[last + 1] != known.origin[last]:
                end = self._end(text, start, known.origin[last] + 1, name)
                if end is not None:
                    ends.add(end)
        return sorted(ends)

    def _end(self, text: str, start: int, end: int, name: str) -> int | None:
        """The end of `name` in the text: past its marks and the full stop of an abbreviation; None = it is not this name."""
        while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Me", "Cf"):
            end += 1
        if end < len(text) and text[end].isalnum():
            return None
        if name in self._dotted and text[end : end + 1] == ".":
            return end + 1
        words = text[start:end]
        if name.startswith("the ") and words[0] == "t":  # "The Hague", but not "the Bronx"
            return None
        if name in self._strict and "." not in words and not words.isupper():
            return None
        return None if len(name) <= 3 and words.islower() else end

    def search(self, words: str, limit: int = 10) -> list[Place]:
        """Places for a person who types: `words` begin a name; after a comma the country or region ("paris, tex")."""
        head, _, tail = words.partition(",")
        prefix = fold(head)
        if not prefix:
            return []
        rows = self._rows(
            f"SELECT {_PLACE}, max(n.score + (n.name = ?) + 3 * (n.form = 0)) AS best FROM name n JOIN place p ON p.number = n.place"
            " WHERE n.name >= ? AND n.name < ? AND n.score >= ? GROUP BY p.number ORDER BY best DESC LIMIT ?",
            prefix, prefix, prefix + "\uffff",
            4.5 if len(prefix) < 4 else -99,  # few letters begin many thousand names: the well-known ones will do
            max(limit, 200 if tail.strip() else 0),
        )  # fmt: skip
        places = [self._made(row[:-1]) for row in rows]
        return [place for place in places if self._lies_in(place, fold(tail))][:limit]

    def _lies_in(self, place: Place, folded: str) -> bool:
        if not folded:
            return True
        units = {sense.place.id for sense in self.lookup(folded)}
        above = [unit for unit in (self.region_of(place), self.country_of(place)) if unit]
        return any(unit.id in units or fold(unit.name).startswith(folded) for unit in above)

    def _find_unit(self, country: str, admin1: str) -> Place | None:
        query = f"SELECT {_PLACE} FROM unit u JOIN place p ON p.number = u.place WHERE u.country = ? AND u.admin1 = ?"
        rows = self._rows(query, country, admin1)
        return self._made(rows[0]) if rows else None

    def region_of(self, place: Place) -> Place | None:
        """The admin-1 unit (state, province) that the place lies in or is."""
        if place.admin1 and "." in place.admin1:  # GeoNames' unit of another country than the view's: "UA.11" in Russia
            return self._unit(*place.admin1.split(".", 1))
        if place.country and place.admin1:
            return self._unit(place.country, place.admin1)
        seen = self._seen.get(place.id)
        return self.place(seen.region) if seen and seen.region else None

    def country_of(self, place: Place) -> Place | None:
        """The country that the place lies in or is; in some views a state without a code (Somaliland)."""
        if place.country:
            return self._unit(place.country, "")
        seen = self._seen.get(place.id)
        return self.place(seen.state) if seen and seen.state else None

    def label(self, place: Place) -> str:
        """The place for people: "Gyumri, Shirak, Armenia"."""
        parts = [place.name]
        for unit in (self.region_of(place), self.country_of(place)):
            if unit and unit.id != place.id and unit.name not in parts and not place.name.endswith(f" {unit.name}"):
                parts[-1:] = [unit.name] if unit.name.startswith(parts[-1] + ",") else [parts[-1], unit.name]  # Washington, D.C.
        return ", ".join(parts)


def open_gazetteer(path: Path | None = None, view: str = "deu") -> Gazetteer:
    """The gazetteer at `path` (default: this machine's) in one view of borders, built first where absent or older than its sources."""
    from geodata import build  # the builder needs Place, and few processes ever build

    where = path or _default()
    build.ensure(where)
    return Gazetteer(where, view)
