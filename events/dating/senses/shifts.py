"""Relative times ("last week", "two years ago"): a rule that matched in, so many units from somewhere out."""

from __future__ import annotations

from events.dating.senses.said import Meaning, Said
from events.dating.senses.shared import count_of, pick_of, third_of
from events.dating.table import Found


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
    return Said("shift", unit=unit, count=pick, basis=basis, third=third_of(f))


def shift_in(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    unit = f.value("UNIT")
    if unit in ("S", "MI", "H", "E", "C", "L"):
        return None
    return Said("shift", unit=unit, count=pick or 0, basis=basis if pick is not None else "m", third=third_of(f))


def unit_after(f: Found) -> Meaning:
    unit = f.value("UNIT")
    if unit in ("S", "MI", "H"):
        return None
    return Said("shift", unit=unit, count=1 if "after" in f.tokens.words[f.first : f.last] else -1, basis="n")


def ago(f: Found) -> Meaning:
    count, unit = count_of(f), f.value("UNITS") or f.value("UNIT")
    words = f.tokens.words[f.first : f.last]
    sign, basis = (f.value("LATER") or ("1s" if "now" in words else "-1s"))[:-1], (f.value("LATER") or "-1s")[-1]
    if words[-1] in ("after", "before", "back", "hence") and _goes_on(f):
        return None
    if unit in ("S", "MI", "H") and basis == "s" and (count or 1) <= 12:
        return Said("shift", unit="D", count=0, basis="t", value="hours")
    if count is None:
        return Said("fixed", value="PAST_REF" if sign == "-1" else "FUTURE_REF")
    if count is not None and unit in ("S", "MI", "H"):
        return Said("clock_shift", "TIME", unit=unit, count=int(sign) * count, basis=basis, value=f"PT{count}{unit[0]}")
    return Said("shift", unit=unit, count=int(sign) * count, basis=basis, value="exact")


def _goes_on(f: Found) -> bool:
    """Whether "two days after" is followed by what it is after."""
    after = f.tokens.words[f.last : f.last + 1]
    return bool(after) and after[0] not in (".", ",", ";", ":", ")", "\n\n")


def ago_bare(f: Found) -> Meaning:
    return Said("fixed", value="PAST_REF" if "later" not in f.tokens.words[f.first : f.last] else "FUTURE_REF")


def year_ago(f: Found) -> Meaning:
    return Said("shift", unit="Y", count=-1)


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
    return Said("date", month=12, year_pick=0, basis="m")


def month_end(f: Found) -> Meaning:
    return Said("shift", unit="M", count=0, basis="m", third="late")


def year_whole(f: Found) -> Meaning:
    """ "the year": the one spoken of; with "ended 31 March" it is as long as a year."""
    following = f.tokens.words[f.last : f.last + 1]
    if following and following[0] in ("ended", "ending"):
        return Said("fixed", "DURATION", "P1Y")
    return Said("shift", unit="Y", count=0, basis="m")
