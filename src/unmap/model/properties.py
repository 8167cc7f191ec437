"""Properties of each layer's features: type, unit, meaning; for schemas, filters, parameters and sorting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from unmap.model.query import FIELD, HEADQUARTERS_ONLY, NONE_REPORTED, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.model.records import Level


class PropertyType(StrEnum):
    """Type of a property, as JSON Schema and CQL2 see it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXTS = "texts"
    """Several texts, such as the acronyms of agencies."""
    OBJECTS = "objects"
    """Several records, such as the places of an initiative: given out as JSON text, not to be filtered by."""
    GEOMETRY = "geometry"

    @property
    def null(self) -> bool:
        """Whether a property without value is null; one of any other type is left out of its feature."""
        return self in {PropertyType.TEXT, PropertyType.OBJECTS}


class Role(StrEnum):
    """What a property is to its feature (OGC API - Features - Part 5, `x-ogc-role`)."""

    ID = "id"
    PRIMARY_GEOMETRY = "primary-geometry"
    PRIMARY_INTERVAL_START = "primary-interval-start"
    PRIMARY_INTERVAL_END = "primary-interval-end"


_JSON_TYPES: dict[PropertyType, dict[str, Any]] = {
    PropertyType.TEXT: {"type": "string"},
    PropertyType.INTEGER: {"type": "integer"},
    PropertyType.NUMBER: {"type": "number"},
    PropertyType.BOOLEAN: {"type": "boolean"},
    PropertyType.DATE: {"type": "string", "format": "date"},
    PropertyType.TEXTS: {"type": "array", "items": {"type": "string"}},
    PropertyType.OBJECTS: {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"type": "array", "items": {"type": "object"}},
    },
}


_NOT_SIMPLE = frozenset({PropertyType.TEXTS, PropertyType.OBJECTS, PropertyType.GEOMETRY})


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a layer's features."""

    name: str
    type: PropertyType
    title: str
    description: str | None = None
    unit: str | None = None
    """Unit of measure as UCUM writes it (case sensitive)."""
    values: tuple[str, ...] = ()
    """The values that there can be, where they are few and known."""
    role: Role | None = None
    geometry: str | None = None
    """Type of a geometry as Part 5 names it, such as "point" or "multipolygon"."""

    @property
    def simple(self) -> bool:
        """Whether it has one value, so that it can be asked for as a parameter and sorted by."""
        return self.type not in _NOT_SIMPLE

    @property
    def queryable(self) -> bool:
        """Whether a filter can speak of it."""
        return self.type is not PropertyType.OBJECTS

    def json_schema(self) -> dict[str, Any]:
        """Give it as JSON Schema with the keywords of OGC API - Features - Part 5."""
        stated = {
            "title": self.title,
            "description": self.description,
            "enum": list(self.values) or None,
            "x-ogc-unit": self.unit,
            "x-ogc-role": self.role,
        }
        kind = {"format": f"geometry-{self.geometry}"} if self.geometry else _JSON_TYPES[self.type]
        return {**kind, **{name: value for name, value in stated.items() if value is not None}}

    def returned_schema(self) -> dict[str, Any]:
        """Give the same for what a feature holds: a text may be null there, unless it names the feature."""
        stated = self.json_schema()
        if not self.type.null or self.role is Role.ID:
            return stated
        choices = {"enum": [*stated["enum"], None]} if "enum" in stated else {}
        return {**stated, "type": [stated["type"], "null"], **choices}


TEXT, INTEGER, NUMBER = PropertyType.TEXT, PropertyType.INTEGER, PropertyType.NUMBER


DATE, TEXTS, OBJECTS = PropertyType.DATE, PropertyType.TEXTS, PropertyType.OBJECTS


GEOMETRY = "geometry"
"""Name of the geometry in schemas and filters."""


PERSONS, PERCENT, SQUARE_KILOMETRES, DEGREES = "{person}", "%", "km2", "deg"


_NO_DATA = "null is no data, which is not zero"


_CHOSEN = "of the indicator and year asked for, the default of the level without them"


_SOURCE = (
    Property("source_id", TEXT, "Source", "the report, as /api/sources lists it"),
    Property("source_locator", TEXT, "Passage", "where in the report it stands"),
)


_SPOKEN_OF = "of the stated years and, where a first or last year is not stated, of the reporting year"


_NOTE = Property("note", TEXT, "Note")


_AREA = (
    Property("code", TEXT, "Code", "official code with its leading zeros (CVEGEO)", role=Role.ID),
    Property("pcode", TEXT, "P-code", "code of the area in the common operational datasets"),
    Property("name", TEXT, "Name"),
)


_STATE_OF = (
    Property("state_code", TEXT, "State", "code of the state"),
    Property("state_name", TEXT, "Name of the state"),
)


_NEED = (
    Property("population", INTEGER, "Population", "people counted in the census", PERSONS),
    Property("area_km2", NUMBER, "Area", "geodesic area of the boundary", SQUARE_KILOMETRES),
    Property("seat_lon", NUMBER, "Longitude of the seat", unit=DEGREES),
    Property("seat_lat", NUMBER, "Latitude of the seat", unit=DEGREES),
    Property("need_indicator", TEXT, "Indicator of need", "as /api/need/indicators lists it"),
    Property("need_series", TEXT, "Series of the indicator", "values of different series are not comparable"),
    Property("need_year", INTEGER, "Year of need"),
    Property("need_unit", TEXT, "Unit of need_value"),
    Property("need_source", TEXT, "Source of need", "as /api/sources lists it"),
    Property("need_value", NUMBER, "Need", f"value {_CHOSEN}, in need_unit; {_NO_DATA}"),
    Property("need_pct", NUMBER, "Need, share of people", f"rate {_CHOSEN}; {_NO_DATA}", PERCENT),
    Property("need_persons", NUMBER, "Need, people", f"headcount {_CHOSEN}; {_NO_DATA}", PERSONS),
    Property("presence_source", TEXT, "Source of presence", "as /api/sources lists it"),
    Property("offices", INTEGER, "Field offices", "distinct agency x municipality that the report lists"),
    Property("office_agencies", INTEGER, "Agencies with a field office"),
    Property("initiatives", INTEGER, "Initiatives", "distinct initiatives placed in the area or inside it"),
    Property("initiatives_direct", INTEGER, "Initiatives placed in exactly this area"),
)


_AGENCIES = (
    Property("initiative_agencies", INTEGER, "Agencies with an initiative"),
    Property("agencies", INTEGER, "Agencies", "distinct agencies with an office or an initiative"),
)


_PRESENCE = (
    Property("headquarters", INTEGER, "Headquarters", "offices counted for the area that are no field presence"),
    Property(
        "presence",
        TEXT,
        "Presence of offices",
        "none-reported: the report lists none, which does not say that there is none",
        values=(FIELD, HEADQUARTERS_ONLY, NONE_REPORTED),
    ),
)


def _boundary(description: str) -> Property:
    return Property(
        GEOMETRY,
        PropertyType.GEOMETRY,
        "Boundary",
        description,
        role=Role.PRIMARY_GEOMETRY,
        geometry="multipolygon",
    )


_STATES = (
    *_AREA,
    *_NEED,
    Property("initiatives_inside", INTEGER, "Initiatives placed in a municipality of the state"),
    *_AGENCIES,
    *_PRESENCE,
    _boundary("boundary of the state, drawn small unless detail is asked for"),
)


_MUNICIPALITIES = (
    *_AREA,
    *_STATE_OF,
    *_NEED,
    Property("initiatives_statewide", INTEGER, "Initiatives placed in its state as a whole and not in it"),
    *_AGENCIES,
    Property(
        "agencies_statewide", INTEGER, "Agencies with work placed in its state as a whole, without their own here"
    ),
    *_PRESENCE,
    Property("state_offices", INTEGER, "Field offices in its state"),
    _boundary("boundary of the municipality, in detail within a state or box"),
)


_OFFICES = (
    Property("office_id", TEXT, "Office", "short name", role=Role.ID),
    Property("agency_id", TEXT, "Agency", "id, as /api/agencies lists it; null where the report gives only a count"),
    Property("agency_acronym", TEXT, "Acronym of the agency"),
    Property("agency_name_en", TEXT, "Name of the agency, in English"),
    Property("agency_name_es", TEXT, "Name of the agency, in Spanish"),
    Property("state_reported", TEXT, "State as printed"),
    Property("place_reported", TEXT, "Place as printed"),
    Property("municipality_code", TEXT, "Municipality", "code; null where none is stated"),
    Property("municipality_name", TEXT, "Name of the municipality"),
    *_STATE_OF,
    Property("pcode", TEXT, "P-code", "of the municipality, else of the state"),
    Property("office_type", TEXT, "Kind of office", values=("field", "headquarters")),
    Property("listed_count", INTEGER, "Times listed", "how often the report lists it, or how many it counts"),
    Property("valid_from", DATE, "First day for which it is reported", role=Role.PRIMARY_INTERVAL_START),
    Property("valid_to", DATE, "Last day for which it is reported", role=Role.PRIMARY_INTERVAL_END),
    Property("join_method", TEXT, "How it was placed", "what agreed: name, point, code"),
    Property("join_confidence", TEXT, "How sure its place is", "high where name and point agree"),
    Property("join_candidates", TEXT, "Areas that it could also lie in"),
    *_SOURCE,
    _NOTE,
    Property(
        GEOMETRY,
        PropertyType.GEOMETRY,
        "Place",
        "null for headquarters that are only counted",
        role=Role.PRIMARY_GEOMETRY,
        geometry="point",
    ),
)


_INITIATIVES = (
    Property("initiative_id", TEXT, "Initiative", "short name", role=Role.ID),
    Property("title", TEXT, "Title, in English"),
    Property("title_es", TEXT, "Title, in Spanish"),
    Property("summary", TEXT, "What is done, in English"),
    Property("summary_es", TEXT, "What is done, in Spanish"),
    Property("agency_ids", TEXTS, "Agencies", "ids, as /api/agencies lists them"),
    Property("agency_acronyms", TEXTS, "Acronyms of the agencies"),
    Property("outcome_id", TEXT, "Outcome", "of the cooperation framework; null for work reported elsewhere"),
    Property("outcome_title_en", TEXT, "Title of the outcome, in English"),
    Property("outcome_title_es", TEXT, "Title of the outcome, in Spanish"),
    Property("priority_id", TEXT, "Strategic priority", "of that outcome"),
    Property("priority_title_en", TEXT, "Title of the priority, in English"),
    Property("priority_title_es", TEXT, "Title of the priority, in Spanish"),
    Property("section", TEXT, "Section of the report", "where there is no outcome"),
    Property("covid_pillars", TEXTS, "Pillars of the response to COVID-19"),
    Property("themes", TEXTS, "Themes"),
    Property("start_year", INTEGER, "First year stated"),
    Property("end_year", INTEGER, "Last year stated"),
    Property("valid_from", DATE, "First day that it speaks of", _SPOKEN_OF, role=Role.PRIMARY_INTERVAL_START),
    Property("valid_to", DATE, "Last day that it speaks of", _SPOKEN_OF, role=Role.PRIMARY_INTERVAL_END),
    Property("scope", TEXT, "Where it works", values=tuple(map(str, Scope))),
    Property("reported_area_count", INTEGER, "Areas counted without being named"),
    Property("reported_area_unit", TEXT, "What is counted there", values=("state", "municipality", "region")),
    Property("reported_agency_count", INTEGER, "Agencies counted without being named"),
    _NOTE,
    *_SOURCE,
    Property("area_codes", TEXTS, "Areas", "codes of the states and municipalities that it is placed in"),
    Property("places", OBJECTS, "Places", "each with its level, its name as printed and how it is known"),
    Property("results", OBJECTS, "Results", "each with its value, unit, area and year"),
    Property("partners", OBJECTS, "Partners", "each with its role: donor, counterpart, partner"),
    Property(
        GEOMETRY,
        PropertyType.GEOMETRY,
        "Places",
        "seats of its areas; null for work that is not located",
        role=Role.PRIMARY_GEOMETRY,
        geometry="multipoint",
    ),
)


Schema = dict[str, Property]


LAYERS: Mapping[str, Schema] = {
    name: {each.name: each for each in properties}
    for name, properties in {
        "states": _STATES,
        "municipalities": _MUNICIPALITIES,
        "offices": _OFFICES,
        "initiatives": _INITIATIVES,
    }.items()
}
"""Properties of each layer by name, in the order in which they are given out; the geometry stands last."""


def area_layer(level: Level) -> str:
    """Give the name of the layer that shows the areas of a level."""
    return {"state": "states", "municipality": "municipalities"}[level]
