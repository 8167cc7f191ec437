"""The table of a sheet: the header as people write it, and every row beneath it counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unmap.errors import SheetError
from unmap.intake.sheet_tables import letter, table_in
from unmap.intake.workbooks import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.intake.sheet_tables import SheetTable
    from unmap.intake.workbooks import Cell, Corner


def sheet(*rows: Sequence[Cell], merged: tuple[tuple[Corner, Corner], ...] = ()) -> Sheet:
    width = max(map(len, rows))
    return Sheet("a.xlsx", "S", tuple((*row, *[None] * (width - len(row))) for row in rows), merged)


def titles(table: SheetTable) -> list[str]:
    return [column.title for column in table.columns]


def numbers(table: SheetTable) -> list[int]:
    return [row.number for row in table.rows]


HEADER = ("Organisation", "Province", "Start")
DATA = ("WFP", "Batha", "2024")


def test_titles_above_the_header_and_empty_rows_are_no_data() -> None:
    table = table_in(sheet(["3W of April"], ["one row each", None, "draft"], [], HEADER, DATA, [" "], DATA, [], ["\n"]))
    assert (table.header_row, numbers(table), table.empty, table.asides) == (4, [5, 7], 1, ())
    assert titles(table) == list(HEADER)


def test_a_header_of_unknown_words_is_the_first_row_as_wide_as_the_table() -> None:
    table = table_in(
        sheet(["Kobo", "export"], ["quién", "dónde", "cuánto", "qué"], ["a", "b", 1, "c"], ["a", "b", 2, "d"])
    )
    assert (table.header_row, numbers(table)) == (2, [3, 4])


@pytest.mark.parametrize("above", [False, True])
def test_a_row_of_hashtags_is_no_data_and_tells_the_columns(above: bool) -> None:  # noqa: FBT001 - a parameter
    tags = ("#org+name", None, "#date +start")
    rows = (tags, HEADER) if above else (HEADER, tags)
    table = table_in(sheet(["May"], *rows, DATA))
    assert (table.header_row, numbers(table)) == (3 if above else 2, [4])
    assert [column.tag for column in table.columns] == ["#org+name", "", "#date +start"]
    assert table.asides == (() if above else (3,))


def test_hashtags_alone_are_a_header() -> None:
    table = table_in(sheet(["#org", "#adm1+code"], ["WFP", "TD01"]), header_row=1)
    assert ([column.tag for column in table.columns], numbers(table)) == (["#org", "#adm1+code"], [2])


def test_line_breaks_and_odd_spaces_in_titles_are_spaces() -> None:
    table = table_in(sheet(["Organisation\r\nname", "Pro\u200bvince\u00a0 (adm 1)", " Start\n"], DATA))
    assert titles(table) == ["Organisation name", "Province (adm 1)", "Start"]


def test_groups_stand_above_titles_and_tell_repeated_ones_apart() -> None:
    merged = (((0, 1), (0, 2)), ((0, 3), (0, 4)))
    groups = [None, "2023", None, "2024", None]
    names = ["Province", "People", "Women", "People", "Women"]
    table = table_in(sheet(groups, names, ["Batha", 1, 2, 3, 4], merged=merged))
    assert titles(table) == ["Province", "2023: People", "2023: Women", "2024: People", "2024: Women"]
    assert [column.group for column in table.columns] == ["", "2023", "2023", "2024", "2024"]
    assert table.header_row == 2


def test_without_merged_cells_a_group_reaches_to_the_next() -> None:
    table = table_in(sheet([None, "Need", None, "Reach"], ["Province", "People", "Rate", "People"], ["Batha", 1, 2, 3]))
    assert titles(table) == ["Province", "Need: People", "Rate", "Reach: People"]


def test_titles_over_two_rows_beside_titles_under_a_group_are_one_header() -> None:
    upper, lower = ["Organisation", "Sector", "Location", None], [None, None, "Latitude", "Longitude"]
    merged = (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)))
    table = table_in(sheet(upper, lower, ["WFP", "Food", 12.1, 15.0], merged=merged))
    assert (table.header_row, numbers(table)) == (2, [3])
    assert titles(table) == ["Organisation", "Sector", "Latitude", "Longitude"]


def test_columns_without_a_title_and_repeated_titles_have_their_letter() -> None:
    table = table_in(sheet(["Organisation", None, "Province", "Province"], ["WFP", "x", "Batha", "Lac"]))
    assert titles(table) == ["Organisation", "(column B)", "Province", "Province (column D)"]
    assert [column.letter for column in table.columns] == ["A", "B", "C", "D"]


def test_instructions_beneath_the_header_and_a_header_that_stands_again_are_no_data() -> None:
    told = ["Required. Choose from the list", "Enter the province", "DD/MM/YYYY"]
    table = table_in(sheet(HEADER, told, DATA, HEADER, DATA))
    assert (numbers(table), table.asides, table.empty) == ([3, 5], (2, 4), 0)


def test_a_cell_merged_over_rows_of_data_has_its_value_in_each() -> None:
    rows = (HEADER, ["WFP", "Batha", "2024"], [None, "Lac", "2024"], [None, None, None], ["FAO", "Lac", None])
    merged = (((1, 0), (3, 0)), ((4, 1), (4, 2)))
    table = table_in(sheet(*rows, merged=merged))
    assert [row.cells for row in table.rows] == [("WFP", "Batha", "2024"), ("WFP", "Lac", "2024"), ("FAO", "Lac", None)]
    assert [row.carried for row in table.rows] == [frozenset(), frozenset({0}), frozenset()]
    assert table.empty == 1


def test_a_header_row_that_is_said_is_taken() -> None:
    table = table_in(sheet(HEADER, DATA, ["x", "y", "z"], ["a", "b", "c"]), header_row=3)
    assert (titles(table), numbers(table)) == (["x", "y", "z"], [4])


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ([[1, 2], [3, 4]], None, "no row among the first 40 can be the header; say which row it is"),
        ([HEADER, [], DATA], 2, "row 2 is empty and can be no header"),
        ([HEADER, DATA], 7, "row 7 is empty and can be no header"),
    ],
)
def test_a_sheet_without_a_header_is_refused(rows: list[list[Cell]], row: int | None, said: str) -> None:
    with pytest.raises(SheetError) as caught:
        table_in(sheet(*rows), row)
    assert str(caught.value) == f'a.xlsx, sheet "S": {said}'


def test_merged_cells_that_lie_over_each_other_are_refused() -> None:
    merged = tuple(((1, 0), (150_000, 0)) for _ in range(30))
    with pytest.raises(SheetError, match="merged cells that lie over each other"):
        table_in(sheet(HEADER, DATA, merged=merged))


def test_letters_of_columns_are_those_of_a_spreadsheet() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


CELLS = st.one_of(st.none(), st.just(" "), st.sampled_from((*HEADER, "#org", "Required")), st.integers(), st.booleans())


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8))
def test_rows_empty_rows_and_asides_are_the_rows_beneath_the_header(data: list[list[Cell]]) -> None:
    table = table_in(sheet(HEADER, *data, DATA), header_row=1)
    assert len(table.rows) + table.empty + len(table.asides) == len(data) + 1
    assert sorted([*numbers(table), *table.asides]) == sorted({*numbers(table), *table.asides})
