"""The rows of a collection in, pairs in which several articles may tell of one happening out.

Nothing is merged: both events stay, each with its own words and source. A pair is offered where the days meet, the places are the same
or one holds the other, the kinds agree and the words are alike; rare words tell more than common ones.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from events.query import folded_words
from events.storage.rows import Row
from events.storage.values import LocatedValues

_DAYS = 7  # a longer time is compared only with the very same one
_KILOMETRES = 25.0
_RARE = 10  # words by which an event is looked up
_BUCKET = 40  # events of one word and day that one is held against: the latest
_LEAST, _ALIKE = 0.55, 0.25  # score; likeness of the words
_STEM = 6  # letters
_FUNCTION = (
    "the and was were has had have been for with from that this than more most not but his her its their they are which who when"
    " after before over into out off about some also said says will would could where while during against between near other"
)
_EMPTY = frozenset(_FUNCTION.split())


class Pair(NamedTuple):
    """Two events that may be one happening: the score (0..1), why, and what was decided ("one", "two" or "" for nothing yet)."""

    first: Row
    second: Row
    score: float
    reasons: tuple[str, ...]
    verdict: str = ""


class _Told(NamedTuple):
    row: Row
    title: frozenset[str]
    words: frozenset[str]  # of the title and the sentence


def pairs(rows: Iterable[Row]) -> list[Pair]:
    """The likeliest first; of two articles each event stands in one pair at most. Linear in the number of rows."""
    told = [_told(row) for row in rows if row.article and row.places and row.start is not None and row.end is not None]
    rare = _rarity(told)
    found = sorted(_candidates(told, rare), key=_order)
    used: set[tuple[str, str | None]] = set()
    kept = []
    for pair in found:
        ends = (pair.first.id, pair.second.article), (pair.second.id, pair.first.article)
        if used.isdisjoint(ends):
            used.update(ends)
            kept.append(pair)
    return kept


def _order(pair: Pair) -> tuple[float, bool, str, str]:
    """The likeliest first; of those that are as likely, the ones with the same title."""
    return -pair.score, pair.first.title != pair.second.title, pair.first.id, pair.second.id


def _told(row: Row) -> _Told:
    names = {stem for place in row.places for stem in _stems(place["name"])}
    title = frozenset(_stems(row.title)) - names
    return _Told(row, title, title | (frozenset(_stems(_untimed(row))) - names))


def _untimed(row: Row) -> str:
    """The sentence without its words of time: that the day is the same is known already."""
    quote = list(row.quote or "")
    for start, end, role in row.marks:
        if role == "time":
            quote[start:end] = " " * (end - start)
    return "".join(quote)


def _stems(text: str) -> Iterator[str]:
    """Beginnings of words, enough to see that "killed" and "killing" are kin; figures as they are."""
    return (word[:_STEM].rstrip("eds") or word for word in folded_words(text) if (len(word) > 2 or word.isdigit()) and word not in _EMPTY)


def _rarity(told: Sequence[_Told]) -> dict[str, float]:
    """Word -> how much it tells: the fewer events hold it, the more."""
    counts = Counter(word for each in told for word in each.words)
    return {word: math.log(1 + len(told) / count) for word, count in counts.items()}


def _candidates(told: Sequence[_Told], rare: dict[str, float]) -> Iterator[Pair]:
    """Pairs of different articles that share a day and a telling word, and are alike enough."""
    index: dict[tuple[object, str], list[int]] = defaultdict(list)
    for number, each in enumerate(told):
        telling = sorted(each.words, key=lambda word: (-rare[word], word))[:_RARE]
        telling += sorted(each.title - set(telling))
        keys = [(day, word) for day in _days(each.row) for word in telling]
        for other in sorted({n for key in keys for n in index[key][-_BUCKET:]}):
            pair = _weighed(told[other], each, rare)
            if pair is not None:
                yield pair
        for key in keys:
            index[key].append(number)


def _days(row: Row) -> list[object]:
    """What the day of an event is looked up by: each day of a short time, both ends of a longer one."""
    assert row.start is not None
    assert row.end is not None
    return list(range(row.start, row.end + 1)) if row.end - row.start < _DAYS else [(row.start, row.end)]


def _weighed(one: _Told, other: _Told, rare: dict[str, float]) -> Pair | None:
    first, second = one.row, other.row
    where = _where(first, second)
    if first.article == second.article or where is None or (first.kind != second.kind and "other" not in (first.kind, second.kind)):
        return None
    title, all_ = _likeness(one.title, other.title, rare), _likeness(one.words, other.words, rare)
    alike = max(title, all_)
    time, when = _when(first, second)
    actors = sorted(set(first.actors) & set(second.actors))
    score = 0.2 * time + 0.2 * where[0] + 0.1 * (first.kind == second.kind) + 0.4 * alike + 0.1 * bool(actors)
    if alike < _ALIKE or score < _LEAST:
        return None
    shared = sorted(one.words & other.words, key=lambda word: (-rare[word], word))[:4]
    kind = (f"both {first.kind}",) if first.kind == second.kind else ()
    who = (f"both name {', '.join(actors)}",) if actors else ()
    spelt = _spelt(shared, first)
    return Pair(first, second, round(score, 3), (when, where[1], *kind, *who, f"words in common: {', '.join(spelt)}"))


def _likeness(one: frozenset[str], other: frozenset[str], rare: dict[str, float]) -> float:
    """The share of what the shorter one tells that both tell."""
    least = min(sum(rare[w] for w in one), sum(rare[w] for w in other))
    return sum(rare[w] for w in one & other) / least if least else 0.0


def _when(one: Row, other: Row) -> tuple[float, str]:
    if (one.start, one.end) == (other.start, other.end):
        return (1.0, "the same day") if one.start == one.end else (0.7, "the same time")
    return 0.6, "times that meet"


def _where(one: Row, other: Row) -> tuple[float, str] | None:
    """How well two places agree and in what words; None where they do not."""
    here, there = one.places[0], other.places[0]
    if here["id"] == there["id"]:
        return 1.0, "the same place"
    kinds = {here["kind"], there["kind"]}
    away = _kilometres(here, there)
    if away <= _KILOMETRES and not kinds & {"country", "region"}:
        return 0.7, "places close by"
    if len(kinds) == 2 and "country" in kinds and here["country"] and here["country"] == there["country"]:
        return 0.4, "one place in the other"
    if len(kinds) == 2 and "region" in kinds and away <= max(here["radius_km"], there["radius_km"]):
        return 0.5, "one place in the other"
    return None


def _kilometres(one: LocatedValues, other: LocatedValues) -> float:
    """Near enough for places close by."""
    east = (one["longitude"] - other["longitude"] + 180) % 360 - 180
    middle = math.radians((one["latitude"] + other["latitude"]) / 2)
    return 111.2 * math.hypot(one["latitude"] - other["latitude"], east * math.cos(middle))


def _spelt(stems: Sequence[str], row: Row) -> list[str]:
    """The stems as the row's own words."""
    words = {next(iter(_stems(word)), ""): word for word in reversed(folded_words(f"{row.title} {row.quote or ''}"))}
    return [words.get(stem, stem) for stem in stems]
