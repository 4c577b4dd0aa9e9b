"""Named arrays in, one file that many processes map into memory out; and the file in, its arrays out."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"arrays 1\n"
Array = NDArray[Any]

PART = np.dtype([("key", "<u4"), ("start", "<u4"), ("end", "<u4")])
LABEL = np.dtype(
    [
        ("left", "<f4"), ("top", "<f4"), ("right", "<f4"), ("bottom", "<f4"),  # what it covers, its dot included
        ("x", "<f4"), ("y", "<f4"),  # where the text's baseline begins
        ("dot_x", "<f4"), ("dot_y", "<f4"),
        ("size", "<f4"), ("spacing", "<f4"), ("face", "u1"), ("dot", "u1"), ("length", "<u2"), ("text", "<u4"),
    ]
)  # fmt: skip


def save(path: Path, arrays: dict[str, Array]) -> None:
    """A line of JSON with each array's type, shape and place, then the arrays; replaces the file at once."""
    header, place, digest = {}, 0, hashlib.sha256()
    for name, array in arrays.items():
        header[name] = {"dtype": np.lib.format.dtype_to_descr(array.dtype), "shape": array.shape, "at": place}
        place += -(-array.nbytes // 64) * 64
        digest.update(np.ascontiguousarray(array).tobytes())
    words = MAGIC + json.dumps({"arrays": header, "fingerprint": digest.hexdigest()[:16]}).encode() + b"\n"
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(words + b" " * (-len(words) % 64))
        for array in arrays.values():
            data = np.ascontiguousarray(array).tobytes()
            file.write(data + bytes(-len(data) % 64))
    os.replace(partial, path)


class Arrays:
    """The arrays of a file, mapped into memory: pages are shared by all processes that read it."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            if file.readline() != MAGIC:
                raise ValueError(f"{path} is no file of arrays.")
            header = json.loads(file.readline())
            start = -(-file.tell() // 64) * 64
        self.fingerprint: str = header["fingerprint"]
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = {name: (start + row["at"], row) for name, row in header["arrays"].items()}

    def __getitem__(self, name: str) -> Array:
        at, row = self._at[name]
        dtype = np.lib.format.descr_to_dtype([tuple(field) for field in row["dtype"]] if isinstance(row["dtype"], list) else row["dtype"])
        size = int(np.prod(row["shape"], dtype=np.int64)) * dtype.itemsize
        return np.asarray(self._bytes[at : at + size]).view(dtype).reshape(row["shape"])
