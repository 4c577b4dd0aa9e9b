"""An article in: the form takes it, the reader reads it, and it has a private collection of its own."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.commands import keep
from app.jobs import ATTEMPTS, Reader, first_words
from app.routes.reading import slug_of
from app.service import Service
from app.settings import Settings
from events import days
from events.model import Visibility
from events.storage import Job, JobState

ARTICLE = """A bridge in the north

The old bridge in Gyumri collapsed on 4 May 2011. Nobody was hurt. A new one was opened in Yerevan in June 2013."""
GERMAN = (
    "Die alte Brücke über den Fluss stürzte am Mittwoch ein, als gerade ein Lastwagen über sie fuhr. Verletzt wurde niemand. Die Regierung "
    "versprach noch am selben Abend eine neue Brücke, doch bis heute warten die Bewohner der Stadt vergeblich darauf."
)


@pytest.fixture
def reader(service: Service) -> Reader:
    """The reader in this process; its work is that of the real one."""
    return Reader(service.settings)


def send(client: FlaskClient, **fields: Any) -> TestResponse:
    client.get("/")
    with client.session_transaction() as session:
        token = session["csrf"]
    return client.post("/read", data={"csrf_token": token, **fields})


def job_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def state(client: FlaskClient, id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/jobs/{id}.json").get_json()
    return found


def test_an_article_becomes_a_private_collection_with_its_events(client: FlaskClient, service: Service, reader: Reader) -> None:
    id = job_of(send(client, text=ARTICLE))
    assert state(client, id) == {
        "state": "waiting", "progress": 0.0, "step": "", "message": "", "address": None, "language": "", "can_read_anyway": False,
    }  # fmt: skip
    assert client.get(f"/jobs/{id}").status_code == 200
    reader.work(id)
    done = state(client, id)
    assert (done["state"], done["progress"]) == ("done", 1.0)
    slug = re.fullmatch(r"/c/(a-bridge-in-the-north-[0-9a-f]{16})/", done["address"])
    assert slug
    collection = service.store.collection(slug[1])
    assert collection
    assert collection.visibility is Visibility.PRIVATE
    events = json.loads(client.get(f"{done['address']}events.geojson").data)["features"]
    assert ("Gyumri", "2011-05-04", "2011-05-04") in {
        tuple(each["properties"][name] for name in ("place", "start", "end")) for each in events
    }
    assert client.get(done["address"]).status_code == 200
    assert done["address"] in client.get(f"/jobs/{id}").text


def test_the_same_article_twice_is_two_collections(client: FlaskClient, reader: Reader) -> None:
    """Nobody's decisions meet another's."""
    ids = [job_of(send(client, text=ARTICLE)) for _ in range(2)]
    for id in ids:
        reader.work(id)
    assert len({state(client, id)["address"] for id in ids}) == 2


def test_title_and_date_are_those_that_were_given(client: FlaskClient, service: Service, reader: Reader) -> None:
    id = job_of(send(client, text="It rained in Paris yesterday.", title="  The   weather ", published="20 April 2021"))
    reader.work(id)
    slug = state(client, id)["address"].split("/")[2]
    document = service.store.documents(slug)[0]
    assert (document.title, document.published) == ("The weather", days.to_day(2021, 4, 20))
    collection = service.store.collection(slug)
    assert collection
    assert collection.title == "The weather"
    assert [row.start for row in service.store.rows(slug)] == [days.to_day(2021, 4, 19)]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("report.txt", ARTICLE.encode()),
        ("report.md", b"# A bridge in the north\n\nThe old bridge in *Gyumri* collapsed on 4 May 2011."),
        ("report.html", f"<html><title>A bridge</title><body><article><p>{ARTICLE}</p></article></body></html>".encode()),
        ("papers/../report.txt", ARTICLE.encode("utf-16")),
    ],
)
def test_files_are_read(client: FlaskClient, reader: Reader, name: str, source: bytes) -> None:
    id = job_of(send(client, file=(io.BytesIO(source), name)))
    reader.work(id)
    found = state(client, id)
    assert (found["state"], found["message"]) == ("done", "")
    assert "papers" not in client.get(f"/jobs/{id}").text
    assert json.loads(client.get(f"{found['address']}events.geojson").data)["features"]


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": " \n\t"}, {"text": ARTICLE, "published": "when it was ready"}, {"text": ARTICLE, "published": "March 2014"}],
    ids=str,
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client: FlaskClient, service: Service, fields: dict[str, str]) -> None:
    answer = send(client, **fields)
    assert answer.status_code == 422
    assert re.search(r'<p class="error" role="alert" data-error ?>[^<]+\.</p>', answer.text)
    if fields.get("text", "").strip():
        assert "collapsed on 4 May 2011" in answer.text
        assert fields["published"] in answer.text
    assert service.store.unfinished() == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        ("paper.pdf", b"%PDF-1.7 something"),
        ("nothing.txt", b" .,;-- 123 "),
        ("empty.html", b"<html><body><script>var x = 1</script></body></html>"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_readers_words(
    client: FlaskClient, service: Service, reader: Reader, name: str, source: bytes
) -> None:
    id = job_of(send(client, file=(io.BytesIO(source), name)))
    reader.work(id)
    found = state(client, id)
    assert (found["state"], found["can_read_anyway"]) == ("failed", False)
    assert found["message"].endswith(".")
    assert found["message"] in client.get(f"/jobs/{id}").text.replace("&#39;", "'")
    assert len(service.store.collections(private=True)) == 1, "no empty collection stays behind"
    job = service.store.job(id)
    assert job
    assert job.source == b"", "nor does what nobody can read"


def test_another_language_is_said_at_once_and_read_where_it_is_wanted(client: FlaskClient, reader: Reader) -> None:
    id = job_of(send(client, text=GERMAN))
    reader.work(id)
    found = state(client, id)
    assert (found["state"], found["language"], found["can_read_anyway"]) == ("failed", "de", True)
    assert "German" in found["message"]
    with client.session_transaction() as session:
        token = session["csrf"]
    assert client.post(f"/jobs/{id}/anyway", data={"csrf_token": token}).status_code == 303
    assert state(client, id)["state"] == "waiting"
    reader.work(id)
    assert state(client, id)["state"] == "done"


def test_reading_anyway_can_be_asked_for_from_the_start(client: FlaskClient, reader: Reader) -> None:
    id = job_of(send(client, text=GERMAN, anyway="1"))
    reader.work(id)
    assert state(client, id)["state"] == "done"


def test_a_job_is_nobody_elses(client: FlaskClient) -> None:
    id = job_of(send(client, text=ARTICLE))
    stranger = {"REMOTE_ADDR": "8.8.8.8"}
    assert client.get(f"/jobs/{id}", environ_overrides=stranger).status_code == 404
    assert client.get(f"/jobs/{id}.json", environ_overrides=stranger).status_code == 404


def test_a_job_is_done_once(client: FlaskClient, service: Service, reader: Reader) -> None:
    """A queue may call twice."""
    id = job_of(send(client, text=ARTICLE))
    reader.work(id)
    slug = state(client, id)["address"].split("/")[2]
    revision = service.store.revision(slug)
    reader.work(id)
    reader.work("no such job")
    assert service.store.revision(slug) == revision


def test_a_job_that_ends_its_reader_again_and_again_is_given_up(client: FlaskClient, reader: Reader) -> None:
    id = job_of(send(client, text=ARTICLE))
    for _ in range(ATTEMPTS):
        reader.queue.begin(id)  # and then the process was gone
        reader.resume()  # and the next one began
    reader.work(id)
    found = state(client, id)
    assert found["state"] == "failed"
    assert "given up" in found["message"]


def test_a_computation_that_never_ends_is_ended_with_its_process(service: Service) -> None:
    """Also one that holds the interpreter, such as a pattern that runs away; the next reader counts it as an attempt."""
    service.store.add_job(Job("one", "one", "", ARTICLE.encode(), "2026-01-01T00:00:00+00:00"))
    script = f"""
import re
from pathlib import Path
import app.jobs
from app.settings import Settings
settings = Settings(data_dir=Path({str(service.settings.data_dir)!r}))
object.__setattr__(settings, "reading_minutes", 0.005)
app.jobs.read = lambda *_, **__: re.match("(a+)+b", "a" * 64)
app.jobs.Reader(settings).work("one")
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "Timeout" in ended.stderr
    assert [job.id for job in service.store.unfinished()] == ["one"]


def test_an_error_of_ours_fails_the_job_and_not_the_reader(client: FlaskClient, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret inner state")

    id = job_of(send(client, text=ARTICLE))
    monkeypatch.setattr("app.jobs.read", broken)
    reader.work(id)
    found = state(client, id)
    assert found["state"] == "failed"
    assert "secret" not in found["message"]


def test_progress_only_grows_and_names_its_steps(service: Service, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.STEP_SECONDS", 0)
    heard: list[tuple[float, str]] = []
    advance = reader.store.advance

    def listening(id: str, **changes: Any) -> Job:
        if "progress" in changes:
            heard.append((changes["progress"], changes["step"]))
        return advance(id, **changes)

    monkeypatch.setattr(reader.store, "advance", listening)
    service.store.add_job(Job("one", "one", "", ARTICLE.encode(), "2026-01-01T00:00:00+00:00"))
    reader.work("one")
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({step for _, step in heard}) >= 3


def test_what_was_not_finished_is_called_again(service: Service, reader: Reader) -> None:
    for id, job_state in (("a", JobState.WAITING), ("b", JobState.READING), ("c", JobState.FAILED)):
        service.store.add_job(Job(id, id, "", ARTICLE.encode(), "2026-01-01T00:00:00+00:00", state=job_state))
    reader.queue.submit("forgotten")
    reader.resume()
    called = [reader.queue.huey.dequeue() for _ in range(2)]
    assert [task.args for task in called if task] == [("a",), ("b",)]
    assert reader.queue.huey.dequeue() is None


def test_two_services_over_one_folder_have_one_reader(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other waits, disturbs nothing, and takes over when the first one ends."""
    begun: list[int] = []
    stop = threading.Event()

    class Waiting:
        def __init__(self, *_: object, **__: object) -> None:
            begun.append(threading.get_ident())

        def run(self) -> None:
            stop.wait(20)

    monkeypatch.setattr("app.jobs.Consumer", Waiting)
    readers = [threading.Thread(target=each.run) for each in (reader, Reader(reader.settings))]
    readers[0].start()
    while not begun:
        time.sleep(0.01)
    readers[1].start()
    time.sleep(0.3)
    assert begun == [readers[0].ident]
    stop.set()
    for each in readers:
        each.join(20)
    assert begun == [each.ident for each in readers]


def test_the_command_line_reads_into_a_collection(app: Flask, service: Service, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(ARTICLE)
    bad.write_bytes(b"\0\1\2" * 100)
    ended = app.test_cli_runner().invoke(args=["read", str(good), str(bad), "--collection", "bridges"])
    assert ended.exit_code == 1
    assert re.search(r"good\.txt: [1-9]\d* events", ended.output)
    assert "bad.txt: " in ended.output
    assert [each.id for each in service.store.documents("bridges")]
    ended = app.test_cli_runner().invoke(args=["read", str(good), "--collection", "No Good Name"])
    assert ended.exit_code == 2


def test_reading_a_file_again_makes_no_second_one(service: Service, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_text(ARTICLE)
    events = [(keep(service.store, reader.gazetteer, "sample", path), len(service.store.documents("sample"))) for _ in range(2)]
    assert events[0] == events[1]


def test_slugs_are_addresses() -> None:
    assert slug_of("“Žižkov & Zürich” — 3") == "zizkov-zurich-3"
    assert slug_of("年表") == slug_of("") == "article"
    assert len(slug_of("word " * 50)) <= 40


def test_first_words_are_a_title() -> None:
    assert first_words("One line\nand another") == "One line"
    long = first_words("word " * 50)
    assert len(long) <= 82
    assert long.endswith("word …")


def test_settings_limit_what_is_taken_in(data_dir: Path) -> None:
    from app import create_app

    client = create_app(Settings(data_dir=data_dir, upload_mb=1)).test_client()
    answer = send(client, text="x" * 1_100_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.text
