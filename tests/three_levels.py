"""A country of squares with three levels whose codes look alike: provinces, districts in them, wards in these.

It is the country of squares of `tests.conftest` under other words: each municipality is a district of two wards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from tests.conftest import SQUARES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

PROVINCES = {"P001": ("Arriba", 1000), "P002": ("Abajo", 110)}
DISTRICTS = {
    "D001": ("Centro", "P001", 900, (-100, 20)),
    "D002": ("Norte", "P001", 100, (-100, 21)),
    "D003": ("Centro de Abajo", "P002", 50, (-99, 20)),
    "D004": ("Playa Grande", "P002", 60, (-99, 21)),
}
WARDS = {
    "W001": ("Centro Oeste", "D001", 700),
    "W002": ("Centro Este", "D001", 200),
    "W003": ("Norte Oeste", "D002", 60),
    "W004": ("Norte Este", "D002", 40),
    "W005": ("Abajo Oeste", "D003", 30),
    "W006": ("Abajo Este", "D003", 20),
    "W007": ("Playa Oeste", "D004", 40),
    "W008": ("Playa Este", "D004", 20),
}

_LEVELS = """
level,id,word,singular_en,plural_en,singular_es,plural_es,short_singular_es,short_plural_es,gender_es,code_form,parent
1,provinces,province,province,provinces,provincia,provincias,,,f,[0-9A-Z]{4},
2,districts,district,district,districts,distrito,distritos,,,m,[0-9A-Z]{4},provinces
3,wards,ward,ward,wards,barrio,barrios,,,m,[0-9A-Z]{4},districts
"""

_PLACES = """
place_code,name,kind,ward_code,population,lon,lat
W001,Centro,seat,W001,700,-99.5,20.5
W003,Norte,seat,W003,60,-99.5,21.5
W005,Villa Centro de Abajo,seat,W005,30,-98.5,20.5
W007,Playa Grande,seat,W007,40,-98.5,21.5
"""

_ALIASES = """
alias,area_code
Province of Abajo,P002
"""

_VALUES = """
area_code,indicator_id,year,value
00,poverty_pct.new,2021,30
00,poverty_persons.new,2021,330
P001,poverty_pct.old,2020,40
P001,poverty_pct.new,2021,20
P001,poverty_persons.new,2021,200
P002,poverty_pct.old,2020,60
P002,poverty_pct.new,2021,90
P002,poverty_persons.new,2021,99
D001,poverty_pct.new,2021,10
D001,poverty_persons.new,2021,90
D002,poverty_pct.new,2021,
D002,poverty_persons.new,2021,
D003,poverty_pct.new,2021,80
D003,poverty_persons.new,2021,40
D004,poverty_pct.new,2021,95
D004,poverty_persons.new,2021,57
W001,poverty_pct.new,2021,10
W001,poverty_persons.new,2021,70
W002,poverty_pct.new,2021,10
W002,poverty_persons.new,2021,20
W005,poverty_pct.new,2021,80
W005,poverty_persons.new,2021,24
W006,poverty_pct.new,2021,80
W006,poverty_persons.new,2021,16
W007,poverty_pct.new,2021,95
W007,poverty_persons.new,2021,38
W008,poverty_pct.new,2021,95
W008,poverty_persons.new,2021,19
"""

_OFFICES = """
office_id,agency_id,state_reported,place_reported,area_code,lon,lat,office_type,listed_count,valid_from,valid_to,source_id,source_locator,note
a-centro,AAA,Arriba,Centro,W001,-99.5,20.5,field,2,2020-01-01,2020-12-31,report,Table 1,
b-centro,BBB,Arriba,Centro,W001,-99.5,20.5,field,1,2020-01-01,2020-12-31,report,Table 1,
b-norte,BBB,Arriba,Norte,D002,,,field,1,2020-01-01,2020-12-31,report,Table 1,
main,,Abajo,Abajo,P002,,,headquarters,3,2020-01-01,2020-12-31,report,Table 1,
"""

_INITIATIVE_PLACES = """
initiative_id,area_code,level,place_reported,basis,note
both-states,P001,province,Arriba,stated,
both-states,D003,district,"Centro de Abajo, Abajo",stated,
in-state,P001,province,Arriba,stated,
in-towns,W001,ward,Centro,stated,
in-towns,D002,district,The northern hills,inferred,The hills lie in Norte.
"""


def write_three_levels(folder: Path) -> Path:
    """Write a whole data folder of two provinces, four districts and eight wards."""
    tables = {
        **SQUARES,
        "geo/levels.csv": _LEVELS,
        "geo/places.csv": _PLACES,
        "geo/aliases.csv": _ALIASES,
        "need/indicators.csv": SQUARES["need/indicators.csv"]
        .replace("country;state;municipality", "country;province;district;ward")
        .replace("census,state;municipality", "census,province;district;ward")
        .replace("Vieja,state", "Vieja,province"),
        "need/values.csv": _VALUES,
        "need/classes.csv": SQUARES["need/classes.csv"].strip().partition("\n")[0],
        "programme/offices.csv": _OFFICES,
        "programme/initiatives.csv": SQUARES["programme/initiatives.csv"].replace(",5,municipality", ",5,district"),
        "programme/initiative_places.csv": _INITIATIVE_PLACES,
        "programme/initiative_results.csv": SQUARES["programme/initiative_results.csv"].replace(",01,", ",P001,"),
    }
    for path, text in tables.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text.lstrip("\n"), encoding="utf-8")
    for name, layer in _layers().items():
        layer.to_parquet(folder / "geo" / f"{name}.parquet")
        layer[["code", "geometry"]].to_parquet(folder / "geo" / f"{name}_overview.parquet")
    return folder


def _layers() -> dict[str, gpd.GeoDataFrame]:
    halves = [
        shapely.box(west + begin, south, west + end, south + 1)
        for west, south in (square for *_, square in DISTRICTS.values())
        for begin, end in ((0, 0.75), (0.75, 1))
    ]
    names, parents, people = zip(*WARDS.values(), strict=True)
    wards = _layer(WARDS, names, people, halves, district_code=parents)
    names, parents, people, _ = zip(*DISTRICTS.values(), strict=True)
    districts = _layer(DISTRICTS, names, people, _united(wards, "district_code"), province_code=parents)
    names, people = zip(*PROVINCES.values(), strict=True)
    provinces = _layer(PROVINCES, names, people, _united(districts, "province_code"))
    return {"provinces": provinces, "districts": districts, "wards": wards}


def _united(layer: gpd.GeoDataFrame, column: str) -> list[BaseGeometry]:
    return layer.dissolve(column).geometry.tolist()


def _layer(
    codes: object, names: object, people: object, shapes: Sequence[BaseGeometry], **parents: object
) -> gpd.GeoDataFrame:
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    columns = {
        "code": list(codes),  # type: ignore[call-overload]
        "pcode": [f"SQ{code}" for code in codes],  # type: ignore[attr-defined]
        "pcode_listed": True,
        "name": list(names),  # type: ignore[call-overload]
        **{name: list(codes_of) for name, codes_of in parents.items()},  # type: ignore[call-overload]
        "population": list(people),  # type: ignore[call-overload]
        # A square degree at these latitudes has some 11,500 square kilometres.
        "area_km2": shapely.area(shapes) * 11_500.0,
        "seat_lon": middles[:, 0],
        "seat_lat": middles[:, 1],
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes, crs="OGC:CRS84")
