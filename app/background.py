"""The name of an online provider, or the address of our own tiles, in; what lies under the events out: layers of tiles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

THEMES = ("light", "dark")
DEEPEST = 9  # our own tiles; nearer they are enlarged, for 1:10m data show nothing more
NEAREST = 12
_MERCATOR = ("EPSG:3857", "EPSG:900913")
_NEAREST_ONLINE = 18


@dataclass(frozen=True, slots=True)
class Layer:
    """Tiles as Leaflet asks for them: {z}, {x}, {y}, {s} of `subdomains`, {r} = "@2x" where the screen is fine enough.

    `credit` is HTML of escaped text and of links to web pages, nothing else.
    """

    name: str
    address: str
    credit: Markup
    max_native_zoom: int
    max_zoom: int
    min_zoom: int = 0
    subdomains: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The sites that a browser asks, each as a Content-Security-Policy names it; none of our own."""
        site = urlsplit(self.address)
        if not site.netloc:
            return ()
        names = [site.netloc.replace("{s}", part) for part in self.subdomains] if "{s}" in site.netloc else [site.netloc]
        return tuple(f"{site.scheme}://{name}" for name in dict.fromkeys(names))


def own(address: str, credit: str) -> tuple[Layer, ...]:
    """Our own tiles, a layer for each theme; `address` has {theme} in it."""
    return tuple(Layer(theme, address.replace("{theme}", theme), Markup.escape(credit), DEEPEST, NEAREST) for theme in THEMES)


def online(name: str) -> Layer:
    """The tiles that xyzservices knows by this name. Raises ValueError where they cannot be used, in the operator's words."""
    import xyzservices  # a table of a thousand providers, which few services ask for

    try:
        found: Any = xyzservices.providers.query_name(name)
    except ValueError:
        raise ValueError(f"there is no provider “{name}” in xyzservices") from None
    if found.requires_token():
        raise ValueError(f"{found.name} wants a key of its own, and this service has no place for one")
    if found.get("status") == "broken":
        raise ValueError(f"{found.name} is known to be out of order")
    if found.get("crs", _MERCATOR[0]) not in _MERCATOR or found.get("tms") or found.get("tileSize", 256) != 256:
        raise ValueError(f"{found.name} is cut otherwise than this map (256 pixels, EPSG:3857)")
    address = str(found.build_url(fill_subdomain=False, scale_factor="{r}"))
    filled = set(re.findall(r"\{(\w+)\}", address)) <= set("szxyr")
    if not (filled and re.fullmatch(r"https://([\w.-]|\{s\})+/[^\s\"'<>\\]*", address, re.ASCII)):
        raise ValueError(f"the tiles of {found.name} have no plain https address")
    deepest = min(int(found.get("max_zoom", _NEAREST_ONLINE)), _NEAREST_ONLINE)
    subdomains = str(found.get("subdomains", "abc")) if "{s}" in address else ""
    return Layer("online", address, safe(found.html_attribution), deepest, max(deepest, NEAREST), int(found.get("min_zoom", 0)), subdomains)


def safe(credit: str) -> Markup:
    """The text of some HTML with its links to web pages; every other element and attribute is left out."""
    reader = _Credit()
    reader.feed(credit)
    reader.close()
    return Markup("").join(reader.parts) + Markup("</a>") * reader.linked


class _Credit(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Markup] = []
        self.linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and not self.linked and re.match(r"https?://", address):
            self.parts.append(Markup('<a href="{}" target="_blank" rel="noopener">').format(address))
            self.linked = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.linked:
            self.parts.append(Markup("</a>"))
            self.linked = False

    def handle_data(self, data: str) -> None:
        self.parts.append(Markup.escape(data))
