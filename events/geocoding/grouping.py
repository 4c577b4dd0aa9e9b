"""Stretches that may name places in, groups of those that mean one place out, and what the text says lies in what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from events.geocoding.names import Stretch
from events.language import Parse
from geodata.gazetteer import Place, Sense

CONTAINERS = 12  # senses of "Y" in "X, Y" that are tried
CHAIN = 10  # names that may follow in "X, Y, Z" and hold the first: enough for any address, and a list of a thousand towns stays linear


@dataclass(slots=True)
class Group:
    """The mentions of one name that mean one place. `weight`: how much of a place they are, summed and damped."""

    name: str
    senses: tuple[Sense, ...]
    stretches: list[int] = field(default_factory=list)
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Links:
    """What the text says about pairs of stretches: index of the inner -> indices of those that hold it."""

    inside: dict[int, list[int]]  # "Paris, Texas"
    loosely: dict[int, list[int]]  # "Gyumri in Armenia", "Russia's Kursk"


def links(stretched: Sequence[Stretch], parse: Parse) -> Links:
    starts: dict[int, list[int]] = {}
    for number, stretch in enumerate(stretched):
        if stretch.senses:
            starts.setdefault(stretch.first, []).append(number)
    inside: dict[int, list[int]] = {}
    loosely: dict[int, list[int]] = {}
    for number, stretch in enumerate(stretched):
        if not stretch.senses:
            continue
        gap, skip = _joint(stretch, parse)
        if gap and stretch.last + skip in starts:
            (inside if gap == "tight" else loosely)[number] = starts[stretch.last + skip]
    _reverse_possessive(stretched, starts, parse, loosely)
    for number in sorted(inside, reverse=True):  # "A, B, C": A lies in C as well
        further = (far for near in inside[number] for far in inside.get(near, ()))
        inside[number] = list(dict.fromkeys(chain(inside[number], further)))[:CHAIN]
    return Links(inside, loosely)


def _joint(stretch: Stretch, parse: Parse) -> tuple[str, int]:
    """How the next name is joined to this one, and how many words lie between."""
    words = parse.words
    if stretch.last >= len(words):
        return "", 0
    after = words[stretch.last].text
    if after in (",", "("):
        return "tight", 1
    if after == "in":
        return "loose", 2 if stretch.last + 1 < len(words) and words[stretch.last + 1].pos == "DET" else 1
    if after == "-":
        return "", 0
    if words[stretch.last].entity == words[stretch.last - 1].entity in ("GPE", "LOC"):
        return "tight", 0
    return "", 0


def _reverse_possessive(stretched: Sequence[Stretch], starts: dict[int, list[int]], parse: Parse, loosely: dict[int, list[int]]) -> None:
    """ "Russia's Kursk": the second lies in the first."""
    for number, stretch in enumerate(stretched):
        if stretch.senses and stretch.last < len(parse.words) and parse.words[stretch.last].text in ("'s", "’s", "'", "’"):
            for inner in starts.get(stretch.last + 1, ()):
                loosely.setdefault(inner, []).append(number)


def groups(stretched: Sequence[Stretch], chances: Sequence[float], tied: Links) -> tuple[list[Group], list[int]]:
    """Stretches by name and by what they are said to lie in; the second list tells each stretch's group, -1 for none.

    A name without such a word joins the group of its name that has most of them.
    """
    holders = _holders(stretched, tied)
    alone = _alone(stretched, chances)
    named: dict[str, dict[str, float]] = {}
    for number, stretch in enumerate(stretched):
        if holders[number]:
            held = named.setdefault(stretch.name, {})
            held[holders[number]] = held.get(holders[number], 0.0) + chances[number]
    made: dict[tuple[str, str, str], int] = {}
    all_groups: list[Group] = []
    member: list[int] = []
    for number, stretch in enumerate(stretched):
        if not stretch.senses or chances[number] <= 0:
            member.append(-1)
            continue
        held = named.get(stretch.name, {})
        holder = holders[number] or (max(held, key=lambda h: (held[h], h)) if held else "")
        key = (stretch.name, stretch.wants, holder)
        if key not in made:
            made[key] = len(all_groups)
            all_groups.append(Group(stretch.name, stretch.senses))
        group = all_groups[made[key]]
        group.stretches.append(number)
        group.weight += chances[number] * alone[number]
        member.append(made[key])
    for group in all_groups:
        group.weight = math.sqrt(group.weight)
    return all_groups, member


def _alone(stretched: Sequence[Stretch], chances: Sequence[float]) -> list[float]:
    """The chance that no longer name covers a stretch: "London" says little of Iowa's New London."""
    free = [1.0] * len(stretched)
    for number, longer in enumerate(stretched):  # in the order of their beginnings, the longest first
        for inner in range(number + 1, len(stretched)):
            if stretched[inner].first >= longer.last:
                break
            if stretched[inner].last <= longer.last:
                free[inner] = min(free[inner], 1 - chances[number])
    return free


def _holders(stretched: Sequence[Stretch], tied: Links) -> list[str]:
    """The name of what each stretch is said to lie in, where it can; a pair of names is compared once."""
    known: dict[tuple[str, str], bool] = {}
    found = []
    for number, stretch in enumerate(stretched):
        names = []
        for outer in tied.inside.get(number, ()):
            pair = (stretched[outer].name, stretch.name)
            if pair not in known:
                known[pair] = _can_hold(stretched[outer], stretch)
            names += [pair[0]] if known[pair] else []
        found.append(min(names, default=""))
    return found


def _can_hold(holder: Stretch, inner: Stretch) -> bool:
    return any(holds(big.place, small.place) for big in holder.senses[:CONTAINERS] for small in inner.senses)


def holds(big: Place, small: Place) -> bool:
    """Whether the one can lie in the other; a county reaches over no more than a degree or two."""
    if big.country is None or big.country != small.country or big.id == small.id or small.kind == "country":
        return False
    if big.kind == "country":
        return True
    if big.kind != "region" or big.admin1 is None or big.admin1 != small.admin1:
        return False
    return big.population > 400_000 or (abs(big.latitude - small.latitude) < 1 and abs(big.longitude - small.longitude) < 1.5)
