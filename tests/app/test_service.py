"""The running service, in its real processes: it starts when it can answer, survives what is done to it, and stops whole."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.serve import with_token
from app.settings import Settings
from tests.conftest import ROOT, Running, copied, free_port

ARTICLE = "The old bridge in Gyumri collapsed on 4 May 2011. Nobody was hurt. A new one was opened in Yerevan in June 2013."
LONG = "\n\n".join(
    f"In {1900 + number % 100}, part {number} of the old bridge in Gyumri collapsed, and Armenia mourned." for number in range(250)
)


class Person:
    """A browser without a screen."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, address: str) -> str:
        with self.opener.open(self.service.url + address, timeout=30) as answer:
            return str(answer.read().decode())

    def send(self, text: str) -> str:
        """Gives an article to read; the address of its job."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/"))
        assert token
        form = urllib.parse.urlencode({"text": text, "csrf_token": token[1]}).encode()
        with self.opener.open(self.service.url + "/read", form, timeout=30) as answer:
            return str(urllib.parse.urlsplit(answer.geturl()).path)

    def job(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get(f"{address}.json"))
        return found

    def wait(self, address: str, *states: str, seconds: float = 120) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if (found := self.job(address))["state"] in states:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{address} is still {self.job(address)}")


def reader_of(service: Running) -> psutil.Process:
    living = [each for each in psutil.Process(service.process.pid).children(recursive=True) if each.status() != psutil.STATUS_ZOMBIE]
    found = [each for each in living if each.cmdline()[-1:] == ["reader"]]
    assert len(found) == 1
    return found[0]


def web_of(service: Running) -> psutil.Process:
    """gunicorn's arbiter, whose children answer requests."""
    return next(each for each in psutil.Process(service.process.pid).children() if each.cmdline()[-1:] != ["reader"])


def all_workers(service: Running) -> list[psutil.Process]:
    """The processes that answer requests: the first answers before the last is there."""
    until = time.monotonic() + 20
    while len(found := web_of(service).children()) < Settings().workers and time.monotonic() < until:
        time.sleep(0.05)
    assert len(found) == Settings().workers
    return list(found)


def ended(processes: list[psutil.Process]) -> bool:
    return psutil.wait_procs(processes, timeout=20)[1] == []


def ask(service: Running, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
    with closing(HTTPConnection(service.url.removeprefix("http://"), timeout=30)) as connection:
        connection.request(method, address, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def started(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A start that fails."""
    command = [sys.executable, "-m", "app"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def is_open(service: Running) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", int(service.url.rpartition(":")[2]))) == 0


def test_an_article_goes_in_and_its_map_comes_out(live: Running) -> None:
    person = Person(live)
    done = person.wait(person.send(ARTICLE), "done", "failed")
    assert done["state"] == "done", done
    places = [each["properties"]["place"] for each in json.loads(person.get(done["address"] + "events.geojson"))["features"]]
    assert "Gyumri" in places


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/"])
def test_nothing_inside_a_network_is_fetched(live: Running, address: str) -> None:
    """By the real reader, whose network no test has made."""
    person = Person(live)
    done = person.wait(person.send(address), "done", "failed")
    assert done["state"] == "failed"
    assert "is no public site" in done["message"]


def test_a_reader_that_is_killed_is_started_again_and_its_job_finished(live: Running) -> None:
    """kill -9 in the middle of a long article, and of one that waits behind it: nothing is lost, nothing is there twice."""
    person = Person(live)
    long = person.send(LONG)
    waiting = person.send(ARTICLE)
    person.wait(long, "reading")
    killed = reader_of(live)
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    assert person.get("/healthz") == "ok", "pages do not need the reader"
    assert person.wait(long, "done", "failed")["state"] == "done"
    assert person.wait(waiting, "done", "failed")["state"] == "done"
    assert reader_of(live).pid != killed.pid
    for job in (long, waiting):
        features = json.loads(person.get(person.job(job)["address"] + "events.geojson"))["features"]
        assert features
        assert len({each["id"] for each in features}) == len(features)
        quotes = [(each["properties"]["quote"], each["properties"]["title"]) for each in features]
        assert len(set(quotes)) == len(quotes)


def test_a_web_worker_that_is_killed_is_replaced(live: Running) -> None:
    workers = all_workers(live)
    for worker in workers:
        worker.send_signal(signal.SIGKILL)
    assert ended(workers)
    live.wait(20)
    assert len(all_workers(live)) == len(workers)


def test_stopped_and_started_again_it_goes_on_where_it_was(start: Callable[..., Running]) -> None:
    """Ctrl-C in the middle of an article ends every process; the next start reads it. (benchmarks/service.py times the second start.)"""
    first = start()
    job = Person(first).send(LONG)
    Person(first).wait(job, "reading")
    left = psutil.Process(first.process.pid).children(recursive=True)
    assert len(left) >= 4  # gunicorn, its two workers, the reader
    first.stop()
    assert ended(left)
    assert first.process.returncode == 0
    assert not is_open(first)
    second = start(DATA_DIR=str(first.data_dir))
    done = Person(second).wait(job, "done", "failed")
    assert done["state"] == "done", done
    left = psutil.Process(second.process.pid).children(recursive=True)
    second.process.send_signal(signal.SIGKILL)  # the worst
    assert ended(left)


def test_a_store_that_cannot_be_used_is_said() -> None:
    """In words, not as the program's own trace."""
    refused = started(os.environ | {"DATABASE_URL": "mysql://me:hush@elsewhere", "PORT": str(free_port())})
    assert refused.returncode == 1
    assert "mysql" in refused.stderr
    assert "hush" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_data_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    refused = started(os.environ | {"DATA_DIR": str(tmp_path / "file"), "PORT": str(free_port())})
    assert refused.returncode == 1
    assert f"DATA_DIR {tmp_path / 'file'} cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_address_that_is_not_ours_is_said() -> None:
    """Not that it is taken."""
    refused = started(os.environ | {"HOST": "192.0.2.1", "PORT": str(free_port())})
    assert refused.returncode == 1
    assert re.fullmatch(r"HOST 192\.0\.2\.1 and PORT \d+ cannot be used: .+\.\n", refused.stderr)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_stopped_while_it_prepares_it_ends_at_once_and_in_silence(sample_dir: Path, tmp_path: Path, name: str) -> None:
    """Ctrl-C reaches both processes, a container's manager only the first."""
    folder = copied(sample_dir, tmp_path / "data")
    (folder / "sample.stamp").unlink()
    environment = os.environ | {"DATA_DIR": str(folder), "PORT": str(free_port())}
    service = subprocess.Popen(
        [sys.executable, "-m", "app"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert service.stderr
    assert service.stderr.readline() == "Reading the sample ...\n"
    left = psutil.Process(service.pid).children(recursive=True)
    if name == "SIGINT":
        os.killpg(service.pid, signal.SIGINT)
    else:
        service.terminate()
    assert service.communicate(timeout=20)[1] == ""
    assert service.returncode == 0
    assert ended(left)
    assert not (folder / "sample.stamp").exists()


@pytest.mark.parametrize(("name", "part"), [("SIGTERM", "reader"), ("SIGINT", "background")])
def test_stopped_while_its_processes_start_it_ends_in_order(sample_dir: Path, tmp_path: Path, name: str, part: str) -> None:
    """None is left behind, and none says that it was interrupted. All hold the one stderr, which is at its end when they are."""
    environment = os.environ | {"DATA_DIR": str(copied(sample_dir, tmp_path / "data")), "PORT": str(free_port())}
    service = subprocess.Popen(
        [sys.executable, "-m", "app"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not any(each.ppid() == service.pid for each in psutil.process_iter(["cmdline"]) if part in (each.info["cmdline"] or ())):
        assert service.poll() is None
        time.sleep(0.01)
    if name == "SIGINT":
        os.killpg(service.pid, signal.SIGINT)
    else:
        service.terminate()
    said = service.communicate(timeout=30)[1]
    assert re.fullmatch(r"(Reading the sample \.\.\.\n)?(Open http.+\n)?", said)
    assert service.returncode == 0


def test_where_others_can_reach_it_the_log_holds_a_token(start: Callable[..., Running]) -> None:
    """In a container nobody is at this machine; SIGTERM, which its manager sends, ends all."""
    service = start(HOST="0.0.0.0")
    token = re.search(r"sign in at /sign-in with this word .*: (\S{20,})", service.log.read_text())
    assert token
    for word, status in ((token[1], 200), ("another", 403)):
        headers = {"Authorization": f"Bearer {word}", "Content-Type": "application/json"}
        assert ask(service, "POST", "/desk/sample/publish", b'{"visibility": "public"}', headers)[0] == status
    left = psutil.Process(service.process.pid).children(recursive=True)
    service.process.send_signal(signal.SIGTERM)
    assert ended(left)
    assert service.process.wait(10) == 0


def test_a_token_of_ones_own_is_never_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert with_token(Settings(host="0.0.0.0", editor_token="my own word")).editor_token == "my own word"
        assert with_token(Settings()).editor_token == ""
    assert caplog.text == ""


def test_a_port_that_is_taken_is_said(live: Running) -> None:
    refused = started(os.environ | {"PORT": live.url.rpartition(":")[2], "DATA_DIR": str(live.data_dir)})
    assert refused.returncode == 1
    assert "is taken. Set PORT to another one." in refused.stderr


def test_something_too_large_is_refused_with_words(live: Running) -> None:
    """Also where the sender goes on sending: the answer arrives before the line is closed."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, text = ask(live, "POST", "/read", b"text=" + b"x" * 12_000_000, form)
    assert status == 413
    assert "larger than 10 MB" in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto"])
def test_the_server_hands_on_what_a_proxy_says(live: Running, header: str) -> None:
    """gunicorn drops no header that decides who may write."""
    assert "csrf" in ask(live, "GET", "/", None, {})[1]
    assert "csrf" not in ask(live, "GET", "/", None, {header: "127.0.0.1"})[1]


def test_the_private_key_of_the_cookies_is_for_its_owner_alone(live: Running) -> None:
    assert (live.data_dir / "secret").stat().st_mode & 0o077 == 0


def test_the_store_and_queue_are_in_the_data_folder_and_nowhere_else(live: Running) -> None:
    names = {path.name for path in live.data_dir.iterdir()}
    assert {"events.sqlite", "queue.sqlite", "secret"} <= names
    assert not list(Path(ROOT).glob("*.sqlite*"))
