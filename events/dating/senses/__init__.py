"""A rule that matched in, what its words say out. MEANINGS names every meaning that a line of patterns.tsv may have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from events.dating.senses import clocks, dates, figures, shifts, spans
from events.dating.senses.said import Meaning, Piece, Said
from events.dating.table import Found

__all__ = ["MEANINGS", "Meaning", "Piece", "Said", "read"]

_MODULES = (dates, figures, shifts, spans, clocks)
MEANINGS: dict[str, Callable[[Found], Meaning]] = {
    name: function
    for module in _MODULES
    for name, function in vars(module).items()
    if callable(function) and function.__module__ == module.__name__ and name[0] != "_"
}


def read(found: Found) -> list[Piece] | None:
    """What a match says; [] where its words mean no time, None where a shorter match may."""
    meaning = MEANINGS[found.rule.meaning](found)
    if meaning is None:
        return None
    pieces = meaning if isinstance(meaning, list) else [(found.first, found.last, meaning)]
    return [(first, last, replace(said, rule=found.rule.name)) for first, last, said in pieces]
