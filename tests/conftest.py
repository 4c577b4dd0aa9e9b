"""What the tests share: a gazetteer built once, a store with the sample read once, and the real service on a free port.

The gazetteer is that of DATA_DIR (./var): it takes a minute to build, so it is built there at most once, and every test's own data
folder links to it and to the tiles that were ever drawn there. The store is read once a session, by the real pipeline, and each test
gets a copy.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.commands import prepare
from app.service import Service
from app.settings import Settings
from geodata.gazetteer import Gazetteer, open_gazetteer
from geodata.gazetteer import path as gazetteer_path

# How long an example takes depends on what else the machine does; benchmarks measure speed. In CI the same change meets the
# same examples; elsewhere every run makes up new ones.
hypothesis.settings.register_profile("project", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("project")

ROOT = Path(__file__).parents[1]
OWN = ("events.sqlite", "queue.sqlite", "secret", "sample.stamp")  # what a service keeps for itself in its DATA_DIR


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where the machine is set up for all tests (CI), a test that was skipped is a test that failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="session")
def sample_dir(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it."""
    folder = tmp_path_factory.mktemp("sample")
    for path in gazetteer_path().parent.iterdir():
        if path.is_file() and not path.name.startswith(OWN) and path.suffix != ".lock":
            (folder / path.name).symlink_to(path.resolve())
    tiles = Settings(data_dir=gazetteer_path().parent).tile_cache
    tiles.mkdir(exist_ok=True)
    (folder / tiles.name).symlink_to(tiles.resolve())
    prepare(Settings(data_dir=folder))
    return folder


@pytest.fixture
def data_dir(sample_dir: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return copied(sample_dir, tmp_path / "data")


@pytest.fixture
def app(data_dir: Path) -> Flask:
    return create_app(Settings(data_dir=data_dir))


@pytest.fixture
def service(app: Flask) -> Service:
    """What that service works with: its store, queue and gazetteer."""
    found: Service = app.extensions["service"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The person at this machine, who may write."""
    return app.test_client()


def copied(folder: Path, to: Path) -> Path:
    return shutil.copytree(folder, to, symlinks=True)


@dataclass(frozen=True)
class Running:
    """The real service: gunicorn and the reader, in processes of their own."""

    url: str
    data_dir: Path
    process: subprocess.Popen[str]
    log: Path

    def get(self, address: str) -> bytes:
        with urllib.request.urlopen(self.url + address, timeout=30) as answer:
            return bytes(answer.read())

    def wait(self, seconds: float = 120) -> None:
        """Until it answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            try:
                self.get("/healthz")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"The service did not answer in {seconds} s: {self.log.read_text()}")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="session")
def start(sample_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Running]]:
    """Starts the service with these settings, over a copy of the sample's data folder, and stops it at the end."""
    running: list[Running] = []

    def begin(**settings: str) -> Running:
        given = settings.pop("DATA_DIR", "")
        folder = Path(given) if given else copied(sample_dir, tmp_path_factory.mktemp("live") / "data")
        port = settings.pop("PORT", "") or str(free_port())
        known = {name: value for name, value in os.environ.items() if name.lower() not in Settings.__dataclass_fields__}
        environment = known | {"DATA_DIR": str(folder), "PORT": port, **settings}
        log = folder / "service.log"
        with log.open("w") as out:
            command = [sys.executable, "-m", "app"]
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, text=True, start_new_session=True
            )
        service = Running(f"http://127.0.0.1:{port}", folder, process, log)
        running.append(service)
        service.wait()
        return service

    yield begin
    for service in running:
        service.stop()


@pytest.fixture(scope="session")
def live(start: Callable[..., Running]) -> Running:
    """The service as `make serve` starts it. Tests share it: what one reads in, the others may see."""
    return start()
