"""A happening's word in, a short title in the article's own words and its actors out."""

from __future__ import annotations

from events.extraction.candidates import Candidate
from events.extraction.lexicon import lexicon, pasts
from events.extraction.phrases import clause, had, phrase
from events.extraction.tree import SUBJECTS, Tree

_LONGEST = 70
_NAMES = frozenset(("GPE", "LOC", "ORG", "PERSON", "NORP", "FAC"))
_HYPHENS = frozenset("-‐‑")
_DASHES = frozenset(("--", "–", "—", "_", "-"))
_DANGLING = frozenset(("det", "amod", "compound", "nummod", "nmod", "quantmod", "poss", "aux", "auxpass", "neg", "case", "mark", "cc"))
_LOOSE_ENDS = frozenset(("ADP", "DET", "CCONJ", "PART", "PUNCT", "AUX", "SCONJ", "SPACE"))
_LOOSE_STARTS = frozenset(("DET", "PUNCT", "CCONJ", "SPACE", "SCONJ", "AUX", "PART"))
_WAYS = frozenset(("back", "away", "home", "abroad", "off", "out", "down", "north", "south", "east", "west", "ashore", "aground", "apart"))
_TRIM = " \t\n,;:-–—_()[]\"“”‘’'`*#|"


def title_of(tree: Tree, candidate: Candidate, timed: frozenset[int]) -> str:
    """Words of the text in their order: subject, verb, object and one place; or the noun with its own complement."""
    kept = _noun(tree, candidate) if candidate.noun else clause(tree, candidate.word) | _way(tree, candidate.word)
    kept = {candidate.word} | {i for i in kept if i not in timed and not _parted(tree, i, candidate.word)}
    kept |= {j for i in kept for j in _hyphened(tree, i)}
    words = _closed(tree, sorted(kept), candidate.word)
    while len(title := _joined(tree, words)) > _LONGEST and words[-1] != candidate.word:
        words = _closed(tree, words[:-1], candidate.word)
    while len(title := _joined(tree, words)) > _LONGEST and words[0] != candidate.word:
        words = _closed(tree, words[1:], candidate.word)
    title = title[:_LONGEST].strip(_TRIM)
    return title[:1].upper() + title[1:] if title else tree.words[candidate.word].text.strip()


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
    return clause(tree, verb) | kept | with_


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
    """The parts before a word that hyphens tie to it ("full-fledged")."""
    found: set[int] = set()
    while index >= 2 and tree.words[index - 1].text in _HYPHENS and tree.words[index - 2].end == tree.words[index - 1].start:
        if tree.words[index - 1].end != tree.words[index].start:
            break
        found |= {index - 1, index - 2}
        index -= 2
    return found


def tells(tree: Tree, candidate: Candidate, title: str) -> bool:
    """Whether a title says who or what: more than a word, and for a verb not the verb first."""
    first = tree.words[candidate.word].text
    return " " in title and (candidate.noun or not title.lower().startswith(first.lower()))


def _parted(tree: Tree, one: int, trigger: int) -> bool:
    """Whether a dateline's dash lies between a word and the trigger."""
    return one < trigger and any(tree.words[i].text in _DASHES for i in range(one + 1, trigger)) and tree.words[one].text.isupper()


def _closed(tree: Tree, words: list[int], trigger: int) -> list[int]:
    """Without dangling words at either end, never without the trigger."""
    while words and words[-1] != trigger and (_ends_loosely(tree, words[-1]) or _hangs(tree, words)):
        words = words[:-1]
    while words and words[0] != trigger and _opens_loosely(tree, words[0]):
        words = words[1:]
    return words if trigger in words else [trigger]


def _ends_loosely(tree: Tree, last: int) -> bool:
    return tree.words[last].pos in _LOOSE_ENDS and tree.words[last].dep != "prt"


def _opens_loosely(tree: Tree, first: int) -> bool:
    word = tree.words[first]
    return word.pos in _LOOSE_STARTS or word.tag == "PRP$" or word.text.lower() in ("same", "these", "those")


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


def _joined(tree: Tree, words: list[int]) -> str:
    """The words with the blanks of the text between neighbours, one blank over a gap; "(had) withdrawn the army" as "withdrew"."""
    title = ""
    last: int | None = None
    for index in words:
        word = tree.words[index]
        tight = last is not None and index == last + 1 and tree.words[last].end == word.start
        text = word.text.strip()
        bare = tree.child(index, ("aux", "auxpass")) is None and tree.child(index, ("dobj",)) is not None
        if word.tag in ("VBN", "VBD") and (bare or (had(tree, index) and tree.child(index, ("auxpass",)) is None)):
            text = pasts().get(text, text)
        title += ("" if not title or tight else " ") + text
        last = index
    return title.strip(_TRIM)


def actors_of(tree: Tree, candidate: Candidate) -> tuple[str, ...]:
    """Who did it: the subject, the agent, or the noun's possessor, where it is a name."""
    verb = candidate.word if not candidate.noun else candidate.joined
    found: list[int] = []
    if verb is not None:
        found += [c for c in tree.children.get(verb, ()) if tree.words[c].dep == "nsubj"]
        for child in tree.children.get(verb, ()):
            if tree.words[child].dep == "agent":
                found += [c for c in tree.children.get(child, ()) if tree.words[c].dep == "pobj"]
    if candidate.noun:
        found += [c for c in tree.children.get(candidate.word, ()) if tree.words[c].dep == "poss"]
    found = [index for index in found if not _parted(tree, index, candidate.word)]
    names = [_name(tree, index) for index in found if tree.words[index].entity in _NAMES]
    return tuple(dict.fromkeys(name for name in names if name))


def _name(tree: Tree, index: int) -> str:
    """The whole entity around a word."""
    label = tree.words[index].entity
    first = index
    while first > 0 and not tree.words[first].begins and tree.words[first - 1].entity == label:
        first -= 1
    last = index + 1
    while (
        last < len(tree.words) and tree.words[last].entity == label and (not tree.words[last].begins or tree.words[last - 1].pos == "ADP")
    ):
        last += 1
    name = _joined(tree, list(range(first, last)))
    return name.removesuffix("'s").removesuffix("’s").removeprefix("the ").removeprefix("The ").strip(_TRIM)
