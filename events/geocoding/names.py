"""Words of a text in, every stretch of them that might name a place out, overlapping ones too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from events.geocoding.vocabulary import vocabulary
from events.language import Parse, Word
from geodata.gazetteer import Gazetteer, Sense, fold

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# Such words open no name, unless they are written in capitals or the tagger thinks them part of a place.
SMALL = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "NUM", "SPACE", "INTJ", "SYM"})
LONGEST = 3  # of the names that begin at one word, so many of the longest are weighed
DIRECTIONS = frozenset({"north", "south", "east", "west"})  # "the West" alone is another part of the world to each who says it
SENSES = 40  # of one name, so many of the best known are weighed


class Stretch(NamedTuple):
    """Words `[first, last)`, characters `[start, end)`. `wants` is the kind that a word like "County" asks for, or "".

    `nested`: a longer known name begins at the same word. `made`: no known name, but one with a word of kind added.
    """

    first: int
    last: int
    start: int
    end: int
    name: str  # folded
    senses: tuple[Sense, ...]
    wants: str = ""
    nested: bool = False
    made: bool = False
    within: str = ""  # the kind of a longer known name that begins before it and covers it


def stretches(text: str, parse: Parse, gazetteer: Gazetteer) -> list[Stretch]:
    """In the order of their beginnings, the longest first."""
    ends = {word.end: index for index, word in enumerate(parse.words)}
    found: dict[tuple[int, int], Stretch] = {}
    for index, word in enumerate(parse.words):
        if _opens(word):
            for stretch in _known(text, parse, gazetteer, index, ends):
                found.setdefault((stretch.first, stretch.last), stretch)
    for stretch in list(found.values()):
        longer = _with_kind(text, parse, gazetteer, stretch)
        if longer is not None:
            found.setdefault((longer.first, longer.last), longer)
    more = chain(_tagged(text, parse, gazetteer), _said(text, parse), _listed(text, parse, gazetteer), _shared(text, parse, gazetteer))
    for stretch in more:
        if not stretch.senses:
            found.setdefault((stretch.first, stretch.last), stretch)
        elif (stretch.first, stretch.last) not in found or stretch.wants:
            found[stretch.first, stretch.last] = stretch
    return _covered(sorted(found.values(), key=lambda s: (s.first, -s.last)))


def _covered(stretched: list[Stretch]) -> list[Stretch]:
    """Each with the kind of the known name that covers it: "Tobago" in "Trinidad and Tobago"."""
    reach, kind, found = 0, "", []
    for stretch in stretched:
        found.append(stretch._replace(within=kind) if stretch.last <= reach and kind else stretch)
        if stretch.senses and not stretch.made and stretch.last > reach:
            reach, kind = stretch.last, stretch.senses[0].place.kind
    return found


def _opens(word: Word) -> bool:
    first = word.text[0]
    if not first.isalpha():
        return False
    if word.entity in PLACE_LABELS:
        return word.begins or first.isupper()
    return first.isupper() and (word.pos not in SMALL or (len(word.text) > 1 and word.text.isupper()) or "." in word.text)


def _known(text: str, parse: Parse, gazetteer: Gazetteer, index: int, ends: dict[int, int]) -> Iterator[Stretch]:
    """The gazetteer's names that begin at a word and end at the end of one."""
    word = parse.words[index]
    lasts = {ends[end] for end in gazetteer.prefixes(text, word.start) if end in ends}
    lasts.add(index)
    nested = False
    for last in sorted(lasts, reverse=True)[:LONGEST]:
        end = parse.words[last].end
        if last == index + 1 and (parse.words[last].tag == "POS" or (parse.words[last].text == "." and _letters(word))):
            continue  # "Java's" is Java, whatever else is called Javas; "in the UK." ends a sentence, unlike "W.Va."
        surface = text[word.start : end]
        senses = _senses(gazetteer, surface)
        follows = fold(surface).startswith(("city of ", "town of "))  # the name is what follows
        if senses and not follows and fold(surface) not in DIRECTIONS:
            yield Stretch(index, last + 1, word.start, end, fold(surface), senses, nested=nested)
            nested = True


def _letters(word: Word) -> bool:
    """UK, DRC: an abbreviation that takes no full stop of its own."""
    return word.text.isalpha() and word.text.isupper()


def _senses(gazetteer: Gazetteer, surface: str) -> tuple[Sense, ...]:
    return (gazetteer.lookup(surface) or (gazetteer.lookup(surface.rstrip(".")) if surface.endswith(".") else ()))[:SENSES]


def _with_kind(text: str, parse: Parse, gazetteer: Gazetteer, stretch: Stretch) -> Stretch | None:
    """ "Rapides" with its "Parish", "Van" with its "Lake": the longer name, with the senses of the whole or else of the part."""
    words, vocab = parse.words, vocabulary()
    first, last, wants = stretch.first, stretch.last, ""
    if last < len(words) and words[last].text[:1].isupper() and words[last].start - stretch.end == 1:
        wants = vocab.after.get(words[last].text.lower(), "")
        last += bool(wants)
    if not wants and first and words[first - 1].text[:1].isupper() and stretch.start - words[first - 1].end == 1:
        wants = vocab.before.get(words[first - 1].text.lower().rstrip("."), "")
        first -= bool(wants)
    if not wants:
        return None
    start, end = words[first].start, words[last - 1].end
    spelt = vocab.spelt.get(words[last - 1].text.lower()) if last > stretch.last else None
    whole = _senses(gazetteer, f"{text[start : stretch.end]} {spelt}" if spelt else text[start:end])
    return Stretch(first, last, start, end, fold(text[start:end]), whole or stretch.senses, wants, made=not whole)


def _listed(text: str, parse: Parse, gazetteer: Gazetteer) -> Iterator[Stretch]:
    """ "Camden and Charlton counties": each name stands for "Camden County"."""
    words, plural = parse.words, vocabulary().plural
    for index, word in enumerate(words):
        singular = plural.get(word.text)
        last = index
        while singular and last > 0:
            first = last
            while first > 0 and words[first - 1].text[:1].isupper() and words[first - 1].pos == "PROPN":
                first -= 1
            if first == last:
                break
            start, end = words[first].start, words[last - 1].end
            senses = _senses(gazetteer, f"{text[start:end]} {singular}")
            if senses:
                yield Stretch(first, last, start, end, fold(f"{text[start:end]} {singular}"), senses, vocabulary().after[singular.lower()])
            last = first
            while last > 0 and words[last - 1].text in (",", "and", "or", "&"):
                last -= 1
            if last == first:
                break


def _shared(text: str, parse: Parse, gazetteer: Gazetteer) -> Iterator[Stretch]:
    """ "North and South Korea": the first word stands for "North Korea"."""
    words = parse.words
    for index in range(len(words) - 3):
        word, joint, other = words[index : index + 3]
        if joint.text in ("and", "or", "&") and _direction(word) and _direction(other):
            ends = {end for end in gazetteer.prefixes(text, other.start) if end > other.end}
            for end in sorted(ends, reverse=True)[:LONGEST]:
                name = word.text + text[other.end : end]
                if senses := _senses(gazetteer, name):
                    yield Stretch(index, index + 1, word.start, word.end, fold(name), senses, senses[0].place.kind)
                    break


def _direction(word: Word) -> bool:
    return word.text[0].isupper() and "direction" in vocabulary().sides.get(word.text.lower(), ())


def said(first: int, last: int, words: Sequence[Word]) -> str:
    """How the words beside it say that it is a place: "of" ("the town of X"), "after" ("X district"), "beside" ("X, a suburb"), ""."""
    vocab = vocabulary()
    at = first - 1
    if at >= 0 and words[at].pos == "DET":
        at -= 1
    if at >= 1 and words[at].text == "of" and vocab.of.get(words[at - 1].text.lower()) in ("city", "region", "point"):
        return "of"
    if last < len(words) and words[last].text in vocab.said:
        return "after"
    if last + 2 < len(words) and words[last].text == "," and words[last + 1].pos == "DET":
        return "beside" if any(word.text in vocab.said for word in words[last + 2 : last + 5]) else ""
    return ""


def _said(text: str, parse: Parse) -> Iterator[Stretch]:
    """Names that no gazetteer and no tagger knows, where the text itself says that they are places."""
    words = parse.words
    first = 0
    while first < len(words):
        last = first
        while last < len(words) and words[last].pos == "PROPN" and words[last].text[0].isupper() and words[last].text.isalpha():
            last += 1
        if first < last <= first + 4 and said(first, last, words):
            yield Stretch(first, last, words[first].start, words[last - 1].end, fold(text[words[first].start : words[last - 1].end]), ())
        first = last + 1


def _tagged(text: str, parse: Parse, gazetteer: Gazetteer) -> Iterator[Stretch]:
    """What the tagger calls a place, known or not; "Pointe Coupee" may be short for "Pointe Coupee Parish"."""
    words = parse.words
    for first, word in enumerate(words):
        if word.begins and word.entity in PLACE_LABELS:
            last = first + 1
            while last < len(words) and words[last].entity == word.entity and not words[last].begins:
                last += 1
            while first < last - 1 and words[first].pos == "DET":
                first += 1
            while last > first + 1 and words[last - 1].text in ("'s", "’s", ".", ","):
                last -= 1
            start, end = words[first].start, words[last - 1].end
            if "\n" not in text[start:end] and text[start].isupper():
                surface = text[start:end]
                senses = () if gazetteer.lookup(surface) else _short(gazetteer, surface)
                yield Stretch(first, last, start, end, fold(surface), senses, made=bool(senses))


def _short(gazetteer: Gazetteer, surface: str) -> tuple[Sense, ...]:
    return next((senses for kind in vocabulary().omitted if (senses := _senses(gazetteer, f"{surface} {kind}"))), ())
