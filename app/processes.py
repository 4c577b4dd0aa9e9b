"""Processes that do not outlive the one that started them, and keep no memory that they do not need."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PARENT = "SERVICE_PID"  # the environment variable that tells a new process who started it


@contextmanager
def without(module: str) -> Iterator[None]:
    """Keeps out a module that others load where they find it, although nobody here needs it."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # as the import system has it: there is no such module
    try:
        yield
    finally:
        del sys.modules[module]


def share_memory_among_threads() -> None:
    """The threads to come free memory for one another: glibc would let each of them keep what it used once."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(-8, 2)  # -8 = M_ARENA_MAX


def die_with_parent() -> None:
    """Ends this process when the one that started it is killed (on Linux; elsewhere it goes on)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG
    if os.environ.get(PARENT, str(os.getppid())) != str(os.getppid()):
        sys.exit(0)  # it was killed while this process was still starting
