"""An e-book (.epub) in, its content out: its chapters in the order of their reading.

By zipfile and lxml (EPUB 3.3, W3C): ebooklib is under the AGPL.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from events.reading import characters, html, office
from events.reading.archive import Archive, attribute, local
from events.reading.bounds import Bounds
from events.reading.errors import Locked
from events.reading.plain import Content

PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
FONTS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}  # only fonts are disguised so, not words
# Parts that are not what the book tells (EPUB 3 Structural Semantics Vocabulary).
AROUND = {"toc", "landmarks", "page-list", "lot", "loi", "index", "cover", "titlepage", "halftitlepage", "copyright-page", "pagebreak"}
NOTES = {"footnote", "endnote", "rearnote", "footnotes", "endnotes", "rearnotes"}
MARK = re.compile(r"\s*[\[(]?(?:\d{1,4}|[*†‡§]|[ivxlc]{1,6}|[a-z])[\])]?\s*")
BACK = ("↩", "↩︎", "^", "←")
LOCKED = "This e-book is locked by its seller (DRM). Only a book without such a lock can be read."


def read(source: bytes, bounds: Bounds) -> Content:
    """Cover, contents, index and page marks are left out; notes follow the text."""
    archive = Archive(source, "EPUB", bounds)
    if "META-INF/encryption.xml" in archive:
        locks = archive.xml("META-INF/encryption.xml").iter()
        methods = {attribute(each, "Algorithm") for each in locks if local(each) == "EncryptionMethod"}
        if methods - FONTS:
            raise Locked(LOCKED)
    place = next((attribute(each, "full-path") for each in archive.xml("META-INF/container.xml").iter() if local(each) == "rootfile"), "")
    package = archive.xml(place)
    text: list[str] = []
    notes: list[str] = []
    pages = list(_pages(package, place))
    for number, page in enumerate(pages, 1):
        bounds.tell(number / len(pages), f"Reading chapter {number} of {len(pages)}")
        if page in archive:
            _chapter(archive.read(page), text, notes)
            bounds.check(sum(map(len, text)))
    title, author, date = (_said(package, name) for name in ("title", "creator", "date"))
    return Content(html.join(html.without(title, text) + notes), title, date[:10] or None, author)


def _pages(package: Any, place: str) -> Iterator[str]:
    """The names of the parts to read, in the order of the spine."""
    items = {attribute(each, "id"): each for each in package.iter() if local(each) == "item"}
    for each in package.iter():
        item = items.get(attribute(each, "idref")) if local(each) == "itemref" else None
        if item is None or attribute(item, "media-type") not in PAGES or "nav" in attribute(item, "properties").split():
            continue
        yield posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(attribute(item, "href"))))


def _chapter(source: bytes, text: list[str], notes: list[str]) -> None:
    page = html.parse(characters.decode(source))
    if page is None:
        return
    for element in list(page.iter()):
        kinds = set(attribute(element, "type").split()) | {role.removeprefix("doc-") for role in attribute(element, "role").split()}
        if kinds & AROUND or _is_mark(element, kinds):
            element.tag = "script"
        elif kinds & NOTES and element.getparent() is not None and element.tag != "body":
            notes += html.blocks(_alone(element))
    office.settle_tables(page)
    text += html.blocks(page, html.UNSEEN | {"nav"})


def _alone(note: Any) -> Any:
    """A note without its way back, taken out of the chapter."""
    for link in list(note.iter("a")):
        words = "".join(link.itertext()).strip()
        if "backlink" in attribute(link, "role") + attribute(link, "type") or words in BACK or MARK.fullmatch(words):
            link.tag = "script"
    office.detach(note)
    return note


def _is_mark(element: Any, kinds: set[str]) -> bool:
    """Whether an element is only the number that calls for a note."""
    if "noteref" in kinds:
        return True
    if element.tag != "a" or "#" not in (element.get("href") or ""):
        return False
    raised = any(each.tag == "sup" for each in [*element.iterancestors("sup"), *element.iter("sup")])
    return raised and MARK.fullmatch("".join(element.itertext())) is not None


def _said(package: Any, name: str) -> str:
    """The book's own word for title, creator or date; of several dates that of its publication."""
    said = [each for each in package.iter() if local(each) == name and "purl.org/dc" in each.tag]
    said.sort(key=lambda each: attribute(each, "event") not in ("", "publication"))
    texts = [" ".join((each.text or "").split()) for each in said if attribute(each, "event") in ("", "publication")]
    return ", ".join(texts) if name == "creator" else next(filter(None, texts), "")
