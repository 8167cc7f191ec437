"""Layers as files: real readers open them, find every feature, and are told where it comes from."""

from __future__ import annotations

import io
import resource
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from tests.clients.gdal import needed
from tests.formats.conftest import ABOUT, HOSTILE, content
from tests.tables import EXPORTS
from unmap.errors import OutputError
from unmap.features import Resolution
from unmap.features.encoding import as_multi
from unmap.formats import Form, write
from unmap.formats.export_tables import Options
from unmap.formats.geojson import GRID
from unmap.formats.geopackage import geopackage

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.features import LayerStore
    from unmap.formats import Content

LAYERS = {"states": 32, "municipalities": 2_469, "offices": 36, "initiatives": 72}
WITHOUT_SHAPE = {"states": 0, "municipalities": 0, "offices": 1, "initiatives": 44}


def squares() -> Content:
    """Two squares that share a border, and something that is nowhere."""
    table = pd.DataFrame(
        {
            "code": ["01", "02", "03"],
            "name": ["Arriba", "Abajo", "Nowhere"],
            "value": [1.5, np.nan, 0.0],
            "count": pd.array([1, None, 0], dtype="Int64"),
            "there": [True, False, True],
            "day": pd.Series(["2020-01-01", None, "2020-12-31"], dtype="datetime64[us]"),
            "who": [("A", "B"), (), ("C",)],
            "places": [({"code": "01"},), (), ()],
        }
    )
    shapes = np.array([shapely.box(-100, 20, -99, 21), shapely.box(-99, 20, -98, 21), None], dtype=object)
    return content(table, name="areas", shapes=shapes, key="code", descriptions={"code": "official key"})


def overview(store: LayerStore, name: str) -> Content:
    export = EXPORTS[name]
    return export.content(store, Options(resolution=Resolution.OVERVIEW) if export.options else None)


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "layers.gpkg"
    path.write_bytes(data)
    return path


def read_parquet(folder: Path, data: bytes, bbox: tuple[float, float, float, float] | None = None) -> gpd.GeoDataFrame:
    path = folder / "layer.parquet"
    path.write_bytes(data)
    return gpd.read_parquet(path, bbox=bbox)


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_geojson_holds_every_feature_with_its_id(store: LayerStore, name: str, count: int) -> None:
    made = overview(store, name)
    found = orjson.loads(write(made, Form.GEOJSON))
    assert found["type"] == "FeatureCollection"
    assert [feature["id"] for feature in found["features"]] == made.table[made.key].tolist()
    assert len(found["features"]) == count
    assert sum(feature["geometry"] is None for feature in found["features"]) == WITHOUT_SHAPE[name]
    assert list(found["features"][0]["properties"]) == list(made.table.columns)
    assert {source["terms"] for source in found["about"]["sources"]} <= set(store.dataset.sources["terms"])


def test_geojson_rings_run_as_the_standard_asks() -> None:
    first = orjson.loads(write(squares(), Form.GEOJSON))["features"][0]
    [part] = shapely.get_parts(shapely.from_geojson(orjson.dumps(first["geometry"])))
    assert shapely.is_ccw(shapely.get_exterior_ring(part))
    assert first["geometry"]["type"] == "MultiPolygon"
    assert orjson.loads(first["properties"]["places"]) == [{"code": "01"}]
    assert first["properties"]["day"] == "2020-01-01"


def test_geojson_without_a_key_has_no_ids() -> None:
    made = squares()
    anonymous = content(made.table, shapes=made.shapes)
    assert "id" not in orjson.loads(write(anonymous, Form.GEOJSON))["features"][0]


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_geopandas_reads_geoparquet(store: LayerStore, tmp_path: Path, name: str, count: int) -> None:
    made = overview(store, name)
    read = read_parquet(tmp_path, write(made, Form.PARQUET))
    assert read.crs == "OGC:CRS84"
    assert len(read) == count
    assert made.shapes is not None
    assert set(read.geometry.geom_type.dropna()) <= {"Point", "MultiPoint", "MultiPolygon"}
    assert shapely.equals_exact(read.geometry.to_numpy(), as_multi(made.shapes)).sum() == count - WITHOUT_SHAPE[name]
    assert read[made.key].tolist() == made.table[made.key].tolist()


def test_geoparquet_says_what_the_standard_asks(store: LayerStore) -> None:
    data = write(overview(store, "municipalities"), Form.PARQUET)
    metadata = orjson.loads(pq.read_schema(io.BytesIO(data)).metadata[b"geo"])
    column = metadata["columns"]["geometry"]
    assert (metadata["version"], metadata["primary_column"]) == ("1.1.0", "geometry")
    assert column["encoding"] == "WKB"
    assert set(column["geometry_types"]) <= {"Polygon", "MultiPolygon"}
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    bounds = shapely.total_bounds(store.dataset.municipalities_overview.geometry.to_numpy())
    assert column["bbox"] == bounds.tolist()


def test_geoparquet_is_read_by_its_boxes(store: LayerStore, tmp_path: Path) -> None:
    data = write(overview(store, "municipalities"), Form.PARQUET)
    box = (-92.5, 16.5, -92.0, 17.0)
    near = {row.code for row in read_parquet(tmp_path, data, box).itertuples()}
    layer = store.dataset.municipalities_overview
    bounds = layer.geometry.bounds
    touching = (bounds.minx <= box[2]) & (bounds.maxx >= box[0]) & (bounds.miny <= box[3]) & (bounds.maxy >= box[1])
    assert near == set(layer.loc[touching, "code"])
    assert 0 < len(near) < 60


@pytest.mark.parametrize(("name", "count"), LAYERS.items())
def test_geopandas_reads_the_geopackage(store: LayerStore, tmp_path: Path, name: str, count: int) -> None:
    made = overview(store, name)
    read = gpd.read_file(saved(tmp_path, write(made, Form.GPKG)), layer=name)
    assert read.crs == "EPSG:4326"
    assert len(read) == count
    assert read.geometry.isna().sum() == WITHOUT_SHAPE[name]
    assert read[made.key].tolist() == made.table[made.key].tolist()
    drawn = read.loc[read.geometry.notna()]
    assert made.shapes is not None
    same = shapely.equals(drawn.geometry.to_numpy(), made.shapes[drawn.index.to_numpy()])
    assert same.all()


def test_the_geopackage_keeps_types_and_what_is_missing(tmp_path: Path) -> None:
    path = saved(tmp_path, write(squares(), Form.GPKG))
    info = pyogrio.read_info(path, layer="areas")
    kinds = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert kinds == {
        "code": "OFTString",
        "name": "OFTString",
        "value": "OFTReal",
        "count": "OFTInteger64",
        "there": "OFTInteger",
        "day": "OFTDate",
        "who": "OFTString",
        "places": "OFTString",
    }
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute('SELECT code, value, count, there, day, who, places FROM "areas"').fetchall()
    assert rows == [
        ("01", 1.5, 1, 1, "2020-01-01", "A;B", '[{"code":"01"}]'),
        ("02", None, None, 0, None, None, None),
        ("03", 0.0, 0, 1, "2020-12-31", "C", None),
    ]


def test_the_geopackage_says_where_it_comes_from(tmp_path: Path) -> None:
    path = saved(tmp_path, write(squares(), Form.GPKG))
    with closing(sqlite3.connect(path)) as database:
        [(title, description)] = database.execute(
            "SELECT identifier, description FROM gpkg_contents WHERE table_name = 'areas'"
        ).fetchall()
        [(uri, kind, text)] = database.execute(
            "SELECT md_standard_uri, mime_type, metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r"
            " ON r.md_file_id = m.id WHERE r.table_name = 'areas' AND r.reference_scope = 'table'"
        ).fetchall()
        described = database.execute("SELECT column_name, description FROM gpkg_data_columns").fetchall()
        extensions = {name for (name,) in database.execute("SELECT extension_name FROM gpkg_extensions")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert title == "The areas"
    assert all(part in description for part in ("free; name it", "Statistics Office", "2020/2021", ABOUT.edition))
    told = orjson.loads(text)
    assert (uri, kind) == ("https://schema.org/Dataset", "application/ld+json")
    assert [source["usageInfo"] for source in told["isBasedOn"]] == ["free; name it", "free"]
    assert (told["temporalCoverage"], told["version"]) == ("2020/2021", ABOUT.edition)
    # A column that the layer itself does not describe is told by the one list of all columns.
    assert dict(described) | {"code": "official key", "name": "Name"} == dict(described)
    assert {"gpkg_metadata", "gpkg_schema", "gpkg_rtree_index"} <= extensions


def test_one_geopackage_holds_every_layer(store: LayerStore, tmp_path: Path) -> None:
    path = saved(tmp_path, geopackage([overview(store, name) for name in LAYERS]))
    listed = dict(pyogrio.list_layers(path).tolist())
    assert {name: listed[name] for name in LAYERS} == {
        "states": "MultiPolygon",
        "municipalities": "MultiPolygon",
        "offices": "Point",
        "initiatives": "MultiPoint",
    }
    with closing(sqlite3.connect(path)) as database:
        styled = database.execute("SELECT f_table_name, f_geometry_column, useAsDefault FROM layer_styles").fetchall()
    assert styled == [(name, "geom", 1) for name in LAYERS]


def test_a_table_without_shapes_is_a_plain_table_of_the_geopackage(store: LayerStore, tmp_path: Path) -> None:
    made = EXPORTS["agencies"].content(store)
    path = saved(tmp_path, write(made, Form.GPKG))
    read = pyogrio.read_dataframe(path, layer="agencies")
    assert read["agency_id"].tolist() == made.table["agency_id"].tolist()
    with closing(sqlite3.connect(path)) as database:
        kinds = database.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'agencies'").fetchall()
    assert kinds == [("attributes",)]


def test_ogrinfo_opens_the_geopackage_without_a_warning(store: LayerStore, tmp_path: Path) -> None:
    needed("ogrinfo")
    path = saved(tmp_path, geopackage([overview(store, name) for name in LAYERS]))
    done = subprocess.run(
        ["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True, timeout=1800
    )
    for name, count in LAYERS.items():
        assert f"Layer name: {name}\n" in done.stdout
        assert f"Feature Count: {count}\n" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("form", [Form.GEOJSON, Form.GPKG, Form.PARQUET, Form.TOPOJSON])
def test_hostile_texts_come_back_unchanged(tmp_path: Path, form: Form) -> None:
    texts = list(HOSTILE)
    shapes = np.array([shapely.Point(-99, 20)] * len(texts), dtype=object)
    data = write(content(pd.DataFrame({"text": texts}), shapes=shapes), form)
    assert _texts(tmp_path, data, form) == texts


def _texts(folder: Path, data: bytes, form: Form) -> list[str]:
    if form is Form.PARQUET:
        return [str(text) for text in read_parquet(folder, data)["text"]]
    if form is Form.GPKG:
        return [str(text) for text in pyogrio.read_dataframe(saved(folder, data), layer="things")["text"]]
    found = orjson.loads(data)
    features = found["features"] if form is Form.GEOJSON else found["objects"]["things"]["geometries"]
    return [feature["properties"]["text"] for feature in features]


@pytest.mark.parametrize("form", [Form.GEOJSON, Form.GPKG, Form.PARQUET, Form.TOPOJSON])
def test_the_same_layer_gives_the_same_bytes(store: LayerStore, form: Form) -> None:
    made = overview(store, "states")
    assert write(made, form) == write(made, form)


def polygons(topology: dict[str, Any], name: str) -> list[Any]:
    """Put the areas of a topology together again from its arcs, as the specification tells."""
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    def polygon(rings: list[list[int]]) -> shapely.Polygon:
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    found: list[shapely.Geometry | None] = []
    for geometry in topology["objects"][name]["geometries"]:
        if geometry["type"] is None:
            found.append(None)
        elif geometry["type"] == "Polygon":
            found.append(polygon(geometry["arcs"]))
        else:
            found.append(shapely.MultiPolygon([polygon(part) for part in geometry["arcs"]]))
    return found


def test_a_shared_border_is_written_once() -> None:
    topology = orjson.loads(write(squares(), Form.TOPOJSON))
    # The border between both, and the rest of each.
    assert len(topology["arcs"]) == 3
    first, second, nowhere = polygons(topology, "areas")
    assert nowhere is None
    assert first.area == pytest.approx(1, rel=1e-5)
    assert first.intersection(second).length == pytest.approx(1, rel=1e-5)
    assert [geometry["id"] for geometry in topology["objects"]["areas"]["geometries"]] == ["01", "02", "03"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["states", "municipalities"])
def test_topojson_drops_and_simplifies_nothing(store: LayerStore, name: str) -> None:
    made = overview(store, name)
    topology = orjson.loads(write(made, Form.TOPOJSON))
    shapes = np.array(polygons(topology, name), dtype=object)
    geometries = topology["objects"][name]["geometries"]
    assert [geometry["id"] for geometry in geometries] == made.table["code"].tolist()
    assert geometries[0]["properties"] == orjson.loads(write(made, Form.GEOJSON))["features"][0]["properties"]
    west, south, east, north = shapely.total_bounds(made.shapes)
    step = max(east - west, north - south) / GRID
    # Each point moves by at most a step, so that an area changes by at most its outline times that.
    moved = np.abs(shapely.area(shapes) - shapely.area(made.shapes))
    assert (moved <= shapely.length(made.shapes) * step).all()
    # An arc between two junctions is written once: both sides of every inner border, and the coast once.
    written = sum(len(arc) for arc in topology["arcs"])
    assert written < 0.7 * shapely.get_num_coordinates(made.shapes).sum()


def test_topojson_says_where_it_comes_from() -> None:
    about = orjson.loads(write(squares(), Form.TOPOJSON))["about"]
    assert [source["terms"] for source in about["sources"]] == ["free; name it", "free"]
    assert (about["title"], about["edition"]) == ("The areas", ABOUT.edition)


def test_a_layer_without_any_shape_is_written_all_the_same(tmp_path: Path) -> None:
    made = content(pd.DataFrame({"code": ["01"]}), shapes=np.array([None], dtype=object), key="code")
    assert orjson.loads(write(made, Form.TOPOJSON))["arcs"] == []
    assert orjson.loads(write(made, Form.GEOJSON))["features"][0]["geometry"] is None
    assert len(read_parquet(tmp_path, write(made, Form.PARQUET))) == 1
    assert len(pyogrio.read_dataframe(saved(tmp_path, write(made, Form.GPKG)), layer="things")) == 1


def test_a_geopackage_without_room_for_it_is_a_sentence(store: LayerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    made = overview(store, "states")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        with pytest.raises(OutputError, match="temporary folder"):
            write(made, Form.GPKG)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(OutputError, match="temporary folder"):
        write(made, Form.GPKG)


def test_a_geopackage_names_its_style_in_full_its_year_once_and_its_days_as_days(
    store: LayerStore, tmp_path: Path
) -> None:
    made = EXPORTS["municipalities"].content(store, Options(resolution=Resolution.OVERVIEW))
    assert made.title.count("2020") == 2  # of need, and of presence
    with closing(sqlite3.connect(saved(tmp_path, write(made, Form.GPKG)))) as database:
        [(style,)] = database.execute("SELECT styleName FROM layer_styles").fetchall()
    assert made.style is not None
    assert style == made.style.title
    with closing(sqlite3.connect(saved(tmp_path, write(overview(store, "offices"), Form.GPKG)))) as database:
        kinds = {name: kind for _, name, kind, *_ in database.execute("PRAGMA table_info(offices)")}
    assert (kinds["valid_from"], kinds["valid_to"], kinds["listed_count"]) == ("DATE", "DATE", "INTEGER")
