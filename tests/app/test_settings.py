"""Settings: every one has a default and a meaning, and one that cannot be used is refused before anything starts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import SettingError, Settings, documented, is_loopback

README = Path(__file__).parents[2] / "README.md"


def test_no_environment_means_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"PORT": "", "HOST": " "}) == Settings()


def test_every_setting_is_read_from_the_variable_of_its_name() -> None:
    """Each variable alone changes its own setting and no other."""
    other = {"int": "7", "Path": "/elsewhere", "str": "https://maps.example"}
    other |= {"boundary_view": "default", "tiles": "OpenStreetMap.Mapnik"}
    for name, default, _ in documented():
        attribute = name.lower()
        words = other.get(attribute) or other["Path" if attribute == "data_dir" else type(getattr(Settings(), attribute)).__name__]
        changed = Settings.from_environment({name: words})
        assert str(getattr(changed, attribute)) == words != default
        rest = {each.lower() for each, _, _ in documented()} - {attribute}
        assert all(getattr(changed, each) == getattr(Settings(), each) for each in rest)


def test_the_readme_lists_every_setting_and_no_other() -> None:
    """A row of its table has the variable, its default and its meaning."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", README.read_text(), re.MULTILINE)
    shown = {name: (default.strip("`"), meaning) for name, default, meaning in rows}
    assert shown == {name: (default, meaning) for name, default, meaning in documented()}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PORT", "eight"),
        ("PORT", "0"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("WORKERS", "0"),
        ("UPLOAD_MB", "1.5"),
        ("TRUSTED_PROXIES", "-1"),
        ("PUBLIC_URL", "maps.example"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUBLIC_URL", "http://[maps.example"),
        ("PUBLIC_URL", "https://maps.example/?a=b"),
        ("PUBLIC_URL", "https://maps.example/#top"),
        ("PUBLIC_URL", "https://maps.example/a;b"),
        ("USER_AGENT", "näme"),
        ("EDITOR_TOKEN", "wörd"),
        ("FRAME_ANCESTORS", "https://näws.example"),
        ("BOUNDARY_VIEW", "mars"),
        ("TILES", "Nowhere.Nothing"),
        ("TILES", "Thunderforest.OpenCycleMap"),
        ("FRAME_ANCESTORS", "*; script-src 'unsafe-inline'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_its_name(name: str, words: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_environment({name: words})


def test_the_token_is_in_no_trace() -> None:
    assert "hush" not in repr(Settings(editor_token="hush"))


def test_the_service_says_what_is_wrong_with_a_setting_and_does_not_start() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app"], env=os.environ | {"PORT": "eight"}, capture_output=True, text=True, cwd=README.parent, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr == "PORT is a whole number, not “eight”.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_loopback_addresses_are_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "localhost.example", "", "127.0.0.1.example"])
def test_other_addresses_are_not(host: str) -> None:
    assert not is_loopback(host)
