"""Parts of an IATI activity: texts in their languages, the locations of its places, its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from lxml import etree

from unmap.export import iati_codes as codes
from unmap.export.xml import writable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unmap.dataset import Dataset

Place = dict[str, Any]
"""A place of `unmap.layers.initiative_table`."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_KINDS = {"state": ("State", "Estado"), "municipality": ("Municipality", "Municipio")}

_INFERRED = ("Inferred, not stated", "Inferido, no consta")

_QUALIFIERS = {"exact": "", "about": "about ", "at-least": "at least ", "at-most": "at most "}

Narratives = tuple[str, str | None]


def texts(english: str, spanish: str | None = None) -> Narratives:
    """Give a text in English, and in Spanish where there is one."""
    return english, spanish


class Parts:
    """An element that parts are put into one after the other."""

    def __init__(self, name: str, *, default_language: str | None = None, **attributes: str) -> None:
        """Start with an empty element."""
        self.element = etree.Element(name, _writable(attributes))
        if default_language:
            self.element.set(LANGUAGE, default_language)

    def add(self, name: str, content: str | Narratives | None = None, **attributes: str) -> None:
        """Add an element with a text of its own, or with a narrative in each language."""
        part = etree.SubElement(self.element, name, _writable(attributes))
        if isinstance(content, str):
            part.text = writable(content)
        elif content is not None:
            english, spanish = content
            etree.SubElement(part, "narrative").text = writable(english)
            if spanish:
                narrative = etree.SubElement(part, "narrative")
                narrative.set(LANGUAGE, "es")
                narrative.text = writable(spanish)

    def append(self, element: etree._Element) -> None:
        """Add an element made elsewhere."""
        self.element.append(element)


def _writable(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: writable(value) for name, value in attributes.items()}


def areas_of(dataset: Dataset) -> dict[str, Any]:
    """Give code, name, seat_lat and seat_lon of every state and municipality, by code."""
    columns = ["code", "name", "seat_lat", "seat_lon"]
    layers = (dataset.states, dataset.municipalities)
    return {str(row.code): row for layer in layers for row in pd.DataFrame(layer[columns]).itertuples()}


def locations(areas: dict[str, Any], places: list[Place], country: str) -> Iterator[etree._Element]:
    """Give a location for each place, by the P-code of its area.

    The point is the seat of the area's government: approximate, since the area and not its seat is what is named. How
    the report prints the place, and that it is inferred where it is, stands in the description of the activity there.
    """
    for place in places:
        area = areas[place["area_code"]]
        location = Parts("location", ref=place["pcode"])
        location.add("location-reach", code=codes.WHERE_CARRIED_OUT)
        location.add("name", texts(place["name"]))
        kind_en, kind_es = _KINDS[place["level"]]
        inside = "" if place["level"] == "state" else f", {areas[place['state_code']].name}"
        key = f"{inside}; P-code {place['pcode']}"
        location.add("description", texts(f"{kind_en}{key}", f"{kind_es}{key}"))
        location.add("activity-description", _as_reported(place))
        location.add("administrative", code=country, vocabulary=codes.ISO_COUNTRY, level="0")
        if not pd.isna(area.seat_lat) and not pd.isna(area.seat_lon):
            point = Parts("point", srsName=codes.SRS)
            point.add("pos", f"{area.seat_lat} {area.seat_lon}")
            location.append(point.element)
        location.add("exactness", code=codes.APPROXIMATE)
        location.add("location-class", code=codes.ADMINISTRATIVE_REGION)
        location.add("feature-designation", code=codes.DESIGNATIONS[place["level"]])
        yield location.element


def _as_reported(place: Place) -> Narratives:
    english, spanish = f"Reported as: {place['place_reported']}", f"En el informe: {place['place_reported']}"
    if place["basis"] == "inferred":
        english, spanish = f"{_INFERRED[0]}. {english}", f"{_INFERRED[1]}. {spanish}"
    # Notes are in English.
    return f"{english}. {place['note']}" if place["note"] else english, spanish


def result(found: Mapping[str, Any], reporting_year: int, place_refs: Mapping[str, str]) -> etree._Element:
    """Give a quantity that the report prints as a result with one indicator and its actual value.

    The report does not say whether it is an output or an outcome. A quantity without a year is one of the year
    reported on. It names its place where that is one of the activity's (`place_refs`: P-code by area code).
    """
    year = found["year"] or reporting_year
    element = Parts("result", **{"type": codes.OTHER_RESULT, "aggregation-status": "0"})
    element.add("title", texts(found["description"]))
    percent = found["unit"] == "percent"
    indicator = Parts("indicator", measure=codes.PERCENTAGE if percent else codes.UNIT)
    indicator.add("title", texts(f"{found['description']} ({found['unit']})"))
    period = Parts("period")
    period.add("period-start", **{"iso-date": f"{year}-01-01"})
    period.add("period-end", **{"iso-date": f"{year}-12-31"})
    actual = Parts("actual", value=f"{found['value']}")
    if found["area_code"] in place_refs:
        actual.add("location", ref=place_refs[found["area_code"]])
    elsewhere = found["area_code"] if found["area_code"] not in place_refs else None
    actual.add("comment", texts(_comment(found, elsewhere)))
    period.append(actual.element)
    indicator.append(period.element)
    element.append(indicator.element)
    return element.element


def _comment(found: Mapping[str, Any], elsewhere: str | None) -> str:
    printed = f"Printed as {_QUALIFIERS[found['value_qualifier']]}{found['value']} {found['unit']}"
    undated = "" if found["year"] else "; no year is stated"
    return printed + undated + (f"; stated for the area {elsewhere}" if elsewhere else "") + "."
