"""Clock times and parts of the day: a rule that matched in, a time of day out."""

from __future__ import annotations

import re
from dataclasses import replace

from events.dating.senses.said import Meaning, Said
from events.dating.senses.shared import pick_of, third_of
from events.dating.table import Found


def clock(f: Found) -> Meaning:
    digits = re.findall(r"\d+", f.word("CLOCK") or f.word("DECIMAL") or f.word("HOUR") or f.word("NUM"))
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if "AMPM" in f.groups:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + int(f.value("AMPM"))
    elif "PART" in f.groups and hour < 12 and (f.value("PART") in ("AF", "EV") or (f.value("PART") == "NI" and hour > 5)):
        hour += 12
    said = _clock(f, hour, minute)
    return replace(said, whole_hour=len(digits) == 1) if said else None


def _clock(f: Found, hour: int, minute: int) -> Said | None:
    zone = f.word("ZONE").upper().replace(".", "")
    return Said("clock", "TIME", clock=f"{hour:02}:{minute:02}", zone=zone) if hour < 24 and minute < 60 else None


def clock_half(f: Found) -> Meaning:
    said = clock(f)
    return replace(said, clock=said.clock[:2] + ":30", whole_hour=False) if isinstance(said, Said) else None


def clock_past(f: Found) -> Meaning:
    """ "A quarter past four", "ten minutes to nine in the evening"."""
    words = f.tokens.words[f.first : f.last]
    minutes = 15 if "quarter" in words else f.number("NUM") if "NUM" in f.groups else f.number("INT")
    hour = f.number("HOUR") if "HOUR" in f.groups else f.number("NUM2")
    if not (0 < minutes < 60 and 1 <= hour <= 12):
        return None
    late = f.value("AMPM") == "12" or f.value("PART") in ("AF", "EV") or (f.value("PART") == "NI" and hour > 5)
    hour = hour % 12 + 12 * late if "AMPM" in f.groups or "PART" in f.groups else hour
    total = 60 * hour + (minutes if "past" in words else -minutes)
    return _clock(f, total // 60 % 24, total % 60)


def clock_military(f: Found) -> Meaning:
    digits = f.word("DIGITS")
    return _clock(f, int(digits[:2]), int(digits[2:])) if len(digits) == 4 else None


def clock_hours(f: Found) -> Meaning:
    """ "From 2 to 4 p.m.", "11-2 p.m.": the first has the half of the day of the second, if that makes it the earlier."""
    joined, opened = f.tokens.words[f.groups["HOUR" if "HOUR" in f.groups else "CLOCK"][1]], f.tokens.words[max(f.first - 1, 0)]
    one, two = (re.findall(r"\d+", f.word(f"HOUR{n}") or f.word(f"CLOCK{n}")) for n in ("", "2"))
    hours = int(one[0]), int(two[0])
    if not all(1 <= hour <= 12 for hour in hours) or (joined == "and" and opened != "between"):
        return None
    late, minutes = int(f.value("AMPM")), [int(digits[1]) if len(digits) > 1 else 0 for digits in (one, two)]
    ends = [60 * (hour % 12 + late) + minute for hour, minute in zip(hours, minutes, strict=True)]
    if ends[0] >= ends[1]:
        ends[0] = (ends[0] + 720) % 1440
    said = [_clock(f, *divmod(end, 60)) for end in ends]
    begin = f.groups["HOUR2" if "HOUR2" in f.groups else "CLOCK2"][0]
    places = (f.first, f.groups["HOUR" if "HOUR" in f.groups else "CLOCK"][1]), (begin, f.last)
    return [(*at, replace(each, whole_hour=len(n) == 1)) for at, each, n in zip(places, said, (one, two), strict=True) if each]


def clock_of_day(f: Found) -> Meaning:
    """ "At 9 tomorrow morning"."""
    hour = f.number("HOUR" if "HOUR" in f.groups else "NUM")
    if not 1 <= hour <= 12:
        return None
    late = f.value("PART") in ("AF", "EV") or (f.value("PART") == "NI" and hour > 5)
    said = Said("clock", "TIME", clock=f"{hour % 12 + 12 * late:02}:00", whole_hour=True)
    if "DAYWORD" in f.groups:
        said = replace(said, kind="shift", unit="D", count=int(f.value("DAYWORD")), basis="t")
    elif "WEEKDAY" in f.groups:
        said = replace(said, kind="date", weekday=int(f.value("WEEKDAY")))
    return [(f.first + 1, f.last, said)]


def small_hours(f: Found) -> Meaning:
    return Said("clock", "TIME", part="MO", basis="n")


def moment(f: Found) -> Meaning:
    """ "Just after midnight" is the beginning of the day that is named, "midnight" its end."""
    after = f.tokens.words[max(f.first - 1, 0) : f.first] == ["after"]
    return Said("clock", "TIME", clock="00:00" if after and f.value("MOMENT") == "24:00" else f.value("MOMENT"))


def overnight(f: Found) -> Meaning:
    """The night before the day of writing, into that day."""
    return Said("clock", "TIME", part="NI", basis="t", value="overnight")


def part(f: Found) -> Meaning:
    pick, basis = pick_of(f)
    if f.tokens.words[f.first] == "the" and pick == 1:
        basis = "n"  # "the next morning" is that after the day told
    code = f.value("PART") or f.value("DAWN")
    return Said("clock", "TIME", part=code, count=pick or 0, basis=basis if pick is not None else "n", third=third_of(f))
