"""find_times: the rules find the words, the discourse gives them their meaning, ranges and open ends join what belongs together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from events import edtf
from events.dating.discourse import Discourse, unknown
from events.dating.genre import is_narrative
from events.dating.grammar import Grammar
from events.dating.grounds import grounded
from events.dating.guards import GUARDS, is_circa
from events.dating.publication import Guess, stated_or_latest
from events.dating.senses import Piece, Said, read
from events.dating.story import role
from events.dating.table import matches, starts
from events.dating.tokens import Tokens, context, tokenise
from events.dating.values import of_day, timex
from events.language import Parse
from events.model import Document, Mention, PublishedBy, Span, Timex, When

# Between a time of day and its day; between the two ends of a range.
_OF_DAY = ((), ("on",), (",",), ("of",), (",", "on"), ("on", "the"), ("local", "time", "on"))
_AT_TIME = ((), ("at",), ("from",), ("between",), (",", "from"), (",",), (",", "at"), ("in", "the"), ("around",), ("about",))
_NEAR = 12  # tokens between a time of day and its day
_ABOUT_ALONE = frozenset(("about", "around", "~"))
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


class Text:
    """The words of a document, and all that the rules find in them."""

    def __init__(self, document: Document, parse: Parse) -> None:
        self.parse, self.grammar = parse, Grammar(parse)
        self.tokens = tokenise(document.text, self.grammar.is_time)
        self.found = list(pieces(self.tokens, self.grammar))

    def published(self) -> Guess | None:
        return stated_or_latest(self.tokens, _of_news(self.tokens, self.found), self.grammar)


def find_times(document: Document, parse: Parse) -> list[Mention[Timex]]:
    """Sorted, not overlapping, in linear time; `meaning.when` is None where the days cannot be known."""
    return _times(document, Text(document, parse), 1.0)


def infer_published(document: Document, parse: Parse) -> tuple[int, float] | None:
    """(day, confidence): the date in the head of the text, else the latest that it speaks of as past. None where it names none."""
    guess = Text(document, parse).published()
    return (guess.day, guess.confidence) if guess else None


def date_and_find(document: Document, parse: Parse, enough: float) -> tuple[Document, list[Mention[Timex]]]:
    """The document with the day of publication that its words give where it is not known otherwise, and its times.

    They count from that day where it is known with the confidence `enough`, and what counts from it carries its doubt.
    """
    text = Text(document, parse)
    guess = text.published() if document.published is None else None
    if guess is None:
        return document, _times(document, text, 1.0)
    dated = replace(document, published=guess.day, published_by=PublishedBy.INFERRED)
    return dated, _times(dated, text, guess.confidence) if guess.confidence >= enough else _times(document, text, 1.0)


def _times(document: Document, text: Text, sure: float) -> list[Mention[Timex]]:
    """`sure`: how well the day of publication is known."""
    tokens, grammar = text.tokens, text.grammar
    expressions = _joined(tokens, _of_news(tokens, text.found), grammar)
    narrative = is_narrative([expression.said for expression in expressions], text.parse, document.published)
    if narrative:
        expressions = _joined(tokens, [piece for piece in text.found if not piece[2].rule.startswith("news-")], grammar)
    discourse = Discourse(document.published, narrative)
    if document.published is None:
        guess = stated_or_latest(tokens, [(e.first, e.last, e.said) for e in expressions], grammar)
        sure = guess.confidence if guess else 0.0
        if guess:
            discourse.today, discourse.exactly = guess.day, guess.precision
    sure = max(sure, 0.9) if discourse.narrative else sure
    meanings = resolve(tokens, expressions, discourse, grammar)
    return [_mention(tokens, e, t, sure) for e, t in zip(expressions, meanings, strict=True) if t is not None]


def expressions_of(tokens: Tokens, grammar: Grammar) -> list[Expression]:
    """All that the text says of time, joined but not yet understood."""
    return _joined(tokens, list(pieces(tokens, grammar)), grammar)


def _joined(tokens: Tokens, found: list[Piece], grammar: Grammar) -> list[Expression]:
    return _linked(tokens, _with_day_after(tokens, _by_day_or_month(_merged(tokens, found)), grammar), grammar)


def _of_news(tokens: Tokens, found: list[Piece]) -> list[Piece]:
    """Without what only a history has, as bare years of three digits; after "circa" they are years anywhere."""
    rules = ((piece, piece[2].rule) for piece in found)
    return [piece for piece, rule in rules if not rule.startswith("story-") and (rule != "year-old" or is_circa(tokens, piece[0]))]


def _by_day_or_month(found: list[Piece]) -> list[Piece]:
    """3/4/2022 is 3 April where another date of the document, as 31/3/2022, can only have the day first."""
    if not any(said.value == "day first" for _, _, said in found):
        return found
    return [(a, b, replace(said, month=said.day, day=said.month) if said.value == "either" else said) for a, b, said in found]


def _mention(tokens: Tokens, expression: Expression, meaning: Timex, sure: float) -> Mention[Timex]:
    span = Span(tokens.spans[expression.first][0], tokens.spans[expression.last - 1][1])
    said = expression.said
    known = said.year is not None or said.kind in ("fixed", "period") or (bool(said.digits) and not said.digits.startswith("?"))
    return Mention(span, meaning, 1.0 if known else max(0.1, 0.9 * sure))


# ---- finding ----


def pieces(tokens: Tokens, grammar: Grammar) -> Iterator[Piece]:
    """The longest rule at each place that its guard lets pass, from the left."""
    at, search = 0, starts().search
    while match := search(tokens.codes, at):
        at = match.start() + 1
        for found in matches(tokens, match.start()):
            said = read(found)
            if said is None:
                continue
            kept = [_trimmed(tokens, piece, grammar) for piece in said if _allowed(tokens, piece, grammar)]
            if kept or not said:
                yield from kept
                at = found.last
                break


def _allowed(tokens: Tokens, piece: Piece, grammar: Grammar) -> bool:
    first, last, said = piece
    check = GUARDS.get(said.rule) if grammar.words else None  # what a person types alone is meant as a time
    return check is None or check(tokens, first, last, grammar)


def _trimmed(tokens: Tokens, piece: Piece, grammar: Grammar) -> Piece:
    """ "over the last two weeks": the preposition is no part of the time, "over two weeks" is."""
    first, last, said = piece
    if tokens.words[first] in ("over", "under", "about", "around") and last - first > 1:
        word = grammar.at(tokens.spans[first][0])
        spatial = tokens.words[first] in ("over", "under") and tokens.words[first + 1] not in ("a", "an")
        if tokens.words[first + 1] == "the" or (spatial and word is not None and word.dep == "prep"):
            return first + 1, last, said
    return piece


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
    if one[2].kind == "clock" and _is_day(two[2]) and between in _OF_DAY:
        day, time = two[2], one[2]
    elif two[2].kind == "clock" and _is_day(one[2]) and between in (_AT_TIME if two[2].clock else ((), (",",), ("in",))):
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
        elif _is_day(said) and not said.clock:
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
    hour = int(timed.clock[:2])
    late = part.part in ("AF", "EV") or (part.part == "NI" and hour >= 6)
    return replace(
        timed, clock=f"{hour + 12:02}{timed.clock[2:]}" if late and 1 <= hour < 12 else timed.clock, count=part.count, basis=part.basis
    )


def _is_day(said: Said) -> bool:
    return said.day is not None or said.weekday is not None or bool(said.holiday) or (said.kind == "shift" and said.unit == "D")


def _linked(tokens: Tokens, found: list[Piece], grammar: Grammar) -> list[Expression]:
    """Ranges ("from A to B", "A–B", "between A and B") and open ends ("since A")."""
    made = [Expression(first, last, said, _link(tokens, first, last, grammar)) for first, last, said in found]
    for two, one in itertools.pairwise(reversed(made)):  # "in May, June and July 1922": the year is handed on from the end
        if tokens.words[one.last : two.first] in (["and"], ["or"], [","], [",", "and"]):
            one.said = _shared(one.said, two.said)
    for one, two in itertools.pairwise(made):
        between = tokens.words[one.last : two.first]
        while between and between[-1] in ("the", "in", "of", "about", "around", "circa"):
            between.pop()
        opened = tokens.words[one.first - 1] if one.first else ""
        if between in ([","], ["("], []) and _is_weekday(one.said) and two.said.day and two.said.month:
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
            one.said = _shared(one.said, two.said)
            one.said, two.said = _same_day(one.said, two.said)
    return made


def _same_day(one: Said, two: Said) -> tuple[Said, Said]:
    """ "Between 14:00 and 16:00 on 2 May": both are times of that day."""
    if one.clock and two.clock and one.kind == "clock" and _is_day(two):
        return replace(two, clock=one.clock, whole_hour=one.whole_hour, zone=one.zone or two.zone, rule=one.rule), two
    if one.clock and two.clock and two.kind == "clock" and _is_day(one):
        return one, replace(one, clock=two.clock, whole_hour=two.whole_hour, rule=two.rule)
    return one, two


def _is_weekday(said: Said) -> bool:
    return said.weekday is not None and said.day is None and said.kind == "date"


def _shared(one: Said, two: Said) -> Said:
    """ "from March to June 1994": the first end has the year of the second."""
    if (
        one.year is None
        and one.short is None
        and one.pick is None
        and one.kind == "date"
        and two.year is not None
        and (one.month or one.season)
    ):
        later = (one.month or 0) > (two.month or 12)
        return replace(one, year=two.year - later)
    return one


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
    if before in ("before", "after") and first > 1 and tokens.words[first - 2] in context("SHORTLY"):
        return ""  # "just after 2 p.m. on Friday"
    link = _OPEN.get(before, "")
    return "" if link == "from" else link


# ---- meaning ----


def resolve(tokens: Tokens, expressions: list[Expression], discourse: Discourse, grammar: Grammar) -> list[Timex | None]:
    """One meaning for each expression, in the order of the text."""
    found: list[Timex | None] = []
    directions: list[int] = []
    for expression in expressions:
        direction = grammar.direction(tokens.spans[expression.first][0])
        directions.append(direction)
        discourse.sentence = grammar.sentence(tokens.spans[expression.first][0])
        before = _word_before(tokens, expression.first)
        if before in context("FORWARD") and (direction >= 0 or before == "effective" or (before == "until" and expression.said.weekday)):
            direction = 1
        elif before == "until":
            direction = 0
        discourse.saying = _is_day(expression.said) and grammar.is_said(tokens.spans[expression.first][0])
        moves = role(tokens, expression.first, expression.last, expression.said, grammar)
        meaning = discourse.resolve(expression.said, direction, moves) if not _is_any(tokens, expression) else unknown(expression.said)
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
            found[at] = replace(one, when=_open(when, link, directions[at]))
    return found


def _before(one: Timex, said: Said, two: Timex) -> Timex:
    """ "Between Friday and Sunday", written on a Friday: the first is the one before the second."""
    if not _is_weekday(said) or said.pick is not None or not (one.when and two.when) or one.when.first is None or two.when.first is None:
        return one
    late = one.when.first - two.when.first
    return timex(said, of_day(one.when.first - 7)) if 0 < late < 7 else one


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


def _is_any(tokens: Tokens, expression: Expression) -> bool:
    """ "On a Thursday": nobody says which."""
    return _is_weekday(expression.said) and tokens.words[max(expression.first - 2, 0) : expression.first] == ["on", "a"]


def _is_possessive(tokens: Tokens, expression: Expression) -> bool:
    return tokens.words[expression.last : expression.last + 1] == ["'s"]


def _range(one: When | None, two: When | None) -> When | None:
    if one is None or two is None or one.first is None or two.last is None or two.first is None:
        return None
    if one.first == two.first and one.clock and two.clock and one.clock.first < two.clock.first:
        return edtf.join(one, two)
    return edtf.join(one, two) if one.first < two.first else None


def _open(when: When, link: str, direction: int) -> When:
    """ "since" and "after" leave the end open, "until" and "before" the beginning; so does "by" for what is still to come.

    What is said holds after a day, and perhaps on it: to leave it in says less, never more. What comes before 1940 is over by the end
    of 1939; EDTF has no word for "before", and "until 1940" would let it last through that year.
    """
    if link in ("since", "after"):
        return edtf.join(when, None)
    if link == "before":
        return edtf.before(when)
    if link == "until" or (link == "by" and direction > 0):
        return edtf.join(None, when)
    return when
