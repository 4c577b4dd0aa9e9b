"""A happening's word in, who did it and to whom out: persons, organisations, peoples and states, by full name."""

from __future__ import annotations

from collections.abc import Iterator

from events.extraction.antecedents import antecedent, is_pronoun, topic
from events.extraction.candidates import Candidate
from events.extraction.tree import SUBJECTS, Tree

_DOERS = frozenset(("ORG", "PERSON", "NORP", "GPE"))  # a state acts, a mountain does not
_DONE_TO = frozenset(("ORG", "PERSON", "NORP"))  # what is done to a state is done to a place
_TRIM = " \t\n,;:-–—_()[]\"“”‘’'`*#|<>"


def actors_of(tree: Tree, candidate: Candidate) -> tuple[str, ...]:
    """The names of those who did it, then of those to whom it was done."""
    doers, others = _of_noun(tree, candidate) if candidate.noun else _around(tree, candidate.word)
    found = [name for index in doers for name in _names(tree, index, _DOERS, candidate)]
    found += [name for index in others for name in _names(tree, index, _DONE_TO, candidate)]
    return tuple(dict.fromkeys(found))


def _around(tree: Tree, verb: int) -> tuple[list[int], list[int]]:
    """The subject and agent of a verb; its object, or its subject in the passive."""
    doers, others = list[int](), list[int]()
    for child in tree.children.get(verb, ()):
        label = tree.words[child].dep
        if label == "nsubj":
            doers.append(child)
        elif label == "agent":
            doers += [c for c in tree.children.get(child, ()) if tree.words[c].dep == "pobj"]
        elif label in ("dobj", "dative", "nsubjpass"):
            others.append(child)
    word = tree.words[verb]
    if not any(tree.words[c].dep in SUBJECTS for c in tree.children.get(verb, ())):
        doers += _shared(tree, verb) if word.tag != "VBN" or word.dep == "conj" else []
        if word.dep in ("acl", "relcl") and word.tag == "VBN" and word.head < verb:
            others.append(word.head)
    return doers, others


def _shared(tree: Tree, verb: int) -> list[int]:
    """The subject of the verb that it stands beside ("stormed the fort and burned it"), if that is no passive."""
    word = tree.words[verb]
    if word.dep not in ("conj", "xcomp", "advcl") or word.head == verb or tree.words[word.head].pos != "VERB":
        return []
    above = tree.children.get(word.head, ())
    return [c for c in above if tree.words[c].dep == "nsubj" and c < verb]


def _of_noun(tree: Tree, candidate: Candidate) -> tuple[list[int], list[int]]:
    """The possessor of a noun, what follows "by" and "between", and who holds, makes or begins it."""
    doers, others = list[int](), list[int]()
    for child in tree.children.get(candidate.word, ()):
        word = tree.words[child]
        if word.dep == "poss":
            doers.append(child)
        elif word.dep in ("prep", "agent") and word.text.lower() in ("by", "between", "among"):
            doers += [c for c in tree.children.get(child, ()) if tree.words[c].dep == "pobj"]
        elif word.dep == "prep" and word.text.lower() == "of":
            others += [c for c in tree.children.get(child, ()) if tree.words[c].dep == "pobj"]
    if candidate.joined is not None:
        more, done_to = _around(tree, candidate.joined)
        doers += [i for i in more if i != candidate.word]
        others += [i for i in done_to if i != candidate.word]
    return doers, others


def _names(tree: Tree, index: int, labels: frozenset[str], candidate: Candidate) -> Iterator[str]:
    """The names that a noun's phrase gives: its own, that of a pronoun's noun, an apposition's, and those joined by "and"."""
    if is_pronoun(tree, index):
        found = antecedent(tree, index)
        found = topic(tree, index) if found is None else found
        if found is None or is_pronoun(tree, found):
            return
        index = found
    if tree.is_parted(index, candidate.word):
        return
    word = tree.words[index]
    if word.entity in labels:
        if name := _name(tree, index):
            yield name
    else:
        yield from (name for c in tree.children.get(index, ()) if tree.words[c].dep == "appos" and (name := _person(tree, c)))
    for child in tree.children.get(index, ()):
        if tree.words[child].dep == "conj" and child > index and tree.words[child].pos == "PROPN":
            yield from _names(tree, child, labels, candidate)


def _person(tree: Tree, index: int) -> str:
    return _name(tree, index) if tree.words[index].entity == "PERSON" else ""


def _name(tree: Tree, index: int) -> str:
    """The whole entity around a word; of a person the full name, where the text gives it elsewhere."""
    words, label = tree.words, tree.words[index].entity
    first = index
    while first > 0 and not words[first].begins and words[first - 1].entity == label:
        first -= 1
    last = index + 1
    while last < len(words) and words[last].entity == label and (not words[last].begins or words[last - 1].pos == "ADP"):
        last += 1
    name = "".join(
        ("" if i == first or words[i - 1].end == words[i].start else " ") + words[i].text.strip() for i in range(first, last)
    ).strip(_TRIM)
    name = name.removesuffix("'s").removesuffix("’s").removeprefix("the ").removeprefix("The ").strip(_TRIM)
    return tree.full_names.get(name, name) if label == "PERSON" else name
