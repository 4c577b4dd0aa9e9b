"""Behind a real nginx with the project's own example configuration: every address holds, and nobody is believed who should not be."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from lxml import html

from app import create_app
from app.proxies import prefix_of
from app.settings import Settings
from benchmarks.store import made
from events.model import Collection, Visibility
from events.storage import EventStore
from tests.conftest import Running, free_port
from tests.nginx import TOKEN, Behind, behind, proxying

ARTICLE = "The old bridge in Gyumri collapsed on 4 May 2011. Nobody was hurt. A new one was opened in Yerevan in June 2013."
ADDRESSES = re.compile(r"^(/|https?:)")
MANY = 8_000
ARMENIA = "174982"  # GeoNames
NOTHING: Mapping[str, str] = {}
ASKED = ("href", "src", "data-events", "data-basemap", "data-export")


@pytest.fixture(scope="module")
def site(start: Callable[..., Running], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """Under a path, as a part of somebody's site."""
    with behind(start, tmp_path_factory.mktemp("nginx"), "/news/maps/", UPLOAD_MB="2") as found:
        yield found


@dataclass
class Answer:
    status: int
    headers: Message
    text: str
    url: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Person:
    """A browser without a screen, which follows no redirect by itself."""

    site: Behind
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        secure = urllib.request.HTTPSHandler(context=self.site.proxy.trusting())
        self.opener = urllib.request.build_opener(secure, _Stay, urllib.request.HTTPCookieProcessor(self.cookies))

    def ask(self, address: str, data: bytes | None = None, headers: Mapping[str, str] = NOTHING) -> Answer:
        """An address of the site's, or a whole one."""
        url = address if address.startswith("http") else urljoin(self.site.url, address) if "/news/" in address else self.site.url + address
        request = urllib.request.Request(url, data, dict(headers))
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"), url)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode("utf-8", "replace"), url)

    def word(self, address: str) -> str:
        """The word that a form of the page brings back."""
        found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', self.ask(address).text)
        assert found
        return found[1]

    def sign_in(self) -> Answer:
        form = {"token": TOKEN, "csrf_token": self.word("/sign-in")}
        return self.ask("/sign-in", urlencode(form).encode(), {"Origin": origin(self.site.url)})

    def upload(self, name: str, content: bytes) -> Answer:
        form = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.word("/")}\r\n'
        form += f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        return self.ask("/read", form.encode() + content + b"\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"})

    def wait(self, job: str) -> dict[str, Any]:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            state: dict[str, Any] = json.loads(self.ask(f"{job}.json").text)
            if state["state"] in ("done", "failed"):
                return state
            time.sleep(0.1)
        raise AssertionError(state)


def origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def addresses(answer: Answer) -> Iterator[tuple[str, str]]:
    """(attribute, address) of all that a page names within its own host."""
    for element in html.document_fromstring(answer.text).iter():
        for name, value in element.attrib.items():
            if ADDRESSES.match(value) and urlsplit(urljoin(answer.url, value)).netloc == urlsplit(answer.url).netloc:
                yield str(name), str(value)


def within(public: str, address: str) -> bool:
    """Whether an address on a page is one of the service's own, as others know it."""
    return urljoin(public, address) == public or urljoin(public, address).startswith(public + "/")


@pytest.fixture
def editor(site: Behind) -> Person:
    person = Person(site)
    person.sign_in()
    return person


# ---- under a path ----


def test_every_address_that_a_page_names_lies_under_the_path_and_answers(site: Behind, editor: Person) -> None:
    """Of every kind of page, signed in or not; also what only scripts ask for."""
    event = json.loads(editor.ask("/c/sample/events.geojson").text)["features"][0]["id"]
    pages = ["/", "/c/sample/", "/c/sample/embed", f"/c/sample/e/{event}", "/sign-in", "/nowhere", "/c/nowhere/"]
    asked: set[str] = set()
    for person in (Person(site), editor):
        for page in pages:
            named = list(addresses(person.ask(page)))
            assert len(named) >= 5, page
            for name, address in named:
                assert within(site.url, address), (page, name, address)
                if name in ASKED and address not in asked:
                    asked.add(address)
                    assert person.ask(urljoin(site.url, address)).status == 200, (page, name, address)
    assert len(asked) > 20


def test_the_map_finds_its_background_and_areas_under_the_path(site: Behind) -> None:
    script = Person(site).ask("/c/sample/map.js").text
    layers = [address for address in re.findall(r'"(/[^"]+)"', script) if "{z}" in address]
    areas = re.search('data-areas="([^"]+)"', Person(site).ask("/c/sample/").text)
    assert areas
    assert len(layers) == 2
    for address in layers:
        whole = urljoin(site.url, address.format(z=0, x=0, y=0, r="@2x"))
        assert within(site.url, address)
        assert Person(site).ask(whole).headers["Content-Type"] == "image/png"
    assert json.loads(Person(site).ask(urljoin(site.url, areas[1].replace("{id}", ARMENIA))).text)["type"] in ("Polygon", "MultiPolygon")


def test_the_path_without_its_last_stroke_leads_to_the_start(site: Behind) -> None:
    answer = Person(site).ask(site.url)
    assert (answer.status, urljoin(site.url, answer.headers["Location"])) == (301, site.url + "/")


def test_a_redirect_stays_under_the_path(site: Behind, editor: Person) -> None:
    """The service's own, and that of an address without its last stroke; each names a path alone."""
    assert Person(site).ask("/c/sample").headers["Location"] == "/news/maps/c/sample/"
    assert Person(site).sign_in().headers["Location"] == "/news/maps/"
    assert editor.upload("bridge.txt", ARTICLE.encode()).headers["Location"].startswith("/news/maps/jobs/")


def test_an_error_has_its_page_or_problem_under_the_path(site: Behind) -> None:
    page = Person(site).ask("/nowhere")
    assert page.status == 404
    assert 'href="/news/maps/"' in page.text
    problem = Person(site).ask("/c/sample/events.pdf")
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert Person(site).ask("/c/sample/events.geojson?since=yesteryear").status == 400


def test_signing_in_gives_a_cookie_for_this_path_over_tls_alone(site: Behind) -> None:
    cookie = Person(site).sign_in().headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "Path=/news/maps", "SameSite=Lax"} <= set(cookie.split("; "))


def test_an_article_goes_in_and_its_page_is_under_the_path(site: Behind, editor: Person) -> None:
    job = editor.upload("bridge.txt", ARTICLE.encode()).headers["Location"]
    done = editor.wait(job)
    assert done["state"] == "done", done
    assert done["address"].startswith("/news/maps/c/bridge-")
    assert editor.ask(done["address"]).status == 200
    assert Person(site).ask(done["address"]).status == 404, "it is private"


def test_a_file_as_large_as_the_limit_passes(editor: Person) -> None:
    content = b"<!--" + b"x" * 1_990_000 + b"--><p>" + ARTICLE.encode()
    assert editor.upload("large.html", content).status == 303


def test_a_larger_one_is_refused_in_our_words_not_in_those_of_nginx(editor: Person) -> None:
    answer = editor.upload("larger.txt", b"x" * 9_000_000)
    assert answer.status == 413
    assert "larger than 2 MB" in answer.text


# ---- by nginx ----


def test_a_visitor_without_tls_is_sent_to_it(site: Behind) -> None:
    answer = Person(site).ask(site.proxy.plain + "/c/sample/?since=2014")
    assert (answer.status, answer.headers["Location"]) == (301, site.url + "/c/sample/?since=2014")
    assert "max-age" in Person(site).ask("/healthz").headers["Strict-Transport-Security"]


def test_http_2_is_spoken(site: Behind) -> None:
    context = site.proxy.trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", site.proxy.port)) as line, context.wrap_socket(line, server_hostname="localhost") as spoken:
        assert spoken.selected_alpn_protocol() == "h2"


def test_an_answer_is_packed_once(site: Behind) -> None:
    answer = Person(site).ask("/c/sample/events.geojson", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get_all("Content-Encoding") == ["gzip"]


def test_while_the_service_is_away_that_is_said(start: Callable[..., Running], tmp_path: Path) -> None:
    port = free_port()
    with proxying(tmp_path, free_port(), port) as proxy:
        answer = Person(Behind(proxy, Running("", tmp_path, None, tmp_path))).ask("/c/sample/")  # type: ignore[arg-type]
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "Try again in a minute" in answer.text


def many(folder: Path) -> None:
    """A public collection with as many events as an export of ten megabytes needs."""
    with closing(EventStore.open(Settings(data_dir=folder).store)) as store:
        store.add_collection(Collection("many", "Many", visibility=Visibility.PUBLIC))
        for reading in made(MANY):
            store.add("many", reading)


def test_a_large_export_flows_through(site: Behind) -> None:
    """A reader who stops reading stops the writer: nothing of it is put down on the way, and it arrives whole when he goes on."""
    many(site.service.data_dir)
    context = site.proxy.trusting()
    with socket.create_connection(("127.0.0.1", site.proxy.port)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        with context.wrap_socket(line, server_hostname="localhost") as spoken:
            spoken.sendall(b"GET /news/maps/c/many/events.geojson HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            with http.client.HTTPResponse(spoken) as answer:
                answer.begin()
                first = answer.read(1 << 14)
                time.sleep(0.5)
                assert site.proxy.spooled() == []
                features = json.loads(first + answer.read())["features"]
    assert len(features) == MANY


# ---- who is believed ----

LIES = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "//evil.example",
    "Forwarded": "for=127.0.0.1;host=evil.example;proto=gopher",
}


@pytest.mark.parametrize("address", ["/", "/c/sample/embed", "/c/sample", "/nowhere"])
def test_what_a_visitor_says_about_himself_changes_nothing(site: Behind, address: str) -> None:
    def said(answer: Answer) -> tuple[int, str, str | None]:
        return answer.status, re.sub(r'value="[^"]*"', "", answer.text), answer.headers["Location"]

    assert said(Person(site).ask(address, headers=LIES)) == said(Person(site).ask(address))


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_proxy_that_forgets_its_headers_does_not_let_visitors_choose(data_dir: Path, proxies: int) -> None:
    """PUBLIC_URL alone says where links lead, also before proxies that pass on whatever they get."""
    app = create_app(Settings(data_dir=data_dir, public_url="https://maps.example", trusted_proxies=proxies))
    headers = {name: f"{value}, {value}" for name, value in LIES.items()}
    answer = app.test_client().get("/c/sample/embed", headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert app.test_client().get("/c/sample", headers=headers).headers["Location"] == "/c/sample/"


def test_without_trust_nobody_is_believed(client: Any) -> None:
    answer = client.get("/c/sample/", headers=LIES)
    assert "evil.example" not in answer.text


def test_without_a_public_address_the_trusted_proxy_says_the_path(data_dir: Path) -> None:
    client = create_app(Settings(data_dir=data_dir, trusted_proxies=1)).test_client()
    headers = {"X-Forwarded-Prefix": "/maps", "X-Forwarded-Host": "news.example", "X-Forwarded-Proto": "https"}
    answer = client.get("/sign-in", headers=headers)
    assert 'action="/maps/sign-in"' in answer.text
    assert "Path=/maps;" in answer.headers["Set-Cookie"]
    assert client.get("/c/sample", headers=headers).headers["Location"] == "/maps/c/sample/"


def test_through_two_proxies_all_holds(start: Callable[..., Running], tmp_path: Path) -> None:
    """One for the whole site, one beside the service; both with the same configuration."""
    inner, outer = free_port(), free_port()
    public = f"https://localhost:{outer}/maps"
    service = start(PUBLIC_URL=public, TRUSTED_PROXIES="2", EDITOR_TOKEN=TOKEN)
    near = proxying(tmp_path / "inner", urlsplit(service.url).port or 0, inner, "/maps/")
    with near, proxying(tmp_path / "outer", inner, outer, "/maps/", "https") as proxy:
        person = Person(Behind(proxy, service))
        assert person.sign_in().headers["Location"] == "/maps/"
        assert "data-read" in person.ask("/").text
        assert [address for _, address in addresses(person.ask("/c/sample/")) if not within(public, address)] == []
    service.stop()


# ---- the path itself ----


@pytest.mark.parametrize(
    ("address", "path"),
    [("", ""), ("https://maps.example", ""), ("https://maps.example/", ""), ("https://news.example/a/maps/", "/a/maps")],
)
def test_the_path_is_that_of_the_public_address(address: str, path: str) -> None:
    assert prefix_of(address) == path


@pytest.mark.parametrize("address", ["/maps/c/sample/", "/c/sample/"])
def test_whether_the_proxy_leaves_the_path_or_takes_it_away_the_page_is_the_same(data_dir: Path, address: str) -> None:
    answer = create_app(Settings(data_dir=data_dir, public_url="https://news.example/maps/")).test_client().get(address)
    assert answer.status_code == 200
    assert 'data-events="/maps/c/sample/events.geojson"' in answer.text


def test_a_path_that_only_begins_like_ours_is_another(data_dir: Path) -> None:
    client = create_app(Settings(data_dir=data_dir, public_url="https://news.example/map")).test_client()
    assert client.get("/maps/c/sample/").status_code == 404
    assert client.get("/map").status_code == 200


def test_no_redirect_leads_to_another_host(data_dir: Path) -> None:
    client = create_app(Settings(data_dir=data_dir, public_url="https://news.example/maps")).test_client()
    for address in ("//evil.example/c/sample", "/maps//evil.example/c/sample", "/maps//c//sample", "//c/sample"):
        location = client.get(address).headers.get("Location", "/maps/")
        assert location.startswith("/maps/"), (address, location)
