"""Files made by chance: each is read with every row in its place, or refused in a sentence."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tests.intake.fuzzed_sheets import fuzzed_sheet
from unmap.errors import SheetError
from unmap.intake.cells import CellError, code, number
from unmap.intake.dates import period
from unmap.intake.fields import KINDS
from unmap.intake.mapping import map_columns
from unmap.intake.sheet_tables import table_in
from unmap.intake.workbooks import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.intake.fuzzed_sheets import FuzzedSheet
    from unmap.intake.sheet_tables import SheetTable
    from unmap.intake.workbooks import Cell


READERS: tuple[Callable[[Cell], object], ...] = (code, number, period)


def read_whole(made: FuzzedSheet) -> SheetTable | None:
    """Read a file as far as it goes; None where it is refused, and any other exception is a failure."""
    try:
        table = table_in(read_sheets(made.path)[0], None if made.damaged else made.header_row)
        for kind in KINDS.values():
            map_columns(table, kind)
    except SheetError:
        return None
    return table


def read_cells(table: SheetTable) -> None:
    """Read every cell in every way; any exception but the one of a cell is a failure."""
    for cell in (cell for row in table.rows for cell in row.cells):
        for read in READERS:
            with suppress(CellError):
                read(cell)


def test_rows_of_a_whole_file_are_all_there_and_a_damaged_one_is_read_or_refused(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    refused = 0
    for seed in range(request.config.getoption("fuzzed")):
        made = fuzzed_sheet(tmp_path, seed)
        table = read_whole(made)
        refused += table is None
        if table:
            read_cells(table)
        if not made.damaged:
            assert table is not None, seed
            assert len(table.rows) + table.empty + len(table.asides) == made.rows_beneath, seed
        elif table is not None:
            beneath = {row.number for row in table.rows} | set(table.asides)
            assert len(beneath) + table.empty == max(beneath, default=table.header_row) - table.header_row, seed
        made.path.unlink()
    assert refused
