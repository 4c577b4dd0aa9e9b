"""Tiles of a theme in, the same in a few dozen colours out: a quarter of the size, and no eye sees it."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np
from PIL import Image

FLAT = 12  # colours that fill whole surfaces: they are kept as they are, or seams would show between tiles
COLOURS = 36
_STEP = 5  # every fifth pixel tells enough
_UNKNOWN = 255
_MOST = 200  # times a colour counts at most, so that those of small letters are not drowned
_Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int32]]


class Palette:
    """The colours that some tiles have in common; the nearest of them stands for any other."""

    def __init__(self, tiles: Iterable[bytes]) -> None:
        sampled = np.concatenate([_numbers(tile).ravel()[::_STEP] for tile in tiles])
        found, counts = np.unique(sampled, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        flat, rest = found[order[:FLAT]], order[FLAT:]
        self._colours = np.vstack([_parts(flat), _cut(np.repeat(found[rest], np.minimum(counts[rest], _MOST)), COLOURS - FLAT)])
        self._nearest = np.full(1 << 24, _UNKNOWN, np.uint8)

    def reduced(self, tile: bytes) -> bytes:
        """The tile as a PNG with a palette."""
        numbers = _numbers(tile)
        if len(new := np.unique(numbers[self._nearest[numbers] == _UNKNOWN])):
            distances = ((_parts(new)[:, None, :] - self._colours[None, :, :]) ** 2).sum(axis=2)
            self._nearest[new] = distances.argmin(axis=1)
        image = Image.fromarray(self._nearest[numbers], "P")
        image.putpalette(self._colours.astype(np.uint8).tobytes())
        stream = io.BytesIO()
        image.save(stream, "PNG", compress_level=7)
        return stream.getvalue()


def _numbers(tile: bytes) -> _Numbers:
    """Its pixels, each as one number."""
    image = Image.open(io.BytesIO(tile)).convert("RGB")
    return np.frombuffer(image.tobytes("raw", "BGRX"), "<i4").reshape(image.height, image.width) & 0xFFFFFF


def _parts(numbers: _Numbers) -> _Numbers:
    """Red, green and blue of colours given as numbers."""
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1)


def _cut(numbers: _Numbers, count: int) -> _Numbers:
    """A few colours for many: Heckbert's median cut, as Pillow does it."""
    if not len(numbers):
        return np.empty((0, 3), np.int32)
    pixels = Image.fromarray(_parts(numbers)[None].astype(np.uint8), "RGB")
    found = pixels.quantize(count, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return np.array(found.getpalette()[: 3 * (int(np.asarray(found).max()) + 1)], np.int32).reshape(-1, 3)  # type: ignore[index]
