"""The commands and what they take; errors become one sentence and exit code 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

import unmap
from unmap.cli import (
    account_commands,
    coverage_commands,
    data_commands,
    export_commands,
    intake_arguments,
    list_commands,
    locating,
    options,
    workspace_arguments,
)
from unmap.errors import ParameterError, UnmapError, visible
from unmap.files import shipped_data
from unmap.measures import Kind
from unmap.memory import importing
from unmap.model.words import Language

BAD_INPUT = 2

app = typer.Typer(
    name="unmap",
    help="Where agencies work, beside where need is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
export = typer.Typer(cls=export_commands.ExportGroup, help="Write what unmap holds to files.", no_args_is_help=True)
app.add_typer(export, name="export")
app.add_typer(workspace_arguments.app, name="workspace")
app.add_typer(account_commands.user, name="user")
app.add_typer(account_commands.token, name="token")


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"unmap {unmap.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Show the version.",
            is_eager=True,
            callback=lambda value: _version(wanted=value),
        ),
    ] = False,
) -> None:
    """Where agencies work, beside where need is."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    data: Annotated[
        Path | None,
        typer.Option(help="Data folder.", show_default=f"that of UNMAP_DATA, or {options.SHIPPED}"),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="Workspace whose current edition is served.", show_default="that of UNMAP_WORKSPACE, or none"
        ),
    ] = None,
    *,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the map in the browser.")] = False,
) -> None:
    """Check the data, then serve the map and the API."""
    with importing():
        from unmap.cli import serving  # noqa: PLC0415 - other commands do without the web framework

    serving.serve(serving.Address(host, port), workers, serving.Shown(data, workspace), open_browser=open_browser)


@app.command()
def mcp(
    data: Annotated[
        Path,
        typer.Option(envvar=options.DATA_VARIABLE, help="Data folder or workspace.", show_default=options.SHIPPED),
    ] = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """Answer unmap's questions to a program that speaks the Model Context Protocol, over standard input and output."""
    with importing():
        from unmap.cli import speaking  # noqa: PLC0415 - other commands do without the web framework

    speaking.speak(data)


@app.command("reload")
def reload_data(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the server.")] = 8000,
) -> None:
    """Wait until a running server serves what its data folder holds, or tell why it keeps what it has."""
    data_commands.reload(port)


@app.command()
def build(
    sources: Annotated[Path, typer.Option(help="Folder with the official files.")],
    out: Annotated[Path, typer.Option(help="Data folder to write.")] = Path("data"),
) -> None:
    """Derive the tables of geography and need from official files."""
    data_commands.build_data(sources, out)


app.command()(intake_arguments.new)
app.command()(intake_arguments.add)


@app.command()
def check(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", envvar=options.DATA_VARIABLE, help="Data folder.", show_default=options.SHIPPED),
    ] = shipped_data(),  # noqa: B008 - a path, the same for every call
    form: Annotated[data_commands.Form, typer.Option("--format", help="Form of the list.")] = data_commands.Form.TEXT,
    *,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Record the files as they are in datapackage.json, if all else is clean."),
    ] = False,
) -> None:
    """List every problem of a data folder; leaves with 1 where there is one."""
    raise typer.Exit(data_commands.check_data(folder, form, accepted=accept))


@app.command()
def verify(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", envvar=options.DATA_VARIABLE, help="Data folder.", show_default=options.SHIPPED),
    ] = shipped_data(),  # noqa: B008 - a path, the same for every call
    *,
    sources: Annotated[Path, typer.Option(help="Folder with the official files.")],
    form: Annotated[data_commands.Form, typer.Option("--format", help="Form of the list.")] = data_commands.Form.TEXT,
) -> None:
    """Read the official files again and list every value that differs; leaves with 1 where there is one."""
    raise typer.Exit(data_commands.verify_data(folder, sources, form))


@app.command()
@options.asks
def presence(
    asked: options.RecordAsked,
    level: options.Level = None,
    kind: Annotated[Kind, typer.Option(help="What is presence.")] = Kind.ANY,
    *,
    headquarters: options.Headquarters = False,
    statewide: options.Statewide = False,
    rows: Annotated[
        bool | None,
        typer.Option("--rows/--areas", help="Who does what where, or counts.", show_default="rows with an --area"),
    ] = None,
) -> None:
    """Show who does what where, or how much of it there is by area."""
    options = {"level": level, "kind": kind, "headquarters": headquarters, "statewide": statewide}
    list_commands.show_presence(asked, options, rows=bool(asked.filters["area"]) if rows is None else rows)


@app.command()
@options.asks
def framework(asked: options.RecordAsked) -> None:
    """Show the outcomes of the cooperation framework and the states where each is worked on."""
    list_commands.show_framework(asked)


@app.command("list")
def list_codes(
    what: Annotated[
        str,
        typer.Argument(
            help=f"What to list: {', '.join(list_commands.Listed)}, or areas by the id of their level.",
            show_default=False,
        ),
    ],
    form: options.Format = options.Form.TABLE,
    report: options.ReportOption = None,
    data: options.DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """List the codes that other commands take: of indicators, agencies, outcomes, themes, areas and so on."""
    list_commands.list_codes(what, options.Record(data, report), form)


@app.command()
def locate(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet with a point in each row.", show_default=False)],
    lon: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column of longitudes.", show_default="lon, longitud, x ...")
    ] = None,
    lat: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column of latitudes.", show_default="lat, latitud, y ...")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="CSV or Parquet file to write.", show_default="print as CSV"),
    ] = None,
    form: locating.Format = None,
    data: options.DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """Put its municipality and state beside each point of a file; leaves with 1 where a row has none."""
    raise typer.Exit(locating.locate_file(locating.PointsAsked(file, lon, lat, output, form), data))


@app.command("brief")
def write_brief(
    code: Annotated[
        str,
        typer.Argument(metavar="AREA", help="An area: code, P-code or name.", show_default=False),
    ],
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="HTML file to write.", show_default="unmap-brief-CODE-LANG.html"),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="the default need")] = None,
    year: Annotated[int | None, typer.Option(help="Its year.", show_default="nearest to the report's")] = None,
    report: options.ReportOption = None,
    data: options.DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """Write one area as one printable page: map, need, who is there, gap and sources."""
    asked = export_commands.BriefAsked(code, lang, indicator, year, file)
    export_commands.write_brief(asked, options.Record(data, report))


for name, command in (*coverage_commands.COMMANDS.items(), *workspace_arguments.COMMANDS.items()):
    app.command(name)(command)


for name, (export_command, panel) in export_commands.COMMANDS.items():
    export.command(name, rich_help_panel=panel)(export_command)


@export.command("list")
def export_list(form: options.Format = options.Form.TABLE) -> None:
    """List everything that can be written, with its formats."""
    export_commands.list_exports(form)


@export.command("all")
def export_all(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write, in one that is there.", show_default=False)
    ],
    report: options.ReportOption = None,
    data: options.DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """Write everything: layers as one GeoPackage, answers and tables as CSV, activities, the map."""
    export_commands.export_all(folder, options.Record(data, report))


@export.command("map", rich_help_panel=export_commands.DOCUMENTS)
def export_map(
    file: Annotated[Path, typer.Argument(help="HTML file to write.", show_default=False)],
    data: options.DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
    level: options.Level = None,
    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="the default need")] = None,
    year: Annotated[
        int | None, typer.Option(help="Year of the indicator.", show_default="nearest to the report's")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    report: options.ReportOption = None,
) -> None:
    """Write the map as one page that needs no server and no network."""
    chosen = export_commands.MapOptions(level, indicator, year, lang)
    export_commands.export_map(file, options.Record(data, report), chosen)


def _as_typed(parameter: str) -> str:
    """Give the option of the command that runs which fills a parameter of the library, as a user types it."""
    command: Any = typer.main.get_command(app)
    for word in sys.argv[1:]:
        command = getattr(command, "commands", {}).get(word, command)
    spelt = [option for one in command.params for option in one.opts]
    options: dict[str, str] = {
        option.lstrip("-").replace("-", "_"): option for option in spelt if option.startswith("--")
    }
    # Numbers carry their unit in the library: time_limit_s is filled by --time-limit.
    return options.get(parameter) or options.get(parameter.rpartition("_")[0], parameter)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except UnmapError as error:
        told = error.renamed(_as_typed(error.parameter)) if isinstance(error, ParameterError) else error
        # What was given, or stands in a file, must not steer the terminal.
        lines = "\n".join(map(visible, str(told).split("\n")))
        Console(stderr=True, soft_wrap=True).print(lines, style="red", markup=False, highlight=False)
        sys.exit(BAD_INPUT)
