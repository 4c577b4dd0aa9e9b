"""A pronoun in, the noun that it stands for out, where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterable

from events.extraction.lexicon import lexicon
from events.extraction.tree import PARTIES, SUBJECTS, Tree

QUANTITIES = frozenset(
    ("some", "many", "most", "several", "few", "both", "all", "others", "those", "each", "one", "ones", "much", "none", "that")
)
NOUNS = frozenset(("NOUN", "PROPN"))
_TOPICS = {"it": ("GPE", "ORG"), "they": ("NORP", "ORG", "PERSON"), "he": ("PERSON",), "she": ("PERSON",)}
_STEPS = 5  # sentences


def is_pronoun(tree: Tree, word: int) -> bool:
    """Whether a word says nothing by itself: "it", "which", "some", "some of them"."""
    if tree.words[word].tag in ("PRP", "WDT", "WP", "WP$", "EX") or tree.words[word].text.lower() in ("this", "these", "which", "who"):
        return True
    if tree.words[word].text.lower() not in QUANTITIES or tree.words[word].pos in NOUNS:
        return False
    named = [of for prep in tree.children.get(word, ()) if tree.words[prep].text == "of" for of in tree.children.get(prep, ())]
    return not any(tree.words[of].pos in NOUNS for of in named)


def antecedent(tree: Tree, pronoun: int, far: bool = True) -> int | None:
    """The noun that a pronoun stands for; `far` = also in the sentence before."""
    word = tree.words[pronoun]
    text = word.text.lower()
    if text in QUANTITIES:
        head = word.head if word.dep == "appos" else tree.words[word.head].head if tree.words[word.head].dep == "relcl" else pronoun
        return head if head < pronoun and tree.words[head].pos in NOUNS else None
    if text not in ("it", "they", "he", "she"):
        return None
    number = tree.sentence_of(pronoun)
    here = _only(tree, text, range(tree.sentences[number].first, pronoun))
    if here is not None or not far or number == 0:
        return here if here is not None and here >= 0 else None
    before = tree.sentences[number - 1]
    found = _only(tree, text, range(before.first, before.last))
    return found if found is not None and found >= 0 else None


def _only(tree: Tree, pronoun: str, words: Iterable[int]) -> int | None:
    """The one subject among the words that agrees with a pronoun; None where none does, -1 where it could be another noun."""
    agreeing = [i for i in words if _agrees(tree, i, pronoun)]
    subjects = [i for i in agreeing if tree.words[i].dep in SUBJECTS]
    if not agreeing:
        return None
    names = {tree.words[i].text for i in agreeing}
    return subjects[0] if subjects and len(names) == 1 else -1


def _agrees(tree: Tree, index: int, pronoun: str) -> bool:
    word = tree.words[index]
    if word.pos not in NOUNS or word.dep not in PARTIES or word.entity in ("DATE", "TIME"):
        return False
    several = word.tag in ("NNS", "NNPS") or any(tree.words[c].dep == "conj" for c in tree.children.get(index, ()))
    if pronoun == "they":
        return several
    person = word.entity == "PERSON" or (word.pos == "NOUN" and word.lemma.lower() in lexicon().groups["person"])
    return not several and person == (pronoun != "it")


def topic(tree: Tree, pronoun: int) -> int | None:
    """The name that a sentence about "it", "he", "she" or "they" goes on about: the subject of the sentence before, or of those before it
    where these begin with the same pronoun. Of a person only where the sentence names no other."""
    text = tree.words[pronoun].text.lower()
    if text not in _TOPICS or tree.words[pronoun].dep not in SUBJECTS:
        return None
    if text == "it" and tree.child(tree.words[pronoun].head, ("ccomp", "csubj", "csubjpass")) is not None:
        return None  # "it was feared that"
    number = tree.sentence_of(pronoun)
    for before in range(number - 1, max(number - _STEPS, 0) - 1, -1):
        sentence = tree.sentences[before]
        subject = next((i for i in range(sentence.first, sentence.last) if _leads(tree, i)), None)
        if subject is None:
            return None
        if tree.words[subject].text.lower() != text:
            named = tree.words[subject].entity in _TOPICS[text] and _agrees(tree, subject, text)
            return subject if named and (text in ("it", "they") or _one_person(tree, sentence.first, sentence.last)) else None
    return None


def _leads(tree: Tree, index: int) -> bool:
    head = tree.words[index].head
    return tree.words[index].dep in SUBJECTS and tree.words[head].head == head


def _one_person(tree: Tree, first: int, last: int) -> bool:
    return len({tree.words[i].text for i in range(first, last) if tree.words[i].entity == "PERSON" and tree.words[i].begins}) <= 1
