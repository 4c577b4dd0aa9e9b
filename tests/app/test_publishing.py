"""A published folder: whole, relative, replaced as one, and nothing of others touched."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import re
import resource
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.publishing import CONTENT_POLICY, Site
from app.publishing.folder import MANIFEST, File, PublishError, check, write
from app.publishing.ground import MOST, WORLD, Spot, chosen, listed
from app.publishing.script import joined
from app.service import Service
from app.settings import Settings
from events.model import Collection, State, Visibility
from events.storage import Change
from tests.conftest import copied

FEW = str(WORLD)  # tiles of a theme: they take a while to draw
PAGES = ("index.html", "embed/index.html")


@pytest.fixture(scope="module")
def site(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published by the command."""
    folder = tmp_path_factory.mktemp("site") / "new"
    app = create_app(Settings(data_dir=copied(sample_dir, tmp_path_factory.mktemp("publishing") / "data")))
    answer = app.test_cli_runner().invoke(args=["publish", "sample", str(folder), "--tiles", FEW, "--address", "https://news.example/map"])
    assert answer.exit_code == 0, answer.output
    assert re.fullmatch(rf"sample: \d+ events, \d+ files, \d+\.\d MB in {folder}\n", answer.stdout)
    return folder


@pytest.fixture
def publish(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class Addresses(HTMLParser):
    """What a page links to and loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        rel = dict(attrs).get("rel")
        self.found += [value for name, value in attrs if name in ("href", "src") and value and rel != "canonical"]


# ---- the site ----


def test_a_site_has_a_page_an_embed_the_exports_and_what_they_need(site: Path) -> None:
    found = paths(site)
    assert {*PAGES, "events.geojson", "events.csv", ".nojekyll", MANIFEST} <= found
    for theme in ("light", "dark"):
        assert sum(path.startswith(f"tiles/{theme}/") for path in found) == int(FEW)
        assert f"tiles/{theme}/0/0/0@2x.png" in found
        assert (site / f"tiles/{theme}/0/0/0@2x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", PAGES)
def test_every_address_of_a_page_is_relative_and_leads_to_a_file(site: Path, page: str) -> None:
    addresses = Addresses((site / page).read_text("utf-8")).found
    assert len(addresses) > 10
    for address in addresses:
        assert not re.match("[a-z]+:|/", address)
        assert address.startswith("#") or ((site / page).parent / address).resolve().is_file()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_brings_its_own_policy_and_no_script_or_style_in_its_text(site: Path, page: str) -> None:
    text = (site / page).read_text("utf-8")
    assert f'content="{CONTENT_POLICY}"'.replace("'", "&#39;") in text or f'content="{CONTENT_POLICY}"' in text
    assert text.index("Content-Security-Policy") < text.index("<script")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


def test_links_that_others_follow_are_absolute_by_the_address_given(site: Path, publish: FlaskCliRunner, tmp_path: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://news.example/map/">' in text
    assert 'data-public-url="https://news.example/map/"' in text
    refused = publish.invoke(args=["publish", "sample", str(tmp_path / "site"), "--address", "news.example"])
    assert refused.exit_code == 1
    assert "https://news.example/" in refused.stderr
    assert not (tmp_path / "site").exists()


def test_the_exports_of_a_site_are_those_of_the_service(site: Path, client: FlaskClient) -> None:
    assert json.loads((site / "events.geojson").read_text("utf-8")) == json.loads(client.get("/c/sample/events.geojson").data)
    assert (site / "events.csv").read_bytes() == client.get("/c/sample/events.csv").data


def test_a_site_holds_quotes_and_never_the_article(site: Path, service: Service) -> None:
    [article] = service.store.documents("sample")
    document = service.store.document("sample", article.id)
    assert document
    quotes = {row["quote"] for row in csv.DictReader(io.StringIO((site / "events.csv").read_text("utf-8-sig")))}
    paragraphs = [part for part in document.text.split("\n\n") if part.strip()]
    unquoted = [part for part in paragraphs if not any(part in quote or quote in part for quote in quotes)]
    everything = "\n".join(path.read_text("utf-8", "ignore") for path in site.rglob("*") if path.is_file() and path.suffix != ".png")
    assert document.text[:400] not in everything
    assert not [part for part in unquoted if part in everything]


def test_nothing_that_was_deleted_is_published(app: Flask, service: Service) -> None:
    row = next(service.store.rows("sample"))
    service.store.decide("sample", row.id, Change(state=State.REJECTED), "editor", "2026-01-01T00:00:00+00:00")
    collection = service.store.collection("sample")
    assert collection
    files = Site(service, app.jinja_env, collection).files()
    assert not [file.path for file in files if not file.path.startswith("tiles/") and row.id.encode() in b"".join(file.parts)]


def test_words_stay_words_in_a_published_page(app: Flask, service: Service) -> None:
    evil = "</title></script><img src=x onerror=alert(1)>\"'"
    collection = Collection("evil", evil, evil, Visibility.PUBLIC)
    service.store.add_collection(collection)
    pages = {file.path: b"".join(file.parts).decode() for file in Site(service, app.jinja_env, collection).files() if file.path in PAGES}
    assert len(pages) == len(PAGES)
    for page in pages.values():
        assert "<img src=x" not in page
        assert page.count("</title>") == 1


# ---- refusals ----


def test_a_private_collection_is_published_only_in_so_many_words(publish: FlaskCliRunner, service: Service, tmp_path: Path) -> None:
    service.store.add_collection(Collection("own", "My own"))
    refused = publish.invoke(args=["publish", "own", str(tmp_path / "site")])
    assert refused.exit_code == 1
    assert "“My own” is private" in refused.stderr
    assert not (tmp_path / "site").exists()
    assert publish.invoke(args=["publish", "nothing", str(tmp_path / "other")]).exit_code == 2


FILES = [File("index.html", [b"<p>", b"one"]), File("assets/1/page.js", [b"1"])]


def test_a_folder_that_holds_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(PublishError, match=r"holds other things \(thesis\.txt\)"):
        write(tmp_path, FILES)
    assert paths(tmp_path) == {"thesis.txt"}


def test_what_a_web_host_keeps_beside_a_site_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main")
    (tmp_path / "CNAME").write_text("map.news.example")
    assert write(tmp_path, FILES).files == 3
    assert write(tmp_path, FILES[:1]).removed == 1
    assert paths(tmp_path) == {".git/HEAD", "CNAME", "index.html", MANIFEST}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(PublishError, match="is a file"):
        write(tmp_path / "file", FILES)
    with pytest.raises(PublishError, match=r"cannot be (written|read)"):
        write(tmp_path / "file" / "below", FILES)
    with pytest.raises(PublishError, match="cannot be written"):
        write(Path("/proc/nowhere/site"), FILES)


NOT_OURS = ("", "[]", "{}", '{"files": 3}', '{"files": [3]}', '{"files": ["../../etc/passwd"]}', '{"files": ["/etc/passwd"]}')


@pytest.mark.parametrize("words", NOT_OURS)
def test_a_list_that_is_not_ours_decides_nothing(tmp_path: Path, words: str) -> None:
    (tmp_path / MANIFEST).write_text(words)
    with pytest.raises(PublishError, match="no list of published files"):
        write(tmp_path, FILES)


def test_nothing_is_written_over_or_through_a_link(tmp_path: Path) -> None:
    site, away = tmp_path / "site", tmp_path / "away"
    away.mkdir()
    write(site, FILES[:1])
    (site / "assets").symlink_to(away)
    with pytest.raises(PublishError, match="a link to elsewhere"):
        write(site, FILES)
    (site / "assets").unlink()
    (site / "assets").mkdir()
    (site / "assets" / "1").write_text("somebody's")
    with pytest.raises(PublishError, match="a file where a folder has to be"):
        write(site, FILES)
    (site / "assets" / "1").unlink()
    (site / "assets" / "1").mkdir()
    (site / "assets" / "1" / "page.js").write_text("somebody's")
    with pytest.raises(PublishError, match="was not written by a publication"):
        write(site, FILES)
    assert (site / "index.html").read_bytes() == b"<p>one"
    assert list(away.iterdir()) == []


# ---- again ----


def test_publishing_again_replaces_its_own_files_and_no_others(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "notes.html").write_text("mine")
    (tmp_path / "assets" / "mine.txt").write_text("mine")
    written = write(tmp_path, [File("index.html", [b"two"]), File("assets/2/page.js", [b"2"])])
    assert (written.files, written.removed) == (3, 1)
    assert paths(tmp_path) == {"index.html", "assets/2/page.js", "assets/mine.txt", "notes.html", MANIFEST}
    assert (tmp_path / "index.html").read_bytes() == b"two"
    assert not (tmp_path / "assets" / "1").exists()
    assert check(tmp_path) == {"index.html", "assets/2/page.js"}


@pytest.mark.parametrize("at", range(3))
def test_a_publication_that_fails_leaves_the_old_site(tmp_path: Path, at: int) -> None:
    write(tmp_path, FILES)
    before = {path: (tmp_path / path).read_bytes() for path in paths(tmp_path)}

    def parts() -> list[bytes]:
        raise OSError(28, "No space left on device")

    class Full:
        def __iter__(self) -> object:
            return iter(parts())

    files = [File(f"{number}.txt", [b"new"]) for number in range(2)]
    files.insert(at, File("index.html", Full()))  # type: ignore[arg-type]
    with pytest.raises(PublishError, match="No space left on device"):
        write(tmp_path, files)
    assert {path: (tmp_path / path).read_bytes() for path in paths(tmp_path)} == before


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    def publish() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        with pytest.raises(PublishError, match=f"^{re.escape(str(tmp_path))} cannot be written: File too large.$"):
            write(tmp_path, [File("a", [b"x" * 10_000])])

    together(publish)
    assert list(tmp_path.iterdir()) == []


def test_what_a_publication_that_was_cut_off_left_is_cleared_and_owned(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / ".publishing-x" / "assets").mkdir(parents=True)
    (tmp_path / ".publishing-x" / "assets" / "page.js").write_text("half")
    (tmp_path / f".publishing-{MANIFEST}").write_text("half")
    write(tmp_path, FILES)
    assert paths(tmp_path) == {"index.html", "assets/1/page.js", MANIFEST}


def test_two_publications_at_once_leave_one_whole_site(tmp_path: Path) -> None:
    together(*(partial(write, tmp_path / "site", [File(f"{number}.txt", [words]) for number in range(200)]) for words in (b"one", b"two")))
    assert len({path.read_bytes() for path in (tmp_path / "site").glob("*.txt")}) == 1
    assert len(check(tmp_path / "site")) == 200


def together(*work: Callable[[], object]) -> None:
    """Runs each in a process of its own, all at the same time."""
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=each) for each in work]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * len(work)


def test_the_same_events_are_the_same_site(site: Path, publish: FlaskCliRunner, service: Service, tmp_path: Path) -> None:
    service.store.publish("sample", Visibility.PRIVATE)
    again = tmp_path / "again"
    shutil.copytree(site, again)
    before = {path: (again / path).read_bytes() for path in paths(again)}
    arguments = ["publish", "sample", str(again), "--tiles", FEW, "--address", "https://news.example/map/", "--private-too"]
    assert publish.invoke(args=arguments).exit_code == 0
    assert {path: (again / path).read_bytes() for path in paths(again)} == before


# ---- the zip ----


def test_the_button_gives_the_site_in_a_zip(site: Path, client: FlaskClient, tmp_path: Path) -> None:
    answer = client.post("/desk/sample/site", data={"csrf_token": token(client), "tiles": FEW})
    assert (answer.status_code, answer.content_type) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sample.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        names = {PurePosixPath(name).relative_to("sample").as_posix() for name in archive.namelist()}
        assert archive.read("sample/events.csv") == (site / "events.csv").read_bytes()
        archive.extractall(tmp_path)
    assert names == paths(site)
    assert check(tmp_path / "sample") == names - {MANIFEST}


def test_the_button_is_for_those_who_may_write_and_for_public_collections(client: FlaskClient, service: Service) -> None:
    assert client.post("/desk/sample/site", environ_overrides={"REMOTE_ADDR": "8.8.8.8"}).status_code == 403
    assert client.post("/desk/sample/site").status_code == 403  # from no page of ours
    service.store.publish("sample", Visibility.PRIVATE)
    refused = client.post("/desk/sample/site", data={"csrf_token": token(client)})
    assert refused.status_code == 422
    assert "private" in refused.get_json()["detail"]


def token(client: FlaskClient) -> str:
    found = re.search('name="csrf-token" content="([^"]+)"', client.get("/c/sample/").text)
    assert found
    return found[1]


# ---- tiles ----

spots = st.builds(Spot, st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([0.0, 30.0, 900.0, 6000.0]))


@given(st.lists(spots, max_size=12), st.integers(WORLD, MOST))
def test_tiles_are_few_and_those_of_the_world_are_all_there(places: list[Spot], most: int) -> None:
    tiles = chosen(places, most)
    assert len(tiles) == len(set(tiles)) <= most
    assert {tile for tile in tiles if tile[0] <= 3} == {(z, x, y) for z in range(4) for x in range(2**z) for y in range(2**z)}
    assert all(0 <= x < 2**z and 0 <= y < 2**z and z <= 9 for z, x, y in tiles)


@given(spots)
def test_a_place_has_the_tile_it_lies_on_as_near_as_its_area_is_seen(spot: Spot) -> None:
    tiles = set(chosen([spot]))
    for zoom in range(10):
        x, y = (min(max(int(pixel // 256), 0), 2**zoom - 1) for pixel in spot.at(zoom))
        assert ((zoom, x, y) in tiles) is (zoom <= 4 or spot.is_seen_whole(zoom))


@given(st.lists(spots, min_size=1, max_size=12), st.integers(WORLD, MOST))
def test_a_zoom_is_there_for_all_places_or_for_none(places: list[Spot], most: int) -> None:
    exact = [Spot(spot.longitude, spot.latitude) for spot in places]
    tiles = set(chosen(exact, most))
    nearest = max(zoom for zoom, _, _ in tiles)
    for spot in exact:
        x, y = (min(max(int(pixel // 256), 0), 2**nearest - 1) for pixel in spot.at(nearest))
        assert (nearest, x, y) in tiles


@given(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(0, 7))))
def test_the_list_of_tiles_says_which_there_are(tiles: set[tuple[int, int, int]]) -> None:
    rows = listed(sorted(tiles))
    found = {
        (int(zoom), x, int(row))
        for zoom, columns in rows.items()
        for row, ends in columns.items()
        for first, last in zip(ends[::2], ends[1::2], strict=True)
        for x in range(first, last + 1)
    }
    assert found == tiles


# ---- one script ----


def test_modules_become_one_script_in_their_order() -> None:
    modules = {
        "a.js": 'import { b as c,\n  d } from "./b.js";\nexport const a = c + d;\n',
        "b.js": 'import { e } from "./e.js";\nexport function b() {}\nexport async function d() {}\n',
        "e.js": "export class e {}\n",
        "stand.js": 'import { e as real } from "./e.js";\nexport const e = real;\n',
    }
    script = joined(["a.js"], modules.__getitem__, {"e.js": "stand.js"})
    assert re.findall(r'^modules\["(.*)"\] =', script, re.MULTILINE) == ["e.js", "stand.js", "b.js", "a.js"]
    assert 'const { b: c, d } = modules["b.js"];' in script
    assert "return { b, d };" in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


STRANGE = ("export default 1;", "export { a };", 'import a from "./b.js";', 'const a = await import("./b.js");', "import.meta.url")


@pytest.mark.parametrize("strange", STRANGE)
def test_a_module_that_cannot_be_joined_is_named(strange: str) -> None:
    with pytest.raises(ValueError, match=r"x\.js"):
        joined(["x.js"], {"x.js": f"{strange}\n", "b.js": ""}.__getitem__)


def test_modules_that_import_each_other_are_named() -> None:
    modules = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    with pytest.raises(ValueError, match=re.escape("a.js -> b.js -> a.js")):
        joined(["a.js"], modules.__getitem__)
