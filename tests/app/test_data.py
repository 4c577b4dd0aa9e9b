"""Data of a collection: one query for every form of it, fresh when it must be and cheap when it may be."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from app.service import Service, fingerprint
from events.exports import EXPORTS, Export
from events.model import State
from events.query import Query
from events.storage import Change

FILTERS = [
    {},
    {"since": "2014"},
    {"until": "2013-12"},
    {"since": "2014", "until": "2014"},
    {"bbox": "40,35,50,45"},
    {"q": "crim"},
    {"country": "AM,UA"},
    {"has": "time,place"},
    {"place_kind": "city"},
    {"sort": "-time", "limit": "3"},
    {"q": "there is no such word"},
]
ADDRESSES = ["/c/sample/map.js", "/c/sample/map.css", "/c/sample/events.geojson", "/c/sample/events.csv"]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_export_has_the_same_events_in_the_same_order(client: FlaskClient, service: Service, filters: dict[str, str]) -> None:
    wanted = [row.id for row in service.store.rows("sample", Query.from_args(filters))]
    geojson = client.get("/c/sample/events.geojson", query_string=filters)
    page = client.get("/c/sample/events.geojson", query_string=filters | {"fields": "page"})
    table = client.get("/c/sample/events.csv", query_string=filters)
    assert [each["id"] for each in json.loads(geojson.data)["features"]] == wanted
    assert [each["id"] for each in json.loads(page.data)["features"]] == wanted
    assert [each["id"] for each in csv.DictReader(io.StringIO(table.text))] == wanted


def test_the_page_gets_labels_and_marks(client: FlaskClient) -> None:
    features = json.loads(client.get("/c/sample/events.geojson?fields=page").data)["features"]
    armenian = [each["properties"] for each in features if each["properties"]["place"] == "Gyumri"]
    assert armenian
    assert armenian[0]["place_label"] == "Gyumri, Shirak, Armenia"
    for each in (feature["properties"] for feature in features):
        assert (each["label"] is None) == (each["edtf"] is None)
        assert all(each["quote"][start:end].strip() for start, end, _ in each["marks"])


def test_each_form_says_what_it_is(client: FlaskClient) -> None:
    types = {address: client.get(address).content_type for address in ADDRESSES}
    assert types["/c/sample/events.geojson"] == "application/geo+json"
    assert types["/c/sample/events.csv"].startswith("text/csv; charset=utf-8")
    assert types["/c/sample/map.js"].startswith("text/javascript")
    assert types["/c/sample/map.css"].startswith("text/css")
    assert 'rel="license"' in client.get("/c/sample/events.csv").headers["Link"]


@pytest.mark.parametrize("extension", ["geojson", "csv"])
def test_a_download_has_the_collections_name(client: FlaskClient, extension: str) -> None:
    address = f"/c/sample/events.{extension}"
    assert client.get(address + "?download=1").headers["Content-Disposition"] == f'attachment; filename="sample.{extension}"'
    assert "Content-Disposition" not in client.get(address).headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_did_not_change_is_not_sent_again(client: FlaskClient, service: Service, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(address).data == first.data
    row = next(service.store.rows("sample"))
    service.store.decide("sample", row.id, Change(state=State.REJECTED), "editor", "2026-01-01T00:00:00+00:00")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_another_query_is_something_else(client: FlaskClient) -> None:
    one = client.get("/c/sample/events.geojson?since=2014").headers["ETag"]
    assert client.get("/c/sample/events.geojson?since=2015", headers={"If-None-Match": one}).status_code == 200


def test_readers_may_keep_it_a_minute_and_editors_see_their_changes_at_once(client: FlaskClient) -> None:
    assert client.get("/c/sample/events.geojson").headers["Cache-Control"] == "private, no-cache"
    theirs = client.get("/c/sample/events.geojson", environ_overrides={"REMOTE_ADDR": "8.8.8.8"})
    assert theirs.headers["Cache-Control"].startswith("public, max-age=60")


@pytest.mark.parametrize("address", [*ADDRESSES, "/", "/c/sample/"])
def test_gzip_is_sent_to_who_takes_it_and_says_the_same(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, deflate"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    if len(plain.data) > 2000:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "identity;q=1, *;q=0"}).headers


@pytest.mark.parametrize("address", ["/", "/c/sample/"])
def test_brotli_is_sent_to_who_prefers_it(client: FlaskClient, address: str) -> None:
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == client.get(address).data


@pytest.mark.parametrize("coding", ["identity", "gzip, br", "br"])
def test_an_export_is_sent_while_it_is_read(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, coding: str) -> None:
    """Its first part leaves before the last one is there, packed or not."""
    read: list[int] = []

    def write(rows: object, context: object) -> Iterator[bytes]:
        for part in range(20):
            read.append(part)
            yield os.urandom(100_000)

    monkeypatch.setitem(EXPORTS, "csv", Export("text/csv", "csv", write))
    answer = client.get("/c/sample/events.csv", headers={"Accept-Encoding": coding})
    assert answer.is_streamed
    assert next(iter(answer.iter_encoded()))
    assert len(read) < 15


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_what_is_known_in_any_coding_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    address, accept = "/c/sample/events.geojson", {"Accept-Encoding": coding}
    known = client.get(address, headers=accept).headers["ETag"]
    for other in ("identity", "gzip", "br"):
        assert client.get(address, headers={"Accept-Encoding": other, "If-None-Match": known}).status_code == 304


def test_a_new_program_or_table_is_another_version(tmp_path: Path) -> None:
    """An upgrade changes what is shown of the same store: browsers must not keep the old."""
    (tmp_path / "data").mkdir()
    seen = {fingerprint(tmp_path)}
    for name in ("code.py", "data/names.tsv"):
        (tmp_path / name).write_text("one")
        seen.add(fingerprint(tmp_path))
    (tmp_path / "code.py").write_text("two")
    seen.add(fingerprint(tmp_path))
    assert len(seen) == 4
    (tmp_path / "code.pyc").write_text("compiled")
    assert fingerprint(tmp_path) in seen


def test_head_says_the_same_without_the_body(client: FlaskClient) -> None:
    for address in ADDRESSES:
        head, got = client.head(address), client.get(address)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == got.headers["ETag"]
