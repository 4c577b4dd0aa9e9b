"""Settings in, a running service out: prepared first, then one reader process and gunicorn, both watched, and the background drawn."""

from __future__ import annotations

import errno
import gc
import logging
import multiprocessing
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.commands import prepare
from app.processes import PARENT, die_with_parent, share_memory_among_threads
from app.settings import Settings
from events.storage import StoreError

log = logging.getLogger("serve")

_FORK = multiprocessing.get_context("fork")  # children share what is imported already


def serve(settings: Settings) -> int:
    """Runs until it is told to stop; the exit status of the service."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # a first start is told in our words
    # Until the service runs, either signal just ends this; as the first process of a container it would get none of them otherwise.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if refusal := _refusal(settings):
        log.error("%s", refusal)
        return 1
    preparing = _FORK.Process(target=_prepare, args=(settings,))  # a process of its own: what it loads goes with it
    try:
        preparing.start()
        preparing.join()
    except KeyboardInterrupt:
        preparing.terminate()
        preparing.join()
        return 0
    return 1 if preparing.exitcode else _Service(with_token(settings)).run()


class _Service:
    """The two processes of the service, and one that ends when the background is drawn."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stopping = False
        self.pause = 0  # seconds between two starts of the reader, at least
        for name in (signal.SIGINT, signal.SIGTERM):  # before there is a child that would have to be ended
            signal.signal(name, self._stop)
        self.reader = self._start_reader()
        self.web = _FORK.Process(target=_serve_web, args=(settings,))
        self.web.start()
        # A group of its own, so that Ctrl-C does not reach it either; no session: Linux weighs whole sessions against each other, and
        # it shall give way to the others.
        self.background = self._start("background", process_group=0)

    def _start_reader(self) -> subprocess.Popen[bytes]:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
        return self._start("reader", start_new_session=True)

    def _start(self, part: str, **options: int) -> subprocess.Popen[bytes]:
        environment = os.environ | {PARENT: str(os.getpid())}
        return subprocess.Popen([sys.executable, "-m", "app", part], env=environment, **options)  # type: ignore[call-overload,no-any-return]

    def run(self) -> int:
        while not self.stopping and self.web.is_alive():
            self.web.join(0.2)
            self.background.poll()  # one that has ended is no more
            if self.reader.poll() is not None and not self.stopping:
                self._restart_reader()
        self._end()
        return 0 if self.stopping else (self.web.exitcode or 1)

    def _restart_reader(self) -> None:
        """At once; later each time for one that ends as soon as it has begun."""
        lived = time.monotonic() - self.started
        if lived < self.pause:
            return
        self.pause = min(self.pause + 1, 10) if lived < 30 else 0
        log.warning("The reader ended (%s) and is started again.", self.reader.returncode)
        self.reader = self._start_reader()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        self.background.kill()  # what is drawn is kept, one tile at a time
        self.background.wait()
        self.reader.terminate()
        if self.web.is_alive():
            self.web.terminate()
        self.web.join(10)
        self.web.kill()
        try:
            self.reader.wait(5)
        except subprocess.TimeoutExpired:
            self.reader.kill()  # its job is not lost: the next start queues it again
            self.reader.wait()


class _Web(BaseApplication):  # type: ignore[misc]
    """gunicorn, told what to do by our settings instead of a file."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{_bracketed(self.settings.host)}:{self.settings.port}",
            "worker_class": "gthread",
            "workers": self.settings.workers,
            "threads": 2 * self.settings.threads,  # one half may wait for tiles to be drawn
            "timeout": 60,
            "graceful_timeout": 5,
            "keepalive": 20,
            "preload_app": True,
            "loglevel": "warning",
            "forwarded_allow_ips": "",  # TRUSTED_PROXIES alone says whose headers are believed
            "control_socket_disable": True,
            "when_ready": self._ready,
            "pre_fork": _freeze,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)

    def _ready(self, _: object) -> None:
        log.info("Open %s in a browser. Ctrl-C stops the service.", _address(self.settings))


def _freeze(arbiter: object, worker: object) -> None:
    """What all workers share is not touched by their garbage collection, and so stays shared."""
    gc.freeze()


def _leave_ending_to_parent() -> None:
    """Ctrl-C reaches every process of a terminal; the one that started this ends it, at once: whatever is half done is begun anew."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent()


def _prepare(settings: Settings) -> None:
    _leave_ending_to_parent()
    try:
        prepare(settings)
    except StoreError as error:  # another program's file, no address of a store
        sys.exit(_failed(str(error)))
    except DBAPIError as error:  # a full or read-only disk
        sys.exit(_failed(f"The store cannot be used: {error.orig}."))
    except OSError as error:
        sys.exit(_failed(f"DATA_DIR {settings.data_dir} cannot be used: {error}."))


def _failed(words: str) -> int:
    log.error("%s", words)
    return 1


def _serve_web(settings: Settings) -> None:
    _leave_ending_to_parent()  # until gunicorn takes the signals over
    share_memory_among_threads()
    _Web(settings).run()


def with_token(settings: Settings) -> Settings:
    """Where others can reach the service and nobody chose a token, one that holds until it stops."""
    if settings.is_local or settings.editor_token:
        return settings
    token = secrets.token_urlsafe(16)
    log.info("Others can reach this service. To write here, sign in at /sign-in with this word (set EDITOR_TOKEN to choose one): %s", token)
    return replace(settings, editor_token=token)


def _refusal(settings: Settings) -> str:
    """Why nobody can listen at this host and port, in words; nothing where one can."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host.strip("[]"), settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {settings.port} of {settings.host} is taken. Set PORT to another one."
            return f"HOST {settings.host} and PORT {settings.port} cannot be used: {error.strerror}."
    return ""


def _address(settings: Settings) -> str:
    """Where a browser of this machine finds the service."""
    host = "localhost" if settings.host.strip("[]") in ("0.0.0.0", "::") else _bracketed(settings.host)
    return f"http://{host}:{settings.port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
