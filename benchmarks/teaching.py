"""Annotated articles in, what the finder of places is taught with out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.gold import annotated
from events.geocoding.names import Stretch, stretches
from events.language import Parse
from events.model import Document
from geodata.gazetteer import Gazetteer

# Such a demonym stands for its land, though a set that marks no demonyms leaves it out; of the others that set is believed.
OF_LAND = frozenset({"use with institution", "use with office", "use with land"})


@dataclass(frozen=True, slots=True)
class Article:
    document: Document
    parse: Parse
    mentions: list[dict[str, Any]]  # {"start", "end", "lat", "lon"}, without the last two where nothing is said of where they lie
    silent: bool = False  # its annotators mark no demonyms


def articles(gold: Path, parses: Path | None) -> list[Article]:
    """Those to learn from; what is kept to check is not looked at."""
    return [Article(given.document, given.parse, list(given.marks)) for given in annotated(gold, "mentions", "learn", parses)]


def demonym(stretch: Stretch) -> bool:
    return bool(stretch.senses) and stretch.senses[0].form == "demonym"


def unsaid(article: Article, stretch: Stretch, signs: Sequence[str]) -> bool:
    """Whether it stands for its land, and the annotators of its article would not say so."""
    return article.silent and demonym(stretch) and not OF_LAND.isdisjoint(signs)


def heeded(read: Sequence[Article], gazetteer: Gazetteer) -> list[Article]:
    """Marks the articles of a set that marks fewer than one demonym in five."""
    marked = seen = 0
    for article in read:
        spans = {(m["start"], m["end"]) for m in article.mentions}
        for stretch in stretches(article.document.text, article.parse, gazetteer):
            if demonym(stretch):
                seen += 1
                marked += (stretch.start, stretch.end) in spans
    return [replace(article, silent=marked < 0.2 * seen) for article in read]
