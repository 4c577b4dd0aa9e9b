"""find_times: the rules find the words, joining makes expressions of them, the discourse gives these their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from events.dating.ambiguity import is_time
from events.dating.discourse import Discourse
from events.dating.genre import is_narrative
from events.dating.grammar import Grammar
from events.dating.guards import GUARDS
from events.dating.joining import Expression, join
from events.dating.log import in_order
from events.dating.publication import Guess, stated_or_latest, written
from events.dating.resolving import resolve
from events.dating.senses import Piece, read
from events.dating.table import matches, starts
from events.dating.tokens import Tokens, lexicon, tokenise
from events.dating.years import is_circa
from events.language import Parse
from events.model import Document, Mention, PublishedBy, Span, Timex


class Text:
    """The words of a document, and all that the rules find in them."""

    def __init__(self, document: Document, parse: Parse) -> None:
        self.parse, self.grammar = parse, Grammar(parse)
        self.tokens = tokenise(document.text, partial(is_time, self.grammar))
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
    expressions = join(tokens, _of_news(tokens, text.found), grammar)
    narrative = is_narrative([expression.said for expression in expressions], text.parse, document.published)
    if narrative:
        expressions = join(tokens, [piece for piece in text.found if not piece[2].rule.startswith("news-")], grammar)
    discourse = Discourse(document.published, narrative)
    said = [(e.first, e.last, e.said) for e in expressions]
    if document.published is not None:
        discourse.today = written(tokens, said, document.published, grammar)
    else:
        guess = stated_or_latest(tokens, said, grammar)
        sure = guess.confidence if guess else 0.0
        if guess:
            discourse.today, discourse.exactly = guess.day, guess.precision
    sure = max(sure, 0.9) if discourse.narrative else sure
    meanings = resolve(tokens, expressions, discourse, grammar)
    found = [_mention(tokens, e, t, sure) for e, t in zip(expressions, meanings, strict=True) if t is not None]
    return in_order(document.text, found, document.published)


def _of_news(tokens: Tokens, found: list[Piece]) -> list[Piece]:
    """Without what only a history has, as bare years of three digits; after "circa" they are years anywhere."""
    rules = ((piece, piece[2].rule) for piece in found if not _is_turn(tokens, piece))
    return [piece for piece, rule in rules if not rule.startswith("story-") and (rule != "year-old" or is_circa(tokens, piece[0]))]


def _is_turn(tokens: Tokens, piece: Piece) -> bool:
    """ "Now, he says": at the head of a sentence of news it turns to another matter three times of four."""
    return tokens.words[piece[0]] in ("now", "currently") and tokens.text[tokens.spans[piece[0]][0]].isupper()


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
    if not grammar.words:  # what a person types alone is meant as a time
        return not said.rule.startswith("story-")
    check = GUARDS.get(said.rule)
    return check is None or check(tokens, first, last, grammar)


def _trimmed(tokens: Tokens, piece: Piece, grammar: Grammar) -> Piece:
    """ "Over the last two weeks": the preposition is no part of the time, "over two weeks" is."""
    first, last, said = piece
    if tokens.words[first] == "last" and (verb := grammar.at(tokens.spans[first][0])) and verb.pos == "VERB":
        return first + 1, last, said  # "it may last a day"
    if (
        said.rule == "duration"
        and tokens.words[first] == "the"
        and tokens.words[first + 1].isdigit()
        and _is_attribute(tokens, first, last)
    ):
        return first + 1, last, said  # "the two day rally"
    if tokens.words[first] in ("at", "for", "on") and tokens.words[first + 1] in ("the", "that"):
        return first + 1, last, said  # "for the time being"
    if tokens.words[first] in ("over", "under", "about", "around") and last - first > 1:
        word = grammar.at(tokens.spans[first][0])
        spatial = tokens.words[first] in ("over", "under") and tokens.words[first + 1] not in ("a", "an")
        if tokens.words[first + 1] == "the" or (spatial and word is not None and word.dep == "prep"):
            return first + 1, last, said
    return piece


def _is_attribute(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a number of more than one counts a singular: "the two day rally"."""
    return tokens.words[first + 1] != "1" and last - first == 3 and tokens.words[last - 1] in lexicon().values["UNIT"]
