"""The data inside the packages and our own tables in; one SQLite file, one trie of the names and the basemaps out."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from geodata import basemap, sources, views

SCHEMA = 5  # grows with every change of this code that changes what is built


@cache
def version() -> str:
    """A fingerprint of all that the gazetteer is made from: this code's schema, the packages' versions, our own tables."""
    parts = [f"schema {SCHEMA}"]
    parts += [f"{package} {importlib.metadata.version(package)}" for package in sources.PACKAGES]
    for file in sorted(sources.DATA.glob("*.csv")):
        parts.append(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def is_current(path: Path) -> bool:
    """Whether a finished gazetteer of these very sources lies at `path`."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        try:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return False
    beside = [path.with_name(meta.get("trie", "")), *(basemap.file(view, path) for view in views.VIEWS)]
    return meta.get("version") == version() and all(file.exists() for file in beside)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One builder at a time. The kernel frees an flock when its process dies, however it dies: no stale locks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(path: Path, force: bool = False) -> None:
    """Builds the gazetteer at `path` where it is absent or older than its sources; waits where another process builds it."""
    if not force and is_current(path):
        return
    with locked(path):
        if force or not is_current(path):
            build(path)


def build(path: Path) -> None:
    """Builds beside `path` and renames at the end: whoever reads sees the old one or the new one, never a part."""
    for left_over in (*path.parent.glob("gazetteer.*.partial"), *path.parent.glob("land.*.partial")):
        left_over.unlink()
    unfinished, trie = path.with_name("gazetteer.sqlite.partial"), path.with_name(f"gazetteer.{version()}.trie")
    with closing(sqlite3.connect(unfinished)) as connection:
        write(connection, trie.with_name(trie.name + ".partial"), path)
        meta = (("trie", trie.name), ("version", version()))
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        connection.commit()
    os.replace(trie.with_name(trie.name + ".partial"), trie)
    os.replace(unfinished, path)
    for old in path.parent.glob("gazetteer.*.trie"):
        if old != trie:
            old.unlink(missing_ok=True)


def write(connection: sqlite3.Connection, trie: Path, path: Path) -> None:
    """All steps, one after another, with a progress bar on standard error."""
    import marisa_trie  # this and the rest is for those who build: a web worker only asks whether the gazetteer is current
    from tqdm import tqdm

    from geodata import writing

    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;" + writing.TABLES)
    writer = writing.Writer(connection)
    with tqdm(total=len(writing.STEPS) + 1 + len(views.VIEWS), desc="Building the gazetteer", file=sys.stderr) as bar:
        for title, step in writing.STEPS:
            bar.set_postfix_str(title)
            step(writer)
            bar.update()
        bar.set_postfix_str("trie")
        marisa_trie.Trie(writing.findable(writer)).save(str(trie))
        bar.update()
        for view in views.VIEWS:
            bar.set_postfix_str(f"basemap, view {view}")
            basemap.write(view, path)
            bar.update()
