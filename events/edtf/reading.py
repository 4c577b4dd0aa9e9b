"""An EDTF string in, the interval of days that it means out (ISO 8601-2 levels 0 and 1, and the quarters and halves of level 2)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from events.days import month_length, to_date, to_day
from events.edtf.writing import write, write_years
from events.model import Clock, Precision, When

# ISO 8601-2 leaves the months of its seasons open; ours are the meteorological ones of the north, winter runs into the next year.
SEASONS = {21: ("spring", 3, 5), 22: ("summer", 6, 8), 23: ("autumn", 9, 11), 24: ("winter", 12, 14)}
GROUPS = {  # level 2: read, never written
    33: (Precision.QUARTER, 1, 3),
    34: (Precision.QUARTER, 4, 6),
    35: (Precision.QUARTER, 7, 9),
    36: (Precision.QUARTER, 10, 12),
    40: (Precision.HALF, 1, 6),
    41: (Precision.HALF, 7, 12),
} | {code: (Precision.SEASON, first, last) for code, (_, first, last) in SEASONS.items()}

DATE = re.compile(
    r"(?P<year>Y-?\d{5,12}|-?\d{4}|-?\d{3}X|-?\d\dXX|-?\dXXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
    r"(?P<mark>[~?%]?)",
    re.ASCII,
)
_X_PRECISION = {1: Precision.DECADE, 2: Precision.CENTURY, 3: Precision.MILLENNIUM}


_CUTS = {
    Precision.DECADE: ((0, 3), (4, 6), (7, 9)),
    Precision.CENTURY: ((0, 32), (33, 65), (66, 99)),
    Precision.MILLENNIUM: ((0, 332), (333, 665), (666, 999)),
}


class _Part(NamedTuple):
    """One end of an interval, or the whole of a single date."""

    first: int
    last: int
    precision: Precision
    mark: str
    clock: Clock | None


@lru_cache(maxsize=4096)
def parse(edtf: str) -> When:
    """The interval of days that an EDTF string means. Raises ValueError, in the reader's words, for anything else."""
    ends = edtf.strip().split("/")
    if len(ends) > 2:
        raise ValueError(f"“{edtf}” is no date that we can read: an interval has one slash.")
    if len(ends) == 1:
        only = _part(edtf.strip())
        return When(only.first, only.last, only.precision, edtf.strip(), only.clock)
    start, end = (None if side in ("", "..") else _part(side) for side in ends)
    if start is None and end is None:
        raise ValueError("An interval needs a beginning or an end.")
    if start and end and start.first > end.last:
        raise ValueError(f"“{edtf}” ends before it begins.")
    precision = (end or start).precision  # type: ignore[union-attr]
    when = When(start and start.first, end and end.last, precision, edtf.strip(), _clock_of(start, end))
    part = third_of(when)
    return replace(when, precision=part[1]) if part else when


def _clock_of(start: _Part | None, end: _Part | None) -> Clock | None:
    first = start and start.clock
    if not first or not end or not end.clock:
        return first
    return Clock(first.first, end.clock.first, first.zone)


def _part(text: str) -> _Part:
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is no date like 2014, 2014-03 or 2014-03-18.")
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    if "X" in year:
        if month:
            raise ValueError(f"“{text}” has a month in an unknown year.")
        first, last = years_of(year)
        return _Part(to_day(first), to_day(last, 12, 31), _X_PRECISION[year.count("X")], mark, None)
    number = int(year.lstrip("Y"))
    if month is None or month == "XX":
        return _Part(to_day(number), to_day(number, 12, 31), Precision.YEAR, mark, None)
    if day is None or day == "XX":
        return _month(number, int(month), mark)
    only = to_day(number, int(month), int(day))
    return _Part(only, only, Precision.MINUTE if match["hour"] else Precision.DAY, mark, _clock(match))


def years_of(year: str) -> tuple[int, int]:
    """`199X` -> (1990, 1999); a negative one counts away from zero: `-04XX` -> (-499, -400)."""
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return (high, low) if year.startswith("-") else (low, high)


def _month(year: int, month: int, mark: str) -> _Part:
    precision, first, last = GROUPS.get(month, (Precision.MONTH, month, month))
    if not 1 <= first <= 12:
        raise ValueError(f"There is no month {month}.")
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    return _Part(to_day(year, first), to_day(end_year, end_month, month_length(end_year, end_month)), precision, mark, None)


def _clock(match: re.Match[str]) -> Clock | None:
    if not match["hour"]:
        return None
    return Clock(f"{match['hour']}:{match['minute'] or '00'}", None, match["zone"])


def thirds(when: When) -> tuple[tuple[str, str], ...] | None:
    """EDTF ends of the three thirds: of ten years 4, 3 and 3; the odd one of 100 and 1,000 is the last; of a year 4 months each."""
    if when.first is None or when.last is None or "/" in when.edtf:
        return None
    year, month, _ = to_date(when.first)
    if when.precision in _CUTS:
        cuts = _CUTS[when.precision]
        return tuple((write(year + a), write(year + b)) for a, b in cuts)
    if when.precision is Precision.YEAR:
        return tuple((write(year, a), write(year, a + 3)) for a in (1, 5, 9))
    if when.precision is Precision.MONTH:
        return tuple((write(year, month, a), write(year, month, b)) for a, b in ((1, 10), (11, 20), (21, month_length(year, month))))
    return None


def third_of(when: When) -> tuple[str, Precision, str] | None:
    """(early | mid | late, of what, its EDTF) where an interval is the third of something, as `third` writes it."""
    match = re.fullmatch(r"([^/~]+)~/([^/~]+)~", when.edtf)
    if not match or when.first is None:
        return None
    year, month, _ = to_date(when.first)
    wholes = [write(year, month), write(year)]
    wholes += [write_years(f"{year // n:0{d}}") for n, d in ((10, 3), (100, 2), (1000, 1)) if 0 <= year <= 9999]
    for whole in wholes:
        for part, ends in zip(("early", "mid", "late"), thirds(parse(whole)) or (), strict=False):
            if ends == match.groups():
                return part, parse(whole).precision, whole
    return None
