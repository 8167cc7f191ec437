"""Options that several commands take: filters of the programme record, and the form of what is printed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer

from unmap.files import leads_to_workspace, shipped_data
from unmap.measures.asking import TEXT, question
from unmap.measures.need import level_of
from unmap.model import FILTERS, Counting, Kind
from unmap.model.query import EVERYWHERE, Filter
from unmap.store.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.model import PresenceQuery
    from unmap.store import Dataset

Given = list[str] | None

SHIPPED = "the one that came with unmap"

DATA_VARIABLE = "UNMAP_DATA"
"""Names the data folder of every command that is given none, as it does for the server."""

DataOption = Annotated[
    Path, typer.Option("--data", envvar=DATA_VARIABLE, help="Data folder or workspace.", show_default=SHIPPED)
]

ReportOption = Annotated[str | None, typer.Option("--report", help="Report by its id.", show_default="the newest")]

_PANEL = "Filters (several values: separated by commas, or the option again)"


def _option(one: Filter) -> Any:  # noqa: ANN401 - typer keeps its own type to itself
    return typer.Option(f"--{one.name}", metavar="NAMES", help=one.help, rich_help_panel=_PANEL, show_default=False)


Area = Annotated[Given, _option(FILTERS["area"])]
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


class Record(NamedTuple):
    """Whose record a command reads: a data folder, and one of its reports, None for the newest."""

    data: Path
    report: str | None = None

    def load(self) -> Dataset:
        """Read it; raises DataError for a broken folder and ParameterError where there is no such report."""
        return load(data_folder(self.data)).of_report(self.report)


def data_folder(address: Path) -> Path:
    """Give the folder that a command reads: that of the address, or the current edition of a workspace there."""
    if not leads_to_workspace(address):
        return address
    from unmap.workspace.publishing import folder_of  # noqa: PLC0415 - commands on folders do without databases

    return folder_of(address)


def joined(given: Given) -> str | None:
    """Give the values of an option as one text, as an address has them; None for an option that was left out."""
    return None if given is None else ",".join(given)


_TAKES = "filters"
"""Names the filters that a field holds what was given for; `asks` makes each an option."""


Level = Annotated[
    str | None, typer.Option(metavar="LEVEL", help="Areas by the word of their level.", show_default="the highest")
]
Headquarters = Annotated[bool, typer.Option("--headquarters", help="Count headquarters as offices of their area.")]
Statewide = Annotated[
    bool, typer.Option("--statewide", help="Count for an area what is placed as a whole in one around it.")
]


class _OfRecord:
    """A question that is answered from a record; which one, its options say."""

    data: Path
    report: str | None

    @property
    def record(self) -> Record:
        """Whose record is meant."""
        return Record(self.data, self.report)


@dataclass(frozen=True, kw_only=True)
class RecordAsked(_OfRecord):
    """A question on the programme record as it was given, with the form of its answer and the data to answer from."""

    filters: dict[str, Given] = field(default_factory=dict, metadata={_TAKES: tuple(FILTERS.values())})
    q: Text = None
    form: Format = Form.TABLE
    report: ReportOption = None
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset, **options: Any) -> PresenceQuery:  # noqa: ANN401 - fields of the query
        """Give the question with `options` beside the filters; raises ParameterError for a value that means nothing."""
        given = {name: joined(codes) for name, codes in self.filters.items()}
        return question(dataset, {**given, TEXT: self.q}, **options)


@dataclass(frozen=True, kw_only=True)
class Asked(_OfRecord):
    """A question on coverage as it was given, with the form of its answer and the data to answer from."""

    level: Level = None
    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="the default need")] = None
    year: Annotated[int | None, typer.Option(help="Its year.", show_default="nearest to the report's")] = None
    kind: Annotated[Kind, typer.Option(help="What is presence.")] = Kind.ANY
    counting: Annotated[Counting, typer.Option(help="In several areas: one in each, or a share of one.")] = (
        Counting.DISTINCT
    )
    filters: dict[str, Given] = field(default_factory=dict, metadata={_TAKES: EVERYWHERE})
    headquarters: Headquarters = False
    statewide: Statewide = False
    form: Format = Form.TABLE
    report: ReportOption = None
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset, area: Given = None) -> PresenceQuery:
        """Give the question asked, of some areas alone if so; raises ParameterError for a value that means nothing."""
        filters = {name: joined(codes) for name, codes in {**self.filters, "area": area}.items()}
        fields_asked = ("indicator", "year", "kind", "counting", "headquarters", "statewide")
        level = dataset.level(self.level or level_of(dataset, self.indicator)).word
        return question(dataset, filters, level=level, **{name: getattr(self, name) for name in fields_asked})


@dataclass(frozen=True, kw_only=True)
class OfficesAsked(_OfRecord):
    """A question on distances to offices, which have no level, kind, counting, outcome or theme to choose."""

    indicator: Annotated[str | None, typer.Option(help="Indicator id.", show_default="the default need")] = None
    year: Annotated[int | None, typer.Option(help="Its year.", show_default="nearest to the report's")] = None
    filters: dict[str, Given] = field(default_factory=dict, metadata={_TAKES: (FILTERS["agency"],)})
    headquarters: Annotated[
        bool, typer.Option("--headquarters", help="Count headquarters as an office at the seat of their area.")
    ] = False
    form: Format = Form.TABLE
    report: ReportOption = None
    data: DataOption = shipped_data()  # noqa: RUF009 - a path, the same for every call

    def query(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for a value that means nothing."""
        filters = {name: joined(codes) for name, codes in self.filters.items()}
        fields_asked = {name: getattr(self, name) for name in ("indicator", "year", "headquarters")}
        return question(dataset, filters, level=dataset.finest.word, **fields_asked)


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command`, which takes a question such as `Asked` first, the options of that beside its own."""
    hints = get_type_hints(command, include_extras=True)
    first, *of_its_own = signature(command).parameters.values()
    asked = hints[first.name]
    options = [
        *(option.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[option.name]) for option in of_its_own),
        *_options_of(asked),
    ]

    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401 - what the options are
        question_asked = {
            one.name: {each.name: given.pop(each.name) for each in one.metadata[_TAKES]}
            if _TAKES in one.metadata
            else given.pop(one.name)
            for one in fields(asked)
        }
        command(asked(**question_asked), **given)

    run.__signature__ = Signature(options)  # type: ignore[attr-defined]
    return run


def _options_of(asked: Any) -> Iterator[Parameter]:  # noqa: ANN401 - a dataclass such as `Asked`
    """Give the options of a question: one for each of its fields, and for each filter that it takes."""
    hints = get_type_hints(asked, include_extras=True)
    for one in fields(asked):
        if _TAKES not in one.metadata:
            yield Parameter(one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=hints[one.name])
        for each in one.metadata.get(_TAKES, ()):
            option = Annotated[Given, _option(each)]
            yield Parameter(each.name, Parameter.KEYWORD_ONLY, default=None, annotation=option)
