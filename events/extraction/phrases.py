"""A word of the tree in, the words that a title takes with it out."""

from __future__ import annotations

from events.extraction.antecedents import antecedent, is_pronoun, topic
from events.extraction.candidates import noun_sense
from events.extraction.lexicon import lexicon
from events.extraction.tree import OBJECTS, SUBJECTS, Tree

_CLOSE = frozenset(("det", "amod", "compound", "nummod", "nmod", "quantmod", "npadvmod", "poss"))
_BREAKS = frozenset(("(", ")", "--", "–", "—", "_", ":", ";", "|"))
_LEFT_OUT = frozenset(("both", "either"))
_OF_TIME = frozenset(("after", "before", "during", "since", "until", "till", "amid"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_LISTED = 3  # nouns of a list after its first


def clause(tree: Tree, verb: int) -> set[int]:
    """Subject, verb, object and one further phrase; for an infinitive also the verb that it hangs on."""
    kept = {verb}
    subjects = [c for c in tree.children.get(verb, ()) if tree.words[c].dep in SUBJECTS]
    subject = subjects[-1] if subjects else None  # a parser may take a dateline for the first of two
    told = _subject(tree, verb, subject)
    kept |= told | _objects(tree, verb)
    if told or subject is None:
        kept |= _auxiliaries(tree, verb)
    kept |= {c for c in tree.children.get(verb, ()) if tree.words[c].dep in ("neg", "prt")}
    further = _further(tree, verb)
    if not further and not any(tree.words[i].dep in OBJECTS and tree.words[i].head == verb for i in kept):
        further = _said(tree, verb)
    return kept | further | _frame(tree, verb)


def _subject(tree: Tree, verb: int, subject: int | None) -> set[int]:
    """The subject's phrase: its antecedent's for a pronoun, the shared one where there is none of its own."""
    if subject is None or tree.words[subject].tag in ("WDT", "WP"):
        return _missing_subject(tree, verb)
    if not is_pronoun(tree, subject):
        return phrase(tree, subject, 1)
    noun = antecedent(tree, subject)
    noun = topic(tree, subject) if noun is None else noun
    return phrase(tree, noun, 1) if noun is not None else set()


def _missing_subject(tree: Tree, verb: int) -> set[int]:
    """The subject that a verb shares with the one it hangs on, or the noun that it tells of."""
    word = tree.words[verb]
    if word.dep in ("relcl", "acl"):
        noun = antecedent(tree, word.head) if is_pronoun(tree, word.head) else word.head
        return phrase(tree, noun, int(noun != word.head)) if noun is not None and noun < verb and tree.words[noun].pos in _NOUNS else set()
    before = tree.words[verb - 1] if verb else word
    if word.dep == "conj" and before.pos == "NOUN" and before.entity not in ("DATE", "TIME") and before.head < verb:
        return phrase(tree, verb - 1, 0)  # "on 14 February thieves broke in": a parser takes the subject for a part of the date
    above = tree.words[word.head]
    by = word.dep == "pcomp" and above.text.lower() in ("by", "after", "before")  # "was treated after being shot"
    head = above.head if by else word.head
    if (by or word.dep in ("conj", "xcomp", "advcl")) and tree.words[head].pos == "VERB" and head != verb:
        subject = tree.child(head, SUBJECTS)
        return _subject(tree, head, subject) if subject is None or subject < verb else set()
    return set()


def _auxiliaries(tree: Tree, verb: int) -> set[int]:
    """Its auxiliaries but "had (been)", which a title does without."""
    helpers = [c for c in tree.children.get(verb, ()) if tree.words[c].dep in ("aux", "auxpass")]
    finite = any(tree.words[c].tag in ("MD", "VBZ", "VBP", "VBD") for c in helpers)
    if had(tree, verb):
        return set()
    return {c for c in helpers if tree.words[c].tag != "TO"} if finite else set()


def had(tree: Tree, verb: int) -> bool:
    """Whether a verb stands in the past perfect, not denied."""
    children = [tree.words[c] for c in tree.children.get(verb, ())]
    if not any(c.dep == "aux" and c.text.lower() == "had" for c in children):
        return False
    modal = any(c.tag == "MD" or c.dep == "neg" for c in children)
    going = any(c.text.lower() == "been" and c.dep == "aux" for c in children)
    return not modal and not going


def _objects(tree: Tree, verb: int) -> set[int]:
    kept: set[int] = set()
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        if word.dep in OBJECTS and not is_pronoun(tree, child):
            kept |= phrase(tree, child, 1)
        elif word.dep in OBJECTS and word.tag == "PRP" and child > verb:
            kept.add(child)  # "turned it into a hotel", "shot himself"
        elif word.dep == "acomp":
            kept |= phrase(tree, child, 0)
    return kept


def _further(tree: Tree, verb: int) -> set[int]:
    """The first phrase behind the verb that names something other than a time."""
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        if child > verb and word.dep in ("prep", "agent", "dative") and word.pos == "ADP" and word.text.lower() not in _OF_TIME:
            noun = tree.child(child, ("pobj",))
            if noun is not None and tree.words[noun].pos in _NOUNS and tree.words[noun].entity not in ("DATE", "TIME"):
                return {child} | phrase(tree, noun, 1)
    return set()


def _said(tree: Tree, verb: int) -> set[int]:
    """ "demanded that Russia withdraw", "refused to leave": what the verb is about where it has no object."""
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        subject = tree.child(child, SUBJECTS)
        if word.dep == "ccomp" and word.pos == "ADJ" and subject is not None and verb < subject < child and not is_pronoun(tree, subject):
            return {child} | phrase(tree, subject, 1)  # "found the minister guilty"
        if child < verb or word.pos != "VERB":
            continue
        mark = tree.child(child, ("mark",))
        if word.dep == "ccomp" and subject is not None and mark is not None and not is_pronoun(tree, subject):
            helpers = {c for c in tree.children.get(child, ()) if tree.words[c].dep in ("aux", "auxpass", "neg")}
            return {mark, child} | helpers | phrase(tree, subject, 0) | _objects(tree, child)
        to = tree.child(child, ("aux",))
        if word.dep == "xcomp" and to is not None and tree.words[to].tag == "TO":
            return {to, child} | _objects(tree, child)
    return set()


def _frame(tree: Tree, verb: int) -> set[int]:
    """The verb above an infinitive: "is forced to deploy", "allowed the road to be misused"."""
    word = tree.words[verb]
    to = next((c for c in tree.children.get(verb, ()) if tree.words[c].tag == "TO"), None)
    above = tree.words[word.head]
    if to is None or word.dep not in ("xcomp", "ccomp", "advcl") or above.pos != "VERB" or word.head > verb:
        return set()
    helpers = {c for c in tree.children.get(verb, ()) if tree.words[c].dep in ("aux", "auxpass")}
    subject = next((c for c in tree.children.get(word.head, ()) if tree.words[c].dep in SUBJECTS), None)
    if tree.child(verb, SUBJECTS) is not None and any(tree.words[c].dep == "dobj" for c in tree.children.get(word.head, ())):
        return set()  # "cited his rights in his calls for the boy to be returned"
    frame = helpers | {word.head} | _auxiliaries(tree, word.head) | _subject(tree, word.head, subject)
    own = _objects(tree, word.head)
    return frame | {i for i in own if i < to}


def phrase(tree: Tree, head: int, depth: int) -> set[int]:
    """A noun with what stands close to it; `depth` prepositional phrases deep."""
    kept = {head}
    for child in tree.children.get(head, ()):
        word = tree.words[child]
        if "\n" in word.text or word.pos == "SPACE" or word.text.lower() in _LEFT_OUT:
            continue
        if word.dep in _CLOSE and not _apart(tree, child, head):
            kept |= phrase(tree, child, 0)
        elif word.dep == "case" or (tree.words[head].dep == "nummod" and word.dep == "advmod"):
            kept |= {child} | {c for c in tree.children.get(child, ()) if tree.words[head].dep == "nummod"}  # "at least ten"
        elif word.dep == "prep" and (depth > 0 or tree.words[head].pos not in _NOUNS):
            noun = tree.child(child, ("pobj",))
            if noun is not None and tree.words[noun].pos in _NOUNS and tree.words[noun].entity not in ("DATE", "TIME"):
                joint = _joint(tree, noun)
                if joint or word.text.lower() != "between":
                    kept |= {child} | phrase(tree, noun, depth - 1) | (joint if word.text.lower() == "between" else set())
    if depth > 0 or tree.words[head].pos == "PROPN":
        kept |= _joint(tree, head)
    return kept


def _joint(tree: Tree, head: int) -> set[int]:
    """The other nouns of a short list that ends in "and", unless they name other happenings: "Poland, Hungary and Malta"."""
    kept, last = set[int](), head
    for _ in range(_LISTED):
        joint, other = tree.child(last, ("cc",)), tree.child(last, ("conj",))
        if other is None or not last < other <= last + 9 or tree.words[other].pos not in _NOUNS:
            return set()
        if noun_sense(tree.words[other], lexicon()) is not None:
            return set()
        kept |= {i for i in range(last + 1, other) if tree.words[i].text == "," and joint is None} | phrase(tree, other, 0)
        if joint is not None:
            plain = tree.words[joint].text.lower() in ("and", "or", "&", "nor") and not any(w.text == "," for w in tree.words[last:joint])
            return kept | {joint} if last < joint < other and plain else set()
        last = other
    return set()


def _apart(tree: Tree, one: int, other: int) -> bool:
    """Whether a dash, bracket or line end parts two words ("LISBON (Wire) - A strong earthquake")."""
    between = tree.words[min(one, other) + 1 : max(one, other)]
    return any(word.text in _BREAKS or "\n" in word.text for word in between)
