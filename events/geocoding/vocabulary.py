"""The tables beside this file in: words around a name (words.toml) and learnt weights (weights.json) out."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`after`, `before`, `of`: a word -> the kind of place it makes; `sides`: a word -> the classes it belongs to;
    `uses`: the same of the words that a demonym stands with; `said`: words that say that the name beside them is a place."""

    after: dict[str, str]
    before: dict[str, str]
    of: dict[str, str]
    sides: dict[str, tuple[str, ...]]
    generic: frozenset[str]
    calendar: frozenset[str]
    spelt: dict[str, str]
    plural: dict[str, str]
    omitted: tuple[str, ...]
    given: frozenset[str]
    uses: dict[str, tuple[str, ...]]
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """`first`, `second`: is it a place at all, before and after its meaning is known; `local`, `whole`: which place it is, by its
    own words and by the whole document; `score`: how the confidence follows from both."""

    first: dict[str, float]
    second: dict[str, float]
    local: dict[str, float]
    whole: dict[str, float]
    score: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    table = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        **{part: {word: kind for kind, words in table[part].items() for word in words} for part in ("after", "before", "of")},
        sides=_turned(table["sides"]),
        spelt=table["spelt"],
        plural=table["plural"],
        omitted=tuple(table["omitted"]["words"]),
        generic=frozenset(table["sides"]["generic"]),
        calendar=frozenset(table["sides"]["calendar"]),
        given=frozenset(table["sides"]["given"]),
        uses=_turned(table["uses"]),
        said=frozenset(table["said"]["area"]),
    )


def _turned(lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Each word and the lists that hold it."""
    words: dict[str, tuple[str, ...]] = {}
    for name, members in lists.items():
        for word in members:
            words[word] = (*words.get(word, ()), name)
    return words


@lru_cache(maxsize=1)
def weights() -> Weights:
    return Weights(**json.loads((HERE / "weights.json").read_text(encoding="utf-8")))
