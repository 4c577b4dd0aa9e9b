"""A parse in, what is asked of its sentences' trees many times out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from events.language import Parse
from events.model import Span

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
OBJECTS = frozenset(("dobj", "dative", "attr", "oprd"))
PARTIES = SUBJECTS | OBJECTS
_DASHES = frozenset(("--", "–", "—", "_", "-"))


class Tree:
    """The parse with what is asked of it many times: dependents, the sentence of a word, the words in a span."""

    def __init__(self, parse: Parse) -> None:
        self.words = parse.words
        self.sentences = parse.sentences
        self._starts = [word.start for word in parse.words]
        self._firsts = [sentence.first for sentence in parse.sentences]
        self.children: dict[int, list[int]] = defaultdict(list)
        for index, word in enumerate(parse.words):
            if word.head != index:
                self.children[word.head].append(index)

    def sentence_of(self, word: int) -> int:
        return bisect_right(self._firsts, word) - 1

    def inside(self, span: Span) -> range:
        """The words that begin inside the span (at least the one that covers its start)."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        return range(first, max(first + 1, bisect_left(self._starts, span.end)))

    def top(self, span: Span) -> int:
        """The word of a span whose head lies outside it."""
        inside = self.inside(span)
        first, last = inside.start, inside.stop
        for index in inside if last - first > 1 else ():
            if not first <= self.words[index].head < last or self.words[index].head == index:
                return index
        return first

    def is_parted(self, one: int, trigger: int) -> bool:
        """Whether a dateline's dash lies between a word and one behind it."""
        return self.words[one].text.isupper() and any(word.text in _DASHES for word in self.words[one + 1 : min(trigger, one + 9)])

    @cached_property
    def full_names(self) -> dict[str, str]:
        """Last word of a person's name -> the whole name, where the text gives one in full and only one."""
        found: dict[str, set[str]] = defaultdict(set)
        first = 0
        for index, word in enumerate(self.words):
            if word.entity != "PERSON" or word.begins:
                first = index
            ends = index + 1 == len(self.words) or self.words[index + 1].entity != "PERSON" or self.words[index + 1].begins
            if word.entity == "PERSON" and ends:
                name = [w.text for w in self.words[first : index + 1] if w.pos == "PROPN" and w.text[:1].isupper()]
                if len(name) > 1:
                    found[name[-1]].add(" ".join(name))
        return {last: min(names) for last, names in found.items() if len(names) == 1}

    @cached_property
    def lower(self) -> list[str]:
        """The texts of the words in small letters."""
        return [word.text.lower() for word in self.words]

    @cached_property
    def conditions(self) -> frozenset[int]:
        """The heads of "if", "unless" and "whether"."""
        marks = (word for word in self.words if word.dep in ("mark", "advmod") and word.text.lower() in ("if", "unless", "whether"))
        return frozenset(word.head for word in marks)

    def child(self, word: int, labels: Iterable[str]) -> int | None:
        words = self.words
        for child in self.children.get(word, ()):
            if words[child].dep in labels:
                return child
        return None

    def chain(self, word: int) -> list[int]:
        """The word itself, its head, and so on up to the root, all at once."""
        found, words = [word], self.words
        while (head := words[word].head) != word:
            found.append(head)
            word = head
        return found

    def ancestors(self, word: int) -> Iterator[int]:
        """The same one by one, for those who stop early."""
        while True:
            yield word
            if self.words[word].head == word:
                return
            word = self.words[word].head
