"""Nothing that an article says runs; an embed works on other pages, and only where it may."""

from __future__ import annotations

import re
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, Route, expect

from tests.browser.conftest import Visitor
from tests.browser.test_reading_in import paste, read
from tests.conftest import Running

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
NEWS = '<!doctype html><title>News</title><link rel="icon" href="data:,">'
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
EVIL = "<script>window.ran=1</script></script>`${window.ran=1}`<img src=x onerror=window.ran=1>\"'><svg onload=window.ran=1>"


def test_what_an_article_says_never_runs(visitor: Visitor) -> None:
    page = visitor.opens("/")
    flood = "On 4 May 2001 a flood hit `${window.ran=1}` Novi Sad in Serbia."
    paste(page, f"{EVIL}\n\nOn 3 April 1999 rebels {EVIL} attacked Belgrade {EVIL}. {flood}")
    page.get_by_label("Title").fill(EVIL)
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    page.wait_for_selector("html[data-state=ready]")
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
    expect(page.locator("#list")).to_contain_text("${window.ran=1}")
    page.locator("#list button.title").first.click()
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("What").fill(EVIL)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#list > li.open button.title")).to_have_text(EVIL)
    expect(page.locator(".leaflet-popup h3")).to_have_text(EVIL)
    assert page.locator("#list script, #list img, #list svg[onload], .leaflet-popup img").count() == 0
    home = page.url.split("?")[0]
    event = page.locator("#list > li.open").get_attribute("data-id")
    article = page.locator(".title-bar a").first.get_attribute("href")
    for address in (page.url, f"{home}e/{event}", visitor.url + str(article), visitor.url):
        page.goto(address)
        assert page.evaluate("window.ran") is None


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address and its folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path
    server.shutdown()
    thread.join()
    server.server_close()


Invite = Callable[..., Visitor]


def framed(invite: Invite, elsewhere: tuple[str, Path], address: str, sandbox: str) -> tuple[Visitor, FrameLocator]:
    site, folder = elsewhere
    visitor = invite(hosts=(urlsplit(site).netloc,))
    frame = f'<iframe src="{visitor.url}{address}" title="Map" {sandbox} style="width:100%;border:0" height="640"></iframe>'
    (folder / "index.html").write_text(NEWS + frame, "utf-8")
    visitor.page.goto(site + "/index.html")
    return visitor, visitor.page.frame_locator("iframe")


@pytest.mark.parametrize("sandbox", [f'sandbox="{SANDBOX}"', ""], ids=["sandboxed", "plain"])
def test_an_embed_works_on_another_site(invite: Invite, elsewhere: tuple[str, Path], sandbox: str) -> None:
    visitor, frame = framed(invite, elsewhere, "/c/sample/embed?since=2014", sandbox)
    frame.locator("html[data-state=ready]").wait_for()
    expect(frame.locator(".leaflet-marker-icon").first).to_be_visible()
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("GeoNames (CC BY 4.0), Natural Earth")
    frame.locator("html[data-land=ready]").wait_for()
    assert frame.locator(".leaflet-tile-loaded").first.evaluate("tile => tile.naturalWidth") > 0
    expect(frame.get_by_role("button", name="Correct")).to_have_count(0)
    listed = frame.locator("#list > li").count()
    everything = visitor.page.request.get(f"{visitor.url}/c/sample/events.geojson").json()
    assert 0 < listed < len(everything["features"])
    frame.locator("#list button.title").first.click()
    expect(frame.locator("#timeline .mark[aria-selected=true]")).to_have_count(1)
    assert visitor.page.context.cookies() == []


def test_an_embed_works_on_a_page_opened_from_disk(invite: Invite, tmp_path: Path) -> None:
    """With its background and its areas: such a page has no origin at all."""
    visitor = invite()
    frame = f'<iframe src="{visitor.url}/c/sample/embed" title="Map" sandbox="{SANDBOX}" style="width:100%;border:0" height="640"></iframe>'
    (tmp_path / "page.html").write_text(NEWS + frame, "utf-8")
    visitor.page.goto((tmp_path / "page.html").as_uri())
    inside = visitor.page.frame_locator("iframe")
    inside.locator("html[data-land=ready]").wait_for()
    inside.locator("#list > li", has_text="annexed").locator("button.title").first.click()
    expect(inside.locator("path.area.chosen.inside").first).to_be_attached()


def test_with_a_provider_of_tiles_its_hosts_alone_are_asked_and_it_is_credited(invite: Invite, start: Callable[..., Running]) -> None:
    service = start(TILES="OpenTopoMap")
    visitor = invite(hosts=(urlsplit(service.url).netloc, *(f"{part}.tile.opentopomap.org" for part in "abc")))
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=b64decode(PIXEL), content_type="image/png")

    visitor.page.route("https://*.tile.opentopomap.org/**", tile)
    visitor.page.goto(service.url + "/c/sample/")
    visitor.page.wait_for_selector("html[data-land=ready]")
    assert all(re.fullmatch(r"https://[abc]\.tile\.opentopomap\.org/\d+/\d+/\d+\.png", address) for address in asked)
    assert asked
    credit = visitor.page.locator(".leaflet-control-attribution")
    expect(credit).to_contain_text("GeoNames (CC BY 4.0), Natural Earth; areas: German point of view")
    expect(credit.get_by_role("link", name="OpenTopoMap", exact=True)).to_have_attribute("rel", "noopener")


def test_without_a_network_a_provider_of_tiles_is_missed_and_all_else_works(invite: Invite, start: Callable[..., Running]) -> None:
    service = start(TILES="OpenStreetMap.Mapnik")
    visitor = invite(hosts=(urlsplit(service.url).netloc, "tile.openstreetmap.org"))
    visitor.expected = ["tile.openstreetmap.org"]
    visitor.page.route("https://tile.openstreetmap.org/**", lambda route: route.abort("aborted"))
    visitor.page.goto(service.url + "/c/sample/")
    visitor.page.wait_for_selector("html[data-state=ready]")
    expect(visitor.page.locator("#trouble")).to_contain_text("background could not be loaded", timeout=15_000)
    visitor.page.locator("#list > li", has_text="annexed").locator("button.title").first.click()
    expect(visitor.page.locator(".leaflet-popup")).to_be_visible()


def test_the_embed_code_of_the_dialog_is_an_embed_that_works(invite: Invite, elsewhere: tuple[str, Path]) -> None:
    site, folder = elsewhere
    visitor = invite(hosts=(urlsplit(site).netloc,))
    page = visitor.opens("/c/sample/?kind=politics")
    page.get_by_role("button", name="Copy embed code").click()
    (folder / "index.html").write_text(NEWS + page.get_by_label("Embed code").input_value(), "utf-8")
    listed = page.locator("#list > li").count()
    page.goto(site + "/index.html")
    expect(page.frame_locator("iframe").locator("#list > li")).to_have_count(listed)


def test_a_private_collection_is_not_embedded(invite: Invite, elsewhere: tuple[str, Path]) -> None:
    visitor = invite()
    page = visitor.opens("/")
    paste(page, "On 3 April 1999 a flood hit Novi Sad in Serbia, and on 4 May 2001 an earthquake destroyed a village near Skopje.")
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    slug = page.url.split("/c/")[1].split("/")[0]
    other, frame = framed(invite, elsewhere, f"/c/{slug}/embed", "")
    other.expected = ["404", "frame"]
    other.page.wait_for_load_state("networkidle")
    assert frame.locator("#list").count() == 0
    assert other.page.request.get(f"{other.url}/c/{slug}/embed").status == 404
