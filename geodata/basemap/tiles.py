"""The address of a tile in, its PNG out: drawn when it is first asked for, then kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from geodata.basemap.layers import MAX_ZOOM
from geodata.basemap.shelf import Shelf
from geodata.basemap.style import STYLE
from geodata.views import checked

DRAWING = 2  # grows with every change of the code that changes how a tile looks
THEMES, SCALES = ("light", "dark"), (1, 2)


def file(path: Path) -> Path:
    """What tiles are drawn from, beside the gazetteer at `path`."""
    return path.with_name("basemap.arrays")


class Tiles:
    """The basemap in one view of borders, out of the file beside the gazetteer at `path`; kept in `cache`, at most `cache_mb` MB.

    May be shared by threads and inherited by forked processes.
    """

    def __init__(self, path: Path, view: str, cache: Path, cache_mb: int) -> None:
        from geodata.basemap.arrays import Arrays  # whoever only asks whether the gazetteer is current needs no numpy

        self.view = checked(view)
        self.arrays = Arrays(file(path))
        self.shelf = Shelf(cache, cache_mb * 1_000_000)

    @cached_property
    def address_version(self) -> str:
        """Changes with the data, the style and the view: belongs into a tile's address."""
        parts = (str(DRAWING), self.arrays.fingerprint, self.view, STYLE.read_text(encoding="utf-8"))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    def tile(self, theme: str, z: int, x: int, y: int, scale: int = 1) -> bytes:
        """A PNG of 256 times `scale` pixels. ValueError where there is no such tile."""
        if theme not in THEMES or scale not in SCALES:
            raise ValueError(f"There is no map “{theme}” at scale {scale}: themes are {', '.join(THEMES)}, scales 1 and 2.")
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            raise ValueError(f"The map has no tile {z}/{x}/{y}: it is drawn from zoom 0 to {MAX_ZOOM}.")
        if (kept := self.kept(theme, z, x, y, scale)) is not None:
            return kept
        with self.shelf.alone():
            return self.kept(theme, z, x, y, scale) or self._drawn(theme, z, x, y, scale)

    def kept(self, theme: str, z: int, x: int, y: int, scale: int = 1) -> bytes | None:
        """The tile where it was drawn already; None where that is still to be done."""
        return self.shelf.get(self._name(theme, z, x, y, scale))

    def _name(self, theme: str, z: int, x: int, y: int, scale: int) -> str:
        return f"{self.address_version}/{theme}/{z}/{x}/{y}{'@2x' if scale == 2 else ''}.png"

    def _drawn(self, theme: str, z: int, x: int, y: int, scale: int) -> bytes:
        from geodata.basemap import drawing  # a process that only hands on kept tiles needs neither font nor pen

        data = drawing.draw(self.arrays, self.view, theme, (z, x, y), scale)
        self.shelf.put(self._name(theme, z, x, y, scale), data)
        return data

    def draw_ahead(self, zoom: int = 4, progress: Callable[[int, int], None] | None = None, stop: Callable[[], bool] | None = None) -> int:
        """Draws all tiles of zoom 0 to `zoom` that are not kept yet; how many there are. `progress` hears (done, all), `stop` may end it.

        It keeps nobody waiting: a process that gives way to others would hold up those who wait for its lock.
        """
        squares = [(z, x, y) for z in range(zoom + 1) for x in range(2**z) for y in range(2**z)]
        wanted = [(theme, *square, scale) for square in squares for theme in THEMES for scale in SCALES]
        for done, (theme, z, x, y, scale) in enumerate(wanted):
            if stop and stop():
                return done
            if self.kept(theme, z, x, y, scale) is None:
                self._drawn(theme, z, x, y, scale)
            if progress:
                progress(done + 1, len(wanted))
        return len(wanted)
