"""A Document, its parse and the gazetteer in, each mention of a place with the evidence for it and against its runners-up out.

Evidence is the finder's own: what each sign and column weighs, times its value. It is in natural logarithms of odds: +1 makes the
words 2.7 times likelier to name a place, or the place chosen 2.7 times likelier against its runner-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from events.geocoding.facts import Facts
from events.geocoding.finding import LENIENCE, Candidates, all_candidates, chance, chosen, likely_ones, names_place, with_meaning
from events.geocoding.names import Stretch
from events.geocoding.ranking import LATER, Field, Floats, chances_of, vector
from events.geocoding.reasons import Bundle, bundles, said
from events.geocoding.vocabulary import weights
from events.language import Parse
from events.model import Document, Mention
from geodata.gazetteer import Gazetteer, Place


@dataclass(frozen=True, slots=True)
class Reason:
    """One bundle of weights: `name` what it is about, `words` what it says here, `parts` the signs or columns that it adds up."""

    name: str
    words: str
    weight: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """A place that lost: `score` as in Mention.alternatives, `meant` how likely it is meant, the reasons of the place chosen against it."""

    place: Place
    score: float
    meant: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """`named`: the chance that the words name a place, `naming` why; `meant`: that they mean this one, `choice` why not the first rival.

    The weights of `naming` add up to the logarithm of the odds of `named`; those of a rival to that of `meant` against its own.
    `note`: why the words are kept though they rather name no place, or that they only hint at one; "" for most.
    """

    mention: Mention[Place]
    named: float
    meant: float
    naming: tuple[Reason, ...]
    choice: tuple[Reason, ...]
    rivals: tuple[Rival, ...]
    note: str


def explain_places(document: Document, parse: Parse, gazetteer: Gazetteer) -> list[Explained]:
    """The mentions of find_places, in its order. Computes again what it throws away."""
    learnt = weights()
    candidates = all_candidates(document.text, parse, gazetteer)
    mentions = chosen(candidates, parse, gazetteer, learnt)
    likely = with_meaning(likely_ones(candidates, parse, gazetteer, learnt), learnt)[0]
    numbers = {(stretch.start, stretch.end): number for number, stretch in enumerate(likely.stretched)}
    weighed = _Weighed(likely.field, likely.stretched, document, parse, gazetteer) if likely.field else None
    return [_explained(mention, numbers[mention.span.start, mention.span.end], likely, weighed) for mention in mentions]


class _Weighed:
    """The field of a document with what each column adds to each sense, and the facts that put it into words."""

    def __init__(self, field: Field, stretched: list[Stretch], document: Document, parse: Parse, gazetteer: Gazetteer) -> None:
        learnt = weights()
        self.field = field
        self.chances, fits = chances_of(field, learnt.local, learnt.whole)
        self.added: Floats = np.hstack((field.local, fits)) * vector(learnt.whole, LATER)
        self.facts = Facts(field, stretched, self.chances, document.text, parse, gazetteer)
        self._reasons: dict[tuple[int, int], tuple[Reason, ...]] = {}

    def row(self, group: int, place: Place) -> int | None:
        """Of the senses of a group that mean a place, the likeliest; None where its name does not mean it."""
        first = int(self.field.begins[group])
        senses = self.field.groups[group].senses if group >= 0 else ()
        rows = [first + n for n, sense in enumerate(senses) if sense.place.id == place.id]
        return max(rows, key=lambda row: float(self.chances[row]), default=None)

    def reasons(self, row: int, other: int) -> tuple[Reason, ...]:
        """Why the one sense and not the other; the mentions of a group share them."""
        if (row, other) not in self._reasons:
            parts = zip(LATER, (self.added[row] - self.added[other]).tolist(), strict=True)
            self._reasons[row, other] = _bundled("choice", parts, self.facts.of_choice(row, other))
        return self._reasons[row, other]


def _explained(mention: Mention[Place], number: int, likely: Candidates, weighed: _Weighed | None) -> Explained:
    stretch, table = likely.stretched[number], weights().second
    naming = [*((sign, table.get(sign, 0.0)) for sign in likely.signs[number]), ("leniency", LENIENCE)]
    named = chance(sum(weight for _, weight in naming))
    group = likely.field.member[number] if likely.field else -1
    own = mention.meaning if stretch.senses else None
    why = _bundled("naming", naming, weighed.facts.of_naming(stretch, own) if weighed else {})
    note = _note(mention, named)
    row = weighed.row(group, mention.meaning) if weighed and mention.meaning else None
    if weighed is None or row is None:
        return Explained(mention, named, 1.0, why, (_alone("held"),) if mention.meaning else (), (), note)
    rivals = []
    for place, score in mention.alternatives:
        other = weighed.row(group, place)
        if other is not None:
            rivals.append(Rival(place, score, float(weighed.chances[other]), weighed.reasons(row, other)))
    choice = rivals[0].reasons if rivals else (_alone("only"),)
    return Explained(mention, named, float(weighed.chances[row]), why, choice, tuple(rivals), note)


def _note(mention: Mention[Place], named: float) -> str:
    if not names_place(mention):
        return said("note", "hint")
    return said("note", "well_known") if named < 0.5 and mention.form != "demonym" else ""


def _alone(how: str) -> Reason:
    return Reason("nothing to weigh", said("alone", how), 0.0, ())


def _bundled(part: str, weighed: Iterable[tuple[str, float]], facts: Mapping[str, str]) -> tuple[Reason, ...]:
    """What weighs something, bundled, the weightiest first."""
    found: dict[Bundle, dict[str, float]] = {}
    for name, weight in weighed:
        if weight:
            held = found.setdefault(bundles(part).of(name), {})
            held[name] = held.get(name, 0.0) + weight
    reasons = []
    for bundle, parts in found.items():
        weight = sum(parts.values())
        told = tuple(sorted(parts.items(), key=lambda pair: -abs(pair[1])))
        reasons.append(Reason(bundle.name, bundle.words(weight > 0, facts), weight, told))
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))
