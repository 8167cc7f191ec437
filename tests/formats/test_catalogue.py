"""Everything that unmap holds is among the exports, each in every format that it offers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.tables import EXPORTS, TABLES
from unmap.errors import NotFoundError, ParameterError
from unmap.features import Resolution
from unmap.formats import Form
from unmap.formats.export_tables import Options
from unmap.pages.downloads import export_of

if TYPE_CHECKING:
    from unmap.features import LayerStore
    from unmap.model import Table
    from unmap.store import Dataset

ROW_COUNTS = {
    "states": 32,
    "municipalities": 2_469,
    "offices": 36,
    "initiatives": 72,
    "need": 32,
    "presence": 32,
    "agencies": 34,
    "figures": 110,
    "gaps": 32,
}


def test_every_table_of_the_data_folder_is_among_them() -> None:
    files = {path.stem for path in (ROOT / "data").rglob("*.csv")}
    assert {f"table-{name.replace('_', '-')}" for name in files} <= set(EXPORTS)
    assert {"states", "municipalities", "offices", "initiatives", "activities", "map"} <= set(EXPORTS)


@pytest.mark.parametrize("table", [table for table in TABLES if not table.geometry], ids=lambda table: table.name)
def test_a_table_is_what_stands_in_the_data_folder(store: LayerStore, table: Table) -> None:
    export = EXPORTS[f"table-{table.name.replace('_', '-')}"]
    read = pq.read_table(io.BytesIO(export.write(store, Form.PARQUET).content)).select(list(table.column_names))
    path = ROOT / "data" / table.path
    # The shipped folder does without a table of changed boundaries.
    on_disk = pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame()
    # A column that need not be filled may be left out.
    on_disk = on_disk.reindex(columns=list(table.column_names), fill_value="")
    assert read.num_rows == len(on_disk)
    for column in table.columns:
        cells = read[column.name].to_pylist()
        if column.type in {"integer", "number"}:
            assert cells == [float(text) if text else None for text in on_disk[column.name]]
        elif column.type == "list":
            assert [";".join(cell) for cell in cells] == on_disk[column.name].tolist()
        elif column.type == "boolean":
            assert cells == [{"true": True, "false": False}.get(text) for text in on_disk[column.name]]
        else:
            assert [str(cell or "") for cell in cells] == on_disk[column.name].tolist()


@pytest.mark.parametrize(("name", "rows"), ROW_COUNTS.items())
def test_each_export_has_its_rows(store: LayerStore, name: str, rows: int) -> None:
    content = EXPORTS[name].content(store)
    assert len(content.table) == rows
    assert content.about.edition == store.dataset.edition
    assert all(source["terms"] for source in content.about.sources)


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.make and not export.long])
def test_every_format_offered_can_be_written(store: LayerStore, name: str) -> None:
    for form in EXPORTS[name].forms:
        written = EXPORTS[name].write(store, form)
        assert written.content
        assert written.name.endswith(f".{form}")


def test_an_indicator_of_ones_own_is_in_the_name_and_the_period(store: LayerStore) -> None:
    options = Options(indicator="poverty_pct.mmp-2016", year=2022)
    content = EXPORTS["states"].content(store, options)
    assert (content.name, content.about.period) == ("states-poverty_pct.mmp-2016", "2020/2022")
    assert set(content.table["need_year"]) == {2022}
    assert content.about.sources[0]["source_id"] == "coneval-estatal-2016-2022"


def test_boundaries_are_in_detail_where_people_measure(store: LayerStore) -> None:
    states = EXPORTS["states"]
    sizes = {form: len(states.write(store, form).content) for form in (Form.PARQUET, Form.GEOJSON)}
    assert len(states.write(store, Form.PARQUET, Options(resolution=Resolution.OVERVIEW)).content) < sizes[Form.PARQUET]
    assert len(states.write(store, Form.GEOJSON, Options(resolution=Resolution.DETAIL)).content) > sizes[Form.GEOJSON]


def test_gaps_have_their_boundaries_in_the_order_of_their_rows(store: LayerStore) -> None:
    content = EXPORTS["gaps"].content(store)
    boundaries = store.dataset.states_overview.set_index("code").geometry
    assert content.shapes is not None
    assert content.table["code"].tolist() != list(boundaries.index)
    assert all(
        shape.equals(boundaries[code]) for shape, code in zip(content.shapes, content.table["code"], strict=True)
    )


def test_values_can_be_narrowed_and_carry_their_own_source(store: LayerStore) -> None:
    whole = EXPORTS["table-values"].content(store, Options(indicator="poverty_pct.mmp-2016", year=2020))
    assert set(whole.table["indicator_id"]) == {"poverty_pct.mmp-2016"}
    assert set(whole.table["sources"]) == {"coneval-estatal-2016-2022"}
    assert whole.about.period == "2020"
    with pytest.raises(ParameterError, match="indicator"):
        EXPORTS["table-values"].content(store, Options(indicator="happiness"))
    with pytest.raises(ParameterError, match="year"):
        EXPORTS["table-values"].content(store, Options(year=1901))


@pytest.mark.parametrize(
    ("name", "form", "options", "parameter"),
    [
        ("framework", Form.GPKG, Options(), "f"),
        ("activities", Form.CSV, Options(), "f"),
        ("offices", Form.CSV, Options(level="state"), "level"),
        ("presence", Form.CSV, Options(year=2020), "year"),
        ("need", Form.CSV, Options(resolution=Resolution.DETAIL), "resolution"),
        ("states", Form.CSV, Options(publisher="x"), "publisher"),
        ("states", Form.CSV, Options(indicator="happiness"), "indicator"),
        ("need", Form.CSV, Options(year=1990), "year"),
    ],
)
def test_what_an_export_does_not_have_is_refused(
    store: LayerStore, name: str, form: Form, options: Options, parameter: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        EXPORTS[name].write(store, form, options)
    assert refused.value.parameter == parameter


def test_a_document_is_no_table(store: LayerStore) -> None:
    with pytest.raises(ParameterError, match="document"):
        EXPORTS["map"].content(store)


def test_an_unknown_name_is_said_so(dataset: Dataset) -> None:
    with pytest.raises(NotFoundError):
        export_of(dataset, "everything")


@pytest.mark.exhaustive
def test_the_small_country_can_be_exported_whole(country: Dataset) -> None:
    from unmap.features import LayerStore as Store  # noqa: PLC0415 - needed at run time here alone

    store = Store(country)
    for export in EXPORTS.values():
        for form in export.forms:
            assert export.name == "map" or export.write(store, form).content
