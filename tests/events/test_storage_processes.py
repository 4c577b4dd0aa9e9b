"""Laws of the store among processes: forked, started at once, or killed at any moment."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from events.storage import EventStore

ROOT = Path(__file__).parents[2]
_BEFORE = """
import os, signal, sys
from events.model import Collection
from events.storage import EventStore
path = sys.argv[1]
"""
_ARTICLES = """
from tests.events.stored import TEXT, event, reading

def found(number, count=1):
    text = f"{TEXT} {number} " + " ".join(f"w{n:04}" for n in range(count))
    return reading(*(event(f"w{n:04}", id=f"{number}-{n}", text=text, when="2014") for n in range(count)), text=text)
"""


def started(script: str, path: Path) -> subprocess.Popen[str]:
    code = _BEFORE + (_ARTICLES if "found(" in script else "") + script
    return subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, text=True, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def test_several_processes_open_a_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    script = "EventStore.open(path).add_collection(Collection(f'c-{os.getpid()}', 'x'))"
    processes = [started(script, path) for _ in range(4)]
    assert [ended(process) for process in processes] == [(0, "")] * 4
    with closing(EventStore.open(path)) as store:
        assert len(store.collections(private=True)) == 4


def test_a_store_opened_before_a_fork_serves_both_sides(tmp_path: Path) -> None:
    """As gunicorn does with --preload; the parent has even asked it something."""
    script = """
store = EventStore.open(path)
store.add_collection(Collection("c", "c"))
store.add("c", found(0))
rows = store.rows("c")
children = []
for number in range(1, 4):
    child = os.fork()
    if not child:
        for turn in range(5):
            store.add("c", found(number * 10 + turn))
            assert next(iter(store.rows("c"))).id == "0-0", "what the parent wrote"
        sys.exit(0)  # as gunicorn's workers end: what was inherited is closed by the way
    children.append(child)
for turn in range(5):
    store.add("c", found(100 + turn))
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
assert len(list(rows)) == store.count("c") == 21
"""
    path = tmp_path / "store.sqlite"
    assert ended(started(script, path)) == (0, "")
    with closing(EventStore.open(path)) as store:
        assert store.count("c") == 21


STATEMENTS = ["INSERT INTO documents", "INSERT INTO events", "INSERT INTO evidence", "UPDATE collections", "DELETE FROM events"]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_killed_in_the_middle_all_or_nothing_is_kept(tmp_path: Path, statement: str) -> None:
    """kill -9 right after that statement, in the transaction of a document's first reading or of its second."""
    script = f"""
import sqlalchemy as sa
store = EventStore.open(path)
store.add_collection(Collection("c", "c"))
store.add("c", found(0, 300))
if "DELETE" in {statement!r}:
    store.decide("c", "0-7", __import__("events.storage").storage.Change(title="Mine"), "me", "now")

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def executed(connection, cursor, sql, *rest):
    if sql.startswith({statement!r}):
        os.kill(os.getpid(), signal.SIGKILL)

store.add("c", found(0 if "DELETE" in {statement!r} else 1, 300))
"""
    path = tmp_path / "store.sqlite"
    assert ended(started(script, path)) == (-signal.SIGKILL, "")
    with closing(EventStore.open(path)) as store:
        assert [each.events for each in store.documents("c")] == [300]
        assert store.count("c") == len(store.find("c")) == 300
        (document,) = store.documents("c")
        again = store.reading("c", document.id)
        assert again is not None
        store.add("c", again)
        assert store.count("c") == 300


def test_killed_at_its_birth_the_file_is_made_again(tmp_path: Path) -> None:
    script = """
import sqlalchemy as sa

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def executed(connection, cursor, sql, *rest):
    if "CREATE TABLE evidence" in sql:
        os.kill(os.getpid(), signal.SIGKILL)

EventStore.open(path)
"""
    path = tmp_path / "store.sqlite"
    assert ended(started(script, path)) == (-signal.SIGKILL, "")
    with closing(EventStore.open(path)) as store:
        assert store.collections(private=True) == []


def test_killed_at_any_moment_every_document_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    script = """
store = EventStore.open(path)
store.add_collection(Collection("c", "c"))
for number in range(10_000):
    store.add("c", found(number, 40))
    if not number:
        print("begun", file=sys.stderr, flush=True)
"""
    process = started(script, path)
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.7)
    process.kill()
    process.communicate()
    with closing(EventStore.open(path)) as store:
        documents = store.documents("c")
        assert documents
        assert {each.events for each in documents} == {40}
        assert store.count("c") == 40 * len(documents)
