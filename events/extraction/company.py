"""A word of happening and the words that it stands with in, what it means there out: "beat Peru 3-0" is no war."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from events.extraction.lexicon import Sense, lexicon, rows
from events.extraction.tree import OBJECTS, PARTIES, SUBJECTS, Tree

_SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}")  # a result; "1939-45" has more figures
_CLOSE = frozenset(("compound", "amod", "nmod", "poss", "nummod", "npadvmod", "conj", "appos"))
_OTHER_TIME = frozenset(("after", "before", "since", "until", "till", "following"))  # what they bring in is another happening
_DEEP = 2

Company = Mapping[str, frozenset[str]]


class Line(NamedTuple):
    """A line of company.tsv: the kind, and alternatives (role, words)."""

    kind: str
    alternatives: tuple[tuple[str, frozenset[str]], ...]


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[Line, ...]]:
    """company.tsv: lemma -> its lines, in their order."""
    groups: dict[str, list[str]] = {}
    found: dict[str, list[Line]] = defaultdict(list)
    for first, words, *company in rows("company.tsv"):
        if first.startswith("@"):
            groups[first] = words.split(",")
            continue
        said = (each.partition(" ") for each in company[0].split(";"))
        alternatives = tuple((role, _spelt(names, groups)) for role, _, names in said)
        for word in words.split(","):
            found[word.replace("_", " ")].append(Line(first, alternatives))
    return {word: tuple(lines) for word, lines in found.items()}


def _spelt(names: str, groups: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(word for name in names.split(",") for word in groups.get(name, (name,)))


def in_company(tree: Tree, index: int, sense: Sense) -> Sense:
    """The sense of a word of happening with the kind that its company gives it."""
    lines = table().get(tree.words[index].lemma.lower())
    if lines is None:
        return sense
    company = _company(tree, index)
    for line in lines:
        if any(_keeps(company, role, words) for role, words in line.alternatives):
            return sense._replace(kind=line.kind)
    return sense


def _keeps(company: Company, role: str, words: frozenset[str]) -> bool:
    if role == "else":
        return True
    if role == "any":
        return any(not words.isdisjoint(found) for found in company.values())
    if role == "alone":
        return not company["to"] and not words.isdisjoint(company["by"])
    return not words.isdisjoint(company[role])


def _company(tree: Tree, index: int) -> Company:
    """by, to, with -> the lemmas in that role; a noun shares the roles of the verb that carries it."""
    found: dict[str, set[str]] = {"by": set(), "to": set(), "with": set()}
    if tree.words[index].pos == "VERB":
        _of_verb(tree, index, found)
    else:
        _of_noun(tree, index, found)
    return {role: frozenset(words) for role, words in found.items()}


def _of_verb(tree: Tree, verb: int, found: dict[str, set[str]]) -> None:
    words = tree.words
    for child in tree.children.get(verb, ()):
        label = words[child].dep
        if label in SUBJECTS:
            found["to" if label == "nsubjpass" else "by"].update(_named(tree, child))
        elif label in OBJECTS:
            found["to"].update(_named(tree, child))
        elif label in ("agent", "prep"):
            _beside(tree, child, found)
        elif label == "advcl":
            found["with"].update(_kind(words[child].lemma.lower(), lexicon().verbs))
        elif words[child].pos != "VERB":
            found["with"].update(_named(tree, child))
    if not any(words[c].dep in SUBJECTS for c in tree.children.get(verb, ())):
        found["by"].update(_shared(tree, verb))


def _shared(tree: Tree, verb: int) -> Iterator[str]:
    """The subject that a verb shares with the one that it hangs on, or the noun that it tells of."""
    word = tree.words[verb]
    if word.dep in ("conj", "xcomp", "advcl") and word.head != verb:
        for child in tree.children.get(word.head, ()):
            if tree.words[child].dep == "nsubj":
                yield from _named(tree, child)
    elif word.dep == "relcl" or (word.dep == "acl" and word.tag == "VBG"):
        yield from _named(tree, word.head)


def _of_noun(tree: Tree, noun: int, found: dict[str, set[str]]) -> None:
    words = tree.words
    for child in tree.children.get(noun, ()):
        if words[child].dep == "prep":
            _beside(tree, child, found)
        elif words[child].dep == "poss":
            found["by"].update(_named(tree, child))
        elif words[child].dep in _CLOSE:
            found["with"].update(_named(tree, child))
    head = words[noun].head
    if words[noun].dep == "pobj":
        head = words[head].head  # "went on strike"
    if words[head].pos != "VERB" or head == noun:
        if head != noun and words[noun].dep in ("compound", "amod", "nmod"):
            found["with"].update((words[head].lemma.lower(),))
        return
    found["with"].add(words[head].lemma.lower())
    for child in tree.children.get(head, ()):
        if child != noun and words[child].dep in PARTIES:
            role = "by" if words[child].dep == "nsubj" and words[noun].dep in ("dobj", "pobj") else "with"
            found[role].update(_named(tree, child))
        elif words[child].dep == "prep" and words[noun].dep != "pobj":
            _beside(tree, child, found)


def _beside(tree: Tree, preposition: int, found: dict[str, set[str]]) -> None:
    """What a preposition brings in: "by" the doer, "of" and "on" a noun's object, all others what stands with it."""
    name = tree.words[preposition].text.lower()
    if name in _OTHER_TIME:
        return
    by_noun = tree.words[tree.words[preposition].head].pos != "VERB"
    role = "by" if name == "by" else "to" if name in ("of", "on", "against", "over") and by_noun else "with"
    for child in tree.children.get(preposition, ()):
        named = tuple(_named(tree, child))
        found[role].update(named)
        if name == "of":
            found["with"].update(named)  # "the strike of the dockers": what they do or what is done to them


def _named(tree: Tree, head: int, depth: int = _DEEP) -> Iterator[str]:
    """The lemmas of a noun's phrase, with the kind of a happening that it names."""
    word = tree.words[head]
    lemma = word.lemma.lower()
    yield lemma
    if _SCORE.fullmatch(word.text) or _scores(tree, head):
        yield "#score"
    if word.pos in ("NOUN", "PROPN"):
        yield from _kind(lemma, lexicon().nouns)
    if depth:
        for child in tree.children.get(head, ()):
            if tree.words[child].dep in _CLOSE:
                yield from _named(tree, child, depth - 1)
            elif tree.words[child].text == "of":
                for each in tree.children.get(child, ()):
                    yield from _named(tree, each, 0)


def _scores(tree: Tree, index: int) -> bool:
    """Whether a figure stands in a result that is cut in three: "3", "-", "0"."""
    text = [word.text for word in tree.words[max(0, index - 2) : index + 3]]
    joined = "".join(text)
    return tree.words[index].text.isdigit() and bool(_SCORE.search(joined)) and any(t in ("-", "–") for t in text)


def _kind(lemma: str, table_: Mapping[str, Sense]) -> Iterable[str]:
    """What a word of one meaning names, as a mark."""
    sense = table_.get(lemma)
    lines = table().get(lemma, ())
    plain = next((line.kind for line in lines if line.alternatives[0][0] == "else"), sense.kind if sense is not None else "")
    return (f"#{plain}",) if sense is not None and not sense.weak else ()
