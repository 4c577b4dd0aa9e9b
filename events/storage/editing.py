"""What an editor changes, and how decisions survive a new reading of the same text."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from events.model import Event, Known, Origin, State, When
from events.model import Located as Where
from events.storage.values import decided_in, decided_out


class Keep(Enum):
    KEEP = "keep"


KEEP: Final = Keep.KEEP
_Keep = Literal[Keep.KEEP]
_TIME = {"when", "when_known"}


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor wants of an event; KEEP leaves a field alone, None takes the time away, () all places or actors."""

    state: State | _Keep = KEEP
    title: str | _Keep = KEEP
    kind: str | _Keep = KEEP
    when: When | _Keep | None = KEEP
    where: tuple[Where, ...] | _Keep = KEEP
    actors: tuple[str, ...] | _Keep = KEEP

    def applied(self, event: Event) -> Event:
        """The event as the editor has it: a time or place that was changed is known from the editor; a change edits."""
        wanted: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not KEEP}
        if "when" in wanted and wanted["when"] != event.when:
            wanted["when_known"] = Known.EDITOR if wanted["when"] else None
        if "where" in wanted:
            wanted["where"] = tuple(each if each in event.where else replace(each, known=Known.EDITOR) for each in wanted["where"])
        changed = replace(event, **wanted)
        if self.state is KEEP and changed != event:
            changed = replace(changed, state=State.EDITED)
        return changed


def difference(before: Event, after: Event) -> tuple[dict[str, object], dict[str, object]]:
    """The decided fields that differ, as JSON: (before, after). A time goes together with how it is known."""
    old, new = decided_out(before), decided_out(after)
    changed = {name for name in old if old[name] != new[name]}
    if changed & _TIME:
        changed |= _TIME
    return {name: old[name] for name in old if name in changed}, {name: new[name] for name in new if name in changed}


def applied_again(event: Event, afters: Sequence[Mapping[str, Any]]) -> Event:
    for after in afters:
        event = replace(event, **decided_in(after))
    return event


Decided = Mapping[str, Sequence[Mapping[str, Any]]]  # an event's id -> what each of its decisions in force says, the oldest first


class Merged(NamedTuple):
    """What a new reading makes of the old events: what stays as it is, what is orphaned, what comes in."""

    kept: list[Event]  # an editor's own
    orphans: list[Event]  # decided, and found no more: an editor's now
    fresh: list[Event]


def merge(old: Sequence[Event], new: Sequence[Event], decided: Decided, taken: AbstractSet[str]) -> Merged:
    """Old and new events of one document. `taken` are the ids in use elsewhere.

    A new event takes the id of the old one whose trigger overlaps, else whose quote is the same; what an editor made is never replaced.
    """
    own = [event for event in old if event.origin is not Origin.TEXT]
    ruled = {index for index, _ in _partners(new, own, same_quote=False)}
    new = [event for index, event in enumerate(new) if index not in ruled]
    found = [event for event in old if event.origin is Origin.TEXT]
    heirs = {index: found[partner].id for index, partner in _partners(new, found)}
    orphans = [event for event in found if decided.get(event.id) and event.id not in heirs.values()]
    used = {*taken, *heirs.values(), *(event.id for event in own), *(event.id for event in orphans)}
    fresh = []
    for index, event in enumerate(new):
        event = replace(event, id=heirs[index] if index in heirs else _unused(event.id, used))
        used.add(event.id)
        fresh.append(applied_again(event, decided.get(event.id, ())))
    return Merged(own, [replace(event, origin=Origin.EDITOR) for event in orphans], fresh)


def _unused(id: str, used: AbstractSet[str]) -> str:
    """An old event may have carried this id to other words: then the next hash."""
    while id in used:
        id = hashlib.sha256(id.encode()).hexdigest()[:16]
    return id


def _partners(new: Sequence[Event], old: Sequence[Event], same_quote: bool = True) -> Iterator[tuple[int, int]]:
    """Pairs (new, old), each in one pair at most, the closest first: same trigger (and id), overlapping trigger, same quote."""
    pairs = sorted(_candidates(new, old, same_quote))
    new_done: set[int] = set()
    old_done: set[int] = set()
    for *_, index, partner in pairs:
        if index not in new_done and partner not in old_done:
            new_done.add(index)
            old_done.add(partner)
            yield index, partner


def _candidates(new: Sequence[Event], old: Sequence[Event], same_quote: bool) -> Iterator[tuple[int, bool, bool, int, int, int]]:
    by_character: defaultdict[int, set[int]] = defaultdict(set)
    by_quote: defaultdict[object, set[int]] = defaultdict(set)
    for partner, event in enumerate(old):
        if event.evidence:
            by_quote[event.evidence[0].quote].add(partner)
            for character in range(event.evidence[0].trigger.start, event.evidence[0].trigger.end):
                by_character[character].add(partner)
    for index, event in enumerate(new):
        trigger, quote = event.evidence[0].trigger, event.evidence[0].quote
        touching = set().union(*(by_character.get(character, ()) for character in range(trigger.start, trigger.end)))
        for partner in touching | (by_quote.get(quote, set()) if same_quote else set()):
            other = old[partner].evidence[0].trigger
            rank = 0 if other == trigger else 1 if partner in touching else 2
            yield rank, old[partner].id != event.id, old[partner].kind != event.kind, abs(other.start - trigger.start), index, partner
