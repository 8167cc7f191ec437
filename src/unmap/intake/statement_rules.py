"""What `unmap check` would refuse of a statement once it is in the record: its row is held, the record stays clean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from unmap.intake.row_accounts import Bucket, Problem
from unmap.intake.statements import OFFICE
from unmap.store.placing import Office, Placer, areas_named
from unmap.store.programme_rules import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.intake.mapping import Mapped
    from unmap.intake.record_rows import RecordRows
    from unmap.intake.statements import Statement
    from unmap.store import Dataset

_PLACE = ("place_name", "adm2_name", "adm1_name")


class _Fault(NamedTuple):
    """What is wrong: the fields that may be written beside, a stable word, what stands there and sentences."""

    fields: tuple[str, ...]
    code: str
    value: str
    reason: str
    cure: str


class StatementRules:
    """Holds statements against the rules of the store that need more than their row."""

    def __init__(self, dataset: Dataset) -> None:
        """Take the dataset that rows are added to."""
        self._dataset = dataset
        self._placer = Placer(dataset)
        self._agreed: dict[tuple[str, str, str], str] = {}
        rows = dataset.initiatives
        under = rows.loc[(rows["outcome_id"] != "") | (rows["section"] != "")]
        self._under = frozenset(under["initiative_id"])
        self._headed = frozenset(under["report_id"].where(under["report_id"] != "", dataset.report.report_id))
        names = ("agency_id", "acronym", "name_en", "name_es")
        self._agencies = frozenset(folded(name) for column in names for name in dataset.agencies[column])

    def know(self, statements: Iterable[Statement]) -> None:
        """Take in which reports will list work under an outcome or section, by what a sheet says of its own records."""
        headed = {one.report for one in statements if one.own.fields.get("outcome_id") or one.own.fields.get("section")}
        self._headed |= headed

    def problem(self, statement: Statement, record: RecordRows, mapped: Mapped) -> Problem | None:
        """Give what is wrong with a statement, for the row's account; None where nothing is."""
        if statement.own.record_id and record.stands(statement):
            return None
        fault = (
            self._nobody(statement)
            or self._disagreement(statement)
            or self._heading(statement, record)
            or self._partner(statement, record)
        )
        if fault is None:
            return None
        column = next(filter(None, map(mapped.columns.get, fault.fields)), None)
        return Problem(
            row=statement.row,
            column=f"{column.letter} ({column.title})" if column else "",
            value=fault.value,
            code=fault.code,
            reason=fault.reason,
            cure=fault.cure,
            bucket=Bucket.HELD,
            place=column.place if column else None,
        )

    @staticmethod
    def _nobody(statement: Statement) -> _Fault | None:
        """Find work that names no organisation and counts none."""
        if statement.agency or statement.kind == OFFICE or statement.own.fields.get("reported_agency_count"):
            return None
        return _Fault(("org_name", "org_acronym"), "no-organisation", "", "the row names no organisation", "name it")

    def _disagreement(self, statement: Statement) -> _Fault | None:
        """Find a printed place that means another area than the one found."""
        key = (statement.kind, statement.said.place, statement.area)
        if not all(key):
            return None
        if key not in self._agreed:
            self._agreed[key] = self._meant(*key)
        reason = self._agreed[key]
        return _Fault(_PLACE, "places-disagree", key[1], reason, "correct the code or the name") if reason else None

    def _meant(self, kind: str, place: str, area: str) -> str:
        if kind == OFFICE:
            office = Office("", "", place, area, math.nan, math.nan, "field")
            return next((issue.message for issue in self._placer.place(office, 0)[1]), "")
        found = areas_named(self._dataset, place, area)
        return f"the place is {area}, but its name means {' or '.join(found)}" if found and area not in found else ""

    def _heading(self, statement: Statement, record: RecordRows) -> _Fault | None:
        """Find new work without a sector in a report that lists all it has under an outcome, a section or a theme."""
        headed = statement.sectors or statement.own.fields.get("outcome_id") or statement.own.fields.get("section")
        stands_somewhere = headed or statement.kind == OFFICE or statement.report not in self._headed
        if stands_somewhere or record.initiative_id(statement) in self._under:
            return None
        reason = "the report lists work under an outcome or a theme, and the row has no sector"
        return _Fault(("sector", "sector_code", "title"), "no-sector", "", reason, "give its sector")

    def _partner(self, statement: Statement, record: RecordRows) -> _Fault | None:
        """Find an agency of the record among the donors and partners of work that is listed under an outcome."""
        if statement.kind == OFFICE or record.initiative_id(statement) not in self._under:
            return None
        for name, listed in (("donor", statement.said.donors), ("partner", statement.said.partners)):
            agency = next((one for one in listed if folded(one) in self._agencies), None)
            if agency:
                reason = "is an agency of the record, which has its agencies under their own work"
                return _Fault((name,), "agency", agency, reason, "name it as the organisation of a row")
        return None
