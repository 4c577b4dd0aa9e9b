"""A Document, its parse and the gazetteer in, the mentions of places out, each with the place it means and the runners-up."""

from __future__ import annotations

from events.geocoding.finding import find_places as find_places
from events.geocoding.finding import names_place as names_place

__all__ = ["find_places", "names_place"]
