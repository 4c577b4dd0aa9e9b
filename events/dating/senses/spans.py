"""How long, how often, and the vague ones: a rule that matched in, a fixed TIMEX3 value out."""

from __future__ import annotations

import re

from events.dating.senses.said import SEASON_CODES, Meaning, Said
from events.dating.senses.shared import count_of
from events.dating.table import Found
from events.dating.tokens import CLASSES, lexicon

_LETTER = {
    "S": "TS",
    "MI": "TM",
    "H": "TH",
    "D": "D",
    "N": "D",
    "W": "W",
    "F": "W",
    "M": "M",
    "Q": "Q",
    "Y": "Y",
    "E": "Y",
    "C": "Y",
    "L": "Y",
    "WE": "WE",
}
_TIMES = {"F": 2, "E": 10, "C": 100, "L": 1000}


def period(count: str, unit: str) -> str:
    """A TIMEX3 duration of so many units, X for an unknown number."""
    if unit in ("E", "C", "L") and not count.isdigit():
        return f"P{count}{unit}"
    letter, number = _LETTER[unit], str(int(count) * _TIMES.get(unit, 1)) if count.isdigit() else count
    return f"PT{number}{letter[1:]}" if letter.startswith("T") else f"P{number}{letter}"


def duration(f: Found) -> Meaning:
    words = f.tokens.words[f.first : f.last]
    unit = f.value("UNITS") or f.value("UNIT")
    number = f.word("COUNT") if re.fullmatch(r"\d+\.\d+", f.word("COUNT")) else ""
    count = number or str(
        count_of(f) if any(n in f.groups for n in ("COUNT", "VAGUE")) or {"a", "an"} & set(words) or "UNIT" in f.groups else "X"
    )
    if count == "None" or "NUM" in f.groups or ("COUNT2" in f.groups and f.number("COUNT2") != f.number("COUNT")):
        count = "X"
    if "half" in words and "VAGUE" not in f.groups and unit in ("H", "Y", "E", "C"):
        value = {"H": "PT30M", "Y": "P6M", "E": "P5Y", "C": "P50Y"}[unit]
    else:
        value = period(count, unit)
    if (unit == "S" and "UNITS" not in f.groups) or (unit == "Q" and f.rule.name == "duration-bare"):
        return None
    return Said("fixed", "DURATION", value)


def duration_of(f: Found) -> Meaning:
    return Said("fixed", "DURATION", f.rule.arguments[0])


def quarters_hour(f: Found) -> Meaning:
    return Said("fixed", "DURATION", "PT45M") if f.number("COUNT") == 3 else None


def span_ended(f: Found) -> Meaning:
    """ "The week ended 27 October", "the month to 27 October" are as long as a week and a month."""
    following, after = f.tokens.words[f.last : f.last + 1], f.tokens.codes[f.last + 1 : f.last + 2]
    dated = after != "" and after in lexicon().of("MONTH") + CLASSES["DAY"]
    ended = following in (["ended"], ["ending"]) or (following == ["to"] and dated)
    return Said("fixed", "DURATION", period("1", f.value("UNIT"))) if ended and f.value("UNIT") in ("W", "F", "M") else None


def duration_half(f: Found) -> Meaning:
    count, unit = count_of(f), f.value("UNITS") or f.value("UNIT")
    return None if count is None else Said("fixed", "DURATION", _with_part(count, 0.5, unit))


def duration_fraction(f: Found) -> Meaning:
    over, under = f.value("FRACTION").split("/") if "FRACTION" in f.groups else (f.word("INT"), f.word("INT2"))
    if not 0 < int(over) < int(under) <= 10:
        return None
    return Said("fixed", "DURATION", _with_part(f.number("COUNT"), int(over) / int(under), f.value("UNITS") or f.value("UNIT")))


def _with_part(count: int, part: float, unit: str) -> str:
    """ "PT2H30M", "P2.5Y": only hours and minutes have a smaller unit that divides them in halves and quarters."""
    if unit in ("H", "MI"):
        return f"PT{count}{unit[0]}{round(60 * part)}{'M' if unit == 'H' else 'S'}"
    times = _TIMES.get(unit, 1)
    whole = f"{(count + part) * times:.2f}".rstrip("0").rstrip(".")
    return period("0", unit).replace("0", whole, 1)


def ref_units(f: Found) -> Meaning:
    return Said("fixed", value="FUTURE_REF" if "future" in f.tokens.words[f.first : f.last] else "PAST_REF")


def every(f: Found) -> Meaning:
    if f.rule.name == "set-per" and f.value("UNIT") in ("S", "MI", "H"):
        return None  # miles per hour
    words = f.tokens.words[f.first : f.last]
    if f.rule.name == "set-times":  # "five days a week" are of each week
        return Said("fixed", "SET", period("1", f.value("UNIT")))
    count = count_of(f) if "COUNT" in f.groups else 1
    count = int(f.value("ORDINAL")) if "ORDINAL" in f.groups else count  # every third week
    number = "X" if "VAGUE" in f.groups and "couple" not in words else "2" if {"other", "couple"} & set(words) else str(count)
    return Said("fixed", "SET", period(number, f.value("UNITS") or f.value("UNIT")))


def every_named(f: Found) -> Meaning:
    part = f"T{f.value('PART')}" if "PART" in f.groups else ""
    if "WEEKDAY" in f.groups:
        return Said("fixed", "SET", f"XXXX-WXX-{f.value('WEEKDAY')}{part}")
    if "MONTH" in f.groups:
        return Said("fixed", "SET", f"XXXX-{int(f.value('MONTH')):02}")
    if "SEASON" in f.groups:
        return Said("fixed", "SET", f"XXXX-{SEASON_CODES[int(f.value('SEASON'))]}")
    return Said("fixed", "SET", f"XXXX-XX-XX{part}")


def weekdays(f: Found) -> Meaning:
    part = f"T{f.value('PARTS')}" if "PARTS" in f.groups else ""
    return Said("fixed", "SET", f"XXXX-WXX-{f.value('WEEKDAYS') or f.value('WEEKDAY')}{part}")


def weekdays_two(f: Found) -> Meaning:
    """ "Every Monday and Thursday", "Monday and Thursday nights": a mention each."""
    parts = [f.value(name) for name in ("PART", "PART2", "PARTS")]
    begin, end = f.groups["WEEKDAY2"][0], f.groups.get("PART", f.groups["WEEKDAY"])[1]
    one, two = (f"T{part}" if part else "" for part in (parts[0] or parts[2], parts[1] or parts[2]))
    return [
        (f.first, end, Said("fixed", "SET", f"XXXX-WXX-{f.value('WEEKDAY')}{one}")),
        (begin, f.last, Said("fixed", "SET", f"XXXX-WXX-{f.value('WEEKDAY2')}{two}")),
    ]


def weekends(f: Found) -> Meaning:
    return Said("fixed", "SET", "XXXX-WXX-WE")


def frequency(f: Found) -> Meaning:
    return Said("fixed", "SET", f.value("FREQUENCY"))


def ref(f: Found) -> Meaning:
    return Said("fixed", value=f.value("NOWWORD") or f.value("NOWADJ") or f.value("ERST"))


def duration_after(f: Found) -> Meaning:
    """ "Aged 52": the years are not said."""
    unit = f.value("UNITS") or "Y"
    return Said("fixed", "DURATION", period(f.word("COUNT"), unit)) if 1 <= f.number("COUNT") <= 120 else None


def unsaid(f: Found) -> Meaning:
    """ "During this period": a time, of which the words alone say nothing."""
    return Said("fixed")


def part_any(f: Found) -> Meaning:
    """ "At night", "night attacks": of any day."""
    at = f.groups["PART"][0]
    return [(at, f.last, Said("fixed", "TIME", f"XXXX-XX-XXT{f.value('PART')}"))]


def ref_of(f: Found) -> Meaning:
    return Said("fixed", value=f.rule.arguments[0])
