"""An office of which the report tells little is served like any other."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import orjson
import pyarrow.parquet as pq
import pytest
import shapely
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.service import Service
from tests.served.sparse import no_seats
from tests.tables import EXPORTS
from unmap.features import LayerStore, Resolution
from unmap.features.feature_tables import office_table, place_names
from unmap.formats import Form
from unmap.measures.plan import planned
from unmap.model import PresenceQuery
from unmap.model.words import Language, words
from unmap.pages.folium_map import render_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Rewrite = Callable[[Path, str, str], None]

OFFICES = "programme/offices.csv"
CENTRO = "Arriba,Centro,01001,-99.5,20.5,field,2"


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ("Arriba,,01,,,field,2", "Arriba"),
        ("Arriba,,01001,,,field,2", "Centro"),
        ("Arriba,Macondo,01001,,,field,2", "Macondo"),
    ],
)
def test_its_place_is_called_by_the_least_area_that_is_known(
    squares: Path, rewrite: Rewrite, cells: str, shown: str
) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    dataset = unmap.load(squares)
    assert place_names(dataset, office_table(dataset)).iloc[0] == shown


@pytest.mark.parametrize(
    ("cells", "point", "basis"),
    [
        ("Arriba,Centro,01001,-99.6,20.6,field,2", [-99.6, 20.6], "stated"),
        ("Arriba,,01001,,,field,2", [-99.5, 20.5], "seat"),
        # Without seats it is a point inside the area.
        ("Arriba,,01,,,field,2", None, "inside"),
        ("Arriba,,01,,,headquarters,2", None, "inside"),
    ],
)
def test_its_point_is_that_of_its_area_and_says_so(
    squares: Path, rewrite: Rewrite, cells: str, point: list[float] | None, basis: str
) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    if basis == "inside":
        no_seats(squares)
    dataset = unmap.load(squares)
    layers = LayerStore(dataset)
    feature = orjson.loads(layers.offices.features([0], Resolution.DETAIL)[0])
    assert feature["properties"]["point_basis"] == basis
    at = feature["geometry"]["coordinates"]
    assert at == point or (point is None and dataset.layer("state").geometry.iloc[0].contains(shapely.Point(at)))
    if "field" in cells and basis != "stated":
        assert words(Language.EN)(f"office.point.{basis}") in render_map(dataset)
    # The layer says what the point is; the table of the folder stays what the folder says.
    [layer, table] = (
        pq.read_table(BytesIO(EXPORTS[name].write(layers, Form.PARQUET).content))
        for name in ("offices", "table-offices")
    )
    assert layer["point_basis"].to_pylist()[0] == basis
    assert table["lon"].to_pylist()[0] == (at[0] if basis == "stated" else None)


def test_distances_are_measured_from_it_and_the_plan_says_so(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, CENTRO, "Arriba,,01001,,,field,2")
    offices = planned(unmap.load(squares), PresenceQuery(headquarters=True)).table.set_index("office_id")
    assert offices.loc[["a-centro"], ["lon", "lat", "point_basis"]].to_numpy().tolist() == [[-99.5, 20.5, "seat"]]
    assert offices.loc["b-centro", "point_basis"] == "stated"


def test_what_is_merely_counted_has_no_point(squares: Path) -> None:
    table = unmap.load(squares).offices.set_index("office_id")
    assert table.loc["main", "point_basis"] == ""
    assert table.loc["main", ["point_lon", "point_lat"]].isna().all()


@pytest.mark.parametrize(
    "cells", ["Arriba,,01,,,field,2", "Arriba,,01001,,,field,2", "Arriba,,01001,-99.5,20.5,field,2"]
)
def test_no_route_and_no_export_fails_for_it(squares: Path, rewrite: Rewrite, cells: str) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    dataset = unmap.load(squares)
    assert render_map(dataset)
    assert LayerStore(dataset).offices.table["state_code"].tolist() == ["01", "01", "02"]
    with TestClient(create_app(Service(dataset))) as client:
        for path in (
            "/api/areas/01",
            "/api/areas/01001",
            "/brief/01",
            "/brief/01001?lang=es",
            "/api/collections/offices/items",
            "/api/collections/offices/items?f=gpkg",
            "/api/presence",
            "/api/reach",
            "/api/exports/activities",
            "/api/v2/coordination-context/operational-presence",
        ):
            assert client.get(path).status_code == 200, path
        [counted] = [area for area in client.get("/api/presence").json()["areas"] if area["code"] == "01"]
        assert counted["offices"] == 2
