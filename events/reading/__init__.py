"""A file or pasted text in, a Document out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePath

from events import days
from events.model import Document, PublishedBy
from events.reading import characters, html, markdown, plain
from events.reading.detection import detect_language
from events.reading.errors import BinaryFile, EmptyText, ReadingError, TooLong, UnknownFormat, WrongEncoding

__all__ = [
    "LIMIT", "SAMPLE", "BinaryFile", "EmptyText", "ReadingError", "TooLong", "UnknownFormat", "WrongEncoding", "detect_language", "read",
]  # fmt: skip

SAMPLE = Path(__file__).parents[1] / "sample" / "armenia-azerbaijan.md"
LIMIT = 2_000_000  # characters, a book of 350,000 words: its reading stays under 1 GB
MARKUP = 20  # a page may be so many times longer than its text

FORMATS: dict[str, Callable[[str], plain.Content]] = {"text": plain.read, "markdown": markdown.read, "html": html.read}
EXTENSIONS = {
    "txt": "text", "text": "text", "md": "markdown", "markdown": "markdown", "mkd": "markdown",
    "html": "html", "htm": "html", "xhtml": "html",
}  # fmt: skip
# What people may well give and is not read yet: by its name, and by the bytes it begins with.
UNREAD = {
    "pdf": "PDF", "doc": "Word", "docx": "Word", "odt": "OpenDocument", "rtf": "RTF", "epub": "EPUB", "mobi": "Kindle",
    "eml": "E-mail", "msg": "Outlook", "pages": "Pages", "tex": "LaTeX", "pptx": "PowerPoint", "ppt": "PowerPoint",
    "xls": "Excel", "xlsx": "Excel", "csv": "CSV", "tsv": "TSV", "json": "JSON", "jsonl": "JSON", "geojson": "GeoJSON",
    "xml": "XML", "zip": "ZIP", "gz": "compressed", "mhtml": "MHTML",
}  # fmt: skip
SIGNATURES = (
    (b"%PDF-", "PDF"), (b"{\\rtf", "RTF"), (b"PK\x03\x04", "Word, OpenDocument, EPUB and ZIP"), (b"\xd0\xcf\x11\xe0", "old Word"),
    (b"\x1f\x8b", "compressed"),
)  # fmt: skip

# Possessive and atomic (++, ?>): a page of nothing but comments would otherwise be tried in every way to cut it.
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|meta|title|body|main|article|section|div|p|h[1-6]|table|ul|ol)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\A---\n.*?^---\n|\A\s*#{1,6} \S|\]\(https?://", re.DOTALL | re.MULTILINE)


def read(
    source: bytes | str, name: str = "", published: int | None = None, *, title: str = "", url: str = "", limit: int = LIMIT
) -> Document:
    """The article in a file (`name` helps to tell its format) or in a pasted text; `published` is a day number.

    Raises ReadingError, whose message can be shown as it is. A text in another language than English is read, and says so.
    """
    kind = _kind_by_name(name)
    if len(source) > limit * MARKUP:
        raise _too_long(limit)
    source = _characters(source)
    content = FORMATS[_kind_by_content(source, kind)](source)
    text = characters.clean(content.text).strip()
    if not re.search(r"[^\W\d_]", text):
        raise EmptyText("There are no words in it to read. Choose another file, or paste the article's text.")
    if len(text) > limit:
        raise _too_long(limit)
    day, how = (published, PublishedBy.GIVEN) if published is not None else _stated(content.published)
    return Document(text, _line(title or content.title), day, how, url or content.url, detect_language(text), _line(content.author))


def _characters(source: bytes | str) -> str:
    """Clean characters, whatever was given."""
    if isinstance(source, bytes):
        for signature, kind in SIGNATURES:
            if source.startswith(signature):
                raise _unread(kind)
        source = characters.decode(source)
    if characters.is_noise(source):
        raise BinaryFile(characters.BINARY)
    return characters.clean(source)


def _kind_by_name(name: str) -> str | None:
    """The format that a file's name promises; None where it promises nothing."""
    extension = PurePath(name).suffix[1:].lower()
    if extension in UNREAD:
        raise _unread(UNREAD[extension])
    return EXTENSIONS.get(extension)


def _kind_by_content(text: str, kind: str | None) -> str:
    """A page saved as .txt is a page; a text without a name is Markdown where it begins with a heading or has links."""
    if kind != "markdown" and _HTML.match(text):
        return "html"
    if kind is None and _MARKDOWN.search(text):
        return "markdown"
    return kind or "text"


def _unread(kind: str) -> UnknownFormat:
    return UnknownFormat(f"{kind} files are not read yet. Open it, copy its text and paste it.")


def _too_long(limit: int) -> TooLong:
    return TooLong(f"This is too long: at most {limit:,} characters are read at a time. Give it in parts.")


def _stated(date: str | None) -> tuple[int | None, PublishedBy]:
    """The day that a file says of itself; what is no full date says nothing."""
    try:
        return (days.from_iso(date), PublishedBy.STATED) if date else (None, PublishedBy.UNKNOWN)
    except ValueError:
        return None, PublishedBy.UNKNOWN


def _line(text: str) -> str:
    return " ".join(characters.clean(text).split())
