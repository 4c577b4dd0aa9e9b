"""Expressions and the discourse in, the meaning of each out: ranges and open ends with both their ends."""

from __future__ import annotations

from dataclasses import replace

from events import edtf
from events.dating.bounding import bound
from events.dating.discourse import Discourse
from events.dating.grammar import Grammar
from events.dating.grounds import grounded
from events.dating.joining import Expression, is_day, is_weekday
from events.dating.leaning import Lean
from events.dating.quoting import spoken
from events.dating.senses import Said
from events.dating.story import role
from events.dating.tokens import Tokens, context
from events.dating.values import Point, exists, of_day, timex, unknown
from events.dating.years import is_circa
from events.days import to_date
from events.model import Timex, When

_STEPS = {"day": (-1, 1), "night": (-1, 1), "week": (-5, 7)}  # days that "before" and "after" go; the week before a Sunday ends in it
_ABOUT_ALONE = frozenset(("about", "around", "~"))


def resolve(tokens: Tokens, expressions: list[Expression], discourse: Discourse, grammar: Grammar) -> list[Timex | None]:
    """One meaning for each expression, in the order of the text."""
    found: list[Timex | None] = []
    leans: list[Lean] = []
    speeches = spoken(tokens, expressions, grammar)
    for at, expression in enumerate(expressions):
        start = tokens.spans[expression.first][0]
        leans.append(grammar.lean(start, is_weekday(expression.said)))
        discourse.sentence = grammar.sentence(start)
        discourse.saying = is_day(expression.said) and grammar.is_said(start)
        discourse.quarters.ended = _end(tokens, expressions, at, discourse)
        discourse.spoken = expressions[speeches[at]].said if at in speeches else None
        moves = role(tokens, expression.first, expression.last, expression.said, grammar)
        lean = _led(tokens, expression, leans[at])
        said = _beside(tokens, expressions, at, discourse) or expression.said
        begin = discourse.last if expression.partner == -1 else None
        meaning = discourse.resolve(said, lean, moves) if not _is_any(tokens, expression, grammar) else unknown(said)
        if begin and discourse.last:
            discourse.span = begin, discourse.last
        if meaning and meaning.when and _is_about(tokens, expression):
            meaning = replace(meaning, when=edtf.approximate(meaning.when))
        found.append(grounded(meaning, discourse))
    for at, expression in enumerate(expressions):
        one = found[at]
        if (expression.partner == 1 or expression.joined) and one is not None:
            two = found[at + 1]
            if expression.partner == 1 and two is not None:
                one = found[at] = _before(one, expression.said, two)
            when = _range(one.when, two.when if two else None)
            if expression.joined and when and one.when and two and two.when and (one.when.last or 0) + 1 != two.when.first:
                continue
            if when and two:
                found[at], found[at + 1] = replace(one, when=when), replace(two, when=when)
        elif expression.link and one is not None and one.when is not None:
            link, when = expression.link, one.when
            if expression.said.kind == "period" and link in ("since", "after"):
                when = edtf.parse(when.edtf.split("/")[-1])  # after the Middle Ages is after their end
            if link == "before" and _is_possessive(tokens, expression):
                link = "until"  # "before Friday's talks" may be on Friday
            found[at] = replace(one, when=_open(when, link, leans[at]))
    bound(tokens, expressions, found)
    return found


def _before(one: Timex, said: Said, two: Timex) -> Timex:
    """ "Between Friday and Sunday", written on a Friday: the first is the one before the second."""
    if not is_weekday(said) or said.pick is not None or not (one.when and two.when) or one.when.first is None or two.when.first is None:
        return one
    late = one.when.first - two.when.first
    return timex(said, of_day(one.when.first - 7)) if 0 < late < 7 else one


def _end(tokens: Tokens, expressions: list[Expression], at: int, discourse: Discourse) -> Point | None:
    """The last day of "the quarter ended 30 September"."""
    one, two = expressions[at].last, expressions[at + 1] if at + 1 < len(expressions) else None
    if two is None or two.first != one + 1 or tokens.words[one] not in ("ended", "ending") or not two.said.month or two.said.kind != "date":
        return None
    return discourse.date(two.said, Lean.BEEN if tokens.words[one] == "ended" else Lean.PLANNED)


def _beside(tokens: Tokens, expressions: list[Expression], at: int, discourse: Discourse) -> Said | None:
    """ "The day before Christmas", "the week after 3 May": the day or week that the time which follows leads to."""
    one, two = expressions[at], expressions[at + 1] if at + 1 < len(expressions) else None
    if one.said.rule != "unit-before" or two is None or two.first != one.last or two.said.kind != "date" or not is_day(two.said):
        return None
    point = discourse.date(two.said, Lean.BEEN)
    unit = next((unit for unit in _STEPS if unit in tokens.words[one.first : one.last]), "")
    if point is None or not point.day or not exists(point) or not unit:
        return None
    two.link = ""
    year, month, day = to_date(point.number() + _STEPS[unit][tokens.words[one.last - 1] == "after"])
    return Said("date", year=year, month=month, day=day, unit="W" if unit == "week" else "", rule=one.said.rule)


def _led(tokens: Tokens, expression: Expression, lean: Lean) -> Lean:
    """The word before a time may lead on: "until Friday", "payable in May", "before Friday's vote"; or back: "since May"."""
    before = _word_before(tokens, expression.first)
    if before == "since":
        return Lean.PAST
    if before in context("FORWARD") and (lean >= 0 or before == "effective" or (before == "until" and expression.said.weekday)):
        return max(lean, Lean.PLANNED) if is_weekday(expression.said) else Lean.PLANNED
    if tokens.words[max(expression.first - 2, 0) : expression.first] == ["ahead", "of"]:
        return max(lean, Lean.PLANNED)
    if before in ("until", "till", "through", "payable") or (before == "to" and not expression.partner):
        return Lean.OPEN  # "extended to 16 November": it is after what is told, perhaps still to come
    return lean


def _word_before(tokens: Tokens, first: int) -> str:
    while first > 1 and tokens.words[first - 1] in ("the", "early", "late", "about", "around"):
        first -= 1
    return tokens.words[first - 1] if first else ""


def _is_about(tokens: Tokens, expression: Expression) -> bool:
    """ "around 660 BC", "c. 800": the word stands before the time or begins it."""
    first = expression.first
    if _is_possessive(tokens, expression):  # "to get around Wednesday's ruling"
        return False
    beside = tokens.words[max(first - 1, 0) : first + 1]
    return is_circa(tokens, first) or not _ABOUT_ALONE.isdisjoint(beside)


def _is_any(tokens: Tokens, expression: Expression, grammar: Grammar) -> bool:
    """ "On a Thursday", "one Sunday": nobody says which."""
    before = tokens.words[max(expression.first - 2, 0) : expression.first]
    if not is_weekday(expression.said) or before == ["on", "a"]:
        return is_weekday(expression.said)
    return before[-1:] == ["1"] and not grammar.modifies(tokens.spans[expression.first][0], tokens.spans[expression.last - 1][1])


def _is_possessive(tokens: Tokens, expression: Expression) -> bool:
    return tokens.words[expression.last : expression.last + 1] == ["'s"]


def _range(one: When | None, two: When | None) -> When | None:
    if one is None or two is None or one.first is None or two.last is None or two.first is None:
        return None
    if one.first == two.first and one.clock and two.clock and one.clock.first < two.clock.first:
        return edtf.join(one, two)
    return edtf.join(one, two) if one.first < two.first else None


def _open(when: When, link: str, lean: Lean) -> When:
    """ "since" and "after" leave the end open, "until" and "before" the beginning; so does "by" for what is still to come.

    What is said holds after a day, and perhaps on it: to leave it in says less, never more. What comes before 1940 is over by the end
    of 1939; EDTF has no word for "before", and "until 1940" would let it last through that year.
    """
    if link in ("since", "after"):
        return edtf.join(when, None)
    if link == "before":
        return edtf.before(when)
    if link == "until" or (link == "by" and lean > 0):
        return edtf.join(None, when)
    return when
