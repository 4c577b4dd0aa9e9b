"""Names as people write them in, one folded spelling out: without case, accents, apostrophes and hyphens."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ə": "a",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ɛ": "e",
    "ɔ": "o",
    "ĸ": "k",
}  # letters that Unicode does not take apart
_DROPPED = "'’‘ʼʻʿʾ`´′.·"  # apostrophes of every kind, and full stops: U.S. = US, Xi'an = Xian
_PARAGRAPH = "\n"  # stays in a folded text, so that no name crosses an empty line


def _fold_char(char: str) -> str:
    """What one character becomes: letters, a space, or nothing; folding the result again changes nothing."""
    if char in _DROPPED:
        return ""
    if char.isspace() or unicodedata.category(char) in ("Pd", "Pc"):
        return " "
    plain = "".join(_LETTERS.get(c, c) for c in unicodedata.normalize("NFKD", char).casefold())
    if plain == char:
        return "" if unicodedata.category(char) in ("Mn", "Me", "Cf") else char
    return "".join(map(_fold_char, plain))


class _Folded(dict[int, str]):
    """A table for str.translate that fills itself: folding a million names takes a fifth of the time so."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_TABLE = _Folded()


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A text with the way back: character `i` of `folded` comes from character `origin[i]` of the text.

    `position[k]` is the first folded character that comes from character k or a later one.
    """

    folded: str
    origin: array[int]
    position: array[int]


@lru_cache(maxsize=8)
def fold_text(text: str) -> FoldedText:
    """The whole text folded, spaces run together; empty lines remain as line breaks."""
    folded: list[str] = []
    origin, position = array("l"), array("l")
    last, breaks = " ", 0
    for index, char in enumerate(text):
        position.append(len(folded))
        breaks += char == "\n"
        for plain in _TABLE[ord(char)]:
            if plain != " ":
                breaks = 0
            elif last in " \n":
                if breaks > 1 and last == " " and folded:
                    folded[-1] = last = _PARAGRAPH
                continue
            folded.append(plain)
            origin.append(index)
            last = plain
    position.append(len(folded))
    return FoldedText("".join(folded), origin, position)


_SPACES = re.compile(r" +")


def fold(text: str) -> str:
    """The spelling under which a name is kept: "The Côte-d’Ivoire" and "cote divoire" are one."""
    folded = _SPACES.sub(" ", text.translate(_TABLE)).strip()
    while folded.startswith("the "):
        folded = folded[4:]
    return folded
