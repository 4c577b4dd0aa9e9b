"""Relative times ("last week", "two years ago"): a rule that matched in, so many units from somewhere out."""

from __future__ import annotations

from events.dating.feasts import WEEKDAYS
from events.dating.senses.said import Meaning, Said
from events.dating.senses.shared import count_of, pick_of, third_of, year_of
from events.dating.table import Found
from events.dating.tokens import CLASSES, context, lexicon

_LASTING = ("W", "F", "M", "Y", "E", "C")  # units of which "the past" is as long as one, up to today


def shift(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    unit = f.value("UNIT") or "Y"
    words = f.tokens.words[f.first : f.last]
    if pick is None or unit in ("S", "MI", "H", "N"):
        return None
    if unit == "D" and words[-2:] in (["last", "day"], ["past", "day"], ["this", "day"]) and len(words) == 2:
        basis = "n"
    if "the" in words and words[-2:-1] == ["next"]:
        basis = "n"
    if unit == "D":
        basis = "n"
    past = unit in _LASTING and basis == "s" and (words[-2:-1] == ["past"] or words[-3:-1] == ["the", "last"])
    return Said(
        "shift", unit=unit, count=pick, basis=basis, third=third_of(f), value="past" if past and basis == "s" and unit in _LASTING else ""
    )


def shift_in(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    unit = f.value("UNIT")
    if unit in ("S", "MI", "H", "N", "E", "C", "L"):
        return None
    return Said("shift", unit=unit, count=pick or 0, basis=basis if pick is not None else "m", third=third_of(f))


def unit_after(f: Found) -> Meaning:
    unit = f.value("UNIT")
    if unit in ("S", "MI", "H"):
        return None
    if _of_something(f) and unit == "D" and _after_day(f):
        return Said("shift", unit="D", count=0, basis="n")
    if _of_something(f):
        return Said("fixed", value={"D": "XXXX-XX-XX", "N": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX"}.get(unit, "XXXX"))
    return Said("shift", unit=unit, count=1 if "after" in f.tokens.words[f.first : f.last] else -1, basis="n")


def but_one(f: Found) -> Meaning:
    """ "The year before last", "the week after next"."""
    unit = f.value("UNIT")
    if unit in ("S", "MI", "H", "D"):
        return None
    return Said("shift", unit=unit, count=-2 if "last" in f.tokens.words[f.first : f.last] else 2)


def million_years_ago(f: Found) -> Meaning:
    """So long ago that the year of writing adds nothing."""
    times = 1_000_000 if "million" in f.tokens.words[f.first : f.last] else 1_000_000_000
    years = round(float(f.word("COUNT").replace(",", "")) * times)
    return Said("period", value=f"Y{1 - years}~") if 0 < years < 10**11 else None


def night_before(f: Found) -> Meaning:
    return Said("shift", "TIME", unit="D", count=-1, basis="n", part=f.value("PART"))


# Half of a unit, in smaller ones.
_HALF = {"H": ("MI", 30), "D": ("H", 12), "Y": ("M", 6), "E": ("Y", 5), "C": ("Y", 50), "L": ("Y", 500)}


def ago(f: Found) -> Meaning:
    count, unit = count_of(f), f.value("UNITS") or f.value("UNIT")
    words = f.tokens.words[f.first : f.last]
    if "half" in words and "VAGUE" not in f.groups:
        if unit not in _HALF:
            return None
        whole = 2 * (count or 1) if "and" in words else 0
        unit, half = _HALF[unit]
        count = half * (whole + 1)
    sign, basis = (f.value("LATER") or ("1s" if {"now", "today"} & set(words) else "-1s"))[:-1], (f.value("LATER") or "-1s")[-1]
    if words[-1] in ("after", "before", "back", "hence") and _goes_on(f):
        return None
    if unit in ("S", "MI", "H") and basis == "s" and (count or 1) <= 12:
        return Said("shift", unit="D", count=0, basis="t", value="hours")
    if count is None:
        return Said("fixed", value="PAST_REF" if sign == "-1" else "FUTURE_REF")
    if unit in ("S", "MI", "H"):
        return Said("clock_shift", "TIME", unit=unit, count=int(sign) * count, basis=basis, value=f"PT{count}{unit[0]}")
    return Said("shift", unit=unit, count=int(sign) * count, basis=basis, value="exact")


def _of_something(f: Found) -> bool:
    """ "The day after the vote", "the week before Easter"."""
    after = f.tokens.words[f.last : f.last + 1]
    return bool(after) and (after[0] in context("DETERMINERS") or f.tokens.text[f.tokens.spans[f.last][0]].isupper())


def _after_day(f: Found) -> bool:
    """ "On Friday, the day before the vote": that Friday."""
    comma, day = f.tokens.words[max(f.first - 1, 0) : f.first], f.tokens.words[max(f.first - 2, 0) : max(f.first - 1, 0)]
    known = lexicon().values
    return (
        comma in ([","], ["-"], ["–"], ["—"], ["("])
        and bool(day)
        and (day[0] in known["WEEKDAY"] or day[0] in known["DAYWORD"] or day[0].isdigit())
    )


def _goes_on(f: Found) -> bool:
    """Whether "two days after" is followed by what it is after."""
    after = f.tokens.words[f.last : f.last + 1]
    return bool(after) and after[0] not in (".", ",", ";", ":", ")", "\n\n")


def ago_this(f: Found) -> Meaning:
    """ "Forty years ago this month": as exact as what follows."""
    count, unit, like = count_of(f), f.value("UNITS") or f.value("UNIT"), f.value("UNIT2") or "D"
    months = {"M": 1, "Y": 12, "E": 120, "C": 1200}.get(unit)
    if count is None or months is None or like not in ("D", "W", "M") or "half" in f.tokens.words[f.first : f.last]:
        return None
    return Said("shift", unit="M", count=-count * months, value=f"like {like}")


def ago_weekday(f: Found) -> Meaning:
    """ "Two weeks ago Friday"; but "for two weeks from Friday" is as long as that."""
    count, unit = count_of(f), f.value("UNITS") or f.value("UNIT")
    ahead = "from" in f.tokens.words[f.first : f.last]
    if count is None or unit not in ("W", "F") or (ahead and f.tokens.words[max(f.first - 1, 0)] == "for"):
        return None
    return Said("shift", unit=unit, count=count if ahead else -count, weekday=int(f.value("WEEKDAY")), value="exact")


def same_in_year(f: Found) -> Meaning:
    """ "The same month last year"."""
    unit = f.value("UNIT")
    if unit not in ("D", "W", "M") or f.value("UNIT2") != "Y" or f.value("REL")[:-1] == "0":
        return None
    return Said("shift", unit="M", count=12 * int(f.value("REL")[:-1]), basis=f.value("REL")[-1], value=f"like {unit}")


def day_in(f: Found) -> Meaning:
    """ "On this day in 1940"."""
    return Said("shift", unit="M", year=f.number("YEAR"), value="like D")


def years_ago(f: Found) -> Meaning:
    """A quarter of a century ago."""
    sign, basis = f.value("LATER")[:-1], f.value("LATER")[-1]
    return Said("shift", unit="Y", count=int(sign) * int(f.rule.arguments[0]), basis=basis, value="exact")


def ago_bare(f: Found) -> Meaning:
    words = f.tokens.words[f.first : f.last]
    if "later" in words and f.value("UNITS") in ("S", "MI", "H", ""):
        return Said("shift", unit="D", count=0, basis="n")  # "hours later": of the day that is told
    return Said("fixed", value="PAST_REF" if "later" not in words else "FUTURE_REF")


def year_ago(f: Found) -> Meaning:
    return Said("shift", unit="Y", count=-1, value="exact")


def dayword(f: Found) -> Meaning:
    return Said("shift", unit="D", count=int(f.value("DAYWORD")), basis="t")


def dayword_part(f: Found) -> Meaning:
    count, part = f.rule.arguments
    return Said("shift", "TIME", unit="D", count=int(count), basis="t", part=part)


def days_off(f: Found) -> Meaning:
    return Said("shift", unit="D", count=int(f.rule.arguments[0]), basis="t")


def weekday_week(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    return Said("shift", unit="W", count=pick or 0, basis=basis, weekday=int(f.value("WEEKDAY")))


def weekday_nth(f: Found) -> Meaning:
    """ "The first Monday in May", which is as good as a feast."""
    nth, pick, basis = int(f.value("ORDINAL") or 0), *pick_of(f)
    if nth > 4:
        return None
    day = f"{f'{nth}th' if nth else 'last'}-{WEEKDAYS[int(f.value('WEEKDAY')) - 1]}-{int(f.value('MONTH')):02}"
    return Said("date", year=year_of(f)[0], holiday=day, pick=pick if "REL" in f.groups else None, basis=basis)


def weekend(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    return Said("shift", unit="WE", count=pick or 0, basis=basis, value="" if pick is not None else "nearest")


def quarter_ago(f: Found) -> Meaning:
    """The quarter spoken of, a year before."""
    return Said("shift", unit="Y", count=-1, value="exact", quarter=int(f.value("ORDINAL")) if "ORDINAL" in f.groups else None)


def quarter_latest(f: Found) -> Meaning:
    """The quarter that is spoken of, else the one that has ended."""
    return Said("shift", unit="Q", count=0, value="latest")


def year_end(f: Found) -> Meaning:
    return Said("shift", unit="Y", count=0, basis="m", third="end")


def year_middle(f: Found) -> Meaning:
    return Said("shift", unit="Y", count=0, basis="m", third="mid")


def month_end(f: Found) -> Meaning:
    return Said("shift", unit="M", count=0, basis="m", third="late")


def year_whole(f: Found) -> Meaning:
    """ "the year": the one spoken of; with "ended 31 March" it is as long as a year."""
    following, after = f.tokens.words[f.last : f.last + 1], f.tokens.codes[f.last + 1 : f.last + 2]
    dated = after != "" and after in lexicon().of("MONTH") + CLASSES["DAY"]
    if following in (["ended"], ["ending"]) or (following in (["to"], ["through"]) and dated):
        return Said("fixed", "DURATION", "P1Y")
    return Said("shift", unit="Y", count=0, basis="m")
