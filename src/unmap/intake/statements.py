"""What rows of a presence sheet say, one statement for each organisation and place, and what no record may hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from unmap.geo.names import normalise
from unmap.intake.own_rows import NO_RECORD, OwnRecord
from unmap.intake.row_accounts import Bucket, Problem
from unmap.store.placing import Office, Placer, areas_named
from unmap.store.programme_rules import folded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from unmap.intake.mapping import Mapped
    from unmap.intake.organisations import Organisation
    from unmap.intake.record_rows import RecordRows
    from unmap.intake.sectors import Sector
    from unmap.store import Dataset

OFFICE, ACTIVITY = "office", "activity"


def same_text(text: str) -> str:
    """Give what spellings of one title or place share."""
    return normalise(text) or text


class Key(NamedTuple):
    """What makes two statements one record: the same organisation, in the same area, doing the same.

    `what` is the place of an office, the title of an activity; `area` is "" for work in the whole country.
    """

    kind: str
    report: str
    agency_id: str
    what: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The fields that a statement says of its record; None or () where the sheet does not say."""

    place: str = ""
    lon: float | None = None
    lat: float | None = None
    start: date | None = None
    end: date | None = None
    donors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    note: str = ""

    def joined(self, other: Said) -> Said:
        """Give what both say together: the longer period, all donors and partners, else what was said first."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        theirs = {field.name: getattr(other, field.name) for field in fields(other)}
        found: dict[str, Any] = {name: mine[name] or theirs[name] for name in mine}
        found["lon"], found["lat"] = (self.lon, self.lat) if self.lon is not None else (other.lon, other.lat)
        starts, ends = ([one for one in pair if one] for pair in ((self.start, other.start), (self.end, other.end)))
        # One row may say the end alone, and another that it began later: both days are of the period then.
        days = sorted([*starts, *ends])
        found |= {"start": days[0] if starts else None, "end": days[-1] if ends else None}
        for name in ("donors", "partners"):
            found[name] = tuple(sorted({*mine[name], *theirs[name]}))
        return replace(self, **found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that one row says: an organisation has an office, or is active, in an area.

    `title` is that of an activity, made of organisation and sector where the sheet has none. `own` is the record that
    the row names, which alone may be of no organisation.
    """

    row: int
    kind: Literal["office", "activity"]
    report: str
    agency: Organisation | None
    area: str
    title: str = ""
    sectors: tuple[Sector, ...] = ()
    own: OwnRecord = NO_RECORD
    said: Said

    @property
    def key(self) -> Key:
        """What the statement is about."""
        what = same_text(self.said.place if self.kind == OFFICE else self.title)
        return Key(self.kind, self.report, self.agency_id, self.own.record_id or what, self.area)

    @property
    def agency_id(self) -> str:
        """The id of its organisation, "" for none."""
        return self.agency.agency_id if self.agency else ""


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
