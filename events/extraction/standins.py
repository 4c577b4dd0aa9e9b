"""The places that a text names in, the words that stand for them out: "from where", "it", "there", "the city", "the country"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from events.extraction.antecedents import NOUNS, antecedent
from events.extraction.attachment import Anchor
from events.extraction.tree import SUBJECTS, Tree
from events.model import Mention
from geodata.gazetteer import Place

_BACK = 3  # sentences that a general word looks back
_ANY = frozenset(("city", "country", "region", "point", "water", "line"))
_GENERAL = {
    **dict.fromkeys(("city", "town", "village"), frozenset(("city",))),
    **dict.fromkeys(("country", "nation", "republic", "kingdom"), frozenset(("country",))),
    **dict.fromkeys(("province", "state", "region", "county", "district", "peninsula", "territory"), frozenset(("region",))),
    "island": frozenset(("region", "country")),
    "area": frozenset(("city", "region")),
}
_WORDS = frozenset((*_GENERAL, "there"))
_AFTER_PREPOSITION = frozenset(("in", "from", "at", "to", "near", "into", "through", "around"))


def stand_ins(tree: Tree, sentence: int, anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    """Words of a sentence that stand for a place named before them in it: "from where", "in which", "it"."""
    named = sorted(anchors)
    first, last = tree.sentences[sentence]
    for index in range(first, last) if named else ():
        text = tree.lower[index]
        if text not in ("where", "which", "it"):
            continue
        word, meant = tree.words[index], None
        if text == "where" or (text == "which" and tree.words[word.head].text.lower() in _AFTER_PREPOSITION):
            meant = next((a for a in reversed(named) if a.word < index), None)
            meant = meant if meant is not None and not _named_between(tree, meant, index) else None
        elif text == "it" and word.dep in SUBJECTS:
            noun = antecedent(tree, index, far=False)
            meant = next((a for a in named if a.word == noun), None)
        if meant is not None:
            yield Anchor(index, meant.span, "", meant.mention)


def general_words(tree: Tree, places: Sequence[Mention[Place]], named: Mapping[int, Sequence[Anchor]]) -> dict[int, list[Anchor]]:
    """Sentence -> its general words for a place named before: "there", "the city", "the country" mean the last one of their kind."""
    found: dict[int, list[Anchor]] = defaultdict(list)
    last: dict[str, tuple[int, Anchor]] = {}
    for number, (first, end) in enumerate(tree.sentences):
        own = sorted(named.get(number, ()))
        for index in range(first, end):
            if tree.lower[index] not in _WORDS:
                continue
            while own and own[0].word < index:
                _remember(last, number, own.pop(0), places)
            kinds = _meant(tree, index)
            seen = [last[kind] for kind in kinds if kind in last and (kinds != _ANY or places[last[kind][1].mention].form == "name")]
            meant = max(seen, key=lambda one: (one[0], one[1].word), default=None)
            if meant is not None and number - meant[0] <= _BACK and not any(a.word == index for a in named.get(number, ())):
                head = tree.words[tree.words[index].head]
                found[number].append(Anchor(index, meant[1].span, head.text.lower() if head.pos == "ADP" else "", meant[1].mention))
        for anchor in own:
            _remember(last, number, anchor, places)
    return found


def _remember(last: dict[str, tuple[int, Anchor]], sentence: int, anchor: Anchor, places: Sequence[Mention[Place]]) -> None:
    """Keeps a place as the last of its kind; a nationality recalls its country, an organisation's name no town."""
    mention = places[anchor.mention]
    if mention.meaning is not None and (mention.form == "name" or (mention.form == "demonym" and mention.meaning.kind == "country")):
        last[mention.meaning.kind] = (sentence, anchor)


def _meant(tree: Tree, index: int) -> frozenset[str]:
    """The kinds of place that a general word may mean; none where it has a name or complement of its own."""
    word = tree.words[index]
    text = word.text.lower()
    if text == "there":
        return _ANY if word.dep == "advmod" else frozenset()
    kinds = _GENERAL.get(text, frozenset())
    children = [tree.words[c] for c in tree.children.get(index, ())] if kinds else []
    pointed = any(c.dep == "det" and c.text.lower() in ("the", "this", "that") for c in children)
    own = any(c.dep in ("compound", "poss", "amod", "nmod", "appos", "relcl", "acl", "prep", "nummod") for c in children)
    return kinds if pointed and not own and word.dep not in ("compound", "poss") else frozenset()


def moments(tree: Tree, sentence: int, anchors: Iterable[Anchor]) -> Iterator[Anchor]:
    """The "when" of a sentence that tells what happened at a time named before it ("until September, when a truce was signed")."""
    first, last = tree.sentences[sentence]
    for index in range(first, last):
        if tree.lower[index] != "when":
            continue
        clause = tree.words[tree.words[index].head]
        if clause.dep == "relcl":
            yield from (Anchor(index, a.span, "", a.mention) for a in anchors if a.word == clause.head)


def _named_between(tree: Tree, place: Anchor, end: int) -> bool:
    """Whether another noun than a time stands between a place and a later word, which then may mean that one."""
    later = (word for word in tree.words[place.word + 1 : end] if word.start >= place.span[1])
    return any(word.pos in NOUNS and word.entity not in ("DATE", "TIME") for word in later)
