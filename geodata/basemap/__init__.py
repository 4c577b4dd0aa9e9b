"""Natural Earth in, the background of the map out: tiles drawn where and when they are asked for."""

from __future__ import annotations

from pathlib import Path

from geodata.basemap.tiles import Tiles as Tiles
from geodata.basemap.tiles import file as _arrays


def files(path: Path) -> list[Path]:
    """What `write` makes beside the gazetteer at `path`."""
    return [_arrays(path)]


def write(path: Path) -> None:
    """Prepares all that tiles are drawn from, in every view of borders."""
    from geodata.basemap import arrays, ground, placing  # only the builder needs shapes

    arrays.save(_arrays(path), {**ground.parts(ground.Ground()), **placing.labels()})
