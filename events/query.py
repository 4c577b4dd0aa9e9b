"""The filters of an address in, one Query out: the same for the map, the timeline, the list and every export."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from events import edtf, minutes
from events.model import Known, State, When
from geodata.gazetteer import KINDS

MOST = 10_000  # rows that one page may ask for; exports have no limit
MOST_VALUES = 500  # of one filter; a statement of SQL takes some ten thousand
SORTS = ("time", "-time", "importance", "text")

_E = TypeVar("_E", bound=StrEnum)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"})
_INITIALS = re.compile(r"\b(?:\w\.){2,}")  # U.S. is found as US
_WORD = re.compile(r"[^\W_]+")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # of a pair of UTF-16, which no database keeps
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.ASCII | re.IGNORECASE)


class QueryError(ValueError):
    """A filter that cannot be read: the message names the parameter and shows a right one."""

    def __init__(self, parameter: str, words: str) -> None:
        super().__init__(f"{parameter}: {words}")
        self.parameter = parameter


def folded_words(text: str) -> list[str]:
    """The words of a text without case and accents, as `q` compares them."""
    plain = unicodedata.normalize("NFKD", _INITIALS.sub(lambda match: match[0].replace(".", ""), text)).casefold()
    if not plain.isascii():
        plain = "".join(char for char in plain if not unicodedata.combining(char)).translate(_LETTERS)
    return _WORD.findall(plain)


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees of WGS 84; `west` beyond `east` means that the box crosses the antimeridian (RFC 7946, section 5.2)."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise QueryError("bbox", "longitudes lie between -180 and 180.")
        if not -90 <= self.south <= self.north <= 90:
            raise QueryError("bbox", "latitudes lie between -90 and 90, and the south comes before the north.")

    @classmethod
    def read(cls, text: str) -> Box:
        """`west,south,east,north`. A map that was dragged round the world says 190 for -170: both are read."""
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
            raise QueryError("bbox", f"“{text}” is no box; write west,south,east,north in degrees, such as 43.4,38.8,46.7,41.3.")
        west, south, east, north = map(float, parts)
        if east - west >= 360:
            west, east = -180.0, 180.0
        return cls(_wrapped(west), south, _wrapped(east), north)

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> Box | None:
        """The box round points (longitude, latitude), over the antimeridian where it is narrower than half the globe there."""
        bounds = Bounds()
        for longitude, latitude in points:
            bounds.add(longitude, latitude)
        return bounds.box()

    def __str__(self) -> str:
        return ",".join(repr(side).removesuffix(".0") for side in (self.west, self.south, self.east, self.north))

    def holds(self, longitude: float, latitude: float) -> bool:
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east


class Bounds:
    """Points in, one at a time, in constant memory; the box round them out."""

    def __init__(self) -> None:
        self._south, self._north = 90.0, -90.0
        self._degrees: dict[int, tuple[float, float]] = {}  # whole degree -> westernmost and easternmost longitude in it

    def add(self, longitude: float, latitude: float) -> None:
        self._south, self._north = min(self._south, latitude), max(self._north, latitude)
        degree = int(longitude // 1)
        west, east = self._degrees.get(degree, (longitude, longitude))
        self._degrees[degree] = min(west, longitude), max(east, longitude)

    def box(self) -> Box | None:
        """The smallest box; over the antimeridian only where that is narrower than half the globe. None without points."""
        if not self._degrees:
            return None
        sides = [self._degrees[degree] for degree in sorted(self._degrees)]
        west, east = sides[0][0], sides[-1][1]
        # The widest strip without a point, as (width, its eastern side, its western side).
        gaps = [(right[0] - left[1], right[0], left[1]) for left, right in pairwise(sides)]
        width, right, left = max(gaps, default=(0.0, 0.0, 0.0))
        if width > 180 and width > 360 - (east - west):
            west, east = right, left
        return Box(west, self._south, east, self._north)


def _wrapped(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


@dataclass(frozen=True, slots=True)
class Query:
    """Filters, order and page. Several values of one filter mean "one of these"; several filters mean "all of these".

    `since` and `until` take the events whose interval of days meets theirs, or that of minutes where they hold a time of day: one by
    the clock of the article (see events.minutes), whatever zone they are written with. `q` those that hold all its words (the last may be
    a beginning), `place`, `place_kind` and `country` look at the main place, `known` at the time. Rejected events are left out
    unless `state` asks for them. `after` is the id of the last event of the page before.
    """

    since: When | None = None
    until: When | None = None
    bbox: Box | None = None
    q: str = ""
    kind: tuple[str, ...] = ()
    place_kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    state: tuple[State, ...] = ()
    has: tuple[str, ...] = ()
    sort: str = "time"
    limit: int | None = None
    after: str | None = None

    def __post_init__(self) -> None:
        if self.since and self.since.first is None:
            raise QueryError("since", f"“{self.since.edtf}” has no beginning; write a date such as 2014-03 or 2014-03-18.")
        if self.until and self.until.last is None:
            raise QueryError("until", f"“{self.until.edtf}” has no end; write a date such as 2014-03 or 2014-03-18.")
        if self.first_day is not None and self.last_day is not None and self.first_day > self.last_day:
            raise QueryError("until", "it lies before since.")
        if self.first_minute is not None and self.last_minute is not None and self.first_minute > self.last_minute:
            raise QueryError("until", "it lies before since.")
        for name, allowed in (("place_kind", KINDS), ("has", ("time", "place")), ("sort", SORTS)):
            values = getattr(self, name)
            for value in (values,) if isinstance(values, str) else values:
                if value not in allowed:
                    raise QueryError(name, f"“{value}” is none of {', '.join(allowed)}.")
        if self.limit is not None and not 1 <= self.limit <= MOST:
            raise QueryError("limit", f"a page holds 1 to {MOST} events.")

    @property
    def first_day(self) -> int | None:
        return self.since.first if self.since else None

    @property
    def last_day(self) -> int | None:
        return self.until.last if self.until else None

    @property
    def first_minute(self) -> int | None:
        """Where `since` holds a time of day."""
        when = self.since
        return when.first * minutes.DAY + minutes.of_clock(when.clock.first) if when and when.clock and when.first is not None else None

    @property
    def last_minute(self) -> int | None:
        """Where `until` holds a time of day."""
        when = self.until
        if when is None or when.clock is None or when.last is None or "T" not in when.edtf.split("/")[-1]:
            return None
        return when.last * minutes.DAY + minutes.of_clock(when.clock.last or when.clock.first)

    @classmethod
    def from_args(cls, args: Mapping[str, str | Iterable[str]], beside: Collection[str] = ()) -> Query:
        """The query of an address: its parameters, each with one value or several. `beside` names those that are not filters.

        An empty value counts as absent, for forms send empty fields. Raises QueryError for whatever cannot be read.
        """
        found: dict[str, Any] = {}
        lists = getattr(args, "lists", None)  # werkzeug's MultiDict shows only the first of several values otherwise
        for name, given in lists() if lists else args.items():
            if name in beside:
                continue
            if name not in _READERS:
                raise QueryError(name, f"there is no such filter; there are {', '.join(_READERS)}.")
            values = [value.strip() for value in ([given] if isinstance(given, str) else given) if value.strip()]
            if any(map(HALF_CHARACTER.search, values)):
                raise QueryError(name, "it holds half of a character.")
            if values:
                found[name] = _READERS[name](name, values)
        return cls(**found)

    def to_args(self) -> dict[str, str | list[str]]:
        """The parameters that say this query again; defaults are left out."""
        args: dict[str, str | list[str]] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value == each.default:
                continue
            if each.name == "actor":  # names may hold commas
                args[each.name] = list(value)
            elif isinstance(value, tuple):
                args[each.name] = ",".join(value)
            else:
                args[each.name] = value.edtf if isinstance(value, When) else str(value)
        return args


# ---- one reader for each parameter ----


def _one(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise QueryError(name, "it can be given only once.")
    return values[0]


def _words(name: str, values: list[str]) -> str:
    words = " ".join(_one(name, values).split())
    if len(words) > 200:
        raise QueryError(name, "that is too long to look for; write a few words.")
    return words if folded_words(words) else ""


def _when(name: str, values: list[str]) -> When:
    try:
        return edtf.parse(_one(name, values))
    except QueryError:
        raise
    except ValueError as error:
        raise QueryError(name, str(error)) from error


def _box(name: str, values: list[str]) -> Box:
    return Box.read(_one(name, values))


def _list(name: str, values: list[str]) -> tuple[str, ...]:
    parts = (part.strip() for value in values for part in value.split(","))
    return _few(name, [part for part in parts if part])


def _few(name: str, values: list[str]) -> tuple[str, ...]:
    if len(values) > MOST_VALUES:
        raise QueryError(name, f"it takes up to {MOST_VALUES} values.")
    return tuple(dict.fromkeys(values))


def _names(name: str, values: list[str]) -> tuple[str, ...]:
    return _few(name, values)


def _countries(name: str, values: list[str]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.upper() for code in _list(name, values)))
    for code in codes:
        if not re.fullmatch("[A-Z]{2}", code):
            raise QueryError(name, f"“{code}” is no country's code of two letters, such as AM.")
    return codes


def _one_of(kinds: type[_E]) -> Callable[[str, list[str]], tuple[_E, ...]]:
    def read(name: str, values: list[str]) -> tuple[_E, ...]:
        known = {kind.value: kind for kind in kinds}
        words = _list(name, values)
        for word in words:
            if word not in known:
                raise QueryError(name, f"“{word}” is none of {', '.join(known)}.")
        return tuple(known[word] for word in words)

    return read


def _limit(name: str, values: list[str]) -> int:
    text = _one(name, values)
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise QueryError(name, f"“{text}” is no number; a page holds 1 to {MOST} events.")
    return int(text)


_READERS: dict[str, Callable[[str, list[str]], Any]] = {
    "since": _when,
    "until": _when,
    "bbox": _box,
    "q": _words,
    "kind": _list,
    "place_kind": _list,
    "place": _list,
    "country": _countries,
    "actor": _names,
    "article": _list,
    "known": _one_of(Known),
    "state": _one_of(State),
    "has": _list,
    "sort": _one,
    "limit": _limit,
    "after": _one,
}
