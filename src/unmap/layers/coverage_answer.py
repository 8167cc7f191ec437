"""One answer of the coverage engine, the same for every interface: what stands before the figures, and tables."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.errors import ParameterError
from unmap.layers.encode import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from unmap.models import Level

AREAS = "areas"
"""The table whose rows can be drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was asked and found.

    `head` is fit for JSON and says what a reader has to know beside the `tables`, of which the first is the most
    useful. `stamp` are columns that a table gets when it travels alone, in a file. `level` names the boundaries that
    the rows of the table `areas` can be drawn with. `final` is false where time ran out before the work was done, so
    that asking again may give a better answer.
    """

    name: str
    head: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    stamp: Mapping[str, Any]
    level: Level | None = None
    final: bool = True

    def table(self, name: str | None = None) -> pd.DataFrame:
        """Give one table, the first unless named; raises ParameterError for one that the answer does not have."""
        chosen = next(iter(self.tables)) if name is None else name
        if chosen not in self.tables:
            raise ParameterError("table", f"must be one of {', '.join(self.tables)}", chosen)
        return self.tables[chosen]

    def stamped(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table as it stands in a file: with indicator, series, year, sources, counting rule and edition."""
        return table.assign(**{name: value for name, value in self.stamp.items() if name not in table.columns})

    def headed(self, name: str, rows: int | None) -> Answer:
        """Give the same with only the first rows of one table; all of them for None."""
        return replace(self, tables={**self.tables, name: self.table(name).head(rows)}) if rows else self

    def document(self, tables: Iterable[str] | None = None) -> dict[str, Any]:
        """Give the answer as one JSON object, with all tables or the named ones as lists of objects."""
        wanted = self.tables if tables is None else tables
        return {**self.head, **{name: records(self.table(name)) for name in wanted}}

    def about(self) -> pd.DataFrame:
        """Give what stands before the figures as a table of part, item and value: question, need, report, sources."""
        kept = ("edition", "definition", "counting", "disclaimer")
        rows = _items("answer", {"title": f"unmap {self.name}", **{name: self.head.get(name) for name in kept}})
        for part in ("query", "need", "report"):
            rows += _items(part, self.head.get(part, {}))
        for source in self.head["sources"]:
            rows += _items(f"source {source['source_id']}", source)
        return pd.DataFrame(rows, columns=["part", "item", "value"])


def _items(part: str, record: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    # A source stands below as a part of its own.
    return [(part, name, value) for name, value in record.items() if not isinstance(value, dict)]


@contextmanager
def named_as(names: Mapping[str, str]) -> Iterator[None]:
    """Have errors of the engine name parameters as the user wrote them."""
    try:
        yield
    except ParameterError as error:
        asked = names.get(error.parameter)
        if asked is None:
            raise
        raise error.renamed(asked) from error
