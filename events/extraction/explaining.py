"""A Document, its parse, times and places in, each event with the grounds of its time, its place and its listing out.

The signs are the model's own: what each weighs times its value, in natural logarithms of odds; with the bias they add up to the
logarithm of the odds of the confidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from events.extraction import compose
from events.extraction.clusters import Attached, Cluster, inside
from events.extraction.composing import Draft, draft
from events.extraction.lexicon import rows, weights
from events.extraction.scoring import confidence, features
from events.extraction.settling import Page, choices
from events.extraction.titles import title_of
from events.extraction.tree import SUBJECTS
from events.language import Parse
from events.model import Document, Event, Known, Mention, PublishedBy, Span, Timex, When
from geodata.gazetteer import Place

T = TypeVar("T")
_SHOWN, _BACK = 4, 40  # signs, times told before
Signs = tuple[tuple[str, float], ...]  # (words, weight), the weightiest first


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why an event is listed with its time and place; `moved`: why the page gave it another place than its clause, "" where it did not."""

    event: Event
    time: str
    place: str
    moved: str
    listed: str
    signs: Signs


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A happening that is no event of the list, and why."""

    title: str
    words: Span  # the word that names it
    confidence: float
    reason: str
    signs: Signs


@dataclass(frozen=True, slots=True)
class Explained:
    events: tuple[Grounds, ...]
    left_out: tuple[LeftOut, ...]
    cut_off: float


def explain_events(
    document: Document, parse: Parse, times: Sequence[Mention[Timex]], places: Sequence[Mention[Place]], collection: str = ""
) -> Explained:
    """The events of compose(), in its order, and what it left out, in that of the text. Computes again what it throws away."""
    model = weights()
    drafted = draft(document, parse, times, places, model)
    teller = _Teller(document, drafted, times)
    told = {drafted.tree.words[m.candidate.word].start: one for one in drafted.clusters for m in one.members}
    events = compose(document, parse, times, places, collection)
    listed = [(event, told[event.evidence[0].trigger.start]) for event in events]
    shown = {piece.trigger.start for event in events for piece in event.evidence}
    rest = [one for one in drafted.clusters if drafted.tree.words[one.members[0].candidate.word].start not in shown]
    return Explained(
        tuple(teller.grounds(event, one) for event, one in listed),
        tuple(teller.left_out(one) for one in rest),
        model["limits"]["keep"],
    )


class _Teller:
    """A document, to be asked why."""

    def __init__(self, document: Document, drafted: Draft, times: Sequence[Mention[Timex]]) -> None:
        self.document, self.drafted, self.times = document, drafted, times
        self.model = weights()
        self.by_time = _by_key(times, lambda m: m.meaning.when.edtf if m.meaning is not None and m.meaning.when else None)
        self.by_place = _by_key(drafted.places, lambda m: m.meaning.id if m.meaning is not None else None)

    def grounds(self, event: Event, one: Cluster) -> Grounds:
        sure, signs = self._weighed(one)
        keep = self.model["limits"]["keep"]
        listed = f"{sure:.2f}, from {keep:.2f} on" if sure >= keep else f"{sure:.2f}, below {keep:.2f}: the surest of its page or entry"
        time, place = one.best_time(), one.best_place()
        moved = _moved(one, self.drafted.page, self.model["place"]) if one.seat is not None else ""
        return Grounds(event, self._of_time(time), self._of_place(place, bool(moved)), moved, listed, signs)

    def left_out(self, one: Cluster) -> LeftOut:
        word = self.drafted.tree.words[one.members[0].candidate.word]
        sure, signs = self._weighed(one)
        keep = self.model["limits"]["keep"]
        reason = "below the cut-off" if sure < keep else "beside a surer happening of the same sentence, time and place"
        title = title_of(self.drafted.tree, one.members[0].candidate, self.drafted.timed)
        return LeftOut(title, Span(word.start, word.end), sure, reason, signs)

    def _weighed(self, one: Cluster) -> tuple[float, Signs]:
        values, learnt = features(one, self.drafted.about), self.model["confidence"]
        return confidence(values, learnt), told_signs("event", values, learnt)

    def _of_time(self, time: Attached) -> str:
        when, document = time.when, self.document
        if when is None:
            return "nothing near it tells a time"
        if time.time is not None:
            words, named = self._words(self.times[time.time]), self._name(time)
            meaning = self.times[time.time].meaning
            counts = f", which counts from {meaning.anchor}" if meaning is not None and meaning.anchor else ""
            if time.when_known is Known.EXPLICIT:
                return f"“{words}” belongs to “{named}”{counts}"
            return f"“{words}” stands in the sentence of “{named}”, though not in its clause{counts}"
        if time.when_known is Known.DOCUMENT:
            how = {PublishedBy.GIVEN: "as given", PublishedBy.STATED: "as the file says", PublishedBy.INFERRED: "as its dates suggest"}
            by = how.get(document.published_by, "")
            return f"its sentence tells no time: “{self._name(time)}” is told as news of the day of publication{', ' if by else ''}{by}"
        before = self._before(self.by_time, when.edtf, self._start(time)) or self._around(when, self._start(time))
        return f"carried on from “{self._words(before)}”" if before is not None else "carried on from the times told before"

    def _around(self, when: When, start: int) -> Mention[Timex] | None:
        """The last time told before a character that has days in common with one that is carried on."""
        number = bisect_left(self.times, start, key=lambda m: m.span.start)
        for mention in reversed(self.times[max(0, number - _BACK) : number]):
            told = mention.meaning.when if mention.meaning is not None else None
            if told is not None and None not in (told.first, told.last, when.first, when.last) and _meet(told, when):
                return mention
        return None

    def _of_place(self, place: Attached, moved: bool) -> str:
        where = place.place
        if where is None:
            return "nothing near it names a place"
        if place.place_mention is not None:
            mention = self.drafted.places[place.place_mention]
            words = self._words(mention)
            how = self._tie(place, mention)
            sure = "" if place.place_known is Known.EXPLICIT else ", which stands further off"
            return f"{how}{sure}" if how else f"“{words}” stands in the sentence of “{self._name(place)}”{sure}"
        if place.place_known is Known.DATELINE:
            return f"the dateline: the article was sent from {where.name}"
        around = next((p.place for p in place.own if inside(where, p.place)), None)
        if around is not None and not moved:
            return f"the town that the news names in {around.name}"
        before = self._before(self.by_place, where.id, self._start(place))
        return f"carried on from “{self._words(before)}”" if before is not None else "named elsewhere in the article"

    def _tie(self, place: Attached, mention: Mention[Place]) -> str:
        """How the words of a place hang on those of the happening, "" where by nothing simple."""
        tree, word, words = self.drafted.tree, self._name(place), self._words(mention)
        top = tree.words[tree.top(mention.span)]
        if top.dep == "pobj":
            return f"“{tree.words[top.head].text.lower()} {words}” stands with “{word}”"
        if top.head in (place.candidate.word, place.candidate.joined):
            if top.dep in ("dobj", "nsubjpass"):
                return f"“{word}” is what was done to “{words}”"
            if top.dep in SUBJECTS or top.dep == "poss":
                return f"“{words}” is who did it, and no other place is named"
        return ""

    def _name(self, member: Attached) -> str:
        return self.drafted.tree.words[member.candidate.word].text

    def _start(self, member: Attached) -> int:
        return self.drafted.tree.words[member.candidate.word].start

    def _words(self, mention: Mention[T]) -> str:
        return " ".join(mention.span.of(self.document.text).split())

    @staticmethod
    def _before(found: Mapping[str, list[Mention[T]]], key: str, start: int) -> Mention[T] | None:
        """The last mention of the same meaning before a character."""
        same = found.get(key, [])
        number = bisect_left(same, start, key=lambda m: m.span.start)
        return same[number - 1] if number else None


def _meet(one: When, other: When) -> bool:
    first = max(one.first or 0, other.first or 0)
    return first <= min(one.last or first, other.last or first)


def _by_key(mentions: Sequence[Mention[T]], key: Callable[[Mention[T]], str | None]) -> dict[str, list[Mention[T]]]:
    found: dict[str, list[Mention[T]]] = defaultdict(list)
    for mention in mentions:
        if (named := key(mention)) is not None:
            found[named].append(mention)
    return found


def _moved(one: Cluster, page: Page | None, learnt: Mapping[str, float]) -> str:
    """From where the page as a whole moved a happening, and the signs that speak most for its place rather than that of the clause."""
    ruled, settled = Cluster(list(one.members)).best_place(), one.best_place()
    if page is None or ruled.place is None or settled.place is None or ruled.place.id == settled.place.id:
        return ""
    found = dict(choices(Cluster(list(one.members)), page))
    there, clause = found.get(settled.place.id, {}), found.get(ruled.place.id, {})
    gains = {name: there.get(name, 0.0) - clause.get(name, 0.0) for name in {*there, *clause}}
    weighed = sorted(((gain * learnt.get(name, 0.0), name) for name, gain in gains.items()), key=lambda pair: (-pair[0], pair[1]))
    best = "; ".join(
        f"{'' if gains[name] > 0 else 'the other is '}{in_words('place', name)} {weight:+.1f}" for weight, name in weighed[:_SHOWN]
    )
    return f"the page as a whole moved it here from {ruled.place.name}: {best}"


def told_signs(part: str, values: Mapping[str, float], learnt: Mapping[str, float]) -> Signs:
    """Each sign in words with what it weighs here, the weightiest first; the bias, which every happening has, is called so."""
    weighed = {name: value * learnt.get(name, 0.0) for name, value in values.items()}
    shown = sorted((pair for pair in weighed.items() if pair[1]), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple((in_words(part, name), round(weight, 3)) for name, weight in shown)


def in_words(part: str, sign: str) -> str:
    """The words of a sign; its own name where the table has none."""
    table = _words_of_signs()
    if (part, sign) in table:
        return table[part, sign]
    first, _, rest = sign.rpartition(" ")
    return table.get((part, f"{first} *"), sign).replace("…", rest) if first else sign


@lru_cache(maxsize=1)
def _words_of_signs() -> dict[tuple[str, str], str]:
    """signs.tsv: (part, sign) -> words."""
    return {(part, sign): words for part, sign, words in rows("signs.tsv")}
