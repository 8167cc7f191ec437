"""The definition of each layer says exactly what its features hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from unmap.features import Layer, LayerStore, Resolution
from unmap.features.layer_store import layer_sources
from unmap.measures import default_need
from unmap.model.properties import GEOMETRY, PropertyType, Role

if TYPE_CHECKING:
    from unmap.store import Dataset

NAMES = ("states", "municipalities", "offices", "initiatives")

PYTHON: dict[PropertyType, type | tuple[type, ...]] = {
    PropertyType.TEXT: str,
    PropertyType.DATE: str,
    PropertyType.INTEGER: int,
    PropertyType.NUMBER: (int, float),
    PropertyType.TEXTS: list,
    PropertyType.OBJECTS: str,
}


@pytest.fixture(scope="module")
def layers(dataset: Dataset) -> dict[str, Layer]:
    store = LayerStore(dataset)
    states, municipalities = (store.areas(default_need(dataset, level)) for level in ("state", "municipality"))
    return {
        "states": states,
        "municipalities": municipalities,
        "offices": store.offices,
        "initiatives": store.initiatives,
    }


@pytest.mark.parametrize("name", NAMES)
def test_features_hold_the_properties_that_are_defined_in_their_order_and_type(
    dataset: Dataset, layers: dict[str, Layer], name: str
) -> None:
    layer = layers[name]
    assert layer.schema is dataset.registry.layers[name]
    for feature in map(orjson.loads, layer.features(range(len(layer.table)), Resolution.OVERVIEW)):
        left_out = set(layer.names) - set(feature["properties"])
        assert list(feature["properties"]) == [name for name in layer.names if name not in left_out]
        assert not any(layer.schema[name].type.null for name in left_out)
        for key, value in feature["properties"].items():
            stated = layer.schema[key]
            assert stated.type.null if value is None else isinstance(value, PYTHON[stated.type]), (key, value)
            assert value != [], key
            assert value is None or not stated.values or value in stated.values, (key, value)
        assert feature["id"] == feature["properties"][next(iter(layer.schema))]


@pytest.mark.parametrize("name", NAMES)
def test_each_layer_has_one_key_and_one_geometry(layers: dict[str, Layer], name: str) -> None:
    schema = layers[name].schema
    roles = [one.role for one in schema.values() if one.role is not None]
    assert roles.count(Role.ID) == roles.count(Role.PRIMARY_GEOMETRY) == 1
    encoded = layers[name].geometries(range(len(layers[name].table)), Resolution.OVERVIEW)
    kinds = {orjson.loads(geometry)["type"].lower() for geometry in encoded if geometry != b"null"}
    assert kinds == {schema[GEOMETRY].geometry}


@pytest.mark.parametrize("name", NAMES)
def test_every_property_has_a_value_among_the_first_features(layers: dict[str, Layer], name: str) -> None:
    """GDAL 3.6 and QGIS 3.22 take the columns of a collection from its first ten features."""
    first = [orjson.loads(feature) for feature in layers[name].features(range(10), Resolution.OVERVIEW)]
    assert {key for feature in first for key, value in feature["properties"].items() if value is not None} == set(
        layers[name].names
    )


def test_sources_of_areas_are_those_of_their_figures_boundaries_and_people(dataset: Dataset) -> None:
    need = default_need(dataset, "municipality")
    assert layer_sources(dataset, "municipalities", need) == (
        "coneval-municipal-2020",
        "un-mexico-results-2020",
        "inegi-censo-2020",
        "inegi-marco-geoestadistico-2020",
        "ocha-cod-ab-mex",
    )
    assert layer_sources(dataset, "offices") == (
        "un-mexico-results-2020",
        "inegi-marco-geoestadistico-2020",
        "ocha-cod-ab-mex",
    )
