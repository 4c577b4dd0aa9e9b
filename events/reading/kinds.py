"""Bytes and a name in, the kind of file out: by what it begins with, else by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from events.reading import mail
from events.reading.archive import LOCKED, Archive
from events.reading.bounds import Bounds
from events.reading.errors import Damaged, Locked, ReadingError, UnknownFormat

EXTENSIONS = {
    "txt": "text", "text": "text", "md": "markdown", "markdown": "markdown", "mkd": "markdown",
    "html": "html", "htm": "html", "xhtml": "html", "pdf": "pdf", "docx": "word", "docm": "word", "dotx": "word", "odt": "opendocument",
    "ott": "opendocument", "rtf": "rtf", "epub": "epub", "eml": "mail",
}  # fmt: skip
# What people may well give and is not read.
UNREAD = {
    "doc": "old Word", "mobi": "Kindle", "azw3": "Kindle", "msg": "Outlook", "pages": "Pages", "tex": "LaTeX", "pptx": "PowerPoint",
    "ppt": "PowerPoint", "odp": "presentation", "xls": "Excel", "xlsx": "Excel", "ods": "spreadsheet", "csv": "CSV", "tsv": "TSV",
    "json": "JSON", "jsonl": "JSON", "geojson": "GeoJSON", "xml": "XML", "zip": "ZIP", "gz": "compressed", "mhtml": "MHTML", "djvu": "DjVu",
}  # fmt: skip
BINARY = {"pdf": "PDF", "word": "Word", "opendocument": "OpenDocument", "rtf": "RTF", "epub": "EPUB"}  # cannot be what has no signature
# What is inside an archive tells its kind.
INSIDE = (
    ("word/document.xml", "word"), ("content.xml", "opendocument"), ("META-INF/container.xml", "epub"), ("xl/workbook.xml", "Excel"),
    ("ppt/presentation.xml", "PowerPoint"), ("Index/Document.iwa", "Pages"), ("[Content_Types].xml", "word"),
)  # fmt: skip
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the archive of older Office programs, and of newer ones with a password
PACKED = "EncryptedPackage".encode("utf-16-le")
PDF_WITHIN = 1024  # bytes before its mark that readers allow a PDF

# Possessive and atomic (++, ?>): a page of nothing but comments would otherwise be tried in every way to cut it.
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|meta|title|body|main|article|section|div|p|h[1-6]|table|ul|ol)\b[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\A---\n.*?^---\n|\A\s*#{1,6} \S|\]\(https?://", re.DOTALL | re.MULTILINE)


def kind_of_file(source: bytes, name: str) -> str | None:
    """The kind that a file has or promises; None for a text of any kind. Raises ReadingError for a kind that is not read."""
    extension = PurePath(name).suffix[1:].lower()
    if b"%PDF-" in source[:PDF_WITHIN]:
        return "pdf"
    if source.startswith(b"{\\rtf"):
        return "rtf"
    if source.startswith(b"PK\x03\x04"):
        return _packed(source, extension)
    if source.startswith(OLD):
        if PACKED in source:
            raise Locked(LOCKED.format("Word"))
        raise unread(UNREAD.get(extension, "old Word"))
    if source.startswith(b"\x1f\x8b"):
        raise unread("compressed")
    kind = kind_by_name(name)
    if kind in BINARY:
        if not source.strip():
            return None  # nothing at all, which is said in other words
        words = f"This is no {BINARY[kind]} file, though its name says so"
        raise Damaged(f"{words}: it may be damaged or cut off. Choose another, or paste its text.")
    return "mail" if kind in (None, "text") and mail.is_mail(source) else kind


def kind_by_name(name: str) -> str | None:
    """The kind that a name promises; None where it promises nothing."""
    extension = PurePath(name).suffix[1:].lower()
    if extension in UNREAD:
        raise unread(UNREAD[extension])
    return EXTENSIONS.get(extension)


def kind_of_text(text: str, kind: str | None) -> str:
    """A page saved as .txt is a page; a text without a name is Markdown where it begins with a heading or has links."""
    if kind != "markdown" and _HTML.match(text):
        return "html"
    if kind is None and _MARKDOWN.search(text):
        return "markdown"
    return kind or "text"


def unread(kind: str) -> UnknownFormat:
    return UnknownFormat(f"{kind} files are not read yet. Open it, copy its text and paste it.")


def _packed(source: bytes, extension: str) -> str:
    archive = Archive(source, BINARY.get(EXTENSIONS.get(extension, ""), "ZIP"), Bounds())
    for part, kind in INSIDE:
        if part in archive:
            if kind not in BINARY:
                raise unread(kind)
            return _opendocument(archive) if kind == "opendocument" else kind
    raise unread(UNREAD.get(extension, "ZIP"))


def _opendocument(archive: Archive) -> str:
    """Texts and spreadsheets have the same parts."""
    try:
        kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive else ""
    except ReadingError:
        kind = ""
    if kind and not kind.startswith("application/vnd.oasis.opendocument.text"):
        raise unread("presentation" if "presentation" in kind else "spreadsheet" if "spreadsheet" in kind else "drawing")
    return "opendocument"
