"""A text in, its tokens as one string of codes out: each word of time has a code of its own, every other word the code OTHER."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from events.dating.numbers import SCALES, SMALL, number_in

HERE = Path(__file__).parent
OTHER, BREAK = ".", "\n"
ITEM = re.compile(r"[\[\]()|]|[^\s\[\]()|]+")  # of a pattern in patterns.tsv

# Every alternative is linear: no quantifier stands inside another over the same characters. Nine of ten tokens are plain words, which no
# other alternative could read either; they come first and spare the others, as a look at the blank between them does.
_TOKEN = re.compile(
    r"""
    (?P<plain>[^\W\d_]{2,}+(?![\w.])(?<!\b[AaPp][Mm]))
  | (?=[\S\n])(?:
    (?P<break>\n[ \t\r]*\n\s*)
  | (?P<iso>\d{4}/\d\d?/\d\d?(?!\d)|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?(?!\d))
  | (?P<slashed>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d)
        |(?<![\d.])\d\d\.\d\d\.\d\d(?!\.?\d))
  | (?P<named>\b9/11(?![\d/]))
  | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d))
  | (?P<thousands>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d))
  | (?P<decimal>\d+\.\d+)
  | (?P<ordinal>\d+(?:st|nd|rd|th)\b)
  | (?P<decade>['’‘]?\d{1,3}0['’]?s\b)
  | (?P<short>(?<!\w)['’‘]\d\d\b)
  | (?P<int>\d+)
  | (?P<era>[Bb]\.[Cc]\.(?:[Ee]\.)?|[AaCc]\.[DdEe]\.)
  | (?P<ampm>[AaPp]\.[Mm]\b\.?|[AaPp][Mm]\b)
  | (?P<zone>[A-Z]\.[A-Z]\.[A-Z]\.)
  | (?P<abbreviation>(?:
        [Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec
      | [Mm]on|[Tt]ues?|[Ww]ed|[Tt]hu(?:rs?)?|[Ff]ri|[Ss]at|[Ss]un)\.)
  | (?P<code>[QH][1-4]\b)
  | (?P<oclock>o['’]clock\b)
  | (?P<possessive>['’]s\b)
  | (?P<word>[^\W\d_]+)
  | (?P<dash>[-–—‑]+)
  | (?P<sign>\S)
    )
    """,
    re.VERBOSE,
)

# The codes of numbers; a class of a pattern is a set of such codes.
NUMERALS = {
    "1": "1..12", "2": "13..24", "3": "25..31", "4": "32..99", "0": "zero", "5": "100..999", "Y": "1000..2199", "6": "any other",
    "7": "1,000", "8": "1.5", "O": "1st..31st", "P": "32nd...", "W": "number in words", "I": "2014-03-18", "S": "18/3/2014", "C": "16:30",
    "D": "1980s", "A": "’94",
}  # fmt: skip
CLASSES: dict[str, str] = {
    "DAY": "123O", "HOUR": "012", "INT": "0123456Y", "COUNT": "12345678YW", "YEAR": "Y", "NUMERAL": "123456Y7", "YY": "01234", "ISO": "I",
    "SLASHED": "S", "CLOCK": "C", "DECIMAL": "8", "DECADE": "D", "SHORT": "A", "NTH": "OP", "NUM": "W", "COMMAS": "7", "DIGITS": "Y560",
    "HUNDREDS": "5", "FAR": "6", "ANY": OTHER,
}  # fmt: skip
_NUMBERS = ("thousands", "decimal")
_DIGITS = 9  # longer numbers are never times
_SIMPLE = {"iso": "I", "slashed": "S", "clock": "C", "thousands": "7", "decimal": "8", "decade": "D", "short": "A", "break": BREAK}


@dataclass(slots=True)
class Lexicon:
    """The words of words.tsv and the bare words of the patterns, each with its own code."""

    codes: dict[str, str]
    values: dict[str, dict[str, str]]  # class -> word -> value
    sets: dict[str, str]  # class -> codes

    def code(self, word: str) -> str:
        return self.codes.setdefault(word, chr(0xE000 + len(self.codes)))

    def of(self, name: str) -> str:
        """The codes of a class, by the name that a pattern gives it."""
        if name not in self.sets:
            raise ValueError(f"No class {name} stands in words.tsv.")
        return self.sets[name]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    made = Lexicon({}, {}, dict(CLASSES))
    for name, words in rows("words.tsv"):
        pairs = (pair.partition("=")[::2] for pair in words.split())
        made.values[name] = {word.replace("_", " "): value for word, value in pairs}
        made.sets[name] = made.sets.get(name, "") + "".join(made.code(word) for word in made.values[name] if " " not in word)
        for word in " ".join(made.values[name]).split():  # those of "boxing day" too
            made.code(word)
    for use, words, first, last in rows("periods.tsv"):
        words = words.lower().replace("-", " - ")
        made.values.setdefault(use, {})[words] = f"{first}/{last}"
        made.sets[use] = made.sets.get(use, "") + (made.code(words) if " " not in words else "")
        for word in words.split():
            made.code(word)
    made.sets["NUMBERWORD"] = "".join(map(made.code, (*SMALL, *SCALES)))  # one word or many, a number in words becomes one token
    for row in rows("patterns.tsv"):
        for word in ITEM.findall(row[1]):
            if word not in "[]()|" and is_literal(word):
                made.code(word)
    return made


def is_literal(item: str) -> bool:
    """Whether an item of a pattern is a bare word rather than a class or an abbreviation."""
    return not item.startswith("$") and (not item.isupper() or len(item) < 2)


def rows(name: str) -> Iterator[list[str]]:
    """The lines of one of our tables, without comments."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        yield from (row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row and not row[0].startswith("#"))


@cache
def context(name: str) -> frozenset[str]:
    """A list of contexts.tsv."""
    words = next(row[1] for row in rows("contexts.tsv") if row[0] == name)
    return frozenset(word.replace("\\n", "\n\n") for word in words.split())


@dataclass(slots=True)
class Tokens:
    """`codes[i]` is the code of the token at `spans[i]`; `words[i]` its small letters, numbers in words as digits."""

    text: str
    codes: str
    spans: list[tuple[int, int]]
    words: list[str]


def tokenise(text: str, is_time: Callable[[str, str, int], bool] | None = None) -> Tokens:
    """`is_time(word, as_written, offset)` is asked for ambiguous words alone ("may", "second"); None takes them all."""
    known, ambiguous = lexicon().codes, context("AMBIGUOUS") | context("NAMES")
    codes: list[str] = []
    spans: list[tuple[int, int]] = []
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match[0].lower()
        if kind == "plain" or kind == "word" or kind == "abbreviation":
            code = known.get(word, OTHER)
            if code != OTHER and is_time and word in ambiguous and not is_time(word, match.group(), match.start()):
                code = OTHER
        elif kind == "dash":
            code = known.get("-", OTHER)
        elif kind == "break":
            code, word = BREAK, "\n\n"
        else:
            word = word.replace("’", "'")
            code = (
                OTHER if kind in _NUMBERS and len(word) > 14 else _SIMPLE.get(kind or "") or _numeral(kind, word) or known.get(word, OTHER)
            )
        codes.append(code)
        spans.append(match.span())
        words.append(word)
    return _with_numbers(Tokens(text, "".join(codes), spans, words))


def _numeral(kind: str | None, word: str) -> str:
    if len(word) > _DIGITS:
        return OTHER if kind in ("int", "ordinal") else ""
    if kind == "ordinal":
        return "O" if len(word) <= 4 and 1 <= int(word[:-2]) <= 31 else "P"
    if kind != "int":
        return ""
    if len(word) == 4:
        return "Y" if "1000" <= word < "2200" else "6"
    if len(word) > 3:
        return "6"
    number = int(word)
    return next(code for code, last in (("0", 0), ("1", 12), ("2", 24), ("3", 31), ("4", 99), ("5", 999)) if number <= last)


# ---- numbers in words ----


def _with_numbers(tokens: Tokens) -> Tokens:
    """ "twenty-four", "a hundred", "nineteen ninety-six": each becomes one token of digits."""
    cut = list(_runs(tokens))
    if not cut:
        return tokens
    made = Tokens(tokens.text, "", [], [])
    codes: list[str] = []
    done = 0
    for first, last, number, is_year in cut:
        codes += tokens.codes[done:first]
        made.spans += tokens.spans[done:first]
        made.words += tokens.words[done:first]
        codes.append("Y" if is_year else "W")
        made.spans.append((tokens.spans[first][0], tokens.spans[last - 1][1]))
        made.words.append(str(number))
        done = last
    made.codes = "".join(codes) + tokens.codes[done:]
    made.spans += tokens.spans[done:]
    made.words += tokens.words[done:]
    return made


@lru_cache(maxsize=1)
def _run_pattern() -> re.Pattern[str]:
    known = lexicon()
    word = f"[{known.of('NUMBERWORD')}]"
    return re.compile(
        f"(?:{known.code('a')}(?=[{''.join(map(known.code, SCALES))}]))?{word}(?:[{known.code('-')}{known.code('and')}]?{word})*"
    )


def _runs(tokens: Tokens) -> Iterator[tuple[int, int, int, bool]]:
    """(first token, last token + 1, number, is it a year) of each number in words."""
    for match in _run_pattern().finditer(tokens.codes):
        at = match.start()
        while at < match.end():
            taken, number, is_year = number_in(tokens.words[at : min(match.end(), at + 12)])
            if taken:
                yield at, at + taken, number, is_year
            at += max(taken, 1)
