"""Learns the weights of events.extraction from annotated documents: confidence, importance, the place on a local page and the cut-off.

    python -m benchmarks.learn_events EVENTS.jsonl [--incidents INCIDENTS.jsonl] [--write]

EVENTS.jsonl holds one document a line: {"doc_id", "text", "dct", "title", "split", "events": [{"core", "mentions": [{"start", "end",
"trigger": [s, e]}], "when": {"start", "end"}, "where": [{"lat", "lon", "kind", "country"}]}]}; INCIDENTS.jsonl news pages with one
incident: {"doc_id", "text", "dct", "title", "split", "event": {"date", "lat", "lon"}}. Only documents whose split is "learn" are read.
A logistic model (L2, Newton's method) over the features of events.extraction.scoring, learnt twice: what is an event at all, from all
that the annotators list; then whether its time and place are right too, shrunk towards the first. The cut-off is the one that gives the
best F1 of complete events over documents left out in turn. Without --write the weights are only printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.learning import Example, Features, chance, fit_ranking, learn_confidence, names_of, ranked_left_out, rounded
from events.days import from_iso
from events.extraction import main_mention, timed
from events.extraction.clusters import GRAVE, Cluster, kilometres
from events.extraction.composing import Draft, draft
from events.extraction.lexicon import DATA, weights
from events.extraction.scoring import features, importance_features, kind_of
from events.extraction.settling import choices, open_question
from events.geocoding import find_places
from events.language import Parse, parse
from events.model import Document, Mention, PublishedBy, Timex, When
from geodata.gazetteer import Gazetteer, Place, open_gazetteer

Gold = Mapping[str, Any]
NEAR, NEAR_AREA, TOWN = 161.0, 400.0, 25.0  # kilometres within which a place is right
PLACE_RIDGE = 2.0
# What the learning documents show too seldom: none is an undated essay, whose states and periods are listed more readily; what is denied
# or only a standing policy is no event.
PRIOR = {"genre essay": 1.5, "denied": -2.0, "idle": -1.5}


def documents(path: Path) -> Iterator[Gold]:
    with path.open(encoding="utf-8") as lines:
        yield from (gold for gold in map(json.loads, lines) if gold.get("split") == "learn")


def as_document(gold: Gold) -> Document:
    published = from_iso(gold["dct"]) if gold.get("dct") else None
    known = PublishedBy.GIVEN if published is not None else PublishedBy.UNKNOWN
    return Document(gold["text"], gold.get("title") or "", published, known)


@dataclass(frozen=True, slots=True)
class Read:
    """One annotated document with what the steps before compose() found in it."""

    gold: Gold
    document: Document
    words: Parse
    times: list[Mention[Timex]]
    places: list[Mention[Place]]

    def drafted(self, place: Features) -> Draft:
        """Its clusters, by these weights for the place on a local page."""
        return draft(self.document, self.words, self.times, self.places, {**weights(), "place": place})


def read(gold: Gold, gazetteer: Gazetteer) -> Read:
    document = as_document(gold)
    words = parse(document.text)
    document, times = timed(document, words)
    return Read(gold, document, words, times, find_places(document, words, gazetteer))


def bounds(when: Gold, today: int) -> tuple[int, int]:
    first = from_iso(when["start"]) if when.get("start") else min(today, from_iso(when["end"]))
    return first, from_iso(when["end"]) if when.get("end") else max(today, first)


def time_right(gold: Gold, when: When | None, today: int) -> bool:
    """The intervals meet, and the longer is at most four times the shorter."""
    if when is None:
        return False
    first, last = bounds(gold["when"], today)
    mine = (when.first if when.first is not None else first, when.last if when.last is not None else max(today, when.first or today))
    short, long = sorted((max(2, last - first + 1), max(2, mine[1] - mine[0] + 1)))
    return mine[0] <= last and first <= mine[1] and long <= 4 * short


def place_right(gold: Gold, place: Place | None) -> bool:
    return place is not None and any(_same(where, place) for where in gold["where"])


def _same(where: Gold, place: Place) -> bool:
    if "country" in (where["kind"], place.kind):
        return bool(where["kind"] == place.kind and where["country"] == place.country)
    there = Place("gold", "", where["lat"], where["lon"], where["kind"])
    return kilometres(there, place) <= (NEAR_AREA if where["kind"] in ("region", "water", "line") else NEAR)


def event_examples(gold: Gold, draft_: Draft) -> list[Example]:
    """Each cluster with its features; it is right where it is paired with an annotated event and has its time and place."""
    paired = _paired(gold, draft_)
    examples = []
    for number, one in enumerate(draft_.clusters):
        event, whole = paired.get(number, ({"core": False}, False))
        told = any(_touches(event, one, draft_) for event in gold["events"])
        examples.append(Example(gold["doc_id"], features(one, draft_.about), whole, whole and bool(event["core"]), told=told))
    return examples


def _paired(gold: Gold, draft_: Draft) -> dict[int, tuple[Gold, bool]]:
    """Cluster -> its annotated event, and whether time and place are right; one to one, the best pairs first.

    They share a word, or the cluster has the time and place of an event of its sentence.
    """
    today = from_iso(gold["dct"]) if gold.get("dct") else max((bounds(e["when"], 0)[1] for e in gold["events"]), default=0)
    scored = []
    for number, one in enumerate(draft_.clusters):
        for other, event in enumerate(gold["events"]):
            word = draft_.tree.words[main_mention(one).candidate.word]
            shared = any(word.start < m["trigger"][1] and word.end > m["trigger"][0] for m in event["mentions"])
            if not shared and not any(m["start"] <= word.start < m["end"] for m in event["mentions"]):
                continue
            then, there = time_right(event, one.best_time().when, today), place_right(event, one.best_place().place)
            if shared or (then and there):
                scored.append((-2 * shared - then - there, not event["core"], other, number, then and there))
    found: dict[int, tuple[Gold, bool]] = {}
    taken: set[int] = set()
    for _, _, other, number, whole in sorted(scored):
        if number not in found and other not in taken:
            taken.add(other)
            found[number] = gold["events"][other], whole
    return found


def _touches(event: Gold, one: Cluster, draft_: Draft) -> bool:
    words = [draft_.tree.words[m.candidate.word] for m in one.members]
    spans = [m["trigger"] for m in event["mentions"]]
    return any(word.start < end and word.end > start for word in words for start, end in spans)


def place_examples(gold: Gold, draft_: Draft) -> list[Example]:
    """The places in question of each cluster of which the annotations know something; a choice a cluster."""
    examples: list[Example] = []
    page = draft_.page
    for number, one in enumerate(draft_.clusters if page is not None else ()):
        right = _right_places(gold, draft_, one)
        if page is None or right is None or not open_question(one, page):
            continue
        for key, values in choices(one, page):
            holds = right(page.named[key].place)
            examples.append(Example(gold["doc_id"], values, holds, holds, choice=number))
    return examples


def _right_places(gold: Gold, draft_: Draft, one: Cluster) -> Callable[[Place], bool] | None:
    """What tells whether a place is right for a cluster; None where nothing is known of it."""
    if "events" in gold:
        meant = [event for event in gold["events"] if _touches(event, one, draft_)]
        return (lambda place: any(place_right(event, place) for event in meant)) if meant else None
    grave, when = kind_of(one) in GRAVE, one.best_time().when
    town = Place("gold", "", gold["event"]["lat"], gold["event"]["lon"], "city")
    then = when is not None and very_day(from_iso(gold["event"]["date"]), when)
    return (lambda place: kilometres(town, place) <= TOWN) if grave and then else None


def very_day(day: int, when: When) -> bool:
    return when.first is not None and when.last is not None and when.first <= day <= when.last <= when.first + 1


def incident_examples(gold: Gold, draft_: Draft, model: Features) -> list[Example]:
    """Each cluster of a news page as a candidate for its one incident: right on the very day, in the very town."""
    event = gold["event"]
    day, town = from_iso(event["date"]), Place("gold", "", event["lat"], event["lon"], "city")
    examples = []
    for one in draft_.clusters:
        when, place = one.best_time().when, one.best_place().place
        there = place is not None and kilometres(town, place) <= TOWN
        then = when is not None and very_day(day, when)
        values = importance_features(one, draft_.about, chance(features(one, draft_.about), model))
        examples.append(Example(gold["doc_id"], values, there and then, there and then))
    return examples


def learn_places(all_: Sequence[Read]) -> dict[str, float]:
    """Weights for the place on a local page, from clusters that the rules alone have placed."""
    examples = [example for one in all_ for example in place_examples(one.gold, one.drafted({}))]
    ruled = sum(e.right for e in examples if "rule" in e.values) / max(1, len({(e.document, e.choice) for e in examples}))
    print(f"places in question: right by rule {ruled:.3f}  over documents left out {ranked_left_out(examples, PLACE_RIDGE):.3f}")
    return rounded(fit_ranking(examples, PLACE_RIDGE, names_of(examples)))


def importance_examples(
    told: Sequence[Draft], news: Sequence[tuple[Gold, Draft]], found: Sequence[Example], sure: Sequence[float], model: Features
) -> list[Example]:
    """What the model of importance learns from: the main events of articles, with the confidence that has not seen them, and incidents."""
    clusters = [(one, made.about) for made in told for one in made.clusters]
    ranked = [
        Example(example.document, importance_features(one, about, chance_), example.core, example.core)
        for (one, about), example, chance_ in zip(clusters, found, sure, strict=True)
    ]
    for gold, made in news:
        ranked += incident_examples(gold, made, model)
    return ranked


def learn_importance(examples: Sequence[Example]) -> dict[str, float]:
    trials = [(ranked_left_out(examples, ridge), ridge) for ridge in (1.0, 4.0)]
    for share, ridge in trials:
        print(f"shrink {ridge:4.0f}  first-ranked right over documents left out {share:.3f}")
    return fit_ranking(examples, max(trials)[1], [name for name in names_of(examples) if name != "bias"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("events", type=Path)
    arguments.add_argument("--incidents", type=Path)
    arguments.add_argument("--write", action="store_true", help="replaces events/extraction/data/weights.json")
    given = arguments.parse_args()
    gazetteer = open_gazetteer()
    told = [read(gold, gazetteer) for gold in tqdm(list(documents(given.events)), desc="events")]
    news = [read(gold, gazetteer) for gold in tqdm(list(documents(given.incidents)) if given.incidents else [], desc="incidents")]
    place = learn_places(told + news) if news else weights()["place"]
    core = sum(event["core"] for one in told for event in one.gold["events"])
    made = [one.drafted(place) for one in told]
    found = [example for one, draft_ in zip(told, made, strict=True) for example in event_examples(one.gold, draft_)]
    model, cut, sure = learn_confidence(found, core)
    ranked = importance_examples(made, [(one.gold, one.drafted(place)) for one in news], found, sure, model)
    learnt = {**weights(), "place": place, "confidence": {**rounded(model), **PRIOR}, "importance": rounded(learn_importance(ranked))}
    learnt["limits"] = {**learnt["limits"], "keep": round(cut, 3)}
    written = json.dumps(learnt, indent=1, ensure_ascii=False) + "\n"
    if given.write:
        (DATA / "weights.json").write_text(written, encoding="utf-8")
    else:
        sys.stdout.write(written)


if __name__ == "__main__":
    main()
