"""Tiles lie where the standard and the projection put them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Transformer

from unmap.features.tiles import MAX_ZOOM, Tile, limits, tile_matrices
from unmap.features.tiles.tiling import BUFFER, EXTENT, HALF_WORLD_M

# OGC 17-083r4, annex D.1, as printed there.
PUBLISHED = {0: (559082264.028717, 156543.033928041), 7: (4367830.18772435, 1222.99245256282)}
PUBLISHED |= {14: (34123.6733415964, 9.55462853564703), 24: (33.3238997476528, 0.0093306919293428)}


@pytest.mark.parametrize(("zoom", "published"), PUBLISHED.items())
def test_tile_matrices_are_those_of_the_standard(zoom: int, published: tuple[float, float]) -> None:
    matrix = tile_matrices()[zoom]
    assert (matrix["scaleDenominator"], matrix["cellSize"]) == pytest.approx(published, rel=1e-12)
    assert (matrix["id"], matrix["matrixWidth"], matrix["tileWidth"]) == (str(zoom), 2**zoom, 256)
    assert matrix["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892])


def test_the_grid_is_that_of_proj() -> None:
    rng = np.random.default_rng(2020)
    degrees = np.column_stack([rng.uniform(-180, 180, 1_000), rng.uniform(-85, 85, 1_000)])
    x, y = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform(*degrees.T)
    units = 2**5 * EXTENT
    expected = np.column_stack([x + HALF_WORLD_M, HALF_WORLD_M - y]) / (2 * HALF_WORLD_M) * units
    expected -= (7 * EXTENT, 14 * EXTENT)
    assert np.abs(Tile(5, 14, 7).grid(degrees) - expected).max() <= 1e-3


def test_what_lies_beyond_the_square_is_put_on_its_edge() -> None:
    corners = Tile(0, 0, 0).grid(np.array([[-180.0, 90.0], [180.0, -90.0]]))
    assert corners == pytest.approx(np.array([[0, 0], [EXTENT, EXTENT]]), abs=1e-6)


@pytest.mark.parametrize("zoom", range(MAX_ZOOM + 1))
def test_limits_are_the_tiles_of_the_corners(zoom: int) -> None:
    def tile(lon: float, lat: float) -> tuple[int, int]:
        across = 2**zoom
        row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
        return int(row), int((lon + 180) / 360 * across)

    first_row, last_row, first_column, last_column = limits((-118.4, 14.5, -86.7, 32.7), zoom)
    assert ((first_row, first_column), (last_row, last_column)) == (tile(-118.4, 32.7), tile(-86.7, 14.5))


def test_a_window_is_the_tile_and_its_buffer() -> None:
    west, south, east, north = Tile(5, 14, 7).window
    corners = Tile(5, 14, 7).grid(np.array([[west, north], [east, south]]))
    assert corners == pytest.approx(np.array([[-BUFFER, -BUFFER], [EXTENT + BUFFER, EXTENT + BUFFER]]), abs=1e-6)
