"""What is known of a column: type, unit, titles, hashtag; as JSON Schema for features, filters and parameters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


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
    tag: str = ""
    """Hashtag of HXL, "" for that of the columns of the same name; {} stands for the level of the areas of a table."""
    tiled: bool = False
    """Whether features in tiles have it."""
    of_geometry: bool = False
    """Whether it stands in tables alone: features have it in their geometry."""

    @property
    def simple(self) -> bool:
        """Whether it has one value, so that it can be asked for as a parameter and sorted by."""
        return self.type not in _NOT_SIMPLE

    @property
    def queryable(self) -> bool:
        """Whether a filter can speak of it."""
        return self.type is not PropertyType.OBJECTS

    def in_tile(self) -> Property:
        """Give it as tiles have it, which know no lists."""
        if self.type is not PropertyType.TEXTS:
            return self
        return replace(self, type=PropertyType.TEXT, description="separated by commas")

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


BOOLEAN, DATE, TEXTS, OBJECTS = PropertyType.BOOLEAN, PropertyType.DATE, PropertyType.TEXTS, PropertyType.OBJECTS


GEOMETRY = "geometry"
"""Name of the geometry in schemas and filters."""


PERSONS, PERCENT, SQUARE_KILOMETRES, DEGREES = "{person}", "%", "km2", "deg"


KILOMETRES, SHARE, POINTS = "km", "share, 0 to 1", "percentage points"


Schema = dict[str, Property]


def by_name(*properties: Property) -> Schema:
    """Give properties by their names, in their order."""
    return {each.name: each for each in properties}
