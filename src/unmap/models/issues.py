"""A problem found in data, as a row of its own."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = 60


def visible(text: str) -> str:
    """Write characters that show nothing, or that steer a terminal, as escapes."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def quoted(value: object) -> str:
    """Give a value as a message shows it: in quotation marks, cut where it is long, with all characters visible."""
    text = str(value)
    return f'"{visible(text[:_SHOWN])}{"..." if len(text) > _SHOWN else ""}"'


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
