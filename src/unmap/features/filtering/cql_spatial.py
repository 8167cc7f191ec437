"""Predicates over geometries: CQL2's spatial functions, which are those of OGC Simple Features.

Coordinates are compared as they stand, in the plane of longitude and latitude, as everywhere in this field; a third
coordinate is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.errors import GEOSException

from unmap.features.crs import CRS84, to_crs84
from unmap.features.filtering.cql_reading import refusal
from unmap.features.filtering.cql_values import (
    Expression,
    Kind,
    Scope,
    arguments,
    constant,
    expression,
    is_object,
    known,
)
from unmap.model.properties import PropertyType
from unmap.stopping import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.features.crs import Crs
    from unmap.features.filtering.cql_reading import Node
    from unmap.features.filtering.cql_values import Predicate

    Compare = Callable[[shapely.Geometry, np.ndarray], np.ndarray]

FARTHEST = 1e9
"""Degrees or metres: nothing on Earth lies farther out in any reference system, and squares of it stay exact enough."""

ROUNDED_M = 1.0
"""Metres by which a geometry may reach beyond its projection: what clients round away does no harm."""

EDGE_PARTS = 21
"""Parts into which each edge of a box is cut before it is projected, since a straight edge becomes a curve."""

ROWS_AT_ONCE = 64
"""Rows that are compared before the work is asked whether it may go on: the dearest take some 0.2 s."""

MOST_SPATIAL = 8
"""Spatial functions in one filter: the dearest that is allowed takes all municipalities 0.4 s."""

DEAREST = 40_000
"""Edges times geometries whose boxes they meet. With the municipalities a line that crosses all of Mexico 120 times has
100,000 and takes 2 s; what has 40,000 takes 0.4 s; the outline of the country with 90 corners has 900."""

COMPARE: dict[str, Compare] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": lambda one, many: ~shapely.intersects(one, many),
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
}
"""What each function says of one geometry and many."""

TURNED = {"s_within": "s_contains", "s_contains": "s_within"}
"""Functions that become another one when their arguments change places; the others stay what they are."""

OF_ITSELF = frozenset({"s_intersects", "s_equals", "s_within", "s_contains"})
"""What is true of a geometry and itself."""


def refuse_many(tree: Node) -> None:
    """Raise ParameterError where a filter has more than MOST_SPATIAL spatial functions."""
    waiting, found = [tree], 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found += isinstance(node.get("op"), str) and node["op"] in COMPARE
            node = node.get("args")
        if isinstance(node, list):
            waiting += node
    if found > MOST_SPATIAL:
        raise refusal(f"may have {MOST_SPATIAL} spatial functions")


def relation(node: Node, scope: Scope) -> Predicate:
    """Compile a spatial function."""
    operator = node["op"]
    first, second = (_operand(argument, scope) for argument in arguments(node, 2))
    if first.fixed is None:
        if second.fixed is None:
            return known(lambda _: np.full(1, operator in OF_ITSELF), first)
        # What is written out comes first: it is prepared once and compared with every row.
        first, second, operator = second, first, TURNED.get(operator, operator)
    compare, one = COMPARE[operator], first.fixed
    shapely.prepare(one)
    return known(lambda shapes: _compared(compare, one, shapes), second)


def _operand(node: Node, scope: Scope) -> Expression:
    if not is_object(node, "property"):
        return constant(Kind.GEOMETRY, geometry(node, scope))
    found = expression(node, scope)
    if found.kind is not Kind.GEOMETRY:
        usable = ", ".join(name for name, each in scope.properties.items() if each.type is PropertyType.GEOMETRY)
        raise refusal(f"gives a spatial function a property that is no geometry; there is {usable or 'none'}")
    return found


def _compared(compare: Compare, one: shapely.Geometry, many: np.ndarray) -> np.ndarray:
    _refuse_dear(one, many)
    result = np.empty(many.shape, dtype=bool)
    try:
        for start in range(0, len(many), ROWS_AT_ONCE):
            check()
            some = slice(start, start + ROWS_AT_ONCE)
            result[some] = compare(one, many[some])
    except GEOSException:
        raise refusal("has a geometry of a kind that its spatial function cannot compare") from None
    return result


def _refuse_dear(one: shapely.Geometry, many: np.ndarray) -> None:
    """Raise ParameterError where comparing would take long: many edges, each of them past many of the geometries."""
    west, south, east, north = (column[:, None] for column in _boxes_of_edges(one).T)
    bounds = shapely.bounds(many)
    near = (west <= bounds[:, 2]) & (east >= bounds[:, 0]) & (south <= bounds[:, 3]) & (north >= bounds[:, 1])
    if int(near.sum()) > DEAREST:
        raise refusal(
            "has a geometry with many long edges, each across much of the layer; a shorter line, a line with fewer "
            "turns or several requests can ask for less at once"
        )


def _boxes_of_edges(one: shapely.Geometry) -> np.ndarray:
    """Give the box around each edge, and around each point, as west, south, east, north."""
    parts = shapely.get_parts(one)
    areas = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - polygons
    lines = np.concatenate([shapely.get_rings(parts[areas]), parts[~areas]])
    corners, part = shapely.get_coordinates(lines, return_index=True)
    follows = part[:-1] == part[1:]
    first, second = corners[:-1][follows], corners[1:][follows]
    points = corners[np.bincount(part, minlength=len(lines))[part] == 1]
    edges = np.hstack([np.minimum(first, second), np.maximum(first, second)])
    return np.vstack([edges, np.hstack([points, points])])


def geometry(node: Node, scope: Scope) -> shapely.Geometry:
    """Give a geometry that is written out, in CRS84; raises ParameterError where it is none or not valid."""
    if is_object(node, "bbox"):
        result = _box(node["bbox"], scope)
    elif isinstance(node, dict) and node.get("type") == "GeometryCollection":
        parts = node.get("geometries")
        if not isinstance(parts, list) or not parts or any(is_object(part, "bbox") for part in parts):
            raise _wrong()
        result = shapely.GeometryCollection([_single(part, scope) for part in parts])
    else:
        result = _single(node, scope)
    if not shapely.is_valid(result) or shapely.is_empty(result):
        raise _wrong()
    return result


def _single(node: Node, scope: Scope) -> shapely.Geometry:
    read = (
        SHAPES.get(node["type"]) if is_object(node, "type", "coordinates") and isinstance(node["type"], str) else None
    )
    if read is None:
        raise _wrong()
    try:
        written = read(node["coordinates"])
    except (ValueError, GEOSException):
        raise _wrong() from None
    return _in_crs84(_within(written, scope.crs), scope.crs)


def _wrong() -> Exception:
    return refusal(
        f"gives a spatial function geometry, BBOX(west,south,east,north) or a valid {', '.join(SHAPES)} or "
        "GeometryCollection: finite numbers, closed rings that do not cross themselves, as in "
        "POLYGON((-94 14,-90 14,-90 18,-94 14))"
    )


def _position(node: Node) -> tuple[float, float]:
    if not isinstance(node, list) or len(node) not in {2, 3}:
        raise _wrong()
    for part in node:
        if isinstance(part, bool) or not isinstance(part, (int, float)) or not (-FARTHEST <= part <= FARTHEST):
            raise _wrong()
    return float(node[0]), float(node[1])


def _positions(node: Node) -> list[tuple[float, float]]:
    return [_position(part) for part in _parts(node)]


def _parts(node: Node) -> list[Node]:
    if not isinstance(node, list) or not node:
        raise _wrong()
    return node


def _polygon(node: Node) -> shapely.Polygon:
    shell, *holes = (_positions(ring) for ring in _parts(node))
    if any(ring[0] != ring[-1] for ring in (shell, *holes)):
        raise _wrong()
    return shapely.Polygon(shell, holes)


SHAPES: dict[str, Callable[[Node], shapely.Geometry]] = {
    "Point": lambda node: shapely.Point(_position(node)),
    "LineString": lambda node: shapely.LineString(_positions(node)),
    "Polygon": _polygon,
    "MultiPoint": lambda node: shapely.MultiPoint(_positions(node)),
    "MultiLineString": lambda node: shapely.MultiLineString([_positions(part) for part in _parts(node)]),
    "MultiPolygon": lambda node: shapely.MultiPolygon([_polygon(part) for part in _parts(node)]),
}
"""How each kind of geometry is read from the coordinates that GeoJSON gives it."""


def _box(node: Node, scope: Scope) -> shapely.Geometry:
    corners = _parts(node)
    if len(corners) not in {4, 6}:
        raise _wrong()
    half = len(corners) // 2
    (west, south), (east, north) = _position(corners[:half]), _position(corners[half:])
    if south <= north and west <= east:
        box = _within(_upright(west, south, east, north), scope.crs)
        return box if scope.crs is CRS84 else _in_crs84(_with_more_corners(box), scope.crs)
    if south <= north and scope.crs is CRS84:
        halves = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
        return _within(shapely.MultiPolygon(halves), CRS84)
    raise refusal(
        "has a BBOX whose first corner does not come first; one across the antimeridian is written in CRS84, as "
        "BBOX(170,-10,-170,10)"
    )


def _upright(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """Give a box, or a line or a point where it has no width."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _with_more_corners(box: shapely.Geometry) -> shapely.Geometry:
    west, south, east, north = shapely.bounds(box)
    longest = max(east - west, north - south)
    return shapely.segmentize(box, longest / EDGE_PARTS) if longest else box


def _within(written: shapely.Geometry, crs: Crs) -> shapely.Geometry:
    """Give a geometry as it is written, unless it reaches beyond its reference system by more than clients round."""
    slack = 0 if crs.east is not None else ROUNDED_M
    west, south, east, north = crs.limits
    if not shapely.box(west - slack, south - slack, east + slack, north + slack).covers(written):
        limits = ", ".join(f"{limit:.10g}" for limit in crs.limits)
        raise refusal(f"has a geometry that does not lie within {limits} ({crs.name})")
    return written


def _in_crs84(written: shapely.Geometry, crs: Crs) -> shapely.Geometry:
    result = written if crs is CRS84 else shapely.transform(written, to_crs84(crs))
    if not np.isfinite(shapely.get_coordinates(result)).all():
        raise refusal("has a geometry outside of where its reference system holds")
    return result
