"""A sheet into a record: read, matched, compared with what the folder holds, and written whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.errors import DataError, ParameterError, SheetError, quoted
from unmap.files import folder_written_whole, keep_the_rest, write_whole
from unmap.intake import cells
from unmap.intake.area_names import Alias, with_aliases
from unmap.intake.fields import PRESENCE
from unmap.intake.iati_table import iati_table, is_xml, known_of
from unmap.intake.mapping import KnownAreas, best_sheet, map_columns
from unmap.intake.organisations import OrganisationFinder, Stated
from unmap.intake.own_rows import IDS, OFFICE_ID, OWN, known_keys, own_mapping
from unmap.intake.place_finder import place_finder_of
from unmap.intake.problem_sheet import MARK
from unmap.intake.record_rows import TABLES, Origin, RecordRows
from unmap.intake.reports_asked import ReportAsked, ReportPeriods, reports_of
from unmap.intake.row_accounts import Account, Bucket, Problem, enter
from unmap.intake.row_reading import Finders, RowReader
from unmap.intake.sectors import SectorFinder, code_of, scheme_of
from unmap.intake.sheet_tables import table_in
from unmap.intake.statements import StatementRules
from unmap.intake.strangers import country_words
from unmap.intake.workbooks import read_content, sheets_in
from unmap.model import schema
from unmap.model.records import NOT_STATED
from unmap.store.loading import broken, check_new, edition, load
from unmap.store.table_files import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from unmap.intake.fields import Kind
    from unmap.intake.mapping import ColumnMapping, Mapped, Proposal
    from unmap.intake.sheet_tables import SheetTable
    from unmap.intake.statements import Statement
    from unmap.intake.workbooks import Sheet
    from unmap.model import Table
    from unmap.store import Dataset

"""Publisher and terms of a sheet of which nobody has said them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAsked:
    """A sheet to add: its file, its name where the file has several, its kind, and what was decided of its columns.

    `organisation` is that of rows that name none.
    `source` holds what is known of who published it: title, publisher, terms, url. `places` are areas that a person has
    decided for single rows, by their number: for a name that several bear, of which no alias could be kept. `table` is
    that of the sheet where it was read already.
    """

    file: Path
    sheet: str | None = None
    kind: Kind = PRESENCE
    mapping: ColumnMapping | None = None
    organisation: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    table: SheetTable | None = None


@dataclass(slots=True, kw_only=True)
class SheetRead:
    """A sheet that was read: its account, its columns, and its cells by row, for the sheet of problems."""

    account: Account
    mapped: Mapped

    @property
    def titles(self) -> list[str]:
        """The titles of all columns, in order."""
        width = max((column.place for column in self.mapped.table.columns), default=-1) + 1
        titles = [""] * width
        for column in self.mapped.table.columns:
            titles[column.place] = column.title
        return titles

    @property
    def cells(self) -> dict[int, Sequence[Any]]:
        """The cells of each row by its number."""
        return {row.number: row.cells for row in self.mapped.table.rows}


@dataclass(slots=True, kw_only=True)
class Added:
    """What adding came to: each sheet as read, and the edition of the folder, "" where nothing was to be written."""

    sheets: list[SheetRead] = field(default_factory=list)
    edition: str = ""


def mapped_sheet(asked: SheetAsked, dataset: Dataset) -> Mapped:
    """Read the sheet that is asked for, or the one that fits its kind, and tell its columns.

    A file of IATI activities is a sheet with a row for each location. Raises SheetError where no sheet of the file
    fits or the kind's fields are missing.
    """
    areas = KnownAreas(
        codes={level.level: frozenset(dataset.areas(level)) for level in dataset.admin_levels},
        words={level.level: (level.singular_en, level.singular_es) for level in dataset.admin_levels},
    )
    table = asked.table or _table(asked, dataset, areas)
    own = own_mapping(table, map(str, dataset.admin_levels), offices=asked.kind is not PRESENCE)
    if own is None:
        return map_columns(table, asked.kind, asked.mapping, areas)
    return replace(map_columns(table, OWN, asked.mapping or own, areas), proposals=())


def _table(asked: SheetAsked, dataset: Dataset, areas: KnownAreas) -> SheetTable:
    content = read_content(asked.file)
    if is_xml(content):
        if asked.kind is not PRESENCE:
            raise SheetError(f"{asked.file.name}: is XML, which may hold activities and no {asked.kind.name}")
        return iati_table(asked.file.name, content, known_of(dataset))
    sheets = sheets_in(asked.file.name, content)
    wanted = asked.sheet or (asked.mapping.sheet if asked.mapping else None)
    if wanted is None:
        sheet = sheets[0] if len(sheets) == 1 else _own_sheet(sheets) or best_sheet(sheets, asked.kind, areas)
    else:
        by_name = {one.name: one for one in sheets}
        if wanted not in by_name:
            names = ", ".join(map(quoted, by_name))
            raise ParameterError("sheet", f"{asked.file.name} has no such sheet; there are {names}", wanted)
        sheet = by_name[wanted]
    table = table_in(sheet, asked.mapping.header_row if asked.mapping else None)
    # What unmap wrote beside the cells of a sheet of problems is no data when that comes back.
    columns = tuple(one for one in table.columns if not one.title.startswith(MARK))
    return replace(table, columns=columns, mended=len(columns) < len(table.columns))


def _own_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """Give the sheet of an export of unmap's own that holds the record; its others tell of it."""
    return next(
        (one for one in sheets if one.rows and not {*IDS, OFFICE_ID}.isdisjoint(map(cells.text, one.rows[0]))), None
    )


def add(
    folder: Path,
    sheets: Sequence[SheetAsked],
    report: ReportAsked,
    *,
    decided: Sequence[Alias] = (),
    dry_run: bool = False,
) -> Added:
    """Add sheets to the record of a data folder.

    Every row of a sheet ends in one bucket of its account: created, updated, unchanged, held or rejected. Rows in the
    first two are in the folder when this returns, unless it is a `dry_run`, which says the same and writes nothing.
    The same sheet added twice changes nothing. `decided` are spellings that a person has accepted for areas; they are
    kept as aliases.

    Raises DataError where the folder is broken, SheetError where a sheet cannot be read, ParameterError where the
    report is not known and has no period, OutputError where the folder cannot be written. Then nothing has changed.
    """
    newest = load(folder)
    read, _, tables = read_into(newest.whole or newest, sheets, report, decided)
    if dry_run:
        return Added(sheets=read)
    if not tables:
        return Added(sheets=read, edition=edition(folder))
    with folder_written_whole(folder) as new:
        keep_the_rest(folder, new)
        return Added(sheets=read, edition=put_tables(new, tables, folder))


TablesOf = dict["Table", pd.DataFrame]
"""Some tables of a record."""


def read_into(
    dataset: Dataset, sheets: Sequence[SheetAsked], report: ReportAsked, decided: Sequence[Alias] = ()
) -> tuple[list[SheetRead], TablesOf, TablesOf]:
    """Read sheets into the record of a dataset; give each as read, and the tables that differ before and after.

    There are none where nothing is to be written. Raises what `add` does of sheets and report.
    """
    known = replace(dataset, aliases=with_aliases(dataset, decided)) if decided else dataset
    read, plan = _entered(known, sheets, report)
    if not plan.changes and not decided:
        return read, {}, {}
    after = plan.tables()
    if decided:
        after[schema.ALIASES] = known.aliases
    return read, {table: dataset.table(table.name) for table in after}, after


def enter_sheets(
    dataset: Dataset, sheets: Sequence[SheetAsked], report: ReportAsked
) -> tuple[list[SheetRead], dict[Table, pd.DataFrame]]:
    """Read sheets one after the other into the record of a dataset; give each as read, and the tables to be written.

    Raises DataError where a row of a sheet is in no bucket, and what `add` does of sheets and report.
    """
    read, plan = _entered(dataset, sheets, report)
    return read, plan.tables()


def _entered(dataset: Dataset, sheets: Sequence[SheetAsked], report: ReportAsked) -> tuple[list[SheetRead], _Plan]:
    plan = _Plan(dataset, report)
    read = [plan.read(asked) for asked in sheets]
    for account in (one.account for one in read):
        if not account.balanced:
            raise DataError(f"{account.file}: {account.read} rows were read and {len(account.rows)} counted")
    return read, plan


def put_tables(folder: Path, tables: Mapping[Table, pd.DataFrame], name: Path) -> str:
    """Write tables into a folder that nobody reads yet, record them in its manifest, and give its edition.

    Raises DataError where the folder is not clean then, under the `name` that it is to have.
    """
    for table, frame in tables.items():
        path = folder / table.path
        if len(frame) or path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, csv_bytes(table, _filled(table, frame)))
    if issues := check_new(folder):
        raise broken(name, list(issues))
    return edition(folder)


def _filled(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table without the columns that need not be there and say nothing."""
    said = frame.map(lambda cell: bool(cell) if isinstance(cell, str | tuple) else not pd.isna(cell)).any()
    return frame[
        [
            column.name
            for column in table.columns
            if column.name in frame and (column.required or column.name in table.key or said[column.name])
        ]
    ]


def source_id_of(path: Path) -> str:
    """Give the id that a file has among the sources: that of an earlier reading of a file of its name."""
    return code_of(path.stem) or "sheet"


def source_row(path: Path, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Give the row of a file in `sources.csv`, with what is stated of it; its checksum is that of the file now.

    Raises SheetError where the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path}: cannot be read ({error.strerror or error})") from error
    return {
        **{column.name: "" for column in schema.SOURCES.columns},
        "title": cells.text(path.name),
        "publisher": NOT_STATED,
        "terms": NOT_STATED,
        "role": (),
        **stated,
        "source_id": source_id_of(path),
        "file": cells.text(path.name),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


class _Plan:
    """The rows of a record while sheets are entered into it, one after the other."""

    def __init__(self, dataset: Dataset, asked: ReportAsked) -> None:
        self._dataset = dataset
        self._reports, self._year, self._new_reports = reports_of(dataset, asked)
        known = dataset.reports[["report_id", "reporting_year"]].itertuples(index=False, name=None)
        self._years = {report: int(year) for report, year in known}
        self._years |= {one["report_id"]: one["reporting_year"] for one in self._new_reports}
        areas = {
            code: (level.word, name)
            for level in dataset.admin_levels
            for code, name in dataset.layer(level)[["code", "name"]].itertuples(index=False)
        }
        frames = {table.name: dataset.table(table.name) for table in TABLES}
        periods = {report: days for days, report in self._reports.items()}
        self._record = RecordRows.of(frames, areas, periods, dataset.report.report_id)
        if self._new_reports:
            self._record.name_the_report(dataset.report.report_id)
        self._rules = StatementRules(dataset)
        self._scheme = ("", "")
        self._sources: dict[str, dict[str, Any]] = {}

    def read(self, asked: SheetAsked) -> SheetRead:
        """Read one sheet and enter what it says."""
        mapped = mapped_sheet(asked, self._dataset)
        table = mapped.table
        if missing := mapped.missing():
            wanted = " or ".join(missing[0])
            near = [one.column.title for one in mapped.proposals if one.field in missing[0]]
            like = f"; {' and '.join(map(quoted, near))} may be meant" if near else ""
            raise SheetError(f"{table.sheet.place}: has no column for {wanted}; say in a mapping which one it is{like}")
        account = Account(file=asked.file.name, sheet=table.sheet.name, read=len(table.rows), empty=table.empty)
        periods = ReportPeriods(by_period=self._reports, years=self._years, year=self._year)
        account.take_in(map(_proposed, mapped.proposals))
        if table.sheet.macros:
            account.take_in(
                [Problem(row=0, column="", value="", code="macros", reason="holds macros, which are not run")]
            )
        if any(self._dataset.level_of(code) is None for code in asked.places.values()):
            raise ParameterError("places", "names no area of the data")
        reader = RowReader(mapped, self._finders(mapped), periods, account, asked.organisation, asked.places)
        if "sector" in mapped.columns and not self._scheme[0]:
            self._scheme = scheme_of(mapped.columns["sector"].title)
        statements = reader.all_statements()
        self._rules.know(statements)
        wrong = {one.row for one in statements if not self._fits(one, mapped, account)}
        origin = Origin(source_id=source_id_of(asked.file), sheet=cells.text(table.sheet.name))
        enter((one for one in statements if one.row not in wrong), self._record, origin, account)
        if self._new_reports or {Bucket.CREATED, Bucket.UPDATED} & {*account.rows.values()}:
            self._enter_source(asked)
        return SheetRead(account=account, mapped=mapped)

    def _finders(self, mapped: Mapped) -> Finders:
        """Give what knows places, sectors and organisations: those of the record now and all that the sheet names."""
        names = ("org_name", "org_acronym", "org_type")
        stated = [Stated(*(cells.text(mapped.cell(row, name)) for name in names)) for row in mapped.table.rows]
        report = self._dataset.report
        return Finders(
            places=place_finder_of(self._dataset),
            organisations=OrganisationFinder(
                self._record.table(schema.AGENCIES), stated, (report.country_name_en, report.country_name_es)
            ),
            sectors=SectorFinder(self._record.table(schema.THEMES)),
            finest=self._dataset.finest.level,
            country=country_words(report.country_code, (report.country_name_en, report.country_name_es)),
            country_name=report.country_name_en,
            keys=known_keys(self._dataset),
        )

    def _fits(self, statement: Statement, mapped: Mapped, account: Account) -> bool:
        problem = self._rules.problem(statement, self._record, mapped)
        if problem:
            account.take_in([problem])
        return problem is None

    @property
    def changes(self) -> bool:
        """Whether the record is another one than before."""
        return bool(self._sources)

    def _enter_source(self, asked: SheetAsked) -> None:
        """Enter the file among the sources, with what was known of one of its name before."""
        source_id = source_id_of(asked.file)
        held = self._dataset.sources.set_index("source_id")
        stated: dict[Any, Any] = held.loc[source_id].to_dict() if source_id in held.index else {}
        row = source_row(asked.file, {**stated, **asked.source})
        row["role"] = tuple(dict.fromkeys((*(stated.get("role") or ()), "presence")))
        self._sources[source_id] = row

    def _of_boundaries(self) -> set[str]:
        """Give the sources of boundaries alone: what a report without presence names until a sheet of it comes."""
        roles = dict(zip(self._dataset.sources["source_id"], self._dataset.sources["role"], strict=True))
        return {one for one, role in roles.items() if "boundaries" in (role or ()) and "presence" not in role}

    def tables(self) -> dict[Table, pd.DataFrame]:
        """Give the tables as they are to be written."""
        sources = self._dataset.sources
        kept = sources.loc[~sources["source_id"].isin(self._sources)]
        tables = self._record.frames()
        tables[schema.SOURCES] = pd.concat([kept, pd.DataFrame(self._sources.values())], ignore_index=True)
        first = next(iter(self._sources), "")
        new = pd.DataFrame([{**row, "source_id": row["source_id"] or first} for row in self._new_reports])
        reports = pd.concat([self._dataset.reports, new], ignore_index=True) if len(new) else self._dataset.reports
        unnamed = reports["report_id"].isin(self._reports.values()) & (reports["theme_title_en"] == "")
        if self._scheme[0] and unnamed.any():
            english, spanish = (
                reports[f"theme_title_{language}"].mask(unnamed, title)
                for language, title in zip(("en", "es"), self._scheme, strict=True)
            )
            reports = reports.assign(theme_title_en=english, theme_title_es=spanish)
        bare = reports["report_id"].isin(self._reports.values()) & reports["source_id"].isin(self._of_boundaries())
        if first and bare.any():
            reports = reports.assign(source_id=reports["source_id"].mask(bare, first))
        if reports is not self._dataset.reports:
            tables[schema.REPORTS] = reports
        return tables


def _proposed(proposal: Proposal) -> Problem:
    column = proposal.column
    return Problem(
        row=0,
        column=f"{column.letter} ({column.title})",
        value="",
        code="like-a-field",
        reason=f"is like {proposal.field}, and is not read",
        cure="say so in a mapping if it is",
        place=column.place,
    )
