"""The places that a text names in, parts of countries among them out: "eastern Ukraine", "the southern and central portions of Iraq".

A part of a country is no country: what happens in its east is shown there, as a region of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from events.extraction.lexicon import middles
from events.model import Mention
from geodata.gazetteer import Place

_SIDE = r"(?:(?:north|south)(?:ern)?[ -]?(?:east|west)(?:ern)?|(?:north|south|east|west)(?:ern)?|central)"
_SHARE = r"(?: (?:part|portion|half|region|area|district|province)s?)?"
_PART = re.compile(rf"\b({_SIDE}(?:(?:, | and |, and | or |[/-]){_SIDE})*)(?:{_SHARE} of(?: the)?)? $", re.IGNORECASE)
_ANY = re.compile(r"north|south|east|west|central", re.IGNORECASE)
_BEFORE = 60  # characters
_OUT, _REACH = 0.55, 0.6  # of the country's radius
_NORTH = {"north": 1.0, "south": -1.0}
_EAST = {"east": 1.0, "west": -1.0}
_DEGREE = 111.2  # kilometres


def with_parts(text: str, places: Sequence[Mention[Place]]) -> list[Mention[Place]]:
    """The places; where only a part of a country is meant, that part."""
    meant = ((mention, _meant(text, mention)) for mention in places)
    return [mention if place is mention.meaning else replace(mention, meaning=place) for mention, place in meant]


def _meant(text: str, mention: Mention[Place]) -> Place | None:
    country, start = mention.meaning, mention.span.start
    if country is None or country.kind != "country" or mention.form != "name" or mention.span.of(text) == "America":
        return country
    before = text[max(0, start - _BEFORE) : start]
    if _ANY.search(before) is None:
        return country
    before = re.sub(r"\s+", " ", before)
    found = _PART.search(before)
    if found is None or _beyond(before, found):
        return country
    sides = [re.sub(r"ern|[ -]", "", side.lower()) for side in re.findall(_SIDE, found[1], re.IGNORECASE)]
    return part(country, tuple(sides), f"{found[1][0].upper()}{found[1][1:]} {country.name}")


def _beyond(before: str, found: re.Match[str]) -> bool:
    """Whether it is a place on the other side of the border: "north of Iraq", unlike "the north of Iraq"."""
    bare = re.fullmatch(rf"{_SIDE} of(?: the)? ", found[0], re.IGNORECASE)
    ahead = before[: found.start()].lower()
    return bare is not None and (not ahead.endswith("the ") or ahead.endswith("to the "))


def part(country: Place, sides: Sequence[str], name: str) -> Place:
    """The part of a country on some of its sides, half way from its middle to its border."""
    points = [middles().get((country.country or "", side)) or _towards(country, side) for side in sides]
    latitude, longitude = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return replace(
        country,
        id=f"{country.id}:{' '.join(sides)}",
        name=name,
        latitude=latitude,
        longitude=longitude,
        kind="region",
        population=0,
        radius_km=_REACH * country.radius_km,
    )


def _towards(country: Place, side: str) -> tuple[float, float]:
    north, east = (next((way[word] for word in way if word in side), 0.0) for way in (_NORTH, _EAST))
    out = _OUT * country.radius_km / _DEGREE / max(1.0, math.hypot(north, east))
    latitude = max(-85.0, min(85.0, country.latitude + north * out))
    longitude = country.longitude + east * out / max(0.2, math.cos(math.radians(latitude)))
    return latitude, (longitude + 180) % 360 - 180
