"""The parts that many rules share: year, day, third, last or next, how many."""

from __future__ import annotations

from events.dating.table import Found


def year_of(f: Found) -> tuple[int | None, int | None]:
    """(astronomical year, two digits alone) that stand in a match."""
    if "SHORT" in f.groups:
        return None, f.number("SHORT")
    name = next((n for n in ("YEAR", "NUMERAL2", "NUMERAL", "HUNDREDS", "COMMAS", "FAR") if n in f.groups), "")
    if not name:
        return None, None
    year = f.number(name)
    return (1 - year if f.value("ERA") == "-1" else year), None


def third_of(f: Found) -> str:
    if "THIRD2" in f.groups:
        return f"{f.value('THIRD')} {f.value('THIRD2')}"
    return f.value("THIRD") or f.value("EDGE") or ("late" if "latter" in f.tokens.words[f.first : f.last] else "")


def pick_of(f: Found) -> tuple[int | None, str]:
    words = f.tokens.words[f.first : f.last]
    if "REL" in f.groups:
        return int(f.value("REL")[:-1]), f.value("REL")[-1]
    if "same" in words:
        return 0, "n"
    return (1, "n") if "next" in words or "following" in words else (None, "s")


def day_of(f: Found, number: str = "") -> int | None:
    if "DAY" + number in f.groups:
        return f.number("DAY" + number)
    return int(f.value("ORDINAL" + number)) if "ORDINAL" + number in f.groups else None


def nth_of(f: Found, number: str = "") -> int:
    return int(f.value("ORDINAL" + number) or f.value("ROMAN" + number) or f.number("NTH" + number))


def count_of(f: Found) -> int | None:
    """How many; None for "several"."""
    words = f.tokens.words[f.first : f.last]
    if "COUNT" in f.groups:
        return f.number("COUNT")
    if "couple" in words:
        return 2
    return None if "VAGUE" in f.groups else 1
