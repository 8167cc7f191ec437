"""Official boundaries: which formats and keys are read, what is refused, what is reported."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import affinity

from unmap.build import vector_files
from unmap.build.mexico.official_boundaries import Boundaries, read_boundaries
from unmap.build.readers import SourceFolder
from unmap.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build.conftest import MadeSources
    from unmap.geo.topology import Geometries

CODES = ["01001", "01002", "01003", "02001", "02002"]


def read(made: MadeSources) -> Boundaries:
    return read_boundaries(SourceFolder(made.root))


def reshaped(frame: gpd.GeoDataFrame, shapes: Geometries) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs=frame.crs)


def with_geometry(frame: gpd.GeoDataFrame, code: str, geometry: shapely.Geometry | None) -> gpd.GeoDataFrame:
    shapes = np.array(frame.geometry, dtype=object)
    shapes[frame["CVEGEO"].tolist().index(code)] = geometry
    return reshaped(frame, shapes)


def write_parquet(made: MadeSources, frame: gpd.GeoDataFrame) -> None:
    made.remove_boundaries()
    frame.to_parquet(made.path("boundaries/municipios.parquet"))


def write_geopackage(made: MadeSources, frame: gpd.GeoDataFrame) -> None:
    made.remove_boundaries()
    frame.to_file(made.path("boundaries/municipios.gpkg"), driver="GPKG")


def write_geojson(made: MadeSources, frame: gpd.GeoDataFrame) -> None:
    made.remove_boundaries()
    made.path("boundaries/municipios.geojson").write_text(frame.to_crs("OGC:CRS84").to_json(drop_id=True))


def write_shapefile(made: MadeSources, frame: gpd.GeoDataFrame) -> None:
    made.remove_boundaries()
    frame.to_file(made.path("boundaries/00mun.shp"), driver="ESRI Shapefile", encoding="utf-8")


@pytest.mark.parametrize("write", [write_parquet, write_geopackage, write_geojson, write_shapefile])
def test_every_format_gives_the_same_boundaries(
    made: MadeSources, write: Callable[[MadeSources, gpd.GeoDataFrame], None]
) -> None:
    zipped = read(made)
    write(made, made.squares())
    other = read(made)
    assert other.frame["code"].tolist() == zipped.frame["code"].tolist() == CODES
    assert other.frame["name"].tolist() == zipped.frame["name"].tolist()
    assert shapely.hausdorff_distance(other.outlines.shapes, zipped.outlines.shapes).max() < 0.001
    assert other.issues == ()


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_zipped_shapefile_of_inegi_is_read_in_the_encoding_that_it_names(made: MadeSources, encoding: str) -> None:
    made.write_boundaries(made.squares(), encoding)
    boundaries = read(made)
    assert boundaries.frame["name"].tolist()[1] == "Asientos de Peñas"
    assert boundaries.file == "boundaries/mg_2020_integrado.zip"
    assert made.squares().geometry.iloc[0].equals(shapely.set_precision(boundaries.outlines.shapes[0], 0.001))


def test_column_names_are_read_in_any_case(made: MadeSources) -> None:
    write_parquet(made, made.squares().rename(columns=str.lower))
    assert read(made).frame["code"].tolist() == CODES


def test_key_is_composed_where_cvegeo_is_absent(made: MadeSources) -> None:
    write_parquet(made, made.squares().drop(columns="CVEGEO"))
    assert read(made).frame["code"].tolist() == CODES


@pytest.mark.parametrize("kind", [int, float])
def test_numeric_keys_are_padded_with_zeros(made: MadeSources, kind: Callable[[str], float]) -> None:
    frame = made.squares()
    keys = {name: [kind(text) for text in frame[name]] for name in ("CVEGEO", "CVE_ENT", "CVE_MUN")}
    write_parquet(made, frame.assign(**keys))
    assert read(made).frame["code"].tolist() == CODES


def test_longitude_stands_first_whatever_the_crs_says(made: MadeSources) -> None:
    # EPSG:6365 says latitude first; INEGI's coordinates are longitude first all the same.
    write_parquet(made, made.squares().to_crs("EPSG:6365"))
    west, south, east, north = read(made).frame.total_bounds
    assert -103 < west < east < -102
    assert 21 < south < north < 22


def test_latitude_first_is_refused(made: MadeSources) -> None:
    frame = made.squares().to_crs("OGC:CRS84")
    swapped = [affinity.affine_transform(square, [0, 1, 1, 0, 0, 0]) for square in frame.geometry]
    write_parquet(made, reshaped(frame, np.asarray(swapped, dtype=object)))
    with pytest.raises(SourceError, match="not longitude, then latitude"):
        read(made)


def test_key_whose_prefix_disagrees_with_its_state_is_refused(made: MadeSources) -> None:
    frame = made.squares()
    frame.loc[2, "CVE_ENT"] = "02"
    made.write_boundaries(frame)
    with pytest.raises(SourceError, match="record 3: CVEGEO 01003 does not begin with its CVE_ENT"):
        read(made)


def test_every_key_that_stands_twice_is_an_issue_row_and_refused(made: MadeSources) -> None:
    frame = made.squares()
    made.write_boundaries(pd.concat([frame, frame.tail(2)], ignore_index=True))
    with pytest.raises(SourceError, match="record 6, column CVEGEO: 02001 stands there twice") as caught:
        read(made)
    assert [(issue.row, issue.column, issue.code, issue.message[:5]) for issue in caught.value.issues] == [
        (7, "CVEGEO", "duplicate-key", "02001"),
        (8, "CVEGEO", "duplicate-key", "02002"),
    ]


@pytest.mark.parametrize(("column", "value"), [("CVEGEO", "1x001"), ("CVE_ENT", "001"), ("NOMGEO", None)])
def test_faulty_attribute_is_named_with_its_record(made: MadeSources, column: str, value: str | None) -> None:
    frame = made.squares()
    frame.loc[1, column] = value
    write_parquet(made, frame)
    with pytest.raises(SourceError, match=f"record 2, column {column}"):
        read(made)


@pytest.mark.parametrize("column", ["NOMGEO", "CVE_MUN"])
def test_missing_column_is_named(made: MadeSources, column: str) -> None:
    write_parquet(made, made.squares().drop(columns=[column, "CVEGEO"]))
    with pytest.raises(SourceError, match=f"no column {column}"):
        read(made)


def test_shapefile_without_projection_is_refused(made: MadeSources) -> None:
    write_shapefile(made, made.squares())
    made.path("boundaries/00mun.prj").unlink()
    with pytest.raises(SourceError, match="no coordinate reference system"):
        read(made)


@pytest.mark.parametrize("name", ["municipios.shp", "municipios.gpkg", "municipios.geojson", "municipios.parquet"])
def test_vrt_in_disguise_is_not_opened(made: MadeSources, name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("CVEGEO,WKT\n01001,POINT (0 0)\n")
    made.remove_boundaries()
    layer = f"<OGRVRTLayer name='secret'><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>"
    made.path(f"boundaries/{name}").write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>")
    with pytest.raises(SourceError, match=name):
        read(made)


def test_zip_that_leads_out_of_its_folder_writes_nothing_there(made: MadeSources, tmp_path: Path) -> None:
    target = made.path("boundaries/mg_2020_integrado.zip")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("../../../escaped.shp", b"x")
    assert read(made).frame["code"].tolist() == CODES
    assert not list(tmp_path.rglob("escaped*"))


@pytest.mark.parametrize("name", ["municipios.parquet", "municipios.gpkg", "00mun.shp", "mg_2020_integrado.zip"])
def test_truncated_file_is_refused_by_name(made: MadeSources, name: str) -> None:
    writers = {"parquet": write_parquet, "gpkg": write_geopackage, "shp": write_shapefile}
    if write := writers.get(name.partition(".")[2]):
        write(made, made.squares())
    path = made.path(f"boundaries/{name}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(SourceError, match=name):
        read(made)


def test_parquet_without_geometry_is_refused(made: MadeSources) -> None:
    made.remove_boundaries()
    pd.DataFrame({"CVEGEO": CODES}).to_parquet(made.path("boundaries/municipios.parquet"))
    with pytest.raises(SourceError, match=r"municipios\.parquet"):
        read(made)


def test_none_or_several_boundary_files_are_refused(made: MadeSources) -> None:
    made.path("boundaries/second.gpkg").write_bytes(b"")
    with pytest.raises(SourceError, match=r"found mg_2020_integrado\.zip, second\.gpkg"):
        read(made)
    made.remove_boundaries()
    with pytest.raises(SourceError, match="found none"):
        read(made)


def test_large_overlap_stops_with_both_areas_named(made: MadeSources) -> None:
    wide = shapely.union(made.square("01001"), affinity.translate(made.square("01001"), xoff=500))
    made.write_boundaries(with_geometry(made.squares(), "01001", wide))
    with pytest.raises(SourceError, match="too large to repair") as caught:
        read(made)
    assert "01001 overlaps a neighbour by 5,000,000.00 m² (01002)" in [i.message for i in caught.value.issues]


def test_tiny_overlap_is_repaired_and_reported(made: MadeSources) -> None:
    west, south, east, north = made.square("01003").bounds
    made.write_boundaries(with_geometry(made.squares(), "01003", shapely.box(west - 0.01, south, east, north)))
    boundaries = read(made)
    codes = [issue.code for issue in boundaries.issues]
    assert "geometry-overlap" in codes
    assert "repaired" in codes
    assert bool(shapely.coverage_is_valid(boundaries.outlines.shapes))


def test_spike_in_an_outline_is_repaired_and_reported(made: MadeSources) -> None:
    west, south, east, north = made.square("01003").bounds
    spike = [(east, north), (east + 300, north), (east, north)]
    spiked = shapely.Polygon([(west, south), (east, south), *spike, (west, north)])
    assert not spiked.is_valid
    write_parquet(made, with_geometry(made.squares(), "01003", spiked))
    boundaries = read(made)
    assert [issue.code for issue in boundaries.issues] == ["geometry-invalid", "repaired"]
    assert all("01003" in issue.message for issue in boundaries.issues)
    assert shapely.is_valid(boundaries.outlines.shapes).all()


def test_bow_tie_that_repair_would_change_is_refused(made: MadeSources) -> None:
    west, south, east, north = made.square("01003").bounds
    bow_tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    write_parquet(made, with_geometry(made.squares(), "01003", bow_tie))
    with pytest.raises(SourceError, match="01003 Self-intersection"):
        read(made)


@pytest.mark.parametrize("geometry", [None, shapely.Polygon(), shapely.Point(0, 0)])
def test_area_without_polygon_is_refused(made: MadeSources, geometry: shapely.Geometry | None) -> None:
    write_parquet(made, with_geometry(made.squares(), "02001", geometry))
    with pytest.raises(SourceError, match=r"02001 (has no geometry|is a Point)"):
        read(made)


def test_hole_in_the_country_is_reported_and_does_not_stop(made: MadeSources) -> None:
    square = made.square("01003")
    lake = square.centroid.buffer(500)
    made.write_boundaries(with_geometry(made.squares(), "01003", square.difference(lake)))
    (issue,) = read(made).issues
    assert (issue.file, issue.code) == ("boundaries/mg_2020_integrado.zip", "geometry-gap")
    assert issue.message.startswith("01003 encloses")


def test_parquet_that_says_it_unpacks_to_too_much_is_refused_before_it_is_read(
    made: MadeSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_parquet(made, made.squares())
    monkeypatch.setattr(vector_files, "_MAX_ROWS", 4)
    with pytest.raises(SourceError, match=r"municipios\.parquet: has 5 rows, more than 4 areas"):
        read_boundaries(SourceFolder(made.root))
    monkeypatch.undo()
    monkeypatch.setattr(vector_files, "_MAX_UNZIPPED", 100)
    with pytest.raises(SourceError, match=r"municipios\.parquet: is larger than 2 GB when unpacked"):
        read_boundaries(SourceFolder(made.root))
