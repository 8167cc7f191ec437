"""Boundaries held against each other, against the seats of the areas and against what their columns say of them.

Every rule allows for lines drawn with fewer vertices than the official ones; none asks that two layers match to the
metre. Comparing shapes in degrees is quick, so that a service can do all of this each time it starts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.errors import Issue
from unmap.geo.topology import geodesic_area_km2
from unmap.model import AdminLevel, Table, schema
from unmap.store.geometry import GEOMETRY, SHAPE_FAULTS
from unmap.store.level_rules import layers_of
from unmap.store.reading import FIRST_ROW, located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

SEAT_DEGREES = 0.02
"""Distance, some 2 km, at which a seat by the water or on a border still counts as inside a line that is simplified."""

AREA_SHARE, AREA_KM2 = 0.1, 1.0
"""How far a drawn area may be from the stated one: a share of it, or square kilometres where it is tiny."""

SHAPE_SHARE = 0.01
"""Share of an area by which two layers may differ, or two neighbours overlap, before it is a fault."""

PEOPLE_SHARE = 0.05
"""Share of an area's people that may be counted in none of its parts, or in two."""

OVERLAP_SHARE = 0.4
"""Part of the smaller of two shapes, detailed and overview, that must lie in the other: an islet drawn at 1.2 km has
little in common with itself."""

_ALIKE = 0.8
_KM_PER_DEGREE = 111.2
_EXACT = 1e-9
_PCODE = r"[A-Z]{2}"


_Layer = tuple[AdminLevel, Table]


def boundary_issues(
    frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel], found: Iterable[Issue]
) -> list[Issue]:
    """Check every rule whose layers could be read; `found` tells which of them hold shapes that cannot be measured."""
    unsound = {issue.file for issue in found if issue.code in SHAPE_FAULTS or issue.code == "duplicate-key"}
    tables = schema.tables_of(levels)
    usable = {table.name for table in tables if table.path not in unsound} & frames.keys()
    layers = [(level, table) for level, table in zip(levels, layers_of(levels), strict=True) if table.name in usable]
    issues = [issue for rule in (_codes, _stated_area, _seats) for _, table in layers for issue in rule(frames, table)]
    issues += _nobody(frames, layers)
    pairs = [(above, below) for above, below in pairwise(layers) if below[0].level == above[0].level + 1]
    issues += [issue for pair in pairs for rule in (_people, _parts) for issue in rule(frames, *pair)]
    if layers and layers[0][0] is levels[0]:
        issues += _apart(frames, layers[0][1])
    if layers and layers[-1][0] is levels[-1] and "places" in usable:
        issues += _gazetteer(frames, *layers[-1])
    if layers and len(layers) == len(levels) and schema.TILE_SHAPES.name in usable:
        issues += _tile_shapes(frames, layers)
    for level, table in layers:
        small = schema.overview_table(level)
        issues += _overview(frames, table, small) if small.name in usable else []
    return issues


def _codes(frames: Mapping[str, pd.DataFrame], table: Table) -> list[Issue]:
    """Hold P-codes against the one country prefix and the key of the area, and tell those that stand there twice.

    Keys that are P-codes themselves, and those of a scheme of their own that most P-codes do not repeat, are no fault.
    """
    areas = frames[table.name]
    known = areas["pcode"] != ""
    prefixes = areas["pcode"].str.extract(rf"({_PCODE})", expand=False).dropna()
    prefix = prefixes.mode().iloc[0] if len(prefixes) else "??"
    wrong = known & (areas["pcode"] != prefix + areas["code"]) & (areas["pcode"] != areas["code"])
    issues: list[Issue] = []
    if wrong.sum() * 2 <= known.sum():
        message = f'must be the country\'s two capital letters, here "{prefix}", and the code of the area'
        issues = located(table, "pcode", wrong, "bad-pcode", message)
    twice = known & ~wrong & areas["pcode"].duplicated()
    return issues + located(table, "pcode", twice, "duplicate-key", "is the P-code of an area in an earlier row")


def _stated_area(frames: Mapping[str, pd.DataFrame], table: Table) -> list[Issue]:
    shapes, stated = _shapes(frames, table), frames[table.name]["area_km2"].to_numpy(dtype=np.float64)
    middles = np.radians(shapely.get_y(shapely.centroid(shapes)))
    measured = shapely.area(shapes) * _KM_PER_DEGREE**2 * np.cos(middles)
    # Nearly all are settled by the area in degrees; the true one takes half a second for a country.
    doubtful = _far(measured, stated, 0.5)
    measured[doubtful] = geodesic_area_km2(shapes[doubtful])
    wrong = doubtful & _far(measured, stated, 1)
    return [
        Issue(
            table.path,
            int(row) + FIRST_ROW,
            "area_km2",
            "other-area",
            f'is "{stated[row]:,.2f}", but the shape measures {measured[row]:,.2f} km²; correct one of them',
        )
        for row in np.flatnonzero(wrong)
    ]


def _far(measured: NDArray[np.float64], stated: NDArray[np.float64], times: float) -> NDArray[np.bool_]:
    return np.abs(measured - stated) > times * np.maximum(AREA_SHARE * stated, AREA_KM2)


def _seats(frames: Mapping[str, pd.DataFrame], table: Table) -> list[Issue]:
    areas = frames[table.name]
    lon, lat = (areas[name].to_numpy(dtype=np.float64) for name in ("seat_lon", "seat_lat"))
    half = pd.Series(np.isnan(lon) != np.isnan(lat))
    outside = _outside(_shapes(frames, table), lon, lat)
    return [
        *located(table, "seat_lon", half, "half-a-point", "seat_lon and seat_lat must both be given, or neither"),
        *located(table, "seat_lon", outside, "seat-outside", "the seat of government lies outside the area's shape"),
    ]


def _gazetteer(frames: Mapping[str, pd.DataFrame], finest: AdminLevel, table: Table) -> list[Issue]:
    """Hold seats of another source against the finest areas; other localities may be claimed by two of them."""
    places = frames["places"]
    codes = places[f"{finest.word}_code"].where(places["kind"] == "seat", "")
    at = pd.Index(frames[table.name]["code"]).get_indexer(codes)
    own = np.append(_shapes(frames, table), [None])[at]
    lon, lat = (places[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    message = f"the seat lies outside the shape of its {finest.singular_en} in {table.path}"
    return located(schema.places_table(finest), "lon", _outside(own, lon, lat), "seat-outside", message)


def _outside(shapes: NDArray[Any], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> pd.Series:
    told = ~(np.isnan(lon) | np.isnan(lat)) & ~shapely.is_missing(shapes)
    apart = np.zeros(len(shapes), dtype=bool)
    apart[told] = ~shapely.dwithin(shapes[told], shapely.points(lon[told], lat[told]), SEAT_DEGREES)
    return pd.Series(apart)


def _nobody(frames: Mapping[str, pd.DataFrame], layers: Iterable[_Layer]) -> list[Issue]:
    people = {table.path: frames[table.name]["population"] for _, table in layers}
    return [
        Issue(path, 0, "population", "nobody", "no area has inhabitants; give the census's")
        for path, counts in people.items()
        if len(counts) and counts.notna().all() and not counts.any()
    ]


def _people(frames: Mapping[str, pd.DataFrame], above: _Layer, below: _Layer) -> list[Issue]:
    """Hold the people of each area against those of its parts together."""
    (level, table), (parts, within) = above, below
    by_area = frames[within.name].groupby(f"{level.word}_code")["population"]
    added = by_area.sum(min_count=1).where(by_area.count() == by_area.size())
    areas = frames[table.name]
    together = areas["code"].map(added).to_numpy(dtype=np.float64, na_value=np.nan)
    stated = areas["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.abs(together - stated) > PEOPLE_SHARE * stated
    return [
        Issue(
            table.path,
            int(row) + FIRST_ROW,
            "population",
            "other-sum",
            f'is "{stated[row]:.0f}", but the {parts.plural_en} of the {level.singular_en} have {together[row]:.0f} '
            "inhabitants",
        )
        for row in np.flatnonzero(wrong)
    ]


def _parts(frames: Mapping[str, pd.DataFrame], above: _Layer, below: _Layer) -> list[Issue]:
    """Hold each area against the union of its parts at the next level, and these against each other."""
    (level, table), (parts, within) = above, below
    shapes = _shapes(frames, within)
    rows_of = frames[within.name].groupby(f"{level.word}_code").indices
    issues: list[Issue] = []
    whole = True
    for row, (code, area) in enumerate(zip(frames[table.name]["code"], _shapes(frames, table), strict=True), FIRST_ROW):
        if code not in rows_of:
            message = f'no {parts.singular_en} in {within.path} is of {level.singular_en} "{code}"'
            issues.append(Issue(table.path, row, "code", f"no-{parts.word}", message))
            continue
        union = _coverage_union(shapes[rows_of[code]])
        whole &= union is not None
        if (share := _difference(area, shapes[rows_of[code]], union)) > SHAPE_SHARE:
            named = f'{level.singular_en} "{code}" or its {parts.plural_en} together'
            message = f"of the area of {named}, {share:.0%} is not in both"
            issues.append(Issue(table.path, row, GEOMETRY, "other-shape", message))
    return issues if whole else [*issues, *_overlaps(frames, within)]


def _apart(frames: Mapping[str, pd.DataFrame], highest: Table) -> list[Issue]:
    whole = _coverage_union(_shapes(frames, highest)) is not None
    return [] if whole else _overlaps(frames, highest)


def _difference(area: Any, parts: NDArray[Any], union: Any) -> float:  # noqa: ANN401 - shapes
    """Give what the union of `parts` and the area do not share, as a share of the area."""
    if union is not None and shapely.equals_exact(shapely.normalize(union), shapely.normalize(area)):
        return 0.0
    union = shapely.union_all(parts) if union is None else union
    return float(shapely.area(shapely.symmetric_difference(union, area)) / shapely.area(area))


def _coverage_union(parts: NDArray[Any]) -> Any:  # noqa: ANN401 - a shape
    """Give the union of shapes that meet vertex by vertex, quickly; None where they overlap or do not meet so."""
    try:
        union = shapely.coverage_union_all(parts)
    except shapely.errors.GEOSException:
        return None
    added = float(shapely.area(parts).sum())
    # Of shapes that overlap it makes something that is no union, and smaller than they are together.
    sound = abs(float(shapely.area(union)) - added) <= _EXACT * added and shapely.is_valid(union)
    return union if sound else None


def _overlaps(frames: Mapping[str, pd.DataFrame], table: Table) -> list[Issue]:
    shapes, codes = _shapes(frames, table), frames[table.name]["code"]
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    one, other = shapely.STRtree(shapes).query(shapes[suspects], predicate="intersects")
    pairs = np.unique(np.sort(np.column_stack([suspects[one], other]), axis=1), axis=0)
    left, right = pairs[pairs[:, 0] < pairs[:, 1]].T
    common = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    smaller = np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))
    return [
        Issue(
            table.path,
            int(right[at]) + FIRST_ROW,
            GEOMETRY,
            "overlap",
            f'"{codes.iloc[left[at]]}" and "{codes.iloc[right[at]]}" overlap by {common[at] / smaller[at]:.0%}',
        )
        for at in np.flatnonzero(common > SHAPE_SHARE * smaller)
    ]


def _overview(frames: Mapping[str, pd.DataFrame], detail: Table, overview: Table) -> list[Issue]:
    """Hold what is drawn small against the same areas in detail."""
    if frames[detail.name]["code"].tolist() != frames[overview.name]["code"].tolist():
        message = f"must hold the areas of {detail.path} in the same order"
        return [Issue(overview.path, 0, "code", "other-areas", message)]
    large, small = _shapes(frames, detail), _shapes(frames, overview)
    rows = np.flatnonzero(~_alike(large, small))
    common = shapely.area(shapely.intersection(large[rows], small[rows]))
    wrong = common < OVERLAP_SHARE * np.minimum(shapely.area(large[rows]), shapely.area(small[rows]))
    wrong |= common < OVERLAP_SHARE / 2 * np.maximum(shapely.area(large[rows]), shapely.area(small[rows]))
    faulty = pd.Series(data=False, index=range(len(small)))
    faulty.iloc[rows[wrong]] = True
    message = f"is another shape than that of the same area in {detail.path}"
    return located(overview, GEOMETRY, faulty, "other-shape", message)


def _tile_shapes(frames: Mapping[str, pd.DataFrame], layers: Sequence[_Layer]) -> list[Issue]:
    """Hold what is drawn for tiles against the areas: each group of zooms has all of them, about where they lie."""
    table, drawn = schema.TILE_SHAPES, frames[schema.TILE_SHAPES.name]
    areas = pd.concat([frames[level.name].set_index("code")[GEOMETRY].bounds for _, level in layers])
    for max_zoom, group in drawn.groupby("max_zoom"):
        if sorted(group["code"]) != sorted(areas.index):
            message = f"must hold each area of every level once for max_zoom {max_zoom}"
            return [Issue(table.path, 0, "code", "other-areas", message)]
    if drawn.empty:
        return []
    west, south, east, north = areas.loc[drawn["code"]].to_numpy().T
    low_x, low_y, high_x, high_y = drawn[GEOMETRY].bounds.to_numpy().T
    apart = pd.Series((low_x > east) | (high_x < west) | (low_y > north) | (high_y < south))
    return located(table, GEOMETRY, apart, "other-shape", "lies elsewhere than the area itself")


def _alike(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell of which pairs box and area agree so well that nothing else need be measured."""
    boxes, others = shapely.bounds(one), shapely.bounds(other)
    low, high = np.maximum(boxes[:, :2], others[:, :2]), np.minimum(boxes[:, 2:], others[:, 2:])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    both = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) + np.prod(others[:, 2:] - others[:, :2], axis=1) - common
    areas = shapely.area(np.asarray([one, other]))
    return np.asarray((common > _ALIKE * both) & (areas.min(axis=0) > _ALIKE * areas.max(axis=0)))


def _shapes(frames: Mapping[str, pd.DataFrame], table: Table) -> NDArray[Any]:
    layer: gpd.GeoDataFrame = frames[table.name]  # type: ignore[assignment]
    return np.asarray(layer.geometry.to_numpy(), dtype=object)
