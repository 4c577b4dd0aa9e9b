"""A file or pasted text in, a Document out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from events import days
from events.model import Document, PublishedBy
from events.reading import book, characters, html, mail, markdown, opendocument, plain, rtf, word
from events.reading.bounds import LIMIT, MARKUP, Bounds, Progress
from events.reading.detection import detect_language
from events.reading.errors import (
    BinaryFile,
    Damaged,
    EmptyText,
    Locked,
    ReadingError,
    Scanned,
    TooLong,
    UnknownFormat,
    WrongEncoding,
)
from events.reading.kinds import EXTENSIONS, kind_by_name, kind_of_file, kind_of_text

__all__ = [
    "EXTENSIONS", "LIMIT", "SAMPLE", "SIZE", "BinaryFile", "Damaged", "EmptyText", "Locked", "ReadingError", "Scanned", "TooLong",
    "UnknownFormat", "WrongEncoding", "detect_language", "read",
]  # fmt: skip

SAMPLE = Path(__file__).parents[1] / "sample" / "armenia-azerbaijan.md"
SIZE = 200_000_000  # bytes of a file; one with pictures is larger than its text
EMPTY = "There are no words in it to read. Choose another file, or paste the article's text."

FORMATS: dict[str, Callable[[str], plain.Content]] = {"text": plain.read, "markdown": markdown.read, "html": html.read}


def _pdf(source: bytes, bounds: Bounds) -> plain.Content:
    from events.reading import pdf  # brings pypdf, 0.1 s and 20 MB: only a PDF pays for it

    return pdf.read(source, bounds)


FILES: dict[str, Callable[[bytes, Bounds], plain.Content]] = {
    "pdf": _pdf, "word": word.read, "opendocument": opendocument.read, "rtf": rtf.read, "epub": book.read,
}  # fmt: skip


def read(
    source: bytes | str,
    name: str = "",
    published: int | None = None,
    *,
    title: str = "",
    url: str = "",
    limit: int = LIMIT,
    progress: Progress | None = None,
) -> Document:
    """The article in a file (`name` helps to tell its format) or in a pasted text; `published` is a day number.

    `progress` is told the share that is done, of 1, and the step, by the formats that take long. Raises ReadingError, whose message can
    be shown as it is. A text in another language than English is read, and says so.
    """
    bounds = Bounds(limit, progress)
    content = _content(source, name, bounds) if isinstance(source, bytes) else _written(source, kind_by_name(name), bounds)
    text = characters.clean(content.text).strip()
    if not re.search(r"[^\W\d_]", text):
        raise EmptyText(EMPTY)
    bounds.check(len(text))
    day, how = (published, PublishedBy.GIVEN) if published is not None else _stated(content.published)
    return Document(text, _line(title or content.title), day, how, url or content.url, detect_language(text), _line(content.author))


def _content(source: bytes, name: str, bounds: Bounds, depth: int = 0) -> plain.Content:
    """What a file of any kind holds; `depth` messages are around it."""
    if len(source) > SIZE:
        raise TooLong(f"This file is too large: at most {SIZE // 1_000_000} MB are read. Save it without its pictures, or in parts.")
    kind = kind_of_file(source, name)
    if kind == "mail":
        return mail.read(source, bounds, partial(_content, depth=depth + 1), depth)
    if kind in FILES:
        content = FILES[kind](source, bounds)
        return content if content.title else replace(content, title=plain.title(content.text))
    if len(source) > bounds.limit * MARKUP:
        raise bounds.too_long()
    return _written(characters.decode(source), kind, bounds)


def _written(text: str, kind: str | None, bounds: Bounds) -> plain.Content:
    """What a text holds that is readable as it is."""
    if len(text) > bounds.limit * MARKUP:
        raise bounds.too_long()
    if characters.is_noise(text):
        raise BinaryFile(characters.BINARY)
    text = characters.clean(text)
    return FORMATS[kind_of_text(text, kind)](text)


def _stated(date: str | None) -> tuple[int | None, PublishedBy]:
    """The day that a file says of itself; what is no full date says nothing."""
    try:
        return (days.from_iso(date), PublishedBy.STATED) if date else (None, PublishedBy.UNKNOWN)
    except ValueError:
        return None, PublishedBy.UNKNOWN


def _line(text: str) -> str:
    return " ".join(characters.clean(text).split())
