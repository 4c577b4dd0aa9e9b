"""An expression of time and the words around it in; what it does to the time that a history has reached out."""

from __future__ import annotations

from enum import IntEnum

from events.dating.grammar import Grammar
from events.dating.senses import Said
from events.dating.tokens import BREAK, Tokens

_NEAR = 25  # tokens within which a bracket that is open must have begun
_SHORT = 12  # tokens of a heading before or after its year
_OF_TIME = (["in"], ["on"], ["by"], ["from"], ["since"], ["until"])  # "in 1860 gold was found": a parser takes the year for its number


class Role(IntEnum):
    """A frame moves the story; a time told later in a sentence moves it on, not back; an aside leaves it where it is.

    What an aside names twice, the story goes on to; not so what only tells one thing from another, as in "the 1614 rules".
    """

    NAMED = -2
    ASIDE = -1
    TOLD = 0
    FRAME = 1


def role(tokens: Tokens, first: int, last: int, said: Said, grammar: Grammar) -> Role:
    """Of tokens `[first, last)`."""
    if said.year is None or not grammar.words:
        return Role.FRAME
    start, end = tokens.spans[first][0], tokens.spans[last - 1]
    if _in_heading(tokens, first, last):  # "The war at sea (1942–1945)": what follows begins in 1942
        return Role.ASIDE if tokens.words[first - 1 : first] in (["-"], ["–"], ["to"]) else Role.FRAME
    bare = not (said.month or said.season or said.holiday)
    named = grammar.modifies(start, end[1])
    if named and tokens.words[first - 1 : first] not in _OF_TIME:
        return Role.TOLD if grammar.names_what_happened(start, end[1]) else Role.NAMED
    front = _is_in_front(tokens, first, grammar)
    whole = named or (front and last - first > 1)  # "By the end of 1348 it had crossed the Alps"
    if _in_brackets(tokens, first) or (bare and not whole and not grammar.leads(end[0])):
        return Role.ASIDE
    if not said.day and grammar.is_inside(end[0]):
        return Role.ASIDE
    return Role.FRAME if front else Role.TOLD


def compares(said: Said, narrative: bool) -> bool:
    """ "a year ago", "two decades earlier", "the previous year" compare with another time, and do not go there."""
    if narrative and said.basis == "n" and said.kind in ("shift", "clock") and said.count == -1:
        return True  # "the night before", "the day before", "the previous month": the story stands where it stood
    if said.kind != "shift" or said.unit not in "YEC":
        return False
    if narrative:
        return said.count < 0 and (said.unit == "Y" or (said.value == "exact" and said.count < -1))
    return said.value == "exact" and (said.basis != "n" or said.count < 0)  # "two years later, she married" goes on


def _in_heading(tokens: Tokens, first: int, last: int) -> bool:
    """Whether it stands in a short paragraph that is no sentence."""
    begin = max(first - _SHORT, 0)
    if begin and BREAK not in tokens.codes[begin:first]:
        return False
    end = tokens.codes.find(BREAK, last, last + _SHORT)
    return end > 0 and tokens.words[end - 1] not in (".", "!", "?", ";", ",")


def _in_brackets(tokens: Tokens, first: int) -> bool:
    for at in range(first - 1, max(first - _NEAR, -1), -1):
        if tokens.words[at] in (")", "\n\n"):
            return False
        if tokens.words[at] == "(":
            return True
    return False


def _is_in_front(tokens: Tokens, first: int, grammar: Grammar) -> bool:
    """Whether a sentence begins with it, but for a preposition and the like: "In May 1790 the assembly met"."""
    words = grammar.words
    index = grammar.by_start.get(tokens.spans[first][0])
    if index is None:
        return True
    sentence = grammar.sentence(words[index].start)
    return index < 4 or grammar.sentence(words[index - 4].start) != sentence
