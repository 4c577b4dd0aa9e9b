"""Readings and decisions in, checked flat rows and frozen events out: the EventStore."""

from events.storage.database import NotStored, StoreError
from events.storage.editing import KEEP, Change
from events.storage.jobs import Job, JobState
from events.storage.keeping import StoredDocument
from events.storage.rows import Row, rows_of
from events.storage.sameness import Pair
from events.storage.store import CollectionSummary, EventStore
from events.storage.verdicts import ONE, TWO

__all__ = [
    "KEEP",
    "ONE",
    "TWO",
    "Change",
    "CollectionSummary",
    "EventStore",
    "Job",
    "JobState",
    "NotStored",
    "Pair",
    "Row",
    "StoreError",
    "StoredDocument",
    "rows_of",
]
