"""Disputed land and the places of the gazetteer in, whose each of them is in each view of borders out: the table `seen`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely

from geodata.boundaries.units import Units
from geodata.sources import table
from geodata.views import VIEWS

OWN = "kind != 'country' AND source != 'parts'"  # a country, and what is called a part of one, is what it is in every view
MARGIN = 0.02  # degrees, 2 km: so near to a neighbour the coarse line decides nothing, and GeoNames' country stays


class Land(NamedTuple):
    """A unit of views.csv. `owners`: for each view a country's code, the id of a state without one, or None; `others`: land about it."""

    place: str
    owners: dict[str, str | None]
    admin1: str  # "UA.11"
    shape: Any
    others: Any
    but: frozenset[str]  # ids


def lands(units: Units) -> list[Land]:
    """Each unit of views.csv."""
    rows = [(code, row, _owners(row)) for row in table("views.csv") for code in row["unit"].split(";")]
    owners = {units.number(code): owned for code, _, owned in rows}
    tree = shapely.STRtree(units.shapes)
    found = []
    for code, row, owned in rows:
        number = units.number(code)
        near = [other for other in tree.query(units.shapes[number], "dwithin", MARGIN) if owners.get(other) != owned]
        others = units.union(near) if near else shapely.MultiPolygon()
        found.append(Land(row["place"], owned, units.admin1[number], units.shapes[number], others, frozenset(row["but"].split(";"))))
    return found


def _owners(row: dict[str, str]) -> dict[str, str | None]:
    return {view: None if row[view] == "-" else row[view] for view in VIEWS}


def write(connection: sqlite3.Connection) -> None:
    """Fills `seen` with the places whose country in a view is another than GeoNames'."""
    disputed = lands(Units())
    near = Near(connection, [land.shape.bounds for land in disputed])
    for land in disputed:
        for id, country, admin1 in [*near.inside(land), *_itself(connection, land)]:
            for view, owner in land.owners.items():
                row = _seen(land, owner, id, country, admin1)
                if row is not None:
                    connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)", (view, *row))


class Near:
    """The places of countries in some boxes, read in one pass over all."""

    def __init__(self, connection: sqlite3.Connection, boxes: list[tuple[float, float, float, float]]) -> None:
        boxed = " OR ".join(
            f"(latitude BETWEEN {south} AND {north} AND longitude BETWEEN {west} AND {east})" for west, south, east, north in boxes
        )
        query = f"SELECT id, country, admin1, longitude, latitude FROM place WHERE country IS NOT NULL AND {OWN} AND ({boxed})"
        self._rows = connection.execute(query).fetchall()
        self._points = shapely.points(np.array([row[3:] for row in self._rows]).reshape(-1, 2))
        self._tree = shapely.STRtree(self._points)

    def inside(self, land: Land) -> Iterator[tuple[str, str | None, str | None]]:
        """Those on the land, but not so near to its neighbours that the coarse line may be wrong."""
        numbers = self._tree.query(land.shape, "intersects")
        shapely.prepare(land.others)
        for number in numbers[~shapely.dwithin(land.others, self._points[numbers], MARGIN)]:
            id, country, admin1, *_ = self._rows[number]
            if id not in land.but:
                yield id, country, admin1


def _itself(connection: sqlite3.Connection, land: Land) -> Iterator[tuple[str, str | None, str | None]]:
    yield from connection.execute("SELECT id, country, admin1 FROM place WHERE id = ? AND kind != 'country'", (land.place,)).fetchall()


def _seen(land: Land, owner: str | None, id: str, country: str | None, admin1: str | None) -> tuple[str | None, ...] | None:
    """Id, country, admin-1 code, region and state as one view has them; None where that is as GeoNames has it."""
    if owner is None:  # nobody's: of GeoNames' units only the land itself is left
        return (id, None, None, land.place, None)
    if len(owner) > 2:  # a state without a code
        return (id, None, f"{country}.{admin1}" if country and admin1 else None, None, owner)
    if owner == country:
        return None
    unit_country, _, unit = land.admin1.partition(".")
    return (id, owner, unit if unit_country == owner else f"{country}.{admin1}" if country and admin1 else None, None, None)
