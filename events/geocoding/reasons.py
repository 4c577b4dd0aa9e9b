"""The table beside this file in (reasons.toml): columns and signs of the finder bundled, and what each bundle says of a place out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from events.geocoding.vocabulary import HERE

BLANK = re.compile(r"\{(\w+)\}")
LABEL = re.compile(r", (none|[A-Z_]{3,})( \w+)?$")  # the tagger's, at the end of a sign


@dataclass(frozen=True, slots=True)
class Bundle:
    name: str
    pro: tuple[str, ...]
    contra: tuple[str, ...]

    def words(self, speaks_for: bool, facts: Mapping[str, str]) -> str:
        """The first line whose blanks are all known; what no line knows is told by the bundle's name."""
        for line in self.pro if speaks_for else self.contra:
            if all(facts.get(blank) for blank in BLANK.findall(line)):
                return BLANK.sub(lambda blank: facts[blank[1]], line)
        return self.name


@dataclass(frozen=True, slots=True)
class Bundles:
    """Columns by name; signs by how they begin, crossed ones (with a label of the tagger at their end) apart."""

    columns: dict[str, Bundle]
    begins: tuple[tuple[str, Bundle], ...]
    crossed: tuple[tuple[str, Bundle], ...]

    def of(self, name: str) -> Bundle:
        """What nobody has put into words speaks for itself."""
        if name in self.columns:
            return self.columns[name]
        known = (*self.crossed, *self.begins) if LABEL.search(name) else self.begins
        return next((bundle for begin, bundle in known if name.startswith(begin)), Bundle(name, (name,), (f"not: {name}",)))

    def knows(self, name: str) -> bool:
        return name in self.columns or any(name.startswith(begin) for begin, _ in self.begins)


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    return tomllib.loads((HERE / "reasons.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def bundles(part: str) -> Bundles:
    """`part`: "choice" or "naming"."""
    columns: dict[str, Bundle] = {}
    begins: list[tuple[str, Bundle]] = []
    crossed: list[tuple[str, Bundle]] = []
    for row in table()[part]:
        bundle = Bundle(row["name"], tuple(row["for"]), tuple(row["against"]))
        columns |= dict.fromkeys(row.get("columns", ()), bundle)
        begins += [(begin, bundle) for begin in row.get("signs", ())]
        crossed += [(begin, bundle) for begin in row.get("crossed", ())]
    begins.sort(key=lambda pair: -len(pair[0]))
    return Bundles(columns, tuple(begins), tuple(crossed))


def said(part: str, code: str) -> str:
    """The words for a code of the machine, itself where it has none."""
    words: str = table()[part].get(code, code)
    return words
