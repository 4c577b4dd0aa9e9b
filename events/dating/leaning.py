"""What the words around a time tell of it in; whether a day named without its date has been or is to come out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import IntEnum


class Lean(IntEnum):
    """Which way the words that govern a time point. More than 0: ahead."""

    BEEN = -2  # it hangs on a verb in the past
    PAST = -1  # on a thing: "praised the concert on Friday"
    OPEN = 0
    PLANNED = 1  # a plan told in the past: "agreed to meet"
    MAYBE = 2  # "could meet"
    TIMETABLE = 3  # "the trial begins"
    SURE = 4  # "will meet", "is scheduled"


# How often a week day is one to come, by what governs it: rounded from counts in annotated news and, where few, judged.
_AHEAD = {Lean.BEEN: 0.01, Lean.PAST: 0.05, Lean.OPEN: 0.3, Lean.PLANNED: 0.87, Lean.MAYBE: 0.93, Lean.TIMETABLE: 0.87, Lean.SURE: 0.995}
# How often the one that has been lies so many days back, the one to come so many days ahead, the day of writing apart.
_BACK = {1: 0.56, 2: 0.19, 3: 0.13, 4: 0.07, 5: 0.03, 6: 0.02}
_ON = {1: 0.33, 2: 0.19, 3: 0.17, 4: 0.17, 5: 0.09, 6: 0.05}


def is_to_come(back: int, lean: Lean) -> bool:
    """Of a week day that was `back` days ago (1..6) and will be again 7 - `back` days on, whether the latter is likelier."""
    return _AHEAD[lean] * _ON[7 - back] > (1 - _AHEAD[lean]) * _BACK[back]


# How often a week day on which something happened, or was said, was so many days ago.
_TOLD = (0.42, 0.33, 0.11, 0.07, 0.04, 0.015, 0.012)
_SAID = (0.55, 0.36, 0.05, 0.02, 0.01, 0.005, 0.004)
_REVISED = 0.02  # how often a text goes on after the day of publication that is given


def is_later(told: Iterable[tuple[int, bool]]) -> bool:
    """Whether a text was written, or written on, the day after its publication: of each past week day how many days before
    the latter it lies (0..6), and whether it is that of a saying. Six days ago is a week day seldom, and today often."""
    chances = (((_SAID if said else _TOLD), back) for back, said in told)
    return sum(math.log(shares[(back + 1) % 7] / shares[back]) for shares, back in chances) > math.log((1 - _REVISED) / _REVISED)
