"""Who may write: with a token, whoever brings it; without, only the person at this machine. And only from our own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from app import create_app
from app.security import is_at_this_machine, secret
from app.settings import Settings

TOKEN = "a long word that only the editors know"
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir)


@pytest.fixture
def with_token(settings: Settings) -> Flask:
    return create_app(replace(settings, editor_token=TOKEN, host="0.0.0.0"))


def csrf(client: FlaskClient, address: str = "/", host: str = "localhost", environment: dict[str, str] | None = None) -> str:
    """The word that our own page gives to who may write, "" to others."""
    page = client.get(address, base_url=f"http://{host}", environ_overrides=LOCAL | (environment or {})).text
    found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', page)
    return found[1] if found else ""


def write(
    client: FlaskClient, headers: dict[str, str] | None = None, host: str = "localhost", environment: dict[str, str] | None = None
) -> TestResponse:
    """Tries to publish the sample, from our own page as far as the page can be seen."""
    token = csrf(client, host=host, environment=environment)
    return client.post(
        "/desk/sample/publish",
        base_url=f"http://{host}",
        json={"visibility": "public"},
        headers={"X-CSRF-Token": token} | (headers or {}),
        environ_overrides=LOCAL | (environment or {}),
    )


# ---- without a token: the four conditions ----


def test_the_person_at_this_machine_may_write(settings: Settings) -> None:
    assert write(create_app(settings).test_client()).status_code == 200


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.10", "::1"])
def test_any_loopback_address_is_this_machine(client: FlaskClient, peer: str) -> None:
    assert write(client, environment={"REMOTE_ADDR": peer}).status_code == 200


@pytest.mark.parametrize("peer", ["192.168.1.7", "10.0.0.1", "8.8.8.8", "fe80::1", ""])
def test_1_nobody_else_may(client: FlaskClient, peer: str) -> None:
    """The peer is another machine."""
    assert write(client, environment={"REMOTE_ADDR": peer}).status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4"])
def test_2_nobody_may_where_the_service_listens_for_other_machines(settings: Settings, host: str) -> None:
    assert write(create_app(replace(settings, host=host)).test_client()).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000", "LOCALHOST:8000"])
def test_the_service_answers_to_this_machines_own_names(client: FlaskClient, host: str) -> None:
    assert write(client, host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_3_nobody_may_under_another_name(client: FlaskClient, host: str) -> None:
    """A foreign name that was made to point here (DNS rebinding)."""
    assert write(client, host=host).status_code == 403


@pytest.mark.parametrize(
    "host", ["", "localhost.", "[::1].evil.example", "localhost:8000@evil.example", "localhost\n", "127.0.0.1:8000:8000", "2130706433"]
)
def test_3_nor_under_one_that_only_looks_like_ours(settings: Settings, host: str) -> None:
    """As a server may hand it on; a client would not send it."""
    environ = EnvironBuilder(environ_overrides={"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"}).get_environ()
    assert not is_at_this_machine(environ, settings)
    assert is_at_this_machine({**environ, "HTTP_HOST": "localhost:8000"}, settings)


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Whatever", "X-Real-IP", "Via"]
)
def test_4_nobody_may_through_a_proxy(client: FlaskClient, name: str) -> None:
    """Then the peer is the proxy, and everybody comes from it."""
    environment = {"HTTP_" + name.upper().replace("-", "_"): "127.0.0.1"}
    assert write(client, environment=environment).status_code == 403


def test_a_proxy_that_is_trusted_does_not_make_its_visitors_local(settings: Settings) -> None:
    client = create_app(replace(settings, trusted_proxies=1)).test_client()
    environment = {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_FORWARDED_HOST": "localhost"}
    assert write(client, environment=environment).status_code == 403


def test_where_a_proxy_is_trusted_nobody_is_local_even_if_it_adds_no_headers(settings: Settings) -> None:
    """Such a proxy looks like a browser of this machine."""
    client = create_app(replace(settings, trusted_proxies=1)).test_client()
    assert write(client).status_code == 403
    assert write(create_app(settings).test_client()).status_code != 403


# ---- with a token ----


def test_with_a_token_being_at_this_machine_is_not_enough(settings: Settings) -> None:
    assert write(create_app(replace(settings, editor_token=TOKEN)).test_client()).status_code == 403


def test_whoever_brings_the_token_may_write(with_token: Flask) -> None:
    client = with_token.test_client()
    form = {"token": TOKEN, "csrf_token": csrf(client, "/sign-in")}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert TOKEN not in cookie
    assert write(client, environment={"REMOTE_ADDR": "8.8.8.8"}).status_code == 200
    client.post("/sign-out", data={"csrf_token": csrf(client)})
    assert write(client).status_code == 403


@pytest.mark.parametrize("words", ["", "wrong", TOKEN + "x", TOKEN[:-1], TOKEN.upper(), "ä"])
def test_whoever_brings_another_word_may_not(with_token: Flask, words: str) -> None:
    client = with_token.test_client()
    answer = client.post("/sign-in", data={"token": words, "csrf_token": csrf(client, "/sign-in")})
    assert answer.status_code == 403
    assert write(client).status_code == 403


def test_who_may_not_write_sends_no_more_than_a_word(with_token: Flask) -> None:
    """Not 10 MB to the one form that is open to all."""
    client = with_token.test_client()
    answer = client.post("/sign-in", data={"token": "x" * 20_000, "csrf_token": csrf(client, "/sign-in")})
    assert (answer.status_code, "too large" in answer.text) == (413, True)


def test_another_token_signs_everybody_out(with_token: Flask, settings: Settings) -> None:
    client = with_token.test_client()
    client.post("/sign-in", data={"token": TOKEN, "csrf_token": csrf(client, "/sign-in")})
    cookie = client.get_cookie(with_token.config["SESSION_COOKIE_NAME"])
    assert cookie
    later = create_app(replace(settings, editor_token="another word")).test_client()
    later.set_cookie(cookie.key, cookie.value)
    assert write(later).status_code == 403


def test_over_https_the_cookie_stays_there(settings: Settings) -> None:
    client = create_app(replace(settings, public_url="https://maps.example")).test_client()
    assert "Secure" in client.get("/").headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Bearer {TOKEN}", 200), (f"bearer {TOKEN}", 200), ("Bearer wrong", 403), ("Bearer ", 403), (f"Basic {TOKEN}", 403)],
)
def test_a_program_brings_the_token_in_a_header(with_token: Flask, header: str, status: int) -> None:
    """No page's form can do that, so it needs no CSRF token."""
    answer = with_token.test_client().post("/desk/sample/publish", json={"visibility": "public"}, headers={"Authorization": header})
    assert answer.status_code == status


# ---- only from our own pages ----


@pytest.mark.parametrize("headers", [{"X-CSRF-Token": ""}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "ä"}])
def test_a_form_that_is_not_ours_changes_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    assert write(client, headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[evil"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing_even_with_the_right_word(client: FlaskClient, headers: dict[str, str]) -> None:
    assert write(client, headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_our_own_page_may(client: FlaskClient, headers: dict[str, str]) -> None:
    assert write(client, headers).status_code == 200


def test_behind_a_proxy_our_own_page_is_that_of_the_public_address(settings: Settings) -> None:
    client = create_app(replace(settings, editor_token=TOKEN, public_url="http://maps.example")).test_client()
    form = {"token": TOKEN, "csrf_token": csrf(client, "/sign-in")}
    assert client.post("/sign-in", data=form, headers={"Origin": "http://other.example"}).status_code == 403
    assert client.post("/sign-in", data=form, headers={"Origin": "http://maps.example"}).status_code == 303


# ---- the key of the cookies ----


def test_all_processes_have_one_key(tmp_path: Path) -> None:
    """Many first starts at once, one of them killed in the middle before: nobody sees half of it."""
    (tmp_path / "secret.partial").write_bytes(b"half")
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret(tmp_path / "secret"), range(40)))
    assert [len(key) for key in keys] == [32]
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def writing_addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, address) of everything that changes something."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            yield method, "/" + "/".join("x" if part.startswith("<") else part for part in rule.rule.strip("/").split("/"))


def test_every_address_that_changes_something_asks_who_and_from_where(app: Flask) -> None:
    """Also one that is added tomorrow: nobody writes from another machine, nor without the word of our own page."""
    client = app.test_client()
    tried = list(writing_addresses(app))
    assert len(tried) >= 8
    for method, address in tried:
        assert client.open(address, method=method, environ_overrides={"REMOTE_ADDR": "8.8.8.8"}).status_code == 403, address
        assert client.open(address, method=method, environ_overrides=LOCAL).status_code == 403, address


def test_the_desk_answers_only_who_may_write(app: Flask) -> None:
    """Also its questions: they are for correcting."""
    stranger = {"REMOTE_ADDR": "8.8.8.8"}
    for address in ("/desk/when?q=2014", "/desk/places?q=gyumri"):
        assert app.test_client().get(address, environ_overrides=stranger).status_code == 403
        assert app.test_client().get(address, environ_overrides=LOCAL).status_code == 200
