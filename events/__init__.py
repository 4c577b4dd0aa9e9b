"""An article in, dated and placed events out: `read` makes the Document, `extract` finds what it tells."""

from events.extraction import extract
from events.reading import read

__all__ = ["extract", "read"]
