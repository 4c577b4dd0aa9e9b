"""Tiles kept on disk, the least recently used out when they grow over a limit; whatever fails on disk, the tile is answered."""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TOUCH = 3600  # seconds: how exactly it is kept when a tile was last used
ROOM = 0.9  # of the limit: so much remains when tiles are thrown out


class Shelf:
    """Files in `folder`, which together take at most `most` bytes of the disk; shared by processes."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most
        self._thread = threading.Lock()
        self._since = most  # bytes written since the last count: the first writing counts

    def get(self, name: str) -> bytes | None:
        file = self.folder / name
        try:
            data = file.read_bytes()
            if time.time() - file.stat().st_mtime > TOUCH:
                with suppress(OSError):  # a folder that cannot be written is still read
                    os.utime(file)
        except OSError:
            return None
        return data or None  # an empty file is what a full disk has left

    def put(self, name: str, data: bytes) -> None:
        """Keeps it where that is possible; a reader sees the whole file or none."""
        if len(data) > self.most:
            return
        file = self.folder / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, partial = tempfile.mkstemp(dir=file.parent, suffix=".partial")
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(data)
                os.replace(partial, file)
            except OSError:
                Path(partial).unlink(missing_ok=True)
                raise
            self._since += taken(file.stat())
            if self._since >= self.most / 100:
                self._throw_out()
        except OSError:
            return

    def _throw_out(self) -> None:
        """Counts all files; where they are too many bytes, the least recently used go."""
        files = sorted((found.stat().st_mtime, taken(found.stat()), found.path) for found in _files(self.folder))
        self._since, size = 0, sum(size for _, size, _ in files)
        if size <= self.most * 0.95:  # what other processes write before they count finds room
            return
        for _, each, path in files:
            if size <= self.most * ROOM:
                break
            Path(path).unlink(missing_ok=True)
            size -= each

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One thread of one process at a time, while the folder can be written; else one thread."""
        with self._thread:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                file = (self.folder / "lock").open("w")
            except OSError:
                yield
                return
            with file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield


def taken(file: os.stat_result) -> int:
    """What a file takes of the disk, in bytes: whole blocks (POSIX counts them in 512 bytes)."""
    return max(file.st_size, file.st_blocks * 512)


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.name.endswith((".png", ".partial")):
                yield entry
