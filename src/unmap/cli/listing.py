"""`unmap list`: which codes there are, so that nobody has to guess one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import orjson
import typer
from rich.console import Console

from unmap.cli.options import Form
from unmap.cli.tables import Column, fitted
from unmap.export.delimited import csv_text
from unmap.join import load
from unmap.layers import records

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from unmap.dataset import Dataset


class Listed(StrEnum):
    """What can be listed: the values that an option of another command takes."""

    INDICATORS = "indicators"
    AGENCIES = "agencies"
    OFFICES = "offices"
    OUTCOMES = "outcomes"
    PRIORITIES = "priorities"
    PILLARS = "pillars"
    THEMES = "themes"
    STATES = "states"
    MUNICIPALITIES = "municipalities"


_COLUMNS = {
    Listed.INDICATORS: ("indicators", {"indicator_id": "id", "name_en": "name", "unit": "unit", "concept": "concept"}),
    Listed.AGENCIES: ("agencies", {"agency_id": "code", "name_en": "name", "name_es": "name_es"}),
    Listed.OFFICES: ("offices", {"office_id": "id", "agency_id": "agency", "place_reported": "place"}),
    Listed.OUTCOMES: ("framework", {"outcome_id": "code", "title_en": "title"}),
    Listed.PRIORITIES: ("priorities", {"priority_id": "code", "title_en": "title"}),
    Listed.PILLARS: ("covid_pillars", {"pillar_id": "code", "title_en": "title"}),
    Listed.THEMES: ("themes", {"theme_id": "code", "title_en": "title", "definition": "definition"}),
    Listed.STATES: ("states", {"code": "code", "name": "name", "pcode": "pcode"}),
    Listed.MUNICIPALITIES: ("municipalities", {"code": "code", "name": "name", "state_code": "state"}),
}
"""The table of each and its columns that are listed, with their heads; the first is what options take."""


def list_codes(what: Listed, data: Path, form: Form) -> None:
    """Print the codes of one kind with their names. Raises DataError."""
    table = codes_of(load(data), what)
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


def codes_of(dataset: Dataset, what: Listed) -> pd.DataFrame:
    """Give the codes of one kind with their names; of indicators also the years of each level."""
    name, columns = _COLUMNS[what]
    whole = getattr(dataset, name)
    table: pd.DataFrame = whole[list(columns)].rename(columns=columns).reset_index(drop=True)
    if what is Listed.INDICATORS:
        for level in ("state", "municipality"):
            years = [dataset.years.get((one, level), ()) for one in table["id"]]
            table[level] = [f"{min(own)}-{max(own)}" if len(own) > 1 else "".join(map(str, own)) for own in years]
    return table
