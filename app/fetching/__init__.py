"""The address of an article in, its bytes out, with limits; the only module that fetches an address given by a user.

One page at a time that a person named, as their browser would get it: no link in it is followed, nothing is got again by itself.
So robots.txt, which speaks to programs that roam (RFC 9309), is not asked; the user agent says who it is.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from app.fetching.address import Address
from app.fetching.asking import Deadline, Head, Question, ask
from app.fetching.errors import FetchError
from app.fetching.kinds import media_type, named, unpacked
from app.fetching.network import INTERNET, Network
from app.settings import Settings

__all__ = ["INTERNET", "Address", "FetchError", "Fetched", "Network", "fetch"]

SECONDS = 60  # for all of it: names, redirects, the last byte
REDIRECTS = 5
AGENT = "article-to-map (reads one page that a person named)"

_GIVEN = (200, 203)
_MOVED = (301, 302, 303, 307, 308)
_WORDS = {
    401: "The site shows this page only to people who sign in there (401). Open it in a browser, copy its text and paste it.",
    402: "The site shows this page only to people who pay for it (402). Open it in a browser, copy its text and paste it.",
    403: "The site does not show this page to programs (403). Open it in a browser, copy its text and paste it.",
    404: "There is no page at this address (404).",
    410: "This page is gone (410).",
    429: "The site asks to come back later (429).",
    451: "The site may not show this page here, for legal reasons (451).",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay at an address. `name` has the extension of its kind; `address` is the last of the redirects."""

    content: bytes
    name: str
    address: str
    media_type: str


def fetch(
    address: str,
    settings: Settings,
    progress: Callable[[float, str], None] | None = None,
    network: Network = INTERNET,
    seconds: float = SECONDS,
) -> Fetched:
    """The file or page at an address. Raises FetchError, whose message can be shown as it is."""
    here, deadline, most = Address.parse(address), Deadline(seconds), settings.upload_mb * 1_000_000
    seen: set[Address] = set()
    while here not in seen and len(seen) <= REDIRECTS:
        seen.add(here)
        tell = _teller(here, progress)
        tell(0.0)
        head, body = ask(here, network, deadline, Question(settings.user_agent or AGENT, most, _is_worth, tell))
        if head.status not in _MOVED:
            return _fetched(here, head, body, most)
        here = _next(here, head)
    raise FetchError("This address leads from one to another without end. Open it in a browser, and give the address that it ends at.")


def _teller(here: Address, progress: Callable[[float, str], None] | None) -> Callable[[float], None]:
    return lambda share: progress(share, f"Fetching from {here.host}") if progress else None


def _is_worth(head: Head) -> bool:
    """Whether the body of an answer is taken. Raises FetchError where it is nothing to read."""
    if head.status not in _GIVEN:
        return False
    media_type(head)
    return True


def _next(here: Address, head: Head) -> Address:
    """Where a redirect leads. The new address is parsed and, like the first one, looked up and checked anew."""
    if not (location := head.header("location")):
        raise FetchError(f"{here.host} says that the page has moved, and not where to.")
    try:
        there = Address.parse(urljoin(str(here), location.strip()), given=False)
    except ValueError as error:  # FetchError, too, is one
        raise FetchError(f"{here.host} sends on to an address that is none, or is not taken here. {error}".rstrip(".") + ".") from None
    if here.scheme == "https" and there.scheme == "http":
        raise FetchError(
            f"{here.host} sends on to plain http, where anybody on the way could change the text. Give that address if you trust it."
        )
    return there


def _fetched(here: Address, head: Head, body: bytes, most: int) -> Fetched:
    if head.status not in _GIVEN:
        fault = f"{here.host} has a fault of its own ({head.status}). Try again later."
        other = f"{here.host} gives no page at this address ({head.status})."
        raise FetchError(_WORDS.get(head.status) or (fault if head.status >= 500 else other))
    content = unpacked(head, body, most)
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise FetchError(f"{here.host} answers with an empty page.")
    return Fetched(content, named(here, head), str(here), media_type(head))
