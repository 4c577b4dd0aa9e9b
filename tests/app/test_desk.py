"""The desk: what an editor types is understood, kept, shown at once, and can be taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.commands import keep
from app.service import Service
from events.model import Collection, Document
from events.query import Query


@pytest.fixture
def event(service: Service) -> str:
    """An event with a time and a place."""
    return next(service.store.rows("sample", Query(has=("time", "place")))).id


def tell(client: FlaskClient, address: str, **fields: str) -> Any:
    """What the page's script sends; the properties of the event after it."""
    client.get("/")
    with client.session_transaction() as session:
        token = session["csrf"]
    answer = client.post(address, json=fields, headers={"X-CSRF-Token": token})
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/geo+json"
    return json.loads(answer.data)


def shown(client: FlaskClient, event: str) -> dict[str, Any] | None:
    features = json.loads(client.get("/c/sample/events.geojson?fields=page").data)["features"]
    return next((each for each in features if each["id"] == event), None)


def test_a_correction_is_answered_as_every_view_then_shows_it(client: FlaskClient, event: str) -> None:
    told = tell(client, f"/desk/sample/events/{event}", when="late March 2015", place="Gyumri", title="Something else")
    assert told == shown(client, event)
    properties = told["properties"]
    assert (properties["place_label"], properties["place_known"]) == ("Gyumri, Shirak, Armenia", "editor")
    assert told["geometry"]["coordinates"] == pytest.approx([43.85, 40.79], abs=0.05)
    assert (properties["start"], properties["end"], properties["known"]) == ("2015-03-21", "2015-03-31", "editor")
    assert (properties["title"], properties["state"]) == ("Something else", "edited")


@pytest.mark.parametrize("words", ["18 March 2014", "March 2014", "2014", "1980s", "44 BC", "since 2014", "15 March 2022, 16:30"])
def test_the_desk_says_before_saving_what_it_will_understand(client: FlaskClient, event: str, words: str) -> None:
    understood = client.get("/desk/when", query_string={"q": words}).get_json()
    saved = tell(client, f"/desk/sample/events/{event}", when=words)["properties"]
    assert understood == {name: saved[name] for name in ("edtf", "label", "start", "end")}


def test_a_place_is_chosen_from_a_list_or_typed(client: FlaskClient, event: str) -> None:
    listed = client.get("/desk/places?q=gyumr").get_json()
    assert listed[0] == {
        "id": "616635", "name": "Gyumri", "label": "Gyumri, Shirak, Armenia", "kind": "city",
        "latitude": pytest.approx(40.79, abs=0.01), "longitude": pytest.approx(43.85, abs=0.01),
    }  # fmt: skip
    chosen = tell(client, f"/desk/sample/events/{event}", place=listed[0]["id"])
    typed = tell(client, f"/desk/sample/events/{event}", place="gyumri")
    assert chosen["geometry"] == typed["geometry"]
    assert client.get("/desk/places?q=").get_json() == []


def test_an_empty_field_takes_the_time_or_place_away(client: FlaskClient, event: str) -> None:
    told = tell(client, f"/desk/sample/events/{event}", when="", place="")
    assert told["geometry"] is None
    assert (told["properties"]["edtf"], told["properties"]["place"]) == (None, None)
    assert shown(client, event) == told


def test_correcting_the_main_place_keeps_the_others(client: FlaskClient, service: Service) -> None:
    service.store.add_collection(Collection("march", "The march"))
    keep(service.store, service.gazetteer, "march", Document("On 7 March 2017 the troops marched from Graz to Vienna.", "The march"))
    (march,) = service.store.rows("march")
    assert [place["name"] for place in march.places] == ["Vienna", "Graz"]
    told = tell(client, f"/desk/march/events/{march.id}", place="Linz")
    assert [place["name"] for place in told["properties"]["places"]] == ["Linz", "Graz"]


def test_a_deleted_event_is_in_no_view_and_comes_back(client: FlaskClient, event: str) -> None:
    before = shown(client, event)
    assert tell(client, f"/desk/sample/events/{event}", state="rejected")["properties"]["state"] == "rejected"
    assert shown(client, event) is None
    assert tell(client, f"/desk/sample/events/{event}/undo") == before == shown(client, event)


def test_every_decision_can_be_taken_back_to_the_first(client: FlaskClient, event: str) -> None:
    states = [shown(client, event)]
    for fields in ({"state": "confirmed"}, {"title": "Another"}, {"when": "1990"}, {"place": "Baku"}):
        states.append(tell(client, f"/desk/sample/events/{event}", **fields))
    for state in reversed(states[:-1]):
        assert tell(client, f"/desk/sample/events/{event}/undo") == state


def test_a_form_says_the_same_as_json(client: FlaskClient, event: str) -> None:
    client.get("/")
    with client.session_transaction() as session:
        token = session["csrf"]
    answer = client.post(f"/desk/sample/events/{event}", data={"state": "confirmed", "csrf_token": token})
    assert json.loads(answer.data)["properties"]["state"] == "confirmed"


def test_publishing_and_deleting_a_collection(client: FlaskClient, service: Service) -> None:
    client.get("/")
    with client.session_transaction() as session:
        headers = {"X-CSRF-Token": session["csrf"]}
    stranger = {"REMOTE_ADDR": "8.8.8.8"}
    assert client.post("/desk/sample/publish", json={"visibility": "private"}, headers=headers).get_json() == {"visibility": "private"}
    assert client.get("/c/sample/", environ_overrides=stranger).status_code == 404
    assert client.post("/desk/sample/delete", headers=headers).status_code == 204
    assert client.get("/c/sample/").status_code == 404
    assert client.get("/").status_code == 200
    assert service.store.collections(private=True) == []
