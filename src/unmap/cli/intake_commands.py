"""`unmap new` and `unmap add`: a country's files to a data folder, a sheet into its record, every row accounted for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson
import typer

from unmap.cli.options import Form
from unmap.errors import ParameterError, quoted, visible
from unmap.files import leads_to_workspace, require_folder
from unmap.intake.row_accounts import Bucket
from unmap.memory import share_pools

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from unmap.intake.adding import SheetAsked, SheetRead
    from unmap.intake.area_names import Alias
    from unmap.intake.reports_asked import ReportAsked
    from unmap.intake.row_accounts import Account, Change, Problem

SOME_OUT = 1
"""Exit code where all is written that could be, and some rows are held or rejected."""

SHOWN = 12
"""Problems and changes of a sheet that are printed; the file of `--issues` and JSON hold all."""


class SheetKind(StrEnum):
    """What a row of a sheet is: who does what where, or an office."""

    PRESENCE = "presence"
    OFFICES = "offices"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAsked:
    """What `unmap add` was given."""

    files: tuple[Path, ...]
    to: Path
    report: str | None = None
    title: str = ""
    period: str | None = None
    each_month: bool = False
    kind: SheetKind = SheetKind.PRESENCE
    sheet: str | None = None
    mapping: Path | None = None
    aliases: tuple[str, ...] = ()
    organisation: str = ""
    publisher: str = ""
    terms: str = ""
    issues: Path | None = None
    reason: str = ""
    dry_run: bool = False
    form: Form = Form.TABLE


class Unit(StrEnum):
    """In which unit a table of need has its values."""

    SHARE = "share"
    PERCENT = "percent"
    PERSONS = "persons"
    INDEX = "index"
    RATE = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAsked:
    """What `unmap new` was given; files of sheets each with the name of the sheet."""

    folder: Path
    country: str
    title: str
    period: str
    boundaries: tuple[Path | None, ...]
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    people: tuple[Path, ...] = ()
    need: tuple[Path, ...] = ()
    unit: Unit | None = None
    default: str = ""
    people_year: int | None = None
    need_year: int | None = None
    need_mapping: Path | None = None
    presence: tuple[Path | None, str | None] = (None, None)
    offices: tuple[Path | None, str | None] = (None, None)
    mapping: Path | None = None
    sources: Path | None = None
    issues: Path | None = None
    form: Form = Form.TABLE
    each_month: bool = False
    replace: bool = False


def new_country(asked: NewAsked) -> int:
    """Make the folder, print the account of every file and give the exit code; raises UnmapError where it cannot be."""
    from unmap.build.country import BoundariesAsked, CountryAsked, NeedAsked, make_country  # noqa: PLC0415 - slow
    from unmap.build.level_words import stated_words  # noqa: PLC0415
    from unmap.intake.adding import SheetAsked  # noqa: PLC0415
    from unmap.intake.fields import KINDS  # noqa: PLC0415
    from unmap.intake.mapping_file import read_mapping  # noqa: PLC0415
    from unmap.intake.reports_asked import period  # noqa: PLC0415

    for path in filter(None, (asked.folder, asked.issues)):
        require_folder(path)
    columns = {level: _pairs(text) for level, text in _by_level("level-columns", asked.columns)}
    mapping = read_mapping(asked.mapping) if asked.mapping else None
    sheets = [
        SheetAsked(file=file, sheet=sheet, kind=KINDS[kind], mapping=mapping if kind == SheetKind.PRESENCE else None)
        for kind, (file, sheet) in ((SheetKind.PRESENCE, asked.presence), (SheetKind.OFFICES, asked.offices))
        if file is not None
    ]
    made = make_country(
        CountryAsked(
            country=asked.country,
            title=asked.title,
            period=period(asked.period),
            boundaries={
                level: BoundariesAsked(file=file, **columns.get(level, {}))
                for level, file in enumerate(asked.boundaries, 1)
                if file is not None
            },
            words={level: stated_words(*text.split("=", 1)) for level, text in _by_level("level-words", asked.words)},
            people=asked.people,
            people_year=asked.people_year,
            need=NeedAsked(
                files=asked.need,
                unit=asked.unit or "",
                year=asked.need_year,
                default=asked.default,
                mapping=read_mapping(asked.need_mapping) if asked.need_mapping else None,
            ),
            sheets=sheets,
            each_month=asked.each_month,
            sources=_stated(asked.sources) if asked.sources else {},
            replace=asked.replace,
        ),
        asked.folder,
    )
    tell(made.sheets, asked.issues, asked.form, {"edition": made.edition}, made.accounts)
    return SOME_OUT if any(one.out for one in (*made.accounts, *(sheet.account for sheet in made.sheets))) else 0


def _by_level(option: str, given: Sequence[str]) -> Iterator[tuple[int, str]]:
    for text in given:
        number, sign, rest = text.partition(":")
        if not (sign and number.strip() in {"1", "2", "3", "4"} and rest.strip()):
            raise ParameterError(option, "must begin with a level from 1 to 4 and a colon", text)
        yield int(number), rest.strip()


def _pairs(text: str) -> dict[str, str]:
    pairs = dict(part.partition("=")[::2] for part in text.split(","))
    for name in pairs:
        if name not in {"code", "name", "parent"}:
            raise ParameterError("level-columns", "must be code=COLUMN, name=COLUMN or parent=COLUMN", text)
    return pairs


def _stated(path: Path) -> dict[str, dict[str, str]]:
    """Read what is known of each file: rows with file, title, publisher, year, terms, url."""
    from unmap.intake.cells import text  # noqa: PLC0415 - as above
    from unmap.intake.sheet_tables import table_in  # noqa: PLC0415
    from unmap.intake.workbooks import read_sheets  # noqa: PLC0415

    table = table_in(read_sheets(path)[0], 1)
    titles = {column.title.casefold(): column.place for column in table.columns}
    if "file" not in titles:
        raise ParameterError("sources", "needs a column file with the names of the files", path.name)
    fields = {name: titles[name] for name in ("title", "publisher", "year", "terms", "url") if name in titles}
    return {
        text(row.cells[titles["file"]]): {
            name: text(row.cells[place]) for name, place in fields.items() if text(row.cells[place])
        }
        for row in table.rows
    }


def add_sheets(asked: AddAsked) -> int:
    """Add the sheets, print the account and give the exit code.

    A mapping file that is not there is written, with what was told of the columns, for a person to change. Raises
    UnmapError where nothing could be added.
    """
    from unmap.intake.adding import SheetAsked, add  # noqa: PLC0415 - other commands do without it
    from unmap.intake.fields import KINDS  # noqa: PLC0415
    from unmap.intake.mapping_file import read_mapping, write_mapping  # noqa: PLC0415
    from unmap.intake.reports_asked import ReportAsked, period  # noqa: PLC0415

    share_pools()
    if asked.issues is not None:
        require_folder(asked.issues)
    mapping = read_mapping(asked.mapping) if asked.mapping is not None and asked.mapping.exists() else None
    stated = {"publisher": asked.publisher, "terms": asked.terms}
    source = {name: text for name, text in stated.items() if text}
    sheets = [
        SheetAsked(
            file=file,
            sheet=asked.sheet,
            kind=KINDS[asked.kind],
            mapping=mapping,
            organisation=asked.organisation,
            source=source,
        )
        for file in asked.files
    ]
    report = ReportAsked(
        report_id=asked.report or "",
        period=period(asked.period) if asked.period else None,
        title=asked.title,
        each_month=asked.each_month,
    )
    if leads_to_workspace(asked.to):
        read, done = _into_workspace(asked, sheets, report)
    else:
        added = add(asked.to, sheets, report, decided=_decided(asked.aliases), dry_run=asked.dry_run)
        read, done = added.sheets, {"edition": added.edition}
    if asked.mapping is not None and mapping is None and not asked.dry_run:
        write_mapping(asked.mapping, read[0].mapped)
    tell(read, asked.issues, asked.form, {"dry_run": asked.dry_run, **done})
    return SOME_OUT if any(one.account.out for one in read) else 0


def _into_workspace(
    asked: AddAsked, sheets: Sequence[SheetAsked], report: ReportAsked
) -> tuple[list[SheetRead], dict[str, Any]]:
    """Take sheets into a workspace, and give each as read, with the number of the change."""
    from unmap.cli.workspace_commands import opened  # noqa: PLC0415 - folders do without databases
    from unmap.workspace.changing import COMMAND_LINE  # noqa: PLC0415
    from unmap.workspace.importing import ImportAsked, take_in  # noqa: PLC0415

    wanted = ImportAsked(
        sheets=sheets, report=report, decided=_decided(asked.aliases), reason=asked.reason, dry_run=asked.dry_run
    )
    with opened(asked.to) as (database, folders):
        imported = take_in(database, folders, COMMAND_LINE, wanted)
    return imported.sheets, {"change": imported.change}


def _decided(given: Sequence[str]) -> list[Alias]:
    from unmap.intake.area_names import Alias  # noqa: PLC0415 - as above

    found = []
    for one in given:
        text, sign, code = one.rpartition("=")
        code, _, within = code.partition("@")
        if not (sign and text.strip() and code.strip()):
            raise ParameterError("alias", "must be TEXT=CODE, or TEXT=CODE@CODE for within one area alone", one)
        found.append(Alias(text.strip(), code.strip(), within.strip()))
    return found


def tell(
    sheets: Sequence[SheetRead],
    issues: Path | None,
    form: Form,
    more: dict[str, Any],
    others: Sequence[Account] = (),
) -> None:
    """Print what became of every row, and write the rows to mend to the file `issues`."""
    from unmap.intake.problem_sheet import write_problems  # noqa: PLC0415 - as above

    if issues is not None:
        write_problems(issues, [(one.account, one.titles, one.cells) for one in sheets if one.account.out])
    accounts = [*others, *(one.account for one in sheets)]
    if form is Form.JSON:
        typer.echo(orjson.dumps(_record(accounts, more)))
        return
    for account in accounts:
        for line in _lines(account):
            typer.echo(visible(line))
    if more.get("dry_run"):
        typer.echo("Dry run: nothing is written.")
    elif more.get("edition"):
        typer.echo(f"edition {more['edition']}")
    elif more.get("change"):
        typer.echo(f"change {more['change']}; readers see it once it is published")


def _record(accounts: Sequence[Account], more: dict[str, Any]) -> dict[str, Any]:
    return {
        **more,
        "inputs": [one.summary() for one in accounts],
        "problems": [_shown(row) for one in accounts for row in one.told()],
        "changes": [{"file": one.file, **_shown(asdict(change))} for one in accounts for change in one.changes],
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Give a record in which nothing steers a terminal."""
    return {name: visible(cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def _lines(account: Account) -> Iterator[str]:
    """Tell what became of the rows of one input, and beneath it what is wrong and what changes."""
    row = account.summary()
    where = f"{account.file}, {account.sheet}" if account.sheet else account.file
    buckets = ", ".join(f"{row[str(bucket)]:,} {bucket}" for bucket in Bucket if row[str(bucket)]) or "none"
    empty = f"; {account.empty:,} empty" if account.empty else ""
    yield f"{where}: {account.read:,} rows read: {buckets}{empty}"
    grouped: dict[str, list[Problem]] = {}
    # What keeps rows out comes first.
    for problem in sorted(account.problems, key=lambda one: one.bucket is None):
        grouped.setdefault(f"{problem.code}\0{problem.reason}\0{problem.value}", []).append(problem)
    shown = list(grouped.values())[:SHOWN]
    yield from (f"  {_line(problems)}" for problems in shown)
    if len(grouped) > SHOWN:
        yield f"  and {len(grouped) - SHOWN:,} more; --issues FILE.xlsx or --format json has all"
    updates = [one for one in account.changes if one.old]
    yield from (f"  {_change(change)}" for change in updates[:SHOWN])
    if len(updates) > SHOWN:
        yield f"  and {len(updates) - SHOWN:,} more changes; --format json has all"


def _line(problems: Sequence[Problem]) -> str:
    """Tell what is wrong with one cell, said once for all the rows that have it."""
    first, *rest = problems
    if not rest:
        return str(first)
    rows = ", ".join(str(one.row) for one in problems[:3])
    more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""  # noqa: PLR2004 - those listed
    return str(replace(first, row=0)).replace("sheet", f"rows {rows}{more}", 1)


def _change(change: Change) -> str:
    return f"row {change.row}: {change.table} {change.key}: {change.field} {quoted(change.old)} -> {quoted(change.new)}"
