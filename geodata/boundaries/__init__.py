"""A place in, its area out: country, admin-1 unit, sea, lake, island or region, in one view of borders; else the disc around its point."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geodata import gazetteer
from geodata.gazetteer import Place
from geodata.views import checked

Geometry = Any  # a shapely geometry: shapely publishes no types


def file(path: Path) -> Path:
    """Where the areas lie beside the gazetteer at `path`."""
    return path.with_name("areas.sqlite")


def files(path: Path) -> list[Path]:
    return [file(path)]


def write(path: Path) -> None:
    """Builds the areas of all views beside the gazetteer at `path`."""
    from geodata.boundaries import writing  # shapely and 900,000 points are for the builder alone

    writing.write(file(path))


def area_geojson(id: str, view: str = "deu", path: Path | None = None) -> bytes | None:
    """The area of the place of that id as a GeoJSON geometry (RFC 7946), ready to send; None where none is known.

    A foreign member `note` says what is drawn where it is not the thing itself: a former state as today's countries together.
    """
    found = _row("SELECT geojson FROM area WHERE id = ? AND view IN (?, '')", id, checked(view), path)
    return zlib.decompress(found[0]) if found else None


def has_area(id: str, view: str = "deu", path: Path | None = None) -> bool:
    """Whether an area of the place of that id is known, without reading it."""
    return _row("SELECT 1 FROM area WHERE id = ? AND view IN (?, '')", id, checked(view), path) is not None


def area(place: Place, view: str = "deu", path: Path | None = None) -> Geometry | None:
    """The area of a place as a shapely geometry in degrees; None where none is known and `around` must do."""
    import shapely  # a web worker sends the text as it is stored, and never loads shapely

    found = area_geojson(place.id, view, path)
    return None if found is None else shapely.from_geojson(found.decode())


def around(place: Place) -> Geometry:
    """The place with all that is `radius_km` or nearer: a disc on the globe, cut at the antimeridian; its point where the radius is 0."""
    from geodata.boundaries.disc import disc  # as above

    return disc(place.longitude, place.latitude, place.radius_km)


def _row(query: str, id: str, view: str, path: Path | None) -> tuple[Any, ...] | None:
    """One row, over a connection of its own: they are cheap, and none may cross a fork or a thread."""
    address = f"file:{quote(str(file(path or gazetteer.path()).absolute()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        row: tuple[Any, ...] | None = connection.execute(query, (id, view)).fetchone()
    return row
