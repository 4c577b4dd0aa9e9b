"""What editors say of pairs of events (see sameness) <-> the table of decisions, on a connection inside a transaction.

A decision about a pair hangs on both ids, joined; its "same" is "one" (happening), "two", or None where it was taken back. It is appended
and undone as every other decision is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from events.model import Decision
from events.storage import keeping
from events.storage.database import StoreError
from events.storage.sameness import Pair
from events.storage.tables import decisions
from events.storage.values import read

ONE, TWO = "one", "two"


def pair_id(one: str, other: str) -> str:
    return keeping.JOINT.join(sorted((one, other)))


def verdicts(connection: sa.Connection, collection: int) -> dict[str, str]:
    """pair_id -> what stands decided about it."""
    found = connection.execute(keeping.in_force(collection).where(decisions.c.event.contains(keeping.JOINT)))
    return {each.event: str(read(each.after)["same"]) for each in found}


def with_verdicts(found: Iterable[Pair], decided: Mapping[str, str]) -> list[Pair]:
    return [pair._replace(verdict=decided.get(pair_id(pair.first.id, pair.second.id), "")) for pair in found]


def told_with(event: str, decided: Mapping[str, str]) -> list[str]:
    """The other events of one happening, by all pairs that were said to be one."""
    near: dict[str, set[str]] = defaultdict(set)
    for pair, verdict in decided.items():
        if verdict == ONE:
            one, _, other = pair.partition(keeping.JOINT)
            near[one].add(other)
            near[other].add(one)
    found, left = {event}, [event]
    while left:
        new = near[left.pop()] - found
        found |= new
        left += new
    return sorted(found - {event})


def decide(connection: sa.Connection, collection: int, pair: tuple[str, str], verdict: str, who: str, at: str) -> None:
    """What was said before already leaves no trace."""
    if verdict not in (ONE, TWO) or pair[0] == pair[1]:
        raise StoreError("Two events are one happening or two.")
    for id in pair:
        keeping.the_event(connection, collection, id)
    key = pair_id(*pair)
    before = verdicts(connection, collection).get(key)
    if before != verdict:
        keeping.decided(connection, collection, Decision(key, who, at, {"same": before}, {"same": verdict}))


def undo(connection: sa.Connection, collection: int, pair: tuple[str, str], who: str, at: str) -> None:
    key = pair_id(*pair)
    last = keeping.newest_standing(connection, collection, key)
    if last is None:
        raise StoreError("There is nothing to undo.")
    number, before = last
    now = verdicts(connection, collection).get(key)
    keeping.decided(connection, collection, Decision(key, who, at, {"same": now}, before), undoes=number)
