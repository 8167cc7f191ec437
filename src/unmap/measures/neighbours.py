"""Which areas border on which: the neighbourhood that spatial statistics need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    import geopandas as gpd

    from unmap.store import Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Areas and their neighbours, symmetric.

    `codes` are the areas; `area` and `neighbour` are positions in it, one pair a border and direction, sorted. `joined`
    names the areas that border on no other, each with the one that it was joined to. `seats` holds longitude and
    latitude of each area's seat in degrees.
    """

    codes: pd.Index
    area: np.ndarray
    neighbour: np.ndarray
    joined: tuple[tuple[str, str], ...]
    seats: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """How many neighbours each area has."""
        return np.bincount(self.area, minlength=len(self.codes))

    @property
    def pairs(self) -> pd.DataFrame:
        """Every pair in both directions: code, neighbour."""
        return pd.DataFrame({"code": self.codes[self.area], "neighbour": self.codes[self.neighbour]})

    @property
    def weights(self) -> Any:  # noqa: ANN401 - scipy has no types
        """Row-standardised weights, a scipy.sparse.csr_array: times a variable they give the mean of the neighbours."""
        from scipy import sparse  # noqa: PLC0415 - the server starts without it

        size = len(self.codes)
        return sparse.csr_array((1 / self.counts[self.area], (self.area, self.neighbour)), shape=(size, size))

    def among(self, keep: np.ndarray) -> Neighbours:
        """Give the neighbourhood of the areas for which `keep` is true, joined anew where one has none left."""
        position = np.cumsum(keep) - 1
        inside = keep[self.area] & keep[self.neighbour]
        found = _joined(
            self.codes[keep], position[self.area[inside]], position[self.neighbour[inside]], self.seats[keep]
        )
        still = tuple(pair for pair in self.joined if set(pair) <= set(found.codes))
        return replace(found, joined=still + found.joined)


def neighbours(dataset: Dataset, level: str | None) -> Neighbours:
    """Give the neighbours of every area of `level` on the detailed boundaries, in the order of its layer.

    Two areas are neighbours if they share a border or a corner (queen contiguity). One that touches no other, such as
    an island, is joined to the area whose seat lies nearest to its own along the ellipsoid, and is named in `joined`.
    """
    kept, word = _kept(dataset), dataset.level(level).word
    if word not in kept:
        kept[word] = touching(dataset.layer(word))
    return kept[word]


@once_per_dataset
def _kept(dataset: Dataset) -> dict[str, Neighbours]:
    del dataset  # what is kept for it starts empty
    return {}


def touching(layer: gpd.GeoDataFrame) -> Neighbours:
    """Give the neighbours in a layer of boundaries that form a valid coverage: code, seat_lon, seat_lat, geometry.

    In a valid coverage areas that touch have a vertex in common, exactly. Comparing vertices gives the same pairs as
    libpysal's `Graph.build_contiguity(rook=False)`, on 2,469 municipalities in a twentieth of its time.
    """
    coordinates, owner = shapely.get_coordinates(layer.geometry.to_numpy(), return_index=True)
    # One complex number a vertex sorts ten times as fast as a row of two.
    _, vertex = np.unique(coordinates.view(np.complex128).ravel(), return_inverse=True)
    # SciPy's sparse product would say as much and take 10 MB, in a service that is asked for the record of an area.
    areas = max(len(layer), 1)
    corner, area = np.divmod(np.sort(pd.unique(vertex * areas + owner)), areas)
    pairs = np.array([], dtype=np.int64)
    for step in range(1, areas):
        same = corner[step:] == corner[:-step]
        if not same.any():
            break
        pairs = pd.unique(np.append(pairs, area[:-step][same] * areas + area[step:][same]))
    one, other = np.divmod(pairs, areas)
    seats = layer[["seat_lon", "seat_lat"]].to_numpy(dtype=float)
    codes = pd.Index(layer["code"], name="code")
    return _joined(codes, np.concatenate([one, other]), np.concatenate([other, one]), seats)


def _joined(codes: pd.Index, area: np.ndarray, neighbour: np.ndarray, seats: np.ndarray) -> Neighbours:
    """Join the areas without a neighbour, and sort the pairs."""
    alone = np.flatnonzero(np.bincount(area, minlength=len(codes)) == 0) if len(codes) > 1 else np.array([], dtype=int)
    nearest = np.array([_nearest(one, seats) for one in alone], dtype=int)
    # Two islands may be nearest to each other; a pair counts once.
    pairs = np.unique(
        np.column_stack([np.concatenate([area, alone, nearest]), np.concatenate([neighbour, nearest, alone])]), axis=0
    ).astype(np.int64)
    named = tuple((str(codes[one]), str(codes[other])) for one, other in zip(alone, nearest, strict=True))
    return Neighbours(codes, pairs[:, 0], pairs[:, 1], named, seats)


def _nearest(one: int, seats: np.ndarray) -> int:
    from pyproj import Geod  # noqa: PLC0415 - needed for islands only

    lon, lat = np.broadcast_to(seats[one], seats.shape).T
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, seats[:, 0], seats[:, 1])
    metres[one] = np.inf
    return int(np.argmin(metres))
