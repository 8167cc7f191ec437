"""What is exported of a data folder goes back into one as it was."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.tables import EXPORTS, TABLES
from unmap.cli import export_commands
from unmap.cli.options import Record
from unmap.model import schema
from unmap.pages.downloads import table_name
from unmap.store.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.errors import Issue
    from unmap.features import LayerStore
    from unmap.model import Table

PLAIN = [table for table in TABLES if not table.geometry]
SHIPPED = [table for table in PLAIN if table is not schema.VALUES and (ROOT / "data" / table.path).exists()]
HOSTILE = ("=1+1", "'=1+1", "text;=1", "- a line", "@home; -1", "N'Djamena", "\uff1d1")


def read(folder: Path, table: Table) -> pd.DataFrame:
    issues: list[Issue] = []
    frame = read_csv(folder, table, issues)
    assert issues == []
    assert frame is not None
    return frame.reset_index(drop=True)


@pytest.mark.parametrize("table", SHIPPED, ids=lambda one: one.name)
def test_an_exported_table_read_again_is_the_table(store: LayerStore, tmp_path: Path, table: Table) -> None:
    target = tmp_path / table.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(EXPORTS[table_name(table)].write(store, None).content)
    pd.testing.assert_frame_equal(read(tmp_path, table), read(ROOT / "data", table))


@pytest.mark.exhaustive
def test_a_folder_of_exports_is_the_folder_with_texts_that_are_no_formulas(
    squares: Path, rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    rewrite(squares / "programme/agencies.csv", "specialized-agency,,", f'specialized-agency,"{";".join(HOSTILE)}",')
    for number, text in enumerate(HOSTILE):
        with (squares / "programme/themes.csv").open("a", encoding="utf-8") as file:
            file.write(f'hostile-{number},"{text}","{text}","{text}"\n')
    again = tmp_path / "again"
    shutil.copytree(squares, again)
    for table in PLAIN:
        if (squares / table.path).exists():
            name = table_name(table)
            export_commands.export_file(EXPORTS[name], again / table.path, None, Record(squares), {"bom": True})
            pd.testing.assert_frame_equal(read(again, table), read(squares, table))


def test_a_column_that_no_export_adds_is_still_refused(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(squares / "programme/themes.csv", "definition", "definition,period")
    issues: list[Issue] = []
    read_csv(squares, schema.THEMES, issues)
    assert [issue.code for issue in issues if issue.column == "period"] == ["unknown-column"]
