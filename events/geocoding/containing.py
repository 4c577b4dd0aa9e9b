"""A name that no gazetteer knows and the places found beside it in, the place that the text says holds it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from events.geocoding.names import Stretch
from events.geocoding.vocabulary import vocabulary
from events.language import Word
from events.model import Mention
from geodata.gazetteer import Place

BETWEEN = 4  # small words that may stand between a name and what holds it: "in the far north of"
HOLDING = frozenset({"of", "in", "at", "on"})
SHORT_OF = frozenset({"near", "outside", "off", "from", "to"})


def container(stretch: Stretch, found: Mapping[int, Mention[Place]], words: Sequence[Word]) -> Mention[Place] | None:
    """`found`: the mentions by their first words. "Cellardyke in Fife" lies in Fife, "Greenlane, Auckland" in Auckland."""
    holder = found.get(_holder(stretch, words))
    if holder is None or holder.meaning is None or holder.form == "associative":
        return None
    return None if _in_a_list(stretch, holder, words) else holder


def _holder(stretch: Stretch, words: Sequence[Word]) -> int:
    """The word at which the name of what holds the stretch would begin, -1 where the text says nothing."""
    at, said = stretch.last, vocabulary().said
    if at >= len(words):
        return -1
    if words[at].text in (",", "("):
        at += 1
        if at >= len(words) or words[at].pos != "DET":
            return at
        beside = next((n for n in range(at + 1, min(at + BETWEEN, len(words))) if words[n].text in said), -1)
        return _after(beside + 1, words) if beside >= 0 else -1
    if words[at].text in said:
        at += 1
    return _after(at, words)


def _after(at: int, words: Sequence[Word]) -> int:
    """Past "in", "of the", "in north-west"; not past "east of", which lies outside."""
    if at >= len(words) or words[at].text not in HOLDING:
        return -1
    at += 1
    last = min(at + BETWEEN, len(words))
    while at < last and not words[at].text[0].isupper():
        if words[at].text in SHORT_OF or words[at].pos in ("VERB", "NUM"):
            return -1
        at += 1
    return at


def _in_a_list(stretch: Stretch, holder: Mention[Place], words: Sequence[Word]) -> bool:
    """ "They took X, Agdam and Shusha": the comma holds nothing."""
    if words[stretch.last].text != "," or (holder.meaning is not None and holder.meaning.kind in ("country", "region")):
        return False
    end = next((n for n in range(stretch.last, len(words)) if words[n].start >= holder.span.end), len(words))
    joined = end < len(words) and (words[end].text in ("and", "or", "&") or (words[end].text == "," and _listing(end, words)))
    return joined or (stretch.first > 0 and words[stretch.first - 1].text in (",", "and", "or"))


def _listing(comma: int, words: Sequence[Word]) -> bool:
    """Whether "and" follows the comma within a few names."""
    for word in words[comma + 1 : comma + 8]:
        if word.text in ("and", "or", "&"):
            return True
        if word.pos != "PROPN" and word.text != ",":
            return False
    return False
