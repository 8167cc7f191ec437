"""Options that several commands take: filters of the programme record, and the form of what is printed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from unmap.coverage.asking import question

if TYPE_CHECKING:
    from unmap.coverage import PresenceQuery

Given = list[str] | None

_PANEL = "Filters (several values: separated by commas, or the option again)"


def _filter(name: str, text: str) -> Any:  # noqa: ANN401 - typer keeps its own type to itself
    return typer.Option(f"--{name}", metavar="CODES", help=text, rich_help_panel=_PANEL, show_default=False)


Agency = Annotated[Given, _filter("agency", "Agencies, such as UNHCR.")]
Outcome = Annotated[Given, _filter("outcome", "Outcomes of the framework, such as 10.")]
Priority = Annotated[Given, _filter("priority", "Strategic priorities.")]
Pillar = Annotated[Given, _filter("pillar", "Pillars of the response to COVID-19.")]
Theme = Annotated[Given, _filter("theme", "Themes, such as migration.")]
Scope = Annotated[Given, _filter("scope", "located, country-wide, unnamed-places, regional.")]
Area = Annotated[Given, _filter("area", "States with all inside them, or municipalities.")]
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


class Filters(NamedTuple):
    """The filters as they were given."""

    agency: Given
    outcome: Given
    priority: Given
    pillar: Given
    theme: Given
    scope: Given
    area: Given
    q: str | None

    def question(self, **options: Any) -> PresenceQuery:  # noqa: ANN401 - fields of the query
        """Give the question that they ask; raises ParameterError for one that says nothing."""
        given = {name: ",".join(value) if isinstance(value, list) else value for name, value in self._asdict().items()}
        return question(given, **options)
