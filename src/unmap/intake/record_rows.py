"""The programme tables of a folder as rows that statements are entered into: offices, initiatives and their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.intake.own_rows import id_for_record
from unmap.intake.sectors import code_of
from unmap.intake.statements import ACTIVITY, OFFICE, Said, same_text
from unmap.model import schema
from unmap.store.programme_rules import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from unmap.intake.reports_asked import Period
    from unmap.intake.statements import Statement
    from unmap.model import Table

Row = dict[str, Any]
Changed = tuple[str, str, str, Any, Any]
"""Table, key of the row, field, old and new value."""

TABLES = (
    schema.AGENCIES,
    schema.OFFICES,
    schema.THEMES,
    schema.INITIATIVES,
    schema.INITIATIVE_AGENCIES,
    schema.INITIATIVE_PLACES,
    schema.INITIATIVE_PARTNERS,
)
"""What a presence sheet may add to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the statements of a sheet come from."""

    source_id: str
    sheet: str

    def locator(self, row: int) -> str:
        """Name the row of the sheet."""
        return f"{self.sheet}, row {row}" if self.sheet else f"row {row}"


@dataclass(slots=True)
class RecordRows:
    """The rows of each table by its name, found again by what they are about.

    A row that was added holds the cells that are told; the others are blank.
    """

    rows: dict[str, list[Row]]
    areas: Mapping[str, tuple[str, str]]
    periods: Mapping[str, Period]
    _offices: dict[tuple[str, str, str, str], Row] = field(default_factory=dict)
    _initiatives: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _places: dict[tuple[str, str], Row] = field(default_factory=dict)
    _partners: set[tuple[str, str, str]] = field(default_factory=set)
    _by_id: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _linked: set[tuple[str, str]] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)
    _agencies: set[str] = field(default_factory=set)
    _themes: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        frames: Mapping[str, pd.DataFrame],
        areas: Mapping[str, tuple[str, str]],
        periods: Mapping[str, Period],
        report: str,
    ) -> RecordRows:
        """Read the tables of a folder.

        `areas` gives, by code, the word of the level of each area and its name, `periods` the days of each report;
        `report` is the report of rows that name none.
        """
        rows = {table.name: _rows(table, frames.get(table.name)) for table in TABLES}
        record = cls(rows, areas, periods)
        record._agencies = {row["agency_id"] for row in rows["agencies"]}
        record._themes = {row["theme_id"] for row in rows["themes"]}
        for row in rows["offices"]:
            key = (row.get("report_id") or report, row["agency_id"], row["area_code"], same_text(row["place_reported"]))
            record._offices.setdefault(key, row)
            record._by_id[OFFICE, key[0], row["office_id"]] = row
            record._ids.add(row["office_id"])
        initiatives = {row["initiative_id"]: row for row in rows["initiatives"]}
        record._ids |= set(initiatives)
        for row in rows["initiatives"]:
            record._by_id[ACTIVITY, row.get("report_id") or report, row["initiative_id"]] = row
        for row in rows["initiative_agencies"]:
            one = initiatives[row["initiative_id"]]
            record._linked.add((row["initiative_id"], row["agency_id"]))
            record._initiatives.setdefault(
                (one.get("report_id") or report, row["agency_id"], same_text(one["title"])), one
            )
        for row in rows["initiative_places"]:
            record._places[row["initiative_id"], row["area_code"]] = row
        for row in rows["initiative_partners"]:
            record._partners.add((row["initiative_id"], row["role"], folded(row["partner"])))
        return record

    def name_the_report(self, report: str) -> None:
        """Say of each row that names no report that this one states it: beside a second report it must be said."""
        for table in ("offices", "initiatives"):
            for row in self.rows[table]:
                row["report_id"] = row["report_id"] or report

    def frames(self) -> dict[Table, pd.DataFrame]:
        """Give the tables as frames again, with the columns of their definition."""
        return {table: self.table(table) for table in TABLES}

    def table(self, table: Table) -> pd.DataFrame:
        """Give one table as it stands now."""
        rows = self.rows[table.name]
        cells = {one.name: [row.get(one.name, _BLANK.get(one.type)) for row in rows] for one in table.columns}
        return pd.DataFrame(cells, dtype=object)

    def known(self, statement: Statement) -> bool:
        """Whether the record holds what the statement is about."""
        if statement.kind == OFFICE:
            return self._office(statement) is not None
        initiative = self._initiative(statement)
        if initiative is None or not self._is_linked(initiative, statement):
            return False
        return not statement.area or (initiative["initiative_id"], statement.area) in self._places

    def stands(self, statement: Statement) -> bool:
        """Whether the record holds it in the area of the statement, so that its rules have been asked."""
        if statement.kind == OFFICE:
            office = self._office(statement)
            return office is not None and office["area_code"] == statement.area
        return self.known(statement)

    def _is_linked(self, initiative: Row, statement: Statement) -> bool:
        return not statement.agency_id or (initiative["initiative_id"], statement.agency_id) in self._linked

    def initiative_id(self, statement: Statement) -> str:
        """Give the id of the initiative that an activity is part of; "" where the record has none."""
        initiative = self._initiative(statement)
        return initiative["initiative_id"] if initiative else ""

    def enter(self, statement: Statement, said: Said, origin: Origin) -> list[Changed]:
        """Enter what is said of one record and give each field that changes."""
        self._know_agency(statement)
        enter = self._enter_office if statement.kind == OFFICE else self._enter_activity
        return list(enter(statement, said, origin))

    def _know_agency(self, statement: Statement) -> None:
        agency = statement.agency
        if agency and agency.agency_id not in self._agencies:
            self._agencies.add(agency.agency_id)
            names = {"acronym": agency.acronym, "name_en": agency.name, "name_es": agency.name}
            self._add("agencies", {"agency_id": agency.agency_id, **names, "org_type": agency.org_type})

    def _add(self, table: str, cells: Row) -> Row:
        self.rows[table].append(cells)
        return cells

    def _period(self, statement: Statement, said: Said) -> tuple[date, date]:
        """Give first and last day: those of the report where a row says none, stretched to the one that it says."""
        begin, end = self.periods[statement.report]
        return said.start or min(begin, said.end or begin), said.end or max(end, said.start or end)

    def _office(self, statement: Statement) -> Row | None:
        key, what = statement.key, same_text(statement.said.place)
        return self._named(statement) or self._offices.get((key.report, key.agency_id, key.area, what))

    def _named(self, statement: Statement) -> Row | None:
        """Give the record that a statement names by its id, which another report's may have had first."""
        told, report = statement.own.record_id, statement.report
        found = (self._by_id.get((statement.kind, report, one)) for one in (told, f"{report}.{told}"))
        return next(filter(None, found), None) if told else None

    def _enter_office(self, statement: Statement, said: Said, origin: Origin) -> Iterator[Changed]:
        row = self._office(statement)
        start, end = self._period(statement, said)
        if row is not None:
            first, last = _days(row["valid_from"], row["valid_to"], said)
            told: dict[str, Any] = {
                "lon": said.lon,
                "lat": said.lat,
                "valid_from": first,
                "valid_to": last,
                "note": said.note,
            }
            told |= {"area_code": statement.area, **statement.own.fields}
            yield from _updated("offices", row["office_id"], row, told)
            return
        key = statement.key
        row = self._add(
            "offices",
            {
                "office_id": self._id_of(statement)
                or self._new_id(key.report, key.agency_id, key.area, code_of(said.place)),
                "agency_id": key.agency_id,
                "place_reported": said.place,
                "area_code": key.area,
                "lon": said.lon,
                "lat": said.lat,
                "office_type": "field",
                "listed_count": 1,
                "valid_from": start,
                "valid_to": end,
                "source_id": origin.source_id,
                "source_locator": origin.locator(statement.row),
                "note": said.note,
                "report_id": key.report,
                **statement.own.fields,
            },
        )
        self._offices[key.report, key.agency_id, key.area, same_text(said.place)] = row
        self._by_id[OFFICE, key.report, row["office_id"]] = row
        yield "offices", row["office_id"], "area_code", None, key.area

    def _initiative(self, statement: Statement) -> Row | None:
        key = statement.key
        return self._named(statement) or self._initiatives.get((key.report, key.agency_id, same_text(statement.title)))

    def _enter_activity(self, statement: Statement, said: Said, origin: Origin) -> Iterator[Changed]:
        initiative = self._initiative(statement)
        if initiative is None:
            initiative = self._new_initiative(statement, said, origin)
            yield "initiatives", initiative["initiative_id"], "title", None, initiative["title"]
        else:
            told = {**statement.own.fields, **({"scope": "located"} if statement.area else {})}
            if initiative["scope"] == "located":
                told.pop("scope", None)
            yield from _updated("initiatives", initiative["initiative_id"], initiative, told)
        yield from self._stretched(initiative, said)
        yield from self._link(initiative, statement)
        own = [(role, (name,)) for name, role in statement.own.partners]
        for role, names in (("donor", said.donors), ("partner", said.partners), *own):
            yield from self._partnered(initiative["initiative_id"], role, names)
        if statement.area:
            yield from self._placed(initiative, statement, said)

    def _link(self, initiative: Row, statement: Statement) -> Iterator[Changed]:
        """Have the organisation of a statement take part in an initiative that others may have as well."""
        pair = (initiative["initiative_id"], statement.agency_id)
        if statement.agency_id and pair not in self._linked:
            self._linked.add(pair)
            self._add("initiative_agencies", {"initiative_id": pair[0], "agency_id": pair[1]})
            if statement.own.record_id:
                yield "initiative_agencies", pair[0], "agency_id", None, pair[1]

    def _new_initiative(self, statement: Statement, said: Said, origin: Origin) -> Row:
        key, sectors = statement.key, statement.sectors
        start, end = self._period(statement, said)
        what = sectors[0].sector_id if sectors else code_of(statement.title) or "work"
        row = self._add(
            "initiatives",
            {
                "initiative_id": self._id_of(statement) or self._new_id(key.report, key.agency_id, what),
                "title": statement.title,
                "title_es": statement.title,
                "themes": tuple(one.sector_id for one in sectors),
                "start_year": start.year,
                "end_year": end.year,
                "scope": "located" if statement.area else "country-wide",
                "source_id": origin.source_id,
                "source_locator": origin.locator(statement.row),
                "report_id": key.report,
                **statement.own.fields,
                **({"scope": "located"} if statement.area else {}),
            },
        )
        self._initiatives[key.report, key.agency_id, same_text(statement.title)] = row
        self._by_id[ACTIVITY, key.report, row["initiative_id"]] = row
        for sector in sectors:
            if sector.sector_id not in self._themes:
                self._themes.add(sector.sector_id)
                names = {"title_en": sector.name_en, "title_es": sector.name_es}
                self._add("themes", {"theme_id": sector.sector_id, **names})
        return row

    def _id_of(self, statement: Statement) -> str:
        """Give the id for a record that the row names, "" where it names none."""
        if not statement.own.record_id:
            return ""
        found = id_for_record(statement.own.record_id, self._ids.__contains__, statement.report)
        self._ids.add(found)
        return found

    def _stretched(self, initiative: Row, said: Said) -> Iterator[Changed]:
        """Have the years of an initiative hold those of all its places."""
        years = [one.year for one in (said.start, said.end) if one]
        start, end = initiative["start_year"], initiative["end_year"]
        told: dict[str, int] = {}
        if said.start if _missing(start) else min(years, default=start) < start:
            told["start_year"] = min(years)
        if said.end if _missing(end) else max(years, default=end) > end:
            told["end_year"] = max(years)
        yield from _updated("initiatives", initiative["initiative_id"], initiative, told)

    def _partnered(self, initiative_id: str, role: str, names: tuple[str, ...]) -> Iterator[Changed]:
        for name in names:
            if (one := (initiative_id, role, folded(name))) not in self._partners:
                self._partners.add(one)
                self._add("initiative_partners", {"initiative_id": initiative_id, "partner": name, "role": role})
                yield "initiative_partners", initiative_id, role, None, name

    def _placed(self, initiative: Row, statement: Statement, said: Said) -> Iterator[Changed]:
        key = (initiative["initiative_id"], statement.area)
        if (row := self._places.get(key)) is not None:
            first, last = _days(row["start_date"], row["end_date"], said)
            told = {"start_date": first, "end_date": last, "note": said.note}
            yield from _updated("initiative_places", f"{key[0]} in {key[1]}", row, told)
            return
        cells = {
            "initiative_id": key[0],
            "area_code": statement.area,
            "level": self.areas[statement.area][0],
            "place_reported": said.place or self.areas[statement.area][1],
            "basis": "stated",
            "start_date": said.start,
            "end_date": said.end,
            "note": said.note,
        }
        own = statement.own.places
        cells |= own.get(statement.area) or own.get("", {})
        self._places[key] = self._add("initiative_places", cells)
        yield "initiative_places", key[0], "area_code", None, statement.area

    def _new_id(self, *parts: str) -> str:
        base = ".".join(part for part in parts if part)
        number = self._numbers.get(base, 1)
        found = base if number == 1 else f"{base}.{number}"
        while found in self._ids:
            number += 1
            found = f"{base}.{number}"
        self._numbers[base] = number
        self._ids.add(found)
        return found


_BLANK: dict[str, Any] = {"string": "", "list": ()}


def _rows(table: Table, frame: pd.DataFrame | None) -> list[Row]:
    if frame is None:
        return []
    names = [column.name for column in table.columns if column.name in frame]
    blank = {column.name: _BLANK.get(column.type) for column in table.columns}
    columns = [[_plain(value) for value in frame[name].tolist()] for name in names]
    return [{**blank, **dict(zip(names, cells, strict=True))} for cells in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any type
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if _missing(value) else value


def _missing(value: Any) -> bool:  # noqa: ANN401 - a cell of any type
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124 - NaN


def _same(new: Any, old: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a sheet, in whose texts every run of spaces is one, says nothing else."""
    return new == old or (isinstance(old, str) and " ".join(old.split()) == new)


def _days(first: date | None, last: date | None, said: Said) -> tuple[date | None, date | None]:
    """Give the days that are told of a row with these; one that is told alone may move the other before or after it."""
    start, end = said.start, said.end
    if start and not end and last and last < start:
        end = start
    if end and not start and first and end < first:
        start = end
    return start, end


def _updated(table: str, key: str, row: Row, told: Mapping[str, Any]) -> Iterator[Changed]:
    """Set the fields that are told and differ; what is not told stays."""
    for name, new in told.items():
        old = row.get(name)
        if not _missing(new) and new not in {"", ()} and not _same(new, old):
            row[name] = new
            yield table, key, name, old, new
