"""Pages: each is there, keeps to itself, and shows nobody what is private."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app import create_app
from app.routes.pages import cut
from app.service import Service
from app.settings import Settings
from events.model import Collection, Reading, Span, Visibility

STRANGER = {"REMOTE_ADDR": "8.8.8.8"}
UKRAINE = "690791"
OPEN = ("files.asset", "files.favicon", "ground.tile", "ground.area", "data.map_script", "data.map_style", "data.events")


@pytest.fixture
def secret(service: Service) -> str:
    """A private collection with the events of the sample."""
    reading = service.store.reading("sample", service.store.documents("sample")[0].id)
    assert reading
    service.store.add_collection(Collection("secret", "A secret matter"))
    service.store.add("secret", Reading(reading.document, reading.times, reading.places, reading.events))
    return "secret"


def addresses(service: Service, slug: str = "sample") -> Iterator[tuple[str, str]]:
    """(endpoint, address) of everything that can be asked for."""
    row = next(service.store.rows(slug))
    values = {
        "slug": slug, "event": row.id, "document": row.article, "extension": "geojson", "id": "none",
        "version": service.assets.version, "name": "leaflet.js", "theme": "dark", "z": 0, "x": 0, "y": 0,
    }  # fmt: skip
    for rule in create_app(service.settings).url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            known = values | ({"id": UKRAINE} if rule.endpoint == "ground.area" else {})
            yield rule.endpoint, re.sub(r"<(?:\w+:)?(\w+)>", lambda match, known=known: str(known[match[1]]), rule.rule)  # type: ignore[misc]


def test_every_address_has_the_headers_that_keep_it_to_itself(client: FlaskClient, service: Service) -> None:
    for endpoint, address in addresses(service):
        answer = client.get(address)
        assert answer.status_code in (200, 404, 422), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        framed = endpoint == "pages.embed"
        assert policy.partition("; frame-ancestors ")[2] == ("" if framed else "'self'")
        assert ("X-Frame-Options" in answer.headers) == (not framed and endpoint not in OPEN)
        assert ("Access-Control-Allow-Origin" in answer.headers) == (endpoint in OPEN)
        assert answer.headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if endpoint in OPEN else "same-origin")


def test_an_operator_says_who_may_frame_an_embed_and_only_that(data_dir: Path) -> None:
    client = create_app(Settings(data_dir=data_dir, frame_ancestors="https://news.example")).test_client()
    assert client.get("/c/sample/embed").headers["Content-Security-Policy"].endswith("frame-ancestors https://news.example")
    assert client.get("/c/sample/").headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_no_page_has_anything_inline_or_from_elsewhere(client: FlaskClient, service: Service) -> None:
    for _, address in addresses(service):
        answer = client.get(address)
        if answer.mimetype == "text/html":
            assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+\s*=", answer.text), address
            assert not re.search(r"""<(script|link|img|iframe)\b[^>]*\s(src|href)=["'](https?:)?//""", answer.text), address


def test_readers_get_no_cookie(client: FlaskClient, service: Service) -> None:
    for _, address in addresses(service):
        answer = client.get(address, environ_overrides=STRANGER)
        assert "Set-Cookie" not in answer.headers or address == "/sign-in", address


def test_an_embed_is_the_same_for_everybody(client: FlaskClient) -> None:
    """Nothing of who may write gets into a page that others frame and keep."""
    mine, theirs = client.get("/c/sample/embed"), client.get("/c/sample/embed", environ_overrides=STRANGER)
    assert mine.data == theirs.data
    assert "Set-Cookie" not in mine.headers
    assert "csrf" not in mine.text


def test_a_private_collection_is_not_there_for_others(client: FlaskClient, service: Service, secret: str) -> None:
    """Every answer is that for a collection that never was."""
    tried = 0
    for _, address in addresses(service, secret):
        if f"/{secret}/" in address and not address.startswith("/desk"):
            theirs = client.get(address, environ_overrides=STRANGER)
            never = client.get(address.replace(secret, "nothing"), environ_overrides=STRANGER)
            assert (theirs.status_code, theirs.text.replace(secret, "nothing")) == (404, never.text), address
            assert "Access-Control-Allow-Origin" not in theirs.headers
            assert "secret" not in theirs.text.replace(address, "").lower()
            assert client.get(address).status_code == (404 if address.endswith("/embed") else 200), address
            assert "public" not in client.get(address).headers["Cache-Control"]
            tried += 1
    assert tried >= 7
    assert "A secret matter" in client.get("/").text
    assert "A secret matter" not in client.get("/", environ_overrides=STRANGER).text


def test_a_private_sample_is_not_on_the_start_page_of_others(client: FlaskClient, service: Service) -> None:
    sample = service.store.collection("sample")
    assert sample
    service.store.publish("sample", Visibility.PRIVATE)
    assert str(escape(sample.title)) in client.get("/").text
    theirs = client.get("/", environ_overrides=STRANGER)
    assert theirs.status_code == 200
    assert str(escape(sample.title)) not in theirs.text
    assert "/c/sample/" not in theirs.text


def test_published_it_is_there_for_everybody(client: FlaskClient, service: Service, secret: str) -> None:
    service.store.publish(secret, Visibility.PUBLIC)
    for address in ("/c/secret/", "/c/secret/embed", "/c/secret/events.geojson"):
        assert client.get(address, environ_overrides=STRANGER).status_code == 200
    assert client.get("/c/secret/events.csv").headers["Access-Control-Allow-Origin"] == "*"


def test_the_text_of_an_article_is_for_who_may_write(client: FlaskClient, service: Service) -> None:
    """Public pages show quotes; the text is somebody's own."""
    article = service.store.documents("sample")[0].id
    assert client.get(f"/c/sample/a/{article}").status_code == 200
    assert client.get(f"/c/sample/a/{article}", environ_overrides=STRANGER).status_code == 404
    assert f"/a/{article}" not in client.get("/c/sample/", environ_overrides=STRANGER).text


def test_the_article_is_shown_whole_with_its_events_marked(client: FlaskClient, service: Service) -> None:
    article = service.store.documents("sample")[0].id
    page = client.get(f"/c/sample/a/{article}").text
    shown = re.search(r'<div class="text">(.*?)</div>', page, re.DOTALL)
    document = service.store.document("sample", article)
    assert shown
    assert document
    text = re.sub(r"<[^>]+>", "", shown[1]).replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    assert text.strip() == document.text.strip()
    assert page.count("?event=") >= 8


def test_cutting_a_text_loses_nothing() -> None:
    spans = [(Span(6, 11), "b"), (Span(0, 2), "a"), (Span(8, 20), "overlaps"), (Span(22, 22), "empty")]
    pieces = list(cut("In the summer of 2014, it rained.", spans))
    assert "".join(text for text, _ in pieces) == "In the summer of 2014, it rained."
    assert pieces[0] == ("In", "a")
    assert (" summ", "b") in pieces


def test_what_was_deleted_is_gone_for_readers(client: FlaskClient, service: Service) -> None:
    from events.model import State
    from events.storage import Change

    row = next(service.store.rows("sample"))
    service.store.decide("sample", row.id, Change(state=State.REJECTED), "editor", "2026-01-01T00:00:00+00:00")
    address = f"/c/sample/e/{row.id}"
    assert client.get(address, environ_overrides=STRANGER).status_code == 404
    assert client.get(address).status_code == 200
    assert client.get("/c/sample/events.geojson?state=rejected", environ_overrides=STRANGER).status_code == 400
    assert len(client.get("/c/sample/events.geojson?state=rejected").get_json(force=True)["features"]) == 1


def test_the_public_address_stands_in_the_page(service: Service) -> None:
    """The embed code is made from it, whatever name the page was asked for by."""
    settings = replace(service.settings, public_url="https://maps.example/atlas")
    client = create_app(settings).test_client()
    assert 'data-public-url="https://maps.example/atlas"' in client.get("/c/sample/").text


def test_behind_a_proxy_under_a_folder_every_address_has_the_folder(service: Service) -> None:
    client = create_app(replace(service.settings, trusted_proxies=1)).test_client()
    forwarded = {
        "X-Forwarded-Prefix": "/atlas",
        "X-Forwarded-For": "8.8.8.8",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "maps.example",
    }
    page = client.get("/c/sample/", headers=forwarded).text
    links = re.findall(r'(?:href|src|action|data-[a-z-]+)="(/[^"]*)"', page)
    assert len(links) > 20
    assert [link for link in links if not link.startswith("/atlas/")] == []


def test_a_web_worker_knows_no_language_model(data_dir: Path) -> None:
    """spaCy takes 350 MB: it belongs to the reader process."""
    script = f"""
import sys
from pathlib import Path
from app import create_app
from app.settings import Settings
client = create_app(Settings(data_dir=Path({str(data_dir)!r}))).test_client()
for address in ("/", "/c/sample/", "/c/sample/map.js", "/c/sample/events.csv", "/desk/when?q=next+May", "/desk/places?q=paris"):
    assert client.get(address).status_code == 200, address
print(sorted({{"spacy", "thinc", "trafilatura", "geopandas", "pandas", "shapely", "dateparser"}} & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")
