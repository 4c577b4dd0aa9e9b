"""Expressions and the text around them in; which stand in a quoted speech, and the day on which it was said, out."""

from __future__ import annotations

import re
from bisect import bisect_right

from events.dating.grammar import Grammar
from events.dating.joining import Expression, is_day
from events.dating.tokens import Tokens

_MARKS = re.compile(r"(?P<open>“|``)|(?P<close>”|'')|(?P<both>\")|(?P<end>\n)")
_NEAR, _FAR = 90, 300  # characters between the day of a saying and the quotation; between the quotations of one speech


def spoken(tokens: Tokens, expressions: list[Expression], grammar: Grammar) -> dict[int, int]:
    """Of each "today" or "tomorrow" in a quotation whose day is told beside it, the number of the expression that tells it."""
    if not any(each.said.basis == "t" for each in expressions):
        return {}
    quotes = _quotations(tokens.text)
    begins = [begin for begin, _ in quotes]
    found: dict[int, int] = {}
    for at, each in enumerate(expressions):
        start = tokens.spans[each.first][0]
        number = bisect_right(begins, start) - 1
        if each.said.basis != "t" or number < 0 or start >= quotes[number][1]:
            continue
        near = range(max(at - 3, 0), min(at + 4, len(expressions)))
        for quote in (quotes[number], quotes[number - 1])[: 1 + (number > 0)]:  # or the speech goes on
            if "\n" in tokens.text[quote[1] : start][:_FAR] or start - quote[1] > _FAR:
                break
            days = [other for other in near if _tells(tokens, expressions[other], quote, grammar)]
            if days:
                found[at] = days[0]
                break
    return found


def _tells(tokens: Tokens, day: Expression, quote: tuple[int, int], grammar: Grammar) -> bool:
    """Whether an expression tells the day on which a quotation was said."""
    start, end = tokens.spans[day.first][0], tokens.spans[day.last - 1][1]
    beside = 0 <= quote[0] - end <= _NEAR or 0 <= start - quote[1] <= _NEAR
    return beside and _is_named_day(day) and grammar.is_said(start) and _is_one(tokens.text, quote, start, end)


def _is_named_day(expression: Expression) -> bool:
    said = expression.said
    return said.kind == "date" and is_day(said) and not said.clock


def _is_one(text: str, quote: tuple[int, int], start: int, end: int) -> bool:
    """Whether no sentence ends between a quotation and a day; a colon leads on to the quotation."""
    between = text[end : quote[0]] if end <= quote[0] else text[quote[1] : start]
    if start >= quote[1] and text[quote[1] - 2 : quote[1] - 1] == ".":  # "We leave." On Monday he spoke.
        return False
    return not re.search(r"[.!?][\"”’']*\s|\n", between)


def _quotations(text: str) -> list[tuple[int, int]]:
    """[start, end) of what stands in double quotation marks; none goes over the end of a line."""
    found, begun = [], -1
    for mark in _MARKS.finditer(text):
        if mark["end"]:
            begun = -1
        elif begun < 0:
            begun = mark.start() if mark["open"] or mark["both"] else -1
        elif mark["close"] or mark["both"]:
            found.append((begun, mark.end()))
            begun = -1
    return found
