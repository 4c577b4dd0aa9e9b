"""What a document without a date says of time in, the day on which it was probably written out, with a confidence."""

from __future__ import annotations

from typing import NamedTuple

from events.dating.grammar import Grammar
from events.dating.joining import is_weekday
from events.dating.leaning import Lean, is_later
from events.dating.senses import Piece, Said
from events.dating.tokens import BREAK, Tokens, context
from events.days import month_length, to_date, to_day, weekday
from events.model import Precision

_HEAD = 60  # tokens in which a dateline stands
_PLACE = 8  # of the place in it


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


def written(tokens: Tokens, found: list[Piece], published: int, grammar: Grammar) -> int:
    """The day of writing: that of a dateline ("BUDAPEST, March 12 (Agency)") up to three days before publication.

    Else it is the latter, or the day after it where a text speaks of that as past.
    """
    stated = _dateline(tokens, found, published)
    if stated is not None:
        return stated
    told: dict[tuple[int, int], bool] = {}  # a sentence tells a day once
    for first, _, said in found:
        start = tokens.spans[first][0]
        if is_weekday(said) and said.pick is None and said.weekday and grammar.lean(start, daily=True) is Lean.BEEN:
            back = (weekday(published) + 1 - said.weekday) % 7
            told[grammar.sentence(start), back] = told.get((grammar.sentence(start), back), False) or grammar.is_said(start)
    return published + is_later((back, said) for (_, back), said in told.items())


def _dateline(tokens: Tokens, found: list[Piece], published: int) -> int | None:
    year = to_date(published)[0]
    for first, last, said in found:
        if first >= _HEAD:
            break
        dated = said.month and said.day and said.kind == "date" and tokens.words[first - 1 : first] == [","]
        if dated and (tokens.words[last : last + 1] or [""])[0][:1] in "(-–—" and _is_line(tokens, first):
            days = [_clamped(said.year or year - n, said) for n in (0, 1)]
            return next((day for day in days if 0 <= published - day <= 3), None)
    return None


def _is_line(tokens: Tokens, first: int) -> bool:
    """Whether a place begins the line, and nothing else stands in it before a date."""
    begin = max(first - 1 - _PLACE, 0)
    words = tokens.codes[begin : first - 1].rfind(BREAK) + begin + 1
    place = tokens.text[tokens.spans[words][0] : tokens.spans[first - 1][0]]
    return (words > begin or begin == 0) and "\n" not in place.strip() and place[:1].isupper()


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
