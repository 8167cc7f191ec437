"""Query parameters of furthest behind: which conditions, how they are put together, and which areas are listed."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from fastapi import Query
from pydantic import Field

from unmap.measures.asking import codes
from unmap.measures.conditions import Missing
from unmap.measures.furthest_answer import Behind, Certainty, weights_of
from unmap.model.defaults import DEFAULTS

from ..parameters import LONGEST_CODES
from .measure_parameters import CountedParameters
from .serializers import SpatialFormat


class FurthestBehindParameters(CountedParameters):
    """Parameters of furthest behind."""

    conditions: Annotated[
        str | None,
        Field(
            description="2 to 24 rates or indices of the level by id, concept or name, separated by commas; what the "
            "default need is made of unless given",
            max_length=1_000,
            examples=["extreme_poverty,food_access,health_access"],
        ),
    ] = None
    year: Annotated[int | None, Field(description="year of all conditions; of each the one nearest to the report")] = (
        None
    )
    missing: Annotated[
        Missing | None,
        Field(
            description="areas that lack a value are left-out, or ranked by the rest of the conditions; "
            "left-out unless given, and `left_out` names them"
        ),
    ] = None
    worst_share: Annotated[
        float, Field(description="percent of the areas that count as the worst in one condition, above 0 and below 100")
    ] = DEFAULTS.worst_share
    k: Annotated[
        float, Field(description="percent of the areas that are furthest behind in all, above 0 and below 100")
    ] = DEFAULTS.worst_k
    weights: Annotated[
        str | None,
        Field(
            description="own weights, conditions with numbers of 0 or more; they give `rank` beside its interval",
            max_length=1_000,
            examples=["food_access:2,health_access:1"],
        ),
    ] = None
    draws: Annotated[int, Field(description="weightings to try, 100 to 100,000")] = DEFAULTS.weightings
    seed: Annotated[int, Field(description="which weightings; the same question has the same answer")] = DEFAULTS.seed
    area: Annotated[
        str | None,
        Field(
            description="codes of the areas to list, separated by commas; of one for those inside it, too. What they "
            "are ranked against stays the whole country",
            max_length=LONGEST_CODES,
            examples=["07"],
        ),
    ] = None
    list: Annotated[Certainty | None, Field(description="areas of one list alone")] = None
    table: Annotated[
        Literal["areas", "lists", "parents", "agencies"] | None,
        Field(
            description="one table of the answer, parents below the highest level; without it JSON has all and CSV and "
            "GeoJSON have areas"
        ),
    ] = None
    f: SpatialFormat = None

    fields: ClassVar[tuple[str, ...]] = (*CountedParameters.fields, "year")

    @property
    def behind(self) -> Behind:
        """What is asked beside presence; raises ParameterError for a list without an id and weights without numbers."""
        return Behind(
            conditions=None if self.conditions is None else tuple(sorted(codes("conditions", self.conditions))),
            missing=self.missing,
            worst_share=self.worst_share,
            k=self.k,
            weights=weights_of(self.weights),
            draws=self.draws,
            seed=self.seed,
            only=self.list,
        )


FurthestBehindQuery = Annotated[FurthestBehindParameters, Query()]
