"""The fetcher gets public pages, and nothing else in the world: no machine inside a network, whoever says so and however it is spelled."""

from __future__ import annotations

import codecs
import gzip
import ipaddress
import itertools
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.fetching import INTERNET, REDIRECTS, Address, Fetched, FetchError, Network, fetch
from app.fetching.address import IP, LONGEST
from app.fetching.kinds import KINDS
from app.fetching.network import is_public
from app.settings import Settings
from events.reading import EXTENSIONS
from tests.app.sites import PAGE, Site, moved, page, site
from tests.conftest import ROOT

SETTINGS = Settings(upload_mb=1)
MB = 1_000_000

# ---- addresses ----


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("https://news.example/2014/bridge.html", "https://news.example/2014/bridge.html"),
        ("  HTTPS://News.Example  ", "https://news.example/"),
        ("news.example/article", "https://news.example/article"),
        ("news.example:80/article?a=b", "https://news.example:80/article?a=b"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:443?q=1", "https://news.example/?q=1"),
        ("http://news.example:/x", "http://news.example/x"),
        ("https://news.example./x#part", "https://news.example/x"),
        ("https://news.example/a b/ü?q=ä&r=%C3%A4", "https://news.example/a%20b/%C3%BC?q=%C3%A4&r=%C3%A4"),
        ("https://news.example/@somebody/x:y", "https://news.example/@somebody/x:y"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://my_site.example/", "https://my_site.example/"),
        ("http://93.184.215.14/", "http://93.184.215.14/"),
        ("http://[2606:2800:21F:0::1]/", "http://[2606:2800:21f::1]/"),
        ("http://10.0.0.1#@news.example/", "http://10.0.0.1/"),
        ("http://１２７。０。０。１/", "http://127.0.0.1/"),
        ("http://ⓛⓞⓒⓐⓛ.ⓔⓧⓐⓜⓟⓛⓔ/", "http://local.example/"),
    ],
)
def test_an_address_has_one_spelling(given: str, meant: str) -> None:
    address = Address.parse(given)
    assert str(address) == meant
    assert Address.parse(str(address)) == address


NO_ADDRESS = [
    "", "article", "an article about news.example", "//news.example/", "https:/news.example/", "https:news.example", "https://",
    "https:///x", "file:///etc/passwd", "gopher://news.example/", "data:text/html,<p>x", "javascript:alert(1)", "ftp://news.example/",
    "blob:https://x.example/1", "view-source:https://news.example", "jar:https://news.example!/x", "dict://news.example:80/",
    "http+unix://x/", "ws://news.example/", "http://good.example@10.0.0.1/", "http://good.example:80@10.0.0.1/", "http://@news.example/",
    "http://a:b@news.example/", "http://good.example\\@10.0.0.1/", "http://10.0.0.1\\@good.example/", "http:\\\\news.example\\",
    "http://news.example\\x", "http:/\\news.example/", "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/",
    "http://017700000001/", "http://0177.0.0.1/", "http://127.1/", "http://127.0.1/", "http://127.0.0.1.1/", "http://127.0.0.01/",
    "http://256.0.0.1/", "http://1.2.3.0x4/", "http://news.0x/", "http://１２７.1/", "http://٣.٣.٣.٣/", "http://127%2e0%2e0%2e1/",
    "http://%31%32%37.0.0.1/", "http://[127.0.0.1]/", "http://[::1%25lo]/", "http://[fe80::1%eth0]/", "http://[::1", "http://::1/",
    "http://[]/", "http://[::1]x/", "http://[v1.x]/", "http://localhost/", "http://intranet/", "http://localhost./", "http://.example/",
    "http://a..example/", "http://-a.example/", "http://a-.example/", "http://a*.example/", f"http://{'a' * 64}.example/",
    f"http://{'a.' * 130}example/", "http://..../", "http://news.example:80:22/", "http://news.example:８０/", "http://news.example:+80/",
    "http://news.example:80 /", "http://news.example:x/", "http://news.example:123456/", "http://news.example:65536/",
    "http://news .example/", "http://news\t.example/", "http://news.example\r\nHost: 10.0.0.1/", "http://news.example/\r\nX-Other: 1",
    "http://news.example/\x00", "http://news\u2024example/a\x7f", "http://xn--a.example\u3000.x/", "http://a\u200b/",
    f"https://news.example/{'a' * LONGEST}",
]  # fmt: skip


@pytest.mark.parametrize("words", NO_ADDRESS, ids=ascii)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_asked(words: str) -> None:
    def never(*_: object) -> list[str]:
        raise AssertionError("nothing is looked up")

    with pytest.raises(FetchError, match=r"\.$"):
        fetch(words, SETTINGS, network=replace(INTERNET, resolve=never))


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{0,20}(:[0-9]{0,5})?(/.{0,10})?", fullmatch=True))
@example("http://a.example:65536/")
@example("http://a.example/\ud800")
@example("http://\ud800.example/")
def test_any_words_are_an_address_or_refused_in_words(words: str) -> None:
    """What is taken is sent as it was checked: ASCII without blanks, a name that no program reads in another way."""
    try:
        address = Address.parse(words)
    except FetchError:
        return
    assert Address.parse(str(address)) == address
    assert re.fullmatch(r"[a-z0-9_.-]+|[0-9a-f:.]+", address.host)
    assert re.fullmatch(r"/[!-~]*", address.target)
    told = urlsplit(str(address))
    assert (told.hostname, told.port or {"http": 80, "https": 443}[told.scheme], told.username) == (address.host, address.port, None)
    assert address.ip or not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", address.host.rpartition(".")[2])


# ---- which machines may be reached ----

CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "34.118.224.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:808:808::1", "2606:2800::5efe:10.0.0.1", "2606:2800::200:5efe:192.168.0.1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fd12:3456::1", "fe80::1", "febf::1", "fec0::1", "ff02::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "93.184.215.14", "100.63.255.255", "172.32.0.1", "11.0.0.1", "2606:2800:21f:cb07::1", "2a00:1450:4001:80e::200e"]


@pytest.mark.parametrize("ip", CLOSED)
def test_no_machine_inside_a_network_is_public(ip: str) -> None:
    assert not is_public(ipaddress.ip_address(ip))


@pytest.mark.parametrize("ip", OPEN)
def test_the_machines_of_the_internet_are(ip: str) -> None:
    assert is_public(ipaddress.ip_address(ip))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_as_private(ip: IP) -> None:
    """Its list and ours were made apart; where they differ, ours is the narrower one."""
    if is_public(ip):
        assert ip.is_global
        closed = (ip.is_private, ip.is_loopback, ip.is_link_local, ip.is_multicast, ip.is_reserved, ip.is_unspecified)
        assert not any(closed)
        assert ip.version == 4 or not (ip.ipv4_mapped or ip.sixtofour or ip.teredo)


@given(st.ip_addresses(v=4))
def test_no_public_address_hides_another_one(inner: ipaddress.IPv4Address) -> None:
    hidden = [f"::{inner}", f"::ffff:{inner}", f"::ffff:0:{inner}", f"64:ff9b::{inner}", f"2606:2800::5efe:{inner}"]
    embedded = [(0x2002 << 112) + (int(inner) << 80) + 1, (0x20010000 << 96) + (~int(inner) & 0xFFFF_FFFF)]  # 6to4, Teredo
    assert not any(is_public(each) for each in [*map(ipaddress.ip_address, hidden), *map(ipaddress.IPv6Address, embedded)])


def test_this_machine_is_not_public_under_whatever_address_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor, in IPv6, its neighbours on the same link."""
    own = {socket.AF_INET: "93.184.215.14", socket.AF_INET6: "2606:2800:21f:cb07::1"}

    class Probe:
        def __init__(self, family: socket.AddressFamily, kind: int) -> None:
            self.family = family

        def __enter__(self) -> Probe:
            return self

        def __exit__(self, *_: object) -> None: ...

        def connect(self, _: object) -> None: ...

        def getsockname(self) -> tuple[str, int]:
            return own[self.family], 9

    monkeypatch.setattr("app.fetching.network.socket.socket", Probe)
    assert [is_public(ipaddress.ip_address(each)) for each in own.values()] == [False, False]
    assert not is_public(ipaddress.ip_address("2606:2800:21f:cb07::99"))
    assert is_public(ipaddress.ip_address("2606:2800:21f:cb08::99"))
    assert is_public(ipaddress.ip_address("93.184.215.15"))


@pytest.mark.parametrize("ip", CLOSED)
def test_a_closed_address_is_not_called_whether_written_or_looked_up(ip: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> socket.socket:
        raise AssertionError("nobody is called")

    monkeypatch.setattr("app.fetching.asking.dial", never)
    host = f"[{ip}]" if ":" in ip else ip
    network = replace(INTERNET, resolve=lambda host: [ip])
    for address in (f"http://{host}/", f"https://{host}/", f"http://{host}:443/", "https://innocent.example/"):
        with pytest.raises(FetchError, match="no public site"):
            fetch(address, SETTINGS, network=network)


@pytest.mark.parametrize("ips", [["93.184.215.14", "127.0.0.1"], ["127.0.0.1", "93.184.215.14"], ["93.184.215.14", "::1"]])
def test_a_name_that_points_out_and_in_is_refused_as_a_whole(ips: list[str]) -> None:
    with site(page()) as here, pytest.raises(FetchError, match="no public site"):
        fetch(here.address(), SETTINGS, network=Network(resolve=lambda host: ips, ports=frozenset({here.port})))
    assert here.requests == []


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    """DNS rebinding: the second answer would lead elsewhere."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with site(page()) as here:
        fetched = fetch(here.address(), SETTINGS, network=here.network(resolve=lambda host: next(answers)))
        assert fetched.content.endswith(PAGE.encode())
        assert next(answers) == ["169.254.169.254"]
        assert re.search(rf"^Host: site\.example:{here.port}\r$", here.requests[0], re.MULTILINE)


def test_each_redirect_is_looked_up_and_checked_anew() -> None:
    """The same name again, too: it may have turned inwards meanwhile."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with site(moved("/latest/meta-data/")) as here, pytest.raises(FetchError, match="no public site"):
        fetch(here.address(), SETTINGS, network=here.network(resolve=lambda host: next(answers)))
    assert len(here.requests) == 1


@pytest.mark.parametrize("port", [22, 25, 8080, 6379, 0])
def test_only_the_ports_of_web_pages_are_called(port: int) -> None:
    with pytest.raises(FetchError, match="ports 80 and 443 only"):
        fetch(f"http://news.example:{port}/", SETTINGS, network=Network(resolve=lambda host: ["93.184.215.14"]))


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up once more, where nobody checks."""
    with site(page("a proxy")) as proxy, site(page()) as here:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address(host="127.0.0.1"))
        fetch(here.address(), SETTINGS, network=here.network())
        assert (len(proxy.requests), len(here.requests)) == (0, 1)


def test_the_network_of_the_service_is_the_internet_and_no_setting_widens_it() -> None:
    assert Network() == INTERNET
    assert INTERNET.permits is is_public
    assert INTERNET.ports == {80, 443}
    made = [path.name for path in (ROOT / "app").rglob("*.py") if re.search(r"(?<!v4)(?<!v6)(?<!class )\bNetwork\(", path.read_text())]
    assert made == ["network.py"]
    fetching = "".join(path.read_text() for path in (ROOT / "app" / "fetching").glob("*.py"))
    assert "environ" not in fetching
    assert set(re.findall(r"settings\.(\w+)", fetching)) == {"user_agent", "upload_mb"}


def test_only_the_fetcher_fetches() -> None:
    reaching = re.compile(r"^\s*(?:import|from) (?:urllib\.request|urllib3|requests|httpx|http\.client|h11)\b", re.MULTILINE)
    found = {path.parent.name for path in (ROOT / "app").rglob("*.py") if reaching.search(path.read_text())}
    assert found == {"fetching"}


# ---- redirects ----


def test_redirects_are_followed_to_the_page_and_its_address_is_told() -> None:
    ways = {"/a": moved("b?x=1", "301 Moved"), "/b?x=1": moved("//other.example:{port}/ü", "307 Elsewhere"), "/%C3%BC": page()}
    with site(lambda target: [ways[target].replace(b"{port}", str(here.port).encode())]) as here:
        fetched = fetch(here.address("/a"), SETTINGS, network=here.network())
        assert fetched.address == f"http://other.example:{here.port}/%C3%BC"
        assert [each.split(" ")[1] for each in here.requests] == ["/a", "/b?x=1", "/%C3%BC"]


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "//127.0.0.1:6379/", "http://[::1]/", "http://[::ffff:7f00:1]/",
        "http://0/", "http://127.1/", "http://2130706433/", "file:///etc/passwd", "FILE:/etc/passwd", "gopher://127.0.0.1:6379/_INFO",
        "data:text/html,<p>x", "javascript:alert(1)", "ftp://site.example/", "http://site.example@10.0.0.1/",
        "http://site.example\\@10.0.0.1/", "/\\10.0.0.1/", "\\\\10.0.0.1\\", "http://[oh", "http://site.example:22/", "http://localhost/",
        "", "http://x.example/\x01", "http://" + "a" * LONGEST,
    ],
    ids=ascii,
)  # fmt: skip
def test_no_redirect_leads_where_no_address_may(to: str) -> None:
    with site(moved(to)) as here, pytest.raises(FetchError, match=r"\.$"):
        fetch(here.address(), SETTINGS, network=here.network())
    assert len(here.requests) == 1


@pytest.mark.parametrize(("steps", "is_fetched"), [(REDIRECTS, True), (REDIRECTS + 1, False)])
def test_redirects_are_followed_so_far_and_no_farther(steps: int, is_fetched: bool) -> None:
    with site(lambda target: [page() if target == f"/{steps}" else moved(f"/{int(target[1:]) + 1}")]) as here:
        if is_fetched:
            assert fetch(here.address("/0"), SETTINGS, network=here.network()).address.endswith(f"/{steps}")
        else:
            with pytest.raises(FetchError, match="without end"):
                fetch(here.address("/0"), SETTINGS, network=here.network())
            assert len(here.requests) == REDIRECTS + 1


def test_a_circle_is_seen_at_once() -> None:
    with site(lambda target: [moved("/b" if target == "/a" else "/a")]) as here, pytest.raises(FetchError, match="without end"):
        fetch(here.address("/a"), SETTINGS, network=here.network())
    assert len(here.requests) == 2


# ---- https ----


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of site.example, signed by itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed (apt install openssl)")
    made = tmp_path_factory.mktemp("tls") / "site.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ("-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example")
    subprocess.run([*command.split(), *names, "-keyout", made, "-out", f"{made}.crt"], check=True, capture_output=True)
    made.write_text(made.read_text() + Path(f"{made}.crt").read_text())
    return made


@pytest.fixture
def secure(certificate: Path) -> Iterator[Callable[[bytes], Site]]:
    """Sites that speak https and prove that they are site.example."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    opened = []

    def make(answer: bytes) -> Site:
        opened.append(site(answer, tls))
        return opened[-1].__enter__()

    yield make
    for each in opened:
        each.__exit__(None, None, None)


def test_a_certificate_has_to_be_that_of_the_name_whatever_machine_was_called(secure: Callable[[bytes], Site], certificate: Path) -> None:
    here = secure(page())
    network = here.network(trust=lambda: ssl.create_default_context(cafile=str(certificate)))
    assert fetch(here.address(scheme="https"), SETTINGS, network=network).content.endswith(PAGE.encode())
    with pytest.raises(FetchError, match=r"other\.example cannot prove that it is other\.example"):
        fetch(here.address(scheme="https", host="other.example"), SETTINGS, network=network)
    with pytest.raises(FetchError, match=r"site\.example cannot prove"):
        fetch(here.address(scheme="https"), SETTINGS, network=here.network())
    assert len(here.requests) == 1


def test_nobody_is_led_from_https_to_plain_http(secure: Callable[[bytes], Site], certificate: Path) -> None:
    here = secure(moved("http://site.example/"))
    network = here.network(trust=lambda: ssl.create_default_context(cafile=str(certificate)))
    with pytest.raises(FetchError, match="plain http"):
        fetch(here.address(scheme="https"), SETTINGS, network=network)


def test_a_site_that_speaks_no_https_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = Site(listening.getsockname()[1])

        def answer() -> None:
            with listening.accept()[0] as line:
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                line.recv(10_000)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(FetchError, match="does not speak https as it should"):
            fetch(here.address(scheme="https"), SETTINGS, network=here.network())


def test_a_handshake_has_no_more_time_than_there_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = Site(listening.getsockname()[1])
        with pytest.raises(FetchError, match="takes too long"):
            fetch(here.address(scheme="https"), SETTINGS, network=here.network(), seconds=0.3)


# ---- limits ----


def endless(block: bytes, first: bytes = b"") -> Callable[[str], Iterator[bytes]]:
    return lambda target: itertools.chain([first], itertools.repeat(block))


def packed(body: bytes, how: str = "gzip") -> bytes:
    return page(body, "text/html", "200 OK", f"Content-Encoding: {how}")


def slowly(data: bytes) -> Callable[[str], Iterator[bytes]]:
    def answer(target: str) -> Iterator[bytes]:
        for start in range(len(data)):
            time.sleep(0.05)
            yield data[start : start + 1]

    return answer


def silence(target: str) -> Iterator[bytes]:
    time.sleep(20)
    yield b""


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize("answer", [silence, slowly(page()), slowly(HEAD + b"\r\n" + b"word " * 1000)], ids=["silence", "head", "body"])
def test_a_site_has_no_more_time_than_there_is(answer: Callable[[str], Iterator[bytes]]) -> None:
    """Each byte comes in time, all of them never."""
    with site(answer) as here, pytest.raises(FetchError, match="takes too long"):
        fetch(here.address(), SETTINGS, network=here.network(), seconds=0.5)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (endless(HEAD.split(b"\r\n")[0] + b"\r\n"), "as a web server does"),
        (endless(b"a" * 1000), "as a web server does"),
        (endless(b"X-More: and more\r\n", HEAD), "as a web server does"),
        (endless(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "as a web server does"),
        (endless(b"word " * 1000, HEAD + b"\r\n"), "larger than 1 MB"),
        (endless(b"1\r\na\r\n" * 500, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"), "as a web server does"),
        (lambda target: [HEAD + b"Content-Length: 2000000\r\n\r\n"], "larger than 1 MB"),
        (lambda target: [HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n"], "larger than 1 MB|web server"),
        (packed(gzip.compress(b"\0" * 2 * MB)), "larger than 1 MB"),
        (packed(gzip.compress(gzip.compress(b"\0" * 2000 * MB, 1)), "gzip, gzip"), "nobody asked for"),
        (packed(b"\x00" * 100, "br"), "nobody asked for"),
        (packed(b"no gzip"), "cannot be unpacked"),
        (packed(gzip.compress(PAGE.encode())[:-20]), "broke off"),
    ],
)  # fmt: skip
def test_nor_more_room(answer: Callable[[str], Iterator[bytes]] | bytes, words: str) -> None:
    with site(answer) as here, pytest.raises(FetchError, match=words):
        fetch(here.address(), SETTINGS, network=here.network())


def test_a_bomb_is_never_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be a gigabyte takes no more than was asked for."""
    asked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, bits: int) -> None:
            self.real = real(bits)

        def decompress(self, data: bytes, most: int = 0) -> bytes:
            asked.append(most)
            return self.real.decompress(data, most)

    squeeze = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join([*(squeeze.compress(bytes(MB)) for _ in range(200)), squeeze.flush()])
    with site(packed(bomb)) as here, monkeypatch.context() as patch:
        patch.setattr("app.fetching.kinds.zlib.decompressobj", Watched)
        with pytest.raises(FetchError, match="larger than 1 MB"):
            fetch(here.address(), SETTINGS, network=here.network())
    assert asked == [MB + 1]


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"220 mail.example ESMTP\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"<html>HTTP/0.9</html>", b"HTTP/2 200\r\n\r\n", b"HTTP/1.1 200",
        b"\x16\x03\x01" * 50, HEAD + b"Content-Length: 20\r\n\r\nshort", HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        HEAD + b"Content-Length: -1\r\n\r\nhello", HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", HEAD + b"No colon\r\n\r\n", HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + page(),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_whole_answer_of_the_web_is_none(answer: bytes) -> None:
    with site(answer) as here, pytest.raises(FetchError, match=r"as a web server does, or breaks off|cannot be reached"):
        fetch(here.address(), SETTINGS, network=here.network(), seconds=10)


@pytest.fixture(scope="module")
def chatty() -> Iterator[tuple[Site, list[bytes]]]:
    """A site that answers with what the list holds last."""
    answers = [b""]
    with site(lambda target: [answers[-1]]) as here:
        yield here, answers


HEADERS = ["Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Location", "Transfer-Encoding", "Connection"]
VALUES = [
    "text/html",
    "text/plain; charset=",
    "gzip",
    "attachment; filename*0*=",
    "chunked",
    "0",
    "5",
    "close",
    "http://",
    "/",
    "=?utf-8?q?x?=",
]


@given(
    status=st.sampled_from(["200 OK", "200", "301 Moved", "100 Continue", "204 None", "503 Busy", "999 ?"]),
    headers=st.lists(
        st.tuples(st.sampled_from(HEADERS), st.sampled_from(VALUES), st.text(st.characters(max_codepoint=255), max_size=8)), max_size=4
    ),
    body=st.binary(max_size=40),
)
@example("200 OK", [("Content-Disposition", "attachment; filename*" + "9" * 5000, "*=x")], b"word")
@example("200 OK", [("Content-Type", "text/plain; charset*" + "9" * 5000, "*=x")], b"word")
@example("200 OK", [("Content-Disposition", "attachment; filename*=no-such-charset''%FF", "")], b"word")
@example("200 OK", [("Content-Disposition", 'attachment; filename="', ";" * 60_000)], b"word")
def test_whatever_a_site_answers_is_a_page_or_said_in_words(
    chatty: tuple[Site, list[bytes]], status: str, headers: list[tuple[str, str, str]], body: bytes
) -> None:
    here, answers = chatty
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}{more}" for name, value, more in headers)]
    answers.append("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    try:
        fetched = fetch(here.address(), SETTINGS, network=here.network(), seconds=5)
    except FetchError:
        return
    assert fetched.content
    assert fetched.name.isprintable()
    assert "/" not in fetched.name


def test_more_than_the_length_that_was_said_is_not_heard() -> None:
    with site(HEAD + b"Content-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\nother") as here:
        assert fetch(here.address(), SETTINGS, network=here.network()).content == b"hello"


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"\r\nto the end",
        b"HTTP/1.0 200 Fine\r\n\r\nto the end",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nto \r\n7\r\nthe end\r\n0\r\nTrailer: x\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + page("to the end", "text/plain"),
        page(gzip.compress(b"to the end"), "text/plain", "200 OK", "Content-Encoding: GZIP"),
    ],
    ids=str,
)
def test_every_way_of_sending_a_page_is_understood(answer: bytes) -> None:
    with site(answer) as here:
        assert fetch(here.address(), SETTINGS, network=here.network()).content == b"to the end"


def test_a_name_that_nobody_answers_for_is_waited_for_no_longer_than_the_rest() -> None:
    asked = threading.Event()

    def hang(host: str) -> list[str]:
        asked.wait(20)
        return []

    with pytest.raises(FetchError, match="takes too long"):
        fetch("https://slow.example/", SETTINGS, network=replace(INTERNET, resolve=hang), seconds=0.2)
    asked.set()


def unknown(host: str) -> list[str]:
    raise socket.gaierror(-2, "Name or service not known")


@pytest.mark.parametrize("resolve", [unknown, lambda host: []])
def test_a_site_that_does_not_exist_is_said(resolve: Callable[[str], list[str]]) -> None:
    with pytest.raises(FetchError, match=r"There is no site called nowhere\.example"):
        fetch("https://nowhere.example/", SETTINGS, network=replace(INTERNET, resolve=resolve))


def test_a_site_that_is_down_on_one_address_is_reached_on_another() -> None:
    with site(page()) as here:
        network = here.network(resolve=lambda host: ["127.0.0.9", "127.0.0.1"], permits=lambda ip: ip.is_loopback)
        assert fetch(here.address(), SETTINGS, network=network).content
    with pytest.raises(FetchError, match=r"site\.example cannot be reached: .+\."):
        fetch(here.address(), SETTINGS, network=network)


# ---- what is taken ----


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("403 Forbidden", "does not show this page to programs (403)"),
        ("404 Not Found", "There is no page at this address (404)"),
        ("418 Teapot", "gives no page at this address (418)"),
        ("429 Too Many", "come back later (429)"),
        ("503 Unavailable", "a fault of its own (503)"),
        ("204 No Content", "gives no page at this address (204)"),
        ("304 Not Modified", "gives no page at this address (304)"),
        ("302 Found", "not where to"),
    ],
)
def test_a_site_that_gives_no_page_is_told_in_words(status: str, words: str) -> None:
    with site(page("", "text/html", status)) as here, pytest.raises(FetchError, match=re.escape(words)):
        fetch(here.address(), SETTINGS, network=here.network())


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "application/json", "application/xml", "text/css", "text/javascript", "multipart/mixed"]
)
def test_what_is_no_article_is_refused_before_it_is_taken(kind: str) -> None:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 900000\r\n\r\n".encode()  # and then nothing comes
    with site(answer) as here, pytest.raises(FetchError, match=rf"no article at this address but .* \({kind}\)"):
        fetch(here.address(), SETTINGS, network=here.network())


def test_every_kind_that_is_read_is_fetched() -> None:
    assert {EXTENSIONS[each] for each in KINDS.values()} == set(EXTENSIONS.values())


@pytest.mark.parametrize(
    ("target", "head", "name"),
    [
        ("/", "text/html", "site.example.html"),
        ("/news/bridge", "text/html; charset=utf-8", "bridge.html"),
        ("/news/bridge.php?id=3", "text/html", "bridge.html"),
        ("/bridge.htm", "TEXT/HTML", "bridge.htm"),
        ("/notes.md", "text/plain", "notes.md"),
        ("/paper", "application/pdf", "paper.pdf"),
        ("/paper.pdf", "application/octet-stream", "paper.pdf"),
        ("/paper.docx", "application/zip", "paper.docx"),
        ("/get?id=1", 'application/octet-stream\r\nContent-Disposition: attachment; filename="../a report.docx"', "a report.docx"),
        ("/get", "application/pdf\r\nContent-Disposition: attachment; filename*=UTF-8''b%C3%BCro.pdf", "büro.pdf"),
        ("/a%2F..%2F..%2Fetc%2Fpasswd", "text/plain", "passwd.txt"),
        ("/a%00b%0A", "text/html", "ab.html"),
        ("/%E2%80%AEgnp.exe", "text/html", "gnp.html"),
    ],
)
def test_a_page_is_named_after_its_address_and_its_kind(target: str, head: str, name: str) -> None:
    with site(page(PAGE, head)) as here:
        assert fetch(here.address(target), SETTINGS, network=here.network()).name == name


@pytest.mark.parametrize(
    ("text", "encoding", "said", "becomes"),
    [
        ("Zürich", "utf-8", "text/plain; charset=utf-8", codecs.BOM_UTF8 + "Zürich".encode()),
        ("Ереван", "koi8-r", "text/html; charset=KOI8-R", codecs.BOM_UTF8 + "Ереван".encode()),
        ("“Zürich”", "cp1252", 'text/plain; charset="ISO-8859-1"', codecs.BOM_UTF8 + "“Zürich”".encode()),  # as browsers read it
        ("Zürich", "latin-1", "text/plain; charset=utf-8", "Zürich".encode("latin-1")),  # not what it says: reading finds out
        ("Zürich", "utf-8", "text/plain; charset=punycode", "Zürich".encode()),
        ("Zürich", "utf-8", "text/plain; charset=zip", "Zürich".encode()),
        ("Zürich", "utf-8", "text/plain; charset=", "Zürich".encode()),
        ("Zürich", "utf-16", "text/plain; charset=utf-8", "Zürich".encode("utf-16")),
        ("Zürich", "utf-8", "application/pdf; charset=utf-16", "Zürich".encode()),
    ],
)
def test_the_servers_word_on_the_charset_is_believed_where_it_is_true(text: str, encoding: str, said: str, becomes: bytes) -> None:
    with site(page(text.encode(encoding), said)) as here:
        assert fetch(here.address(), SETTINGS, network=here.network()).content == becomes


def test_an_empty_page_is_said() -> None:
    with site(page(" \n")) as here, pytest.raises(FetchError, match="empty page"):
        fetch(here.address(), SETTINGS, network=here.network())


def test_a_sites_own_words_in_a_message_are_plain_ones() -> None:
    with site(page("x", "image/\u202egnp<b>")) as here, pytest.raises(FetchError, match=r"but a picture \(image/gnpb\)\.$"):
        fetch(here.address(), SETTINGS, network=here.network())


@pytest.mark.parametrize("agent", ["", "News desk of the Example Times (maps@times.example)"])
def test_the_request_says_who_asks_and_nothing_more(agent: str) -> None:
    with site(page()) as here:
        fetch(here.address(), replace(SETTINGS, user_agent=agent), network=here.network())
        headers = dict(line.split(": ", 1) for line in here.requests[0].splitlines()[1:])
    assert headers.pop("User-Agent") == (agent or "article-to-map (reads one page that a person named)")
    assert set(headers) == {"Host", "Accept", "Accept-Language", "Accept-Encoding", "Connection"}


def test_how_far_it_is_is_told() -> None:
    heard: list[tuple[float, str]] = []
    with site(page("word " * 100_000, "text/plain")) as here:
        fetched = fetch(here.address("/words.txt"), SETTINGS, lambda share, step: heard.append((share, step)), here.network())
    assert fetched == Fetched(b"word " * 100_000, "words.txt", here.address("/words.txt"), "text/plain")
    assert {step for _, step in heard} == {"Fetching from site.example"}
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
