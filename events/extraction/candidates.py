"""A parse in, the words that may name a happening out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from events.extraction.antecedents import antecedent, is_pronoun
from events.extraction.company import in_company
from events.extraction.lexicon import Lexicon, Sense, lexicon, openings
from events.extraction.polarity import denied
from events.extraction.tree import SUBJECTS, Tree
from events.language import Word
from events.model import Span

_ENDINGS = frozenset(("end", "stop", "cease", "finish"))
_UNKNOWN = Sense((), "other", "site", True)
GRIM = frozenset(("conflict", "crime", "disaster", "accident"))
_MODALS = frozenset(("would", "could", "may", "might", "should", "must", "can", "cannot", "ought", "'d"))


class Candidate(NamedTuple):
    """A word that may name a happening; `clause` is the verb that governs it (itself for a verb), `joined` its light verb."""

    word: int
    sentence: int
    sense: Sense
    known: bool
    noun: bool
    clause: int | None
    joined: int | None
    tense: str  # past, present, future, none
    negated: bool
    modal: bool
    wished: bool
    conditional: bool
    reported: bool
    quoted: bool
    modifier: bool
    dull: str  # the group of verbs that it belongs to: saying, thinking, state or ""
    generic: bool  # names no happening of its own but one told before: "it happened", "the incident"
    ended: int | None  # the verb that tells of its end ("the war ended with a truce": of the war and of the truce)
    harm: bool  # a verb of harm: "killed", "destroyed"
    part_of: int | None  # the word whose happening this one only tells more of ("the bombing killed ten")


def find_candidates(tree: Tree, masked: Iterable[Span], text: str) -> list[Candidate]:
    """All words that may name a happening, in order; words inside `masked` spans (times, names of places) name none."""
    hidden = {i for span in masked for i in tree.inside(span)}
    quoted = _quoted(tree)
    words = lexicon()
    found = []
    for number, sentence in enumerate(tree.sentences):
        for index in range(sentence.first, sentence.last):
            word = tree.words[index]
            if index in hidden or len(word.text) < 3:
                continue
            if word.pos == "VERB":
                sense = _verb(tree, index, words)
            elif word.pos in ("NOUN", "PROPN") or (word.pos in ("ADJ", "X") and word.dep in ("pobj", "dobj", "nsubj")):
                sense = noun_sense(word, words)
            else:
                sense = None
            if sense is not None:
                found.append(_candidate(tree, index, number, sense, words, index in quoted))
    return found


def noun_sense(word: Word, words: Lexicon) -> Sense | None:
    lemma = word.lemma.lower()
    sense = words.nouns.get(lemma) or (words.nouns.get(lemma.rstrip("s")) if word.pos == "PROPN" else None)
    # A capital inside a sentence makes a name of a weak word ("Union", "Congress").
    return None if sense is None or (sense.weak and word.pos == "PROPN") else sense


def _verb(tree: Tree, index: int, words: Lexicon) -> Sense | None:
    word = tree.words[index]
    if word.dep in ("amod", "aux", "auxpass", "compound") or _nameless(tree, index):
        return None
    lemma = word.lemma.lower()
    if phrase := _phrase(tree, index, lemma, words):
        return None if phrase in words.groups["aspect"] and _has_event(tree, index, words) else words.verbs[phrase]
    if (done := words.verbs.get(f"{lemma} +")) is not None and _has_doer(tree, index):
        return done
    carries = lemma in words.groups["light"] and light_noun(tree, index, words) is not None
    if lemma in words.verbs:
        return None if carries else words.verbs[lemma]
    idle = lemma in words.groups["state"] and (word.dep in ("xcomp", "ccomp") or _leads_on(tree, index))
    if carries or idle or lemma in words.groups["bare"] or lemma in words.groups["saying"]:
        return None
    if lemma in words.groups["aspect"] or lemma in words.groups["wish"]:
        subject = tree.child(index, SUBJECTS)
        told = subject is not None and tree.words[subject].tag == "PRP" and lemma in words.groups["aspect"]
        told = told and lemma not in words.groups["happening"]  # "it happened on Friday" dates what was told before
        return None if told or _has_event(tree, index, words) else _UNKNOWN
    return _UNKNOWN


def _has_doer(tree: Tree, verb: int) -> bool:
    """Whether somebody does it to something: "sank the ship", "was sunk by"."""
    return tree.child(verb, ("dobj", "agent")) is not None


def _nameless(tree: Tree, verb: int) -> bool:
    """Whether a participle tells of a pronoun that nothing names: "those suffered by", "many linked to"."""
    word = tree.words[verb]
    return word.dep == "acl" and is_pronoun(tree, word.head) and antecedent(tree, word.head) is None


def _leads_on(tree: Tree, verb: int) -> bool:
    """Whether a verb only leads to another: "are used to defend"."""
    return any(tree.words[c].dep == "xcomp" and tree.words[c].pos == "VERB" for c in tree.children.get(verb, ()))


def _phrase(tree: Tree, verb: int, lemma: str, words: Lexicon) -> str | None:
    """A verb that has a sense with its particle, object or prepositional object ("pull out", "take control", "appear in court")."""
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        if word.dep in ("prt", "dobj", "advmod", "attr", "acomp"):
            parts = [word.lemma.lower()]
        elif word.dep == "prep":
            parts = [tree.words[c].lemma.lower() for c in tree.children.get(child, ()) if tree.words[c].dep == "pobj"]
        else:
            continue
        for part in parts:
            if (phrase := f"{lemma} {part}") in words.verbs:
                return phrase
    return None


def light_noun(tree: Tree, verb: int, words: Lexicon) -> int | None:
    """The event noun that a light verb carries: its object, or its subject in the passive."""
    noun = tree.child(verb, ("dobj", "nsubjpass"))
    return noun if noun is not None and noun_sense(tree.words[noun], words) else None


def _has_event(tree: Tree, verb: int, words: Lexicon) -> bool:
    for child in tree.children.get(verb, ()):
        word = tree.words[child]
        if word.dep in ("xcomp", "ccomp") and word.pos == "VERB":
            return True
        if word.dep in ("nsubj", "nsubjpass", "dobj") and noun_sense(word, words):
            return True
    return False


def _candidate(tree: Tree, index: int, sentence: int, sense: Sense, words: Lexicon, quoted: bool) -> Candidate:
    word = tree.words[index]
    noun = word.pos != "VERB"
    chain = tree.chain(index)
    clause = next((i for i in chain if tree.words[i].pos in ("VERB", "AUX")), None)
    joined = None
    if noun and clause is not None and word.head == clause:
        lemma = tree.words[clause].lemma.lower()
        carries = word.dep in ("dobj", "nsubjpass") and lemma in words.groups["light"]
        begins = word.dep in ("nsubj", "dobj", "nsubjpass") and bool({lemma, _phrase(tree, clause, lemma, words)} & words.groups["aspect"])
        joined = clause if carries or begins else None
    tense, modal = _tense(tree, clause)
    return Candidate(
        word=index,
        sentence=sentence,
        sense=in_company(tree, index, sense),
        known=sense is not _UNKNOWN,
        noun=noun,
        clause=clause,
        joined=joined,
        tense=tense,
        negated=denied(tree, index, clause),
        modal=modal,
        wished=_wished(tree, chain, words),
        conditional=not tree.conditions.isdisjoint(chain),
        reported=any(tree.words[i].lemma.lower() in words.groups["saying"] for i in chain[1:] if tree.words[i].pos == "VERB"),
        quoted=quoted,
        modifier=noun and word.dep in ("compound", "nmod", "amod"),
        dull="" if noun else next((g for g in ("saying", "thinking", "state") if word.lemma.lower() in words.groups[g]), ""),
        generic=_generic(tree, index, words),
        ended=_ended(tree, index) if noun else None,
        harm=not noun and word.lemma.lower() in words.groups["harm"],
        part_of=_framed(tree, index, words) if noun else _whole(tree, index, words),
    )


def _ended(tree: Tree, noun: int) -> int | None:
    """The verb of ending whose subject a noun is, or with which it ended."""
    word = tree.words[noun]
    with_ = tree.words[word.head]
    verb = word.head if word.dep in SUBJECTS else with_.head if with_.text == "with" and word.dep == "pobj" else noun
    return verb if tree.words[verb].lemma.lower() in _ENDINGS and tree.words[verb].pos == "VERB" else None


def _generic(tree: Tree, index: int, words: Lexicon) -> bool:
    word = tree.words[index]
    lemma = word.lemma.lower()
    if lemma not in openings():
        return False
    names = {lemma} | {f"{lemma} {tree.words[c].lemma.lower()}" for c in tree.children.get(index, ())}
    if not names & words.groups["happening"]:
        return False
    if word.pos == "VERB":
        return True
    return any(tree.words[c].text.lower() in ("the", "this", "that") for c in tree.children.get(index, ()))


def _framed(tree: Tree, noun: int, words: Lexicon) -> int | None:
    """The word that tells the same happening as an event noun: "waged war", "killed in a crash", "a bomb attack"."""
    word = tree.words[noun]
    joint = next((c for c in tree.children.get(noun, ()) if tree.words[c].dep == "compound" and noun_sense(tree.words[c], words)), None)
    if joint is not None and word.lemma.lower() not in words.groups["aftermath"]:
        return joint
    head = word.head
    if word.dep == "pobj" and tree.words[head].text.lower() in ("in", "at"):
        head = tree.words[head].head
    elif word.dep != "dobj":
        return None
    return head if _tells(tree, head, noun, words) else None


def _tells(tree: Tree, head: int, noun: int, words: Lexicon) -> bool:
    """Whether a word may tell the happening that an event noun beside it names: one of its kind, or one that names no other."""
    word, sense = tree.words[head], noun_sense(tree.words[noun], words)
    lemma = word.lemma.lower()
    if sense is None or any(lemma in words.groups[group] for group in ("aftermath", "saying", "thinking", "wish", "denying")):
        return False
    if word.dep == "acl" and lemma in words.groups["light"]:
        return True
    known = words.verbs.get(lemma) if word.pos == "VERB" else noun_sense(word, words)
    return known.kind == sense.kind or {known.kind, sense.kind} <= GRIM if known is not None else word.pos == "VERB"


def _whole(tree: Tree, verb: int, words: Lexicon) -> int | None:
    """The happening that a verb tells more of: its event noun as subject or antecedent, or the verb whose harm it adds."""
    word = tree.words[verb]
    subject = tree.child(verb, ("nsubj", "nsubjpass"))
    if word.dep == "acl" and word.tag == "VBN" and (sense := noun_sense(tree.words[word.head], words)) and not sense.weak:
        return word.head if _tells(tree, verb, word.head, words) else None
    above = tree.words[word.head]
    if above.pos == "VERB" and word.dep in ("xcomp", "advcl") and any(tree.words[c].tag == "TO" for c in tree.children.get(verb, ())):
        return word.head  # "agreed to form", "moved to encircle", "marched to demand"
    if word.dep == "pcomp" and above.text.lower() == "by" and tree.words[above.head].pos == "VERB":
        return above.head  # "intervened by invading"
    if word.lemma.lower() in words.groups["happening"] and word.dep in ("relcl", "acl"):
        before = range(verb - 1, max(verb - 12, -1), -1)
        named = (i for i in before if (known := noun_sense(tree.words[i], words)) is not None and not known.weak)
        return next(named, None)
    if subject is not None and tree.words[subject].tag in ("WDT", "WP") and word.dep == "relcl":
        subject = word.head
    if subject is not None and (told := _happening(tree, subject, words)) is not None:
        return told
    harms = word.lemma.lower() in words.groups["harm"] and word.dep in ("advcl", "conj", "xcomp") and word.head < verb
    return _harmful(tree, word.head, words) if harms and above.pos == "VERB" else None


def _harmful(tree: Tree, verb: int, words: Lexicon) -> int | None:
    """The word of the happening that did harm by its verb: the verb itself, or its event noun ("floods swept through")."""
    known = words.verbs.get(tree.words[verb].lemma.lower())
    if known is not None:
        return verb if known.kind in GRIM else None
    noun = tree.child(verb, ("nsubj", "nsubjpass"))
    told = _happening(tree, noun, words) if noun is not None else None
    sense = noun_sense(tree.words[told], words) if told is not None else None
    return told if sense is not None and sense.kind in GRIM else None


def _happening(tree: Tree, noun: int, words: Lexicon) -> int | None:
    """The word of a noun's phrase that surely names a happening: itself, or what its name begins with ("Hurricane Maria")."""
    before = (c for c in tree.children.get(noun, ()) if tree.words[c].dep == "compound" and tree.words[noun].pos == "PROPN")
    senses = ((i, noun_sense(tree.words[i], words)) for i in (noun, *before))
    return next((i for i, sense in senses if sense is not None and not sense.weak), None)


def _tense(tree: Tree, clause: int | None) -> tuple[str, bool]:
    """Tense of the clause, by its finite verb, and whether a modal makes it a possibility."""
    while clause is not None:
        word = tree.words[clause]
        helpers = [tree.words[c] for c in tree.children.get(clause, ()) if tree.words[c].dep in ("aux", "auxpass")]
        modals = {h.text.lower() for h in helpers if h.tag == "MD"}
        if modals & {"will", "'ll", "shall", "wo"}:
            return "future", False
        modal = bool(modals & _MODALS)
        tags = [h.tag for h in helpers] + [word.tag]
        if any(h.lemma == "have" for h in helpers) or "VBD" in tags or (word.tag == "VBN" and not helpers):
            return "past", modal
        if any(tag in ("VBZ", "VBP") for tag in tags):
            return "present", modal
        if modal:
            return "none", True
        clause = word.head if word.head != clause else None
        while clause is not None and tree.words[clause].pos not in ("VERB", "AUX"):
            clause = tree.words[clause].head if tree.words[clause].head != clause else None
    return "none", False


def _wished(tree: Tree, chain: list[int], words: Lexicon) -> bool:
    """Whether it stands as the infinitive of a verb of wishing, or as a purpose."""
    for low, high in pairwise(chain):
        word, head = tree.words[low], tree.words[high]
        to = word.pos == "VERB" and any(tree.words[c].tag == "TO" for c in tree.children.get(low, ()))
        if to and (head.lemma.lower() in words.groups["wish"] or word.dep in ("acl", "advcl")):
            return True
    return False


def _quoted(tree: Tree) -> set[int]:
    """Words between marks of direct speech; a paragraph's end closes them."""
    inside, open_ = set(), False
    for index, word in enumerate(tree.words):
        if word.tag in ("``", "''") or word.text in ('"', "“", "”"):
            open_ = word.text in ("“", "``") or (word.text not in ("”", "''") and not open_)
        elif "\n" in word.text:
            open_ = False
        elif open_:
            inside.add(index)
    return inside
