"""What the properties of a layer's features are: their type, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """Several records, such as the places of an initiative: given out, not to be filtered by."""
    GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a layer's features."""

    name: str
    type: PropertyType
    title: str
    description: str | None = None
    unit: str | None = None
    values: tuple[str, ...] = ()
    """The values that there can be, where they are few and known."""
