"""A feast and a year in, its day out."""

from __future__ import annotations

import re

from events.days import month_length, to_day, weekday

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def easter(year: int) -> int:
    """Day number of western Easter ("Anonymous Gregorian algorithm": Meeus, "Astronomical Algorithms", ch. 8)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return to_day(year, month, day + 1)


def holiday(code: str, year: int) -> int:
    """The day of `12-25`, `easter-2` or `4th-thursday-11` in a year."""
    if code.startswith("easter"):
        return easter(year) + int(code[6:])
    match = re.fullmatch(r"(\d)\w\w-(\w+)-(\d\d)|last-(\w+)-(\d\d)", code)
    if not match:
        month, day = map(int, code.split("-"))
        return to_day(year, month, day)
    if match[4]:
        last = to_day(year, int(match[5]), month_length(year, int(match[5])))
        return last - (weekday(last) - WEEKDAYS.index(match[4])) % 7
    first = to_day(year, int(match[3]))
    return first + (WEEKDAYS.index(match[2]) - weekday(first)) % 7 + 7 * (int(match[1]) - 1)
