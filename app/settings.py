"""Environment variables in, the service's settings out: each with its default and its meaning."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.background import online
from geodata.views import VIEWS

VAR = Path("var")


class SettingError(ValueError):
    """A setting that cannot be used, in the operator's words."""


def _setting(default: Any, meaning: str, repr: bool = True) -> Any:
    return field(default=default, repr=repr, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; its environment variable has the same name in capitals."""

    host: str = _setting("127.0.0.1", "the address to listen on")
    port: int = _setting(8000, "the port to listen on")
    data_dir: Path = _setting(VAR, "the folder of the gazetteer, the store and the queue")  # noqa: RUF009  (paths never change)
    database_url: str = _setting("", "where the events are kept; empty: a SQLite file in DATA_DIR")
    public_url: str = _setting("", "where others reach this service, with its path; embed codes, absolute links and the cookie follow it")
    trusted_proxies: int = _setting(0, "how many proxies stand in front, whose X-Forwarded headers are believed")
    editor_token: str = _setting("", "who brings this word to /sign-in may write; empty: only the person at this machine", repr=False)
    frame_ancestors: str = _setting("", "which sites may frame an embed, such as https://news.example; empty: any")
    boundary_view: str = _setting("deu", "whose view of borders the map draws: deu (German) or default (Natural Earth's de facto)")
    tiles: str = _setting("", "an online background instead of our own, by its xyzservices name, such as OpenStreetMap.Mapnik")
    tile_cache_mb: int = _setting(300, "how much room the drawn background may take in DATA_DIR, in megabytes")
    article_characters: int = _setting(2_000_000, "the longest article that is read, in characters")
    user_agent: str = _setting("", "how this service names itself to sites whose articles it fetches; empty: a plain name")
    upload_mb: int = _setting(10, "the largest article that is taken in, in megabytes")
    reading_minutes: int = _setting(10, "how long the reading of one article may take")
    workers: int = _setting(2, "how many processes answer requests")
    threads: int = _setting(8, "how many requests one process answers at a time")

    def __post_init__(self) -> None:
        for name in ("tile_cache_mb", "article_characters", "upload_mb", "reading_minutes", "workers", "threads"):
            if getattr(self, name) < 1:
                raise SettingError(f"{name.upper()} is a whole number above 0, not {getattr(self, name)}.")
        if not 1 <= self.port <= 65535:
            raise SettingError(f"PORT is a number from 1 to 65535, not {self.port}.")
        if self.trusted_proxies < 0:
            raise SettingError(f"TRUSTED_PROXIES counts proxies; it cannot be {self.trusted_proxies}.")
        if self.public_url and not _is_address(self.public_url):
            raise SettingError(f"PUBLIC_URL is an address like https://maps.example, not {self.public_url}.")
        if not (self.editor_token.isascii() and self.editor_token.isprintable()):
            raise SettingError("EDITOR_TOKEN is made of plain letters, digits and signs: it has to fit into a header.")
        if not re.fullmatch("[!-~ ]*", self.frame_ancestors) or re.search("[;,]", self.frame_ancestors):
            raise SettingError("FRAME_ANCESTORS is a list of sites with blanks between them.")
        if self.boundary_view not in VIEWS:
            raise SettingError(f"BOUNDARY_VIEW is {' or '.join(VIEWS)}, not {self.boundary_view}.")
        if self.tiles:
            try:
                online(self.tiles)
            except ValueError as error:
                raise SettingError(f"TILES names nothing that can be used: {error}.") from None
        if not re.fullmatch("[!-~ ]*", self.user_agent):
            raise SettingError("USER_AGENT is made of plain letters, digits and signs: it has to fit into a header.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Settings by the environment; an empty variable means the default. Raises SettingError."""
        given: dict[str, Any] = {}
        for known in fields(cls):
            words = environment.get(known.name.upper(), "").strip()
            if words:
                given[known.name] = _converted(known.name.upper(), words, type(known.default))
        return cls(**given)

    @property
    def store(self) -> str:
        """The address of the store."""
        return self.database_url or f"sqlite:///{self.data_dir / 'events.sqlite'}"

    @property
    def gazetteer(self) -> Path:
        return self.data_dir / "gazetteer.sqlite"

    @property
    def tile_cache(self) -> Path:
        """The folder of what is drawn of the background."""
        return self.data_dir / "tiles"

    @property
    def sample_stamp(self) -> Path:
        """Says what has read the sample; absent until it is read for the first time."""
        return self.data_dir / "sample.stamp"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether an address or host name is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_address(words: str) -> bool:
    try:
        parts = urlsplit(words)
    except ValueError:
        return False
    path = re.fullmatch("[A-Za-z0-9._~/-]*", parts.path)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and path is not None and not (parts.query or parts.fragment)


def documented() -> list[tuple[str, str, str]]:
    """(environment variable, default, meaning) of every setting, in the order of the README."""
    return [(known.name.upper(), str(known.default), known.metadata["meaning"]) for known in fields(Settings)]


def _converted(name: str, words: str, kind: type) -> Any:
    if kind is not int:
        return kind(words)
    try:
        return int(words)
    except ValueError:
        raise SettingError(f"{name} is a whole number, not “{words}”.") from None
