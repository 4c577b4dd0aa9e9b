"""Years, months, days and numbers of days in, EDTF out."""

from __future__ import annotations

import re

from events.days import to_date
from events.model import Clock


def write(year: int, month: int | None = None, day: int | None = None, mark: str = "") -> str:
    """One date; `year` astronomical (44 BC is -43), `month` 1..12 or a season 21..24, `mark` one of ~ ? % or empty.

    A month beyond the year 9999 has no EDTF of level 1: we write `Y12000-05`, and read it.
    """
    text = f"{year:05}" if year < 0 else f"{year:04}"
    if abs(year) > 9999:
        text = f"Y{year}"
    return text + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "") + mark


def write_day(day: int, clock: Clock | None = None) -> str:
    """One day by its number, with its clock time where one is known by the hour or minute."""
    text = write(*to_date(day))
    if clock is None:
        return text
    zone = clock.zone if clock.zone and re.fullmatch(r"Z|[+-]\d\d:\d\d", clock.zone) else ""
    start = f"{text}T{clock.first}:00{zone}"
    return f"{start}/{text}T{clock.last}:00{zone}" if clock.last and clock.last > clock.first else start


def write_years(digits: str) -> str:
    """A decade, century or millennium by its first digits: "199" -> `199X`."""
    return digits + "X" * (4 - len(digits.lstrip("-")))


def write_interval(first: str | None, last: str | None) -> str:
    """From one date to another, None = open. Equal ends are one date."""
    if first is not None and first == last:
        return first
    return f"{first or '..'}/{last or '..'}"
