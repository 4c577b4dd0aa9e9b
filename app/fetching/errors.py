"""What goes wrong on the way to a page, in words fit to show."""

from __future__ import annotations

from events.reading import ReadingError


class FetchError(ReadingError):
    """Nothing to read was got from an address."""


def too_large(most: int) -> FetchError:
    return FetchError(f"What lies there is larger than {most // 1_000_000} MB, the most that is taken in here.")
