"""A PDF in, its content out: columns in order, words whole, running heads and page numbers left out, notes behind the text."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from itertools import chain
from typing import Any

from pypdf import PdfReader, apply_configuration, get_configuration
from pypdf.errors import DependencyError
from pypdf.generic import StreamObject

from events.reading import html
from events.reading.archive import DAMAGED, LOCKED
from events.reading.bounds import Bounds
from events.reading.errors import Damaged, Locked, ReadingError, Scanned, TooLong
from events.reading.pdf import layout
from events.reading.pdf.edges import Sheet, without_heads
from events.reading.pdf.fonts import UNKNOWN, Budget, Fonts
from events.reading.pdf.layout import Line
from events.reading.pdf.paragraphs import paragraphs, text_size
from events.reading.pdf.runs import runs
from events.reading.plain import Content

PAGES = 5000
FILTERS = ("zlib_maximum_output_length", "lzw_maximum_output_length", "run_length_maximum_output_length")
UNPACKED = 40_000_000  # bytes of one stream
FORGET = 20  # pages after which pypdf forgets what it has resolved
SCANNED = "This PDF holds pictures of pages, no text. Run text recognition (OCR) over it first, or paste its text."
GARBLED = "The letters of this PDF cannot be told from its fonts. Print it to another PDF, or recognise its text (OCR), and try again."

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it says of each oddity of a file what no reader asked

_PUBLISHED = re.compile(rb"prism:(?:publicationDate|coverDate)(?:\s*=\s*[\"']|[^>]*>\s*)(\d{4}-\d{2}-\d{2})")
_FILE_NAME = re.compile(
    r"(?:microsoft word|untitled|.*\.(?:docx?|pdf|indd|qxp|tex|rtf|odt|html?|dvi)$|.*\\|about:blank|file:)", re.IGNORECASE
)


def read(source: bytes, bounds: Bounds) -> Content:
    """Raises ReadingError; what is wrong with one page does not cost the others."""
    with apply_configuration(get_configuration().with_overwrites(**dict.fromkeys(FILTERS, UNPACKED))):
        reader, count = _opened(source)
        sheets: list[Sheet] = []
        broken = characters = 0
        fonts = Fonts(Budget())
        for number in range(count):
            bounds.tell(number / count, f"Reading page {number + 1} of {count}")
            try:
                sheet = _sheet(reader.pages[number], fonts)
            except (TooLong, MemoryError):
                raise
            except Exception:  # pypdf meets broken files with errors of every kind
                broken += 1
                continue
            sheets.append(sheet)
            characters += sum(len(part.text) for row in sheet.rows for part in row)
            bounds.check(characters)
            if number % FORGET == FORGET - 1:
                reader.resolved_objects.clear()
        return _content(reader, sheets, broken)


def _opened(source: bytes) -> tuple[PdfReader, int]:
    try:
        reader = PdfReader(BytesIO(source))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Locked(LOCKED.format("PDF"))
        count = len(reader.pages)
    except ReadingError:
        raise
    except (DependencyError, NotImplementedError):
        raise Locked(LOCKED.format("PDF")) from None
    except Exception:
        raise Damaged(DAMAGED.format("PDF")) from None
    if not count:
        raise Damaged(DAMAGED.format("PDF"))
    if count > PAGES:
        raise TooLong(f"This PDF is too long: at most {PAGES:,} pages are read at a time. Give it in parts.")
    return reader, count


def _sheet(page: Any, fonts: Fonts) -> Sheet:
    bottom, top = sorted((float(page.mediabox.bottom), float(page.mediabox.top)))
    found = runs(page, fonts)
    around = sum(len(run.text) for run in found if run.around)
    if 2 * around < sum(len(run.text) for run in found):
        found = [run for run in found if not run.around]
    return Sheet(layout.rows(layout.parts(found)), bottom, top)


def _content(reader: PdfReader, sheets: list[Sheet], broken: int) -> Content:
    known: set[int] = set()
    columns = [column for rows in without_heads(sheets) for column in layout.in_order(rows, known)]
    blocks = paragraphs(columns)
    text = html.join(blocks)
    letters = sum(1 for c in text if c.isalpha())
    if text.count(UNKNOWN) > letters:
        raise ReadingError(GARBLED)
    if not letters:
        if broken:
            raise Damaged(DAMAGED.format("PDF"))
        if any(_has_pictures(page) for page in reader.pages[:5]):
            raise Scanned(SCANNED)
    about = _about(reader)
    title = about.get("/Title", "")
    if not title or _FILE_NAME.match(title):
        title = _headline(columns)
    return Content(html.join(html.without(title, blocks)), title, _published(reader), about.get("/Author", ""))


def _has_pictures(page: Any) -> bool:
    try:
        found = page["/Resources"]["/XObject"].get_object()
        return any(each.get_object().get("/Subtype") == "/Image" for each in found.values())
    except Exception:  # a broken page has none
        return False


def _about(reader: PdfReader) -> dict[str, str]:
    """What the file says of itself. Its CreationDate is the file's: an article printed from a page is made years after it was published."""
    try:
        return {str(key): " ".join(str(value).split()) for key, value in (reader.metadata or {}).items() if value}
    except Exception:  # damaged, as above
        return {}


def _published(reader: PdfReader) -> str | None:
    """The day that a publisher's metadata state (PRISM 3.0, publicationDate or coverDate)."""
    try:
        about = reader.root_object["/Metadata"].get_object()
        found = _PUBLISHED.search(about.get_data()) if isinstance(about, StreamObject) else None
    except Exception:  # damaged, as above
        return None
    return found[1].decode() if found else None


def _headline(columns: list[list[Line]]) -> str:
    """The largest words of the first page, where they are larger than the text."""
    first = list(chain.from_iterable(columns[:4]))[:40]
    if not first:
        return ""
    largest = max(first, key=lambda line: line.size)
    if largest.size < 1.15 * text_size(columns):
        return ""
    start = first.index(largest)
    title = " ".join(line.text for line in first[start : start + 4] if abs(line.size - largest.size) < 0.5)
    return title if len(title) <= 300 else ""
