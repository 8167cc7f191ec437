"""TopoJSON to GeoJSON features: the arcs that neighbours share are put together to rings again.

The package `topojson` writes the format and cannot read it; GDAL can, but is not handed files that it may take for
something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

_POLYGON, _MULTIPOLYGON = "Polygon", "MultiPolygon"


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Lines as longitude and latitude; a number below zero means the line ~number, backwards."""

    lines: tuple[np.ndarray[Any, np.dtype[np.float64]], ...]

    def ring(self, numbers: list[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Put lines together, each beginning where the one before ends, which is said once."""
        pieces = [self.lines[number] if number >= 0 else self.lines[~number][::-1] for number in numbers]
        return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])

    def polygon(self, rings: list[list[int]]) -> shapely.Polygon:
        """Put an outer ring and its holes together."""
        outer, *holes = map(self.ring, rings)
        return shapely.Polygon(outer, holes)


def features_of(topology: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the polygons of the object `name` as GeoJSON features with their properties.

    Geometry of another type stays away: the feature has none. Raises LookupError, TypeError or ValueError where the
    document is no TopoJSON.
    """
    arcs = _Arcs(tuple(_line(arc, topology.get("transform")) for arc in topology["arcs"]))
    members = topology["objects"][name]
    geometries = members["geometries"] if members["type"] == "GeometryCollection" else [members]
    return [
        {"type": "Feature", "properties": one.get("properties") or {}, "geometry": _geometry(one, arcs)}
        for one in geometries
    ]


def _line(arc: list[list[float]], transform: dict[str, Any] | None) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Undo the quantisation: whole steps of a grid, each counted from the one before."""
    points = np.asarray([point[:2] for point in arc], dtype=np.float64)
    if transform is None:
        return points
    steps = np.cumsum(points, axis=0)
    return np.asarray(steps * transform["scale"] + transform["translate"])


def _geometry(one: dict[str, Any], arcs: _Arcs) -> dict[str, Any] | None:
    match one.get("type"):
        case "Polygon":
            return dict(mapping(arcs.polygon(one["arcs"])))
        case "MultiPolygon":
            return dict(mapping(shapely.MultiPolygon([arcs.polygon(rings) for rings in one["arcs"]])))
        case _:
            return None
