"""The rows of a presence or office sheet to statements: who, where, on what, from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from unmap.intake import cells, dates
from unmap.intake.cells import CellError
from unmap.intake.clues import CountryWide, Held, clue_of, names_level, place_field, place_text, text_of
from unmap.intake.fields import OFFICES
from unmap.intake.own_rows import OWN, FieldError, OwnRecord, own_record
from unmap.intake.row_accounts import Bucket, Problem
from unmap.intake.statements import Said, Statement
from unmap.intake.strangers import Strangers
from unmap.store.checking import LONGEST_TEXT
from unmap.store.programme_rules import AHEAD, AROUND, FOUNDED, LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from unmap.intake.cells import Read
    from unmap.intake.clues import Clue, Found
    from unmap.intake.mapping import Mapped
    from unmap.intake.organisations import Organisation, OrganisationFinder
    from unmap.intake.place_finder import PlaceFinder
    from unmap.intake.reports_asked import Period, ReportPeriods
    from unmap.intake.row_accounts import Account
    from unmap.intake.sectors import Sector, SectorFinder
    from unmap.intake.sheet_tables import SheetRow


LONGEST_NAME = 1_000
"""Characters of the name of an organisation, a sector or a place: more is a paragraph."""

Value = TypeVar("Value")
_OVER = frozenset({"cancelled", "suspended"})
"""Status of an activity that does not go on."""

_Days = tuple["date | None", "date | None"]
_PROSE = frozenset({"title", "donor", "partner", "note", *(one.name for one in OWN.fields if not one.titles)})
_LISTS = frozenset({"places", "partners", "area_code"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finders:
    """What knows the places, organisations and sectors of a record, and the level at which offices are wanted.

    `country` holds the names and codes of the country in small letters, `country_name` the one for sentences; `keys`
    are those of `unmap.intake.own_rows.known_keys`.
    """

    places: PlaceFinder
    organisations: OrganisationFinder
    sectors: SectorFinder
    finest: int
    country: frozenset[str] = frozenset()
    country_name: str = ""
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)


class _Fault(NamedTuple):
    """What is wrong with the cell of a field: a stable word and sentences, and whether the row stays out for it."""

    field: str
    code: str
    reason: str
    cure: str = ""
    bucket: Bucket | None = None
    candidates: tuple[str, ...] = ()
    around: str = ""


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


class _Read(NamedTuple):
    """What the cells of a row say, each part read for itself."""

    report: str
    own: OwnRecord
    agencies: tuple[Organisation | None, ...]
    days: _Days
    where: _Where


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one mapped sheet; problems go to `account` as they are found.

    `organisation` is that of rows that name none, as in a form that one organisation fills in; `places` are the areas
    that a person has decided for rows, by their number.
    """

    mapped: Mapped
    finders: Finders
    reports: ReportPeriods
    account: Account
    organisation: str = ""
    places: Mapping[int, str] = field(default_factory=dict)
    _read_as: set[tuple[str, str]] = field(default_factory=set)
    _strangers: Strangers = field(init=False)
    _records: dict[tuple[bool, str], tuple[int, OwnRecord]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to watch for a sheet of another country."""
        self._strangers = Strangers(self.finders.country, self.finders.country_name)

    def all_statements(self) -> list[Statement]:
        """Give the statements of all rows; raises SheetError where the sheet is one of another country."""
        found = list(self.statements())
        # Activities of many countries stand in one file, and what is to be mended may be wrong again.
        if self.mapped.kind is not OWN and not self.mapped.table.mended:
            self._strangers.refuse(self.mapped)
        return found

    def statements(self) -> Iterator[Statement]:
        """Give the statements of every row that can be read; each other row is held or rejected in the account."""
        for row in self.mapped.table.rows:
            # Everything that is wrong with a row is told at once, so that it is mended once.
            report, own = self._tried(row, self._report), self._tried(row, self._own)
            agencies = self._tried(row, partial(self._agencies, own=own))
            days = self._tried(row, partial(self._dates, report=report, own=own))
            where, fits = self._tried(row, partial(self._where, own=own)), self._tried(row, self._fits)
            if not fits or report is None or own is None or agencies is None or days is None or where is None:
                continue
            yield from self._statements(row, _Read(report, own, agencies, days, where))

    def _tried(self, row: SheetRow, part: Callable[[SheetRow], Value]) -> Value | None:
        try:
            return part(row)
        except _RowError as error:
            self.account.take_in([self._problem(row, error.fault)])
            return None

    def _statements(self, row: SheetRow, read: _Read) -> Iterator[Statement]:
        report, own, agencies, (start, end), where = read
        kind: Literal["office", "activity"] = "office" if own.is_office or self.mapped.kind is OFFICES else "activity"
        said = Said(
            # Of several places in one cell each area stands under its own name.
            place=place_text(self.mapped, row, own) if len(where.areas) == 1 else "",
            lon=where.lon,
            lat=where.lat,
            start=start,
            end=end,
            donors=self._names(row, "donor"),
            partners=self._names(row, "partner"),
            note=text_of(self.mapped, row, "note"),
        )
        for agency, area in product(agencies, where.areas or ("",)):
            for title, sectors in self._work(row, agency, own):
                yield Statement(
                    row=row.number,
                    kind=kind,
                    report=report,
                    agency=agency,
                    area=area,
                    title=title,
                    sectors=sectors,
                    own=own,
                    said=said,
                )

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
            candidates=fault.candidates,
            around=fault.around,
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

    def _own(self, row: SheetRow) -> OwnRecord:
        try:
            own = own_record(self.mapped, row, self.finders.keys)
        except FieldError as error:
            raise _RowError(error.field, "bad-cell", error.reason, error.cure, Bucket.REJECTED) from error
        first, known = self._records.setdefault((own.is_office, own.record_id), (row.number, own))
        if own.record_id and known.says != own.says:
            reason = f"row {first} says something else of the same id"
            raise _RowError("record_id", "duplicate-id", reason, "correct one of the two rows", Bucket.REJECTED)
        return own

    def _agencies(self, row: SheetRow, own: OwnRecord | None) -> tuple[Organisation | None, ...]:
        name, acronym = text_of(self.mapped, row, "org_name"), text_of(self.mapped, row, "org_acronym")
        name = name if name or acronym else self.organisation
        found = self.finders.organisations.find(name, acronym, text_of(self.mapped, row, "org_type"))
        if not found and own and own.record_id:
            return (None,)
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

    def _fits(self, row: SheetRow) -> bool:
        """Hold what is no work in the country, and reject what no record could hold."""
        named = self._names(row, "country") if "country" in self.mapped.columns else ()
        if named and all(map(self._strangers.is_abroad, named)):
            raise _RowError("country", "other-country", "is another country", "leave the row out", Bucket.HELD)
        if self.mapped.kind is OWN and (status := text_of(self.mapped, row, "status")) in _OVER:
            reason = f"the activity is {status}, which is no presence"
            raise _RowError("status", "not-going-on", reason, "leave the row out", Bucket.HELD)
        for name in self.mapped.columns:
            if name in _LISTS:
                continue
            most = LONGEST_TEXT if name in _PROSE else LONGEST_NAME
            cell = self.mapped.cell(row, name)
            # Nearly all cells are short as they stand.
            if isinstance(cell, str) and len(cell) > most and (length := len(cells.text(cell))) > most:
                reason = f"has {length:,} characters, and {most:,} are the most"
                raise _RowError(name, "too-long", reason, "shorten it", Bucket.REJECTED)
        return True

    def _dates(self, row: SheetRow, report: str | None, own: OwnRecord | None) -> _Days:
        order = self._order_in(row)
        start, end = self._day(row, "start", order), self._day(row, "end", order)
        if start and end and end < start:
            reason = f"ends on {end.isoformat()}, before it starts on {start.isoformat()}"
            raise _RowError("end", "end-before-start", reason, "correct one of the two dates", Bucket.REJECTED)
        years = own.fields if own and not own.is_office else {}
        begun, over = (
            years.get(f"{name}_year") or getattr(day, "year", None) for name, day in (("start", start), ("end", end))
        )
        named = "start" if start else "start_year", "end" if end else "end_year"
        is_office = self.mapped.kind is OFFICES or (own is not None and own.is_office)
        self._year_fits(named, (begun, over), report, is_office=is_office)
        return start, end

    def _year_fits(
        self, named: tuple[str, str], years: tuple[int | None, int | None], report: str | None, *, is_office: bool
    ) -> None:
        """Reject a row whose years the record could not hold; `named` are the fields that tell start and end."""
        start, end = named
        begun, over = years
        first, last = self.reports.around(report)
        # What `unmap check` allows: an office is there in the year of its report, work may be planned or just over.
        around, ahead = (0, AHEAD) if is_office else (AROUND, LONGEST)
        period = str(first) if first == last else f"{first} to {last}"
        for name, wrong, reason in (
            (start, begun and begun > last + around, f"is after the report's period, {period}"),
            (start, begun and begun < FOUNDED, f"is before {FOUNDED}"),
            (
                end,
                over and not first - around <= over <= last + ahead,
                f"is too far from the report's period, {period}",
            ),
            (end, begun and over and over < begun, f"is before {begun}, in which it starts"),
        ):
            if wrong:
                raise _RowError(name, "other-year", reason, "correct the year", Bucket.REJECTED)

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

    def _number(self, row: SheetRow, name: str) -> float | None:
        return self._read(row, name, lambda: cells.number(self.mapped.cell(row, name), self.mapped.decimal))

    def _found(self, row: SheetRow, clue: Clue) -> Found:
        fine_offices = self.mapped.kind is OFFICES and names_level(self.mapped, self.finders.finest)
        found = self.finders.places.find(clue, self.finders.finest if fine_offices else 0)
        if clue.says_something:
            value = text_of(self.mapped, row, found.field) if isinstance(found, Held) else ""
            self._strangers.take(clue, found, value)
        return found

    def _where(self, row: SheetRow, own: OwnRecord | None) -> _Where:
        lon, lat = (self._number(row, name) for name in ("lon", "lat"))
        clue = clue_of(self.mapped, row, self.finders.finest, lon, lat)
        if own and own.placeless and not clue.says_something:
            if "exactness" in self.mapped.columns:
                self._say(row, "scope", "no-location", "the activity names no location, and is kept beside the map")
            return _Where(())
        if codes := text_of(self.mapped, row, "other_codes"):
            reason = f"the codes of the location mean different areas: {codes}"
            raise _RowError("other_codes", "places-disagree", reason, "leave one of them", Bucket.HELD)
        found = self._found(row, clue)
        if isinstance(found, Held) and (instead := self._instead(row, found)):
            return _Where((instead,))
        if isinstance(found, Held):
            near = [self.finders.places.names.told(code) for code in found.candidates]
            cure = f"{found.cure}; it may be {', '.join(near)}" if near else found.cure
            for sentence in found.said:
                self._say(row, found.field, "place", sentence)
            raise _RowError(found.field, found.code, found.reason, cure, Bucket.HELD, found.candidates, found.around)
        for sentence in found.said:
            self._say(row, place_field(self.mapped), "place", sentence)
        if isinstance(found, CountryWide):
            if self.mapped.kind is OFFICES:
                reason = "is the whole country, in which an office stands somewhere"
                raise _RowError(place_field(self.mapped), "no-place", reason, "give its area", Bucket.HELD)
            return _Where(())
        return _Where(found.areas, clue.lon, clue.lat) if found.point else _Where(found.areas)

    def _instead(self, row: SheetRow, found: Held) -> str:
        """Give the area of a row whose words do not tell it: one decided for it, or the one above; "" for neither."""
        names = self.finders.places.names
        if decided := self.places.get(row.number):
            self._say(row, found.field, "decided", f"is taken for {names.told(decided)}, as was decided for this row")
            return decided
        if found.code == "unknown-code" and found.around and self.mapped.kind is not OFFICES:
            # Boundaries older than the sheet: the work is counted where the row surely is, and in no part of it.
            self._say(
                row, found.field, found.code, f"{found.reason}; kept in {names.told(found.around)}, the area above"
            )
            return found.around
        return ""

    def _work(
        self, row: SheetRow, agency: Organisation | None, own: OwnRecord
    ) -> Iterator[tuple[str, tuple[Sector, ...]]]:
        """Give title and sectors of the work of a row: without a title of its own, that in each sector is one."""
        cells_of = self._names(row, "sector") or self._names(row, "sector_code")
        sectors = tuple(filter(None, map(self.finders.sectors.find, cells_of)))
        title, who = text_of(self.mapped, row, "title"), agency.acronym if agency else own.record_id
        if title or own.record_id or not sectors:
            yield title or who, sectors
        else:
            yield from ((f"{who}: {sector.name_en}", (sector,)) for sector in sectors)

    def _names(self, row: SheetRow, name: str) -> tuple[str, ...]:
        parts = [part.strip() for part in text_of(self.mapped, row, name).split(";")]
        return tuple(dict.fromkeys(one for one in parts if any(map(str.isalnum, one))))
