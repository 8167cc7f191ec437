"""The row of hashtags is read by the reference library of HXL, and every column has its hashtag."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import hxl
import openpyxl
import pytest

from tests.tables import EXPORTS
from unmap.formats import Form, write
from unmap.formats.columns import tags
from unmap.formats.export_tables import Options
from unmap.formats.writing import Extras
from unmap.model.properties import PropertyType

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.features import LayerStore
    from unmap.formats import Content

WITH_TABLES = [name for name, export in EXPORTS.items() if export.make and Form.CSV in export.forms]
SMALL = [name for name in WITH_TABLES if name not in {"table-values", "table-places"}]


def made(store: LayerStore, name: str, level: str | None = None) -> Content:
    options = Options(level=level) if "level" in EXPORTS[name].options else None
    return EXPORTS[name].content(store, options)


def read(path: Path, data: bytes) -> hxl.model.Dataset:
    path.write_bytes(data)
    return hxl.data(str(path), hxl.InputOptions(allow_local=True))


@pytest.mark.parametrize("name", WITH_TABLES)
def test_every_column_has_a_hashtag_unless_it_holds_objects(store: LayerStore, name: str) -> None:
    registry = store.dataset.registry
    for level in ("state", "municipality") if "level" in EXPORTS[name].options else (None,):
        content = made(store, name, level)
        found = dict(zip(content.table.columns, tags(registry, content.name, content.table), strict=True))
        untagged = [registry.column(content.name, column) for column, tag in found.items() if not tag]
        assert all(column is not None and column.type is PropertyType.OBJECTS for column in untagged)
        for tag in filter(None, found.values()):
            parsed = hxl.model.Column.parse(tag)
            assert parsed
            assert parsed.tag == tag.split("+")[0]
            assert len(parsed.attributes) == tag.count("+")


@pytest.mark.parametrize("name", SMALL)
def test_libhxl_reads_every_table(store: LayerStore, tmp_path: Path, name: str) -> None:
    content = made(store, name)
    with read(tmp_path / "table.csv", write(content, Form.CSV, Extras(hxl=True))) as source:
        assert source.headers[: len(content.table.columns)] == list(content.table.columns)
        assert source.display_tags[-3:-1] == ["#meta+license", "#meta+period"] or name in {"gaps", "table-sources"}
        assert sum(1 for _ in source) == len(content.table)


@pytest.mark.parametrize("name", ["states", "municipalities", "need", "presence"])
def test_areas_are_found_by_their_level(store: LayerStore, tmp_path: Path, name: str) -> None:
    number = 2 if name == "municipalities" else 1
    content = made(store, name)
    with read(tmp_path / "table.csv", write(content, Form.CSV, Extras(hxl=True))) as source:
        codes = [row.get(f"#adm{number}+code-v_pcode") for row in source]
    assert codes == content.table["code"].tolist()


def test_libhxl_finds_no_error_in_the_layers(store: LayerStore, tmp_path: Path) -> None:
    for name in ("states", "municipalities", "offices", "initiatives"):
        with read(tmp_path / f"{name}.csv", write(made(store, name), Form.CSV, Extras(hxl=True))) as source:
            report = hxl.validate(source)
            errors = [issue for issue in report["issues"] if issue["severity"] == "error"]
            assert errors == []


def test_a_workbook_keeps_header_and_hashtags_in_view(store: LayerStore) -> None:
    content = made(store, "offices")
    sheet = openpyxl.load_workbook(io.BytesIO(write(content, Form.XLSX, Extras(hxl=True))))["offices"]
    assert sheet.freeze_panes == "A3"
    assert [cell.value or "" for cell in sheet[2]] == tags(store.dataset.registry, "offices", content.table)
    assert sheet["A3"].value == content.table["office_id"].iloc[0]
    # Sorting begins below the hashtags.
    assert sheet.auto_filter.ref.startswith("A2:")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # libhxl leaves workbooks open
def test_libhxl_reads_the_workbook(store: LayerStore, tmp_path: Path) -> None:
    content = made(store, "states")
    with read(tmp_path / "states.xlsx", write(content, Form.XLSX, Extras(hxl=True))) as source:
        assert [row.get("#adm1+name") for row in source] == content.table["name"].tolist()
