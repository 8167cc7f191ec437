"""Points to areas on the shipped boundaries, against geopandas' own join and what maps show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from unmap.geo.points import AreaLocator, locate

if TYPE_CHECKING:
    from unmap.store import Dataset


@pytest.fixture(scope="module")
def mexico(dataset: Dataset) -> gpd.GeoDataFrame:
    return dataset.municipalities


@pytest.fixture(scope="module")
def locator(mexico: gpd.GeoDataFrame) -> AreaLocator:
    return AreaLocator(mexico["code"].to_numpy(dtype=object), mexico.geometry.to_numpy())


def test_mexico_agrees_with_sjoin_wherever_that_gives_one_answer(mexico: gpd.GeoDataFrame) -> None:
    rng = np.random.default_rng(20)
    west, south, east, north = mexico.total_bounds
    points = pd.DataFrame({"lon": rng.uniform(west, east, 20_000), "lat": rng.uniform(south, north, 20_000)})
    geometry = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=mexico.crs)
    joined = gpd.sjoin(geometry, mexico, predicate="within")["code"]
    assert joined.index.is_unique
    located = locate(points, mexico)
    assert located.notna().sum() == len(joined)
    assert (located[joined.index] == joined).all()


def test_mexico_vertex_on_a_shared_border_gets_the_lowest_code(mexico: gpd.GeoDataFrame, locator: AreaLocator) -> None:
    vertices = np.random.default_rng(22).choice(shapely.get_coordinates(mexico.geometry.to_numpy()), 3_000)
    geometry = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*vertices.T), crs=mexico.crs)
    touching = gpd.sjoin(geometry, mexico, predicate="intersects")["code"].groupby(level=0)
    assert touching.size().max() > 1
    assert locator.locate(*vertices.T).tolist() == touching.min().tolist()


def test_mexico_seats_lie_in_their_municipalities(mexico: gpd.GeoDataFrame) -> None:
    located = locate(mexico, mexico, lon="seat_lon", lat="seat_lat")
    assert (located == mexico["code"])[mexico["seat_lon"].notna()].all()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "code"),
    [
        ("Cancún", -86.8475, 21.1606, "23005"),
        ("Tapachula", -92.2619, 14.9056, "07089"),
        ("Oaxaca de Juárez", -96.7253, 17.0606, "20067"),
        ("Ciudad de México, Zócalo", -99.1332, 19.4326, "09015"),
        ("Tijuana", -117.0186, 32.525, "02004"),
        ("Isla Cozumel", -86.9483, 20.5086, "23001"),
        ("Gulf of Mexico", -93.0, 22.0, None),
        ("San Diego", -117.1611, 32.7157, None),
    ],
)
def test_mexico_places_lie_where_maps_show_them(
    locator: AreaLocator, place: str, lon: float, lat: float, code: str | None
) -> None:
    assert locator.locate([lon], [lat]).tolist() == [code]
