"""What can go wrong, one small class a kind, each with a code that stays the same between releases.

The library raises these; the command line turns them into exit code 2 and a sentence, and one table in
`api/` turns them into HTTP status codes. A message names the file, row and column or the parameter; text
that came in with a request is never repeated in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.models import Issue


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


class DataError(IssuesError):
    """A data folder is missing or broken; `issues` holds every problem found in it."""

    code = "bad-data"


class ParameterError(UnmapError):
    """A parameter has a value that cannot be used; `parameter` names it."""

    code = "bad-parameter"

    def __init__(self, parameter: str, message: str) -> None:
        """Keep the name of the parameter beside the sentence."""
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter


class NotFoundError(UnmapError):
    """Nothing has the code asked for."""

    code = "not-found"


class OutputError(UnmapError):
    """A file or folder cannot be written."""

    code = "cannot-write"
