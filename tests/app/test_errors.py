"""Whatever goes wrong is said: to programs as a problem (RFC 9457), to people as a page, and the address alone decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app import create_app
from app.errors import STATUS, wants_problem
from app.settings import Settings

LOCAL = {"Sec-Fetch-Site": "same-origin"}
FAILING: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/c/sample/events.geojson?since=yesterdayish", {}, 400),
    ("GET", "/c/sample/events.geojson?bbox=1,2,3", {}, 400),
    ("GET", "/c/sample/events.geojson?limit=0", {}, 400),
    ("GET", "/c/sample/events.geojson?colour=red", {}, 400),
    ("GET", "/c/sample/events.geojson?fields=everything", {}, 400),
    ("GET", "/c/sample/events.csv?after=nothing", {}, 400),
    ("GET", "/c/sample/events.pdf", {}, 404),
    ("GET", "/c/nothing/events.csv", {}, 404),
    ("GET", "/c/nothing/map.js", {}, 404),
    ("GET", "/jobs/nothing.json", {}, 404),
    ("GET", "/assets/0/nothing.js", {}, 404),
    ("GET", "/tiles/base/light/10/0/0.png", {}, 404),
    ("GET", "/areas/nothing.geojson", {}, 404),
    ("GET", "/c/sample/events.geojson?geometry=blob", {}, 400),
    ("GET", "/desk/nothing", {}, 404),
    ("GET", "/desk/when?q=gibberish+of+no+time", {}, 422),
    ("GET", "/desk/when", {}, 422),
    ("POST", "/desk/sample/events/nothing", {"json": {"state": "confirmed"}}, 404),
    ("POST", "/desk/nothing/events/nothing", {"json": {"state": "confirmed"}}, 404),
    ("POST", "/desk/nothing/publish", {"json": {"visibility": "public"}}, 404),
    ("POST", "/desk/sample/publish", {"json": {"visibility": "secret"}}, 422),
    ("POST", "/desk/sample/publish", {"json": ["public"]}, 422),
    ("POST", "/desk/sample/publish", {"data": "{", "content_type": "application/json"}, 400),
    ("POST", "/c/sample/events.geojson", {}, 405),
    ("DELETE", "/desk/when", {}, 405),
    ("POST", "/desk/sample/publish", {"data": b"x" * 2_000_000}, 413),
]


@pytest.fixture
def client(data_dir: Path) -> FlaskClient:
    return create_app(Settings(data_dir=data_dir, upload_mb=1)).test_client()


def ask(client: FlaskClient, method: str, address: str, **content: Any) -> Any:
    client.get("/")
    with client.session_transaction() as session:
        token = session["csrf"]
    return client.open(address, method=method, headers={"X-CSRF-Token": token}, **content)


@pytest.mark.parametrize(("method", "address", "content", "status"), FAILING, ids=lambda value: str(value)[:60])
def test_programs_get_a_problem(client: FlaskClient, method: str, address: str, content: dict[str, Any], status: int) -> None:
    answer = ask(client, method, address, **content)
    assert answer.content_type == "application/problem+json"
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["detail"].endswith((".", "?", "!"))
    assert problem["title"]
    assert problem["type"] == "about:blank"
    assert problem["instance"] == address.partition("?")[0]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/nothing", "/c/nothing/", "/c/sample/e/nothing", "/c/sample/a/nothing", "/jobs/nothing", "/c/UPPER/"])
def test_people_get_a_page(client: FlaskClient, address: str) -> None:
    for accept in ("text/html", "application/json", "*/*"):
        answer = client.get(address, headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (404, "text/html")
        assert 'role="alert"' in answer.text


def test_an_event_that_cannot_be_changed_so_says_which_field_is_wrong(client: FlaskClient) -> None:
    event = json.loads(client.get("/c/sample/events.geojson?limit=1").data)["features"][0]["id"]
    for field, words in (
        ("when", "the day of the jackal"),
        ("place", "Qwertzuiopville"),
        ("state", "edited"),
        ("title", " "),
        ("title", 7),
        ("title", "half of a pair: \ud83d"),
        ("place", "\udc00"),
    ):
        answer = ask(client, "POST", f"/desk/sample/events/{event}", json={field: words})
        assert (answer.status_code, json.loads(answer.data)["pointer"]) == (422, f"/{field}")
    assert ask(client, "POST", f"/desk/sample/events/{event}", json={}).status_code == 422
    assert ask(client, "POST", f"/desk/sample/events/{event}/undo").status_code == 409


def test_what_nobody_foresaw_is_logged_and_not_shown(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/broken")
    @app.get("/broken.json")
    def broken() -> str:
        raise RuntimeError("the secret inner state")

    for address, kind in (("/broken", "text/html"), ("/broken.json", "application/problem+json")):
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.mimetype) == (500, kind)
        assert "secret" not in answer.text
        assert "the secret inner state" in caplog.text


def test_every_kind_of_refusal_has_its_status() -> None:
    assert set(STATUS.values()) <= {400, 403, 404, 409, 422}
    assert not [name for name in STATUS if not issubclass(name, Exception)]


def test_the_address_decides() -> None:
    data = ["/desk/x/publish", "/c/x/events.geojson", "/c/x/map.js", "/jobs/x.json", "/api/", "/assets/1/x"]
    data += ["/areas/x.geojson", "/tiles/base/light/0/0/0.png", "/favicon.ico"]
    for address in data:
        assert wants_problem(address), address
    for address in ("/", "/c/x/", "/c/x/e/y", "/c/x.y/e/z", "/jobs/x", "/read", "/sign-in", "/desktop"):
        assert not wants_problem(address), address


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.text(max_size=40), st.dictionaries(st.text(max_size=8), st.text(max_size=12), max_size=3))
def test_no_address_breaks_the_service(client: FlaskClient, path: str, query: dict[str, str]) -> None:
    path = path.lstrip("/")  # the test client takes what follows two slashes for a host
    for start in ("/", "/c/sample/", "/c/sample/events.", "/c/", "/jobs/", "/assets/", "/desk/"):
        assert client.get(start + quote(path, safe="/"), query_string=query).status_code in (200, 204, 308, 400, 404, 405, 422)
