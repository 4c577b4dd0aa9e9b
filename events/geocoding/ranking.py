"""Stretches that may name places in, how likely each of their senses is out: the whole document decides together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from events.geocoding.fitting import CONTEXT as CONTEXT
from events.geocoding.fitting import Cells, Ints, context_of, edges
from events.geocoding.fitting import Floats as Floats
from events.geocoding.grouping import CONTAINERS, Group, Links, holds
from events.geocoding.names import Stretch
from events.geocoding.surroundings import countries_spoken_of, lists, town_follows
from events.geocoding.vocabulary import vocabulary
from events.language import Parse
from geodata.gazetteer import KINDS, Gazetteer, Place, fold

FORMS = ("name", "alternate", "abbreviation", "code", "demonym", "seat", "former")

SETTLED = 0.02  # a pass that changes no chance by more is the last

LOCAL = (
    *FORMS, *KINDS, "weight", "size", "unpeopled", "behind the largest", "fame", "behind the best known",
    "place in the list", "exact", "as written", "first-order",
    "kind asked", "other kind asked", "kind of", "other kind of", "inside", "not inside", "holds", "inside loosely", "holds loosely",
    "people as demonym", "people as name", "town like a country", "best known and speaking",
    "town's word, city", "town's word, country", "town's word, region", "country of the words",
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
        names = {group.name: number for number, group in enumerate(grouped)}
        self.named = np.array([names[group.name] for group in grouped], dtype=np.int64)  # "Paris, Texas" and "Paris, France" are one
        self.owner = np.repeat(np.arange(len(grouped)), sizes)
        self.begins = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        places = [sense.place for sense in self.senses]
        self.points = _unit_vectors(places)
        self.country = self._cells([place.country for place in places])
        self.region = self._cells([f"{place.country}.{place.admin1}" if place.country and place.admin1 else None for place in places])
        self.local = np.zeros((len(places), len(LOCAL)))
        self.first_order = {place.id for place in places if place.kind == "region" and gazetteer.region_of(place) == place}
        self._fill_own()
        self._fill_words(stretched, parse)
        self._fill_country(parse)
        self._fill_links(tied)
        self.sort = self._cells([f"{place.kind} {place.id in self.first_order}" for place in places])
        order = [group for _, group in sorted((n, g) for g, group in enumerate(grouped) for n in group.stretches)]
        self.beside = edges([order], (1.0, 1 / 2, 1 / 3))
        listed = [[member[number] for number in numbers if member[number] >= 0] for numbers in lists(stretched, parse)]
        self.listed = edges(listed, (1.0, 1.0, 1.0, 1.0))

    def _cells(self, codes: Sequence[str | None]) -> Cells:
        """Rows by group and by a code that they have or have not."""
        table: dict[str, int] = {}
        numbers = np.array([0 if code is None else table.setdefault(code, len(table) + 1) for code in codes], dtype=np.int64)
        return Cells(numbers, self.owner, len(table) + 1)

    # -- the columns that need no other name

    def _set(self, row: int, column: str, value: float) -> None:
        index = COLUMN[column]
        if value > self.local[row, index]:
            self.local[row, index] = value

    def _fill_own(self) -> None:
        row = 0
        for group in self.groups:
            most, best = max(sense.place.population for sense in group.senses), max(sense.fame for sense in group.senses)
            has_country = any(s.place.kind == "country" and s.form in ("name", "alternate", "abbreviation") for s in group.senses)
            for rank, (place, form, weight, fame) in enumerate((s.place, s.form, s.weight, s.fame) for s in group.senses):
                line = self.local[row]
                line[COLUMN[form]] = line[COLUMN[place.kind]] = 1.0
                line[COLUMN["weight"]] = weight
                line[COLUMN["size"]] = math.log10(place.population + 1) / 7
                line[COLUMN["unpeopled"]] = place.population == 0
                line[COLUMN["behind the largest"]] = math.log10((most + 100) / (place.population + 100)) / 4
                line[COLUMN["place in the list"]] = 1 / (1 + rank)
                line[COLUMN["fame"]] = fame / 7
                line[COLUMN["behind the best known"]] = (best - fame) / 4
                line[COLUMN["exact"]] = fold(place.name) == group.name
                line[COLUMN["first-order"]] = place.id in self.first_order
                line[COLUMN["town like a country"]] = has_country and place.kind != "country"
                row += 1

    def _fill_words(self, stretched: Sequence[Stretch], parse: Parse) -> None:
        for number, group in enumerate(self.groups):
            share = 1 / len(group.stretches)
            for stretch in (stretched[n] for n in group.stretches):
                asked = kind_of(stretch, parse)
                town, marked = town_follows(stretch, parse), _marked(stretch, parse)
                people = parse.words[stretch.first].entity == "NORP" or parse.words[stretch.last - 1].tag == "JJ"
                if speaks(stretch, parse) and self.senses[self._rows(number)[0]].place.kind == "city":
                    self._add(self._rows(number)[0], "best known and speaking", share)
                if not (stretch.wants or asked or people or town or marked):
                    continue
                for row in self._rows(number):
                    sense = self.senses[row]
                    if stretch.wants:
                        self._add(row, "kind asked" if sense.place.kind == stretch.wants else "other kind asked", share)
                    if asked:
                        self._add(row, "kind of" if sense.place.kind == asked else "other kind of", share)
                    if people:
                        self._add(row, "people as demonym" if sense.form == "demonym" else "people as name", share)
                    if town and sense.place.kind in ("city", "country", "region"):
                        self._add(row, f"town's word, {sense.place.kind}", share)
                    if marked and sense.place.name == marked:
                        self._add(row, "as written", share)

    def _fill_country(self, parse: Parse) -> None:
        told = countries_spoken_of(parse)
        for row, sense in enumerate(self.senses if told else ()):
            self._set(row, "country of the words", told.get(sense.place.country or "", 0.0))

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

    def context(self, chances: Floats) -> Floats:
        """The CONTEXT columns, given how likely each sense is by now."""
        return context_of(self, chances)


COLUMN = {name: number for number, name in enumerate(LATER)}


def kind_of(stretch: Stretch, parse: Parse) -> str:
    """The kind that "the town of X" asks for, or ""."""
    words, at = parse.words, stretch.first - 1
    if at >= 0 and words[at].pos == "DET":
        at -= 1
    if at >= 1 and words[at].text == "of":
        return vocabulary().of.get(words[at - 1].text.lower(), "")
    return ""


def _marked(stretch: Stretch, parse: Parse) -> str:
    """The name as it is written, where it has letters that English has not: "Córdoba"."""
    words = parse.words[stretch.first : stretch.last]
    return "" if all(word.text.isascii() for word in words) else " ".join(word.text for word in words)


def speaks(stretch: Stretch, parse: Parse) -> bool:
    """ "Washington said": a town that speaks is a capital."""
    word = parse.words[stretch.last - 1]
    return word.dep == "nsubj" and "saying" in vocabulary().sides.get(parse.words[word.head].lemma, ())


def chances_of(field_: Field, first: dict[str, float], later: dict[str, float], passes: int = 3) -> tuple[Floats, Floats]:
    """How likely each sense is among those of its name (sums to 1 over a group), and how it fits with the rest (CONTEXT)."""
    chances = softmax(field_.local @ vector(first, FIRST), field_.begins, field_.owner)
    own, fit = np.split(vector(later, LATER), [len(LOCAL)])
    by_itself = field_.local @ own
    for _ in range(passes):
        before, context = chances, field_.context(chances)
        chances = softmax(by_itself + context @ fit, field_.begins, field_.owner)
        if np.abs(chances - before).max() < SETTLED:
            break
    return chances, context


def vector(weights: dict[str, float], columns: Sequence[str]) -> Floats:
    return np.array([weights.get(column, 0.0) for column in columns])


def softmax(scores: Floats, begins: Ints, owner: Ints) -> Floats:
    raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
    shares: Floats = raised / np.add.reduceat(raised, begins)[owner]
    return shares


def _unit_vectors(places: Sequence[Place]) -> Floats:
    latitude = np.radians([place.latitude for place in places])
    longitude = np.radians([place.longitude for place in places])
    return np.column_stack((np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)))
