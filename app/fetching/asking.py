"""An address in, the answer of its server out: one request on one line, within a time and a size."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import h11

from app.fetching.address import IP, Address
from app.fetching.errors import FetchError, too_large
from app.fetching.network import Network, dial

HEADERS = 64 * 1024  # bytes of an answer's head
EARLY = 5  # answers before the answer (1xx)
OVERHEAD = 300_000  # bytes about a body that comes in chunks: ever so small ones keep us busy for nothing
CALL_SECONDS = 10  # for one address of a site to take the call; another may do so sooner
_ACCEPT = "text/html, application/xhtml+xml, text/plain, text/markdown, application/pdf, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Head:
    """What an answer says of itself."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]  # names in lower case

    def header(self, name: str) -> str:
        """Sites write UTF-8 where the standard has none."""
        value = next((value for key, value in self.headers if key == name.encode()), b"")
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("latin-1")


class Deadline:
    """The time by which all has to be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds. Raises FetchError where none is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchError("The site takes too long. Try again later, or open the page in a browser, copy its text and paste it.")
        return left


@dataclass(frozen=True, slots=True)
class Question:
    """How to ask: who asks, how many bytes are taken, which answers are worth their body, who is told how far it is."""

    agent: str
    most: int
    wants: Callable[[Head], bool]
    tell: Callable[[float], None]


def ask(address: Address, network: Network, deadline: Deadline, question: Question) -> tuple[Head, bytes]:
    """What lies at an address; no bytes where the head is enough. Raises FetchError."""
    try:
        with closing(_connected(address, network, deadline)) as line:
            return _Talk(line, address, deadline, question).answer()
    except h11.RemoteProtocolError:
        raise FetchError(f"{address.host} does not answer as a web server does, or breaks off.") from None
    except TimeoutError:
        deadline.left()
        raise FetchError(f"{address.host} does not answer.") from None
    except ssl.SSLCertVerificationError as error:
        raise FetchError(f"{address.host} cannot prove that it is {address.host}: {error.verify_message.rstrip('.')}.") from None
    except ssl.SSLError:
        raise FetchError(f"{address.host} does not speak https as it should.") from None
    except OSError as error:
        raise FetchError(f"{address.host} cannot be reached: {error.strerror or error}.") from None


def _connected(address: Address, network: Network, deadline: Deadline) -> socket.socket:
    """A line to the first address of the site that takes the call, after all of them were checked."""
    if address.port not in network.ports:
        raise FetchError(f"Web pages are fetched from ports 80 and 443 only, not {address.port}.")
    ips = _permitted(address, network, deadline)
    for ip in ips[:-1]:
        try:
            return _secured(dial(ip, address.port, min(CALL_SECONDS, deadline.left())), address, network, deadline)
        except OSError as error:
            if isinstance(error, ssl.SSLError):
                raise
    return _secured(dial(ips[-1], address.port, min(CALL_SECONDS, deadline.left())), address, network, deadline)


def _permitted(address: Address, network: Network, deadline: Deadline) -> list[IP]:
    """All addresses of the site. One of them that is not public is enough to refuse: a name that points in and out is a trap."""
    ips = [address.ip] if address.ip else network.addresses(address.host, deadline.left())
    if ips is None:
        deadline.left()
        raise FetchError(f"Nobody says where {address.host} is. Try again later.")
    if not ips:
        raise FetchError(f"There is no site called {address.host}, or this machine is not connected.")
    if not all(map(network.permits, ips)):
        raise FetchError(f"{address.host} is no public site: it lies inside a network, or is this machine itself. That is not fetched.")
    return ips


def _secured(line: socket.socket, address: Address, network: Network, deadline: Deadline) -> socket.socket:
    """For https, the same line under TLS; the certificate has to be that of the name, whatever address was called."""
    try:
        line.settimeout(min(CALL_SECONDS, deadline.left()))
        return network.trust().wrap_socket(line, server_hostname=address.host) if address.scheme == "https" else line
    except BaseException:
        line.close()
        raise


class _Talk:
    """One request and its answer on a line."""

    def __init__(self, line: socket.socket, address: Address, deadline: Deadline, question: Question) -> None:
        self.line, self.address, self.deadline, self.question = line, address, deadline, question
        self.wire = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEADERS)
        self.taken = self.given = 0  # bytes of the line, and of the body in them

    def answer(self) -> tuple[Head, bytes]:
        self.line.settimeout(self.deadline.left())
        self.line.sendall(self._request())
        head = self._head()
        return head, self._body(int(head.header("content-length") or 0)) if self.question.wants(head) else b""

    def _request(self) -> bytes:
        headers = {
            "Host": self.address.authority,
            "User-Agent": self.question.agent,
            "Accept": _ACCEPT,
            "Accept-Language": "en, *;q=0.5",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        request = h11.Request(method="GET", target=self.address.target, headers=list(headers.items()))
        return (self.wire.send(request) or b"") + (self.wire.send(h11.EndOfMessage()) or b"")

    def _head(self) -> Head:
        for _ in range(EARLY + 1):
            event = self._event()
            if isinstance(event, h11.Response):
                return Head(event.status_code, tuple(event.headers))
        raise h11.RemoteProtocolError("no answer among its announcements")

    def _body(self, length: int) -> bytes:
        """`length` is the server's word for it, 0 where it gives none; h11 holds it to that."""
        if length > self.question.most:
            raise too_large(self.question.most)
        body = bytearray()
        while isinstance(event := self._event(), h11.Data):
            body += event.data
            self.given = len(body)
            if len(body) > self.question.most:
                raise too_large(self.question.most)
            if length:
                self.question.tell(len(body) / length)
        if not isinstance(event, h11.EndOfMessage):
            raise h11.RemoteProtocolError("closed before its end")
        return bytes(body)

    def _event(self) -> Any:
        """What comes next. A server that sends a byte now and then has no more time than another, and no more room."""
        while (event := self.wire.next_event()) is h11.NEED_DATA:
            self.line.settimeout(self.deadline.left())
            block = self.line.recv(64 * 1024)
            self.taken += len(block)
            if self.taken - self.given > OVERHEAD:
                raise h11.RemoteProtocolError("more about its answer than in it")
            self.wire.receive_data(block)
        return event
