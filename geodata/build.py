"""The data inside the packages and our own tables in; one SQLite file, one trie of the names and the basemaps out."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from geodata import basemap, boundaries, sources

SCHEMA = 9  # grows with every change of this code that changes what is built


@dataclass(frozen=True, slots=True)
class Product:
    """What lies beside the gazetteer: it is current where all of `files(path)` are there, and `write(path)` makes them."""

    title: str
    files: Callable[[Path], list[Path]]
    write: Callable[[Path], None]


PRODUCTS = (
    Product("boundaries", boundaries.files, boundaries.write),
    Product("basemap", basemap.files, basemap.write),
)


@cache
def version() -> str:
    """A fingerprint of all that the gazetteer is made from: this code's schema, the packages' versions, our own tables."""
    parts = [f"schema {SCHEMA}"]
    parts += [f"{package} {importlib.metadata.version(package)}" for package in sources.PACKAGES]
    for file in sorted(file for file in sources.DATA.iterdir() if file.suffix in (".csv", ".gz")):
        parts.append(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def is_current(path: Path) -> bool:
    """Whether a finished gazetteer of these very sources lies at `path`, with all that lies beside it."""
    meta = told(path)
    if meta.get("version") != version():
        return False
    beside = [path.with_name(meta["trie"]), *(file for product in PRODUCTS for file in product.files(path))]
    return all(file.exists() for file in beside)


def told(path: Path) -> dict[str, str]:
    """What the gazetteer at `path` says of itself; nothing where there is none."""
    if not path.exists():
        return {}
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        try:
            return dict(connection.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return {}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One builder at a time. The kernel frees an flock when its process dies, however it dies: no stale locks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(path: Path, force: bool = False, dump: Path | None = None) -> None:
    """Builds the gazetteer at `path` where it is absent or older than its sources; waits where another process builds it.

    With `dump`, GeoNames' allCountries.zip or the like, what it holds is added. A gazetteer that had one is built again with
    the same file for as long as that lies where it lay; `force` without a dump builds it without.
    """
    if not force and not is_new(dump, path) and is_current(path):
        return
    with locked(path):
        if force or is_new(dump, path) or not is_current(path):
            build(path, dump or (None if force else last_dump(path)))


def is_new(dump: Path | None, path: Path) -> bool:
    """Whether the gazetteer at `path` was built without this dump, or with an older one of its name."""
    return dump is not None and told(path).get("dump") != mark(dump)


def mark(dump: Path) -> str:
    """Which dump, in which state."""
    state = dump.stat()
    return f"{dump.absolute()}\n{state.st_size} bytes, changed {state.st_mtime_ns}"


def last_dump(path: Path) -> Path | None:
    """The dump that the gazetteer at `path` was built with; where it is gone, that is said and the packages must do."""
    name = told(path).get("dump", "").partition("\n")[0]
    if name and not Path(name).exists():
        print(f"{name} is no longer there: the gazetteer is built without it.", file=sys.stderr)
    return Path(name) if name and Path(name).exists() else None


def build(path: Path, dump: Path | None = None) -> None:
    """Builds beside `path` and renames at the end: whoever reads sees the old one or the new one, never a part."""
    for left_over in path.parent.glob("*.partial"):
        left_over.unlink()
    state = mark(dump) if dump else ""
    name = hashlib.sha256(f"{version()}\n{state}".encode()).hexdigest()[:16] if dump else version()
    unfinished, trie = path.with_name("gazetteer.sqlite.partial"), path.with_name(f"gazetteer.{name}.trie")
    with closing(sqlite3.connect(unfinished)) as connection:
        write(connection, trie.with_name(trie.name + ".partial"), path, dump)
        meta = (("trie", trie.name), ("version", version()), ("dump", state))
        connection.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        connection.commit()
    os.replace(trie.with_name(trie.name + ".partial"), trie)
    os.replace(unfinished, path)
    for old in path.parent.glob("gazetteer.*.trie"):
        if old != trie:
            old.unlink(missing_ok=True)


def write(connection: sqlite3.Connection, trie: Path, path: Path, dump: Path | None) -> None:
    """All steps, one after another, with a progress bar on standard error."""
    from tqdm import tqdm  # this and the rest is for those who build: a web worker only asks whether the gazetteer is current

    from geodata import writing

    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;" + writing.TABLES)
    with tqdm(total=len(writing.STEPS) + 3 + len(PRODUCTS), desc="Building the gazetteer", file=sys.stderr) as bar:

        def begin(title: str) -> None:
            bar.update(bool(bar.postfix))
            bar.set_postfix_str(title)

        write_places(connection, trie, dump, begin)  # what it held in memory is free again for the products
        for product in PRODUCTS:
            begin(product.title)
            product.write(path)
        bar.update()


def write_places(connection: sqlite3.Connection, trie: Path, dump: Path | None, begin: Callable[[str], None]) -> None:
    """Places and names, and the trie of what is looked for in texts; `begin` is told the title of each step."""
    import marisa_trie  # as above
    from tqdm import tqdm

    from geodata import geonames, ranking, writing
    from geodata.boundaries import disputed

    writer = writing.Writer(connection)
    for title, step in writing.STEPS:
        begin(title)
        step(writer)
    if dump:
        size = geonames.length(dump)
        with tqdm(total=size, desc=dump.name, unit="B", unit_scale=True, file=sys.stderr, mininterval=1) as read:
            writing.add_dump(writer, dump, read.update)
    writer.forget()
    begin("disputed land")
    disputed.write(connection)
    begin("order of the names")
    ranking.rank(connection)
    begin("trie")
    marisa_trie.Trie(writing.findable(writer)).save(str(trie))
