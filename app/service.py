"""What the addresses ask: the store, the gazetteer, the queue, and the map of a collection."""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path

from flask import current_app, request, url_for

import events
import geodata
from app.assets import Asset, Assets, collect
from app.errors import Missing
from app.jobs import Queue
from app.map import MapParts, draw
from app.security import may_write
from app.settings import Settings
from events.model import Collection, Visibility
from events.query import Query
from events.storage import EventStore, Row
from geodata import basemap
from geodata.gazetteer import Gazetteer, open_gazetteer

SAMPLE = "sample"


class Service:
    """One for each process; whatever cannot be shared after a fork is opened at its first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = EventStore.open(settings.store)
        self.queue = Queue(settings)
        self.assets: Assets = collect()
        self.land = _land(basemap.land(settings.boundary_view, settings.gazetteer).resolve())
        self._drawn = lru_cache(maxsize=256)(self._draw)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return open_gazetteer(self.settings.gazetteer)

    @cached_property
    def version(self) -> str:
        """Changes with the program and the gazetteer, and so with whatever an answer may look like."""
        folders = (Path(__file__).parent, *program())
        return hashlib.sha256(f"{fingerprint(*folders)} {self.assets.version} {self.gazetteer.version}".encode()).hexdigest()[:8]

    def collection(self, slug: str) -> Collection:
        """The collection, as far as this reader may know of it. Raises Missing."""
        found = self.store.collection(slug)
        if found is None or (found.visibility is Visibility.PRIVATE and not may_write()):
            raise Missing("There is no such collection, or it is private.")
        return found

    def map(self, slug: str, query: Query) -> MapParts:
        """The Folium map of the events that a query finds, drawn again when the collection changes."""
        return self._drawn(slug, query, self.store.revision(slug))

    def _draw(self, slug: str, query: Query, revision: int) -> MapParts:
        return draw(self.store.extent(slug, query))

    def etag(self, slug: str) -> str:
        """Says which state of a collection, seen through which address, this is."""
        seen = f"{self.version}/{self.store.revision(slug)}/{request.full_path}/{may_write()}"
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


def program() -> list[Path]:
    """The folders of what reads an article."""
    return [Path(module.__path__[0]) for module in (events, geodata)]


def fingerprint(*folders: Path) -> str:
    """Changes with every source and table in these folders."""
    sources = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    texts = (path.read_bytes() for path in sources if path.stat().st_size < 1_000_000)
    return hashlib.sha256(b"".join(texts)).hexdigest()


@lru_cache(maxsize=2)
def _land(path: Path) -> Asset:
    """The basemap, packed before the service forks: once for all workers."""
    land = Asset("land.geojson", path.read_bytes())
    _ = land.compressed
    return land


def service() -> Service:
    found: Service = current_app.extensions["service"]
    return found


def asset(name: str) -> str:
    """The address of a static file, for templates. Raises KeyError where there is none of that name."""
    assets = service().assets
    return url_for("files.asset", version=assets.version, name=assets.files[name].name)


def basemap_address() -> str:
    return url_for("files.basemap", version=service().land.sha256[:12])
