"""A checked address in, a line to it out: no name is looked up a second time between the check and the call."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import certifi

from app.fetching.address import IP

# What is not the public internet (IANA, IPv4 Special-Purpose Address Registry), written out: ipaddress's own opinion changes with Python.
_CLOSED = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this host; Linux takes it for loopback
            "10.0.0.0/8",
            "34.118.224.0/20",  # looks public: services inside Google's clusters
            "100.64.0.0/10",  # inside a provider's network (RFC 6598)
            "127.0.0.0/8",
            "168.63.129.16/32",  # looks public: the inside of Azure's machines
            "169.254.0.0/16",  # link-local, with the clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
# Of IPv6 only what is given out to sites (RFC 4291: 2000::/3), so not ::, ::1, fc00::/7, fe80::/10, ff00::/8, mapped IPv4 (::ffff:0:0/96)
# nor NAT64 (64:ff9b::/96, 64:ff9b:1::/48); and not the parts of it that lead elsewhere.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # Teredo, benchmarks, ORCHID and other protocols
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation
        ),
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # an IPv4 address at the end of any prefix (RFC 5214)


def is_public(ip: IP) -> bool:
    """Whether an address belongs to the public internet, and neither to this machine nor to its neighbours."""
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _CLOSED) and not _is_near(ip)
    embeds = int(ip) >> 32 & 0xFFFF_FFFF in _ISATAP
    return ip in _OPEN_6 and not embeds and ip.scope_id is None and not any(ip in network for network in _CLOSED_6) and not _is_near(ip)


def _is_near(ip: IP) -> bool:
    """Whether it is this machine under its public address or, in IPv6, another on the same link: a firewall may let us in and not others.

    The system says from which of its own addresses it would speak to it; no packet is sent.
    """
    try:
        with socket.socket(_family(ip), socket.SOCK_DGRAM) as probe:
            probe.connect((str(ip), 9))
            own = ipaddress.ip_address(probe.getsockname()[0].partition("%")[0])
    except OSError:
        return False  # no way there: the call itself will say so
    return own == ip or (ip.version == 6 and int(own) >> 64 == int(ip) >> 64)


def _looked_up(host: str) -> list[str]:
    """All addresses of a name. The dot at the end keeps the system from trying it inside its own network's domains."""
    return [str(found[4][0]) for found in socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)]


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The system's authorities; where it brings none, Mozilla's."""
    paths = ssl.get_default_verify_paths()
    has_own = any(path and Path(path).exists() for path in (paths.cafile, paths.capath))
    return ssl.create_default_context(cafile=None if has_own else certifi.where())


@dataclass(frozen=True)
class Network:
    """What may be reached and how. Tests make their own; no setting does."""

    resolve: Callable[[str], list[str]] = _looked_up
    permits: Callable[[IP], bool] = is_public
    ports: frozenset[int] = field(default=frozenset({80, 443}))
    trust: Callable[[], ssl.SSLContext] = _trust

    def addresses(self, host: str, seconds: float) -> list[IP] | None:
        """What a name stands for, each once; [] where nothing, None where nobody says in time: the system's resolver knows no deadline."""
        found: list[list[str]] = []

        def ask() -> None:
            try:
                found.append(self.resolve(host))
            except (OSError, UnicodeError):
                found.append([])

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(seconds)
        return [ipaddress.ip_address(each) for each in dict.fromkeys(found[0])] if found else None


INTERNET = Network()


def dial(ip: IP, port: int, seconds: float) -> socket.socket:
    """A line to exactly this address. Raises OSError."""
    line = socket.socket(_family(ip), socket.SOCK_STREAM)
    try:
        line.settimeout(seconds)
        line.connect((str(ip), port))
    except BaseException:
        line.close()
        raise
    return line


def _family(ip: IP) -> socket.AddressFamily:
    return socket.AF_INET if ip.version == 4 else socket.AF_INET6
