"""Boundary files of any country: formats, the columns of the field, and what is refused with its record."""

from __future__ import annotations

import sqlite3
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import orjson
import pytest
import shapely

from unmap.build.boundary_files import read_boundaries
from unmap.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.boundary_files import BoundaryLayer

SQUARES = {"A1": shapely.box(10, 5, 11, 6), "A2": shapely.box(11, 5, 12, 6)}
SUFFIXES = ("geojson", "topojson", "gpkg", "shp", "parquet")


def squares() -> gpd.GeoDataFrame:
    columns = {"ADM1_PCODE": list(SQUARES), "ADM1_FR": ["Nord-Est", "Bahr-el-Ghazâl"], "ADM1_EN": ["North East", "B"]}
    return gpd.GeoDataFrame(columns, geometry=list(SQUARES.values()), crs="OGC:CRS84")


def topology() -> bytes:
    """Write the two squares as TopoJSON by hand: the border between them once, in steps of half a degree from 10, 5."""
    arcs = [[[2, 2], [0, -2]], [[2, 0], [-2, 0], [0, 2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]]
    polygons = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": dict(squares().drop(columns="geometry").iloc[0])},
        {"type": "MultiPolygon", "arcs": [[[~0, ~2]]], "properties": dict(squares().drop(columns="geometry").iloc[1])},
    ]
    objects = {"adm1": {"type": "GeometryCollection", "geometries": polygons}}
    transform = {"scale": [0.5, 0.5], "translate": [10, 5]}
    return orjson.dumps({"type": "Topology", "arcs": arcs, "objects": objects, "transform": transform})


def written(folder: Path, suffix: str, name: str = "tcd_admbnda_adm1") -> Path:
    path = folder / f"{name}.{suffix}"
    match suffix:
        case "geojson":
            path.write_text(squares().to_json(drop_id=True))
        case "topojson":
            path.write_bytes(topology())
        case "parquet":
            squares().to_parquet(path)
        case _:
            squares().to_file(path)
    return path


def zipped(folder: Path, *paths: Path) -> Path:
    target = folder / "boundaries.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            for part in path.parent.glob(f"{path.stem}.*"):
                archive.write(part, f"inside/{part.name}")
    return target


def from_features(folder: Path, properties: list[dict[str, object]], level: int, **more: object) -> Path:
    features = [
        {"type": "Feature", "properties": own, "geometry": shapely.geometry.mapping(square)}
        for own, square in zip(properties, SQUARES.values(), strict=True)
    ]
    path = folder / f"adm{level}.geojson"
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def named(layer: BoundaryLayer) -> list[tuple[str, str]]:
    return list(zip(layer.frame["code"], layer.frame["name"], strict=True))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_gives_the_same_areas(tmp_path: Path, suffix: str, packed: bool) -> None:  # noqa: FBT001
    path = written(tmp_path, suffix)
    layer = read_boundaries(zipped(tmp_path, path) if packed else path, 1)
    assert named(layer) == [("A1", "North East"), ("A2", "B")]
    assert layer.frame["other_names"].tolist() == [("Nord-Est",), ("Bahr-el-Ghazâl",)]
    assert shapely.equals(layer.frame.geometry.to_numpy(), list(SQUARES.values())).all()
    assert layer.pcodes == {1}


@pytest.mark.parametrize(
    ("level", "one", "code", "name", "above"),
    [
        (1, {"admin1Name": "Guera", "admin1Pcode": "TD07", "admin1Name_fr": "Guéra"}, "TD07", "Guéra", {}),
        (2, {"adm1_pcode": "TD07", "adm2_pcode": "TD0701", "adm2_name": "Abtouyour"}, "TD0701", "Abtouyour", "TD07"),
        (1, {"shapeName": "Guéra", "shapeISO": "TD-GR", "shapeID": "1B2"}, "TD-GR", "Guéra", {}),
        (2, {"shapeName": "Mangalmé", "shapeISO": "", "shapeID": "98713377B1"}, "98713377B1", "Mangalmé", {}),
        (2, {"GID_1": "TCD.7_1", "GID_2": "TCD.7.1_1", "NAME_2": "Abtouyour"}, "TCD.7.1_1", "Abtouyour", "TCD.7_1"),
        (1, {"CVEGEO": "07", "CVE_ENT": "07", "NOMGEO": "Chiapas"}, "07", "Chiapas", {}),
        (2, {"CVEGEO": "07089", "CVE_ENT": "07", "CVE_MUN": "089", "NOMGEO": "Tapachula"}, "07089", "Tapachula", "07"),
        (2, {"admin1_code": "7", "admin2_code": 701.0, "admin2_name": " Mongo "}, "701", "Mongo", "7"),
    ],
)
def test_usual_columns_are_known(
    tmp_path: Path, level: int, one: dict[str, object], code: str, name: str, above: str
) -> None:
    other = {column: "zz9" if str(value).strip() else value for column, value in one.items()}
    layer = read_boundaries(from_features(tmp_path, [one, other], level), level)
    assert named(layer)[0] == (code, name)
    assert layer.frame.get("code_1", [above])[0] == above


def test_types_of_gadm_are_kept(tmp_path: Path) -> None:
    kinds = {"TYPE_1": "Région", "ENGTYPE_1": "Region", "NAME_1": "X"}
    layer = read_boundaries(from_features(tmp_path, [{"GID_1": "T.1", **kinds}, {"GID_1": "T.2", **kinds}], 1), 1)
    assert layer.frame[["type_en", "type_local"]].iloc[0].tolist() == ["Region", "Région"]
    assert layer.pcodes == set()


def test_columns_named_by_the_user_count(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"key": 1, "label": "One", "of": "P"}, {"key": 2, "label": None, "of": "P"}]
    path = from_features(tmp_path, rows, 2)
    layer = read_boundaries(path, 2, code="KEY", name="label", parent="of")
    assert named(layer) == [("1", "One"), ("2", "2")]
    assert layer.frame["parent"].tolist() == ["P", "P"]
    assert [(issue.row, issue.column, issue.code) for issue in layer.issues] == [(3, "label", "missing-name")]
    with pytest.raises(SourceError, match=r'adm2\.geojson: no column "kee" \(found "key", "label", "of"\)'):
        read_boundaries(path, 2, code="kee", name="label")
    with pytest.raises(SourceError, match="no column of codes is known; name it"):
        read_boundaries(path, 2)


def test_every_faulty_code_is_an_issue_with_its_record(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='record 2, column code: "A 1" is no code') as caught:
        read_boundaries(from_features(tmp_path, [{"code": "A1", "name": "x"}, {"code": "A 1", "name": "y"}], 1), 1)
    assert [(issue.row, issue.code) for issue in caught.value.issues] == [(3, "bad-key")]
    with pytest.raises(SourceError, match='record 2, column code: "A1" stands in an earlier record as well'):
        read_boundaries(from_features(tmp_path, [{"code": "A1", "name": "x"}, {"code": "A1", "name": "y"}], 1), 1)
    with pytest.raises(SourceError, match="record 1, column code: has no code"):
        read_boundaries(from_features(tmp_path, [{"code": None, "name": "x"}, {"code": "A1", "name": "y"}], 1), 1)


@pytest.mark.parametrize(
    ("crs", "factor", "message"),
    [
        ("urn:ogc:def:crs:EPSG::32633", 1, 'coordinates are degrees, but the file says that they are metres of "WGS'),
        ("EPSG:4326", 100_000, "coordinates are not longitude, then latitude, in degrees"),
        ("", 100_000, "coordinates are not longitude, then latitude, in degrees"),
        ("EPSG:999999", 1, 'unknown coordinate reference system, "EPSG:999999"'),
    ],
)
def test_coordinates_that_contradict_their_system_are_refused(
    tmp_path: Path, crs: str, factor: int, message: str
) -> None:
    stated = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    path = from_features(tmp_path, [{"code": "A1", "name": "x"}, {"code": "A2", "name": "y"}], 1, **stated)
    document = orjson.loads(path.read_bytes())
    for feature in document["features"]:
        feature["geometry"]["coordinates"] = [
            [[x * factor, y * factor] for x, y in ring] for ring in feature["geometry"]["coordinates"]
        ]
    path.write_bytes(orjson.dumps(document))
    with pytest.raises(SourceError, match=message):
        read_boundaries(path, 1)


def test_stated_metres_are_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "adm1.gpkg"
    squares().to_crs("EPSG:32633").to_file(path)
    layer = read_boundaries(path, 1)
    assert shapely.hausdorff_distance(layer.frame.geometry.to_numpy(), list(SQUARES.values())).max() < 1e-6


def test_of_several_layers_the_one_of_the_level_is_read(tmp_path: Path) -> None:
    paths = [written(tmp_path, "geojson", name) for name in ("tcd_adm0", "tcd_adm1", "tcd_adm2", "tcd_adm11")]
    assert named(read_boundaries(zipped(tmp_path, *paths), 1))[0] == ("A1", "North East")
    with pytest.raises(SourceError, match='needs one layer, or one whose name says the level; found "inside/tcd_adm0'):
        read_boundaries(zipped(tmp_path, *paths), 3, code="ADM1_PCODE", name="ADM1_EN")


def test_table_that_reads_elsewhere_is_not_opened(tmp_path: Path) -> None:
    path = written(tmp_path, "gpkg")
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE other USING fts4(text)")
    database.close()
    with pytest.raises(SourceError, match="virtual table"):
        read_boundaries(path, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.topojson", b"<OGRVRTDataSource></OGRVRTDataSource>"),
        ("a.gpkg", b"<OGRVRTDataSource></OGRVRTDataSource>"),
        ("a.geojson", b'{"a":' * 100_000),
        ("a.geojson", b'{"type":"FeatureCollection","features":[' + b'{"geometry":' * 900),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}'),
        ("a.geojson", b'{"type":"FeatureCollection","features":7}'),
        ("a.geojson", b"[1]"),
        ("a.topojson", topology().replace(b"[[-1,-3]]", b"[[7,-3]]")),
        ("a.topojson", topology()[:200]),
        ("a.topojson", topology().replace(b'"arcs":[[[2', b'"arcs":[[["2')),
        ("a.zip", b"PK\x03\x04 cut short"),
        ("a.kml", b"<kml/>"),
    ],
)
def test_what_is_no_boundary_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=f"^{name}: "):
        read_boundaries(path, 1)


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^absent\.geojson: "):
        read_boundaries(tmp_path / "absent.geojson", 1)


def test_area_without_polygon_is_refused(tmp_path: Path) -> None:
    path = from_features(tmp_path, [{"code": "A1", "name": "x"}, {"code": "A2", "name": "y"}], 1)
    document = orjson.loads(path.read_bytes())
    document["features"][1]["geometry"] = None
    path.write_bytes(orjson.dumps(document))
    with pytest.raises(SourceError, match="A2 has no geometry"):
        read_boundaries(path, 1)
