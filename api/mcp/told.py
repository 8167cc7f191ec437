"""What every tool tells beside its figures: need, report, how things are counted, sources, edition, a link.

Answers are short, since their readers pay for each word: a few rows of the columns that answer the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from unmap.measures.answer import DISCLAIMER, report_record, source_record
from unmap.model.plain import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from unmap.features import LayerStore
    from unmap.measures.answer import Answer
    from unmap.store import Dataset

ROWS = 10
"""Rows of a table that are told unless fewer are asked for."""

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tool answers from: the data, its layers, and the address under which the service is reached, if any."""

    layers: LayerStore
    address: str = ""

    @property
    def dataset(self) -> Dataset:
        """The data that is asked."""
        return self.layers.dataset

    def link(self, path: str, **parts: object) -> str:
        """Give an address of this service, pinned to nothing: it shows what is current when it is opened."""
        given = {name: value for name, value in parts.items() if value not in (None, "", False)}
        return f"{self.address}{path}{'?' if given else ''}{urlencode(given)}"

    def answer(self, told: Mapping[str, object], source_ids: Iterable[str], view: str) -> dict[str, Any]:
        """Give what a tool told, with the report, the sources, the edition and a link to look at it."""
        dataset = self.dataset
        report = report_record(dataset)
        ids = dict.fromkeys([*source_ids, str(report["source"]["source_id"])])
        return {
            **told,
            "report": f"{report['title']} ({report['period_start']} to {report['period_end']})",
            "caveat": DISCLAIMER,
            "sources": [_source(dataset, one) for one in ids],
            "edition": dataset.edition,
            "view": view,
        }

    def measured(self, answer: Answer, told: Mapping[str, object], view: str) -> dict[str, Any]:
        """Give an answer of a measure: its need, how it counts, what it cannot say, and what was `told` of it."""
        head = answer.head
        need = head.get("need")
        notes = [one["en"] for part in ("reasons", "notes") for one in head.get(part) or ()]
        beside = {"need": need_text(need) if need else None, "counting": head.get("counting"), "notes": notes}
        source_ids = [one["source_id"] for one in head["sources"]]
        return self.answer({**told, **{name: part for name, part in beside.items() if part}}, source_ids, view)


def _source(dataset: Dataset, source_id: str) -> str:
    source = source_record(dataset, source_id)
    return f"{source['title']}. {source['publisher']}, {source['year']}. {source['url']}"


def need_text(need: Mapping[str, Any]) -> str:
    """Name a need so that nobody takes it for another: indicator, unit, series and year."""
    return f"{need['name_en']}, {need['unit']}, {need['series_name_en']}, {need['year']} ({need['indicator_id']})"


def rows_of(table: pd.DataFrame, columns: Sequence[str], most: int = ROWS) -> dict[str, Any]:
    """Give the first rows of a table, the columns that answer, and how many rows it has in all."""
    kept = [name for name in columns if name in table.columns]
    rows = [{name: rounded(value) for name, value in row.items()} for row in records(table[kept].head(most))]
    return {"rows": rows, "rows_in_all": len(table)}


def rounded(value: object) -> object:
    """Give a number with the decimals that a reader needs; all else as it is."""
    return round(value, DIGITS) if isinstance(value, float) else value
