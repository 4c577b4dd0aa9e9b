"""What the rules found in; expressions out: a day and its time of day as one, the ends of a range, the word that opens an interval."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from events.dating.grammar import Grammar
from events.dating.senses import Piece, Said
from events.dating.tokens import Tokens, context
from events.dating.years import is_circa

# Between a time of day and its day; between the two ends of a range.
_OF_DAY = ((), ("on",), (",",), ("of",), (",", "on"), ("on", "the"), ("local", "time", "on"))
_AT_TIME = ((), ("at",), ("from",), ("between",), (",", "from"), (",",), (",", "at"), ("in", "the"), ("around",), ("about",))
_CIRCA = (["c", "."], ["ca", "."])
_NEAR = 12  # tokens between a time of day and its day
_OPEN = {"since": "since", "until": "until", "till": "until", "by": "by", "before": "before", "after": "after", "to": "", "from": "from"}

# "Prior to 1920", "no later than 1920".
_OPEN_TWO = {("prior", "to"): "before", ("up", "to"): "until", ("later", "than"): "until", ("earlier", "than"): "since"}


@dataclass(slots=True)
class Expression:
    """Tokens `[first, last)`, what they say, and how the words around open or join them."""

    first: int
    last: int
    said: Said
    link: str = ""
    partner: int = 0  # 1 = begins a range with the next, -1 = ends one
    joined: bool = False  # "and" stands between it and the next


def join(tokens: Tokens, found: list[Piece], grammar: Grammar) -> list[Expression]:
    return _linked(tokens, _with_day_after(tokens, _by_day_or_month(_merged(tokens, found)), grammar), grammar)


def _by_day_or_month(found: list[Piece]) -> list[Piece]:
    """3/4/2022 is 3 April where another date of the document, as 31/3/2022, can only have the day first."""
    if not any(said.value == "day first" for _, _, said in found):
        return found
    return [(a, b, replace(said, month=said.day, day=said.month) if said.value == "either" else said) for a, b, said in found]


def _merged(tokens: Tokens, found: list[Piece]) -> list[Piece]:
    """A time of day and the day beside it are one expression; a bare "night" counts beside a day only."""
    merged: list[Piece] = []
    for piece in found:
        if merged:
            joined = _join(tokens, merged[-1], piece)
            if joined:
                merged[-1] = joined
                continue
        merged.append(piece)
    return [
        piece for piece in merged if piece[2].rule != "part-bare" or tokens.words[piece[0] - 1 : piece[0]] in (["at"], ["by"], ["that"])
    ]


def _join(tokens: Tokens, one: Piece, two: Piece) -> Piece | None:
    between = tuple(tokens.words[one[1] : two[0]])
    if is_day(one[2]) and two[2].rule == "part-bare" and not between:
        if one[2].clock:  # "at 9:45 Thursday night"
            return one[0], two[1], replace(one[2], clock=_hour_in(one[2].clock, two[2].part))
        if one[2].part == two[2].part:  # "in the early hours of Thursday morning"
            return one[0], two[1], one[2]
    if one[2].kind == "clock" and is_day(two[2]) and between in _OF_DAY:
        day, time = two[2], one[2]
    elif two[2].kind == "clock" and is_day(one[2]) and between in (_AT_TIME if two[2].clock else ((), (",",), ("in",))):
        day, time = one[2], two[2]
    elif (
        one[2].kind == two[2].kind == "clock"
        and not (one[2].part and two[2].part)
        and not (one[2].clock and two[2].clock)
        and between in ((), ("in", "the"))
    ):
        return one[0], two[1], _clock_of_part(one[2], two[2])
    else:
        return None
    if day.clock or (day.part and time.part):
        return None
    return one[0], two[1], _at(day, time)


def _at(day: Said, time: Said) -> Said:
    part = "" if time.clock else time.part or day.part
    return replace(day, type="TIME", clock=time.clock, whole_hour=time.whole_hour, zone=time.zone, part=part)


def _with_day_after(tokens: Tokens, found: list[Piece], grammar: Grammar) -> list[Piece]:
    """ "At 9:30 a.m. (0530 GMT) in the market on Saturday": both are times of that day, where no verb stands between."""
    day: tuple[int, Said] | None = None
    given: list[Piece] = []
    for first, last, said in reversed(found):
        if said.kind == "clock" and said.clock and not said.count and day and day[0] - last <= _NEAR:
            if not any(_ends_clause(tokens, at, grammar) for at in range(last, day[0])):
                said = _at(day[1], said)
        elif is_day(said) and not said.clock:
            day = (first, replace(said, part=""))
        elif said.kind != "fixed":
            day = None
        given.append((first, last, said))
    return given[::-1]


def _ends_clause(tokens: Tokens, at: int, grammar: Grammar) -> bool:
    word = grammar.at(tokens.spans[at][0])
    return tokens.words[at] in (".", ";", ":", "!", "?", "\n\n", "and", "but") or (word is not None and word.pos in ("VERB", "AUX"))


def _clock_of_part(one: Said, two: Said) -> Said:
    timed, part = (one, two) if one.clock else (two, one)
    return replace(timed, clock=_hour_in(timed.clock, part.part), count=part.count, basis=part.basis)


def _hour_in(clock: str, part: str) -> str:
    """Six in the evening is 18:00, six in the morning 06:00."""
    hour = int(clock[:2])
    late = part in ("AF", "EV") or (part == "NI" and hour >= 6)
    return f"{hour + 12:02}{clock[2:]}" if late and 1 <= hour < 12 else clock


def is_day(said: Said) -> bool:
    return said.day is not None or said.weekday is not None or bool(said.holiday) or (said.kind == "shift" and said.unit == "D")


def _linked(tokens: Tokens, found: list[Piece], grammar: Grammar) -> list[Expression]:
    """Ranges ("from A to B", "A–B", "between A and B") and open ends ("since A")."""
    made = [Expression(first, last, said, _link(tokens, first, last, grammar)) for first, last, said in found]
    ends = {each.last for each in made}
    for each in made:  # not "Monday through Friday"
        if tokens.words[max(each.first - 1, 0) : each.first] == ["through"] and is_day(each.said) and each.first - 1 not in ends:
            each.link = "until"
    for two, one in itertools.pairwise(reversed(made)):  # "in May, June and July 1922": the year is handed on from the end
        between = tokens.words[one.last : two.first]
        bracket = two.said.day if between == ["("] else between == [")"]  # "25 October (7 November) 1917"
        if bracket or between in (["and"], ["or"], [","], [",", "and"]):
            one.said = _shared(one.said, two.said)
    for one, two in itertools.pairwise(made):
        between = tokens.words[one.last : two.first]
        while between and (between[-1] in ("the", "in", "of", "about", "around", "circa") or between[-2:] in _CIRCA):
            del between[-1 - (between[-1] == ".") :]
        begin = one.first - 2 * (tokens.words[max(one.first - 2, 0) : one.first] in _CIRCA)
        opened = tokens.words[begin - 1] if begin else ""
        if between in ([","], ["("], []) and is_weekday(one.said) and two.said.day and two.said.month:
            one.said = replace(
                two.said, weekday=one.said.weekday, clock=one.said.clock, part=one.said.part, type=one.said.type, rule=one.said.rule
            )
        if one.partner or one.said.kind == "fixed" or two.said.kind == "fixed" or len(between) != 1:
            continue
        if between[0] in ("and", "or", ","):
            one.joined = between[0] == "and"
        if (between[0] in context("TO") and (between[0] not in ("until", "till") or opened == "from")) or (
            between[0] == "and" and opened == "between"
        ):
            one.partner, two.partner, one.link, two.link = 1, -1, "", ""
            one.joined = False
            one.said, two.said = _shared(one.said, two.said), _handed_on(one.said, two.said)
            one.said, two.said = _same_day(one.said, two.said)
    return made


def _same_day(one: Said, two: Said) -> tuple[Said, Said]:
    """ "Between 14:00 and 16:00 on 2 May": both are times of that day."""
    if one.clock and two.clock and one.kind == "clock" and is_day(two):
        return replace(two, clock=one.clock, whole_hour=one.whole_hour, zone=one.zone or two.zone, rule=one.rule), two
    if one.clock and two.clock and two.kind == "clock" and is_day(one):
        return one, replace(one, clock=two.clock, whole_hour=two.whole_hour, rule=two.rule)
    return one, two


def is_weekday(said: Said) -> bool:
    return said.weekday is not None and said.day is None and said.kind == "date"


def _shared(one: Said, two: Said) -> Said:
    """ "from March to June 1994": the first end has the year of the second."""
    later = (one.month or 0) > (two.month or 12)
    if one.kind == "date" and two.year is not None and (one.month or one.season) and _is_yearless(one):
        return replace(one, year=two.year - later)
    if one.kind == "date" and two.year_pick is not None and not later and one.month and _is_yearless(one):
        return replace(one, year_pick=two.year_pick, basis=two.basis)
    return one


def _handed_on(one: Said, two: Said) -> Said:
    """ "From October 2019 to March": the second end is the next March."""
    if one.year is not None and one.month and two.month and two.kind == "date" and not two.holiday and _is_yearless(two):
        return replace(two, year=one.year + (two.month < one.month))
    return two


def _is_yearless(said: Said) -> bool:
    return said.year is None and said.short is None and said.pick is None and said.year_pick is None


def _link(tokens: Tokens, first: int, last: int, grammar: Grammar) -> str:
    """The preposition that opens an interval, if it belongs to the time: "after 2020", but not "after the 2020 ceasefire"."""
    before = tokens.words[first - 1] if first else ""
    if before == "since" and last == first + 1 and tokens.words[first].isdigit():
        return before  # "since 2014 foreign volunteers have": a parser takes the year for their number
    whole = before in _OPEN and last - first > 2 and tokens.codes[last - 1] in "Y5"  # "after 12 March 2020 schools closed": the same
    if not whole and grammar.modifies(tokens.spans[first][0], tokens.spans[last - 1][1]):
        return ""
    while first > 1 and (before in ("the", "at", "least") or before in context("ABOUT") or is_circa(tokens, first)):
        first -= 1
        before = tokens.words[first - 1]
    after = tokens.words[last] if last < len(tokens.words) else ""
    two = (tokens.words[first - 2], before) if first > 1 else ("", "")
    if two in _OPEN_TWO and (before == "to" or tokens.words[max(first - 3, 0)] in ("no", "not")):
        return _OPEN_TWO[two]
    if after in ("onwards", "onward") or (before == "from" and after == "on"):
        return "since"
    if two == ("not", "before"):
        return "since"
    if two[0] == "or" and before in ("before", "after") and tokens.words[max(first - 3, 0)] == "on":
        return "until" if before == "before" else "since"
    if before in ("before", "after") and first > 1 and tokens.words[first - 2] in context("SHORTLY"):
        return ""  # "just after 2 p.m. on Friday"
    link = _OPEN.get(before, "")
    return "" if link == "from" else link
