"""A Document in, its events out: extract() lists the steps, compose() makes events of times and places."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from events.dating import date_and_find
from events.dating.log import Entry
from events.extraction.actors import actors_of
from events.extraction.clusters import FINE, Attached, Cluster
from events.extraction.composing import Draft, draft
from events.extraction.lexicon import weights
from events.extraction.movement import ends
from events.extraction.scoring import Context, confidence, features, importances, kind_of
from events.extraction.titles import tells, title_of
from events.geocoding import find_places
from events.language import Parse
from events.language import parse as parse_language
from events.model import Document, Event, Evidence, Known, Located, Mention, Reading, Span, Timex
from geodata.gazetteer import Gazetteer, Place, open_gazetteer

__all__ = ["compose", "extract"]

_HARDLY = 0.01  # so unsure that not even an entry of a live report tells it


def extract(
    document: Document,
    gazetteer: Gazetteer | None = None,
    collection: str = "",
    progress: Callable[[float, str], None] = lambda share, step: None,
) -> Reading:
    """Reads a document; `progress` hears the share done (0..1) and the name of the step. Nothing found is an empty tuple."""
    gazetteer = gazetteer or open_gazetteer()
    parse = parse_language(document.text, lambda share: progress(0.7 * share, "sentences"))
    document, times = timed(document, parse)
    progress(0.8, "times")
    places = find_places(document, parse, gazetteer)
    progress(0.95, "places")
    events = compose(document, parse, times, places, collection)
    progress(1.0, "events")
    return Reading(document, tuple(times), tuple(places), tuple(events))


def timed(document: Document, parse: Parse) -> tuple[Document, list[Mention[Timex]]]:
    """The document with the day of publication that its words give where it is not known otherwise, and its times.

    A day that is only guessed from the times of the text is no ground to read those times by.
    """
    return date_and_find(document, parse, weights()["limits"]["stated"])


def compose(
    document: Document,
    parse: Parse,
    times: Sequence[Mention[Timex]],
    places: Sequence[Mention[Place]],
    collection: str = "",
) -> list[Event]:
    """The events of a document in the order of the text; each shows its words."""
    model = weights()
    drafted = draft(document, parse, times, places, model)
    scored = [(confidence(features(one, drafted.about), model["confidence"]), one) for one in drafted.clusters]
    kept = _kept(scored, model["limits"])
    if drafted.log:
        kept = _with_entries(kept, scored, drafted)
    if drafted.page is not None:
        kept = _with_main(kept, scored, drafted.about, model)
    weighty = importances(kept, drafted.about, model["importance"])
    told = zip(kept, weighty, strict=True)
    found = _once(_event(document, drafted, times, collection, one, (sure, weight)) for (sure, one), weight in told)
    return _without_towns(found, {m.span.of(document.text) for m in drafted.places if m.meaning is not None and m.meaning.kind in FINE})


def _once(events: Iterable[Event]) -> list[Event]:
    """What reads the same is the same: of events with one title, time and place the surest, with the sentences of all."""
    found: dict[object, Event] = {}
    for event in events:
        key = event.title, event.when, event.where[0].place.id if event.where else None
        if key not in found:
            found[key] = event
            continue
        one, other = sorted((found[key], event), key=lambda each: -each.confidence)
        evidence, actors = (tuple(dict.fromkeys((*a, *b))) for a, b in ((one.evidence, other.evidence), (one.actors, other.actors)))
        found[key] = replace(one, evidence=evidence, actors=actors[:5], importance=max(one.importance, other.importance))
    return list(found.values())


def _without_towns(found: list[Event], towns: Set[str]) -> list[Event]:
    """A town is a place and no actor."""
    return [e if towns.isdisjoint(e.actors) else replace(e, actors=tuple(a for a in e.actors if a not in towns)) for e in found]


def _kept(scored: Sequence[tuple[float, Cluster]], limits: Mapping[str, float]) -> list[tuple[float, Cluster]]:
    """Those above the cut-off; where there are none, the best one that has a time and a place."""
    kept = _distinct([pair for pair in scored if pair[0] >= limits["keep"]])
    whole = [pair for pair in scored if _whole(pair, limits)]
    return kept or sorted(whole, key=lambda pair: -pair[0])[:1]


def _with_main(
    kept: Sequence[tuple[float, Cluster]], scored: Sequence[tuple[float, Cluster]], about: Context, model: Mapping[str, Mapping[str, float]]
) -> list[tuple[float, Cluster]]:
    """A page of local news is about one happening: it is told even where it is doubtful."""
    whole = [pair for pair in scored if _whole(pair, model["limits"])]
    weighty = importances(whole, about, model["importance"])
    main = max(zip(weighty, whole, strict=True), key=lambda row: (row[0], row[1][0]), default=(0.0, None))[1]
    told = {id(one) for _, one in kept}
    return [pair for pair in scored if pair is main or id(pair[1]) in told]


def _with_entries(
    kept: Sequence[tuple[float, Cluster]], scored: Sequence[tuple[float, Cluster]], drafted: Draft
) -> list[tuple[float, Cluster]]:
    """Each entry of a live report tells something: its surest happening is kept even where it is doubtful."""
    starts = [entry.start for entry in drafted.log]
    best: dict[int, tuple[float, Cluster]] = {}
    for pair in scored:
        at = bisect_right(starts, drafted.tree.words[pair[1].members[0].candidate.word].start)
        if at and pair[0] > best.get(at, (_HARDLY, pair[1]))[0]:
            best[at] = pair
    told = {id(one) for _, one in (*kept, *best.values())}
    return [pair for pair in scored if id(pair[1]) in told]


def _whole(pair: tuple[float, Cluster], limits: Mapping[str, float]) -> bool:
    """Whether a happening is not out of the question and has a time and a place."""
    return pair[0] >= limits["last"] and pair[1].best_time().when is not None and pair[1].best_place().place is not None


def _distinct(scored: Sequence[tuple[float, Cluster]]) -> list[tuple[float, Cluster]]:
    """Without what a noun of many meanings only seems to tell beside a surer happening: "signed a treaty on the base in Y"."""
    surest: dict[object, float] = {}
    for sure, one in scored:
        surest[_seat(one)] = max(sure, surest.get(_seat(one), 0.0))
    return [(sure, one) for sure, one in scored if sure >= surest[_seat(one)] or not _faint(one)]


def _seat(one: Cluster) -> object:
    time, place = one.best_time(), one.best_place()
    return one.members[0].candidate.sentence, time.time, time.when and time.when.edtf, place.place and place.place.id


def _faint(one: Cluster) -> bool:
    return all(m.candidate.noun and m.candidate.sense.weak for m in one.members)


def _event(
    document: Document,
    drafted: Draft,
    times: Sequence[Mention[Timex]],
    collection: str,
    one: Cluster,
    scores: tuple[float, float],
) -> Event:
    time, place, main = one.best_time(), one.best_place(), main_mention(one)
    evidence = tuple(_evidence(document, drafted, member, times) for member in sorted(one.members, key=lambda m: m is not main))
    return Event(
        id=event_id(collection, document.id, evidence[0].trigger),
        title=_title(drafted, one, main),
        kind=kind_of(one),
        evidence=evidence,
        when=time.when,
        when_known=time.when_known if time.when else None,
        where=_where(document, drafted, place),
        actors=tuple(dict.fromkeys(a for m in one.members for a in actors_of(drafted.tree, m.candidate)))[:5],
        confidence=round(scores[0], 4),
        importance=round(scores[1], 4),
    )


def event_id(collection: str, document: str, trigger: Span) -> str:
    """The event's name for ever: a hash of the collection, the document and the place of its word."""
    return hashlib.sha256(f"{collection}\n{document}\n{trigger.start}:{trigger.end}".encode()).hexdigest()[:16]


def main_mention(one: Cluster) -> Attached:
    """The mention that tells most: by a word of happening, it shows the event's place, has its own time and place, stands close to them."""
    where = one.best_place()
    there = where.place.id if where.place is not None and where.own_place else None

    def told(member: Attached) -> tuple[bool, bool, int, float, int]:
        shown = member.own_place and member.place is not None and member.place.id == there
        costs = min(member.time_cost + member.place_cost, 9.0)
        return member.candidate.known, shown, member.own_time + member.own_place, -costs, -member.candidate.word

    return max(one.members, key=told)


def _title(drafted: Draft, one: Cluster, main: Attached) -> str:
    """The title of the mention that tells most, else of the first that says who or what; a lone word with its place."""
    for member in (main, *(m for m in one.members if m is not main)):
        title = title_of(drafted.tree, member.candidate, drafted.timed)
        if tells(drafted.tree, member.candidate, title):
            break
    else:
        title = title_of(drafted.tree, main.candidate, drafted.timed)
    where = one.best_place().place
    return f"{title} in {where.name}" if " " not in title and where is not None and where.kind == "city" else title


def _where(document: Document, drafted: Draft, place: Attached) -> tuple[Located, ...]:
    if place.place is None or place.place_known is None:
        return ()
    role, others = ends(drafted.tree, drafted.places, place, weights()["limits"]["place"])
    found = [Located(_told(document, drafted.places, place.place_mention, place.place), place.place_known, role)]
    for other in others:
        told = _told(document, drafted.places, other.mention, other.place)
        if told.id not in {located.place.id for located in found}:
            found.append(Located(told, Known.EXPLICIT, other.role))
    return tuple(found[:5])


def _told(document: Document, mentions: Sequence[Mention[Place]], number: int | None, place: Place) -> Place:
    """The place as its words name it; one that no gazetteer knows lies somewhere in what holds it, named "Greenlane, Auckland"."""
    if number is None:
        return place
    holds = number > 0 and mentions[number - 1].form == "within" and mentions[number - 1].meaning == place  # "in Cellardyke in Fife"
    mention = mentions[number - 1 if holds else number]
    if mention.form != "within" or mention.meaning is None:
        return place
    name = f"{' '.join(mention.span.of(document.text).split())}, {mention.meaning.name}"
    return replace(mention.meaning, id=f"{mention.meaning.id}:{name}", name=name, kind="region", population=0)


def _evidence(document: Document, drafted: Draft, member: Attached, times: Sequence[Mention[Timex]]) -> Evidence:
    words = drafted.tree.words
    sentence = drafted.tree.sentences[member.candidate.sentence]
    first, last = words[sentence.first].start, words[sentence.last - 1].end
    quote = _trimmed(document.text, *_in_entry(document.text, drafted.log, times, words[member.candidate.word].start, (first, last)))
    word = words[member.candidate.word]
    numbers = [n for n in (member.place_mention, *(o.mention for o in member.others)) if n is not None]
    return Evidence(
        document.id,
        quote,
        Span(word.start, word.end),
        times[member.time].span if member.time is not None else None,
        tuple(sorted({drafted.places[n].span for n in numbers})),
    )


def _in_entry(text: str, log: Sequence[Entry], times: Sequence[Mention[Timex]], word: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """What an entry of a live report says in a sentence, with the time that stands before it; elsewhere the sentence."""
    at = bisect_right(log, word, key=lambda entry: entry.start) - 1
    if at < 0:
        return sentence[0], min([sentence[1], *(entry.start for entry in log[:1])])
    entry = log[at]
    stamp = times[entry.mention].span.end
    first, last = max(sentence[0], entry.start), min(sentence[1], entry.end)
    return entry.start if not re.search(r"\w", text[stamp : max(first, stamp)]) else first, last


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))) if words.strip() else Span(start, end)
