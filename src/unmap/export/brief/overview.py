"""The states as a plain table, for a reader whose browser runs no script: the map's own figures, and a way to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.coverage import default_need
from unmap.coverage.gaps import gaps
from unmap.export.brief.page import templates
from unmap.layers.encode import records
from unmap.layers.programme import presence_table
from unmap.models import Level, PresenceQuery

if TYPE_CHECKING:
    from unmap.dataset import Dataset


def overview_table(dataset: Dataset) -> str:
    """Give a table of the states: rate, headcount, offices, initiatives and gap, with what they rest on."""
    query = PresenceQuery(level=Level.STATE)
    choice = default_need(dataset, Level.STATE)
    found = gaps(dataset, query)
    counts = presence_table(dataset, query).set_index("code")
    rows = records(found.areas[["code", "name", "need_pct", "need_persons", "gap"]])
    for row in rows:
        row["offices"], row["initiatives"] = (int(counts.loc[row["code"], name]) for name in ("offices", "initiatives"))
    return (
        templates()
        .get_template("overview.html")
        .render(
            rows=sorted(rows, key=lambda row: str(row["code"])),
            need=choice,
            need_source=dataset.source(choice.indicator.source_id),
            report=dataset.report,
            report_source=dataset.source(dataset.report.source_id),
        )
    )
