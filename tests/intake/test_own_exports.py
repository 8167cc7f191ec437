"""What unmap writes of its record goes in again: unchanged where it is there, made again where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unmap
from tests.intake.test_adding import add, content, counts
from tests.intake.test_iati_adding import INITIATIVE_TABLES, same_presence, without_initiatives
from unmap.features import LayerStore
from unmap.formats.writing import Extras, Form
from unmap.intake.adding import SheetAsked, enter_sheets
from unmap.intake.fields import OFFICES, PRESENCE
from unmap.intake.reports_asked import ReportAsked
from unmap.pages.downloads import exports_of
from unmap.store.loading import accept, check, read_tables

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

FORMS = [
    ("presence-rows", Form.CSV, 12),
    ("presence-rows", Form.XLSX, 12),
    ("initiatives", Form.CSV, 6),
    ("initiatives", Form.XLSX, 6),
    ("initiatives", Form.GEOJSON, 6),
    ("offices", Form.CSV, 3),
    ("offices", Form.XLSX, 3),
    ("offices", Form.GEOJSON, 3),
]


def export(data: Dataset, name: str, form: Form, folder: Path, *, hxl: bool = False) -> Path:
    found = exports_of(data)[name]
    path = folder / f"{name}.{form}"
    path.write_bytes(found.write(LayerStore(data), form, extras=Extras(hxl=hxl)).content)
    return path


@pytest.mark.parametrize(("name", "form", "rows"), FORMS)
def test_an_export_changes_nothing_in_the_record_it_came_from(
    country: Dataset, tmp_path: Path, name: str, form: Form, rows: int
) -> None:
    path = export(country, name, form, tmp_path, hxl=form is Form.CSV)
    kind = OFFICES if name == "offices" else PRESENCE
    (read,), _ = enter_sheets(country, [SheetAsked(file=path, kind=kind)], ReportAsked())
    found = read.account.summary()
    assert (found["read"], found["unchanged"], read.account.changes) == (rows, rows, [])


def rows_of(data: Dataset, name: str) -> list[str]:
    """Give the rows of a table, but for how the report prints an agency and which report that is."""
    table = data.table(name).drop(columns=["as_printed", "report_id"], errors="ignore")
    return sorted(map(str, table.astype(str).to_dict("records")))


def without_offices(folder: Path) -> Path:
    path = folder / "programme/offices.csv"
    path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    accept(folder, read_tables(folder)[0])
    assert check(folder) == ()
    return folder


def test_what_is_missing_is_made_again(country: Dataset, squares: Path, tmp_path: Path) -> None:
    folder = without_offices(without_initiatives(squares))
    add(folder, export(country, "initiatives", Form.XLSX, tmp_path), code=0)
    add(folder, export(country, "offices", Form.CSV, tmp_path), "--kind", "offices", code=0)
    again = unmap.load(folder)
    assert same_presence(country, again)
    for name in (*INITIATIVE_TABLES, "offices"):
        assert rows_of(country, name) == rows_of(again, name)


def test_rows_of_presence_are_made_again_but_for_work_whose_heading_they_do_not_have(
    country: Dataset, squares: Path, tmp_path: Path
) -> None:
    folder = without_initiatives(squares)
    before = content(folder)
    told = add(folder, export(country, "presence-rows", Form.CSV, tmp_path))
    assert counts(told) == (7, 0, 3, 2, 0)
    held = {one["row"] for one in told["problems"] if one["bucket"]}
    assert len(held) == 2
    assert set(unmap.load(folder).initiatives["initiative_id"]) == {"both-states", "in-state", "in-towns", "somewhere"}
    assert content(folder) != before


def test_a_cell_that_somebody_broke_is_told(country: Dataset, tmp_path: Path) -> None:
    path = export(country, "initiatives", Form.CSV, tmp_path)
    text = path.read_text("utf-8").replace("[{", "[{[", 1).replace(",2020,2020,", ",1800,2020.5,", 1)
    path.write_text(text, encoding="utf-8")
    (read,), _ = enter_sheets(country, [SheetAsked(file=path)], ReportAsked())
    out = {one.row: (one.code, one.column.split("(")[-1]) for one in read.account.problems if one.bucket}
    assert out == {2: ("bad-cell", "places)"), 4: ("bad-cell", "end_year)")}
