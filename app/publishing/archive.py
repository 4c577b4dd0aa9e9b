"""Files in, the bytes of a zip out, while they are made."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from app.publishing.folder import MANIFEST, File, manifest

_PACKED = (".png",)  # already; packing again would only take time


class _Pipe:
    """What a ZipFile writes into and a response reads from; it cannot go back, so sizes follow the files (APPNOTE 4.4.4, bit 3)."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def packed(files: Iterable[File], folder: str, now: datetime) -> Iterator[bytes]:
    """A zip with one folder in it that holds all files."""
    pipe = _Pipe()
    paths: list[str] = []
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[call-overload]  # any object with write() will do
        for file in chain(files, [File(MANIFEST, _late(paths))]):
            paths.append(file.path)
            info = zipfile.ZipInfo(f"{folder}/{file.path}", now.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if file.path.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as member:
                for part in file.parts:
                    member.write(part)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


def _late(paths: list[str]) -> Iterator[bytes]:
    """The manifest, when all paths are known, so that a publication may replace what was unpacked."""
    yield manifest(path for path in paths if path != MANIFEST)
