"""Layers carry the joined attributes, valid JSON and classes that count every area once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pandas as pd
import pytest
import shapely

from unmap.features import LayerStore, Resolution, area_table, encode_collection, office_table
from unmap.measures import choose_need, default_need, need_by_area
from unmap.measures.need import legend
from unmap.model.plain import plain

if TYPE_CHECKING:
    from unmap.store import Dataset


def test_a_states_row_holds_need_and_presence(dataset: Dataset) -> None:
    table = area_table(dataset, default_need(dataset, "state")).set_index("code")
    chiapas = table.loc["07"]
    assert (chiapas["pcode"], chiapas["need_series"], chiapas["need_year"]) == ("MX07", "mmp-2016", 2020)
    assert round(chiapas["need_pct"], 1) == 75.5
    assert chiapas["need_value"] == chiapas["need_pct"]
    assert chiapas["need_source"] in set(dataset.sources["source_id"])
    assert chiapas["presence"] == "field"


def test_a_municipality_tells_what_its_state_has(dataset: Dataset) -> None:
    table = area_table(dataset, default_need(dataset, "municipality")).set_index("code")
    palenque = table.loc["07065"]
    assert (palenque["state_name"], palenque["offices"], palenque["state_offices"]) == ("Chiapas", 1, 7)
    assert pd.isna(table.loc["04012"]["need_value"])


def test_no_row_is_lost_or_doubled(dataset: Dataset) -> None:
    assert area_table(dataset, default_need(dataset, "municipality"))["code"].is_unique
    assert len(office_table(dataset)) == len(dataset.offices)


def test_both_resolutions_are_valid_geojson_of_the_same_areas(store: LayerStore, dataset: Dataset) -> None:
    layer = store.areas(default_need(dataset, "municipality"))
    rows = layer.rows({"state_code": frozenset({"29"})}).tolist()
    for resolution in Resolution:
        collection = orjson.loads(encode_collection(layer.features(rows, resolution), {"numberMatched": len(rows)}))
        shapes = [shapely.from_geojson(orjson.dumps(feature["geometry"])) for feature in collection["features"]]
        assert len(shapes) == 60
        assert shapely.is_valid(shapes).all()
        assert all(shape.bounds[0] < -97 and 19 < shape.bounds[1] < 20 for shape in shapes)


def test_missing_numbers_are_left_out_of_a_feature_and_missing_texts_are_null(
    store: LayerStore, dataset: Dataset
) -> None:
    layer = store.areas(default_need(dataset, "municipality"))
    [feature] = layer.features(layer.rows({"code": frozenset({"29048"})}).tolist(), Resolution.OVERVIEW)
    assert not {"need_value", "need_pct", "need_persons"} & set(orjson.loads(feature)["properties"])
    [office] = store.offices.features(
        store.offices.rows({"office_id": frozenset({"headquarters-09"})}).tolist(), Resolution.DETAIL
    )
    assert orjson.loads(office)["properties"]["agency_id"] is None


def test_areas_are_multipolygons_whether_they_have_one_part_or_several(store: LayerStore, dataset: Dataset) -> None:
    for level in ("state", "municipality"):
        layer = store.areas(default_need(dataset, level))
        rows = range(len(layer.table))
        drawn = [*layer.geometries(rows, Resolution.OVERVIEW), *layer.geometries(rows[:32], Resolution.DETAIL)]
        read = [orjson.loads(geometry) for geometry in drawn]
        assert {geometry["type"] for geometry in read} == {"MultiPolygon"}
        assert {min(2, len(geometry["coordinates"])) for geometry in read} == {1, 2}


@pytest.mark.parametrize(
    ("cell", "value"),
    [(float("nan"), None), (float("inf"), None), (3.0, 3), (3.5, 3.5), ("", None), (pd.NA, None), ("07", "07")],
)
def test_a_cell_becomes_a_json_value(cell: object, value: object) -> None:
    assert plain(cell) == value


def test_a_box_finds_what_touches_it(store: LayerStore, dataset: Dataset) -> None:
    layer = store.areas(default_need(dataset, "state"))
    box = (-92.2, 14.8, -92.1, 15.0)
    found = set(layer.table["code"].iloc[layer.rows({}, box)])
    touching = dataset.states.loc[dataset.states.intersects(shapely.box(*box)), "code"]
    assert found == set(touching) == {"07"}


def test_what_has_no_geometry_lies_in_every_box(store: LayerStore) -> None:
    layer = store.offices
    found = layer.table["office_id"].iloc[layer.rows({}, (0, 0, 1, 1))]
    assert found.tolist() == ["headquarters-09"]


def test_a_legend_counts_every_area_once(dataset: Dataset) -> None:
    for level in ("state", "municipality"):
        choice = default_need(dataset, level)
        values = need_by_area(dataset, choice).drop(index="00")["value"]
        found = legend(dataset, choice, values)
        assert sum(found.counts) + found.no_data == len(values)
        by_hand = [
            int(((values > low) & (values <= high)).sum())
            for low, high in zip((-np.inf, *found.upper[:-1]), found.upper, strict=True)
        ]
        assert list(found.counts) == by_hand


def test_all_years_of_an_indicator_share_their_classes(dataset: Dataset) -> None:
    limits = set()
    for year in (2016, 2018, 2020, 2022):
        choice = choose_need(dataset, "state", "poverty_pct.mmp-2016", year)
        limits.add(legend(dataset, choice, need_by_area(dataset, choice).drop(index="00")["value"]).upper)
    assert len(limits) == 1


def test_ties_give_fewer_classes(country: Dataset) -> None:
    choice = choose_need(country, "state", "poverty_pct.old", 2020)
    found = legend(country, choice, need_by_area(country, choice).drop(index="00")["value"])
    assert (found.upper, found.counts, found.no_data) == ((40.0, 60.0), (1, 1), 0)
