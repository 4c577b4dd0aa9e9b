"""A meaning and the discourse that gave it in, the meaning with the time that it counts from out."""

from __future__ import annotations

from dataclasses import replace

from events.dating.discourse import Discourse
from events.dating.values import timex_value
from events.model import Timex


def grounded(meaning: Timex | None, discourse: Discourse) -> Timex | None:
    """`anchor` is "told" or "published" and a value; "" where the words count from nothing. The next words begin anew."""
    anchor, discourse.anchor = discourse.anchor, None
    if meaning is None or meaning.when is None or anchor is None:
        return meaning
    return replace(meaning, anchor=f"{'told' if discourse.anchor_told else 'published'} {timex_value(anchor)}")
