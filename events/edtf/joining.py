"""A When in, another out: joined, opened, approximate, or a third of it."""

from __future__ import annotations

from dataclasses import replace

from events.days import to_date
from events.edtf.reading import DATE, parse, third_of, thirds
from events.edtf.writing import write, write_interval
from events.model import When


def join(first: When | None, last: When | None) -> When:
    """The whole time from one When to another, None = open. Raises ValueError where it would end before it begins."""
    begin = None if first is None else first.edtf.split("/")[0]
    end = None if last is None else last.edtf.split("/")[-1]
    precision = (last or first).precision  # type: ignore[union-attr]
    when = parse(write_interval(begin, end))
    return replace(when, precision=precision) if precision is not when.precision else when


def approximate(when: When) -> When:
    """The same time, marked as approximate at each end; one with a clock or a mark of its own is left as it is."""
    if when.clock is not None:
        return when
    ends = (end if end in ("", "..") or end[-1] in "~?%" else end + "~" for end in when.edtf.split("/"))
    return replace(parse("/".join(ends)), precision=when.precision)


def before(when: When) -> When:
    """All the time until the day, month or year before a When begins; before a time of day or a part of a year is still in it."""
    begin = when.edtf.split("/")[0]
    match = DATE.fullmatch(begin)
    if when.first is None or match is None or when.clock is not None or third_of(when):  # "before the end of 1791" is in 1791
        return join(None, when)
    year, month, day = to_date(when.first - 1)
    return parse(f"../{write(year, month if match['month'] else None, day if match['day'] else None, match['mark'])}")


def third(when: When, part: str) -> When:
    """The early, mid or late third of a century, decade, year or month, approximate; any other When unchanged."""
    spans = thirds(when)
    if spans is None:
        return when
    first, last = spans[("early", "mid", "late").index(part)]
    return parse(f"{first}~/{last}~")
