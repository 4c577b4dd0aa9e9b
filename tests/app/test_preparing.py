"""Before the port opens: the sample is read once, by whoever comes first, and nothing that a person did is undone by the next start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.commands import prepare
from app.service import Service
from app.settings import Settings
from events.model import Collection, State
from events.query import Query
from events.reading import SAMPLE as ARTICLE
from events.storage import Change, EventStore
from tests.conftest import ROOT

WHEN = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(data_dir=data_dir)


@pytest.fixture
def store(service: Service) -> EventStore:
    return service.store


def upgraded(settings: Settings) -> None:
    """The next start is that of another version."""
    _, _, article = settings.sample_stamp.read_text().partition(" ")
    settings.sample_stamp.write_text(f"older {article}")


def rewritten(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The other version brings another text of the sample."""
    article = folder / ARTICLE.name
    article.write_text(ARTICLE.read_text() + "\n\nThe old bridge in Gyumri collapsed on 4 May 2011.\n")
    monkeypatch.setattr("app.commands.ARTICLE", article)


def test_a_second_start_has_nothing_to_do(settings: Settings, store: EventStore) -> None:
    prepare(settings)
    revision = store.revision("sample")
    prepare(settings)
    assert store.revision("sample") == revision


def test_another_version_reads_the_sample_again_and_keeps_decisions(settings: Settings, store: EventStore) -> None:
    row = next(store.rows("sample"))
    store.decide("sample", row.id, Change(title="Mine"), "editor", WHEN)
    revision = store.revision("sample")
    upgraded(settings)
    prepare(settings)
    assert store.revision("sample") > revision
    assert len(store.documents("sample")) == 1
    again = store.row("sample", row.id)
    assert again
    assert (again.title, again.state) == ("Mine", "edited")


def test_a_sample_that_was_rewritten_takes_the_place_of_the_old_one(
    settings: Settings, store: EventStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgraded(settings)
    rewritten(monkeypatch, tmp_path)
    prepare(settings)
    (document,) = store.documents("sample")
    assert settings.sample_stamp.read_text().endswith(f" {document.id}")
    assert {row.article for row in store.rows("sample")} == {document.id}


def test_an_old_sample_that_somebody_worked_on_stays_beside_the_new_one(
    settings: Settings, store: EventStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = next(store.rows("sample"))
    store.decide("sample", row.id, Change(state=State.CONFIRMED), "editor", WHEN)
    upgraded(settings)
    rewritten(monkeypatch, tmp_path)
    prepare(settings)
    assert len(store.documents("sample")) == 2
    assert [each.id for each in store.find("sample", Query(state=(State.CONFIRMED,)))] == [row.id]


def test_a_sample_that_was_deleted_stays_deleted_and_the_service_is_well(
    settings: Settings, store: EventStore, client: FlaskClient
) -> None:
    store.add_collection(Collection("mine", "Mine"))
    store.delete_collection("sample")
    assert client.get("/healthz").status_code == 200
    upgraded(settings)
    prepare(settings)
    assert [each.collection.slug for each in store.collections(private=True)] == ["mine"]
    assert client.get("/").status_code == 200


def test_a_new_store_gets_the_sample_whatever_an_older_one_had(settings: Settings, tmp_path: Path) -> None:
    other = Settings(data_dir=settings.data_dir, database_url=f"sqlite:///{tmp_path / 'other.sqlite'}")
    prepare(other)
    assert EventStore.open(other.store).count("sample") > 0


def test_a_service_without_its_sample_says_so(settings: Settings, store: EventStore, client: FlaskClient) -> None:
    store.delete_collection("sample")
    settings.sample_stamp.unlink()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (503, "The sample is not read.")


def test_two_services_that_start_at_once_read_it_once(settings: Settings, store: EventStore) -> None:
    store.delete_collection("sample")
    settings.sample_stamp.unlink()
    command, environment = [sys.executable, "-m", "app", "prepare"], os.environ | {"DATA_DIR": str(settings.data_dir)}
    starts = [subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [start.communicate(timeout=120)[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], told
    assert sorted(told) == ["", "Reading the sample ...\n"]
    assert create_app(settings).test_client().get("/healthz").status_code == 200
