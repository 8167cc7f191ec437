"""Query parameters of the measures and of the record: the fields of a question, and what each asks besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from fastapi import Query
from pydantic import Field

from unmap.features import Resolution
from unmap.measures.asking import RANK_CHOICES, codes, rank_choices
from unmap.measures.gap_answer import Cell, Listing, Order
from unmap.measures.need import level_of
from unmap.measures.plan import NAME_LETTERS, Plan, plan_of
from unmap.measures.ranks import RankChoices
from unmap.measures.siting_problem import Objective
from unmap.model import Counting, Kind, PresenceQuery
from unmap.model.defaults import DEFAULTS

from ..parameters import (
    LONGEST_CODES,
    REPORT_IDS,
    ClassesWith,
    FilterParameters,
    Level,
    NeedParameters,
    Parameters,
    PartParameters,
    RecordFilters,
    Statewide,
    TabularParameters,
)
from .serializers import DocumentFormat, SpatialFormat, TableFormat

if TYPE_CHECKING:
    from unmap.store import Dataset

Radius = Annotated[float, Field(description=f"kilometres, above 0 and at most {DEFAULTS.most_radius_km:,.0f}")]


class CountedParameters(RecordFilters, TabularParameters):
    """Which presence, counted how, at which level."""

    fields: ClassVar[tuple[str, ...]] = ("level", "kind", "counting", "headquarters", "statewide")

    level: Level = None
    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    counting: Annotated[
        Counting,
        Field(description="whether what is in several areas counts one in each, or a share of one in each"),
    ] = Counting.DISTINCT
    headquarters: Annotated[bool, Field(description="count headquarters as offices of their area")] = False
    statewide: Statewide = False

    def question(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked; raises ParameterError for an unknown or empty value."""
        return self.asked(dataset, **self._options(dataset))

    def _options(self, _: Dataset) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.fields}


class QuestionParameters(NeedParameters, CountedParameters):
    """The same beside a need; an indicator that one level alone has says the level, too."""

    fields: ClassVar[tuple[str, ...]] = (*CountedParameters.fields, "indicator", "year")

    def _options(self, dataset: Dataset) -> dict[str, Any]:
        options = super()._options(dataset)
        return options if "level" in self.model_fields_set else {**options, "level": level_of(dataset, self.indicator)}


class CoverageParameters(QuestionParameters, PartParameters):
    """Parameters of the gaps."""

    rank_concepts: Annotated[
        str | None,
        Field(
            description="needs that ranks are compared over, by concept, separated by commas; all of the series unless "
            "given",
            max_length=500,
            examples=["poverty,extreme_poverty"],
        ),
    ] = None
    rank_measures: Annotated[str | None, Field(description="of headcount, rate; both unless given", max_length=100)] = (
        None
    )
    rank_kinds: Annotated[
        str | None,
        Field(description="of offices, agencies, initiatives, any; all unless given", max_length=100),
    ] = None
    rank_countings: Annotated[
        str | None, Field(description="of distinct, fractional; both unless given", max_length=100)
    ] = None
    area: Annotated[
        str | None,
        Field(
            description="codes of the areas to list, separated by commas; of one for those inside it, too. What "
            "they are counted against stays the whole country",
            max_length=LONGEST_CODES,
            examples=["07"],
        ),
    ] = None
    cell: Annotated[
        Cell | None,
        Field(
            description="areas in one cell of need set against presence alone: a third of need, a class of presence; "
            "`any-0` for all without presence; `need-1` and so on for a class of the legend of need"
        ),
    ] = None
    sort: Annotated[Order, Field(description="what areas are listed by, the smallest first")] = Order.RANK
    classes_with: ClassesWith = None
    resolution: Annotated[
        Resolution,
        Field(description="how finely GeoJSON draws boundaries; detail below the highest level for an area alone"),
    ] = Resolution.OVERVIEW
    f: SpatialFormat = None

    @property
    def choices(self) -> RankChoices | None:
        """The choices that ranks are compared over; raises ParameterError for one that does not exist."""
        return rank_choices({name: getattr(self, name) for name in RANK_CHOICES})

    @property
    def listing(self) -> Listing:
        """In what order areas are listed, and of which cell."""
        return Listing(self.sort, self.cell)


class EquityParameters(QuestionParameters):
    """Parameters of equity."""

    f: TableFormat = None


class ClusterParameters(QuestionParameters):
    """Parameters of the clusters."""

    permutations: Annotated[
        int, Field(description="random permutations, 1 to 99,999; fewer are done where time runs out")
    ] = DEFAULTS.permutations
    table: Annotated[
        Literal["areas", "global"] | None,
        Field(description="one table of the answer; without it JSON has all and CSV has areas"),
    ] = None
    f: SpatialFormat = None


class OutcomeParameters(CountedParameters):
    """Parameters of the outcomes against their own needs."""

    table: Annotated[
        Literal["outcomes", "areas"] | None,
        Field(
            description="one table of the answer; without it CSV has outcomes and JSON has both, for municipalities "
            "outcomes alone, since their areas are ten times 2,469"
        ),
    ] = None
    f: TableFormat = None


class FootprintParameters(QuestionParameters):
    """Parameters of the footprints."""

    table: Annotated[
        Literal["cells", "agencies", "absences", "overlap"] | None,
        Field(description="one table of the answer; without it JSON has all and CSV has cells"),
    ] = None
    f: TableFormat = None


class PlanParameters(QuestionParameters):
    """The same with a plan: offices added and taken away, as if it were so."""

    add: Annotated[
        str | None,
        Field(
            description="codes of areas of the finest level, separated by commas, at most 50: each gets an office "
            "at its seat",
            max_length=1_000,
            examples=["07059,20067"],
        ),
    ] = None
    remove: Annotated[
        str | None,
        Field(description="ids of offices taken away, separated by commas", max_length=8_000, examples=["iom-07065"]),
    ] = None

    @property
    def plan(self) -> Plan:
        """The plan; raises ParameterError for a list without a code."""
        return plan_of(self.add, self.remove)


class ReachParameters(PlanParameters):
    """Parameters of reach, which always counts by municipality."""

    plan_name: Annotated[
        str | None,
        Field(
            description="what the plan is called, in its files and their names",
            max_length=NAME_LETTERS,
            examples=["Two offices in the south"],
        ),
    ] = None

    radius: Radius = DEFAULTS.radius_km
    table: Annotated[
        str | None,
        Field(
            description="tables of the answer, separated by commas: areas, by_state, by_agency, left_out, curve, plan; "
            "without it JSON has all and CSV and GeoJSON have areas. CSV has one, GeoJSON areas or plan",
            max_length=100,
            examples=["plan"],
        ),
    ] = None
    f: SpatialFormat = None

    @property
    def plan(self) -> Plan:
        """The plan; raises ParameterError for a list without a code or a name that is no line."""
        return plan_of(self.add, self.remove, self.plan_name)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables asked for, in their own order; raises ParameterError for a list without a name."""
        return tuple(sorted(codes("table", self.table)))


class SitingParameters(PlanParameters):
    """Parameters of siting, which always counts by municipality."""

    k: Annotated[int, Field(description=f"places to choose, 1 to {DEFAULTS.most_sites}")] = DEFAULTS.sites
    radius: Radius = DEFAULTS.radius_km
    objective: Annotated[
        Objective, Field(description="cover most people within the radius, or cut their mean distance most")
    ] = Objective.COVERAGE
    candidates: Annotated[
        str | None,
        Field(
            description="areas of the finest level that may be chosen, larger ones for all in them, or `capitals`, "
            "separated by commas; every one unless given",
            max_length=LONGEST_CODES,
            examples=["capitals"],
        ),
    ] = None
    min_town: Annotated[
        int, Field(description="people who must live at the seat of an area for it to be chosen", ge=0)
    ] = 0
    table: Annotated[
        Literal["chosen", "gain_by_k"] | None,
        Field(description="one table of the answer; without it JSON has both and CSV has chosen"),
    ] = None
    f: SpatialFormat = None


class ChangeParameters(TabularParameters):
    """Parameters of change."""

    level: Level = None
    concept: Annotated[
        str | None,
        Field(
            description="what is measured, as /api/need/indicators names concepts; else that of the default need",
            max_length=100,
        ),
    ] = None
    area: Annotated[
        str | None,
        Field(
            description="codes of areas, separated by commas; of one for those inside it, too",
            max_length=LONGEST_CODES,
            examples=["07"],
        ),
    ] = None
    f: TableFormat = None


class ReportChangeParameters(FilterParameters, TabularParameters):
    """Parameters of the comparison of two reports."""

    since: Annotated[
        str | None,
        Field(
            description="id of the report to compare with, no later than `report`; the one before it unless given",
            max_length=100,
            json_schema_extra=REPORT_IDS,
        ),
    ] = None
    level: Level = None
    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    headquarters: Annotated[bool, Field(description="count headquarters as offices of their area")] = False
    table: Annotated[
        Literal["areas", "agencies", "sectors", "things"] | None,
        Field(description="one table of the answer; without it JSON and workbooks have all and CSV has areas"),
    ] = None
    f: TableFormat = None

    def question(self, dataset: Dataset) -> PresenceQuery:
        """Give the question asked, of all reports together; raises ParameterError for an unknown or empty value."""
        options = {name: getattr(self, name) for name in ("level", "kind", "headquarters")}
        return self.asked(dataset.whole or dataset, **options)


CoverageQuery = Annotated[CoverageParameters, Query()]
EquityQuery = Annotated[EquityParameters, Query()]
ClusterQuery = Annotated[ClusterParameters, Query()]
OutcomeQuery = Annotated[OutcomeParameters, Query()]
FootprintQuery = Annotated[FootprintParameters, Query()]
ReachQuery = Annotated[ReachParameters, Query()]
SitingQuery = Annotated[SitingParameters, Query()]
ChangeQuery = Annotated[ChangeParameters, Query()]
ReportChangeQuery = Annotated[ReportChangeParameters, Query()]


class DocumentParameters(Parameters):
    """Parameters of a document that is no table."""

    f: DocumentFormat = None


class TableParameters(TabularParameters):
    """Parameters of a small table."""

    f: TableFormat = None


class LevelNeedParameters(NeedParameters, TabularParameters):
    """Which need, at which level."""

    level: Level = None
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

    level: Level = None
    kind: Annotated[Kind, Field(description="what is counted as presence")] = Kind.ANY
    headquarters: Annotated[bool, Field(description="count headquarters as offices of their area")] = False
    statewide: Statewide = False
    table: Annotated[
        Literal["areas", "rows"] | None,
        Field(description="counts by area, or who does what where; without it JSON has both and files have rows"),
    ] = None
    classes_with: ClassesWith = None
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
