"""Query parameters: what each may be, and what it means to the library."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.requests import Request

from unmap.coverage.asking import FILTERS, TEXT, question
from unmap.errors import ParameterError
from unmap.layers import Resolution
from unmap.models import Kind, Level, PresenceQuery

LIMIT_DEFAULT = 5_000
LIMIT_MAXIMUM = 10_000

Bounds = tuple[float, float, float, float]
Format = Literal["json", "csv"]
Presence = Literal["field", "headquarters-only", "none-reported"]


class Parameters(BaseModel):
    """Parameters of one path: anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NeedParameters(Parameters):
    """Which need is joined to the areas."""

    indicator: Annotated[
        str | None, Field(description="indicator id, as /api/need/indicators lists them", max_length=100)
    ] = None
    year: Annotated[int | None, Field(description="a year that the indicator has", ge=1900, le=2200)] = None


class LevelNeedParameters(NeedParameters):
    """Which need, at which level."""

    level: Annotated[Literal["state", "municipality"], Field(description="administrative level")] = "state"
    f: Annotated[Format, Field(description="format of the answer")] = "json"


class FeatureParameters(Parameters):
    """Parameters of one office."""


class PartParameters(Parameters):
    """Which part of a list."""

    limit: Annotated[int, Field(description="records in the answer; more than the maximum gives the maximum", ge=1)] = (
        LIMIT_DEFAULT
    )
    offset: Annotated[int, Field(description="records to pass over first", ge=0, le=10_000_000)] = 0

    @field_validator("limit")
    @classmethod
    def _clamp(cls, limit: int) -> int:
        return min(limit, LIMIT_MAXIMUM)


class PageParameters(PartParameters):
    """Which part of a collection, and in which format."""

    bbox: Annotated[
        str | None,
        Field(description="west,south,east,north in degrees", max_length=200, examples=["-94.2,14.5,-90.3,17.9"]),
    ] = None
    f: Annotated[Format, Field(description="format of the answer: json is GeoJSON")] = "json"

    @property
    def bounds(self) -> Bounds | None:
        """The bounding box as numbers; raises ParameterError where it is none."""
        return None if self.bbox is None else bounds(self.bbox)


class StateItems(PageParameters, NeedParameters):
    """Parameters of the states."""

    code: Annotated[
        str | None, Field(description="exact codes, separated by commas", max_length=500, examples=["07,20"])
    ] = None
    pcode: Annotated[str | None, Field(description="exact P-codes, separated by commas", max_length=500)] = None
    presence: Annotated[Presence | None, Field(description="offices that the report lists")] = None
    resolution: Annotated[
        Resolution | None, Field(description="how finely boundaries are drawn; overview unless asked")
    ] = None


class MunicipalityItems(PageParameters, NeedParameters):
    """Parameters of the municipalities."""

    code: Annotated[
        str | None,
        Field(description="exact codes, separated by commas", max_length=2_000, examples=["23005"]),
    ] = None
    pcode: Annotated[str | None, Field(description="exact P-codes, separated by commas", max_length=2_000)] = None
    state_code: Annotated[
        str | None, Field(description="exact codes of states, separated by commas", max_length=500)
    ] = None
    presence: Annotated[Presence | None, Field(description="offices that the report lists")] = None
    resolution: Annotated[
        Resolution | None,
        Field(description="how finely boundaries are drawn: detail within a state or bbox, overview otherwise"),
    ] = None


class OfficeItems(PageParameters):
    """Parameters of the offices."""

    agency_id: Annotated[
        str | None,
        Field(description="exact agency ids, separated by commas", max_length=500, examples=["UNHCR"]),
    ] = None
    state_code: Annotated[
        str | None, Field(description="exact codes of states, separated by commas", max_length=500)
    ] = None
    municipality_code: Annotated[
        str | None, Field(description="exact codes, separated by commas", max_length=2_000)
    ] = None
    office_type: Annotated[Literal["field", "headquarters"] | None, Field(description="kind of office")] = None


class RecordFilters(Parameters):
    """Which part of the programme record, by exact codes; what is left out lets everything through."""

    filters: ClassVar[tuple[str, ...]] = ("agency", "outcome", "priority", "pillar", "theme")

    agency: Annotated[
        str | None, Field(description="agency ids, separated by commas", max_length=500, examples=["UNHCR,IOM"])
    ] = None
    outcome: Annotated[str | None, Field(description="outcomes, separated by commas", max_length=200)] = None
    priority: Annotated[str | None, Field(description="strategic priorities, separated by commas", max_length=100)] = (
        None
    )
    pillar: Annotated[
        str | None, Field(description="pillars of the response to COVID-19, separated by commas", max_length=100)
    ] = None
    theme: Annotated[str | None, Field(description="themes, separated by commas", max_length=1_000)] = None

    def asked(self, **options: Any) -> PresenceQuery:  # noqa: ANN401 - fields of the query, each of its own type
        """Give the question that the filters and `options` ask; raises ParameterError for an empty value."""
        return question({name: getattr(self, name) for name in self.filters}, **options)


class FilterParameters(RecordFilters):
    """The same with what only a list of the record can be narrowed by: scopes, areas and words."""

    filters: ClassVar[tuple[str, ...]] = (*FILTERS, TEXT)

    scope: Annotated[
        str | None,
        Field(description="located, country-wide, unnamed-places, regional, separated by commas", max_length=100),
    ] = None
    area: Annotated[
        str | None,
        Field(
            description="codes of states or municipalities, separated by commas; a state with all that lies inside",
            max_length=2_000,
            examples=["07"],
        ),
    ] = None
    q: Annotated[
        str | None,
        Field(description="words that titles, summaries, agencies, partners or places must hold", max_length=200),
    ] = None


class InitiativeItems(PageParameters, FilterParameters):
    """Parameters of the initiatives."""


class FrameworkParameters(FilterParameters):
    """Parameters of the framework."""

    f: Annotated[Format, Field(description="format of the answer")] = "json"


class TableParameters(Parameters):
    """Parameters of a small table."""

    f: Annotated[Format, Field(description="format of the answer")] = "json"


class PresenceParameters(FilterParameters):
    """Which presence, counted how, at which level."""

    level: Annotated[Level, Field(description="administrative level")] = Level.STATE
    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    headquarters: Annotated[bool, Field(description="count headquarters as offices of their state")] = False
    statewide: Annotated[bool, Field(description="count for a municipality what is placed in its state as a whole")] = (
        False
    )
    table: Annotated[
        Literal["areas", "rows"] | None,
        Field(description="counts by area, or who does what where; without it JSON has both and CSV has rows"),
    ] = None
    f: Annotated[Format, Field(description="format of the answer")] = "json"

    @property
    def query(self) -> PresenceQuery:
        """The question asked; raises ParameterError for an empty value."""
        return self.asked(level=self.level, kind=self.kind, headquarters=self.headquarters, statewide=self.statewide)


def bounds(text: str) -> Bounds:
    """Read a bounding box: west, south, east, north; six numbers hold heights, which are passed over."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise ParameterError("bbox", "must be four numbers separated by commas: west,south,east,north") from None
    if len(numbers) == 6:  # noqa: PLR2004 - two corners of three coordinates
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:  # noqa: PLR2004 - two corners of two coordinates
        raise ParameterError("bbox", "must be four numbers separated by commas: west,south,east,north")
    if not all(map(math.isfinite, numbers)):
        raise ParameterError("bbox", "must be four finite numbers")
    west, south, east, north = numbers
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        raise ParameterError(
            "bbox", "must run from west to east within -180 to 180 and from south to north within -90 to 90"
        )
    return west, south, east, north


def codes(text: str) -> frozenset[str]:
    """Read codes separated by commas."""
    return frozenset(part.strip() for part in text.split(",")) - {""}


async def refuse_repeats(request: Request) -> None:
    """Refuse a parameter given twice: which one is meant would be a guess."""
    given = request.query_params.multi_items()
    if len(given) != len({name for name, _ in given}):
        raise ParameterError("query", "a parameter is given more than once; separate several values by commas")


NeedQuery = Annotated[NeedParameters, Query()]
LevelNeedQuery = Annotated[LevelNeedParameters, Query()]
StateQuery = Annotated[StateItems, Query()]
MunicipalityQuery = Annotated[MunicipalityItems, Query()]
OfficeQuery = Annotated[OfficeItems, Query()]
InitiativeQuery = Annotated[InitiativeItems, Query()]
RecordQuery = Annotated[PresenceParameters, Query()]
FrameworkQuery = Annotated[FrameworkParameters, Query()]
TableQuery = Annotated[TableParameters, Query()]
NoQuery = Annotated[FeatureParameters, Query()]
