"""A sentence and the places that it names in, the words that stand for those places out: "from where", "in which", "it"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from events.extraction.antecedents import NOUNS, antecedent
from events.extraction.attachment import Anchor
from events.extraction.tree import SUBJECTS, Tree

_AFTER_PREPOSITION = frozenset(("in", "from", "at", "to", "near", "into", "through", "around"))


def stand_ins(tree: Tree, sentence: int, anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    """Words of a sentence that stand for a place named before them in it: "from where", "in which", "it"."""
    named = sorted(anchors)
    first, last = tree.sentences[sentence]
    for index in range(first, last) if named else ():
        word = tree.words[index]
        text = word.text.lower()
        meant: Anchor | None = None
        if text == "where" or (text == "which" and tree.words[word.head].text.lower() in _AFTER_PREPOSITION):
            meant = next((a for a in reversed(named) if a.word < index), None)
            meant = meant if meant is not None and not _named_between(tree, meant, index) else None
        elif text == "it" and word.dep in SUBJECTS:
            noun = antecedent(tree, index, far=False)
            meant = next((a for a in named if a.word == noun), None)
        if meant is not None:
            yield Anchor(index, meant.span, "", meant.mention)


def moments(tree: Tree, sentence: int, anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    """The "when" of a sentence that tells what happened at a time named before it ("until September, when a truce was signed")."""
    first, last = tree.sentences[sentence]
    for index in range(first, last):
        clause = tree.words[tree.words[index].head]
        if tree.words[index].text.lower() == "when" and clause.dep == "relcl":
            yield from (Anchor(index, a.span, "", a.mention) for a in anchors if a.word == clause.head)


def _named_between(tree: Tree, place: Anchor, end: int) -> bool:
    """Whether another noun than a time stands between a place and a later word, which then may mean that one."""
    later = (word for word in tree.words[place.word + 1 : end] if word.start >= place.span[1])
    return any(word.pos in NOUNS and word.entity not in ("DATE", "TIME") for word in later)
