"""The tree of a word processor's file in, the same tree with the names and the order of a page out: what Word and OpenDocument share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

CELL = 300  # characters; a longer cell, or one of several paragraphs, is layout and no table


def rename(tree: Any, names: dict[str, str]) -> None:
    """Elements that are not named are transparent; those named "script" are not seen."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = names.get(element.tag.rpartition("}")[2], "span")


def after_paragraph(boxes: Iterable[Any], paragraph: str) -> None:
    """Moves what floats beside a paragraph behind it, in its order, so that no sentence is parted by a text box."""
    for box in reversed(list(boxes)):
        around = [each for each in box.iterancestors() if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == paragraph]
        if around:
            detach(box)
            around[-1].addnext(box)


def detach(element: Any) -> None:
    """Takes an element out of its tree and leaves the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def settle_tables(tree: Any) -> None:
    """A table of short cells has its rows as lines; one that only arranges a page is taken apart. Names are a page's."""
    for table in reversed(list(tree.iter("table"))):
        cells = [cell for row in table.iter("tr") for cell in row if cell.tag == "td"]
        if all(_is_short(cell) for cell in cells):
            for part in table.iter("p", "br"):
                part.tag, part.tail = "span", " " + (part.tail or "")
        else:
            for part in table.iter("table", "tr", "td"):
                part.tag = "div"


def _is_short(cell: Any) -> bool:
    full = [text for part in cell.iter("p") if (text := "".join(part.itertext()).strip())]
    return len(full) <= 1 and sum(map(len, full)) <= CELL
