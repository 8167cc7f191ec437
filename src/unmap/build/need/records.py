"""Need values on their way to the tables: observations of one series, completed so that no data is explicit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.areas import COUNTRY
from unmap.build.need.vocabulary import CONCEPTS, UNIT_SUFFIX
from unmap.build.tables import DECIMALS
from unmap.models import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.build.areas import Areas
    from unmap.build.need.vocabulary import Unit
    from unmap.build.readers import SourceTable
    from unmap.models import Issue

_STATE_KEY_LENGTH = 2
_WHOLE = 100
_KEY = ("area_code", "indicator_id", "year")
_LEVELS = ("country", "state", "municipality")


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know, in both languages."""

    en: str = ""
    es: str = ""

    def __add__(self, other: Note) -> Note:
        """Put another note behind this one."""
        return Note(f"{self.en} {other.en}".strip(), f"{self.es} {other.es}".strip())


@dataclass(frozen=True, slots=True)
class Series:
    """A publication whose years compare with each other; `notes` adds to some of its indicators."""

    series: str
    name_en: str
    name_es: str
    source_id: str
    note: Note = field(default_factory=Note)
    notes: Mapping[tuple[str, Unit], Note] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedTable:
    """Indicators, their values (area_code, indicator_id, year, value) and the problems met while reading."""

    indicators: tuple[Indicator, ...]
    values: pd.DataFrame
    issues: tuple[Issue, ...]


def observations(area: pd.Series, concept: str, unit: Unit, year: pd.Series | int, value: pd.Series) -> pd.DataFrame:
    """Give the values of one indicator as rows of area_code, concept, unit, year, value (NaN is no data)."""
    return pd.DataFrame({"area_code": area, "concept": concept, "unit": unit, "year": year, "value": value})


def in_unit(table: SourceTable, column: str, unit: Unit) -> pd.Series:
    """Read a column of shares (0 to 100), counts or rates (from 0) or index values, refusing what cannot be one."""
    minimum = float("-inf") if unit == "index" else 0
    return table.numbers(column, minimum=minimum, maximum=_WHOLE if unit == "percent" else float("inf"))


def need_table(series: Series, frames: Iterable[pd.DataFrame], areas: Areas, issues: Iterable[Issue] = ()) -> NeedTable:
    """Make indicators and values of one series out of observations.

    Rows of areas without boundary are left out (the reader has reported them). At each level for which a year was
    published, every area gets a row, empty where the producer has no data; a year that has no value for any area
    was not published and gets none.
    """
    rows = pd.concat(list(frames), ignore_index=True)
    rows = rows[rows["area_code"].isin(list(areas.codes))]
    rows = rows.assign(
        indicator_id=[indicator_id(*kind, series.series) for kind in zip(rows["concept"], rows["unit"], strict=True)],
        level=_levels(rows["area_code"]),
    )
    published = rows[rows["value"].notna()]
    values = _grid(published, areas).merge(rows[[*_KEY, "value"]], on=list(_KEY), how="left", validate="1:1")
    levels = published.groupby("indicator_id")["level"].agg(set)
    kinds = published.drop_duplicates("indicator_id").set_index("indicator_id")[["concept", "unit"]]
    indicators = tuple(
        _indicator(series, concept, unit, levels[name]) for name, concept, unit in kinds.itertuples(name=None)
    )
    return NeedTable(indicators, values.round({"value": DECIMALS}), tuple(issues))


def _grid(published: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Give every area a row for each indicator and year that was published at its level."""
    codes = {
        "country": [COUNTRY],
        "state": areas.states["code"].tolist(),
        "municipality": areas.municipalities["code"].tolist(),
    }
    editions = published[["indicator_id", "year", "level"]].drop_duplicates()
    return editions.assign(area_code=editions.pop("level").map(codes)).explode("area_code")[list(_KEY)]


def indicator_id(concept: str, unit: Unit, series: str) -> str:
    """Name an indicator by what is measured, its unit and its series."""
    return f"{concept}_{UNIT_SUFFIX[unit]}.{series}"


def _levels(codes: pd.Series) -> pd.Series:
    by_length = codes.str.len().map(lambda length: "state" if length == _STATE_KEY_LENGTH else "municipality")
    return by_length.mask(codes == COUNTRY, "country")


def _indicator(series: Series, concept: str, unit: Unit, levels: set[str]) -> Indicator:
    meant = CONCEPTS[concept]
    unit_name_en, unit_name_es = meant.unit_name(unit)
    note = series.note + series.notes.get((concept, unit), Note())
    return Indicator(
        indicator_id=indicator_id(concept, unit, series.series),
        concept=concept,
        name_en=meant.name_en,
        name_es=meant.name_es,
        unit=unit,
        unit_name_en=unit_name_en,
        unit_name_es=unit_name_es,
        direction=CONCEPTS[concept].direction,
        series=series.series,
        series_name_en=series.name_en,
        series_name_es=series.name_es,
        levels=tuple(level for level in _LEVELS if level in levels),
        note_en=note.en,
        note_es=note.es,
        source_id=series.source_id,
    )
