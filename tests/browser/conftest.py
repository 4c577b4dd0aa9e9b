"""One headless Chromium for all browser tests; each test gets a visitor whom only the service itself can answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Route, sync_playwright

from benchmarks.chromium import CHROMIUM, FLAGS
from tests.conftest import Running

WIDE, PHONE = (1400, 900), (390, 844)


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody with a browser, and all that went wrong in it."""

    page: Page
    url: str
    strangers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # parts of complaints that a test provokes

    def opens(self, address: str) -> Page:
        """The page at an address of the service, with its events drawn where it has any."""
        self.page.goto(self.url + address)
        if self.page.locator("#page").count():
            self.page.wait_for_selector("html[data-state=ready]")
        return self.page

    def watch(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        # While many tiles are being drawn the page is told to ask for one again, and does.
        put_off = "503" in message.text and "/tiles/base/" in message.location.get("url", "")
        if message.type in ("error", "warning") and not put_off:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _failed(self, request: Request) -> None:
        # A request that a newer one replaced, or that leaving the page cut off, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.failures.append(f"{request.url}: {request.failure}")

    def was_content(self) -> None:
        """Nothing went elsewhere, nothing failed, nothing was complained about."""
        assert self.strangers == []
        assert self.failures == []
        assert [each for each in self.complaints if not any(part in each for part in self.expected)] == []


def _only(visitor: Visitor, hosts: set[str]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in ("http", "https") and address.netloc not in hosts:
            visitor.strangers.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    return answer


@pytest.fixture
def invite(chrome: Browser, live: Running) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: `invite(size=PHONE, hosts=...)`."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def welcome(size: tuple[int, int] = WIDE, hosts: tuple[str, ...] = (), **options: Any) -> Visitor:
        options = {"locale": "en-GB"} | options
        context = chrome.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        visitor = Visitor(context.new_page(), live.url)
        context.route("**/*", _only(visitor, {urlsplit(live.url).netloc, *hosts}))
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield welcome
    for context in contexts:
        context.close()
    for visitor in visitors:
        visitor.was_content()


@pytest.fixture
def visitor(invite: Callable[..., Visitor]) -> Visitor:
    return invite()
