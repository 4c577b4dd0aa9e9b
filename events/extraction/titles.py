"""A happening's word in, a short title in the article's own words out."""

from __future__ import annotations

import re

from events.extraction.candidates import Candidate
from events.extraction.lexicon import lexicon, pasts
from events.extraction.phrases import clause, had, phrase
from events.extraction.tree import SUBJECTS, Tree

_LONGEST, _MOST = 70, 12  # characters, words
_HYPHENS = frozenset("-‐‑")
_DANGLING = frozenset(("det", "amod", "compound", "nummod", "nmod", "quantmod", "poss", "aux", "auxpass", "neg", "case", "mark", "cc"))
_LOOSE_ENDS = frozenset(("ADP", "DET", "CCONJ", "PART", "PUNCT", "AUX", "SCONJ", "SPACE"))
_LOOSE_STARTS = frozenset(("DET", "PUNCT", "CCONJ", "SPACE", "SCONJ", "AUX", "PART"))
_POINTERS = frozenset(("same", "these", "those", "the", "a", "an"))
_WAYS = frozenset(("back", "away", "home", "abroad", "off", "out", "down", "north", "south", "east", "west", "ashore", "aground", "apart"))
_TRIM = " \t\n,;:-–—_()[]\"“”‘’'`*#|"
_MARKUP = re.compile(r"</?\w*|\]\(.*|[<>{}|*#`\[\]]+|\b(?:https?:|www\.).*")


def title_of(tree: Tree, candidate: Candidate, timed: frozenset[int]) -> str:
    """Words of the text in their order: subject, verb, object and one place; or the noun with its own complement."""
    kept = _noun(tree, candidate) if candidate.noun else clause(tree, candidate.word) | _way(tree, candidate.word)
    kept = {i for i in kept if i not in timed and not tree.is_parted(i, candidate.word) and not _in_address(tree, i)} | {candidate.word}
    kept |= {j for i in kept for j in _hyphened(tree, i)}
    title = _fitting(tree, kept, candidate.word)[:_LONGEST].strip(_TRIM)
    word = tree.words[candidate.word].text
    title = title or next(reversed(re.findall(r"\w+", word)), word)  # a word glued to an address
    return title[:1].upper() + title[1:]


def _fitting(tree: Tree, kept: set[int], trigger: int) -> str:
    """As many of the words as a title holds: first the last phrases go, then those of the subject, then single words."""
    words = _closed(tree, sorted(kept), trigger)
    title = _joined(tree, words)
    prepositions = sorted((i for i in kept if tree.words[i].dep == "prep"), key=lambda i: (i < trigger, -i))
    for preposition in prepositions:
        if _fits(title):
            return title
        under = _under(tree, preposition, kept)
        kept = kept if trigger in under else kept - under
        words = _closed(tree, sorted(kept), trigger)
        title = _joined(tree, words)
    while not _fits(title) and len(words) > 1:
        words = _closed(tree, words[:-1] if words[-1] != trigger else words[1:], trigger)
        title = _joined(tree, words)
    return title


def _fits(title: str) -> bool:
    return len(title) <= _LONGEST and title.count(" ") < _MOST


def _under(tree: Tree, head: int, kept: set[int]) -> set[int]:
    """A word and those of the kept ones that hang on it."""
    found, left = {head}, [head]
    while left:
        below = [c for c in tree.children.get(left.pop(), ()) if c in kept and c not in found]
        found.update(below)
        left += below
    return found


def _way(tree: Tree, verb: int) -> set[int]:
    """The word that says which way: "pushed back"."""
    return {c for c in tree.children.get(verb, ()) if tree.words[c].dep == "advmod" and tree.words[c].text.lower() in _WAYS}


def _noun(tree: Tree, candidate: Candidate) -> set[int]:
    """The noun's phrase; the clause where a light verb carries it, where it ends, or where the phrase is a word or two."""
    word = tree.words[candidate.word]
    if word.dep == "compound" and tree.words[word.head].pos == word.pos == "PROPN":
        name = tree.words[word.head]  # "Hurricane Maria"
        does = clause(tree, name.head) if name.dep in SUBJECTS and tree.words[name.head].pos == "VERB" else set()
        return does | phrase(tree, word.head, 1) | {candidate.word}
    kept = phrase(tree, candidate.word, 2)
    verb = candidate.ended or candidate.joined
    told = sum(tree.words[i].pos not in ("DET", "PUNCT", "PRON") for i in kept)
    with_: set[int] = set()
    above = tree.words[word.head]
    harms = word.dep == "nsubj" and above.lemma.lower() in lexicon().groups["harm"]
    if verb is None and above.pos == "VERB" and (harms or (told <= 2 and word.dep in ("nsubj", "nsubjpass", "dobj"))):
        verb = word.head
    elif verb is None and told <= 2:
        verb, with_ = _around(tree, candidate.word)
    if verb is None:
        return kept
    with_ = with_ or ({word.head} if word.dep == "pobj" else set())
    return clause(tree, verb) | _way(tree, verb) | kept | with_


def _around(tree: Tree, noun: int) -> tuple[int | None, set[int]]:
    """The verb before a noun that stands in its prepositional phrase, and that phrase ("died of a gunshot wound")."""
    head = noun
    while tree.words[head].dep in ("compound", "amod", "nmod") and tree.words[head].head > head:
        head = tree.words[head].head
    preposition = tree.words[head].head
    verb = tree.words[preposition].head
    told = tree.child(verb, SUBJECTS) is not None or tree.words[verb].dep in ("conj", "relcl")
    if not told or tree.words[head].dep != "pobj" or tree.words[verb].pos != "VERB" or not verb < preposition < head:
        return None, set()
    return verb, {preposition} | phrase(tree, head, 1)


def _hyphened(tree: Tree, index: int) -> set[int]:
    """The other parts of a word that is tied by hyphens ("full-fledged", "re-election")."""
    words, found = tree.words, set[int]()
    for way in (-1, 1):
        at = index
        while 0 <= at + 2 * way < len(words) and words[at + way].text in _HYPHENS:
            first, _, last = sorted((at, at + way, at + 2 * way))
            if words[first].end != words[first + 1].start or words[first + 1].end != words[last].start:
                break
            found |= {at + way, at + 2 * way}
            at += 2 * way
    return found


def tells(tree: Tree, candidate: Candidate, title: str) -> bool:
    """Whether a title says who or what: more than a word, and for a verb not the verb first."""
    first = tree.words[candidate.word].text
    return " " in title and (candidate.noun or not title.lower().startswith(first.lower()))


def _in_address(tree: Tree, index: int) -> bool:
    """Whether a word is the tail of an address that a tagger has cut up: "example", ".", "org"."""
    words = tree.words
    for at in range(index, max(index - 20, 0), -1):
        if words[at - 1].end != words[at].start:
            return False
        if "://" in words[at - 1].text or "](" in words[at - 1].text:
            return True
    return False


def _closed(tree: Tree, words: list[int], trigger: int) -> list[int]:
    """Without dangling words at either end, never without the trigger."""
    while words and words[-1] != trigger and (_ends_loosely(tree, words[-1]) or _hangs(tree, words)):
        words = words[:-1]
    while words and words[0] != trigger and _opens_loosely(tree, words[0]):
        words = words[1:]
    return words if trigger in words else [trigger]


def _ends_loosely(tree: Tree, last: int) -> bool:
    return (tree.words[last].pos in _LOOSE_ENDS and tree.words[last].dep != "prt") or _is_markup(tree, last)


def _opens_loosely(tree: Tree, first: int) -> bool:
    word = tree.words[first]
    if _is_markup(tree, first):
        return True
    return word.pos in _LOOSE_STARTS or word.dep == "prep" or word.tag == "PRP$" or word.text.lower() in _POINTERS


def _is_markup(tree: Tree, index: int) -> bool:
    return not _unmarked(tree.words[index].text)


def _hangs(tree: Tree, words: list[int]) -> bool:
    """Whether what a last word needs is cut off: the word that it belongs to, or its own complement ("agreed to form", "in a series")."""
    last, kept = words[-1], set(words)
    if tree.words[last].head > last and tree.words[last].dep in _DANGLING:
        return True
    cut = [tree.words[c] for c in tree.children.get(last, ()) if c > last and c not in kept]
    if tree.words[last].dep == "xcomp":
        return any(word.dep in ("dobj", "ccomp", "xcomp") for word in cut)
    to_end = tree.words[last].dep == "pobj" and tree.words[last].pos == "NOUN"
    return to_end and any(word.text.lower() == "of" or (word.dep == "acl" and word.pos == "VERB" and word.tag == "VB") for word in cut)


def _unmarked(text: str) -> str:
    return text if text.isalnum() else _MARKUP.sub("", text).strip()


def _told_as_past(tree: Tree, verb: int) -> bool:
    """Whether a participle has its object and no auxiliary, or none but "had"."""
    bare = tree.child(verb, ("aux", "auxpass")) is None and tree.child(verb, ("dobj",)) is not None
    return bare or (had(tree, verb) and tree.child(verb, ("auxpass",)) is None)


def _joined(tree: Tree, words: list[int]) -> str:
    """The words with the blanks of the text between neighbours, one blank over a gap; "(had) withdrawn the army" as "withdrew"."""
    title = ""
    last: int | None = None
    for index in words:
        word = tree.words[index]
        tight = last is not None and index == last + 1 and tree.words[last].end == word.start
        text = _unmarked(word.text)
        if not text:
            continue
        if text in pasts() and word.tag in ("VBN", "VBD") and _told_as_past(tree, index):
            text = pasts()[text]
        title += ("" if not title or tight else " ") + text
        last = index
    return title.strip(_TRIM)
