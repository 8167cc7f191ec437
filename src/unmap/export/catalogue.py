"""Everything that can be written to a file, by name: layers, answers, tables, activities and the map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from unmap.errors import NotFoundError
from unmap.export import folder, tables
from unmap.export.files import Form
from unmap.export.offer import Export, Kind
from unmap.export.words import Language
from unmap.models import Level, schema

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.export.content import Content
    from unmap.export.tables import Options
    from unmap.layers import LayerStore
    from unmap.models import Table

GEOGRAPHIC = (Form.GEOJSON, Form.GPKG, Form.PARQUET, Form.TOPOJSON, Form.CSV, Form.XLSX)
TABULAR = (Form.CSV, Form.XLSX, Form.PARQUET)

_NEED = ("indicator", "year")

_ANSWERS = (
    ("need", "Need by area", "One indicator in one year, with rate and headcount.", ("level", *_NEED), tables.need),
    ("presence", "Presence by area", "Distinct offices, agencies and initiatives.", ("level",), tables.presence),
    (
        "presence-rows",
        "Who does what where",
        "One row for each agency x office or initiative x place.",
        (),
        tables.presence_record,
    ),
    ("framework", "Outcomes by state", "Initiatives and agencies of each outcome.", (), tables.framework),
    ("agencies", "Agencies", "Names, field offices, initiatives and states.", (), tables.agencies),
    ("figures", "Figures of context", "Every figure that the report prints.", (), tables.figures),
)

_LAYERS = (
    Export(
        "states",
        Kind.LAYER,
        "States",
        "States with their need and presence, classed by need.",
        GEOGRAPHIC,
        (*_NEED, "resolution"),
        lambda store, options: tables.areas(store, Level.STATE, options),
    ),
    Export(
        "municipalities",
        Kind.LAYER,
        "Municipalities",
        "Municipalities with their need and presence, classed by need.",
        GEOGRAPHIC,
        (*_NEED, "resolution"),
        lambda store, options: tables.areas(store, Level.MUNICIPALITY, options),
        long=True,
    ),
    Export(
        "offices",
        Kind.LAYER,
        "Offices",
        "Offices as points; headquarters that the report only counts have none.",
        GEOGRAPHIC,
        (),
        tables.offices,
    ),
    Export(
        "initiatives",
        Kind.LAYER,
        "Initiatives",
        "Initiatives at the seats of their areas; those without a named place have no geometry.",
        GEOGRAPHIC,
        (),
        tables.initiatives,
    ),
)

_GAPS = Export(
    "gaps",
    Kind.ANSWER,
    "Gaps between need and presence",
    "For each area its need, its presence, the gap between their shares, and the interval of its rank.",
    (Form.CSV, Form.XLSX, Form.PARQUET, Form.GEOJSON, Form.GPKG, Form.TOPOJSON),
    ("level", *_NEED, "resolution"),
    tables.gaps,
    long=True,
)


def _activities(dataset: Dataset, options: Options) -> bytes:
    from unmap.export.iati import Publisher, activities  # noqa: PLC0415 - lxml is for those who ask for it

    return activities(dataset, Publisher(options.publisher), options.made)


def _map(dataset: Dataset, options: Options) -> bytes:
    from unmap.export.folium_map import render_map  # noqa: PLC0415 - folium takes half a second to import

    level, language = options.level or Level.STATE, options.lang or Language.EN
    return render_map(dataset, level, options.indicator, options.year, language).encode()


_OF_DOCUMENTS = (
    Export(
        "activities",
        Kind.DOCUMENT,
        "Activities (IATI 2.03)",
        "Every initiative as an activity of the International Aid Transparency Initiative, a location for each place.",
        (Form.XML,),
        ("publisher",),
        document=_activities,
        long=True,
    ),
    Export(
        "map",
        Kind.DOCUMENT,
        "Map",
        "The map as one page that needs no server and no network.",
        (Form.HTML,),
        ("level", *_NEED, "lang"),
        document=_map,
        long=True,
    ),
)


def _of_table(table: Table) -> Export:
    forms = {
        # 270,000 rows would keep a workbook busy for half a minute.
        schema.VALUES.name: (Form.CSV, Form.PARQUET),
        schema.PLACES.name: (Form.CSV, Form.PARQUET, Form.GEOJSON, Form.GPKG),
    }
    return Export(
        folder.table_name(table),
        Kind.TABLE,
        table.title,
        f"{table.title} ({table.path}).",
        forms.get(table.name, TABULAR),
        _NEED if table is schema.VALUES else (),
        partial(_table, table),
        long=table in (schema.VALUES, schema.PLACES),
    )


def _table(table: Table, store: LayerStore, options: Options) -> Content:
    return folder.table_of(store, table, options)


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        *_LAYERS,
        *(
            Export(name, Kind.ANSWER, title, text, TABULAR, options, make)
            for name, title, text, options, make in _ANSWERS
        ),
        _GAPS,
        *(_of_table(table) for table in schema.TABLES if not table.geometry),
        *_OF_DOCUMENTS,
    )
}
"""Every export by its name, in the order in which they are listed."""


def export_of(name: str) -> Export:
    """Give the export of that name; raises NotFoundError where there is none."""
    if name not in EXPORTS:
        raise NotFoundError("there is no export of that name; the list of exports has those that there are")
    return EXPORTS[name]
