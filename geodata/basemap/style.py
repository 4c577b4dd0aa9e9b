"""style.toml in, its colours and lengths out."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STYLE = Path(__file__).with_name("style.toml")


@cache
def style() -> dict[str, Any]:
    return tomllib.loads(STYLE.read_text(encoding="utf-8"))


def at_zoom(pairs: list[list[float]], zoom: int) -> float:
    """A length of the style at a zoom, on the straight line between its neighbours; nothing before its first zoom."""
    after = [pair for pair in pairs if pair[0] >= zoom]
    before = [pair for pair in pairs if pair[0] <= zoom]
    if not before:
        return 0.0
    (first, low), (last, high) = before[-1], (after or before[-1:])[0]
    return low if last == first else low + (high - low) * (zoom - first) / (last - first)
