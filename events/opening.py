"""Names of files on the command line in, articles read and files to write out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tqdm import tqdm

from events import extract
from events.language import Parse, parse
from events.model import Document, Reading
from events.reading import SIZE, read

STANDARD = "-"
BAR = "{desc:24} {percentage:3.0f} % {bar} {elapsed}"
OPENING = 0.2  # of the bar: opening a PDF takes about a fifth of all


def reading(file: str, published: int | None) -> Reading:
    """One file, or standard input, read; how far it is shows where somebody looks."""
    with _opened(file, published) as (document, tell):
        return extract(document, progress=lambda share, step: tell(OPENING + (1 - OPENING) * share, step))


def parsed(file: str, published: int | None) -> tuple[Document, Parse]:
    """The same, but only its sentences and words."""
    with _opened(file, published) as (document, tell):
        return document, parse(document.text, lambda share: tell(OPENING + (1 - OPENING) * share, "sentences"))


@contextmanager
def _opened(file: str, published: int | None) -> Iterator[tuple[Document, Callable[[float, str], None]]]:
    """The document of a file, and who hears how much of all is done."""
    with source(file) as opened, tqdm(total=1.0, bar_format=BAR, leave=False, disable=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def tell(share: float, step: str) -> None:
            bar.set_description(step, refresh=False)
            bar.update(max(share - bar.n, 0.0))

        # One byte more than is read of any file: memory stays bounded over a pipe without an end.
        content = opened.read(SIZE + 1)
        document = read(content, "" if file == STANDARD else file, published, progress=lambda share, step: tell(OPENING * share, step))
        if document.language != "en":
            note = f"seems to be written in another language ({document.language}); it is read as English."
            bar.write(f"{named(file)} {note}", file=sys.stderr)
        yield document, tell


@contextmanager
def source(name: str) -> Iterator[BinaryIO]:
    if name == STANDARD:
        yield sys.stdin.buffer
    else:
        with open(name, "rb") as file:
            yield file


@contextmanager
def target(name: str, sources: Iterable[str]) -> Iterator[BinaryIO]:
    """Where the result goes; never over what it is read from."""
    if name == STANDARD:
        yield sys.stdout.buffer
        return
    if any(Path(name).exists() and Path(each).exists() and Path(name).samefile(each) for each in sources):
        raise OSError(0, "this is the file that is being read; give --output another name.", name)
    with open(name, "wb") as file:
        yield file


def is_folder(name: str) -> bool:
    return name.endswith(("/", os.sep)) or Path(name).is_dir()


def names_in(folder: str, files: Iterable[str], extension: str) -> Iterator[str]:
    """A name in a folder for the result of each file; two files of one name get two."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    given: set[str] = set()
    for file in files:
        stem = "standard-input" if file == STANDARD else Path(file).stem
        number = 1
        name = stem
        while name in given:
            number += 1
            name = f"{stem}-{number}"
        given.add(name)
        yield str(Path(folder, f"{name}.{extension}"))


def named(file: str | bytes) -> str:
    return "standard input" if file in (STANDARD, "") else os.fsdecode(file)
