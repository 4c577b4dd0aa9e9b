"""A published folder on any web host, in a frame, or opened from disk: it filters as the service does, and asks nobody."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import create_app
from app.assets import OWN
from app.publishing import CONTENT_POLICY
from app.publishing.ground import WORLD
from app.service import Service
from app.settings import Settings
from events import edtf
from events.exports import PROPERTIES, Context, feature
from events.model import Collection, Event, Known, State, Visibility
from events.query import Query, QueryError
from geodata.gazetteer import Place
from tests.browser.conftest import PHONE, WIDE, Visitor, _only
from tests.conftest import copied, free_port
from tests.events.stored import APIA, GYUMRI, SUVA, event, reading

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
NEWS = '<!doctype html><title>News</title><link rel="icon" href="data:,">'


@pytest.fixture(scope="module")
def host() -> Iterator[Callable[[Path], str]]:
    """Web hosts as plain as they come: `python -m http.server`, each on a port of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(folder: Path) -> str:
        port = free_port()
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(address).close()
            except OSError:
                time.sleep(0.05)
            else:
                return address
        raise AssertionError("python -m http.server did not answer")

    yield serve
    for process in running:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def folder(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published below a path as GitHub Pages serves it."""
    folder = tmp_path_factory.mktemp("pages")
    app = create_app(Settings(data_dir=copied(sample_dir, tmp_path_factory.mktemp("publishing") / "data")))
    answer = app.test_cli_runner().invoke(args=["publish", "sample", str(folder / "project"), "--tiles", str(WORLD + 60)])
    assert answer.exit_code == 0, answer.output
    return folder


@pytest.fixture(scope="module")
def site(folder: Path, host: Callable[[Path], str]) -> str:
    return f"{host(folder)}/project/"


@pytest.fixture
def guest(chrome: Browser) -> Iterator[Callable[..., Visitor]]:
    """Somebody to whom nothing but these hosts answers: no service runs."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def welcome(*addresses: str, size: tuple[int, int] = WIDE, **options: Any) -> Visitor:
        context = chrome.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), addresses[0])
        context.route("**/*", _only(visitor, {urlsplit(address).netloc for address in addresses}))
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield welcome
    for context in contexts:
        context.close()
    for visitor in visitors:
        visitor.was_content()


def ids(page: Page) -> list[str | None]:
    return [item.get_attribute("data-id") for item in page.locator("#list > li").all()]


# ---- the page ----


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("from_disk", [False, True], ids=["served", "from disk"])
def test_a_published_page_works_with_no_service(
    guest: Callable[..., Visitor], site: str, folder: Path, from_disk: bool, size: tuple[int, int]
) -> None:
    visitor = guest(f"{(folder / 'project').as_uri()}/" if from_disk else site, size=size)
    page = visitor.opens("index.html")
    published = json.loads((folder / "project/events.geojson").read_text("utf-8"))["features"]
    expect(page.locator("#list > li")).to_have_count(len(published))
    expect(page.locator("#timeline .mark").first).to_be_visible()
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("GeoNames (CC BY 4.0), Natural Earth")
    title = page.locator("#list button.title").first
    title.click()
    expect(page.locator(".leaflet-popup h3")).to_have_text(title.inner_text())
    expect(page.locator("#timeline .mark[aria-selected=true]")).to_have_count(1)
    chosen = page.url
    page.get_by_label("Words").fill("crim")
    expect(page.locator("#list > li")).not_to_have_count(len(published))
    page.goto(chosen)
    page.wait_for_selector("html[data-state=ready]")
    expect(page.locator(".leaflet-popup h3")).to_have_text(title.inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_by_role("button", name="Correct").count() == 0


def test_filters_work_in_the_page_and_the_address_keeps_them(guest: Callable[..., Visitor], site: str) -> None:
    page = guest(site).opens("index.html?since=2014")
    few = ids(page)
    page.get_by_role("textbox", name="From").fill("long ago")
    expect(page.locator("#filters [role=alert]")).to_have_text("since: “long ago” is no date like 2014, 2014-03 or 2014-03-18.")
    assert ids(page) == few
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#list > li")).not_to_have_count(len(few))
    kind = page.locator("[data-kinds] button").first
    count = int(kind.locator(".count").inner_text())
    kind.click()
    expect(page.locator("#list > li")).to_have_count(count)
    page.reload()
    page.wait_for_selector("html[data-state=ready]")
    expect(page.locator("#list > li")).to_have_count(count)
    page.get_by_label("Words").fill("zzzz")
    expect(page.locator("#list")).to_have_text("No event fits these filters.")


@pytest.mark.parametrize("sandbox", [f'sandbox="{SANDBOX}"', ""], ids=["sandboxed", "plain"])
def test_a_published_embed_works_on_another_site(
    guest: Callable[..., Visitor], site: str, host: Callable[[Path], str], tmp_path: Path, sandbox: str
) -> None:
    """From a host that sends no header of ours, also in a sandbox that takes its origin away."""
    frame = f'<iframe src="{site}embed/index.html?since=2014" title="Map" {sandbox} style="width:100%;border:0" height="640"></iframe>'
    (tmp_path / "index.html").write_text(NEWS + frame, "utf-8")
    news = host(tmp_path)
    page = guest(news, site).opens("/index.html")
    inside = page.frame_locator("iframe")
    inside.locator("html[data-state=ready]").wait_for()
    expect(inside.locator(".leaflet-marker-icon").first).to_be_visible()
    expect(inside.locator(".leaflet-tile-loaded").first).to_be_visible()
    inside.locator("#list button.title").first.click()
    expect(inside.locator("#timeline .mark[aria-selected=true]")).to_have_count(1)
    assert page.context.cookies() == []


def test_the_embed_code_of_a_published_page_is_an_embed_that_works(
    guest: Callable[..., Visitor], site: str, host: Callable[[Path], str], tmp_path: Path
) -> None:
    news = host(tmp_path)
    page = guest(site, news).opens("index.html?kind=politics")
    listed = page.locator("#list > li").count()
    page.get_by_role("button", name="Copy embed code").click()
    expect(page.locator("[data-local]")).to_be_visible()  # of this machine alone
    code = page.get_by_label("Embed code").input_value()
    assert f'src="{site}embed/index.html?kind=politics"' in code
    (tmp_path / "index.html").write_text(NEWS + code, "utf-8")
    page.goto(news)
    expect(page.frame_locator("iframe").locator("#list > li")).to_have_count(listed)


# ---- the background ----


def test_tiles_that_were_not_published_are_parts_of_coarser_ones(guest: Callable[..., Visitor], site: str) -> None:
    visitor = guest(site)
    page = visitor.opens("index.html")
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(f"{answer.status} {urlsplit(answer.url).path}"))
    page.evaluate("map_events.setView([-33, 151], 4, { animate: false })")  # far from all events
    expect(page.locator("div.leaflet-tile-loaded > img").nth(4)).to_be_visible()
    assert {answer.split()[0] for answer in asked} <= {"200", "304"}
    part, around = page.evaluate(
        """() => { const box = document.querySelector('div.leaflet-tile'); const image = box.firstChild;
        return [box.getBoundingClientRect().toJSON(), image.getBoundingClientRect().toJSON()]; }"""
    )
    assert around["left"] <= part["left"] + 1
    assert around["right"] >= part["right"] - 1
    assert around["top"] <= part["top"] + 1
    assert around["bottom"] >= part["bottom"] - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_background_has_the_readers_theme(guest: Callable[..., Visitor], site: str, scheme: str) -> None:
    page = guest(site, color_scheme=scheme).opens("index.html")
    expect(page.locator(f".leaflet-tile-pane img[src*='tiles/{scheme}/']").first).to_be_visible()
    assert page.locator(f".leaflet-tile-pane img:not([src*='tiles/{scheme}/'])").count() == 0


# ---- downloads ----


def test_downloads_hold_what_the_page_shows(guest: Callable[..., Visitor], site: str, folder: Path) -> None:
    page = guest(site).opens("index.html")
    whole = {}
    for name in ("GeoJSON", "CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        whole[name] = download.value.path().read_bytes()
        assert download.value.suggested_filename == f"sample.{name.lower()}"
        assert whole[name] == (folder / f"project/events.{name.lower()}").read_bytes()
    page.get_by_role("textbox", name="From").fill("2014")
    page.get_by_label("on the map").check()
    page.wait_for_url("**since=2014**has=place**")
    listed = set(ids(page))
    with page.expect_download() as download:
        page.get_by_role("link", name="GeoJSON").click()
    expect(page.locator("#notice")).to_contain_text(f"The file holds the {len(listed)} events shown here.")
    collection = json.loads(download.value.path().read_text("utf-8"))
    everything = json.loads(whole["GeoJSON"])
    assert collection["features"] == [each for each in everything["features"] if each["id"] in listed]
    assert {name: collection.get(name) for name in ("type", "name", "description", "attribution", "license")} == {
        name: everything.get(name) for name in ("type", "name", "description", "attribution", "license")
    }
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = [understood(row) for row in csv.DictReader(io.StringIO(download.value.path().read_text("utf-8"), newline=""))]
    service = (understood(row) for row in csv.DictReader(io.StringIO(whole["CSV"].decode("utf-8-sig"), newline="")))
    assert rows == [row for row in service if row["id"] in listed]


def understood(row: dict[str, str]) -> dict[str, Any]:
    """Cells as programs take them: 150 and 150.0 are one number."""
    numbers = ("radius_km", "confidence", "importance", "longitude", "latitude")
    return row | {name: float(row[name]) for name in numbers if row[name]} | {name: json.loads(row[name]) for name in ("actors", "places")}


# ---- the same filters as the service's ----

LAKE = Place("own-lake", "Lake Sevan", 40.3, 45.3, "water", None, None, 0, 40.0)
RUSSIA = Place("2017370", "Russia", 60.0, 100.0, "country", "RU", None, 0, 3000.0)
TITLES = (
    *("U.S. troops leave", "Łódź, Ærø and STRASSE", "Straße ẞ", "Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "Côte-d’Ivoire votes", "=1+1", "१९४७ भारत"),
    *("İstanbul ısı", "Crimea annexed", "Crimes", "a\u0334\u0301b", "x²½", "", "日本 3月", 'Said "no", twice'),
)
TIMES = (
    *("", "2014-03", "-0043-03-15", "1980/1989", "2014-02-20/..", "../1999", "2022-03-15T16:30:00", "198X"),
    *("Y-12000", "1941-24", "2014-03-18"),
)
ACTORS = (("Russia",), ("Smith, John", "Él & Co"), ())
PLACES: tuple[tuple[Place, ...], ...] = ((GYUMRI,), (SUVA, GYUMRI), (APIA,), (LAKE,), (RUSSIA,), ())
DATES = (
    *("2014", "2014-03-18", "-0043", "1985/..", "../1985", "198X", "-04XX", "20XX", "2014-22", "2014-34", "1941-24"),
    *("2020~", "2014-XX-XX", "Y-12000"),
)
WRONG: dict[str, Sequence[str]] = {
    "since": (
        *("yesterday", "2014-13", "2014-02-30", "1900-02-29", "198X-03", "2014/2013", "2014/2015/2016", "/", "../2014"),
        *("2014-03-18T25:00", "2014-00"),
    ),
    "until": ["2014/..", "31.12.2014"],
    "bbox": ("1,2,3", "nan,0,1,1", "inf,0,1,1", "0,20,1,10", "0,-91,1,10", "0,0,0,0x"),
    "q": ("x" * 201,),
    "place_kind": ("town",),
    "country": ("ARM", "A1"),
    "known": ("maybe",),
    "state": ("deleted",),
    "has": ("time,money",),
    "kind": (",".join(map(str, range(600))),),
}
RIGHT: dict[str, Sequence[str]] = {
    "q": (
        *("us", "U.S.", "strasse", "straße", "ẞ", "lod", "aero str", "οδυσσευς", "cote d ivo", "crim", "crimea", "a b", "ab", "1947"),
        *("भारत", "ist", "isi", "x2", "日本", "–…", "gyu sev", "said no", "nobody"),
    ),
    "since": DATES,
    "until": DATES,
    "bbox": (
        *("40,35,50,45", "170,-30,-160,0", "-190,-30,-160,0", "-200,-90,200,90", "179,-90,-179,90", "1e2,-9.,.5,+4e1"),
        "43.84528,40.7942,43.84528,40.7942",
    ),
    "kind": ("war", "treaty,other", " war , ,", ",", "nothing"),
    "place_kind": ("city", "water,country"),
    "place": ("616635", "own-lake,2017370"),
    "country": ("am", "AM,FJ", "XK"),
    "actor": ("Smith, John", "Russia", "Smith"),
    "article": ("nothing",),
    "known": ("explicit", "editor,document"),
    "state": ("found", "confirmed,edited"),
    "has": ("time", "place", "time,place"),
}


def made_up(chance: random.Random) -> list[Event]:
    """An event for each pair of a title and a time, the rest by chance."""
    found = []
    for number, (title, when) in enumerate(itertools.product(TITLES, TIMES)):
        state = chance.choice([State.FOUND, State.FOUND, State.CONFIRMED, State.EDITED, State.REJECTED])
        more: dict[str, Any] = {"kind": chance.choice(["war", "treaty", "other"]), "actors": chance.choice(ACTORS), "state": state}
        one = event(chance.choice(["annexed", "died"]), f"{number:03}", when, chance.choice(PLACES), title=title, **more)
        known = chance.choice([Known.EXPLICIT, Known.DOCUMENT, Known.EDITOR]) if one.when else None
        found.append(replace(one, when_known=known))
    return found


def asked(chance: random.Random) -> list[dict[str, str]]:
    """Every right and wrong value alone, and right ones of several filters together."""
    alone = [{name: value} for values in (RIGHT, WRONG) for name, each in values.items() for value in each]
    together = [{name: chance.choice(RIGHT[name]) for name in chance.sample(sorted(RIGHT), chance.randint(2, 4))} for _ in range(300)]
    return [{}, {"since": "2015", "until": "2014"}, *alone, *together]


def answers(service: Service, query: dict[str, str]) -> list[str] | str:
    try:
        return [row.id for row in service.store.rows("made-up", Query.from_args(query))]
    except QueryError as error:
        return str(error)


SIFT = """async ([features, queries]) => {
    const [{ event }, { sift }] = await Promise.all([import('/source.js'), import('/sieve.js')]);
    const events = features.map(event);
    return queries.map(query => {
        try { return sift(events, new URLSearchParams(query)).map(({ id }) => id); } catch (error) { return error.message; }
    });
}"""


def test_the_page_filters_as_the_service_does(service: Service, guest: Callable[..., Visitor], host: Callable[[Path], str]) -> None:
    chance = random.Random(1755)
    service.store.add_collection(Collection("made-up", "Made up", visibility=Visibility.PUBLIC))
    service.store.add("made-up", reading(*made_up(chance)))
    features = [feature(row, Context(fields="page")) for row in service.store.rows("made-up")]
    queries = asked(chance)
    page = guest(host(OWN)).opens("/")
    found = page.evaluate(SIFT, [features, [urlencode(query) for query in queries]])
    for query, ours, theirs in zip(queries, found, [answers(service, query) for query in queries], strict=True):
        assert ours == theirs, query
    assert len({json.dumps(each) for each in found}) > 100


PARSE = """async texts => {
    const { parse } = await import('/edtf.js');
    return texts.map(text => {
        try { const { first, last } = parse(text); return [first, last]; } catch (error) { return error.message; }
    });
}"""


def written(chance: random.Random) -> str:
    """Something that looks like a date, and often is one."""
    year = chance.choice(["2014", "0000", "-0001", "1900", "2000", "199X", "-04XX", "1XXX", "Y-12000", "Y123456", "99999", "20X"])
    month = chance.choice(["", "-00", "-02", "-12", "-13", "-21", "-24", "-33", "-36", "-41", "-50", "-XX"])
    day = chance.choice(["", "-00", "-28", "-29", "-30", "-31", "-XX"]) if month else ""
    time = chance.choice(["", "", "T09", "T23:59", "T24:00", "T16:30:05.5Z", "T16:30+04:00"]) if day else ""
    return year + month + day + time + chance.choice(["", "", "~", "?", "%", "!"])


def days(text: str) -> list[int | None] | str:
    try:
        when = edtf.parse(text)
    except ValueError as error:
        return str(error)
    return [when.first, when.last]


def test_the_page_reads_dates_as_the_service_does(guest: Callable[..., Visitor], host: Callable[[Path], str]) -> None:
    chance = random.Random(44)
    texts = [written(chance) for _ in range(2000)] + ["/".join(written(chance) for _ in range(2)) for _ in range(1000)]
    texts += [*("", "..", "/", "../..", "2014/", "/2014", " 2014 ", "1/2/3"), *DATES]
    for text, ours in zip(texts, guest(host(OWN)).opens("/").evaluate(PARSE, texts), strict=True):
        assert ours == days(text), text


def test_deleted_events_are_not_asked_for(guest: Callable[..., Visitor], host: Callable[[Path], str]) -> None:
    found = guest(host(OWN)).opens("/").evaluate(SIFT, [[], ["state=found,rejected"]])
    assert found == ["state: deleted events are shown only to those who may write."]


def test_a_published_page_carries_the_properties_of_the_exports(folder: Path) -> None:
    [data] = (folder / "project/assets").glob("events-*.js")
    facts = json.loads(data.read_text("utf-8").removeprefix("window.published = ").removesuffix(";\n"))
    assert tuple(facts["names"]) == PROPERTIES
    assert set(PROPERTIES) <= set(facts["events"]["features"][0]["properties"])


def test_a_script_put_into_a_published_page_does_not_run(guest: Callable[..., Visitor], site: str) -> None:
    visitor = guest(site)
    visitor.expected = ["Content Security Policy"]
    page = visitor.opens("index.html")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror=\"window.ran=1\"><iframe srcdoc=\"x\"></iframe>')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert visitor.failures.pop().startswith("x:")
    assert page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") == CONTENT_POLICY


def test_the_button_downloads_a_page_that_opens_from_disk(visitor: Visitor, guest: Callable[..., Visitor], tmp_path: Path) -> None:
    page = visitor.opens("/c/sample/")
    listed = ids(page)
    page.get_by_role("button", name="Copy embed code").click()
    # The whole background takes a minute to draw.
    few = f"Object.assign(document.createElement('input'), {{ type: 'hidden', name: 'tiles', value: {WORLD} }})"
    page.evaluate(f"document.querySelector('.take').append({few})")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Download the page").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    assert ids(guest((tmp_path / "sample").as_uri() + "/").opens("index.html")) == listed
