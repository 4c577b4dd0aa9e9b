"""A season, a month, a day or a feast that a rule has matched in, whether its words mean it out: the name of something else does not."""

from __future__ import annotations

from events.dating.grammar import Grammar
from events.dating.tokens import Tokens, context, lexicon


def is_lower(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "This Week" in the middle of a sentence is a programme, "this week" a time."""
    start, end = tokens.spans[last - 1]
    return not tokens.text[start].isupper() or tokens.text[start:end].isupper()


def is_attribute(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Whether a word stands before the noun that it tells more of: "winter quarters", "the former king"."""
    index = grammar.by_start.get(tokens.spans[last - 1][0])
    if index is None or index + 1 >= len(grammar.words):
        return False
    word, following = grammar.words[index], grammar.words[index + 1]
    return word.dep in ("compound", "amod", "nmod") and word.head > index and following.pos in ("NOUN", "PROPN", "ADJ", "PUNCT")


def is_season(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """A bare season counts after "the" or a preposition, and not in "spring water" or "the Prague Spring"."""
    before = tokens.words[first - 1] if first else ""
    paired = tokens.words[last : last + 1] in (["and"], ["or"]) and tokens.codes[last + 1 : last + 2] in tuple(lexicon().of("SEASON"))
    if first == last - 1 and before not in context("BEFORE_SEASON") and not paired:
        return False
    start, end = tokens.spans[last - 1]
    token = grammar.at(start)
    if tokens.words[last : last + 1] == ["of"]:  # the fall of the city
        return False
    if token is None:
        return True
    if token.text[0].isupper() and token.pos == "PROPN" and first == last - 1 and before not in ("in", "during", "by", "since", "until"):
        return False
    compound = token.dep in ("compound", "nmod") and grammar.words[token.head].start > end
    return not compound or (first < last - 1 and grammar.words[token.head].pos != "PROPN")


def is_observed(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "On World AIDS Day", but not "the subject of World AIDS Day"."""
    return first > 0 and tokens.words[first - 1] in context("BEFORE_OBSERVED")


def is_feast(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "Easter Island", a Christmas tree, the "Good Friday Agreement" nor the song "White Christmas"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    if after in context("FEAST_THINGS") or (after in context("FEAST_NAMES") and tokens.text[tokens.spans[last][0]].isupper()):
        return False
    index = grammar.by_start.get(tokens.spans[first][0])
    before = grammar.words[index - 1] if index else None
    if before is None or not before.text[0].isupper() or not before.text.isalpha() or tokens.codes[first] in lexicon().of("REL"):
        return True
    return before.pos not in ("ADJ", "NOUN", "PROPN") or before.entity == "DATE"


def is_no_name(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "Black Friday" nor the "Today" show."""
    start, end = tokens.spans[first]
    before = tokens.words[first - 1] if first else "\n\n"
    if before in context("NAMED_DAYS") and tokens.text[tokens.spans[first - 1][0]].isupper():
        return False
    quoted = tokens.text[end : end + 1] in ('"', "”", "'", "’") and tokens.text[start - 1 : start] in ('"', "“", "'", "‘")
    return not (tokens.words[first] in ("today", "tomorrow", "yesterday") and tokens.text[start].isupper() and (quoted or before.isalpha()))


def is_month(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "March Lane", nor the "March for Life"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    if after in context("STREETS") and tokens.text[tokens.spans[last][0]].isupper():
        return False
    if last - first > 1 or tokens.words[first] != "march" or after not in ("of", "for", "against"):
        return True
    before = tokens.words[first - 1] if first else "\n\n"
    return tokens.codes[last + 1 : last + 2] == "Y" or before in (
        "in",
        "since",
        "until",
        "till",
        "by",
        "from",
        "to",
        "through",
        "of",
        "during",
    )


def is_own_weekend(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not the weekend of a feast or a show: "Labor Day weekend"."""
    before = first and tokens.text[tokens.spans[first - 1][0]].isupper() and grammar.at(tokens.spans[first - 1][0])
    if last - first == 1 and first and tokens.words[first - 1] in context("DETERMINERS"):
        return is_attribute(tokens, first, last, grammar)  # "a weekend fire", but not "a weekend of rain"
    return last - first > 1 or not before or before.pos != "PROPN"


def is_typed(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """In a text, the name of a war or a style; typed alone, a time."""
    return False
