"""The rows of all pages in, the same without running heads, page numbers and what a browser prints about a page out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from events.reading.pdf.layout import Line

EDGE = 3  # rows at the top and at the bottom of a page that may be running heads
OFTEN = 3  # pages that have the same head; of a short document half
MARGIN = 30  # points from the edge of the sheet, where only heads are
NEAR = 4  # points: the same head stands no further off on another page

_NUMBER = re.compile(r"\d+|\b[ivxlcdm]{1,7}\b", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:page|p\.|seite|-|–|—|\||\[)?\s*(\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|/|\|)\s*\d{1,4})?\s*(?:-|–|—|\||\])?", re.IGNORECASE
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

Rows = list[list[Line]]


class Sheet(NamedTuple):
    """One page: its rows from the top down, and the edges of the paper."""

    rows: Rows
    bottom: float
    top: float


def without_heads(sheets: list[Sheet]) -> list[Rows]:
    """The rows of the text alone. Pages that say nearly the same, as slides do, keep all."""
    heads = zip(sheets, _heads(sheets, 1), _heads(sheets, -1), strict=True)
    inner = [sheet.rows[above : len(sheet.rows) - below] for sheet, above, below in heads]
    every = [sheet.rows for sheet in sheets]
    return inner if 2 * _length(inner) > _length(every) else every


def _length(pages: list[Rows]) -> int:
    return sum(len(part.text) for rows in pages for row in rows for part in row)


def _heads(sheets: list[Sheet], step: int) -> list[int]:
    """How many rows at the top (step 1) or bottom (-1) of each page are no text."""
    edges = [sheet.rows[::step][:EDGE] for sheet in sheets]
    places: dict[str, list[float]] = defaultdict(list)
    for rows in edges:
        for row in rows:
            places[_pattern(row)].append(row[0].y)
    often = min(OFTEN, max(2, len(sheets) // 2))
    numbers = _numbered(edges)
    found = []
    for page, (sheet, rows) in enumerate(zip(sheets, edges, strict=True)):
        count = 0
        for index, row in enumerate(rows):
            same = sum(1 for y in places[_pattern(row)] if abs(y - row[0].y) < NEAR) if len(sheets) > 1 else 0
            if same >= often or (page, index) in numbers or _is_outside(sheet, row, sheet.rows[::step][index + 1 : index + 2]):
                count = index + 1
            else:
                break
        found.append(min(count, len(sheet.rows)))
    return found


def _pattern(row: Iterable[Line]) -> str:
    """The words of a row with all numbers alike."""
    return _NUMBER.sub("#", " ".join(part.text for part in row))


def _numbered(edges: list[Rows]) -> set[tuple[int, int]]:
    """The rows, by page and place, that hold only a number which goes up with the pages."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for page, rows in enumerate(edges):
        for index, row in enumerate(rows):
            number = _PAGE.fullmatch(" ".join(part.text for part in row))
            if number:
                found[_value(number[1]) - page].append((page, index))
    enough = 1 if len(edges) == 1 else 2
    return {place for start, places in found.items() for place in places if len(places) >= enough and (len(edges) > 1 or start == 1)}


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number.lower()]
    return sum(-one if one < two else one for one, two in pairwise([*values, 0]))


def _is_outside(sheet: Sheet, row: list[Line], following: Rows) -> bool:
    """Whether a row stands in the margin, with room to the text."""
    y = row[0].y
    if not following or min(y - sheet.bottom, sheet.top - y) > MARGIN:
        return False
    return abs(following[0][0].y - y) > 1.6 * row[0].size
