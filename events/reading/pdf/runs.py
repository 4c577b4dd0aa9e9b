"""A page in, the runs of characters that are drawn on it out, with their places."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from events.reading.pdf.fonts import WORK, Budget, Face, Fonts, get
from events.reading.pdf.tokens import operations

RUNS = 300_000  # on one page
FORMS = 2000  # forms drawn on one page
DEEPEST = 12  # forms within forms
THIN = "\x01"  # a gap that is drawn as no space: between words, or between letters that are set apart

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Run(NamedTuple):
    """Characters drawn in one go, from x0 to x1 on the base line y, in points."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: bool = False
    around: bool = False  # marked as no part of the text: running heads, watermarks
    unseen: bool = False  # drawn invisibly, as the words of a scanned page are
    turn: int = 0  # degrees, counter-clockwise


@dataclass(slots=True)
class Pen:
    """The state of drawing (ISO 32000-2, 8.4 and 9.3)."""

    place: Matrix = UNIT
    face: Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    unseen: bool = False


def multiply(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, l = two  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


class Drawing:
    """Follows the operations of a page and of the forms on it."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts, self.budget = fonts, fonts.budget
        self.forms = 0
        self.pen = Pen()
        self.text_place = self.line_place = UNIT
        self.marks: list[tuple[bool, str | None]] = []  # marked content: whether around the text, and its actual text
        self.runs: list[Run] = []

    def draw(self, data: bytes, resources: Any, depth: int = 0) -> None:
        saved: list[Pen] = []
        for operator, operands in operations(data):
            self.budget.spend()
            try:
                if step := _STEPS.get(operator):
                    step(self, *operands)
                elif operator == b"q":
                    saved.append(replace(self.pen))
                elif operator == b"Q":
                    self.pen = saved.pop() if saved else self.pen
                elif operator == b"Tf":
                    self.pen.face, self.pen.size = self.fonts.named(resources, operands[0]), float(operands[1])
                elif operator == b"Do":
                    self._form(get(resources, "/XObject"), operands[0], resources, depth)
                elif operator in (b"BMC", b"BDC"):
                    self._mark(operands, resources)
                elif operator == b"EMC":
                    self.marks = self.marks[:-1]
            except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
                continue  # operands that are missing or wrong

    # ---- Operators ----

    def transform(self, *matrix: float) -> None:
        self.pen.place = multiply(_matrix(matrix), self.pen.place)

    def begin(self) -> None:
        self.text_place = self.line_place = UNIT

    def move(self, x: float, y: float) -> None:
        self.line_place = self.text_place = multiply((1, 0, 0, 1, x, y), self.line_place)

    def move_and_lead(self, x: float, y: float) -> None:
        self.pen.leading = -y
        self.move(x, y)

    def put(self, *matrix: float) -> None:
        self.line_place = self.text_place = _matrix(matrix)

    def next_line(self) -> None:
        self.move(0, -self.pen.leading)

    def show(self, data: bytes) -> None:
        self.show_all([data])

    def show_on_next_line(self, data: bytes) -> None:
        self.next_line()
        self.show_all([data])

    def show_spaced(self, word_spacing: float, spacing: float, data: bytes) -> None:
        self.pen.word_spacing, self.pen.spacing = word_spacing, spacing
        self.show_on_next_line(data)

    def show_all(self, parts: list[Any]) -> None:
        """Strings and the shifts between them; a shift as wide as a space parts words."""
        pen, face = self.pen, self.pen.face
        if face is None or not pen.size:
            return
        texts: list[str] = []
        width = 0.0
        for part in parts:
            if isinstance(part, float):
                width -= part / 1000 * pen.size * pen.stretch
                if part < -_WORD_GAP and texts and texts[-1][-1:] not in (" ", THIN):
                    texts.append(" " if part < -_WIDE_GAP else THIN)
            elif isinstance(part, bytes):
                text, units, signs = face.decode(part)
                spaces = part.count(b" ") if not face.wide else 0
                width += (units / 1000 * pen.size + signs * pen.spacing + spaces * pen.word_spacing) * pen.stretch
                texts.append(text)
        self._run("".join(texts), width)
        a, b, c, d, e, f = self.text_place
        self.text_place = (a, b, c, d, e + width * a, f + width * b)

    def _run(self, text: str, width: float) -> None:
        around = False
        if self.marks:
            around = any(mark[0] for mark in self.marks)
            text = self._actual(text)
        if not text:
            return
        a, b, c, d, x, y = multiply(self.text_place, self.pen.place)
        x, y = x + self.pen.rise * c, y + self.pen.rise * d
        size, turn = abs(self.pen.size) * math.hypot(c, d), 0
        if b or a < 0:
            turn = round(math.degrees(math.atan2(b, a))) % 360
            cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            x, y = x * cos + y * sin, y * cos - x * sin  # along its own direction
        bold = self.pen.face is not None and self.pen.face.bold
        if len(self.runs) > RUNS:
            self.budget.spend(WORK)
        self.runs.append(Run(x, x + width * math.hypot(a, b), y, size, text, bold, around, self.pen.unseen, turn))

    def _actual(self, text: str) -> str:
        """What the file says that stands there in truth, said once: for a ligature, a sign of its own, a hyphen of the line's end."""
        for index in range(len(self.marks) - 1, -1, -1):
            around, actual = self.marks[index]
            if actual is not None:
                self.marks[index] = (around, "")
                return actual
        return text

    def _mark(self, operands: list[Any], resources: Any) -> None:
        about = operands[1] if len(operands) > 1 else None
        if isinstance(about, str):
            about = get(get(resources, "/Properties"), about)
            actual = about.get("/ActualText") if isinstance(about, DictionaryObject) else None
        else:
            about = about or []
            actual = about[about.index("/ActualText") + 1] if "/ActualText" in about else None
        if isinstance(actual, bytes):
            actual = actual[2:].decode("utf-16-be", "replace") if actual.startswith(b"\xfe\xff") else actual.decode("latin-1")
        self.marks = [*self.marks[-50:], (operands[0] == "/Artifact", actual if isinstance(actual, str) else None)]

    def _form(self, forms: Any, name: str, resources: Any, depth: int) -> None:
        form = get(forms, name)
        self.forms += 1
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form" or depth >= DEEPEST or self.forms > FORMS:
            return
        before = replace(self.pen)
        matrix = form.get("/Matrix")
        if matrix is not None:
            self.transform(*(float(each) for each in matrix))
        self.draw(self.budget.unpack(form), get(form, "/Resources") or resources, depth + 1)
        self.pen = before


_WIDE_GAP = 600
_WORD_GAP = 170  # thousandths of an em: a space is 200 to 330, kerning under 120


def _set(name: str, scale: float = 1.0) -> Any:
    def set_value(drawing: Drawing, value: float) -> None:
        setattr(drawing.pen, name, value * scale)

    return set_value


def _set_mode(drawing: Drawing, mode: float) -> None:
    drawing.pen.unseen = mode in (3, 7)


_STEPS = {
    b"cm": Drawing.transform, b"BT": Drawing.begin, b"Td": Drawing.move, b"TD": Drawing.move_and_lead, b"Tm": Drawing.put,
    b"T*": Drawing.next_line, b"Tj": Drawing.show, b"TJ": Drawing.show_all, b"'": Drawing.show_on_next_line, b'"': Drawing.show_spaced,
    b"Tc": _set("spacing"), b"Tw": _set("word_spacing"), b"Tz": _set("stretch", 0.01), b"TL": _set("leading"), b"Ts": _set("rise"),
    b"Tr": _set_mode,
}  # fmt: skip


def _matrix(numbers: tuple[float, ...]) -> Matrix:
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)


def contents(page: DictionaryObject, budget: Budget) -> bytes:
    """All that a page draws."""
    found = get(page, "/Contents")
    parts = [each.get_object() for each in found] if isinstance(found, ArrayObject) else [found]
    return b"\n".join(budget.unpack(part) for part in parts if isinstance(part, StreamObject))


def runs(page: Any, fonts: Fonts) -> list[Run]:
    """The runs of a page in the order in which they are drawn: those in its main direction, each once, within its edges."""
    drawing = Drawing(fonts)
    drawing.draw(contents(page, fonts.budget), _resources(page))
    turns = Counter[int]()
    for run in drawing.runs:
        turns[run.turn] += len(run.text)
    main = turns.most_common(1)[0][0] if turns else 0
    found = list(_once(run for run in drawing.runs if run.turn == main))
    seen = sum(len(run.text) for run in found if not run.unseen)
    unseen = sum(len(run.text) for run in found if run.unseen)
    return [run for run in found if not run.unseen] if seen >= unseen else found


def _resources(page: Any) -> Any:
    """A page's own, else those of the branch of the tree that it is on."""
    for _ in range(50):
        found = get(page, "/Resources")
        if found is not None or page is None:
            return found
        page = get(page, "/Parent")
    return None


def _once(found: Iterator[Run]) -> Iterator[Run]:
    """Letters that are drawn twice to look bold are one."""
    drawn: set[tuple[str, int, int]] = set()
    for run in found:
        step = max(run.size, 1) * 0.15
        at = (run.text, round(run.x0 / step), round(run.y / step))
        if at not in drawn or run.text.isspace():
            drawn.add(at)
            yield run
