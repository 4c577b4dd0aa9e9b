"""The columns of all pages in, paragraphs out: words whole again, notes behind the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from events.reading.html import BREAK
from events.reading.pdf.layout import Line

Column = list[Line]

SMALL = 0.93  # of the size of the text: notes are smaller
ALIKE = 0.08  # of the size: more is another kind of text
LEADING, WIDE = 1.3, 1.8  # of the usual distance between lines: more may begin a paragraph, or does
INDENT = 0.7  # of the size
APART = 4  # paragraphs that may stand between the halves of one: captions, boxes

_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•●▪‣◦■□➢]\s*\S")
_ITEM = re.compile(r"(?:[–—·*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")
_NOTE = re.compile(r"(?:\d{1,4}|[*†‡§]{1,3}|[a-z])[.)]?\s+\S|\d{1,3}[A-Z“‘]")
_BROKEN = re.compile(r"((?:\w+[-\u2010])*\w+)([-\u2010\u00ad])$")
_DASHED = re.compile(r"\d–$|\w—$|\w/$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
# What English mostly joins with a hyphen.
_KEPT = frozenset((
    "self", "ex", "non", "anti", "pro", "semi", "quasi", "half", "all", "cross", "counter", "vice", "co", "mid", "post", "pre",
    "well", "ill", "so", "north", "south", "east", "west", "long", "short", "high", "low", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "cease", "then",
    "now",
))  # fmt: skip
_SUFFIXES = frozenset(("erly", "ward", "wards", "erner", "erners", "ness", "ship", "ened", "ening"))


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line]
    is_row: bool = False

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def is_open(self) -> bool:
        """Whether it stops in the middle of a sentence."""
        return not self.is_row and not _END.search(self.lines[-1].text)


class Setting(NamedTuple):
    """How the text is set."""

    leading: float  # the usual distance between lines, in sizes
    is_justified: bool


def paragraphs(columns: list[Column]) -> list[str]:
    """Blocks as html.join takes them: the text in order, then the notes."""
    if not columns:
        return []
    size = text_size(columns)
    setting = Setting(_leading(columns, size), _is_justified(columns))
    words = Counter(word.lower() for column in columns for line in column for word in _WORD.findall(line.text))
    text: list[Paragraph] = []
    notes: list[Paragraph] = []
    for column in columns:
        body, below = _without_notes(column, size, bool(notes))
        _append(text, body, setting)
        _append_notes(notes, below)
    blocks = [_text(each, words) for each in _closed(text, setting)]
    rows = [each.is_row for each in text]
    same = [False, *(one and two for one, two in pairwise(rows))]  # the next row of the same table
    lines = [(BREAK if each else "") + block for each, block in zip(same, blocks, strict=False)]
    return [*lines, *(_text(each, words) for each in notes)]


def text_size(columns: Iterable[Column]) -> float:
    """The size in which most of the text is set."""
    sizes = Counter[float]()
    for column in columns:
        for line in column:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _leading(columns: list[Column], size: float) -> float:
    """The usual distance between lines, in sizes."""
    steps = [
        (one.y - two.y) / one.size
        for column in columns
        for one, two in pairwise(column)
        if abs(one.size - two.size) < ALIKE * size and 0 < one.y - two.y < 3 * one.size
    ]
    return median(steps) if steps else 1.2


def _is_justified(columns: list[Column]) -> bool:
    """Whether most lines end exactly at the right edge."""
    ends = [line.right - line.x1 < 0.1 * line.size for column in columns for line in column[:-1]]
    return 2 * sum(ends) > len(ends)


def _without_notes(column: Column, size: float, had_notes: bool) -> tuple[Column, Column]:
    """The lines of the text, and those of the notes at the foot: small ones, from the first that begins as a note does."""
    foot = len(column)
    while foot and column[foot - 1].size <= SMALL * size:
        foot -= 1
    for index in range(foot, len(column)):
        line = column[index]
        if line.marked or _NOTE.match(line.text) or (had_notes and index == foot and foot and line.text[:1].islower()):
            return column[:index], column[index:]
    return column, []


def _append_notes(notes: list[Paragraph], lines: Column) -> None:
    for line in lines:
        if line.marked or _NOTE.match(line.text) or not notes:
            notes.append(Paragraph([line]))
        else:
            notes[-1].lines.append(line)


def _append(text: list[Paragraph], column: Column, setting: Setting) -> None:
    for index, line in enumerate(column):
        last = text[-1] if text else None
        if last is None or line.cells is not None or not _joins(last, line, setting, across=not index):
            text.append(Paragraph([line], line.cells is not None))
        else:
            last.lines.append(line)


def _joins(last: Paragraph, line: Line, setting: Setting, across: bool) -> bool:
    """Whether a line goes on with a paragraph, or with the last cell of a row."""
    if last.is_row:
        below = last.lines[-1].y - line.y < LEADING * setting.leading * line.size
        return not across and below and abs((last.lines[0].cells or 0.0) - line.x0) < INDENT * line.size
    return not _begins(last, line, setting, across)


def _begins(last: Paragraph, line: Line, setting: Setting, across: bool) -> bool:
    """Whether a line begins a paragraph."""
    before = last.lines[-1]
    if abs(before.size - line.size) > ALIKE * before.size or _BULLET.match(line.text):
        return True
    if (_BROKEN.search(before.text) and line.text[:1].islower()) or (_DASHED.search(before.text) and line.text[:1].isalnum()):
        return False
    full, ended = _is_full(before, line, setting), _END.search(before.text) is not None
    if before.bold != line.bold and (not full or ended):
        return True
    if _ITEM.match(line.text) and (ended or not full or _ITEM.match(last.lines[0].text) is not None):
        return True
    indented = line.x0 - line.left > INDENT * line.size
    if across:
        return (indented and ended) or (not full and (ended or not line.text[:1].islower()))
    step = (before.y - line.y) / (setting.leading * line.size)
    if step > WIDE or (step > LEADING and (ended or not full)):
        return True
    if before.x0 - line.x0 > INDENT * line.size and len(last.lines) > 1 and ended:
        return True
    if indented and before.x0 - before.left < INDENT * line.size and _ITEM.match(before.text) is None:
        return ended or not full
    return not full and (ended or not line.text[:1].islower())


def _is_full(before: Line, line: Line, setting: Setting) -> bool:
    """Whether the next line's first word would not have fitted on the line before."""
    width = before.x1 - before.x0
    room = before.right - before.x1
    if setting.is_justified and before.x0 - before.left < 2 * before.size:
        return room < 0.6 * before.size
    needed = len(line.text.split(" ", 1)[0]) * width / max(len(before.text), 1)
    if abs(before.x0 - before.left - room) < 0.2 * room and room > 2 * before.size:
        room *= 2  # centred
    return room < 1.15 * needed + 0.25 * before.size


def _closed(text: list[Paragraph], setting: Setting) -> list[Paragraph]:
    """Halves that a caption or a box stands between are put together."""
    index = 1
    while index < len(text):
        later = text[index]
        for earlier in reversed(text[max(0, index - APART) : index - 1]):
            if _goes_on(earlier, text[index - 1], later, setting):
                earlier.lines += later.lines
                del text[index]
                index -= 1
                break
        index += 1
    return text


def _goes_on(earlier: Paragraph, between: Paragraph, later: Paragraph, setting: Setting) -> bool:
    if later.is_row or not earlier.is_open or not _alike(earlier, later) or _alike(between, later):
        return False
    line = later.lines[0]
    if line.text[:1].islower():
        return True
    return len(earlier.lines) > 1 and not _BULLET.match(line.text) and _is_full(earlier.lines[-1], line, setting)


def _alike(one: Paragraph, two: Paragraph) -> bool:
    return abs(one.size - two.size) < ALIKE * two.size and one.lines[0].bold == two.lines[0].bold


def _text(paragraph: Paragraph, words: Counter[str]) -> str:
    """The words of a paragraph; those that were broken at the end of a line are whole again."""
    text = re.sub(r"^[•●▪‣◦■□➢]\s*", "", paragraph.lines[0].text)
    for line in paragraph.lines[1:]:
        broken = _BROKEN.search(text)
        following = _WORD.match(line.text)
        if broken and following and line.text[0].islower():
            text = (text if _keeps(broken, following[0], words) else text[:-1]) + line.text
        elif (broken or _DASHED.search(text)) and line.text[:1].isalnum():
            text += line.text
        else:
            text += " " + line.text
    return text


def _keeps(broken: re.Match[str], following: str, words: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: as the rest of the text writes it, else as English mostly does."""
    if broken[2] == "\u00ad":
        return False
    first, second = broken[1].lower(), following.lower()
    last, begun = re.split("[-\u2010]", first)[-1], re.split("[-\u2010]", second)[0]
    joined = words[first + second] + words[last + begun]
    hyphened = words[f"{first}-{second}"] + words[f"{last}-{begun}"]
    return hyphened > joined or (joined == 0 and (_is_prefix(last, begun) or last.isdigit() or first != last))


def _is_prefix(first: str, second: str) -> bool:
    return first in _KEPT and len(second) > 3 and second not in _SUFFIXES
