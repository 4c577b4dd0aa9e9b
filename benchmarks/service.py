"""The running service in, its figures out: start, memory, requests a second, beside a page that plain Folium makes of the same events.

    python -m benchmarks.service [--events 200] [--seconds 3]

It starts the service with a data folder of its own, which links to the gazetteer of DATA_DIR.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import folium
import psutil
from folium.plugins import MarkerCluster

from app.commands import prepare
from app.jobs import Queue
from app.settings import Settings
from events import edtf
from events.model import Collection, Event, Known, Located, Origin, Visibility
from events.query import Query
from events.reading import SAMPLE as ARTICLE
from events.storage import EventStore, Job, JobState, Row
from geodata.gazetteer import open_gazetteer
from geodata.gazetteer import path as gazetteer_path

ROOT = Path(__file__).parents[1]
CLIENTS = 4
TOWNS = ("Gyumri", "Baku", "Kyiv", "Paris", "Lagos", "Lima", "Osaka", "Quito", "Perth", "Boston")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=prepared(Path(name)), port=free_port())
        rows = filled(settings, given.events)
        for start in ("first start after the reading of the sample", "second start"):
            with service(settings) as (process, seconds):
                print(f"{start}: answers after {seconds:.2f} s; load of the machine {os.getloadavg()[0]:.1f}")
                if start == "second start":
                    for attempt in ("first", "second"):
                        print(f"the sample as a pasted article, {attempt} time: read after {read(settings, attempt):.2f} s")
                    memory(process)
                    requests(settings, given.seconds)
        beside(rows)


def prepared(folder: Path) -> Path:
    """A data folder with the gazetteer of this machine and the sample."""
    open_gazetteer()
    for path in gazetteer_path().parent.iterdir():
        if path.name.startswith(("gazetteer", "areas", "basemap", "tiles")) and path.suffix != ".lock":
            (folder / path.name).symlink_to(path.resolve())
    prepare(Settings(data_dir=folder))
    return folder


def filled(settings: Settings, number: int) -> list[Row]:
    """A public collection of so many events, the same each time."""
    gazetteer, store, chance = open_gazetteer(settings.gazetteer), EventStore.open(settings.store), random.Random(7)
    store.add_collection(Collection("bench", "Bench", visibility=Visibility.PUBLIC))
    for index in range(number):
        place = gazetteer.search(chance.choice(TOWNS), 1)[0]
        when = edtf.parse(f"{chance.randint(1900, 2025)}-{chance.randint(1, 12):02}")
        title = f"Event {index} of {number}, with a title of the usual length"
        event = Event("", title, when=when, when_known=Known.EDITOR, where=(Located(place, Known.EDITOR),), origin=Origin.EDITOR)
        store.add_event("bench", event, "bench", "2026-01-01T00:00:00+00:00")
    return list(store.rows("bench", Query()))


@contextmanager
def service(settings: Settings) -> Iterator[tuple[psutil.Process, float]]:
    """The service as `make serve` starts it, and after how many seconds it answered."""
    environment = os.environ | {"DATA_DIR": str(settings.data_dir), "PORT": str(settings.port)}
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "app"], cwd=ROOT, env=environment) as process:
        try:
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/healthz", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.02)
            yield psutil.Process(process.pid), time.perf_counter() - start
        finally:
            process.send_signal(signal.SIGINT)


def read(settings: Settings, id: str) -> float:
    """Seconds until the reader process has read an article; the first one waits until it has loaded its model."""
    store = EventStore.open(settings.store)
    start = time.perf_counter()
    store.add_job(Job(id, id, ARTICLE.name, "2026-01-01T00:00:00+00:00"), ARTICLE.read_bytes())
    Queue(settings).submit(id)
    while (job := store.job(id)) and job.state is not JobState.DONE:
        if job.state is JobState.FAILED:
            raise RuntimeError(job.message)
        time.sleep(0.02)
    return time.perf_counter() - start


def memory(process: psutil.Process) -> None:
    """RSS counts what processes share in each of them; PSS shares it out."""
    print("\nmemory, MB                 RSS   PSS")
    for each in (process, *process.children(recursive=True)):
        parent = each.parent()
        is_worker = parent is not None and parent.pid != process.pid and each.pid != process.pid
        part = next(iter(each.cmdline()[-1:]), "background")  # one that has ended says nothing more
        name = "web worker" if is_worker else "keeper" if each.pid == process.pid else "gunicorn"
        name = part if part in ("reader", "background") else name
        known = each.memory_full_info()
        print(f"  {name:20} {known.rss / 1e6:8.0f} {known.pss / 1e6:5.0f}")


def requests(settings: Settings, seconds: float) -> None:
    print(f"\n{CLIENTS} clients, {seconds:.0f} s each     requests/s  p50 ms  p99 ms  bytes")
    etag = fetch(settings, "/c/bench/events.geojson?fields=page", {})[1]
    for title, address, headers in (
        ("page of a collection", "/c/bench/", {}),
        ("events.geojson, page", "/c/bench/events.geojson?fields=page", {"Accept-Encoding": "gzip"}),
        ("the same, unchanged", "/c/bench/events.geojson?fields=page", {"If-None-Match": etag}),
        ("events.csv", "/c/bench/events.csv", {"Accept-Encoding": "gzip"}),
        ("map.js", "/c/bench/map.js", {"Accept-Encoding": "gzip"}),
        ("a tile drawn before", "/tiles/base/light/4/9/5@2x.png", {}),
        ("the area of a country", "/areas/690791.geojson", {"Accept-Encoding": "gzip"}),
        ("leaflet.js", fetch(settings, "/c/bench/", {})[2], {"Accept-Encoding": "gzip"}),
    ):
        taken, size = loaded(settings, address, headers, seconds)
        p99 = taken[int(len(taken) * 0.99)]
        print(f"  {title:24} {len(taken) / seconds:10.0f} {1000 * statistics.median(taken):7.1f} {1000 * p99:7.1f} {size:6}")


def loaded(settings: Settings, address: str, headers: dict[str, str], seconds: float) -> tuple[list[float], int]:
    """(seconds of each request, sorted; bytes of one answer) of some clients at once, each on its own line."""
    taken: list[float] = []
    sizes: list[int] = []

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", settings.port)
        until = time.perf_counter() + seconds
        while (start := time.perf_counter()) < until:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            sizes.append(len(answer.read()))
            if answer.status not in (200, 304):
                raise RuntimeError(f"{address}: {answer.status}")
            taken.append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken), sizes[-1]


def fetch(settings: Settings, address: str, headers: dict[str, str]) -> tuple[str, str, str]:
    """(text, ETag, address of Leaflet if it names it)"""
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{settings.port}{address}", headers=headers)) as answer:
        text = answer.read().decode()
        leaflet = next((part for part in text.split('"') if part.endswith("/leaflet.js")), "")
        return text, answer.headers.get("ETag", ""), leaflet


def beside(rows: list[Row]) -> None:
    """What a service that draws with plain Folium does for each request."""
    start = time.perf_counter()
    drawn = folium.Map()
    cluster = MarkerCluster().add_to(drawn)  # type: ignore[no-untyped-call]
    for row in rows:
        folium.Marker((row.latitude or 0, row.longitude or 0), popup=f"{row.title} {row.edtf} {row.place}", tooltip=row.title).add_to(
            cluster
        )
    page = drawn.get_root().render().encode()
    seconds = time.perf_counter() - start
    print(f"\nplain Folium, the same {len(rows)} events: {1 / seconds:.1f} pages/s in one process, {1000 * seconds:.0f} ms and")
    print(f"  {len(page)} bytes ({len(gzip.compress(page, 6))} in gzip) for each request, and its scripts come from 4 other hosts")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


if __name__ == "__main__":
    main()
