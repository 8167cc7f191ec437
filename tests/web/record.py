"""The programme record counted straight from its tables, to hold the page against."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

from tests.conftest import ROOT

PROGRAMME = ROOT / "data/programme"
BESIDE = ("country-wide", "unnamed-places", "regional")
"""Scopes of what no area can show."""

Row = dict[str, str]


def rows(table: str) -> list[Row]:
    """Every row of a table, cells as text."""
    with (PROGRAMME / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Record:
    """What a filter lets through: by agency, outcome, priority, theme, pillar or donor, and by kind of presence."""

    agency: str = ""
    outcome: str = ""
    priority: str = ""
    topic: str = ""
    pillar: str = ""
    donor: str = ""
    kind: str = "any"
    initiatives: dict[str, Row] = field(init=False)
    offices: set[tuple[str, str]] = field(init=False)
    places: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        of_agency = {row["initiative_id"] for row in rows("initiative_agencies") if row["agency_id"] == self.agency}
        donors = [row for row in rows("initiative_partners") if row["role"] == "donor"]
        funded = {row["initiative_id"] for row in donors if row["partner"].lower().replace(" ", "-") == self.donor}
        self.initiatives = {
            row["initiative_id"]: row
            for row in rows("initiatives")
            if self.outcome in {"", row["outcome_id"]}
            and self.priority in {"", row["priority_id"]}
            and self.topic in {"", *row["themes"].split(";")}
            and self.pillar in {"", *row["covid_pillars"].split(";")}
            and (not self.donor or row["initiative_id"] in funded)
            and (not self.agency or row["initiative_id"] in of_agency)
        }
        self.places = [row for row in rows("initiative_places") if row["initiative_id"] in self.initiatives]
        self.offices = {
            (row["agency_id"], row["area_code"])
            for row in rows("offices")
            if row["office_type"] == "field"
            and not self.of_initiatives
            and self.kind != "initiatives"
            and self.agency in {"", row["agency_id"]}
        }

    @property
    def of_initiatives(self) -> bool:
        """Whether the filter asks for what only initiatives have."""
        return bool(self.outcome or self.priority or self.topic or self.pillar or self.donor)

    def in_state(self, state: str) -> set[str]:
        """Initiatives placed in a state or in one of its municipalities."""
        return {row["initiative_id"] for row in self.places if row["area_code"][:2] == state}

    def direct(self, area: str) -> set[str]:
        """Initiatives placed in exactly this area."""
        return {row["initiative_id"] for row in self.places if row["area_code"] == area}

    def states(self) -> set[str]:
        """States with an initiative."""
        return {row["area_code"][:2] for row in self.places}

    def offices_in(self, state: str) -> int:
        """Offices in a state."""
        return sum(area[:2] == state for _, area in self.offices)

    def of_scope(self, *scopes: str) -> list[Row]:
        """Initiatives of these scopes."""
        return [row for row in self.initiatives.values() if row["scope"] in scopes]


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
