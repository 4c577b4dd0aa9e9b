"""Annotated documents in, those with their words out; what our spans and theirs have in common, and how sure a figure is.

A line of a gold file is {"doc_id", "text", "dct", "title", "split", "mentions" or "timexes": [{"start", "end", ...}]}.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from events.annotation import document_of
from events.language import Parse, parse
from events.model import Document, Span

R = TypeVar("R")
ROUNDS = 1000  # samples that an interval is taken from
Figures = Mapping[str, float]  # nan where there is nothing to count


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with what people marked in it, sorted as they wrote it."""

    id: str
    document: Document
    parse: Parse
    marks: tuple[dict[str, Any], ...]

    @property
    def spans(self) -> list[Span]:
        return [Span(mark["start"], mark["end"]) for mark in self.marks]


def annotated(gold: Path, kind: str, split: str | None = None, parses: Path | None = None) -> Iterator[Annotated]:
    """`kind`: mentions or timexes. Parses are taken from <folder of the gold file>.pkl of that folder where it is there."""
    cached: dict[str, Parse] = {}
    if parses and (parses / f"{gold.parent.name}.pkl").exists():
        cached = pickle.loads((parses / f"{gold.parent.name}.pkl").read_bytes())
    for row in (json.loads(line) for line in gold.read_text(encoding="utf-8").split("\n") if line.strip()):
        if split is None or row.get("split") == split:
            document = document_of(row)
            yield Annotated(str(row["doc_id"]), document, cached.get(str(row["doc_id"])) or parse(document.text), tuple(row[kind]))


def pairs(gold: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int, bool]]:
    """One to one (gold, found, the same?): the same spans first, then those that share most characters."""
    free: dict[Span, list[int]] = {}
    for number, span in enumerate(found):
        free.setdefault(span, []).append(number)
    made = [(number, free[span].pop(0), True) for number, span in enumerate(gold) if free.get(span)]
    ours, theirs = {one for one, _, _ in made}, {two for _, two, _ in made}
    shared = sorted(
        (-(min(a.end, b.end) - max(a.start, b.start)), one, two)
        for one, a in enumerate(gold)
        if one not in ours
        for two, b in enumerate(found)
        if two not in theirs and a.overlaps(b)
    )
    for _, one, two in shared:
        if one not in ours and two not in theirs:
            ours.add(one)
            theirs.add(two)
            made.append((one, two, False))
    return made


def precision_recall_f1(right: float, found: float, gold: float) -> tuple[float, float, float]:
    """Nothing found where nothing is to be found is perfect."""
    precision = right / found if found else float(not gold)
    recall = right / gold if gold else float(not found)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def intervals(records: Sequence[R], figures: Callable[[Sequence[R]], Figures], rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each figure when the documents are drawn again, with the same seed every time."""
    choice = np.random.default_rng(1)
    drawn = [figures([records[n] for n in choice.integers(len(records), size=len(records))]) for _ in range(rounds)]
    found = {}
    for name in drawn[0]:
        values = np.array([each[name] for each in drawn])
        known = values[~np.isnan(values)]
        found[name] = (float(np.percentile(known, 2.5)), float(np.percentile(known, 97.5))) if len(known) else (np.nan, np.nan)
    return found


def lines(
    ours: Figures, theirs: Figures, sure: Mapping[str, tuple[float, float]], peer: Mapping[str, tuple[float, float]]
) -> Iterator[str]:
    """Our figures beside a peer's, each with its interval."""
    for name in ours:
        yield f"  {name:32} {_cell(ours[name], sure[name]):28} {_cell(theirs[name], peer[name])}"


def causes_told(causes: Mapping[str, Sequence[str]], show: int) -> Iterator[str]:
    """What went wrong by cause, the commonest first, with some examples drawn with a fixed seed."""
    yield "  errors by cause"
    choice = random.Random(1)
    for cause, found in sorted(causes.items(), key=lambda pair: -len(pair[1])):
        yield f"    {len(found):5}  {cause}"
        for example in choice.sample(found, min(show, len(found))):
            yield f"             {example}"


def options(words: str | None) -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("gold", nargs="*", type=Path, metavar="GOLD.jsonl")
    asked.add_argument("--split", help="only the documents of this part (default: all)")
    asked.add_argument("--parses", type=Path, help="a folder of pickled parses, <folder of the gold file>.pkl, to save the parsing")
    asked.add_argument("--show", type=int, default=0, metavar="N", help="examples of each cause")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="samples of the intervals")
    asked.add_argument("--json", action="store_true")
    return asked


def plain(value: Any) -> Any:
    """For JSON, which has no nan."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _cell(value: float, ends: tuple[float, float]) -> str:
    if np.isnan(value):
        return "-"
    places = 3 if abs(value) <= 1 else 1
    return f"{value:.{places}f} ({ends[0]:.{places}f} - {ends[1]:.{places}f})"


def context(text: str, span: Span, room: int = 40) -> str:
    """The words in brackets with those around them, on one line."""
    before, after = text[max(0, span.start - room) : span.start], text[span.end : span.end + room]
    return " ".join(f"{before}[{span.of(text)}]{after}".split())
