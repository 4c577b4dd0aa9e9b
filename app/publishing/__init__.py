"""A collection in, the files of a site out that any web host serves: page, embed, exports, and the ground that they need."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from jinja2 import Environment

from app.assets import OWN
from app.background import THEMES, own
from app.map import draw
from app.publishing.colours import Palette
from app.publishing.folder import File, PublishError
from app.publishing.ground import MOST, Spot, Tile, chosen, listed, spread
from app.publishing.script import joined
from app.service import Service, credit
from events.exports import ATTRIBUTION, EXPORTS, PROPERTIES, Context
from events.model import Collection, Visibility
from events.query import Query
from events.storage import Row
from geodata.views import VIEWS

# As a <meta>: web hosts send headers of their own. Nothing is fetched; what is not here is asked of nobody.
CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
EXACT = ("city", "point")  # kinds of place whose events have a spot, not an area
SCALE = 2  # tiles are published for fine screens alone; coarse ones show them at half their size
_KEPT = re.compile(r"(leaflet|MarkerCluster)\.css|leaflet(\.markercluster)?\.js|images/.+|(tokens|page|views)\.css|icon\.svg")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
_FILE_NAME = re.compile(r"[\w-]{1,100}", re.ASCII)  # a place's id that can be one


class Site:
    """A collection as a folder of files, with at most `most` tiles of each theme. Raises PublishError.

    `address` is where the folder will be found; it may be unknown.
    """

    def __init__(self, service: Service, templates: Environment, collection: Collection, address: str = "", most: int = MOST) -> None:
        if address and not _ADDRESS.fullmatch(address):
            raise PublishError(f"An address begins like https://news.example/, not “{address}”.")
        self.service = service
        self.templates = templates
        self.collection = collection
        self.most = most
        self.address = f"{address.rstrip('/')}/" if address else ""
        self._palettes: dict[str, Palette] = {}
        self.rows: list[Row] = list(service.store.rows(collection.slug))

    def files(self) -> Iterator[File]:
        """All of the site, the pages last. Tiles are drawn on the way."""
        yield File(".nojekyll", [b""])  # GitHub Pages takes the folder as it is
        for name, data in self.assets.items():
            yield File(f"{self.assets_folder}/{name}", [data])
        yield from self._tiles()
        for id, area in self.areas.items():
            yield File(f"areas/{id}.js", [b"window.published.arrived = ", area, b";\n"])
        context = Context(self.collection.title, self.collection.description, label=self.service.gazetteer.label)
        for name, export in EXPORTS.items():
            yield File(f"events.{name}", export.write(self.rows, context))
        yield File(self.data_name, [self.data])
        yield File("index.html", [self._page("page", "")])
        yield File("embed/index.html", [self._page("embed", "../")])

    @cached_property
    def tiles(self) -> list[Tile]:
        spots = (
            Spot(row.longitude, row.latitude, 0.0 if row.place_kind in EXACT else row.radius_km or 0.0)
            for row in self.rows
            if row.longitude is not None and row.latitude is not None
        )
        return chosen(spots, self.most)

    @property
    def drawings(self) -> int:
        """How many tiles `files` draws or finds drawn: nearly all of the time that it takes."""
        return len(self.tiles) * len(THEMES)

    def _tiles(self) -> Iterator[File]:
        for theme in THEMES:
            for z, x, y in self.tiles:
                yield File(f"tiles/{theme}/{z}/{x}/{y}@2x.png", self._reduced(theme, (z, x, y)))

    def _reduced(self, theme: str, tile: Tile) -> Iterator[bytes]:
        """Drawn when somebody asks for it."""
        if theme not in self._palettes:
            self._palettes = {theme: Palette(self._drawn(theme, each) for each in spread(self.tiles))}  # the other one is done with
        yield self._palettes[theme].reduced(self._drawn(theme, tile))

    def _drawn(self, theme: str, tile: Tile) -> bytes:
        return self.service.tiles.tile(theme, *tile, SCALE)

    @cached_property
    def areas(self) -> dict[str, bytes]:
        """The areas of the events' main places, by id."""
        ids = {row.places[0]["id"] for row in self.rows if row.places and row.place_kind not in EXACT}
        found = ((id, self.service.area(id)) for id in sorted(ids) if _FILE_NAME.fullmatch(id))
        return {id: area for id, area in found if area is not None}

    @cached_property
    def assets(self) -> dict[str, bytes]:
        """Styles and scripts by name; our own modules joined, Folium's parts among them."""
        kept = {name: asset.data for name, asset in self.service.assets.files.items() if _KEPT.fullmatch(name)}
        nearest = max(zoom for zoom, _, _ in self.tiles)
        layers = [replace(layer, max_native_zoom=nearest) for layer in own("tiles/{theme}/{z}/{x}/{y}{r}.png", self.credit)]
        parts = draw(self.service.store.extent(self.collection.slug, Query()), layers)
        script = joined(("mosaic.js", "carry.js", "page.js"), lambda name: (OWN / name).read_text("utf-8"), {"source.js": "published.js"})
        return kept | {"map.js": parts.script.encode(), "map.css": parts.style.encode(), "page.js": script.encode()}

    @cached_property
    def map_html(self) -> Any:
        return draw(None).html

    @cached_property
    def credit(self) -> str:
        return credit(self.service.settings.boundary_view)

    @property
    def assets_folder(self) -> str:
        """Another content has another name, so that nobody's browser joins old files with new ones."""
        return f"assets/{_short(*(part for name in sorted(self.assets) for part in (name.encode(), self.assets[name])))}"

    @property
    def data_name(self) -> str:
        return f"assets/events-{_short(self.data)}.js"

    @cached_property
    def data(self) -> bytes:
        """What the page's script finds as `window.published`."""
        about, label = self.collection, self.service.gazetteer.label
        context = Context(about.title, about.description, "page", label, has_area=self.areas.__contains__)
        events = b"".join(EXPORTS["geojson"].write(self.rows, context)).strip()
        facts = json.dumps({"names": PROPERTIES, "tiles": listed(self.tiles)}, separators=(",", ":"))
        return b"window.published = " + facts[:-1].encode() + b',"events":' + events + b"};\n"

    def _page(self, name: str, root: str) -> bytes:
        template = self.templates.get_template(f"published/{name}.html")
        about = {"collection": self.collection, "map_html": self.map_html, "may_write": False}
        settings = self.service.settings
        return template.render(
            **about,
            root=root,
            assets=root + self.assets_folder,
            data=root + self.data_name,
            policy=CONTENT_POLICY,
            credit=ATTRIBUTION,
            map_credit=self.credit,
            borders=VIEWS[settings.boundary_view],
            address=self.address,
        ).encode()


def _short(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def refuse_private(collection: Collection) -> None:
    """Raises PublishError where a site would show everybody what only those who may write are to see."""
    if collection.visibility is Visibility.PRIVATE:
        raise PublishError(f"“{collection.title}” is private: only those who may write can see it. Publish it on its page first.")
