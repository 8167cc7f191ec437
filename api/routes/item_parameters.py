"""Query parameters of the OGC resources: those of the standards, and one for each property that has one value."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from fastapi import Query
from pydantic import BeforeValidator, Field, FiniteFloat, WithJsonSchema, create_model

from unmap.features import Resolution
from unmap.measures.asking import codes
from unmap.model.properties import Property, PropertyType, Schema
from unmap.model.registry import registry

from ..parameters import (
    LIMIT_DEFAULT,
    LIMIT_MAXIMUM,
    LONGEST_CODES,
    FilterParameters,
    NeedParameters,
    Parameters,
    PartParameters,
    TabularParameters,
)

if TYPE_CHECKING:
    from unmap.model import AdminLevel

DOCUMENT_FORMATS = ("json", "html")
ITEM_FORMATS = ("json", "html", "csv", "xlsx", "gpkg", "parquet", "topojson")

PAGE_DEFAULT = 100
"""Features on one page for people, unless they ask for more."""

_CODES = frozenset({"code", "pcode", "agency_id"})

_LONGEST_TEXT = 1_000
_LONGEST_NAMES = 2_000
_MOST = 10**15
"""Numbers above this one are no value of any property, and no longer exact as JSON."""

_CRS_NAMES: dict[str, Any] = {"x-crs": True}

_BOX = {
    "type": "array",
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 6,
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
}
"""A box as OGC API - Features defines it, word for word: tools look for that."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

DocumentFormat = Literal["json", "html"]
ItemsFormat = Literal["json", "geojson", "html", "csv", "xlsx", "gpkg", "parquet", "topojson"]

Crs = Annotated[
    str | None,
    Field(
        description="reference system of the coordinates in the answer, with the axes in the order of its authority; "
        "CRS84 (longitude, latitude) unless given; json only. A URI, or compact as EPSG:4326 or [EPSG:4326]",
        max_length=100,
        json_schema_extra=_CRS_NAMES,
    ),
]


class DocumentParameters(Parameters):
    """Parameters of what describes the API and its collections."""

    f: Annotated[
        DocumentFormat | None, Field(description="format of the answer; the one that Accept prefers unless given")
    ] = None


class FeatureParameters(Parameters):
    """Parameters of one feature."""

    f: Annotated[
        Literal["json", "geojson", "html"] | None,
        Field(
            description="format of the answer: json and geojson are GeoJSON; the one that Accept prefers unless given"
        ),
    ] = None
    crs: Crs = None


class AreaParameters(FeatureParameters, NeedParameters):
    """Parameters of one area."""


class ItemsParameters(PartParameters, TabularParameters):
    """Which part of a collection, how it looks, and in which format."""

    by_property: ClassVar[tuple[str, ...]] = ()
    """Parameters that are properties of the layer."""
    placing: ClassVar[frozenset[str]] = frozenset()
    """Parameters that mean a part of the country, which is drawn in detail."""

    limit: Annotated[
        int,
        Field(
            description="features in the answer; more than the maximum gives the maximum. A page for people has "
            f"{PAGE_DEFAULT} unless given, a file all that match",
            ge=1,
            json_schema_extra={"maximum": LIMIT_MAXIMUM},
        ),
    ] = LIMIT_DEFAULT
    bbox: Annotated[
        str | None,
        WithJsonSchema(_BOX),
        Field(
            description="only what touches a box: its lower corner, then its upper, each with its coordinates in the "
            "order of bbox-crs (west,south,east,north in degrees unless given); heights are passed over, west beyond "
            "east crosses the antimeridian, and what has no geometry is in every box",
            max_length=400,
        ),
    ] = None
    bbox_crs: Annotated[
        str | None,
        Field(
            alias="bbox-crs",
            description="reference system of bbox; CRS84 unless given",
            max_length=100,
            json_schema_extra=_CRS_NAMES,
        ),
    ] = None
    datetime: Annotated[
        str | None,
        Field(
            description="only what speaks of a moment or interval: a date-time, a date, or two of them with / between, "
            "one of which may be .. (RFC 3339). Offices and initiatives speak of the days from valid_from to valid_to, "
            "offices without valid_to until the end of the reporting year; areas have no time of "
            "their own, so that all of them match (parameter year chooses that of their need)",
            max_length=100,
            examples=["2020-06-30", "2019-01-01/.."],
        ),
    ] = None
    filter: Annotated[
        str | None,
        Field(
            description="only what a CQL2 expression holds for; /queryables lists the properties. Only what it is true "
            "for is given, so that a missing value fits neither a comparison nor its contrary",
            min_length=1,
            max_length=LONGEST_CODES,
            examples=["need_pct > 60 AND presence = 'none-reported'"],
        ),
    ] = None
    filter_lang: Annotated[
        Literal["cql2-text", "cql2-json", "cql-text"],
        Field(alias="filter-lang", description="encoding of filter; cql-text is CQL2 text as GDAL writes it"),
    ] = "cql2-text"
    filter_crs: Annotated[
        str | None,
        Field(
            alias="filter-crs",
            description="reference system of the geometries in filter; CRS84 unless given",
            max_length=100,
            json_schema_extra=_CRS_NAMES,
        ),
    ] = None
    crs: Crs = None
    properties: Annotated[
        str | None,
        Field(
            description="only these properties, by name and separated by commas; each feature keeps its id and, unless "
            "skipGeometry is given, its geometry",
            max_length=_LONGEST_NAMES,
            examples=["name,need_pct"],
        ),
    ] = None
    skip_geometry: Annotated[bool, Field(alias="skipGeometry", description="give features without their geometry")] = (
        False
    )
    sortby: Annotated[
        str | None,
        Field(
            description="properties to sort by, separated by commas, each from the lowest (+, or nothing) or from the "
            "highest (-); /sortables lists them. What has no value stands last, ties stay in the order of the codes",
            max_length=_LONGEST_NAMES,
            examples=["-need_pct,name"],
        ),
    ] = None
    f: Annotated[
        ItemsFormat | None,
        Field(
            description="format of the answer: json and geojson are GeoJSON; the one that Accept prefers unless given"
        ),
    ] = None

    def equal(self) -> dict[str, frozenset[Hashable]]:
        """Give the values that properties must have one of; raises ParameterError for a list without a code."""
        asked = {name: getattr(self, name) for name in self.by_property if name in self.model_fields_set}
        return {name: _values(name, value) for name, value in asked.items()}

    @property
    def limited(self) -> bool:
        """Whether the request says how many features it wants."""
        return "limit" in self.model_fields_set


def _values(name: str, value: object) -> frozenset[Hashable]:
    if isinstance(value, str) and takes_several(name):
        return frozenset(codes(name, value))
    if isinstance(value, date):
        return frozenset({value.isoformat()})
    assert isinstance(value, Hashable)  # noqa: S101 - a text or number by the type of its parameter
    return frozenset({value})


class HighestAreaItems(ItemsParameters, NeedParameters):
    """Parameters of the areas of the highest level."""

    resolution: Annotated[
        Resolution | None, Field(description="how finely boundaries are drawn: the overview unless asked")
    ] = None


class AreaItems(ItemsParameters, NeedParameters):
    """Parameters of the areas of a level below it, of which there may be thousands."""

    resolution: Annotated[
        Resolution | None,
        Field(
            description="how finely boundaries are drawn: in detail where codes of areas or a bbox are given, else the "
            "overview; detail never of all at once"
        ),
    ] = None


class InitiativeItems(ItemsParameters, FilterParameters):
    """Parameters of initiatives."""


def takes_several(name: str) -> bool:
    """Tell whether the parameter of a property takes several codes, separated by commas: no code holds one."""
    return name in _CODES or name.endswith("_code")


def parameters_of(properties: Iterable[Property]) -> tuple[str, ...]:
    """Name the properties that are parameters: those with one value.

    The scopes of initiatives are left out: theirs is a filter of the record, which takes several.
    """
    return tuple(each.name for each in properties if each.simple and each.name not in FilterParameters.model_fields)


def _parameter(each: Property) -> tuple[Any, Any]:
    """Give the type and field of the parameter for a property, of the type that /queryables states."""
    meaning = each.title if each.description is None else f"{each.title}: {each.description}"
    limits: dict[str, Any] = {}
    kind: Any
    if each.values:
        kind = Literal[each.values]
    elif each.type is PropertyType.TEXT:
        kind = str
        limits = {"min_length": 1, "max_length": LONGEST_CODES if takes_several(each.name) else _LONGEST_TEXT}
        meaning += " (exact; several separated by commas)" if takes_several(each.name) else " (exact)"
    elif each.type is PropertyType.DATE:
        kind = Annotated[date, BeforeValidator(_day)]
    else:
        kind = int if each.type is PropertyType.INTEGER else FiniteFloat
        limits = {"ge": -_MOST, "le": _MOST}
    return kind | None, Field(default=None, description=meaning, **limits)


def _day(text: object) -> object:
    # Left to itself the framework would read a number as seconds since 1970.
    if isinstance(text, str) and not _DAY.fullmatch(text):
        raise ValueError("must be a day, as 2020-12-31")
    return text


@lru_cache(maxsize=8)
def item_models(levels: tuple[AdminLevel, ...]) -> dict[str, type[ItemsParameters]]:
    """Give the parameters of each collection by its name: those of any, and each property with one value."""
    bases: dict[str, type[ItemsParameters]] = {
        level.id: AreaItems if number else HighestAreaItems for number, level in enumerate(levels)
    }
    bases |= {"offices": ItemsParameters, "initiatives": InitiativeItems}
    layers = registry(levels).layers
    return {name: _with_properties(f"{name.capitalize()}Items", base, layers[name]) for name, base in bases.items()}


def _with_properties(name: str, base: type[ItemsParameters], schema: Schema) -> type[ItemsParameters]:
    names = parameters_of(schema.values())
    fields = {each: _parameter(schema[each]) for each in names}
    made: type[ItemsParameters] = create_model(name, __base__=base, __doc__=base.__doc__, **fields)  # type: ignore[call-overload]  # fields by name
    made.by_property = names
    made.placing = frozenset({"bbox", *(each for each in names if takes_several(each) and each != "agency_id")})
    return made


DocumentQuery = Annotated[DocumentParameters, Query()]
FeatureQuery = Annotated[FeatureParameters, Query()]
AreaQuery = Annotated[AreaParameters, Query()]
