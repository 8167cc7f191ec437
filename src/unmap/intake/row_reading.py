"""The rows of a presence or office sheet to statements: who, where, on what, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from unmap.intake import cells, dates
from unmap.intake.cells import CellError
from unmap.intake.clues import Clue, CountryWide, Held
from unmap.intake.fields import LEVELS, OFFICES
from unmap.intake.row_accounts import Bucket, Problem
from unmap.intake.statements import Said, Statement
from unmap.model.query import INSIDE, SEAT
from unmap.store.checking import LONGEST_TEXT
from unmap.store.programme_rules import AHEAD, AROUND, FOUNDED, LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from unmap.intake.cells import Read
    from unmap.intake.mapping import Mapped
    from unmap.intake.organisations import Organisation, OrganisationFinder
    from unmap.intake.place_finder import PlaceFinder
    from unmap.intake.reports_asked import Period
    from unmap.intake.row_accounts import Account
    from unmap.intake.sectors import Sector, SectorFinder
    from unmap.intake.sheet_tables import SheetRow


LONGEST_NAME = 1_000
"""Characters of the name of an organisation, a sector or a place: more is a paragraph."""

Value = TypeVar("Value")
_Days = tuple["date | None", "date | None"]
_PROSE = frozenset({"title", "donor", "partner", "note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finders:
    """What knows the places, organisations and sectors of a record, and the level at which offices are wanted."""

    places: PlaceFinder
    organisations: OrganisationFinder
    sectors: SectorFinder
    finest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPeriods:
    """The reports that the rows of a sheet belong to, by their period; most sheets belong to one.

    `by_period` gives the report of a row by the days that its period column names; without that column every row
    belongs to the only one. `years` gives the year that each report is of, `year` that of months without one.
    """

    by_period: Mapping[Period, str]
    years: Mapping[str, int]
    year: int

    def around(self, report: str | None) -> tuple[int, int]:
        """Give the first and the last year of a report, of all for None."""
        years = list(self.years.values()) if report is None else [self.years[report]]
        return min(years), max(years)

    def of(self, days: Period | None) -> str | None:
        """Give the report that holds those days, the only one for None; None for no report."""
        if days is None:
            return next(iter(self.by_period.values())) if len(self.by_period) == 1 else None
        inside = [one for (begin, end), one in self.by_period.items() if begin <= days[0] and days[1] <= end]
        return inside[0] if len(inside) == 1 else None


class _Fault(NamedTuple):
    """What is wrong with the cell of a field: a stable word and sentences, and whether the row stays out for it."""

    field: str
    code: str
    reason: str
    cure: str = ""
    bucket: Bucket | None = None


class _RowError(Exception):
    """A row stays out for the fault that this holds."""

    def __init__(self, *fault: Any) -> None:  # noqa: ANN401 - fields of a fault
        super().__init__(*fault)
        self.fault = _Fault(*fault)


class _Where(NamedTuple):
    """The areas of a row, none for the whole country, and its point, where that may be kept."""

    areas: tuple[str, ...]
    lon: float | None = None
    lat: float | None = None


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one mapped sheet; problems go to `account` as they are found.

    `organisation` is that of rows that name none, as in a form that one organisation fills in.
    """

    mapped: Mapped
    finders: Finders
    reports: ReportPeriods
    account: Account
    organisation: str = ""
    _read_as: set[tuple[str, str]] = field(default_factory=set)

    def statements(self) -> Iterator[Statement]:
        """Give the statements of every row that can be read; each other row is held or rejected in the account."""
        for row in self.mapped.table.rows:
            # Everything that is wrong with a row is told at once, so that it is mended once.
            report, agencies = self._tried(row, self._report), self._tried(row, self._agencies)
            days = self._tried(row, partial(self._dates, report=report))
            where, texts = self._tried(row, self._where), self._tried(row, self._short_enough)
            if texts and report is not None and agencies is not None and days is not None and where is not None:
                yield from self._statements(row, report, agencies, days, where)

    def _tried(self, row: SheetRow, part: Callable[[SheetRow], Value]) -> Value | None:
        try:
            return part(row)
        except _RowError as error:
            self.account.take_in([self._problem(row, error.fault)])
            return None

    def _statements(
        self, row: SheetRow, report: str, agencies: tuple[Organisation, ...], days: _Days, where: _Where
    ) -> Iterator[Statement]:
        start, end = days
        sector = self._sector(row)
        kind: Literal["office", "activity"] = "office" if self.mapped.kind is OFFICES else "activity"
        said = Said(
            # Of several places in one cell each area stands under its own name.
            place=self._place_text(row) if len(where.areas) == 1 else "",
            lon=where.lon,
            lat=where.lat,
            start=start,
            end=end,
            donors=self._names(row, "donor"),
            partners=self._names(row, "partner"),
            note=self._text(row, "note"),
        )
        for agency in agencies:
            title = self._title(row, agency, sector)
            for area in where.areas or ("",):
                yield Statement(
                    row=row.number,
                    kind=kind,
                    report=report,
                    agency=agency,
                    area=area,
                    title=title,
                    sector=sector,
                    said=said,
                )

    def _text(self, row: SheetRow, name: str) -> str:
        seen = cells.text(self.mapped.cell(row, name))
        return "" if seen.lower() in cells.NO_DATA else seen

    def _problem(self, row: SheetRow, fault: _Fault) -> Problem:
        column = self.mapped.columns.get(fault.field)
        return Problem(
            row=row.number,
            column=f"{column.letter} ({column.title})" if column else "",
            value=cells.text(self.mapped.cell(row, fault.field)),
            code=fault.code,
            reason=fault.reason,
            cure=fault.cure,
            bucket=fault.bucket,
            place=column.place if column else None,
        )

    def _say(self, row: SheetRow, name: str, code: str, reason: str) -> None:
        """Tell something of a row that is in the record all the same."""
        self.account.take_in([self._problem(row, _Fault(name, code, reason))])

    def _read(self, row: SheetRow, name: str, read: Callable[[], Read[Value]]) -> Value | None:
        try:
            found = read()
        except CellError as error:
            raise _RowError(name, "bad-cell", error.reason, error.cure, Bucket.REJECTED) from error
        if found.said and (said := (name, found.said)) not in self._read_as:
            # How a month or a number of Excel is read is said once, not in each of a thousand rows.
            self._read_as.add(said)
            self._say(row, name, "read-as", found.said)
        return found.value

    def _report(self, row: SheetRow) -> str:
        cell = self.mapped.cell(row, "period")
        days: Period | None = None
        if len(self.reports.by_period) > 1 and not cells.is_blank(cell):
            read = self._read(row, "period", lambda: dates.period(cell, self._order(), self.reports.year))
            days = (read.first, read.last) if read else None
        report = self.reports.of(days)
        if report is None:
            known = ", ".join(self.reports.by_period.values())
            reason = "no report has this period" if days else "the row says no period, and there are several reports"
            raise _RowError("period", "no-report", reason, f"give the period of one of {known}", Bucket.REJECTED)
        return report

    def _order(self) -> str:
        return self.mapped.order or dates.DAY_FIRST

    def _agencies(self, row: SheetRow) -> tuple[Organisation, ...]:
        name, acronym = self._text(row, "org_name"), self._text(row, "org_acronym")
        name = name if name or acronym else self.organisation
        found = self.finders.organisations.find(name, acronym, self._text(row, "org_type"))
        if not found:
            held = "org_name" if "org_name" in self.mapped.columns else "org_acronym"
            raise _RowError(held, "no-organisation", "the row names no organisation", "name it", Bucket.REJECTED)
        named = "org_name" if name else "org_acronym"
        for agency in found:
            # An acronym alone that may be several bodies is one of its own until a person says: never merged, not lost.
            kept = f"; {agency.acronym} is kept apart until a row has its name" if agency.candidates else ""
            for sentence in agency.said:
                self._say(row, named, "organisation", sentence + kept)
        return found

    def _short_enough(self, row: SheetRow) -> bool:
        for name in self.mapped.columns:
            most = LONGEST_TEXT if name in _PROSE else LONGEST_NAME
            cell = self.mapped.cell(row, name)
            # Nearly all cells are short as they stand.
            if isinstance(cell, str) and len(cell) > most and (length := len(cells.text(cell))) > most:
                reason = f"has {length:,} characters, and {most:,} are the most"
                raise _RowError(name, "too-long", reason, "shorten it", Bucket.REJECTED)
        return True

    def _dates(self, row: SheetRow, report: str | None) -> _Days:
        order = self._order_in(row)
        start, end = self._day(row, "start", order), self._day(row, "end", order)
        if start and end and end < start:
            reason = f"ends on {end.isoformat()}, before it starts on {start.isoformat()}"
            raise _RowError("end", "end-before-start", reason, "correct one of the two dates", Bucket.REJECTED)
        first, last = self.reports.around(report)
        # What `unmap check` allows: an office is there in the year of its report, work may be planned or just over.
        around, ahead = (0, AHEAD) if self.mapped.kind is OFFICES else (AROUND, LONGEST)
        years = str(first) if first == last else f"{first} to {last}"
        for name, wrong, reason in (
            ("start", start and start.year > last + around, f"is after the report's period, {years}"),
            ("start", start and start.year < FOUNDED, f"is before {FOUNDED}"),
            (
                "end",
                end and not first - around <= end.year <= last + ahead,
                f"is too far from the report's period, {years}",
            ),
        ):
            if wrong:
                raise _RowError(name, "other-year", reason, "correct the year", Bucket.REJECTED)
        return start, end

    def _order_in(self, row: SheetRow) -> str:
        """Give whether day or month comes first: what the dates of the row say themselves, else those of the sheet."""
        told = [name for name in ("start", "end") if dates.date_order([self.mapped.cell(row, name)])]
        own = dates.date_order([self.mapped.cell(row, name) for name in told])
        if own and own != self._order():
            self._say(row, told[0], "other-order", f"can only be read {own}, unlike other dates of the sheet")
        return own or self._order()

    def _day(self, row: SheetRow, name: str, order: str) -> date | None:
        cell = self.mapped.cell(row, name)
        if self.mapped.order is None and order == self._order() and dates.is_ambiguous(cell):
            reason = "no date of the sheet tells whether day or month comes first"
            cure = 'say dates = "day-first" or dates = "month-first" in a mapping, or write it as 2024-12-31'
            raise _RowError(name, "ambiguous-date", reason, cure, Bucket.HELD)
        return self._read(row, name, lambda: dates.day(cell, order, end=name == "end"))

    def _clue(self, row: SheetRow) -> Clue:
        columns = self.mapped.columns
        # A code as it stands there: what a spreadsheet did to it is for the finder to see.
        codes = {n: self._raw(row, f"adm{n}_code") for n in LEVELS if f"adm{n}_code" in columns}
        names = {n: self._text(row, f"adm{n}_name") for n in LEVELS if f"adm{n}_name" in columns}
        if "area_code" in columns and (code := self._raw(row, "area_code")):
            codes.setdefault(self.finders.finest, code)
        lon, lat = (self._number(row, name) for name in ("lon", "lat"))
        if self._text(row, "point_basis") in {SEAT, INSIDE}:
            lon = lat = None  # unmap's own export says that the point stands for the area
        return Clue(codes=codes, names=names, text=self._text(row, "place_name"), lon=lon, lat=lat)

    def _raw(self, row: SheetRow, name: str) -> str:
        cell = self.mapped.cell(row, name)
        return "" if cells.is_no_data(cell) else cell if isinstance(cell, str) else cells.text(cell)

    def _number(self, row: SheetRow, name: str) -> float | None:
        return self._read(row, name, lambda: cells.number(self.mapped.cell(row, name), self.mapped.decimal))

    def _where(self, row: SheetRow) -> _Where:
        clue = self._clue(row)
        wants = self.finders.finest if self.mapped.kind is OFFICES and self._names_finest() else 0
        found = self.finders.places.find(clue, wants)
        if (
            isinstance(found, Held)
            and found.code == "unknown-code"
            and found.around
            and self.mapped.kind is not OFFICES
        ):
            # Boundaries older than the sheet: the work is counted where the row surely is, and in no part of it.
            told = f"{found.reason}; kept in {self.finders.places.names.told(found.around)}, the area above"
            self._say(row, found.field, found.code, told)
            return _Where((found.around,))
        if isinstance(found, Held):
            near = [self.finders.places.names.told(code) for code in found.candidates]
            cure = f"{found.cure}; it may be {', '.join(near)}" if near else found.cure
            for sentence in found.said:
                self._say(row, found.field, "place", sentence)
            raise _RowError(found.field, found.code, found.reason, cure, Bucket.HELD)
        for sentence in found.said:
            self._say(row, self._place_field(), "place", sentence)
        if isinstance(found, CountryWide):
            if self.mapped.kind is OFFICES:
                reason = "is the whole country, in which an office stands somewhere"
                raise _RowError(self._place_field(), "no-place", reason, "give its area", Bucket.HELD)
            return _Where(())
        return _Where(found.areas, clue.lon, clue.lat) if found.point else _Where(found.areas)

    def _names_finest(self) -> bool:
        level = self.finders.finest
        return any(f"adm{level}_{what}" in self.mapped.columns for what in ("code", "name"))

    def _place_field(self) -> str:
        finest_first = [f"adm{level}_{what}" for level in reversed(LEVELS) for what in ("name", "code")]
        return next((one for one in ("place_name", *finest_first, "area_code") if one in self.mapped.columns), "")

    def _place_text(self, row: SheetRow) -> str:
        names = [self._text(row, f"adm{level}_name") for level in reversed(LEVELS)]
        place = next((one for one in (self._text(row, "place_name"), *names) if one), "")
        # Two offices of one organisation in one town are told apart by what they are called.
        return ", ".join(filter(None, (self._text(row, "office_name"), place)))

    def _sector(self, row: SheetRow) -> Sector | None:
        return self.finders.sectors.find(self._text(row, "sector") or self._text(row, "sector_code"))

    def _title(self, row: SheetRow, agency: Organisation, sector: Sector | None) -> str:
        own = self._text(row, "title")
        return own or (f"{agency.acronym}: {sector.name_en}" if sector else agency.acronym)

    def _names(self, row: SheetRow, name: str) -> tuple[str, ...]:
        parts = [part.strip() for part in self._text(row, name).split(";")]
        return tuple(dict.fromkeys(one for one in parts if any(map(str.isalnum, one))))
