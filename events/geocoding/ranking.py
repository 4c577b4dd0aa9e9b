"""Stretches that may name places in, how likely each of their senses is out: the whole document decides together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from events.geocoding.grouping import CONTAINERS, Group, Links, holds
from events.geocoding.names import Stretch
from events.geocoding.vocabulary import vocabulary
from events.language import Parse
from geodata.gazetteer import KINDS, Gazetteer, Place

Floats = npt.NDArray[np.float64]
FORMS = ("name", "alternate", "abbreviation", "code", "demonym", "seat", "former")
ANCHORS = 250  # groups that the others are compared with: bounds time and memory for a book
EARTH_KM = 6371.0
NEARBY_KM = 60.0  # names that any of their senses brings so close support each other
TRIED = 8  # senses of each anchor that may support others
BLOCK = 2048  # rows of the largest table that are held at once: 30 MB

LOCAL = (
    *FORMS, *KINDS, "weight", "size", "unpeopled", "largest", "behind the largest", "place in the list", "exact", "first-order",
    "kind asked", "other kind asked", "kind of", "other kind of", "inside", "not inside", "holds", "inside loosely", "holds loosely",
    "people as demonym", "people as name", "town like a country", "best known and speaking",
)  # fmt: skip
CONTEXT = (
    "country share", "region share", "country of neighbours", "region of neighbours", "near", "far", "nearest", "near neighbours",
    "country of the dateline", "near the dateline", "any in the region", "any near",
)  # fmt: skip
FIRST, LATER = LOCAL, LOCAL + CONTEXT


class Field:
    """All senses of all groups of one document, side by side: one row a sense."""

    def __init__(
        self, stretched: Sequence[Stretch], grouped: list[Group], member: list[int], tied: Links, parse: Parse, gazetteer: Gazetteer
    ) -> None:
        self.groups = grouped
        self.member = member
        self.senses = [sense for group in grouped for sense in group.senses]
        sizes = [len(group.senses) for group in grouped]
        self.owner = np.repeat(np.arange(len(grouped)), sizes)
        self.begins = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        places = [sense.place for sense in self.senses]
        self.points = _unit_vectors(places)
        self.country = _numbers([place.country for place in places])
        self.region = _numbers([f"{place.country}.{place.admin1}" if place.country and place.admin1 else None for place in places])
        self.local = np.zeros((len(places), len(LOCAL)))
        self.first_order = {place.id for place in places if place.kind == "region" and gazetteer.region_of(place) == place}
        self._fill_own()
        self._fill_words(stretched, parse)
        self._fill_links(tied)
        self.beside = self._neighbours()

    # -- the columns that need no other name

    def _set(self, row: int, column: str, value: float) -> None:
        index = COLUMN[column]
        if value > self.local[row, index]:
            self.local[row, index] = value

    def _fill_own(self) -> None:
        row = 0
        for group in self.groups:
            most = max(sense.place.population for sense in group.senses)
            has_country = any(s.place.kind == "country" and s.form in ("name", "alternate", "abbreviation") for s in group.senses)
            for rank, (form, place, weight) in enumerate((s.form, s.place, s.weight) for s in group.senses):
                line = self.local[row]
                line[COLUMN[form]] = line[COLUMN[place.kind]] = 1.0
                line[COLUMN["weight"]] = weight
                line[COLUMN["size"]] = math.log10(place.population + 1) / 7
                line[COLUMN["unpeopled"]] = place.population == 0
                line[COLUMN["largest"]] = place.population == most
                line[COLUMN["behind the largest"]] = math.log10((most + 100) / (place.population + 100)) / 4
                line[COLUMN["place in the list"]] = 1 / (1 + rank)
                line[COLUMN["exact"]] = place.name.lower() == group.name
                line[COLUMN["first-order"]] = place.id in self.first_order
                line[COLUMN["town like a country"]] = has_country and place.kind != "country"
                row += 1

    def _fill_words(self, stretched: Sequence[Stretch], parse: Parse) -> None:
        for number, group in enumerate(self.groups):
            share = 1 / len(group.stretches)
            for stretch in (stretched[n] for n in group.stretches):
                asked = kind_of(stretch, parse)
                people = parse.words[stretch.first].entity == "NORP" or parse.words[stretch.last - 1].tag == "JJ"
                if speaks(stretch, parse) and self.senses[self._rows(number)[0]].place.kind == "city":
                    self._add(self._rows(number)[0], "best known and speaking", share)
                if not (stretch.wants or asked or people):
                    continue
                for row in self._rows(number):
                    sense = self.senses[row]
                    if stretch.wants:
                        self._add(row, "kind asked" if sense.place.kind == stretch.wants else "other kind asked", share)
                    if asked:
                        self._add(row, "kind of" if sense.place.kind == asked else "other kind of", share)
                    if people:
                        self._add(row, "people as demonym" if sense.form == "demonym" else "people as name", share)

    def _add(self, row: int, column: str, value: float) -> None:
        self.local[row, COLUMN[column]] += value

    def _rows(self, group: int) -> range:
        first = int(self.begins[group])
        return range(first, first + len(self.groups[group].senses))

    def _fill_links(self, tied: Links) -> None:
        for pairs, inner_column, outer_column in ((tied.inside, "inside", "holds"), (tied.loosely, "inside loosely", "holds loosely")):
            grouped = dict.fromkeys((self.member[inner], self.member[outer]) for inner, outers in pairs.items() for outer in outers)
            for inner, outer in grouped:
                if inner >= 0 and outer >= 0:
                    self._link(inner, outer, inner_column, outer_column)

    def _link(self, inner: int, outer: int, inner_column: str, outer_column: str) -> None:
        any_inside = False
        inner_rows = self._rows(inner)
        for big in list(self._rows(outer))[:CONTAINERS]:
            held = [row for row in inner_rows if holds(self.senses[big].place, self.senses[row].place)]
            for row in held:
                self._set(row, inner_column, max(0.3, self.senses[big].weight))
            if held:
                any_inside = True
                self._set(big, outer_column, max(self.senses[row].weight for row in held))
        if any_inside and inner_column == "inside":
            for row in inner_rows:
                self._set(row, "not inside", float(self.local[row, COLUMN["inside"]] == 0))

    # -- the columns that look at the other names

    def _neighbours(self) -> Floats:
        """groups x groups: how close they stand in the text, 1 beside each other."""
        order = sorted((n, g) for g, group in enumerate(self.groups) for n in group.stretches)
        beside = np.zeros((len(self.groups), len(self.groups)), dtype=np.float64)
        for gap in (1, 2, 3):
            for (_, one), (_, other) in zip(order, order[gap:], strict=False):
                if one != other:
                    value = 1 / gap
                    beside[one, other] = max(beside[one, other], value)
                    beside[other, one] = max(beside[other, one], value)
        return beside

    def context(self, chances: Floats) -> Floats:
        """The CONTEXT columns, given how likely each sense is by now."""
        trust = np.array([group.weight for group in self.groups])
        best = np.array([row + int(np.argmax(chances[row : row + len(g.senses)])) for row, g in zip(self.begins, self.groups, strict=True)])
        anchors = np.argsort(-trust * chances[best], kind="stable")[:ANCHORS]
        other = self.owner[:, None] != anchors[None, :]
        beside = self.beside[:, anchors][self.owner]
        power = trust[anchors] * chances[best[anchors]]
        columns = [
            *self._shares(chances, trust),
            *self._shares_beside(chances, self.country),
            *self._shares_beside(chances, self.region),
        ]
        is_country = np.array([self.senses[row].place.kind == "country" for row in best[anchors]])
        pull = other * (power * ~is_country)[None, :]
        km = self._km(best[anchors])
        total = pull.sum(axis=1) + 1.0
        near = np.exp(-km / 80)
        columns += [(pull * near).sum(axis=1) / total, (pull * np.exp(-km / 500)).sum(axis=1) / total]
        pull = np.minimum(1, pull)
        columns += [(pull * near).max(axis=1), (pull * beside * np.exp(-km / 150)).max(axis=1)]
        columns += [*self._dateline(chances, best), self._any_in_region(chances, trust), self._any_near(chances, trust, anchors)]
        return np.column_stack(columns)

    def _any_in_region(self, chances: Floats, trust: Floats) -> Floats:
        """How many of the other names could lie in the same region at all."""
        could = chances**0.3
        table = np.zeros((len(self.groups), int(self.region.max(initial=0)) + 1))
        np.maximum.at(table, (self.owner, self.region), could)
        others = trust @ table
        mine = trust[self.owner]
        share: Floats = (others[self.region] - mine * table[self.owner, self.region]) / (trust.sum() - mine + 0.5)
        return np.where(self.region > 0, share, 0.0)

    def _any_near(self, chances: Floats, trust: Floats, anchors: npt.NDArray[np.int64]) -> Floats:
        """How many of the other names could lie nearby at all."""
        kept = sorted(anchors)
        rows = [
            first + rank
            for first in (int(self.begins[group]) for group in kept)
            for rank in np.argsort(-chances[first : first + len(self.groups[self.owner[first]].senses)], kind="stable")[:TRIED]
        ]
        columns = np.array(rows)
        begins = np.flatnonzero(np.diff(self.owner[columns], prepend=-1))
        weights, kept_groups = trust[kept], np.array(kept)[None, :]
        near = np.empty(len(self.points))
        for start in range(0, len(near), BLOCK):
            part = slice(start, start + BLOCK)
            nearness = np.exp((self.points[part] @ self.points[columns].T - 1) * (EARTH_KM / NEARBY_KM) ** 2)
            best = np.maximum.reduceat(nearness * chances[columns] ** 0.3, begins, axis=1)
            best[self.owner[part, None] == kept_groups] = 0
            near[part] = best @ weights / (weights.sum() - trust[self.owner[part]] + 0.5)
        return near

    def _km(self, rows: npt.NDArray[np.int64]) -> Floats:
        kilometres: Floats = np.arccos(np.clip(self.points @ self.points[rows].T, -1, 1)) * EARTH_KM
        return kilometres

    def _shares(self, chances: Floats, trust: Floats) -> list[Floats]:
        """How much of all other names lies in the sense's own country, and in its own region."""
        votes = chances * trust[self.owner]
        columns = []
        for codes in (self.country, self.region):
            total = np.bincount(codes, votes)
            mine = np.zeros(len(votes))
            for first, group in zip(self.begins, self.groups, strict=True):
                part = slice(first, first + len(group.senses))
                mine[part] = np.bincount(codes[part], votes[part], minlength=int(codes[part].max()) + 1)[codes[part]]
            known = np.where(codes > 0, total[codes] - mine, 0.0)
            columns.append(known / (votes.sum() - trust[self.owner] + 0.5))
        return columns

    def _shares_beside(self, chances: Floats, codes: npt.NDArray[np.int64]) -> list[Floats]:
        """The same, of the names beside this one in the text."""
        table = np.zeros((len(self.groups), int(codes.max(initial=0)) + 1))
        np.add.at(table, (self.owner, codes), chances)
        summed = self.beside @ table
        total = self.beside.sum(axis=1)[self.owner] + 0.5
        return [np.where(codes > 0, summed[self.owner, codes], 0.0) / total]

    def _dateline(self, chances: Floats, best: npt.NDArray[np.int64]) -> list[Floats]:
        """The first place of a text is often its home."""
        home = next((g for g, group in enumerate(self.groups) if group.weight > 0.6), 0)
        row = best[home]
        apart = self.owner != home
        return [apart * (self.country == self.country[row]) * 1.0, apart * np.exp(-self._km(best[home : home + 1])[:, 0] / 150)]


COLUMN = {name: number for number, name in enumerate(LATER)}


def kind_of(stretch: Stretch, parse: Parse) -> str:
    """The kind that "the town of X" asks for, or ""."""
    words, at = parse.words, stretch.first - 1
    if at >= 0 and words[at].pos == "DET":
        at -= 1
    if at >= 1 and words[at].text == "of":
        return vocabulary().of.get(words[at - 1].text.lower(), "")
    return ""


def speaks(stretch: Stretch, parse: Parse) -> bool:
    """ "Washington said": a town that speaks is a capital."""
    word = parse.words[stretch.last - 1]
    return word.dep == "nsubj" and "saying" in vocabulary().sides.get(parse.words[word.head].lemma, ())


def chances_of(field_: Field, first: dict[str, float], later: dict[str, float], passes: int = 2) -> tuple[Floats, Floats]:
    """How likely each sense is among those of its name (sums to 1 over a group), and how it fits with the rest (CONTEXT)."""
    chances = softmax(field_.local @ vector(first, FIRST), field_.begins, field_.owner)
    weights = vector(later, LATER)
    for _ in range(passes):
        context = field_.context(chances)
        chances = softmax(np.hstack((field_.local, context)) @ weights, field_.begins, field_.owner)
    return chances, context


def vector(weights: dict[str, float], columns: Sequence[str]) -> Floats:
    return np.array([weights.get(column, 0.0) for column in columns])


def softmax(scores: Floats, begins: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Floats:
    raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
    shares: Floats = raised / np.add.reduceat(raised, begins)[owner]
    return shares


def _unit_vectors(places: Sequence[Place]) -> Floats:
    latitude = np.radians([place.latitude for place in places])
    longitude = np.radians([place.longitude for place in places])
    return np.column_stack((np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)))


def _numbers(codes: Sequence[str | None]) -> npt.NDArray[np.int64]:
    """Each code a number from 1, None 0."""
    table: dict[str, int] = {}
    return np.array([0 if code is None else table.setdefault(code, len(table) + 1) for code in codes], dtype=np.int64)
