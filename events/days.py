"""Days as integers: civil dates <-> day numbers of the proleptic Gregorian calendar, without bounds (1 = 0001-01-01)."""

from __future__ import annotations

import re

_ERA = 146_097  # days in 400 Gregorian years
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ISO = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)")


def is_leap(year: int) -> bool:
    """Whether the astronomical year (0 = 1 BC) has 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _MONTHS[month - 1]


def to_day(year: int, month: int = 1, day: int = 1) -> int:
    """Number of the day; `year` is astronomical. Raises ValueError where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        raise ValueError(f"There is no day {year}-{month:02}-{day:02}.")
    # Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 years.
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * _ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


def to_date(day: int) -> tuple[int, int, int]:
    """(astronomical year, month, day of the month) of a day number."""
    era, of_era = divmod(day + 305, _ERA)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted_month = (5 * of_year + 2) // 153
    month = shifted_month + (3 if shifted_month < 10 else -9)
    return year + era * 400 + (month <= 2), month, of_year - (153 * shifted_month + 2) // 5 + 1


def weekday(day: int) -> int:
    """0 = Monday ... 6 = Sunday."""
    return (day - 1) % 7


def first_monday(year: int) -> int:
    """The day on which the first ISO week of a year begins: it holds 4 January."""
    fourth = to_day(year, 1, 4)
    return fourth - weekday(fourth)


def iso(day: int) -> str:
    """ISO 8601; years before 0 and after 9999 with a sign (`-0043-03-15` is 44 BC, `+12000-03-15`)."""
    year, month, of_month = to_date(day)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04}-{month:02}-{of_month:02}"


def from_iso(text: str) -> int:
    """The day of a full ISO 8601 date as `iso` writes it. Raises ValueError for anything else."""
    match = _ISO.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is no full date like 2014-03-18.")
    return to_day(*map(int, match.groups()))
