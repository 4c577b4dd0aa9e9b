"""A packed file in, its parts out: Word, OpenDocument and EPUB are ZIP archives of XML."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from events.reading.bounds import Bounds
from events.reading.errors import Damaged, Locked, TooLong

PARTS = 20_000  # files in one archive; a book has a few hundred
ENTRY = b"PK\x01\x02"  # begins the line about each file in the archive's directory (APPNOTE 4.3.12)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that the three formats allow
LOCKED = "This {} file is protected by a password. Open it with the password, save it without, and try again."
DAMAGED = "This {} file is damaged or cut off. Open it in the program it comes from, save it again, or paste its text."


class Archive:
    """The parts of a packed file, unpacked one by one, and together no further than the bounds."""

    def __init__(self, source: bytes, kind: str, bounds: Bounds) -> None:
        self.kind = kind
        self._left = bounds.unpacked
        if source.count(ENTRY) > PARTS:  # before a list of millions is made
            raise self._too_large()
        try:
            self._zip = zipfile.ZipFile(BytesIO(source))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, UnicodeError):
            raise self.damaged() from None

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """One part. What it says of its size is not believed: no more is unpacked than is left of the bounds."""
        about = self._zip.NameToInfo.get(name)
        if about is None or about.compress_type not in METHODS:
            raise self.damaged()
        if about.flag_bits & 1:
            raise Locked(LOCKED.format(self.kind))
        if about.file_size > self._left:
            raise self._too_large()
        try:
            with self._zip.open(about) as part:
                content = part.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise self.damaged() from None
        self._left -= len(content)
        if self._left < 0:
            raise self._too_large()
        return content

    def xml(self, name: str) -> Any:
        """The tree of one part."""
        tree = xml(self.read(name))
        if tree is None:
            raise self.damaged()
        return tree

    def damaged(self) -> Damaged:
        return Damaged(DAMAGED.format(self.kind))

    def _too_large(self) -> TooLong:
        return TooLong(f"This {self.kind} file unpacks to far more than a text could need. Save it again without pictures, or in parts.")


def xml(source: bytes) -> Any:
    """The root of XML that may be hostile: no entity is expanded, nothing is loaded, depth and lengths are libxml2's; None where broken."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError):
        return None
    etree.strip_elements(tree, etree.Entity, with_tail=False)
    return tree


def local(element: Any) -> str:
    """The name without its namespace: there are two spellings of Word's."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute's value by its name without namespace; "" where it has none."""
    return next((str(value) for key, value in element.items() if re.split("[}:]", key)[-1] == name), "")
