"""A Document with its words in, its expressions of time out, each with its TIMEX3 value and its When."""

from events.dating.finding import date_and_find, find_times, infer_published
from events.dating.typed import read_when

__all__ = ["date_and_find", "find_times", "infer_published", "read_when"]
