"""Behind nginx, under a path, over TLS and HTTP/2: the page does all that it does at home, and asks nothing outside of its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE, Visitor
from tests.browser.test_reading_in import paste, read
from tests.conftest import Running
from tests.nginx import TOKEN, Behind, behind

PATH = "/news/maps/"


@pytest.fixture(scope="module")
def site(start: Callable[..., Running], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    with behind(start, tmp_path_factory.mktemp("nginx"), PATH) as found:
        yield found


@pytest.fixture
def reader(invite: Callable[..., Visitor], site: Behind) -> Iterator[Visitor]:
    """Somebody out there, who knows the public address alone."""
    visitor = invite(hosts=(urlsplit(site.url).netloc,), ignore_https_errors=True)
    visitor.url = site.url
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    yield visitor
    web = [url for url in asked if url.startswith("http")]
    assert len(web) > 3
    assert [url for url in web if not url.startswith(site.url + "/")] == []


def sign_in(visitor: Visitor) -> None:
    page = visitor.opens("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Token").fill(TOKEN)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(visitor.url + "/")
    page.wait_for_selector("html[data-state=ready]")


def test_a_collection_has_its_map_timeline_and_list(reader: Visitor) -> None:
    page = reader.opens("/c/sample/")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    page.locator("#list button.title").first.click()
    expect(page.locator("#timeline .mark[aria-selected=true]")).to_have_count(1)
    assert page.url.startswith(f"{reader.url}/c/sample/?event=")
    page.wait_for_selector(".leaflet-tile-loaded")
    asked = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert any(name.startswith(f"{reader.url}/tiles/base/") for name in asked)
    page.reload()
    expect(page.locator("#timeline .mark[aria-selected=true]")).to_have_count(1)


def test_a_filter_stays_under_the_path(reader: Visitor) -> None:
    page = reader.opens("/c/sample/")
    page.get_by_label("From", exact=True).fill("2014")
    expect(page).to_have_url(f"{reader.url}/c/sample/?since=2014")
    with page.expect_download() as download:
        page.get_by_role("link", name="GeoJSON").click()
    assert download.value.url.startswith(f"{reader.url}/c/sample/events.geojson?")


def test_an_editor_reads_an_article_corrects_it_publishes_it_and_embeds_it(reader: Visitor) -> None:
    """All that changes something, with the cookie of this path."""
    sign_in(reader)
    page = reader.page
    paste(page, "On 3 April 1999 a flood hit Novi Sad in Serbia, and on 4 May 2001 an earthquake destroyed a village near Skopje.")
    read(page)
    page.wait_for_url(re.compile(re.escape(reader.url) + r"/c/.+/$"), timeout=60_000)
    page.wait_for_selector("html[data-state=ready]")
    page.locator("#list button.title").first.click()
    page.get_by_role("button", name="Correct").click()
    page.get_by_label("What").fill("A flood in Novi Sad")
    page.get_by_label("Where").fill("Belgr")
    page.get_by_role("option", name="Belgrade").first.click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#list > li.open button.title")).to_have_text("A flood in Novi Sad")
    page.get_by_role("button", name="Copy embed code").click()
    page.get_by_role("button", name="Publish it").click()
    code = page.get_by_label("Embed code")
    expect(code).to_have_value(re.compile(f'src="{re.escape(page.url.split("?")[0])}embed"'))
    page.get_by_role("dialog").get_by_label("Close").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(reader.url + "/")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.parametrize("sandbox", ['sandbox="allow-scripts"', ""], ids=["sandboxed", "plain"])
def test_its_embed_works_on_another_site(invite: Callable[..., Visitor], site: Behind, live: Running, sandbox: str) -> None:
    visitor = invite(WIDE, hosts=(urlsplit(site.url).netloc,), ignore_https_errors=True)
    page = visitor.page  # an empty one: another origin than any
    page.set_content(f'<iframe src="{site.url}/c/sample/embed?since=2014" title="Map" {sandbox} width="1000" height="640"></iframe>')
    frame = page.frame_locator("iframe")
    frame.locator("html[data-state=ready]").wait_for()
    expect(frame.locator(".leaflet-marker-icon").first).to_be_visible()
    assert page.context.cookies() == []


def test_an_address_that_is_not_there_leads_back_to_the_start(reader: Visitor) -> None:
    reader.expected = ["404"]
    page = reader.opens("/nowhere")
    page.get_by_role("link", name="Back to the start").click()
    page.wait_for_url(reader.url + "/")
    page.wait_for_selector("html[data-state=ready]")
