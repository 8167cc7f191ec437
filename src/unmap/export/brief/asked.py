"""What a brief is asked for, and where its page will stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unmap.export.words import Language
from unmap.models import PresenceQuery
from unmap.models.given import one_of

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class BriefQuery:
    """One area, in one language; `question` chooses need, filters and counting, its level is that of the area."""

    code: str
    language: Language = Language.EN
    question: PresenceQuery = field(default_factory=PresenceQuery)

    def __post_init__(self) -> None:
        """Take the language as a plain word; raises ParameterError for one that the page is not written in."""
        object.__setattr__(self, "language", one_of(Language, "lang", self.language))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: on a server, which has links and a style sheet of its own, or alone in a file.

    `address` is that of the page itself and `other` that of its other language, `stylesheet` the address of the style
    sheet, `script` that of the button to print; in a file `styles` holds the rules themselves. Without a style sheet
    or rules there is no picture on the page, which would be black. `written` is when the data was.
    """

    written: datetime
    address: str | None = None
    other: str | None = None
    stylesheet: str | None = None
    script: str | None = None
    styles: str | None = None

    @property
    def styled(self) -> bool:
        """Whether the page has a look."""
        return self.stylesheet is not None or self.styles is not None
