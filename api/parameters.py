"""Query parameters: what each may be, and what it means to the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, field_validator
from starlette.requests import Request

from unmap.errors import ParameterError
from unmap.formats.writing import Extras
from unmap.measures.asking import TEXT, question
from unmap.model import FILTERS, PresenceQuery
from unmap.model.query import EVERYWHERE, Filter

if TYPE_CHECKING:
    from unmap.store import Dataset

_LEVELS: dict[str, Any] = {"x-levels": True}
"""Marks a parameter whose values are the words of the levels of the data, as the definition of the API says them."""

REPORT_IDS: dict[str, Any] = {"x-reports": True}
"""The same of the ids of the reports."""

LIMIT_DEFAULT = 5_000
LIMIT_MAXIMUM = 10_000


LONGEST_CODES = FILTERS["area"].longest
"""Characters of a list of codes: about as many as an address may have."""


class Parameters(BaseModel):
    """Parameters of one path: anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # Which one it is, is found before the rest is read: see `api.service`.
    report: Annotated[
        str | None,
        Field(
            description="id of a report, as /api/reports lists them: whose record is meant; the newest unless given",
            max_length=100,
            json_schema_extra=REPORT_IDS,
        ),
    ] = None

    # The same.
    edition: Annotated[
        str | None,
        Field(
            description="id of an earlier edition, as /api/editions lists them: the answer stays as it was then; the "
            "current one unless given",
            max_length=100,
            json_schema_extra={"x-edition": True},
        ),
    ] = None


ClassesWith = Annotated[
    str | None,
    Field(
        description="id of another report whose values the classes are made from, too, so that maps of both can be "
        "coloured alike",
        max_length=100,
        json_schema_extra=REPORT_IDS,
    ),
]


class TabularParameters(Parameters):
    """What goes into a file besides a table."""

    hxl: Annotated[bool, Field(description="a row of HXL hashtags below the header of csv and xlsx")] = False
    bom: Annotated[
        bool, Field(description="begin csv with a byte order mark, without which Excel takes it for another encoding")
    ] = False

    @property
    def extras(self) -> Extras:
        """What was asked for besides."""
        return Extras(self.hxl, self.bom)


class NeedParameters(Parameters):
    """Which need is joined to the areas."""

    indicator: Annotated[
        str | None, Field(description="indicator id, as /api/need/indicators lists them", max_length=100)
    ] = None
    year: Annotated[int | None, Field(description="a year that the indicator has", ge=1900, le=2200)] = None


class PartParameters(Parameters):
    """Which part of a list."""

    limit: Annotated[
        int,
        Field(
            description="records in the answer; more than the maximum gives the maximum",
            ge=1,
            json_schema_extra={"maximum": LIMIT_MAXIMUM},
        ),
    ] = LIMIT_DEFAULT
    offset: Annotated[int, Field(description="records to pass over first", ge=0, le=10_000_000)] = 0

    @field_validator("limit")
    @classmethod
    def _clamp(cls, limit: int) -> int:
        return min(limit, LIMIT_MAXIMUM)


Model = TypeVar("Model", bound=Parameters)


def taking(filters: Iterable[Filter]) -> Callable[[type[Model]], type[Model]]:
    """Give a class of parameters those of `filters`, behind its own."""

    def taken(kind: type[Model]) -> type[Model]:
        added: dict[str, Any] = {one.name: (_Filter[one.name], None) for one in filters}
        return create_model(kind.__name__, __base__=kind, __module__=kind.__module__, __doc__=kind.__doc__, **added)

    return taken


_Filter = {
    one.name: Annotated[str | None, Field(description=one.meaning, max_length=one.longest, examples=[one.example])]
    for one in FILTERS.values()
}


@taking(EVERYWHERE)
class RecordFilters(Parameters):
    """Which part of the programme record, by exact codes; what is left out lets everything through."""

    def asked(
        self,
        dataset: Dataset,
        **options: Any,  # noqa: ANN401 - fields of the query, each of its own type
    ) -> PresenceQuery:
        """Give the question that the filters and `options` ask; raises ParameterError for an unknown or empty value."""
        return question(dataset, {name: getattr(self, name, None) for name in (*FILTERS, TEXT)}, **options)


@taking(one for one in FILTERS.values() if not one.everywhere)
class _WholeFilters(RecordFilters):
    """The same with those that only a list of the record can be narrowed by: scopes and areas."""


class FilterParameters(_WholeFilters):
    """The same with words."""

    q: Annotated[
        str | None,
        Field(description="words that titles, summaries, agencies, partners or places must hold", max_length=200),
    ] = None


async def refuse_repeats(request: Request) -> None:
    """Refuse a parameter given twice: which one is meant would be a guess."""
    given = request.query_params.multi_items()
    if len(given) != len({name for name, _ in given}):
        raise ParameterError("query", "a parameter is given more than once; separate several values by commas")


Level = Annotated[
    str | None,
    Field(
        description="word of an administrative level; the highest unless given",
        max_length=30,
        json_schema_extra=_LEVELS,
    ),
]


Statewide = Annotated[bool, Field(description="count for an area what is placed as a whole in one that it lies in")]


NoQuery = Annotated[Parameters, Query()]


Asked = TypeVar("Asked", bound=Parameters)


def read_query(model: type[Asked], request: Request) -> Asked:
    """Read the parameters of a request into `model`, for a route that finds its model with the data.

    Raises RequestValidationError, as FastAPI does for a model that stands in a route.
    """
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
