"""A word that may be one of time ("may", "second", "fall") and the grammar around it in; whether it is one out."""

from __future__ import annotations

from events.dating.grammar import PLACES, Grammar
from events.dating.tokens import context, lexicon

_NOUNS = ("NOUN", "PROPN", "NUM", "ADJ", "ADV", "X")


def is_time(grammar: Grammar, word: str, written: str, offset: int) -> bool:
    """`written`: as it stands at an offset."""
    bare = word.rstrip(".")
    if bare in context("CAPITALISED") and not written[0].isupper():
        return False
    token = grammar.at(offset)
    if token is None:
        return True
    if bare in context("NAMES"):
        named = token.entity in ("PERSON", "ORG", "WORK_OF_ART")
        if bare.endswith("day"):
            named = named or token.entity in PLACES or _names(grammar, offset)
        return not named or _beside_number(grammar, offset)
    if _beside_number(grammar, offset) and bare not in ("second", "min", "fall", "spring"):
        return True
    if len(word) == 3 and word != "may":
        return _near_date(grammar, offset)
    if bare in ("second", "min"):
        return token.pos not in ("VERB", "AUX")
    if token.pos not in _NOUNS or token.tag == "MD" or (bare == "march" and _is_walk(grammar, offset)):
        return False
    if bare in ("fall", "spring", "autumn", "summer"):
        return token.pos != "ADJ" and token.entity not in ("PERSON", "GPE", "ORG")
    return token.entity not in ("PERSON", "ORG", *PLACES) and not _names(grammar, offset) and not _after_name(grammar, offset)


def _names(grammar: Grammar, offset: int) -> bool:
    """ "The Sunday Times", "March Madness", "August Wilson": the word belongs to the name that follows it."""
    index = grammar.by_start[offset]
    word, after = grammar.words[index], grammar.words[index + 1 : index + 2]
    if word.dep != "compound" or word.head != index + 1 or not after or after[0].tag != "NNP":
        return False
    before = grammar.words[index - 1] if index else None
    if before is not None and before.text.lower() in context("DETERMINERS"):
        return word.entity != "DATE" and word.text.endswith("day")
    if before is not None and before.pos not in ("PUNCT", "SPACE", "NOUN", "PROPN", "VERB", "AUX", "PART", "CCONJ"):
        return False  # "in April Nixon left"
    return word.entity != "DATE" or after[0].entity == "PERSON"


def _is_walk(grammar: Grammar, offset: int) -> bool:
    """ "The March to Versailles", "the Women's March", but not "the March elections"."""
    index = grammar.by_start[offset]
    before, word, after = grammar.words[index - 1 : index], grammar.words[index], grammar.words[index + 1 : index + 2]
    named = any(one.text.lower() in ("the", "a", "'s", "’s") for one in before)
    return named and not any(one.text == "of" for one in after) and not (word.dep == "compound" and word.head > index)


def _after_name(grammar: Grammar, offset: int) -> bool:
    """ "Theresa May", "Mr March": a name goes before, and it is none of a day."""
    index = grammar.by_start[offset]
    before = grammar.words[index - 1] if index else None
    return before is not None and before.tag == "NNP" and before.entity != "DATE" and before.end + 1 == offset


def _beside_number(grammar: Grammar, offset: int) -> bool:
    index = grammar.by_start[offset]
    before, after = grammar.words[index - 1 : index] if index else (), grammar.words[index + 1 : index + 2]
    return any(word.text[-1].isdigit() for word in before) or any(word.text[0].isdigit() for word in (*before, *after))


def _near_date(grammar: Grammar, offset: int) -> bool:
    """ "Fri, 18 July", "Fri, Jul 18", "16-Jun-2021", but not "The Sun, 2 June"."""
    index = grammar.by_start[offset]
    before = [word.text for word in grammar.words[max(index - 2, 0) : index]]
    after = [word.text for word in grammar.words[index : index + 4]]
    if before[-1:] == ["-"]:
        return before[0][-1].isdigit() and after[0][-1].isdigit()
    if after[1:2] != [","] or before[-1:] in (["the"], ["The"]):
        return False
    months = lexicon().values["MONTH"]
    return bool(after[2:]) and (after[2][0].isdigit() or (after[2].lower() in months and bool(after[3:]) and after[3][0].isdigit()))
