"""The timeline from a minute to ten millennia: a live report and a deep history, brushed, played, walked by keys and fingers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.browser.test_views import SAMPLE, given, made

ROSTOCK = (54.09, 12.14)
DAY = "2024-03-05"


def clock(id: str, time: str, last: str | None = None, day: str = DAY, **more: Any) -> dict[str, object]:
    """An event at a time of day."""
    edtf = f"{day}T{time}:00" + (f"/{day}T{last}:00" if last else "")
    facts = {
        "time_start": time,
        "time_end": last,
        "zone": None,
        "edtf": edtf,
        "precision": "minute",
        "label": "as the service says it",
        "article": "a",
    }
    return made(id, f"Event {id}", ROSTOCK, (day, day), **(facts | more))


LIVE = [
    clock("smoke", "06:40"),
    clock("engines", "06:52"),
    clock("boats", "09:40", zone="+01:00"),
    clock("gedser", "09:00", zone="Z"),
    clock("silo", "11:12"),
    clock("pumps", "16:00", "17:30"),
    clock("minister", "20:15"),
    clock("again", "00:10", day="2024-03-06"),
    made("fire", "Event fire", ROSTOCK, (DAY, DAY), edtf=DAY, precision="day", label="5 March 2024", article="a"),
]
EDGES: dict[str, tuple[str, str | None]] = {
    "-9999": ("-9999-01-01", "-9999-12-31"),
    "-0489": ("-0489-01-01", "-0489-12-31"),
    "0079": ("0079-01-01", "0079-12-31"),
}
EDGES |= {"1066-10-14": ("1066-10-14", "1066-10-14"), "1945/..": ("1945-01-01", None), "Y12000": ("+12000-01-01", "+12000-12-31")}
DEEP = [
    made(f"far{number}", f"Event {edtf}", ROSTOCK, ends, edtf=edtf, precision="day" if edtf.count("-") == 2 else "year", label=edtf)
    for number, (edtf, ends) in enumerate(EDGES.items())
]


def listed(page: Page) -> list[str]:
    return list(page.locator("#list > li[data-id]").evaluate_all("items => items.map(item => item.dataset.id)"))


def marked(page: Page) -> set[str]:
    return set(page.locator("#timeline .mark").evaluate_all("marks => marks.map(mark => mark.dataset.id)"))


def middle(page: Page, id: str) -> float:
    """Where the sign of an event stands, in pixels of the stage."""
    reach = page.locator(f"#time-{id} .reach")
    return float(reach.get_attribute("x") or 0) + float(reach.get_attribute("width") or 0) / 2


def labels(page: Page) -> list[str]:
    return texts(page, ".axis text")


def texts(page: Page, what: str) -> list[str]:
    return list(page.locator(what).evaluate_all("all => all.map(each => each.textContent)"))


def live(visitor: Visitor, *more: dict[str, object], query: str = "") -> Page:
    given(visitor.page, *LIVE, *more)
    return visitor.opens(SAMPLE + query)


def deep(visitor: Visitor, query: str = "") -> Page:
    given(visitor.page, *DEEP)
    return visitor.opens(SAMPLE + query)


def test_marks_stand_where_the_clock_says_and_the_list_by_the_instant(visitor: Visitor) -> None:
    """09:00 GMT is after 9.40 in the zone that the article names first, and both are shown as written."""
    page = live(visitor)
    assert listed(page) == ["fire", "smoke", "engines", "boats", "gedser", "silo", "pumps", "minister", "again"]
    assert page.locator("#list > li[data-id=gedser] .when").inner_text() == "5 March 2024, 09:00 UTC"
    assert page.locator("#list > li[data-id=boats] .when").inner_text() == "5 March 2024, 09:40 +01:00"
    assert page.locator("#list > li[data-id=pumps] .when").inner_text() == "5 March 2024, 16:00–17:30"
    x = {id: middle(page, id) for id in ("smoke", "boats", "gedser", "silo", "minister", "again")}
    hour = (x["minister"] - x["silo"]) / (9 + 3 / 60)
    for id, at in {"smoke": 6 + 40 / 60, "boats": 9 + 40 / 60, "gedser": 10, "again": 24 + 10 / 60}.items():
        assert x[id] == pytest.approx(x["silo"] + (at - 11.2) * hour, abs=1.5), id
    assert page.locator("#time-pumps .bar, #time-fire .bar").count() == 2
    assert page.locator(".mark .bar").count() == 2


def test_the_timeline_looks_as_close_as_minutes(visitor: Visitor) -> None:
    page = live(visitor)
    assert any(re.fullmatch(r"\d\d:00", label) for label in labels(page))
    page.locator("#timeline .mark[data-id=silo] .reach").click(force=True)
    for _ in range(14):
        page.locator("#timeline .stage").press("+")
    shown = labels(page)
    assert "5 Mar" in shown[0]
    assert {label[-5:] for label in shown} & {"11:11", "11:12", "11:13"}
    assert 0 < middle(page, "silo") < page.locator(".stage").evaluate("stage => stage.clientWidth")
    page.locator("#timeline .stage").press("0")
    assert marked(page) == {str(event["id"]) for event in LIVE}


def test_midnight_is_named_and_drawn_stronger(visitor: Visitor) -> None:
    page = live(visitor)
    assert page.locator(".rules .strong").count() == 2
    assert any("6 Mar" in label for label in labels(page))


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "de-DE"])
def test_times_are_written_as_the_readers_part_of_the_world_does(invite: Callable[..., Visitor], locale: str) -> None:
    """In the language of the page, no more exact than they are known."""
    visitor = invite(locale=locale)
    month = made("month", "Event month", ROSTOCK, ("2024-02-01", "2024-02-29"), edtf="2024-02", precision="month", label="February 2024")
    week = made(
        "week", "Event week", ROSTOCK, ("2024-02-05", "2024-02-11"), edtf="2024-02-05/2024-02-11", precision="week", label="week of 5 Feb"
    )
    days = made("days", "Event days", ROSTOCK, ("2024-02-05", "2024-02-09"), edtf="2024-02-05/2024-02-09", precision="day", label="5-9 Feb")
    since = made("since", "Event since", ROSTOCK, ("2024-02-05", None), edtf="2024-02-05/..", precision="day", label="since")
    ides = made("ides", "Event ides", ROSTOCK, ("-0043-03-15", "-0043-03-15"), edtf="-0043-03-15", precision="day", label="15 March 44 BC")
    page = live(visitor, month, week, days, since, ides)
    said = {
        id: page.locator(f"#list > li[data-id={id}] .when").inner_text().replace("\u202f", " ").replace("\u2009", " ")
        for id in listed(page)
    }
    us = locale == "en-US"
    assert said["minister"] == ("March 5, 2024, 8:15 PM" if us else "5 March 2024, 20:15")
    assert said["month"] == "February 2024"
    assert said["week"] == "week of 5 Feb"
    assert said["days"].replace(" ", "") == ("February5–9,2024" if us else "5–9February2024")
    assert said["since"] == ("since February 5, 2024" if us else "since 5 February 2024")
    assert said["ides"] == ("March 15, 44 BC" if us else "15 March 44 BC")


def drag(page: Page, one: float, two: float) -> None:
    """A drag over the density, in parts of its width."""
    box = page.locator(".density").bounding_box()
    assert box
    page.mouse.move(box["x"] + one * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + two * box["width"], box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()


def test_the_brush_filters_every_view_by_the_minute(visitor: Visitor) -> None:
    page = live(visitor)
    before = page.evaluate("map_events.getBounds().toBBoxString()")
    drag(page, 0.55, 0.75)  # the afternoon
    page.wait_for_url(re.compile(r"since=2024-03-05T1\d%3A\d\d&until=2024-03-05T\d\d%3A\d\d"))
    expect(page.locator("#list > li")).to_have_count(2)
    assert set(listed(page)) == {"fire", "pumps"} == marked(page)
    assert page.locator(".now").inner_text() == "2 of 9"
    expect(page.locator("[data-count]")).to_contain_text("Now showing 2 of 9 events")
    assert page.evaluate("marker_cluster_events.getLayers().length") == 2
    assert page.evaluate("map_events.getBounds().toBBoxString()") == before
    asked = parse_qs(urlsplit(page.url).query)
    assert page.get_by_role("textbox", name="From").input_value() == asked["since"][0]
    assert f"since={asked['since'][0][:10]}" in (page.get_by_role("link", name="CSV").get_attribute("href") or "")
    page.reload()
    page.wait_for_selector("html[data-state=ready]")
    assert set(listed(page)) == {"fire", "pumps"}
    page.get_by_role("button", name="Show all of the time", exact=True).click()
    expect(page.locator("#list > li")).to_have_count(9)
    assert "since" not in page.url
    assert page.locator(".now").inner_text() == ""


def test_the_service_understands_what_the_brush_asks(visitor: Visitor) -> None:
    page = live(visitor)
    drag(page, 0.3, 0.6)
    page.wait_for_url(re.compile("since="))
    answer = page.request.get(f"{visitor.url}{SAMPLE}events.geojson?{urlsplit(page.url).query}")
    assert answer.ok
    assert isinstance(json.loads(answer.text())["features"], list)


def test_the_window_is_moved_widened_and_closed(visitor: Visitor) -> None:
    page = live(visitor)
    drag(page, 0.2, 0.4)
    page.wait_for_url(re.compile("since="))
    first = parse_qs(urlsplit(page.url).query)
    drag(page, 0.3, 0.5)  # takes hold inside: moves
    expect(page).not_to_have_url(re.compile(first["since"][0][-5:].replace(":", "%3A")))
    moved = parse_qs(urlsplit(page.url).query)
    assert moved["since"][0] > first["since"][0]
    drag(page, 0.6, 0.9)  # at its right edge: widens
    expect(page).not_to_have_url(re.compile(moved["until"][0][-5:].replace(":", "%3A")))
    widened = parse_qs(urlsplit(page.url).query)
    assert widened["since"] == moved["since"]
    assert widened["until"][0] > moved["until"][0]
    page.locator(".density").dblclick(position={"x": 5, "y": 5})
    expect(page).not_to_have_url(re.compile("since"))


def test_the_window_has_edges_for_the_keyboard(visitor: Visitor) -> None:
    page = live(visitor)
    edge = page.get_by_role("slider", name="Shown from")
    edge.focus()
    said = edge.get_attribute("aria-valuetext")
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.wait_for_url(re.compile("since="))
    assert edge.get_attribute("aria-valuetext") != said
    assert "March 2024" in (edge.get_attribute("aria-valuetext") or "")
    expect(edge).to_be_focused()
    page.keyboard.press("Home")
    expect(page).not_to_have_url(re.compile("since"))


def test_events_are_played_in_their_order(visitor: Visitor) -> None:
    page = live(visitor)
    page.get_by_role("button", name=re.compile("^Speed 1")).click()
    page.get_by_role("button", name=re.compile("^Speed 2")).click()
    page.get_by_role("button", name=re.compile("^Play")).click()
    seen: list[int] = []
    for _ in range(200):
        words = page.locator(".now").inner_text()
        count = int(words.split(" ")[0]) if words else 9
        if not seen or seen[-1] != count:
            seen.append(count)
        if len(seen) > 4:
            break
        page.wait_for_timeout(40)
    assert seen[-4:] == sorted(seen[-4:])
    page.get_by_role("button", name="Pause").click()
    shown = listed(page)
    page.wait_for_timeout(500)
    assert listed(page) == shown
    assert "until=2024-03-05T" in page.url
    page.locator(".stage").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#list > li")).to_have_count(9, timeout=10_000)
    expect(page.get_by_role("button", name=re.compile("^Play"))).to_be_visible(timeout=10_000)
    assert "until" not in page.url


def test_ten_millennia_stand_on_one_axis_without_a_year_0(visitor: Visitor) -> None:
    page = deep(visitor)
    assert [label for label in labels(page) if label in ("10000 BC", "5000 BC", "AD 1", "AD 5000", "AD 10000")] == labels(page)
    assert listed(page) == [f"far{number}" for number in range(6)]
    order = [middle(page, f"far{number}") for number in (0, 1, 2, 3, 5)]
    assert order == sorted(order)
    assert page.locator("#time-far4 .bar[mask]").count() == 1
    for _ in range(40):
        page.locator(".stage").press("-")
    assert "0" not in labels(page)
    assert len(labels(page)) > 1
    page.locator(".stage").press("0")
    page.locator("#time-far3 .reach").click(force=True)
    for _ in range(60):
        page.locator(".stage").press("+")
    assert any(re.search(r"\d\d:\d\d", label) for label in labels(page))  # from millennia down to minutes
    assert "14 Oct" in labels(page)[0]


def test_a_brush_over_millennia_speaks_in_years(visitor: Visitor) -> None:
    page = deep(visitor)
    drag(page, 0.02, 0.47)
    page.wait_for_url(re.compile("until="))
    asked = parse_qs(urlsplit(page.url).query)
    assert all(re.fullmatch(r"(Y-)?-?\d{4,5}", value[0]) for value in asked.values())
    expect(page.locator("#list > li[data-id=far5]")).to_have_count(0)
    assert listed(page) == ["far0", "far1", "far2", "far3"]


def test_what_is_about_or_open_is_soft_and_some_time_in_a_year_is_dashed(visitor: Visitor) -> None:
    circa = made(
        "circa", "Event circa", ROSTOCK, ("1200-01-01", "1399-12-31"), edtf="1200~/1399~", precision="year", label="around 1200-1399"
    )
    until = made("until", "Event until", ROSTOCK, (None, "1250-12-31"), edtf="../1250", precision="year", label="until 1250")
    span = made("span", "Event span", ROSTOCK, ("1210-01-01", "1390-12-31"), edtf="1210/1390", precision="year", label="1210-1390")
    long = made("long", "Event long", ROSTOCK, ("1201-01-01", "1300-12-31"), edtf="12XX", precision="century", label="13th century")
    given(visitor.page, circa, until, span, long)
    page = visitor.opens(SAMPLE)
    masks = {id: page.locator(f"#time-{id} .bar").get_attribute("mask") for id in ("circa", "until", "span", "long")}
    assert masks == {"circa": "url(#fade-both-mask)", "until": "url(#fade-first-mask)", "span": None, "long": None}
    assert page.locator("#time-long .bar.vague").count() == 1


MANY = [
    clock(f"e{number}", f"{number // 60:02}:{number % 60:02}", day=f"2024-03-{5 + day:02}") | {"id": f"d{day}e{number}"}
    for day in range(3)
    for number in range(0, 1440, 3)
]


def test_many_events_are_counted_where_they_lie_and_every_one_is_reached(visitor: Visitor) -> None:
    given(visitor.page, *MANY)
    page = visitor.opens(SAMPLE)
    counts = [int(text.strip("+").replace(",", "")) for text in texts(page, ".more-marks text")]
    assert sum(counts) + page.locator("#timeline .mark").count() == len(MANY)
    assert page.locator("#timeline .mark").count() < 120
    assert page.locator("#list > li[data-id]").count() < 400
    assert page.locator("#list > li").nth(5).get_attribute("aria-setsize") == str(len(MANY))
    page.locator(".stage").focus()
    page.keyboard.press("End")
    last = str(MANY[-1]["id"])
    assert page.locator("#timeline .mark[aria-selected=true]").get_attribute("data-id") == last
    expect(page.locator(f"#list > li[data-id='{last}']")).to_be_in_viewport()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#timeline .mark[aria-selected=true]").count() == 1
    page.keyboard.press("Escape")
    before = page.locator(".more-marks").count()
    page.locator(".more-marks").nth(3).dispatch_event("click")
    assert page.locator(".more-marks").count() < before


def test_a_long_list_grows_as_it_is_read(visitor: Visitor) -> None:
    given(visitor.page, *MANY)
    page = visitor.opens(SAMPLE)
    few = page.locator("#list > li[data-id]").count()
    page.locator("#list").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(page.locator("#list > li[data-id]")).not_to_have_count(few)
    page.locator("#list button.title").first.focus()
    page.keyboard.press("End")
    expect(page.locator(f"#list > li[data-id='{MANY[-1]['id']}'] button.title")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator(f"#list > li[data-id='{MANY[0]['id']}'] button.title")).to_be_focused()


def test_two_fingers_look_closer(invite: Callable[..., Visitor]) -> None:
    page = live(invite(size=PHONE, has_touch=True))
    before = labels(page)
    pinch = """stage => {
        const box = stage.getBoundingClientRect();
        const clientY = box.top + 40;
        const facts = (id, x) => ({ pointerId: id, pointerType: "touch", button: 0, clientX: box.left + x, clientY, bubbles: true });
        const fire = (on, type, id, x) => on.dispatchEvent(new PointerEvent(type, facts(id, x)));
        fire(stage, "pointerdown", 1, 140); fire(stage, "pointerdown", 2, 180);
        for (let by = 10; by <= 60; by += 10) { fire(window, "pointermove", 1, 140 - by); fire(window, "pointermove", 2, 180 + by); }
        fire(window, "pointerup", 1, 80); fire(window, "pointerup", 2, 240);
    }"""
    page.locator(".stage").evaluate(pinch)
    assert labels(page) != before
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_every_control_has_a_name(invite: Callable[..., Visitor], size: tuple[int, int], scheme: str) -> None:
    page = live(invite(size=size, color_scheme=scheme, reduced_motion="reduce"))
    drag(page, 0.3, 0.6) if size == WIDE else None
    timeline = page.locator("#timeline").bounding_box()
    assert timeline
    for control in page.locator("#timeline button:visible, #timeline [role=slider]").all():
        box = control.bounding_box()
        assert box
        assert box["y"] + box["height"] <= timeline["y"] + timeline["height"] + 1
        assert control.get_attribute("aria-label")
    assert page.locator("#timeline [style]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
