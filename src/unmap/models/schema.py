"""The tables of a data folder, as DESIGN's data section lays them out."""

from __future__ import annotations

from unmap.models.tables import Column, Table

AREA_CODE_PATTERN = r"[0-9A-Za-z]{2,12}"
ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]*"

_AREA_CODE = Column(
    name="code", description="official key of the area, as text", required=True, pattern=AREA_CODE_PATTERN
)
_PCODE = Column(name="pcode", description="OCHA P-code: country prefix and key", required=True)
_AREA_COLUMNS = (
    Column(
        name="population",
        description="inhabitants counted by the census",
        type="integer",
        unit="persons",
        minimum=0,
    ),
    Column(
        name="area_km2",
        description="geodesic area of the official boundary",
        type="number",
        unit="km2",
        minimum=0,
    ),
    Column(
        name="seat_lon",
        description="longitude of the seat of government",
        type="number",
        unit="degree",
        minimum=-180,
        maximum=180,
    ),
    Column(
        name="seat_lat",
        description="latitude of the seat of government",
        type="number",
        unit="degree",
        minimum=-90,
        maximum=90,
    ),
)
_SOURCE = (
    Column(name="source_id", description="where this is stated", required=True, refers_to="sources.source_id"),
    Column(name="source_locator", description="chapter and heading of the passage", required=True),
)
# Of an office's point the join tells more than that it is out of range: exchanged, say, or in another country.
_LON = Column(name="lon", description="longitude, WGS 84", type="number", unit="degree")
_LAT = Column(name="lat", description="latitude, WGS 84", type="number", unit="degree")

STATES = Table(
    name="states",
    path="geo/states.parquet",
    title="States: the dissolve of their municipalities",
    geometry=True,
    key=("code",),
    columns=(
        _AREA_CODE,
        _PCODE,
        Column(name="pcode_listed", description="whether OCHA's list holds the P-code", type="boolean"),
        Column(name="name", description="official name", required=True),
        *_AREA_COLUMNS,
    ),
)

MUNICIPALITIES = Table(
    name="municipalities",
    path="geo/municipalities.parquet",
    title="Municipalities: a valid coverage at about 100 m tolerance",
    geometry=True,
    key=("code",),
    columns=(
        _AREA_CODE,
        _PCODE,
        Column(name="pcode_listed", description="whether OCHA's list holds the P-code", type="boolean"),
        Column(name="name", description="official name", required=True),
        Column(name="state_code", description="key of the state", required=True, refers_to="states.code"),
        *_AREA_COLUMNS,
    ),
)

STATES_OVERVIEW = Table(
    name="states_overview",
    path="geo/states_overview.parquet",
    title="States, drawn small: outlines for a map of the whole country",
    geometry=True,
    key=("code",),
    columns=(_AREA_CODE,),
)

MUNICIPALITIES_OVERVIEW = Table(
    name="municipalities_overview",
    path="geo/municipalities_overview.parquet",
    title="Municipalities, drawn small: outlines for a map of the whole country",
    geometry=True,
    key=("code",),
    columns=(_AREA_CODE,),
)

PLACES = Table(
    name="places",
    path="geo/places.csv",
    title="Gazetteer: place names and where they lie",
    key=("place_code",),
    columns=(
        Column(
            name="place_code",
            description="official key of the locality, or of the municipality for its seat",
            required=True,
        ),
        Column(name="name", description="official name", required=True),
        Column(
            name="kind",
            description="a municipality's seat or another locality",
            required=True,
            allowed=("seat", "locality"),
        ),
        Column(
            name="municipality_code",
            description="municipality that it lies in",
            required=True,
            refers_to="municipalities.code",
        ),
        Column(
            name="population",
            description="inhabitants, as of the gazetteer's own edition",
            type="integer",
            unit="persons",
            minimum=0,
        ),
        Column(
            name="lon",
            description=_LON.description,
            type="number",
            unit="degree",
            required=True,
            minimum=-180,
            maximum=180,
        ),
        Column(
            name="lat",
            description=_LAT.description,
            type="number",
            unit="degree",
            required=True,
            minimum=-90,
            maximum=90,
        ),
    ),
)

ALIASES = Table(
    name="aliases",
    path="geo/aliases.csv",
    title="Other names that reports and people use for an area",
    optional=True,
    key=("alias", "area_code"),
    columns=(
        Column(name="alias", description="the other name", required=True),
        Column(name="area_code", description="the area that it means", required=True, refers_to="area"),
    ),
)

INDICATORS = Table(
    name="indicators",
    path="need/indicators.csv",
    title="Indicators: what is measured, in which unit and series",
    key=("indicator_id",),
    columns=(
        Column(name="indicator_id", description="concept, unit and series", required=True, pattern=ID_PATTERN),
        Column(
            name="concept",
            description="what is measured, whatever the unit and series",
            required=True,
            pattern=ID_PATTERN,
        ),
        Column(name="name_en", description="name in English", required=True),
        Column(name="name_es", description="name in Spanish", required=True),
        Column(
            name="unit",
            description="unit of the value",
            required=True,
            allowed=("percent", "persons", "index", "per_100k"),
        ),
        Column(name="unit_name_en", description="the unit in English, of whom or what", required=True),
        Column(name="unit_name_es", description="the unit in Spanish, of whom or what", required=True),
        Column(
            name="direction",
            description="which end is worse",
            required=True,
            allowed=("high-is-worse", "low-is-worse", "neutral"),
        ),
        Column(
            name="series",
            description="publication whose years compare with each other",
            required=True,
            pattern=ID_PATTERN,
        ),
        Column(name="series_name_en", description="name of the series in English", required=True),
        Column(name="series_name_es", description="name of the series in Spanish", required=True),
        Column(
            name="levels",
            description="levels with values",
            type="list",
            required=True,
            allowed=("country", "state", "municipality"),
        ),
        Column(name="note_en", description="what a reader must know, in English"),
        Column(name="note_es", description="what a reader must know, in Spanish"),
        Column(
            name="source_id",
            description="where its values are published",
            required=True,
            refers_to="sources.source_id",
        ),
    ),
)

CLASSES = Table(
    name="classes",
    path="need/classes.csv",
    title="Classes of a choropleth: the same for all years of an indicator at a level, so that two years compare",
    key=("indicator_id", "level", "class_number"),
    columns=(
        Column(name="indicator_id", description="indicator", required=True, refers_to="indicators.indicator_id"),
        Column(name="level", description="level of the areas", required=True, allowed=("state", "municipality")),
        Column(
            name="class_number",
            description="1 for the smallest values",
            type="integer",
            required=True,
            minimum=1,
            maximum=9,
        ),
        Column(
            name="lower",
            description="smallest value, or the class before's upper limit, exclusive",
            type="number",
            required=True,
        ),
        Column(name="upper", description="upper limit, inclusive", type="number", required=True),
        Column(name="method", description="how the limits were found", required=True),
    ),
)

VALUES = Table(
    name="values",
    path="need/values.csv",
    title="Need values: area, indicator (which holds the series) and year",
    key=("area_code", "indicator_id", "year"),
    columns=(
        Column(
            name="area_code",
            description="state, municipality, or the country as a whole",
            required=True,
            refers_to="area",
        ),
        Column(name="indicator_id", description="indicator", required=True, refers_to="indicators.indicator_id"),
        Column(
            name="year",
            description="year of the value",
            type="integer",
            required=True,
            minimum=1900,
            maximum=2200,
        ),
        Column(name="value", description="value in the indicator's unit; empty means no data", type="number"),
    ),
)

REPORTS = Table(
    name="reports",
    path="programme/reports.csv",
    title="The report that the programme tables record",
    key=("report_id",),
    columns=(
        Column(name="report_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title as published", required=True),
        Column(name="country_code", description="ISO 3166-1 alpha-3", required=True, pattern=r"[A-Z]{3}"),
        Column(name="country_name_en", description="country in English", required=True),
        Column(name="country_name_es", description="country in Spanish", required=True),
        Column(
            name="reporting_year",
            description="year reported on",
            type="integer",
            required=True,
            minimum=1945,
            maximum=2200,
        ),
        Column(name="source_id", description="the report itself", required=True, refers_to="sources.source_id"),
    ),
)

AGENCIES = Table(
    name="agencies",
    path="programme/agencies.csv",
    title="Agencies, funds, programmes and offices",
    key=("agency_id",),
    columns=(
        Column(name="agency_id", description="acronym fit for an address", required=True, pattern=ID_PATTERN),
        Column(name="acronym", description="acronym as the agency writes it", required=True),
        Column(name="name_en", description="name in English", required=True),
        Column(name="name_es", description="name in Spanish", required=True),
        Column(
            name="agency_type",
            description="kind of body",
            required=True,
            allowed=(
                "specialized-agency",
                "fund-or-programme",
                "regional-commission",
                "secretariat-office",
                "institute",
                "related-organization",
                "joint-programme",
                "other-entity",
            ),
        ),
        Column(name="aliases", description="other ways to write it", type="list"),
        Column(name="note", description="anything a reader should know"),
    ),
)

OFFICES = Table(
    name="offices",
    path="programme/offices.csv",
    title="Offices: one row for each agency in a place",
    key=("office_id",),
    columns=(
        Column(name="office_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(
            name="agency_id",
            description="agency; empty where the report gives only a count",
            refers_to="agencies.agency_id",
        ),
        Column(name="state_reported", description="state as printed", required=True),
        Column(name="place_reported", description="place as printed"),
        Column(
            name="area_code",
            description="municipality, or state where no municipality is stated",
            refers_to="area",
        ),
        _LON,
        _LAT,
        Column(
            name="office_type",
            description="field office or headquarters",
            required=True,
            allowed=("field", "headquarters"),
        ),
        Column(
            name="listed_count",
            description="how often the report lists it, or how many it counts",
            type="integer",
            required=True,
            minimum=1,
        ),
        Column(name="valid_from", description="first day for which it is reported", type="date", required=True),
        Column(name="valid_to", description="last day for which it is reported", type="date", required=True),
        *_SOURCE,
        Column(name="note", description="anything a reader should know"),
    ),
)

SOURCES = Table(
    name="sources",
    path="sources.csv",
    title="Sources: who published what, under which terms",
    key=("source_id",),
    columns=(
        Column(name="source_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title of the publication", required=True),
        Column(name="publisher", description="who published it", required=True),
        Column(name="year", description="year or years it speaks of", required=True),
        Column(name="terms", description="terms of use", required=True),
        Column(name="url", description="where the publisher shows it", required=True),
        Column(name="file", description="input files that were read, with ; between them"),
        Column(
            name="sha256",
            description="checksums of those files, in the same order, with ; between them",
            pattern=r"[0-9a-f]{64}(;[0-9a-f]{64})*",
        ),
    ),
)

TABLES: tuple[Table, ...] = (
    STATES,
    MUNICIPALITIES,
    STATES_OVERVIEW,
    MUNICIPALITIES_OVERVIEW,
    PLACES,
    ALIASES,
    INDICATORS,
    VALUES,
    CLASSES,
    REPORTS,
    AGENCIES,
    OFFICES,
    SOURCES,
)
