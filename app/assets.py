"""Our own static files and those inside packages in; addresses that never change their content out."""

from __future__ import annotations

import ast
import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

OWN = Path(__file__).parent / "static"
_LEAFLET = ("leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png")
_CLUSTER = "https://cdnjs.cloudflare.com/ajax/libs/leaflet.markercluster/1.1.0/"
_CLUSTER_FILES = ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".geojson": "application/geo+json", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_TEXT = ("text/", "image/svg", "application/")


@dataclass(frozen=True)
class Asset:
    name: str
    data: bytes

    @property
    def media_type(self) -> str:
        known = _TYPES.get(Path(self.name).suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return f"{known}; charset=utf-8" if known.startswith("text/") else known

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def compressed(self) -> bytes | None:
        """The file in gzip, None where that would not help."""
        level = 9 if len(self.data) < 500_000 else 5
        return gzip.compress(self.data, level, mtime=0) if self.media_type.startswith(_TEXT) else None


@dataclass(frozen=True)
class Assets:
    """All static files. One version stands in the address of each, so that they find each other by relative addresses."""

    files: Mapping[str, Asset]

    @cached_property
    def version(self) -> str:
        names = "\n".join(f"{name} {asset.sha256}" for name, asset in sorted(self.files.items()))
        return hashlib.sha256(names.encode()).hexdigest()[:12]


def collect() -> Assets:
    """Every static file of the service, read into memory (about 300 KB)."""
    return Assets({asset.name: asset for asset in (*_own(), *packaged())})


def packaged() -> Iterator[Asset]:
    """The files that come out of packages: Leaflet and its marker clusters."""
    leaflet = _folder("xstatic.pkg.leaflet") / "data"
    for name in _LEAFLET:
        yield Asset(name, (leaflet / name).read_bytes())
    source = (_folder("offlinefolium") / "elements.py").read_text("utf-8")
    for name in _CLUSTER_FILES:
        yield Asset(name, _embedded(source, _CLUSTER + name).encode())


def _own() -> Iterator[Asset]:
    for path in sorted(OWN.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield Asset(path.relative_to(OWN).as_posix(), path.read_bytes())


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0])


def _embedded(source: str, address: str) -> str:
    """One file out of folium-offline's table, read as text: importing its 7 MB of tables would cost every process 30 MB."""
    start = source.index(f"_res['{address}'] = ") + len(f"_res['{address}'] = ")
    end = source.index(f"#{address}", start)
    literal: str = ast.literal_eval(source[start:end].strip())
    return literal.strip() + "\n"
