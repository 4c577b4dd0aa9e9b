"""Plain text in, its content out: hard-wrapped lines joined, a short first line taken as the title."""

from __future__ import annotations

import re
from dataclasses import dataclass

WIDEST = 100  # characters; longer lines are paragraphs, not lines of a typewriter or a mail
TITLE = 150


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: text, and what it says of itself ("" or None where it says nothing). `published` is an ISO date."""

    text: str
    title: str = ""
    published: str | None = None
    author: str = ""
    url: str = ""


def read(text: str) -> Content:
    """The text as it is given, but for wrapped lines; its title stays in it."""
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    blocks = re.split(r"(\n{2,})", text)
    return Content("".join(map(unwrap, blocks)), title(text))


def unwrap(block: str) -> str:
    """Lines that were broken only because the page was full become one; the length stays the same.

    A line was full when the next line's first word would not have fitted in the width of the block's longest line.
    """
    lines = block.split("\n")
    width = max(map(len, lines))
    words = (line.split(maxsplit=1)[:1] for line in lines[1:])
    full = (len(line) + 1 + len("".join(word)) > width for line, word in zip(lines, words, strict=False))
    return block.replace("\n", " ") if 40 <= width <= WIDEST and all(full) else block


def title(text: str) -> str:
    """The first line, where it is short, more follows, and it does not end like a sentence."""
    first, _, rest = text.partition("\n")
    first = first.strip()
    is_title = rest.strip() and len(first) <= TITLE and re.search(r"[^\W\d_]", first) and not re.search(r"[.;:,…–—-][\"'”’)]*$", first)
    return first if is_title else ""
