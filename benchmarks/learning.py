"""Examples in, logistic models out that mark or rank them, with the chances that they give to documents left out."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

Features = dict[str, float]
FOLDS = 10
FOLDINGS = 3  # a cut-off chosen on one division of thirty documents moves by a third with the next


@dataclass(frozen=True, slots=True)
class Example:
    """One cluster (or place) of one document: what the model sees, whether the annotators have it so, whether as one of the main events;
    whether it tells of an event of theirs at all."""

    document: str
    values: Features
    right: bool
    core: bool
    _: KW_ONLY
    choice: int = 0  # where a document has several choices to make: which
    told: bool = False


def fit(
    examples: Sequence[tuple[Features, float]], ridge: float, names: Sequence[str], prior: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Weights of a logistic model by Newton's method, shrunk towards `prior` (else 0); the bias is not shrunk."""
    matrix = np.array([[values.get(name, 0.0) for name in names] for values, _ in examples])
    target = np.array([label for _, label in examples])
    shrink = np.array([0.0 if name == "bias" else ridge for name in names])
    start = np.array([(prior or {}).get(name, 0.0) for name in names])
    found = start.copy()
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ found, -30, 30)))
        slope = matrix.T @ (target - chance) - shrink * (found - start)
        bend = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + np.diag(shrink + 1e-6)
        step = np.linalg.solve(bend, slope)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    return dict(zip(names, found.tolist(), strict=True))


def names_of(examples: Iterable[Example], least: int = 5) -> list[str]:
    """The features that at least so many examples show."""
    seen: dict[str, int] = {}
    for example in examples:
        for name in example.values:
            seen[name] = seen.get(name, 0) + 1
    return sorted(name for name, count in seen.items() if count >= least)


def chance(values: Features, model: Mapping[str, float]) -> float:
    total = sum(value * model.get(name, 0.0) for name, value in values.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def fit_confidence(examples: Sequence[Example], ridge: float) -> dict[str, float]:
    """Weights for "right", shrunk towards those for "told"."""
    names = names_of(examples)
    told = fit([(e.values, float(e.told)) for e in examples], ridge, names)
    return fit([(e.values, float(e.right)) for e in examples], ridge, names, told)


def left_out(examples: Sequence[Example], ridge: float, folding: int = 0) -> list[float]:
    """For each example its chance by a model that has not seen its document; each `folding` divides the documents otherwise."""
    order = sorted({example.document for example in examples})
    random.Random(folding).shuffle(order)
    fold = {document: number % FOLDS for number, document in enumerate(order)}
    chances = [0.0] * len(examples)
    for part in range(FOLDS):
        seen = [e for e in examples if fold[e.document] != part]
        model = fit_confidence(seen, ridge)
        for number, example in enumerate(examples):
            if fold[example.document] == part:
                chances[number] = chance(example.values, model)
    return chances


def best_cut(examples: Sequence[Example], chances: Sequence[float], core: int) -> tuple[float, float]:
    """(best F1 of complete events, cut-off): precision over all listed, recall over the main ones.

    The cut-off is the lowest that loses at most 0.02, less than chance makes of so few documents: a reader strikes out one event more
    easily than finding one that is missing.
    """
    ranked = sorted(zip(chances, examples, strict=True), key=lambda pair: -pair[0])
    right = right_core = 0
    curve = [(0.0, 0.5)]
    for listed, (sure, example) in enumerate(ranked, 1):
        right += example.right
        right_core += example.core
        precision, recall = right / listed, right_core / max(1, core)
        curve.append((2 * precision * recall / max(1e-9, precision + recall), sure))
    best = max(curve)[0]
    return best, min(cut for score, cut in curve if score >= best - 0.02)


def learn_confidence(examples: Sequence[Example], core: int) -> tuple[dict[str, float], float, list[float]]:
    """Weights, cut-off and chances of documents left out; the strength of the shrinking is the one that gives them the surest chances."""
    trials = []
    for ridge in (1.0, 2.0, 4.0, 8.0, 16.0):
        divided = [left_out(examples, ridge, folding) for folding in range(FOLDINGS)]
        score, cut = best_cut([*examples] * FOLDINGS, [sure for chances in divided for sure in chances], core * FOLDINGS)
        chances = np.mean(divided, axis=0).tolist()
        logs = [np.log(sure if example.right else 1 - sure) for sure, example in zip(chances, examples, strict=True)]
        fit_ = float(np.mean(logs))
        print(f"shrink {ridge:4.0f}  over documents left out: log chance {fit_:.4f}  complete F1 {score:.3f}  cut-off {cut:.2f}")
        trials.append((fit_, -ridge, cut, chances))
    _, minus, cut, chances = max(trials)
    return fit_confidence(examples, -minus), cut, chances


def rank_share(examples: Sequence[Example], chances: Sequence[float]) -> float:
    """Share of the choices whose first-ranked example is right."""
    best: dict[tuple[str, int], tuple[float, bool]] = {}
    for example, sure in zip(examples, chances, strict=True):
        key = example.document, example.choice
        best[key] = max(best.get(key, (-1.0, False)), (sure, example.right))
    return sum(right for _, right in best.values()) / max(1, len(best))


def fit_ranking(examples: Sequence[Example], ridge: float, names: Sequence[str]) -> dict[str, float]:
    """Weights under which the right clusters of a document rank first: a conditional logit, by gradient ascent."""
    groups: dict[tuple[str, int], list[Example]] = {}
    for example in examples:
        groups.setdefault((example.document, example.choice), []).append(example)
    blocks = [
        (np.array([[e.values.get(name, 0.0) for name in names] for e in group]), np.array([e.core for e in group]))
        for group in groups.values()
        if any(e.core for e in group) and not all(e.core for e in group)
    ]
    found = np.zeros(len(names))
    for _ in range(400):
        slope = -ridge * found
        for matrix, right in blocks:
            raised = np.exp(matrix @ found - (matrix @ found).max())
            slope += matrix.T @ (raised * right / (raised @ right) - raised / raised.sum())
        found += slope / (len(blocks) + ridge)
    return dict(zip(names, found.tolist(), strict=True))


def ranked_left_out(examples: Sequence[Example], ridge: float) -> float:
    """Share of the documents whose first-ranked cluster is right, by weights that have not seen the document."""
    order = sorted({example.document for example in examples})
    fold = {document: number % 5 for number, document in enumerate(order)}
    chances = [0.0] * len(examples)
    for part in range(5):
        seen = [e for e in examples if fold[e.document] != part]
        model = fit_ranking(seen, ridge, [name for name in names_of(seen) if name != "bias"])
        for number, example in enumerate(examples):
            if fold[example.document] == part:
                chances[number] = chance(example.values, model)
    return rank_share(examples, chances)


def rounded(model: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in sorted(model.items()) if abs(weight) >= 0.0005}
