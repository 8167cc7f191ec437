"""The need tables of a data folder: all that was read, the default need, and what is derived from rates and people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.need_units import SHARE, STATED_UNITS, UNIT_NAMES, indicator_id
from unmap.errors import ParameterError
from unmap.model import Indicator
from unmap.model.records import COUNTRY, COUNTRY_CODE
from unmap.store.table_files import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.build.areas import Areas
    from unmap.build.need_columns import NeedColumn
    from unmap.build.need_sheets import NeedOptions, NeedTable
    from unmap.build.need_units import Unit
    from unmap.build.population import People
    from unmap.errors import Issue

_KEY = ["area_code", "indicator_id", "year"]
_NO_VALUES = pd.DataFrame({"area_code": [], "indicator_id": [], "year": [], "value": []}).astype(
    {"area_code": "str", "indicator_id": "str", "year": "int64", "value": "float64"}
)
_PAIRED: dict[str, Unit] = {"percent": "persons", "persons": "percent"}
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Need:
    """What goes to `need/indicators.csv` and `need/values.csv`, and the problems met.

    `values` has a row for each area of a level at which an indicator was published for a year, empty where there is no
    data.
    """

    indicators: tuple[Indicator, ...]
    values: pd.DataFrame
    issues: tuple[Issue, ...]


def put_together(tables: Sequence[NeedTable], areas: Areas, people: People, default: str = "") -> Need:
    """Put tables of need together.

    `default` names the need that is shown where none is asked for, by concept, name or title of its column; without it
    it is the first share of people, else the first percentage, else the first of all. Of shares of people, and of the
    default where it is a percentage, people in need are derived for areas, whole ones; of a default that counts people,
    the percentage. Raises ParameterError where no indicator is called `default`.
    """
    found = [(table.options, column) for table in tables for column in table.columns]
    chosen = _default([column for _, column in found], default)
    values = pd.concat([_NO_VALUES, *(table.values for table in tables)]).drop_duplicates(_KEY)
    made: dict[str, Indicator] = {}
    for options, column in found:
        unit, is_default = STATED_UNITS[column.unit], column is chosen
        one = _indicator(options, column, unit)
        own = values[values["indicator_id"] == one.indicator_id]
        levels = _levels(own, areas)
        defaults = tuple(level for level in levels if level != COUNTRY) if is_default else ()
        made.setdefault(one.indicator_id, replace(one, levels=levels, default_levels=defaults))
        if (column.of_people or is_default) and unit in _PAIRED:
            other = _indicator(options, column, _PAIRED[unit], how=_how(unit, people))
            derived = _derived(own, people, unit, areas).assign(indicator_id=other.indicator_id)
            if derived["value"].notna().any() and other.indicator_id not in made:
                values = pd.concat([values, derived])
                made[other.indicator_id] = replace(other, levels=_levels(derived, areas))
    issues = tuple(issue for table in tables for issue in table.issues)
    return Need(tuple(made.values()), completed(values, _codes(areas)).round({"value": DECIMALS}), issues)


def _default(columns: Sequence[NeedColumn], default: str) -> NeedColumn | None:
    if not default:
        rates = [column for column in columns if STATED_UNITS[column.unit] == "percent"]
        shares = [column for column in rates if column.of_people]
        return next(iter([*shares, *rates, *columns]), None)
    wanted = default.strip().casefold()
    for column in columns:
        if wanted in {text.casefold() for text in (column.concept, column.name_en, column.column.title)}:
            return column
    raise ParameterError("need", f"must be one of {', '.join(column.column.title for column in columns)}", default)


def _codes(areas: Areas) -> dict[str, frozenset[str]]:
    return {COUNTRY: frozenset({COUNTRY_CODE}), **areas.codes_by_level}


def _levels(values: pd.DataFrame, areas: Areas) -> tuple[str, ...]:
    """Give the words of the levels, the country's among them, that rows speak of."""
    codes = set(values["area_code"])
    return tuple(word for word, own in _codes(areas).items() if own & codes)


def grid(published: pd.DataFrame, codes: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Give every area a row for each indicator and year that was published at its level.

    `published` has indicator_id, year and level (its word), `codes` the areas of each level.
    """
    editions = published[["indicator_id", "year", "level"]].drop_duplicates()
    areas = {word: sorted(own) for word, own in codes.items()}
    return editions.assign(area_code=editions.pop("level").map(areas)).explode("area_code")[_KEY]


def completed(values: pd.DataFrame, codes: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    """Give every area of a level that has values a row, empty where there is no data."""
    level_of = {code: word for word, own in codes.items() for code in own}
    known = values[values["value"].notna()]
    rows = pd.concat([grid(known.assign(level=known["area_code"].map(level_of)), codes), values[_KEY]])
    rows = rows.drop_duplicates().merge(values, on=_KEY, how="left", validate="1:1")
    return rows.sort_values(_KEY, ignore_index=True)


def _derived(values: pd.DataFrame, people: People, unit: Unit, areas: Areas) -> pd.DataFrame:
    """Derive people from percentages or the reverse, for areas alone: a country's rate speaks of all its people."""
    of_areas = values[values["area_code"] != COUNTRY_CODE]
    counts = of_areas["area_code"].map(dict(people.counts)).astype("float64")
    if unit == "persons":
        made = _WHOLE * of_areas["value"] / counts
        return of_areas.assign(value=made.where(counts > 0))
    derived = of_areas.assign(value=of_areas["value"] * counts / _WHOLE)
    level_of = {code: word for word, own in areas.codes_by_level.items() for code in own}
    editions = [derived["year"], derived["area_code"].map(level_of)]
    return derived.assign(value=derived.groupby(editions)["value"].transform(whole_people))


def whole_people(values: pd.Series) -> pd.Series:
    """Round people to whole ones whose sum is the rounded sum (largest remainders, as Hamilton's seats); NaN stays.

    Rounding each alone would count a country's poor one more or less than the rates say.
    """
    whole = values // 1
    missing = round(float(values.sum() - whole.sum()))
    most = (values - whole).sort_values(ascending=False, kind="stable").index[:missing]
    return whole.where(~values.index.isin(most), whole + 1)


def _how(unit: Unit, people: People) -> str:
    of = f"the population of {people.year}" if people.year else "the population"
    return f"percentage × {of}" if unit == "percent" else f"persons / {of}"


def _indicator(options: NeedOptions, column: NeedColumn, unit: Unit, how: str = "") -> Indicator:
    """Describe an indicator; its levels are not known yet. `how` says how it was derived."""
    unit_en, unit_es = UNIT_NAMES[unit]
    as_share = column.unit == SHARE and not how
    return Indicator(
        indicator_id=indicator_id(column.concept, unit, options.source_id),
        concept=column.concept,
        name_en=column.name_en,
        name_es=column.name_es,
        unit=unit,
        unit_name_en=unit_en,
        unit_name_es=unit_es,
        direction=column.direction,
        series=options.source_id,
        series_name_en=options.series_name,
        series_name_es="",
        levels=(),
        part=None,
        default_levels=(),
        derived=how,
        note_en="Published as a share of 1; kept as a percentage." if as_share else "",
        note_es="Publicado como proporción de 1; se guarda como porcentaje." if as_share else "",
        source_id=options.source_id,
    )
