"""The whole document in, what its words leave unsaid out: its genre, the current time and place at each sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from events.dating.log import clocked
from events.days import to_date, to_day
from events.extraction.attachment import Anchor, is_bare, onward
from events.extraction.candidates import Candidate
from events.extraction.frames import goes_on, governor, interval, is_aside, is_day, is_heading, is_late, until_next
from events.extraction.lexicon import lexicon
from events.extraction.tree import Tree
from events.model import Document, Known, Mention, Precision, PublishedBy, Timex, When
from geodata.gazetteer import Place

_DATELINE = re.compile(r"\s*[\[(]?[A-Z][A-Z.'’ -]{2,}(?:,\s*[\w. ]+)?\s*(?:\([^)]{2,20}\))?\s*(?:[-–—_]+|\(AP\)|\(Reuters\))")
SAYING = frozenset(("say", "tell", "report", "announce", "add", "state"))


def year_of(day: int) -> When:
    year = to_date(day)[0]
    sign = "-" if year < 0 else ""
    return When(to_day(year), to_day(year, 12, 31), Precision.YEAR, f"{sign}{abs(year):04}" if abs(year) <= 9999 else f"Y{year}")


def at_clock(day: When, hour: When) -> When:
    """The day at the hour; a span of two days keeps none."""
    if day.first is None or day.first != day.last or hour.clock is None:
        return day
    return clocked(day.first, hour.clock, hour.precision)


@dataclass(frozen=True, slots=True)
class Genre:
    """news: dated, of the days before; narrative: a history told in order; essay: an undated text about the present;
    timeless: a text that names no date at all."""

    name: str
    today: int | None


def genre_of(document: Document, tree: Tree, times: Sequence[Mention[Timex]]) -> Genre:
    today = document.published
    firsts = [m.meaning.when.first for m in times if m.meaning and m.meaning.when and m.meaning.when.first is not None]
    if today is not None and document.published_by is not PublishedBy.INFERRED:
        near = sum(abs(first - today) < 400 for first in firsts)
        if is_late(today, tree, times):
            return Genre("narrative", today)
        return Genre("news" if not firsts or near * 4 >= len(firsts) else "narrative", today)
    if not firsts:
        return Genre("timeless", today)
    finite = (w for w in tree.words if w.pos in ("VERB", "AUX") and w.dep in ("ROOT", "aux", "auxpass"))
    tags: Counter[str] = Counter(word.tag for word in finite)
    present = tags["VBZ"] + tags["VBP"]
    return Genre("essay" if present > tags["VBD"] else "narrative", today)


class Clock:
    """The current time of a text: for each sentence the time that a happening without its own time takes."""

    def __init__(self, tree: Tree, genre: Genre, times: Sequence[Mention[Timex]], there: dict[int, list[Anchor]]) -> None:
        self._genre = genre
        self._leading: list[tuple[int, When]] = []  # (sentence, time) that moves the story on
        self._current: list[tuple[When | None, int]] = []
        self._days: list[When | None] = []
        self._tree = tree
        self._headed: list[bool] = []
        headed = False
        self._before: list[tuple[When, int] | None] = []
        before: tuple[When, int] | None = None
        day: When | None = None
        current = self._opening(tree, times, there)
        since = 0
        for number in range(len(tree.sentences)):
            self._current.append((current, since))
            self._days.append(day)
            self._before.append(before)
            self._headed.append(headed)
            for anchor in there.get(number, ()):
                meaning = times[anchor.mention].meaning
                bare = meaning is not None and meaning.type == "TIME" and is_bare(tree, times[anchor.mention])
                if meaning and meaning.when and not bare and is_day(meaning.when) and not self._of_telling(tree, anchor):
                    day = meaning.when
                if not meaning or not meaning.when or bare or meaning.type not in ("DATE", "TIME"):
                    continue
                if self._leads(tree, anchor, meaning.when):
                    current, since, before = meaning.when, number, None
                    self._leading.append((number, meaning.when))
                    headed = is_heading(tree, anchor)
                elif self._is_past(tree, anchor, meaning.when):
                    before = meaning.when, number
        days = [m.meaning.when for m in times if m.meaning and m.meaning.when]
        self._first = self._first_day(tree, times, there)
        lasts = [w.first for w in days if w.first is not None and w.precision not in (Precision.CENTURY, Precision.MILLENNIUM)]
        self._latest = max(lasts) if lasts else None

    def _opening(self, tree: Tree, times: Sequence[Mention[Timex]], there: dict[int, list[Anchor]]) -> When | None:
        """The year in which a story begins that names its first date later."""
        if self._genre.name != "narrative":
            return None
        for number in sorted(there):
            for anchor in there[number]:
                meaning = times[anchor.mention].meaning
                if meaning and meaning.when and meaning.type in ("DATE", "TIME") and self._leads(tree, anchor, meaning.when):
                    first, last = meaning.when.first, meaning.when.last
                    return year_of(first) if first is not None and last is not None else meaning.when
        return None

    def _leads(self, tree: Tree, anchor: Anchor, when: When) -> bool:
        """Whether a time moves the story on: not one of a relative clause or background, nor (in news) one long past."""
        if when.first is None or when.last is None:
            return False
        if self._genre.name != "news" and any(tree.words[i].dep in ("relcl", "acl") for i in tree.ancestors(anchor.word)):
            return False
        if self._genre.name == "news" and governor(tree, anchor.word).lemma in SAYING:
            return False
        if self._genre.name == "news":
            return is_day(when) and self._genre.today is not None and -1 <= self._genre.today - when.first <= 30
        return not is_aside(tree, anchor)

    def _of_telling(self, tree: Tree, anchor: Anchor) -> bool:
        """Whether news says with a time when somebody told of a happening, or was tried for it: "police said on Friday"."""
        verb = governor(tree, anchor.word).lemma.lower()
        return self._genre.name == "news" and (verb in SAYING or verb in lexicon().groups["later"])

    def _is_past(self, tree: Tree, anchor: Anchor, when: When) -> bool:
        """Whether news goes back to a time long before: "The two were arrested in 1994"."""
        today = self._genre.today
        if self._genre.name != "news" or today is None or when.first is None or when.last is None:
            return False
        verb = next((i for i in tree.ancestors(anchor.word) if tree.words[i].pos in ("VERB", "AUX")), None)
        main = verb is not None and tree.words[verb].dep in ("ROOT", "conj", "ccomp")
        return main and when.last < today - 30 and not is_aside(tree, anchor)

    def _first_day(self, tree: Tree, times: Sequence[Mention[Timex]], there: dict[int, list[Anchor]]) -> When | None:
        """The first day of the fortnight before publication that the text names, other than by its reporting."""
        for number in sorted(there):
            for anchor in there[number]:
                meaning = times[anchor.mention].meaning
                when = meaning.when if meaning and not is_bare(tree, times[anchor.mention]) else None
                if when is None or when.first is None or self._genre.today is None or not self._leads(tree, anchor, when):
                    continue
                if self._of_telling(tree, anchor):
                    continue
                if 0 <= self._genre.today - when.first <= 14:
                    return when
        return None

    def day(self, sentence: int) -> When | None:
        """The last day named before a sentence."""
        return self._days[sentence]

    @property
    def today(self) -> int | None:
        return self._genre.today if self._genre.name == "news" else None

    def _next(self, sentence: int) -> When | None:
        """The time that moves a story on from a sentence."""
        after = bisect_left(self._leading, sentence, key=lambda lead: lead[0])
        return self._leading[after][1] if 0 < after < len(self._leading) else None

    def now(self, sentence: int) -> When | None:
        """The time that the text has reached out, or its day of publication."""
        today = self._genre.today
        if self._genre.name == "news" and today is not None:
            return interval(today, today)
        return self._current[sentence][0]

    def _perfect(self, candidate: Candidate) -> bool:
        """Whether a clause tells what has happened up to now."""
        helpers = self._tree.children.get(candidate.clause, ()) if candidate.clause is not None else ()
        return any(self._tree.words[c].dep == "aux" and self._tree.words[c].text.lower() in ("has", "have", "'ve", "'s") for c in helpers)

    def at(self, candidate: Candidate, reach: int = 2) -> tuple[When, Known] | None:
        """The time that the discourse gives to a candidate without its own."""
        current, since = self._current[candidate.sentence]
        today = self._genre.today
        if self._genre.name == "essay":
            day = today if today is not None else self._latest
            known = Known.DOCUMENT if today is not None else Known.DISCOURSE
            return (year_of(day), known) if day is not None else None
        if self._genre.name == "narrative":
            if current is None:
                return None
            if goes_on(self._tree, candidate.sentence) and current.first is not None:
                return onward(current), Known.DISCOURSE
            if self._headed[candidate.sentence]:
                return current, Known.DISCOURSE
            return until_next(current, self._next(candidate.sentence)), Known.DISCOURSE
        if today is None:
            return None
        if candidate.tense == "future":
            return interval(today, today + 7), Known.DOCUMENT
        before = self._before[candidate.sentence]
        if before is not None and candidate.sentence - before[1] <= 1 and candidate.tense == "past" and not self._perfect(candidate):
            return before[0], Known.DISCOURSE
        if current is not None and candidate.tense != "present" and candidate.sentence - since <= 2:
            return current, Known.DISCOURSE
        if candidate.tense == "present":
            return interval(today - 1, today), Known.DOCUMENT
        if candidate.sentence <= 2:
            return (self._first, Known.DISCOURSE) if self._first else (interval(today - 1, today), Known.DOCUMENT)
        return interval(today - 7, today), Known.DOCUMENT


def dateline(text: str, places: Sequence[Mention[Place]]) -> Mention[Place] | None:
    """The place that opens a news text ("GENEVA (AP) —")."""
    match = _DATELINE.match(text[:200])
    if not match:
        return None
    return next((m for m in places if m.meaning is not None and m.span.end <= match.end()), None)


class Scene:
    """The current place of a text: where the last happening before a sentence lay, else the dateline, else the text's main place."""

    def __init__(self, opening: Mention[Place] | None, places: Sequence[Mention[Place]]) -> None:
        self._dateline = opening.meaning if opening else None
        weights: dict[str, float] = defaultdict(float)
        named: dict[str, Place] = {}
        for mention in places:
            if mention.meaning is not None and mention is not opening:
                fine = 3.0 if mention.meaning.kind in ("city", "point") else 2.0 if mention.meaning.kind != "country" else 1.0
                weights[mention.meaning.id] += fine if mention.form == "name" else 0.4 * fine
                named.setdefault(mention.meaning.id, mention.meaning)
        self.main = named[max(weights, key=lambda place: weights[place])] if weights else None
        self._last: tuple[int, Place] | None = None

    def note(self, sentence: int, place: Place) -> None:
        """A happening of a sentence lay there; sentences come in order."""
        self._last = (sentence, place)

    def at(self, sentence: int, reach: int, old: bool) -> tuple[Place, Known] | None:
        """The place that the discourse gives; the dateline says nothing of an `old` happening."""
        if self._last is not None and sentence - self._last[0] <= reach:
            return self._last[1], Known.DISCOURSE
        if self._dateline is not None and not old:
            return self._dateline, Known.DATELINE
        return (self.main, Known.DISCOURSE) if self.main is not None else None
