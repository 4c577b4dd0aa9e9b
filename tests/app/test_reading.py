"""Articles in: the form takes them, the reader fetches and reads them, and what was given at once has a private collection of its own."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.commands import keep
from app.fetching import Address, fetch
from app.jobs import ATTEMPTS, Reader, first_words
from app.routes.reading import slug_of
from app.service import Service
from app.settings import Settings
from events import days
from events.model import Document, Visibility
from events.reading import EXTENSIONS, read
from events.storage import Job, JobState
from tests.app.sites import Site, moved, page, site

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
    waiting = {"state": "waiting", "progress": 0.0, "step": "", "message": "", "can_read_anyway": False}
    assert state(client, id) == waiting | {"address": None, "jobs": [waiting | {"id": id, "name": "", "language": ""}]}
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
        ("report.eml", f"From: Ann <ann@news.example>\nDate: Thu, 5 May 2011 10:00:00 +0400\nSubject: A bridge\n\n{ARTICLE}".encode()),
        ("report.rtf", b"{\\rtf1\\ansi The old bridge in {\\b Gyumri} collapsed on 4 May 2011.\\par}"),
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
    assert service.store.source(id) == b"", "nor does what nobody can read"


def test_another_language_is_said_at_once_and_read_where_it_is_wanted(client: FlaskClient, reader: Reader) -> None:
    id = job_of(send(client, text=GERMAN))
    reader.work(id)
    found = state(client, id)
    assert (found["state"], found["jobs"][0]["language"], found["can_read_anyway"]) == ("failed", "de", True)
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
    service.store.add_job(Job("one", "one", "", "2026-01-01T00:00:00+00:00"), ARTICLE.encode())
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
    service.store.add_job(Job("one", "one", "", "2026-01-01T00:00:00+00:00"), ARTICLE.encode())
    reader.work("one")
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({step for _, step in heard}) >= 3


def test_what_was_not_finished_is_called_again(service: Service, reader: Reader) -> None:
    for id, job_state in (("a", JobState.WAITING), ("b", JobState.READING), ("c", JobState.FAILED)):
        service.store.add_job(Job(id, id, "", "2026-01-01T00:00:00+00:00", state=job_state), ARTICLE.encode())
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


# ---- an address ----


@pytest.fixture
def fetching(service: Service) -> Callable[[Site], Reader]:
    """A reader for which every name of the internet is one site on this machine."""
    return lambda here: Reader(service.settings, here.network())


@pytest.mark.parametrize("fields", [{"address": "{}"}, {"text": " {} "}], ids=str)
def test_a_page_is_fetched_from_its_address_by_the_reader(
    client: FlaskClient, service: Service, fetching: Callable[[Site], Reader], fields: dict[str, str]
) -> None:
    """An address that was pasted where the text goes is one, too."""
    with site(lambda target: [moved("/news/bridge.html") if target == "/b" else page()]) as here:
        id = job_of(send(client, **{name: value.format(here.address("/b")) for name, value in fields.items()}))
        assert here.requests == [], "the web worker asks nobody"
        assert f"site.example:{here.port}/b" in client.get(f"/jobs/{id}").text
        fetching(here).work(id)
    found = state(client, id)
    assert (found["state"], found["message"]) == ("done", "")
    slug = found["address"].split("/")[2]
    (document,) = service.store.documents(slug)
    assert (document.title, document.url) == ("A bridge in the north", here.address("/news/bridge.html"))
    assert service.store.count(slug) == 2
    assert service.store.source(id) == b""


def test_a_text_that_is_pasted_beside_its_address_is_not_fetched(client: FlaskClient, service: Service, reader: Reader) -> None:
    """The page may be behind a wall; where it comes from is kept."""
    id = job_of(send(client, text=ARTICLE, address="news.example/bridge"))
    reader.work(id)
    (document,) = service.store.documents(state(client, id)["address"].split("/")[2])
    assert (document.title, document.url) == ("A bridge in the north", "https://news.example/bridge")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "http://good@10.0.0.1/", "http://0x7f.1/", "a bridge"])
def test_what_is_no_address_is_said_in_place(client: FlaskClient, service: Service, address: str) -> None:
    answer = send(client, address=address)
    assert answer.status_code == 422
    assert re.search(r"data-error ?>[^<]+\.</p>", answer.text)
    assert service.store.unfinished() == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1:80/"]
)
def test_no_reader_fetches_from_inside_a_network(client: FlaskClient, reader: Reader, address: str) -> None:
    id = job_of(send(client, address=address))
    reader.work(id)
    found = state(client, id)
    assert (found["state"], found["can_read_anyway"]) == ("failed", False)
    assert "no public site" in found["message"]
    assert found["message"] in client.get(f"/jobs/{id}").text


def test_a_page_that_was_fetched_is_not_asked_for_again(
    client: FlaskClient, service: Service, fetching: Callable[[Site], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither after a reader that was killed, nor to be read anyway."""
    with site(page(f"<article><p>{GERMAN}</p></article>")) as here:
        id = job_of(send(client, address=here.address("/brücke")))
        with monkeypatch.context() as patch:
            patch.setattr("app.jobs.read", lambda *_, **__: sys.exit("killed"))
            with pytest.raises(SystemExit):
                fetching(here).work(id)
        reader = fetching(here)
        reader.resume()
        reader.work(id)
        assert state(client, id)["can_read_anyway"]
        with client.session_transaction() as session:
            token = session["csrf"]
        client.post(f"/jobs/{id}/anyway", data={"csrf_token": token})
        reader.work(id)
        assert state(client, id)["state"] == "done"
        assert len(here.requests) == 1


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_only_who_may_write_can_have_anything_fetched(app: Flask, service: Service, method: str) -> None:
    for client, peer in ((app.test_client(), "8.8.8.8"), (app.test_client(), "127.0.0.1")):
        fields = {"address": "https://news.example/"}  # and no word that our own page gave
        answer = client.open("/read", method=method, data=fields, query_string=fields, environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code in (403, 405)
    assert service.store.unfinished() == []


def test_a_link_that_is_shown_is_one_of_the_web(client: FlaskClient, reader: Reader) -> None:
    """Whatever was given as the address of a text."""
    id = job_of(send(client, text=ARTICLE, address='https://news.example/"><script>alert(1)</script>'))
    reader.work(id)
    address = state(client, id)["address"]
    assert "<script>alert" not in client.get(address).text + client.get(f"/jobs/{id}").text
    assert "<script>alert" not in client.get(f"{address}events.geojson").text


# ---- several at once ----


def test_several_files_are_one_private_collection(client: FlaskClient, service: Service, reader: Reader) -> None:
    """Each with its own progress and its own error."""
    texts = {"north.txt": ARTICLE, "empty.txt": "...", "paris.md": "# Rain\n\nIt rained in Paris on 3 May 2020."}
    first = job_of(send(client, file=[(io.BytesIO(text.encode()), name) for name, text in texts.items()]))
    jobs = state(client, first)["jobs"]
    assert [each["name"] for each in jobs] == ["north.txt", "empty.txt", "paris.md"]
    shown = client.get(f"/jobs/{first}").text
    assert "Reading 3 articles" in shown
    for job in jobs:
        reader.work(job["id"])
    found = state(client, jobs[1]["id"])
    assert (found["state"], found["progress"], found["message"]) == ("done", 1.0, "")
    assert [each["state"] for each in found["jobs"]] == ["done", "failed", "done"]
    assert "no words" in found["jobs"][1]["message"]
    slug = found["address"].split("/")[2]
    collection = service.store.collection(slug)
    assert collection
    assert (collection.title, collection.visibility) == ("north and 2 more", Visibility.PRIVATE)
    assert len(service.store.documents(slug)) == 2
    shown = client.get(f"/jobs/{first}").text
    assert "2 of 3 articles are read" in shown
    assert "no words" in shown


def test_files_that_are_sent_one_by_one_belong_together_all_the_same(client: FlaskClient, service: Service, reader: Reader) -> None:
    """As the page sends them: each may be as large as one alone, and the first may be read before the last is there."""
    first = job_of(send(client, file=(io.BytesIO(ARTICLE.encode()), "north.txt"), title="Bridges", more="1"))
    reader.work(first)
    second = job_of(send(client, file=(io.BytesIO(b"It rained in Paris on 3 May 2020."), "paris.txt"), title="Bridges", **{"with": first}))
    reader.work(second)
    jobs = service.store.jobs(state(client, first)["address"].split("/")[2])
    assert [each.id for each in jobs] == [first, second]
    assert {(each.title, each.heading) for each in jobs} == {("", "Bridges")}
    assert send(client, text=ARTICLE, **{"with": "no such job"}).status_code == 404


def test_progress_of_several_is_that_of_all(client: FlaskClient, service: Service) -> None:
    files = [(io.BytesIO(ARTICLE.encode()), f"{number}.txt") for number in range(4)]
    first = job_of(send(client, file=files))
    ids = [each["id"] for each in state(client, first)["jobs"]]
    service.store.advance(ids[0], state=JobState.DONE, progress=1.0)
    service.store.advance(ids[1], state=JobState.FAILED, progress=0.3, message="No.")
    service.store.advance(ids[2], state=JobState.READING, progress=0.5, step="Finding places")
    found = state(client, first)
    assert (found["state"], found["progress"], found["step"]) == ("reading", 0.625, "3 of 4: Finding places")
    for id in ids:
        service.store.advance(id, state=JobState.FAILED, message="No.")
    found = state(client, first)
    assert (found["state"], found["address"], found["message"]) == ("failed", None, "None of these could be read.")


def test_what_is_deleted_while_it_is_read_does_not_come_back(
    client: FlaskClient, service: Service, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first article is there, somebody looks, and deletes the whole collection while the second is read."""
    files = [(io.BytesIO(ARTICLE.encode()), f"{number}.txt") for number in range(3)]
    jobs = [each["id"] for each in state(client, job_of(send(client, file=files)))["jobs"]]
    reader.work(jobs[0])
    slug = state(client, jobs[0])["address"].split("/")[2]

    def deleted(*given: Any, **options: Any) -> Document:
        service.store.delete_collection(slug)
        return read(*given, **options)

    monkeypatch.setattr("app.jobs.read", deleted)
    reader.work(jobs[1])
    reader.work(jobs[2])
    assert service.store.collection(slug) is None
    assert [service.store.job(id) for id in jobs] == [None, None, None]


def test_an_empty_file_is_said_and_nothing_is_fetched_in_its_place(client: FlaskClient, service: Service) -> None:
    answer = send(client, file=(io.BytesIO(b" \n"), "empty.txt"), address="https://news.example/")
    assert (answer.status_code, "There is nothing in it to read." in answer.text) == (422, True)
    assert service.store.unfinished() == []


@pytest.mark.parametrize("count", [51, 500])
def test_so_many_files_and_no_more(client: FlaskClient, service: Service, count: int) -> None:
    files = [(io.BytesIO(b"word"), f"{number}.txt") for number in range(count)]
    answer = send(client, file=files)
    assert answer.status_code == 422
    assert "At most 50 files" in answer.text
    two = [(io.BytesIO(b"word"), f"{number}.txt") for number in range(2)]
    assert send(client, file=two, address="https://news.example").status_code == 422
    assert service.store.unfinished() == []


def test_the_form_offers_every_kind_that_is_read(client: FlaskClient) -> None:
    accepted = re.search(r'accept="([^"]+)"', client.get("/").text)
    assert accepted
    offered = {each[1:] for each in accepted[1].split(",") if each.startswith(".")}
    assert offered == set(EXTENSIONS)


def test_the_longest_article_is_a_setting(service: Service) -> None:
    service.store.add_job(Job("one", "one", "", "2026-01-01T00:00:00+00:00"), ARTICLE.encode())
    Reader(replace(service.settings, article_characters=50)).work("one")
    job = service.store.job("one")
    assert job
    assert (job.state, "at most 50 characters" in job.message) == (JobState.FAILED, True)


# ---- the command line ----


def test_the_command_line_reads_into_a_collection(app: Flask, service: Service, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(ARTICLE)
    bad.write_bytes(b"\0\1\2" * 100)
    ended = app.test_cli_runner().invoke(args=["read", str(bad), str(good), "--collection", "bridges"])
    assert ended.exit_code == 1
    assert re.search(r"good\.txt: [1-9]\d* events", ended.output)
    assert "bad.txt: " in ended.output
    assert [each.id for each in service.store.documents("bridges")]
    ended = app.test_cli_runner().invoke(args=["read", str(good), "--collection", "No Good Name"])
    assert ended.exit_code == 2


def test_the_command_line_fetches_and_leaves_nothing_where_nothing_came(
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(page()) as here:
        monkeypatch.setattr("app.commands.fetch", partial(fetch, network=here.network()))
        ended = app.test_cli_runner().invoke(args=["read", here.address("/bridge"), "--collection", "bridges"])
    assert (ended.exit_code, ended.output) == (0, f"{here.address('/bridge')}: 2 events\n")
    assert [each.url for each in service.store.documents("bridges")] == [here.address("/bridge")]
    monkeypatch.undo()
    ended = app.test_cli_runner().invoke(args=["read", "http://127.0.0.1/", "no such file", "--collection", "nothing"])
    assert ended.exit_code == 2
    ended = app.test_cli_runner().invoke(args=["read", "http://127.0.0.1/", "--collection", "nothing"])
    assert (ended.exit_code, service.store.collection("nothing")) == (1, None)
    assert "no public site" in ended.output


def test_reading_a_file_again_makes_no_second_one(service: Service, reader: Reader) -> None:
    document = read(ARTICLE)
    events = [(keep(service.store, reader.gazetteer, "sample", document), len(service.store.documents("sample"))) for _ in range(2)]
    assert events[0] == events[1]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://news.example/2014/05/the-bridge.html?id=3", "bridge"),
        ("https://news.example/story/the-bridge/12345678", "bridge"),
        ("https://news.example", "news-example"),
        ("https://en.wikipedia.org/wiki/Siege_of_Vienna_(1529)", "siege-of-vienna-1529"),
    ],
)
def test_a_collection_is_named_after_the_address(client: FlaskClient, service: Service, address: str, name: str) -> None:
    job = service.store.job(job_of(send(client, address=address)))
    assert job
    assert re.fullmatch(rf"{name}-[0-9a-f]{{16}}", job.collection)
    assert job.address == str(Address.parse(address))


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
