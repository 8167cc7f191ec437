"""What goes into a file: a table or layer, and what it must never travel without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from unmap.measures.answer import source_record
from unmap.model import LIST_SEPARATOR
from unmap.model.report_names import period_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    import pandas as pd

    from unmap.formats.styles import Style
    from unmap.model.registry import Registry
    from unmap.store import Dataset

TERMS_SEPARATOR = " | "
"""Between the terms of several sources: the sentences hold commas and semicolons of their own."""


@dataclass(frozen=True, slots=True)
class About:
    """What every file carries: its sources with their terms, the period that it speaks of, and the edition.

    `period` is a year or a month, or two of them with a slash between, as ISO 8601 writes an interval.
    """

    sources: tuple[dict[str, Any], ...]
    period: str
    edition: str

    def document(self) -> dict[str, Any]:
        """Give it as a JSON object."""
        return {"edition": self.edition, "period": self.period, "sources": list(self.sources)}

    def columns(self) -> dict[str, str]:
        """Give it as columns of a table, the same in every row.

        `sources` are source ids with ; between them, `terms` their distinct terms of use.
        """
        terms = dict.fromkeys(str(source["terms"]) for source in self.sources)
        return {
            "sources": LIST_SEPARATOR.join(str(source["source_id"]) for source in self.sources),
            "terms": TERMS_SEPARATOR.join(terms),
            "period": self.period,
            "edition": self.edition,
        }

    @property
    def last_day(self) -> str:
        """Last day of the period: the date of files that must have one, so that the same data give the same bytes.

        The first that a clock of files knows where the period names no year.
        """
        year = self.period.rpartition("/")[2][:4]
        return f"{year}-12-31" if year.isdigit() else "1980-01-01"


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a file: a table and, for a layer, a shape (CRS84) or None beside each row.

    `registry` knows the columns. `key` names the column whose text identifies a row, `descriptions` say of columns what
    they hold, and `style` is how a map draws the layer; formats that have a place for them keep them.
    """

    name: str
    title: str
    table: pd.DataFrame
    about: About
    registry: Registry
    shapes: np.ndarray | None = None
    key: str | None = None
    descriptions: Mapping[str, str] = field(default_factory=dict)
    style: Style | None = None


def about(dataset: Dataset, source_ids: Iterable[str], period: str | None = None) -> About:
    """Give what a file of these sources carries; the period is the report's unless another is given.

    Raises NotFoundError for a source that there is not.
    """
    sources = tuple(source_record(dataset, source_id) for source_id in dict.fromkeys(source_ids))
    return About(sources, period or period_text(dataset.report), dataset.edition)


def span(periods: Iterable[int | str]) -> str | None:
    """Give years and periods that a table speaks of as one period, None where there is none.

    A year holds its months: 2025 and 2025-04 are 2025 together.
    """
    ends = {end for period in periods for end in str(period).split("/")}
    if not ends:
        return None
    first, last = min(ends, key=_starts), max(ends, key=_ends)
    return first if first == last else f"{first}/{last}"


def _starts(end: str) -> tuple[str, str]:
    year, _, month = end.partition("-")
    return year, month or "01"


def _ends(end: str) -> tuple[str, str]:
    year, _, month = end.partition("-")
    return year, month or "12"
