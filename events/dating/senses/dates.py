"""Days, months, seasons, years and longer: a rule that matched in, calendar fields out."""

from __future__ import annotations

import re
from dataclasses import replace

from events.dating.senses.said import Meaning, Said
from events.dating.senses.shared import day_of, nth_of, pick_of, third_of, year_of
from events.dating.table import Found


def date(f: Found) -> Meaning:
    """Days, months, seasons and week days, with or without a year."""
    if "WEEKDAY" in f.groups and f.tokens.words[f.first] == "following" and f.tokens.words[f.first - 1 : f.first] != ["the"]:
        return [(f.first + 1, f.last, Said("date", weekday=int(f.value("WEEKDAY"))))]  # "he spoke following Friday's vote"
    year, short = year_of(f)
    pick, basis = pick_of(f)
    day = day_of(f)
    if day is not None and not 1 <= day <= 31:
        return None
    said = Said("date", year=year, short=short, day=day, third=third_of(f), basis=basis)
    for name, field in (("MONTH", "month"), ("SEASON", "season"), ("WEEKDAY", "weekday")):
        if name in f.groups:
            said = replace(said, **{field: int(f.value(name))})  # type: ignore[arg-type]
    if "UNIT" in f.groups:
        return replace(said, year_pick=pick, basis=basis) if f.value("UNIT") == "Y" else None
    if "YY" in f.groups or "YEAR2" in f.groups:
        return replace(said, end_year=_end_year(f))
    return replace(said, pick=pick)


def _end_year(f: Found) -> int | None:
    """The second year of `1941-42` or `1941-1942`; None where it is none."""
    if "YEAR2" in f.groups:
        return f.number("YEAR2")
    first, digits = f.number("YEAR"), f.word("YY")
    last = first - first % 10 ** len(digits) + int(digits)
    return last if last > first else None


def end_of(f: Found) -> Meaning:
    """ "End-2020", "year-end 2020", "end-May": the last month, or the last days."""
    said = date(f)
    return replace(said, third="late" if said.month else "end") if isinstance(said, Said) else None


def weekday_but_one(f: Found) -> Meaning:
    return Said("date", weekday=int(f.value("WEEKDAY")), pick=-2 if "last" in f.tokens.words[f.first : f.last] else 2)


def last_day(f: Found) -> Meaning:
    """ "The last day of May", which is as good as a feast."""
    year, short = year_of(f)
    return Said("date", year=year, short=short, holiday=f"last-day-{int(f.value('MONTH')):02}")


def weekday_day(f: Found) -> Meaning:
    """ "Tuesday the 8th": the month is not said, but the two must meet."""
    day = f.number("NTH")
    return Said("date", weekday=int(f.value("WEEKDAY")), day=day) if 1 <= day <= 31 else None


def days(f: Found) -> Meaning:
    """Days of one month, each a mention of its own, as TimeML has it."""
    year, short = year_of(f)
    said = Said("date", year=year, short=short, month=int(f.value("MONTH")))
    names = [name for name in ("DAY", "DAY2", "DAY3") if name in f.groups]
    if not all(1 <= f.number(name) <= 31 for name in names):
        return None
    begins = [f.groups[name][0] - (f.tokens.words[f.groups[name][0] - 1] == "the") for name in names]
    begins[0] = min(f.groups["MONTH"][0], f.groups["DAY"][0])
    ends = [f.groups[name][1] for name in names[:-1]] + [f.last]
    return [(begin, end, replace(said, day=f.number(name))) for name, begin, end in zip(names, begins, ends, strict=True)]


def night(f: Found) -> Meaning:
    """The night of 3 to 4 May: that of the 3rd."""
    said = date(f)
    return replace(said, type="TIME", part=f.value("PART")) if isinstance(said, Said) and f.number("DAY2") == (said.day or 0) + 1 else None


_BEFORE_SHORT = frozenset(("in", "of", "during", "from", "since", "until", "the", "its", "his", "her", "their"))


def years(f: Found) -> Meaning:
    """The years of "1994-96", "1946-7" after a word of time, or "396-395 BC", each a mention of its own."""
    if "NUMERAL2" in f.groups:
        first, last = f.number("NUMERAL"), f.number("NUMERAL2")
        if f.value("ERA") == "-1":
            first, last = 1 - first, 1 - last
    else:
        first, last = f.number("YEAR"), _end_year(f) or 0
    if last <= first or (len(f.word("YY")) == 1 and f.tokens.words[max(f.first - 1, 0)] not in _BEFORE_SHORT):
        return None
    name, other = ("NUMERAL", "NUMERAL2") if "NUMERAL2" in f.groups else ("YEAR", "YY")
    return [(f.first, f.groups[name][1], Said("date", year=first)), (f.groups[other][0], f.last, Said("date", year=last))]


def ides(f: Found) -> Meaning:
    year, short = year_of(f)
    month = int(f.value("MONTH"))
    return Said("date", year=year, short=short, month=month, day=15 if month in (3, 5, 7, 10) else 13)


def day_of_month(f: Found) -> Meaning:
    """ "the 10th": of the month last spoken of."""
    day = f.number("NTH") if "NTH" in f.groups else day_of(f)
    return Said("shift", unit="M", count=0, basis="n", day=day) if day and 1 <= day <= 31 else None


def nothing(f: Found) -> Meaning:
    """Words that only look like a time."""
    return []


def day_named(f: Found) -> Meaning:
    year, month, day = map(int, f.value("NAMEDDAY").split("-"))
    return Said("date", year=year, month=month, day=day)


def named(f: Found) -> Meaning:
    """A time with a name, as periods.tsv has it; the preposition before it is no part of it."""
    name = next(name for name in ("EPOCH", "AGE", "WAR") if name in f.groups)
    begin = f.groups[name][0]
    written = f.tokens.text[f.tokens.spans[begin][0]]
    if written.islower() and not f.tokens.words[begin].startswith("inter"):
        return None
    end = f.tokens.spans[f.last - 1][1]
    after = f.tokens.text[end : end + 2]
    if after[:1] == " " and after[1:].isupper():  # the Renaissance Hotel
        return None
    prepositions = f.tokens.words[f.first] not in ("the", "early", "mid", "late") and f.first < begin
    return [(f.first + prepositions, f.last, Said("period", value=f.value(name)))]


def decade(f: Found) -> Meaning:
    digits = re.sub(r"\D", "", f.word("DECADE"))
    if not digits.endswith("0") or len(digits) not in (2, 3, 4):
        return None
    if "ERA" in f.groups and f.value("ERA") == "-1":
        return Said("date", digits=f"-{int(digits) // 10:03}", unit="E", third=third_of(f))
    if len(digits) == 2:
        marked = "the" in f.tokens.words[f.first : f.last] or f.word("DECADE")[0] in "'’‘"
        return Said("date", digits="?" + digits[0], unit="E", third=third_of(f)) if marked else None
    if not 1000 <= int(digits) < 2200:
        return None
    if digits.endswith("00") and int(digits) < 2000:  # "the 1800s" may be the century
        return Said("date", digits=digits[:2], unit="C", third=third_of(f))
    return Said("date", digits=digits[:-1], unit="E", third=third_of(f))


def decade_words(f: Found) -> Meaning:
    century = f.number("NUM") if "NUM" in f.groups else 20 if f.value("DECADEWORD") == "0" else 0
    if "NUM" in f.groups and not 10 <= century <= 21:
        return None
    return Said("date", digits=(str(century) if century else "?") + f.value("DECADEWORD"), unit="E", third=third_of(f))


def century(f: Found) -> Meaning:
    return _century(nth_of(f), f)


def centuries(f: Found) -> Meaning:
    """Two centuries, each a mention of its own."""
    end = next(f.groups[name][1] for name in ("NTH", "ORDINAL") if name in f.groups)
    begin = next(f.groups[name][0] for name in ("NTH2", "ORDINAL2") if name in f.groups)
    one, two = _century(nth_of(f), f), _century(nth_of(f, "2"), f)
    begin = f.groups["THIRD2"][0] if "THIRD2" in f.groups else begin
    begin -= f.tokens.words[begin - 1] == "the"
    if not one or not two or one.digits == two.digits:
        return None
    return [(f.first, end, replace(one, third=f.value("THIRD"))), (begin, f.last, replace(two, third=f.value("THIRD2")))]


def century_part(f: Found) -> Meaning:
    """A half, third, quarter or decade of a century: `third` holds the first and the last of its years."""
    share = {"half": 50, "third": 33, "quarter": 25, "decade": 10}
    words = f.tokens.words[f.first : f.last]
    length = share[words[words.index("of") - 1]]
    nth = int(f.value("ORDINAL")) if "ORDINAL" in f.groups else 100 // length
    said = _century(int(f.value("ORDINAL2") or f.number("NTH")), f)
    return replace(said, third=f"years {(nth - 1) * length} {min(nth * length, 100) - 1}") if said and nth * length <= 100 else None


def turn(f: Found) -> Meaning:
    """The turn of a century: a few years about its beginning."""
    if "NTH" not in f.groups and "ORDINAL" not in f.groups:
        return Said("date", digits="20" if f.tokens.words[f.last - 1] == "millennium" else "??", unit="C", third="turn")
    said = _century(nth_of(f), f)
    return replace(said, third="turn") if said else None


def _century(number: int, f: Found) -> Said | None:
    if not 1 <= number <= 99:
        return None
    sign = "-" if f.value("ERA") == "-1" else ""
    return Said("date", digits=f"{sign}{number - 1:02}", unit="C", third=third_of(f))


def millennium(f: Found) -> Meaning:
    number = nth_of(f)
    sign = "-" if f.value("ERA") == "-1" else ""
    return Said("date", digits=f"{sign}{number - 1}", unit="L", third=third_of(f)) if 1 <= number <= 9 else None


def week_of(f: Found) -> Meaning:
    said = date(f)
    return replace(said, unit="W") if isinstance(said, Said) else None


def quarter(f: Found) -> Meaning:
    last = {"final", "last"} & set(f.tokens.words[f.first : f.last]) and not {"ORDINAL", "NTH"} & f.groups.keys()
    number = 4 if last else int(f.value("QUARTERCODE") or nth_of(f))
    year, _ = year_of(f)
    pick, basis = pick_of(f)
    said = Said("date", year=year, quarter=number, basis=basis)
    if not 1 <= number <= 4 or ("UNIT" in f.groups and f.value("UNIT") != "Y"):
        return None
    return replace(said, year_pick=pick) if "UNIT" in f.groups else replace(said, pick=pick)


def quarters(f: Found) -> Meaning:
    """Two quarters of a year, each a mention of its own."""
    numbers = [int(f.value("ORDINAL" + n) or f.number("NTH" + n)) for n in ("", "2")]
    (_, end), (begin, _) = (f.groups.get("ORDINAL" + n) or f.groups["NTH" + n] for n in ("", "2"))
    pick, basis = pick_of(f)
    if not 1 <= numbers[0] < numbers[1] <= 4 or ("UNIT" in f.groups and f.value("UNIT") != "Y"):
        return None
    said = Said("date", year=year_of(f)[0], year_pick=pick, basis=basis)
    return [(f.first, end, replace(said, quarter=numbers[0])), (begin, f.last, replace(said, quarter=numbers[1]))]


def half(f: Found) -> Meaning:
    if "NUM" in f.groups and f.number("NUM") != 2:
        return None
    first = "NUM" in f.groups and "first" in f.tokens.words[f.first : f.last]
    number = 1 if first else int(f.value("HALFCODE") or (nth_of(f) if {"ORDINAL", "NTH"} & f.groups.keys() else 2))
    year, _ = year_of(f)
    pick, basis = pick_of(f)
    if year is None and pick is None:
        pick, basis = 0, "m"
    return Said("date", year=year, half=number, year_pick=pick, basis=basis) if number in (1, 2) else None


def half_month(f: Found) -> Meaning:
    return Said(
        "date",
        year=year_of(f)[0],
        month=int(f.value("MONTH")),
        third="first half" if "first" in f.tokens.words[f.first : f.last] else "second half",
    )


def week_of_month(f: Found) -> Meaning:
    """The last week or the first days of a month; the value is the month, the When its seven days."""
    year, short = year_of(f)
    words = f.tokens.words[f.first : f.last]
    nth = int(f.value("ORDINAL") or 0)
    if nth > 5 or "day" in words:
        return None
    return Said("date", year=year, short=short, month=int(f.value("MONTH")), third=f"week {nth or 'last'}")


def week_of_shifted(f: Found) -> Meaning:
    """ "The first week of next month": the value is the month, the When its seven days."""
    pick, basis = pick_of(f)
    nth = int(f.value("ORDINAL") or 0)
    if nth > 5 or f.value("UNIT") != "M":
        return None
    return Said("shift", unit="M", count=pick or 0, basis=basis, third=f"week {nth or 'last'}")


def observed(f: Found) -> Meaning:
    return Said("date", year=year_of(f)[0], holiday=f.value("OBSERVED"))


def holiday(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    unit = "WE" if "weekend" in f.tokens.words[f.first : f.last] else ""
    return Said("date", year=year_of(f)[0], holiday=f.value("HOLIDAY"), pick=pick, basis=basis, unit=unit)
