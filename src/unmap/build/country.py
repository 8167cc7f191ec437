"""`unmap new`: a country's files of the field to a data folder of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.build.areas import describe_areas
from unmap.build.boundary_files import read_boundaries
from unmap.build.drawing import closeness, draw_layers, write_geography
from unmap.build.level_words import country_of
from unmap.build.need_edition import put_together
from unmap.build.need_sheets import NeedOptions, read_need
from unmap.build.population import all_people, read_people, with_people
from unmap.errors import OutputError, ParameterError
from unmap.files import folder_written_whole
from unmap.geo.reference_systems import metric_crs
from unmap.intake.adding import SheetRead, enter_sheets, put_tables, source_id_of, source_row
from unmap.intake.reports_asked import ReportAsked
from unmap.intake.row_accounts import Account, Bucket, Problem
from unmap.intake.sectors import code_of
from unmap.model import schema
from unmap.store.class_limits import classes_table
from unmap.store.loading import load
from unmap.store.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from unmap.build.areas import Areas
    from unmap.build.level_words import Country, LevelWords
    from unmap.errors import Issue
    from unmap.intake.adding import SheetAsked
    from unmap.intake.mapping import ColumnMapping, Mapped
    from unmap.intake.reports_asked import Period


_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundariesAsked:
    """The boundary file of one level, and its columns of code, name and code above where they are unusual."""

    file: Path
    code: str | None = None
    name: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAsked:
    """How the tables of need are to be read: files, unit and year where a table states none, the default indicator."""

    files: tuple[Path, ...] = ()
    unit: str = ""
    year: int | None = None
    default: str = ""
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryAsked:
    """What `unmap new` makes a folder of.

    `boundaries` are by level, 1 for the highest. `sheets` hold who works where. `sources` states, by the name of a
    file, what is known of it: title, publisher, year, terms, url. `replace` lets a folder go that holds more than
    these files.
    """

    country: str
    title: str
    period: Period
    boundaries: Mapping[int, BoundariesAsked]
    words: Mapping[int, LevelWords] = field(default_factory=dict)
    people: tuple[Path, ...] = ()
    people_year: int | None = None
    need: NeedAsked = NeedAsked()
    sheets: Sequence[SheetAsked] = ()
    each_month: bool = False
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replace: bool = False


@dataclass(slots=True, kw_only=True)
class Made:
    """A new folder: the account of each file of boundaries, each sheet of people, need and presence, the edition."""

    accounts: list[Account]
    sheets: list[SheetRead]
    edition: str


def make_country(asked: CountryAsked, out: Path) -> Made:
    """Write the data folder `out` from a country's files, clean or not at all.

    The same files give the same bytes. Raises SourceError or SheetError where a file cannot be read, ParameterError
    for an option that does not fit, DataError where the result would not be clean, OutputError where `out` cannot be
    written or holds the record of other files as well.
    """
    country = country_of(asked.country)
    if not asked.boundaries:
        raise ParameterError("admin1", "is needed: a country without boundaries cannot be drawn")
    sources = _Sources(asked.sources)
    files = {
        "boundaries": [one.file for one in asked.boundaries.values()],
        "people": asked.people,
        "need": asked.need.files,
        "presence": [one.file for one in asked.sheets],
    }
    ids = {role: [sources.add(path, role) for path in paths] for role, paths in files.items()}
    _refuse_loss(asked, out, {one for some in ids.values() for one in some})
    layers = [
        read_boundaries(one.file, level, code=one.code, name=one.name, parent=one.parent)
        for level, one in sorted(asked.boundaries.items())
    ]
    areas = describe_areas(layers, country, asked.words)
    counted = [read_people(path, areas, year=asked.people_year) for path in asked.people]
    areas, people = with_people(areas, all_people(counted))
    needs = [read_need(path, areas, _need_options(path, asked, sources)) for path in asked.need.files]
    need = put_together(needs, areas, people, asked.need.default)
    drawn = draw_layers(areas.outlines, areas.levels, areas.tables, closeness(areas.outlines.shapes))
    read = [_sheet_read(one.mapped, one.issues) for one in counted if one.mapped is not None]
    read += [_sheet_read(one.mapped, one.issues) for one in needs]
    report = ReportAsked(
        report_id=code_of(out.name) or country.code.casefold(),
        period=asked.period,
        title=asked.title,
        source_id=next(iter([*ids["presence"], *ids["boundaries"]])),
        each_month=asked.each_month,
    )
    tables = {
        schema.OFFICIAL_NAMES: _with_source(areas.other_names, ids["boundaries"][-1]),
        schema.INDICATORS: pd.DataFrame(map(asdict, need.indicators)),
        schema.VALUES: need.values,
        schema.CLASSES: classes_table(need.values, areas.codes_by_level),
        schema.REPORTS: pd.DataFrame(_report_rows(country, report, areas)),
        schema.SOURCES: sources.frame(),
    }
    with folder_written_whole(out) as new:
        write_geography(new, areas.levels, drawn)
        edition = put_tables(new, {table: frame for table, frame in tables.items() if len(frame)}, out)
        if asked.sheets:
            dataset = load(new)
            sheets, added = enter_sheets(dataset.whole or dataset, asked.sheets, report)
            read += sheets
            edition = put_tables(new, added, out)
    return Made(accounts=_boundary_accounts(asked, areas, drawn.issues), sheets=read, edition=edition)


def _with_source(names: pd.DataFrame, source_id: str) -> pd.DataFrame:
    return names.assign(source_ids=pd.Series([(source_id,)] * len(names), index=names.index, dtype=object))


def _need_options(path: Path, asked: CountryAsked, sources: _Sources) -> NeedOptions:
    source = sources.of(path)
    need = asked.need
    return NeedOptions(
        source_id=source["source_id"],
        series_name=source["title"],
        year=need.year,
        unit=need.unit,
        mapping=need.mapping,
    )


_NO_LOSS = frozenset({"read-otherwise", "rounded"})
"""Problems of a row that counts all the same."""


def _sheet_read(mapped: Mapped, issues: Sequence[Issue]) -> SheetRead:
    """Account for the rows of a table of people or need: one counts where nothing in it had to be left out."""
    table = mapped.table
    account = Account(file=table.sheet.file, sheet=table.sheet.name, read=len(table.rows), empty=table.empty)
    account.rows = {row.number: Bucket.CREATED for row in table.rows}
    columns = {column.letter: column for column in table.columns}
    for issue in issues:
        column = columns.get(issue.column)
        out = issue.code not in _NO_LOSS and issue.row in account.rows
        account.take_in(
            [
                Problem(
                    row=issue.row,
                    column=f"{column.letter} ({column.title})" if column else issue.column,
                    value="",
                    code=issue.code,
                    reason=issue.message,
                    bucket=Bucket.REJECTED if out else None,
                    place=column.place if column else None,
                )
            ]
        )
    return SheetRead(account=account, mapped=mapped)


def _report_rows(country: Country, report: ReportAsked, areas: Areas) -> list[dict[str, Any]]:
    stated = {
        "country_code": country.code,
        "country_name_en": country.name_en,
        "country_name_es": country.name_es,
        "theme_title_en": "",
        "theme_title_es": "",
        "metric_crs": metric_crs(areas.outlines.box),
    }
    return [{**stated, "report_id": one, **report.told(days)} for days, one in report.by_period().items()]


def _boundary_accounts(asked: CountryAsked, areas: Areas, drawing: Sequence[Issue]) -> list[Account]:
    """Account for the areas of each boundary file: all are created, and what was repaired is said."""
    accounts = []
    for level, one in sorted(asked.boundaries.items()):
        account = Account(file=one.file.name, read=len(areas.tables[level - 1]))
        account.rows = dict.fromkeys(range(2, account.read + 2), Bucket.CREATED)
        account.take_in(
            Problem(row=issue.row, column=issue.column, value="", code=issue.code, reason=issue.message)
            for issue in (*areas.issues, *drawing)
            if issue.file == one.file.name
        )
        accounts.append(account)
    return accounts


class _Sources:
    """The rows of `sources.csv`, one for each file, with what is stated of it."""

    def __init__(self, stated: Mapping[str, Mapping[str, str]]) -> None:
        self._stated = stated
        self._rows: dict[str, dict[str, Any]] = {}
        self._ids: dict[Path, str] = {}

    def add(self, path: Path, role: str) -> str:
        """Add a file in a role and give the id of its source."""
        source_id = source_id_of(path)
        if self._rows.get(source_id, {"file": path.name})["file"] != path.name:
            source_id = code_of(path.name)  # population.csv beside population.xlsx
        self._ids[path] = source_id
        row = self._rows.setdefault(source_id, source_row(path, self._stated.get(path.name, {})))
        row["source_id"] = source_id
        row["role"] = tuple(dict.fromkeys((*row["role"], role)))
        return source_id

    def of(self, path: Path) -> Mapping[str, Any]:
        """Give the row of a file."""
        return self._rows[self._ids[path]]

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(self._rows.values(), columns=list(schema.SOURCES.column_names))


def _refuse_loss(asked: CountryAsked, out: Path, own: set[str]) -> None:
    """Raise OutputError where a folder would go that holds the record of files which are not given here."""
    if asked.replace or not out.exists():
        return
    table = read_csv(out, schema.SOURCES, [])
    others = set() if table is None else set(table["source_id"]) - own
    if table is None or others:
        listed = ", ".join(sorted(others)[:_SHOWN])
        held = f"holds {listed}, of which no file is given" if others else "is no data folder"
        raise OutputError(f"{out}: {held}; name another folder, or replace it with --replace")
