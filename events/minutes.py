"""A When in, its minutes out: those of its days, or those that the clock says where one is known.

Times are shown as they are written, and ordered by the instant where a zone is known: a zone other than that of the article's own clock
(its home, the zone that it names most) is counted over to it; a time without a zone is one of the home's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from events.model import Event, When

DAY = 1440
_ZONE = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?")


def of_clock(clock: str) -> int:
    """Minute of the day of `HH:MM`."""
    return int(clock[:2]) * 60 + int(clock[3:5])


def offset(zone: str | None) -> int | None:
    """Minutes ahead of UTC: `Z` or `+05:30`; None where nobody says."""
    if zone == "Z":
        return 0
    match = _ZONE.fullmatch(zone or "")
    if not match:
        return None
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    return -minutes if match["sign"] == "-" else minutes


def home_of(events: Iterable[Event]) -> int | None:
    """The offset that the events of one article name most, None where none names one."""
    return commonest(event.when.clock.zone for event in events if event.when and event.when.clock)


def commonest(zones: Iterable[str | None]) -> int | None:
    known = Counter(minutes for minutes in map(offset, zones) if minutes is not None)
    return known.most_common(1)[0][0] if known else None


def begins(when: When, home: int | None) -> int | None:
    """The minute in which a time begins, by the clock of the article; None where its beginning is open."""
    if when.first is None:
        return None
    own = offset(when.clock.zone) if when.clock else None
    away = own - home if own is not None and home is not None else 0
    return when.first * DAY + (of_clock(when.clock.first) if when.clock else 0) - away
