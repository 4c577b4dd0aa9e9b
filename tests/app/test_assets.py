"""Static files: third-party ones are those that were looked at, and every address keeps its content for ever."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assets import collect, packaged

# Leaflet 1.9.3 of XStatic-Leaflet 1.9.3.0, Leaflet.markercluster 1.1.0 of folium-offline 0.20.0.2.
KNOWN = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
    "images/layers.png": "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    "images/layers-2x.png": "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
    "leaflet.markercluster.js": "8b750d1b29c4a5540da34fb05b5d660239678fd7ad902e614585c2e968499ff8",
    "MarkerCluster.css": "614dea0a98ff3f4ead74f04918f6b1d1b9ba435c25b5fc23b21a394d1e3e4d87",
    "MarkerCluster.Default.css": "a594b9d8923476cec61b58faf31cb29102dc30ffd86ad77e5a3f45213a73726d",
}


def test_third_party_files_are_the_ones_that_were_looked_at() -> None:
    assert {asset.name: asset.sha256 for asset in packaged()} == KNOWN


def test_every_file_is_served_for_ever_and_to_everybody(app: Flask) -> None:
    client = app.test_client()
    assets = collect()
    for name, asset in assets.files.items():
        answer = client.get(f"/assets/{assets.version}/{name}")
        assert (answer.status_code, answer.data) == (200, asset.data)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["leaflet.js", "tokens.css"])
def test_text_is_sent_in_gzip_to_who_takes_it(client: FlaskClient, name: str) -> None:
    assets = collect()
    address = f"/assets/{assets.version}/{name}"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(address).data == assets.files[name].data
    assert packed.headers["ETag"] != client.get(address).headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("name", ["../settings.py", "..%2Fsettings.py", "%2e%2e/settings.py", "/etc/passwd", "nothing.js", ""])
def test_nothing_else_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{collect().version}/{name}", follow_redirects=True).status_code == 404


def test_another_version_is_not_served_under_an_old_address(client: FlaskClient) -> None:
    assert client.get("/assets/000000000000/leaflet.js").status_code == 404


def test_files_find_each_other_by_relative_addresses() -> None:
    """Modules import modules, and Leaflet's styles name its images: all of them are there."""
    files = collect().files
    for asset in files.values():
        if asset.name.endswith((".js", ".css")):
            text = asset.data.decode()
            for name in re.findall(r'from "\./([^"]+)"|url\(([^)#]+)\)', text):
                wanted = (name[0] or name[1]).strip("\"'")
                assert wanted in files or wanted.startswith("data:") or wanted == "images/marker-icon.png", f"{asset.name} wants {wanted}"


def test_our_own_files_load_nothing_from_elsewhere() -> None:
    ours = [asset for asset in collect().files.values() if asset.name not in KNOWN and asset.name.endswith((".js", ".css"))]
    assert ours
    for asset in ours:
        assert not re.search(r"""(from|import|url)\s*\(?\s*["']?(https?:)?//""", asset.data.decode()), asset.name
