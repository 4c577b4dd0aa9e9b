"""A text in, the lines that are furniture of a page (menus, captions, dates of an update, copyright) out."""

from __future__ import annotations

import re

from events.model import Span

_FURNITURE = re.compile(
    r"""^\W*(?:
        (?:last\s+|first\s+)?(?:updated?|published|posted|created|modified|filed|added|printed)\b(?:\s+(?:on|at|by|in))?\s*[:|\d]
      | (?:updated|published|posted)\s+(?:on\s+|at\s+)?(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)
      | copyright\b|©|all\s+rights\s+reserved|\(?c\)\s*\d{4}
      | (?:share|tweet|print|email|e-mail|comments?|advertisement|subscribe|log\s*in|sign\s*(?:in|up)|register|search|menu|home|next|
           previous|related|more|read\s+more|see\s+also|photos?|videos?|gallery|enlarge|buy\s+this|copy\s+link|follow\s+us|like\s+us|click\s+here|
           hide\s+transcript|show\s+transcript|trending|most\s+(?:read|popular)|newsletters?|sponsored|recommended|tags?|filed\s+under|topics?)\b.{0,60}$
      | (?:photo|image|picture|file\s+photo|source|credit|courtesy)\b\s*(?:by|:|courtesy).{0,120}$
      | webvtt\b|please\s+enable\b|you\s+must\s+be\s+logged|get\s+the\s+latest\b|sign\s+up\s+for\b|this\s+material\s+may\s+not\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_RIGHTS = re.compile(r"all rights reserved|may not be (?:published|reproduced)|terms of (?:use|service)|privacy policy", re.IGNORECASE)
_INLINE = re.compile(r"\((?:first |last )?(?:published|updated|posted|source|photo|credit)\b[^()\n]{0,80}\)", re.IGNORECASE)
_STAMP = re.compile(
    r"""\b(?:(?:last|first)\s+)?(?:updated|published|posted|modified)\s*:\s*
        [^\n]{0,40}?(?:\b\d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b)
        (?:\s*[-,|]?\s*(?:at\s+)?\d{1,2}:\d{2}(?:\s*[ap]\.?m\b\.?)?(?:\s*[A-Z]{2,4}\b)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENTS = re.compile(
    r"""\W*(?:(?:\d+|no|all|view|show|reader|readers['’]|leave\s+(?:a|your)|post\s+(?:a|your)|add\s+(?:a|your))\s+)*comments?\W*(?:\d+\W*)?
      |\W*join\s+the\s+(?:conversation|discussion)\W*|\W*responses?\s+to\b.{0,80}""",
    re.IGNORECASE | re.VERBOSE,
)
_REPLY = re.compile(
    r"\W*(?:like|reply|report|flag|upvote|permalink|\d+\s+(?:hour|minute|day|week|month|year)s?\s+ago)\b.{0,40}", re.IGNORECASE
)
_SHORT, _LONG = 45, 1500  # characters of a line of a menu; of a reader's comment


def stamps(text: str) -> list[Span]:
    """Where a page says when it was published or updated: no happening has its time from there."""
    return [Span(*match.span()) for pattern in (_INLINE, _STAMP) for match in pattern.finditer(text)]


def comments(text: str) -> list[Span]:
    """From the heading of the readers' comments to the last button for an answer; a heading that none follows soon heads nothing."""
    found: list[Span] = []
    first = last = -1
    for match in re.finditer(r"[^\n]+", text):
        line = match[0].strip()
        if first >= 0 and match.start() - max(first, last) > _LONG:
            found += [Span(first, last)] if last > first else []
            first = last = -1
        if first < 0 and _COMMENTS.fullmatch(line):
            first = match.start()
        elif first >= 0 and _REPLY.fullmatch(line):
            last = match.end()
    return found + ([Span(first, last)] if last > first >= 0 else [])


def furniture(text: str) -> list[Span]:
    """Lines that tell nothing. A run of three or more short lines without a full stop is a menu; what readers write below is none of it."""
    found = [*stamps(text), *comments(text)]
    run: list[Span] = []
    for match in re.finditer(r"[^\n]+", text):
        line, span = match[0].strip(), Span(*match.span())
        if not line:
            continue
        if _FURNITURE.match(line) or (_RIGHTS.search(line) and len(line) < 300):
            found.append(span)
        if len(line) < _SHORT and line[-1] not in ".!?:;\"”’'":
            run.append(span)
        else:
            found += run if len(run) >= 3 else []
            run = []
    return sorted({*found, *(run if len(run) >= 3 else [])})
