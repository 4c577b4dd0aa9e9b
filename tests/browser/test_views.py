"""Map, timeline and list: one selection, one set of filters, both in the address."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Visitor

SAMPLE = "/c/sample/"


def chosen_in_list(page: Page) -> str | None:
    return page.locator("#list > li.open").get_attribute("data-id")


def chosen_in_timeline(page: Page) -> str | None:
    return page.locator("#timeline .mark[aria-selected=true]").get_attribute("data-id")


def placed_and_dated(page: Page) -> str:
    """An event that stands on the map and the timeline."""
    timed = page.locator("#timeline .mark").evaluate_all("marks => marks.map(mark => mark.dataset.id)")
    placed = page.locator("#list > li").filter(has_not=page.locator(".where .missing"))
    found = placed.evaluate_all("items => items.map(item => item.dataset.id)")
    return str(next(id for id in found if id in timed))


def test_a_click_in_the_list_shows_the_event_in_the_others(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    id = placed_and_dated(page)
    title = page.locator(f"#list > li[data-id='{id}'] button.title")
    title.click()
    expect(page.locator(".leaflet-popup h3")).to_have_text(title.inner_text())
    assert chosen_in_timeline(page) == chosen_in_list(page) == id
    assert parse_qs(urlsplit(page.url).query)["event"] == [id]
    page.reload()
    expect(page.locator(".leaflet-popup h3")).to_have_text(title.inner_text())
    assert chosen_in_list(page) == id


def test_a_click_in_the_timeline_shows_the_event_in_the_others(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    id = placed_and_dated(page)
    page.locator(f"#timeline .mark[data-id='{id}'] .reach").click(force=True)
    assert chosen_in_list(page) == chosen_in_timeline(page) == id
    expect(page.locator(f"#list > li[data-id='{id}']")).to_be_in_viewport()
    expect(page.locator(".leaflet-popup")).to_be_visible()


def test_a_click_on_the_map_shows_the_event_in_the_others(invite: Callable[..., Visitor]) -> None:
    page = invite(reduced_motion="reduce").opens(SAMPLE)  # signs that still fly apart are no target
    id = placed_and_dated(page)
    title = page.locator(f"#list > li[data-id='{id}'] button.title").inner_text()
    page.get_by_label("Words").fill(title)  # alone on the map it is in no cluster
    expect(page.locator("#list > li")).to_have_count(1)
    page.locator(".leaflet-marker-icon .pin").click()
    assert chosen_in_list(page) == chosen_in_timeline(page) == id
    expect(page.locator(".leaflet-popup .sentence")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#list > li.open")).to_have_count(0)


def test_events_are_chosen_by_keyboard(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    page.locator("#list button.title[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    second = page.locator("#list > li").nth(1)
    expect(second).to_have_class(re.compile("open"))
    expect(second.locator("button.title")).to_be_focused()
    page.locator("#timeline .stage").focus()
    page.keyboard.press("Home")
    first = chosen_in_timeline(page)
    page.keyboard.press("ArrowRight")
    assert chosen_in_timeline(page) not in (None, first)
    assert page.locator("#timeline .stage").get_attribute("aria-activedescendant") == f"time-{chosen_in_timeline(page)}"
    assert chosen_in_list(page) == chosen_in_timeline(page)
    page.keyboard.press("Escape")
    expect(page.locator("#list > li.open")).to_have_count(0)


def test_an_event_on_the_map_is_chosen_by_keyboard(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    sign = page.locator(".leaflet-marker-icon:has(.pin)").first
    sign.focus()
    sign.press("Enter")
    expect(page.locator(".leaflet-popup .sentence")).to_be_visible()
    expect(page.locator("#list > li.open")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_the_timeline_cuts_names_between_words(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    shown = "marks => marks.map(mark => [mark.getAttribute('aria-label'), mark.querySelector('text')?.textContent ?? ''])"
    cut = [(whole, text) for whole, text in page.locator("#timeline .mark").evaluate_all(shown) if text.endswith("…")]
    assert cut
    assert all(whole.startswith(text.removesuffix("…") + " ") for whole, text in cut)


def test_filters_hold_for_map_timeline_list_exports_and_embed_code(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    before = page.locator("#list > li").count()
    page.get_by_role("textbox", name="From").fill("2014")
    page.get_by_role("textbox", name="To").fill("2021")
    page.get_by_label("on the map").check()
    page.wait_for_url(re.compile("until=2021.*has=place"))
    expect(page.locator("#list > li")).not_to_have_count(before)
    page.wait_for_timeout(200)
    listed = page.locator("#list > li").evaluate_all("items => items.map(item => item.dataset.id)")
    assert 0 < len(listed) < before
    assert set(page.locator("#timeline .mark").evaluate_all("marks => marks.map(mark => mark.dataset.id)")) <= set(listed)
    assert page.evaluate("marker_cluster_events.getLayers().length") == len(listed)
    with page.expect_download() as download:
        page.get_by_role("link", name="GeoJSON").click()
    collection = json.loads(download.value.path().read_text("utf-8"))
    assert {feature["id"] for feature in collection["features"]} == set(listed)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {row["id"] for row in rows} == set(listed)
    page.get_by_role("button", name="Copy embed code").click()
    code = page.get_by_label("Embed code").input_value()
    assert "since=2014&amp;until=2021&amp;has=place" in code
    assert "others cannot open this address" in page.locator("[data-local]").inner_text().lower()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#list > li")).to_have_count(before)


def test_the_legend_filters_by_kind_and_says_how_many(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    before = page.locator("#list > li").count()
    kind = page.locator("[data-kinds] button").first
    count = int(kind.locator(".count").inner_text())
    kind.click()
    expect(page.locator("#list > li")).to_have_count(count)
    expect(page.locator("[data-count]")).to_contain_text(f"{count} event")
    page.locator("[data-kinds] button[aria-pressed=true]").click()
    expect(page.locator("#list > li")).to_have_count(before)


def test_a_filter_that_cannot_be_read_is_said_and_the_view_stays(visitor: Visitor) -> None:
    visitor.expected = ["400"]
    page = visitor.opens(SAMPLE)
    before = page.locator("#list > li").count()
    page.get_by_role("textbox", name="From").fill("long ago")
    expect(page.locator("#filters [role=alert]")).to_contain_text("long ago")
    expect(page.get_by_role("textbox", name="From")).to_have_attribute("aria-invalid", "true")
    assert page.locator("#list > li").count() == before


def test_events_without_place_or_date_are_counted_and_listed(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    collection = json.loads(page.request.get(visitor.url + SAMPLE + "events.geojson").text())
    events = collection["features"]
    placed = sum(event["geometry"] is not None for event in events)
    dated = sum(bool(event["properties"]["start"] or event["properties"]["end"]) for event in events)
    expect(page.locator("#list > li")).to_have_count(len(events))
    expect(page.locator("#timeline .mark")).to_have_count(dated)
    words = page.locator("[data-count]").inner_text()
    assert (f"{placed} of {len(events)}" if placed < len(events) else "all") + " on the map" in words


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_events_outside_the_first_view_are_said_and_shown_when_asked(invite: Callable[..., Visitor], size: tuple[int, int]) -> None:
    page = invite(size=size).opens(SAMPLE)
    outside = "marker_cluster_events.getLayers().filter(each => !map_events.getBounds().contains(each.getLatLng())).length"
    placed = page.evaluate("marker_cluster_events.getLayers().length")
    assert 0 < page.evaluate(outside) <= 0.2 * placed
    assert page.locator(".beyond").inner_text().startswith(f"{page.evaluate(outside)} event")
    page.locator(".beyond").click()
    expect(page.locator(".beyond")).to_be_hidden()
    assert page.evaluate(outside) == 0


def made(id: str, title: str, point: tuple[float, float], when: tuple[str | None, str | None], **more: object) -> dict[str, object]:
    """An event as the service gives it to the page."""
    start, end = when
    facts = {"title": title, "kind": "disaster", "start": start, "end": end, "place_kind": "city", "state": "found", **more}
    return {"type": "Feature", "id": id, "geometry": {"type": "Point", "coordinates": point[::-1]}, "properties": facts}


def given(page: Page, *features: dict[str, object]) -> None:
    """Shows these events in place of the sample's."""
    page.route("**/events.geojson*", lambda route: route.fulfill(json={"type": "FeatureCollection", "features": features}))


def test_events_on_both_sides_of_the_antimeridian_are_seen_together(visitor: Visitor) -> None:
    day = ("2016-02-20", "2016-02-20")
    places = {"Suva": (-18.1, 178.4), "Apia": (-13.8, -171.8), "Nome": (64.5, -165.4)}
    given(visitor.page, *(made(name.lower(), name, point, day) for name, point in places.items()))
    page = visitor.opens(SAMPLE)
    expect(page.locator(".beyond")).to_be_hidden()
    page.get_by_role("button", name="Apia", exact=True).last.click()
    box = page.locator("#map_events").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] - 60, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    expect(page.locator(".pin.selected")).to_be_in_viewport()  # a drag over the antimeridian does not jump away


def test_a_day_is_drawn_solid_and_some_time_in_a_week_or_year_is_not(visitor: Visitor) -> None:
    lisbon = (38.7, -9.1)
    given(
        visitor.page,
        made("day", "A day", lisbon, ("1755-11-01", "1755-11-01"), edtf="1755-11-01", precision="day"),
        made("week", "A week", lisbon, ("1755-11-03", "1755-11-09"), edtf="1755-11-03/1755-11-09", precision="week"),
        made("span", "A span", lisbon, ("1755-11-02", "1755-11-05"), edtf="1755-11-02/1755-11-05", precision="day"),
    )
    page = visitor.opens(SAMPLE)
    assert page.locator(".mark .bar").count() == 3
    assert page.locator(".mark .bar.vague").count() == 1
    assert page.locator("#time-week .bar.vague").count() == 1
    assert "1755" in page.locator(".axis text").first.inner_html()
    axis, stage = page.locator(".axis").bounding_box(), page.locator(".stage").bounding_box()
    assert axis
    assert stage
    assert axis["x"] == stage["x"]


def test_a_closer_look_never_leads_to_where_nothing_is(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    for _ in range(8):
        page.get_by_role("button", name="Look closer").click()
        assert page.locator("#timeline .mark").count() > 0
    page.get_by_role("button", name="Show all of the timeline").click()
    below = page.locator(".tool.below")
    if below.is_visible():
        words = below.get_attribute("aria-label")
        below.click()
        expect(below).not_to_have_attribute("aria-label", words or "")


def test_what_could_not_be_loaded_is_said_and_tried_again(visitor: Visitor) -> None:
    visitor.expected = ["503"]
    page = visitor.page
    for address in ("**/events.geojson*", "**/tiles/base/**"):
        page.route(address, lambda route: route.fulfill(status=503, json={"detail": "Not now."}))
    page.goto(visitor.url + SAMPLE)
    trouble = page.locator("#trouble")
    expect(trouble).to_contain_text("Not now. A part of the map's background could not be loaded.", timeout=15_000)
    expect(page.locator("[data-count]")).to_have_text("Not loaded")
    page.unroute("**/events.geojson*")
    trouble.get_by_role("button", name="Try again").click()
    page.wait_for_selector("html[data-state=ready]")
    expect(trouble).to_have_text(re.compile("^A part of the map's background could not be loaded"), timeout=15_000)
    page.unroute("**/tiles/base/**")
    trouble.get_by_role("button", name="Try again").click()
    page.wait_for_selector("html[data-land=ready]")
    expect(trouble).to_be_hidden()


def test_a_filter_that_only_the_address_gives_can_be_cleared(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE + "?country=AF")
    few = page.locator("#list > li").count()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#list > li")).not_to_have_count(few)
    assert "country" not in page.url


def test_no_hits_leave_the_map_where_it_was(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    before = page.evaluate("map_events.getBounds().toBBoxString()")
    top = page.locator("#map_events").bounding_box()
    page.get_by_label("Words").fill("zzzz")
    expect(page.locator("#list")).to_have_text("No event fits these filters.")
    expect(page.locator("#timeline")).to_have_class(re.compile("empty"))
    assert page.locator("#timeline .mark").count() == 0
    assert page.evaluate("map_events.getBounds().toBBoxString()") == before
    assert page.locator("#map_events").bounding_box() == top


def test_a_popup_stays_clear_of_the_controls_of_a_small_map(invite: Callable[..., Visitor]) -> None:
    page = invite(size=PHONE).opens(SAMPLE)
    page.locator("#list button.title").first.click()
    page.wait_for_timeout(500)
    popup = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert popup
    for each in page.locator(".leaflet-control-zoom, .beyond:visible").all():
        control = each.bounding_box()
        assert control
        beside = popup["x"] >= control["x"] + control["width"] or control["x"] >= popup["x"] + popup["width"]
        assert beside or popup["y"] >= control["y"] + control["height"] or control["y"] >= popup["y"] + popup["height"]


def test_signs_and_clusters_have_names(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    expect(page.locator(".leaflet-marker-icon:has(.cluster)").first).to_have_text(re.compile(r"^\d+events$"))
    assert page.locator(".leaflet-marker-icon[role=button]:not([aria-label]):not(:has(.cluster))").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", SAMPLE, SAMPLE + "embed", "/sign-in", "/nothing-here"])
def test_a_phone_never_scrolls_sideways(invite: Callable[..., Visitor], address: str, scheme: str) -> None:
    visitor = invite(size=PHONE, color_scheme=scheme, has_touch=True)
    visitor.expected = ["404"]
    page = visitor.opens(address)
    if page.locator("#list button.title").count():
        page.locator("#list button.title").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.title()
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("address", ["/", SAMPLE])
def test_every_target_is_large_enough_to_hit(invite: Callable[..., Visitor], address: str) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, links within a sentence excepted."""
    page = invite(size=PHONE).opens(address)
    targets = "button, a.button, select, input:not([type=hidden], [type=checkbox], .file), .check, .leaflet-marker-icon, .leaflet-bar a"
    small = page.locator(targets).evaluate_all(
        """all => all.filter(each => each.checkVisibility()).map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
        .filter(([, box]) => box.width > 2 && (Math.round(box.width) < 24 || Math.round(box.height) < 24)).map(([html]) => html)"""
    )
    assert small == []


def test_the_skip_link_comes_first_and_focus_is_visible(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    assert skip.evaluate("link => link.getBoundingClientRect().height") > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


# ---- the ground under the events ----


def shown_layers(page: Page) -> list[str]:
    names = "['light', 'dark', 'online'].filter(name => window[`tile_layer_${name}`] && map_events.hasLayer(window[`tile_layer_${name}`]))"
    return list(page.evaluate(names))


def asked(page: Page, part: str) -> list[str]:
    """The addresses with this in them that the page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url) if part in request.url else None)
    return addresses


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_the_background_has_the_readers_theme_and_follows_it(invite: Callable[..., Visitor], scheme: str, other: str) -> None:
    visitor = invite(color_scheme=scheme)
    tiles = asked(visitor.page, "/tiles/base/")
    page = visitor.opens(SAMPLE)
    page.wait_for_selector("html[data-land=ready]")
    assert shown_layers(page) == [scheme]
    assert tiles
    assert all(f"/{scheme}/" in address and "?v=" in address for address in tiles)
    page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
    expect(page.locator(f".leaflet-tile-loaded[src*='/{other}/']").first).to_be_visible()
    assert shown_layers(page) == [other]


def test_a_fine_screen_gets_fine_tiles(invite: Callable[..., Visitor]) -> None:
    visitor = invite(device_scale_factor=2)
    tiles = asked(visitor.page, "/tiles/base/")
    page = visitor.opens(SAMPLE)
    page.wait_for_selector("html[data-land=ready]")
    assert tiles
    assert all("@2x.png" in address for address in tiles)
    assert page.locator(".leaflet-tile-loaded").first.evaluate("tile => tile.naturalWidth") == 512


@pytest.mark.parametrize(("zoom", "pixels"), [(5, 256), (5.25, 512)])
def test_a_coarse_screen_gets_fine_tiles_only_between_two_zooms(visitor: Visitor, zoom: float, pixels: int) -> None:
    page = visitor.opens(SAMPLE)
    page.wait_for_selector("html[data-land=ready]")
    page.evaluate(f"map_events.setView([41, 45], {zoom}, {{ animate: false }})")
    tile = page.locator(".leaflet-tile-loaded[src*='/5/']").first
    expect(tile).to_be_visible()
    assert tile.evaluate("tile => tile.naturalWidth") == pixels


def test_labels_are_never_shown_half_as_large_again_or_as_small(visitor: Visitor) -> None:
    """Tiles are drawn for whole zooms: a step of the wheel goes from one quarter beside them to the other."""
    page = visitor.opens(SAMPLE)
    zooms = "[5.5, 5.75, 5.5, 5.25, 5.5].map(zoom => map_events.setZoom(zoom, { animate: false }).getZoom())"
    page.evaluate("map_events.setZoom(5, { animate: false })")
    assert page.evaluate(zooms) == [5.75, 5.75, 5.25, 5.25, 5.75]
    page.goto(visitor.url + SAMPLE + "embed")
    page.wait_for_selector("html[data-land=ready]")
    assert page.evaluate("map_events.getZoom() % 1") != 0.5


def test_nearer_than_the_last_tiles_they_are_enlarged(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    tiles = asked(page, "/tiles/base/")
    page.evaluate("map_events.setView([40.79, 43.84], map_events.getMaxZoom(), { animate: false })")
    tile = page.locator(".leaflet-tile-loaded[src*='/9/']").first
    expect(tile).to_be_visible()
    assert tile.evaluate("tile => tile.naturalWidth") == 512
    assert not [address for address in tiles if re.search(r"/(light|dark)/1\d/", address)]


def test_the_area_of_the_selected_event_is_drawn_and_goes_with_it(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    assert page.locator("path.area.inside").count() == 0
    areas = asked(page, "/areas/")
    page.locator("#list > li", has_text="annexed").locator("button.title").first.click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    expect(page.locator("path.area.chosen.outline").first).to_be_attached()
    assert len(areas) == 1
    page.keyboard.press("Escape")
    expect(page.locator("path.area.chosen")).to_have_count(0)
    page.locator("#list > li", has_text="annexed").locator("button.title").first.click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    assert len(areas) == 1  # known already
    parts = page.locator("path.area.chosen.inside").count()
    page.reload()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    page.get_by_label("Words").fill("annexed")
    expect(page.locator("#list > li")).to_have_count(1)
    expect(page.locator("path.area.chosen.inside")).to_have_count(parts)  # drawn once, however often the events are


def placed(id: str, title: str, point: tuple[float, float], place: str, **more: object) -> dict[str, object]:
    """An event in a place with an area of its own."""
    day = ("2016-02-20", "2016-02-20")
    facts = {"place_kind": "country", "place_label": title, "area": True, "places": [{"id": place}], "radius_km": 300, **more}
    return made(id, title, point, day, **facts)


def test_a_place_that_only_the_article_names_is_shown_by_what_it_lies_in(visitor: Visitor) -> None:
    name = "Wekanui, Auckland"
    facts = {"place": name, "place_label": name, "place_kind": "region", "places": [{"id": f"2193733:{name}"}], "radius_km": 20}
    given(visitor.page, made("fire", "Fire", (-36.85, 174.76), ("2021-05-02", "2021-05-02"), **facts))
    page = visitor.opens(SAMPLE)
    page.get_by_role("button", name="Fire", exact=True).last.click()
    expect(page.locator("path.area.chosen")).to_be_attached()
    expect(page.locator("#list .more .note")).to_contain_text("the middle of Auckland, where Wekanui lies, not an exact spot")


def test_an_area_across_the_antimeridian_is_one_and_not_cut(visitor: Visitor) -> None:
    """Chukotka lies beside Kamchatka, and no line runs where the file has it cut in two."""
    given(visitor.page, placed("russia", "Russia", (60.0, 100.0), "2017370"))
    page = visitor.opens(SAMPLE)
    page.get_by_role("button", name="Russia", exact=True).last.click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    layers = "Object.values(map_events._layers).filter(each => each.options.className?.includes('area chosen'))"
    ends = page.evaluate(
        f"(() => {{ const b = L.latLngBounds({layers}.map(each => each.getBounds())); return [b.getWest(), b.getEast()]; }})()"
    )
    assert 15 < ends[0] < 30
    assert 185 < ends[1] < 195
    along = page.evaluate(
        f"""{layers}.filter(each => each.options.className.includes('outline')).flatMap(each => each.getLatLngs())
        .flatMap(line => line.slice(1).map((point, index) => [line[index], point]))
        .filter(([one, other]) => Math.abs(one.lng - 180) < 1e-6 && Math.abs(other.lng - 180) < 1e-6).length"""
    )
    assert along == 0


def test_a_large_area_is_seen_as_a_whole_when_it_is_chosen_in_the_list(invite: Callable[..., Visitor]) -> None:
    visitor = invite(reduced_motion="reduce")  # an animation under way would undo the views chosen here
    given(visitor.page, placed("russia", "Russia", (60.0, 100.0), "2017370"))
    page = visitor.opens(SAMPLE)
    page.evaluate("map_events.setView([55, 40], 6, { animate: false })")
    page.get_by_role("button", name="Russia", exact=True).last.click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    page.wait_for_function("map_events.getZoom() <= 3 && map_events.getBounds().contains([68, 40])")
    page.keyboard.press("Escape")
    page.evaluate("map_events.setView([55, 90], 5, { animate: false })")
    page.locator(".leaflet-marker-icon .pin").click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    page.wait_for_timeout(300)
    assert page.evaluate("map_events.getZoom()") == 5  # on the map itself they see where they are


def test_an_area_is_seen_beside_its_sign_when_it_is_chosen_in_the_list(invite: Callable[..., Visitor]) -> None:
    page = invite(reduced_motion="reduce").opens(SAMPLE)
    page.evaluate("map_events.setView([45, 40], 3, { animate: false })")
    page.locator("#list > li", has_text="annexed").locator("button.title").first.click()
    expect(page.locator("path.area.chosen.inside").first).to_be_attached()
    page.wait_for_function("map_events.getZoom() > 3")
    widths = page.locator("path.area.chosen.inside").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    sign = page.locator(".pin.selected").evaluate("pin => pin.getBoundingClientRect().width")
    assert max(widths) > 2 * sign
    assert page.evaluate("map_events.getZoom()") <= 6


def test_the_map_says_where_it_comes_from_and_whose_borders_it_shows(visitor: Visitor) -> None:
    page = visitor.opens(SAMPLE)
    page.wait_for_selector("html[data-land=ready]")
    credit = page.locator(".leaflet-control-attribution")
    expect(credit).to_have_text("GeoNames (CC BY 4.0), Natural Earth; borders: German point of view")
    assert "Crimea in Ukraine" in (credit.get_attribute("title") or "")
