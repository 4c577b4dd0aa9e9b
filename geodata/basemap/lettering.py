"""Words in, their letters as soft-edged masks out, at quarters of a pixel: text as fine on a small tile as on a large one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from geodata.sources import inside

OVER = 4  # letters are drawn so many times larger and averaged; also the steps of a pixel at which they may begin
# The font's files carry no kerning; these pairs would gape most. In parts of the size.
_OPEN, _ROUND = "TVWYP", "aeocquydgnmprs"
_CLOSER = dict.fromkeys((a + b for a in _OPEN for b in _ROUND), -0.05)
_CLOSER |= dict.fromkeys(("AV", "VA", "AT", "TA", "AY", "YA", "AW", "WA", "LT", "LY"), -0.06)


@cache
def font(face: str, size: float) -> ImageFont.FreeTypeFont:
    file = inside("font_source_sans_pro", "files", f"SourceSansPro-{face}.ttf")
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advance(face: str, letter: str) -> float:
    """How far the pen moves on for one letter, in parts of the size."""
    return font(face, 1000).getlength(letter) / 1000


def steps(face: str, text: str, size: float, spacing: float) -> list[float]:
    """Where each letter begins, and after them where the text ends, in pixels from its beginning."""
    places, at = [], 0.0
    for letter, after in zip(text, (text + " ")[1:], strict=True):
        places.append(at)
        at += (advance(face, letter) + _CLOSER.get(letter + after, 0.0)) * size + spacing
    return [*places, at - spacing]


@lru_cache(maxsize=200_000)
def _width(face: str, text: str) -> float:
    return steps(face, text, 1.0, 0.0)[-1]


def width(face: str, text: str, size: float, spacing: float = 0.0) -> float:
    return _width(face, text) * size + spacing * (len(text) - 1)


@lru_cache(maxsize=6000)
def glyph(face: str, size: float, letter: str, quarter: int, halo: float) -> tuple[Image.Image, int]:
    """A letter's mask and how far it reaches over its origin, to the left and, with the size, up."""
    pad = int(halo) + 2
    wide = int(advance(face, letter) * size) + 2 * pad + 3
    high = int(size * 1.6) + 2 * pad
    large = Image.new("L", (wide * OVER, high * OVER))
    place = (pad * OVER + quarter, (pad + int(size * 1.15)) * OVER)
    ImageDraw.Draw(large).text(place, letter, fill=255, font=font(face, size * OVER), anchor="ls", stroke_width=halo * OVER)
    return large.resize((wide, high), Image.Resampling.BOX), pad


@dataclass(frozen=True, slots=True)
class Type:
    """How words are written: the font's face, sizes in pixels, a colour; a halo is the same letters that `reach` farther all around."""

    face: str
    size: float
    spacing: float
    colour: str
    reach: float = 0.0


def write(image: Image.Image, left: float, base: float, text: str, kind: Type) -> None:
    """Writes from the beginning of the baseline."""
    for letter, step in zip(text, steps(kind.face, text, kind.size, kind.spacing), strict=False):
        quarters = round((left + step) * OVER)
        mask, pad = glyph(kind.face, kind.size, letter, quarters % OVER, kind.reach)
        image.paste(kind.colour, (quarters // OVER - pad, round(base) - pad - int(kind.size * 1.15)), mask)


@cache
def has(face: str, letter: str) -> bool:
    """Whether the font can write that letter: what it lacks looks like what no font has."""
    mask, missing = (font(face, 40).getmask(each) for each in (letter, "\U000f0000"))
    return letter == " " or mask.size != missing.size or bytes(mask) != bytes(missing)
