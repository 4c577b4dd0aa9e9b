"""A happening of a local page and all places near it in, the place where the page as a whole has it out.

A page of local news is about one province. Its sentences name streets, schools and parts of the town that are towns elsewhere, the
hospital in the next city and the home of the suspect: the nearest place of the clause is no better a sign than the title, the dateline
and what the page names again and again. A learnt model weighs them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from events.extraction.attachment import FAR, Placed
from events.extraction.clusters import Attached, Cluster, inside
from events.extraction.discourse import dateline
from events.extraction.lexicon import lexicon
from events.extraction.scoring import total
from events.extraction.tree import Tree
from events.model import Document, Known, Mention
from geodata.gazetteer import Place

_REACH = 6  # sentences around a happening whose places come into question
_OFTEN = 4  # the places that a page names most often come into question everywhere
_MEMBERS = 8
_COSTLY = 6.0
Home = tuple[str | None, str | None]  # country, admin-1 unit


@dataclass(frozen=True, slots=True)
class Named:
    """One place of the page: the sentences that name it, how, and how often."""

    place: Place
    sentences: tuple[int, ...]
    forms: frozenset[str]
    mention: int
    title: bool
    watch: bool  # whether its police, fire brigade or schools are named


class Page:
    """What a page of local news names."""

    def __init__(self, document: Document, tree: Tree, places: Sequence[Mention[Place]], opening: Mention[Place] | None) -> None:
        watched = watched_towns(tree, places)
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, mention in enumerate(places):
            if mention.meaning is not None:
                found[mention.meaning.id].append((tree.sentence_of(tree.inside(mention.span)[0]), number))
        self.named: dict[str, Named] = {}
        self._near: dict[int, list[str]] = defaultdict(list)
        for key, all_ in found.items():
            place = places[all_[0][1]].meaning
            assert place is not None
            forms = frozenset(places[number].form for _, number in all_)
            self.named[key] = Named(place, tuple(s for s, _ in all_), forms, all_[0][1], place.name in document.title, key in watched)
            for sentence in {s for s, _ in all_}:
                self._near[sentence].append(key)
        self.total = sum(len(n.sentences) for n in self.named.values())
        self.towns = sum(len(n.sentences) for n in self.named.values() if n.place.kind in ("city", "point"))
        self.opening = opening.meaning.id if opening is not None and opening.meaning is not None else ""
        self._often = sorted(self.named, key=lambda key: -len(self.named[key].sentences))[:_OFTEN]
        self.homes = homes(places, opening)
        self.home = home_of(self.homes)

    def odd(self, place: Place) -> bool:
        """Whether a town or region lies in another province than the page's own; a region of no one province does not."""
        return place.kind != "country" and place.admin1 is not None and (place.country, place.admin1) != self.home

    def near(self, sentences: Sequence[int]) -> list[str]:
        """The places that a happening of these sentences may lie in, each once."""
        around = (key for s in sentences[:_MEMBERS] for i in range(s - _REACH, s + _REACH + 1) for key in self._near.get(i, ()))
        titled = (key for key in self._often if self.named[key].title)
        return list(dict.fromkeys([*around, *titled, *self._often, *([self.opening] if self.opening else [])]))


def watched_towns(tree: Tree, places: Sequence[Mention[Place]]) -> frozenset[str]:
    """Ids of the places whose police, fire brigade or schools are named ("Springfield police"): a local page is about one of them."""
    words = lexicon().groups["watch"]
    known = ((mention.meaning, tree.inside(mention.span)) for mention in places if mention.meaning is not None)
    return frozenset(
        place.id for place, inside_ in known if any(w.lemma.lower() in words for w in tree.words[inside_[0] : inside_[-1] + 2])
    )


def page_of(document: Document, tree: Tree, places: Sequence[Mention[Place]]) -> Page | None:
    """None where the text is about no one province."""
    opening = dateline(document.text, places)
    return Page(document, tree, places, opening) if home_of(homes(places, opening)) is not None else None


def homes(places: Sequence[Mention[Place]], opening: Mention[Place] | None = None) -> dict[Home, float]:
    """Province -> its share of the page's places that are finer than a country.

    The dateline, counties and states, and the towns whose police or schools are named tell more of it than a bare name, which may be
    that of a street; and a name that stands ten times is not ten witnesses.
    """
    counts: Counter[str] = Counter()
    surest: dict[str, float] = {}
    home: dict[str, Home] = {}
    for mention in places:
        place = mention.meaning
        if place is not None and place.kind in ("city", "point", "region"):
            counts[place.id] += 1
            sure = 2.0 if mention.form == "associative" or place.kind == "region" else 1.0
            surest[place.id] = max(surest.get(place.id, 0.0), sure + 2.0 * (mention is opening))
            home[place.id] = place.country, place.admin1
    weights: dict[Home, float] = defaultdict(float)
    for key, count in counts.items():
        weights[home[key]] += surest[key] * math.sqrt(count)
    total = sum(weights.values())
    return {one: weight / total for one, weight in weights.items()}


def home_of(shares: Mapping[Home, float]) -> Home | None:
    """The province of half of the places or more."""
    best = max(shares, key=lambda home: shares[home], default=None)
    return best if best is not None and best[1] and shares[best] >= 0.5 else None


def odd_ones(places: Sequence[Mention[Place]], opening: Mention[Place] | None) -> frozenset[int]:
    """Numbers of the mentions of a page that is about one province whose towns lie elsewhere: mostly streets and people."""
    home = home_of(homes(places, opening))
    named = ((n, m.meaning) for n, m in enumerate(places) if m.meaning is not None and m.meaning.kind in ("city", "point", "region"))
    return frozenset(n for n, place in named if home is not None and (place.country, place.admin1) != home)


def open_question(one: Cluster, page: Page) -> bool:
    """Whether the page may know better than the clause: it names no place, or one in another province."""
    ruled = one.best_place()
    return ruled.place is not None and (not ruled.own_place or page.odd(ruled.place))


def choices(one: Cluster, page: Page) -> list[tuple[str, dict[str, float]]]:
    """The places that a happening may have, each with its features. None names a place."""
    own: dict[str, Placed] = {}
    for member in one.members:
        for placed in member.own:
            if placed.cost < own.get(placed.place.id, placed).cost or placed.place.id not in own:
                own[placed.place.id] = placed
    ruled = one.best_place()
    sentences = sorted({m.candidate.sentence for m in one.members})
    return [(key, _features(page, page.named[key], own.get(key), ruled, sentences)) for key in page.near(sentences)]


def _features(page: Page, named: Named, own: Placed | None, ruled: Attached, sentences: Sequence[int]) -> dict[str, float]:
    place, count = named.place, len(named.sentences)
    nearest = min(_distance(named.sentences, s) for s in sentences[:_MEMBERS])
    found = {
        "far": math.log(1 + nearest),
        "before": float(named.sentences[0] <= sentences[0]),
        "share": count / page.total,
        "town share": count / page.towns if place.kind in ("city", "point") else 0.0,
        "title": float(named.title),
        "dateline": float(place.id == page.opening),
        "lead": float(named.sentences[0] <= 1),
        "home": page.homes.get((place.country, place.admin1), 0.0),
        "odd": float(page.odd(place)),
        f"kind {place.kind}": 1.0,
        "no name": float("name" not in named.forms),
        "demonym": float(named.forms == {"demonym"}),
        "watch": float(named.watch),
    }
    if own is not None:
        cost = min(own.cost, _COSTLY)
        found |= {"own": 1.0, "cost": cost, "cost high": max(0.0, cost - 2.8), f"form {own.form}": 1.0, f"role {own.role}": 1.0}
    if ruled.place is not None:
        if ruled.place.id == place.id:
            found |= {"rule": 1.0, f"rule {ruled.place_known}": 1.0}
        else:
            found |= {"finer": float(inside(place, ruled.place)), "coarser": float(inside(ruled.place, place))}
    return {name: value for name, value in found.items() if value}


def _distance(sentences: Sequence[int], sentence: int) -> int:
    """From a sentence to the nearest of some in order."""
    after = bisect_left(sentences, sentence)
    return min(abs(sentence - sentences[i]) for i in (after - 1, after) if 0 <= i < len(sentences))


def settled(one: Cluster, page: Page, weights: Mapping[str, float]) -> Cluster:
    """The happening with the place that the page as a whole gives it, where its own clause names none in the page's province."""
    ruled = one.best_place()
    if not open_question(one, page) or ruled.place is None:
        return one

    def likely(choice: tuple[str, dict[str, float]]) -> tuple[float, bool]:
        return total(choice[1], weights), "rule" in choice[1]

    best = max(choices(one, page), key=likely, default=(ruled.place.id, {}))[0]
    if best == ruled.place.id:
        return one
    return Cluster(list(one.members), _moved(one, page, page.named[best], ruled))


def _moved(one: Cluster, page: Page, named: Named, ruled: Attached) -> Attached:
    """The mention that tells of the happening there, else the one that told of it elsewhere."""
    told = [(p.cost, n, p) for n, m in enumerate(one.members) for p in m.own if p.place.id == named.place.id]
    if told:
        cost, number, placed = min(told, key=lambda row: row[:2])
        known = Known.EXPLICIT if cost <= 2.8 else Known.DISCOURSE
        return _with(one.members[number], placed, known)
    known = Known.DATELINE if named.place.id == page.opening else Known.DISCOURSE
    return _with(ruled, Placed(FAR, named.place, None, "at", "name"), known)


def _with(member: Attached, placed: Placed, known: Known) -> Attached:
    return replace(
        member,
        place=placed.place,
        place_known=known,
        place_cost=placed.cost,
        place_mention=placed.mention,
        form=placed.form,
        role=placed.role,
        others=(),
    )
