"""How fast and how truly a PDF of 300 pages is read, beside pdfminer.six over the same file.

    python -m benchmarks.documents            300 pages in two columns, as Chromium prints them
    python -m benchmarks.documents FILE...    files of your own: only their speed

Truth is the likeness of the text that is read to the paragraphs that were printed: 1 where they come back in order and nothing else
does. The peer knows nothing of running heads; its lines and pages are joined at blank lines.
"""

from __future__ import annotations

import logging
import re
import resource
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from pdfminer.high_level import extract_text
from pypdf import PdfReader, PdfWriter

from events.reading import read
from tests.events.papers import likeness, page, paragraphs, printed

PARTS, PARAGRAPHS = 12, 280  # each part is printed alone: Chromium takes ever longer over pages in columns
PAGES = 300
FIRST = 100  # paragraphs that are compared
STYLE = """body { columns: 2; text-align: justify; hyphens: manual; font-size: 11.5pt }
@page { @top-center { content: 'The long war'; font-size: 9pt } @bottom-center { content: counter(page); font-size: 9pt } }"""


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if sys.argv[1:]:
        for name in sys.argv[1:]:
            measure(Path(name).read_bytes(), name)
        return
    with tempfile.TemporaryDirectory() as folder:
        source, expected = book(Path(folder))
    measure(source, "book.pdf", expected)


def book(folder: Path) -> tuple[bytes, list[str]]:
    """300 pages or more, and the paragraphs of its first part."""
    writer = PdfWriter()
    seed = 0
    while len(writer.pages) < PAGES:
        seed += 1
        blocks = paragraphs(PARAGRAPHS, seed)
        writer.append(BytesIO(printed(page(blocks, STYLE, hyphens=True), folder)))
    target = BytesIO()
    writer.write(target)
    return target.getvalue(), [each for part in range(1, seed + 1) for each in paragraphs(PARAGRAPHS, part)]


def measure(source: bytes, name: str, expected: list[str] | None = None) -> None:
    steps = 0

    def progress(share: float, step: str) -> None:
        nonlocal steps
        steps += 1

    read(b"Some words, so that the language model is loaded.")
    before = memory()
    began = time.process_time()  # of the processor: it leaves out what else the machine does
    text = read(source, name, progress=progress).text
    seconds = time.process_time() - began
    words = len(text.split())
    print(f"{name}: {len(source) / 1e6:.1f} MB, {len(PdfReader(BytesIO(source)).pages)} pages, {words:,} words")
    more = f"{memory() - before:.0f} MB more, progress told {steps} times"
    print(f"  read           {seconds:6.1f} s  {words / seconds:8,.0f} words/s  {more}")
    began = time.process_time()
    theirs = extract_text(BytesIO(source))
    seconds = time.process_time() - began
    print(f"  pdfminer.six   {seconds:6.1f} s  {len(theirs.split()) / seconds:8,.0f} words/s")
    if expected:
        back = len(set(expected) & set(text.split("\n\n"))) / len(set(expected))
        print(f"  {back:.2%} of {len(expected):,} paragraphs came back to the letter")
        print(f"  likeness to the first {FIRST}: {alike(expected, text):.4f}, pdfminer.six {alike(expected, joined(theirs)):.4f}")


def alike(expected: list[str], text: str) -> float:
    """Of the first paragraphs and as many characters: the comparison is quadratic."""
    first = expected[:FIRST]
    return likeness(first, text[: len("\n\n".join(first))])


def joined(text: str) -> str:
    """pdfminer's lines made paragraphs."""
    return "\n\n".join(" ".join(block.split()) for block in re.split(r"\n\s*\n|\f", text))


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
