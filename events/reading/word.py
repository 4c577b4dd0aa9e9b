"""A Word file (.docx) in, its content out: as it reads with all changes accepted.

By lxml over the file's own XML (ECMA-376, part 1): python-docx leaves out what was inserted while changes were tracked, footnotes and
text boxes, and brings lxml itself.
"""

from __future__ import annotations

import re
from typing import Any

from events.reading import html, office
from events.reading.archive import Archive, attribute, local
from events.reading.bounds import Bounds
from events.reading.plain import Content

# What each element counts in a page.
NAMES = {
    "p": "p", "tbl": "table", "tr": "tr", "tc": "td", "txbxContent": "div", "footnote": "div", "endnote": "div", "br": "br", "cr": "br",
    # What nobody sees: what was deleted or moved away, the codes of fields, formats, positions of pictures.
    "del": "script", "delText": "script", "moveFrom": "script", "instrText": "script", "delInstrText": "script",
    "pPr": "script", "rPr": "script", "sectPr": "script", "sdtPr": "script", "fldData": "script", "rt": "script", "unseen": "script",
    "positionH": "script", "positionV": "script", "sizeRelH": "script", "sizeRelV": "script",
}  # fmt: skip
CHARACTERS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-"}
TEXT = {"t", *CHARACTERS}
CONTENTS = re.compile(r"(?:toc|contents|table of figures|index) ?\d*", re.IGNORECASE)


def read(source: bytes, bounds: Bounds) -> Content:
    """Headers, footers, comments and tables of contents are left out; notes follow the text."""
    archive = Archive(source, "Word", bounds)
    main = _main(archive)
    folder = main.rpartition("/")[0]
    styles = _styles(archive, f"{folder}/styles.xml")
    body = archive.xml(main)
    heading = _first(body, styles, "title") or _first(body, styles, "heading 1")
    paragraphs = _paragraphs(body, styles)
    for notes in (f"{folder}/footnotes.xml", f"{folder}/endnotes.xml"):
        if notes in archive:
            paragraphs += _paragraphs(archive.xml(notes), styles)
    about = _properties(archive, "docProps/core.xml")
    title = about.get("title") or heading
    return Content(html.join(html.without(title, paragraphs)), title, None, about.get("creator", ""))


def _main(archive: Archive) -> str:
    """The part that holds the text, by the file's own list of relations."""
    for relation in archive.xml("_rels/.rels") if "_rels/.rels" in archive else ():
        if attribute(relation, "Type").endswith("/officeDocument"):
            return attribute(relation, "Target").lstrip("/")
    return "word/document.xml"


def _styles(archive: Archive, part: str) -> dict[str, str]:
    """The name of each paragraph style, lower case: ids are in the language of the program that wrote them."""
    if part not in archive:
        return {}
    styles = (each for each in archive.xml(part) if local(each) == "style")
    return {attribute(each, "styleId"): attribute(name, "val").lower() for each in styles for name in each if local(name) == "name"}


def _style(paragraph: Any, styles: dict[str, str]) -> str:
    for each in _own(paragraph, "pPr", "pStyle"):
        id = attribute(each, "val")
        return styles.get(id, id.lower())
    return ""


def _own(element: Any, *path: str) -> list[Any]:
    """The elements on a path of names below an element."""
    found = [element]
    for name in path:
        found = [child for each in found for child in each if local(child) == name]
    return found


def _first(body: Any, styles: dict[str, str], style: str) -> str:
    """The text of the first paragraph of a style."""
    named = (each for each in body.iter() if local(each) == "p" and _style(each, styles) == style)
    texts = (" ".join("".join(part.text or "" for part in each.iter() if local(part) == "t").split()) for each in named)
    return next(filter(None, texts), "")


def _paragraphs(tree: Any, styles: dict[str, str]) -> list[str]:
    """The blocks of one part, by way of the names that a page would give them."""
    for double in [each for each in tree.iter() if local(each) == "Fallback"]:
        office.detach(double)  # the same once more, for programs that do not know the first
    _join_at_deleted_ends(tree)
    for element in tree.iter():
        name = local(element)
        if name in CHARACTERS:
            element.text = CHARACTERS[name]
        elif name not in TEXT:
            element.text = None  # indentation of the file
        element.tail = None
        if _is_unseen(element, name, styles):
            element.tag = "unseen"
    office.after_paragraph((each for each in tree.iter() if local(each) == "txbxContent"), "p")
    office.rename(tree, NAMES)
    office.settle_tables(tree)
    return list(html.blocks(tree))


def _is_unseen(element: Any, name: str, styles: dict[str, str]) -> bool:
    """Hidden words, the lines between notes, tables of contents."""
    if name == "r":
        return any(attribute(each, "val") not in ("0", "false") for each in _own(element, "rPr", "vanish"))
    if name == "p":
        return CONTENTS.fullmatch(_style(element, styles)) is not None
    if name == "sdt":
        return any(attribute(each, "val") == "Table of Contents" for each in _own(element, "sdtPr", "docPartObj", "docPartGallery"))
    return name in ("footnote", "endnote") and attribute(element, "type") not in ("", "normal")


def _join_at_deleted_ends(tree: Any) -> None:
    """A paragraph whose end was deleted goes on in the next one."""
    heads: dict[Any, Any] = {}  # the paragraph that each one continues
    for paragraph in [each for each in tree.iter() if local(each) == "p"]:
        head, following = heads.get(paragraph, paragraph), paragraph.getnext()
        if following is not None and local(following) == "p" and _own(paragraph, "pPr", "rPr", "del"):
            heads[following] = head
        if head is not paragraph:
            head.extend(each for each in list(paragraph) if local(each) != "pPr")
            paragraph.getparent().remove(paragraph)


def _properties(archive: Archive, part: str) -> dict[str, str]:
    """What the file says of itself: title, creator ..."""
    if part not in archive:
        return {}
    return {local(each): " ".join((each.text or "").split()) for each in archive.xml(part).iter()}
