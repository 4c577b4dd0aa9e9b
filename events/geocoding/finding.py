"""The steps of finding places: candidate names, a first guess of which are places, what they mean, a second guess, the choice."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from events.geocoding.clues import clues, remember
from events.geocoding.confidence import scored
from events.geocoding.containing import container
from events.geocoding.grouping import groups, links
from events.geocoding.names import Stretch, stretches
from events.geocoding.ranking import CONTEXT, Field, Floats, chances_of
from events.geocoding.selection import best_together
from events.geocoding.vocabulary import Weights, vocabulary, weights
from events.language import Parse
from events.model import Document, Mention, Span
from geodata.gazetteer import Gazetteer, Place, Sense

ALTERNATIVES = 5
STEPS = (0.01, 0.05, 0.12, 0.3, 0.6)  # how well a place fits with the others of the text, in classes
LENIENCE = 0.3  # added to every score: a place too many is easier to see and delete than one that is missing
UNCLEAR = 2.5  # added to a demonym's score: "French jars" name no place, and yet say that the text has to do with France
WELL_KNOWN = 2.4  # added to the score of a country or of what the whole world knows: hardly anything else is called so
FAMOUS = 5.7  # of `Sense.fame`: a city of some 500,000 people, an airport, a range or a river that the world knows
OF_PERSONS = frozenset({"tag PERSON begins", "tag PERSON inside", "tag PERSON ends"})
CLEAR = 0.7  # a demonym scored less stands for no place: annotators agree on few of them
DOUBTFUL = 0.05  # stretches less likely than this to be places are dropped before their senses are weighed


@dataclass(frozen=True, slots=True)
class Candidates:
    """Stretches that may name places, the signs of each for and against, and the field of their senses (None without any)."""

    stretched: list[Stretch]
    signs: list[list[str]]
    field: Field | None = None


def find_places(document: Document, parse: Parse, gazetteer: Gazetteer) -> list[Mention[Place]]:
    """Sorted, not overlapping. The score is the chance that the words name a place and that it is the one chosen.

    Form "within": a name that is not known, given the place that the text says holds it.
    """
    return chosen(all_candidates(document.text, parse, gazetteer), parse, gazetteer, weights())


def names_place(mention: Mention[Place]) -> bool:
    """Whether the words stand for their place: all do but a demonym of unclear use."""
    return mention.form != "demonym" or mention.score >= CLEAR


def chosen(candidates: Candidates, parse: Parse, gazetteer: Gazetteer, learnt: Weights) -> list[Mention[Place]]:
    likely, chances = with_meaning(likely_ones(candidates, parse, gazetteer, learnt), learnt)
    kept, scores = winners(likely, learnt)
    found = [_mention(likely, chances, number, scores[number], parse, learnt) for number in kept]
    return _held([likely.stretched[number] for number in kept], found, parse)


def winners(likely: Candidates, learnt: Weights) -> tuple[list[int], list[float]]:
    """The stretches that are kept, and the scores of all: above 0 the words rather name a place than not."""
    scores = [total(signs, learnt.second) + LENIENCE for signs in likely.signs]
    candidates = zip(scores, likely.stretched, likely.signs, strict=True)
    weighed = [score + forgiven(stretch, signs) for score, stretch, signs in candidates]
    return best_together(likely.stretched, _wholes(likely.stretched, weighed)), scores


def forgiven(stretch: Stretch, signs: Sequence[str]) -> float:
    """What is added to its score for the choice alone; nothing to a part of a person's name."""
    if not stretch.senses or stretch.made or stretch.name in vocabulary().generic or not OF_PERSONS.isdisjoint(signs):
        return 0.0
    best = stretch.senses[0]
    if best.form == "demonym":
        return UNCLEAR
    return WELL_KNOWN if best.form in ("name", "former") and (best.fame >= FAMOUS or best.place.kind == "country") else 0.0


def _wholes(stretched: Sequence[Stretch], scores: Sequence[float]) -> list[float]:
    """The scores, where the parts of a country's name do not outvote it together: "Trinidad and Tobago" is one name."""
    reach, weighed = 0, []
    for stretch, score in zip(stretched, scores, strict=True):
        part = stretch.within == "country" and stretch.last <= reach
        weighed.append(min(score, 0.0) if part else score)
        known = bool(stretch.senses) and not stretch.made and stretch.senses[0].place.kind == "country"
        if known and score > 0 and not part:
            reach = max(reach, stretch.last)
    return weighed


def _held(stretched: Sequence[Stretch], found: list[Mention[Place]], parse: Parse) -> list[Mention[Place]]:
    """What no gazetteer knows lies in what the text says holds it, and is known no better: "Greenlane, Auckland"."""
    begins = {stretch.first: mention for stretch, mention in zip(stretched, found, strict=True) if names_place(mention)}
    held = []
    for stretch, mention in zip(stretched, found, strict=True):
        holder = container(stretch, begins, parse.words) if mention.meaning is None else None
        if holder is not None:
            mention = replace(mention, meaning=holder.meaning, score=round(mention.score * holder.score, 4), form="within")
        held.append(mention)
    return held


def all_candidates(text: str, parse: Parse, gazetteer: Gazetteer) -> Candidates:
    stretched = stretches(text, parse, gazetteer)
    tied = links(stretched, parse)
    memory = remember(stretched, parse)
    holding = {outer for outers in tied.inside.values() for outer in outers}
    joined = ["inside" if number in tied.inside else "holds" if number in holding else "" for number in range(len(stretched))]
    return Candidates(stretched, [clues(stretch, parse, memory, said) for stretch, said in zip(stretched, joined, strict=True)])


def likely_ones(candidates: Candidates, parse: Parse, gazetteer: Gazetteer, learnt: Weights) -> Candidates:
    """Without those that hardly name a place, and with the field in which the others are weighed."""
    chances = [chance(total(signs, learnt.first)) for signs in candidates.signs]
    kept = [number for number, guess in enumerate(chances) if guess >= DOUBTFUL]
    stretched = [candidates.stretched[number] for number in kept]
    tied = links(stretched, parse)
    grouped, member = groups(stretched, [chances[number] for number in kept], tied)
    field = Field(stretched, grouped, member, tied, parse, gazetteer) if grouped else None
    return Candidates(stretched, [candidates.signs[number] for number in kept], field)


def with_meaning(likely: Candidates, learnt: Weights) -> tuple[Candidates, Floats]:
    """The signs that lie in what the names mean added, and how likely each sense is."""
    field = likely.field
    if field is None:
        return Candidates(likely.stretched, [[*signs, "meaning nothing"] for signs in likely.signs]), np.zeros(0)
    chances, fits = chances_of(field, learnt.local, learnt.whole)
    more = [_of_meaning(field, chances, fits, group) if group >= 0 else ["meaning nothing"] for group in field.member]
    return Candidates(likely.stretched, [a + b for a, b in zip(likely.signs, more, strict=True)], field), chances


def _of_meaning(field: Field, chances: Floats, fits: Floats, group: int) -> list[str]:
    """What the choice of a place says about whether it is one: how sure it is, and how it fits with the rest of the text."""
    first = int(field.begins[group])
    row = first + int(np.argmax(chances[first : first + len(field.groups[group].senses)]))
    sense = field.senses[row]
    if sense.form == "seat":
        return []
    found = [f"sure {int(5 * chances[row])}", f"chosen {sense.form} {sense.place.kind}"]
    if sense.place.population:
        found.append(f"chosen size {int(math.log10(sense.place.population + 1))} {sense.place.kind}")
    what = "town" if sense.place.kind == "city" else "area"
    steps = [bisect.bisect(STEPS, value) for value in fits[row].tolist()]
    return found + [f"{what} fits {column} {step}" for column, step in zip(CONTEXT[:8], steps, strict=False)]


def total(signs: Sequence[str], table: dict[str, float]) -> float:
    get = table.get
    return sum(get(sign, 0.0) for sign in signs)


def chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


def _mention(likely: Candidates, chances: Floats, number: int, score: float, parse: Parse, learnt: Weights) -> Mention[Place]:
    stretch, field = likely.stretched[number], likely.field
    span, sure = Span(stretch.start, stretch.end), chance(score)
    group = field.member[number] if field else -1
    if field is None or group < 0:
        return Mention(span, None, round(sure, 4))
    first, senses = int(field.begins[group]), field.groups[group].senses
    ranked = sorted(zip(chances[first : first + len(senses)].tolist(), senses, strict=True), key=lambda pair: -pair[0])
    shares = scored(sure, [share for share, _ in ranked], ranked[0][1].form == "demonym", learnt.score)
    sense = ranked[0][1]
    others: dict[str, tuple[Place, float]] = {}
    for share, (_, other) in zip(shares[1:], ranked[1:], strict=True):
        if other.place.id != sense.place.id and len(others) < ALTERNATIVES:
            others.setdefault(other.place.id, (other.place, round(share, 4)))
    return Mention(span, sense.place, round(shares[0], 4), tuple(others.values()), form_of(stretch, sense, parse))


def form_of(stretch: Stretch, sense: Sense, parse: Parse) -> str:
    """name, demonym, seat, or associative: a part of an organisation's name."""
    if sense.form in ("demonym", "seat"):
        return sense.form
    words = parse.words
    first, after = words[stretch.first], words[stretch.last] if stretch.last < len(words) else None
    if after is not None and after.text[0].isupper() and "organisation" in vocabulary().sides.get(after.text.lower(), ()):
        return "associative"
    goes_on = after is not None and after.entity == "ORG" and not after.begins
    return "associative" if first.entity == "ORG" and (goes_on or not first.begins) else "name"
