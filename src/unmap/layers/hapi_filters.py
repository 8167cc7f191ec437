"""Filters of the HDX Humanitarian API, version 2 (HDX HAPI), on the tables of `unmap.layers.hapi`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.layers.hapi import admin1, admin2, organisations, sectors
from unmap.models.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.dataset import Dataset

_FORMS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d", 19: "%Y-%m-%dT%H:%M:%S"}
"""Forms of a date that HDX HAPI takes, by their length."""

_LISTS = {"admin1_": admin1, "admin2_": admin2, "org_": organisations, "sector_": sectors}
"""Tables that say which values of a parameter exist, by how its name begins; the rest of the name is the column."""


def unknown(dataset: Dataset, table: pd.DataFrame, wanted: Mapping[str, str]) -> list[str]:
    """Name the filters whose value does not exist at all, so that an empty answer is not taken for absence.

    A municipality without presence is known; a misspelt code is not. `table` tells for what has no list of its own.
    """
    return [name for name, value in wanted.items() if not _equal(_values(dataset, table, name), name, value).any()]


def _values(dataset: Dataset, table: pd.DataFrame, name: str) -> pd.Series:
    for prefix, make in _LISTS.items():
        if name.startswith(prefix):
            known = make(dataset)
            column = name if name in known else name.removeprefix(prefix)
            return known[column] if column in known else table[name]
    return table[name]


def matching(table: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Give the rows whose columns equal what is `wanted`, column by column.

    Codes and acronyms are compared whole, capital or small letters alike; names whole, too, with accents and
    punctuation passed over. No part of a text ever matches: who asks for Mali must not get Somalia.
    """
    keep = np.ones(len(table), dtype=bool)
    for name, value in wanted.items():
        keep &= _equal(table[name], name, value)
    return table.loc[keep]


def _equal(column: pd.Series, name: str, value: str) -> np.ndarray:
    # Texts repeat a thousand times in a column: each is compared once.
    codes, texts = pd.factorize(column.astype(object))
    if name.startswith("provider_"):
        parts = [{normalise(part) for part in str(text).split(LIST_SEPARATOR)} for text in texts]
        same = [normalise(value) in part and bool(normalise(value)) for part in parts]
    elif name.endswith(("name", "description")):
        asked = normalise(value)
        same = [bool(asked) and normalise(str(text)) == asked for text in texts]
    else:
        same = [str(text).casefold() == value.casefold() for text in texts]
    found: np.ndarray = np.array([*same, False], dtype=bool)[codes]
    return found


def during(table: pd.DataFrame, start: str | None, end: str | None) -> pd.DataFrame:
    """Give the rows whose reference period reaches `start` or lies behind it, and begins before the end of `end`.

    Both as HDX HAPI writes them: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS. Raises ParameterError for anything
    else.
    """
    if start is not None:
        first, _ = moments("start_date", start)
        table = table.loc[table["reference_period_end"] >= first.isoformat()]
    if end is not None:
        _, last = moments("end_date", end)
        table = table.loc[table["reference_period_start"] < last.isoformat()]
    return table


def moments(name: str, text: str) -> tuple[datetime, datetime]:
    """Give the first moment of a date as HDX HAPI writes it, and the first one behind it."""
    form = _FORMS.get(len(text), "") if text.isascii() else ""
    try:
        first = datetime.strptime(text, form)  # noqa: DTZ007 - HDX HAPI's times have no zone
        if form == "%Y":
            return first, first.replace(year=first.year + 1)
        if form == "%Y-%m":
            # 31 days from the first of any month is a day of the next.
            return first, (first + timedelta(days=31)).replace(day=1)
        return first, first + timedelta(days=1) if form == "%Y-%m-%d" else first
    except (ValueError, OverflowError):
        raise ParameterError(name, "must be YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS") from None
