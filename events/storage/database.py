"""An address in, connections to a migrated SQLite file out, opened anew in every process that forks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock

HEAD = "0002"  # the newest of migrations/versions; importing Alembic costs 0.3 s, so only a file that is behind pays for it
PATIENCE = 30  # seconds that a writer waits for another


class StoreError(ValueError):
    """What the store cannot keep or do, in words for people."""


class NotStored(LookupError):  # noqa: N818 - named after what happened, as LookupErrors are
    """There is no such collection, document, event or job."""


class Database:
    """One SQLite file. `reading()` and `writing()` give a connection inside one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: tuple[int, sa.Engine | None] = (0, None)  # the process that opened it
        self._inherited: list[sa.Engine | None] = []  # of the parent: kept, for to close them here is to disturb its connections
        path.parent.mkdir(parents=True, exist_ok=True)
        self._migrate()

    @property
    def engine(self) -> sa.Engine:
        """The pool of this process: SQLite's connections must not be carried across a fork."""
        process, engine = self._opened
        if engine is None or process != os.getpid():
            # Without a lock, which a fork may leave locked: two threads that come here at once open a pool too many, and it goes.
            self._inherited.append(engine)
            engine = _engine(self.path)
            self._opened = os.getpid(), engine
        return engine

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """The one writer at a time: all of the block is kept, or nothing."""
        with self.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection, connection.begin():
            yield connection

    def close(self) -> None:
        process, engine = self._opened
        if engine is not None and process == os.getpid():
            engine.dispose()

    def _migrate(self) -> None:
        """Several processes may open a new file at once: the first one makes it, under a lock beside it."""
        with FileLock(f"{self.path}.lock"):
            version = self._prepared()
            if version == HEAD:
                return
            if version is not None and version > HEAD:
                raise StoreError(f"{self.path} was written by a newer version of this program.")
            from events.storage.migrations import upgrade  # see HEAD

            with self.writing() as connection:
                upgrade(connection)
            self.close()

    def _prepared(self) -> str | None:
        """The version of the file's tables, None for a new file; write-ahead logging is kept in the file."""
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as connection:
                tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
                if tables and not {"alembic_version", "decisions"} <= tables:
                    raise StoreError(f"{self.path} is another program's file.")
                connection.execute("PRAGMA journal_mode = WAL")
                if not tables:
                    return None
                return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.path} is no store of events: {error}.") from error


def located(url: str | Path) -> Path:
    """The file of `sqlite:///...` or of a plain path."""
    text = str(url)
    if text in ("sqlite:///", "sqlite:///:memory:"):  # each process would have a store of its own
        raise StoreError(f"“{text}” names no file; write sqlite:///path/to/store.sqlite.")
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text:
        raise StoreError(f"“{text.partition('://')[0]}” is no store that we know; write sqlite:///path/to/store.sqlite.")
    return Path(text)


def _engine(path: Path) -> sa.Engine:
    # A download holds no connection between its pages, so few are ever open; a busy moment may open more.
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": PATIENCE, "check_same_thread": False}, max_overflow=50
    )

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # sqlite3 leaves BEGIN to us, which a whole transaction with DDL needs
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -8000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def began(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine
