"""Expressions and their meanings in, the same with days for a duration that stands beside a date out.

"The three months to June 2020" end with that month, "the first three months of 2020" begin with that year. In TIMEX3 they are durations,
with a date behind them; what happened in them happened on these days.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from events import edtf
from events.dating.joining import Expression
from events.dating.tokens import Tokens
from events.days import month_length, to_date, to_day
from events.model import Precision, Timex, When

_ENDS = (["to"], ["through"], ["until"], ["ended"], ["ending"], ["ended", "on"], ["ending", "on"])
_BEGINS = (["beginning"], ["beginning", "on"], ["beginning", "in"], ["starting"], ["starting", "on"], ["starting", "in"])
_PART = (["of"], ["of", "the"], ["in"])
_FIRST, _LAST = frozenset(("first", "opening", "early")), frozenset(("last", "final", "closing"))
_PERIOD = re.compile(r"P(X|\d{1,3})([DWMQY])")


def bound(tokens: Tokens, expressions: list[Expression], found: list[Timex | None]) -> None:
    """Gives both the duration and the date behind it the days of the whole."""
    for at, (one, two) in enumerate(itertools.pairwise(expressions)):
        duration, date = found[at], found[at + 1]
        if duration is None or duration.type != "DURATION" or duration.when is not None or two.partner or date is None or date.when is None:
            continue
        between = tokens.words[one.last : two.first]
        said, words = _PERIOD.fullmatch(duration.value), frozenset(tokens.words[max(one.first - 1, 0) : one.last])
        if said is None:
            continue
        if between in _ENDS:
            when = _until(said, date.when)
        elif between in _BEGINS or (between == ["from"] and "for" in words):  # "two weeks from Friday" alone is a day
            when = _from(said, date.when)
        else:
            when = _within(said, date.when, words) if between in _PART else None
        if when is not None:
            found[at], found[at + 1] = replace(duration, when=when), replace(date, when=when)


def _until(said: re.Match[str], end: When) -> When | None:
    """So many units that end with a day, month or year."""
    edge = edtf.parse(end.edtf.split("/")[-1]) if end.last is not None else end
    finest = {Precision.DAY: "DWMQY", Precision.MONTH: "MQY", Precision.YEAR: "Y"}.get(edge.precision, "")
    if said[1] == "X" or said[2] not in finest or end.last is None or edge.edtf[-1] in "~?%":
        return None
    return _written(_moved(end.last + 1, -int(said[1]), said[2]), end.last, said[2])


def _from(said: re.Match[str], begin: When) -> When | None:
    """So many units that begin with a day."""
    if said[1] == "X" or begin.precision is not Precision.DAY or begin.first is None or begin.clock is not None:
        return None
    return _written(begin.first, _moved(begin.first, int(said[1]), said[2]) - 1, said[2])


def _within(said: re.Match[str], whole: When, words: frozenset[str]) -> When | None:
    """The first or the last so many units; of a number that is not said, the third that they lie in."""
    early = bool(words & _FIRST)
    if whole.first is None or whole.last is None or whole.clock is not None or not (early or words & _LAST):
        return None
    if said[1] == "X":
        third = edtf.third(whole, "early" if early else "late")
        return third if third is not whole else None
    count = int(said[1])
    first = whole.first if early else _moved(whole.last + 1, -count, said[2])
    last = _moved(whole.first, count, said[2]) - 1 if early else whole.last
    return _written(first, last, said[2]) if whole.first <= first < last <= whole.last else None


def _moved(day: int, count: int, unit: str) -> int:
    """A day so many units later; the last of a month where it has no such day."""
    if unit in "DW":
        return day + count * (7 if unit == "W" else 1)
    year, month, of_month = to_date(day)
    year, month = divmod(year * 12 + month - 1 + count * {"M": 1, "Q": 3, "Y": 12}[unit], 12)
    return to_day(year, month + 1, min(of_month, month_length(year, month + 1)))


def _written(first: int, last: int, unit: str) -> When:
    """From one day to another, by whole months where the units are months."""
    one, two, after = to_date(first), to_date(last), to_date(last + 1)
    if unit in "MQY" and one[2] == after[2] == 1:
        return edtf.parse(edtf.write_interval(edtf.write(*one[:2]), edtf.write(*two[:2])))
    return edtf.parse(edtf.write_interval(edtf.write(*one), edtf.write(*two)))
