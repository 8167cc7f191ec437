"""Options that several commands take: filters of the programme record, and the form of what is printed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from unmap.measures.asking import TEXT, question
from unmap.measures.need import level_of
from unmap.model import FILTERS, Counting, Kind, Level
from unmap.paths import shipped_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.model import PresenceQuery
    from unmap.store import Dataset

Given = list[str] | None

SHIPPED = "the one that came with unmap"

DATA_VARIABLE = "UNMAP_DATA"
"""Names the data folder of every command that is given none, as it does for the server."""

DataOption = Annotated[Path, typer.Option("--data", envvar=DATA_VARIABLE, help="Data folder.", show_default=SHIPPED)]

_PANEL = "Filters (several values: separated by commas, or the option again)"


def _filter(name: str, text: str) -> Any:  # noqa: ANN401 - typer keeps its own type to itself
    return typer.Option(f"--{name}", metavar="NAMES", help=text, rich_help_panel=_PANEL, show_default=False)


Agency = Annotated[Given, _filter("agency", "Agencies, such as UNHCR or ACNUR.")]
Outcome = Annotated[Given, _filter("outcome", "Outcomes of the framework, such as 10.")]
Priority = Annotated[Given, _filter("priority", "Strategic priorities.")]
Pillar = Annotated[Given, _filter("pillar", "Pillars of the response to COVID-19.")]
Theme = Annotated[Given, _filter("theme", "Themes, such as migration.")]
Scope = Annotated[Given, _filter("scope", "located, country-wide, unnamed-places, regional.")]
Area = Annotated[Given, _filter("area", "Only these: states with all inside them, or municipalities; codes or names.")]
Text = Annotated[
    str | None,
    typer.Option("--q", metavar="TEXT", help="Words to look for.", rich_help_panel=_PANEL, show_default=False),
]


class Form(StrEnum):
    """Form of what is printed: for eyes, or for another program."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Format = Annotated[Form, typer.Option("--format", help="Form of the answer.")]


def joined(given: Given) -> str | None:
    """Give the values of an option as one text, as an address has them; None for an option that was left out."""
    return None if given is None else ",".join(given)


Headquarters = Annotated[bool, typer.Option("--headquarters", help="Count headquarters as offices of their state.")]
Statewide = Annotated[
    bool, typer.Option("--statewide", help="Count for a municipality what is placed in its state as a whole.")
]


@dataclass(frozen=True, kw_only=True)
class RecordAsked:
    """A question on the programme record as it was given, with the form of its answer and the data to answer from."""

    agency: Agency = None
    outcome: Outcome = None
    priority: Priority = None
    pillar: Pillar = None
    theme: Theme = None
    scope: Scope = None
    area: Area = None
    q: Text = None
    form: Format = Form.TABLE
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset, **options: Any) -> PresenceQuery:  # noqa: ANN401 - fields of the query
        """Give the question with `options` beside the filters; raises ParameterError for a value that means nothing."""
        given = {name: joined(getattr(self, name)) for name in FILTERS}
        return question(dataset, {**given, TEXT: self.q}, **options)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question on coverage as it was given, with the form of its answer and the data to answer from."""

    level: Annotated[Level | None, typer.Option(help="Areas to compare.", show_default="state")] = None
    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="poverty rate")] = None
    year: Annotated[int | None, typer.Option(help="Its year.", show_default="nearest to the report's")] = None
    kind: Annotated[Kind, typer.Option(help="What is presence.")] = Kind.ANY
    counting: Annotated[Counting, typer.Option(help="In several areas: one in each, or a share of one.")] = (
        Counting.DISTINCT
    )
    agency: Agency = None
    outcome: Outcome = None
    priority: Priority = None
    pillar: Pillar = None
    theme: Theme = None
    headquarters: Headquarters = False
    statewide: Statewide = False
    form: Format = Form.TABLE
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset, area: Given = None) -> PresenceQuery:
        """Give the question asked, of some areas alone if so; raises ParameterError for a value that means nothing."""
        filters = {name: joined(getattr(self, name)) for name in ("agency", "outcome", "priority", "pillar", "theme")}
        fields_asked = ("indicator", "year", "kind", "counting", "headquarters", "statewide")
        level = self.level or level_of(dataset, self.indicator)
        filters["area"] = joined(area)
        return question(dataset, filters, level=level, **{name: getattr(self, name) for name in fields_asked})


@dataclass(frozen=True, kw_only=True)
class OfficesAsked:
    """A question on distances to offices, which have no level, kind, counting, outcome or theme to choose."""

    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="poverty rate")] = None
    year: Annotated[int | None, typer.Option(help="Its year.", show_default="nearest to the report's")] = None
    agency: Agency = None
    headquarters: Annotated[
        bool, typer.Option("--headquarters", help="Count headquarters as an office at the seat of their state.")
    ] = False
    form: Format = Form.TABLE
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for a value that means nothing."""
        agency = {"agency": joined(self.agency)}
        fields_asked = {name: getattr(self, name) for name in ("indicator", "year", "headquarters")}
        return question(dataset, agency, level=Level.MUNICIPALITY, **fields_asked)


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command`, which takes a question such as `Asked` first, the options of that beside its own."""
    hints = get_type_hints(command, include_extras=True)
    first, *of_its_own = signature(command).parameters.values()
    asked = hints[first.name]
    shared = get_type_hints(asked, include_extras=True)
    options = [
        *(option.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[option.name]) for option in of_its_own),
        *(
            Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=shared[field.name])
            for field in fields(asked)
        ),
    ]

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 - what the options are
        command(asked(**{field.name: given.pop(field.name) for field in fields(asked)}), **given)

    run.__signature__ = Signature(options)  # type: ignore[attr-defined]
    return run
