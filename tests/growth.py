"""Whether work grows with its input as it should: by ratios of processor time, which a busy machine leaves alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def grows_linearly(make: Callable[[int], T], work: Callable[[T], object], size: int) -> bool:
    """Four times the input takes about four times the time; what is quadratic takes sixteen times, what blows up never ends."""
    seconds = []
    for given in (make(size), make(4 * size)):
        began = time.process_time()
        work(given)
        seconds.append(time.process_time() - began)
    return seconds[1] < 10 * seconds[0] + 0.5
