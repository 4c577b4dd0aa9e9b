"""Whose borders: each view in, what it says of disputed land out."""

from __future__ import annotations

CREDIT = "GeoNames (CC BY 4.0), Natural Earth"
# The reader is told on the map whose view it shows.
VIEWS = {
    "deu": "Natural Earth, German point of view: Crimea in Ukraine, Kosovo and Palestine separate",
    "default": "Natural Earth, de facto: Crimea in Russia, Somaliland and Northern Cyprus separate",
}


def checked(view: str) -> str:
    """The view itself; ValueError in words where there is none of that name."""
    if view not in VIEWS:
        raise ValueError(f"There is no view of borders “{view}”: choose one of {', '.join(VIEWS)}.")
    return view
