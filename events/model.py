"""The values that flow from an article to its events: frozen, checked when made."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from geodata.gazetteer import Place

M = TypeVar("M")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `[start, end)` of `Document.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"A span runs forwards from 0, not from {self.start} to {self.end}.")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class PublishedBy(StrEnum):
    """How the date of publication is known."""

    GIVEN = "given"  # by the reader
    STATED = "stated"  # in the file's own metadata
    INFERRED = "inferred"  # from the dates in the text
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is kept as it was extracted once; `published` is a day number (see events.days)."""

    text: str
    title: str = ""
    published: int | None = None
    published_by: PublishedBy = PublishedBy.UNKNOWN
    url: str = ""
    language: str = "en"
    author: str = ""
    id: str = field(init=False, compare=False)  # a hash of the text: the same words are the same document

    def __post_init__(self) -> None:
        # Once: each event of a book asks for it.
        object.__setattr__(self, "id", hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16])
        if (self.published is None) != (self.published_by is PublishedBy.UNKNOWN):
            raise ValueError("A date of publication goes together with how it is known.")


class Precision(StrEnum):
    """The unit in which the article itself speaks; a range has the unit of its ends."""

    MILLENNIUM = "millennium"
    CENTURY = "century"
    DECADE = "decade"
    YEAR = "year"
    HALF = "half"
    SEASON = "season"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    PART = "part of day"
    HOUR = "hour"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Clock:
    """Local time of day, `HH:MM`; `last` is None for one moment."""

    first: str
    last: str | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        for time in (self.first, self.last):
            if time is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
                raise ValueError(f"“{time}” is no time of day like 16:30.")


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days, both ends inclusive, None = open; `edtf` says the same as the article does (ISO 8601-2)."""

    first: int | None
    last: int | None
    precision: Precision
    edtf: str
    clock: Clock | None = None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise ValueError("A time needs a beginning or an end.")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("A time cannot end before it begins.")


@dataclass(frozen=True, slots=True)
class Timex:
    """What an expression of time means: TIMEX3 (`type`, `value`) and, where it names days, its When."""

    type: str  # DATE, TIME, DURATION, SET
    value: str
    when: When | None = None
    rule: str = ""  # the line of the table that read it
    anchor: str = ""  # "told" or "published" and the value of the time that it counts from, where it does

    def __post_init__(self) -> None:
        if self.type not in ("DATE", "TIME", "DURATION", "SET"):
            raise ValueError(f"TIMEX3 has no type {self.type}.")


@dataclass(frozen=True, slots=True)
class Mention(Generic[M]):
    """Words of the text and what they mean: Timex or Place; `meaning` None = recognised, not resolved.

    `score` and the alternatives' scores lie in 0..1, alternatives best first. `form` says how a place is named:
    name, demonym ("Armenian"; of unclear use only a hint, see geocoding.names_place), seat (a building or capital that stands for a
    state), associative (inside an organisation's name), within (an unknown name; `meaning` is what the text says holds it:
    "Greenlane, Auckland").
    """

    span: Span
    meaning: M | None
    score: float = 1.0
    alternatives: tuple[tuple[M, float], ...] = ()
    form: str = "name"


class Known(StrEnum):
    """How the time or place of an event is known."""

    EXPLICIT = "explicit"  # said in the event's own clause
    DISCOURSE = "discourse"  # carried on from the words around it
    DATELINE = "dateline"
    DOCUMENT = "document"  # the date of publication
    EDITOR = "editor"
    IMPORT = "import"


class State(StrEnum):
    FOUND = "found"
    CONFIRMED = "confirmed"
    EDITED = "edited"
    REJECTED = "rejected"


class Origin(StrEnum):
    TEXT = "text"
    EDITOR = "editor"
    IMPORT = "import"


class Visibility(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The article's own words: the quoted sentence, the word that names the happening, its time and its places."""

    document: str
    quote: Span
    trigger: Span
    time: Span | None = None
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    place: Place
    known: Known = Known.EXPLICIT
    role: str = "at"  # at, from, to

    def __post_init__(self) -> None:
        if self.role not in ("at", "from", "to"):
            raise ValueError(f"A place has no role {self.role}.")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Time and place may be missing; `where` has the main place first."""

    id: str
    title: str
    kind: str = "other"
    evidence: tuple[Evidence, ...] = ()
    when: When | None = None
    when_known: Known | None = None
    where: tuple[Located, ...] = ()
    actors: tuple[str, ...] = ()
    confidence: float = 0.5
    importance: float = 0.0
    state: State = State.FOUND
    origin: Origin = Origin.TEXT

    def __post_init__(self) -> None:
        if self.origin is Origin.TEXT and not self.evidence:
            raise ValueError("An event read from a text shows its words.")
        if (self.when is None) != (self.when_known is None):
            raise ValueError("A time goes together with how it is known.")
        if not 0 <= self.confidence <= 1 or not 0 <= self.importance <= 1:
            raise ValueError("Confidence and importance lie between 0 and 1.")


@dataclass(frozen=True, slots=True)
class Collection:
    slug: str
    title: str
    description: str = ""
    visibility: Visibility = Visibility.PRIVATE

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9-]{1,80}", self.slug):
            raise ValueError(f"“{self.slug}” is no collection's name: use small letters, digits and hyphens.")


@dataclass(frozen=True, slots=True)
class Decision:
    """One change that an editor made; `before` and `after` hold only what changed, as the store's columns name it."""

    event: str
    who: str
    at: str  # ISO 8601, UTC
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reading of a document found."""

    document: Document
    times: tuple[Mention[Timex], ...]
    places: tuple[Mention[Place], ...]
    events: tuple[Event, ...]
