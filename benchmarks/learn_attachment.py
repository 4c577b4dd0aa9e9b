"""Learns which place of a sentence a happening has, from sentences in which people marked it: the weights of events.extraction.placing.

    python -m benchmarks.learn_attachment SENTENCES.jsonl [--parses FILE] [--write]

SENTENCES.jsonl holds one sentence a line: {"doc_id", "text", "split", "event": {"start", "end"}, "places": [{"start", "end"}]}; the
weights are learnt where "split" is "learn", a logistic model (L2, Newton's method) over pairs of a happening and a place; the others
show what they are worth. --parses keeps the sentences' parses in a file. Without --write the weights are only printed.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.gold import pairs
from benchmarks.learning import Features, fit, rounded
from events.extraction.attachment import Paths, anchors
from events.extraction.candidates import find_candidates
from events.extraction.composing import with_names
from events.extraction.lexicon import DATA, weights
from events.extraction.placing import ways
from events.extraction.standins import stand_ins
from events.extraction.tree import Tree
from events.geocoding import find_places
from events.language import Parse, parse
from events.model import Document, Span
from geodata.gazetteer import Gazetteer, open_gazetteer

Gold = Mapping[str, Any]
RIDGE, LEAST = 8.0, 20  # a feature that fewer pairs show is left out


@dataclass(frozen=True, slots=True)
class Pair:
    """A place of a sentence beside its happening: the words that name it, what the model sees, whether it is where it happened."""

    span: Span
    values: Features
    cost: float
    right: bool


def pairs_of(gold: Gold, words: Parse, gazetteer: Gazetteer) -> list[Pair]:
    """The places of a sentence; none where its happening is no word that may name one."""
    tree = Tree(words)
    places = with_names(tree, find_places(Document(gold["text"]), words, gazetteer))
    candidates = find_candidates(tree, [m.span for m in places if m.form != "demonym"], gold["text"])
    event = Span(gold["event"]["start"], gold["event"]["end"])
    told = next((c for c in candidates if Span(tree.words[c.word].start, tree.words[c.word].end).overlaps(event)), None)
    if told is None:
        return []
    there = anchors(tree, places).get(told.sentence, [])
    paths = Paths(tree, [c.word for c in candidates if c.sentence == told.sentence])
    right = [Span(place["start"], place["end"]) for place in gold["places"]]
    found = []
    for anchor, way, _, values in ways(paths, told, [*there, *stand_ins(tree, told.sentence, there)], places):
        span = places[anchor.mention].span
        found.append(Pair(span, values, way.cost, any(span.overlaps(other) for other in right)))
    return found


def learn(examples: Sequence[Pair]) -> Features:
    seen: dict[str, int] = {}
    for example in examples:
        for name in example.values:
            seen[name] = seen.get(name, 0) + 1
    names = sorted(name for name, count in seen.items() if count >= LEAST)
    return fit([(example.values, float(example.right)) for example in examples], RIDGE, names)


def span_f1(sentences: Sequence[tuple[Gold, Sequence[Pair]]], score: Callable[[Pair], float], cut: float) -> tuple[float, float, float]:
    """(precision, recall, F1) of the best place of each sentence where it reaches the cut."""
    given = asked = right = 0
    for gold, found in sentences:
        best = max(found, key=score, default=None)
        told = [best.span] if best is not None and score(best) >= cut else []
        places = [Span(place["start"], place["end"]) for place in gold["places"]]
        given, asked, right = given + len(told), asked + len(places), right + len(pairs(places, told))
    precision, recall = right / max(1, given), right / max(1, asked)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def report(name: str, sentences: Sequence[tuple[Gold, Sequence[Pair]]], score: Callable[[Pair], float], cuts: Sequence[float]) -> None:
    figures = max((span_f1(sentences, score, cut) for cut in cuts), key=lambda row: row[2])
    print(f"{name:8s} precision {figures[0]:.3f}  recall {figures[1]:.3f}  F1 {figures[2]:.3f}")


def parsed(rows: Sequence[Gold], kept: Path | None) -> dict[str, Parse]:
    if kept is not None and kept.exists():
        read: dict[str, Parse] = pickle.loads(kept.read_bytes())
        return read
    made = {row["doc_id"]: parse(row["text"]) for row in tqdm(rows, desc="sentences")}
    if kept is not None:
        kept.write_bytes(pickle.dumps(made))
    return made


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sentences", type=Path)
    arguments.add_argument("--parses", type=Path)
    arguments.add_argument("--write", action="store_true", help="writes them into events/extraction/data/weights.json")
    given = arguments.parse_args()
    rows = [json.loads(line) for line in given.sentences.read_text(encoding="utf-8").splitlines()]
    words, gazetteer = parsed(rows, given.parses), open_gazetteer()
    made = [(row, pairs_of(row, words[row["doc_id"]], gazetteer)) for row in tqdm(rows, desc="places")]
    learnt = rounded(learn([pair for row, found in made if row["split"] == "learn" for pair in found]))
    others = [(row, found) for row, found in made if row["split"] != "learn"]
    report("by path", others, lambda pair: -pair.cost, (-5.0, -4.0, -3.5, -2.8))
    report("learnt", others, lambda pair: sum(v * learnt.get(n, 0.0) for n, v in pair.values.items()), (-1.5, -1.2, -0.9, -0.6, -0.3))
    if given.write:
        written = json.dumps({**weights(), "attachment": learnt}, indent=1, ensure_ascii=False) + "\n"
        (DATA / "weights.json").write_text(written, encoding="utf-8")
    else:
        json.dump(learnt, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
