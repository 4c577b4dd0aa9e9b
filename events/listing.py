"""What was found in a text in, lines for a screen of any width out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

WIDE = 140  # columns of a screen that has room for more than the main ones
SHOWN = 4  # reasons in a line
RIVALS, FAINT = 3, 0.005  # places that lost: so many, and none less likely
SLIGHT = 0.25  # reasons that weigh less are not worth a reader's time; JSON has them all
INDENT = "    "


def table(rows: Iterable[dict[str, Any]], columns: Sequence[str], width: int) -> Iterator[str]:
    """Lines of equal columns, at most `width` characters wide; what does not fit ends in “…”."""
    cells = [tuple(columns), *(tuple(" ".join(str("" if row[name] is None else row[name]).split()) for name in columns) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    while sum(widths) + 2 * len(widths) > width and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    for cell in cells:
        fitted = (text if len(text) <= room else text[: room - 1] + "…" for text, room in zip(cell, widths, strict=True))
        yield "  ".join(text.ljust(room) for text, room in zip(fitted, widths, strict=True)).rstrip()


def times(found: Sequence[dict[str, Any]], width: int) -> Iterator[str]:
    """A line an expression; it counts from the day of publication or from a time told before."""
    first, second, third = (("end",), ("label",), ("score",)) if width >= WIDE else ((), (), ())
    rows = [each | {"edtf": each["when"]["edtf"] if each["when"] else None, "counts from": _anchor(each, width)} for each in found]
    return table(rows, ("start", *first, "text", "type", "value", "edtf", *second, "counts from", "rule", *third), width)


def _anchor(each: dict[str, Any], width: int) -> str | None:
    how = f" ({each['anchor_known']})" if width >= WIDE else ""
    return f"{each['anchor']}{how}" if each["anchor"] else None


def places(found: Sequence[dict[str, Any]], width: int) -> Iterator[str]:
    """A line a mention, and below it why; what speaks for one place rather than another where the name first means it."""
    more = ("form", "lat", "lon", "id", "source") if width >= WIDE else ()
    head, *lines = table(found, ("start", "text", "place", "kind", "country", *more, "score"), width)
    yield head
    told: set[tuple[str, str | None]] = set()
    for each, line in zip(found, lines, strict=True):
        yield line
        key = each["text"], each["id"]
        about = [_named(each)] if key in told else [_named(each), _meant(each), *map(_other, _rivals(each))]
        told.add(key)
        for words in filter(None, about):
            yield from textwrap.wrap(words, max(width, 40), initial_indent=INDENT, subsequent_indent=2 * INDENT, break_on_hyphens=False)


def _named(each: dict[str, Any]) -> str:
    return f"a place {each['named']:.2f}: " + "; ".join(filter(None, (_reasons(each["evidence"]["naming"]), each["note"])))


def _meant(each: dict[str, Any]) -> str:
    if each["id"] is None:
        return "where: no place of this name is known"
    since, until = each["years"]
    years = f" ({since or '…'}–{until or '…'})" if since or until else ""
    return f"this one{years} {each['meant']:.2f}: {_reasons(each['evidence']['choice'])}"


def _rivals(each: dict[str, Any]) -> list[dict[str, Any]]:
    """The first in any case: the place chosen is compared with it."""
    others: list[dict[str, Any]] = each["alternatives"]
    return others[:1] + [other for other in others[1:RIVALS] if other["score"] >= FAINT]


def _other(other: dict[str, Any]) -> str:
    behind, ahead = _sides(other["reasons"], 1), _sides(other["reasons"], -1)
    sides = (f"{side} on {', '.join(names)}" for side, names in (("behind", behind), ("ahead", ahead)) if names)
    named = f"{other['place']} ({other['kind']})"
    return f"or {other['score']:.2f}: {'; '.join([named, *sides])}"


def _sides(reasons: Sequence[dict[str, Any]], sign: int) -> list[str]:
    return [f"{reason['name']} {abs(reason['weight']):.1f}" for reason in reasons if sign * reason["weight"] >= SLIGHT][:SHOWN]


def _reasons(reasons: Sequence[dict[str, Any]]) -> str:
    weighty = [reason for reason in reasons if abs(reason["weight"]) >= SLIGHT][:SHOWN] or reasons[:1]
    return "; ".join(f"{reason['words']} {reason['weight']:+.1f}" if reason["weight"] else reason["words"] for reason in weighty)


def explained(about: Mapping[str, Any], events: Sequence[dict[str, Any]], left_out: Sequence[dict[str, Any]], width: int) -> Iterator[str]:
    """The article; its events, each with its words and its grounds; what was left out, a line each."""
    for name, value in about.items():
        yield f"{name}: {value}"
    for each in events:
        yield f"\n{each['title']}"
        yield from chain.from_iterable(_wrapped(f"  {name:6} {words}", width) for name, words in _grounds(each) if words)
    if left_out:
        yield "\nleft out"
        rows = [each | {"why": f"{each['reason']}; {_strongest(each['signs'], (-1,))}"} for each in left_out]
        yield from table(rows, ("title", "trigger", "confidence", "why"), width)


def _grounds(each: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    words, why = each["words"], each["why"]
    mentions = f", told {each['sentences']} times" if each["sentences"] > 1 else ""
    yield "what", f"{each['kind']}  from “{words['trigger']}”, confidence {each['confidence']}, importance {each['importance']}{mentions}"
    yield "who", ", ".join(each["actors"])
    yield "when", f"{each['label'] or '?'}{_how(each['when_known'])}{_from(words['time'])}"
    yield "", why["time"]
    role = f"{each['role']} " if each["role"] in ("from", "to") else ""
    yield "where", f"{role}{each['place'] or '?'}{_how(each['place_known'])}{_from(*words['places'])}"
    yield "", why["place"]
    yield "", why["moved"] or ""
    yield "also", ", ".join(each["others"])
    yield "listed", f"{why['listed']}; {_strongest(why['signs'], (1, -1))}"
    yield "read", words["quote"]


def _how(known: str | None) -> str:
    return f" ({known})" if known else ""


def _from(*words: str | None) -> str:
    found = [f"“{' '.join(each.split())}”" for each in words if each]
    return f"  from {', '.join(found)}" if found else ""


def _wrapped(words: str, width: int) -> list[str]:
    hang = "".ljust(9)
    return textwrap.wrap(words, max(width, 40), subsequent_indent=hang, break_on_hyphens=False, break_long_words=False)


def _strongest(signs: Sequence[Mapping[str, Any]], sides: Sequence[int]) -> str:
    """The signs that weigh most on each side, for (1) and against (-1) it."""
    shown = [s for side in sides for s in [s for s in signs if s["weight"] * side >= SLIGHT and s["words"] != "bias"][:SHOWN]]
    return "; ".join(f"{s['words']} {s['weight']:+.1f}" for s in shown)
