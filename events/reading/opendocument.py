"""An OpenDocument text (.odt) in, its content out: as it reads with all changes accepted.

By lxml over the file's own XML (ISO/IEC 26300): what odfdo or odfpy would give is this tree, and neither leaves out what must not be read.
"""

from __future__ import annotations

from typing import Any

from events.reading import html, office
from events.reading.archive import LOCKED, Archive, attribute, local
from events.reading.bounds import Bounds
from events.reading.errors import Locked
from events.reading.plain import Content

# What each element counts in a page.
NAMES = {
    "p": "p", "h": "h1", "list": "div", "list-item": "div", "table": "table", "table-row": "tr", "table-cell": "td", "text-box": "div",
    "section": "div", "line-break": "br", "note-body": "div",
    # What nobody sees: deleted text, comments, citations of notes, tables of contents, titles of pictures, scripts, forms.
    "tracked-changes": "script", "annotation": "script", "annotation-end": "script", "note-citation": "script", "script": "script",
    "table-of-content": "script", "illustration-index": "script", "table-index": "script", "object-index": "script", "user-index": "script",
    "alphabetical-index": "script", "desc": "script", "title": "script", "forms": "script", "ruby-text": "script", "hidden-text": "script",
    "hidden-paragraph": "script", "sequence-decls": "script", "variable-decls": "script", "user-field-decls": "script",
    "event-listeners": "script",
    "covered-table-cell": "script", "dde-connection-decls": "script", "alphabetical-index-auto-mark-file": "script",
}  # fmt: skip
HEADINGS = ("Title", "Heading_20_1")


def read(source: bytes, bounds: Bounds) -> Content:
    """Headers, footers, comments and tables of contents are left out; notes follow the text."""
    archive = Archive(source, "OpenDocument", bounds)
    manifest = archive.xml("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else ()
    if any(local(child) == "encryption-data" for entry in manifest for child in entry):
        raise Locked(LOCKED.format("OpenDocument"))
    content = archive.xml("content.xml")
    body = next((each for each in content.iter() if local(each) == "text" and local(each.getparent()) == "body"), None)
    if body is None:
        raise archive.damaged()
    heading = _heading(content, body)
    paragraphs = _paragraphs(body)
    about = {local(each): " ".join((each.text or "").split()) for each in archive.xml("meta.xml").iter()} if "meta.xml" in archive else {}
    title = about.get("title") or heading
    return Content(html.join(html.without(title, paragraphs)), title, None, about.get("initial-creator") or about.get("creator", ""))


def _heading(content: Any, body: Any) -> str:
    """The text of the first title or heading: by its style, or by the style that its own style is made from."""
    parents = {attribute(each, "name"): attribute(each, "parent-style-name") for each in content.iter() if local(each) == "style"}
    for wanted in HEADINGS:
        for each in body.iter():
            style = attribute(each, "style-name") if local(each) in ("p", "h") else ""
            if wanted in (style, parents.get(style)):
                return " ".join("".join(each.itertext()).split())
    return ""


def _paragraphs(body: Any) -> list[str]:
    """The blocks of the text, by way of the names that a page would give them; notes go to its end."""
    for note in [each for each in body.iter() if local(each) == "note"]:
        office.detach(note)
        body.append(note)
    office.after_paragraph((each for each in body.iter() if local(each) == "text-box"), "p")
    for element in body.iter():
        if local(element) in ("s", "tab"):
            element.text = " "
    office.rename(body, NAMES)
    office.settle_tables(body)
    return list(html.blocks(body))
