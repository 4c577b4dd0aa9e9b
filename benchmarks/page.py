"""How much the page weighs, how soon its map stands and what a step of the brush costs; beside it a plain Folium page of the same events.

python -m benchmarks.page [--events 200] [--runs 5]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

from app.assets import collect
from benchmarks.chromium import CHROMIUM, FLAGS
from events.days import iso, to_day
from events.edtf import parse
from events.model import Collection, Document, Event, Evidence, Known, Located, Reading, Span, Visibility
from events.storage import EventStore
from geodata.gazetteer import open_gazetteer
from geodata.gazetteer import path as gazetteer_path

ROOT = Path(__file__).parents[1]
KINDS = ("conflict", "politics", "diplomacy", "protest", "crime", "disaster", "economy", "culture", "science", "other")
TOWNS = ("Vienna", "Lagos", "Lima", "Osaka", "Porto", "Kyiv", "Delhi", "Hanoi", "Quito", "Cairo", "Oslo", "Perth", "Seoul", "Riga")
LIMIT_KB = 150  # scripts and styles of the page, compressed
LIMIT_MS = 1000  # until the map of 200 events is drawn
STEPS = 60  # of the brush, one a frame
# The moment the first sign or cluster stands on the map, and the frame after it.
# Ours says itself when its background is there too; plain Folium's would come from another host.
WATCH = """
const stamp = (name) => requestAnimationFrame(() => requestAnimationFrame(() => { window[name] = performance.now(); }));
new MutationObserver((_, watcher) => {
  if (!document.querySelector(".leaflet-marker-icon")) return;
  watcher.disconnect();
  stamp("drawn");
}).observe(document, { childList: true, subtree: true });
new MutationObserver((_, watcher) => {
  if (!document.documentElement?.dataset.land) return;
  watcher.disconnect();
  stamp("landed");
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-land"] });
"""

# A hand that draws a window over the density: one step a frame, and it stays down.
BRUSH = """async (steps) => {
  const strip = document.querySelector(".density");
  const { left, top, width } = strip.getBoundingClientRect();
  strip.setPointerCapture = () => {};
  const facts = { clientY: top + 10, button: 0, pointerId: 1 };
  const fire = (type, share) => strip.dispatchEvent(new PointerEvent(type, { ...facts, clientX: left + share * width }));
  fire("pointerdown", 0.2);
  for (let step = 1; step <= steps; step += 1) {
    fire("pointermove", 0.2 + (0.6 * step) / steps);
    await new Promise(requestAnimationFrame);
  }
}"""


def reading(count: int) -> Reading:
    """Invented events in real towns, from 1900 to 2020."""
    draw = random.Random(7)
    gazetteer = open_gazetteer()
    places = [sense[0].place for town in TOWNS if (sense := gazetteer.lookup(town))]
    lines = [f"Something happened in {draw.choice(places).name} once, number {number}. " for number in range(count)]
    document = Document("".join(lines), "Benchmark")
    events, at = [], 0
    for number, line in enumerate(lines):
        evidence = Evidence(document.id, Span(at, at + len(line) - 1), Span(at + 10, at + 18))
        place = next(place for place in places if f" {place.name} " in line)
        day = iso(to_day(1900) + draw.randrange(43_000))
        event = Event(
            id=f"{number:016x}",
            title=f"Event {number} in {place.name}",
            kind=draw.choice(KINDS),
            evidence=(evidence,),
            when=parse(day),
            when_known=Known.EXPLICIT,
            where=(Located(place),),
        )
        events.append(event)
        at += len(line)
    return Reading(document, (), (), tuple(events))


@contextmanager
def service(count: int) -> Iterator[str]:
    """The real service over a store that holds the events; gives the address of their collection."""
    with tempfile.TemporaryDirectory() as folder:
        for path in gazetteer_path().parent.iterdir():
            if path.name.startswith(("gazetteer", "areas", "basemap", "tiles")) and path.suffix != ".lock":
                (Path(folder) / path.name).symlink_to(path.resolve())
        store = EventStore.open(Path(folder) / "events.sqlite")
        store.add_collection(Collection("many", "Benchmark", visibility=Visibility.PUBLIC))
        store.add("many", reading(count))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(port)}
        command = [sys.executable, "-m", "app"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/c/many/"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def wait(address: str) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The service did not start.")


def plain_folium(events: list[dict[str, Any]]) -> str:
    """What a script of ten lines makes of the same events."""
    import folium
    from folium.plugins import MarkerCluster

    drawn = folium.Map(location=(20, 10), zoom_start=2)  # its tiles are on another host and never come
    cluster = MarkerCluster().add_to(drawn)  # type: ignore[no-untyped-call]
    for event in events:
        longitude, latitude = event["geometry"]["coordinates"]
        words = event["properties"]
        told = f"{words['title']}<br>{words['start']}<br>{words['quote']}"
        folium.Marker((latitude, longitude), popup=told, tooltip=words["title"]).add_to(cluster)
    return str(drawn.get_root().render())


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


class Weighed:
    """The bytes of a page by kind, as a server that compresses would send them."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}

    def add(self, kind: str, body: bytes) -> None:
        self.sizes[kind] = self.sizes.get(kind, 0) + packed(body)

    def scripts_and_styles(self) -> int:
        return self.sizes.get("script", 0) + self.sizes.get("stylesheet", 0)


def measure(browser: Browser, address: str, runs: int, prepare: Any = None) -> tuple[list[float], list[float], Weighed]:
    """Milliseconds to the drawn signs, and to the background below, each time with an empty cache; the bytes of the last time."""
    times, landed, weighed = [], [], Weighed()
    for number in range(runs + 1):  # the first one warms up and is not counted
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page: Page = context.new_page()
        if prepare:
            prepare(page)
        answers: list[Any] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: B023
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_selector(".leaflet-marker-icon", timeout=60_000)
        page.wait_for_timeout(1000)
        times.append(float(page.evaluate("window.drawn")))
        landed.append(float(page.evaluate("window.landed ?? 0")))
        if number == runs:
            for answer in answers:
                weighed.add(answer.request.resource_type, answer.body())
        context.close()
    return times[1:], landed[1:], weighed


def from_packages(html: str) -> Any:
    """Answers a plain Folium page, and the hosts it asks for scripts, out of folium-offline: as fast as a network never is."""
    from offlinefolium.elements import _res

    def answer(route: Route) -> None:
        address = route.request.url
        if address.endswith("/plain.html"):
            route.fulfill(body=html, content_type="text/html")
        elif address in _res:
            route.fulfill(body=_res[address], content_type="text/css" if address.endswith(".css") else "text/javascript")
        else:
            route.abort()

    return lambda page: page.route("**/*", answer)


def brushed(browser: Browser, address: str) -> float:
    """Milliseconds of processor time that a step of the brush takes, in the page's own thread."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    meter.send("Performance.enable")

    def spent() -> float:
        return next(float(each["value"]) for each in meter.send("Performance.getMetrics")["metrics"] if each["name"] == "TaskDuration")

    page.goto(address)
    page.wait_for_selector("html[data-state=ready][data-land=ready]", timeout=60_000)
    page.wait_for_timeout(2000)
    before = spent()
    page.evaluate(BRUSH, STEPS)
    step = (spent() - before) * 1000 / STEPS
    page.close()
    return step


def line(name: str, times: list[float], weighed: Weighed) -> str:
    total = sum(weighed.sizes.values())
    code = weighed.scripts_and_styles()
    return f"{name:14} {statistics.median(times):7.0f} ms   {code / 1000:6.1f} kB scripts and styles   {total / 1000:7.1f} kB in all"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with service(given.events) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with urllib.request.urlopen(f"{address}events.geojson") as answer:
            events = json.load(answer)["features"]
        html = plain_folium(events)
        ours, land, our_weight = measure(browser, address, given.runs)
        step = brushed(browser, address)
        plain, _, plain_weight = measure(browser, "http://127.0.0.1:1/plain.html", given.runs, from_packages(html))
        browser.close()
    own = sum(packed(asset.data) for asset in collect().files.values() if asset.name.endswith((".js", ".css")))
    print(f"{len(events)} events, until the first signs are drawn (median of {given.runs}, empty cache)")
    print(line("this page", ours, our_weight))
    print(f"{'  with its ground':14} {statistics.median(land):7.0f} ms")
    print(f"{'  a step of the brush':14} {step:7.1f} ms of processor time")
    print(line("plain Folium", plain, plain_weight))
    print(f"all scripts and styles that there are: {own / 1000:.1f} kB compressed")
    good = our_weight.scripts_and_styles() <= LIMIT_KB * 1000 and (given.events > 200 or statistics.median(ours) <= LIMIT_MS)
    print("within the limits" if good else f"OVER the limits of {LIMIT_KB} kB and {LIMIT_MS} ms")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
