"""A point of the calendar in, its TIMEX3 value and its When out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from events import edtf
from events.dating.senses.said import SEASON_CODES, Said
from events.dating.senses.spans import period
from events.dating.tokens import lexicon
from events.days import month_length, to_date, to_day, weekday
from events.model import Clock, Precision, Timex, When

_FARTHEST = 10**9  # years: EDTF has nine digits for one


@dataclass(frozen=True, slots=True)
class Point:
    """A time as exact as it was said: a year, perhaps with one finer field; or the first digits of a longer one; or a week."""

    year: int
    month: int | None = None
    day: int | None = None
    season: int | None = None
    quarter: int | None = None
    half: int | None = None
    digits: str = ""
    week: int | None = None  # its Monday
    weekend: bool = False
    vague: str = ""  # a finer unit that was spoken of but is not known: "M" or "D"
    last: int | None = None  # of the days of a feast
    about: bool = False  # it may be a day or two off
    end_year: int | None = None  # in which a winter ends

    def number(self) -> int:
        """The day number where the calendar has one day."""
        return to_day(self.year, self.month or 1, self.day or 1)

    @property
    def first_year(self) -> int:
        """In which it begins: the 480s BC in 489 BC, though their digits say 480."""
        return self.year + 1 - 10 ** (5 - len(self.digits)) if self.digits.startswith("-") else self.year

    @property
    def first_month(self) -> int | None:
        """The month in which it begins, None for a year or longer."""
        if self.month or self.week is not None:
            return self.month
        if self.season:
            return edtf.SEASONS[self.season][1]
        if self.quarter:
            return self.quarter * 3 - 2
        return self.half * 6 - 5 if self.half else None


def of_day(day: int) -> Point:
    return Point(*to_date(day))


def of_week(day: int, weekend: bool = False) -> Point:
    """The week, Monday to Sunday, of a day."""
    monday = day - weekday(day)
    year, month, _ = to_date(monday + 3)
    return Point(year, month, week=monday, weekend=weekend)


def exists(point: Point) -> bool:
    """Whether there is such a day, in a year that EDTF can say."""
    return abs(point.year) < _FARTHEST and (point.day is None or 1 <= point.day <= month_length(point.year, point.month or 1))


# ---- TIMEX3 ----


def _year(year: int) -> str:
    """TIMEX2 and 3 write 44 BC as BC0044; ours are astronomical."""
    return f"{year:04}" if year > 0 else f"BC{1 - year:04}"


def _digits(point: Point) -> str:
    if not point.digits.startswith("-"):
        return point.digits
    return "BC" + point.digits[1:]


def timex_value(point: Point) -> str:
    if point.digits:
        return _digits(point)
    if point.week is not None:
        year, week, _ = _iso_week(point.week)
        return f"{_year(year)}-W{week:02}" + ("-WE" if point.weekend else "")
    value = _year(point.year)
    if point.last is not None and point.last > point.number() + 10:  # a month of fasting has no value but its year
        return value
    if point.season:
        return f"{value}-{SEASON_CODES[point.season]}"
    if point.quarter or point.half:
        return f"{value}-Q{point.quarter}" if point.quarter else f"{value}-H{point.half}"
    if point.month:
        value += f"-{point.month:02}"
    if point.day:
        value += f"-{point.day:02}"
    return value + {"": "", "M": "-XX", "D": "-XX" if point.month else "-XX-XX"}[point.vague]


def _iso_week(monday: int) -> tuple[int, int, int]:
    """ISO year, week and day; years outside 1..9999 repeat every 400."""
    year = to_date(monday + 3)[0]
    shift = 0 if 2 <= year <= 9998 else (2000 - year) // 400 * 400
    iso = date.fromordinal(monday + shift // 400 * 146_097).isocalendar()
    return iso[0] - shift, iso[1], iso[2]


def timex(said: Said, point: Point) -> Timex:
    """The whole meaning of an expression whose point is known."""
    value, when = timex_value(point), when_of(point, said.third)
    if said.clock:
        value += "T24:00" if said.clock == "24:00" else f"T{said.clock}"
    elif said.part:
        value += f"T{said.part}"
    timed = said.clock or said.part
    return Timex("TIME" if timed else said.type, value, _timed(when, said) if timed else when, said.rule)


def named(said: Said) -> Timex:
    """A time with a name: its value is the interval of its years."""
    when = edtf.parse(said.value)
    ends = (_year(to_date(end)[0]) for end in (when.first, when.last) if end is not None)
    return Timex("DATE", "/".join(dict.fromkeys(ends)), when, said.rule)


def unknown(said: Said) -> Timex | None:
    """A value with X for what nobody can know, where TIMEX3 has one."""
    if said.kind == "clock_shift":
        return Timex("DURATION", said.value, None, said.rule)
    time = f"T{said.clock or said.part}" if said.clock or said.part else ""
    if said.month or said.season:
        month = f"{said.month:02}" if said.month else SEASON_CODES[said.season or 21]
        return Timex("TIME" if time else "DATE", f"XXXX-{month}" + (f"-{said.day:02}" if said.day else "") + time, None, said.rule)
    if said.weekday:
        return Timex("TIME" if time else "DATE", f"XXXX-WXX-{said.weekday}{time}", None, said.rule)
    if said.kind == "clock":
        return Timex("TIME", f"XXXX-XX-XX{time}", None, said.rule)
    if said.kind == "shift":
        if said.value == "exact" and said.count:
            return Timex("DURATION", period(str(abs(said.count)), said.unit), None, said.rule)
        return Timex("DATE", "PAST_REF" if said.count < 0 else "FUTURE_REF" if said.count > 0 else "PRESENT_REF", None, said.rule)
    return None


# ---- When ----


def when_of(point: Point, third: str = "") -> When:
    """The interval that a point means, never more exact."""
    if point.digits:
        when = _long(point)
    elif point.week is not None:
        first, last = (point.week + 5, point.last or point.week + 6) if point.weekend else (point.week, point.week + 6)
        return replace(
            edtf.parse(f"{edtf.write_day(first)}/{edtf.write_day(last)}"), precision=Precision.DAY if point.weekend else Precision.WEEK
        )
    elif point.quarter or point.half:
        first_month = point.first_month or 1
        months = 2 if point.quarter else 5
        when = edtf.parse(f"{edtf.write(point.year, first_month)}/{edtf.write(point.year, first_month + months)}")
        return replace(when, precision=Precision.QUARTER if point.quarter else Precision.HALF)
    elif point.season:
        begins = point.end_year - 1 if point.end_year and point.season == 24 else point.year
        return edtf.parse(edtf.write(begins, point.season, mark="~" if third else ""))
    elif point.last is not None:
        return _feast(point.number(), point.last, "~" if point.about else "")
    else:
        when = edtf.parse(edtf.write(point.year, point.month, point.day))
    if third == "end":
        return edtf.parse(edtf.write(point.year, 12))
    return _part(when, point, third) if third else when


def _part(when: When, point: Point, third: str) -> When:
    """A part of a time: "early", "early mid" (to), "first half" and "week 1" of a month, "turn" and "years 50 99" of a century."""
    words = third.split()
    if words[-1] == "half" and point.month and not point.day:
        ends = (1, 15) if words[0] == "first" else (16, month_length(point.year, point.month))
        return replace(edtf.parse("/".join(edtf.write(point.year, point.month, day) for day in ends)), precision=Precision.DAY)
    if words[0] == "week" and point.month:
        return _week_of(point.year, point.month, words[1])
    if words[0] == "turn" or words[0] == "years":
        mark, (first, last) = ("~", (-5, 4)) if words[0] == "turn" else ("", map(int, words[1:]))
        begin = to_date(when.first or 0)[0]
        return edtf.parse(f"{edtf.write(begin + first, mark=mark)}/{edtf.write(begin + last, mark=mark)}")
    thirds = [edtf.third(when, word) for word in words if word in ("early", "mid", "late")]
    if not thirds or (thirds[0].first or 0) > (thirds[-1].last or 0):
        return when
    return thirds[0] if len(words) == 1 else edtf.join(thirds[0], thirds[-1])


def _feast(first: int, last: int, mark: str) -> When:
    ends = (edtf.write(*to_date(day), mark=mark) for day in (first, last))
    return edtf.parse(edtf.write_interval(*ends))


def _week_of(year: int, month: int, nth: str) -> When:
    """The nth or last seven days of a month, approximate."""
    length = month_length(year, month)
    first = length - 6 if nth == "last" else min(7 * int(nth) - 6, length - 6)
    return edtf.parse(f"{edtf.write(year, month, first, '~')}/{edtf.write(year, month, first + 6, '~')}")


def _long(point: Point) -> When:
    """A decade or century. EDTF's X counts down to zero, the decades and the first century of our reckoning do not."""
    digits = point.digits
    if digits.startswith("-") and len(digits) == 4:  # the 480s BC: 489 to 480 BC
        first, last = edtf.write(1 - int(digits[1:] + "9")), edtf.write(1 - max(int(digits[1:] + "0"), 1))
        return replace(edtf.parse(f"{first}/{last}"), precision=Precision.DECADE)
    if digits == "00":
        return replace(edtf.parse("0001/0100"), precision=Precision.CENTURY)
    if digits == "-00":
        return replace(edtf.parse("-0099/0000"), precision=Precision.CENTURY)
    return edtf.parse(edtf.write_years(digits))


def _timed(when: When, said: Said) -> When:
    """A day with its time; a longer time is no more exact for a clock."""
    if when.precision is not Precision.DAY or when.first != when.last or when.first is None:
        return when
    if said.part:
        word = {"MO": "morning", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}[said.part]
        first, last = edtf.PARTS[word]
        return replace(when, precision=Precision.PART, clock=Clock(first, last))
    if said.clock == "24:00":
        return replace(edtf.parse(edtf.write_day(when.first, Clock("23:59"))), precision=Precision.MINUTE)
    zone = lexicon().values["ZONE"].get(said.zone.lower(), said.zone if said.zone[0] in "+-" else None) if said.zone else None
    clock = Clock(said.clock, None, zone)
    timed = edtf.parse(edtf.write_day(when.first, clock))
    return replace(timed, precision=Precision.HOUR) if said.whole_hour else timed
