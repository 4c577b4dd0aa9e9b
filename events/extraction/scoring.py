"""A cluster and its document in, its features, confidence and importance out."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from events.extraction.clusters import GRAVE, Attached, Cluster
from events.extraction.discourse import Genre
from events.extraction.frames import is_day
from events.extraction.lexicon import lexicon
from events.extraction.tree import OBJECTS, SUBJECTS, Tree
from events.model import Known

_STEM = re.compile(r"(?:ings?|ions?|ed|es|s|ers?|ments?|als?|e)$")
_LABELS = frozenset(("ROOT", "relcl", "acl", "advcl", "ccomp", "xcomp", "conj", "pobj", "dobj", "nsubj", "nsubjpass", "pcomp"))
_LONG = 9.0
_DEEP = 4
_WITHIN = frozenset(("ROOT", "pobj", "compound", "amod", "nmod"))


def stem(word: str) -> str:
    """A rough stem, enough to see that "annexes" and "annexation" share one."""
    lower = word.lower()
    cut = _STEM.sub("", lower)
    return (cut if len(cut) >= 3 else lower)[:6]


class Rivals(NamedTuple):
    """Words that stand under or over another happening of the same time and place; the happening nearest to each time."""

    under: frozenset[int]
    over: frozenset[int]
    nearest: Mapping[int, Cluster]


@dataclass(frozen=True, slots=True)
class Context:
    """What the scores need to know of the document."""

    tree: Tree
    genre: Genre
    headline: frozenset[str]  # stems of the title's words
    topics: frozenset[int]  # families of the title's words
    title: str
    lead: int  # the last sentence of the opening
    towns: Mapping[str, float]  # place id -> share of the document's mentions
    crowd: Mapping[tuple[int, object, object], int]  # (sentence, time, place) -> clusters there
    rivals: Rivals
    today: int | None


def context(tree: Tree, genre: Genre, title: str, clusters: Sequence[Cluster], towns: Mapping[str, float]) -> Context:
    headline = frozenset(stem(word) for word in re.findall(r"[A-Za-z]{3,}", title))
    titled = dict.fromkeys(re.findall(r"[a-z]{3,}", title.lower()))
    lemmas = {text: word.lemma.lower() for text, word in zip(tree.lower, tree.words, strict=True) if text in titled}
    named = {lemmas.get(word, word) for word in titled}
    table = lexicon()
    senses = [sense for word in named for sense in (table.verbs.get(word), table.nouns.get(word)) if sense is not None]
    topics = frozenset(family for sense in senses for family in sense.families)
    crowd = Counter(key for one in clusters for key in {_seat(one)})
    return Context(
        tree, genre, headline, topics, title, min(2, len(tree.sentences) - 1), towns, crowd, _rivals(tree, clusters), genre.today
    )


def _rivals(tree: Tree, clusters: Sequence[Cluster]) -> Rivals:
    told = {member.candidate.word: (member, one) for one in clusters for member in one.members}
    under, over, nearest = set(), set(), dict[int, tuple[float, Cluster]]()
    for word, (member, one) in told.items():
        for above in tree.ancestors(word):
            if above not in told:
                continue
            other, its = told[above]
            if its is not one and (other.when, other.place) == (member.when, member.place):
                if other.candidate.known or not member.candidate.known:
                    under.add(word)
                over.add(above)
        if member.time is not None and member.time_cost < nearest.get(member.time, (math.inf, one))[0]:
            nearest[member.time] = member.time_cost, one
    return Rivals(frozenset(under), frozenset(over), {time: one for time, (_, one) in nearest.items()})


def _seat(cluster: Cluster) -> tuple[int, object, object]:
    time, place = cluster.best_time(), cluster.best_place()
    return cluster.members[0].candidate.sentence, time.when and time.when.edtf, place.place and place.place.id


def features(one: Cluster, about: Context) -> dict[str, float]:
    """Name -> value, absent = 0. None names a word, a person, a place or a date."""
    time, place = one.best_time(), one.best_place()
    found = {"bias": 1.0, "mentions": math.log(len(one.members))}
    found |= _of_time(time, about) | _of_place(place, about)
    found["both own"] = float(time.own_time and place.own_place)
    found["own together"] = float(any(m.own_time and m.own_place for m in one.members))
    found |= _of_words(one, about)
    found |= _of_rivals(one, about)
    found |= _of_position(one, about)
    found[f"genre {about.genre.name}"] = 1.0
    found["crowd"] = math.log(max(1, about.crowd.get(_seat(one), 1)))
    return {name: float(value) for name, value in found.items() if value}


def _of_time(time: Attached, about: Context) -> dict[str, float]:
    when = time.when
    if when is None:
        return {"no time": 1.0}
    found = {f"time {time.when_known}": 1.0}
    if time.own_time:
        found["time cost"] = min(time.time_cost, _LONG)
        found["time cost high"] = float(time.time_cost > 2)
    if when.first is None or when.last is None:
        found["time open"] = 1.0
    else:
        length = when.last - when.first
        found["time day"] = float(is_day(when))
        found["time length"] = math.log10(1 + max(0, length))
        found["time long"] = float(length > 1000)
        found["time future"] = float(about.today is not None and when.first > about.today)
    return found


def _of_place(place: Attached, about: Context) -> dict[str, float]:
    where = place.place
    if where is None:
        return {"no place": 1.0}
    found = {f"place {place.place_known}": 1.0, f"place kind {where.kind}": 1.0, f"place form {place.form}": 1.0}
    if place.own_place:
        found["place cost"] = min(place.place_cost, _LONG)
        found["place cost high"] = float(place.place_cost > 2)
    found["place share"] = about.towns.get(where.id, 0.0)
    return found


def _of_words(one: Cluster, about: Context) -> dict[str, float]:
    count = len(one.members)
    found: dict[str, int] = {}
    for member in one.members:
        candidate = member.candidate
        word = about.tree.words[candidate.word]
        children = about.tree.children.get(candidate.word, ())
        labels = {about.tree.words[c].dep for c in children}
        marks = {
            "noun": candidate.noun,
            "unknown": not candidate.known,
            "weak": candidate.known and candidate.sense.weak,
            "light verb": candidate.joined is not None,
            "subject": bool(labels & SUBJECTS) or "agent" in labels,
            "object": bool(labels & OBJECTS),
            "passive": "nsubjpass" in labels,
            "plural noun": candidate.noun and word.tag in ("NNS", "NNPS"),
            "bare noun": candidate.noun and not labels & {"det", "poss", "amod", "compound", "nummod"},
            "indefinite": candidate.noun and any(about.tree.words[c].text.lower() in ("a", "an", "any", "every", "each") for c in children),
            "negated": candidate.negated,
            "modal": candidate.modal,
            "wished": candidate.wished,
            "conditional": candidate.conditional,
            "reported": candidate.reported,
            "quoted": candidate.quoted,
            "modifier": candidate.modifier,
            f"tense {candidate.tense}": True,
            f"group {candidate.dull}": bool(candidate.dull) and not candidate.known,
            f"verb {word.dep}" if not candidate.noun else f"noun {word.dep}": word.dep in _LABELS,
        }
        for name, holds in marks.items():
            if holds:
                found[name] = found.get(name, 0) + 1
    shares = {name: total / count for name, total in found.items()}
    shares["denied"] = float(all(m.candidate.negated for m in one.members) and not _of_headline(one, about)["headline"])
    shares["idle"] = float(not any(m.candidate.known or m.candidate.noun or m.own_time for m in one.members) and "group state" in found)
    shares[f"kind {kind_of(one)}"] = 1.0
    return shares


def _of_rivals(one: Cluster, about: Context) -> dict[str, float]:
    """How it stands in its sentences: how deep, beside which other happenings, told as a habit."""
    tree, found = about.tree, dict.fromkeys(("depth", "under", "over", "nearer time", "habit"), 0)
    for member in one.members:
        word = member.candidate.word
        clause = word if member.candidate.clause is None else member.candidate.clause
        around = (*tree.children.get(word, ()), *tree.children.get(clause, ()))
        found["depth"] += sum(tree.words[i].dep not in _WITHIN for i in itertools.islice(tree.ancestors(word), _DEEP))
        found["under"] += word in about.rivals.under
        found["over"] += word in about.rivals.over
        found["nearer time"] += member.time is not None and about.rivals.nearest[member.time] is not one
        found["habit"] += any(tree.words[c].text.lower() in lexicon().groups["habit"] for c in around)
    return {name: total / len(one.members) for name, total in found.items()}


def _of_position(one: Cluster, about: Context) -> dict[str, float]:
    first = min(m.candidate.sentence for m in one.members)
    return {
        "position": first / max(1, len(about.tree.sentences)),
        "lead": float(first <= about.lead),
        **_of_headline(one, about),
    }


def _of_headline(one: Cluster, about: Context) -> dict[str, float]:
    """Whether the title has the happening's words and its place."""
    words = any(m.stem in about.headline or about.topics.intersection(m.candidate.sense.families) for m in one.members)
    place = one.best_place().place
    return {"headline": float(words), "headline place": float(place is not None and place.name in about.title)}


def kind_of(one: Cluster) -> str:
    """The kind of the happening: the most frequent among its words that say one, the earliest of equals."""
    kinds = [m.candidate.sense.kind for m in one.members if m.candidate.sense.kind != "other"]
    return max(dict.fromkeys(kinds), key=kinds.count, default="other")


def confidence(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Logistic model: the probability that an editor would list the event with this time and place."""
    return _logistic(total(values, weights))


def importances(scored: Sequence[tuple[float, Cluster]], about: Context, weights: Mapping[str, float]) -> list[float]:
    """How much each happening (with its confidence) is what its article is about: the first of every article has the same importance."""
    totals = [total(importance_features(one, about, sure), weights) for sure, one in scored]
    most = max(totals, default=0.0)
    return [_logistic(each - most + 2.0) for each in totals]


def total(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """What the features say together by their weights."""
    found = 0.0
    for name, value in values.items():
        found += value * weights.get(name, 0.0)
    return found


def _logistic(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def importance_features(one: Cluster, about: Context, confidence_: float) -> dict[str, float]:
    """What makes an event the one that the article is about; `sure` is the logit of its confidence."""
    chance = min(max(confidence_, 1e-6), 1 - 1e-6)
    time, place = one.best_time(), one.best_place()
    first = min(m.candidate.sentence for m in one.members)
    found = {
        "bias": 1.0,
        "sure": math.log(chance / (1 - chance)),
        "mentions": math.log(len(one.members)),
        "first": float(first == 0),
        "lead": float(first <= about.lead),
        "position": first / max(1, len(about.tree.sentences)),
        **_of_headline(one, about),
        "grave": float(kind_of(one) in GRAVE),
        "aftermath": float(all(about.tree.words[m.candidate.word].lemma.lower() in lexicon().groups["aftermath"] for m in one.members)),
        "harm": float(any(m.candidate.known and not m.candidate.sense.weak and kind_of(one) in GRAVE for m in one.members)),
        "unknown": float(not any(m.candidate.known for m in one.members)),
        "weak": float(all(m.candidate.sense.weak for m in one.members)),
        "own time": float(time.own_time),
        "time document": float(time.when_known is Known.DOCUMENT),
        "own place": float(place.own_place),
        "day": float(time.when is not None and is_day(time.when)),
        "town": float(place.place is not None and place.place.kind in ("city", "point")),
        "place share": about.towns.get(place.place.id, 0.0) if place.place else 0.0,
        "carried place": float(place.place_known is Known.DISCOURSE),
        "news": 0.0,
    }
    if about.today is not None and time.when is not None and time.when.first is not None:
        age = about.today - time.when.first
        found["fresh"] = float(-1 <= age <= 7)
        found["old"] = float(age > 60)
        found["future"] = float(age < -1)
    return {name: value for name, value in found.items() if value}
