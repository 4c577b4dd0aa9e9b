"""One string typed by a person in, its When out. Knows no spaCy."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from datetime import datetime

from events import edtf
from events.dating.discourse import Discourse
from events.dating.finding import pieces
from events.dating.grammar import Grammar
from events.dating.joining import join
from events.dating.resolving import resolve
from events.dating.tokens import context, tokenise
from events.days import to_date, to_day
from events.language import Parse
from events.model import Precision, When

_LONGEST = 200


def read_when(words: str, today: int | None = None) -> When:
    """EDTF, or any way of saying a time; relative ones ("last week") count from `today`. Raises ValueError in the reader's words."""
    text = " ".join(words.split())
    if not text or len(text) > _LONGEST:
        raise ValueError("Please type a time, such as 2014, March 2021, 15 March 2022 or since 2014.")
    try:
        return edtf.parse(text.upper().replace("--", "-") if text[:1].isdigit() else text)
    except ValueError as error:
        if re.fullmatch(r"\d{4,}-\d\d-\d\d", text):
            raise ValueError(str(error)) from None
    when = _understood(text, today) or _guarded_dateparser(text)
    if when is None:
        raise ValueError(f"“{text}” is no time that we can read: try 2014, March 2021, 15 March 2022, 1980s or since 2014.")
    return when


def _understood(text: str, today: int | None) -> When | None:
    """By our own rules, where they account for every word."""
    grammar = Grammar(Parse((), ()))
    tokens = tokenise(text)
    found = join(tokens, list(pieces(tokens, grammar)), grammar)
    covered = {at for e in found for at in range(e.first, e.last)}
    rest = [word for at, word in enumerate(tokens.words) if at not in covered]
    if not 1 <= len(found) <= 2 or not set(rest) <= context("FILLERS") | {"and"}:
        return None
    timex, *others = resolve(tokens, found, Discourse(today), grammar)
    if timex is None:
        raise ValueError(f"There is no such day as “{text}”.")
    if others and found[0].partner == 1 and timex.when is not None and "/" not in timex.when.edtf:
        raise ValueError(f"“{text}” ends before it begins.")
    if any(other is None or other.when is None or other.when != timex.when for other in others):
        return None
    if timex.when is None and today is None and timex.type in ("DATE", "TIME"):
        raise ValueError(f"“{text}” depends on a day that is not known here: please type a date.")
    return _meant(timex.when, rest)


def _meant(when: When | None, rest: list[str]) -> When | None:
    """With the words around it: "by 2030" has no beginning, "about 1850" is approximate, "perhaps 1850" uncertain."""
    if when is None:
        return None
    if "by" in rest[:1]:
        when = edtf.join(None, when)
    mark = ("~" if context("ABOUT") & set(rest) else "") + ("?" if context("PERHAPS") & set(rest) else "")
    if mark == "~?" and when.edtf[-1] == "~":
        return replace(edtf.parse(when.edtf.replace("~", "%")), precision=when.precision)
    if not mark or when.clock is not None or any(sign in when.edtf for sign in "~?%"):
        return when
    mark = mark if len(mark) == 1 else "%"
    return replace(edtf.parse("/".join(end if end == ".." else end + mark for end in when.edtf.split("/"))), precision=when.precision)


def _guarded_dateparser(text: str) -> When | None:
    """dateparser fills what is missing: read twice with opposite fillings, the two agree only on what was said."""
    if not any(character.isdigit() for character in text) or len(text) > 60:
        return None
    import dateparser  # half a second and 30 MB: only for what our own rules do not know

    ends: list[datetime] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of dateparser's own use of its dependencies
        for side in ("first", "last"):
            settings = {
                "PREFER_DAY_OF_MONTH": side,
                "PREFER_MONTH_OF_YEAR": side,
                "REQUIRE_PARTS": ["year"],
                "PARSERS": ["absolute-time", "custom-formats"],
            }
            end = dateparser.parse(text, settings=settings)
            if end is None:
                return None
            ends.append(end)
    first, last = (to_day(end.year, end.month, end.day) for end in ends)
    if str(ends[0].year) not in text:
        return None
    return _between(first, last)


def _between(first: int, last: int) -> When | None:
    year, month, day = to_date(first)
    for text, precision in (
        (edtf.write(year, month, day), Precision.DAY),
        (edtf.write(year, month), Precision.MONTH),
        (edtf.write(year), Precision.YEAR),
    ):
        when = edtf.parse(text)
        if (when.first, when.last) == (first, last):
            return replace(when, precision=precision)
    return None
