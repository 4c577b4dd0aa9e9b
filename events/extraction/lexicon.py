"""The data files in: the words that name a happening, verbs that do not, costs of paths and prepositions, parts of countries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).with_name("data")


class Sense(NamedTuple):
    """What a word of happening means: its families (lines of happenings.tsv), kind, role of the place; weak = often something else."""

    families: tuple[int, ...]
    kind: str
    role: str
    weak: bool


class Preposition(NamedTuple):
    role: str
    cost: float
    target: float


class Lexicon(NamedTuple):
    verbs: dict[str, Sense]
    nouns: dict[str, Sense]
    groups: dict[str, frozenset[str]]


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table, without comments, cut at tabs."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """happenings.tsv and verbs.tsv. A word of several lines has the kind and role of the first."""
    verbs: dict[str, Sense] = {}
    nouns: dict[str, Sense] = {}
    for family, (kind, role, *columns) in enumerate(rows("happenings.tsv")):
        for table, column in zip((verbs, nouns), columns, strict=True):
            for entry in column.split(",") if column != "-" else ():
                word, weak = entry.rstrip("?").replace("_", " ").replace("+", " +"), entry.endswith("?")
                known = table.get(word)
                table[word] = known._replace(families=(*known.families, family)) if known else Sense((family,), kind, role, weak)
    groups = {name: frozenset(words.replace("_", " ").split(",")) for name, words in rows("verbs.tsv")}
    return Lexicon(verbs, nouns, groups)


@lru_cache(maxsize=1)
def openings() -> frozenset[str]:
    """The first words of what names a happening told before: "take place"."""
    return frozenset(name.partition(" ")[0] for name in lexicon().groups["happening"])


@lru_cache(maxsize=1)
def costs() -> dict[tuple[str, str], tuple[float, float]]:
    """(step, label) -> cost on the way to a time, to a place; label "-" = any other."""
    return {(step, label): (float(time), float(place)) for step, label, time, place in rows("costs.tsv")}


@lru_cache(maxsize=1)
def prepositions() -> dict[str, Preposition]:
    return {
        word: Preposition(role, float(cost), float(cost if target == "-" else target))
        for word, role, cost, target in rows("prepositions.tsv")
    }


@lru_cache(maxsize=1)
def middles() -> dict[tuple[str, str], tuple[float, float]]:
    """(country, part) -> latitude and longitude of its middle, for very large countries."""
    return {(country, part): (float(latitude), float(longitude)) for country, part, latitude, longitude in rows("parts.tsv")}


@lru_cache(maxsize=1)
def pasts() -> dict[str, str]:
    """Past participle -> past, where they differ."""
    return {line[0]: line[1] for line in rows("participles.tsv")}


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """weights.json: the learnt model and the limits."""
    read: dict[str, Any] = json.loads((DATA / "weights.json").read_text(encoding="utf-8"))
    return read
