"""Processor time and memory of an extraction beside spaCy's own pass over the same text: `python -m benchmarks.extraction [FILE...]`."""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from pathlib import Path

from events import extract, read
from events.language import pieces, pipeline
from events.model import Document
from events.reading import SAMPLE
from geodata.gazetteer import Gazetteer, open_gazetteer

BUDGET = {"times": 0.08, "places": 0.15, "events": 0.15}  # shares of spaCy's own pass that a step may cost
WHOLE = 1.45


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", metavar="FILE", help="texts to read (default: the sample once, and ten times over)")
    options.add_argument("--repeats", type=int, default=7)
    given = options.parse_args()
    sample = read(SAMPLE.read_bytes(), SAMPLE.name)
    documents = [read(Path(name).read_bytes(), name) for name in given.files] or [sample, Document("\n\n".join([sample.text] * 10))]
    gazetteer = open_gazetteer()
    extract(sample, gazetteer)  # loads what is loaded once
    for document in documents:
        report(document, gazetteer, given.repeats)
    print(f"peak memory {_peak_memory():.0f} MB")


def report(document: Document, gazetteer: Gazetteer, repeats: int) -> None:
    """Prints medians; spaCy and the whole are timed in turn, by processor time, so that a busy machine slows neither."""
    pairs = [(spacy_alone(document.text), extraction(document, gazetteer)) for _ in range(repeats)]
    spacy = statistics.median(alone for alone, _ in pairs)
    whole = statistics.median(sum(steps.values()) for _, steps in pairs)
    ratio = statistics.median(sum(steps.values()) / alone for alone, steps in pairs)
    words = len(document.text.split())
    speed = f"ratio {ratio:.2f} (at most {WHOLE}), {words / whole:.0f} words/s"
    print(f"{words} words: spaCy {spacy:.3f} s, whole extraction {whole:.3f} s, {speed}")
    for name in pairs[0][1]:
        share = statistics.median(steps[name] / alone for alone, steps in pairs)
        most = f" (at most {BUDGET[name]})" if name in BUDGET else ""
        print(f"  {name:10} {statistics.median(steps[name] for _, steps in pairs):.3f} s, {share:.2f} of spaCy's pass{most}")


def spacy_alone(text: str) -> float:
    """Seconds of spaCy's own pass, in the pieces in which a document is read."""
    start = time.process_time()
    for _, piece in pieces(text):
        pipeline()(piece)
    return time.process_time() - start


def extraction(document: Document, gazetteer: Gazetteer) -> dict[str, float]:
    """Seconds of each step, by the name that extract() gives it when it is done."""
    steps: dict[str, float] = {}
    last = time.process_time()

    def done(share: float, step: str) -> None:
        nonlocal last
        now = time.process_time()
        steps[step], last = steps.get(step, 0.0) + now - last, now

    extract(document, gazetteer, progress=done)
    return steps


def _peak_memory() -> float:
    """MB; Linux counts in kB, macOS in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
