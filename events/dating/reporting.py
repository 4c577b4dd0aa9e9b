"""Expressions and the text around them in; which stand in a quoted speech, head a part of a report or stamp its entries, out."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right

from events.dating.grammar import Grammar
from events.dating.joining import Expression, is_day
from events.dating.tokens import BREAK, Tokens

_MARKS = re.compile(r"(?P<open>“|``)|(?P<close>”|'')|(?P<both>\")|(?P<end>\n)")
_NEAR, _FAR = 90, 300  # characters between the day of a saying and the quotation; between the quotations of one speech
_DAY = 24 * 60
_AFTER_STAMP = ":-–—|"


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


def headings(tokens: Tokens, expressions: list[Expression]) -> set[int]:
    """Days that stand alone in their line."""
    return {
        at
        for at, each in enumerate(expressions)
        if is_day(each.said) and _begins_line(tokens, each.first) and _ends_line(tokens, each.last)
    }


def stamps(tokens: Tokens, expressions: list[Expression], heads: set[int]) -> dict[int, int]:
    """Times of day that begin the entries of a running report, two at least: of each, how many days after the first of its part it is."""
    made = [at for at, each in enumerate(expressions) if _is_stamp(tokens, each)]
    if len(made) < 2:
        return {}
    clocks = [int(said.clock[:2]) * 60 + int(said.clock[3:]) for said in (expressions[at].said for at in made)]
    steps = [(two - one) % _DAY for one, two in itertools.pairwise(clocks) if one != two]
    onward = sum(steps) <= len(steps) * _DAY / 2
    found, days = {made[0]: 0}, 0
    for (one, before), (two, after) in itertools.pairwise(zip(made, clocks, strict=True)):
        if any(head in heads for head in range(one + 1, two)):
            days = 0
        elif before != after and (before < after) is not onward:  # past midnight
            days += 1 if onward else -1
        found[two] = days
    return found


def _is_stamp(tokens: Tokens, expression: Expression) -> bool:
    said, last = expression.said, expression.last
    if said.kind != "clock" or not said.clock or not _begins_line(tokens, expression.first):
        return False
    return _ends_line(tokens, last) or tokens.words[last][0] in _AFTER_STAMP


def _begins_line(tokens: Tokens, at: int) -> bool:
    return at == 0 or tokens.codes[at - 1] == BREAK or _is_broken(tokens, at)


def _ends_line(tokens: Tokens, at: int) -> bool:
    return at >= len(tokens.words) or tokens.codes[at] == BREAK or _is_broken(tokens, at)


def _is_broken(tokens: Tokens, at: int) -> bool:
    """Whether a line ends before a token."""
    return "\n" in tokens.text[tokens.spans[at - 1][1] : tokens.spans[at][0]]
