"""A candidate and the places of its sentence in, how far each stands from being the candidate's own out.

The path through the sentence's tree says most of it; what form and kind the place has, its preposition and the other places beside it
say the rest. How much each of them says is learnt from sentences in which people marked where something happened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from events.extraction.attachment import Anchor, Paths, Placed, Way, form_of, place_cost
from events.extraction.candidates import Candidate
from events.extraction.lexicon import weights
from events.extraction.scoring import total
from events.model import Mention
from geodata.gazetteer import Place

_ZERO, _STEP = 1.2, 1.1  # cost = 1.2 - 1.1 x log odds: about what the path alone costs where it is right as often
_SAY = 0.25  # of what was learnt in the cost: those sentences are of war and crime, ours of everything
_LONG = 9.0


def places_of(
    paths: Paths, candidate: Candidate, there: Sequence[Anchor], places: Sequence[Mention[Place]], penalties: Mapping[int, float]
) -> list[Placed]:
    """The sentence's places, cheapest first; `penalties` by the number of the mention."""
    learnt = weights()["attachment"]
    found = []
    for anchor, way, form, values in ways(paths, candidate, there, places):
        place = places[anchor.mention].meaning
        if place is not None:
            cost = way.cost + _SAY * (_ZERO - _STEP * total(values, learnt) - way.cost) + penalties.get(anchor.mention, 0.0)
            found.append(Placed(cost, place, anchor.mention, way.role, form))
    return sorted(found, key=lambda placed: placed.cost)


def ways(
    paths: Paths, candidate: Candidate, there: Sequence[Anchor], places: Sequence[Mention[Place]]
) -> list[tuple[Anchor, Way, str, dict[str, float]]]:
    """The way to each place that is known, how the place is named, and the features that say whether it is the candidate's."""
    words = [anchor.word for anchor in there if places[anchor.mention].meaning is not None]
    found = []
    for anchor in there:
        mention = places[anchor.mention]
        if mention.meaning is None:
            continue
        form = form_of(paths.tree, anchor, mention)
        way = place_cost(paths, candidate, anchor, form)
        values = _features(candidate.word, anchor.word, way, words)
        values[f"form {form}"] = values[f"kind {mention.meaning.kind}"] = 1.0
        found.append((anchor, way, form, values))
    return found


def _features(event: int, place: int, way: Way, places: Sequence[int]) -> dict[str, float]:
    """What the path, the order and the other places of the sentence say; none names a word but a preposition."""
    cost, gap = min(way.cost, _LONG), abs(place - event)
    found = {"bias": 1.0, "cost": cost, "distance": math.log(1 + gap), "far": 0.1 * min(gap, 30)}
    if cost < 1.5:
        found["cost low"] = 1.5 - cost
    elif cost > 4.0:
        found["cost high"] = cost - 4.0
    if place < event:
        found["before"] = 1.0
    rivals = [word for word in places if word != place]
    if not rivals:
        found["only"] = 1.0
    elif min(abs(word - event) for word in rivals) > gap:
        found["nearest"] = 1.0
    elif any(place < word < event or event < word < place for word in rivals):
        found["between"] = 1.0
    if way.preposition:
        found[f"preposition {way.preposition}"] = 1.0
    return found
