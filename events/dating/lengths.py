"""A length of time that a rule has matched in, whether its words mean one out: a share of something and any day at all are none."""

from __future__ import annotations

from events.dating.grammar import Grammar
from events.dating.tokens import Tokens, context, lexicon


def is_share(tokens: Tokens, first: int, last: int) -> bool:
    """ "Three quarters of the army", "more than a quarter"; but "several quarters of growth", "a full quarter"."""
    words = tokens.words[first:last]
    return words[-2:] == ["a", "quarter"] or (words[-1] == "quarters" and words[-2:-1] == ["3"] and tokens.words[last : last + 1] == ["of"])


def is_quarter(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Of a year, not of a game nor in its score: "the fourth quarter, 20-15"."""
    near = tokens.words[max(first - 15, 0) : last + 15]
    if not context("SPORT").isdisjoint(near):
        return False
    score = tokens.codes[last : last + 3]
    return not (len(score) == 3 and set(score[::2]) <= set("1234") and tokens.words[last + 1] in ("-", "–"))


def is_some_time(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "On days when it rains", "a matter of days", "one day he will", "the minutes of the meeting": nobody says how long or when."""
    words, before, after = tokens.words[first:last], tokens.words[max(first - 2, 0) : first], tokens.words[last : last + 1]
    if words == ["1", "day"] and tokens.text[tokens.spans[first][0]].isalpha():
        verb = grammar.at(tokens.spans[last - 1][0])
        told = verb is None or verb.dep != "npadvmod" or grammar.words[verb.head].lemma in context("LASTING")
        return not told and before[-1:] != ["by"] and after not in (["after"], ["before"], ["long"])
    if words[-1] in ("minutes", "mins") and words[:-1] in ([], ["the"]) and after in (["of"], ["from"]):
        return True
    if words == ["some", "day"]:
        return True
    if words[0] == "the" and after == ["-"]:  # the centuries-old church
        return True
    if (words[0] == "the" or len(words) == 1) and before and before[-1].isalpha() and _is_named(tokens, last):
        return True
    if words[0] in lexicon().values["UNITS"] and _is_compound(tokens, first, grammar):
        return True
    return len(words) == 1 and (after in (["when"], ["like"]) or before == ["matter", "of"] or before[-1:] == ["most"])


def _is_compound(tokens: Tokens, at: int, grammar: Grammar) -> bool:
    """ "School days", "office hours", the programme "60 Minutes": kinds of days and hours."""
    index = grammar.by_start.get(tokens.spans[at][0])
    before = grammar.words[index - 1] if index else None
    if before is None or before.head != index:
        return False
    return before.pos in ("NOUN", "PROPN") or (before.pos == "NUM" and grammar.words[index or 0].text[0].isupper())


def _is_named(tokens: Tokens, last: int) -> bool:
    """ "The Days Inn": capitals where no sentence begins."""
    return tokens.text[tokens.spans[last - 1][0]].isupper() and not tokens.text[slice(*tokens.spans[last - 1])].isupper()
