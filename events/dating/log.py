"""The times of a text in, the entries of a log or live report out: its lines that each begin with a time of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from events import edtf
from events.model import Clock, Mention, Precision, Timex, When

_BEGINS = re.compile(
    r"[\s*•·–—\[(-]*(?:(?:[Jj]ust|[Ss]hortly)\s+(?:after|before)\s+|(?:[Aa]t|[Bb]y|[Bb]etween|[Ff]rom|[Aa]round|[Aa]bout)\s+)?(?:about\s+|around\s+)?"
)
_FEWEST = 4  # entries of a log
_SHARE = 0.4  # of the lines from the first entry on
_HOURS = 6 * 60  # minutes: a clock that falls back by more has passed midnight


class Entry(NamedTuple):
    """Characters `[start, end)` of the text, and the number of the mention that they begin with."""

    start: int
    end: int
    mention: int


def entries(text: str, times: Sequence[Mention[Timex]]) -> list[Entry]:
    """The entries in their order; none where a text is no log. An entry lasts until the next one begins."""
    stamps = [number for number, mention in enumerate(times) if _minute(mention) is not None and _begins(text, mention)]
    stamps = [two for one, two in pairwise([-1, *stamps]) if one < 0 or "\n" in text[times[one].span.end : times[two].span.start]]
    if len(stamps) < _FEWEST:
        return []
    starts = [text.rfind("\n", 0, times[number].span.start) + 1 for number in stamps]
    lines = sum(1 for line in text[starts[0] :].split("\n") if line.strip())
    if len(stamps) < _SHARE * lines:
        return []
    return [Entry(start, end, number) for start, end, number in zip(starts, [*starts[1:], len(text)], stamps, strict=True)]


def _begins(text: str, mention: Mention[Timex]) -> bool:
    return _BEGINS.fullmatch(text, text.rfind("\n", 0, mention.span.start) + 1, mention.span.start) is not None


def _minute(mention: Mention[Timex]) -> int | None:
    """The minute of the day of a time by the clock, None for any other."""
    when = mention.meaning.when if mention.meaning is not None else None
    if when is None or when.clock is None or when.precision not in (Precision.HOUR, Precision.MINUTE) or when.first is None:
        return None
    return int(when.clock.first[:2]) * 60 + int(when.clock.first[3:])


def in_order(text: str, times: list[Mention[Timex]], published: int | None) -> list[Mention[Timex]]:
    """The times, those of a log on the day that its order says: after 23:50 comes 00:10 of the next, or before it in a log read upwards.

    A log whose day only its publication tells was written until then: it began on the day before.
    """
    found = entries(text, times)
    days = _days(text, times, found)
    told = found and any(_is_day(mention) for mention in times[: found[0].mention])
    past = max(days, default=0) - published if published is not None and not told else 0
    moved = list(times)
    for entry, day in zip(found, days, strict=True):
        read = _day(times[entry.mention])
        for number in range(entry.mention, len(times)):
            if times[number].span.start >= entry.end:
                break
            if _day(times[number]) == read and _is_bare(times[number]) and _minute(times[number]) is not None:
                moved[number] = _moved(times[number], day - max(past, 0))
    return moved


def _days(text: str, times: Sequence[Mention[Timex]], found: Sequence[Entry]) -> list[int]:
    """The day of each entry: its own, that of a heading above it, or that of the entry before, midnight considered."""
    minutes = [_minute(times[entry.mention]) or 0 for entry in found]
    steps = [two - one for one, two in pairwise(minutes)]
    upwards = sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
    days: list[int] = []
    for at, entry in enumerate(found):
        own = _day(times[entry.mention]) or 0
        headed = [_day(m) for m in times[found[at - 1].mention + 1 : entry.mention] if _is_day(m) and _is_alone(text, m)] if at else []
        if not days or not _is_bare(times[entry.mention]):
            days.append(own)
        elif headed:
            days.append(headed[-1] or 0)
        elif steps[at - 1] > _HOURS if upwards else steps[at - 1] < -_HOURS:
            days.append(days[-1] + (-1 if upwards else 1))
        else:
            days.append(days[-1])
    return days


def _day(mention: Mention[Timex]) -> int | None:
    return mention.meaning.when.first if mention.meaning is not None and mention.meaning.when is not None else None


def _is_alone(text: str, mention: Mention[Timex]) -> bool:
    """Whether a time is a line of its own, but for marks and the name of a week day."""
    end = text.find("\n", mention.span.end)
    line = text[text.rfind("\n", 0, mention.span.start) + 1 : end if end >= 0 else len(text)]
    return len(line.strip()) <= mention.span.end - mention.span.start + 14


def _is_bare(mention: Mention[Timex]) -> bool:
    """Whether a time has its day from elsewhere."""
    return mention.meaning is not None and bool(mention.meaning.anchor)


def _is_day(mention: Mention[Timex]) -> bool:
    when = mention.meaning.when if mention.meaning is not None else None
    return when is not None and when.precision is Precision.DAY and not _is_bare(mention)


def _moved(mention: Mention[Timex], day: int) -> Mention[Timex]:
    meaning = mention.meaning
    when = meaning.when if meaning is not None else None
    if meaning is None or when is None or when.first is None or when.first != when.last or when.clock is None or when.first == day:
        return mention
    value = meaning.value.replace(edtf.write_day(when.first), edtf.write_day(day))
    return replace(mention, meaning=replace(meaning, value=value, when=clocked(day, when.clock, when.precision)))


def clocked(day: int, clock: Clock, precision: Precision) -> When:
    """A day with a time of day; a part of the day is no more exact for it."""
    whole = edtf.parse(edtf.write_day(day, None if precision is Precision.PART else clock))
    return replace(whole, precision=precision, clock=clock)
