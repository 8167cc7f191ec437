"""Tables of geography (areas, gazetteer, other names) and of the sources that everything comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unmap.model.tables import AREA_CODE_PATTERN, ID_PATTERN, Column, Table

if TYPE_CHECKING:
    from unmap.model.records import AdminLevel

MOST_LEVELS = 4
"""Levels below the country that a folder may have."""

OVERVIEW = "_overview"
"""Behind the id of a level: its areas, drawn small."""

SOURCE_ROLES = ("boundaries", "people", "places", "need", "presence")
"""What a source may tell: shapes and codes of areas, inhabitants, the gazetteer, need, and who works where."""

_WORD = r"[a-z][a-z0-9]{1,29}"

_AREA_CODE = Column(
    name="code", description="official key of the area, as text", required=True, pattern=AREA_CODE_PATTERN
)


_PCODE = Column(name="pcode", description="OCHA P-code: country prefix and key; empty where it is not known")


SHORT_NAMES = ("short_name", "short_name_es")
"""Columns of what people call an area, in English and in Spanish."""

_AREA_NAMES = (
    Column(name="name", description="official name", required=True),
    Column(
        name=SHORT_NAMES[0],
        description="name in running text and on maps, in English where that has its own; empty where it is the same",
        falls_back_to="name",
    ),
    Column(name=SHORT_NAMES[1], description="the same in Spanish", falls_back_to=SHORT_NAMES[0]),
)


_AREA_COLUMNS = (
    Column(
        name="population",
        description="inhabitants, as its source counts them",
        type="integer",
        unit="persons",
        minimum=0,
    ),
    Column(name="area_km2", description="geodesic area of the official boundary", type="number", unit="km2", minimum=0),
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


LEVELS = Table(
    name="levels",
    path="geo/levels.csv",
    title="Administrative levels: what their areas are called and what their codes look like",
    key=("level",),
    columns=(
        Column(
            name="level",
            description="1 for the highest, then 2",
            type="integer",
            required=True,
            minimum=1,
            maximum=MOST_LEVELS,
        ),
        Column(name="id", description="name of the layer of its areas", required=True, pattern=_WORD),
        Column(
            name="word",
            description="word for it where a level is asked for or stated, and before the names of its columns",
            required=True,
            pattern=_WORD,
        ),
        Column(name="singular_en", description="one of its areas, in English", required=True),
        Column(name="plural_en", description="several of its areas, in English", required=True),
        Column(name="singular_es", description="one of its areas, in Spanish", falls_back_to="singular_en"),
        Column(name="plural_es", description="several of its areas, in Spanish", falls_back_to="plural_en"),
        Column(name="short_singular_es", description="one of its areas in running text, where that is shorter"),
        Column(name="short_plural_es", description="several of its areas in running text, where that is shorter"),
        Column(name="gender_es", description="gender of its word in Spanish: f or m", allowed=("f", "m")),
        Column(
            name="code_form",
            description="characters of its codes and how many, such as [0-9]{5} or [0-9A-Za-z._-]{7,10}",
            required=True,
            pattern=r"\[(0-9|0-9A-Z|0-9A-Za-z|0-9A-Za-z._-)\]\{([1-9]|1[0-9]|2[0-4])(,([1-9]|1[0-9]|2[0-4]))?\}",
        ),
        Column(name="parent", description="the level above that its areas lie in", refers_to="levels.id"),
    ),
)


def area_table(level: AdminLevel, above: AdminLevel | None) -> Table:
    """Give the table of the areas of a level, which lie in those of the level above."""
    parent = (
        ()
        if above is None
        else (
            Column(
                name=f"{above.word}_code",
                description=f"key of the {above.singular_en}",
                required=True,
                refers_to=f"{above.id}.code",
            ),
        )
    )
    return Table(
        name=level.id,
        path=f"geo/{level.id}.parquet",
        title=f"{_capital(level.plural_en)}, in full detail: a valid coverage",
        geometry=True,
        key=("code",),
        columns=(
            _AREA_CODE,
            _PCODE,
            Column(name="pcode_listed", description="whether OCHA's list holds the P-code", type="boolean"),
            *_AREA_NAMES,
            *parent,
            *_AREA_COLUMNS,
        ),
    )


def overview_table(level: AdminLevel) -> Table:
    """Give the table of the same areas, drawn small."""
    return Table(
        name=f"{level.id}{OVERVIEW}",
        path=f"geo/{level.id}{OVERVIEW}.parquet",
        title=f"{_capital(level.plural_en)}, drawn small: outlines for a map of the whole country",
        geometry=True,
        optional=True,
        key=("code",),
        columns=(_AREA_CODE,),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


TILE_SHAPES = Table(
    name="tile_shapes",
    path="geo/tile_shapes.parquet",
    title="Areas of every level, drawn for vector tiles of zooms that neither the overview nor the detail suits",
    geometry=True,
    optional=True,
    key=("max_zoom", "code"),
    columns=(
        Column(
            name="max_zoom",
            description="finest zoom that the area is drawn for so, 0 to 14; the overview is drawn for zoom 6",
            type="integer",
            required=True,
        ),
        _AREA_CODE,
    ),
)


PLACES = Table(
    name="places",
    path="geo/places.csv",
    title="Gazetteer: place names and where they lie",
    optional=True,
    key=("place_code",),
    columns=(
        Column(
            name="place_code",
            description="official key of the locality, or of its area for a seat",
            required=True,
            tag="#loc+code",
        ),
        Column(name="name", description="official name", required=True, tag="#loc+name"),
        Column(
            name="kind",
            description="an area's seat or another locality",
            required=True,
            allowed=("seat", "locality"),
            tag="#loc+type",
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
            description="longitude, WGS 84",
            type="number",
            unit="degree",
            required=True,
            minimum=-180,
            maximum=180,
        ),
        Column(
            name="lat",
            description="latitude, WGS 84",
            type="number",
            unit="degree",
            required=True,
            minimum=-90,
            maximum=90,
        ),
    ),
)
"""All but the column of the area that a place lies in, which is called by the finest level: see `places_table`."""


def places_table(finest: AdminLevel) -> Table:
    """Give the table of the gazetteer, whose places lie in areas of the finest level."""
    area = Column(
        name=f"{finest.word}_code",
        description=f"{finest.singular_en} that it lies in",
        required=True,
        refers_to=f"{finest.id}.code",
    )
    return replace(PLACES, columns=(*PLACES.columns[:3], area, *PLACES.columns[3:]))


ALIASES = Table(
    name="aliases",
    path="geo/aliases.csv",
    title="Other names that reports and people use for an area",
    optional=True,
    key=("alias", "area_code", "within"),
    columns=(
        Column(name="alias", description="the other name", required=True, tag="#loc+name+alt"),
        Column(name="area_code", description="the area that it means", required=True, refers_to="area"),
        Column(
            name="within",
            description="the area that must be named above for it to mean that; empty for anywhere",
            refers_to="area",
        ),
        Column(name="decided_by", description="who accepted it"),
    ),
)


CHANGES = Table(
    name="changes",
    path="geo/changes.csv",
    title="Changes of boundaries between reports: which areas of now were which before",
    optional=True,
    key=("old_code", "new_code", "changed_on"),
    columns=(
        Column(
            name="old_code",
            description="the area before; it may be there still",
            required=True,
            pattern=AREA_CODE_PATTERN,
        ),
        Column(
            name="new_code",
            description="an area of now that has some or all of it",
            required=True,
            refers_to="area",
        ),
        Column(
            name="changed_on",
            description="first day of the new boundaries; reports that end before it have the old ones",
            type="date",
            required=True,
        ),
        Column(name="note", description="how it changed"),
    ),
)


OFFICIAL_NAMES = Table(
    name="official_names",
    path="geo/official_names.csv",
    title="Names that official publications give an area beside its own",
    optional=True,
    key=("name", "area_code"),
    columns=(
        Column(name="name", description="the name as it is published", required=True),
        Column(name="area_code", description="the area that it means", required=True, refers_to="area"),
        Column(
            name="source_ids",
            description="publications that use it",
            type="list",
            required=True,
            refers_to="sources.source_id",
        ),
    ),
)


SURROUNDINGS = Table(
    name="surroundings",
    path="geo/surroundings.csv",
    title="Seas and countries around, which the map names",
    optional=True,
    key=("name_en",),
    columns=(
        Column(name="name_en", description="name in English, | where a new line begins", required=True),
        Column(name="name_es", description="name in Spanish, | where a new line begins", falls_back_to="name_en"),
        Column(name="kind", description="a sea or a country", required=True, allowed=("sea", "country")),
        Column(
            name="lon",
            description="longitude of the middle of the name",
            type="number",
            unit="degree",
            required=True,
            minimum=-180,
            maximum=180,
        ),
        Column(
            name="lat",
            description="latitude of the middle of the name",
            type="number",
            unit="degree",
            required=True,
            minimum=-90,
            maximum=90,
        ),
        Column(
            name="min_zoom",
            description="zoom of the map from which on it is named",
            type="number",
            required=True,
            minimum=0,
            maximum=20,
        ),
    ),
)


SOURCES = Table(
    name="sources",
    path="sources.csv",
    title="Sources: who published what, under which terms",
    key=("source_id",),
    columns=(
        Column(name="source_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title of the publication", required=True, tag="#meta+source+name"),
        Column(name="publisher", description="who published it", required=True, tag="#org+publisher+name"),
        Column(
            name="year",
            description="year or years it speaks of; empty where nobody has said",
            pattern=r"\d{4}([-/,; ]+\d{4})*",
            tag="#meta+source+years",
        ),
        Column(name="terms", description="terms of use", required=True),
        Column(
            name="url",
            description="where the publisher shows it",
            pattern=r"https?://\S+",
            tag="#meta+url",
        ),
        Column(
            name="role",
            description="what it tells: boundaries, people, places (the gazetteer), need, presence",
            type="list",
            allowed=SOURCE_ROLES,
            tag="#meta+source+role+list",
        ),
        Column(name="file", description="input files that were read, with ; between them", tag="#meta+file"),
        Column(
            name="sha256",
            description="checksums of those files, in the same order, with ; between them",
            pattern=r"[0-9a-f]{64}(;[0-9a-f]{64})*",
            tag="#meta+checksum",
        ),
    ),
)
