"""A table of one's own as an indicator of need, beside the official ones."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.errors import DataError, ParameterError
from unmap.model import schema
from unmap.store.checking import reference_issues, table_issues
from unmap.store.need_rules import need_issues, with_missing_classes

if TYPE_CHECKING:
    from unmap.store.dataset import Dataset, OwnIndicator

GIVEN = "frame"
"""Stands in the place of a file where an issue is one of the frame."""

_UNITS = {
    "percent": ("pct", "percent", "porcentaje"),
    "persons": ("persons", "persons", "personas"),
    "per_100k": ("rate", "per 100,000 people", "por cada 100,000 personas"),
    "index": ("index", "index", "índice"),
}


def add_indicator(dataset: Dataset, frame: pd.DataFrame, own: OwnIndicator) -> Dataset:
    """Give the dataset with one indicator more; see `Dataset.with_indicator`."""
    if not isinstance(frame, pd.DataFrame):
        raise ParameterError(
            GIVEN, f"must be a DataFrame with the columns code and value, not a {type(frame).__name__}"
        )
    if own.unit not in _UNITS:
        raise ParameterError("unit", f"must be one of {', '.join(_UNITS)}", own.unit)
    values = _values(dataset, frame, own)
    levels = [level.word for level in dataset.admin_levels if values["area_code"].isin(dataset.areas(level)).any()]
    added = {
        "values": values,
        "indicators": _like(dataset.indicators, _indicator(own, levels)),
        "sources": _like(dataset.sources, _source(own, values["year"])),
    }
    _refuse(dataset, added)
    frames = {name: dataset.table(name) for name in ("classes", *dataset.layers)}
    known = dataset.sources["source_id"].eq(own.source_id)
    frames["values"] = _joined(dataset.values, values)
    return replace(
        dataset,
        values=frames["values"],
        classes=with_missing_classes(frames, dataset.admin_levels),
        indicators=pd.concat([dataset.indicators, added["indicators"]], ignore_index=True),
        sources=pd.concat([dataset.sources[~known], added["sources"]], ignore_index=True),
        edition=_edition(dataset, added),
    )


def indicator_id_of(own: OwnIndicator) -> str:
    """Give the id of an indicator: concept, unit and series."""
    return f"{own.concept}_{_UNITS[own.unit][0]}.{own.series}"


def _values(dataset: Dataset, frame: pd.DataFrame, own: OwnIndicator) -> pd.DataFrame:
    lacking = [name for name in ("code", "value") if name not in frame.columns]
    if lacking:
        raise ParameterError(GIVEN, f"must have the columns code and value; {lacking[0]} is missing")
    if not all(isinstance(code, str) for code in frame["code"]):
        raise ParameterError(GIVEN, 'its codes must be text, such as "07": a number has lost its leading zero')
    numbers = pd.to_numeric(frame["value"], errors="coerce")
    unread = frame.loc[numbers.isna() & frame["value"].notna()]
    if len(unread):
        code, value = unread.iloc[0][["code", "value"]]
        raise ParameterError(GIVEN, f"its value for {code} is no number", value)
    year = frame["year"] if "year" in frame.columns else own.year or dataset.report.reporting_year
    known = _pcodes(dataset)
    return pd.DataFrame(
        {
            "area_code": [known.get(code, code) for code in frame["code"]],
            "indicator_id": indicator_id_of(own),
            "year": year,
            "value": numbers.to_numpy(dtype="float64"),
        }
    ).astype({"area_code": "str", "year": "int64", "indicator_id": "str"})


def _pcodes(dataset: Dataset) -> dict[str, str]:
    """Give the code of each P-code: both are codes of areas, and tables of the field have the one or the other."""
    layers = map(dataset.layer, dataset.admin_levels)
    return {pcode: code for layer in layers for pcode, code in zip(layer["pcode"], layer["code"], strict=True)}


def _indicator(own: OwnIndicator, levels: list[str]) -> dict[str, Any]:
    _, unit_en, unit_es = _UNITS[own.unit]
    return {
        "indicator_id": indicator_id_of(own),
        "concept": own.concept,
        "name_en": own.name,
        "name_es": own.name_es or own.name,
        "unit": own.unit,
        "unit_name_en": unit_en,
        "unit_name_es": unit_es,
        "direction": own.direction,
        "series": own.series,
        "series_name_en": own.source,
        "series_name_es": own.source,
        "levels": tuple(levels),
        "part": pd.NA,
        "source_id": own.source_id,
    }


def _source(own: OwnIndicator, years: pd.Series) -> dict[str, Any]:
    span = sorted(set(years))
    return {
        "source_id": own.source_id,
        "title": own.source,
        "publisher": own.source,
        "year": str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" if span else "",
        "terms": "those of whoever holds the table",
        "url": own.url,
    }


def _like(table: pd.DataFrame, record: dict[str, Any]) -> pd.DataFrame:
    """Give a record as a row of a table; columns that it does not have are empty."""
    row = pd.DataFrame({name: [record.get(name, "")] for name in table.columns})
    # Lists stay what they are.
    return row.astype(table.dtypes.drop("levels", errors="ignore").to_dict())


def _refuse(dataset: Dataset, added: dict[str, pd.DataFrame]) -> None:
    """Raise DataError with everything that is wrong with the frame or with what is said of it."""
    tables = {"values": schema.VALUES, "indicators": schema.INDICATORS, "sources": schema.SOURCES}
    taken = set(added["indicators"]["indicator_id"]) & set(dataset.indicators["indicator_id"])
    if taken:
        raise ParameterError("concept", "with this unit and series is an indicator that there is already", *taken)
    levels = dataset.admin_levels
    frames = {level.id: dataset.layer(level) for level in levels}
    issues = [issue for name, table in tables.items() for issue in table_issues(added[name], table)]
    issues += reference_issues({**frames, **added}, {table.name: table for table in schema.tables_of(levels)}, levels)
    # A headcount is held against the rate of the same concept and series, which may be there already.
    kin = dataset.indicators.loc[dataset.indicators["series"] == added["indicators"]["series"].iloc[0]]
    before = dataset.values.loc[dataset.values["indicator_id"].isin(kin["indicator_id"])]
    beside = {
        **frames,
        "reports": dataset.reports,
        "indicators": pd.concat([added["indicators"], kin], ignore_index=True),
        "values": pd.concat([added["values"], before.astype({"area_code": "str", "indicator_id": "str"})]),
        "classes": dataset.classes.iloc[:0],
    }
    beside["values"] = beside["values"].reset_index(drop=True)
    issues += need_issues(beside, levels)
    if issues:
        found = [replace(issue, file=GIVEN) for issue in dict.fromkeys(issues)]
        lines = "\n".join(map(str, found[:_SHOWN]))
        raise DataError(f"{len(found)} problems in the frame (row 2 is its first)\n{lines}", found)


_SHOWN = 20


def _joined(values: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    texts = dict.fromkeys(("area_code", "indicator_id"), "str")
    whole = pd.concat([values.astype(texts), own], ignore_index=True)
    return whole.astype(dict.fromkeys(texts, "category"))


def _edition(dataset: Dataset, added: dict[str, pd.DataFrame]) -> str:
    whole = hashlib.sha256(dataset.edition.encode())
    for table in added.values():
        whole.update(table.to_csv(index=False).encode())
    return whole.hexdigest()[:12]
