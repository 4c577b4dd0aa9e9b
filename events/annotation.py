"""JSON documents in, one a line; what was read in each out, one a line in the same order, offsets in characters of the text as given."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

from events import days, edtf, language
from events.extraction import extract
from events.geocoding import names_place
from events.geocoding.explaining import Explained, Reason
from events.model import Document, Event, Mention, PublishedBy, Reading, Timex, When
from events.reading import characters
from geodata.gazetteer import Gazetteer, Place, open_gazetteer

AHEAD = 4  # documents that wait for each process: enough to keep it busy, few enough to keep memory flat


class Outcome(NamedTuple):
    """What became of one line: its annotation, or why there is none. `size` is the line's, in bytes."""

    number: int
    size: int
    words: int
    annotation: bytes
    problem: str


def annotate(lines: Iterable[bytes], workers: int = 1) -> Iterator[Outcome]:
    """An outcome for each line that is not blank; never more than a few documents in memory."""
    # Before the processes part, so that the gazetteer is built once and they share the memory of both.
    _gazetteer(), language.pipeline()
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    if workers == 1:
        yield from (one(number, line) for number, line in numbered)
        return
    method = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(workers, method) as pool:
        waiting: deque[Future[Outcome]] = deque()
        for number, line in numbered:
            waiting.append(pool.submit(one, number, line))
            if len(waiting) >= AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def one(number: int, line: bytes) -> Outcome:
    """The outcome of one line. A document that cannot be read, by whosever fault, does not stop the others."""
    try:
        given = fields(line)
        document = document_of(given)
    except ValueError as wrong:
        return Outcome(number, len(line), 0, b"", str(wrong))
    try:
        found = as_json(extract(document, _gazetteer()), given["text"])
    except Exception as fault:
        return Outcome(number, len(line), 0, b"", f"a fault of this program, {type(fault).__name__}: {fault}")
    # A broken character of the text is written as JSON's escape for it.
    written = json.dumps({"doc_id": given["doc_id"], **found}, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Outcome(number, len(line), len(given["text"].split()), written, "")


def fields(line: bytes) -> dict[str, Any]:
    """The document of a line. Raises ValueError, in the reader's words, for anything else."""
    try:
        given = json.loads(line)
    except UnicodeDecodeError:
        raise ValueError("It is not UTF-8.") from None
    except json.JSONDecodeError as wrong:
        raise ValueError(f"It is no JSON: {wrong.msg} at character {wrong.pos + 1}.") from None
    except RecursionError:
        raise ValueError("It is no document: too many brackets.") from None
    if not isinstance(given, dict) or "doc_id" not in given:
        raise ValueError('It is no document: {"doc_id": ..., "text": ...} is needed.')
    if not isinstance(given.get("text"), str):
        raise ValueError('It has no "text" of characters.')
    return given


def document_of(given: dict[str, Any]) -> Document:
    """The Document of a line's fields, character for character."""
    title, published = given.get("title") or "", given.get("dct")
    if not isinstance(title, str):
        raise ValueError('Its "title" is no text.')
    if published is not None and not isinstance(published, str):
        raise ValueError('Its "dct" is no date like "2014-03-18".')
    day = days.from_iso(published[:10]) if published else None
    how = PublishedBy.UNKNOWN if day is None else PublishedBy.GIVEN
    return Document(characters.mask(given["text"]), characters.clean(title), day, how)


def as_json(reading: Reading, text: str) -> dict[str, Any]:
    """Mentions of places and times, and events, as `annotate` writes them; `text` is the reading's own or one as long."""
    return {
        "mentions": [place(mention, text) for mention in reading.places if names_place(mention)],
        "timexes": [time(mention, text) for mention in reading.times if mention.meaning is not None],
        "events": [event(each) for each in reading.events],
    }


def place(mention: Mention[Place], text: str) -> dict[str, Any]:
    found = mention.meaning
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(text),
        **located(found),
        "geonameid": found.geonameid if found else None,
    }


def located(found: Place | None) -> dict[str, Any]:
    """A place as GeoNames, ISO 3166 and WGS 84 have it; all null for a place that was recognised and not resolved."""
    if found is None:
        return dict.fromkeys(("name", "lat", "lon", "kind", "country"))
    lat, lon = round(found.latitude, 5), round(found.longitude, 5)
    return {"name": found.name, "lat": lat, "lon": lon, "kind": found.kind, "country": found.country}


def explained(found: Explained, text: str, gazetteer: Gazetteer) -> dict[str, Any]:
    """A mention with its place, why it is one, why this one, and those that it might be else; weights are logarithms of odds."""
    mention = found.mention
    here = mention.meaning
    return place(mention, text) | {
        "place": gazetteer.label(here) if here else None,
        "id": here.id if here else None,
        "source": gazetteer.source(here.id) if here else None,
        "years": gazetteer.years(here.id) if here else (None, None),
        "form": mention.form,
        "score": round(mention.score, 3),
        "named": round(found.named, 3),
        "meant": round(found.meant, 3),
        "note": found.note or None,
        "evidence": {"naming": _reasons(found.naming), "choice": _reasons(found.choice)},
        "alternatives": [
            located(rival.place)
            | {
                "place": gazetteer.label(rival.place),
                "id": rival.place.id,
                "score": round(rival.score, 3),
                "reasons": _reasons(rival.reasons),
            }
            for rival in found.rivals
        ],
    }


def _reasons(reasons: Sequence[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "name": reason.name,
            "words": reason.words,
            "weight": round(reason.weight, 3),
            "parts": {part: round(weight, 3) for part, weight in reason.parts},
        }
        for reason in reasons
    ]


def time(mention: Mention[Timex], text: str) -> dict[str, Any]:
    timex = mention.meaning
    about = {"type": timex.type, "value": timex.value} if timex else {"type": None, "value": None}
    return {"start": mention.span.start, "end": mention.span.end, "text": mention.span.of(text), **about}


def read_time(mention: Mention[Timex], text: str) -> dict[str, Any]:
    """An expression of time with its days, the rule that read it and what it counts from: the day published, or a time told before."""
    timex = mention.meaning
    when = timex.when if timex else None
    how, _, anchor = timex.anchor.partition(" ") if timex else ("", "", "")
    return time(mention, text) | {
        "when": interval(when),
        "label": edtf.label(when) if when else None,
        "rule": timex.rule if timex else None,
        "anchor": anchor or None,
        "anchor_known": how or None,
        "score": round(mention.score, 3),
    }


def event(found: Event) -> dict[str, Any]:
    shown = found.evidence[0]
    return {
        "start": shown.quote.start,
        "end": shown.quote.end,
        "trigger": [shown.trigger.start, shown.trigger.end],
        "title": found.title,
        "kind": found.kind,
        "when": interval(found.when),
        "where": [located(each.place) for each in found.where],
        "confidence": round(found.confidence, 4),
        "importance": round(found.importance, 4),
    }


def interval(when: When | None) -> dict[str, Any] | None:
    """Full ISO days, both inclusive, null = open."""
    if when is None:
        return None
    start, end = (None if day is None else days.iso(day) for day in (when.first, when.last))
    return {"start": start, "end": end, "edtf": when.edtf}


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer:
    """Opened once, for its caches."""
    return open_gazetteer()
