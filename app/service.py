"""What the addresses ask: the store, the gazetteer, the queue, and the map of a collection."""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from flask import current_app, request, url_for

import events
import geodata
from app.assets import Assets, collect
from app.background import Layer, online, own
from app.errors import Missing
from app.jobs import Queue
from app.map import MapParts, draw
from app.security import may_write
from app.settings import Settings
from events.exports import ATTRIBUTION
from events.model import Collection, Visibility
from events.query import Query
from events.storage import EventStore, Row
from geodata import boundaries
from geodata.basemap import Tiles
from geodata.gazetteer import Gazetteer, open_gazetteer
from geodata.views import VIEWS

SAMPLE = "sample"


class Service:
    """One for each process; whatever cannot be shared after a fork is opened at its first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = EventStore.open(settings.store)
        self.queue = Queue(settings)
        self.assets: Assets = collect()
        self._drawing = BoundedSemaphore(settings.threads)  # app.serve has as many again for all the rest
        self._drawn = lru_cache(maxsize=256)(self._draw)
        self._has_area = lru_cache(maxsize=20_000)(lambda id: boundaries.has_area(id, settings.boundary_view, settings.gazetteer))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return open_gazetteer(self.settings.gazetteer, self.settings.boundary_view)

    @cached_property
    def tiles(self) -> Tiles:
        """Our own background; it lies beside the gazetteer, and is built with it."""
        settings, path = self.settings, self.gazetteer.path
        return Tiles(path, settings.boundary_view, settings.tile_cache, settings.tile_cache_mb)

    @cached_property
    def version(self) -> str:
        """Changes with the program, the gazetteer and whose borders are shown, and so with whatever an answer may look like."""
        settings = self.settings
        parts = (fingerprint(Path(__file__).parent, *program()), self.assets.version, self.gazetteer.version, self.tiles.address_version)
        return hashlib.sha256(" ".join((*parts, settings.boundary_view, settings.tiles)).encode()).hexdigest()[:8]

    def tile(self, theme: str, z: int, x: int, y: int, scale: int) -> bytes | None:
        """A tile of our own background; None where so many are being drawn that pages would wait for them."""
        if (kept := self.tiles.kept(theme, z, x, y, scale)) is not None:
            return kept
        if not self._drawing.acquire(blocking=False):
            return None
        try:
            return self.tiles.tile(theme, z, x, y, scale)
        finally:
            self._drawing.release()

    def area(self, id: str) -> bytes | None:
        """The area of a place as a GeoJSON geometry, in the view of borders that the map shows; None where none is known."""
        return boundaries.area_geojson(id, self.settings.boundary_view, self.settings.gazetteer)

    def has_area(self, id: str) -> bool:
        return self._has_area(id)

    def collection(self, slug: str) -> Collection:
        """The collection, as far as this reader may know of it. Raises Missing."""
        found = self.store.collection(slug)
        if found is None or (found.visibility is Visibility.PRIVATE and not may_write()):
            raise Missing("There is no such collection, or it is private.")
        return found

    def map(self, slug: str, query: Query) -> MapParts:
        """The Folium map of the events that a query finds, drawn again when the collection changes."""
        return self._drawn(slug, query, self.store.revision(slug), request.script_root)

    def _draw(self, slug: str, query: Query, revision: int, root: str) -> MapParts:
        return draw(self.store.extent(slug, query), self.layers(f"{root}/tiles/base"))

    def layers(self, root: str) -> tuple[Layer, ...]:
        """What lies under the events: our own tiles below the address `root`, or those of TILES."""
        if self.settings.tiles:
            return (online(self.settings.tiles),)
        return own(f"{root}/{{theme}}/{{z}}/{{x}}/{{y}}{{r}}.png?v={self.tiles.address_version}", self.credit)

    @cached_property
    def credit(self) -> str:
        return credit(self.settings.boundary_view, "areas" if self.settings.tiles else "borders")

    def etag(self, slug: str) -> str:
        """Says which state of a collection, seen through which address, this is."""
        seen = f"{self.version}/{self.store.revision(slug)}/{request.script_root}{request.full_path}/{may_write()}"
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    def missing(self) -> list[str]:
        """What has to be there before the service is of use, and is not."""
        missing = [] if self.settings.gazetteer.exists() else ["The gazetteer is not built."]
        # Read once is enough: an editor may delete it, and the service is as well as before.
        if self.store.collection(SAMPLE) is None and not self.settings.sample_stamp.exists():
            missing.append("The sample is not read.")
        return missing

    def place_label(self, row: Row) -> str:
        """The main place of an event for people: with the region and country it lies in."""
        place = self.gazetteer.place(row.places[0]["id"]) if row.places and row.places[0].get("id") else None
        return self.gazetteer.label(place) if place else row.place or ""


def credit(view: str, drawn: str = "borders") -> str:
    """Where places and borders come from, and whose view of what is drawn it is."""
    return f"{ATTRIBUTION}; {drawn}: {VIEWS[view].partition(':')[0].removeprefix('Natural Earth, ')}"


def program() -> list[Path]:
    """The folders of what reads an article."""
    return [Path(module.__path__[0]) for module in (events, geodata)]


def fingerprint(*folders: Path) -> str:
    """Changes with every source and table in these folders."""
    sources = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    texts = (path.read_bytes() for path in sources if path.stat().st_size < 1_000_000)
    return hashlib.sha256(b"".join(texts)).hexdigest()


def service() -> Service:
    found: Service = current_app.extensions["service"]
    return found


def areas_address() -> str:
    """Where the area of a place is found: the address with {id} in it."""
    return f"{request.script_root}/areas/{{id}}.geojson?v={service().version}"


def asset(name: str) -> str:
    """The address of a static file, for templates. Raises KeyError where there is none of that name."""
    assets = service().assets
    return url_for("files.asset", version=assets.version, name=assets.files[name].name)
