"""The sentences and words of a parse in; which ambiguous words are words of time, and in which tense a time stands, out."""

from __future__ import annotations

from bisect import bisect_right

from events.dating.tokens import context
from events.language import Parse, Word

_NOUNS = ("NOUN", "PROPN", "NUM", "ADJ", "ADV", "X")


class Grammar:
    """Looks up the words of a parse by their offset in the text; knows nothing where there is no parse."""

    def __init__(self, parse: Parse) -> None:
        self.words = parse.words
        self._sentence_starts = [self.words[first].start for first, last in parse.sentences if last > first]
        self.by_start = {word.start: at for at, word in enumerate(parse.words)}
        self._auxiliaries: dict[int, list[int]] | None = None
        self._directions: dict[int, int] = {}

    def at(self, offset: int) -> Word | None:
        index = self.by_start.get(offset)
        return None if index is None else self.words[index]

    def sentence(self, offset: int) -> int:
        """Number of the sentence that holds a character."""
        return bisect_right(self._sentence_starts, offset)

    def is_time(self, word: str, written: str, offset: int) -> bool:
        """Whether an ambiguous word ("may", "second", "fall") is one of time here."""
        bare = word.rstrip(".")
        if bare in context("CAPITALISED") and not written[0].isupper():
            return False
        token = self.at(offset)
        if token is None:
            return True
        if bare in context("NAMES"):
            return token.entity not in ("PERSON", "ORG", "WORK_OF_ART") or self._beside_number(offset)
        if self._beside_number(offset) and bare not in ("second", "min", "fall", "spring"):
            return True
        if len(word) == 3 and word != "may":
            return False
        if bare in ("second", "min"):
            return token.pos not in ("VERB", "AUX")
        if token.pos not in _NOUNS or token.tag == "MD" or (bare == "march" and self._is_walk(offset)):
            return False
        if bare in ("fall", "spring", "autumn", "summer"):
            return token.pos != "ADJ" and token.entity not in ("PERSON", "GPE", "ORG")
        return token.entity not in ("PERSON", "ORG", "GPE", "LOC", "FAC") and not self._after_name(offset)

    def _is_walk(self, offset: int) -> bool:
        """ "The March to Versailles", "the Women's March", but not "the March elections"."""
        index = self.by_start[offset]
        before, word, after = self.words[index - 1 : index], self.words[index], self.words[index + 1 : index + 2]
        named = any(one.text.lower() in ("the", "a", "'s", "’s") for one in before)
        return named and not any(one.text == "of" for one in after) and not (word.dep == "compound" and word.head > index)

    def _after_name(self, offset: int) -> bool:
        """ "Theresa May", "Mr March": a name goes before, and it is none of a day."""
        index = self.by_start[offset]
        before = self.words[index - 1] if index else None
        return before is not None and before.tag == "NNP" and before.entity != "DATE" and before.end + 1 == offset

    def _beside_number(self, offset: int) -> bool:
        index = self.by_start[offset]
        before, after = self.words[index - 1 : index] if index else (), self.words[index + 1 : index + 2]
        return any(word.text[-1].isdigit() for word in before) or any(word.text[0].isdigit() for word in (*before, *after))

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

    def direction(self, offset: int) -> int:
        """-1 where the verb that governs the word stands in the past, 1 in the future, 0 where neither is clear."""
        index = self.by_start.get(offset)
        if index is None or (self.words[index + 1 : index + 2] and self.words[index + 1].tag == "POS"):
            return 0
        for _ in range(30):
            word = self.words[index]
            if word.pos in ("VERB", "AUX"):
                tense = self._tense(index)
                if tense or word.head == index:
                    return tense
            if word.head == index:
                return 0
            index = word.head
        return 0

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
            if word.pos in ("NOUN", "PROPN", "PRON") and not word.text[:1].isdigit():
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

    def _tense(self, verb: int) -> int:
        if verb in self._directions:
            return self._directions[verb]
        word = self.words[verb]
        helpers = [self.words[at] for at in self.auxiliaries().get(verb, ())]
        tags = {helper.tag for helper in helpers} | {word.tag}
        if (
            word.lemma in context("PLANS")
            and (word.tag in ("VBN", "VBG") or "VBZ" in tags)
            and "had" not in {helper.text for helper in helpers}
        ):
            tense = 1
        elif any(helper.text.lower() in context("FUTURE") for helper in helpers):
            tense = -1 if "have" in {helper.text.lower() for helper in helpers} else 1
        elif "VBD" in tags or (word.tag == "VBN" and not helpers) or any(helper.lemma == "have" for helper in helpers):
            tense = -1
        elif any(helper.tag == "TO" for helper in helpers):
            tense = -1 if self._is_pluperfect(word.head) else 1
        elif word.tag in ("VBZ", "VBP") or tags & {"VBZ", "VBP"}:
            tense = 1 if word.tag == "VBG" else 0
        else:
            tense = 0
        self._directions[verb] = tense
        return tense

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
