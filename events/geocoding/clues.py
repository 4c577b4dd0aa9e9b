"""A stretch of words and its document in, the signs for and against its naming a place out: words that carry learnt weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from events.geocoding.names import Stretch, said
from events.geocoding.vocabulary import vocabulary
from events.language import Parse, Word

PREPOSITIONS = frozenset({"in", "at", "from", "to", "near", "of", "by", "with", "for", "on"})
RARE = frozenset({"WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "LANGUAGE"})
NO_WORD = Word(0, 0, "", "", "", "", "", 0, "", False)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the rest of the document says about a name: the tagger's labels of each name, the persons, the words in small letters."""

    labels: dict[str, Counter[str]]
    persons: frozenset[str]  # small words inside a person's name of two words or more
    small: frozenset[str]
    followed: dict[str, set[str]]  # names -> what they are followed by somewhere: "disease", "organisation"
    capitals: bool  # a text all in capitals says nothing by them


def remember(stretched: Sequence[Stretch], parse: Parse) -> Memory:
    labels: dict[str, Counter[str]] = {}
    words = parse.words
    followed: dict[str, set[str]] = {}
    for stretch in stretched:
        if stretch.senses:
            labels.setdefault(stretch.name, Counter())[_relation(stretch, words)] += 1
            if stretch.last < len(words):
                after = vocabulary().sides.get(words[stretch.last].text.lower(), ())
                capital = words[stretch.last].text[:1].isupper()
                followed.setdefault(stretch.name, set()).update(x for x in after if x == "disease" or (capital and x == "organisation"))
    persons: set[str] = set()
    for index, word in enumerate(words[:-1]):
        if word.begins and word.entity == "PERSON" and words[index + 1].entity == "PERSON" and not words[index + 1].begins:
            last = index + 1
            while last < len(words) and words[last].entity == "PERSON" and not words[last].begins:
                persons.add(words[last].text.lower())
                last += 1
    letters = [word for word in words if word.text.isalpha()]
    raised = sum(word.text.isupper() for word in letters) > 0.6 * len(letters)
    return Memory(labels, frozenset(persons), frozenset(word.text for word in letters if word.text.islower()), followed, raised)


def _relation(stretch: Stretch, words: Sequence[Word]) -> str:
    """The tagger's label of the stretch, and whether it is the whole of the entity, its beginning, its end or its middle."""
    label = words[_head(stretch, words)].entity or words[stretch.first].entity
    if not label:
        return "none"
    if label in RARE:
        return "OTHER " + _relation_in(stretch, words, label)
    return f"{label} {_relation_in(stretch, words, label)}"


def _head(stretch: Stretch, words: Sequence[Word]) -> int:
    """The last word, or the one before a full stop of its own ("W.Va" and ".")."""
    return stretch.last - (2 if words[stretch.last - 1].text == "." and stretch.last - stretch.first > 1 else 1)


def _relation_in(stretch: Stretch, words: Sequence[Word], label: str) -> str:
    same = all(words[n].entity == label for n in range(stretch.first, _head(stretch, words) + 1))
    opened = words[stretch.first].begins or (stretch.first > 0 and words[stretch.first - 1].pos == "DET")
    goes_on = stretch.last < len(words) and words[stretch.last].entity == label and not words[stretch.last].begins
    if goes_on and words[stretch.last].text in ("'s", "’s", "'", "’"):
        goes_on = False
    if not same:
        return "part"
    return "begins" if opened and goes_on else "whole" if opened else "inside" if goes_on else "ends"


def clues(stretch: Stretch, parse: Parse, memory: Memory, joined: str) -> list[str]:
    """`joined`: "inside", "holds" or "" — whether a neighbour says "X, Y"."""
    words = parse.words
    before = words[stretch.first - 1] if stretch.first else NO_WORD
    after = words[stretch.last] if stretch.last < len(words) else NO_WORD
    relation = _relation(stretch, words)
    if stretch.senses and stretch.senses[0].form == "seat":
        return ["seat", f"seat, {relation.split()[0]}"]
    found = ["always", f"tag {relation}", f"joined {joined}" if joined else "joined to none"]
    found += _of_senses(stretch, relation)
    found += _of_form(stretch, parse, memory)
    found += _of_sides(stretch, words, before, after, relation)
    found += _of_memory(stretch, memory, relation)
    if stretch.senses and stretch.senses[0].form == "demonym":
        found += _of_use(stretch, words, before, after)
    return found


def _of_senses(stretch: Stretch, relation: str) -> list[str]:
    label = relation.split()[0]
    if not stretch.senses:
        return [f"unknown to the gazetteer, {label}", f"unknown words {min(4, stretch.last - stretch.first)}"]
    best = stretch.senses[0]
    weight = max(sense.weight for sense in stretch.senses)
    kinds = {sense.place.kind for sense in stretch.senses[:3]}
    size = _size(stretch)
    found = [f"form {best.form}", f"kind {best.place.kind}", f"weight {int(weight * 5 + 0.25)}"]
    found += [f"form {best.form}, {relation}", f"kind {best.place.kind}, {label}"]
    found.append(f"senses {min(5, int(math.log2(len(stretch.senses))))}")
    alone = not stretch.made and len({sense.place.id for sense in stretch.senses}) == 1
    if alone and best.place.kind != "city" and best.form != "demonym":
        found.append(f"one meaning {best.place.kind}")
    if alone and size == "size unknown" and stretch.last - stretch.first > 1:
        found.append("one meaning, size unknown")
    else:
        found += [size, f"{size}, {label}"]
    if "country" in kinds:
        found.append("may be a country")
    if best.place.kind == "country" and best.form != "demonym" and not stretch.made and stretch.last - stretch.first > 1:
        found.append("country of several words")
    if best.place.kind == "city" and best.form == "name":
        ahead = f"ahead {_ahead(stretch)}, {size}"
        found += [ahead, f"{ahead}, {label}"]
    return found


def _ahead(stretch: Stretch) -> int:
    """By how many powers of ten the largest place of the name exceeds the next, 3 where there is no other."""
    peopled = {sense.place.id: sense.place.population for sense in stretch.senses}
    first, second = sorted((*peopled.values(), 0), reverse=True)[:2]
    return min(3, int(math.log10((first + 1) / (second + 1))))


def _size(stretch: Stretch) -> str:
    """How many people live in the largest of the senses; for what is no settlement only whether that is known."""
    kind = stretch.senses[0].place.kind
    most = max(sense.place.population for sense in stretch.senses)
    if kind not in ("city", "country") and not most:
        return "size unknown"
    return f"size {min(7, int(math.log10(most + 1)))}"


def _of_form(stretch: Stretch, parse: Parse, memory: Memory) -> list[str]:
    words = parse.words
    head = words[_head(stretch, words)]
    text = head.text
    length = stretch.last - stretch.first
    found = [f"words {min(4, length)}", f"tag of head {head.tag}", f"role {head.dep}", f"letters {min(6, stretch.end - stretch.start)}"]
    if length == 1:
        found += [f"one word {head.pos}", f"shape {_shape(text)}"]
        if text.lower() in memory.small:
            found.append("also in small letters")
    vocab = vocabulary()
    lower = stretch.name
    listed = (("generic", vocab.generic), ("calendar", vocab.calendar), ("given", vocab.given))
    found += [f"is {name}" for name, known in listed if lower in known]
    if stretch.wants:
        found.append(f"word of kind {stretch.wants}")
    if stretch.within:
        found += ["within a longer name", f"within a longer name of a {stretch.within}"]
    found += [sign for sign, true in (("nested", stretch.nested), ("made", stretch.made), ("all in capitals", memory.capitals)) if true]
    return found


def _shape(text: str) -> str:
    if text.isupper():
        return "capitals" if len(text) > 4 else f"capitals {len(text)}"
    return "abbreviation" if text.endswith(".") else "mixed" if any(c.isupper() for c in text[1:]) else "name"


def _of_sides(stretch: Stretch, words: Sequence[Word], before: Word, after: Word, relation: str) -> list[str]:
    label = relation.split()[0]
    left, right = _side(before, stretch.start - before.end), _side(after, after.start - stretch.end)
    found = [f"left {sign}" for sign in left] + [f"right {sign}" for sign in right]
    found += [f"left {sign}, {label}" for sign in left] + [f"right {sign}, {label}" for sign in right]
    if before.text == "-" and stretch.first > 1 and words[stretch.first - 2].text.isupper() and len(words[stretch.first - 2].text) < 4:
        found.append("left capitals and hyphen")  # a politician's party: "D-Pa."
    if not before.text or before.text in ".!?:\n" or before.pos == "SPACE":
        found.append("opens a sentence")
    told = said(stretch.first, stretch.last, words)
    if told:
        found += [f"said {told}", f"said {told}, {'known' if stretch.senses else 'unknown'}"]
    head = words[words[stretch.last - 1].head]
    if words[stretch.last - 1].dep == "dobj" and "moving" in vocabulary().sides.get(head.lemma, ()):
        found += ["object of moving", f"object of moving, {label}"]
    if words[stretch.last - 1].dep == "pobj":
        found.append(f"object of {head.lemma if head.lemma in PREPOSITIONS else 'another'}")
    if words[stretch.last - 1].dep in ("nsubj", "nsubjpass"):
        speaks = "saying" in vocabulary().sides.get(head.lemma, ())
        found.append("subject of saying" if speaks else "subject of another")
    if words[stretch.last - 1].dep == "compound":
        found.append(f"compound of {head.pos}")
        found += [f"compound of {sign}" for sign in vocabulary().sides.get(head.text.lower(), ())]
    return found


def _side(word: Word, gap: int) -> list[str]:
    """Classes of a neighbouring word; the word itself only where it is a mark."""
    if not word.text:
        return ["edge"]
    if not word.text[0].isalnum():
        return [f"mark {word.text[:2]}" if word.text[:2] in ("'s", "’s", ",", "(", ")", "-", ".", "/", "$", '"', "“", "”") else "mark"]
    capital = "Capital" if word.text[0].isupper() else "digit" if word.text[0].isdigit() else "small"
    signs = [f"{capital} {word.pos}"]
    signs += [f"{capital} {group}" for group in vocabulary().sides.get(word.text.lower(), ())]
    if capital == "Capital" and word.entity:
        signs.append(f"Capital {word.entity}")
    kind = vocabulary().after.get(word.text.lower())
    if kind and capital == "Capital":
        signs.append(f"word of kind {kind}")
    if gap == 0:
        signs.append("unspaced")
    return signs


def _of_memory(stretch: Stretch, memory: Memory, relation: str) -> list[str]:
    found = []
    seen = memory.labels.get(stretch.name, Counter())
    total = sum(seen.values())
    if total > 1:
        places = sum(count for label, count in seen.items() if label.startswith(("GPE", "LOC")))
        persons = sum(count for label, count in seen.items() if label.startswith("PERSON"))
        found += [f"elsewhere place {round(4 * places / total)}", f"elsewhere person {round(4 * persons / total)}"]
        found.append(f"times {min(3, int(math.log2(total)))}")
    found += [f"elsewhere with {what}" for what in sorted(memory.followed.get(stretch.name, ()))]
    if stretch.name.split(" ")[-1] in memory.persons:
        found += ["in a person's name", f"in a person's name, {relation}"]
    elif relation == "PERSON whole":
        found += ["nobody's name", f"nobody's name, {_size(stretch) if stretch.senses else 'unknown'}"]
    return found


def _of_use(stretch: Stretch, words: Sequence[Word], before: Word, after: Word) -> list[str]:
    """What a demonym stands with: it is used for its land in "Mexican officials" and "the Kenyan town", less so in "two French jars"."""
    last = words[stretch.last - 1]
    found = ["use hyphenated"] if "-" in (before.text, after.text) else []
    if last.dep in ("amod", "compound", "nmod") and last.head >= stretch.last:
        modified = words[stretch.last : min(last.head, stretch.last + 4) + 1]
        classes = dict.fromkeys(name for word in reversed(modified) for name in vocabulary().uses.get(word.text.lower(), ()))
        found += [f"use with {name}" for name in list(classes)[:2]] or ["use with another"]
        head = words[last.head]
        found.append("use with a name" if head.pos == "PROPN" else f"use with {head.tag} {_role(head, words)}")
        found += [f"use counted {before.pos}"] if before.pos == "NUM" or before.text.lower() in ("a", "an") else []
    elif last.tag in ("NNPS", "NNS") or last.pos in ("NOUN", "PROPN"):
        found.append(f"use as {'people' if last.text.endswith('s') else 'noun'} {_role(last, words)}")
    else:
        found.append(f"use as {last.dep}")
    return found


def _role(word: Word, words: Sequence[Word]) -> str:
    if word.dep == "pobj":
        return "inside" if words[word.head].lemma in ("in", "at", "near", "into", "across") else "object"
    return "subject" if word.dep in ("nsubj", "nsubjpass") else "object" if word.dep in ("dobj", "conj") else "other"
