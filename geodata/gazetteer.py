"""A name in, the places it may mean out."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("point", "city", "region", "country", "water", "line")


@dataclass(frozen=True, slots=True)
class Place:
    """One place on Earth. `id` is GeoNames' number or a name of our own; coordinates are WGS 84 degrees.

    kind: point (facility, site), city (any settlement), region (county, province, state, range, part of the world),
    country, water, line (road, border, corridor). `country` is ISO 3166-1 alpha-2 (XK Kosovo; None where none), `admin1`
    GeoNames' code without the country ("CA" of US.CA), `radius_km` how far the named thing reaches around its point.
    """

    id: str
    name: str
    latitude: float
    longitude: float
    kind: str
    country: str | None = None
    admin1: str | None = None
    population: int = 0
    radius_km: float = 0.0

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"{self.name} lies at no place on Earth.")
        if self.kind not in KINDS:
            raise ValueError(f"A place has no kind {self.kind}.")

    @property
    def geonameid(self) -> int | None:
        return int(self.id) if self.id.isdigit() else None
