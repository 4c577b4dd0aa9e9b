"""The script counts days as the program does, and its axis and lanes keep their laws."""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from events import days
from tests.browser.conftest import Visitor


@pytest.fixture
def sheet(visitor: Visitor) -> Page:
    return visitor.opens("/sign-in")


def run(sheet: Page, module: str, script: str, argument: Any) -> Any:
    """Calls a module of the page; its address stands beside that of the style sheet."""
    folder = sheet.locator("link[href$='tokens.css']").get_attribute("href").rpartition("/")[0]  # type: ignore[union-attr]
    imported = f"const it = await import('{folder}/{module}.js')"
    return sheet.evaluate(f"async argument => {{ {imported}; return ({script})(it, argument); }}", argument)


def test_days_are_those_of_the_program(sheet: Page) -> None:
    draw = random.Random(1)
    numbers = [draw.randint(-4_000_000, 4_000_000) for _ in range(400)] + [-305, -304, 0, 1, 59, 60, 61, 365, 366]
    assert run(sheet, "days", "(it, all) => all.map(it.toDate)", numbers) == [list(days.to_date(day)) for day in numbers]
    assert run(sheet, "days", "(it, all) => all.map(it.fromIso)", [days.iso(day) for day in numbers]) == numbers


def test_years_before_ad_1000_say_their_era(sheet: Page) -> None:
    names = run(sheet, "days", "(it, all) => all.map(it.yearName)", [-43, 0, 1, 79, 1000, 2021])
    assert names == ["44 BC", "1 BC", "AD 1", "AD 79", "1000", "2021"]


@pytest.mark.parametrize("span", [1, 9, 40, 200, 800, 4_000, 40_000, 400_000, 4_000_000])
def test_ticks_lie_inside_in_order_and_leave_room(sheet: Page, span: int) -> None:
    draw = random.Random(span)
    for _ in range(20):
        first = draw.randint(-1_500_000, 760_000)
        for room in (2, 5, 12):
            ticks = run(sheet, "axis", "(it, [first, last, room]) => it.ticks(first, last, room)", [first, first + span, room])
            found = [tick["day"] for tick in ticks]
            assert found == sorted(set(found))
            assert all(first <= day <= first + span for day in found)
            assert len(found) <= room + 2
            assert not any(tick["label"] in ("0", "0 BC") for tick in ticks)


def test_ticks_around_the_turn_of_the_era_are_round(sheet: Page) -> None:
    ticks = run(sheet, "axis", "(it, [first, last, room]) => it.ticks(first, last, room)", [days.to_day(-299), days.to_day(300), 7])
    assert [tick["label"] for tick in ticks] == ["300 BC", "200 BC", "100 BC", "AD 1", "AD 100", "AD 200", "AD 300"]


def test_the_first_label_that_is_shown_says_its_year(sheet: Page) -> None:
    shown = "(it, [first, last]) => it.named(it.ticks(first, last, 12).slice(1)).map(tick => tick.label)"
    around = run(sheet, "axis", shown, [days.to_day(1755, 12, 27), days.to_day(1756, 1, 4)])
    assert around[0] == "28 Dec 1755"
    assert [label for label in around if "17" in label] == ["28 Dec 1755", "1 Jan 1756"]
    months = run(sheet, "axis", shown, [days.to_day(-43, 2), days.to_day(-43, 9)])
    assert months[0].endswith(" 44 BC")


def test_places_on_both_sides_of_the_antimeridian_lie_side_by_side(sheet: Page) -> None:
    width = """(it, points) => {
        const middle = it.meridian(points);
        const all = points.map(([, longitude]) => it.turned(longitude, middle));
        return [middle, Math.max(...all) - Math.min(...all)];
    }"""
    suva, apia, nome, london, new_york, tokyo = (-18.1, 178.4), (-13.8, -171.8), (64.5, -165.4), (51.5, 0), (40.7, -74), (35.7, 139.7)
    middle, span = run(sheet, "frame", width, [suva, apia, nome])
    assert abs(middle) > 150
    assert span < 20
    assert run(sheet, "frame", width, [london, new_york, tokyo])[0] == 0
    assert run(sheet, "frame", width, [london])[0] == 0
    assert run(sheet, "frame", width, [])[0] == 0


def test_labels_give_way_before_marks_need_another_lane(sheet: Page) -> None:
    items = [{"from": at, "to": at + 18, "labelled": {"from": at, "to": at + 200}} for at in range(0, 120, 10)]
    lanes = run(sheet, "lanes", "(it, [items, cap]) => it.pack(items, cap)", [items, 4])
    assert max(place["lane"] for place in lanes) < 4
    assert any(place["label"] for place in lanes)


def test_nothing_overlaps_in_a_lane(sheet: Page) -> None:
    draw = random.Random(3)
    for cap in (1, 4, 9):
        items: list[dict[str, Any]] = []
        for _ in range(120):
            start, length, label = draw.uniform(0, 900), draw.choice([18, 18, 18, 60, 400]), draw.uniform(20, 190)
            items.append({"from": start, "to": start + length, "labelled": {"from": start, "to": start + length + label}})
        lanes = run(sheet, "lanes", "(it, [items, cap]) => it.pack(items, cap)", [items, cap])
        taken: dict[int, list[tuple[float, float]]] = {}
        for item, place in zip(items, lanes, strict=True):
            extent = item["labelled"] if place["label"] else item
            assert all(extent["to"] <= first or extent["from"] >= last for first, last in taken.get(place["lane"], []))
            taken.setdefault(place["lane"], []).append((extent["from"], extent["to"]))
        assert all(place["lane"] < cap for place in lanes if place["label"])
