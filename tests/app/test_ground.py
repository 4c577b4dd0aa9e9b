"""The ground under the events: tiles of our own or of a provider, and the areas of places."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from app import create_app
from app.background import NEAREST, THEMES, online, own, safe
from app.map import draw
from app.security import content_policy
from app.service import Service
from app.settings import SettingError, Settings

UKRAINE, CRIMEA, GYUMRI = "690791", "703883", "616635"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def script(client: FlaskClient) -> str:
    return client.get("/c/sample/map.js").text


def addresses(script: str) -> dict[str, str]:
    """The address of each layer in the map's script, as Leaflet fills it."""
    return {name: json.loads(f'"{address}"') for name, address in re.findall(r'tile_layer_(\w+) = L\.tileLayer\(\s*"(.*?)"', script)}


# ---- our own tiles ----


def test_tiles_are_drawn_in_the_view_and_kept_in_the_room_that_the_settings_say(service: Service) -> None:
    told = replace(service.settings, boundary_view="default", tile_cache_mb=7)
    tiles = create_app(told).extensions["service"].tiles
    assert tiles.shelf.most == 7_000_000
    assert tiles.address_version != service.tiles.address_version


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ratio", "pixels"), [("", 256), ("@2x", 512)])
def test_the_map_finds_its_tiles_and_may_keep_them_for_ever(client: FlaskClient, script: str, theme: str, ratio: str, pixels: int) -> None:
    answer = client.get(addresses(script)[theme].format(z=1, x=1, y=0, r=ratio))
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).size == (pixels, pixels)
    assert answer.headers["Cache-Control"] == FOREVER
    assert "Set-Cookie" not in answer.headers


def test_light_and_dark_are_not_the_same(client: FlaskClient, script: str) -> None:
    tiles = {client.get(address.format(z=0, x=0, y=0, r="")).data for address in addresses(script).values()}
    assert len(tiles) == len(THEMES) == 2


def test_pages_of_others_may_show_them(client: FlaskClient, script: str) -> None:
    """An embed in a sandbox has no origin of its own."""
    headers = client.get(addresses(script)["light"].format(z=0, x=0, y=0, r="")).headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Frame-Options" not in headers


AHEAD = """
import os, sys
from pathlib import Path
from app import drawing
from app.settings import Settings
drawing.AHEAD = 1
drawing.run(Settings(data_dir=Path(sys.argv[1]), tiles=sys.argv[2]))
print(os.sched_getscheduler(0) == os.SCHED_IDLE)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has processes that work while no other one wants to.")
@pytest.mark.parametrize("provider", ["", "OpenStreetMap.Mapnik"])
def test_the_first_zooms_are_drawn_ahead_by_a_process_that_gives_way(data_dir: Path, provider: str) -> None:
    """Both themes, coarse and fine; nothing where a provider gives the tiles."""
    (data_dir / "tiles").unlink()  # those of all tests
    ended = subprocess.run([sys.executable, "-c", AHEAD, str(data_dir), provider], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("True\n", "")
    tiles = create_app(Settings(data_dir=data_dir)).extensions["service"].tiles
    wanted = [(theme, z, x, y, scale) for theme in THEMES for z in (0, 1) for x in range(2**z) for y in range(2**z) for scale in (1, 2)]
    assert all((tiles.kept(*tile) is None) == bool(provider) for tile in wanted)
    assert tiles.kept("light", 2, 0, 0) is None


def test_drawing_never_takes_all_threads(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While as many as may are waiting for a tile, another one is asked to come back; what is drawn already is sent at once."""
    app = create_app(Settings(data_dir=data_dir, threads=1))
    service: Service = app.extensions["service"]
    client, slow, drawn = app.test_client(), "/tiles/base/light/7/75/48.png", "/tiles/base/light/0/0/0.png"
    assert client.get(drawn).status_code == 200
    meanwhile: list[TestResponse] = []

    def tile(*_: object) -> bytes:
        meanwhile.extend(app.test_client().get(address) for address in (slow, drawn, "/c/sample/"))
        return b"a tile"

    monkeypatch.setattr(service.tiles, "kept", lambda theme, z, *_: b"kept" if z == 0 else None)
    monkeypatch.setattr(service.tiles, "tile", tile)
    assert client.get(slow).data == b"a tile"
    assert [answer.status_code for answer in meanwhile] == [503, 200, 200]
    assert meanwhile[0].headers["Retry-After"] == "1"
    assert meanwhile[0].headers["Cache-Control"] == "no-store"
    assert client.get(slow).status_code == 200


@pytest.mark.parametrize("address", ["/tiles/base/light/0/0/0.png", "/tiles/base/light/0/0/0.png?v=old"])
def test_an_address_of_another_version_is_answered_but_not_for_ever(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/tiles/base/light/10/0/0.png", "up to zoom 9"),
        ("/tiles/base/light/99999999999/0/0.png", "up to zoom 9"),
        ("/tiles/base/light/1/2/0.png", "2 by 2 tiles"),
        ("/tiles/base/dark/3/0/8@2x.png", "8 by 8 tiles"),
        ("/tiles/base/sepia/0/0/0.png", "no theme sepia"),
        ("/tiles/base/light/0/0/0@3x.png", "nothing at this address"),
        ("/tiles/base/light/0/-1/0.png", "nothing at this address"),
        ("/areas/nowhere.geojson", "no place"),
        (f"/areas/{'x' * 500}.geojson", "no place"),
        ("/areas/%00.geojson", "no place"),
        ("/areas/..%2f..%2fsettings.geojson", "nothing at this address"),
    ],
)
def test_what_is_not_there_is_said(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert words in json.loads(answer.data)["detail"]


def test_a_map_may_come_closer_than_its_tiles(script: str) -> None:
    """Leaflet enlarges those of zoom 9 instead of asking for more."""
    assert '"maxNativeZoom": 9' in script
    assert f'"maxZoom": {NEAREST}' in script


def test_the_sea_of_the_page_is_the_sea_of_the_tiles(client: FlaskClient, script: str) -> None:
    """Until a tile comes its place shows the same colour: 0 degrees, 25 west is open ocean."""
    tokens = client.get(re.findall(r'href="([^"]+tokens\.css)"', client.get("/c/sample/").text)[0]).text
    for theme, wanted in zip(THEMES, re.findall(r"--water: #(\w{6})", tokens), strict=True):
        tile = Image.open(io.BytesIO(client.get(addresses(script)[theme].format(z=6, x=27, y=31, r="")).data)).convert("RGB")
        colours: Any = tile.getcolors(1 << 16)
        assert bytes(max(colours)[1]).hex() == wanted, theme


# ---- whose borders ----


@pytest.mark.parametrize(("view", "words"), [("deu", "borders: German point of view"), ("default", "borders: de facto")])
def test_the_map_says_whose_borders_it_shows(data_dir: Path, view: str, words: str) -> None:
    client = create_app(Settings(data_dir=data_dir, boundary_view=view)).test_client()
    assert f'data-credit="GeoNames (CC BY 4.0), Natural Earth; {words}"' in client.get("/c/sample/").text
    assert words in client.get("/c/sample/map.js").text


def test_another_view_is_another_map_and_other_areas(data_dir: Path) -> None:
    """No browser keeps what the old setting drew."""
    seen = {}
    for view in ("deu", "default"):
        client = create_app(Settings(data_dir=data_dir, boundary_view=view)).test_client()
        seen[view] = (
            client.get("/c/sample/map.js").headers["ETag"],
            addresses(client.get("/c/sample/map.js").text)["light"],
            *re.findall(r'data-areas="(.*?)"', client.get("/c/sample/").text),
        )
    assert all(one != other for one, other in zip(*seen.values(), strict=True))
    assert len(seen["deu"]) == 3


# ---- areas ----


def test_the_page_finds_the_area_of_a_place(client: FlaskClient) -> None:
    address = re.findall(r'data-areas="(.*?)"', client.get("/c/sample/").text)[0]
    answer = client.get(address.replace("{id}", UKRAINE))
    assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(answer.data) < 150_000
    assert client.get(f"/areas/{UKRAINE}.geojson").headers["Cache-Control"] == "public, max-age=3600"


def test_an_area_follows_the_view_of_borders(data_dir: Path) -> None:
    """Simferopol lies in the Ukraine of one view and in the Russia of the other."""
    for view, owner in (("deu", UKRAINE), ("default", "2017370")):
        client = create_app(Settings(data_dir=data_dir, boundary_view=view)).test_client()
        inside = {id for id in (UKRAINE, "2017370") if _holds(client.get(f"/areas/{id}.geojson").get_json(force=True), 34.1, 44.95)}
        assert inside == {owner}, view


def _holds(area: dict[str, object], longitude: float, latitude: float) -> bool:
    import shapely  # the tests may; a web worker must not

    geometry = area.get("geometry", area)
    return bool(shapely.from_geojson(json.dumps(geometry)).contains(shapely.Point(longitude, latitude)))


def test_footprints_are_the_areas_of_the_same_events(client: FlaskClient, service: Service) -> None:
    points = client.get("/c/sample/events.geojson").get_json(force=True)
    areas = client.get("/c/sample/events.geojson?geometry=footprint").get_json(force=True)
    assert [each["properties"] for each in areas["features"]] == [each["properties"] for each in points["features"]]
    assert "bbox" not in areas
    kinds = set()
    for point, area in zip(points["features"], areas["features"], strict=True):
        places = point["properties"]["places"]
        known = service.area(places[0]["id"]) if places else None
        kinds.add((area["geometry"] or {}).get("type"))
        if known is None:
            assert area["geometry"] == point["geometry"]
        else:
            assert area["geometry"] == json.loads(known)
            assert area["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert "Point" in kinds
    assert kinds & {"Polygon", "MultiPolygon"}


def test_the_page_knows_which_places_have_an_area(client: FlaskClient) -> None:
    for feature in client.get("/c/sample/events.geojson?fields=page").get_json(force=True)["features"]:
        places = feature["properties"]["places"]
        status = client.get(f"/areas/{places[0]['id']}.geojson").status_code if places else 404
        assert feature["properties"]["area"] == (status == 200)


@pytest.mark.parametrize(
    ("address", "words"), [("events.geojson?geometry=blob", "footprint"), ("events.csv?geometry=footprint", "GeoJSON")]
)
def test_a_geometry_that_there_is_not_is_refused(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(f"/c/sample/{address}")
    assert answer.status_code == 400
    assert words in answer.get_json(force=True)["detail"]


# ---- tiles of a provider ----


@pytest.fixture
def provided(data_dir: Path) -> FlaskClient:
    return create_app(Settings(data_dir=data_dir, tiles="OpenTopoMap")).test_client()


def test_without_a_provider_nothing_leaves_the_machine(client: FlaskClient) -> None:
    assert "img-src 'self' data:;" in client.get("/c/sample/").headers["Content-Security-Policy"]
    assert "//" not in client.get("/c/sample/map.js").text


def test_a_provider_gives_the_tiles_and_only_its_hosts_are_let_in(provided: FlaskClient) -> None:
    page, script = provided.get("/c/sample/"), provided.get("/c/sample/map.js").text
    assert addresses(script) == {"online": "https://{s}.tile.opentopomap.org/{z}/{x}/{y}.png"}
    hosts = " ".join(f"https://{part}.tile.opentopomap.org" for part in "abc")
    assert f"img-src 'self' data: {hosts};" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].count("https://") == 3


def test_a_provider_is_credited(provided: FlaskClient) -> None:
    script = provided.get("/c/sample/map.js").text
    assert "OpenStreetMap" in script
    assert "OpenTopoMap" in script
    assert "areas: German point of view" in provided.get("/c/sample/").text


def test_the_name_is_found_however_it_is_written() -> None:
    assert online("openstreetmap mapnik") == online("OpenStreetMap.Mapnik")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Nowhere.Nothing", "no provider “Nowhere.Nothing”"),
        ("Thunderforest.OpenCycleMap", "a key of its own"),
        ("MtbMap", "no plain https address"),
        ("NASAGIBS.BlueMarble3031", "cut otherwise"),
        ("JusticeMap.income", "out of order"),
        ("https://tile.example/{z}/{x}/{y}.png", "no provider"),
    ],
)
def test_a_provider_that_cannot_be_used_is_refused_at_the_start(name: str, words: str) -> None:
    with pytest.raises(SettingError, match=f"TILES.*{words}"):
        Settings.from_environment({"TILES": name})


def test_every_provider_is_either_refused_or_safe() -> None:
    """Whatever the table says: plain https addresses, hosts that a policy can name, and credits without scripts."""
    import xyzservices

    used = 0
    for name in xyzservices.providers.flatten():
        try:
            layer = online(name)
        except ValueError:
            continue
        used += 1
        policy = content_policy(Settings(tiles=name))
        assert re.fullmatch(r"img-src 'self' data:( https://[\w.-]+)+", re.findall(r"img-src [^;]*", policy)[0]), name
        assert re.sub(r'<a href="https?://[^"<>]*" target="_blank" rel="noopener">|</a>', "", layer.credit).count("<") == 0, name
        assert layer.credit.strip(), name
    assert used > 100


@pytest.mark.parametrize(
    ("credit", "kept"),
    [
        (
            '&copy; <a href="https://a.example/?b&amp;c">A</a>',
            '© <a href="https://a.example/?b&amp;c" target="_blank" rel="noopener">A</a>',
        ),
        ('<a href="javascript:alert(1)" onclick="x()">A</a>', "A"),
        ("<img src=x onerror=alert(1)><b>B</b> & C", "B &amp; C"),
        ('<a href="https://a.example">A', '<a href="https://a.example" target="_blank" rel="noopener">A</a>'),
        ('<a href="https://a.example/&quot;><script>">A</a>', None),
    ],
)
def test_of_a_credit_only_text_and_links_are_kept(credit: str, kept: str | None) -> None:
    found = safe(credit)
    assert kept is None or found == kept
    assert "<script" not in found
    assert "javascript:" not in found


def test_folium_draws_the_layers_it_is_given() -> None:
    layers = own("/tiles/base/{theme}/{z}/{x}/{y}{r}.png?v=1", 'A "credit" & more')
    parts = draw(None, layers)
    assert addresses(parts.script) == {theme: f"/tiles/base/{theme}/{{z}}/{{x}}/{{y}}{{r}}.png?v=1" for theme in THEMES}
    assert "tile_layer_light.addTo" not in parts.script  # the page shows the one of its theme, after the events
    assert draw(None, layers) == parts
