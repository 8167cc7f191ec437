"""Codes and parts of an IATI activity (International Aid Transparency Initiative, version 2.03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pycountry
from lxml import etree

from unmap.formats.styles import writable
from unmap.model import iati_codes
from unmap.model.words import Language, text_in, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from unmap.store import Dataset


CATEGORIES = {
    "culture": "160",  # holds the purpose culture and recreation (16061)
    "education": "111",  # of every level, which the theme does not tell apart
    "environment": "410",  # policy, biodiversity and the biosphere; its purposes are those of the theme's definition
    "governance": "151",  # laws, public policy, public administration, participation
    "health": "121",  # services, public health and policy together; basic health alone would say too much
    "humanitarian": "720",  # relief in an emergency, shelter and supplies
    "justice": "151",  # holds human rights (15160), justice (15130) and free media (15153)
    "livelihoods": "160",  # holds social protection (16010) and employment with labour law (16020)
    "urban": "430",  # holds urban development with housing (43030)
    "violence-prevention": "151",  # holds ending violence against women and girls (15180)
}
"""Category of the OECD Development Assistance Committee by theme: a theme says what is done, an outcome what for.

No category for themes that say for whom or how (childhood, data, gender, indigenous-peoples, youth), nor for those that
lie across several: climate (environment or disaster risk), financing (public finance, banking or business),
food-security (health, agriculture or food policy), migration (government, relief or work).
"""


Place = dict[str, Any]
"""A place of `unmap.features.initiative_table`."""


LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


_QUALIFIERS = {"exact": "", "about": "about ", "at-least": "at least ", "at-most": "at most "}


Narratives = dict[Language, str]
"""A text by language. English is the language of the file: it alone stands without a mark of it."""


def english(text: str) -> Narratives:
    """Give a text that there is in English alone."""
    return {Language.EN: text}


def said(key: str, **values: object) -> Narratives:
    """Give words of unmap in each language."""
    return {one: words(one)(key, **values) for one in Language}


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
            for language, text in content.items():
                narrative = etree.SubElement(part, "narrative")
                if language != "en":
                    narrative.set(LANGUAGE, language)
                narrative.text = writable(text)

    def append(self, element: etree._Element) -> None:
        """Add an element made elsewhere."""
        self.element.append(element)


def _writable(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: writable(value) for name, value in attributes.items()}


def areas_of(dataset: Dataset) -> dict[str, Any]:
    """Give code, name, seat_lat and seat_lon of every area, by code."""
    columns = ["code", "name", "seat_lat", "seat_lon"]
    layers = map(dataset.layer, dataset.admin_levels)
    return {str(row.code): row for layer in layers for row in pd.DataFrame(layer[columns]).itertuples()}


def locations(dataset: Dataset, areas: dict[str, Any], places: list[Place], country: str) -> Iterator[etree._Element]:
    """Give a location for each place, by the P-code of its area.

    The point is the seat of the area's government: approximate, since the area and not its seat is what is named. How
    the report prints the place, and that it is inferred where it is, stands in the description of the activity there.
    """
    for place in places:
        area = areas[place["area_code"]]
        location = Parts("location", ref=ref_of(place))
        location.add("location-reach", code=iati_codes.WHERE_CARRIED_OUT)
        location.add("name", english(place["name"]))
        location.add("description", _described(dataset, areas, place))
        location.add("activity-description", _as_reported(place))
        location.add("administrative", code=country, vocabulary=iati_codes.ISO_COUNTRY, level="0")
        if not pd.isna(area.seat_lat) and not pd.isna(area.seat_lon):
            point = Parts("point", srsName=iati_codes.SRS)
            point.add("pos", f"{area.seat_lat} {area.seat_lon}")
            location.append(point.element)
        location.add("exactness", code=iati_codes.APPROXIMATE)
        location.add("location-class", code=iati_codes.ADMINISTRATIVE_REGION)
        location.add("feature-designation", code=f"{iati_codes.DESIGNATION}{dataset.level(place['level']).level}")
        yield location.element


def ref_of(place: Place) -> str:
    """Give the P-code of a place's area, or the area's own code where it has none."""
    return str(place["pcode"] or place["area_code"])


def type_of_all(dataset: Dataset) -> str:
    """Give the type of organisation that all of a record are stated to be of, "other" where that is not one."""
    types = {
        iati_codes.ORGANISATION_TYPES.get(stated, iati_codes.OTHER_TYPE) for stated in dataset.agencies["org_type"]
    }
    return types.pop() if len(types) == 1 else iati_codes.OTHER_TYPE


def country_code(dataset: Dataset) -> str:
    """Give the country's code of two letters (ISO 3166-1), that of its P-codes where the standard has none."""
    found = pycountry.countries.get(alpha_3=dataset.report.country_code)
    first = str(dataset.layer(None)["pcode"].iloc[0])[:2]
    return str(found.alpha_2) if found else first if first.isupper() else dataset.report.country_code


def _described(dataset: Dataset, areas: dict[str, Any], place: Place) -> Narratives:
    """Say what kind of area a place is, in which larger one it lies, and its P-code."""
    level = dataset.level(place["level"])
    around = dataset.parent_of(place["area_code"])
    found = {}
    for language in Language:
        kind, say = text_in(level, "singular", language).capitalize(), words(language)
        if around is None:
            found[language] = say("export.area", kind=kind, pcode=ref_of(place))
        else:
            found[language] = say("export.areaIn", kind=kind, around=areas[around].name, pcode=ref_of(place))
    return found


def _as_reported(place: Place) -> Narratives:
    key = "export.inferred" if place["basis"] == "inferred" else "export.reported"
    told = said(key, place=place["place_reported"])
    # Notes are in English.
    return {**told, Language.EN: f"{told[Language.EN]}. {place['note']}"} if place["note"] else told


def result(found: Mapping[str, Any], reporting_year: int, place_refs: Mapping[str, str]) -> etree._Element:
    """Give a quantity that the report prints as a result with one indicator and its actual value.

    The report does not say whether it is an output or an outcome. A quantity without a year is one of the year
    reported on. It names its place where that is one of the activity's (`place_refs`: P-code by area code).
    """
    year = found["year"] or reporting_year
    element = Parts("result", **{"type": iati_codes.OTHER_RESULT, "aggregation-status": "0"})
    element.add("title", english(found["description"]))
    percent = found["unit"] == "percent"
    indicator = Parts("indicator", measure=iati_codes.PERCENTAGE if percent else iati_codes.UNIT)
    indicator.add("title", english(f"{found['description']} ({found['unit']})"))
    period = Parts("period")
    period.add("period-start", **{"iso-date": f"{year}-01-01"})
    period.add("period-end", **{"iso-date": f"{year}-12-31"})
    actual = Parts("actual", value=f"{found['value']}")
    if found["area_code"] in place_refs:
        actual.add("location", ref=place_refs[found["area_code"]])
    elsewhere = found["area_code"] if found["area_code"] not in place_refs else None
    actual.add("comment", english(_comment(found, elsewhere)))
    period.append(actual.element)
    indicator.append(period.element)
    element.append(indicator.element)
    return element.element


def _comment(found: Mapping[str, Any], elsewhere: str | None) -> str:
    printed = f"Printed as {_QUALIFIERS[found['value_qualifier']]}{found['value']} {found['unit']}"
    undated = "" if found["year"] else "; no year is stated"
    return printed + undated + (f"; stated for the area {elsewhere}" if elsewhere else "") + "."
