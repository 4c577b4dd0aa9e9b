"""A When in, the words for people out."""

from __future__ import annotations

from events.days import to_date, weekday
from events.edtf.reading import DATE, GROUPS, SEASONS, third_of, years_of
from events.edtf.writing import write_day
from events.model import Precision, When

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

# The part of the day that a When of precision PART holds: its clock, and the word for it.
PARTS = {
    "morning": ("06:00", "12:00"),
    "afternoon": ("12:00", "18:00"),
    "evening": ("18:00", "22:00"),
    "night": ("22:00", "06:00"),
    "daytime": ("06:00", "18:00"),
}
_PART_OF_CLOCK = {clock: part for part, clock in PARTS.items()}


def label(when: When) -> str:
    """The time in words: "March 2021", "since 2014", "15 March 2022, 16:30", "1980s", "44 BC", "winter 1941–42"."""
    if when.first is None or when.last is None:
        ends = when.edtf.split("/")
        return f"until {_name(ends[-1])}" if when.first is None else f"since {_name(ends[0])}"
    early = third_of(when)
    if early:
        return f"{early[0]} {_name(early[2])}" if early[0] != "mid" else f"mid-{_name(early[2])}"
    words = _group(when) or (_range(*when.edtf.split("/")) if "/" in when.edtf else _name(when.edtf))
    return words + _clock_label(when)


def _clock_label(when: When) -> str:
    if when.clock is None or ("T" in when.edtf.partition("/")[2] and when.first != when.last):
        return ""
    if when.precision is Precision.PART:
        return ", " + _PART_OF_CLOCK.get((when.clock.first, when.clock.last or ""), when.clock.first)
    last = f"–{when.clock.last}" if when.clock.last else ""
    zone = when.clock.zone or ""
    return f", {when.clock.first}{last}" + (f" {zone}" if zone and zone != "Z" else " UTC" if zone else "")


def _group(when: When) -> str:
    """Weeks, quarters, halves, and decades and centuries that EDTF can only say as intervals."""
    if when.first is None or when.last is None or "/" not in when.edtf or "~" in when.edtf:
        return ""
    (year, month, _), (end, end_month, _) = to_date(when.first), to_date(when.last)
    if when.precision is Precision.WEEK and when.last - when.first == 6 and weekday(when.first) == 0:
        return f"week of {_name(write_day(when.first))}"
    if when.precision is Precision.QUARTER and end_month - month == 2 and year == end:
        return f"{('first', 'second', 'third', 'fourth')[month // 3]} quarter of {_year(year)}"
    if when.precision is Precision.HALF and end_month - month == 5 and year == end:
        return f"{'first' if month == 1 else 'second'} half of {_year(year)}"
    if when.precision is Precision.DECADE and end < 1 and end - year == 9:
        return f"{1 - end}s BC"
    if when.precision is Precision.CENTURY and (year, end) in ((1, 100), (-99, 0)):
        return "1st century" if year == 1 else "1st century BC"
    return ""


def _range(first: str, last: str) -> str:
    """Two ends, what they share said once: "3–8 May 1940", "March–June 1994", "1994–96"."""
    if "T" in first and first.partition("T")[0] == last.partition("T")[0]:
        return _name(first.partition("T")[0])
    if first[-1] == last[-1] and first[-1] in "~?%":
        return _MARKS[first[-1]].format(_range(first[:-1], last[:-1]))
    if "T" in first and "T" in last:  # from one day to another, by the minute
        return f"{_name(first)}, {first.partition('T')[2][:5]} – {_name(last)}, {last.partition('T')[2][:5]}"
    one, two = DATE.fullmatch(first), DATE.fullmatch(last)
    if not one or not two or one["mark"] or two["mark"] or "X" in first + last or "T" in first + last or "Y" in first + last:
        return f"{_name(first)} – {_name(last)}"
    if one["day"] and two["day"] and one["year"] == two["year"]:
        if one["month"] == two["month"]:
            return f"{int(one['day'])}–{_name(last)}"
        return f"{int(one['day'])} {MONTHS[int(one['month']) - 1]} – {_name(last)}"
    months = [m["month"] for m in (one, two)]
    if all(months) and not one["day"] and not two["day"] and one["year"] == two["year"] and all(int(m) <= 12 for m in months):
        return f"{MONTHS[int(months[0]) - 1]}–{_name(last)}"
    if not any(months) and int(one["year"]) > 0:
        same_century = one["year"][:-2] == two["year"][:-2] and one["year"] > "1000"
        return f"{int(one['year'])}–{two['year'][-2:] if same_century else int(two['year'])}"
    return f"{_name(first)} – {_name(last)}"


_MARKS = {"~": "around {}", "?": "perhaps {}", "%": "perhaps around {}", "": "{}"}


def _name(edtf: str) -> str:
    match = DATE.fullmatch(edtf)
    assert match is not None, edtf
    words, month = _year_name(match["year"]), match["month"]
    if month and month != "XX":
        words = _month_name(int(month), words, int(match["year"].lstrip("Y")))
        if match["day"] and match["day"] != "XX":
            words = f"{int(match['day'])} {words}"
    if "X" in match["year"] and match["mark"] in ("~", "%"):
        words = f"the {words}"
    return _MARKS[match["mark"]].format(words)


def _month_name(month: int, year: str, number: int) -> str:
    if month == 24 and 1000 <= number < 2200:
        return f"winter {year}–{(number + 1) % 100:02}" if (number + 1) % 100 else f"winter {year}–{number + 1}"
    if month in SEASONS:
        return f"{SEASONS[month][0]} {year}"
    if month in GROUPS:
        precision, first, _ = GROUPS[month]
        nth = first // 3 if precision is Precision.QUARTER else first // 6
        return f"{('first', 'second', 'third', 'fourth')[nth]} {precision} of {year}"
    return f"{MONTHS[month - 1]} {year}"


def _year_name(year: str) -> str:
    xs = year.count("X")
    if not xs:
        return _year(int(year.lstrip("Y")))
    if xs == 1:
        first, last = years_of(year)
        if first >= 0 and first % 100 == 0 and first < 2000:  # "the 1800s" may be the century
            return f"{first}–{last % 100:02}"
        return f"{first}s" if first >= 0 else f"{1 - last}–{1 - first} BC"
    number = int(year.rstrip("X").lstrip("-")) + 1
    return f"{number}{ordinal(number)} {'century' if xs == 2 else 'millennium'}" + (" BC" if year.startswith("-") else "")


def _year(year: int) -> str:
    """Astronomical year in words of the calendar: 0 is 1 BC; what does not look like a year needs the AD."""
    return f"{1 - year} BC" if year < 1 else f"AD {year}" if year < 1000 or year >= 2200 else str(year)


def ordinal(number: int) -> str:
    """ "st", "nd", "rd" or "th"."""
    return "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
