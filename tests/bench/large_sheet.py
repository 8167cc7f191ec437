"""How long a workbook of 50,000 rows takes to read, from the file to cells by field, and how much memory it needs.

python -m tests.bench.large_sheet
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xlsxwriter

ROWS = 50_000
LIMIT_SECONDS = 20
LIMIT_MB = 500

_TITLES = (
    *("Organisation", "Organisation type", "Cluster", "Province", "admin1Pcode", "District", "admin2Pcode", "Locality"),
    *("Start date", "End date", "Activity title", "Status", "Donor", "Implementing partner", "Comments", "Reached"),
    *("Women", "Men", "Girls", "Boys"),
)
_READ = (
    "import sys; from pathlib import Path; from unmap.intake.fields import PRESENCE as kind; "
    "from unmap.intake.mapping import best_sheet, map_columns; from unmap.intake.sheet_tables import table_in; "
    "from unmap.intake.workbooks import read_sheets; "
    "told = map_columns(table_in(best_sheet(read_sheets(Path(sys.argv[1])), kind)), kind); "
    "assert len(told.table.rows) == int(sys.argv[2]) and len(told.columns) >= 13, told.columns"
)


def write(path: Path) -> None:
    """Write a 3W sheet of `ROWS` rows and 20 columns: texts that repeat, dates, and numbers that do not."""
    chance = random.Random(1)  # noqa: S311 - for a benchmark
    first = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, dates = book.add_worksheet("3W"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, _TITLES)
        for row in range(1, ROWS + 1):
            sheet.write_row(row, 0, [f"{title} {chance.randrange(500)}" for title in _TITLES[:15]])
            for column in (8, 9):
                sheet.write_datetime(row, column, first + timedelta(days=chance.randrange(500)), dates)
            sheet.write_row(row, 15, [chance.randrange(10_000) for _ in _TITLES[15:]])


def main() -> int:
    """Print both figures beside their limits; 1 if one is exceeded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        write(path)
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", _READ, str(path), str(ROWS)], check=True)
        seconds = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Linux counts in kilobytes, macOS in bytes.
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"time    {seconds:7.1f} s   limit {LIMIT_SECONDS} s   processor {used.ru_utime + used.ru_stime:.1f} s")
    print(f"memory  {megabytes:7.0f} MB  limit {LIMIT_MB} MB")
    return int(seconds > LIMIT_SECONDS or megabytes > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
