"""Made-up documents, events and readings for the tests of the store and the exports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from events import edtf
from events.model import (
    Clock,
    Document,
    Event,
    Evidence,
    Known,
    Located,
    Mention,
    Origin,
    Precision,
    PublishedBy,
    Reading,
    Span,
    State,
    Timex,
    When,
)
from geodata.gazetteer import KINDS, Place

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
hostile = st.sampled_from(
    ["=1+1", "+A1", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", '","', "a\r\nb", "'", '"', "</script>", "\u2028", "A;B", "", "é🌍"]
)
texts = words | hostile
days = st.integers(-2_000_000, 4_000_000)
clocks = st.builds(
    lambda first, last, zone: Clock(first, last, zone),
    st.from_regex(r"([01]\d|2[0-3]):[0-5]\d", fullmatch=True),
    st.none() | st.just("23:59"),
    st.none() | st.sampled_from(["Z", "+04:00", "CET"]),
)


@st.composite
def whens(draw: st.DrawFn) -> When:
    ends = draw(st.tuples(days | st.none(), days | st.none()).filter(any))
    first, last = sorted(ends) if None not in ends else ends  # type: ignore[type-var]
    return When(first, last, draw(st.sampled_from(Precision)), draw(words), draw(st.none() | clocks))


named_whens = st.sampled_from(
    ["2014-03", "-0043-03-15", "1980/1989", "2014-02-20/..", "../1999", "2022-03-15T16:30:00", "198X", "Y-12000", "Y-65999999~"]
).map(edtf.parse)
places = st.builds(
    Place,
    id=st.integers(1, 10**8).map(str) | words,
    name=texts,
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    kind=st.sampled_from(KINDS),
    country=st.none() | st.sampled_from(["AM", "UA", "XK"]),
    admin1=st.none() | words,
    population=st.integers(0, 2**53),
    radius_km=st.floats(0, 20_000),
)
located = st.builds(Located, places, st.sampled_from(Known), st.sampled_from(["at", "from", "to"]))


def spans(length: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda ends: Span(min(ends), max(ends)))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    published = draw(st.none() | days)
    by = PublishedBy.UNKNOWN if published is None else draw(st.sampled_from([PublishedBy.GIVEN, PublishedBy.INFERRED]))
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
    return Document(text, draw(texts), published, by, draw(texts), "en", draw(texts))


@st.composite
def events(draw: st.DrawFn, document: Document, times: st.SearchStrategy[When] = whens()) -> Event:  # noqa: B008 - a strategy
    inside = spans(len(document.text))
    evidence = st.builds(Evidence, st.just(document.id), inside, inside, st.none() | inside, st.lists(inside, max_size=2).map(tuple))
    when = draw(st.none() | times)
    return Event(
        id="",
        title=draw(texts),
        kind=draw(st.sampled_from(["war", "treaty", "other"])),
        evidence=tuple(draw(st.lists(evidence, min_size=1, max_size=2))),
        when=when,
        when_known=draw(st.sampled_from(Known)) if when else None,
        where=tuple(draw(st.lists(located, max_size=2))),
        actors=tuple(draw(st.lists(texts, max_size=2))),
        confidence=draw(st.floats(0, 1)),
        importance=draw(st.floats(0, 1)),
        state=draw(st.sampled_from([State.FOUND, State.CONFIRMED, State.EDITED])),
    )


def mentions(document: Document, meaning: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Mention[Any], ...]]:
    alternatives = st.lists(st.tuples(meaning, st.floats(0, 1)), max_size=2).map(tuple)
    mention = st.builds(Mention, spans(len(document.text)), st.none() | meaning, st.floats(0, 1), alternatives, st.just("name"))
    return st.lists(mention, max_size=2).map(tuple)


@st.composite
def readings(draw: st.DrawFn, times: st.SearchStrategy[When] = whens(), most: int = 6) -> Reading:  # noqa: B008 - a strategy
    document = draw(documents())
    found = draw(st.lists(events(document, times), max_size=most))
    timexes = st.builds(Timex, st.sampled_from(["DATE", "TIME", "DURATION", "SET"]), words, st.none() | times, words)
    return Reading(
        document,
        draw(mentions(document, timexes)),
        draw(mentions(document, places)),
        tuple(replace(event, id=f"{number:02}") for number, event in enumerate(found)),
    )


GYUMRI = Place("616635", "Gyumri", 40.7942, 43.84528, "city", "AM", "07", 121_976, 5.0)
SUVA = Place("2198148", "Suva", -18.14161, 178.44149, "city", "FJ", "01", 77_366, 5.0)
APIA = Place("4035413", "Apia", -13.83333, -171.76666, "city", "WS", None, 40_407, 5.0)

TEXT = "In March 2014 Russia annexed Crimea. The base in Gyumri stayed, and Caesar died on 15 March 44 BC. Nobody knows why."


def document(text: str = TEXT) -> Document:
    return Document(text, "Bases", 738_600, PublishedBy.GIVEN, "https://example.org/bases", "en", "A. Author")


def event(trigger: str, id: str = "", when: str = "", where: tuple[Place, ...] = (), text: str = TEXT, **fields: Any) -> Event:
    """An event of the text, its trigger the first such word, its quote the sentence around it."""
    start = text.index(trigger)
    begin = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0
    end = text.find(".", start) + 1 or len(text)
    piece = Evidence(document(text).id, Span(begin, end), Span(start, start + len(trigger)))
    time = edtf.parse(when) if when else None
    located = tuple(Located(place) for place in where)
    known = Known.EXPLICIT if time else None
    title = fields.pop("title", trigger)
    return Event(id or trigger, title, evidence=(piece,), when=time, when_known=known, where=located, **fields)


def reading(*found: Event, text: str = TEXT) -> Reading:
    return Reading(document(text), (), (), found)


def own_event(title: str, **fields: Any) -> Event:
    return Event("", title, origin=Origin.EDITOR, **fields)
