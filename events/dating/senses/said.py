"""What words of time say by themselves, before the text around them is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """What the words alone say. `kind`: date (calendar fields), shift (units from somewhere), clock (a time of day), fixed.

    Years are astronomical. `pick`: -1 last, 0 this, 1 next; `basis`: s = from the day of writing, n = from the narrative's time.
    `digits` are the first ones of a decade, century or millennium. `value` is the TIMEX3 value of what is fixed.
    """

    kind: str
    type: str = "DATE"
    value: str = ""
    year: int | None = None
    short: int | None = None  # ’94
    end_year: int | None = None  # of a winter 1941-42
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    quarter: int | None = None
    half: int | None = None
    holiday: str = ""
    digits: str = ""
    third: str = ""
    pick: int | None = None
    basis: str = "s"
    year_pick: int | None = None
    unit: str = ""
    count: int = 0
    clock: str = ""
    whole_hour: bool = False  # "4 p.m.": the minutes are not said
    zone: str = ""
    part: str = ""
    rule: str = ""


Piece = tuple[int, int, Said]  # tokens [first, last) and what they say
Meaning = Said | list[Piece] | None  # None: these words mean no time after all

SEASON_CODES = {21: "SP", 22: "SU", 23: "FA", 24: "WI"}
