"""Whoever types a name in any usual form gets the same thing; a name of several is refused with what it may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

import unmap
from unmap.errors import NotFoundError, ParameterError
from unmap.features.search import search
from unmap.measures import choose_need
from unmap.measures.need import level_of
from unmap.store.loading import check
from unmap.store.naming import area_of, code_of, naming_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("07", "07"),
        ("MX07", "07"),
        ("mx07089", "07089"),
        ("chiapas", "07"),
        ("CDMX", "09"),
        ("D.F.", "09"),
        ("DF", "09"),
        ("Edomex", "15"),
        ("Mexico City", "09"),
        ("Q. Roo", "23"),
        ("Playa del Carmen", "23008"),
        ("Solidaridad", "23008"),
        ("Cancun", "23005"),
        ("Benito Juárez, Quintana Roo", "23005"),
        ("Benito Juarez (Q. Roo)", "23005"),
        # A name that a state bears is the state; its capital is told apart by the state behind it.
        ("Oaxaca", "20"),
        ("Puebla", "21"),
        ("Puebla, Puebla", "21114"),
    ],
)
def test_an_area_is_found_by_code_pcode_name_and_alias(dataset: Dataset, text: str, code: str) -> None:
    assert area_of(dataset, text) == code
    assert code_of(dataset, "area", text) == code


def test_an_area_that_a_plan_names_is_a_municipality(dataset: Dataset) -> None:
    assert naming_of(dataset).area("Oaxaca", "municipality").code == "20067"


def test_a_name_of_several_areas_is_refused_with_all_of_them(dataset: Dataset) -> None:
    with pytest.raises(ParameterError) as caught:
        code_of(dataset, "area", "Benito Juárez")
    for named in ("Benito Juárez, Quintana Roo (23005)", "Benito Juárez, Ciudad de México (09014)"):
        assert named in caught.value.sentence
    with pytest.raises(NotFoundError, match=r"San Juan Mixtepec, Oaxaca \(20208\); San Juan Mixtepec, Oaxaca"):
        area_of(dataset, "San Juan Mixtepec")


@pytest.mark.parametrize(("text", "code"), [("7", "07"), ("1001", "01001"), ("7089", "07089")])
def test_a_key_that_lost_its_zero_is_suggested_and_not_taken(dataset: Dataset, text: str, code: str) -> None:
    with pytest.raises(NotFoundError, match=rf"did you mean .*\({code}\)\? Codes are text and keep their leading zero"):
        area_of(dataset, text)


@pytest.mark.parametrize("text", ["Macondo", "99", "", "  ", "07;08", "0", "\u0000"])
def test_what_nobody_calls_an_area_is_none(dataset: Dataset, text: str) -> None:
    with pytest.raises(NotFoundError):
        area_of(dataset, text)


def test_every_agency_is_found_by_each_of_its_names_in_any_case(dataset: Dataset) -> None:
    for row in dataset.agencies.to_dict("records"):
        names = (row["agency_id"], row["acronym"], row["acronym_es"], row["name_en"], row["name_es"], *row["aliases"])
        for name in filter(None, names):
            assert code_of(dataset, "agency", name.lower()) == row["agency_id"]
            assert code_of(dataset, "agency", f" {name.upper()} ") == row["agency_id"]


@pytest.mark.parametrize(
    ("parameter", "text", "code"),
    [
        ("agency", "ACNUR", "UNHCR"),
        ("agency", "OIM", "IOM"),
        ("agency", "onu mujeres", "UN-Women"),
        ("agency", "PAHO", "PAHO-WHO"),
        ("theme", "Gender equality", "gender"),
        ("theme", "igualdad de genero", "gender"),
        ("priority", "Prosperity and innovation", "2"),
        ("scope", "Country wide", "country-wide"),
    ],
)
def test_each_kind_of_filter_takes_names(dataset: Dataset, parameter: str, text: str, code: str) -> None:
    assert code_of(dataset, parameter, text) == code


@pytest.mark.parametrize(
    ("text", "level", "indicator"),
    [
        ("poverty", "state", "poverty_pct.mmp-2016"),
        ("Pobreza extrema", "state", "extreme_poverty_pct.mmp-2016"),
        ("extreme poverty", "municipality", "extreme_poverty_pct.mun-2020"),
        ("People in extreme poverty", "municipality", "extreme_poverty_pct.mun-2020"),
        ("POVERTY_PCT.MUN-2020", "municipality", "poverty_pct.mun-2020"),
        ("social backwardness", "state", "social_backwardness_index.rezago-2020"),
    ],
)
def test_an_indicator_is_found_by_id_concept_or_name(dataset: Dataset, text: str, level: str, indicator: str) -> None:
    assert choose_need(dataset, level, text).indicator.indicator_id == indicator


def test_an_indicator_of_one_level_says_the_level(dataset: Dataset) -> None:
    assert level_of(dataset, "poverty_pct.mun-2020") == "municipality"
    assert level_of(dataset, "poverty_pct.mmp-2016") == "state"
    assert level_of(dataset, None) == "state"


def test_an_indicator_that_could_be_several_is_refused_with_their_ids(dataset: Dataset) -> None:
    with pytest.raises(ParameterError, match=r"basic_education_incomplete_pct.marginacion-2020.*rezago-2020"):
        choose_need(dataset, "state", "basic education incomplete")


def test_an_acronym_of_several_agencies_is_refused_with_all_of_them(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(squares / "programme/agencies.csv", "AAA,AAA,", "AAA,WHO,")
    rewrite(squares / "programme/agencies.csv", "BBB,BBB,", "BBB,WHO,")
    assert not check(squares)
    data = unmap.load(squares)
    for text in ("WHO", "who"):
        with pytest.raises(ParameterError, match=r"several: Agency A \(AAA\); Agency B \(BBB\); say which by its code"):
            code_of(data, "agency", text)
    assert code_of(data, "agency", "AAA") == "AAA"
    assert code_of(data, "agency", "Agency B") == "BBB"


def with_short_names(folder: Path, names: list[str]) -> Dataset:
    """The squares with short names of their states, "" for none."""
    path = folder / "geo/states.parquet"
    states = gpd.read_parquet(path)
    states.assign(short_name=names).to_parquet(path)
    return unmap.load(folder)


def test_an_area_is_found_by_its_short_name_and_called_by_it_or_by_its_official_one(squares: Path) -> None:
    assert unmap.load(squares).states[["short_name", "short_name_es"]].to_numpy().tolist() == [
        ["Arriba"] * 2,
        ["Abajo"] * 2,
    ]
    data = with_short_names(squares, ["Top", ""])
    assert data.states["short_name_es"].tolist() == ["Top", "Abajo"]
    assert [area_of(data, name) for name in ("top", "Arriba", "Abajo")] == ["01", "01", "02"]
    [places] = search(data, "top", group="place")
    assert [(one["id"], one["name"]) for one in places["items"] if one["id"] == "01"] == [("01", "Top")]
    assert search(data, "arriba", group="place")[0]["items"][0]["name"] == "Top"


def test_a_short_name_that_is_another_areas_own_means_the_other(squares: Path) -> None:
    assert area_of(with_short_names(squares, ["Abajo", ""]), "Abajo") == "02"
