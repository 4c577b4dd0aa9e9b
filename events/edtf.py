"""When <-> EDTF (ISO 8601-2 levels 0 and 1, and the quarters and halves of level 2 when read); labels for people."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from events.days import month_length, to_date, to_day, weekday
from events.model import Clock, Precision, When

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

# ISO 8601-2 leaves the months of its seasons open; ours are the meteorological ones of the north, winter runs into the next year.
SEASONS = {21: ("spring", 3, 5), 22: ("summer", 6, 8), 23: ("autumn", 9, 11), 24: ("winter", 12, 14)}
_GROUPS = {  # level 2: read, never written
    33: (Precision.QUARTER, 1, 3),
    34: (Precision.QUARTER, 4, 6),
    35: (Precision.QUARTER, 7, 9),
    36: (Precision.QUARTER, 10, 12),
    40: (Precision.HALF, 1, 6),
    41: (Precision.HALF, 7, 12),
} | {code: (Precision.SEASON, first, last) for code, (_, first, last) in SEASONS.items()}

# The part of the day that a When of precision PART holds: its clock, and the word for it.
PARTS = {
    "morning": ("06:00", "12:00"),
    "afternoon": ("12:00", "18:00"),
    "evening": ("18:00", "22:00"),
    "night": ("22:00", "06:00"),
    "daytime": ("06:00", "18:00"),
}
_PART_OF_CLOCK = {clock: part for part, clock in PARTS.items()}

_DATE = re.compile(
    r"(?P<year>Y-?\d{5,9}|-?\d{4}|-?\d{3}X|-?\d\dXX|-?\dXXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)(?:T(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
    r"(?P<mark>[~?%]?)",
    re.ASCII,
)
_X_PRECISION = {1: Precision.DECADE, 2: Precision.CENTURY, 3: Precision.MILLENNIUM}


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
    part = _third(when)
    return replace(when, precision=part[1]) if part else when


def _clock_of(start: _Part | None, end: _Part | None) -> Clock | None:
    first = start and start.clock
    if not first or not end or not end.clock:
        return first
    return Clock(first.first, end.clock.first, first.zone)


def _part(text: str) -> _Part:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is no date like 2014, 2014-03 or 2014-03-18.")
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    if "X" in year:
        if month:
            raise ValueError(f"“{text}” has a month in an unknown year.")
        first, last = _years(year)
        return _Part(to_day(first), to_day(last, 12, 31), _X_PRECISION[year.count("X")], mark, None)
    number = int(year.lstrip("Y"))
    if month is None or month == "XX":
        return _Part(to_day(number), to_day(number, 12, 31), Precision.YEAR, mark, None)
    if day is None or day == "XX":
        return _month(number, int(month), mark)
    only = to_day(number, int(month), int(day))
    return _Part(only, only, Precision.MINUTE if match["hour"] else Precision.DAY, mark, _clock(match))


def _years(year: str) -> tuple[int, int]:
    """`199X` -> (1990, 1999); a negative one counts away from zero: `-04XX` -> (-499, -400)."""
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    return (high, low) if year.startswith("-") else (low, high)


def _month(year: int, month: int, mark: str) -> _Part:
    precision, first, last = _GROUPS.get(month, (Precision.MONTH, month, month))
    if not 1 <= first <= 12:
        raise ValueError(f"There is no month {month}.")
    end_year, end_month = (year, last) if last <= 12 else (year + 1, last - 12)
    return _Part(to_day(year, first), to_day(end_year, end_month, month_length(end_year, end_month)), precision, mark, None)


def _clock(match: re.Match[str]) -> Clock | None:
    if not match["hour"]:
        return None
    return Clock(f"{match['hour']}:{match['minute'] or '00'}", None, match["zone"])


# ---- writing ----


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
    match = _DATE.fullmatch(begin)
    if when.first is None or match is None or when.clock is not None or _third(when):  # "before the end of 1791" is in 1791
        return join(None, when)
    year, month, day = to_date(when.first - 1)
    return parse(f"../{write(year, month if match['month'] else None, day if match['day'] else None, match['mark'])}")


def third(when: When, part: str) -> When:
    """The early, mid or late third of a century, decade, year or month, approximate; any other When unchanged."""
    spans = _thirds(when)
    if spans is None:
        return when
    first, last = spans[("early", "mid", "late").index(part)]
    return parse(f"{first}~/{last}~")


def _thirds(when: When) -> tuple[tuple[str, str], ...] | None:
    """EDTF ends of the three thirds: of ten years 4, 3 and 3; of a hundred 33, 33 and 34; of a year 4 months each."""
    if when.first is None or when.last is None or "/" in when.edtf:
        return None
    year, month, _ = to_date(when.first)
    if when.precision in (Precision.DECADE, Precision.CENTURY):
        cuts = ((0, 3), (4, 6), (7, 9)) if when.precision is Precision.DECADE else ((0, 32), (33, 65), (66, 99))
        return tuple((write(year + a), write(year + b)) for a, b in cuts)
    if when.precision is Precision.YEAR:
        return tuple((write(year, a), write(year, a + 3)) for a in (1, 5, 9))
    if when.precision is Precision.MONTH:
        return tuple((write(year, month, a), write(year, month, b)) for a, b in ((1, 10), (11, 20), (21, month_length(year, month))))
    return None


def _third(when: When) -> tuple[str, Precision, str] | None:
    """(early | mid | late, of what, its EDTF) where an interval is the third of something, as `third` writes it."""
    match = re.fullmatch(r"([^/~]+)~/([^/~]+)~", when.edtf)
    if not match or when.first is None:
        return None
    year, month, _ = to_date(when.first)
    wholes = [write(year, month), write(year)]
    wholes += [write_years(f"{year // n:0{d}}") for n, d in ((10, 3), (100, 2)) if 0 <= year <= 9999]
    for whole in wholes:
        for part, ends in zip(("early", "mid", "late"), _thirds(parse(whole)) or (), strict=False):
            if ends == match.groups():
                return part, parse(whole).precision, whole
    return None


# ---- for people ----


def label(when: When) -> str:
    """The time in words: "March 2021", "since 2014", "15 March 2022, 16:30", "1980s", "44 BC", "winter 1941–42"."""
    if when.first is None or when.last is None:
        ends = when.edtf.split("/")
        return f"until {_name(ends[-1])}" if when.first is None else f"since {_name(ends[0])}"
    early = _third(when)
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
    one, two = _DATE.fullmatch(first), _DATE.fullmatch(last)
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
    match = _DATE.fullmatch(edtf)
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
    if month in _GROUPS:
        precision, first, _ = _GROUPS[month]
        nth = first // 3 if precision is Precision.QUARTER else first // 6
        return f"{('first', 'second', 'third', 'fourth')[nth]} {precision} of {year}"
    return f"{MONTHS[month - 1]} {year}"


def _year_name(year: str) -> str:
    xs = year.count("X")
    if not xs:
        return _year(int(year.lstrip("Y")))
    if xs == 1:
        first, last = _years(year)
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
