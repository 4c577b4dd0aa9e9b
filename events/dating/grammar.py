"""The sentences and words of a parse in; what a time belongs to, and in which tense it stands, out."""

from __future__ import annotations

from bisect import bisect_right

from events.dating.leaning import Lean
from events.dating.tokens import context, lexicon
from events.language import Parse, Word

PLACES = ("GPE", "LOC", "FAC")
_OF_TIME = ("WEEKDAY", "MONTH", "PART", "DAYWORD")


class Grammar:
    """Looks up the words of a parse by their offset in the text; knows nothing where there is no parse."""

    def __init__(self, parse: Parse) -> None:
        self.words = parse.words
        self._sentence_starts = [self.words[first].start for first, last in parse.sentences if last > first]
        self.by_start = {word.start: at for at, word in enumerate(parse.words)}
        self._auxiliaries: dict[int, list[int]] | None = None
        self._leans: dict[int, Lean] = {}

    def at(self, offset: int) -> Word | None:
        index = self.by_start.get(offset)
        return None if index is None else self.words[index]

    def sentence(self, offset: int) -> int:
        """Number of the sentence that holds a character."""
        return bisect_right(self._sentence_starts, offset)

    def modifies(self, start: int, end: int) -> bool:
        """Whether a word of `[start, end)` belongs to a noun that follows: "the 2020 ceasefire", "the Oct. 3 fire"."""
        first = self.by_start.get(start)
        if first is None:
            return False
        for word in self.words[first : first + 8]:
            if word.start >= end:
                return False
            if word.dep in ("nummod", "compound", "amod", "nmod") and self.words[word.head].start >= end:
                return True
        return False

    def names_what_happened(self, start: int, end: int) -> bool:
        """ "The 1684 flood destroyed the bridge": a number before the subject of a verb in the past that is no "be" nor "have"."""
        word = self.at(start)
        noun = self.words[word.head] if word is not None else None
        if word is None or noun is None or word.dep != "nummod" or noun.dep != "nsubj" or noun.start < end:
            return False
        verb = self.words[noun.head]
        return verb.tag == "VBD" and verb.dep == "ROOT" and verb.lemma not in ("be", "have")

    def has_subject(self, verb: Word, number: int) -> bool:
        """Whether a verb, or the one it helps, has a subject near by that is not the number at an offset nor a date."""
        at = self.by_start[verb.start]
        heads = {at, verb.head} if verb.pos == "AUX" else {at}
        return any(
            word.head in heads
            and word.dep.startswith("nsubj")
            and word.start != number
            and not word.text[0].isdigit()
            and word.entity != "DATE"
            for word in self.words[max(at - 30, 0) : at + 15]
        )

    # ---- tense ----

    def lean(self, offset: int, daily: bool = False) -> Lean:
        """Which way the verb that governs a time points; `daily`: the time is a week day, which a thing bears as it happened or will."""
        index = self.by_start.get(offset)
        if index is None:
            return Lean.OPEN
        owned = bool(self.words[index + 1 : index + 2]) and self.words[index + 1].tag == "POS"
        noun = self._noun_of(index) if not owned else self.words[self.words[index].head]
        meets = noun is None or noun.lemma in context("MEETINGS")
        if owned and not meets:
            return Lean.BEEN if daily else Lean.OPEN
        lean, thing = self._governed(index)
        if lean is Lean.OPEN and not daily and noun is None and thing is None and self._is_under_way(index):
            return Lean.MAYBE  # "she is running in November"; a week day may be that of what it is about
        if noun is not None or thing is not None:
            lean = max(lean, Lean.PAST)
        if daily and lean is Lean.OPEN and thing is not None and thing.lemma not in context("MEETINGS"):
            return Lean.PAST
        if noun is None:
            return lean
        if not meets:
            return min(lean, Lean.PAST if daily else Lean.OPEN)
        return max(lean, Lean.PAST if daily else Lean.OPEN) if owned else lean

    def _governed(self, index: int) -> tuple[Lean, Word | None]:
        """What the governing verb tells, and the first thing that stands between it and the word."""
        thing: Word | None = None
        for _ in range(30):
            word = self.words[index]
            if word.pos in ("VERB", "AUX"):
                tense = self._tense(index)
                if tense or word.head == index:
                    return tense, thing
            if thing is None and word.pos in ("NOUN", "PROPN") and word.entity not in ("DATE", "TIME") and not _is_of_time(word):
                thing = word
            if word.head == index:
                return Lean.OPEN, None
            if word.dep == "pcomp" and self.words[word.head].text.lower() in ("after", "since", "following"):
                return Lean.BEEN, None  # "is recovering after being shot on Friday"
            index = word.head
        return Lean.OPEN, None

    def _noun_of(self, index: int) -> Word | None:
        """The noun that a time stands before as its own word: "the November election", "two Friday night shootings"."""
        for _ in range(3):
            word = self.words[index]
            if word.head <= index or word.dep not in ("compound", "nmod", "amod"):
                return None
            index = word.head
            if self.words[index].entity not in ("DATE", "TIME"):
                return self.words[index]
        return None

    def is_said(self, offset: int) -> bool:
        """Whether the time is that of a saying: "police said on Monday", but not "he was found on Monday, police said"."""
        start = index = self.by_start.get(offset, -1)
        for _ in range(4 if index >= 0 else 0):
            word = self.words[index]
            if word.pos == "VERB" or word.head == index:
                return word.lemma in context("TELLING") and (index < start or not self._is_cut_off(start, index))
            index = word.head
        return False

    def _is_cut_off(self, time: int, verb: int) -> bool:
        """Whether a comma parts a time from a verb that follows, and something has been told before it."""
        begins = self.sentence(self.words[max(time - 3, 0)].start) != self.sentence(self.words[time].start) or time < 3
        return not begins and any(word.text == "," for word in self.words[time + 1 : verb])

    def leads(self, offset: int) -> bool:
        """Whether a bare year tells when the main story goes on: it hangs on a verb, not on a noun, a relative clause or a pluperfect."""
        index = self.by_start.get(offset)
        if index is None:
            return True
        for _ in range(30):
            word = self.words[index]
            if word.pos in ("VERB", "AUX"):
                return word.dep not in ("relcl", "acl") and not self._is_pluperfect(index) and self._tense(index) <= 0
            if word.head == index:
                return True
            if word.pos in ("NOUN", "PROPN", "PRON") and word.start != offset:  # the number, or its BC, is a noun
                return False
            index = word.head
        return True

    def is_inside(self, offset: int) -> bool:
        """Whether a relative clause or a participle stands between the word and the main verb."""
        index = self.by_start.get(offset)
        for _ in range(30):
            if index is None or self.words[index].dep in ("relcl", "acl"):
                return index is not None
            if self.words[index].head == index:
                return False
            index = self.words[index].head
        return False

    def _tense(self, verb: int) -> Lean:
        if verb not in self._leans:
            self._leans[verb] = self._tense_of(verb)
        return self._leans[verb]

    def _tense_of(self, verb: int) -> Lean:
        word = self.words[verb]
        helpers = [self.words[at] for at in self.auxiliaries().get(verb, ())]
        texts, tags = {helper.text.lower() for helper in helpers}, {helper.tag for helper in helpers} | {word.tag}
        if word.lemma in context("PLANS") and "TO" not in tags and "VB" not in tags and "had" not in texts:
            return Lean.BEEN if self._was_first(verb) else Lean.SURE if tags & {"VBZ", "VBP"} else Lean.PLANNED
        if context("FUTURE") & texts:
            if "have" in texts or self._could_not(verb):
                return Lean.BEEN
            return Lean.SURE if context("WILL") & texts else Lean.PLANNED if "would" in texts else Lean.MAYBE
        if "TO" in tags and not any(helper.lemma == "have" for helper in helpers):
            return self._infinitive(verb)
        if "VBD" in tags or (word.tag == "VBN" and not helpers) or any(helper.lemma == "have" for helper in helpers):
            return Lean.BEEN
        if word.lemma == "set" and word.tag == "VBN" and tags & {"VBZ", "VBP"}:
            return Lean.SURE
        if word.tag in ("VBZ", "VBP") and self._is_of_day(verb):
            return Lean.TIMETABLE
        if word.lemma == "be" and word.tag in ("VBZ", "VBP"):
            return Lean.TIMETABLE if self._is_when(verb) else Lean.MAYBE if self._is_likely(verb) else Lean.OPEN
        if not tags & {"VBZ", "VBP"} or word.tag == "VBN" or word.lemma not in context("COMING"):
            return Lean.OPEN
        return Lean.MAYBE if word.tag == "VBG" else Lean.TIMETABLE

    def _infinitive(self, verb: int) -> Lean:
        """ "Plans to meet on Monday" looks ahead, "refused to speak on Monday" tells."""
        head, ahead, looks = self.words[verb].head, context("PLANS") | context("PROMISES"), False
        for _ in range(30):
            governor = self.words[head]
            if governor.lemma in ahead:
                looks = not self._was_first(head)
            if governor.pos in ("VERB", "AUX"):
                if self._is_pluperfect(head):
                    return Lean.BEEN
                if all(self.words[at].tag != "TO" for at in self.auxiliaries().get(head, ())):
                    tense = self._tense(head)
                    if looks and tense is Lean.BEEN and governor.tag == "VBG":
                        return Lean.OPEN  # "was getting ready to sleep when"
                    return max(tense, Lean.PLANNED) if looks else tense
            if governor.head == head:
                break
            head = governor.head
        return Lean.PLANNED  # "Stores to open Friday"

    def _was_first(self, verb: int) -> bool:
        """ "Was originally scheduled": it has come otherwise."""
        return self.words[verb - 1].text.lower() in ("previously", "originally", "initially", "first")

    def _could_not(self, verb: int) -> bool:
        """ "Could not be reached", "would not comment": so it was."""
        helpers = self.auxiliaries().get(verb, ())
        negated = any(word.text.lower() in ("not", "n't", "n’t") for at in helpers for word in self.words[at + 1 : at + 2])
        texts = {self.words[at].text.lower() for at in helpers}
        return negated and ("could" in texts or ("would" in texts and self.words[verb].lemma in context("TELLING")))

    def _is_when(self, verb: int) -> bool:
        """ "The game is on Saturday": nothing but a time completes the verb."""
        after = [word for word in self.words[verb + 1 : verb + 12] if word.head == verb]
        return all(
            word.dep not in ("acomp", "attr", "oprd", "prep", "advcl") or word.entity or word.text.lower() in ("at", "on") for word in after
        )

    def _is_of_day(self, verb: int) -> bool:
        """ "Sunday looks dry": a day is its subject."""
        days = lexicon().values["WEEKDAY"]
        before = [word for word in self.words[max(verb - 6, 0) : verb] if word.head == verb]
        subjects = [word for word in before if word.dep.startswith("nsubj")] or [word for word in before[-1:] if word.dep == "npadvmod"]
        return any(word.text.lower() in days for word in subjects)

    def _is_likely(self, verb: int) -> bool:
        """ "Frost is likely early on Thursday"."""
        after = self.words[verb + 1 : verb + 6]
        return any(word.head == verb and word.dep == "acomp" and word.lemma in ("likely", "possible", "due") for word in after)

    def _is_under_way(self, index: int) -> bool:
        """ "Is running": whether such a verb governs a time and its preposition."""
        for _ in range(4):
            word = self.words[index]
            if word.pos == "VERB" or word.head == index:
                return word.tag == "VBG" and any(self.words[at].tag in ("VBZ", "VBP") for at in self.auxiliaries().get(index, ()))
            index = word.head
        return False

    def _is_pluperfect(self, verb: int) -> bool:
        return any(self.words[at].text == "had" for at in self.auxiliaries().get(verb, ()))

    def auxiliaries(self) -> dict[int, list[int]]:
        """Verb -> its helping words."""
        if self._auxiliaries is None:
            self._auxiliaries = {}
            for at, word in enumerate(self.words):
                if word.dep in ("aux", "auxpass") and word.head != at:
                    self._auxiliaries.setdefault(word.head, []).append(at)
        return self._auxiliaries


def _is_of_time(word: Word) -> bool:
    return any(word.text.lower() in lexicon().values[name] for name in _OF_TIME)
