"""A problem found in data, as a row of its own."""

from __future__ import annotations

from dataclasses import dataclass

from unmap.errors import quoted, visible

__all__ = ["Issue", "quoted", "visible"]


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One problem in one place of one file.

    `file` is the path inside the data or source folder. `row` is the line of the file, as a text editor counts: the
    header is row 1 and the first record row 2; 0 means the file as a whole. `code` is one of a small set of stable
    words (`bad-number`, `unknown-key`, ...); `message` says what is wrong and what to do.
    """

    file: str
    row: int
    column: str
    code: str
    message: str

    def __str__(self) -> str:
        """Give the problem as one line: file, row, column, code and sentence."""
        place = ":".join([self.file, *([str(self.row)] if self.row else []), *([self.column] if self.column else [])])
        return visible(f"{place} [{self.code}] {self.message}")
