"""Official text tables read strictly, every problem with its file, row and column."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import Issue, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path


NO_DATA_WORDS = ("", "NA", "N/A", "n.d.", "N/D", "*")
"""How the producers write "no data" in a cell."""


MAX_BYTES = 64 * 1024**2
"""Of a table, unpacked: the largest official one has 5 MB."""


_OPENERS: dict[str, Callable[[Path], io.BufferedIOBase]] = {".gz": gzip.GzipFile, ".bz2": bz2.BZ2File}


_FIRST_ROW = 2  # row numbers count from 1 and the header is row 1


_SHOWN_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """The folder of official files; `path` finds one of them by its path below the folder."""

    root: Path

    def path(self, file: str) -> Path:
        """Give where a file stands; raises SourceError if it is not there."""
        path = self.root / file
        if not path.is_file():
            raise SourceError(f"{file}: missing from the sources folder {self.root}")
        return path

    def require(self, files: Iterable[str]) -> None:
        """Raise SourceError naming every one of `files` that is not there."""
        missing = [file for file in files if not (self.root / file).is_file()]
        if missing:
            raise SourceError(f"missing from the sources folder {self.root}: {', '.join(missing)}")

    def table(self, file: str, columns: Collection[str]) -> SourceTable:
        """Read a CSV file (.csv, .csv.gz, .csv.bz2; UTF-8) as text, row for row.

        Raises SourceError where the file is missing, cut short, in another encoding, lacks one of `columns`,
        has no rows, or has a row with more or fewer cells than the header.
        """
        return SourceTable(file, _frame(file, _content(file, self.path(file)), columns))


@dataclass(frozen=True, slots=True)
class SourceTable:
    """An official table as text. The index of `frame` is the row number as an editor shows it, from 2."""

    file: str
    frame: pd.DataFrame

    def refuse(self, column: str, wrong: pd.Series, why: str) -> None:
        """Raise SourceError for the first row marked in `wrong`, if there is one."""
        if wrong.any():
            row = wrong.index[wrong.to_numpy(dtype=bool)][0]
            more = int(wrong.sum()) - 1
            also = f" (and {more} more rows)" if more else ""
            raise SourceError(f"{self.file}: row {row}, column {column}: {why}{also}")

    def codes(self, column: str, width: int) -> pd.Series:
        """Give keys as zero-padded text; raises SourceError where one is not a number of at most `width` digits."""
        text = self.frame[column].str.strip()
        wrong = ~text.str.fullmatch(rf"[0-9]{{1,{width}}}")
        self.refuse(column, wrong, f"not a key of {width} digits")
        return text.str.zfill(width)

    def numbers(self, column: str, *, minimum: float = -np.inf, maximum: float = np.inf) -> pd.Series:
        """Give numbers, NaN where the producer has no data; raises SourceError for text or a number out of range."""
        text = self.frame[column].str.strip()
        blank = text.isin(NO_DATA_WORDS)
        values = pd.to_numeric(text.mask(blank), errors="coerce").astype("float64")
        self.refuse(column, ~blank & ~np.isfinite(values), "not a number")
        outside = (values < minimum) | (values > maximum)
        self.refuse(column, outside, f"not between {minimum:g} and {maximum:g}")
        return values

    def years(self, column: str) -> pd.Series:
        """Give years as integers; raises SourceError where one is missing or is no year."""
        years = self.numbers(column, minimum=1900, maximum=2200)
        self.refuse(column, years.isna() | (years % 1 != 0), "not a year")
        return years.astype("int64")

    def refuse_repeats(self, column: str, *keys: pd.Series) -> None:
        """Raise SourceError where the same keys stand in two rows, naming the second."""
        repeated = pd.concat(keys, axis=1).duplicated()
        self.refuse(column, repeated, "the same key stands in an earlier row")

    def unknown_areas(self, column: str, codes: pd.Series, known: Collection[str]) -> tuple[Issue, ...]:
        """Give an issue row for each row whose area is not among the boundaries."""
        rows = codes.index[~codes.isin(list(known))]
        why = "no such area in the boundaries; the row is left out"
        return tuple(Issue(self.file, int(row), column, "unknown-area", f"{codes[row]}: {why}") for row in rows)


def _content(file: str, path: Path) -> bytes:
    try:
        with _OPENERS.get(path.suffix, _plain)(path) as stream:
            # A few megabytes can unpack to gigabytes.
            content = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise SourceError(f"{file}: cannot be read; it may be cut short ({error})") from error
    if len(content) > MAX_BYTES:
        raise SourceError(f"{file}: holds more than {MAX_BYTES:,} bytes, which no official table does")
    return content


def _plain(path: Path) -> io.BufferedIOBase:
    return path.open("rb")


def _frame(file: str, content: bytes, columns: Collection[str]) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{file}: row {row} is not UTF-8 text; save the file as UTF-8") from error
    try:
        # Unlike pandas, the csv module shows a row that is short of cells: the sign of a file cut off.
        header, *records = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except csv.Error as error:
        raise SourceError(f"{file}: is not a table ({error})") from error
    if missing := [column for column in columns if column not in header]:
        found = ", ".join(header[:_SHOWN_COLUMNS])
        raise SourceError(f"{file}: row 1: no column {', '.join(missing)} (the file begins with {found})")
    if twice := [column for column in columns if header.count(column) > 1]:
        raise SourceError(f"{file}: row 1: column {', '.join(twice)} stands there twice")
    rows = {number: cells for number, cells in enumerate(records, start=_FIRST_ROW) if cells}
    for number, cells in rows.items():
        if len(cells) != len(header):
            raise SourceError(f"{file}: row {number} has {len(cells)} cells where the header has {len(header)}")
    if not rows:
        raise SourceError(f"{file}: has a header but no rows")
    return pd.DataFrame(list(rows.values()), columns=header, index=list(rows), dtype=str)
