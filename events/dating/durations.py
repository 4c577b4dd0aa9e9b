"""A length of time or a rate that a rule has matched in, whether its words mean one out: a share or any day at all do not."""

from __future__ import annotations

from events.dating.grammar import Grammar
from events.dating.names import is_lower
from events.dating.tokens import Tokens, context, lexicon
from events.language import Word


def is_long(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "$5 a year" is a rate, "for a year" a duration."""
    if is_share(tokens, first, last) or is_some_time(tokens, first, last, grammar) or _is_title(tokens, first, last, grammar):
        return False
    if tokens.words[first] == "many" and tokens.words[first - 1 : first] == ["as"]:
        return False
    if tokens.words[first] not in ("a", "an") or last - first > 2:
        return not (
            tokens.words[last - 1].startswith("quarter")
            and tokens.codes[last - 2 : last - 1] != tokens.codes[last - 1 : last]
            and "-" in tokens.words[first:last]
        )
    before = tokens.words[first - 1] if first else ""
    if before in context("BEFORE_LONG") or not (before.isalpha() or before[:1].isdigit() or before == "%"):
        return True
    if tokens.words[last : last + 1] and tokens.words[last] in ("after", "before"):
        return True
    word = grammar.at(tokens.spans[last - 1][0])
    return word is not None and word.dep in ("dobj", "npadvmod") and grammar.words[word.head].lemma in context("LASTING")


def _is_title(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "60 Minutes" is a programme, "in 25 Years" in a headline a time."""
    number = first if last - first > 1 else first - 1
    if number < 0 or not tokens.text[tokens.spans[number][0]].isdigit() or is_lower(tokens, first, last, grammar):
        return False
    return number == 0 or tokens.words[number - 1] not in (*context("BEFORE_LONG"), "last", "past", "next", "the")


def is_described(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Ten bloody months", "eight trading days": an adjective stands between."""
    word = grammar.at(tokens.spans[last - 2][0])
    known = word is not None and (word.pos == "ADJ" or word.text.lower() in context("KINDS_OF_DAY"))
    return known and word is not None and word.head > grammar.by_start[word.start]


def is_no_age(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "2 1/2-year-old"."""
    return "old" not in tokens.words[last : last + 2]


def is_adverb(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """The "annual meeting" is a name of a thing, "daily" and "annually" say how often."""
    word = grammar.at(tokens.spans[first][0])
    if word is not None and (word.tag == "NN" or (word.pos == "PROPN" and not is_lower(tokens, first, last, grammar))):
        return False  # "a local daily"
    return tokens.words[first] in ("daily", "hourly", "nightly") or word is None or word.pos == "ADV"


def is_no_rate(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Weekly", but not "8.5% annually" nor "10,000 units annually", and no "annual meeting"."""
    words = tokens.words[max(first - 3, 0) : first] if tokens.words[first] != "daily" else []
    counted = any(word[:1].isdigit() or word in ("%", "percent") for word in words)
    return not counted and is_adverb(tokens, first, last, grammar)


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
        told = verb is None or verb.dep != "npadvmod" or _lasts(grammar.words[verb.head], verb)
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


def _lasts(verb: Word, day: Word) -> bool:
    """ "Waited one day", "had been in the job one day", but not "will one day be"."""
    return verb.lemma in context("LASTING") or (verb.lemma == "be" and verb.start < day.start)


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
