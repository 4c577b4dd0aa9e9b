"""A font of a PDF in, the characters and widths of its signs out; and what is left of the work that a document may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject
from pypdf.generic._font import Font  # pypdf names no public one; its tables of characters and widths are what is needed here

from events.reading.errors import TooLong

WORK = 20_000_000  # operations of one document; a page has one to ten thousand
FONT, BYTES = 2000, 50  # operations that a font costs; bytes that cost as much as one to unpack
UNKNOWN = "\ufffd"
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\0": None})


@dataclass(slots=True)
class Budget:
    """What is left of the work that one document may take."""

    operations: int = WORK

    def spend(self, operations: int = 1) -> None:
        self.operations -= operations
        if self.operations < 0:
            raise TooLong("This PDF holds far more drawings than words, and would take too long. Save its text, or give it in parts.")

    def unpack(self, stream: StreamObject) -> bytes:
        """The data of a stream, which pypdf would keep unpacked for as long as the document."""
        try:
            data = stream.get_data()
        except LimitReachedError:
            self.spend(WORK // 8)  # it has unpacked that much before it gave up
            raise
        stream.decoded_self = None
        self.spend(len(data) // BYTES)
        return data


@dataclass(slots=True)
class Fonts:
    """The fonts of a document, each read once."""

    budget: Budget
    faces: dict[Any, Face | None] = field(default_factory=dict)

    def named(self, resources: Any, name: str) -> Face | None:
        fonts = get(resources, "/Font")
        raw = fonts.raw_get(name) if isinstance(fonts, DictionaryObject) and name in fonts else None
        if raw is None:
            return None
        key = (raw.idnum, raw.generation) if hasattr(raw, "idnum") else id(raw)
        if key not in self.faces:
            self.budget.spend(FONT)
            try:
                self.faces[key] = Face(raw.get_object())
            except Exception:  # a broken font of one word must not cost the article
                self.faces[key] = None
        return self.faces[key]


class Face:
    """A font: bytes -> characters and their width in thousandths of its size."""

    def __init__(self, resource: DictionaryObject) -> None:
        font = Font.from_font_resource(resource)
        self.bold = "bold" in font.name.lower() or "black" in font.name.lower()
        self.wide = font.encoding if isinstance(font.encoding, str) else ""
        self.readable = font.interpretable and not (self.wide.startswith("utf-16") and not font.character_map)
        matrix = resource.get("/FontMatrix") if font.sub_type == "Type3" else None
        self.scale = abs(float(matrix[0])) * 1000 if isinstance(matrix, ArrayObject) and matrix else 1.0
        self._font = font
        self._known: dict[str | int, tuple[str, float]] = {}
        self._strings: dict[bytes, tuple[str, float]] = {}

    def decode(self, data: bytes) -> tuple[str, float, int]:
        """Characters, width, number of signs."""
        codes: Any = data.decode(self.wide, "replace") if self.wide else data
        found = self._strings.get(data)
        if found is None:
            signs = [self._known.get(code) or self._learn(code) for code in codes]
            found = "".join([text for text, _ in signs]), sum([width for _, width in signs]) * self.scale
            if len(self._strings) < 5000:
                self._strings[data] = found
        return *found, len(codes)

    def _learn(self, code: str | int) -> tuple[str, float]:
        font = self._font
        sign = chr(code) if isinstance(code, int) else code
        plain = font.encoding.get(code, sign) if isinstance(code, int) and isinstance(font.encoding, dict) else sign
        text = str(font.character_map.get(plain, font.character_map.get(sign, plain))) if self.readable else UNKNOWN
        width = font.character_widths.get(sign, font.character_widths["default"])
        self._known[code] = text.translate(_LIGATURES), float(width)
        return self._known[code]


def get(holder: Any, key: str) -> Any:
    """A value of a dictionary, wherever in the file it is; None where there is none."""
    found = holder.get(key) if isinstance(holder, DictionaryObject) else None
    return found.get_object() if found is not None else None
