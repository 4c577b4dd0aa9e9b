"""airportsdata's table in, entries of airports and air bases out, each under the names that papers give it."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from geodata.divisions import Towns
from geodata.gazetteer import Place
from geodata.names import fold
from geodata.sources import Entry, inside, ordinary_words, size

_ABBREVIATED = {
    "Intl": "International", "Int'l": "International", "Afb": "Air Force Base", "Arb": "Air Reserve Base", "Jrb": "", "AB": "Air Base",
    "Mcas": "Marine Corps Air Station", "Nas": "Naval Air Station", "Naf": "Naval Air Facility", "Airbase": "Air Base",
    "Jb": "Joint Base", "CFB": "RCAF",
}  # fmt: skip
_BASE = (
    "Air Base|Air Force Base|Air Reserve Base|Air Force Station|Space Force Base|Marine Corps Air Station|Naval Air Station|"
    "Naval Air Facility|Air Station"
)
_FIELD = "Airport|Airfield|Aerodrome|Airstrip|Airpark|Field"
_RANK = "International|Regional|Municipal|Memorial|County|State|Executive|National|Metropolitan"
_NAMED = re.compile(rf"(?P<stem>.+?)(?P<rank>(?: (?:{_RANK}))*) (?P<sort>{_BASE}|{_FIELD})(?: (?:{_FIELD}))*")
_TURNED = re.compile(r"(?P<town>.+?)(?P<rank>(?: International)?) Airport (?P<stem>[^ ]+)")  # "Bergen Airport Flesland"
_FORCE = "RAF|RNAS|RAAF Base|RAAF|RNZAF Base|RCAF"
_FORCES = re.compile(rf"(?P<sort>{_FORCE}) (?P<stem>.+)")
_SAYS_SO = re.compile(r"\b(airport|airfield|aerodrome|airstrip|airpark|air ?base|base|station|facility|field|raf|rnas|raaf|rnzaf|rcaf)\b")
_PLAIN = frozenset(("metro", "city", "downtown", "central", "north", "south", "east", "west", "new", "old", "jet", "executive"))
NEAR_KM = 60  # an airport lies within so many km of the town that it serves


@dataclass(frozen=True, slots=True)
class Title:
    """The name of an airport taken apart: "London Heathrow International Airport" -> Heathrow, London, International, Airport."""

    full: str
    stem: str
    town: str
    is_international: bool
    sort: str

    @property
    def is_base(self) -> bool:
        return re.fullmatch(f"{_BASE}|{_FORCE}", self.sort) is not None


def airports(towns: Towns) -> Iterator[Entry]:
    """Those with a code of IATA or ICAO: the rest are private strips."""
    with inside("airportsdata", "airports.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["iata"] or re.fullmatch("[A-Z]{4}", row["icao"]):
                yield airport(row, towns)


def airport(row: dict[str, str], towns: Towns) -> Entry:
    """One row; as well known as a small share of the town that it serves."""
    country, latitude, longitude = row["country"], float(row["lat"]), float(row["lon"])
    title = taken_apart(row["name"], re.split(r"[/,]", row["city"])[0].strip())
    people = max(
        (towns.people_of(country, latitude, longitude, fold(name), NEAR_KM) for name in (title.town, title.stem) if name), default=0
    )
    fame = 2 + 0.4 * size(people) + 0.5 * title.is_international + 0.3 * bool(row["iata"]) + 0.4 * title.is_base
    radius = 4.0 if title.is_base else 3.0 if title.is_international else 1.5
    place = Place("airport-" + row["icao"].lower(), title.full, latitude, longitude, "point", country, None, 0, radius)
    return Entry(place, round(fame, 2), "airportsdata", list(spellings(title, people > 0)))


def taken_apart(name: str, city: str) -> Title:
    """The parts of a name as the table has it; where none is known the whole name is the stem."""
    words = [_ABBREVIATED.get(word, word) for word in re.sub(r"\([^)]*\)", " ", name).replace("/", " / ").split()]
    plain = " ".join(word for word in words if word)
    plain = plain.replace("Mc ", "Mc")
    plain = plain.rpartition(" / ")[2] if re.search(rf"{_FIELD}|{_BASE}", plain.rpartition(" / ")[2]) else plain.partition(" / ")[0]
    if found := _TURNED.fullmatch(plain):
        return Title(plain, found["stem"], found["town"], bool(found["rank"]), "Airport")
    if found := _FORCES.fullmatch(plain):
        return Title(plain, found["stem"], city, False, found["sort"])
    if not (found := _NAMED.fullmatch(plain)):
        return Title(plain, plain, city, False, "")
    stem = found["stem"].removeprefix(city).strip(" -") if city else found["stem"]
    return Title(plain[: found.end("sort")], stem, city, "International" in found["rank"], found["sort"])


def spellings(title: Title, is_by_a_town: bool) -> Iterator[tuple[str, str, float]]:
    """What papers call it: "Heathrow Airport", "Ankara airport", "Ramstein Air Base", "Heathrow"."""
    yield title.full, "name", 1.0
    for word in words_for(title.sort):
        if title.stem:
            yield f"{title.stem} {word}", "name", 0.95
        if title.town and is_by_a_town:
            yield f"{title.town} {word}", "name", 0.9 if title.is_international or title.is_base else 0.7
        if title.stem and title.town and is_by_a_town:
            yield f"{title.town} {title.stem} {word}", "name", 0.95
    if title.sort.startswith(("Naval", "Marine")):
        yield f"{title.sort} {title.stem or title.town}", "name", 0.95
        yield f"{''.join(word[0] for word in title.sort.split())} {title.stem or title.town}", "name", 0.9
    if not title.stem or fold(title.stem) in _PLAIN | ordinary_words():
        return
    if title.town and is_by_a_town:
        yield f"{title.town} {title.stem}", "name", 0.9
    if " " not in title.stem and (title.is_base or title.is_international or title.town):
        yield title.stem, "name", 0.6


def words_for(sort: str) -> tuple[str, ...]:
    """What people say for a sort of airport."""
    if sort in ("Air Force Base", "Air Reserve Base"):
        return "Air Base", "AFB"
    return ("Air Base", "Airbase", "Airfield") if re.fullmatch(f"{_BASE}|{_FORCE}", sort) else ("Airport",)


def says_so(spelling: str) -> bool:
    """Whether the name itself says that an airport is meant."""
    return _SAYS_SO.search(fold(spelling)) is not None


def bare(entries: Iterable[Entry]) -> set[str]:
    """The folded names that do not say that an airport is meant."""
    return {fold(name) for entry in entries for name, _, _ in entry.names if not says_so(name)}


def without(entries: Iterable[Entry], borne: Collection[str]) -> Iterator[Entry]:
    """The entries without those bare names that something else bears: "Ankara" is the town, and no airport beside it."""
    for entry in entries:
        entry.names = [name for name in entry.names if says_so(name[0]) or fold(name[0]) not in borne]
        if entry.names:
            yield entry
