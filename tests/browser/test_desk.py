"""An editor's work: confirm, delete, correct by typing, undo; all of it outlives another reading of the article."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_reading_in import ARTICLE, paste, read
from tests.conftest import ROOT, Running


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A fresh article's own page."""
    page = visitor.opens("/")
    paste(page, ARTICLE)
    read(page)
    page.wait_for_url(re.compile(r"/c/.+/$"), timeout=60_000)
    page.wait_for_selector("html[data-state=ready]")
    return page


def explosion(page: Page) -> Locator:
    return page.locator("#list > li", has_text="3 April 1999").first


def opened(page: Page) -> Locator:
    """The event of the explosion, open, found again by its id whatever is changed."""
    item = explosion(page)
    id = item.get_attribute("data-id")
    item.locator("button.title").click()
    return page.locator(f"#list > li[data-id='{id}']")


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_contain_text("Saved")


def test_a_date_is_corrected_by_typing_and_shown_as_understood(page: Page) -> None:
    item = opened(page)
    item.get_by_role("button", name="Correct").click()
    item.get_by_label("When").fill("spring 1999")
    expect(item.locator(".field", has_text="When").locator(".note")).to_contain_text("1999")
    item.get_by_label("When").fill("4 April 1999")
    expect(item.locator(".field", has_text="When").locator(".note")).to_have_text(re.compile("Understood as 4 April 1999"))
    saved(page)
    expect(item.locator(".when")).to_have_text("4 April 1999")
    expect(item.locator(".state")).to_have_text("Corrected")
    expect(page.locator("form.correct")).to_have_count(0)
    expect(item.locator("button.title")).to_be_focused()
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(item.locator(".when")).to_have_text("3 April 1999")


def test_a_date_that_cannot_be_read_is_said_beside_it(visitor: Visitor, page: Page) -> None:
    visitor.expected = ["422"]
    item = opened(page)
    item.get_by_role("button", name="Correct").click()
    item.get_by_label("When").fill("whenever")
    item.get_by_role("button", name="Save").click()
    expect(item.locator(".note.wrong")).to_contain_text("whenever")
    expect(item.get_by_label("When")).to_have_value("whenever")
    expect(item.get_by_label("When")).to_be_focused()


def test_a_place_is_chosen_from_what_is_known_by_keyboard(page: Page) -> None:
    item = opened(page)
    item.get_by_role("button", name="Correct").click()
    where = item.get_by_label("Where")
    where.fill("")
    where.type("Subot")
    expect(item.get_by_role("option").first).to_contain_text("Subotica")
    where.press("ArrowDown")
    where.press("Enter")
    expect(where).to_have_value(re.compile("^Subotica"))
    saved(page)
    expect(item.locator(".where")).to_contain_text("Subotica")
    expect(page.locator(".leaflet-popup")).to_contain_text("Subotica")


def test_an_event_is_confirmed_deleted_and_brought_back(page: Page) -> None:
    before = page.locator("#list > li").count()
    item = opened(page)
    item.get_by_role("button", name="Confirm").click()
    expect(item.locator(".state")).to_have_text("Confirmed")
    page.get_by_role("button", name="Look closer").click()
    first = page.locator(".axis text").first
    label = first.text_content() or ""
    item.get_by_role("button", name="Delete").click()
    expect(page.locator("#list > li")).to_have_count(before - 1)
    expect(page.locator("#list button.title:focus")).to_have_count(1)
    expect(first).to_have_text(label)  # nothing jumps
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.locator("#list > li")).to_have_count(before)
    expect(item.locator(".state")).to_have_text("Confirmed")
    item.get_by_role("button", name="Delete").click()
    expect(page.locator("#list > li")).to_have_count(before - 1)
    page.get_by_label("State").select_option("rejected")
    expect(page.locator("#list > li.rejected")).to_have_count(1)


def test_corrections_are_kept_when_the_article_is_read_again(page: Page, live: Running, tmp_path: Path) -> None:
    before = page.locator("#list > li").count()
    item = opened(page)
    item.get_by_role("button", name="Correct").click()
    item.get_by_label("What").fill("The bridge is hit")
    item.get_by_label("When").fill("5 April 1999")
    item.get_by_label("Where").fill("Subotica")
    saved(page)
    slug = page.url.split("/c/")[1].split("/")[0]
    (tmp_path / "article.txt").write_text(ARTICLE, "utf-8")
    command = [sys.executable, "-m", "flask", "--app", "app", "read", str(tmp_path / "article.txt"), "--collection", slug]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATA_DIR": str(live.data_dir)}, check=True, capture_output=True)
    page.reload()
    expect(item.locator("button.title")).to_have_text("The bridge is hit")
    expect(item.locator(".when")).to_have_text("5 April 1999")
    expect(item.locator(".where")).to_contain_text("Subotica")
    expect(page.locator("#list > li")).to_have_count(before)


def test_a_private_collection_is_published_before_its_embed_code_is_shown(page: Page) -> None:
    page.get_by_role("button", name="Copy embed code").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("private")
    expect(dialog.get_by_label("Embed code")).to_be_hidden()
    expect(dialog.locator("[data-local]")).to_be_hidden()  # one thing at a time
    dialog.get_by_role("button", name="Publish it").click()
    expect(dialog.locator("[data-local]")).to_be_visible()
    sandbox = 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"'
    expect(dialog.get_by_label("Embed code")).to_have_value(re.compile(f'title=.*loading="lazy".*{sandbox}.*width:100%'))
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog).to_contain_text("Copied.")
