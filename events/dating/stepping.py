"""A point of the calendar and a step from it in, the point that it leads to out; how far points lie apart."""

from __future__ import annotations

from dataclasses import replace

from events import edtf
from events.dating.feasts import feast
from events.dating.leaning import Lean
from events.dating.senses.said import Said
from events.dating.values import Point, of_day, of_week
from events.days import month_length, to_day, weekday
from events.model import When


def fields(said: Said, year: int) -> Point | None:
    """The point that the calendar fields name in a year."""
    if said.holiday:
        days = feast(said.holiday, year)
        if days and said.unit == "WE":
            return _weekend_of(days.first)
        return replace(of_day(days.first), last=days.last, about=days.about) if days else None
    return Point(year, said.month, said.day, said.season, said.quarter, said.half, end_year=said.end_year)


def _weekend_of(day: int) -> Point:
    """The Saturday and Sunday nearest to a feast, with the Monday where that is the feast."""
    near = of_week(day - 3 if weekday(day) < 2 else day, weekend=True)
    return replace(near, last=day) if weekday(day) == 0 else near


def key(point: Point, like: Point | None = None) -> tuple[int, int, int]:
    """For comparing times at the grain of `like`: a month is not before its own days."""
    if like is not None and like.day is None:
        if like.season or like.quarter:
            start = like.first_month or 1
            span = 3
            month = point.first_month or 1
            in_it = start <= month < start + span
            return (point.year, start if in_it else month, 0)
        return (point.year, point.first_month or 1, 0)
    return (point.year, point.first_month or 1, point.day or 0)


def _days_from(point: Point, base: Point) -> int:
    middle = 1 if point.day else 15
    month = (point.first_month or 1) + bool(point.quarter)
    return to_day(point.year, month, min(point.day or middle, month_length(point.year, month))) - to_day(
        base.year, base.first_month or 7, base.day or 15
    )


def distance(point: Point, base: Point, lean: Lean) -> int:
    """The nearest counts; a verb in the past weighs as much as eight or nine months, one in the future eight, or ten where it is clear.

    Quarters are past, and a future weighs four months against it.
    """
    days = _days_from(point, base)
    if point.quarter and lean is Lean.OPEN:
        lean = Lean.PAST
    if days * lean >= 0 or key(point, point) == key(base, point):
        return abs(days)
    if lean < 0:
        return abs(days) + (275 if lean is Lean.BEEN else 240)
    if point.quarter:
        return abs(days) + (300 if lean >= Lean.TIMETABLE else 120)
    return abs(days) + (300 if lean >= Lean.TIMETABLE and base.day is not None else 240)


def picked_weekday(today: int, target: int, back: int, pick: int) -> int:
    """Last Friday: the one before today. This Friday: of this week. Next Friday: of next week. -2: the one before last."""
    if pick < 0:
        return today - (back or 7) + 7 * (pick + 1)
    if pick > 0:
        return today - weekday(today) + 7 * pick + target
    return today - weekday(today) + target


def weekend(today: int, said: Said, lean: Lean) -> Point:
    if said.value == "nearest" and lean <= 0 and weekday(today) < 4:
        return of_week(today - 7, weekend=True)
    return of_week(today + 7 * said.count, weekend=True)


def same_in(base: Point, months: int, unit: str) -> Point:
    """The same day, week or month so many months from a day."""
    year, month = divmod(base.year * 12 + (base.first_month or 1) - 1 + months, 12)
    if unit == "M" or base.day is None:
        return Point(year, month + 1)
    day = to_day(year, month + 1, min(base.day, month_length(year, month + 1)))
    return of_day(day) if unit == "D" else of_week(day)


def shifted(base: Point, unit: str, count: int, said: Said) -> Point | None:
    if unit == "Y":
        if base.digits:
            return None
        return Point(base.year + count)
    if unit in "EC":
        digits = 3 if unit == "E" else 2
        year = base.year + count * 10 ** (4 - digits)
        if said.value == "exact":
            return Point(year)
        return Point(year // 10 ** (4 - digits) * 10 ** (4 - digits), digits=_first_digits(year, digits))
    if unit == "L" or base.first_month is None:
        return Point(base.year, vague="M") if unit == "M" and not base.digits else None
    months = base.year * 12 + base.first_month - 1 + count * (3 if unit == "Q" else 1)
    year, month = divmod(months, 12)
    if unit == "Q":
        return Point(year, quarter=month // 3 + 1)
    return Point(year, month + 1, said.day)


def last_month(end: Point) -> int:
    """Of what ends with a month, or in the first days of the next: a month counted from year 0."""
    return end.year * 12 + (end.first_month or 12) - 1 - (end.day is not None and end.day <= 7)


def quarter_to(month: int) -> Point:
    """The quarter of the calendar that is nearest to the three months up to one."""
    year, middle = divmod(month - 1, 12)
    return Point(year, quarter=middle // 3 + 1)


def picked(choices: list[Point], pick: int, base: Point) -> Point | None:
    """The last, this or the next (-1, 0, 1) of the same month, season or feast in three years."""
    wintry = bool(choices) and choices[0].season == 24 and base.first_month in (1, 2)  # it began last year
    if pick == 0:
        return choices[len(choices) // 2 - wintry] if choices else None
    if pick < 0:
        before = [p for p in choices if key(p) < key(base, p)]
        return replace(before[-1], year=before[-1].year - wintry) if before else None
    of_year = base.first_month is None  # the spring that follows a year is of the next, the winter ends it
    after = [p for p in choices if (p.year > base.year if of_year and p.season != 24 else key(p) > key(base, p))]
    return after[0] if after else None


def told_next(said: Said, last: Point, last_day: Point | None) -> Point | None:
    """In a story the year goes on until another is named; January follows December."""
    point = fields(said, last.year)
    if point is None:
        return None
    if last.first_month is None and last_day and last_day.year == last.year:
        last = last_day
    if said.season == 24:  # a winter without a year is called by that of its January
        ends = last.year + ((last.first_month or 12) > 3)
        return replace(point, year=ends, end_year=ends)
    if last.season == 24 and last.end_year is None and (point.first_month or 12) <= 6:
        return fields(said, last.year + 1)
    if last.first_month and (point.first_month or 12) + 8 <= last.first_month:
        return fields(said, last.year + 1)
    return point


def own_days(today: int, said: Said, lean: Lean) -> When | None:
    """Where the days are not those of the TIMEX3 value: "in the past year" ends today, "overnight" begins a day before it ends."""
    if said.value == "overnight":
        evening = today - (lean <= 0)
        return edtf.parse(f"{edtf.write_day(evening)}/{edtf.write_day(evening + 1)}") if said.basis == "t" else None
    if said.value != "past":
        return None
    months = {"M": -1, "Y": -12, "E": -120, "C": -1200}.get(said.unit)
    first = same_in(of_day(today), months, "D").number() if months else today - (14 if said.unit == "F" else 7)
    return edtf.approximate(edtf.parse(f"{edtf.write_day(first)}/{edtf.write_day(today)}"))


def _first_digits(year: int, digits: int) -> str:
    if year > 0:
        return f"{year:04}"[:digits]
    return "-" + f"{1 - year:04}"[:digits]
