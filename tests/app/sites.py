"""Sites on this machine that answer as a test tells them to, and networks in which they can be reached."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from app.fetching import Network
from app.fetching.address import IP

TEXT = "The old bridge in Gyumri collapsed on 4 May 2011. A new one was opened in Yerevan in June 2013."
PAGE = f"<title>A bridge in the north</title><article><p>{TEXT}</p></article>"

Answers = Callable[[str], Iterable[bytes]]  # the request's target in, the blocks of the answer out


class Site:
    """What was asked of it, and where it is."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[str] = []

    def network(self, **changes: object) -> Network:
        """In which every name is this site, and this machine may be reached: what no setting of the service can bring about."""
        known = {"resolve": lambda host: ["127.0.0.1"], "permits": is_loopback, "ports": frozenset({self.port})}
        return Network(**known | changes)  # type: ignore[arg-type]

    def address(self, target: str = "/", host: str = "site.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{target}"


def is_loopback(ip: IP) -> bool:
    return str(ip) == "127.0.0.1"


def page(body: bytes | str = PAGE, kind: str = "text/html; charset=utf-8", status: str = "200 OK", *more: str) -> bytes:
    """A whole answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(content)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + content


def moved(to: str, status: str = "302 Found") -> bytes:
    return f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@contextmanager
def site(answers: Answers | bytes, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server that sends exactly these bytes, as fast or slowly as they come."""
    told = (lambda target: [answers]) if isinstance(answers, bytes) else answers

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # whoever asked may have heard enough
                asked = self.rfile.readline().decode("latin-1")
                while (line := self.rfile.readline().decode("latin-1")).strip():
                    asked += line
                here.requests.append(asked)
                for block in told(asked.split(" ")[1] if " " in asked else ""):
                    self.wfile.write(block)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def get_request(self) -> tuple[object, object]:  # type: ignore[override]
            line, peer = super().get_request()
            line.settimeout(20)
            return (tls.wrap_socket(line, server_side=True) if tls else line), peer

        def handle_error(self, request: object, client_address: object) -> None:
            """A line that breaks is what these tests are about."""

    with Server(("127.0.0.1", 0), Talk) as server:
        here = Site(server.server_address[1])
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        yield here
        server.shutdown()
        serving.join()
