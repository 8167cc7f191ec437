"""Filters over geometry: beside shapely one by one, and beside GDAL on the real municipalities."""

from __future__ import annotations

import re
import subprocess
from time import thread_time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from tests.clients.gdal import needed
from tests.features.slow_filter import PROPERTIES
from unmap.errors import ParameterError
from unmap.features import LayerStore
from unmap.features.crs import CRS84, EPSG_3857, EPSG_4326, Crs, national
from unmap.features.filtering import compile_filter
from unmap.features.filtering.cql_spatial import _boxes_of_edges
from unmap.measures import choose_need
from unmap.model.properties import Property, PropertyType
from unmap.stopping import StoppedError, stoppable

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.features import Layer
    from unmap.store import Dataset

SHAPES = np.array(
    [
        *(shapely.box(x, y, x + 1, y + 1) for x in range(3) for y in range(3)),
        shapely.Point(0.5, 0.5),
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (2, 2)]),
        None,
    ],
    dtype=object,
)
TABLE = pd.DataFrame({"name": [str(row) for row in range(len(SHAPES))]})

WRITTEN = {
    "POINT(0.5 0.5)": shapely.Point(0.5, 0.5),
    "POINT(0.5 0.5 99)": shapely.Point(0.5, 0.5),
    "MULTIPOINT((0 0),(2.5 2.5))": shapely.MultiPoint([(0, 0), (2.5, 2.5)]),
    "LINESTRING(0 1,3 1)": shapely.LineString([(0, 1), (3, 1)]),
    "MULTILINESTRING((0.5 0,0.5 3),(9 9,8 8))": shapely.MultiLineString([[(0.5, 0), (0.5, 3)], [(9, 9), (8, 8)]]),
    "POLYGON((1 1,2 1,2 2,1 2,1 1))": shapely.box(1, 1, 2, 2),
    "POLYGON((0 0,3 0,3 3,0 3,0 0),(1 1,1 2,2 2,2 1,1 1))": shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2)),
    "MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((2 2,3 2,3 3,2 3,2 2)))": shapely.union(
        shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)
    ),
    "GEOMETRYCOLLECTION(POINT(0.5 0.5),LINESTRING(2 2,3 3))": shapely.GeometryCollection(
        [shapely.Point(0.5, 0.5), shapely.LineString([(2, 2), (3, 3)])]
    ),
    "BBOX(0.5,0.5,1.5,1.5)": shapely.box(0.5, 0.5, 1.5, 1.5),
    "BBOX(0.5,0.5,-9,1.5,1.5,9)": shapely.box(0.5, 0.5, 1.5, 1.5),
    "BBOX(1,1,1,1)": shapely.Point(1, 1),
    "BBOX(1,0,1,2)": shapely.LineString([(1, 0), (1, 2)]),
    # Across the antimeridian: everything but what lies between 0.5 and 2.5.
    "BBOX(2.5,0,0.5,9)": shapely.union(shapely.box(2.5, 0, 180, 9), shapely.box(-180, 0, 0.5, 9)),
}
FUNCTIONS = ("intersects", "disjoint", "equals", "touches", "crosses", "overlaps", "within", "contains")

MEXICO = national("EPSG:6372", (-118.4, 14.5, -86.7, 32.8))


def rows(text: str) -> list[int]:
    """Give the positions of the rows that a filter lets through."""
    return np.flatnonzero(compile_filter(text, "cql2-text", PROPERTIES).mask(TABLE, SHAPES)).tolist()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_spatial_function_agrees_with_shapely_one_by_one(function: str, written: str) -> None:
    shape, holds = WRITTEN[written], getattr(shapely, function)
    there = [row for row, other in enumerate(SHAPES) if other is not None]
    assert rows(f"S_{function.upper()}(geometry,{written})") == [row for row in there if holds(SHAPES[row], shape)]
    assert rows(f"S_{function.upper()}({written},geometry)") == [row for row in there if holds(shape, SHAPES[row])]
    # Of what has no geometry neither this nor its opposite is known.
    opposite = [row for row in there if not holds(SHAPES[row], shape)]
    assert rows(f"NOT S_{function.upper()}(geometry,{written})") == opposite


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_geometry_relates_to_itself_as_shapely_has_it(function: str) -> None:
    holds = getattr(shapely, function)
    expected = [row for row, shape in enumerate(SHAPES) if shape is not None and holds(shape, shape)]
    assert rows(f"S_{function.upper()}(geometry,geometry)") == expected
    both = holds(shapely.Point(1, 1), shapely.Point(1, 1))
    assert bool(rows(f"S_{function.upper()}(POINT(1 1),POINT(1 1))")) == both


def test_features_without_geometry_are_found_by_is_null() -> None:
    assert rows("geometry IS NULL") == [12]
    assert rows("geometry IS NOT NULL") == list(range(12))


def test_geometries_of_another_crs_are_brought_to_longitude_and_latitude() -> None:
    for text, same in (
        ("S_INTERSECTS(geometry,POINT(1.5 0.5))", "S_INTERSECTS(geometry,POINT(0.5 1.5))"),
        ("S_WITHIN(geometry,BBOX(1,0,3,1))", "S_WITHIN(geometry,BBOX(0,1,1,3))"),
        ("S_INTERSECTS(geometry,GEOMETRYCOLLECTION(POINT(1.5 0.5)))", "S_INTERSECTS(geometry,POINT(0.5 1.5))"),
        ("name = '3' OR NOT S_INTERSECTS(geometry,POINT(1.5 0.5))", "NOT S_INTERSECTS(geometry,POINT(0.5 1.5))"),
    ):
        compiled = compile_filter(text, "cql2-text", PROPERTIES, EPSG_4326)
        assert np.flatnonzero(compiled.mask(TABLE, SHAPES)).tolist() == rows(same)


@pytest.mark.parametrize(
    ("crs", "inside", "beyond"),
    [
        (CRS84, "POINT(180 90)", "POINT(180.1 0)"),
        (CRS84, "BBOX(-180,-90,180,90)", "BBOX(1000000,1000000,2000000,2000000)"),
        (CRS84, "BBOX(170,-10,-170,10)", "BBOX(190,-10,-170,10)"),
        (CRS84, "LINESTRING(-180 0,180 0)", "LINESTRING(0 0,0 90.5)"),
        (EPSG_4326, "POINT(90 180)", "POINT(180 90)"),
        (EPSG_3857, "POINT(20037508.9 0)", "POINT(20037510 0)"),
        (MEXICO, "BBOX(0,0,7000000,5000000)", "POINT(0 -3000000)"),
    ],
)
def test_a_geometry_beyond_its_reference_system_is_refused(crs: Crs, inside: str, beyond: str) -> None:
    """As a box is that stands in `bbox`: numbers in metres, taken for degrees, must not find nothing in silence."""
    if crs is not MEXICO:
        compile_filter(f"S_INTERSECTS(geometry,{inside})", "cql2-text", PROPERTIES, crs)
    with pytest.raises(ParameterError, match=crs.name):
        compile_filter(f"S_INTERSECTS(geometry,{beyond})", "cql2-text", PROPERTIES, crs)
    multi = f"GEOMETRYCOLLECTION(POINT(0 0),{beyond if 'BBOX' not in beyond else 'POINT(900000000 0)'})"
    with pytest.raises(ParameterError, match=crs.name):
        compile_filter(f"S_INTERSECTS(geometry,{multi})", "cql2-text", PROPERTIES, crs)


def test_a_box_across_the_antimeridian_is_written_in_degrees() -> None:
    with pytest.raises(ParameterError, match="CRS84"):
        compile_filter("S_INTERSECTS(geometry,BBOX(2,0,1,1))", "cql2-text", PROPERTIES, EPSG_3857)


@pytest.fixture(scope="module")
def municipalities(dataset: Dataset) -> Layer:
    """Give the municipalities with their default need."""
    return LayerStore(dataset).areas(choose_need(dataset, "municipality", None, None))


REAL = {
    "code": PropertyType.TEXT,
    "name": PropertyType.TEXT,
    "state_code": PropertyType.TEXT,
    "population": PropertyType.INTEGER,
    "area_km2": PropertyType.NUMBER,
    "need_pct": PropertyType.NUMBER,
    "geometry": PropertyType.GEOMETRY,
}
PROPERTIES_THERE = {name: Property(name, kind, name) for name, kind in REAL.items()}


def test_a_box_in_the_projection_of_mexico_finds_what_lies_in_it(municipalities: Layer) -> None:
    """Beside the projected geometries themselves: northing comes first in EPSG:6372."""
    forward = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:6372")
    south, west, north, east = 700_000, 2_900_000, 850_000, 3_100_000
    text = f"S_INTERSECTS(geometry,BBOX({south},{west},{north},{east}))"
    compiled = compile_filter(text, "cql2-text", PROPERTIES_THERE, MEXICO)
    projected = shapely.transform(
        municipalities.shapes, lambda found: np.column_stack(forward.transform(found[:, 0], found[:, 1]))
    )
    expected = shapely.intersects(projected, shapely.box(south, west, north, east))
    assert 50 < expected.sum() < 300
    assert (compiled.mask(municipalities.table, municipalities.shapes) == expected).all()


GDAL = {
    "need_pct > 90": "need_pct > 90",
    "state_code = '07' AND need_pct >= 95": "state_code = '07' AND need_pct >= 95",
    "name LIKE 'San %' AND NOT need_pct > 50": "name LIKE 'San %' AND NOT need_pct > 50",
    "state_code IN ('09','15') AND population / area_km2 > 5000": (
        "state_code IN ('09','15') AND population / area_km2 > 5000"
    ),
    "need_pct IS NULL OR need_pct BETWEEN 99 AND 100": "need_pct IS NULL OR need_pct BETWEEN 99 AND 100",
    "S_INTERSECTS(geometry,POLYGON((-94 14,-90 14,-90 18,-94 14)))": (
        "ST_Intersects(geom, GeomFromText('POLYGON((-94 14,-90 14,-90 18,-94 14))', 4326))"
    ),
    "S_WITHIN(geometry,BBOX(-94,14,-90,18)) AND need_pct > 90": (
        "ST_Within(geom, BuildMbr(-94, 14, -90, 18, 4326)) AND need_pct > 90"
    ),
    "S_TOUCHES(geometry,LINESTRING(-99.3 19,-99.1 19.4)) OR code = '09015'": (
        "ST_Touches(geom, GeomFromText('LINESTRING(-99.3 19,-99.1 19.4)', 4326)) OR code = '09015'"
    ),
}


def test_real_filters_agree_with_gdal(municipalities: Layer, tmp_path: Path) -> None:
    needed("ogrinfo")
    table, shapes = municipalities.table, municipalities.shapes
    path = tmp_path / "municipalities.gpkg"
    columns = [name for name in REAL if name != "geometry"]
    gpd.GeoDataFrame(table[columns], geometry=shapes, crs="OGC:CRS84").to_file(path, layer="areas")
    for text, where in GDAL.items():
        sql = f"SELECT code FROM areas WHERE {where} ORDER BY code"  # noqa: S608 - both are ours
        done = subprocess.run(
            ["ogrinfo", "-ro", "-q", "-dialect", "SQLITE", "-sql", sql, str(path)],
            capture_output=True,
            text=True,
            timeout=1800,
            check=True,
        )
        found = re.findall(r"code \(String\) = (\d+)", done.stdout)
        ours = table["code"][compile_filter(text, "cql2-text", PROPERTIES_THERE).mask(table, shapes)]
        assert (text, found) == (text, sorted(ours))
        assert found


WINDING = ",".join(f"{-105 if turn % 2 else -91} {16 + turn % 7}" for turn in range(120))
OUTLINE = ",".join(f"{-99 + turn / 40} {19 + turn % 2 / 10}" for turn in range(60))


@pytest.mark.parametrize("operator", ["S_INTERSECTS", "S_TOUCHES", "S_CROSSES", "S_DISJOINT", "S_WITHIN", "S_EQUALS"])
def test_a_line_that_crosses_the_whole_country_again_and_again_is_refused_before_it_is_compared(
    dataset: Dataset, operator: str
) -> None:
    shapes = dataset.municipalities.geometry.to_numpy()
    table = pd.DataFrame({"name": [""] * len(shapes)})
    dear = compile_filter(f"{operator}(geometry,LINESTRING({WINDING}))", "cql2-text", PROPERTIES)
    begun = thread_time()
    with pytest.raises(ParameterError, match="many long edges"):
        dear.mask(table, shapes)
    assert thread_time() - begun < 0.3
    # As many corners, near to each other, are no more work than anything else.
    compile_filter(f"{operator}(geometry,LINESTRING({OUTLINE}))", "cql2-text", PROPERTIES).mask(table, shapes)


def test_edges_are_counted_in_every_kind_of_geometry() -> None:
    counts = {
        "POINT(0 0)": 1,
        "MULTIPOINT(0 0,1 1)": 2,
        "LINESTRING(0 0,1 1,2 0)": 2,
        "POLYGON((0 0,4 0,4 4,0 0),(2 1,3 1,3 2,2 1))": 6,
        "MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((9 9,10 9,10 10,9 9)))": 6,
        "GEOMETRYCOLLECTION(POINT(0 0),LINESTRING(0 0,1 1),POLYGON((0 0,4 0,4 4,0 0)))": 5,
    }
    assert {text: len(_boxes_of_edges(shapely.from_wkt(text))) for text in counts} == counts


def test_a_filter_stops_between_its_pieces_when_it_is_told_to(dataset: Dataset) -> None:
    shapes = dataset.municipalities.geometry.to_numpy()
    pieces = []

    def may_go_on() -> None:
        pieces.append(1)
        if len(pieces) == 3:
            raise StoppedError("enough")

    plain = compile_filter("S_INTERSECTS(geometry,BBOX(-118,14,-86,33))", "cql2-text", PROPERTIES)
    with stoppable(may_go_on), pytest.raises(StoppedError):
        plain.mask(pd.DataFrame({"name": [""] * len(shapes)}), shapes)
    assert len(pieces) == 3
