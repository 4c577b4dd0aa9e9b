"""A happening's word in, a short title in the article's own words and its actors out."""

from __future__ import annotations

from events.extraction.candidates import OBJECTS, SUBJECTS, Candidate, Tree

_LONGEST = 80
_NAMES = frozenset(("GPE", "LOC", "ORG", "PERSON", "NORP", "FAC"))
_CLOSE = frozenset(("det", "amod", "compound", "nummod", "nmod", "quantmod", "npadvmod", "poss"))
_HYPHENS = frozenset("-‐‑")
_DASHES = frozenset(("--", "–", "—", "_", "-"))
_BREAKS = frozenset(("(", ")", "--", "–", "—", "_", ":", ";", "|"))
_LOOSE_ENDS = frozenset(("ADP", "DET", "CCONJ", "PART", "PUNCT", "AUX", "SCONJ", "SPACE", "ADJ"))
_LOOSE_STARTS = frozenset(("DET", "PUNCT", "CCONJ", "SPACE", "SCONJ"))
_TRIM = " \t\n,;:-–—_()[]\"“”‘’'`*#|"


def title_of(tree: Tree, candidate: Candidate, timed: frozenset[int]) -> str:
    """Words of the text in their order: subject, verb, object and one place; or the noun with its own complement."""
    kept = _noun(tree, candidate) if candidate.noun else _clause(tree, candidate.word)
    kept = {candidate.word} | {i for i in kept if i not in timed and not _parted(tree, i, candidate.word)}
    kept |= {i for i in range(min(kept) + 1, max(kept)) if tree.words[i].text in _HYPHENS and {i - 1, i + 1} <= kept}
    title = ""
    for limit in (len(kept), 14, 10, 7, 5):
        title = _joined(tree, _closed(tree, sorted(kept)[:limit], candidate.word))
        if len(title) <= _LONGEST:
            break
    title = title[:_LONGEST].strip(_TRIM)
    return title[:1].upper() + title[1:] if title else tree.words[candidate.word].text.strip()


def _noun(tree: Tree, candidate: Candidate) -> set[int]:
    """The noun's phrase; where that is a word or two, the clause that it is subject or object of."""
    kept = _phrase(tree, candidate.word, 2)
    word = tree.words[candidate.word]
    told = sum(tree.words[i].pos not in ("DET", "PUNCT", "PRON") for i in kept)
    if told <= 2 and word.dep in ("nsubj", "nsubjpass", "dobj") and tree.words[word.head].pos == "VERB":
        return _clause(tree, word.head) | kept
    return kept


def _clause(tree: Tree, verb: int) -> set[int]:
    kept = {verb}
    placed = False
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        if word.dep in SUBJECTS and word.tag in ("WDT", "WP", "WRB"):
            continue
        if word.dep in SUBJECTS or word.dep in OBJECTS:
            kept |= _phrase(tree, child, 1)
        elif (word.dep in ("aux", "auxpass") and word.tag not in ("TO", "VBG")) or word.dep in ("neg", "prt"):
            kept.add(child)
        elif word.dep == "acomp":
            kept |= _phrase(tree, child, 0)
        elif word.dep in ("prep", "agent", "dative") and not placed and child > verb:
            pobj = tree.child(child, ("pobj",))
            if pobj is not None and tree.words[pobj].entity not in ("DATE", "TIME"):
                kept |= {child} | _phrase(tree, pobj, 1)
                placed = True
    if not any(tree.words[i].dep in SUBJECTS and tree.words[i].head == verb for i in kept):
        kept |= _missing_subject(tree, verb)
    return kept


def _missing_subject(tree: Tree, verb: int) -> set[int]:
    """The subject that a verb shares with the one it hangs on, or the noun that it tells of."""
    word = tree.words[verb]
    if word.dep in ("relcl", "acl") and tree.words[word.head].pos in ("NOUN", "PROPN"):
        return _phrase(tree, word.head, 0) if word.head < verb else set()
    if word.dep in ("conj", "xcomp", "advcl") and tree.words[word.head].pos == "VERB":
        subject = tree.child(word.head, SUBJECTS)
        near = subject is not None and subject < verb and tree.words[subject].tag not in ("WDT", "WP")
        return _phrase(tree, subject, 0) if near and subject is not None else set()
    return set()


def _phrase(tree: Tree, head: int, depth: int) -> set[int]:
    """A noun with what stands close to it; `depth` prepositional phrases deep."""
    kept = {head}
    for child in tree.children.get(head, ()):
        word = tree.words[child]
        if "\n" in word.text or word.pos == "SPACE":
            continue
        if word.dep in _CLOSE and not _apart(tree, child, head):
            kept |= _phrase(tree, child, 0)
        elif word.dep == "case":
            kept.add(child)
        elif word.dep == "prep" and depth > 0:
            pobj = tree.child(child, ("pobj",))
            if pobj is not None and tree.words[pobj].entity not in ("DATE", "TIME"):
                kept |= {child} | _phrase(tree, pobj, depth - 1)
        elif word.dep == "conj" and depth > 0 and child - head <= 5:
            joint = tree.child(head, ("cc",))
            if joint is not None:
                kept |= {joint} | _phrase(tree, child, 0)
    return kept


def _parted(tree: Tree, one: int, trigger: int) -> bool:
    """Whether a dateline's dash lies between a word and the trigger."""
    return one < trigger and any(tree.words[i].text in _DASHES for i in range(one + 1, trigger)) and tree.words[one].text.isupper()


def _apart(tree: Tree, one: int, other: int) -> bool:
    """Whether a dash, bracket or line end parts two words ("LISBON (Wire) - A strong earthquake")."""
    between = tree.words[min(one, other) + 1 : max(one, other)]
    return any(word.text in _BREAKS or "\n" in word.text for word in between)


def _closed(tree: Tree, words: list[int], trigger: int) -> list[int]:
    """Without dangling words at the end, never without the trigger."""
    while words and words[-1] != trigger and tree.words[words[-1]].pos in _LOOSE_ENDS:
        words = words[:-1]
    while words and words[0] != trigger and tree.words[words[0]].pos in _LOOSE_STARTS:
        words = words[1:]
    return words if trigger in words else [trigger]


def _joined(tree: Tree, words: list[int]) -> str:
    """The words with the blanks of the text between neighbours, one blank over a gap."""
    title = ""
    last: int | None = None
    for index in words:
        word = tree.words[index]
        tight = last is not None and index == last + 1 and tree.words[last].end == word.start
        title += ("" if not title or tight else " ") + word.text.strip()
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
    while last < len(tree.words) and tree.words[last].entity == label and not tree.words[last].begins:
        last += 1
    name = _joined(tree, list(range(first, last)))
    return name.removesuffix("'s").removesuffix("’s").removeprefix("the ").strip(_TRIM)
