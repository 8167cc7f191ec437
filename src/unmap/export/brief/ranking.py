"""What a brief says of the gap: how far presence falls short of need, and how sure the rank is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.coverage.gaps import gaps
from unmap.export.brief.record import acronyms_in
from unmap.export.words import Language
from unmap.layers.encode import records
from unmap.layers.features import office_table, place_names

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.export.brief.subject import Subject
    from unmap.models import PresenceQuery


NOTABLE = 0.1
"""Part by which the source's own population may differ from the census without a word on it."""


@dataclass(frozen=True, slots=True)
class GapFacts:
    """The row of `unmap.coverage.gaps.gaps` of one area, what need is ranked by, among how many, over how many choices.

    `nearest` is the nearest field office: agency, place and whether it stands in the area itself.
    """

    row: dict[str, Any]
    need_measure: str
    ranked: int
    choices: int
    nearest: tuple[str, str, bool] | None

    @property
    def other_base(self) -> bool:
        """Whether the source counts other people here than the census, so that the headcount needs a word."""
        base, population = self.row["need_base"], self.row["population"]
        return bool(base and population and abs(base / population - 1) > NOTABLE)


def gap_facts(dataset: Dataset, query: PresenceQuery, subject: Subject, language: Language = Language.EN) -> GapFacts:
    """Give the gap of `subject`; the level of `query` is that of the area."""
    found = gaps(dataset, query)
    table = pd.DataFrame(found.areas.drop(columns="geometry"))
    [row] = records(table.iloc[[subject.row]])
    return GapFacts(
        row,
        found.need_measure,
        int(table["need_rank"].notna().sum()),
        int(found.choices["used"].sum()),
        _nearest(dataset, row, subject, language),
    )


def _nearest(
    dataset: Dataset, row: dict[str, Any], subject: Subject, language: Language
) -> tuple[str, str, bool] | None:
    if row["nearest_office_id"] is None:
        return None
    table = office_table(dataset)
    offices = table.assign(place=place_names(table))
    office = offices.loc[offices["office_id"] == row["nearest_office_id"]].iloc[0]
    here = subject.code in {office["state_code"], office["municipality_code"]}
    return acronyms_in(dataset, language).get(office["agency_id"], ""), str(office["place"]), here
