"""What the map is made of: layers, blocks and their keys."""

from __future__ import annotations

MAX_ZOOM = 9  # of Natural Earth's 1:10m data nearer tiles would show nothing more
TILE = 256  # pixels of a tile's side at scale 1; all sizes of the map are in such pixels
MARGIN = 12.0  # pixels by which a block's shapes reach beyond it, so that no stroke ends at a tile's edge
GRAIN = 16  # a point's place is kept in sixteenths of a pixel from its block's corner
COARSER = 2  # a block is as large as a tile of so many zooms before

# Fills, then lines. Lines of borders and units exist once for each view.
LAND, LAKE, COAST, SHORE = 0, 1, 2, 3
RIVERS = (4, 5, 6)  # great, middling, small
VIEWED = 8  # UNIT, BORDER, DISPUTED, AT_SEA that all views have; then four numbers for what each view has besides
UNIT, BORDER, DISPUTED, AT_SEA = 0, 1, 2, 3

# How a label is written; its colour and face stand in style.toml under this name.
FACES = ("country", "ocean", "sea", "lake", "region", "capital", "city", "town", "village", "river")
NO_DOT, TOWN_DOT, CAPITAL_DOT = 0, 1, 2


def viewed(view: int, kind: int) -> int:
    """The layer of units' lines, borders or disputed borders: view 0 = in all views, n = in the nth alone."""
    return VIEWED + 4 * view + kind


def block_zoom(zoom: int) -> int:
    return max(0, zoom - COARSER)


def key(zoom: int, layer: int, x: int, y: int) -> int:
    """Parts are sorted by this: all of one layer in one block lie side by side."""
    return zoom << 28 | layer << 20 | y << 10 | x
