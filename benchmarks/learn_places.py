"""Annotated articles in, the weights of events/geocoding out: `python -m benchmarks.learn_places GOLD.jsonl ... [--parses DIR]`.

A line of GOLD is {"doc_id", "text", "split", "mentions": [{"start", "end", "lat", "lon"}]}; only `split == "learn"` is read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.places import RIGHT_KM, km, reach
from benchmarks.teaching import Article, articles, heeded, unsaid
from events.geocoding.confidence import signs as signs_of_score
from events.geocoding.finding import Candidates, all_candidates, chance, likely_ones, winners, with_meaning
from events.geocoding.ranking import FIRST, LATER, Field, Floats, softmax, vector
from events.geocoding.vocabulary import HERE, Weights
from geodata.gazetteer import Gazetteer, open_gazetteer

NEAR_KM = 25.0  # all within are right, and none beyond RIGHT_KM
# What the annotated articles cannot teach. They mark no Kremlin and no White House, but an article about a state's deeds needs
# them; and a name of several words that has one meaning only, written into our own tables by hand, is that place; so is the name
# of a country in several words, and "Kenyan town" tells where the town is.
GIVEN = {"seat": 2.0, "seat, PERSON": -3.0, "one meaning, size unknown": 2.5, "country of several words": 2.0, "use with land": 2.0}
HELD = {"best known and speaking": 1.5, "as written": 1.5}  # local news has too few capitals that speak, and too few accents
FOLDS = 5  # parts in which articles are left out in turn, to learn what the scores are worth
UNSAID = 0.5  # how much it is believed that a clear use is no place, between those that mark them and those that do not
RARE = 4  # signs seen in fewer examples carry no weight


# -- is it a place at all: logistic regression over signs


@dataclass(frozen=True, slots=True)
class Examples:
    signs: list[list[str]]
    labels: list[bool]
    shares: list[float]  # how far each is believed


def examples(read: Sequence[Article], candidates: Sequence[Candidates]) -> Examples:
    made = Examples([], [], [])
    for article, found in zip(read, candidates, strict=True):
        spans = {(m["start"], m["end"]) for m in article.mentions}
        for stretch, signs in zip(found.stretched, found.signs, strict=True):
            if signs[0] != "seat":
                made.signs.append(signs)
                made.labels.append((stretch.start, stretch.end) in spans)
                made.shares.append(UNSAID if unsaid(article, stretch, signs) else 1.0)
    report(f"{len(made.labels):,} candidate names, {sum(made.labels):,} of them places")
    return made


def logistic(given: Examples, penalty: float, rounds: int = 400) -> dict[str, float]:
    """Weights of signs by full-batch Adam on the penalised log-likelihood."""
    counts = Counter(sign for found in given.signs for sign in set(found))
    columns = {sign: number for number, sign in enumerate(sorted(s for s, count in counts.items() if count >= RARE))}
    rows = np.array([n for n, found in enumerate(given.signs) for sign in found if sign in columns])
    cells = np.array([columns[sign] for found in given.signs for sign in found if sign in columns])
    wanted, share = np.array(given.labels, dtype=float), np.array(given.shares)
    start = np.array([GIVEN.get(sign, 0.0) for sign in columns])
    free = np.array([sign not in GIVEN for sign in columns])

    def gradient(at: Floats) -> Floats:
        score = np.bincount(rows, at[cells], len(wanted))
        error = share * (1 / (1 + np.exp(-np.clip(score, -30, 30))) - wanted)
        slope: Floats = (np.bincount(cells, error[rows], len(columns)) + penalty * at) * free
        return slope

    best = adam(gradient, start, rounds, scale=len(wanted))
    return {sign: round(float(best[number]), 3) for sign, number in columns.items() if abs(best[number]) >= 0.005} | GIVEN


def adam(gradient: Callable[[Floats], Floats], at: Floats, rounds: int, scale: float, rate: float = 0.05) -> Floats:
    mean, square = np.zeros_like(at), np.zeros_like(at)
    for step in range(1, rounds + 1):
        slope = gradient(at) / scale
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        at = at - rate * (1 - step / (rounds + 1)) * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return at


# -- which place it is: a log-linear model over the senses of each name


@dataclass(frozen=True, slots=True)
class Choice:
    """The field of one article and, for each of its rows, how right it is; `weight` of each group, 0 = nothing known."""

    field: Field
    right: Floats
    weight: Floats


def choice(article: Article, likely: Candidates) -> Choice | None:
    field = likely.field
    if field is None:
        return None
    golds = {(m["start"], m["end"]): (m["lat"], m["lon"]) for m in article.mentions if m.get("lat") is not None}
    right, weight = np.zeros(len(field.senses)), np.zeros(len(field.groups))
    for number, group in enumerate(field.groups):
        rows = slice(int(field.begins[number]), int(field.begins[number]) + len(group.senses))
        for stretch in (likely.stretched[n] for n in group.stretches):
            point = golds.get((stretch.start, stretch.end))
            apart = (
                np.array([km(sense.place.latitude, sense.place.longitude, *point) for sense in group.senses])
                if point
                else np.array([RIGHT_KM + 1])
            )
            if apart.min() <= RIGHT_KM:
                weight[number] += 1
                right[rows] += apart <= max(NEAR_KM, apart.min() + 5)
    return Choice(field, (right > 0).astype(float), np.sqrt(weight))


def ranked(choices: Sequence[Choice], tables: Sequence[Floats], columns: Sequence[str], penalty: float) -> dict[str, float]:
    """Weights under which the right senses of all groups are likeliest together."""
    table = np.vstack(tables)
    right = np.concatenate([one.right for one in choices])
    weight = np.concatenate([one.weight for one in choices])
    offsets = np.cumsum([0, *(len(one.field.senses) for one in choices)])[:-1]
    shifts = np.cumsum([0, *(len(one.field.groups) for one in choices)])[:-1]
    begins = np.concatenate([one.field.begins + at for one, at in zip(choices, offsets, strict=True)])
    owner = np.concatenate([one.field.owner + at for one, at in zip(choices, shifts, strict=True)])

    def gradient(at: Floats) -> Floats:
        guess = softmax(table @ at, begins, owner)
        agreed = guess * right
        known = np.add.reduceat(agreed, begins)
        target = agreed / np.maximum(known, 1e-12)[owner]
        slope: Floats = table.T @ ((guess - target) * (weight * (known > 0))[owner]) + penalty * at
        return slope

    best = adam(gradient, np.zeros(len(columns)), 500, scale=float(weight.sum()))
    return {column: round(float(value), 3) for column, value in zip(columns, best, strict=True)} | HELD


def learn(read: Sequence[Article], gazetteer: Gazetteer, candidates: Sequence[Candidates] | None = None, penalty: float = 2.0) -> Weights:
    candidates = candidates or [all_candidates(article.document.text, article.parse, gazetteer) for article in read]
    first = logistic(examples(read, candidates), penalty)
    learnt = Weights(first, {}, {}, {})
    likely = [likely_ones(found, article.parse, gazetteer, learnt) for article, found in zip(read, candidates, strict=True)]
    local, whole = ranks([one for article, found in zip(read, likely, strict=True) if (one := choice(article, found))])
    learnt = Weights(first, {}, local, whole)
    second = logistic(examples(read, [with_meaning(found, learnt)[0] for found in likely]), penalty)
    return Weights(first, second, local, whole)


def ranks(choices: Sequence[Choice], penalty: float = 0.5, rounds: int = 3) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of the first pass, and those of the later ones, which see what the pass before them thought."""
    local = ranked(choices, [one.field.local for one in choices], FIRST, penalty)
    chances = [softmax(one.field.local @ vector(local, FIRST), one.field.begins, one.field.owner) for one in choices]
    whole: dict[str, float] = {}
    for _ in range(rounds):
        tables = [np.hstack((one.field.local, one.field.context(guess))) for one, guess in zip(choices, chances, strict=True)]
        whole = ranked(choices, tables, LATER, penalty)
        at = vector(whole, LATER)
        chances = [softmax(table @ at, one.field.begins, one.field.owner) for one, table in zip(choices, tables, strict=True)]
    return local, whole


# -- how sure: what the scores of left-out articles were worth


def confidence(read: Sequence[Article], gazetteer: Gazetteer) -> dict[str, float]:
    """How the chance that a place is right follows from both guesses, by articles that these were not learnt from."""
    candidates = [all_candidates(article.document.text, article.parse, gazetteer) for article in read]
    guesses: list[dict[str, float]] = []
    right: list[bool] = []
    for fold in range(FOLDS):
        kept = [number for number in range(len(read)) if number % FOLDS != fold]
        learnt = learn([read[number] for number in kept], gazetteer, [candidates[number] for number in kept])
        for number in range(fold, len(read), FOLDS):
            for guess, is_right in judged(read[number], candidates[number], gazetteer, learnt):
                guesses.append(guess)
                right.append(is_right)
    table, wanted = np.array([list(guess.values()) for guess in guesses]), np.array(right, dtype=float)

    def gradient(at: Floats) -> Floats:
        slope: Floats = table.T @ (1 / (1 + np.exp(-table @ at)) - wanted)
        return slope

    best = np.maximum(adam(gradient, np.array([1.0, 1.0, 1.0, 0.0]), 2000, scale=len(wanted)), [-np.inf, 0, 0, -np.inf])
    return dict(zip(guesses[0], (round(float(value), 3) for value in best), strict=True))


def judged(article: Article, candidates: Candidates, gazetteer: Gazetteer, learnt: Weights) -> Iterator[tuple[dict[str, float], bool]]:
    """The guesses behind each place found, and whether it is right; what the annotators pass over is left out."""
    likely, chances = with_meaning(likely_ones(candidates, article.parse, gazetteer, learnt), learnt)
    kept, scores = winners(likely, learnt)
    field = likely.field
    for number in kept:
        stretch = likely.stretched[number]
        if field is None or field.member[number] < 0 or unsaid(article, stretch, likely.signs[number]):
            continue
        first = int(field.begins[field.member[number]])
        row = first + int(np.argmax(chances[first : first + len(field.groups[field.member[number]].senses)]))
        golds = [m for m in article.mentions if m["start"] < stretch.end and stretch.start < m["end"]]
        place = field.senses[row].place
        if field.senses[row].form != "seat" and all(m.get("lat") is not None for m in golds):
            is_right = any(km(place.latitude, place.longitude, m["lat"], m["lon"]) <= reach(place) for m in golds)
            yield signs_of_score(chance(scores[number]), float(chances[row]), field.senses[row].form == "demonym"), is_right


def report(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def save(learnt: Weights, path: Path) -> None:
    table = {name: dict(sorted(getattr(learnt, name).items())) for name in ("first", "second", "local", "whole", "score")}
    path.write_text(json.dumps(table, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", nargs="+", type=Path)
    options.add_argument("--parses", type=Path, help="a folder of pickled parses, <folder of the gold file>.pkl, to save the parsing")
    options.add_argument("--output", type=Path, default=HERE / "weights.json")
    asked = options.parse_args()
    gazetteer = open_gazetteer()
    read = [article for gold in asked.gold for article in heeded(articles(gold, asked.parses), gazetteer)]
    save(replace(learn(read, gazetteer), score=confidence(read, gazetteer)), asked.output)


if __name__ == "__main__":
    main()
