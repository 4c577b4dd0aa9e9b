"""The arrays of the ground and of the labels in, one tile out."""

from __future__ import annotations

import io
from typing import Any

import aggdraw
import numpy as np
from PIL import Image

from geodata.basemap import lettering, palette
from geodata.basemap.arrays import Array, Arrays
from geodata.basemap.layers import (
    AT_SEA,
    BORDER,
    CAPITAL_DOT,
    COAST,
    DISPUTED,
    FACES,
    GRAIN,
    LAKE,
    LAND,
    NO_DOT,
    RIVERS,
    SHORE,
    TILE,
    UNIT,
    block_zoom,
    key,
    viewed,
)
from geodata.basemap.style import at_zoom, style
from geodata.views import VIEWS

HALO = 1.3  # pixels around a letter


class Sheet:
    """One tile while it is drawn."""

    def __init__(self, arrays: Arrays, view: str, theme: str, tile: tuple[int, int, int], scale: int) -> None:
        self.arrays, self.scale, self.zoom = arrays, scale, tile[0]
        self.view = list(VIEWS).index(view) + 1
        self.theme = theme
        self.colours: dict[str, Any] = style()[theme]
        self.corner = np.array(tile[1:], dtype=np.float64) * TILE
        self.side = TILE * scale
        shift = self.zoom - block_zoom(self.zoom)
        self.block = (tile[1] >> shift, tile[2] >> shift)
        self.shift = (np.array(self.block) * (TILE << shift) - self.corner) * scale
        self.image = Image.new("RGB", (self.side, self.side), self.colours["water"])
        self.canvas = aggdraw.Draw(self.image)

    def parts(self, layer: int) -> list[list[float]]:
        """The layer's shapes in pixels of this image, those alone that may touch it."""
        number = key(self.zoom, layer, *self.block)
        keys = self.arrays["parts"]["key"]
        first, last = np.searchsorted(keys, number), np.searchsorted(keys, number, "right")
        if first == last:
            return []
        rows = self.arrays["parts"][first:last]
        start = int(rows["start"][0])
        points = self.arrays["points"][start : int(rows["end"][-1])] * (self.scale / GRAIN) + self.shift
        begins, ends = (rows["start"] - start).astype(np.intp), (rows["end"] - start).astype(np.intp)
        low, high = np.minimum.reduceat(points, begins), np.maximum.reduceat(points, begins)
        near = ((high > -30) & (low < self.side + 30)).all(axis=1)
        return [points[begin:end].ravel().tolist() for begin, end in zip(begins[near], ends[near], strict=True)]

    def fill(self, layer: int, colour: str) -> None:
        brush = aggdraw.Brush(self.colours[colour])
        for points in self.parts(layer):
            self.canvas.polygon(points, None, brush)

    def stroke(self, layer: int, colour: str, width: str) -> None:
        wide = at_zoom(style()["width"][width], self.zoom) * self.scale
        if wide:
            pen = aggdraw.Pen(self.colours[colour], wide)
            for points in self.parts(layer):
                self.canvas.line(points, pen)

    def stroke_viewed(self, kind: int, colour: str, width: str) -> None:
        for number in (0, self.view):
            self.stroke(viewed(number, kind), colour, width)

    def ground(self) -> None:
        """From below: shallow water along the coast, land, bands along borders, waters, lines."""
        self.stroke(COAST, "shallow", "shallow")
        self.fill(LAND, "land")
        self.stroke_viewed(BORDER, "border_band", "border_band")
        self.stroke_viewed(UNIT, "unit", "unit")
        for layer, width in zip(RIVERS, ("great", "middling", "small"), strict=True):
            self.stroke(layer, "river", width)
        self.fill(LAKE, "lake")
        self.stroke(SHORE, "coast", "shore")
        self.stroke(COAST, "coast", "coast")
        self.stroke_viewed(BORDER, "border", "border")
        self.stroke_viewed(DISPUTED, "border", "border")
        self.stroke_viewed(AT_SEA, "border", "shore")

    def labels(self) -> Array:
        """Every label that touches the tile, whichever tile it begins on; the least important first."""
        first, last = self.arrays[f"label_zooms_{self.view}"][self.zoom : self.zoom + 2]
        rows = self.arrays[f"labels_{self.view}"][first:last]
        (left, top), (right, bottom) = self.corner, self.corner + np.array(self.image.size) / self.scale
        touching = (rows["right"] > left) & (rows["left"] < right) & (rows["bottom"] > top) & (rows["top"] < bottom)
        found: Array = rows[touching][::-1]
        return found

    def dot(self, label: Any) -> None:
        x, y = (np.array([label["dot_x"], label["dot_y"]]) - self.corner) * self.scale
        capital = label["dot"] == CAPITAL_DOT
        rings = ((3.6, "halo"), (2.9, "dot"), (1.9, "dot_fill"), (1.1, "dot")) if capital else ((2.7, "halo"), (1.8, "dot"))
        for radius, colour in rings:
            reach = radius * self.scale
            self.canvas.ellipse((x - reach, y - reach, x + reach, y + reach), None, aggdraw.Brush(self.colours[colour]))

    def words(self, label: Any, halo: bool) -> None:
        name = FACES[label["face"]]
        text = bytes(self.arrays["text"][label["text"] : label["text"] + label["length"]]).decode()
        left, base = (np.array([label["x"], label["y"]], dtype=np.float64) - self.corner) * self.scale
        size, spacing = float(label["size"]) * self.scale, float(label["spacing"]) * self.scale
        colour = self.colours["water_halo" if name in palette.ON_WATER else "halo"] if halo else self.colours["text"][name]
        kind = lettering.Type(style()["face"][name], size, spacing, colour, HALO * self.scale if halo else 0.0)
        lettering.write(self.image, left, base, text, kind)

    def png(self) -> bytes:
        """The whole tile: no halo covers a dot, no dot and no halo covers a letter."""
        self.ground()
        self.canvas.flush()
        labels = self.labels()
        for label in labels:
            self.words(label, halo=True)
        self.canvas = aggdraw.Draw(self.image)
        for label in labels:
            if label["dot"] != NO_DOT:
                self.dot(label)
        self.canvas.flush()
        for label in labels:
            self.words(label, halo=False)
        stream = io.BytesIO()
        palette.of_theme(self.theme).apply(self.image).save(stream, "PNG", compress_level=6)
        return stream.getvalue()


def draw(arrays: Arrays, view: str, theme: str, tile: tuple[int, int, int], scale: int) -> bytes:
    return Sheet(arrays, view, theme, tile, scale).png()
