"""`unmap list` gives the codes there are; `unmap presence` and `unmap framework` give the programme record."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson
import pandas as pd
import typer
from rich.console import Console

from unmap.cli.options import Form
from unmap.cli.printed_tables import Column, fitted, plain_table
from unmap.errors import ParameterError
from unmap.formats.content import Content, about
from unmap.formats.delimited import csv_text
from unmap.formats.writing import Form as FileForm
from unmap.formats.writing import write
from unmap.measures import framework_matrix, presence_rows
from unmap.measures.answer import reason_records
from unmap.measures.framework import framework_cells, framework_records
from unmap.measures.presence import placeless, presence_table
from unmap.model import FILTERS, Kind
from unmap.model.plain import records
from unmap.model.report_names import period_name
from unmap.model.words import Language
from unmap.store.vocabularies import values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.table import Table

    from unmap.cli.options import Record, RecordAsked
    from unmap.model import AdminLevel
    from unmap.model.query import PresenceQuery
    from unmap.store import Dataset


class Listed(StrEnum):
    """What can be listed: the values that an option of another command takes."""

    INDICATORS = "indicators"
    AGENCIES = "agencies"
    OFFICES = "offices"
    OUTCOMES = "outcomes"
    PRIORITIES = "priorities"
    PILLARS = "pillars"
    THEMES = "themes"
    DONORS = "donors"
    REPORTS = "reports"


_COLUMNS = {
    Listed.INDICATORS: ("indicators", {"indicator_id": "id", "name_en": "name", "unit": "unit", "concept": "concept"}),
    Listed.AGENCIES: ("agencies", {"agency_id": "code", "name_en": "name", "name_es": "name_es"}),
    Listed.OFFICES: ("offices", {"office_id": "id", "agency_id": "agency", "place_reported": "place"}),
    Listed.OUTCOMES: ("framework", {"outcome_id": "code", "title_en": "title"}),
    Listed.PRIORITIES: ("priorities", {"priority_id": "code", "title_en": "title"}),
    Listed.PILLARS: ("covid_pillars", {"pillar_id": "code", "title_en": "title"}),
    Listed.THEMES: ("themes", {"theme_id": "code", "title_en": "title", "definition": "definition"}),
    Listed.REPORTS: ("reports", {"report_id": "id", "title": "title", "reporting_year": "year"}),
}
"""The table of each and its columns that are listed, with their heads; the first is what options take."""


def list_codes(what: str, record: Record, form: Form) -> None:
    """Print the codes of one kind with their names. Raises DataError, and ParameterError for what is no kind."""
    table = codes_of(record.load(), what)
    if form is Form.JSON:
        typer.echo(orjson.dumps(records(table)))
    elif form is Form.CSV:
        typer.echo(csv_text(table).encode(), nl=False)
    else:
        console = Console(highlight=False, markup=False)
        first, *others = (Column(str(name), table[name].astype(str).tolist()) for name in table.columns)
        # The code is what was asked for; of what says more, the last can be spared first.
        more = [column._replace(words=True, spare=number) for number, column in enumerate(others)]
        console.print(fitted([first._replace(left=True), *more], console.width))


def codes_of(dataset: Dataset, what: str) -> pd.DataFrame:
    """Give the codes of one kind, or of the areas of a level by its id, with their names.

    Of indicators also the years of each level. Raises ParameterError for what is neither.
    """
    for level in dataset.admin_levels:
        if level.id == what:
            areas = dataset.identity(level)
            around = {f"{one}_code": one.word for one in dataset.above(level)}
            return areas[["code", "name", *(around or ["pcode"])]].rename(columns=around)
    if what not in [*Listed]:
        known = ", ".join([*Listed, *(level.id for level in dataset.admin_levels)])
        raise ParameterError("what", f"must be one of {known}", what)
    if what == Listed.DONORS:
        # Partners of initiatives, which no table lists: their codes are made of their names.
        donors = [(code, names[Language.EN]) for code, names in values_of(dataset, FILTERS["donor"])]
        return pd.DataFrame(donors, columns=["code", "name"], dtype="str")
    name, columns = _COLUMNS[Listed(what)]
    table: pd.DataFrame = dataset.table(name)[list(columns)].rename(columns=columns).reset_index(drop=True)
    if what == Listed.INDICATORS:
        for level in dataset.admin_levels:
            years = [dataset.years.get((one, level.word), ()) for one in table["id"]]
            table[level.word] = [f"{min(own)}-{max(own)}" if len(own) > 1 else "".join(map(str, own)) for own in years]
    return table


_COUNTS = {
    "offices": "Offices",
    "initiatives": "Initiatives",
    "initiatives_direct": "placed\nexactly",
    "initiatives_inside": "placed\ninside",
    "initiatives_statewide": "placed in\nall state",
    "agencies": "Agencies",
}
"""Counts that are shown, with the heads of their columns."""


def show_presence(asked: RecordAsked, options: Mapping[str, Any], *, rows: bool) -> None:
    """Print presence by area or row by row. Raises DataError, and ParameterError for an unknown filter value."""
    dataset, form = asked.record.load(), asked.form
    query = asked.query(dataset, **options)
    table = (presence_rows if rows else presence_table)(dataset, query)
    if form is Form.TABLE:
        _show(dataset, query, lambda width: _rows_shown(table, width) if rows else _areas_shown(table))
    elif form is Form.CSV:
        _give_csv(dataset, "presence-rows" if rows else "presence", table)
    else:
        typer.echo(orjson.dumps(records(table)))


def show_framework(asked: RecordAsked) -> None:
    """Print outcomes by state. Raises DataError, and ParameterError for an unknown filter value."""
    dataset, form = asked.record.load(), asked.form
    query = asked.query(dataset, kind=Kind.INITIATIVES)
    if form is Form.CSV:
        _give_csv(dataset, "framework", framework_cells(dataset, framework_matrix(dataset, query)))
        return
    outcomes, without = framework_records(dataset, query)
    if form is Form.JSON:
        typer.echo(orjson.dumps({"outcomes": outcomes, "without_outcome": without}))
    else:
        _show(dataset, query, lambda _: _outcomes_shown(dataset.level(), outcomes, without))


def _give_csv(dataset: Dataset, name: str, table: pd.DataFrame) -> None:
    content = Content(name, name, table, about(dataset, [dataset.report.source_id]), dataset.registry)
    typer.echo(write(content, FileForm.CSV), nl=False)


def _show(dataset: Dataset, query: PresenceQuery, shown: Callable[[int], Table]) -> None:
    """Print the table that fits the terminal, and what it rests on."""
    console = Console(highlight=False, markup=False)
    table = shown(console.width)
    report = dataset.report
    if table.row_count:
        console.print(table)
    else:
        console.print(f"Nothing in the report of {period_name(report, Language.EN)} fits.")
        if query.kind is Kind.OFFICES and query.of_initiatives:
            console.print(reason_records(["offices-have-none"])[0]["en"])
    beside = [f"{count} {scope}" for scope, count in placeless(dataset, query).items() if count is not None]
    if beside:
        console.print(f"Beside the map: {', '.join(beside)} initiatives.")
    console.print(f"Source: {report.title} (edition {dataset.edition}).")


def _areas_shown(areas: pd.DataFrame) -> Table:
    """Give the areas with any presence, and of the counts those that were asked for."""
    counts = [name for name in _COUNTS if name in areas.columns and areas[name].notna().all()]
    some = areas.loc[(areas[counts] > 0).any(axis="columns")]
    table = plain_table("Code", "Area", numbers=tuple(_COUNTS[name] for name in counts))
    for area in records(some):
        table.add_row(area["code"], area["name"], *(str(area[name]) for name in counts))
    return table


def _rows_shown(rows: pd.DataFrame, width: int) -> Table:
    """Give one line for each office or initiative and place, with its agencies together."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in records(rows):
        line = lines.setdefault((row["record_id"], row["area_code"] or ""), {**row, "who": []})
        line["who"].append(row["agency_acronym"] or "not named")
    # By what the reader sees: the place first, what has none last.
    shown = sorted(lines.values(), key=lambda line: (line["area_code"] or "~", line["who"], _what(line)))
    return fitted(
        [
            Column("Where", [_where(line) for line in shown], words=True),
            Column("Who", [", ".join(line["who"]) for line in shown], words=True),
            Column("What", [_what(line) for line in shown], words=True),
            Column("Outcome", [line["outcome_id"] or "" for line in shown], words=True),
        ],
        width,
    )


def _where(line: dict[str, Any]) -> str:
    return f"{line['area_code']} {line['area_name']}" if line["area_code"] else str(line["scope"])


def _what(line: dict[str, Any]) -> str:
    if line["record_type"] == "initiative":
        return str(line["title"])
    return "Headquarters" if line["headquarters"] else "Field office"


def _outcomes_shown(highest: AdminLevel, outcomes: list[dict[str, Any]], without: dict[str, Any]) -> Table:
    """Give a line for each outcome: how much, how much of it no area shows, and the areas by code."""
    table = plain_table("", "Outcome", numbers=("Initi-\natives", "Agen-\ncies", "Off\nmap"))
    table.add_column(f"{highest.singular_en.capitalize()}: initiatives", overflow="fold", min_width=20)
    other = {**without, "outcome_id": "–", "title_en": "Reported under no outcome"}
    for outcome in (*outcomes, other) if without["initiatives"] else outcomes:
        off = outcome["initiatives"] - outcome["located"]
        areas = "  ".join(f"{area['code']}: {area['initiatives']}" for area in outcome[highest.id])
        numbers = (str(number) for number in (outcome["initiatives"], outcome["agencies"], off))
        table.add_row(outcome["outcome_id"], outcome["title_en"], *numbers, areas)
    return table
