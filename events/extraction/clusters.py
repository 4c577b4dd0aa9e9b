"""Attached candidates in, happenings out: mentions of one happening together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from events.extraction.attachment import FAR, Placed
from events.extraction.candidates import Candidate
from events.model import Known, Precision, When
from geodata.gazetteer import Place

_LOOSE = 60  # days
_RECENT = 30  # happenings of one word that a mention is held against: a book tells thousands, and means the latest
FINE = frozenset(("city", "point", "line"))
GRAVE = frozenset(("conflict", "disaster", "accident", "crime", "protest"))


@dataclass(frozen=True, slots=True)
class Attached:
    """A candidate with its time and place; costs say how far they stand, FAR = none in the sentence."""

    candidate: Candidate
    stem: str
    object: str
    name: str  # what a noun's complement names ("Battle of X")
    when: When | None
    when_known: Known | None
    time_cost: float
    time: int | None  # number of the mention
    place: Place | None
    place_known: Known | None
    place_cost: float
    place_mention: int | None
    form: str
    others: tuple[Placed, ...] = ()
    role: str = "at"
    own: tuple[Placed, ...] = ()  # all places of its sentence, cheapest first
    parties: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())  # names of who does it, and of to whom or what

    @property
    def own_time(self) -> bool:
        return self.when_known is Known.EXPLICIT

    @property
    def own_place(self) -> bool:
        return self.place_known is Known.EXPLICIT

    @property
    def placed(self) -> bool:
        """Whether its sentence names its place, near or far."""
        return self.own_place or (self.place_mention is not None and self.form == "name")


@dataclass(slots=True, eq=False)
class Cluster:
    """Mentions of one happening, in the order of the text."""

    members: list[Attached] = field(default_factory=list)
    seat: Attached | None = None  # the mention with the place that the whole page gives it
    _time: Attached | None = field(default=None, init=False, repr=False)  # what is asked many times
    _place: Attached | None = field(default=None, init=False, repr=False)

    def add(self, mention: Attached) -> None:
        self.members.append(mention)
        self._time = self._place = None

    def best_time(self) -> Attached:
        if self._time is None:
            self._time = min(self.members, key=lambda m: (not m.own_time, m.time_cost + _coarse(m.when)))
        return self._time

    def best_place(self) -> Attached:
        """The mention with the surest place; one inside another of nearly the same cost goes first."""
        if self._place is None:
            self._place = self.seat or self._surest()
        return self._place

    def _surest(self) -> Attached:
        first = min(self.members, key=lambda m: (not m.own_place, m.place is None, m.place_cost))
        if first.place is None or first.place.kind not in ("country", "region"):
            return first
        finer = [m for m in self.members if m.own_place and m.place and _finer(m.place, first.place)]
        return min((m for m in finer if m.place_cost <= first.place_cost + 1.2), key=lambda m: m.place_cost, default=first)


def _finer(place: Place, than: Place) -> bool:
    """Whether a place lies in another, or has a country where that one, a continent or an ocean's shores, has none."""
    return (place.kind in FINE and inside(place, than)) or (than.kind == "region" and than.country is None and place.country is not None)


def _coarse(when: When | None) -> float:
    if when is None:
        return 3.0
    if when.first is None or when.last is None:
        return 2.0
    return min(2.0, (when.last - when.first) / 180)


def cluster(mentions: Sequence[Attached], story: bool = False) -> list[Cluster]:
    """Joins each mention to the latest happening that it can be a mention of; a `story` has many of one kind, one after another."""
    found: list[Cluster] = []
    by_key: dict[object, list[Cluster]] = {}
    by_word: dict[int, Cluster] = {}
    by_end: dict[int, Cluster] = {}
    for mention in mentions:
        keys: list[object] = list(mention.candidate.sense.families) if mention.candidate.known else []
        keys.append(mention.stem)
        end = mention.candidate.ended
        near = [c for key in keys for c in reversed(by_key.get(key, [])[-_RECENT:])]
        whole = mention.candidate.part_of
        home = by_word.get(whole) if whole is not None else None
        if home is not None and (_at_another_time(home, mention) or (mention.candidate.harm and apart(home, mention))):
            home = None
        if end is not None and end in by_end:
            home = by_end[end]
        if home is None and mention.candidate.generic:
            home = next((c for c in reversed(found[-_RECENT:]) if _told(c, mention)), None)
        home = home or _likeliest(near, mention, story)
        if home is None:
            home = Cluster()
            found.append(home)
        home.add(mention)
        by_word[mention.candidate.word] = home
        if end is not None:
            by_end.setdefault(end, home)
        for key in keys:
            entry = by_key.setdefault(key, [])
            if home not in entry:
                entry.append(home)
    return found


def _likeliest(near: Sequence[Cluster], mention: Attached, story: bool) -> Cluster | None:
    """The latest happening of the very time and place of a mention, else the latest that it can be a mention of."""
    there = (c for c in near if any(m.when == mention.when and m.place == mention.place for m in c.members))
    each = dict.fromkeys(itertools.chain(there, near))
    return next((c for c in each if _same_phase(c, mention) and one_happening(c, mention, story)), None)


def _of_others(known: Cluster, mention: Attached) -> bool:
    """Whether the same verb tells by name of others than before: "they arrested Ann Ash", "they arrested Bob Birch"."""
    if mention.candidate.noun:
        return False
    same = (m.parties for m in known.members if m.stem == mention.stem and not m.candidate.noun)
    does, done = mention.parties
    pairs = ((done, whom) if done or whom else (does, who) for who, whom in same)
    return any(one and two and not one & two for one, two in pairs)


def _same_phase(known: Cluster, mention: Attached) -> bool:
    """The end of a happening is not the happening itself: it has its own time."""
    return (mention.candidate.ended is None or not mention.own_time) and not any(m.candidate.ended and m.own_time for m in known.members)


def _told(known: Cluster, mention: Attached) -> bool:
    """Whether "it happened" or "the incident" can mean a happening told before: something grave, of no other time or place."""
    first = known.members[0].candidate
    grave = first.known and not first.sense.weak and first.sense.kind in GRAVE
    near = mention.candidate.sentence - known.members[-1].candidate.sentence <= 4
    return grave and near and one_happening(known, mention)


def one_happening(known: Cluster, mention: Attached, story: bool = False) -> bool:
    """Whether time, place and words let a mention be of the same happening."""
    last = known.members[-1]
    if not mention.candidate.generic and not _alike(last, mention):
        return False
    if apart(known, mention):
        return False
    if mention.candidate.generic:
        return True
    if _of_others(known, mention):
        return False
    if story and not mention.candidate.noun and all(not _same_time(m.when, mention.when) for m in known.members):
        return False
    if story and mention.candidate.sentence - last.candidate.sentence > 3:
        told = (mention.own_time and known.best_time().own_time) or (mention.own_place and known.best_place().own_place)
        if not told:
            return False
    return not mention.name or all(not m.name or m.name == mention.name for m in known.members)


def _alike(last: Attached, mention: Attached) -> bool:
    """Whether a word says enough to mean what one before it did: a surer one does, another only close by."""
    one, other = mention.candidate, last.candidate
    if one.known and not one.sense.weak:
        return True
    if one.sentence == other.sentence and not set(one.sense.families).isdisjoint(other.sense.families):
        return True
    return one.sentence - other.sentence <= 3 and mention.stem == last.stem and mention.object == last.object


def apart(known: Cluster, mention: Attached) -> bool:
    """Whether a mention's own time or place is clearly another than one that the happening is told with."""
    if _at_another_time(known, mention):
        return True
    if mention.own_time and any(m.own_time and _sums_up(m.when, mention.when) for m in known.members):
        return True
    if mention.own_place and not mention.candidate.noun and _elsewhere(known, mention):
        return True
    there = mention.place
    if there is None or not mention.placed:
        return False
    named = (m for m in known.members if m.placed)
    return any(m.place is not None and not same_place(m.place, there) for m in named)


def _at_another_time(known: Cluster, mention: Attached) -> bool:
    if not mention.own_time:
        return False
    another = any(m.own_time and not _same_time(m.when, mention.when) for m in known.members)
    return another or all(_far(m.when, mention.when) for m in known.members)


def _elsewhere(known: Cluster, mention: Attached) -> bool:
    """Whether verbs tell of different acts in different places: "attacked the country" and "bombed the capital"."""
    told = [m for m in known.members if m.own_place and m.own_time and not m.candidate.noun]
    return mention.own_time and bool(told) and all(m.stem != mention.stem and m.place != mention.place for m in told)


def _far(one: When | None, other: When | None) -> bool:
    """Whether two times lie too far apart for one to be the other told loosely."""
    if one is None or other is None or None in (one.first, one.last, other.first, other.last):
        return False
    return max(one.first or 0, other.first or 0) - min(one.last or 0, other.last or 0) > _LOOSE


def _sums_up(one: When | None, other: When | None) -> bool:
    """Whether one tells what happened from a time on ("since 2010, 300 people have died") and the other something after it."""
    if one is None or other is None or (one.last is None) == (other.last is None):
        return False
    whole, part = (one, other) if one.last is None else (other, one)
    return whole.first is not None and part.first is not None and part.first > whole.first + 31


def _same_time(one: When | None, other: When | None) -> bool:
    if one is None or other is None:
        return True
    if one.clock and other.clock and one.first == other.first and _by_the_clock(one) and _by_the_clock(other):
        return one.clock.first <= (other.clock.last or other.clock.first) and other.clock.first <= (one.clock.last or one.clock.first)
    first = max(-math.inf if one.first is None else one.first, -math.inf if other.first is None else other.first)
    last = min(math.inf if one.last is None else one.last, math.inf if other.last is None else other.last)
    return first <= last


def _by_the_clock(when: When) -> bool:
    return when.precision is Precision.MINUTE and when.clock is not None and when.clock.zone is None


def same_place(one: Place, other: Place) -> bool:
    """The same, one inside the other (by country and admin-1 unit), or close by."""
    if one.id == other.id or inside(one, other) or inside(other, one):
        return True
    return kilometres(one, other) <= 30


def inside(inner: Place, outer: Place) -> bool:
    """Whether a place lies in a country, or in a region by its province and reach."""
    if outer.kind == "country":
        return outer.country is not None and outer.country == inner.country and inner.kind != "country"
    if outer.kind != "region" or inner.kind not in FINE:
        return False
    if outer.admin1 and (outer.country, outer.admin1) != (inner.country, inner.admin1):
        return False
    return kilometres(inner, outer) <= 1.2 * max(outer.radius_km, 40)


def kilometres(one: Place, other: Place) -> float:
    """Great-circle distance (haversine)."""
    low, high = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin(turn / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(half)))


__all__ = ["FAR", "Attached", "Cluster", "cluster", "kilometres", "one_happening", "same_place"]
