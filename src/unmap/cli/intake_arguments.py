"""The arguments of `unmap new` and `unmap add`, as the command line takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unmap.cli import intake_commands, options

_Level = Annotated[Path | None, typer.Option(help="Boundaries of the level.", show_default=False)]
_LevelColumns = Annotated[
    list[str] | None,
    typer.Option(metavar="2:code=ID,name=NAME", help="Columns of a boundary file.", show_default="the usual ones"),
]
_LevelWords = Annotated[
    list[str] | None,
    typer.Option(
        metavar="1:province/provinces", help="What a level is called.", show_default="as the file or ISO says"
    ),
]
_NeedMapping = Annotated[
    Path | None, typer.Option(help="TOML file of the columns and units of need.", show_default=False)
]
_NeedUnit = Annotated[
    intake_commands.Unit | None, typer.Option(help="Unit of need where a table says none.", show_default=False)
]
_PresenceMapping = Annotated[
    Path | None, typer.Option(help="TOML file of the columns of the presence sheet.", show_default=False)
]
_Sources = Annotated[
    Path | None, typer.Option(help="CSV: file, title, publisher, year, terms, url.", show_default="not stated")
]
_Issues = Annotated[Path | None, typer.Option(help="File for the rows to mend: .xlsx or .csv.", show_default=False)]
"""Options that take more than a line."""


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Data folder to write.", show_default=False)],
    country: Annotated[str, typer.Option(help="Country by its three letters, such as TCD.", show_default=False)],
    title: Annotated[str, typer.Option(help="Title of the report.", show_default=False)],
    period: Annotated[str, typer.Option(help="Its period: 2025, 2025-04, 2025-01/2025-04.", show_default=False)],
    admin1: Annotated[Path, typer.Option(help="Boundaries of the highest level.", show_default=False)],
    admin2: _Level = None,
    admin3: _Level = None,
    admin4: _Level = None,
    level_columns: _LevelColumns = None,
    level_words: _LevelWords = None,
    people: Annotated[list[Path] | None, typer.Option(help="Tables of people by area.", show_default=False)] = None,
    need: Annotated[list[Path] | None, typer.Option(help="Tables of need by area.", show_default=False)] = None,
    people_year: Annotated[int | None, typer.Option(help="Year of the people.", show_default="not stated")] = None,
    need_year: Annotated[int | None, typer.Option(help="Year of need without a date.", show_default=False)] = None,
    need_mapping: _NeedMapping = None,
    unit: _NeedUnit = None,
    default: Annotated[str, typer.Option(help="Indicator shown first.", show_default="the first share of people")] = "",
    presence: Annotated[Path | None, typer.Option(help="Who does what where, or IATI.", show_default=False)] = None,
    sheet: Annotated[str | None, typer.Option(help="Its sheet.", show_default="the one that fits")] = None,
    offices: Annotated[Path | None, typer.Option(help="Sheet of offices.", show_default=False)] = None,
    offices_sheet: Annotated[str | None, typer.Option(help="Its sheet.", show_default="the one that fits")] = None,
    mapping: _PresenceMapping = None,
    sources: _Sources = None,
    issues: _Issues = None,
    form: options.Format = options.Form.TABLE,
    *,
    each_month: Annotated[bool, typer.Option("--each-month", help="One report for each month of the period.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a folder that holds other files too.")] = False,
) -> None:
    """Make a country's data folder from its files; leaves with 1 where rows are held or rejected."""
    asked = intake_commands.NewAsked(
        folder=folder,
        country=country,
        title=title,
        period=period,
        boundaries=(admin1, admin2, admin3, admin4),
        columns=tuple(level_columns or ()),
        words=tuple(level_words or ()),
        people=tuple(people or ()),
        people_year=people_year,
        need=tuple(need or ()),
        need_year=need_year,
        need_mapping=need_mapping,
        unit=unit,
        default=default,
        presence=(presence, sheet),
        offices=(offices, offices_sheet),
        mapping=mapping,
        sources=sources,
        issues=issues,
        form=form,
        each_month=each_month,
        replace=replace,
    )
    raise typer.Exit(intake_commands.new_country(asked))


def add(
    files: Annotated[
        list[Path], typer.Argument(help="Sheets (.xlsx, .ods, CSV) or IATI activities.", show_default=False)
    ],
    to: Annotated[Path, typer.Option("--to", help="Data folder or workspace to add to.", show_default=False)],
    report: Annotated[
        str | None, typer.Option(help="Report that the rows belong to.", show_default="the newest of the folder")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of a new report.")] = "",
    period: Annotated[
        str | None, typer.Option(help="Period of the report: 2025, 2025-04, 2025-01/2025-04.", show_default=False)
    ] = None,
    kind: Annotated[
        intake_commands.SheetKind, typer.Option(help="What a row is.")
    ] = intake_commands.SheetKind.PRESENCE,
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook.", show_default="the one that fits")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="TOML file of columns: read where it is there, else written.", show_default=False),
    ] = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT=CODE", help="Accept a spelling for an area.", show_default=False),
    ] = None,
    organisation: Annotated[str, typer.Option(help="Organisation of rows that name none.")] = "",
    publisher: Annotated[str, typer.Option(help="Who published the sheet.")] = "",
    terms: Annotated[str, typer.Option(help="Terms of use of the sheet.")] = "",
    reason: Annotated[str, typer.Option(help="Why, in a few words; a workspace asks for it.")] = "",
    issues: _Issues = None,
    form: options.Format = options.Form.TABLE,
    *,
    each_month: Annotated[bool, typer.Option("--each-month", help="One report for each month of the period.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change and write nothing.")] = False,
) -> None:
    """Add a sheet to a record, every row accounted for; leaves with 1 where rows are held or rejected."""
    asked = intake_commands.AddAsked(
        files=tuple(files),
        to=to,
        report=report,
        title=title,
        period=period,
        each_month=each_month,
        kind=kind,
        sheet=sheet,
        mapping=mapping,
        aliases=tuple(alias or ()),
        organisation=organisation,
        publisher=publisher,
        terms=terms,
        issues=issues,
        reason=reason,
        dry_run=dry_run,
        form=form,
    )
    raise typer.Exit(intake_commands.add_sheets(asked))
