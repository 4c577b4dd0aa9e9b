"""A happening with its places in, which of them it went from and to out."""

from __future__ import annotations

from collections.abc import Sequence

from events.extraction.attachment import Placed
from events.extraction.clusters import Attached
from events.extraction.lexicon import lexicon
from events.extraction.tree import Tree
from events.model import Mention
from geodata.gazetteer import Place

_THERE = frozenset(("in", "at", "on", "upon"))  # "arrived in", "marched on"


def ends(tree: Tree, mentions: Sequence[Mention[Place]], one: Attached, limit: float) -> tuple[str, tuple[Placed, ...]]:
    """The role of a happening's place and its other places: what moves has both ends, at no greater cost than `limit`."""
    words = {*_names(tree, one.candidate.word), *(_names(tree, one.candidate.joined) if one.candidate.joined is not None else ())}
    groups = lexicon().groups
    if one.place_mention is None or not (one.candidate.sense.role == "motion" or words & (groups["moving"] | groups["leaving"])):
        return one.role, one.others
    role = one.role if one.role != "at" else _of_object(tree, mentions[one.place_mention], one.candidate.word, words)
    known = {one.place_mention, *(o.mention for o in one.others)}
    more = [p for p in one.own if p.role in ("from", "to") and p.role != role and p.form == "name" and p.cost <= limit]
    return role, (*one.others, *(p for p in more if p.mention not in known))


def _names(tree: Tree, word: int) -> set[str]:
    """The lemma, and with its particle: "set out"."""
    lemma = tree.words[word].lemma.lower()
    parts = (tree.words[c].text.lower() for c in tree.children.get(word, ()) if tree.words[c].dep in ("prt", "advmod"))
    return {lemma, *(f"{lemma} {part}" for part in parts)}


def _of_object(tree: Tree, mention: Mention[Place], verb: int, names: set[str]) -> str:
    """ "left Odesa" is from there, "entered Riga", "arrived in Riga" and "marched on Riga" to it."""
    word = tree.words[tree.top(mention.span)]
    groups = lexicon().groups
    if word.dep == "dobj" and word.head == verb:
        return "from" if names & groups["leaving"] else "to" if names & groups["reaching"] else "at"
    before = tree.words[word.head]
    there = word.dep == "pobj" and before.text.lower() in _THERE and before.head == verb
    return "to" if there and names & groups["reaching"] else "at"
