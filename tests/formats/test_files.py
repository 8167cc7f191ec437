"""Every format gives back what was put in, and says where it comes from."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import ABOUT, HOSTILE, content
from unmap.errors import NotFoundError, ParameterError
from unmap.formats import Form, about, write
from unmap.formats.content import span
from unmap.formats.delimited import csv_file, csv_text
from unmap.formats.writing import MEDIA_TYPES, Extras, file_name
from unmap.model.tables import inert, restored

if TYPE_CHECKING:
    from unmap.store import Dataset

FORMULA = re.compile(r"[\s;,|\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
TABLES = st.lists(
    st.tuples(
        TEXT,
        st.none() | st.integers(-(2**53), 2**53),
        st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.booleans(),
        st.none() | st.dates(dt.date(1901, 1, 1), dt.date(2200, 1, 1)),
    ),
    max_size=8,
).map(lambda rows: _table(rows))  # noqa: PLW0108 - it stands below
NAMES = ["text", "whole", "number", "truth", "day"]


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=NAMES)
    return table.assign(
        whole=pd.array(table["whole"].tolist(), dtype="Int64"),
        number=pd.array([np.nan if cell is None else cell for cell in table["number"].tolist()], dtype="float64"),
        truth=table["truth"].astype("bool"),
        day=pd.to_datetime(pd.Series(table["day"].tolist(), dtype="object")).astype("datetime64[us]"),
    )


def values(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    def plain(cell: object) -> object:
        if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:  # noqa: PLR0124 - NaN
            return None
        return cell.date() if isinstance(cell, dt.datetime) else cell

    return [tuple(plain(cell) for cell in row) for row in table.astype(object).itertuples(index=False)]


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.exhaustive
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_csv_gives_back_what_was_put_in(table: pd.DataFrame) -> None:
    rows = read_csv(write(content(table), Form.CSV))
    found = [
        (
            restored(row["text"]),
            int(row["whole"]) if row["whole"] else None,
            float(row["number"]) if row["number"] else None,
            row["truth"] == "true",
            dt.date.fromisoformat(row["day"]) if row["day"] else None,
        )
        for row in rows
    ]
    assert found == values(table)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_xlsx_gives_back_what_was_put_in(table: pd.DataFrame) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write(content(table), Form.XLSX)))["things"]
    found = [
        tuple(cell.date() if isinstance(cell, dt.datetime) else cell for cell in row)
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    wanted = values(table)
    assert [(*row[:2], pytest.approx(row[2]), *row[3:]) for row in found] == wanted
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(TABLES)
def test_parquet_gives_back_values_and_types(table: pd.DataFrame) -> None:
    read = pq.read_table(io.BytesIO(write(content(table), Form.PARQUET)))
    if len(table):
        kinds = [pa.string(), pa.int64(), pa.float64(), pa.bool_()]
        assert read.schema.types[:4] == kinds
    assert [tuple(row.values()) for row in read.to_pylist()] == values(table)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_in_csv_and_every_text_comes_back(text: str) -> None:
    [row] = read_csv(write(content(pd.DataFrame({"text": [text], "list": [("a", text)]})), Form.CSV))
    assert not FORMULA.match(row["text"])
    assert restored(row["text"]) == text
    assert not FORMULA.match(row["list"].split(";", 1)[1])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("text", [*HOSTILE, *(f"text{mark}=1+1{mark}text" for mark in ";\t|\n"), 'a;"=1+1";b', "a; -1"])
def test_no_text_is_a_formula_whichever_separator_a_spreadsheet_takes(text: str, separator: str) -> None:
    file = csv_text(pd.DataFrame({"text": [text], "list": [("a", text)]}))
    # However a program reads quotation marks: as the standard has it, or as marks like any other.
    cells = [cell for row in csv.reader(io.StringIO(file, newline=""), delimiter=separator) for cell in row]
    if separator != ",":
        cells += [cell for line in file.splitlines() for cell in line.split(separator)]
    assert [cell for cell in cells if FORMULA.match(cell.strip())] == []


@given(st.text("'=+-@;,\t\r\n| \"a\uff1d", max_size=12))
def test_every_text_comes_back_from_a_cell(text: str) -> None:
    assert restored(inert(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_anything_else_in_xlsx(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(content(pd.DataFrame({"text": [text]})), Form.XLSX)))
    cell = book["things"]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x000D_", "\r").replace("_x005F_", "_") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_in_parquet(text: str) -> None:
    read = pq.read_table(io.BytesIO(write(content(pd.DataFrame({"text": [text]})), Form.PARQUET)))
    assert read["text"].to_pylist() == [text]


def test_negative_numbers_stay_numbers() -> None:
    table = pd.DataFrame({"gap": [-1.5, -2.0], "count": [-3, 0], "mixed": [-1, "-1"]})
    lines = write(content(table), Form.CSV).decode().splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [["-1.5", "-3", "-1"], ["-2", "0", "'-1"]]


def test_csv_says_in_every_row_where_it_comes_from() -> None:
    table = pd.DataFrame({"code": ["07", "20"], "period": ["mine", "mine"]})
    rows = read_csv(write(content(table), Form.CSV))
    assert [list(row) for row in rows] == [["code", "period", "sources", "terms", "edition"]] * 2
    assert {row["sources"] for row in rows} == {"census;report"}
    assert {row["terms"] for row in rows} == {"free; name it | free"}
    assert {row["edition"] for row in rows} == {ABOUT.edition}
    # What the table says itself is not written over.
    assert {row["period"] for row in rows} == {"mine"}


def test_an_empty_table_has_its_header_in_every_format() -> None:
    empty = content(pd.DataFrame({"code": pd.Series([], dtype="str")}))
    assert write(empty, Form.CSV).decode() == "code,sources,terms,period,edition\r\n"
    assert openpyxl.load_workbook(io.BytesIO(write(empty, Form.XLSX)))["things"]["A1"].value == "code"
    assert pq.read_table(io.BytesIO(write(empty, Form.PARQUET))).column_names == ["code"]


def test_a_byte_order_mark_is_written_for_excel_alone() -> None:
    table = content(pd.DataFrame({"name": ["México"]}))
    assert write(table, Form.CSV).startswith(b"name,")
    assert csv_file(table, mark=True) == b"\xef\xbb\xbf" + csv_file(table)


def test_xlsx_has_a_sheet_of_sources_and_its_header_in_view() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(content(pd.DataFrame({"code": ["07"]})), Form.XLSX)))
    assert book.sheetnames == ["things", "columns", "sources"]
    assert [sheet.freeze_panes for sheet in book] == ["A2", "A2", "A2"]
    head, *rows = book["sources"].iter_rows(values_only=True)
    assert [dict(zip(head, row, strict=True))["terms"] for row in rows] == ["free; name it", "free"]
    assert {(row[-2], row[-1]) for row in rows} == {("2020/2021", ABOUT.edition)}


def test_a_file_without_sources_still_tells_its_edition() -> None:
    bare_about = type(ABOUT)((), "2020", "abc")
    made = content(pd.DataFrame({"code": ["07"]}))
    book = openpyxl.load_workbook(io.BytesIO(write(replace(made, about=bare_about), Form.XLSX)))
    assert [cell.value for cell in book["sources"][2]][-1] == "abc"


def test_the_table_of_sources_does_not_hide_the_sheet_of_sources() -> None:
    made = content(pd.DataFrame({"source_id": ["census"]}), name="sources")
    assert openpyxl.load_workbook(io.BytesIO(write(made, Form.XLSX))).sheetnames == ["table", "columns", "sources"]


def test_a_name_that_excel_cannot_have_is_made_one() -> None:
    made = content(pd.DataFrame({"a": [1]}), name="a/b:" + "c" * 60)
    [name, *_] = openpyxl.load_workbook(io.BytesIO(write(made, Form.XLSX))).sheetnames
    assert name == "a-b-" + "c" * 27


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    made = content(pd.DataFrame({"text": ["x" * 40_000]}))
    cell = openpyxl.load_workbook(io.BytesIO(write(made, Form.XLSX)))["things"]["A2"].value
    assert len(cell) == 32_767
    assert cell.endswith("x…")


def test_parquet_carries_sources_terms_and_descriptions() -> None:
    made = content(pd.DataFrame({"code": ["07"]}), descriptions={"code": "official key"})
    schema = pq.read_schema(io.BytesIO(write(made, Form.PARQUET)))
    told = orjson.loads(schema.metadata[b"unmap"])
    assert told == {"title": "The things", **orjson.loads(orjson.dumps(ABOUT.document()))}
    assert schema.field("code").metadata[b"description"] == b"official key"


def test_lists_stay_lists_in_parquet_and_objects_are_json() -> None:
    table = pd.DataFrame({"who": [("A", "B"), ()], "where": [({"code": "07"},), ()]})
    [first, second] = pq.read_table(io.BytesIO(write(content(table), Form.PARQUET))).to_pylist()
    assert first == {"who": ["A", "B"], "where": '[{"code":"07"}]'}
    assert second == {"who": [], "where": None}


@pytest.mark.parametrize("form", [Form.GEOJSON, Form.TOPOJSON, Form.XML, Form.HTML])
def test_a_format_that_cannot_hold_a_table_is_refused(form: Form) -> None:
    with pytest.raises(ParameterError, match="f: "):
        write(content(pd.DataFrame({"a": [1]})), form)


def test_hashtags_go_into_csv_and_xlsx_only() -> None:
    with pytest.raises(ParameterError, match="hxl"):
        write(content(pd.DataFrame({"a": [1]})), Form.PARQUET, Extras(hxl=True))


def test_the_name_of_a_file_tells_its_content_and_period() -> None:
    assert file_name("things", content(pd.DataFrame()).about, Form.CSV) == "unmap-things-2020-2021.csv"
    assert file_name("things", content(pd.DataFrame()).about, Form.CSV, "2021") == "unmap-things-2020-2021.csv"
    assert file_name("things", content(pd.DataFrame()).about, Form.CSV, "2020") == "unmap-things-2020-2021-2020.csv"


@pytest.mark.parametrize(
    ("periods", "together"),
    [
        ([], None),
        ([2020], "2020"),
        ([2021, 2019], "2019/2021"),
        ([2019, "2025-04"], "2019/2025-04"),
        ([2025, "2025-04"], "2025"),
        (["2024-11/2025-01", 2025], "2024-11/2025"),
    ],
)
def test_years_and_months_are_one_period_together(periods: list[int | str], together: str | None) -> None:
    assert span(periods) == together


def test_every_format_has_a_media_type() -> None:
    assert set(MEDIA_TYPES) == set(Form)


def test_about_takes_each_source_once_and_refuses_unknown_ones(dataset: Dataset) -> None:
    report = dataset.report.source_id
    told = about(dataset, [report, report])
    assert [source["source_id"] for source in told.sources] == [report]
    assert (told.period, told.edition) == (str(dataset.report.reporting_year), dataset.edition)
    with pytest.raises(NotFoundError):
        about(dataset, ["nobody"])


@pytest.mark.parametrize("form", [Form.CSV, Form.XLSX, Form.PARQUET])
def test_the_same_content_gives_the_same_bytes(form: Form) -> None:
    table = pd.DataFrame({"code": ["07"], "value": [1.5]})
    assert write(content(table), form) == write(content(table), form)
