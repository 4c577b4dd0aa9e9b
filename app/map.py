"""The extent of some events and what lies under them in, a Folium map out, in parts that a strict Content-Security-Policy lets through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.background import NEAREST, Layer
from app.processes import without
from events.query import Box

with without("pandas"):  # 30 MB of every web worker, to read tables that no map here is made from
    import folium
    from folium.plugins import MarkerCluster

NAME = "events"  # the script's variable and the element's id are map_events


class _Map(folium.Map):
    """Folium's map without the scripts and styles it would load from other hosts: the page brings Leaflet itself."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (Folium's own name and type)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class _Cluster(MarkerCluster):
    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class MapParts:
    """What a page needs: an element, a script, and styles.

    The script has the globals `map_events`, `marker_cluster_events` and, for each layer of the background, `tile_layer_<name>`.
    """

    html: Markup
    script: str
    style: str


def draw(box: Box | None, layers: Sequence[Layer] = ()) -> MapParts:
    """A map that shows `box`, the whole world without one. Events never pass through Folium: the page fetches them."""
    nearest = max((layer.max_zoom for layer in layers), default=NEAREST)
    drawn: Any = _Map(location=(25, 15), zoom_start=2, tiles=None)
    drawn._id = NAME
    drawn.options |= {"min_zoom": 1, "max_zoom": nearest}  # Folium keeps these for tile layers, but clusters need them on the map
    cluster: Any = _Cluster(max_cluster_radius=44, show_coverage_on_hover=False)  # type: ignore[no-untyped-call]
    cluster._id = NAME
    cluster.add_to(drawn)
    for layer in layers:
        drawn.add_child(_tiles(layer))
    if box:
        east = box.east if box.east >= box.west else box.east + 360  # Leaflet goes on counting beyond the antimeridian
        fit = folium.FitBounds([[box.south, box.west], [box.north, east]], padding=(32, 32), max_zoom=7)
        fit.options["animate"] = False  # an animation under way would undo the view that the page chooses next
        drawn.add_child(fit)
    root = drawn.get_root()
    root.render()
    return MapParts(Markup(root.html.render()), _named(root.script.render()), _style(root.header.render()))


def _tiles(layer: Layer) -> folium.TileLayer:
    """Folium's own layer, made but not yet shown: the page takes the one of the reader's theme, after the events."""
    tiles = folium.TileLayer(
        layer.address,
        attr=str(layer.credit),
        min_zoom=layer.min_zoom,
        max_zoom=layer.max_zoom,
        max_native_zoom=layer.max_native_zoom,
        subdomains=layer.subdomains or "abc",
        show=False,
    )
    tiles._id = layer.name
    return tiles


def _style(header: str) -> str:
    """The rules about the map's own element; Folium's others would fix the height of the whole page and forbid its zooming."""
    bodies = re.findall(r"<style>(.*?)</style>", header, re.DOTALL)
    return "\n".join(body.strip() for body in bodies if f"#map_{NAME}" in body) + "\n"


def _named(script: str) -> str:
    """Folium draws random names for what it makes by itself; a stable page needs stable ones."""
    names: dict[str, str] = {}

    def stable(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"{match[1]}_{NAME}_{len(names)}")

    return re.sub(r"\b([a-z_]+)_[0-9a-f]{32}\b", stable, script).strip() + "\n"
