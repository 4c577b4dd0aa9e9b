"""The runs of a page in, its lines in the order of reading out: columns one after another, cells of a row together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from events.reading.pdf.runs import THIN, Run

SAME_LINE = 0.35  # of the size: how far base lines of one line may lie apart
WORD_GAP = 0.17  # of the size: a space is 0.2 to 0.33, kerning under 0.12
WIDE_GAP = 0.6  # of the size: letters that are set apart lie closer
LINE_GAP = 1.6  # of the size: words of one line lie no further apart, but cells and columns do
GUTTER = 0.7  # of the size: the narrowest space between columns
CELL_GAP = 2.5  # of the size: cells of a table lie further apart than words of a justified line
MOST_ROWS = 400  # of one page; columns are not looked for among more
SHORT = 12  # characters; parts of lines beside each other that are shorter are a table
ROWS = 3  # fewer lines beside each other are no columns
INITIAL = 1.8  # times larger than the words is a letter that opens a chapter
LOWERED, RAISED = 0.46, 0.85  # a sign that is smaller than this by the line and stands higher calls for a note
_SOFT = re.compile(r"\xad(?!$)")
_MARK = re.compile(r"[\d,;*†‡§ ]+|[a-z]")
_UNIT = re.compile(r"(?:^|[\d ])(?:[kcdm]?m|mi|ft|in|yd|s|sec|h)$")


class Line(NamedTuple):
    """Words on one base line, and the column that they stand in."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: bool = False
    marked: bool = False  # begins with a raised sign, as a note does
    order: int = 0  # in which it is drawn
    cells: float | None = None  # of a row of a table: where its last cell begins
    left: float = 0.0
    right: float = 0.0


def parts(runs: Iterable[Run]) -> list[Line]:
    """The parts of lines of one page, as they are drawn."""
    found = (part for part in map(_line, _chains(runs)) if part.text)
    return _with_initials([part._replace(order=order) for order, part in enumerate(found)])


def _with_initials(found: list[Line]) -> list[Line]:
    """A large first letter that stands over several lines belongs to the word that follows it."""
    whole: list[Line] = []
    for part in found:
        last = whole[-1] if whole else None
        if last and len(last.text) < 3 and last.text.isalpha() and last.size > INITIAL * part.size and _stands_beside(last, part):
            whole[-1] = part._replace(text=last.text + part.text)
        else:
            whole.append(part)
    return whole


def _stands_beside(letter: Line, part: Line) -> bool:
    return 0.2 * part.size < part.y - letter.y < letter.size and -0.3 * part.size < part.x0 - letter.x1 < letter.size


# ---- Runs to parts of lines ----


def _chains(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that follow each other on one line, in the order in which they are drawn."""
    chains: list[list[Run]] = []
    for run in runs:
        last = chains[-1] if chains else None
        if (last and run.text.isspace() and not last[-1].text.isspace()) or (last and _continues(last, run)):
            last.append(run)
        elif not run.text.isspace():
            chains.append([run])
    return chains


def _continues(chain: Sequence[Run], run: Run) -> bool:
    last = next((each for each in reversed(chain) if not each.text.isspace()), chain[-1])
    apart = min(abs(run.y - last.y), abs(run.y - chain[0].y))
    smaller, larger = sorted((last.size, run.size))
    raised = LOWERED * larger < smaller < RAISED * larger
    return apart < larger * (0.6 if raised else SAME_LINE) and -0.4 * larger < run.x0 - last.x1 < LINE_GAP * larger


def _line(chain: Sequence[Run]) -> Line:
    """A part of a line: words parted where there is room between them, calls for notes left out."""
    full = [run for run in chain if not run.text.isspace()]
    size = max(full, key=lambda run: (len(run.text), run.size)).size
    base = median(run.y for run in full if run.size >= RAISED * size)
    text = ""
    marked = False
    end: float | None = None
    for run in chain:
        gap = run.x0 - end if end is not None else 0.0
        if gap > WORD_GAP * max(run.size, 0.5 * size) and not text.endswith(" "):
            text += " " if gap > WIDE_GAP * size else THIN
        raised = run.size < RAISED * size and run.y > base + 0.12 * size and _MARK.fullmatch(run.text)
        if raised and not text.strip():
            marked = True
            text += run.text + " "
        elif not raised or _UNIT.search(text):
            text += run.text
        end = max(end or run.x1, run.x1)
    letters = sum(len(run.text) for run in full)
    bold = 2 * sum(len(run.text) for run in full if run.bold) > letters
    return Line(full[0].x0, max(map(_end, full)), base, size, _words(text), bold, marked)


def _end(run: Run) -> float:
    """Where the last letter of a run ends: many programs draw a space behind it."""
    return run.x1 - 0.25 * run.size * (len(run.text) - len(run.text.rstrip()))


def _words(text: str) -> str:
    """The words of a line. Gaps between nearly all letters are s p a c i n g, and gaps between some are spaces."""
    letters = re.sub(r"\s", "", text)
    spaced = 2 * text.count(THIN) > len(letters) - text.count(THIN) > 3
    text = text.replace(THIN, "" if spaced else " ")
    return _SOFT.sub("", re.sub(r"\s+", " ", text).strip())


# ---- Parts of lines to rows, columns, bands ----


def rows(parts: Iterable[Line]) -> list[list[Line]]:
    """Parts on one base line, from left to right; rows from the top down."""
    found: list[list[Line]] = []
    for part in sorted(parts, key=lambda part: -part.y):
        row = found[-1] if found else None
        if row and abs(row[0].y - part.y) < SAME_LINE * min(row[0].size, part.size):
            row.append(part)
        else:
            found.append([part])
    return [sorted(row, key=lambda part: part.x0) for row in found]


def in_order(found: list[list[Line]], known: set[int]) -> list[list[Line]]:
    """The columns of a page, one after another: it is cut across where their number changes.

    `known` is where columns of the pages before began, in points, and is added to: there a few words are a column, too.
    """
    width = _span(part for row in found for part in row)
    columns: list[list[Line]] = []
    single: list[Line] = []
    at = 0
    while at < len(found):
        end, spans = _columns(found, at, width, known) if len(found) < MOST_ROWS else (at, [])
        if end > at:
            columns += [single, *_parted(found[at:end], spans)]
            single = []
            at = end
        else:
            single += _whole(found[at])
            at += 1
    return [_placed(column) for column in [*columns, single] if column]


def _columns(found: list[list[Line]], at: int, width: float, known: set[int]) -> tuple[int, list[list[float]]]:
    """Where the columns end that begin in a row, and from where to where each is wide; `at` where there are none."""
    spans: list[list[float]] = []
    best = at
    best_spans: list[list[float]] = []
    for end in range(at, len(found)):
        for part in found[end]:
            _widen(spans, part)
        if len(spans) < len(best_spans) and _are_columns(found[at:best], best_spans, known):
            break  # a line that crosses a gutter
        if len(spans) > 1:
            best, best_spans = end + 1, [list(span) for span in spans]
        elif best > at or spans[0][1] - spans[0][0] > 0.75 * width:
            break
    if best == at or not _are_columns(found[at:best], best_spans, known):
        return at, []
    known |= {round(left) for left, _ in best_spans}
    return best, best_spans


def _widen(spans: list[list[float]], part: Line) -> None:
    """Adds what a part covers; spans that a gutter does not part become one."""
    room = GUTTER * part.size
    left, right = part.x0, part.x1
    for span in [span for span in spans if span[0] < right + room and left < span[1] + room]:
        left, right = min(left, span[0]), max(right, span[1])
        spans.remove(span)
    spans.append([left, right])


def _are_columns(found: list[list[Line]], spans: list[list[float]], known: set[int]) -> bool:
    """Whether parts beside each other are running text: long enough, enough lines, and most of them full.

    Fewer lines will do where the file draws the columns one after another, and any where there were columns before.
    """
    drawn = 0
    in_turn = True
    as_before = all(round(left) in known for left, _ in spans)
    for left, right in sorted(spans):
        lines = [[part for part in row if left <= part.x0 and part.x1 <= right] for row in found]
        parts = [part for line in lines for part in line]
        if len(parts) > 1.2 * sum(map(bool, lines)):
            return False  # more than one column
        in_turn = in_turn and all(part.order >= drawn for part in parts)
        drawn = max(part.order for part in parts)
        if as_before and in_turn:
            continue
        letters = median(len(part.text) for part in parts)
        if letters < SHORT or (len(parts) < ROWS and (letters < 2 * SHORT or not in_turn)):
            return False
        if median(part.x1 - part.x0 for part in parts) < 0.6 * (right - left):
            return False
    return True


def _parted(found: list[list[Line]], spans: list[list[float]]) -> list[list[Line]]:
    """The lines of each column."""
    return [
        [line for row in found for line in _whole([part for part in row if left <= part.x0 and part.x1 <= right])]
        for left, right in sorted(spans)
    ]


def _whole(row: list[Line]) -> list[Line]:
    """A row of one column as one line: the words of a justified line, or the cells of a table."""
    if len(row) < 2:
        return row
    apart = any(after.x0 - before.x1 > CELL_GAP * before.size for before, after in pairwise(row))
    first, last = row[0], row[-1]
    size = max(row, key=lambda part: len(part.text)).size
    text = (" | " if apart else " ").join(part.text for part in row)
    return [first._replace(x1=last.x1, size=size, text=text, cells=last.x0 if apart else None)]


def _placed(column: list[Line]) -> list[Line]:
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    return [line._replace(left=left, right=right) for line in column]


def _span(parts: Iterable[Line]) -> float:
    found = list(parts)
    return max(part.x1 for part in found) - min(part.x0 for part in found) if found else 0.0
