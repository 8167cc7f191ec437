"""`unmap export` writes what unmap holds to files; `unmap brief` writes one area on one printable page."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import orjson
import typer
from rich.console import Console
from typer.core import TyperGroup
from typer.main import get_command

from unmap.cli.options import DataOption, Form, Level, Record, ReportOption
from unmap.cli.printed_tables import plain_table
from unmap.errors import OutputError, ParameterError
from unmap.features import LayerStore, Resolution
from unmap.files import folder_written_whole, last_written, require_folder, shipped_data, write_whole
from unmap.formats import writing
from unmap.formats.export_tables import Export, ExportKind, Options, Written
from unmap.measures.answer import named_as
from unmap.model import PresenceQuery, schema
from unmap.model.report_names import period_text, report_mark
from unmap.model.words import Language
from unmap.pages.brief import BriefQuery, Place, built_styles, render_brief
from unmap.pages.downloads import EXPORTS, area_layer, exports_of
from unmap.store.loading import levels_in
from unmap.store.naming import area_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.model.words import Language


MAP = "map"
"""The export that has a command of its own, with defaults that show in its help."""


PANELS = {
    ExportKind.LAYER: "Layers",
    ExportKind.ANSWER: "Answers",
    ExportKind.DOCUMENT: "Documents",
    ExportKind.TABLE: "Tables of the data folder",
}


DOCUMENTS = PANELS[ExportKind.DOCUMENT]


_CHOICES: dict[str, Any] = {
    "indicator": Annotated[str | None, typer.Option(help="Indicator id.", show_default="the default need")],
    "year": Annotated[int | None, typer.Option(help="Year of the indicator.", show_default="nearest to the report's")],
    "level": Level,
    "resolution": Annotated[
        Resolution | None,
        typer.Option(help="How finely boundaries are drawn.", show_default="detail in gpkg and parquet, else overview"),
    ],
    "publisher": Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="IATI organisation identifier of who publishes the file.",
            show_default="UNCT- or unmap- and the country, which is not registered",
        ),
    ],
}


_EXTRAS: dict[str, Any] = {
    "hxl": Annotated[bool, typer.Option("--hxl", help="Put a row of HXL hashtags below the header (csv, xlsx).")],
    "bom": Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, for Excel (csv).")],
}


SET = "unmap-"
"""Beginning of the name of every file of a set."""


_NAMED = 3
"""Files that a refusal names."""


_LEVEL_ID = re.compile(schema.LEVELS.column("id").pattern)


_MEGABYTE, _KILOBYTE = 1_000_000, 1_000


class MapOptions(NamedTuple):
    """What the page shows and in which language."""

    level: str | None
    indicator: str | None
    year: int | None
    language: Language


def export_map(file: Path, record: Record, options: MapOptions) -> None:
    """Write the map as one HTML page; raises DataError, ParameterError or OutputError."""
    require_folder(file)
    level, indicator, year, language = options
    chosen = Options(indicator=indicator, year=year, level=level, lang=language)
    _put(file, EXPORTS[MAP].write(LayerStore(record.load()), writing.Form.HTML, chosen).content)


def export_file(export: Export, file: Path, form: writing.Form | None, record: Record, given: dict[str, Any]) -> None:
    """Write one export in `form`, or else in the format that the ending of `file` names.

    Raises DataError, ParameterError or OutputError.
    """
    extras = writing.Extras(**{name: given.pop(name, False) for name in writing.EXTRAS})
    chosen = form or form_of(file, export)
    with named_as({"f": "format"}):
        # What cannot be is said before the data is read.
        require_folder(file)
        export.refuse(chosen, Options(**given), extras)
        options = Options(**given, made=last_written(record.data) if record.data.is_dir() else None)
        written = export.write(LayerStore(record.load()), chosen, options, extras)
    _put(file, written.content)


def form_of(file: Path, export: Export) -> writing.Form:
    """Give the format that the ending of a file's name stands for; raises ParameterError where it stands for none."""
    known = {f".{form}": form for form in writing.Form}
    form = known.get(file.suffix.lower())
    if form is None:
        endings = ", ".join(f".{offered}" for offered in export.forms)
        raise ParameterError("file", f"its ending names no format; give it one of {endings}, or say --format")
    return form


def export_all(folder: Path, record: Record) -> None:
    """Write every layer into one GeoPackage, every answer and table as CSV, the activities and the map.

    The folder is replaced in one step once all are there. Where unmap was built without its web app, the map is left
    out and that is said, as is need of a level that has none. Raises OutputError for a folder that holds anything else
    than such a set, which stays.
    """
    require_folder(folder)
    _refuse_others(folder)
    store = LayerStore(record.load())
    with folder_written_whole(folder) as new:
        for written in _everything(store, Options(made=last_written(record.data))):
            (new / written.name).write_bytes(written.content)
            _say(f"Made {written.name} ({_size(written.content)}).")
    _say(f"Wrote {folder}.")


def _refuse_others(folder: Path) -> None:
    others = sorted(path.name for path in folder.iterdir() if not path.name.startswith(SET)) if folder.is_dir() else []
    if others:
        named = ", ".join(others[:_NAMED]) + (" and more" if len(others) > _NAMED else "")
        raise OutputError(f"{folder}: holds what is no export ({named}) and would go; name a folder for the set alone")


def _everything(store: LayerStore, options: Options) -> Iterator[Written]:
    dataset = store.dataset
    period, mark = period_text(dataset.report).replace("/", "-"), report_mark(dataset.report, dataset.all_reports)
    yield Written(_layers(store), f"{SET}{'-'.join(dict.fromkeys(one for one in (period, mark) if one))}.gpkg")
    for export in exports_of(store.dataset).values():
        if export.kind is ExportKind.LAYER:
            continue
        form = writing.Form.CSV if export.make else export.forms[0]
        levels = [level.word for level in store.dataset.admin_levels]
        for level in levels if "level" in export.options and export.make else (None,):
            try:
                written = export.write(store, form, replace(options, level=level))
            except OutputError as error:
                _say(f"Left out the {export.name}: {error}.")
            except ParameterError as error:  # of the levels that are asked for, one without need
                _say(f"Left out the {export.name} by {level}: {error.sentence}.")
            else:
                yield written


def _layers(store: LayerStore) -> bytes:
    from unmap.formats.geopackage import geopackage  # noqa: PLC0415 - GDAL is for those who ask for it

    layers = [export for export in exports_of(store.dataset).values() if export.kind is ExportKind.LAYER]
    return geopackage([export.content(store, Options(resolution=Resolution.DETAIL)) for export in layers])


def _layers_of_areas() -> list[Export]:
    """Give the exports of the levels of the folder that is read unless another is asked for."""
    return [area_layer(level.id, level.plural_en) for level in levels_in(shipped_data())]


def list_exports(form: Form) -> None:
    """Print every export with its formats and choices."""
    rows = [
        {
            "name": export.name,
            "kind": str(export.kind),
            "formats": [str(offered) for offered in export.forms],
            "options": list(export.options),
            "title": export.title,
        }
        for export in (*_layers_of_areas(), *EXPORTS.values())
    ]
    if form is Form.JSON:
        typer.echo(orjson.dumps(rows))
    elif form is Form.CSV:
        import pandas as pd  # noqa: PLC0415 - for its writer alone

        from unmap.formats.delimited import csv_text  # noqa: PLC0415 - same

        typer.echo(csv_text(pd.DataFrame(rows)), nl=False)
    else:
        table = plain_table("Name", "Formats", "Title")
        for row in rows:
            table.add_row(str(row["name"]), ", ".join(row["formats"]), str(row["title"]))
        Console().print(table)


def _command(export: Export) -> Callable[..., None]:
    """Give the command of one export, with the options that change it."""
    offered = ", ".join(export.forms)
    written = Annotated[
        Path,
        typer.Argument(
            help=f"File to write, in a folder that is there; its ending is its format: {offered}.", show_default=False
        ),
    ]
    named = Annotated[
        writing.Form | None,
        typer.Option("--format", metavar="FORMAT", help="Format.", show_default="the ending of the file's name"),
    ]
    plain = partial(Parameter, kind=Parameter.KEYWORD_ONLY)
    parameters = [
        Parameter("file", Parameter.POSITIONAL_OR_KEYWORD, annotation=written),
        plain("form", default=None, annotation=named),
        *(plain(name, default=None, annotation=_CHOICES[name]) for name in export.options),
        *(
            plain(name, default=False, annotation=_EXTRAS[name])
            for name, forms in writing.EXTRAS.items()
            if set(forms) & set(export.forms)
        ),
        plain("report", default=None, annotation=ReportOption),
        plain("data", default=shipped_data(), annotation=DataOption),
    ]

    def run(**given: Any) -> None:  # noqa: ANN401 - what the options are
        file, form, record = given.pop("file"), given.pop("form"), Record(given.pop("data"), given.pop("report"))
        export_file(export, file, form, record, given)

    run.__doc__ = export.description
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


COMMANDS = {export.name: (_command(export), PANELS[export.kind]) for export in EXPORTS.values() if export.name != MAP}
"""The command of each export and the panel of the help that lists it."""


class ExportGroup(TyperGroup):
    """The commands of the exports; those of the layers of areas are called as the levels of the data are.

    What the help lists are the levels of the folder that is read unless `--data` says otherwise.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer has moved click into itself
        """Give the layers of areas before everything else."""
        return [*(level.id for level in levels_in(shipped_data())), *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - same
        """Give the command of an export; a name that is not known may be that of a level of the data."""
        found = super().get_command(ctx, cmd_name)
        if found is not None or not _LEVEL_ID.fullmatch(cmd_name):
            return found
        layer = next((one for one in _layers_of_areas() if one.name == cmd_name), area_layer(cmd_name, cmd_name))
        alone = typer.Typer()
        alone.command(cmd_name, rich_help_panel=PANELS[ExportKind.LAYER])(_command(layer))
        return get_command(alone)


def _put(file: Path, content: bytes) -> None:
    write_whole(file, content)
    _say(f"Wrote {file} ({_size(content)}).")


def _size(content: bytes) -> str:
    if len(content) >= _MEGABYTE:
        return f"{len(content) / _MEGABYTE:.1f} MB"
    return f"{len(content) / _KILOBYTE:.1f} kB"


def _say(sentence: str) -> None:
    Console(stderr=True, soft_wrap=True).print(sentence, highlight=False, markup=False)


@dataclass(frozen=True, slots=True)
class BriefAsked:
    """Which area, in which language, beside which need, and the file to write; None takes the defaults."""

    code: str
    language: Language
    indicator: str | None = None
    year: int | None = None
    file: Path | None = None


def write_brief(asked: BriefAsked, record: Record) -> None:
    """Write the brief; raises DataError, NotFoundError, ParameterError or OutputError and then leaves no file."""
    # What cannot be is said before the data is read.
    styles = built_styles()
    if asked.file is not None:
        require_folder(asked.file)
    question = PresenceQuery(indicator=asked.indicator, year=asked.year)
    store = LayerStore(record.load())
    code = area_of(store.dataset, asked.code)
    place = Place(written=last_written(record.data), styles=styles)
    page = render_brief(store, BriefQuery(code, asked.language, question), place)
    file = asked.file or Path(f"unmap-brief-{code}-{asked.language}.html")
    write_whole(file, page.encode())
    Console(stderr=True, soft_wrap=True).print(f"Wrote {file}.", highlight=False, markup=False)
