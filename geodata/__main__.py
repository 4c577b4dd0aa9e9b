"""The command line: `python -m geodata build [--force] [--geonames allCountries.zip]`, `python -m geodata tiles [--zoom 4]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from geodata import build, gazetteer
from geodata.basemap import Tiles
from geodata.basemap.layers import MAX_ZOOM
from geodata.geonames import DumpError
from geodata.views import VIEWS


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m geodata", description="Where things are, offline.")
    commands = parser.add_subparsers(dest="command", required=True)
    builder = commands.add_parser("build", help="build the gazetteer out of the installed packages where it is absent or old")
    builder.add_argument("--force", action="store_true", help="build it again even where it is up to date")
    builder.add_argument(
        "--geonames", metavar="FILE", type=Path, help="add GeoNames' dump: allCountries.zip, or that of one country (UA.zip)"
    )
    drawer = commands.add_parser("tiles", help="draw the map's first zooms ahead, so that nobody waits for them")
    drawer.add_argument("--zoom", type=int, default=4, choices=range(MAX_ZOOM + 1), help="the nearest zoom to draw (4)")
    drawer.add_argument("--view", default="deu", choices=VIEWS, help="whose borders to draw (deu)")
    drawer.add_argument("--megabytes", type=int, default=300, help="how much room tiles may take (300)")
    options = parser.parse_args(arguments)
    try:
        if options.command == "tiles":
            return draw_tiles(options.zoom, options.view, options.megabytes)
        build.ensure(gazetteer.path(), options.force, options.geonames)
    except (DumpError, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(gazetteer.path())
    return 0


def draw_tiles(zoom: int, view: str, megabytes: int) -> int:
    """Into the folder that the service reads them from."""
    where = gazetteer.path()
    build.ensure(where)
    tiles = Tiles(where, view, where.parent / "tiles", megabytes)
    with tqdm(desc="Drawing the map", unit=" tiles", file=sys.stderr) as bar:

        def progress(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        tiles.draw_ahead(zoom, progress)
    print(where.parent / "tiles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
