"""Files in, a folder that holds them out: nothing of others is touched, and a reader meets the old site or the new one."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MANIFEST = "published.json"  # which files of the folder are ours
_UNFINISHED = ".publishing-"
_PAGES = ("index.html", "embed/index.html")  # come last: they name all other files
_NOT_IN_THE_WAY = ("CNAME", "LICENSE", "README.md", "robots.txt")  # what web hosts and their users keep beside a site


class PublishError(Exception):
    """A site that cannot be written, in the words of who asked for it."""


class File(NamedTuple):
    """One file of a site: its path below the folder, with slashes, and its bytes in parts."""

    path: str
    parts: Iterable[bytes]


class Written(NamedTuple):
    files: int
    size: int  # bytes
    removed: int  # files of the last publication that are no longer part of it


def check(folder: Path) -> frozenset[str]:
    """The paths that an earlier publication wrote into a folder. Raises PublishError where it cannot be used."""
    try:
        if folder.is_symlink() and not folder.exists():
            raise PublishError(f"{folder} is a link to nothing.")
        if folder.exists() and not folder.is_dir():
            raise PublishError(f"{folder} is a file; name a folder.")
        if not folder.exists():
            return frozenset()
        if (folder / MANIFEST).is_file():
            return _listed(folder / MANIFEST)
        others = sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and path.name not in _NOT_IN_THE_WAY)
    except OSError as error:
        raise PublishError(f"{folder} cannot be read: {error.strerror}.") from error
    if others:
        named = ", ".join(others[:3]) + (" ..." if len(others) > 3 else "")
        raise PublishError(f"{folder} holds other things ({named}). Choose an empty folder, or one that was published into before.")
    return frozenset()


def write(folder: Path, files: Iterable[File]) -> Written:
    """Writes all files, or leaves the folder as it was. Raises PublishError."""
    check(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            return _written(folder, check(folder), files)
    except OSError as error:
        raise PublishError(f"{folder} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One publication at a time; the folder itself is locked, so that nothing is left in it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _written(folder: Path, own: frozenset[str], files: Iterable[File]) -> Written:
    for unfinished in folder.glob(f"{_UNFINISHED}*"):  # of a publication that was cut off
        shutil.rmtree(unfinished) if unfinished.is_dir() else unfinished.unlink()
    with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as place:
        size, paths = _stage(Path(place), files)
        _refuse_collisions(folder, paths, own)
        _note(folder, own.union(paths))  # an end in the middle leaves no file that nobody owns
        for path in sorted(paths, key=lambda path: path in _PAGES):
            _move(Path(place) / path, folder / path)
    for path in (gone := own.difference(paths)):
        _remove(folder, path)
    _note(folder, paths)
    return Written(len(paths) + 1, size, len(gone))


def _stage(place: Path, files: Iterable[File]) -> tuple[int, list[str]]:
    size, paths = 0, []
    for file in files:
        target = place / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            size += sum(stream.write(part) for part in file.parts)
        paths.append(file.path)
    return size, paths


def _refuse_collisions(folder: Path, paths: Iterable[str], own: frozenset[str]) -> None:
    """Nothing that somebody else put there is written over, nor written through a link of theirs."""
    for path in paths:
        if path not in own and os.path.lexists(folder / path):
            raise PublishError(f"{folder / path} is there already and was not written by a publication. Move it away first.")
        for parent in PurePosixPath(path).parents:
            if (folder / parent).is_symlink() and parent != PurePosixPath():
                raise PublishError(f"{folder / parent} is a link to elsewhere. Move it away first.")
            if (folder / parent).exists() and not (folder / parent).is_dir():
                raise PublishError(f"{folder / parent} is a file where a folder has to be. Move it away first.")


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _remove(folder: Path, path: str) -> None:
    """With the folders that it leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in PurePosixPath(path).parents:
        if parent == PurePosixPath() or not (folder / parent).is_dir() or any((folder / parent).iterdir()):
            return
        (folder / parent).rmdir()


def _note(folder: Path, paths: Iterable[str]) -> None:
    unfinished = folder / f"{_UNFINISHED}{MANIFEST}"
    unfinished.write_bytes(manifest(paths))
    unfinished.replace(folder / MANIFEST)


def manifest(paths: Iterable[str]) -> bytes:
    """The list by which a later publication knows what it may replace."""
    return (json.dumps({"files": sorted(paths)}, indent=0, ensure_ascii=False) + "\n").encode()


def _listed(path: Path) -> frozenset[str]:
    """What a manifest names. It decides what is removed: one that names anything outside of its folder is not ours."""
    words = f"{path} is no list of published files. Choose another folder."
    try:
        paths = json.loads(path.read_text("utf-8"))["files"]
        parts = [PurePosixPath(path).parts for path in paths]
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(words) from error
    if not all(isinstance(path, str) and path for path in paths) or any({"..", "/"} & set(each) for each in parts):
        raise PublishError(words)
    return frozenset(paths)
