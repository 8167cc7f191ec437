"""Everything that can be written to a file, by name: layers, answers, tables, activities and the map."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.errors import NotFoundError, ParameterError
from unmap.features.layer_store import sources_with_role
from unmap.formats import export_tables
from unmap.formats.content import Content, about, span
from unmap.formats.export_tables import Export, ExportKind
from unmap.formats.writing import Form
from unmap.model import schema
from unmap.model.arguments import no_such
from unmap.model.words import Language
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    import pandas as pd

    from unmap.features import LayerStore
    from unmap.formats.export_tables import Options
    from unmap.model import Table
    from unmap.store import Dataset

_YEAR = re.compile(r"\d{4}")


_ROLES = {"places": "places"}
"""Role of the sources of tables that name none in a column; those of the programme come from the report."""


def table_of(store: LayerStore, table: Table, options: Options) -> Content:
    """Give a table of the data folder, with the columns of its definition.

    To the values of need come `sources`, `terms` and `period` of each row: those of all would be many times longer.
    """
    dataset = store.dataset
    rows = getattr(dataset, table.name)[list(table.column_names)]
    if table is schema.VALUES:
        rows = _values(dataset, rows, options)
    used = sources_of(dataset, table, rows)
    points = {"lon", "lat"} <= set(table.column_names)
    return Content(
        name=table_name(table),
        title=f"{table.title} ({table.path})",
        table=rows.reset_index(drop=True),
        about=about(dataset, used, _period(dataset, table, rows, used)),
        registry=dataset.registry,
        shapes=_points(rows) if points else None,
        key=table.key[0] if len(table.key) == 1 else None,
        descriptions={column.name: _described(column.description, column.unit) for column in table.columns},
    )


def table_name(table: Table) -> str:
    """Name a table of the data folder among the exports: the layers have the short names."""
    return f"table-{table.name.replace('_', '-')}"


def sources_of(dataset: Dataset, table: Table, rows: pd.DataFrame) -> list[str]:
    """Give the ids of the sources that a table comes from."""
    if table is schema.SOURCES:
        return rows["source_id"].tolist()
    if table.name in _ROLES:
        return sources_with_role(dataset, _ROLES[table.name])
    if "source_id" in rows:
        return sources_in(dataset, rows)
    if "indicator_id" in rows:
        used = dataset.indicators["indicator_id"].isin(rows["indicator_id"].unique())
        return sources_in(dataset, dataset.indicators.loc[used])
    return [dataset.report.source_id]


def _period(dataset: Dataset, table: Table, rows: pd.DataFrame, source_ids: list[str]) -> str | None:
    """Give the period that a table speaks of: its own years, those of its sources, or else the report's."""
    if table is schema.VALUES:
        return span(rows["year"].unique().tolist())
    if source_ids == [dataset.report.source_id]:
        return None
    printed = dataset.sources.loc[dataset.sources["source_id"].isin(source_ids), "year"]
    return span(int(year) for text in printed for year in _YEAR.findall(text))


def _values(dataset: Dataset, rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Give the values asked for, each with its own source and terms."""
    if options.indicator is not None:
        known = dataset.indicators["indicator_id"]
        if options.indicator not in set(known):
            raise no_such("indicator", options.indicator, known, "an id", schema.INDICATORS.path)
        rows = rows.loc[rows["indicator_id"] == options.indicator]
    if options.year is not None:
        rows = rows.loc[rows["year"] == options.year]
        if rows.empty:
            raise ParameterError("year", "has no values", options.year)
    source_of = dataset.indicators.set_index("indicator_id")["source_id"]
    sources = rows["indicator_id"].map(source_of).astype("category")
    terms = dataset.sources.set_index("source_id")["terms"]
    return rows.assign(sources=sources, terms=sources.map(terms).astype("category"), period=rows["year"])


def _points(rows: pd.DataFrame) -> np.ndarray:
    lon, lat = (rows[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("lon", "lat"))
    shapes = np.asarray(shapely.points(lon, lat), dtype=object)
    shapes[np.isnan(lon) | np.isnan(lat)] = None
    return shapes


def _described(description: str, unit: str) -> str:
    return f"{description} ({unit})" if unit else description


def sources_in(dataset: Dataset, rows: pd.DataFrame) -> list[str]:
    """Give the sources that rows name, or else the report."""
    return sorted(set(rows["source_id"])) or [dataset.report.source_id]


GEOGRAPHIC = (Form.GEOJSON, Form.GPKG, Form.PARQUET, Form.TOPOJSON, Form.CSV, Form.XLSX)


TABULAR = (Form.CSV, Form.XLSX, Form.PARQUET)


_NEED = ("indicator", "year")


_ANSWERS = (
    (
        "need",
        "Need by area",
        "One indicator in one year, with rate and headcount.",
        ("level", *_NEED),
        export_tables.need,
    ),
    ("presence", "Presence by area", "Distinct offices, agencies and initiatives.", ("level",), export_tables.presence),
    (
        "presence-rows",
        "Who does what where",
        "One row for each agency x office or initiative x place.",
        (),
        export_tables.presence_record,
    ),
    ("framework", "Outcomes by area", "Initiatives and agencies of each outcome.", (), export_tables.framework),
    ("agencies", "Agencies", "Names, field offices, initiatives and where they are.", (), export_tables.agencies),
    ("figures", "Figures of context", "Every figure that the report prints.", (), export_tables.figures),
)


def area_layer(name: str, plural: str, *, long: bool = False) -> Export:
    """Give the export of the areas of a level: `name` is its id, `plural` what several of its areas are called."""

    def content(store: LayerStore, options: Options) -> Content:
        level = next((one.word for one in store.dataset.admin_levels if one.id == name), None)
        if level is None:
            raise _no_export()
        return export_tables.areas(store, level, options)

    title = plural.capitalize()
    return Export(
        name,
        ExportKind.LAYER,
        title,
        f"{title} with their need and presence, classed by need.",
        GEOGRAPHIC,
        (*_NEED, "resolution"),
        content,
        long=long,
    )


_OF_REPORT = (
    Export(
        "offices",
        ExportKind.LAYER,
        "Offices",
        "Offices as points; headquarters that the report only counts have none.",
        GEOGRAPHIC,
        (),
        export_tables.offices,
    ),
    Export(
        "initiatives",
        ExportKind.LAYER,
        "Initiatives",
        "Initiatives at the seats of their areas; those without a named place have no geometry.",
        GEOGRAPHIC,
        (),
        export_tables.initiatives,
    ),
)


_GAPS = Export(
    "gaps",
    ExportKind.ANSWER,
    "Gaps between need and presence",
    "For each area its need, its presence, the gap between their shares, and the interval of its rank.",
    (Form.CSV, Form.XLSX, Form.PARQUET, Form.GEOJSON, Form.GPKG, Form.TOPOJSON),
    ("level", *_NEED, "resolution"),
    export_tables.gaps,
    long=True,
)


def _activities(dataset: Dataset, options: Options) -> bytes:
    from unmap.formats.iati import Publisher, activities  # noqa: PLC0415 - lxml is for those who ask for it

    return activities(dataset, Publisher(options.publisher), options.made)


def _map(dataset: Dataset, options: Options) -> bytes:
    from unmap.pages.folium_map import render_map  # noqa: PLC0415 - folium takes half a second to import

    language = options.lang or Language.EN
    return render_map(dataset, options.level, options.indicator, options.year, language).encode()


_OF_DOCUMENTS = (
    Export(
        "activities",
        ExportKind.DOCUMENT,
        "Activities (IATI 2.03)",
        "Every initiative as an activity of the International Aid Transparency Initiative, a location for each place.",
        (Form.XML,),
        ("publisher",),
        document=_activities,
        long=True,
    ),
    Export(
        "map",
        ExportKind.DOCUMENT,
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
        table_name(table),
        ExportKind.TABLE,
        table.title,
        f"{table.title} ({table.path}).",
        forms.get(table.name, TABULAR),
        _NEED if table is schema.VALUES else (),
        partial(_table, table),
        long=table in (schema.VALUES, schema.PLACES),
    )


def _table(base: Table, store: LayerStore, options: Options) -> Content:
    # The gazetteer has a column that the finest level of the data names.
    table = next(one for one in schema.tables_of(store.dataset.admin_levels) if one.name == base.name)
    return table_of(store, table, options)


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        *_OF_REPORT,
        *(
            Export(name, ExportKind.ANSWER, title, text, TABULAR, options, make)
            for name, title, text, options, make in _ANSWERS
        ),
        _GAPS,
        *(_of_table(table) for table in schema.FIXED if not table.geometry),
        *_OF_DOCUMENTS,
    )
}
"""Every export by its name, but for the layers of areas, which are the data's own: see `exports_of`."""


@once_per_dataset
def exports_of(dataset: Dataset) -> dict[str, Export]:
    """Give every export of a dataset by its name, in the order in which they are listed."""
    layers = [area_layer(one.id, one.plural_en, long=bool(dataset.above(one))) for one in dataset.admin_levels]
    return {export.name: export for export in layers} | EXPORTS


def export_of(dataset: Dataset, name: str) -> Export:
    """Give the export of that name; raises NotFoundError where there is none."""
    found = exports_of(dataset).get(name)
    if found is None:
        raise _no_export()
    return found


def _no_export() -> NotFoundError:
    return NotFoundError("there is no export of that name; the list of exports has those that there are")
