"""A field of senses and a pair of them in, the names and numbers that an explanation of the choice speaks of out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from events.geocoding.grouping import CONTAINERS, holds, links
from events.geocoding.names import Stretch
from events.geocoding.ranking import Field, Floats, kind_of
from events.geocoding.reasons import said
from events.language import Parse, Word
from geodata.gazetteer import Gazetteer, Place

ANCHORS = 250  # names that count most are looked at as neighbours: a book takes no longer than its length
EARTH_KM = 6371.0
NEAR_KM = 300.0  # what lies farther is no neighbour that a reader would see
SHOWN = 2  # other places that are named at once
QUOTED = 60  # characters of the text at most

Known = dict[str, str]  # a blank of reasons.toml -> what fills it; what is not known is absent or ""


class Facts:
    """About the senses of one document. `stretched` are those that the field was made of."""

    def __init__(self, field: Field, stretched: Sequence[Stretch], chances: Floats, text: str, parse: Parse, gazetteer: Gazetteer) -> None:
        self.field, self.stretched, self.text, self.parse, self.gazetteer = field, stretched, text, parse, gazetteer
        self.best = [int(row + np.argmax(chances[row : row + len(g.senses)])) for row, g in zip(field.begins, field.groups, strict=True)]
        weight = {group: field.groups[group].weight * chances[row] for group, row in enumerate(self.best)}
        self.anchors = sorted(weight, key=lambda group: -weight[group])[:ANCHORS]
        tied = links(stretched, parse)
        pairs = [(inner, outer) for table in (tied.inside, tied.loosely) for inner, outers in table.items() for outer in outers]
        self.outer: dict[int, list[int]] = {}
        self.inner: dict[int, list[int]] = {}
        for inner, outer in pairs:
            self.outer.setdefault(inner, []).append(outer)
            self.inner.setdefault(outer, []).append(inner)
        self._known: dict[int, Known] = {}

    def of_choice(self, row: int, other: int) -> Known:
        """What is known of one sense and, after "other_", of another of the same name; their kind and form only where they differ."""
        ours, place, rival = self._of(row), self.field.senses[row].place, self.field.senses[other].place
        theirs = {f"other_{name}": value for name, value in self._of(other).items() if value != ours.get(name)}
        compared = " against ".join(f"{people:,}" if people else "an unknown number" for people in (place.population, rival.population))
        more = place.population - rival.population
        return ours | theirs | ({"more_people" if more > 0 else "fewer_people": compared} if more else {})

    def of_naming(self, stretch: Stretch, place: Place | None) -> Known:
        words = self.parse.words
        last = words[stretch.last - 1]
        known = {
            "label": said("label", last.entity or words[stretch.first].entity or "none"),
            "before": _shown(words[stretch.first - 1]) if stretch.first else "",
            "after": _shown(words[stretch.last]) if stretch.last < len(words) else "",
            "head": _shown(words[last.head]) if not stretch.first <= last.head < stretch.last else "",
            "place" if len(self.field.groups) > 1 else "lone": place.name if place else "",
        }
        places = {sense.place.id for sense in stretch.senses}
        if place and stretch.senses[0].form in ("demonym", "seat"):
            known |= {f"{stretch.senses[0].form}_of": place.name}
        elif len(places) > 1:
            known["count"] = str(len(places))
        elif places:
            known["only"] = said("kind", stretch.senses[0].place.kind)
        return known

    def _of(self, row: int) -> Known:
        if row not in self._known:
            group = int(self.field.owner[row])
            self._known[row] = {**self._own(row, group), **self._linked(row, group), **self._around(row, group)}
        return self._known[row]

    def _own(self, row: int, group: int) -> Known:
        sense, senses = self.field.senses[row], self.field.groups[group].senses
        people = sense.place.population
        most = people and people == max(other.place.population for other in senses)
        count = len({other.place.id for other in senses})
        form = "exact" if sense.place.name.lower() == self.field.groups[group].name else sense.form
        first = self.stretched[self.field.groups[group].stretches[0]]
        return {
            "people": f"{people:,}" if people else "",
            "most_of": str(count) if most and count > 2 else "",
            "first_of": str(count) if count > 1 and sense.place.id == senses[0].place.id else "",
            "called": said("called", form),
            "kind": said("kind", sense.place.kind),
            "asked": self._asked(first),
        }

    def _asked(self, stretch: Stretch) -> str:
        if kind_of(stretch, self.parse):
            return self._quoted(self.parse.words[max(stretch.first - 3, 0)].start, stretch.end)
        return self._quoted(stretch.start, stretch.end) if stretch.wants else ""

    def _linked(self, row: int, group: int) -> Known:
        """The place that the text says it lies in, and one that lies in it, each with the words that say so."""
        place = self.field.senses[row].place
        known: Known = {}
        for name, table in (("holder", self.outer), ("held", self.inner)):
            for one, two in ((n, m) for n in self.field.groups[group].stretches for m in table.get(n, ())):
                near = (self.field.senses[other].place for other in self._rows(self.field.member[two]))
                found = next((p for p in near if (holds(p, place) if name == "holder" else holds(place, p))), None)
                if found:
                    ends = sorted((self.stretched[one], self.stretched[two]), key=lambda stretch: stretch.start)
                    quote = self._quoted(ends[0].start, ends[1].end)
                    known |= {name: found.name, "said" if name == "holder" else "held_said": quote}
                    break
        return known

    def _rows(self, group: int) -> Iterable[int]:
        """The likeliest sense of a group, and then those that the finder tries."""
        if group < 0:
            return ()
        first = int(self.field.begins[group])
        return (self.best[group], *range(first, first + min(CONTAINERS, len(self.field.groups[group].senses))))

    def _around(self, row: int, group: int) -> Known:
        """Other places of the text that lie near, in the same country or in the same region, those that count most."""
        field, place = self.field, self.field.senses[row].place
        others = [other for other in self.anchors if other != group]
        rows = np.array([self.best[other] for other in others], dtype=np.int64)
        km = self._km(row, rows)
        kinds = [field.senses[other].place.kind for other in rows]
        towns = [(kind == "region", *pair) for kind, *pair in zip(kinds, km.tolist(), rows.tolist(), strict=True) if kind != "country"]
        near = (other for _, far, other in sorted(towns) if far <= NEAR_KM)
        unit = self.gazetteer.country_of(place)
        region = self.gazetteer.region_of(place)
        same_country = [other for other in rows.tolist() if place.country and field.senses[other].place.country == place.country]
        same_region = (other for other in same_country if place.admin1 and field.senses[other].place.admin1 == place.admin1)
        return {
            "near": self._names(near, place),
            "country": unit.name if unit and unit.id != place.id else "",
            "same_country": self._names(same_country, place, unit),
            "region": region.name if region and region.id != place.id else "",
            "same_region": self._names(same_region, place, region),
        }

    def _km(self, row: int, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
        kilometres: Floats = np.arccos(np.clip(self.field.points[rows] @ self.field.points[row], -1, 1)) * EARTH_KM
        return kilometres

    def _names(self, rows: Iterable[int], *but: Place | None) -> str:
        """ "Lyon and Grenoble", without the places themselves and what holds them."""
        ids = {place.id for place in but if place}
        names = dict.fromkeys(p.name for p in (self.field.senses[row].place for row in rows) if p.id not in ids)
        return " and ".join(_first(names, SHOWN))

    def _quoted(self, start: int, end: int) -> str:
        quote = " ".join(self.text[start:end].split())
        return quote if len(quote) <= QUOTED else quote[: QUOTED - 1] + "…"


def _first(names: Iterable[str], count: int) -> Iterator[str]:
    return (name for name, _ in zip(names, range(count), strict=False))


def _shown(word: Word) -> str:
    return word.text.strip()
