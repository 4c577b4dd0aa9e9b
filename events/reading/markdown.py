"""Markdown in, its content out: no markup, paragraphs kept, front matter read."""

from __future__ import annotations

import re

from events.reading import html
from events.reading.plain import Content

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|date|author|url)[ \t]*:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]")


def read(text: str) -> Content:
    """Title: of the front matter, else the first heading, which is left out of the text where it opens it (CommonMark and its tables)."""
    from markdown_it import MarkdownIt  # 0.1 s: only Markdown pays for it

    front = _FRONT.match(text)
    fields = {key.lower(): value.strip().strip("\"'") for key, value in _FIELD.findall(front[1])} if front else {}
    page = html.parse(MarkdownIt("commonmark").enable("table").render(text[front.end() if front else 0 :]))
    if page is None:
        return Content("")
    first = next((element for element in page.iter() if _HEADING.fullmatch(str(element.tag))), None)
    heading = " ".join("".join(first.itertext()).split()) if first is not None else ""
    title = fields.get("title", heading)
    paragraphs = html.without(title, list(html.blocks(page)))
    return Content(html.join(paragraphs), title, fields.get("date", "")[:10] or None, fields.get("author", ""), fields.get("url", ""))
