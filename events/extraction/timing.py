"""A candidate and the times of its document in, its own time out: of its sentence, counted from another's, or carried on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from events.dating.log import Entry
from events.extraction.attachment import FAR, Anchor, Paths, Timed, goes_before, times_of, until
from events.extraction.candidates import Candidate
from events.extraction.discourse import Clock, at_clock
from events.extraction.frames import interval, is_frame
from events.extraction.lengths import Gap, counted, gaps, lasting, until_now
from events.extraction.scoring import stem
from events.extraction.tree import Tree
from events.model import Known, Mention, Timex, When

_LED = 1.0  # what the time costs that leads an entry of a log
_COUNTED = 1.5  # the cost of a time that a length of time gives
_PLANNING = frozenset(("schedule", "plan", "set", "slate", "expect", "postpone", "delay", "invite", "call", "book"))


@dataclass(frozen=True, slots=True)
class Time:
    when: When | None
    known: Known | None
    cost: float
    mention: int | None


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of a document, to be asked candidate by candidate."""

    clock: Clock
    times: Sequence[Mention[Timex]]
    there: Mapping[int, Sequence[Anchor]]
    limits: Mapping[str, float]
    log: Sequence[Entry]  # of a live report
    told: dict[str, When]  # stem -> when the last happening of that word was
    gaps: dict[int, tuple[Gap, ...]]  # of each sentence

    def note(self, tree: Tree, candidate: Candidate, time: Time) -> None:
        if time.known is Known.EXPLICIT and time.when is not None:
            for word in (candidate.word, candidate.joined):
                if word is not None:
                    self.told[stem(tree.words[word].lemma)] = time.when

    def of(self, paths: Paths, candidate: Candidate) -> Time:
        """The candidate's time; what went on for weeks before a date ends there."""
        found = self._logged(paths, candidate) or self._found(paths, candidate)
        if found.known is Known.EXPLICIT and found.when is not None and goes_before(paths, candidate):
            return replace(found, when=until(found.when))
        if candidate.noun and found.known is Known.EXPLICIT and found.when is not None:
            whole = lasting(paths.tree, candidate.word, self.there.get(candidate.sentence, ()), self.times, found.when)
            return found if whole is None else replace(found, when=whole)
        return found

    def _logged(self, paths: Paths, candidate: Candidate) -> Time | None:
        """In a log what happened has the time of its entry, but for what its own clause says or is still to come."""
        at = bisect_right(self.log, paths.tree.words[candidate.word].start, key=lambda entry: entry.start) - 1
        if candidate.tense == "future" or not self.log:
            return None
        if at < 0:
            return self._headed(candidate)
        entry = self.log[at]
        there = [a for a in self.there.get(candidate.sentence, ()) if entry.start <= a.span[0] < entry.end]
        own = times_of(paths, candidate, there, self.times)
        if own and own[0].cost <= self.limits["time"]:
            return Time(own[0].when, Known.EXPLICIT, own[0].cost, own[0].mention)
        meaning = self.times[entry.mention].meaning
        return Time(meaning.when, Known.EXPLICIT, _LED, entry.mention) if meaning is not None and meaning.when is not None else None

    def _headed(self, candidate: Candidate) -> Time | None:
        """What the head of a log tells, and dates not, happened on its day."""
        meaning = self.times[self.log[0].mention].meaning
        day = meaning.when.first if meaning is not None and meaning.when is not None else None
        dated = day is None or self.there.get(candidate.sentence)
        return None if dated or day is None else Time(interval(day, day), Known.DISCOURSE, FAR, None)

    def _found(self, paths: Paths, candidate: Candidate) -> Time:
        there = self.there.get(candidate.sentence, ())
        if (gap_told := self._counted(paths, candidate, there)) is not None:
            return gap_told
        own = [o for o in times_of(paths, candidate, there, self.times) if not self._too_late(paths, candidate, o)]
        if own and own[0].bare:
            return self._of_day(own[0], [o for o in own if not o.bare], candidate.sentence)
        if own and own[0].cost <= self.limits["time near"]:
            known = Known.EXPLICIT if own[0].cost <= self.limits["time"] else Known.DISCOURSE
            return Time(own[0].when, known, own[0].cost, own[0].mention)
        if (going_on := self._until_now(paths, candidate, there)) is not None:
            return going_on
        frames = {a.mention for a in there if is_frame(paths.tree, a)} if own else ()
        if (frame := next((o for o in own if o.mention in frames and not o.bare), None)) is not None:
            return Time(frame.when, Known.DISCOURSE, frame.cost, frame.mention)
        if (carried := self.clock.at(candidate)) is not None:
            return Time(carried[0], carried[1], FAR, None)
        return Time(own[0].when, Known.DISCOURSE, own[0].cost, own[0].mention) if own else Time(None, None, FAR, None)

    def _until_now(self, paths: Paths, candidate: Candidate, there: Sequence[Anchor]) -> Time | None:
        today = self.clock.today
        if today is None or candidate.clause is None:
            return None
        found = until_now(paths.tree, candidate.clause, there, self.times, interval(today, today))
        return None if found is None else Time(found[1], Known.EXPLICIT, _COUNTED, found[0])

    def _too_late(self, paths: Paths, candidate: Candidate, timed: Timed) -> bool:
        """Whether what the text tells as past would lie after its day: "promised to vote next year after the convention met"."""
        today, verb = self.clock.today, candidate.clause
        if today is None or verb is None or timed.when.first is None or timed.when.first <= today or candidate.tense != "past":
            return False
        word = paths.tree.words[verb]
        if word.tag not in ("VBD", "VBN") or candidate.modal or word.lemma.lower() in _PLANNING:
            return False
        return not candidate.noun or verb not in paths.chain(timed.word)

    def _counted(self, paths: Paths, candidate: Candidate, there: Sequence[Anchor]) -> Time | None:
        """The time of a happening that is told by a length of time from another."""
        if candidate.sentence not in self.gaps:
            self.gaps[candidate.sentence] = tuple(gaps(paths.tree, there, self.times))
        for gap in self.gaps[candidate.sentence]:
            sign = gap.sign if candidate.word == gap.high else -gap.sign
            if candidate.word not in (gap.high, gap.low):
                continue
            base = self._base(paths, candidate, there, gap)
            when = counted(base, sign * gap.number, gap.unit) if base is not None else None
            if when is not None:
                return Time(when, Known.EXPLICIT, _COUNTED, gap.mention)
        return None

    def _base(self, paths: Paths, candidate: Candidate, there: Sequence[Anchor], gap: Gap) -> When | None:
        """The time that a length counts from: what the sentence says of the other happening, else what the text does."""
        own: list[tuple[int, When]] = []
        for anchor in there:
            meaning = self.times[anchor.mention].meaning
            if meaning is not None and meaning.when is not None and meaning.type in ("DATE", "TIME"):
                chain = paths.chain(anchor.word)
                own.append((gap.low if gap.low in chain else gap.high if gap.high in chain else -1, meaning.when))
        if any(end == candidate.word for end, _ in own):
            return None
        other = gap.low if candidate.word == gap.high else gap.high
        if (named := next((when for end, when in own if end == other), None)) is not None:
            return named
        low = self.told.get(stem(paths.tree.words[gap.low].lemma))
        if other == gap.low:
            return low
        return self.clock.now(candidate.sentence) if low is None and gap.unit in "MY" else None

    def _of_day(self, hour: Timed, days: Sequence[Timed], sentence: int) -> Time:
        """A time of day on the day that the sentence names besides it, else on the current one."""
        if days and days[0].cost <= self.limits["time near"]:
            return Time(days[0].when, Known.EXPLICIT, days[0].cost, days[0].mention)
        day = self.clock.day(sentence)
        return Time(hour.when if day is None else at_clock(day, hour.when), Known.DISCOURSE, hour.cost, hour.mention)
