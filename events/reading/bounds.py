"""How much may be read, and who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from events.reading.errors import TooLong

LIMIT = 2_000_000  # characters, a book of 350,000 words: its reading stays under 1 GB
MARKUP = 20  # a page may be so many times longer than its text
ROOM = 5_000_000  # bytes of markup that any file may have: styles, tables of fonts

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one reading, counted in characters and bytes: the same file has the same end on a slow machine and on a fast one."""

    limit: int = LIMIT
    progress: Progress | None = None

    @property
    def unpacked(self) -> int:
        """Bytes of packed parts that are read at most."""
        return self.limit * MARKUP + ROOM

    def tell(self, share: float, step: str) -> None:
        if self.progress:
            self.progress(share, step)

    def check(self, characters: int) -> None:
        """Raises TooLong where a text is longer than allowed."""
        if characters > self.limit:
            raise self.too_long()

    def too_long(self) -> TooLong:
        return TooLong(f"This is too long: at most {self.limit:,} characters are read at a time. Give it in parts.")
