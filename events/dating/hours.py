"""A time of day that a rule has matched in, whether its words mean one out: a score, a verse, a title mean none."""

from __future__ import annotations

from events.dating.grammar import Grammar
from events.dating.tokens import OTHER, Tokens, context, lexicon


def is_moment(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At noon", "Friday noon", but not "High Noon"."""
    if tokens.text[tokens.spans[last - 1][0]].islower() or not first or tokens.words[first - 1] in lexicon().values["WEEKDAY"]:
        return True
    return not tokens.text[tokens.spans[first - 1][0]].isupper()


def is_dawn(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At dawn", "dawn on Friday", but not the dawn of an age."""
    if tokens.text[tokens.spans[first][0]].isupper() and first:
        return False
    days = lexicon().of("WEEKDAY") + lexicon().of("DAYWORD")
    on = tokens.words[last : last + 1] == ["on"]
    beside = tokens.codes[max(first - 1, 0) : first], tokens.codes[last + on : last + on + 1]
    if any(code and code in days for code in beside):
        return True
    return tokens.words[max(first - 1, 0)] in context("BEFORE_DAWN") and tokens.words[last : last + 1] != ["of"]


def is_clock(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At 12:10", but not "they won 12:10" nor "John 3:16"."""
    if last - first > 1 or not first:
        return True
    if tokens.words[first - 1] == "in":  # "he ran it in 2:05:30"
        return False
    if tokens.codes[first - 1] != OTHER:
        return True
    word = grammar.at(tokens.spans[first - 1][0])
    return word is None or not (word.lemma in context("SCORING") or (word.pos == "PROPN" and word.text[0].isupper()))
