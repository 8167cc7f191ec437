"""A build from end to end on the made country: what it writes, what it keeps, what it never leaves half done."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import TYPE_CHECKING

import pytest
import shapely

import unmap.files
from tests.tables import PLACES, TABLES
from unmap.build import STEPS, build
from unmap.errors import OutputError, SourceError
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build.conftest import Built, MadeSources


WRITTEN = {
    "datapackage.json",
    "sources.csv",
    "geo/levels.csv",
    "geo/states.parquet",
    "geo/municipalities.parquet",
    "geo/states_overview.parquet",
    "geo/municipalities_overview.parquet",
    "geo/tile_shapes.parquet",
    "geo/places.csv",
    "geo/official_names.csv",
    "geo/surroundings.csv",
    "need/indicators.csv",
    "need/values.csv",
    "need/classes.csv",
}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_builds_give_identical_bytes(made: MadeSources, tmp_path: Path) -> None:
    build(made.root, tmp_path / "one")
    build(made.root, tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert set(files(tmp_path / "one")) == WRITTEN


def test_tables_have_the_columns_of_the_schema_and_are_sorted_by_key(built: Built) -> None:
    for table in (schema.LEVELS, PLACES, schema.INDICATORS, schema.VALUES, schema.CLASSES, schema.SOURCES):
        rows = built.rows(table.path)
        assert tuple(rows[0]) == table.column_names
        keys = [tuple(row[name] for name in table.key) for row in rows]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(keys)
    for table in (table for table in TABLES if table.geometry):
        layer = built.layer(table.name)
        assert tuple(layer.columns) == (*table.column_names, "geometry")
        assert layer.set_index(list(table.key)).index.is_monotonic_increasing
        assert layer.crs == "OGC:CRS84"


def test_states_are_the_dissolve_of_their_municipalities(built: Built) -> None:
    for level in ("", "_overview"):
        municipalities, states = built.layer(f"municipalities{level}"), built.layer(f"states{level}")
        for code, outline in zip(states["code"], states.geometry, strict=True):
            parts = municipalities[municipalities["code"].str.startswith(code)].geometry
            assert shapely.equals(outline, parts.union_all())


def test_attributes_come_from_census_pcodes_and_full_geometry(
    build_made: Callable[[], Built], made: MadeSources
) -> None:
    municipalities = build_made().layer("municipalities").set_index("code")
    assert municipalities.loc["01002", "name"] == "Asientos de Peñas"
    assert municipalities.loc["01002", "pcode"] == "MX01002"
    assert municipalities["pcode_listed"].to_dict() == {code: code != "01003" for code in municipalities.index}
    assert municipalities["population"].tolist() == [1000] * 5
    assert municipalities["area_km2"].tolist() == pytest.approx([101] * 5, rel=0.001)  # the projection shrinks by 0.5 %
    assert (municipalities.loc["02002", "seat_lon"], municipalities.loc["02002", "seat_lat"]) == made.seat("02002")


def test_seat_of_a_state_is_that_of_its_capital_municipality(
    build_made: Callable[[], Built], made: MadeSources
) -> None:
    states = build_made().layer("states").set_index("code")
    assert states["name"].tolist() == ["Aguascalientes", "Baja California"]
    assert (states.loc["02", "seat_lon"], states.loc["02", "seat_lat"]) == made.seat("02002")
    assert states["population"].tolist() == [3000, 2000]


def test_other_files_and_rows_of_other_sources_stay(made: MadeSources, tmp_path: Path) -> None:
    out = tmp_path / "data"
    (out / "programme").mkdir(parents=True)
    (out / "programme/offices.csv").write_text("kept\n")
    report = "un-mexico-results-report-2020,Report,UN Mexico,2020,Free,https://mexico.un.org,presence,,"
    stale = "inegi-censo-2020,old,old,old,old,old,need,,"
    (out / "sources.csv").write_text(f"{','.join(schema.SOURCES.column_names)}\n{report}\n{stale}\n")
    build(made.root, out)
    assert (out / "programme/offices.csv").read_text() == "kept\n"
    text = (out / "sources.csv").read_text(encoding="utf-8")
    assert report in text
    assert stale not in text


def test_sources_table_that_cannot_be_merged_stops_the_build(made: MadeSources, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/sources.csv").write_text("source_id,title\na,b\n")
    with pytest.raises(SourceError, match=r"sources\.csv: the existing table needs the columns"):
        build(made.root, tmp_path / "data")


def test_each_source_row_has_the_checksums_of_its_files(build_made: Callable[[], Built], made: MadeSources) -> None:
    rows = build_made().rows("sources.csv")
    for row in rows:
        for file, checksum in zip(row["file"].split(";"), row["sha256"].split(";"), strict=True):
            assert hashlib.sha256((made.root / file).read_bytes()).hexdigest() == checksum
    assert "boundaries/mg_2020_integrado.zip" in {row["file"] for row in rows}


def test_every_value_belongs_to_a_known_indicator_area_and_source(built: Built) -> None:
    indicators = {row["indicator_id"]: row for row in built.rows("need/indicators.csv")}
    areas = {"00", *built.layer("states")["code"], *built.layer("municipalities")["code"]}
    values = built.rows("need/values.csv")
    assert {row["indicator_id"] for row in values} == set(indicators)
    assert {row["area_code"] for row in values} == areas
    assert {row["source_id"] for row in indicators.values()} <= {row["source_id"] for row in built.rows("sources.csv")}


def test_progress_names_each_step_and_ends_at_the_whole(made: MadeSources, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(made.root, tmp_path / "data", lambda *step: told.append(step))
    assert [label for label, _, _ in told[:-1]] == list(STEPS)
    assert [done for _, done, _ in told] == list(range(len(STEPS) + 1))
    assert told[-1][1:] == (len(STEPS), len(STEPS))


def test_failed_build_changes_nothing_and_leaves_nothing_beside(made: MadeSources, tmp_path: Path) -> None:
    out = tmp_path / "data"
    build(made.root, out)
    before = files(out)
    made.replace("poverty/coneval_municipal_2020.csv", "25.5", "a quarter")
    with pytest.raises(SourceError):
        build(made.root, out)
    assert files(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"data", "sources", "sources-shapefile"}


def test_what_is_written_shows_in_one_last_step(
    made: MadeSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "data"
    build(made.root, out)
    (out / "programme").mkdir()
    (out / "programme/offices.csv").write_text("kept\n")
    before = files(out)
    made.replace("poverty/coneval_municipal_2020.csv", "25.5", "26.5")

    def stop(new: Path, target: Path) -> None:
        # Everything is there by now, and nothing of it in its place.
        assert files(target) == before
        assert set(files(new)) == set(before)
        assert files(new) != before
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr(unmap.files, "_put_in_place", stop)
    with pytest.raises(OutputError, match="data: cannot be written"):
        build(made.root, out)
    assert files(out) == before
    assert {path.name for path in tmp_path.iterdir()} == {"data", "sources", "sources-shapefile"}


def test_folder_that_cannot_be_written_is_named(made: MadeSources, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    with pytest.raises(OutputError, match="cannot be written"):
        build(made.root, tmp_path / "data")


def test_missing_sources_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such sources folder"):
        build(tmp_path / "nowhere", tmp_path / "data")


def test_every_missing_file_is_named_at_once(made: MadeSources, tmp_path: Path) -> None:
    missing = ("population/censo_2020_estados.csv", "places/inegi_localidades.csv.gz")
    for file in missing:
        (made.root / file).unlink()
    with pytest.raises(SourceError) as caught:
        build(made.root, tmp_path / "data")
    assert all(file in str(caught.value) for file in missing)


def test_area_without_census_row_is_reported_and_keeps_an_empty_population(
    made: MadeSources, build_made: Callable[[], Built]
) -> None:
    made.replace("population/censo_2020_municipios.csv", "01003,Calvillo", "01009,Calvillo")
    built = build_made()
    assert {(issue.code, issue.message[:5]) for issue in built.issues if "censo" in issue.file} == {
        ("no-census", "01003"),
        ("unknown-area", "01009"),
    }
    assert built.layer("municipalities").set_index("code")["population"].isna().to_dict()["01003"]


def test_seat_outside_its_municipality_at_every_tolerance_stops_the_build(made: MadeSources, tmp_path: Path) -> None:
    lon, lat = made.seat("01001")
    made.replace("population/censo_2020_municipios.csv", f"{lon},{lat}", f"{lon},{lat + 1}")
    with pytest.raises(SourceError, match="the seat lies outside the municipality for 01001"):
        build(made.root, tmp_path / "data")
