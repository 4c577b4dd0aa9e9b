"""The land and borders that the map draws."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import shapely

from geodata import basemap, views
from geodata.gazetteer import Gazetteer

PLACES = {
    "crimea": (34.0, 45.0),
    "pristina": (21.16, 42.66),
    "stepanakert": (46.75, 39.82),
    "gaza": (34.35, 31.4),
    "vatican": (12.4534, 41.9033),
}


def read(gazetteer: Gazetteer, view: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(basemap.land(view, gazetteer.path).read_text(encoding="utf-8"))
    return document


def countries_at(document: dict[str, Any], place: str) -> list[str]:
    point = shapely.Point(PLACES[place])
    shapes = [(feature["properties"]["country"], shapely.from_geojson(json.dumps(feature["geometry"]))) for feature in document["features"]]
    return [country for country, shape in shapes if shape.contains(point)]


@pytest.mark.parametrize("view", views.VIEWS)
def test_it_is_small_valid_geojson(gazetteer: Gazetteer, view: str) -> None:
    """RFC 7946: outer rings run anticlockwise, coordinates on Earth, valid polygons; under 700 KB compressed."""
    document = read(gazetteer, view)
    assert document["type"] == "FeatureCollection"
    assert document["credit"] == views.CREDIT
    assert len(gzip.compress(json.dumps(document).encode())) < 700_000
    for feature in document["features"]:
        assert set(feature["properties"]) == {"name", "country"}
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid, feature["properties"]
        assert not shape.is_empty, feature["properties"]
        west, south, east, north = shape.bounds
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90
        assert all(shapely.is_ccw(part.exterior) for part in shapely.get_parts(shape)), feature["properties"]


@pytest.mark.parametrize(
    ("view", "place", "country"),
    [
        ("deu", "crimea", "UA"),
        ("default", "crimea", "RU"),
        ("deu", "pristina", "XK"),
        ("deu", "stepanakert", "AZ"),
        ("deu", "gaza", "PS"),
        ("deu", "vatican", "VA"),
    ],
)
def test_a_view_draws_disputed_land_as_it_says(gazetteer: Gazetteer, view: str, place: str, country: str) -> None:
    """Each point lies in exactly one country: neighbours share one border after the simplification."""
    assert countries_at(read(gazetteer, view), place) == [country]


def test_an_unknown_view_is_named_in_the_error() -> None:
    """The message lists those that exist."""
    with pytest.raises(ValueError, match="deu, default"):
        basemap.land("martian")
