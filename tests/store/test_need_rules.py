"""A nonsense number of need is named before it becomes an answer; what was really published passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import unmap
from tests.tables import LEVELS
from unmap.files import shipped_data
from unmap.store import read_tables
from unmap.store.loading import check
from unmap.store.need_rules import need_issues, with_missing_classes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    Rewrite = Callable[[Path, str, str], None]

VALUES, CLASSES, INDICATORS = "need/values.csv", "need/classes.csv", "need/indicators.csv"
PERCENT, PERSONS = "poverty_pct.mmp-2016", "poverty_persons.mmp-2016"


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    """The tables that are shipped."""
    return read_tables(shipped_data())[0]


def with_values(published: dict[str, pd.DataFrame], new: dict[tuple[str, str, int], float]) -> dict[str, pd.DataFrame]:
    values = published["values"].copy()
    for (area, indicator, year), value in new.items():
        row = (values["area_code"] == area) & (values["indicator_id"] == indicator) & (values["year"] == year)
        assert row.sum() == 1
        values.loc[row, "value"] = value
    return {**published, "values": values}


def areas_named(frames: dict[str, pd.DataFrame]) -> set[tuple[str, str]]:
    """Give area and code of each issue of a value."""
    areas = frames["values"]["area_code"]
    return {(areas.iloc[issue.row - 2], issue.code) for issue in need_issues(frames, LEVELS) if issue.file == VALUES}


def test_what_was_published_passes(published: dict[str, pd.DataFrame]) -> None:
    assert need_issues(published, LEVELS) == []


@pytest.mark.parametrize("value", [-674.3, -5, 100.0001, 130, 250, 1e300])
def test_a_percentage_lies_between_0_and_100(published: dict[str, pd.DataFrame], value: float) -> None:
    assert ("07", "out-of-range") in areas_named(with_values(published, {("07", PERCENT, 2020): value}))


@pytest.mark.parametrize("value", [-5_000_000, 1.5, 9e15, 99_999_999])
def test_people_are_whole_and_not_many_more_than_the_census_counts(
    published: dict[str, pd.DataFrame], value: float
) -> None:
    assert ("15", "out-of-range") in areas_named(with_values(published, {("15", PERSONS, 2020): value}))


def test_a_headcount_that_its_rate_contradicts_is_named(published: dict[str, pd.DataFrame]) -> None:
    # Chiapas had 75.5 percent of 5.6 million, which is 4.2 million.
    assert ("07", "contradicts-rate") in areas_named(with_values(published, {("07", PERSONS, 2020): 2_100_000}))


def test_values_exchanged_between_two_states_are_named(published: dict[str, pd.DataFrame]) -> None:
    values = published["values"].set_index(["area_code", "indicator_id", "year"])["value"]
    keys = [(area, indicator, 2020) for area in ("07", "09") for indicator in (PERCENT, PERSONS)]
    exchanged = dict(zip(keys, values.loc[[*keys[2:], *keys[:2]]], strict=True))
    assert {code for _, code in areas_named(with_values(published, exchanged))} == {"contradicts-rate"}


@pytest.mark.parametrize("year", [1900, 2199])
def test_a_year_far_from_the_report_is_named(squares: Path, rewrite: Rewrite, year: int) -> None:
    rewrite(squares / VALUES, "01,poverty_pct.old,2020,40", f"01,poverty_pct.old,{year},40")
    [issue] = check(squares)
    assert (issue.row, issue.column, issue.code) == (4, "year", "implausible-year")
    assert issue.message.startswith(f'"{year}" ')


def test_a_value_at_a_level_that_its_indicator_does_not_list_is_named(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / VALUES, "02,poverty_pct.old,2020,60", "02,poverty_pct.old,2020,60\n01001,poverty_pct.old,2020,60")
    assert [(issue.row, issue.code) for issue in check(squares)] == [(8, "unlisted-level")]


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ("state,2,40,60", "state,3,40,60", 3, "class_number"),
        ("state,2,40,60", "state,2,45,60", 3, "lower"),
        ("state,1,40,40", "state,1,60,40", 2, "lower"),
        ("state,2,40,60", "state,2,40,59", 3, "upper"),
        ("municipality,1,10,10", "municipality,1,11,11", 7, "lower"),
    ],
)
def test_classes_follow_one_another_and_hold_all_values(
    squares: Path, rewrite: Rewrite, old: str, new: str, row: int, column: str
) -> None:
    rewrite(squares / CLASSES, old, new)
    found = {(issue.file, issue.row, issue.column, issue.code) for issue in check(squares)}
    assert (CLASSES, row, column, "bad-classes") in found


def test_an_indicator_without_classes_gets_classes_of_equal_counts(published: dict[str, pd.DataFrame]) -> None:
    indicator = "poverty_pct.mun-2020"
    frames = {**published, "values": published["values"].astype({"area_code": "category", "indicator_id": "category"})}
    frames["classes"] = published["classes"].loc[published["classes"]["indicator_id"] != indicator]
    whole = with_missing_classes(frames, LEVELS)
    assert whole.dtypes.equals(published["classes"].dtypes)
    made = whole.loc[whole["indicator_id"] == indicator]
    assert (made["level"].unique().tolist(), made["class_number"].tolist()) == (["municipality"], [1, 2, 3, 4, 5])
    values = published["values"].loc[published["values"]["indicator_id"] == indicator, "value"].dropna()
    counts, _ = np.histogram(values, bins=[-np.inf, *(made["upper"] + 1e-9)])
    assert counts.sum() == len(values)
    # Values are published with one decimal, so that ties keep the counts from being quite the same.
    assert counts.max() - counts.min() < 25
    assert need_issues({**published, "classes": whole}, LEVELS) == []


def test_a_folder_whose_classes_are_not_stated_is_served_with_some(squares: Path) -> None:
    path = squares / CLASSES
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    classes = unmap.load(squares).classes
    old = classes.loc[classes["indicator_id"] == "poverty_pct.old", ["class_number", "lower", "upper"]]
    assert old.to_numpy().tolist() == [[1, 40, 40], [2, 40, 60]]
