"""Whatever goes wrong in, a page or a problem (RFC 9457) out: the address decides which."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from events.query import QueryError
from events.reading import ReadingError
from events.storage import NotStored, StoreError

_DATA = re.compile(r"/(desk|api|areas|assets|tiles)(/|$)|.*/[^/]*\.[a-z0-9]+$")

DRAINED = 5  # times the largest article

WORDS = {
    400: "This request cannot be understood.",
    403: "Only those who may write here can do this.",
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    413: "This is too large.",
    500: "Something went wrong here. It has been written to the log.",
    503: "The service is not ready yet.",
}


class Refused(Exception):  # noqa: N818  (a refusal is no error)
    """A request that is understood and not done. `pointer` names the field (RFC 6901), `message` is fit to show."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


class MayNotWrite(Refused):
    """Writing by somebody who may not."""


class WrongInput(Refused):
    """A field that cannot be read as what it should be."""


class Missing(Refused):
    """Nothing there, or nothing that this reader may know of."""


STATUS: dict[type[Exception], int] = {
    QueryError: 400,
    NotStored: 404,
    StoreError: 409,
    MayNotWrite: 403,
    Missing: 404,
    ReadingError: 422,
    WrongInput: 422,
}


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    for kind in STATUS:
        app.register_error_handler(kind, _known)
    app.register_error_handler(Exception, _unknown)


def wants_problem(path: str) -> bool:
    """Whether errors at this address are for programs."""
    return _DATA.match(path) is not None


def problem(status: int, detail: str, pointer: str = "") -> Response:
    """application/problem+json of RFC 9457; `pointer` says which field is meant."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.script_root + request.path,
    }
    if pointer:
        body["pointer"] = pointer
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")


def _known(error: Exception) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return _answer(status, str(error), getattr(error, "pointer", ""))


def _http(error: HTTPException) -> Answer:
    if error.response is not None or (error.code or 500) < 400:  # a redirect
        return error.get_response()
    status = error.code or 500
    detail = WORDS.get(status) or error.description or HTTPStatus(status).phrase
    if isinstance(error, RequestEntityTooLarge):
        _drain()
        if most := (request.max_content_length or 0) // 1_000_000:
            detail = f"This is larger than {most} MB, the most that is taken in here."
    answer = _answer(status, detail)
    if status == 405:
        answer.headers["Allow"] = error.get_response().headers.get("Allow", "")
    return answer


def _drain() -> None:
    """Lets a browser finish sending: it shows no answer to a line that is closed while it speaks. Up to a limit."""
    if not request.environ.get("wsgi.input_terminated"):  # nobody says where it would end
        return
    stream = request.environ["wsgi.input"]
    limit = DRAINED * (request.max_content_length or 0)
    while limit > 0 and (block := stream.read(min(1 << 20, limit))):
        limit -= len(block)


def _unknown(error: Exception) -> Response:
    current_app.logger.exception("%s %s", request.method, request.path)
    return _answer(500, WORDS[500])


def _answer(status: int, detail: str, pointer: str = "") -> Response:
    if wants_problem(request.path):
        answer = problem(status, detail, pointer)
    else:
        title = HTTPStatus(status).phrase.capitalize()
        answer = Response(render_template("error.html", status=status, title=title, message=detail), status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
