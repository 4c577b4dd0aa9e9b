"""Takes the picture of the README: the sample's page in headless Chromium, out of a service that runs.

python -m docs.screenshot http://127.0.0.1:8000 docs/page.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.chromium import CHROMIUM, FLAGS


def take(service: str, picture: Path) -> None:
    """The sample with one event selected and its country drawn, as it is seen on a screen of 1400 by 900."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900}, locale="en-GB", reduced_motion="reduce")
        page.goto(f"{service.rstrip('/')}/c/sample/")
        page.wait_for_selector("html[data-state=ready]")
        page.wait_for_selector("html[data-land=ready]")
        page.locator("#list > li", has_text="Russia invaded Ukraine").locator("button.title").first.click()
        page.wait_for_selector("path.area.chosen")
        page.wait_for_timeout(1000)  # the map moves, and tiles fade in
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    take(sys.argv[1], Path(sys.argv[2]))
