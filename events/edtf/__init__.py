"""When <-> EDTF (ISO 8601-2 levels 0 and 1, and the quarters and halves of level 2 when read); labels for people."""

from events.edtf.joining import approximate, before, join, third
from events.edtf.labels import MONTHS, PARTS, label, ordinal
from events.edtf.reading import SEASONS, parse
from events.edtf.writing import write, write_day, write_interval, write_years

__all__ = [
    "MONTHS",
    "PARTS",
    "SEASONS",
    "approximate",
    "before",
    "join",
    "label",
    "ordinal",
    "parse",
    "third",
    "write",
    "write_day",
    "write_interval",
    "write_years",
]
