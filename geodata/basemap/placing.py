"""Names in their order in; the labels that find room out, on one grid for the whole world, so that tiles agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from geodata.basemap import lettering
from geodata.basemap.arrays import LABEL, Array
from geodata.basemap.choosing import Countries, Lakes, Name, Seas, Towns, Units, writable
from geodata.basemap.layers import CAPITAL_DOT, FACES, MAX_ZOOM, NO_DOT, TILE
from geodata.basemap.style import style
from geodata.views import VIEWS

CELL = 64  # pixels
AGAIN = 220.0  # pixels: so near the same word is not written again
SHIFTS = (0.0, -1.3, 1.3, -2.3, 2.3)  # sizes by which a country's name may be moved
DOT = 4.5  # pixels from a dot's centre to where its name begins
ASCENT, DESCENT, LINE = 0.74, 0.24, 1.12  # of the size
Box = tuple[float, float, float, float]
Line = tuple[str, float, float]  # text, beginning of its baseline


class Room:
    """What is taken already; the world is round, so its left and right edges touch."""

    def __init__(self, size: float) -> None:
        self.size = size
        self.cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self.words: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def _copies(self, box: Box) -> Iterator[Box]:
        for shift in (0.0, -self.size, self.size):
            yield box[0] + shift, box[1], box[2] + shift, box[3]

    def _near(self, box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
            for row in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
                yield column, row

    def free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if top < 2 or bottom > self.size - 2:
            return False
        for cell in self._near(box):
            for other in self.cells.get(cell, ()):
                if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                    return False
        return True

    def take(self, box: Box) -> None:
        for copy in self._copies(box):
            for cell in self._near(copy):
                self.cells[cell].append(copy)

    def again(self, word: str, x: float, y: float) -> bool:
        return any(abs(x - a) < AGAIN and abs(y - b) < AGAIN for a, b in self.words[word])


def wide(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def around(lines: list[Line], face: str, name: Name) -> Box:
    """What the lines cover."""
    widths = [lettering.width(face, text, name.size, name.spacing) for text, _, _ in lines]
    left, right = min(x for _, x, _ in lines), max(x + w for (_, x, _), w in zip(lines, widths, strict=True))
    return left, lines[0][2] - ASCENT * name.size, right, lines[-1][2] + DESCENT * name.size


def centred(name: Name, face: str) -> list[Line]:
    """All lines around the point."""
    texts = name.text.split("\n")
    top = name.y - LINE * name.size * (len(texts) - 1) / 2 + 0.35 * name.size
    widths = [lettering.width(face, text, name.size, name.spacing) for text in texts]
    return [(text, name.x - w / 2, top + number * LINE * name.size) for number, (text, w) in enumerate(zip(texts, widths, strict=True))]


def beside(name: Name, face: str) -> Iterator[list[Line]]:
    """The places around a dot, the best first: right, left, over, under, and at the corners."""
    w, s, x, y = lettering.width(face, name.text, name.size), name.size, name.x, name.y
    middle = y + 0.34 * s
    for left, base in (
        (x + DOT + 1, middle), (x - DOT - 1 - w, middle), (x - w / 2, y - DOT - 0.15 * s), (x - w / 2, y + DOT + 0.75 * s),
        (x + DOT - 1, y - 0.35 * s), (x + DOT - 1, y + 0.95 * s), (x - DOT + 1 - w, y - 0.35 * s), (x - DOT + 1 - w, y + 0.95 * s),
    ):  # fmt: skip
        yield [(name.text, left, base)]


def clear_of_capitals(name: Name, face: str, dots: Array) -> list[list[Line]]:
    """A country's name where Natural Earth has it, or somewhat over or under: first where no capital's dot is covered."""
    choices = []
    for shift in SHIFTS:
        lines = centred(replace(name, y=name.y + shift * name.size), face)
        left, top, right, bottom = wide(around(lines, face, name), 2 * DOT)
        covered = ((dots > (left, top)) & (dots < (right, bottom))).all(axis=1).any()
        choices.append((bool(covered), lines))
    return [lines for _, lines in sorted(choices, key=lambda choice: choice[0])]


def places(name: Name, face: str, dots: Array) -> Iterable[list[Line]]:
    """Where the name may stand, the best place first."""
    if name.dot != NO_DOT:
        return beside(name, face)
    return clear_of_capitals(name, face, dots) if name.face == "country" else [centred(name, face)]


def place(names: Iterable[Name], zoom: int) -> Iterator[tuple[Name, list[Line], Box]]:
    """Each name at the first place that is free, the most important names first; what finds none is left out."""
    room, ordered = Room(TILE * 2.0**zoom), sorted(names, key=lambda name: -name.importance)
    dots = np.array([(name.x, name.y) for name in ordered if name.dot == CAPITAL_DOT]).reshape(-1, 2)
    for name in ordered:
        face = style()["face"][name.face]
        point = (name.x - DOT, name.y - DOT, name.x + DOT, name.y + DOT)
        if room.again(name.text, name.x, name.y) or (name.dot != NO_DOT and not room.free(point)):
            continue
        for lines in places(name, face, dots):
            box = around(lines, face, name)
            if room.free(wide(box, name.apart)):
                room.take(box)
                if name.dot != NO_DOT:
                    room.take(point)
                    box = (min(box[0], point[0]), min(box[1], point[1]), max(box[2], point[2]), max(box[3], point[3]))
                room.words[name.text].append((name.x, name.y))
                yield name, lines, box
                break


class Texts:
    """All words in one string of bytes, each once."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._at: dict[str, int] = {}

    def at(self, text: str) -> int:
        if text not in self._at:
            self._at[text] = len(self.bytes)
            self.bytes += text.encode()
        return self._at[text]


def rows(name: Name, lines: list[Line], box: Box, size: float, texts: Texts) -> Iterator[tuple[object, ...]]:
    """One row a line; at the world's left and right edge each label once more on the other side."""
    left, top, right, bottom = wide(box, 3.0)
    for shift in (0.0, -size, size):
        if right + shift > 0 and left + shift < size:
            for number, (text, x, y) in enumerate(lines):
                covered, places = (left + shift, top, right + shift, bottom), (x + shift, y, name.x + shift, name.y)
                letters = (name.size, name.spacing, FACES.index(name.face), name.dot if number == 0 else NO_DOT)
                yield (*covered, *places, *letters, len(text.encode()), texts.at(text))


def written(names: Iterable[Name]) -> Iterator[Name]:
    """Those names that the font can write."""
    for name in names:
        text = "\n".join(writable(line, style()["face"][name.face]) for line in name.text.split("\n"))
        if text.strip():
            yield name if text == name.text else replace(name, text=text)


def labels() -> dict[str, Array]:
    """For each view n the arrays `labels_n`, the most important first within a zoom, and `label_zooms_n`, where each zoom begins; `text`.

    A name that one view alone writes keeps its room in the others too: all else stands at the same place in every view.
    """
    texts, sources = Texts(), (Countries(), Seas(), Lakes(), Units(), Towns())
    tables: dict[str, list[tuple[object, ...]]] = {view: [] for view in VIEWS}
    begins: dict[str, list[int]] = {view: [0] for view in VIEWS}
    for zoom in range(MAX_ZOOM + 1):
        for name, lines, box in place(written(name for source in sources for name in source.at(zoom)), zoom):
            table = list(rows(name, lines, box, TILE * 2.0**zoom, texts))
            for view in name.views.split() or VIEWS:
                tables[view] += table
        for view in VIEWS:
            begins[view].append(len(tables[view]))
    found = {"text": np.frombuffer(bytes(texts.bytes), np.uint8)}
    for number, view in enumerate(VIEWS, 1):
        found |= {f"labels_{number}": np.array(tables[view], LABEL), f"label_zooms_{number}": np.array(begins[view], "<u4")}
    return found
