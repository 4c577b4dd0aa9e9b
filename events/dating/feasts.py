"""A feast and a year in, its first and last day out, and whether they are approximate.

A feast is `12-25`; `4th-thursday-11`, `last-monday-05` or `last-day-05`; or days from another feast, `easter-2`, `passover+0..7`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import floor, radians, sin
from typing import NamedTuple

from events.days import month_length, to_date, to_day, weekday

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_JULIAN_DAY = 1_721_424.5  # the astronomers' day at the beginning of our day 0


class Feast(NamedTuple):
    """Its days; `about` where a sighting of the moon or the country decides."""

    first: int
    last: int
    about: bool = False


def easter(year: int) -> int:
    """Day number of western Easter ("Anonymous Gregorian algorithm": Meeus, "Astronomical Algorithms", ch. 8)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return to_day(year, month, day + 1)


def orthodox(year: int) -> int:
    """Easter of the eastern churches, by the Julian calendar (Meeus, ch. 8)."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return to_day(year, month, day + 1) + year // 100 - year // 400 - 2


def rosh_hashanah(year: int) -> int:
    """The first of Tishri (Reingold and Dershowitz, "Calendrical Calculations", ch. 8)."""
    before, this, after = (_molad(year + 3760 + n) for n in (0, 1, 2))
    return this - 1_373_427 + (2 if after - this == 356 else 1 if this - before == 382 else 0)


def _molad(year: int) -> int:
    """Days from the Hebrew epoch to the new moon of a Hebrew year, put off where the week asks for it."""
    months = (235 * year - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // 25_920
    return day + ((3 * (day + 1)) % 7 < 3)


def hanukkah(year: int) -> int:
    """The 25th of Kislev; the month before it has 30 days in a complete year."""
    new_year = rosh_hashanah(year)
    return new_year + 83 + ((rosh_hashanah(year + 1) - new_year) % 10 == 5)


def islamic(month: int) -> Callable[[int], int]:
    """The first of an Islamic month in a year, the first where it has two: the day after the new moon in Mecca, if that comes before the
    evening; sightings shift it by a day."""

    def first(year: int) -> int:
        moon = floor((year - 2000) * 12.3685) - 1
        while moon % 12 != (month + 2) % 12 or to_date(_after_evening(moon))[0] < year:
            moon += 1
        return _after_evening(moon)

    return first


def _after_evening(moon: int) -> int:
    return floor(_new_moon(moon) + 0.4 - _JULIAN_DAY) + 1


def diwali(year: int) -> int:
    """The last evening in India before the new moon of autumn."""
    moon = floor((year - 2000) * 12.3685) + 8
    while floor(_new_moon(moon) + 5.5 / 24 - _JULIAN_DAY) < to_day(year, 10, 18):
        moon += 1
    return floor(_new_moon(moon) + 5.5 / 24 - 17.75 / 24 - _JULIAN_DAY)


def nowruz(year: int) -> int:
    """The day of the equinox of spring in Tehran, the next where it comes after noon."""
    moment = to_day(year, 3, 20) + _JULIAN_DAY
    for _ in range(3):
        moment -= ((_sun(moment) + 180) % 360 - 180) / 0.9856
    return floor(moment + 3.5 / 24 + 0.5 - _JULIAN_DAY)


def lunar_new_year(year: int) -> int:
    """The second new moon in China after that of the winter solstice; the third where a leap month stands between, as in 2034."""
    moment = to_day(year - 1, 12, 21) + _JULIAN_DAY
    for _ in range(3):
        moment += (270 - _sun(moment)) / 0.9856
    moon = floor((year - 2000) * 12.3685) + 1
    while _new_moon_day(moon) > floor(moment + 8 / 24 - _JULIAN_DAY):
        moon -= 1
    second = _new_moon_day(moon + 2)
    return second if second >= to_day(year, 1, 21) else _new_moon_day(moon + 3)


def _new_moon_day(number: int) -> int:
    return floor(_new_moon(number) + 8 / 24 - _JULIAN_DAY)


def _sun(moment: float) -> float:
    """Longitude of the sun in degrees, to a hundredth (Meeus, ch. 25)."""
    t = (moment - 2_451_545) / 36_525
    anomaly = radians(357.52911 + 35_999.05029 * t)
    centre = 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    return (280.46646 + 36_000.76983 * t + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def _new_moon(number: int) -> float:
    """The moment of a new moon counted from that of 6 January 2000, within minutes (Meeus, ch. 49)."""
    t = number / 1236.85
    sun, moon = radians(2.5534 + 29.1053567 * number), radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    mean = 2_451_550.09766 + 29.530588861 * number + 0.00015437 * t * t
    return mean + (
        -0.4072 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
        + 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    )  # fmt: skip


_BASES: dict[str, tuple[Callable[[int], int], bool]] = {
    "easter": (easter, False),
    "orthodox": (orthodox, False),
    "rosh": (rosh_hashanah, False),
    "passover": (lambda year: rosh_hashanah(year) - 163, False),
    "hanukkah": (hanukkah, False),
    "muharram": (islamic(1), True),
    "rabi": (islamic(3), True),
    "ramadan": (islamic(9), True),
    "shawwal": (islamic(10), True),
    "hijja": (islamic(12), True),
    "diwali": (diwali, True),
    "nowruz": (nowruz, True),
    "lunar": (lunar_new_year, True),
}


@lru_cache(maxsize=512)
def feast(code: str, year: int) -> Feast | None:
    """Its days in a year; None where the year, of 354 days, has none."""
    if match := re.fullmatch(r"([a-z]+)([+-]\d+)(?:\.\.(\d+))?", code):
        base, about = _BASES[match[1]]
        if about and not 1 <= year < 4000:
            return None  # the moon is not known so far off
        for near in (year - 1, year, year + 1):
            first = base(near) + int(match[2])
            if to_date(first)[0] == year:
                return Feast(first, first + int(match[3] or 0), about)
        return None
    day = _of_month(code, year)
    return Feast(day, day)


def _of_month(code: str, year: int) -> int:
    match = re.fullmatch(r"(\d)\w\w-(\w+)-(\d\d)|last-(\w+)-(\d\d)", code)
    if not match:
        month, day = map(int, code.split("-"))
        return to_day(year, month, day)
    if match[4]:
        last = to_day(year, int(match[5]), month_length(year, int(match[5])))
        return last if match[4] == "day" else last - (weekday(last) - WEEKDAYS.index(match[4])) % 7
    first = to_day(year, int(match[3]))
    return first + (WEEKDAYS.index(match[2]) - weekday(first)) % 7 + 7 * (int(match[1]) - 1)
