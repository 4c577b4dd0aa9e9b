"""What the store and the exports cost, on made-up events spread as real ones, beside GeoPandas and a plain csv file.

python -m benchmarks.store [--events 20000]
"""

from __future__ import annotations

import argparse
import csv
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import ParamSpec

import geopandas

from events import edtf
from events.exports import EXPORTS, Context, Export, values
from events.model import Collection, Document, Event, Evidence, Known, Located, PublishedBy, Reading, Span
from events.query import Query
from events.storage import EventStore, Row
from geodata.gazetteer import Place

P = ParamSpec("P")

PER_DOCUMENT = 40
WORDS = (
    "troops",
    "parliament",
    "signed",
    "treaty",
    "border",
    "flood",
    "election",
    "summit",
    "strike",
    "mine",
    "railway",
    "market",
    "court",
)
KINDS = ("war", "treaty", "disaster", "election", "other")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=20_000)
    count = arguments.parse_args().events
    readings = list(made(count))
    with tempfile.TemporaryDirectory() as folder, closing(EventStore.open(Path(folder) / "store.sqlite")) as store:
        store.add_collection(Collection("c", "Made up"))
        print(f"{count} events of {len(readings)} documents, Python {platform.python_version()}\n")
        adding(store, readings, Path(folder))
        asking(store)
        exporting(store, Path(folder), count)


def made(count: int, seed: int = 1) -> Iterator[Reading]:
    """Places crowd round a hundred centres, times round the last decades; every tenth event lacks one or the other."""
    chance = random.Random(seed)
    centres = [(chance.uniform(-170, 170), chance.uniform(-50, 65)) for _ in range(100)]
    for number in range(0, count, PER_DOCUMENT):
        sentences = [" ".join(chance.choices(WORDS, k=22)) + "." for _ in range(PER_DOCUMENT)]
        document = Document(f"{number}. " + " ".join(sentences), f"Article {number}", 738_000, PublishedBy.GIVEN, "https://example.org")
        start, events = len(f"{number}. "), []
        for index, sentence in enumerate(sentences[: count - number]):
            events.append(_event(chance, f"{number + index:016x}", document, Span(start, start + len(sentence)), centres))
            start += len(sentence) + 1
        yield Reading(document, (), (), tuple(events))


def _event(chance: random.Random, id: str, document: Document, quote: Span, centres: list[tuple[float, float]]) -> Event:
    longitude, latitude = chance.choice(centres)
    longitude, latitude = round(longitude + chance.gauss(0, 2), 5), round(latitude + chance.gauss(0, 2), 5)
    place = Place(str(chance.randrange(10**6)), f"Town {chance.randrange(5000)}", latitude, longitude, "city", "AM", "01", 1000, 5.0)
    dated = chance.random() > 0.05
    when = edtf.parse(f"{2026 - int(chance.expovariate(0.05)):04}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}")
    return Event(
        id=id,
        title=" ".join(chance.choices(WORDS, k=6)),
        kind=chance.choice(KINDS),
        evidence=(Evidence(document.id, quote, Span(quote.start, quote.start + 6)),),
        when=when if dated else None,
        when_known=Known.EXPLICIT if dated else None,
        where=(Located(place),) if chance.random() > 0.05 else (),
        actors=tuple(chance.sample(("Armenia", "Azerbaijan", "Russia", "Canada"), 2)),
        confidence=round(chance.random(), 3),
        importance=round(chance.random(), 3),
    )


def adding(store: EventStore, readings: list[Reading], folder: Path) -> None:
    events = sum(len(reading.events) for reading in readings)
    seconds = timed(_add, store, readings)
    size = sum(path.stat().st_size for path in folder.glob("store.sqlite*"))
    line("add, a transaction a document", f"{events / seconds:,.0f} events/s", f"{size / events:,.0f} bytes an event")
    part = readings[: max(1, len(readings) // 10)]
    line("read again, ids kept", f"{sum(len(reading.events) for reading in part) / timed(_add, store, part):,.0f} events/s")


def _add(store: EventStore, readings: list[Reading]) -> None:
    for reading in readings:
        store.add("c", reading)


QUESTIONS: dict[str, dict[str, str]] = {
    "first 100": {},
    "box": {"bbox": "-20,30,60,70"},
    "box across the antimeridian": {"bbox": "150,-50,-120,50"},
    "interval": {"since": "2014", "until": "2016"},
    "words": {"q": "treaty flood rail"},
    "box, interval and words": {"bbox": "-20,30,60,70", "since": "1990", "until": "2020", "q": "treaty flo"},
    "country, kind, actor": {"country": "AM", "kind": "war", "actor": "Canada"},
    "most important": {"sort": "importance"},
}


def asking(store: EventStore) -> None:
    print()
    for name, args in QUESTIONS.items():
        query = Query.from_args({"limit": "100", **args})
        costs = [timed(_page, store, query) * 1000 for _ in range(50)]
        figures = f"p50 {statistics.median(costs):.1f} ms, p99 {statistics.quantiles(costs, n=100)[98]:.1f} ms"
        line(f"rows: {name}", figures, f"of {store.count('c', query):,}; count {timed(store.count, 'c', query) * 1000:.1f} ms")
    late = Query(limit=100, after=[row.id for row in store.rows("c")][-101])
    line("rows: last page of all", f"p50 {statistics.median(timed(_page, store, late) for _ in range(50)) * 1000:.1f} ms")


def _page(store: EventStore, query: Query) -> list[Row]:
    return list(store.rows("c", query))


def exporting(store: EventStore, folder: Path, count: int) -> None:
    print()
    rows = list(store.rows("c"))
    line("rows of all", f"{count / timed(_page, store, Query()):,.0f} events/s")
    for extension, export in EXPORTS.items():
        path = folder / f"events.{extension}"
        seconds = timed(_written, path, lambda: store.rows("c"), export)
        line(f"{extension} out of the store", f"{count / seconds:,.0f} events/s", f"{path.stat().st_size / 1e6:.1f} MB")
        line(f"{extension} of rows in memory", f"{count / timed(_written, path, lambda: iter(rows), export):,.0f} events/s")
    frame = geopandas.GeoDataFrame.from_features(
        [{"type": "Feature", "geometry": _point(row), "properties": _plain(row)} for row in rows], crs="EPSG:4326"
    )
    plain = [_plain(row) for row in rows]
    line("peer: GeoPandas to_file, frame in memory", f"{count / timed(frame.to_file, folder / 'p.json', driver='GeoJSON'):,.0f} events/s")
    line("peer: csv.DictWriter, dicts in memory", f"{count / timed(_plain_csv, folder / 'p.csv', plain):,.0f} events/s")
    frame = frame.drop(columns="geometry")
    line("peer: pandas to_csv, frame in memory", f"{count / timed(frame.to_csv, folder / 'p.csv', index=False):,.0f} events/s")


def _point(row: Row) -> dict[str, object] | None:
    return None if row.longitude is None else {"type": "Point", "coordinates": (row.longitude, row.latitude)}


def _plain(row: Row) -> dict[str, object]:
    found = values(row, Row._fields[:-1], Context())
    return found | {"actors": str(found["actors"]), "places": str(found["places"])}


def _plain_csv(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _written(path: Path, rows: Callable[[], Iterator[Row]], export: Export) -> None:
    with path.open("wb") as file:
        file.writelines(export.write(rows(), Context()))


def timed(what: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    begun = time.perf_counter()
    what(*args, **kwargs)
    return time.perf_counter() - begun


def line(name: str, *figures: str) -> None:
    print(f"{name:48}{'   '.join(figures)}", flush=True)


if __name__ == "__main__":
    main()
