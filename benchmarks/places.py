"""How well places are found and put where they are: `python -m benchmarks.places GOLD.jsonl ... [--split check] [--parses DIR]`.

Recognition counts spans: strict = the same, relaxed = any that overlap, one to one. Resolution counts the error in km of places that
people put somewhere: "matched" those that we found with the same span, "all" every one, where one that is missed is 20,039 km off. End
to end, a mention is right that overlaps one of theirs and lies within 161 km of it; one on a mention without coordinates counts neither
way. What is found is what `annotate` writes: a demonym of unclear use is no place. Intervals of 95 % are from drawing the documents
again. The peer, in the same run, takes the tagger's entities (GPE, LOC, FAC) and the most populous place of their name.

A score says how sure it is that the place is the one meant; there a country is right that holds the point which people gave it.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.gold import Annotated, annotated, causes_told, context, intervals, lines, options, pairs, plain, precision_recall_f1
from benchmarks.reliability import Judged, drawn, expected_error, told
from events.geocoding import find_places, names_place
from events.geocoding.names import PLACE_LABELS
from events.model import Mention, Span
from geodata.gazetteer import Gazetteer, Place, open_gazetteer

EARTH_KM = 6371.0088
FARTHEST_KM = 20039.0  # what is missed is as far off as can be
RIGHT_KM = 161.0  # a hundred miles
HOW = """No gold file is given, so there is nothing to measure against. A gold file has one document a line:
  {"doc_id": "1", "text": "...", "split": "check", "mentions": [{"start": 3, "end": 9, "text": "Gyumri", "lat": 40.79, "lon": 43.85}]}
lat and lon are null where the place is not known. Local Global Lexicon and GeoVirus are two published sets that can be brought into it.
  python -m benchmarks.places my-set/gold.jsonl --split check --show 3 --plot reliability.svg"""


@dataclass(slots=True)
class Record:
    """One document counted."""

    gold: int
    found: int
    strict: int = 0
    relaxed: int = 0
    right: int = 0
    placed_gold: int = 0
    placed_found: int = 0
    matched: list[float] = field(default_factory=list)  # km
    all: list[float] = field(default_factory=list)


def km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Along a great circle; safe at the poles and where 180 meets -180."""
    a, b, c, d = map(math.radians, (latitude, longitude, other_latitude, other_longitude))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def by_population(given: Annotated, gazetteer: Gazetteer) -> list[Mention[Place]]:
    """The peer: the tagger's places, and of each name the one where most people live."""
    words, found, first = given.parse.words, [], 0
    while first < len(words):
        last = first + 1
        if words[first].begins and words[first].entity in PLACE_LABELS:
            while last < len(words) and words[last].entity == words[first].entity and not words[last].begins:
                last += 1
            span = Span(words[first].start, words[last - 1].end)
            places = [sense.place for sense in gazetteer.lookup(span.of(given.document.text))]
            found.append(Mention(span, max(places, key=lambda place: place.population, default=None)))
        first = last
    return found


def count(given: Annotated, found: Sequence[Mention[Place]]) -> tuple[Record, list[Judged]]:
    """One document: its figures, and how sure we were of each place and whether it was right."""
    made = pairs(given.spans, [mention.span for mention in found])
    twin = {one: (found[two], same) for one, two, same in made}
    record = Record(len(given.marks), len(found), sum(same for *_, same in made), len(made))
    unplaced = {two for one, two, _ in made if given.marks[one].get("lat") is None}
    right: set[Span] = set()
    meant: set[Span] = set()
    for number, mark in enumerate(given.marks):
        if mark.get("lat") is None:
            continue
        mention, same = twin.get(number, (None, False))
        error = off(mark, mention)
        record.placed_gold += 1
        if mention is not None and mention.meaning is not None and error is not None:
            meant |= {mention.span} if error <= reach(mention.meaning) else set()
            right |= {mention.span} if error <= RIGHT_KM else set()
        if same and error is not None:
            record.matched.append(error)
        record.all.append(error if same and error is not None else FARTHEST_KM)
    placed = [mention for two, mention in enumerate(found) if mention.meaning is not None and two not in unplaced]
    record.placed_found, record.right = len(placed), len(right)
    return record, [Judged(mention.score, mention.span in meant) for mention in placed]


def reach(place: Place) -> float:
    """km within which a point is that of the place: sources differ in where they put the middle of a country."""
    return max(RIGHT_KM, place.radius_km)


def off(mark: Mapping[str, Any], mention: Mention[Place] | None) -> float | None:
    """km between the place that is marked and ours; None where there is none."""
    if mention is None or mention.meaning is None:
        return None
    return km(mark["lat"], mark["lon"], mention.meaning.latitude, mention.meaning.longitude)


def figures(records: Sequence[Record]) -> dict[str, float]:
    gold, found = sum(r.gold for r in records), sum(r.found for r in records)
    told: dict[str, float] = {}
    for name, right in (("strict", sum(r.strict for r in records)), ("relaxed", sum(r.relaxed for r in records))):
        told |= _named(f"recognition {name}", precision_recall_f1(right, found, gold))
    for name, errors in (("matched", [km for r in records for km in r.matched]), ("all", [km for r in records for km in r.all])):
        told |= _resolution(name, np.array(errors))
    right, placed = sum(r.right for r in records), sum(r.placed_found for r in records)
    return told | _named("end to end", precision_recall_f1(right, placed, sum(r.placed_gold for r in records)))


def _named(name: str, three: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((f"{name} precision", f"{name} recall", f"{name} F1"), three, strict=True))


def _resolution(name: str, errors: npt.NDArray[np.float64]) -> dict[str, float]:
    names = (f"Acc@161 {name}", f"mean error {name}, km", f"median error {name}, km", f"AUC {name}")
    if not len(errors):
        return dict.fromkeys(names, math.nan)
    scaled = np.log1p(np.sort(errors)) / math.log(FARTHEST_KM)
    area = (scaled[:-1] + scaled[1:]).mean() / 2 if len(scaled) > 1 else scaled[0]
    values = ((errors <= RIGHT_KM).mean(), errors.mean(), np.median(errors), area)
    return dict(zip(names, map(float, values), strict=True))


def judge(given: Annotated, found: Sequence[Mention[Place]], gazetteer: Gazetteer, causes: dict[str, list[str]]) -> None:
    """Sorts what went wrong in one document by cause; each mark and each mention of ours has one cause at most."""
    text = given.document.text
    made = pairs(given.spans, [mention.span for mention in found])
    twin = {one: (found[two], same) for one, two, same in made}
    for number, (mark, span) in enumerate(zip(given.marks, given.spans, strict=True)):
        mention, same = twin.get(number, (None, False))
        cause = _cause(mark, span.of(text), mention, same, gazetteer)
        if cause:
            causes.setdefault(cause, []).append(f"{context(text, span)}  ->  {_said(text, mention)}")
    paired = {two for _, two, _ in made}
    for two, mention in enumerate(found):
        if two not in paired:
            form = mention.form if mention.meaning else "without a place"
            causes.setdefault(f"extra, {form}", []).append(f"{context(text, mention.span)}  ->  {_said(text, mention)}")


def _cause(mark: Mapping[str, Any], words: str, mention: Mention[Place] | None, same: bool, gazetteer: Gazetteer) -> str:
    if mark.get("lat") is None:
        return "" if mention else "not found, and nobody knows where"
    known = any(km(mark["lat"], mark["lon"], s.place.latitude, s.place.longitude) <= RIGHT_KM for s in gazetteer.lookup(words))
    if mention is None:
        return f"not found, {'in' if known else 'not in'} the gazetteer"
    error = off(mark, mention)
    if error is not None and error <= RIGHT_KM:
        return "" if same else "wrong span, right place"
    if not same:
        return "wrong span, wrong place"
    if error is not None and mention.meaning is not None and error <= reach(mention.meaning):
        return f"the right {mention.meaning.kind}, its middle elsewhere"
    if known:
        return "wrong choice"
    return f"not in the gazetteer there, read as a {mention.meaning.kind}" if mention.meaning else "not in the gazetteer"


def _said(text: str, mention: Mention[Place] | None) -> str:
    if mention is None:
        return "nothing"
    place = mention.meaning
    where = f"{place.name}, {place.country} ({place.kind}, {place.latitude:.1f} {place.longitude:.1f})" if place else "no place"
    return f"“{mention.span.of(text)}” {where} {mention.score:.2f}"


def report(gold: Path, asked: argparse.Namespace, gazetteer: Gazetteer) -> tuple[dict[str, Any], list[Judged]]:
    """Measures one set and prints it, unless JSON is asked for."""
    records, peers, judged = [], [], []
    causes: dict[str, list[str]] = {}
    for given in annotated(gold, "mentions", asked.split, asked.parses):
        found = [mention for mention in find_places(given.document, given.parse, gazetteer) if names_place(mention)]
        record, scores = count(given, found)
        records.append(record)
        judged += scores
        peers.append(count(given, by_population(given, gazetteer))[0])
        judge(given, found, gazetteer, causes)
    if not records:
        raise SystemExit(f"{gold}: no document{f' of the part {asked.split}' if asked.split else ''}.")
    ours, theirs = figures(records), figures(peers)
    sure, unsure = intervals(records, figures, asked.rounds), intervals(peers, figures, asked.rounds)
    result = {"documents": len(records), "figures": ours, "intervals": sure, "peer": theirs, "peer intervals": unsure}
    result |= {"causes": {cause: len(found) for cause, found in causes.items()}, "calibration error": expected_error(judged)}
    if not asked.json:
        title = f"{gold.parent.name} {asked.split or 'all'}: {len(records)} documents, {sum(r.gold for r in records):,} places marked"
        print(f"{title}\n  {'':32} {'find_places':28} entities, most populous")
        print("\n".join((*lines(ours, theirs, sure, unsure), *causes_told(causes, asked.show), *told(judged), "")))
    return result, judged


def main(arguments: Sequence[str] | None = None) -> None:
    known = options(__doc__)
    known.add_argument("--plot", type=Path, metavar="FILE.svg", help="how often a score is right, as a picture")
    asked = known.parse_args(arguments)
    if not asked.gold:
        print(HOW)
        return
    gazetteer = open_gazetteer()
    found = {str(gold): report(gold, asked, gazetteer) for gold in asked.gold}
    if asked.json:
        print(json.dumps(plain({name: result for name, (result, _) in found.items()}), indent=1))
    if asked.plot:
        asked.plot.write_text(drawn({Path(name).parent.name: judged for name, (_, judged) in found.items()}), encoding="utf-8")


if __name__ == "__main__":
    main()
