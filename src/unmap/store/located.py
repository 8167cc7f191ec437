"""The areas of anybody's points: to each longitude and latitude its municipality and state, or why it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.geo import AreaLocator, diagnose
from unmap.store.placing import POINT_FAULTS
from unmap.store.reading import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from unmap.store.dataset import Dataset

USUAL_NAMES: Final = {
    "lon": ("lon", "longitude", "longitud", "lng", "long", "x"),
    "lat": ("lat", "latitude", "latitud", "y"),
}
"""What the columns of points are called in the field, in English and Spanish; capitals do not matter."""

PROBLEM: Final = "point_problem"
BLANK: Final = "blank"

WHY: Final = {BLANK: "lon or lat is empty", **{str(problem): why for problem, why in POINT_FAULTS.items()}}
"""Why a point has no area, in words, by what stands in the column `point_problem`."""

_OF_AREA: Final = (("_code", "code"), ("", "name"), ("_pcode", "pcode"))
"""What points get of the area of each level: the end of the column's name, behind the level's word, and what it is."""


class Coordinates(NamedTuple):
    """One coordinate of n points: degrees, NaN where there is no number, and whether nothing was given."""

    degrees: NDArray[np.float64]
    blank: NDArray[np.bool_]


def locate(dataset: Dataset, points: pd.DataFrame, *, lon: str | None = None, lat: str | None = None) -> pd.DataFrame:
    """Give `points` with the area of each row beside it; rows, their order and their index stay.

    `lon` and `lat` name the columns that hold degrees (CRS84), as numbers or as text; unless given, they are looked for
    under their usual names (`USUAL_NAMES`). Adds code, name and P-code of the area of each level (`state_code`,
    `state`, `state_pcode` and so on), all missing where a point has no area, and `point_problem`, missing where it has
    one: blank, not-a-number, zero-zero, swapped (in the country once exchanged), out-of-range, or outside. The detailed
    boundaries decide; a point on a border belongs to the area of the lowest code.

    Raises ParameterError where a column is not found or not named for certain, and where `points` has one of the
    columns to be added.
    """
    found = columns_of(points.columns, lon, lat)
    require_free(dataset, points.columns)
    areas = areas_of(dataset, *(coordinates(name, points[column]) for name, column in found.items()))
    return pd.concat([points, areas.set_axis(points.index)], axis="columns")


def columns_of(names: Iterable[object], lon: str | None, lat: str | None) -> dict[str, str]:
    """Give the columns of longitude and latitude among `names`, by `lon` and `lat`.

    Raises ParameterError where one is not found or not named for certain.
    """
    there = list(map(str, names))
    return {name: _column(name, there, given) for name, given in (("lon", lon), ("lat", lat))}


def added_columns(dataset: Dataset) -> tuple[str, ...]:
    """Give the columns that points get: of each level code, name and P-code, then why there are none."""
    return (*(f"{level}{end}" for level in dataset.admin_levels for end, _ in _OF_AREA), PROBLEM)


def require_free(dataset: Dataset, names: Iterable[object]) -> None:
    """Raise ParameterError where one of the columns to be added is among `names`."""
    added = added_columns(dataset)
    taken = [str(name) for name in names if name in added]
    if taken:
        raise ParameterError("points", f"have {', '.join(taken)} already, which would be added; rename it first")


def _column(parameter: str, there: list[str], given: str | None) -> str:
    if given is not None:
        if there.count(given) != 1:
            raise ParameterError(parameter, f"is no column; there are {', '.join(there)}", given)
        return given
    usual = [name for name in there if name.strip().casefold() in USUAL_NAMES[parameter]]
    if len(usual) == 1:
        return usual[0]
    if usual:
        raise ParameterError(parameter, f"could be in {' or '.join(usual)}; say which")
    raise ParameterError(parameter, f"is needed: the name of its column among {', '.join(there)}")


def coordinates(parameter: str, column: pd.Series) -> Coordinates:
    """Give a column of numbers or texts as degrees; raises ParameterError for a column of anything else."""
    blank = column.isna().to_numpy(dtype=bool, copy=True)
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return Coordinates(column.to_numpy(dtype=np.float64, na_value=np.nan), blank)
    texts = column[~blank]
    if not texts.map(lambda value: isinstance(value, str)).all():
        raise ParameterError(parameter, "the column holds neither numbers nor text")
    texts = texts.astype("str").str.strip()
    blank[~blank] = texts == ""
    degrees = np.full(len(column), np.nan)
    degrees[~blank] = parsed(texts[texts != ""])
    return Coordinates(degrees, blank)


def areas_of(dataset: Dataset, lon: Coordinates, lat: Coordinates) -> pd.DataFrame:
    """Give the columns that are added to n points, one row each."""
    areas = _identities(dataset)
    locator = AreaLocator(areas.index.to_numpy(dtype=object), dataset.layer(dataset.finest).geometry.to_numpy())
    position = locator.positions(lon.degrees, lat.degrees)
    areas = areas.loc[locator.codes]
    # Taking from a short text column is many times faster than making one of a million strings.
    added = {name: areas[name].array.take(position, allow_fill=True) for name in areas.columns}
    lost = np.flatnonzero(position < 0)
    words = pd.Series(list(WHY), dtype="str")
    number = np.full(len(position), -1)
    why = diagnose(lon.degrees[lost], lat.degrees[lost], locator)
    number[lost] = pd.Index(words).get_indexer(pd.Index(why, dtype="str"))
    number[lon.blank | lat.blank] = 0
    return pd.DataFrame({**added, PROBLEM: words.array.take(number, allow_fill=True)})


def _identities(dataset: Dataset) -> pd.DataFrame:
    """Give code, name and P-code of each area of the finest level and of those that it lies in, by its code."""
    finest = dataset.finest
    codes = dataset.areas(finest).to_numpy()
    columns: dict[str, Any] = {}
    for level in dataset.admin_levels:
        rows = np.arange(len(codes)) if level == finest else dataset.within(finest, level)
        layer = dataset.layer(level)
        columns |= {f"{level}{end}": layer[name].astype("str").array.take(rows) for end, name in _OF_AREA}
    return pd.DataFrame(columns, index=codes)
