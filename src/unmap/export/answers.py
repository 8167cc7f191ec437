"""An answer of the coverage engine as a file: what it carries, and a table of it with that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.export.content import About, Content, span
from unmap.export.files import Form, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from unmap.layers.coverage_answer import Answer


def about_answer(answer: Answer) -> About:
    """Give the sources of an answer with their terms, the years that need and presence speak of, and its edition."""
    return About(tuple(answer.head["sources"]), span(_years(answer)) or "", answer.head["edition"])


def answer_csv(answer: Answer, table: pd.DataFrame, name: str) -> bytes:
    """Give one table of an answer as CSV: behind its own columns what was asked, then sources, terms and period."""
    return write(Content(name, name.replace("-", " "), answer.stamped(table), about_answer(answer)), Form.CSV)


def _years(answer: Answer) -> Iterator[int]:
    for part, name in (("need", "year"), ("report", "reporting_year")):
        if part in answer.head:
            yield int(answer.head[part][name])
    for table in answer.tables.values():
        if "year" in table.columns:
            yield from (int(year) for year in table["year"].dropna().unique())
