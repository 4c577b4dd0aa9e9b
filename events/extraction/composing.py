"""Candidates, times and places of a document in, scored clusters out: the steps of compose()."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from events.dating.log import Entry, entries
from events.extraction.attachment import FAR, Paths, Placed, anchors
from events.extraction.boilerplate import furniture, stamps
from events.extraction.candidates import Candidate, find_candidates, noun_sense
from events.extraction.clusters import Attached, Cluster, cluster, inside, kilometres
from events.extraction.discourse import Clock, Genre, Scene, dateline, genre_of
from events.extraction.lexicon import lexicon
from events.extraction.parts import with_parts
from events.extraction.placing import places_of
from events.extraction.scoring import Context, context, stem
from events.extraction.settling import Page, odd_ones, page_of, settled
from events.extraction.standins import general_words, moments, stand_ins
from events.extraction.timing import Time, Timing
from events.extraction.tree import OBJECTS, Tree
from events.language import Parse
from events.model import Document, Known, Mention, Span, Timex
from geodata.gazetteer import Place

_INTO = frozenset(("enter", "reach", "visit", "cross", "tour"))  # whose object is a place, whatever its label


@dataclass(frozen=True, slots=True)
class Draft:
    """What compose() knows before it scores."""

    tree: Tree
    genre: Genre
    timed: frozenset[int]  # words of the times
    places: tuple[Mention[Place], ...]  # with those inside the names of happenings
    clusters: tuple[Cluster, ...]
    about: Context
    page: Page | None  # of local news
    log: tuple[Entry, ...]  # the entries of a live report


def draft(
    document: Document,
    parse: Parse,
    times: Sequence[Mention[Timex]],
    places: Sequence[Mention[Place]],
    model: Mapping[str, Mapping[str, float]],
) -> Draft:
    """Candidates with their times and places, those of one happening together; `model` holds "limits" and the weights for "place"."""
    limits = model["limits"]
    tree = Tree(parse)
    times = without(times, stamps(document.text))
    log = tuple(entries(document.text, times))
    places = with_parts(document.text, with_names(tree, places))
    genre = genre_of(document, tree, times)
    names = [m.span for m in places if m.form != "demonym"]
    candidates = find_candidates(tree, [*(m.span for m in times), *names], document.text)
    idle = {i for span in furniture(document.text) for i in tree.inside(span)}
    candidates = [c for c in candidates if c.word not in idle]
    clusters = cluster(_attach(document, tree, genre, candidates, times, places, limits, log), genre.name == "narrative")
    page = None
    if genre.name == "news":
        towns = _towns(tree, places)
        clusters = [refined(one, towns, limits) for one in clusters]
        page = page_of(document, tree, places)
        clusters = [settled(one, page, model["place"]) for one in clusters] if page is not None else clusters
    timed = frozenset(i for m in times for i in tree.inside(m.span)) if tree.words else frozenset()
    return Draft(
        tree, genre, timed, tuple(places), tuple(clusters), context(tree, genre, document.title, clusters, _shares(places)), page, log
    )


def without(times: Sequence[Mention[Timex]], spans: Sequence[Span]) -> list[Mention[Timex]]:
    """The times outside some spans."""
    taken = {i for span in spans for i in range(span.start, span.end)}
    return [replace(m, meaning=None) if m.span.start in taken else m for m in times]


def with_names(tree: Tree, places: Sequence[Mention[Place]]) -> list[Mention[Place]]:
    """The places, and their names once more: in the name of a happening ("the Karabakh War"), or unknown and told before ("in Wekanui")."""
    known: dict[str, Mention[Place]] = {}
    taken = {i for m in places for i in tree.inside(m.span)}
    for mention in places:
        inside = tree.inside(mention.span)
        if mention.meaning is not None and mention.form == "name" and len(inside) == 1:
            known.setdefault(tree.words[inside[0]].text, mention)
    words = lexicon()
    found = list(places)
    for index, word in enumerate(tree.words):
        if word.dep == "compound" and index not in taken and word.text in known and noun_sense(tree.words[word.head], words):
            found.append(replace(known[word.text], span=Span(word.start, word.end)))
    return sorted(found + _again(tree, places, taken), key=lambda m: m.span)


def _again(tree: Tree, places: Sequence[Mention[Place]], taken: set[int]) -> list[Mention[Place]]:
    """Where a name that no gazetteer knows comes again after "in" or "at", now without what holds it."""
    held = {tree.words[tree.inside(m.span)[-1]].text: m for m in reversed(places) if m.form == "within"}
    found = []
    for index, word in enumerate(tree.words if held else ()):
        if word.dep != "pobj" or word.text not in held or index in taken:
            continue
        mention = held[word.text]
        before = index - len(tree.inside(mention.span))
        name = [w.text for w in tree.words[before + 1 : index + 1]]
        if name == [tree.words[i].text for i in tree.inside(mention.span)] and tree.words[max(before, 0)].text.lower() in ("in", "at"):
            found.append(replace(mention, span=Span(tree.words[before + 1].start, word.end)))
    return found


def _towns(tree: Tree, places: Sequence[Mention[Place]]) -> list[tuple[int, Place]]:
    """(sentence, town) of the text, in order."""
    named = [m for m in places if m.meaning is not None and m.meaning.kind in ("city", "point") and m.form in ("name", "associative")]
    return [(tree.sentence_of(tree.inside(m.span)[0]), m.meaning) for m in named if m.meaning is not None]


def refined(one: Cluster, towns: Sequence[tuple[int, Place]], limits: Mapping[str, float]) -> Cluster:
    """A happening of a county or state in the town that the same news names in it: close by, or again and again."""
    best = one.best_place()
    if best.place is None or best.place.kind != "region" or best.place.admin1 is None:
        return one
    within = [(sentence, town) for sentence, town in towns if inside(town, best.place)]
    near = [(min(abs(sentence - m.candidate.sentence) for m in one.members), town) for sentence, town in within]
    near = [pair for pair in near if pair[0] <= limits["refine"]]
    if not near:
        return one
    town = min(near, key=lambda pair: pair[0])[1]
    moved: dict[str, Any] = {"place": town, "place_known": Known.DISCOURSE, "place_mention": None, "others": ()}
    return Cluster([replace(m, **moved) if m.place is not None and inside(town, m.place) else m for m in one.members])


def _shares(places: Sequence[Mention[Place]]) -> dict[str, float]:
    counts = Counter(m.meaning.id for m in places if m.meaning is not None)
    total = sum(counts.values())
    return {place: count / total for place, count in counts.items()}


def _attach(
    document: Document,
    tree: Tree,
    genre: Genre,
    candidates: Sequence[Candidate],
    times: Sequence[Mention[Timex]],
    places: Sequence[Mention[Place]],
    limits: Mapping[str, float],
    log: Sequence[Entry],
) -> list[Attached]:
    """Each candidate with its time and place, in the order of the text: the story's place moves on with them."""
    where = _Where(genre, places, dateline(document.text, places), tree, limits)
    dated = anchors(tree, times)
    told = {number: [*named, *moments(tree, number, named)] for number, named in dated.items()}
    when = Timing(Clock(tree, genre, times, dated), times, told, limits, log, {}, {})
    by_sentence: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_sentence[candidate.sentence].append(candidate)
    found = []
    for number, here in by_sentence.items():
        paths = Paths(tree, [c.word for c in here])
        told_here = []
        for candidate in here:
            time = when.of(paths, candidate)
            old = genre.today is not None and time.when is not None and time.when.last is not None and genre.today - time.when.last > 60
            when.note(tree, candidate, time)
            told_here.append(_attached(tree, candidate, time, where.of(paths, candidate, old)))
        where.note(number, told_here)
        found += told_here
    return found


class _Site(NamedTuple):
    own: tuple[Placed, ...]
    first: Placed | None
    known: Known | None
    others: tuple[Placed, ...]


class _Where:
    """The places of a document, to be asked candidate by candidate in the order of the text."""

    def __init__(
        self, genre: Genre, places: Sequence[Mention[Place]], opening: Mention[Place] | None, tree: Tree, limits: Mapping[str, float]
    ) -> None:
        odd = odd_ones(places, opening) if genre.name == "news" else frozenset()
        self._penalties = dict.fromkeys(odd, limits["odd"])
        self._places, self._limits = places, limits
        there = anchors(tree, places, opening)
        general = general_words(tree, places, there)
        self._there = {
            number: [*there.get(number, ()), *stand_ins(tree, number, there.get(number, ())), *general.get(number, ())]
            for number in sorted({*there, *general})
        }
        self._scene = Scene(opening, places)
        self._known = {i for m in places if m.meaning is not None for i in tree.inside(m.span)} if tree.words else set()

    def of(self, paths: Paths, candidate: Candidate, old: bool) -> _Site:
        own = places_of(paths, candidate, self._there.get(candidate.sentence, ()), self._places, self._penalties)
        return _Site(tuple(own), *self._chosen(paths, candidate, own, old))

    def _chosen(
        self, paths: Paths, candidate: Candidate, own: Sequence[Placed], old: bool
    ) -> tuple[Placed | None, Known | None, tuple[Placed, ...]]:
        """The place of a candidate, how it is known, and where else."""
        if own and own[0].cost <= self._limits["place"]:
            first, others = _main(own, self._limits, candidate.sense.role == "motion")
            known = Known.DISCOURSE if self._names_another(paths, candidate, first) else Known.EXPLICIT
            return first, known, others
        if own and own[0].cost <= self._limits["place near"] and own[0].form == "name":
            return own[0], Known.DISCOURSE, ()
        if (carried := self._scene.at(candidate.sentence, int(self._limits["reach"]), old)) is not None:
            return Placed(FAR, carried[0], None, "at", "name"), carried[1], ()
        return (own[0], Known.DISCOURSE, ()) if own else (None, None, ())

    def _names_another(self, paths: Paths, candidate: Candidate, found: Placed) -> bool:
        """Whether a happening has a place of its own that no gazetteer knows: "entered X, and on Monday they entered Y"."""
        if found.mention is None:
            return False
        words, span = paths.tree.words, self._places[found.mention].span
        objects = (c for c in paths.tree.children.get(candidate.word, ()) if words[c].dep == "dobj" and c not in self._known)
        names = ("GPE", "LOC", "FAC", "ORG", "") if candidate.sense.role in ("motion", "target") else ("GPE", "LOC")
        goes = words[candidate.word].lemma.lower() in _INTO
        named = any(words[c].pos == "PROPN" and (goes or words[c].entity in names) for c in objects)
        return named and span.end < words[candidate.word].start

    def note(self, sentence: int, here: Sequence[Attached]) -> None:
        """The sentence's surest happening sets the scene for what follows."""
        sure = [m for m in here if m.own_place and m.place_cost <= self._limits["scene"] and m.form == "name" and m.role != "from"]
        best = min(sure, key=lambda m: m.place_cost, default=None)
        if best is not None and best.place is not None:
            self._scene.note(sentence, best.place)


def _on_earth(own: Sequence[Placed], limits: Mapping[str, float]) -> Placed:
    """The cheapest place, or the country that stands near it where that is a part of the world: "in Asia, the war between A and B"."""
    first = own[0]
    if first.place.kind != "region" or first.place.country is not None:
        return first
    near = (o for o in own[1:] if o.form == "name" and o.place.country is not None and o.cost <= first.cost + limits["part of world"])
    return next((o for o in near if kilometres(o.place, first.place) <= 1.2 * first.place.radius_km), first)


def _main(own: Sequence[Placed], limits: Mapping[str, float], moves: bool) -> tuple[Placed, tuple[Placed, ...]]:
    """The place of the happening: the cheapest, or a finer one inside it that stands nearly as close; and where else."""
    first = _on_earth(own, limits)
    for other in own[1:]:
        finer = other.place.kind in ("city", "point", "line") and first.place.kind in ("country", "region")
        if finer and other.form == "name" and other.place.country == first.place.country and other.cost <= first.cost + limits["finer"]:
            first = other
            break
    ends = [o for o in own if moves and o.role in ("from", "to") and o.form == "name" and o.cost <= limits["place"]]
    if first.role == "from":
        first = next((o for o in ends if o.role == "to"), first)
    beside = [o for o in own if o.cost <= first.cost + limits["list"] or (o in ends and o.role != first.role)]
    return first, tuple(o for o in beside if o.mention != first.mention)


def _attached(tree: Tree, candidate: Candidate, time: Time, where: _Site) -> Attached:
    word = tree.words[candidate.word]
    target = tree.child(candidate.word, OBJECTS | {"nsubjpass"})
    first = where.first
    return Attached(
        candidate=candidate,
        stem=stem(word.lemma),
        object=tree.words[target].lemma.lower() if target is not None else "",
        name=_named(tree, candidate),
        when=time.when,
        when_known=time.known,
        time_cost=time.cost,
        time=time.mention,
        place=first.place if first else None,
        place_known=where.known,
        place_cost=first.cost if first else FAR,
        place_mention=first.mention if first else None,
        form=first.form if first else "",
        others=where.others,
        role=first.role if first else "at",
        own=where.own,
        parties=_parties(tree, candidate),
    )


def _parties(tree: Tree, candidate: Candidate) -> tuple[frozenset[str], frozenset[str]]:
    """The names of those who do what a verb tells, and of those to whom it is done."""
    does = tree.child(candidate.word, ("nsubj", "csubj")) if not candidate.noun else None
    done = tree.child(candidate.word, ("dobj", "nsubjpass")) if not candidate.noun else None
    return _names(tree, does), _names(tree, done)


def _names(tree: Tree, noun: int | None) -> frozenset[str]:
    if noun is None or tree.words[noun].pos != "PROPN":
        return frozenset()
    parts = (noun, *(c for c in tree.children.get(noun, ()) if tree.words[c].dep == "compound"))
    return frozenset(tree.words[i].text.lower() for i in parts)


def _named(tree: Tree, candidate: Candidate) -> str:
    """The name in the complement of an event noun, "" without one: "Marathon" in "the Battle of Marathon"."""
    if candidate.noun:
        for child in tree.children.get(candidate.word, ()):
            if tree.words[child].text.lower() == "of":
                pobj = tree.child(child, ("pobj",))
                if pobj is not None and tree.words[pobj].pos == "PROPN":
                    return tree.words[pobj].text
    return ""
