"""An office of which the report tells little is served like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.service import Service
from unmap.features import LayerStore
from unmap.features.feature_tables import office_table, place_names
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
