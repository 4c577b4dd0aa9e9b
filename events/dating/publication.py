"""What a document without a date says of time in, the day on which it was probably written out, with a confidence."""

from __future__ import annotations

from typing import NamedTuple

from events.dating.grammar import Grammar
from events.dating.senses import Piece, Said
from events.dating.tokens import Tokens, context
from events.days import month_length, to_day
from events.model import Precision

_HEAD = 60  # tokens in which a dateline stands


class Guess(NamedTuple):
    """A day, how sure it is (0..1), and how exactly it is known: its day or its year."""

    day: int
    confidence: float
    precision: Precision


def stated_or_latest(tokens: Tokens, found: list[Piece], grammar: Grammar) -> Guess | None:
    """The date in the head of the text, else the latest that it speaks of as past. None where it names none."""
    for first, last, said in found:
        day = _day(said)
        stamped = context("STAMPS") & set(tokens.words[max(0, first - 4) : first])
        alone = first < 12 and (tokens.words[last : last + 1] or ["\n\n"])[0] in context("AFTER_DATELINE")
        if day is not None and first < _HEAD and (stamped or alone):
            return Guess(day, 0.9 if stamped else 0.6, Precision.DAY)
    dated = [said for first, _, said in found if _is_past(tokens, first, said, grammar)]
    return _latest(dated)


def _is_past(tokens: Tokens, first: int, said: Said, grammar: Grammar) -> bool:
    if said.kind != "date" or (said.year is None and said.month is None) or (said.year is not None and not 1000 <= said.year < 2100):
        return False
    before = tokens.words[first - 1] if first else ""
    return before not in ("by", "until", "till", "before") and grammar.lean(tokens.spans[first][0]) <= 0


def _latest(dated: list[Said]) -> Guess | None:
    """The latest date told: the text is no older, and of that year if it tells more of it; its day of writing stays unknown."""
    years = [said.year for said in dated if said.year is not None]
    if not years:
        return None
    year = max(years)
    this_year = [said for said in dated if said.year == year]
    days = [day for day in map(_day, this_year) if day is not None]
    if days:
        return Guess(max(days), 0.5 if len(set(days)) > 1 else 0.25, Precision.YEAR)
    months = [said.month for said in this_year if said.month]
    if months:
        return Guess(to_day(year, max(months), month_length(year, max(months))), 0.4 if len(set(months)) > 1 else 0.25, Precision.YEAR)
    loose = [_clamped(year, said) for said in dated if said.year is None and said.month and said.day]
    return Guess(max(loose), 0.3, Precision.YEAR) if loose else Guess(to_day(year, 12, 31), 0.2, Precision.YEAR)


def _day(said: Said) -> int | None:
    return _clamped(said.year, said) if said.year is not None and said.month and said.day else None


def _clamped(year: int, said: Said) -> int:
    month = said.month or 1
    return to_day(year, month, min(said.day or 1, month_length(year, month)))
