"""A folder is read whole or refused with everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import unmap
from tests.tables import TABLES
from unmap.errors import DataError
from unmap.store import read
from unmap.store.loading import edition, read_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset

    Rewrite = Callable[[Path, str, str], None]


def codes_of(folder: Path) -> set[tuple[str, int, str, str]]:
    with pytest.raises(DataError) as caught:
        unmap.load(folder)
    return {(issue.file, issue.row, issue.column, issue.code) for issue in caught.value.issues}


def test_a_good_folder_has_no_issues(squares: Path) -> None:
    frames, issues = read_tables(squares)
    assert issues == []
    assert set(frames) == {table.name for table in TABLES}


def test_the_shipped_data_holds_what_was_published(dataset: Dataset) -> None:
    assert len(dataset.municipalities) == 2_469
    assert len(dataset.states) == 32
    assert int(dataset.municipalities["population"].sum()) == 126_014_024
    assert dataset.report.reporting_year == 2020


def test_empty_cells_are_missing_values_and_not_zero(squares: Path) -> None:
    values = read(squares).values
    row = values.loc[(values["area_code"] == "01002") & (values["indicator_id"] == "poverty_pct.new")]
    assert row["value"].isna().all()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nowhere: there is no such data folder"):
        unmap.load(tmp_path / "nowhere")


def test_a_missing_file_is_named(squares: Path) -> None:
    (squares / "sources.csv").unlink()
    assert ("sources.csv", 0, "", "missing-file") in codes_of(squares)


def test_a_truncated_parquet_file_is_named(squares: Path) -> None:
    path = squares / "geo/municipalities.parquet"
    path.write_bytes(path.read_bytes()[:-200])
    assert ("geo/municipalities.parquet", 0, "", "bad-parquet") in codes_of(squares)


def test_text_in_another_encoding_is_located(squares: Path) -> None:
    path = squares / "programme/offices.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("Abajo,Abajo", "Abajó,Abajo").encode("latin-1"))
    assert codes_of(squares) == {("programme/offices.csv", 4, "", "bad-encoding")}


def test_a_byte_order_mark_is_no_part_of_the_header(squares: Path) -> None:
    path = squares / "sources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read(squares).sources) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "issue"),
    [
        ("programme/offices.csv", "b-centro,BBB", "a-centro,BBB", (3, "office_id", "duplicate-key")),
        ("programme/offices.csv", "b-centro,BBB", "b-centro,CCC", (3, "agency_id", "unknown-key")),
        ("programme/offices.csv", "-99.5,20.5,field,2", "abc,20.5,field,2", (2, "lon", "bad-number")),
        ("programme/offices.csv", "-99.5,20.5,field,2", "NaN,20.5,field,2", (2, "lon", "bad-number")),
        ("programme/offices.csv", "-99.5,20.5,field,2", "-99.5,20.5,field,0", (2, "listed_count", "out-of-range")),
        ("programme/offices.csv", "-99.5,20.5,field,2", "-99.5,20.5,field,1.5", (2, "listed_count", "bad-number")),
        ("programme/offices.csv", "-99.5,20.5,field,2", "-99.5,20.5,embassy,2", (2, "office_type", "unknown-word")),
        ("programme/offices.csv", "2020-12-31", "31/12/2020", (2, "valid_to", "bad-date")),
        ("programme/offices.csv", "report,Table 1", "other,Table 1", (2, "source_id", "unknown-key")),
        ("need/values.csv", "01,poverty_pct.old,2020,40", "01,poverty_pct.old,2020,1e999", (4, "value", "bad-number")),
        ("need/values.csv", "01,poverty_pct.old", "77,poverty_pct.old", (4, "area_code", "unknown-key")),
        ("need/values.csv", "02,poverty_pct.old,2020,60", "01,poverty_pct.old,2020,60",
         (7, "area_code+indicator_id+year", "duplicate-key")),
        ("need/values.csv", "01,poverty_pct.old,2020,40", "01,poverty_pct.old,2020", (4, "", "bad-row")),
        ("need/indicators.csv", ",state,,,census", ",province,,,census", (2, "levels", "unknown-key")),
        ("sources.csv", "census,Census,", "census,,", (2, "title", "missing-value")),
        ("sources.csv", "publisher,", "", (1, "publisher", "missing-column")),
    ],
)  # fmt: skip
def test_a_fault_is_located(
    squares: Path, rewrite: Rewrite, file: str, old: str, new: str, issue: tuple[int, str, str]
) -> None:
    rewrite(squares / file, old, new)
    assert (file, *issue) in codes_of(squares)


def test_an_invalid_polygon_is_located(squares: Path) -> None:
    path = squares / "geo/municipalities.parquet"
    layer = gpd.read_parquet(path)
    shapes = layer.geometry.to_list()
    shapes[1] = shapely.from_wkt("POLYGON ((-100 21, -99 22, -99 21, -100 22, -100 21))")
    layer = layer.set_geometry(gpd.GeoSeries(shapes, crs=layer.crs))
    layer.to_parquet(path)
    assert ("geo/municipalities.parquet", 3, "geometry", "invalid-geometry") in codes_of(squares)


def test_an_overview_of_other_areas_is_refused(squares: Path) -> None:
    path = squares / "geo/municipalities_overview.parquet"
    gpd.read_parquet(path).iloc[:-1].to_parquet(path)
    assert ("geo/municipalities_overview.parquet", 0, "code", "other-areas") in codes_of(squares)


def test_the_message_counts_the_problems_and_names_the_first(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/offices.csv", "b-centro,BBB", "b-centro,CCC")
    with pytest.raises(DataError, match=r"1 problem in the data\nprogramme/offices\.csv:3:agency_id \[unknown-key\]"):
        unmap.load(squares)


def test_the_edition_follows_the_content(squares: Path, rewrite: Rewrite) -> None:
    before = edition(squares)
    assert edition(squares) == before
    rewrite(squares / "need/values.csv", "2020,60", "2020,61")
    assert edition(squares) != before


def test_years_are_known_by_indicator_and_level(squares: Path) -> None:
    years = read(squares).years
    assert years["poverty_pct.old", "state"] == (2020,)
    assert years["poverty_pct.new", "country"] == (2021,)
    assert ("poverty_pct.old", "municipality") not in years


def test_row_numbers_are_the_lines_of_a_text_editor(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "programme/agencies.csv", "Agency A,", '"Agency\nA",')
    rewrite(squares / "programme/agencies.csv", "fund-or-programme", "club")  # of the second agency, on line 4
    assert ("programme/agencies.csv", 4, "agency_type", "unknown-word") in codes_of(squares)


def test_values_are_numbers_and_keys_are_text(dataset: Dataset) -> None:
    assert dataset.values["value"].dtype == "float64"
    assert pd.api.types.is_string_dtype(dataset.municipalities["code"])
    assert dataset.municipalities["code"].str.len().eq(5).all()
