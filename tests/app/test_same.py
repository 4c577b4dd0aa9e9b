"""The desk offers the same happening of several articles as one; an editor decides, can go back, and readers see every source."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.commands import keep
from app.service import Service
from events.days import from_iso
from events.model import Collection, Document, PublishedBy, Visibility

ARTICLES = {
    "Wire": "GRAZ – Two workers were killed in an explosion at a paper mill in Graz on Tuesday, the fire service said.",
    "Local": "An explosion killed two workers at the paper mill in Graz on 7 March 2017. Nine others were injured.",
}


@pytest.fixture
def slug(service: Service) -> str:
    service.store.add_collection(Collection("mill", "The mill", visibility=Visibility.PUBLIC))
    for title, text in ARTICLES.items():
        keep(service.store, service.gazetteer, "mill", Document(text, title, from_iso("2017-03-09"), PublishedBy.GIVEN))
    return "mill"


def pairs(client: FlaskClient, slug: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/desk/{slug}/same.json").get_json()
    return found


def say(client: FlaskClient, slug: str, said: str, **other: str) -> Any:
    """What the form of the page sends."""
    page = client.get(f"/desk/{slug}/same").text
    fields = dict(re.findall(r'name="(csrf_token|first|second)" value="([^"]*)"', page))
    return client.post(f"/desk/{slug}/same", data=fields | {"said": said} | other)


def test_a_pair_is_shown_with_both_sources_and_the_reasons(client: FlaskClient, slug: str) -> None:
    (pair,) = pairs(client, slug)
    assert {pair["first"]["source"], pair["second"]["source"]} == set(ARTICLES)
    page = html.unescape(client.get(f"/desk/{slug}/same").text)
    for words in (*ARTICLES, *pair["reasons"], pair["first"]["quote"], pair["second"]["quote"], "One happening", "Two happenings"):
        assert words in page


def test_what_is_decided_shows_and_can_be_undone(client: FlaskClient, slug: str) -> None:
    assert say(client, slug, "one").status_code == 303
    assert [each["verdict"] for each in pairs(client, slug)] == ["one"]
    page = client.get(f"/desk/{slug}/same").text
    assert "Undo" in page
    assert "beyond what is decided already" in page
    assert say(client, slug, "undo").status_code == 303
    assert [each["verdict"] for each in pairs(client, slug)] == [None]


def test_readers_see_every_source_of_what_is_one(client: FlaskClient, slug: str) -> None:
    """Each event's page names the other article with its own sentence; map and exports keep both events."""
    (pair,) = pairs(client, slug)
    first, second = pair["first"], pair["second"]
    exported = client.get(f"/c/{slug}/events.geojson").data
    assert html.escape(second["quote"]) not in client.get(f"/c/{slug}/e/{first['id']}").text
    say(client, slug, "one")
    for here, there in ((first, second), (second, first)):
        page = html.unescape(client.get(f"/c/{slug}/e/{here['id']}").text)
        assert "The same happening in other articles" in page
        assert there["quote"] in page
        assert f"from <cite>{there['source']}</cite>" in page
    assert client.get(f"/c/{slug}/events.geojson").data == exported
    say(client, slug, "two")
    assert "The same happening in other articles" not in client.get(f"/c/{slug}/e/{first['id']}").text


def test_a_collection_of_several_articles_leads_to_the_question(client: FlaskClient, slug: str) -> None:
    assert f"/desk/{slug}/same" in client.get(f"/c/{slug}/").text
    assert "/desk/sample/same" not in client.get("/c/sample/").text
    assert "No two articles" in client.get("/desk/sample/same").text


@pytest.mark.parametrize(("field", "value"), [("said", "perhaps"), ("first", ""), ("second", "")])
def test_what_cannot_be_read_is_refused(client: FlaskClient, slug: str, field: str, value: str) -> None:
    answer = say(client, slug, **{"said": "one", field: value})
    assert (answer.status_code, answer.get_json()["pointer"]) == (422, f"/{field}")


def test_only_who_may_write_is_asked(client: FlaskClient, slug: str) -> None:
    for address in (f"/desk/{slug}/same", f"/desk/{slug}/same.json"):
        assert client.get(address, environ_overrides={"REMOTE_ADDR": "8.8.8.8"}).status_code == 403
