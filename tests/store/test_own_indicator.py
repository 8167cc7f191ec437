"""A table of one's own stands beside the official indicators, or is refused value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pytest

from unmap.errors import DataError, ParameterError
from unmap.measures import gaps
from unmap.measures.gap_answer import gap_answer
from unmap.measures.need import legend
from unmap.model.query import PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.store import Dataset

BY_MUNICIPALITY = PresenceQuery(level="municipality", indicator="hunger_pct.own")


def frame_of(dataset: Dataset) -> pd.DataFrame:
    """A rate for three hundred municipalities, each with another one."""
    codes = dataset.areas("municipality")[:300]
    return pd.DataFrame({"code": codes, "value": np.linspace(1, 99, len(codes)).round(3)})


def test_an_own_rate_is_ranked_classed_and_named(dataset: Dataset) -> None:
    frame = frame_of(dataset)
    own = dataset.with_indicator(frame, "hunger", name="Hunger", source="Our survey")
    answer = gaps(own, BY_MUNICIPALITY)
    known = answer.areas.loc[answer.areas["need_rank"].notna()].set_index("code")
    assert known["need_pct"].to_dict() == frame.set_index("code")["value"].to_dict()
    assert known["need_rank"].idxmin() == frame["code"].iloc[-1]
    assert set(known["need_third"].value_counts()) == {100}
    assert answer.reasons == ("no-headcount",)
    found = legend(own, answer.need, answer.areas["need_pct"])
    assert sum(found.counts) == 300
    assert found.no_data == 2_469 - 300
    head = gap_answer(own, BY_MUNICIPALITY).head
    assert (head["need"]["name_en"], head["need"]["source"]["title"]) == ("Hunger", "Our survey")


def test_a_rate_and_a_headcount_of_one_concept_make_a_gap(dataset: Dataset) -> None:
    frame = frame_of(dataset)
    people = dataset.municipalities["population"].to_numpy()[: len(frame)]
    persons = frame.assign(value=(people * frame["value"] / 100).round())
    own = dataset.with_indicator(frame, "hunger").with_indicator(persons, "hunger", unit="persons")
    answer = gaps(own, BY_MUNICIPALITY)
    assert answer.reasons == ()
    assert answer.need_total == persons["value"].sum()
    assert answer.areas["gap"].sum() == pytest.approx(0)


def test_the_dataset_itself_stays_and_its_copy_has_another_edition(dataset: Dataset) -> None:
    before = len(dataset.values)
    own = dataset.with_indicator(frame_of(dataset), "hunger")
    assert len(dataset.values) == before
    assert len(own.values) == before + 300
    other = dataset.with_indicator(frame_of(dataset).assign(value=5.0), "hunger")
    assert len({dataset.edition, own.edition, other.edition}) == 3
    assert gaps(own).areas["gap"].equals(gaps(dataset).areas["gap"])


def test_states_and_several_years_do_as_well(dataset: Dataset) -> None:
    codes = dataset.areas("state")
    frame = pd.concat([pd.DataFrame({"code": codes, "value": 10.0 + year % 10, "year": year}) for year in (2018, 2020)])
    own = dataset.with_indicator(frame, "hunger", direction="low-is-worse")
    assert own.years["hunger_pct.own", "state"] == (2018, 2020)
    query = PresenceQuery(indicator="hunger_pct.own", year=2018)
    assert set(gaps(own, query).areas["need_pct"]) == {18.0}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda frame: frame.assign(value=101.0), 'frame:2:value [out-of-range] "101" is not between 0 and 100'),
        (lambda frame: frame.assign(value=-1.0), 'frame:2:value [out-of-range] "-1" is not between 0 and 100'),
        (lambda frame: frame.assign(code=["99999", *frame["code"][1:]]), "frame:2:area_code [unknown-key]"),
        (lambda frame: pd.concat([frame, frame.head(1)]), "frame:302:area_code+indicator_id+year [duplicate-key]"),
        (lambda frame: frame.assign(year=1700), "frame:2:year"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_row(
    dataset: Dataset, change: Callable[[pd.DataFrame], pd.DataFrame], sentence: str
) -> None:
    with pytest.raises(DataError) as refused:
        dataset.with_indicator(change(frame_of(dataset)), "hunger")
    assert sentence in str(refused.value)
    assert {issue.file for issue in refused.value.issues} == {"frame"}


@pytest.mark.parametrize(
    ("change", "told", "sentence"),
    [
        (lambda frame: frame.assign(code=7), {}, "frame: its codes must be text"),
        (lambda frame: frame.assign(value="many"), {}, 'frame "many": its value for 01001 is no number'),
        (lambda frame: frame.drop(columns="value"), {}, "frame: must have the columns code and value"),
        (lambda frame: frame, {"unit": "kilograms"}, 'unit "kilograms": must be one of percent, persons'),
        (
            lambda frame: frame,
            {"concept": "poverty", "series": "mun-2020"},
            'concept "poverty_pct.mun-2020": with this unit and series is an indicator that there is already',
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    dataset: Dataset, change: Callable[[pd.DataFrame], pd.DataFrame], told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        dataset.with_indicator(change(frame_of(dataset)), **{"concept": "hunger", **told})
    assert str(refused.value).startswith(sentence)


def test_a_p_code_is_the_code_of_its_area(dataset: Dataset) -> None:
    by_code = pd.DataFrame({"code": ["07", "20"], "value": [10.0, 20.0]})
    by_pcode = pd.DataFrame({"code": ["MX07", "MX20"], "value": [10.0, 20.0]})
    one, other = (dataset.with_indicator(frame, "hunger") for frame in (by_code, by_pcode))
    assert one.values.equals(other.values)


@pytest.mark.parametrize(
    ("given", "told", "sentence"),
    [
        (pd.Series([1.0]), {}, "must be a DataFrame"),
        ({"07": 1.0}, {}, "must be a DataFrame"),
        (pd.DataFrame({"code": ["07"], "value": [1.0]}), {"units": "percent"}, "there are concept"),
    ],
)
def test_what_is_no_table_or_no_field_is_refused_in_words(
    dataset: Dataset, given: object, told: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ParameterError, match=sentence):
        dataset.with_indicator(cast("pd.DataFrame", given), "hunger", **told)
