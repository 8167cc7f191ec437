"""Need over the years: compared within a series and never across its break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from unmap.errors import ParameterError
from unmap.measures.change import change

if TYPE_CHECKING:
    from unmap.store import Dataset


def test_a_break_is_shown_and_not_crossed(country: Dataset) -> None:
    table = change(country, "state")
    rates = table.loc[(table["code"] == "01") & (table["unit"] == "percent")]
    assert rates["series"].tolist() == ["old", "new"]
    assert rates["break"].tolist() == [False, True]
    assert rates["change"].isna().all()


def test_chiapas_falls_within_the_series_and_not_from_one_to_the_other(dataset: Dataset) -> None:
    table = change(dataset, "state")
    chiapas = table.loc[(table["code"] == "07") & (table["unit"] == "percent")]
    values = dict(zip(zip(chiapas["series"], chiapas["year"], strict=True), chiapas["value"], strict=True))
    # 76.4 % in 2018 by the older series, 78.0 % by the newer one: no change may be read between them.
    assert values["mmp-2008", 2018] == pytest.approx(76.4, abs=0.05)
    assert chiapas.loc[chiapas["break"], ["series", "year"]].to_numpy().tolist() == [
        ["mmp-2016", 2016],
        ["inegi-2024", 2024],
    ]
    step = chiapas.loc[(chiapas["series"] == "mmp-2016") & (chiapas["year"] == 2020)]
    assert step["previous_year"].tolist() == [2018]
    assert step["change"].tolist() == pytest.approx([values["mmp-2016", 2020] - values["mmp-2016", 2018]])
    assert step["change_since_first"].tolist() == pytest.approx([values["mmp-2016", 2020] - values["mmp-2016", 2016]])


def test_missing_values_leave_the_change_missing(dataset: Dataset) -> None:
    table = change(dataset, "municipality", "poverty")
    missing = table.loc[table["value"].isna()]
    assert len(missing) > 0
    assert missing["change"].isna().all()


def test_a_concept_may_be_named_by_an_indicator_of_it(dataset: Dataset) -> None:
    for name in ("Pobreza", "poverty_pct.mmp-2016"):
        pd.testing.assert_frame_equal(change(dataset, "state", name), change(dataset, "state"))


def test_a_concept_without_values_is_refused(dataset: Dataset) -> None:
    with pytest.raises(ParameterError, match="concept"):
        change(dataset, "municipality", "feminicide")
