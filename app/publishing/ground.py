"""Where events are in, the tiles of the background that a published page needs out: few enough for any host, and a list of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

TILE = 256  # pixels
WHOLE = 3  # up to this zoom the whole world is there
WORLD = sum(4**zoom for zoom in range(WHOLE + 1))  # tiles that this takes
MOST = 600  # tiles of a theme, some eight megabytes; from where room ends the page enlarges what there is
_DEEPEST = 9
_WINDOW = (960, 540)  # pixels about a place that a reader sees without dragging the map
_EDGE = 85.0511287798  # degrees: where the square of spherical Mercator ends
_EQUATOR_KM = 40_075.017

Tile = tuple[int, int, int]  # z, x, y as in slippy maps


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of events: its point, and the radius of its area, 0 for an exact one."""

    longitude: float
    latitude: float
    radius_km: float = 0.0

    def at(self, zoom: int) -> tuple[float, float]:
        """In pixels of the whole map at a zoom."""
        sine = math.sin(math.radians(max(-_EDGE, min(_EDGE, self.latitude))))
        size = TILE * 2**zoom
        return (self.longitude / 360 + 0.5) * size, (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size

    def is_seen_whole(self, zoom: int) -> bool:
        """Whether its area fits into a window; nearer than that nobody looks for it."""
        parallel_km = _EQUATOR_KM * max(math.cos(math.radians(self.latitude)), 0.01)
        return bool(2 * self.radius_km / parallel_km * TILE * 2**zoom <= _WINDOW[0])


def chosen(spots: Iterable[Spot], most: int = MOST) -> list[Tile]:
    """The tiles to publish: the whole world from afar, then those about each place, one zoom after the other while there is room.

    A zoom is there for all places or for none: labels of two zooms side by side would be cut where they meet.
    """
    found = [(z, x, y) for z in range(WHOLE + 1) for y in range(2**z) for x in range(2**z)]
    places = frozenset(spots)
    for zoom in range(WHOLE + 1, _DEEPEST + 1):
        seen = (spot for spot in places if zoom == WHOLE + 1 or spot.is_seen_whole(zoom))
        nearer = {tile for spot in seen for tile in _about(spot, zoom)}
        if not nearer or len(found) + len(nearer) > most:
            break
        found += sorted(nearer)
    return found


def _about(spot: Spot, zoom: int) -> Iterator[Tile]:
    (x, y), (width, height), count = spot.at(zoom), _WINDOW, 2**zoom
    for row in range(max(0, int((y - height / 2) // TILE)), min(count - 1, int((y + height / 2) // TILE)) + 1):
        for column in range(int((x - width / 2) // TILE), int((x + width / 2) // TILE) + 1):
            yield zoom, column % count, row


def spread(tiles: Sequence[Tile], count: int = 40) -> Sequence[Tile]:
    """Some of them, from all zooms and places."""
    return tiles[:: max(1, len(tiles) // count)]


def listed(tiles: Sequence[Tile]) -> dict[str, dict[str, list[int]]]:
    """What is there, for the page: by zoom and row, the first and last column of each stretch."""
    rows: dict[str, dict[str, list[int]]] = {}
    for (zoom, row), group in groupby(sorted((z, y, x) for z, x, y in tiles), key=lambda tile: tile[:2]):
        rows.setdefault(str(zoom), {})[str(row)] = _stretches([x for _, _, x in group])
    return rows


def _stretches(columns: list[int]) -> list[int]:
    ends: list[int] = []
    for column in columns:
        if ends and ends[-1] == column - 1:
            ends[-1] = column
        else:
            ends += [column, column]
    return ends
