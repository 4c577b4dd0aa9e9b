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
