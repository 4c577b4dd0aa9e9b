"""A point and a radius in, the disc on the globe out, cut where RFC 7946 says."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

EARTH_KM = 6371.0088  # mean radius
HALF_ROUND_KM = np.pi * EARTH_KM
CORNERS = 96
WORLD = shapely.box(-180, -90, 180, 90)
Floats = npt.NDArray[np.float64]


def disc(longitude: float, latitude: float, radius_km: float) -> Any:
    """All points of the globe within `radius_km`: a polygon, or several where the antimeridian cuts it; a point where the radius is 0."""
    if radius_km <= 0:
        return shapely.Point(longitude, latitude)
    if radius_km >= HALF_ROUND_KM:
        return shapely.orient_polygons(WORLD)
    to_north, to_south = (90 - latitude) * HALF_ROUND_KM / 180, (90 + latitude) * HALF_ROUND_KM / 180
    if radius_km > max(to_north, to_south):  # both poles are in it: the world without the disc about the antipode
        return shapely.orient_polygons(WORLD.difference(disc((longitude + 360) % 360 - 180, -latitude, HALF_ROUND_KM - radius_km)))
    x, y = rim(longitude, latitude, radius_km)
    if radius_km > min(to_north, to_south):
        shape = cap(x, y, 90.0 if to_north < to_south else -90.0)
    else:
        shape = shapely.Polygon(np.stack([x, y], axis=1))
    return shapely.orient_polygons(cut(shape))


def rim(longitude: float, latitude: float, radius_km: float) -> tuple[Floats, Floats]:
    """Corners all round, from the north eastward; longitudes run on over 180 without a jump."""
    bearing = np.linspace(0, 2 * np.pi, CORNERS + 1)
    north, far = np.radians(latitude), radius_km / EARTH_KM
    sine = np.sin(north) * np.cos(far) + np.cos(north) * np.sin(far) * np.cos(bearing)
    y = np.arcsin(np.clip(sine, -1, 1))
    east = np.arctan2(np.sin(bearing) * np.sin(far) * np.cos(north), np.cos(far) - np.sin(north) * sine)
    return np.degrees(np.unwrap(np.radians(longitude) + east)), np.degrees(y)


def cap(x: Floats, y: Floats, pole: float) -> Any:
    """The polygon between a rim that runs once round the pole, and the pole; 540 degrees wide at least, to be cut."""
    if x[-1] < x[0]:
        x, y = x[::-1], y[::-1]
    x = np.concatenate([x[:-1] - 360, x[:-1], x + 360])
    y = np.concatenate([y[:-1], y[:-1], y])
    return shapely.Polygon([*zip(x, y, strict=True), (x[-1], pole), (x[0], pole)])


def cut(shape: Any) -> Any:
    """Every part of the shape between -180 and 180 degrees, each only once."""
    wests = [-360, 0, 360] if shape.bounds[2] - shape.bounds[0] < 360 else [0]
    parts = [shapely.transform(shape, lambda points, by=by: points - [by, 0]).intersection(WORLD) for by in wests]
    parts = [part for whole in parts for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
