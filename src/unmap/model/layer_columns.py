"""Columns of the layers: what each feature says, in which order, and what of it a tile says.

The layers of areas are made from the levels of the data: each level has one, named by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.model import schema
from unmap.model.properties import (
    DATE,
    DEGREES,
    GEOMETRY,
    INTEGER,
    NUMBER,
    OBJECTS,
    PERCENT,
    PERSONS,
    SQUARE_KILOMETRES,
    TEXT,
    TEXTS,
    Property,
    PropertyType,
    Role,
)
from unmap.model.query import FIELD, HEADQUARTERS_ONLY, NONE_REPORTED, POINT_BASES, Scope

if TYPE_CHECKING:
    from unmap.model.records import AdminLevel

    Levels = tuple[AdminLevel, ...]

_NO_DATA = "null is no data, which is not zero"

_CHOSEN = "of the indicator and year asked for, the default of the level without them"

_SPOKEN_OF = "of the stated years and, where a first or last year is not stated, of the reporting year"

_SOURCE = (
    Property("source_id", TEXT, "Source", "the report, as /api/sources lists it", tag="#meta+source+code"),
    Property("source_locator", TEXT, "Passage", "where in the report it stands", tag="#meta+source+locator"),
)

_NOTE = Property("note", TEXT, "Note", tag="#description+note")


_OWN = (
    Property(
        "code",
        TEXT,
        "Code",
        "official code with its leading zeros (CVEGEO)",
        role=Role.ID,
        tag="#adm{}+code",
        tiled=True,
    ),
    Property(
        "pcode",
        TEXT,
        "P-code",
        "code of the area in the common operational datasets",
        tag="#adm{}+code+v_pcode",
        tiled=True,
    ),
    Property("name", TEXT, "Name", tag="#adm{}+name", tiled=True),
    Property(
        "short_name", TEXT, "Short name", "as people write it; the name where that is it", tag="#adm{}+name+short"
    ),
    Property("short_name_es", TEXT, "Short name, in Spanish", tag="#adm{}+name+short+i_es"),
)
"""An area's own code and names; the hashtags have a place for the number of its level."""

_FIGURES = (
    Property("population", INTEGER, "Population", "people counted in the census", PERSONS, tag="#population"),
    Property(
        "area_km2", NUMBER, "Area", "geodesic area of the boundary", SQUARE_KILOMETRES, tag="#indicator+area+km2+num"
    ),
    Property("seat_lon", NUMBER, "Longitude of the seat", unit=DEGREES, tag="#geo+lon+seat"),
    Property("seat_lat", NUMBER, "Latitude of the seat", unit=DEGREES, tag="#geo+lat+seat"),
    Property(
        "need_indicator",
        TEXT,
        "Indicator of need",
        "as /api/need/indicators lists it",
        tag="#indicator+code",
        tiled=True,
    ),
    Property(
        "need_series",
        TEXT,
        "Series of the indicator",
        "values of different series are not comparable",
        tag="#indicator+series+code",
    ),
    Property("need_year", INTEGER, "Year of need", tag="#date+year+need", tiled=True),
    Property("need_unit", TEXT, "Unit of need_value", tag="#indicator+unit", tiled=True),
    Property("need_source", TEXT, "Source of need", "as /api/sources lists it", tag="#meta+source+need+code"),
    Property(
        "need_value",
        NUMBER,
        "Need",
        f"value {_CHOSEN}, in need_unit; {_NO_DATA}",
        tag="#indicator+value+num",
        tiled=True,
    ),
    Property(
        "need_pct",
        NUMBER,
        "Need, share of people",
        f"rate {_CHOSEN}; {_NO_DATA}",
        PERCENT,
        tag="#indicator+pct+num",
        tiled=True,
    ),
    Property(
        "need_persons",
        NUMBER,
        "Need, people",
        f"headcount {_CHOSEN}; {_NO_DATA}",
        PERSONS,
        tag="#indicator+persons+num",
        tiled=True,
    ),
    Property(
        "presence_source", TEXT, "Source of presence", "as /api/sources lists it", tag="#meta+source+presence+code"
    ),
)

_COUNTED = (
    Property("office_agencies", INTEGER, "Agencies with a field office", tag="#operations+agencies+offices+num"),
    Property(
        "initiatives",
        INTEGER,
        "Initiatives",
        "distinct initiatives placed in the area or inside it",
        tag="#activity+num",
        tiled=True,
    ),
    Property("initiatives_direct", INTEGER, "Initiatives placed in exactly this area", tag="#activity+direct+num"),
)

_AGENCIES = (
    Property("initiative_agencies", INTEGER, "Agencies with an initiative", tag="#operations+agencies+initiatives+num"),
    Property(
        "agencies",
        INTEGER,
        "Agencies",
        "distinct agencies with an office or an initiative",
        tag="#operations+agencies+num",
        tiled=True,
    ),
)

_PRESENCE = (
    Property(
        "headquarters",
        INTEGER,
        "Headquarters",
        "offices counted for the area that are no field presence",
        tag="#operations+headquarters+num",
    ),
    Property(
        "presence",
        TEXT,
        "Presence of offices",
        "none-reported: the report lists none, which does not say that there is none",
        values=(FIELD, HEADQUARTERS_ONLY, NONE_REPORTED),
        tag="#status+presence",
        tiled=True,
    ),
)

_OFFICE = (
    Property("office_id", TEXT, "Office", "short name", role=Role.ID, tag="#operations+office+code", tiled=True),
    Property(
        "agency_id",
        TEXT,
        "Agency",
        "id, as /api/agencies lists it; null where the report gives only a count",
        tag="#org+code",
        tiled=True,
    ),
    Property("agency_acronym", TEXT, "Acronym of the agency", tag="#org+acronym", tiled=True),
    Property("agency_name_en", TEXT, "Name of the agency, in English", tag="#org+name+i_en"),
    Property("agency_name_es", TEXT, "Name of the agency, in Spanish", tag="#org+name+i_es"),
    Property("state_reported", TEXT, "State as printed", tag="#adm1+name+reported"),
    Property("place_reported", TEXT, "Place as printed", tag="#loc+name+reported", tiled=True),
)

_OF_OFFICE = (
    Property("lon", NUMBER, "Longitude", unit=DEGREES, tag="#geo+lon", of_geometry=True),
    Property("lat", NUMBER, "Latitude", unit=DEGREES, tag="#geo+lat", of_geometry=True),
    Property(
        "point_basis",
        TEXT,
        "What its point is",
        "stated in the record, or else the seat of its area, or a point inside it where no seat is known",
        values=POINT_BASES,
        tag="#geo+basis",
        tiled=True,
    ),
    Property(
        "office_type",
        TEXT,
        "Kind of office",
        values=schema.OFFICES.column("office_type").allowed,
        tag="#operations+office+type",
        tiled=True,
    ),
    Property(
        "listed_count",
        INTEGER,
        "Times listed",
        "how often the report lists it, or how many it counts",
        tag="#operations+office+listed+num",
        tiled=True,
    ),
    Property(
        "valid_from", DATE, "First day for which it is reported", role=Role.PRIMARY_INTERVAL_START, tag="#date+start"
    ),
    Property("valid_to", DATE, "Last day for which it is reported", role=Role.PRIMARY_INTERVAL_END, tag="#date+end"),
    Property("join_method", TEXT, "How it was placed", "what agreed: name, point, code", tag="#meta+join+method"),
    Property(
        "join_confidence", TEXT, "How sure its place is", "high where name and point agree", tag="#meta+join+confidence"
    ),
    Property("join_candidates", TEXT, "Areas that it could also lie in", tag="#meta+join+candidates"),
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

_INITIATIVE = (
    Property("initiative_id", TEXT, "Initiative", "short name", role=Role.ID, tag="#activity+code", tiled=True),
    Property("title", TEXT, "Title, in English", tag="#activity+name+i_en", tiled=True),
    Property("title_es", TEXT, "Title, in Spanish", tag="#activity+name+i_es"),
    Property("summary", TEXT, "What is done, in English", tag="#activity+description+i_en"),
    Property("summary_es", TEXT, "What is done, in Spanish", tag="#activity+description+i_es"),
    Property("agency_ids", TEXTS, "Agencies", "ids, as /api/agencies lists them", tag="#org+code+list"),
    Property("agency_acronyms", TEXTS, "Acronyms of the agencies", tag="#org+acronym+list", tiled=True),
    Property(
        "outcome_id",
        TEXT,
        "Outcome",
        "of the cooperation framework; null for work reported elsewhere",
        tag="#sector+code",
        tiled=True,
    ),
    Property("outcome_title_en", TEXT, "Title of the outcome, in English", tag="#sector+name+i_en"),
    Property("outcome_title_es", TEXT, "Title of the outcome, in Spanish", tag="#sector+name+i_es"),
    Property("priority_id", TEXT, "Strategic priority", "of that outcome", tag="#sector+priority+code", tiled=True),
    Property("priority_title_en", TEXT, "Title of the priority, in English", tag="#sector+priority+name+i_en"),
    Property("priority_title_es", TEXT, "Title of the priority, in Spanish", tag="#sector+priority+name+i_es"),
    Property("section", TEXT, "Section of the report", "where there is no outcome", tag="#meta+source+section"),
    Property("covid_pillars", TEXTS, "Pillars of the response to COVID-19", tag="#sector+covid+code+list"),
    Property("themes", TEXTS, "Themes", tag="#sector+theme+code+list"),
    Property("start_year", INTEGER, "First year stated", tag="#date+start+year", tiled=True),
    Property("end_year", INTEGER, "Last year stated", tag="#date+end+year", tiled=True),
    Property("valid_from", DATE, "First day that it speaks of", _SPOKEN_OF, role=Role.PRIMARY_INTERVAL_START),
    Property("valid_to", DATE, "Last day that it speaks of", _SPOKEN_OF, role=Role.PRIMARY_INTERVAL_END),
    Property("scope", TEXT, "Where it works", values=tuple(map(str, Scope)), tag="#activity+scope", tiled=True),
    Property("reported_area_count", INTEGER, "Areas counted without being named", tag="#loc+reported+num"),
    Property(
        "reported_area_unit",
        TEXT,
        "What is counted there",
        values=schema.INITIATIVES.column("reported_area_unit").allowed,
        tag="#loc+reported+type",
    ),
    Property("reported_agency_count", INTEGER, "Agencies counted without being named", tag="#org+reported+num"),
    _NOTE,
    *_SOURCE,
)

_OF_INITIATIVE = (
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


def area_columns(levels: Levels, level: AdminLevel) -> tuple[Property, ...]:
    """Give the columns of the areas of a level: the areas that they lie in, need, presence, boundary.

    `levels` are all of the data, the highest first.
    """
    place = levels.index(level)
    above, inside = levels[:place], levels[place + 1 :]
    offices = f"distinct agency x {levels[-1].singular_en} that the report lists"
    return (
        *_OWN,
        *(column for each in above for column in _lies_in(each)),
        *_FIGURES,
        Property("offices", INTEGER, "Field offices", offices, tag="#operations+offices+num", tiled=True),
        *_COUNTED,
        *([_inside(level, inside)] if inside else ()),
        *([_statewide("initiatives", above, "#activity+statewide+num")] if above else ()),
        *_AGENCIES,
        *([_statewide("agencies", above, "#operations+agencies+statewide+num")] if above else ()),
        *_PRESENCE,
        *(_offices_in(each) for each in above[-1:]),
        _boundary(level, above),
    )


def office_columns(levels: Levels) -> tuple[Property, ...]:
    """Give the columns of offices: among them the areas of each of the `levels` that they lie in, the finest first."""
    *above, finest = levels
    stated = "code; null where none is stated"
    of = f"of the {', else of the '.join(level.singular_en for level in reversed(levels))}"
    return (
        *_OFFICE,
        *_lies_in(finest, stated),
        *(column for level in reversed(above) for column in _lies_in(level)),
        Property("pcode", TEXT, "P-code", of, tag="#loc+code+v_pcode", tiled=True),
        *_OF_OFFICE,
    )


def initiative_columns(levels: Levels) -> tuple[Property, ...]:
    """Give the columns of initiatives, which are placed in areas of any of the `levels`."""
    areas = f"codes of the {' and '.join(level.plural_en for level in levels)} that it is placed in"
    return (*_INITIATIVE, Property("area_codes", TEXTS, "Areas", areas, tag="#loc+code+list"), *_OF_INITIATIVE)


def _lies_in(level: AdminLevel, said: str | None = None) -> tuple[Property, Property]:
    """Give code and name of the area of a level that something lies in."""
    singular, tag = level.singular_en, f"#adm{level.level}"
    said = said or f"code of the {singular}"
    return (
        Property(f"{level.word}_code", TEXT, singular.capitalize(), said, tag=f"{tag}+code", tiled=True),
        Property(f"{level.word}_name", TEXT, f"Name of the {singular}", tag=f"{tag}+name"),
    )


def _inside(level: AdminLevel, inside: Levels) -> Property:
    title = f"Initiatives placed in a {_either(inside)} of the {level.singular_en}"
    return Property("initiatives_inside", INTEGER, title, tag="#activity+inside+num")


def _statewide(things: str, above: Levels, tag: str) -> Property:
    """Count things that are placed in an area above as a whole: they may be in any part of it."""
    whole = f"placed in its {_either(above)} as a whole"
    titles = {
        "initiatives": f"Initiatives {whole} and not in it",
        "agencies": f"Agencies with work {whole}, without their own here",
    }
    return Property(f"{things}_statewide", INTEGER, titles[things], tag=tag)


def _offices_in(above: AdminLevel) -> Property:
    title, tag = f"Field offices in its {above.singular_en}", f"#operations+offices+adm{above.level}+num"
    return Property(f"{above.word}_offices", INTEGER, title, tag=tag)


def _boundary(level: AdminLevel, above: Levels) -> Property:
    drawn = f"in detail within a {_either(above)} or box" if above else "drawn small unless detail is asked for"
    return Property(
        GEOMETRY,
        PropertyType.GEOMETRY,
        "Boundary",
        f"boundary of the {level.singular_en}, {drawn}",
        role=Role.PRIMARY_GEOMETRY,
        geometry="multipolygon",
    )


def _either(levels: Levels) -> str:
    """Name one area of any of some levels, the finest first."""
    return " or ".join(level.singular_en for level in reversed(levels))
