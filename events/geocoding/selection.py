"""Scored stretches that overlap in, the set of those that do not and score best together out."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from events.geocoding.names import Stretch


def best_together(stretched: Sequence[Stretch], scores: Sequence[float]) -> list[int]:
    """Weighted interval scheduling: the numbers of the stretches kept, in the order of the text; only scores above 0 can help."""
    order = sorted(range(len(stretched)), key=lambda n: stretched[n].last)
    lasts = [stretched[n].last for n in order]
    best = [0.0]
    taken: list[bool] = []
    for place, number in enumerate(order):
        before = bisect.bisect_right(lasts, stretched[number].first, hi=place)
        with_it = best[before] + scores[number]
        taken.append(with_it > best[-1])
        best.append(max(with_it, best[-1]))
    kept: list[int] = []
    place = len(order) - 1
    while place >= 0:
        if taken[place]:
            kept.append(order[place])
            place = bisect.bisect_right(lasts, stretched[order[place]].first, hi=place) - 1
        else:
            place -= 1
    return kept[::-1]
