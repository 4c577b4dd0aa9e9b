"""A length of time between two happenings in, the time that one has by the other's out: "three weeks after the earthquake of 4 May"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from events import edtf
from events.days import to_date
from events.extraction.attachment import Anchor
from events.extraction.tree import Tree
from events.model import Mention, Span, Timex, When

_LENGTH = re.compile(r"P(T?)(\d{1,4})([HDWMY])")
_SIGNS = {"after": 1, "following": 1, "before": -1}
_ENDS = {"begin": 1, "start": 1, "commence": 1, "open": 1, "end": -1, "finish": -1, "conclude": -1, "close": -1}
_GOING_ON = frozenset(("for", "over", "in", "during"))
_OF_NOUN = frozenset(("compound", "nummod", "amod", "nmod"))
_ROUND = 10  # years: "four decades after" is told roughly
_LONGEST = {"D": 2, "W": 2, "M": 31, "Y": 366}  # days that a time may take for a length to be counted from it


class Gap(NamedTuple):
    """ "Two days (the mention) after the landing (low), they met (high)": sign 1; "before": -1."""

    mention: int
    high: int
    low: int
    sign: int
    number: int
    unit: str


def gaps(tree: Tree, anchors: Iterable[Anchor], times: Sequence[Mention[Timex]]) -> Iterator[Gap]:
    """The lengths of a sentence's times that a happening is counted from another by."""
    for anchor in anchors:
        length = _length(times[anchor.mention])
        link = tree.inside(Span(*anchor.span))[-1] + 1
        if length is None or link >= len(tree.words) or (sign := _SIGNS.get(tree.words[link].text.lower())) is None:
            continue
        ends = _ends(tree, link, anchor.word)
        if ends is not None:
            unit = "D" if length[1] else length[3]
            yield Gap(anchor.mention, *ends, sign, 0 if length[1] else int(length[2]), unit)


def lasting(tree: Tree, noun: int, anchors: Iterable[Anchor], times: Sequence[Mention[Timex]], when: When) -> When | None:
    """The whole time of what began or ended on a day and lasted so long: "the six-week strike that began on 4 May"."""
    verbs = {noun, tree.words[noun].head, *tree.children.get(noun, ())}
    signs = {_ENDS[tree.words[i].lemma.lower()] for i in verbs if tree.words[i].pos == "VERB" and tree.words[i].lemma.lower() in _ENDS}
    if len(signs) != 1 or when.first is None or when.first != when.last:
        return None
    sign = signs.pop()
    for anchor in anchors:
        length = _length(times[anchor.mention])
        if length is None or length[1] or tree.words[anchor.word].head != noun or tree.words[anchor.word].dep not in _OF_NOUN:
            continue
        other = counted(when, sign * (int(length[2]) - (length[3] == "D")), length[3])
        if other is not None:
            return edtf.join(when, other) if sign > 0 else edtf.join(other, when)
    return None


def until_now(tree: Tree, verb: int, anchors: Iterable[Anchor], times: Sequence[Mention[Timex]], today: When) -> tuple[int, When] | None:
    """(mention, the time) of what has been going on so long: "troops have been based there for six years", "in the last two months"."""
    perfect = any(tree.words[c].dep == "aux" and tree.words[c].text.lower() in ("has", "have", "'ve") for c in tree.children.get(verb, ()))
    for anchor in anchors if perfect else ():
        length = _length(times[anchor.mention])
        over = tree.words[anchor.word].head
        if length is None or length[1] or tree.words[over].head != verb or tree.words[over].text.lower() not in _GOING_ON:
            continue
        if (began := counted(today, -int(length[2]), length[3])) is not None:
            return anchor.mention, edtf.join(began, today)
    return None


def _length(mention: Mention[Timex]) -> re.Match[str] | None:
    """The "T", the number and the unit of a time that says how long."""
    meaning = mention.meaning
    return _LENGTH.fullmatch(meaning.value) if meaning is not None and meaning.type == "DURATION" else None


def _ends(tree: Tree, link: int, length: int) -> tuple[int, int] | None:
    """(the happening that is dated, the one that it is counted from) by the word between them."""
    word = tree.words[link]
    if word.dep == "mark":  # "two months after the team was blocked"
        return tree.words[word.head].head, word.head
    low = tree.child(link, ("pobj", "pcomp"))
    high = tree.words[length].head if word.head == length else word.head
    return None if low is None or high == low else (high, low)


def counted(when: When, count: int, unit: str) -> When | None:
    """The time so many days, weeks, months or years on (or back), as exactly as the unit and the time allow."""
    if when.first is None or when.last is None or when.last - when.first >= _LONGEST[unit]:
        return None
    if unit == "D":
        return edtf.parse(edtf.write_day(when.first + count))
    if unit == "W":
        day = when.first + 7 * count
        return edtf.approximate(edtf.parse(f"{edtf.write_day(day - 3)}/{edtf.write_day(day + 3)}"))
    year, month, _ = to_date(when.first)
    if unit == "M":
        year, month = year + (month - 1 + count) // 12, (month - 1 + count) % 12 + 1
        return edtf.parse(edtf.write(year, month))
    found = edtf.parse(edtf.write(year + count))
    return edtf.approximate(found) if count % _ROUND == 0 else found
