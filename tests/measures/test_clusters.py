"""Moran's I of need, presence and gap: the statistics, the chances by permutation, and what they are called."""

from __future__ import annotations

import csv
import warnings
from itertools import permutations
from typing import TYPE_CHECKING, Any

import esda
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from unmap.errors import ParameterError
from unmap.files import shipped_data
from unmap.measures.clusters import PARTS, Clusters, _Chance, _Scores, clusters
from unmap.measures.gaps import gap_points
from unmap.measures.neighbours import Neighbours, neighbours
from unmap.model import Kind, PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

STATES = PresenceQuery()
MUNICIPALITIES = PresenceQuery(level="municipality")
OFFICES = PresenceQuery(level="municipality", kind=Kind.OFFICES)
WITHOUT_DATA = ("04012", "07125", "29048")
SIGNIFICANT = {"high-high", "low-low", "high-low", "low-high"}


@pytest.fixture(scope="module")
def states(dataset: Dataset) -> Clusters:
    return clusters(dataset, STATES)


@pytest.fixture(scope="module")
def municipalities(dataset: Dataset) -> Clusters:
    return clusters(dataset, MUNICIPALITIES)


def number(table: pd.DataFrame, row: str, column: str) -> float:
    return float(table[column].to_numpy()[table.index.tolist().index(row)])


def graph_of(found: Neighbours) -> Graph:
    pairs = found.pairs.rename(columns={"code": "focal", "neighbour": "neighbor"}).assign(weight=1)
    return Graph(pairs.set_index(["focal", "neighbor"])["weight"])


def poverty_of_states() -> dict[str, float]:
    with (shipped_data() / "need/values.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["area_code"]: float(row["value"])
            for row in csv.DictReader(file)
            if (row["indicator_id"], row["year"]) == ("poverty_pct.mmp-2016", "2020") and row["area_code"] != "00"
        }


def borders(dataset: Dataset) -> dict[str, list[str]]:
    layer = dataset.states.set_index("code")
    return {
        code: [other for other in layer.index if other != code and layer.geometry[code].touches(layer.geometry[other])]
        for code in layer.index
    }


def test_need_of_states_agrees_with_the_formula_written_out(dataset: Dataset, states: Clusters) -> None:
    value, around = poverty_of_states(), borders(dataset)
    n = len(value)
    mean = sum(value.values()) / n
    square = sum((one - mean) ** 2 for one in value.values())
    local = {
        code: (value[code] - mean) * sum(value[other] - mean for other in around[code]) / len(around[code])
        for code in value
    }
    assert number(states.global_, "need", "moran") == pytest.approx(sum(local.values()) / square)
    assert number(states.global_, "need", "expected") == pytest.approx(-1 / 31)
    found = states.areas["need_moran"]
    assert found.to_dict() == pytest.approx({code: one * (n - 1) / square for code, one in local.items()})


def test_the_poor_south_of_mexico_is_a_cluster(states: Clusters) -> None:
    # Oaxaca and Puebla border on Guerrero, Veracruz, Chiapas, Tlaxcala, Morelos: poor states all.
    assert states.areas.loc[["20", "21"], "need_class"].tolist() == ["high-high", "high-high"]
    assert number(states.global_, "need", "moran") > 0.6
    assert number(states.global_, "need", "p_sim") < 0.001
    # Offices and initiatives of states lie neither together nor apart.
    assert number(states.global_, "presence", "p_sim") > 0.5
    assert set(states.areas["presence_class"]) == {"not-significant"}


def test_poor_and_less_poor_municipalities_lie_together(municipalities: Clusters) -> None:
    areas = municipalities.areas
    # Chamula and Chenalhó in the highlands of Chiapas; Monterrey and San Pedro Garza García.
    assert areas.loc[["07023", "07026"], "need_class"].tolist() == ["high-high", "high-high"]
    assert areas.loc[["19039", "19019"], "need_class"].tolist() == ["low-low", "low-low"]
    # Poor people live around Ecatepec and Nezahualcóyotl in greater numbers than presence follows.
    assert areas.loc[["15033", "15058"], "gap_class"].tolist() == ["high-high", "high-high"]
    # Where need is high, little presence lies around.
    assert number(municipalities.global_, "need_presence", "moran") < 0
    assert number(municipalities.global_, "need_presence", "p_sim") < 0.01


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_statistics_are_those_of_esda(dataset: Dataset, level: str) -> None:
    found = clusters(dataset, PresenceQuery(level=level), permutations=50)
    known = (found.areas["need_class"] != "no-data").to_numpy()
    graph = graph_of(neighbours(dataset, level).among(known))
    table = found.areas.loc[known]
    quadrants = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
    for part, (here, around) in PARTS.items():
        x, y = table[here].to_numpy(), table[around].to_numpy()
        if here == around:
            whole, local = esda.Moran(x, graph, permutations=0), esda.Moran_Local(x, graph, permutations=0)
        else:
            whole = esda.Moran_BV(x, y, graph, permutations=0)
            local = esda.Moran_Local_BV(x, y, graph, permutations=0)
        assert number(found.global_, part, "moran") == pytest.approx(whole.I)
        assert table[f"{part}_moran"].to_numpy() == pytest.approx(local.Is)
        named = table[f"{part}_class"].to_numpy()
        theirs = np.array([quadrants[place] for place in local.q])
        assert (named[named != "not-significant"] == theirs[named != "not-significant"]).all()


def test_chances_of_need_agree_with_esda(dataset: Dataset, municipalities: Clusters) -> None:
    # Need has few ties. esda's are one-sided.
    known = (municipalities.areas["need_class"] != "no-data").to_numpy()
    graph = graph_of(neighbours(dataset, "municipality").among(known))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = esda.Moran_Local(municipalities.areas.loc[known, "need"].to_numpy(), graph, permutations=9_999, seed=1)
    ours = municipalities.areas.loc[known, "need_p"].to_numpy()
    assert np.abs(ours - np.minimum(2 * theirs.p_sim, 1)).max() < 0.05
    assert np.abs(ours - np.minimum(2 * theirs.p_sim, 1)).mean() < 0.01


def test_local_values_sum_to_the_global_one(municipalities: Clusters) -> None:
    n = int((municipalities.areas["need_class"] != "no-data").sum())
    for part in PARTS:
        total = municipalities.areas[f"{part}_moran"].sum()
        assert total == pytest.approx((n - 1) * number(municipalities.global_, part, "moran"))


def test_chances_are_those_of_every_arrangement() -> None:
    # Six areas in a row: for each, all 120 ways to deal the other five values around it.
    value = [1.0, 2.0, 4.0, 8.0, 8.0, 0.0]
    n = len(value)
    around = [[other for other in (one - 1, one + 1) if 0 <= other < n] for one in range(n)]
    pairs = np.array([(one, other) for one in range(n) for other in around[one]])
    row = Neighbours(pd.Index(list("ABCDEF")), pairs[:, 0], pairs[:, 1], (), np.zeros((n, 2)))
    chance = _Chance.over(_Scores.of(pd.DataFrame({"need": value}), {"presence": "constant", "gap": "constant"}), row)
    chance.run(40_000, seed=1, until=float("inf"))
    found = chance.local("need", row.codes)["need_p"]
    for one in range(n):
        observed = sum(value[other] for other in around[one])
        others = [place for place in range(n) if place != one]
        lags = []
        for dealt in permutations([value[other] for other in others]):
            at = dict(zip(others, dealt, strict=True))
            lags.append(sum(at[other] for other in around[one]))
        high = sum(lag >= observed for lag in lags) / len(lags)
        low = sum(lag <= observed for lag in lags) / len(lags)
        assert found.iloc[one] == pytest.approx(min(1, 2 * min(high, low)), abs=0.015)
    everywhere = []
    for dealt in permutations(value):
        z = np.array(dealt) - np.mean(value)
        everywhere.append(sum(z[one] * np.mean(z[around[one]]) for one in range(n)) / (z**2).sum())
    table = chance.global_table()
    assert number(table, "need", "z_sim") == pytest.approx(
        (number(table, "need", "moran") - np.mean(everywhere)) / np.std(everywhere), abs=0.03
    )


def test_nothing_among_nothing_is_no_cluster(dataset: Dataset) -> None:
    found = clusters(dataset, OFFICES, permutations=999)
    known = (found.areas["presence_class"] != "no-data").to_numpy()
    presence = found.areas.loc[known, "presence"].to_numpy()
    around = neighbours(dataset, "municipality").among(known)
    empty = (presence == 0) & (around.weights @ presence == 0)
    assert empty.sum() > 2_000
    # Most arrangements are as empty: all tie, and a tie is no evidence.
    assert found.areas.loc[known, "presence_p"].to_numpy()[empty].min() == 1


def test_q_is_p_after_benjamini_and_hochberg(states: Clusters) -> None:
    p: list[float] = states.areas["need_p"].tolist()
    ranked = sorted(p)
    for value, q in zip(p, states.areas["need_q"].to_numpy(), strict=True):
        later = [32 * other / (place + 1) for place, other in enumerate(ranked) if other >= value]
        assert q == pytest.approx(min([*later, 1.0]))
    assert ((states.areas["need_q"] <= 0.05) == states.areas["need_class"].isin(SIGNIFICANT)).all()


def test_areas_without_need_data_take_no_part_and_are_named(municipalities: Clusters) -> None:
    assert municipalities.left_out == WITHOUT_DATA
    assert len(municipalities.areas) == 2_469
    left_out = municipalities.areas.loc[list(WITHOUT_DATA)]
    for part in PARTS:
        assert set(left_out[f"{part}_class"]) == {"no-data"}
        assert left_out[[f"{part}_moran", f"{part}_p", f"{part}_q"]].isna().all(axis=None)
    assert municipalities.joined == ()


def test_the_gap_is_the_one_of_the_gaps(dataset: Dataset, municipalities: Clusters) -> None:
    pd.testing.assert_series_equal(municipalities.areas["gap"], gap_points(dataset, MUNICIPALITIES))
    assert municipalities.areas["gap"].sum() == pytest.approx(0, abs=1e-9)


def test_the_seed_and_the_number_of_permutations_decide(dataset: Dataset) -> None:
    first, again, other = (clusters(dataset, STATES, permutations=120, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.areas, again.areas)
    pd.testing.assert_frame_equal(first.global_, again.global_)
    assert not first.areas["need_p"].equals(other.areas["need_p"])
    assert first.areas["need_moran"].equals(other.areas["need_moran"])
    assert first.permutations == 120


def test_out_of_time_fewer_permutations_count_and_are_told(dataset: Dataset) -> None:
    hurried = clusters(dataset, MUNICIPALITIES, permutations=999, time_limit_s=0)
    assert (hurried.permutations, hurried.permutations_asked) == (50, 999)
    pd.testing.assert_frame_equal(hurried.areas, clusters(dataset, MUNICIPALITIES, permutations=50).areas)
    assert hurried.areas["need_p"].min() == pytest.approx(2 / 51)


def test_too_few_permutations_are_told(dataset: Dataset, municipalities: Clusters) -> None:
    # The least p of 999 permutations, 0.002, is too much for the few that stand out among 2,466 municipalities.
    assert "gap" in clusters(dataset, MUNICIPALITIES, permutations=999).coarse
    assert "gap" not in municipalities.coarse


def test_without_presence_need_still_has_its_clusters(dataset: Dataset, states: Clusters) -> None:
    found = clusters(dataset, PresenceQuery(text="no such words anywhere"))
    assert found.reasons == dict.fromkeys(("presence", "gap", "need_presence"), "no-presence")
    assert found.global_.index.tolist() == ["need"]
    assert found.areas["need_class"].equals(states.areas["need_class"])
    for part in ("presence", "gap", "need_presence"):
        assert found.areas[[f"{part}_moran", f"{part}_p", f"{part}_q", f"{part}_class"]].isna().all(axis=None)


def test_the_same_presence_everywhere_is_told_from_none(country: Dataset) -> None:
    # Both agencies work in both states.
    found = clusters(country, PresenceQuery(kind=Kind.AGENCIES), permutations=9)
    assert found.areas["presence"].tolist() == [2, 2]
    assert found.reasons == {"presence": "constant", "need_presence": "constant"}


def test_without_headcounts_there_is_no_gap(dataset: Dataset, states: Clusters) -> None:
    found = clusters(dataset, PresenceQuery(indicator="marginalisation_index.marginacion-2020"), permutations=999)
    assert found.reasons == {"gap": "no-headcount"}
    assert found.global_.index.tolist() == ["need", "presence", "need_presence"]
    assert found.areas["presence_moran"].equals(states.areas["presence_moran"])


def test_where_low_is_worse_high_is_the_need_not_the_number(dataset: Dataset) -> None:
    found = clusters(
        dataset,
        PresenceQuery(level="municipality", indicator="marginalisation_index.marginacion-2020"),
        permutations=999,
    )
    together = found.areas.loc[found.areas["need_class"] == "high-high", "need"]
    apart = found.areas.loc[found.areas["need_class"] == "low-low", "need"]
    # The table shows the index as published: low in Urique and Guachochi in the Sierra Tarahumara, high in Monterrey.
    assert {"08065", "08027"} <= set(together.index)
    assert {"19039"} <= set(apart.index)
    assert together.max() < apart.min()


def test_an_index_below_zero_stays_below_zero(dataset: Dataset) -> None:
    found = clusters(dataset, PresenceQuery(indicator="social_backwardness_index.rezago-2020"), permutations=50)
    # Social backwardness is standardised: Nuevo León lies below the mean, Chiapas above.
    assert number(found.areas, "19", "need") < 0 < number(found.areas, "07", "need")


def test_where_all_border_on_all_nothing_can_be_said(country: Dataset) -> None:
    found = clusters(country, MUNICIPALITIES, permutations=99)
    assert found.left_out == ("01002",)
    assert found.global_.to_numpy()[0] == pytest.approx([-1 / 2, -1 / 2, 0, 1])
    assert not found.areas["need_class"].isin(SIGNIFICANT).any()


def test_two_areas_are_answered_too(country: Dataset) -> None:
    found = clusters(country, STATES, permutations=9)
    assert number(found.global_, "need", "moran") == pytest.approx(-1)
    assert not found.global_.isna().any(axis=None)


@pytest.mark.parametrize(
    ("query", "options", "parameter"),
    [
        (PresenceQuery(indicator="wealth"), {}, "indicator"),
        (PresenceQuery(outcomes=frozenset({"11"})), {}, "outcome"),
        (PresenceQuery(), {"permutations": 0}, "permutations"),
        (PresenceQuery(), {"permutations": 100_000}, "permutations"),
        (PresenceQuery(), {"seed": -1}, "seed"),
        (PresenceQuery(), {"time_limit_s": -1.0}, "time_limit_s"),
        (PresenceQuery(), {"time_limit_s": float("nan")}, "time_limit_s"),
    ],
)
def test_bad_input_is_refused_by_parameter(
    dataset: Dataset, query: PresenceQuery, options: dict[str, Any], parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        clusters(dataset, query, **options)
    assert caught.value.parameter == parameter
