"""The main events alone: in every view, in the address, in the downloads, and of each time that is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.browser.test_minutes import LIVE, ROSTOCK, drag, listed, live, marked
from tests.browser.test_views import SAMPLE, given, made


def year(number: int, **more: Any) -> dict[str, object]:
    weight = (number * 37 % 60) / 60
    return made(f"e{number}", f"Event {number}", ROSTOCK, (f"{1950 + number}-01-01", f"{1950 + number}-12-31"), importance=weight, **more)


YEARS = [year(number) for number in range(60)]


def weightiest(count: int, events: list[dict[str, object]]) -> set[str]:
    def weight(event: dict[str, object]) -> float:
        told = event["properties"]
        assert isinstance(told, dict)
        return -float(told["importance"])

    return {str(event["id"]) for event in sorted(events, key=weight)[:count]}


def show(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Show")


def fewer(page: Page, count: int) -> None:
    show(page).select_option(str(count))
    page.wait_for_url(re.compile(f"limit={count}"))


def test_the_main_events_are_shown_in_their_order(visitor: Visitor) -> None:
    given(visitor.page, *YEARS)
    page = visitor.opens(SAMPLE)
    fewer(page, 20)
    expect(page.locator("#list > li")).to_have_count(20)
    assert set(listed(page)) == marked(page) == weightiest(20, YEARS)
    assert listed(page) == sorted(listed(page), key=lambda id: int(id[1:]))
    assert page.evaluate("marker_cluster_events.getLayers().length") == 20
    expect(page.locator("[data-count]")).to_contain_text("Now showing 20 of 60 events")
    page.reload()
    page.wait_for_selector("html[data-state=ready]")
    assert set(listed(page)) == weightiest(20, YEARS)
    assert show(page).input_value() == "20"
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#list > li")).to_have_count(60)
    assert "limit" not in page.url
    assert "sort" not in page.url


def test_they_are_the_main_ones_of_the_time_that_is_shown(visitor: Visitor) -> None:
    given(visitor.page, *YEARS)
    page = visitor.opens(SAMPLE)
    fewer(page, 20)
    drag(page, 0.02, 0.55)
    page.wait_for_url(re.compile("until="))
    expect(page.locator("#list > li")).to_have_count(20)
    until = int(page.get_by_role("textbox", name="To").input_value()[:4])
    assert set(listed(page)) == weightiest(20, [event for number, event in enumerate(YEARS) if 1950 + number <= until])


def test_the_service_means_the_same(visitor: Visitor) -> None:
    page = visitor.opens(f"{SAMPLE}?sort=importance&limit=7")
    answer = page.request.get(f"{visitor.url}{SAMPLE}events.geojson?{urlsplit(page.url).query}")
    assert {each["id"] for each in json.loads(answer.text())["features"]} == set(listed(page))
    assert len(listed(page)) == 7
    assert show(page).locator("option:checked").inner_text() == "The 7 main ones"
    assert "sort=importance" in (page.get_by_role("link", name="CSV").get_attribute("href") or "")


@pytest.mark.parametrize("query", ["?limit=20", "?sort=importance&limit=many", "?sort=importance&limit=0"])
def test_what_asks_for_no_main_events_shows_all(visitor: Visitor, query: str) -> None:
    page = live(visitor, query=query)
    assert len(listed(page)) == len(LIVE)
    assert show(page).input_value() == ""


def test_a_window_without_events_is_one_that_can_be_closed(visitor: Visitor) -> None:
    page = live(visitor, query="?since=2031")
    assert page.locator(".now").inner_text() == f"0 of {len(LIVE)}"
    assert page.locator(".axis").evaluate("axis => axis.clientWidth") == page.locator(".stage").evaluate("stage => stage.clientWidth")
    page.get_by_role("button", name="Show all of the time", exact=True).click()
    expect(page.locator("#list > li")).to_have_count(len(LIVE))


def test_kinds_outside_the_window_can_still_be_chosen(visitor: Visitor) -> None:
    given(visitor.page, year(1, kind="crime"), year(40, kind="protest"))
    page = visitor.opens(f"{SAMPLE}?since=1980")
    assert page.locator("[data-kinds] button").evaluate_all("all => all.map(each => each.value)") == ["protest", "crime"]


@pytest.mark.parametrize("since", ["08:00", "17:00"])
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_count_never_lies_over_an_edge_of_the_window(invite: Callable[..., Visitor], size: tuple[int, int], since: str) -> None:
    page = live(invite(size=size), query=f"?since=2024-03-05T{since}&until=2024-03-05T22:00")
    shown = page.locator(".shown").bounding_box()
    assert shown
    for grip in page.locator(".handle .grip").all():
        box = grip.bounding_box()
        assert box
        assert box["x"] > shown["x"] + shown["width"] or box["x"] + box["width"] < shown["x"]
