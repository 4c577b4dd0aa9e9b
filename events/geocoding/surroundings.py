"""A text around its names in, what it says of their kind and of its own country out: the tables of homes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from events.geocoding.names import Stretch
from events.geocoding.vocabulary import HERE
from events.language import Parse

JOINTS = frozenset({",", ";", "/", "and", "or", "&", "the"})  # what may stand between the names of a list
JOINED = frozenset({"/", "and", "or", "&"})  # one of these makes it a list: "Paris, Texas" is none
LONGEST_JOINT = 3
DOUBT = 2.0  # words of a country that are imagined for no country: one alone says little


@dataclass(frozen=True, slots=True)
class Homes:
    """`town`: words that follow the name of a town; `countries`: a word or two -> the countries where people use it; `opening`: the
    first words of the pairs among these."""

    town: frozenset[str]
    countries: dict[str, tuple[str, ...]]
    opening: frozenset[str]


@lru_cache(maxsize=1)
def homes() -> Homes:
    table = tomllib.loads((HERE / "homes.toml").read_text(encoding="utf-8"))
    countries: dict[str, tuple[str, ...]] = {}
    for country, words in table["countries"].items():
        for word in words:
            countries[word] = (*countries.get(word, ()), country)
    return Homes(frozenset(table["beside"]["town"]), countries, frozenset(pair.split(" ")[0] for pair in countries if " " in pair))


def town_follows(stretch: Stretch, parse: Parse) -> bool:
    """ "Lebanon City Council", "the Lebanon woman": what only a town has."""
    words, at = parse.words, stretch.last
    if at < len(words) and words[at].text in ("'s", "’s"):
        at += 1
    return at < len(words) and words[at].text.lower() in homes().town


def countries_spoken_of(parse: Parse) -> dict[str, float]:
    """How much of what the text says belongs to each country, by its offices, parties, money, spellings; sums to less than 1."""
    table, opening = homes().countries, homes().opening
    texts = [word.text for word in parse.words]
    seen = table.keys() & {*texts, *(f"{one} {other}" for one, other in pairwise(texts) if one in opening)}
    told: dict[str, float] = {}
    for word in sorted(seen):
        for country in table[word]:
            told[country] = told.get(country, 0.0) + 1 / len(table[word])
    return {country: weight / (len(seen) + DOUBT) for country, weight in told.items()}


def lists(stretched: Sequence[Stretch], parse: Parse) -> Iterator[list[int]]:
    """ "Ohio, Oregon, Utah and Washington": the numbers of the stretches of each list of two or more, in order."""
    begins: dict[int, int] = {}
    for number, stretch in enumerate(stretched):
        begins.setdefault(stretch.first, number)  # the longest that begins there
    follows: dict[int, tuple[int, bool]] = {}
    for number in begins.values():
        after, joined = _joint(stretched[number].last, parse)
        if after in begins:
            follows[number] = begins[after], joined
    for start in sorted(follows.keys() - {after for after, _ in follows.values()}):
        members, joined, at = [start], False, start
        while at in follows:
            at, said = follows[at]
            joined |= said
            members.append(at)
        if joined:
            yield members


def _joint(at: int, parse: Parse) -> tuple[int, bool]:
    """The word after the joint that begins at a word, -1 without one; and whether it joins equals."""
    words, end, joined = parse.words, at, False
    while end < len(words) and end - at < LONGEST_JOINT and words[end].text in JOINTS:
        joined |= words[end].text in JOINED
        end += 1
    return (end, joined) if end > at and words[at].text != "the" else (-1, False)
