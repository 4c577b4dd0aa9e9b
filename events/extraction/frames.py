"""A time and the sentence that it stands in, in; what it does to the time of what follows out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from events import edtf
from events.days import iso, to_date
from events.extraction.attachment import Anchor
from events.extraction.tree import Tree
from events.language import Word
from events.model import Mention, Precision, Span, Timex, When

_FINE = frozenset((Precision.DAY, Precision.PART, Precision.HOUR, Precision.MINUTE))
_SHORT = 4  # words before a time that begins its sentence
_LIGHT = frozenset(("ADP", "DET", "CCONJ", "SCONJ", "PUNCT", "ADV", "SPACE"))
_NEAR = 25  # words within which a bracket that is open must have begun
_LATE = 35  # days
_ONWARD = re.compile(r"(?:(?:and|but) )?(?:from (?:then|(?:that|this) \w+) on(?:wards?)?|(?:ever )?since then|ever since|thereafter)\b")


def interval(first: int, last: int) -> When:
    """The days from `first` to `last` as the context gives them."""
    edtf = iso(first) if first == last else f"{iso(first)}/{iso(last)}"
    return When(first, last, Precision.DAY, edtf)


def is_day(when: When) -> bool:
    return when.precision in _FINE and when.first is not None and when.last is not None and when.last - when.first <= 1


def until_next(current: When, following: When | None) -> When:
    """From the time that a story has reached to the next that it tells, but at most three times as long; a week from a day on."""
    if current.first is None or current.last is None:
        return current
    if is_day(current):
        return interval(current.first, current.first + 7)
    if following is None or following.first is None or following.last is None or following.last <= current.last:
        return current
    longest = current.first + 3 * (current.last - current.first + 1) - 1
    if following.first < current.first:
        return current
    if following.last > longest:
        year, month, _ = to_date(longest)
        following = edtf.parse(edtf.write(year, month if current.precision is Precision.MONTH else None))
    return replace(edtf.join(current, following), precision=current.precision)


def governor(tree: Tree, word: int) -> Word:
    """The word that a time says when of, with or without a preposition: "said Monday", "said on Monday"."""
    head = tree.words[tree.words[word].head]
    return tree.words[head.head] if head.pos == "ADP" else head


def is_aside(tree: Tree, anchor: Anchor) -> bool:
    """Whether a time stands in brackets inside a sentence, or behind the pluperfect: "a fleet had been lost there in 492"."""
    first = max(tree.sentences[tree.sentence_of(anchor.word)].first, anchor.word - _NEAR)
    before = tree.words[first : anchor.word]
    opened = [word.text for word in before if word.text in ("(", ")")]
    if opened[-1:] == ["("] and any(word.pos == "VERB" for word in before):
        return True
    verb = next((i for i in tree.ancestors(anchor.word) if tree.words[i].pos in ("VERB", "AUX")), None)
    return verb is not None and verb < anchor.word and any(tree.words[c].text.lower() == "had" for c in tree.children.get(verb, ()))


def is_frame(tree: Tree, anchor: Anchor) -> bool:
    """Whether a sentence begins with a time, which then holds for the whole of it: "By the end of 1348 ..."."""
    number = tree.sentence_of(anchor.word)
    inside = tree.inside(Span(*anchor.span))
    first, last = tree.sentences[number].first, min(inside[0], anchor.word)
    return last - first <= _SHORT and all(word.pos in _LIGHT for word in tree.words[first:last])


def is_heading(tree: Tree, anchor: Anchor) -> bool:
    """Whether a time stands at the head of its paragraph or line, apart from its words: "2014: ...", "March 3"."""
    inside = tree.inside(Span(*anchor.span))
    after = tree.words[inside[-1] + 1].text if inside[-1] + 1 < len(tree.words) else ":"
    begins = inside[0] == 0 or "\n" in tree.words[inside[0] - 1].text
    return begins and (after in (":", "–", "—", "-") or "\n" in after)


def goes_on(tree: Tree, sentence: int) -> bool:
    """Whether a sentence tells what was so from the last time on: "From then on they ruled alone"."""
    first, last = tree.sentences[sentence]
    return _ONWARD.match(" ".join(word.text.lower() for word in tree.words[first : min(first + 7, last)])) is not None


def is_late(today: int, tree: Tree, times: Sequence[Mention[Timex]]) -> bool:
    """Whether all days that a page names lie months before its publication: it tells of those days, not of the last ones."""
    days = [m.meaning.when.first for m in times if m.meaning and m.meaning.when and is_day(m.meaning.when)]
    late = len(days) > 1 and all(day is not None and _LATE < today - day < 2 * 366 for day in days)
    return late and not any(word.lemma in ("today", "yesterday", "tomorrow") for word in tree.words)
