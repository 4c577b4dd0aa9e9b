"""Dates in figures ("2014-03-18", "2021-W24", "18/3/2014", "16.VI.2021", "16-Jun-2021"): a rule that matched in, calendar fields out."""

from __future__ import annotations

import re
from dataclasses import replace

from events.dating.senses.dates import date
from events.dating.senses.said import Meaning, Said
from events.dating.table import Found
from events.days import first_monday, to_date


def hyphens(f: Found) -> Meaning:
    """ "16-Jun-2021", "16-Jun-94": nothing stands between the signs."""
    glued = all(f.tokens.spans[at][1] == f.tokens.spans[at + 1][0] for at in range(f.first, f.last - 1))
    said = date(f)
    if not glued or not isinstance(said, Said):
        return None
    if "YY" in f.groups:
        return replace(said, end_year=None, short=f.number("YY")) if len(f.word("YY")) == 2 else None
    return said


def iso(f: Found) -> Meaning:
    day, _, time = f.word("ISO").upper().partition("T")
    if "W" in day:
        return _week(*map(int, day.replace("-", "").split("W")))
    if day.isdigit():
        day, time = f"{day[:4]}-{day[4:6]}-{day[6:]}", f"{time[:2]}:{time[2:4]}{time[4:].lstrip('0123456789')}"
    year, month, of_month = map(int, re.split("[-/.]", day))
    if not 1 <= month <= 12:
        return None
    said = Said("date", year=year, month=month, day=of_month)
    zone = (re.search(r"(?:Z|[+-]\d\d:?\d\d)$", time) or [""])[0]
    return replace(said, type="TIME", clock=time[:5], zone=zone) if time and time[:5] < "24" and time[3:5] < "60" else said


def _week(year: int, week_and_day: int) -> Meaning:
    """The week of a number, or a day of it: 2021-W24, 2021-W24-3."""
    week, day = (week_and_day, 0) if week_and_day < 100 else divmod(week_and_day, 10)
    monday = first_monday(year) + 7 * (week - 1)
    if not 1 <= week <= 53 or first_monday(year + 1) <= monday:
        return None
    _, month, of_month = to_date(monday + max(day - 1, 0))
    return Said("date", year=to_date(monday + max(day - 1, 0))[0], month=month, day=of_month, unit="" if day else "W")


def week_numbered(f: Found) -> Meaning:
    return _week(f.number("YEAR"), f.number("INT")) if f.number("INT") <= 53 else None


_ROMAN = {month: n for n, month in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)}  # 16.VI.2021


def slashed(f: Found) -> Meaning:
    """3/4/2022: which is the day the document decides later, where both may be."""
    one, two, year = (_ROMAN.get(part) or int(part) for part in re.split(r"\W+", f.word("SLASHED")))
    short = year if year < 100 else None
    day_first = "." in f.word("SLASHED") or one > 12
    if day_first:
        one, two = two, one
    if not (1 <= one <= 12 and 1 <= two <= 31):
        return None
    order = "day first" if day_first else "either" if two <= 12 else ""
    return Said("date", year=None if short is not None else year, short=short, month=one, day=two, value=order)
