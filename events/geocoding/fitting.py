"""The senses of a document's names and how likely each is in, how each fits with the other names out: the CONTEXT columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from events.geocoding.ranking import Field

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ANCHORS = 250  # groups that the others are compared with: bounds time and memory for a book
EARTH_KM = 6371.0
NEARBY_KM = 60.0  # names that any of their senses brings so close support each other
TRIED = 8  # senses of each anchor that may support others
BLOCK = 2048  # rows of the largest table that are held at once: 30 MB
STRAY = 0.05  # the chance that a name of a text lies in any one country or region by accident
LOUDEST = 3.0  # no name speaks louder for a home, however often it is said

CONTEXT = (
    "country share", "region share", "country of neighbours", "region of neighbours", "near", "far", "nearest", "near neighbours",
    "any in the region", "any near", "home region", "home country", "like the list",
)  # fmt: skip


class Near(NamedTuple):
    """Pairs of groups that stand close in the text, both ways, and how close: 1 beside each other."""

    one: Ints
    other: Ints
    value: Floats


class Cells:
    """Rows by group and code, sparse: a cell is one code of one group. Code 0 = none, such a row is in no cell that counts."""

    def __init__(self, codes: Ints, owner: Ints, width: int) -> None:
        self.codes = codes
        self.width = width
        keys, cell = np.unique(owner * width + codes, return_inverse=True)
        self.keys = keys
        self.cell = cell.reshape(-1)
        self.group, self.code = np.divmod(keys, width)
        self.known = codes > 0

    def sums(self, values: Floats) -> Floats:
        summed: Floats = np.bincount(self.cell, values, len(self.keys)).astype(np.float64, copy=False)
        return summed

    def by_row(self, values: Floats) -> Floats:
        """One value a cell -> one a row, 0 for rows without a code."""
        return np.where(self.known, values[self.cell], 0.0)


def edges(rows: Iterable[Sequence[int]], values: Sequence[float]) -> Near:
    """Groups in the order of the text -> pairs of those at most so many places apart."""
    found: dict[tuple[int, int], float] = {}
    for order in rows:
        for gap, value in enumerate(values, 1):
            for one, other in zip(order, order[gap:], strict=False):
                if one != other and found.get((one, other), 0.0) < value:
                    found[one, other] = found[other, one] = value
    pairs = np.array(list(found), dtype=np.int64).reshape(-1, 2)
    return Near(pairs[:, 0], pairs[:, 1], np.array(list(found.values()), dtype=np.float64))


def context_of(field: Field, chances: Floats) -> Floats:
    trust = np.array([group.weight for group in field.groups])
    best = np.array([row + int(np.argmax(chances[row : row + len(g.senses)])) for row, g in zip(field.begins, field.groups, strict=True)])
    anchors = np.argsort(-trust * chances[best], kind="stable")[:ANCHORS]
    return np.column_stack([
        _share(field, field.country, chances, trust),
        _share(field, field.region, chances, trust),
        _beside(field, field.beside, field.country, chances),
        _beside(field, field.beside, field.region, chances),
        *_nearness(field, chances, trust, best, anchors),
        _any_in_region(field, chances, trust),
        _any_near(field, chances, trust, anchors),
        home(field.region, chances, trust),
        home(field.country, chances, trust),
        _beside(field, field.listed, field.sort, chances),
    ])  # fmt: skip


def _share(field: Field, cells: Cells, chances: Floats, trust: Floats) -> Floats:
    """How much of all other names lies in the sense's own country or region."""
    votes = cells.sums(chances * trust[field.owner])
    total = np.bincount(cells.code, votes, cells.width)
    rest: Floats = cells.by_row(total[cells.code] - votes) / (trust.sum() - trust[field.owner] + 0.5)
    return rest


def _beside(field: Field, near: Near, cells: Cells, chances: Floats) -> Floats:
    """The same, of the names close to this one in the text, or in one list with it."""
    count = np.bincount(near.one, near.value, len(field.groups))
    if not len(near.one):
        return np.zeros(len(chances))
    first = np.searchsorted(cells.group, near.other)
    many = np.searchsorted(cells.group, near.other, side="right") - first
    pair = np.repeat(np.arange(len(near.one)), many)
    theirs = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many) + first[pair]  # the cells of the other group
    wanted = near.one[pair] * cells.width + cells.code[theirs]
    mine = np.minimum(np.searchsorted(cells.keys, wanted), len(cells.keys) - 1)
    same = cells.keys[mine] == wanted
    summed = np.bincount(mine[same], (near.value[pair] * cells.sums(chances)[theirs])[same], len(cells.keys)).astype(np.float64, copy=False)
    shares: Floats = cells.by_row(summed) / (count[field.owner] + 0.5)
    return shares


def _nearness(field: Field, chances: Floats, trust: Floats, best: Ints, anchors: Ints) -> list[Floats]:
    """How near the choices of the other names are, countries aside: all, all within a wider reach, the nearest, those beside."""
    is_country = np.array([field.senses[row].place.kind == "country" for row in best[anchors]])
    power = trust[anchors] * chances[best[anchors]] * ~is_country
    place = np.full(len(field.groups), -1)
    place[anchors] = np.arange(len(anchors))
    kept = place[field.beside.other] >= 0
    beside = np.zeros((len(field.groups), len(anchors)))
    beside[field.beside.one[kept], place[field.beside.other[kept]]] = field.beside.value[kept]
    columns = np.empty((4, len(chances)))
    for start in range(0, len(chances), BLOCK):
        part = slice(start, start + BLOCK)
        owner = field.owner[part]
        pull = (field.named[owner, None] != field.named[None, anchors]) * power[None, :]
        km = kilometres(field.points[part], field.points[best[anchors]])
        total, near = pull.sum(axis=1) + 1.0, np.exp(-km / 80)
        columns[:2, part] = (pull * near).sum(axis=1) / total, (pull * np.exp(-km / 500)).sum(axis=1) / total
        pull = np.minimum(1, pull)
        columns[2:, part] = (pull * near).max(axis=1), (pull * beside[owner] * np.exp(-km / 150)).max(axis=1)
    return list(columns)


def _any_in_region(field: Field, chances: Floats, trust: Floats) -> Floats:
    """How many of the other names could lie in the same region at all."""
    cells = field.region
    could = np.zeros(len(cells.keys))
    np.maximum.at(could, cells.cell, chances**0.3)
    could *= trust[cells.group]
    others = np.bincount(cells.code, could, cells.width)
    share: Floats = cells.by_row(others[cells.code] - could) / (trust.sum() - trust[field.owner] + 0.5)
    return share


def _any_near(field: Field, chances: Floats, trust: Floats, anchors: Ints) -> Floats:
    """How many of the other names could lie nearby at all."""
    kept = sorted(anchors)
    rows = [
        first + rank
        for first in (int(field.begins[group]) for group in kept)
        for rank in np.argsort(-chances[first : first + len(field.groups[field.owner[first]].senses)], kind="stable")[:TRIED]
    ]
    columns = np.array(rows)
    begins = np.flatnonzero(np.diff(field.owner[columns], prepend=-1))
    weights, names = trust[kept], field.named[None, kept]
    near = np.empty(len(field.points))
    for start in range(0, len(near), BLOCK):
        part = slice(start, start + BLOCK)
        nearness = np.exp((field.points[part] @ field.points[columns].T - 1) * (EARTH_KM / NEARBY_KM) ** 2)
        best = np.maximum.reduceat(nearness * chances[columns] ** 0.3, begins, axis=1)
        best[field.named[field.owner[part], None] == names] = 0
        near[part] = best @ weights / (weights.sum() - trust[field.owner[part]] + 0.5)
    return near


def home(cells: Cells, chances: Floats, trust: Floats) -> Floats:
    """How likely the sense's country or region is the home of the text by all other names: each lies at home or strays anywhere.

    A name that lies in one region only says much; one that lies everywhere says little.
    """
    told = np.log1p(cells.sums(chances) / STRAY) * np.minimum(trust, LOUDEST)[cells.group] * (cells.code > 0)
    score = np.bincount(cells.code, told, cells.width)
    without = np.exp(score[cells.code] - told - score.max())
    raised = np.exp(score - score.max()) * (np.arange(cells.width) > 0)
    changed = np.bincount(cells.group, (without - raised[cells.code]) * (cells.code > 0))
    return cells.by_row(without / np.maximum(raised.sum() + changed[cells.group], 1e-300))


def kilometres(points: Floats, others: Floats) -> Floats:
    apart: Floats = np.arccos(np.clip(points @ others.T, -1, 1)) * EARTH_KM
    return apart
