"""An article in: pasted or as a file, with its errors in place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

ARTICLE = """The bridge over the Danube

An explosion damaged the bridge at Novi Sad on 3 April 1999. Engineers from Hungary arrived in Belgrade on 12 May 2000.
In March 2003 a new bridge was opened in Novi Sad. Since 2005 ships have travelled freely between Vienna and Budapest.
"""


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


def test_a_dropped_file_is_taken_and_another_kind_refused(visitor: Visitor) -> None:
    page = visitor.opens("/")
    drop = """([name]) => {
        const files = new DataTransfer();
        files.items.add(new File(["On 3 April 1999 a bridge fell."], name));
        const form = document.querySelector("form[data-read]");
        form.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(drop, ["report.txt"])
    expect(page.locator("[data-file] output")).to_have_text("report.txt")
    page.get_by_role("button", name="Do without this file").click()
    page.evaluate(drop, ["report.xyz"])
    expect(page.get_by_role("alert")).to_contain_text("“report.xyz” cannot be read")


def test_errors_stand_in_place_and_the_text_is_kept(visitor: Visitor) -> None:
    visitor.expected = ["422"]  # the browser's own word for a refused form
    page = visitor.opens("/")
    read(page)
    expect(page.get_by_role("alert")).to_have_text("Paste an article or choose a file first.")
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
    text = "Am 3. April 1999 wurde die Brücke in Novi Sad zerstört. Im März 2003 wurde dort eine neue eröffnet. "
    paste(page, text * 4)
    read(page)
    page.wait_for_url(re.compile(r"/jobs/"), timeout=60_000)
    expect(page.locator("[data-error]")).to_contain_text("German")
    page.get_by_role("button", name="Read anyway").click()
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
