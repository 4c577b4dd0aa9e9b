"""Our file of admin-1 units in, areas out: countries and first-level units in each view of borders, unions of them, islands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from geodata.sources import DATA, admin1_codes, countries_info
from geodata.views import VIEWS

COLUMNS = ("code", "iso", "geonames", "admin1", *VIEWS)
Shapes = Any  # a numpy array of shapely geometries


def read(name: str, *columns: str) -> tuple[Shapes, list[tuple[Any, ...]]]:
    """The shapes of one of our own files, and the values of some of its columns."""
    meta, _, shapes, fields = pyogrio.raw.read(f"/vsigzip/{DATA / name}.fgb.gz", columns=list(columns))
    order = [fields[list(meta["fields"]).index(column)] for column in columns]
    return shapely.from_wkb(shapes), list(zip(*order, strict=True))


def polygons(shape: Any) -> Any:
    """What of a shape has an inside."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon(list(parts[(shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > 0)]))


class Units:
    """Natural Earth's admin-1 units: a coverage, each with its codes and with the country that has it in each view (None: nobody)."""

    def __init__(self) -> None:
        self.shapes, rows = read("admin1", *COLUMNS)
        self.codes, self.isos, self.ids, self.admin1 = ([row[column] or "" for row in rows] for column in range(4))
        self.owners = {view: [row[number] or None for row in rows] for number, view in enumerate(VIEWS, 4)}
        self._held: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for view, owners in self.owners.items():
            for number, owner in enumerate(owners):
                self._held[view, owner].append(number)
        self._unions: dict[frozenset[int], Any] = {}
        self.named: dict[str, list[int]] = defaultdict(list)  # "UA-14", "UA.05", "SOL+00?"
        for number, names in enumerate(zip(self.codes, self.isos, self.admin1, strict=True)):
            for name in {name for name in names if name}:
                self.named[name].append(number)

    def union(self, numbers: Iterable[int]) -> Any:
        """Units are a coverage: neighbours share their borders point for point. Most unions are asked for once a view."""
        key = frozenset(numbers)
        if key not in self._unions:
            self._unions[key] = self.shapes[min(key)] if len(key) == 1 else shapely.coverage_union_all(self.shapes[sorted(key)])
        return self._unions[key]

    def number(self, code: str) -> int:
        """The one unit of that code."""
        (number,) = self.named[code]
        return number

    def of_country(self, code: str, view: str) -> list[int]:
        return self._held[view, code]

    def of_code(self, code: str, view: str) -> list[int]:
        """The units that a table means: a country (AM), ISO 3166-2 (UA-14), GeoNames' code (GE.02), Natural Earth's own (SOL+00?)."""
        numbers = self.of_country(code, view) if len(code) == 2 else self.named.get(code, [])
        if not numbers:
            raise ValueError(f"No unit {code} is known: see geodata/data/areas.csv.")
        return numbers

    def countries(self, view: str) -> dict[str, Any]:
        """Id -> area of every country and territory with a code."""
        found = {str(row["geonameid"]): self.of_country(code, view) for code, row in countries_info().items()}
        return {id: self.union(numbers) for id, numbers in found.items() if numbers}

    def first_level(self, view: str) -> dict[str, Any]:
        """Id -> area of GeoNames' admin-1 units. What a view takes from a country is in none of its units; a unit taken whole stays."""
        found = {}
        for id, (country, code, _) in admin1_codes().items():
            numbers = self.named.get(f"{country}.{code}", [])
            own = [number for number in numbers if self.owners[view][number] == country]
            if numbers:
                found[id] = self.union(own or numbers)
        return found

    def lower_levels(self) -> dict[str, Any]:
        """Id -> area of units that are Natural Earth's first level, but GeoNames' second: departments of France, counties of England."""
        found = defaultdict(list)
        for number, id in enumerate(self.ids):
            if id:
                found[str(id)].append(number)
        return {id: self.union(numbers) for id, numbers in found.items()}

    @cached_property
    def land(self) -> Any:
        return self.union(range(len(self.shapes)))

    def piece(self, whole: Any, longitude: float, latitude: float) -> Any:
        """The island, or the part of a country on its own, about a point."""
        parts = shapely.get_parts(whole)
        for part in parts[shapely.intersects_xy(shapely.envelope(parts), longitude, latitude)]:
            if shapely.intersects_xy(part, longitude, latitude):
                return part
        raise ValueError(f"No land lies at {longitude} {latitude}: see geodata/data/areas.csv.")


@cache
def _drawn() -> dict[str, Any]:
    shapes, rows = read("outlines", "code")
    return {code: shape for (code,), shape in zip(rows, shapes, strict=True)}


def outline(text: str) -> Any:
    """Corners as "26.1 44.2; 27.3 45.0; ...", longitude first, rounded off; several between bars; #code is one of outlines.fgb.gz."""
    rings = []
    for ring in text.split("|"):
        if ring.startswith("#"):
            rings.append(_drawn()[ring[1:]])
        else:
            corners = np.array([[float(number) for number in pair.split()] for pair in ring.split(";")])
            rings.append(shapely.make_valid(shapely.Polygon(rounded_off(corners))))
    return polygons(shapely.union_all(np.array(rings, dtype=object)))


def rounded_off(corners: Any) -> Any:
    """The ring with its corners cut three times over (Chaikin 1974): a coarse outline should not look exact."""
    for _ in range(3):
        following = np.roll(corners, -1, axis=0)
        corners = np.stack([0.75 * corners + 0.25 * following, 0.25 * corners + 0.75 * following], axis=1).reshape(-1, 2)
    return corners
