"""HTML in, its content out: the article without the page around it, its paragraphs kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from events.reading.plain import Content


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


# HTML's own, and those of the TEI that trafilatura returns (head, item, row, quote ...).
BLOCKS = _tags(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form graphic h1 h2 h3 h4 h5 h6 "
    "head header hr html item li list main nav ol p pre quote row section summary table tbody tfoot thead tr ul"
)
LISTS = _tags("dl list ol table ul")
LINES = _tags("dd dt item li row tr")  # follow each other without a blank line
CELLS = _tags("cell td th")
UNSEEN = _tags("button canvas iframe input noscript object script select style svg template textarea title")
AROUND = UNSEEN | _tags("aside footer form header nav")  # of a page, not of its article
SHORT = 250  # characters; what trafilatura returns below that is more often a caption than the article
LARGE, HUGE = 3000, 50_000  # elements; trafilatura's second opinions take minutes over a large page, itself over a book in one page
BREAK = "\v"

# No date guessed from the words of the page, any year, no clock: only what the page states.
_DATES = {"extensive_search": False, "original_date": True, "min_date": "1700-01-01", "max_date": "9999-12-31"}


def read(text: str) -> Content:
    """Title, author, date and address as the page states them; a heading that repeats the title is left out of the text."""
    import trafilatura  # 0.4 s and 40 MB: only a page pays for it

    page = parse(text)
    if page is None:
        return Content("")
    size = sum(1 for _ in page.iter())
    found = None
    if size <= HUGE:
        found = trafilatura.bare_extraction(
            page, fast=size > LARGE, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    body = getattr(found, "body", None)
    article = [] if body is None else list(blocks(body))
    if sum(map(len, article)) < SHORT:
        page = parse(text)  # trafilatura has pruned the other
        article = list(blocks(page, AROUND)) or article
    if not isinstance(found, trafilatura.settings.Document):
        return Content(join(article), _text(page, "//title"))
    title = " ".join((found.title or "").split())
    return Content(join(without(title, article)), title, found.date, found.author or "", found.url or "")


def parse(text: str) -> Any:
    """The tree of a page, however broken; None where there is none."""
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)  # its encoding has done its work
    try:
        return lxml.html.document_fromstring(text, lxml.html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError):
        return None


def blocks(tree: Any, unseen: frozenset[str] = UNSEEN) -> Iterator[str]:
    """The paragraphs of a tree, in order; `BREAK` before one that is the next line of the same list or table."""
    walk = etree.iterwalk(tree, events=("start", "end"))
    parts: list[str] = []
    in_list = False  # whether the last block was a line of a list that goes on
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in BLOCKS:
                yield from _flush(parts, "")
                in_list = in_list and tag not in LISTS
            if tag in unseen:
                walk.skip_subtree()
            else:
                parts += (BREAK if tag in ("br", "lb") else "", element.text or "")
        else:
            parts += (" | ",) if tag in CELLS else ()
            if tag in BLOCKS:
                lines = list(_flush(parts, BREAK if tag in LINES and in_list else ""))
                yield from lines
                in_list = tag not in LISTS and (in_list or (tag in LINES and bool(lines)))
            parts.append(element.tail or "")
    yield from _flush(parts, "")


def _flush(parts: list[str], mark: str) -> Iterator[str]:
    """The block that has come together, if it has words."""
    text = re.sub(r"[^\S\v]+", " ", "".join(parts))
    text = re.sub(r" ?\v ?", BREAK, text).strip(" |\v")
    parts.clear()
    if text:
        yield mark + text


def join(paragraphs: list[str]) -> str:
    """Blank lines between paragraphs, none between lines."""
    text = "".join(("\n" if block.startswith(BREAK) else "\n\n") + block.lstrip(BREAK) for block in paragraphs).lstrip("\n")
    return re.sub(r"\v{2,}", "\n\n", text).replace(BREAK, "\n")


def without(title: str, paragraphs: list[str]) -> list[str]:
    """The paragraphs, but for a first one that only says the title again."""
    first = paragraphs[0].casefold() if paragraphs else ""
    return paragraphs[1:] if title and first == title.casefold() else paragraphs


def _text(page: Any, path: str) -> str:
    return " ".join(" ".join(element.text or "" for element in page.xpath(path)[:1]).split())
