"""Folium's map under a strict Content-Security-Policy: parts with stable names, and nothing of an article in them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from app.background import own
from app.map import draw
from events.query import Box

BOXES = st.builds(Box, *(st.floats(low, high).map(lambda x: round(x, 4)) for low, high in ((-180, 180), (-90, 0), (-180, 180), (0, 90))))


@given(BOXES)
def test_the_same_box_gives_the_same_bytes(box: Box) -> None:
    """No random names, so that an ETag can hold."""
    assert draw(box) == draw(box)


@given(BOXES)
def test_the_map_shows_its_box_the_short_way_round(box: Box) -> None:
    """East of the antimeridian Leaflet counts on beyond 180 degrees."""
    found = re.search(r"fitBounds\(\s*\[\[(.+?), (.+?)\], \[(.+?), (.+?)\]\]", draw(box).script)
    assert found
    south, west, north, east = map(float, found.groups())
    assert (south, west, north) == (box.south, box.west, box.north)
    assert east == (box.east if box.east >= box.west else box.east + 360)
    assert 0 <= east - west <= 360


def test_the_page_finds_the_map_by_its_name() -> None:
    parts = draw(None)
    assert 'id="map_events"' in parts.html
    assert re.search(r"\bvar map_events = L\.map\(", parts.script)
    assert "#map_events" in parts.style
    assert '"maxZoom"' in parts.script  # clusters fail without it


def test_nothing_in_it_is_inline_or_elsewhere() -> None:
    parts = draw(Box(10, 20, 30, 40), own("/tiles/{theme}/{z}/{x}/{y}{r}.png", "Natural Earth"))
    assert not re.search(r"<script|<style|\son\w+=|style=", parts.html)
    assert not re.search(r"https?:|//", parts.html + parts.script + parts.style)
    assert "jquery" not in parts.script.lower()
    assert "$(" not in parts.script


def test_folium_does_not_rule_the_whole_page() -> None:
    """Its own header fixes the height of html and body, and forbids zooming."""
    assert not re.search(r"\b(html|body)\b", draw(None).style)
