"""Polygons that tile a country: checking that they do, and drawing them with fewer vertices so that they still do.

A *coverage* is a set of polygons whose interiors are disjoint and whose shared edges match vertex by vertex.
Where a length or an area is named, coordinates are in metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Geometries: TypeAlias = "NDArray[np.object_]"

_ELLIPSOID = Geod(ellps="GRS80")
_SQUARE_METRES = 1e6


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where polygons are not a coverage.

    `position` says which polygon, `other` which neighbour it overlaps (None otherwise).
    """

    position: int
    kind: Literal["missing", "invalid", "overlap", "gap", "mismatch"]
    message: str
    other: int | None = None


def is_coverage(geometries: Geometries) -> bool:
    """Tell whether every polygon is there and valid, and all of them together are a coverage."""
    whole = not shapely.is_empty(geometries).any() and bool(shapely.is_valid(geometries).all())
    return whole and bool(shapely.coverage_is_valid(geometries))


def invalid_polygons(geometries: Geometries) -> tuple[Fault, ...]:
    """List the polygons that are not there ("missing": none, empty or of another type) or not valid ("invalid")."""
    faults = []
    for position, geometry in enumerate(geometries):
        if geometry is None or geometry.is_empty:
            faults.append(Fault(position, "missing", "has no geometry"))
        elif geometry.geom_type not in {"Polygon", "MultiPolygon"}:
            faults.append(Fault(position, "missing", f"is a {geometry.geom_type}, not a polygon"))
        elif not geometry.is_valid:
            faults.append(Fault(position, "invalid", shapely.is_valid_reason(geometry)))
    return tuple(faults)


def coverage_faults(geometries: Geometries, gap_width_m: float) -> tuple[Fault, ...]:
    """List where valid polygons overlap, leave gaps, or share a border without sharing its vertices.

    Gaps are the holes that the polygons enclose between them, of whatever size, and open slits narrower than
    `gap_width_m`. Enclosed water that belongs to no polygon is a gap as well; a person decides what it is.
    """
    return (*_conflicts(geometries), *_enclosed_gaps(geometries), *_slits(geometries, gap_width_m))


def _conflicts(geometries: Geometries) -> list[Fault]:
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(geometries)))
    faults = []
    in_overlap: set[int] = set()
    left, right = shapely.STRtree(geometries[suspects]).query(geometries[suspects], predicate="intersects")
    for one, other in zip(suspects[left].tolist(), suspects[right].tolist(), strict=True):
        if one < other and (area := shapely.intersection(geometries[one], geometries[other]).area) > 0:
            in_overlap |= {one, other}
            faults.append(Fault(one, "overlap", f"overlaps a neighbour by {area:,.2f} m²", other))
    loose = [position for position in suspects.tolist() if position not in in_overlap]
    message = "shares a border with a neighbour, but not its vertices"
    return faults + [Fault(position, "mismatch", message) for position in loose]


def _enclosed_gaps(geometries: Geometries) -> list[Fault]:
    # The general union takes minutes for a country, but where polygons overlap only it can be trusted.
    union = shapely.coverage_union_all if shapely.coverage_is_valid(geometries) else shapely.union_all
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(union(geometries)) for ring in part.interiors]
    tree = shapely.STRtree(geometries)
    faults = []
    for hole in holes:
        beside = int(tree.query(hole, predicate="intersects").min())
        point = hole.representative_point()
        where = f"around x {point.x:.0f}, y {point.y:.0f}"
        faults.append(Fault(beside, "gap", f"encloses {hole.area:,.2f} m² of no polygon {where}"))
    return faults


def _slits(geometries: Geometries, gap_width_m: float) -> list[Fault]:
    matched = shapely.is_empty(shapely.coverage_invalid_edges(geometries))
    near = ~shapely.is_empty(shapely.coverage_invalid_edges(geometries, gap_width=gap_width_m))
    message = f"comes within {gap_width_m:g} m of a border without touching it"
    return [Fault(position, "gap", message) for position in np.flatnonzero(near & matched).tolist()]


def cleaned(geometries: Geometries) -> Geometries:
    """Make polygons valid and give each overlap to one side; the caller judges how much that changes."""
    valid = shapely.make_valid(geometries, method="structure", keep_collapsed=False)
    return _without_overlaps(valid)


def simplified(geometries: Geometries, tolerance_m: float) -> Geometries:
    """Draw a coverage with fewer vertices and keep it a coverage (Visvalingam-Whyatt on the shared edges).

    `tolerance_m` is about the length of a detail that disappears; small polygons shrink but never vanish.
    """
    return np.asarray(shapely.coverage_simplify(geometries, tolerance_m))


def rounded(geometries: Geometries, decimals: int) -> Geometries:
    """Round the coordinates of a coverage, exteriors anticlockwise as GeoJSON wants them (RFC 7946).

    Moving vertices to a grid can make a thin neck cross itself; the coverage is then cleaned, which needs no new
    vertices off the grid. Raises ValueError where even that is no coverage: the grid is too coarse for it.
    """
    moved = _on_grid(geometries, decimals)
    if not is_coverage(moved):
        moved = _on_grid(_without_overlaps(moved), decimals)
    if not is_coverage(moved):
        raise ValueError(f"no coverage is left after rounding to {decimals} decimals")
    return np.asarray(shapely.orient_polygons(moved, exterior_cw=False))


def _without_overlaps(geometries: Geometries) -> Geometries:
    # The published type stubs of shapely do not know this function of 2.2 yet.
    shapely_2_2: Any = shapely
    return np.asarray(shapely_2_2.coverage_clean(geometries))


def _on_grid(geometries: Geometries, decimals: int) -> Geometries:
    # Adding 0.0 turns -0.0 into 0.0, which would be written differently.
    moved: Any = shapely.transform(geometries, lambda coordinates: np.round(coordinates, decimals) + 0.0)
    return np.asarray(moved)


def dissolved(geometries: Geometries, keys: Sequence[str]) -> dict[str, shapely.Geometry]:
    """Join the polygons of a coverage that have the same key, sorted by key; their outlines stay as they are."""
    key_of = np.asarray(keys, dtype=object)
    joined = {key: shapely.coverage_union_all(geometries[key_of == key]) for key in sorted(set(keys))}
    oriented = shapely.orient_polygons(list(joined.values()), exterior_cw=False)
    return dict(zip(joined, oriented, strict=True))


def geodesic_area_km2(geometries: Geometries) -> NDArray[np.float64]:
    """Measure longitude/latitude polygons on the GRS 80 ellipsoid (Karney 2013), in square kilometres."""
    oriented = shapely.orient_polygons(geometries, exterior_cw=False)
    square_metres = [_ELLIPSOID.geometry_area_perimeter(geometry)[0] for geometry in oriented]
    return np.asarray(square_metres) / _SQUARE_METRES


def relative_area_change(before: Geometries, after: Geometries) -> NDArray[np.float64]:
    """Give how much each polygon's area changed, as a share of what it was (0.02 is two per cent).

    Of an invalid polygon that crosses itself the two sides count against each other, so that untangling it shows as
    a change; an area that was nothing changed without bound.
    """
    was, change = shapely.area(before), np.abs(shapely.area(after) - shapely.area(before))
    share = np.full(len(was), np.inf)
    np.divide(change, was, out=share, where=was > 0)
    return share
