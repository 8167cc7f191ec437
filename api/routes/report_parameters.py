"""Query parameters of the record: which need, which presence, which part of it, in which format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query
from pydantic import Field

from unmap.model import Kind, Level, PresenceQuery

from ..parameters import FilterParameters, NeedParameters, Parameters, RecordFilters, TabularParameters
from .serializers import DocumentFormat, TableFormat

if TYPE_CHECKING:
    from unmap.store import Dataset


class DocumentParameters(Parameters):
    """Parameters of a document that is no table."""

    f: DocumentFormat = None


class TableParameters(TabularParameters):
    """Parameters of a small table."""

    f: TableFormat = None


class LevelNeedParameters(NeedParameters, TabularParameters):
    """Which need, at which level."""

    level: Annotated[
        Literal["state", "municipality"] | None,
        Field(description="administrative level; the one that the indicator has, else states, unless given"),
    ] = None
    f: TableFormat = None


class FrameworkParameters(FilterParameters, TabularParameters):
    """Parameters of the framework."""

    f: TableFormat = None


class FacetParameters(RecordFilters, TabularParameters):
    """Under which filters the values of the others are counted."""

    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    f: TableFormat = None

    def query(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for an unknown or empty value."""
        return self.asked(dataset, kind=self.kind)


class PresenceParameters(FilterParameters, TabularParameters):
    """Which presence, counted how, at which level."""

    level: Annotated[Level, Field(description="administrative level")] = Level.STATE
    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    headquarters: Annotated[bool, Field(description="count headquarters as offices of their state")] = False
    statewide: Annotated[bool, Field(description="count for a municipality what is placed in its state as a whole")] = (
        False
    )
    table: Annotated[
        Literal["areas", "rows"] | None,
        Field(description="counts by area, or who does what where; without it JSON has both and files have rows"),
    ] = None
    f: TableFormat = None

    def query(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for an unknown or empty value."""
        options = ("level", "kind", "headquarters", "statewide")
        return self.asked(dataset, **{name: getattr(self, name) for name in options})


DocumentQuery = Annotated[DocumentParameters, Query()]
TableQuery = Annotated[TableParameters, Query()]
LevelNeedQuery = Annotated[LevelNeedParameters, Query()]
FrameworkQuery = Annotated[FrameworkParameters, Query()]
FacetQuery = Annotated[FacetParameters, Query()]
RecordQuery = Annotated[PresenceParameters, Query()]
