"""A happening's word in, whether the text denies it out."""

from __future__ import annotations

from events.extraction.lexicon import lexicon
from events.extraction.tree import PARTIES, Tree

_NOBODY = frozenset(("nobody", "none", "nothing", "neither", "nowhere"))
_NO = frozenset(("no", "neither"))
_UNREAL = frozenset(("would", "'d", "could", "should"))
_LIFTED = frozenset(("only", "just", "merely", "until", "till", "before", "least"))


def denied(tree: Tree, index: int, clause: int | None) -> bool:
    """Whether a word's happening did not come about: "not", "never", "no one", "without", "refused to", "would have"."""
    if any(tree.words[c].text.lower() in _NO for c in tree.children.get(index, ())):
        return True
    word = tree.words[index]
    head = tree.words[word.head]
    if word.pos != "VERB" and word.dep == "pobj" and head.text.lower() == "without":
        return True
    denying = lexicon().groups["denying"]
    if word.dep in ("dobj", "xcomp") and word.head != index and head.lemma.lower() in denying:
        return True
    while clause is not None:
        if _clause(tree, clause) or _unreal(tree, clause):
            return True
        above = tree.words[clause]
        clause = above.head if above.dep == "xcomp" and above.head != clause else None
    return False


def _clause(tree: Tree, verb: int) -> bool:
    """Whether the verb, its subject or its object is denied; "not until 1946" and "not only" are not."""
    children = tree.children.get(verb, ())
    for child in children:
        word = tree.words[child]
        if word.dep == "neg" or word.text.lower() in ("never", "nor", "neither"):
            after = tree.words[child + 1].text.lower() if child + 1 < len(tree.words) else ""
            lifted = after in _LIFTED or any(tree.words[c].text.lower() in ("until", "till") for c in children)
            if word.dep != "cc" and not lifted:
                return True
        if word.dep in PARTIES:
            told = {tree.words[c].text.lower() for c in tree.children.get(child, ()) if tree.words[c].dep in ("det", "preconj")}
            if word.text.lower() in _NOBODY or told & _NO:
                return True
    return False


def _unreal(tree: Tree, verb: int) -> bool:
    """Whether a verb tells what would have been, or on what condition it would: "would have fallen", "if it had fallen, it would"."""
    helpers = _helpers(tree, verb)
    if helpers & _UNREAL and helpers & {"have", "'ve"}:
        return True
    marks = (tree.words[c].text.lower() for c in tree.children.get(verb, ()) if tree.words[c].dep == "mark")
    return any(mark in ("if", "unless") for mark in marks) and bool(_helpers(tree, tree.words[verb].head) & _UNREAL)


def _helpers(tree: Tree, verb: int) -> set[str]:
    return {tree.words[c].text.lower() for c in tree.children.get(verb, ()) if tree.words[c].dep in ("aux", "auxpass")}
