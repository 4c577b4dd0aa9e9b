"""What can be wrong with something that should be read, each with a message fit to show."""

# ruff: noqa: N818 - the names say what is wrong, in the words that the messages use
from __future__ import annotations


class ReadingError(ValueError):
    """Cannot be read; the message says why and what to do, in the reader's words."""


class EmptyText(ReadingError):
    """No words in it."""


class Scanned(EmptyText):
    """Pictures of pages: words for eyes only."""


class BinaryFile(ReadingError):
    """No text at all: a picture, a program, a damaged file."""


class WrongEncoding(ReadingError):
    """Text whose characters cannot be made out."""


class UnknownFormat(ReadingError):
    """A format that holds text but is not read (yet)."""


class Damaged(ReadingError):
    """A format that is read, but this file is broken or cut off."""


class Locked(ReadingError):
    """Protected by a password or by a seller's lock."""


class TooLong(ReadingError):
    """More than the limit allows."""
