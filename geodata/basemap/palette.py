"""A picture of a theme in, the same in 256 fixed colours out: a third of the bytes, and neighbouring tiles agree."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from geodata.basemap.style import style

ON_WATER = frozenset(("ocean", "sea", "lake", "river"))  # names that stand on it
# Soft edges mix two colours: which, in how many steps.
EDGES = (
    ("land", "coast", 10), ("water", "coast", 10), ("shallow", "coast", 8), ("water", "shallow", 6), ("land", "border", 10),
    ("border_band", "border", 8), ("land", "border_band", 5), ("land", "unit", 6), ("land", "river", 6), ("land", "shallow", 6),
    ("land", "water", 8), ("halo", "coast", 5), ("water", "halo", 8), ("shallow", "halo", 5), ("dot", "dot_fill", 8),
)  # fmt: skip
LETTERS = 10  # steps
PLAIN = ("land", "water", "shallow", "lake", "border_band", "coast", "border")  # kept exactly
Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mixed(first: Colour, second: Colour, steps: int) -> list[Colour]:
    """Both colours, the first one first, and what lies between them."""
    (a, b, c), (x, y, z) = first, second
    parts = [step / steps for step in range(steps + 1)]
    return [(round(a + (x - a) * part), round(b + (y - b) * part), round(c + (z - c) * part)) for part in parts]


def colours(theme: dict[str, Any]) -> list[Colour]:
    """At most 256, those that fill areas first."""
    found = [rgb(theme[name]) for name in PLAIN]
    for first, second, steps in EDGES:
        found += mixed(rgb(theme[first]), rgb(theme[second]), steps)
    for name, code in theme["text"].items():
        found += mixed(rgb(theme["water_halo" if name in ON_WATER else "halo"]), rgb(code), LETTERS)
    return list(dict.fromkeys(found))[:256]


class Palette:
    """The colours of one theme."""

    def __init__(self, theme: dict[str, Any]) -> None:
        self.colours = colours(theme)
        self.image = Image.new("P", (1, 1))
        self.image.putpalette([value for colour in self.colours for value in colour])
        self.plain = list(enumerate(self.colours[: len({rgb(theme[name]) for name in PLAIN})]))

    def apply(self, image: Image.Image) -> Image.Image:
        """Pillow takes a colour near by; what fills whole areas must be exact."""
        found = image.quantize(palette=self.image, dither=Image.Dither.NONE)
        numbers, exact = np.array(found), np.asarray(image.convert("RGBA")).view("<u4")[:, :, 0]
        for number, (red, green, blue) in self.plain:
            numbers[exact == (255 << 24 | blue << 16 | green << 8 | red)] = number
        result = Image.fromarray(numbers)
        result.putpalette(self.image.getpalette() or [])
        return result


@cache
def of_theme(name: str) -> Palette:
    return Palette(style()[name])
