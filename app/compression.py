"""An answer in, the same in gzip out, where the reader's browser takes it and it is worth it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

TYPES = ("text/", "application/json", "application/geo+json", "application/problem+json")
WORTH = 800  # bytes; below, an answer fits one packet anyway
GZIP = 16 + zlib.MAX_WBITS


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def compressed(parts: Iterable[bytes], level: int = 6) -> Iterator[bytes]:
    """The parts of an answer as a gzip stream, without waiting for the last one."""
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    for part in parts:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()


def _compress(response: Response) -> Response:
    if response.content_encoding or not (response.content_type or "").startswith(TYPES):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0 or response.status_code != 200 or request.method == "HEAD" or response.direct_passthrough:
        return response
    if response.is_streamed:
        response.response = compressed(response.iter_encoded())
        response.headers.pop("Content-Length", None)
    elif len(response.get_data()) >= WORTH:
        response.set_data(b"".join(compressed([response.get_data()])))
    else:
        return response
    response.content_encoding = "gzip"
    return response
