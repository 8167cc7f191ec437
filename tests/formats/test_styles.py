"""The styles in a GeoPackage class areas as the legend does, in the words of QGIS and of the OGC."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from lxml import etree

from unmap.formats.style_files import OGC_NAMESPACE, SLD_NAMESPACE, expression, qml, sld
from unmap.formats.styles import NO_DATA, RAMP, Rule, Style, initiative_style, need_style, office_style
from unmap.measures import choose_need
from unmap.measures.need import legend

if TYPE_CHECKING:
    from unmap.features import LayerStore
    from unmap.store import Dataset

NEEDS = (
    ("state", None),
    ("municipality", None),
    ("state", "marginalisation_index.marginacion-2020"),
    ("municipality", "extreme_poverty_persons.mun-2020"),
)


def style_of(store: LayerStore, level: str, indicator: str | None) -> tuple[Style, pd.Series]:
    choice = choose_need(store.dataset, level, indicator, None)
    values = store.areas(choice).table["need_value"]
    return need_style(store.dataset, choice, values), values


@pytest.mark.parametrize(("level", "indicator"), NEEDS)
def test_the_rules_count_as_the_legend_does(store: LayerStore, level: str, indicator: str | None) -> None:
    style, values = style_of(store, level, indicator)
    classes = legend(store.dataset, choose_need(store.dataset, level, indicator, None), values)
    # SQLite evaluates the conditions that QGIS gets.
    database = sqlite3.connect(":memory:")
    pd.DataFrame({"need_value": values}).to_sql("areas", database)
    counts = [
        database.execute(f"SELECT count(*) FROM areas WHERE {expression('need_value', rule)}").fetchone()[0]  # noqa: S608
        for rule in style.rules
    ]
    database.close()
    assert counts == [*classes.counts, classes.no_data]
    assert sum(counts) == len(values)


def test_values_beyond_the_classes_belong_to_the_outer_ones(store: LayerStore) -> None:
    style, _ = style_of(store, "state", None)
    assert (style.rules[0].above, style.rules[-2].upto) == (None, None)


def test_colours_are_the_ramp_and_no_data_is_apart(store: LayerStore) -> None:
    style, _ = style_of(store, "state", None)
    colours = [rule.colour for rule in style.rules]
    assert (colours[0], colours[-2], colours[-1]) == (RAMP[0], RAMP[-1], NO_DATA)
    turned, _ = style_of(store, "state", "marginalisation_index.marginacion-2020")
    assert turned.rules[0].colour == RAMP[-1]


@pytest.mark.parametrize("style", [office_style(), initiative_style()])
def test_points_are_markers(style: Style) -> None:
    document = etree.fromstring(qml(style).encode())
    assert [symbol.get("type") for symbol in document.iter("symbol")] == ["marker"] * len(style.rules)
    assert document.findtext("previewExpression") == f'"{style.name_column}"'


def test_qml_has_a_symbol_for_each_rule(store: LayerStore) -> None:
    style, _ = style_of(store, "state", None)
    document = etree.fromstring(qml(style).encode())
    renderer = document.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("type") == "RuleRenderer"
    rules = list(renderer.iter("rule"))
    assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in renderer.iter("symbol")]
    assert [rule.get("label") for rule in rules] == [rule.label for rule in style.rules]
    first = renderer.find("symbols/symbol/layer/Option/Option[@name='color']")
    assert first is not None
    assert first.get("value") == "253,241,216,255"
    assert document.get("labelsEnabled") == "1"


def test_sld_has_the_same_limits(store: LayerStore) -> None:
    style, _ = style_of(store, "state", None)
    document = etree.fromstring(sld(style, "states").encode())
    names = {"sld": SLD_NAMESPACE, "ogc": OGC_NAMESPACE}
    assert document.findtext("sld:NamedLayer/sld:Name", namespaces=names) == "states"
    uppers = [
        float(literal.text or "")
        for literal in document.iterfind(".//ogc:PropertyIsLessThanOrEqualTo/ogc:Literal", names)
    ]
    assert uppers == [rule.upto for rule in style.rules if rule.upto is not None]
    assert len(document.findall(".//ogc:PropertyIsNull", names)) == 1


def test_one_class_is_drawn_and_not_taken_for_no_data(dataset: Dataset) -> None:
    rule = Rule("all", "#000000", above=float("-1e300"))
    assert not rule.missing
    assert expression("a", rule) == '"a" > -1e+300'
    assert expression('a"b', Rule("x", "#000000", equal="N'Djamena")) == "\"a\"\"b\" = 'N''Djamena'"


def test_names_are_placed_level_so_that_more_of_them_fit(store: LayerStore) -> None:
    style, _ = style_of(store, "state", None)
    place = etree.fromstring(qml(style).encode()).find("labeling/settings/placement")
    assert place is not None
    assert place.get("placement") == "4"


def test_a_name_that_xml_cannot_hold_is_cleaned(dataset: Dataset) -> None:
    choice = choose_need(dataset, "state")
    odd = replace(choice, indicator=replace(choice.indicator, name_en="bell\x07 and \ufffe"))
    style = need_style(dataset, odd, pd.Series([1.0, 2.0]))
    assert "bell and " in style.title
    assert etree.fromstring(sld(style, "states").encode()) is not None
    assert etree.fromstring(qml(style).encode()) is not None
