"""What can go wrong: one small class a kind, and a problem found in data as a row of its own.

Each class has a code that stays the same between releases. The library raises these; the command line turns them into
exit code 2 and a sentence, and one table in `api/` turns them into HTTP status codes. A message names the file, row
and column or the parameter, and what was given for it in quotes. Over HTTP `sentence` goes out in its place: text of
a request is never repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


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


_SHOWN = 60
"""Characters of a bad value that a message repeats."""


class UnmapError(Exception):
    """Something that the user can mend."""

    code: ClassVar[str] = "error"


class IssuesError(UnmapError):
    """Something is wrong in one or more places; `issues` holds each of them, as far as they are known singly."""

    def __init__(self, message: str, issues: Sequence[Issue] = ()) -> None:
        """Keep the sentence and the problems behind it."""
        super().__init__(message)
        self.issues = tuple(issues)


class SourceError(IssuesError):
    """An official file handed to the builder is missing, cut short or not of the expected shape."""

    code = "bad-source"


class SheetError(IssuesError):
    """A sheet that somebody keeps cannot be read; the sentence names the file and, where it is known, sheet and row."""

    code = "bad-sheet"


class DataError(IssuesError):
    """A data folder or a file of rows is missing or broken; `issues` holds every problem found in it."""

    code = "bad-data"


class ParameterError(UnmapError):
    """A parameter has a value that cannot be used.

    `parameter` names it, `message` says what is wrong, `given` is what was given, where that is known. `sentence` holds
    the first two alone: it is our own words and fit for anybody.
    """

    code = "bad-parameter"

    def __init__(self, parameter: str, message: str, given: object = None) -> None:
        """Keep what the sentence is made of."""
        super().__init__(f"{parameter}: {message}" if given is None else f"{parameter} {quoted(given)}: {message}")
        self.parameter, self.message, self.given = parameter, message, given
        self.sentence = f"{parameter}: {message}"

    def __reduce__(self) -> tuple[type[ParameterError], tuple[str, str, object]]:
        """Have it come whole through a pipe between processes."""
        return type(self), (self.parameter, self.message, self.given)

    def renamed(self, parameter: str) -> ParameterError:
        """Give the same error under the name that the user knows the parameter by."""
        return ParameterError(parameter, self.message, self.given)


def visible(text: str) -> str:
    """Write characters that show nothing, or that steer a terminal, as escapes."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def quoted(value: object) -> str:
    """Give a value as a message shows it: in quotation marks, cut where it is long, with all characters visible."""
    text = str(value)
    return f'"{visible(text[:_SHOWN])}{"..." if len(text) > _SHOWN else ""}"'


class WorkspaceError(UnmapError):
    """A workspace is missing, cannot be reached or cannot be written, or a release that knows it not made it."""

    code = "bad-workspace"


class ConflictError(UnmapError):
    """Somebody else was faster: what was to be written was changed meanwhile.

    `fields` names each column that both changed, with the value that stands there now and the one that was to be
    written.
    """

    code = "conflict"

    def __init__(self, message: str, fields: Sequence[tuple[str, str, str]] = ()) -> None:
        """Keep the sentence and both values of each field."""
        super().__init__(message)
        self.fields = tuple(fields)


class GoneError(UnmapError):
    """What was asked for was there and is not kept any more; the sentence says what to ask for instead."""

    code = "gone"


class NotAllowedError(UnmapError):
    """The one who asks may not do this; the sentence says who may."""

    code = "not-allowed"


class NotFoundError(UnmapError):
    """Nothing has the code asked for."""

    code = "not-found"


class OutputError(UnmapError):
    """A file or folder cannot be written."""

    code = "cannot-write"
