"""Articles in: pasted, as files or by their address, with their errors in place."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app import create_app
from app.jobs import Reader
from app.service import Service
from app.settings import Settings
from events.storage import JobState
from tests.app.sites import Site, moved, site
from tests.app.sites import page as html_page
from tests.browser.conftest import Visitor

ARTICLE = """The bridge over the Danube

An explosion damaged the bridge at Novi Sad on 3 April 1999. Engineers from Hungary arrived in Belgrade on 12 May 2000.
In March 2003 a new bridge was opened in Novi Sad. Since 2005 ships have travelled freely between Vienna and Budapest.
"""
GERMAN = "Am 3. April 1999 wurde die Brücke in Novi Sad zerstört. Im März 2003 wurde dort eine neue eröffnet. "


def paste(page: Page, text: str) -> None:
    page.get_by_label("Article, report or history").fill(text)


def read(page: Page) -> None:
    page.get_by_role("button", name="Read the article").click()


def test_the_front_page_shows_the_sample_on_map_timeline_and_list(visitor: Visitor) -> None:
    page = visitor.opens("/")
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    assert page.locator("#timeline .mark").count() > 10
    assert page.locator("#list > li").count() > 10
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("GeoNames (CC BY 4.0), Natural Earth")


def test_a_pasted_article_opens_as_its_own_map_and_timeline(visitor: Visitor) -> None:
    page = visitor.opens("/")
    paste(page, ARTICLE)
    page.get_by_label("Published").fill("4 June 2006")
    page.get_by_label("Title").fill("Bridges")
    read(page)
    page.wait_for_url(re.compile(r"/c/bridges-[0-9a-f]+/$"), timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bridges")
    expect(page.locator("#list")).to_contain_text("3 April 1999")
    expect(page.locator("mark.place", has_text="Novi Sad").first).to_be_visible()
    expect(page.locator("#list")).to_contain_text("March 2003")
    assert page.locator(".leaflet-marker-icon").count() > 0
    assert page.locator("#timeline .mark").count() >= 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bridge.txt", ARTICLE),
        ("bridge.md", f"# {ARTICLE}"),
        ("bridge.html", f"<!doctype html><title>The bridge</title><body><article><h1>The bridge</h1><p>{ARTICLE}</p></article>"),
    ],
)
def test_a_file_is_read_like_a_pasted_text(visitor: Visitor, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    page = visitor.opens("/")
    page.locator("input[type=file]").set_input_files(tmp_path / name)
    expect(page.locator("[data-file] output")).to_have_text(name)
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    expect(page.locator("#list")).to_contain_text("3 April 1999")


DROP = """(names) => {
    const files = new DataTransfer();
    for (const name of names) files.items.add(new File([name === "large.txt" ? new Uint8Array(10000001) : "A bridge fell."], name));
    const form = document.querySelector("form[data-read]");
    form.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
}"""


def test_dropped_files_are_taken_and_another_kind_refused(visitor: Visitor) -> None:
    page = visitor.opens("/")
    chosen = page.locator("[data-file] output")
    page.evaluate(DROP, ["report.txt"])
    expect(chosen).to_have_text("report.txt")
    page.evaluate(DROP, ["report.xyz"])
    expect(page.get_by_role("alert")).to_contain_text("“report.xyz” cannot be read")
    expect(chosen).to_have_text("report.txt")
    page.evaluate(DROP, ["second.pdf", "third.DOCX", "fourth.eml"])
    expect(chosen).to_have_text("report.txt, second.pdf, and 2 more")
    expect(page.get_by_role("button", name="Read the 4 articles")).to_be_visible()
    page.get_by_label("Or its address").fill("news.example/article")
    page.get_by_role("button", name="Read the 4 articles").click()
    expect(page.get_by_role("alert")).to_have_text("Several files do not come from one address. Leave the address out.")
    page.get_by_role("button", name="Do without these files").click()
    expect(chosen).to_be_hidden()
    expect(page.get_by_role("button", name="Read the article")).to_be_visible()


def test_what_is_too_much_is_said_before_it_is_sent(visitor: Visitor) -> None:
    page = visitor.opens("/")
    page.evaluate(DROP, [f"{number}.txt" for number in range(51)])
    expect(page.get_by_role("alert")).to_have_text("At most 50 files are read at a time; these are 51.")
    page.evaluate(DROP, ["large.txt"])
    expect(page.get_by_role("alert")).to_have_text("“large.txt” is larger than 10 MB, the most that is taken in here.")


def files(folder: Path) -> list[Path]:
    """One in English, one that is empty, one in German."""
    texts = {"bridge.txt": ARTICLE, "empty.txt": "...", "brücke.md": "# Die Brücke\n\n" + GERMAN * 4}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


def test_several_files_are_read_together_each_with_its_own_error(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.opens("/")
    page.locator("input[type=file]").set_input_files(files(tmp_path))
    page.get_by_label("Title").fill("Bridges")
    page.get_by_role("button", name="Read the 3 articles").click()
    page.wait_for_url(re.compile(r"/jobs/"), timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 3 articles are read")
    rows = page.locator(".jobs li")
    expect(rows.nth(0)).to_contain_text("Read")
    expect(rows.nth(1)).to_contain_text("no words")
    expect(rows.nth(2)).to_contain_text("German")
    rows.nth(2).get_by_role("button", name="Read anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 3 articles are read", timeout=60_000)
    page.get_by_role("link", name="Show their map and timeline").click()
    page.wait_for_url(re.compile(r"/c/bridges-[0-9a-f]+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Bridges")
    expect(page.locator("#list")).to_contain_text("3 April 1999")


def test_several_files_that_are_all_read_lead_to_their_map(invite: Callable[..., Visitor], tmp_path: Path) -> None:
    for name in ("north.txt", "south.txt"):
        (tmp_path / name).write_text(f"{name}\n\n{ARTICLE}", "utf-8")
    for options in ({}, {"java_script_enabled": False}):
        visitor = invite(**options)
        page = visitor.page
        page.goto(visitor.url)
        page.locator("input[type=file]").set_input_files([tmp_path / "north.txt", tmp_path / "south.txt"])
        page.locator("form[data-read] [type=submit]").click()
        if options:
            expect(page.get_by_role("heading", level=1)).to_have_text("All 2 articles are read", timeout=60_000)
            page.get_by_role("link", name="Show their map and timeline").click()
        page.wait_for_url(re.compile(r"/c/north-and-1-more-[0-9a-f]+/$"), timeout=60_000)
        visitor.failures = [each for each in visitor.failures if not each.endswith(": csp")]


@dataclass
class Own:
    """A service in this process, for whose reader the internet is one site on this machine."""

    visitor: Visitor
    site: Site
    service: Service
    reader: Reader


@pytest.fixture
def own(data_dir: Path, invite: Callable[..., Visitor]) -> Iterator[Own]:
    app = create_app(Settings(data_dir=data_dir))
    with site(lambda target: [moved("/bridge.html") if target == "/b" else html_page()]) as here:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        netloc = f"127.0.0.1:{server.server_port}"
        visitor = invite(hosts=(netloc,))
        visitor.url = f"http://{netloc}"
        service: Service = app.extensions["service"]
        yield Own(visitor, here, service, Reader(service.settings, here.network()))
        visitor.page.close()
        server.shutdown()
        serving.join()
        server.server_close()


def test_the_page_of_several_shows_how_each_goes(own: Own, tmp_path: Path) -> None:
    """Row after row; then the map opens by itself."""
    calls: list[str] = []
    own.service.queue.submit = calls.append  # type: ignore[assignment, method-assign]
    page = own.visitor.opens("/")
    for name in ("north.txt", "south.txt"):
        (tmp_path / name).write_text(f"{name}\n\n{ARTICLE}", "utf-8")
    page.locator("input[type=file]").set_input_files([tmp_path / "north.txt", tmp_path / "south.txt"])
    page.get_by_role("button", name="Read the 2 articles").click()
    expect(page.locator("form [data-step]")).to_have_text("1 of 2")
    page.goto(f"{own.visitor.url}/jobs/{calls[0]}")
    rows = page.locator(".jobs li")
    expect(rows).to_contain_text(["Waiting for its turn", "Waiting for its turn"])
    own.reader.work(calls[0])
    expect(rows).to_contain_text(["Read", "Waiting for its turn"])
    expect(page.locator("[data-step]")).to_have_text("2 of 2")
    own.service.store.advance(calls[1], step="Looking at page 3", progress=0.5, state=JobState.READING)
    expect(rows.nth(1)).to_contain_text("Looking at page 3")
    own.service.store.advance(calls[1], state=JobState.WAITING)
    own.reader.work(calls[1])
    page.wait_for_url(re.compile(r"/c/north-and-1-more-[0-9a-f]+/$"))


@pytest.mark.parametrize("where", ["Or its address", "Article, report or history"])
def test_an_address_is_fetched_and_opens_as_a_map(own: Own, where: str) -> None:
    def submit(job: str) -> None:
        threading.Thread(target=own.reader.work, args=(job,)).start()

    own.service.queue.submit = submit  # type: ignore[method-assign]
    page = own.visitor.opens("/")
    page.get_by_label(where).fill(own.site.address("/b"))
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("A bridge in the north")
    expect(page.locator("#list")).to_contain_text("4 May 2011")


def test_an_address_inside_a_network_is_refused_in_place(visitor: Visitor) -> None:
    page = visitor.opens("/")
    for address, words in (("http://127.0.0.1:80/", "no public site"), (visitor.url, "443 only"), ("http://good@10.0.0.1/", "password")):
        page.get_by_label("Or its address").fill(address)
        with page.expect_response(re.compile("/read$")):
            read(page)
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(page.get_by_label("Or its address")).to_have_value(address)
    visitor.expected = ["422"]


def test_errors_stand_in_place_and_the_text_is_kept(visitor: Visitor) -> None:
    visitor.expected = ["422"]  # the browser's own word for a refused form
    page = visitor.opens("/")
    read(page)
    expect(page.get_by_role("alert")).to_have_text("Paste an article, choose files or give an address first.")
    paste(page, ARTICLE)
    page.get_by_label("Published").fill("some day")
    read(page)
    expect(page.get_by_role("alert")).to_contain_text("some day")
    expect(page.get_by_label("Article, report or history")).to_have_value(ARTICLE)


def test_an_article_without_events_says_what_would_be_one(visitor: Visitor) -> None:
    page = visitor.opens("/")
    paste(page, "Some people like tea and others prefer coffee. A good cup needs hot water, patience and a pot.")
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    expect(page.locator("#list")).to_contain_text("No events were found.")
    page.get_by_role("link", name="Read another article").click()
    expect(page.get_by_label("Article, report or history")).to_be_visible()


def test_a_service_that_is_away_for_a_moment_is_waited_for(visitor: Visitor) -> None:
    visitor.expected = ["503"]
    page = visitor.opens("/")
    page.route("**/jobs/*.json", lambda route: route.fulfill(status=503, json={}))
    paste(page, ARTICLE)
    read(page)
    expect(page.locator("form [data-step]")).to_contain_text("does not answer")
    page.unroute("**/jobs/*.json")
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)


def test_without_script_the_form_and_the_job_work_too(invite: Callable[..., Visitor]) -> None:
    visitor = invite(java_script_enabled=False)
    page = visitor.page
    page.goto(visitor.url)
    paste(page, ARTICLE)
    read(page)
    page.wait_for_url(re.compile(r"/jobs/"))
    expect(page.get_by_role("link", name="Show its map and timeline")).to_be_visible(timeout=60_000)
    visitor.failures = [each for each in visitor.failures if not each.endswith(": csp")]  # so Chromium calls scripts that are switched off


def test_another_language_is_said_and_read_only_when_asked(visitor: Visitor) -> None:
    page = visitor.opens("/")
    paste(page, GERMAN * 4)
    read(page)
    page.wait_for_url(re.compile(r"/jobs/"), timeout=60_000)
    expect(page.locator("[data-error]")).to_contain_text("German")
    page.get_by_role("button", name="Read anyway").click()
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
