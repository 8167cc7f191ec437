"""Indicators of need, their values and the classes of a legend."""

from __future__ import annotations

from unmap.model.tables import ID_PATTERN, Column, Table

INDICATORS = Table(
    name="indicators",
    path="need/indicators.csv",
    title="Indicators: what is measured, in which unit and series",
    optional=True,
    key=("indicator_id",),
    columns=(
        Column(name="indicator_id", description="concept, unit and series", required=True, pattern=ID_PATTERN),
        Column(
            name="concept",
            description="what is measured, whatever the unit and series",
            required=True,
            pattern=ID_PATTERN,
        ),
        Column(name="name_en", description="name in English", required=True, tag="#indicator+name+i_en"),
        Column(name="name_es", description="name in Spanish", falls_back_to="name_en", tag="#indicator+name+i_es"),
        Column(
            name="unit",
            description="unit of the value",
            required=True,
            allowed=("percent", "persons", "index", "per_100k"),
            tag="#indicator+unit",
        ),
        Column(
            name="unit_name_en",
            description="the unit in English, of whom or what",
            required=True,
            tag="#indicator+unit+name+i_en",
        ),
        Column(
            name="unit_name_es",
            description="the unit in Spanish, of whom or what",
            falls_back_to="unit_name_en",
            tag="#indicator+unit+name+i_es",
        ),
        Column(
            name="direction",
            description="which end is worse",
            required=True,
            allowed=("high-is-worse", "low-is-worse", "neutral"),
            tag="#indicator+direction",
        ),
        Column(
            name="series",
            description="publication whose years compare with each other",
            required=True,
            pattern=ID_PATTERN,
        ),
        Column(
            name="series_name_en",
            description="name of the series in English",
            required=True,
            tag="#indicator+series+name+i_en",
        ),
        Column(
            name="series_name_es",
            description="name of the series in Spanish",
            falls_back_to="series_name_en",
            tag="#indicator+series+name+i_es",
        ),
        Column(
            name="levels",
            description="levels with values",
            type="list",
            required=True,
            refers_to="level",
            tag="#indicator+level+list",
        ),
        Column(
            name="part",
            description="place among the parts of the measure of its series, such as deprivations; empty for no part",
            type="integer",
            minimum=1,
            maximum=99,
            tag="#indicator+part+num",
        ),
        Column(
            name="default_levels",
            description="levels at which it is the need that is shown where none is asked for",
            type="list",
            refers_to="level",
            tag="#indicator+default+list",
        ),
        Column(
            name="derived",
            description="how its values were derived, in words; empty where they are as published",
            tag="#indicator+derived",
        ),
        Column(name="note_en", description="what a reader must know, in English", tag="#description+note+i_en"),
        Column(name="note_es", description="what a reader must know, in Spanish", tag="#description+note+i_es"),
        Column(
            name="source_id", description="where its values are published", required=True, refers_to="sources.source_id"
        ),
    ),
)


VALUES = Table(
    name="values",
    path="need/values.csv",
    title="Need values: area, indicator (which holds the series) and year",
    optional=True,
    key=("area_code", "indicator_id", "year"),
    columns=(
        Column(
            name="area_code",
            description="area of any level, or the country as a whole",
            required=True,
            refers_to="area",
        ),
        Column(name="indicator_id", description="indicator", required=True, refers_to="indicators.indicator_id"),
        Column(name="year", description="year of the value", type="integer", required=True, minimum=1900, maximum=2200),
        Column(name="value", description="value in the indicator's unit; empty means no data", type="number"),
    ),
)


CLASSES = Table(
    name="classes",
    path="need/classes.csv",
    title="Classes of a choropleth: the same for all years of an indicator at a level, so that two years compare",
    optional=True,
    key=("indicator_id", "level", "class_number"),
    columns=(
        Column(name="indicator_id", description="indicator", required=True, refers_to="indicators.indicator_id"),
        Column(name="level", description="level of the areas", required=True, refers_to="levels.word"),
        Column(
            name="class_number",
            description="1 for the smallest values",
            type="integer",
            required=True,
            minimum=1,
            maximum=9,
            tag="#indicator+class+num",
        ),
        Column(
            name="lower",
            description="smallest value, or the class before's upper limit, exclusive",
            type="number",
            required=True,
            tag="#indicator+class+lower+num",
        ),
        Column(
            name="upper",
            description="upper limit, inclusive",
            type="number",
            required=True,
            tag="#indicator+class+upper+num",
        ),
        Column(name="method", description="how the limits were found", required=True, tag="#meta+method"),
    ),
)
