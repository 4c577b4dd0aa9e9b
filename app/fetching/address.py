"""An address as a person or a redirect writes it in, its checked parts out, in one spelling."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote

import idna

from app.fetching.errors import FetchError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 4000  # characters
PORTS = {"http": 80, "https": 443}

# Strict on purpose: what another program might read in another way (backslashes, a user's name, percents in a host) has no place in it.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[^][/?#@:%\\\s]+)(?::(?P<port>[0-9]{0,5}))?(?P<target>[/?][^#]*)?(?:#.*)?",
    re.IGNORECASE | re.ASCII,
)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:[/?#].*)?")  # news.example/article, as people type it
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.ASCII)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)  # such a last label makes all of the name a number (WHATWG, URL Standard, 3.5)
_AUTHORITY = re.compile(r"[a-z]+:[/\\]*([^/?#\\]*)", re.IGNORECASE)
_KEPT = "%/:@!$&'()*+,;=~-._"  # of a target; percents stand for themselves, as in browsers


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is a name in ASCII or an IP address without brackets; `target` is the path and query as they are sent."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, words: str, given: bool = True) -> Address:
        """`given` by a person, who may leave out https://. Raises FetchError."""
        words = words.strip()
        if given and _BARE.fullmatch(words):
            words = f"https://{words}"
        if len(words) > LONGEST:
            raise FetchError(f"An address has at most {LONGEST:,} characters.")
        found = _ADDRESS.fullmatch(words)
        if found is None or re.search(r"[\x00-\x1f\x7f\\]", words):
            raise FetchError(_why_not(words))
        scheme = found["scheme"].lower()
        port = int(found["port"] or PORTS[scheme])
        if port > 65535:
            raise FetchError(f"There is no port {port}.")
        return cls(scheme, _host(found["host"]), port, _target(found["target"] or "/"))

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        """Host and port, as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def ip(self) -> IP | None:
        """The host where it is no name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


def _why_not(words: str) -> str:
    """What is wrong with an address that cannot be taken."""
    scheme = _SCHEME.match(words)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return f"Only addresses that begin with https:// or http:// are fetched, not “{scheme[0][:20]}”."
    authority = _AUTHORITY.match(words)
    if authority and "@" in authority[1]:
        return "An address with a user's name or password in it is not fetched."
    return "This is no web address. Write all of it, such as https://news.example/article."


def _host(words: str) -> str:
    """The one spelling of a host; a name that only looks like one is no name."""
    if words.startswith("["):
        try:
            return str(ipaddress.IPv6Address(words[1:-1]))
        except ValueError:
            raise FetchError(f"{words} is no address of a site.") from None
    try:  # full-width digits, other alphabets' dots: UTS 46 says which plain letters they stand for
        name = words.lower() if words.isascii() else idna.encode(words, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        name = ""
    labels = name.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):  # 127.1, 0x7f.1, 2130706433, 0177.0.0.1: no person writes a site so
        return _plain_ipv4(".".join(labels))
    if len(labels) < 2 or len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise FetchError(f"“{words[:100]}” is no name of a site.")
    return ".".join(labels)


def _plain_ipv4(name: str) -> str:
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        raise FetchError(f"{name[:100]} is no address of a site.") from None


def _target(words: str) -> str:
    """Path and query in ASCII."""
    path, mark, query = words.partition("?")
    return quote(path or "/", safe=_KEPT, errors="replace") + mark + quote(query, safe=f"{_KEPT}?", errors="replace")
