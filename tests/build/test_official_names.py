"""Names of official publications: each leads to its area, and the shortest is what people read on the map."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from unmap.build.mexico.pipeline import build
from unmap.store.naming import gazetteer_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.build.conftest import MadeSources
    from unmap.store import Dataset

OF_ONE_NAME = {"20208": {"20208", "20209"}, "20318": {"20318", "20319"}}
OF_ONE_NAME |= {"20209": OF_ONE_NAME["20208"], "20319": OF_ONE_NAME["20318"]}

LISTS = {
    "census": ("population/censo_2020_municipios.csv", "region", "municipio_name"),
    "coneval": ("poverty/coneval_municipal_2020.csv", "cvegeo", "nom_mun"),
    "rezago": ("indices/coneval_rezago_social_2020_municipal.csv", "cvegeo", "municipio"),
    "conapo": ("indices/conapo_marginacion_2020_municipal.csv", "cvegeo", "NOM_MUN"),
    "ocha": ("boundaries/cod_ab_pcodes_mex.csv", "P-Code", "Name"),
    "census, states": ("population/censo_2020_estados.csv", "region", "state_name"),
    "census, abbreviations": ("population/censo_2020_estados.csv", "region", "state_abbr_official"),
    "rezago, states": ("indices/coneval_rezago_social_2020_estatal.csv", "cve_ent", "entidad"),
}


def _named(official: Path, listed: str) -> Iterator[tuple[str, str]]:
    file, key, name = LISTS[listed]
    with (official / file).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            code = row[key].removeprefix("MX")
            if code not in {"MEX", "00"}:
                yield code, row[name]


@pytest.mark.parametrize("listed", LISTS)
def test_every_name_of_an_official_list_leads_to_its_own_code(official: Path, dataset: Dataset, listed: str) -> None:
    gazetteer = gazetteer_of(dataset)
    named = list(_named(official, listed))
    assert len(named) >= 32
    for code, name in named:
        if len(code) == 2:
            assert gazetteer.area(name).code == code, name
        else:
            candidates = gazetteer.place(name, code[:2]).candidates
            assert candidates == (code,) or set(candidates) == OF_ONE_NAME.get(code), name


def test_a_name_that_two_states_would_share_is_given_to_neither(made: MadeSources, tmp_path: Path) -> None:
    # The made list of P-codes calls everything "x".
    made.replace("boundaries/cod_ab_pcodes_mex.csv", "MX01001,x", "MX01001,Old Name")
    build(made.root, tmp_path / "out")
    with (tmp_path / "out/geo/official_names.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {"name": "Old Name", "area_code": "01001", "source_ids": "ocha-cod-ab-mex"} in rows
    assert {len(row["area_code"]) for row in rows if row["name"] == "x"} == {5}


SHORT = {
    "05": ("Coahuila", "Coahuila"),
    "09": ("Mexico City", "Ciudad de México"),
    "15": ("State of Mexico", "Estado de México"),
    "16": ("Michoacán", "Michoacán"),
    "30": ("Veracruz", "Veracruz"),
    "11014": ("Dolores Hidalgo", "Dolores Hidalgo"),
    "11037": ("Silao", "Silao"),
    "20397": ("Tlaxiaco", "Tlaxiaco"),
    "20549": ("Tezoatlán de Segura y Luna", "Tezoatlán de Segura y Luna"),
}


def test_an_area_is_called_as_people_write_it_and_no_two_of_a_state_alike(dataset: Dataset) -> None:
    for code, names in SHORT.items():
        row = dataset.layer(dataset.level_of(code)).set_index("code").loc[code]
        assert (row["short_name"], row["short_name_es"]) == names
    states, towns = dataset.states, dataset.municipalities
    assert set(states.loc[states["short_name_es"] != states["name"], "code"]) == {"05", "15", "16", "30"}
    assert states["short_name"].is_unique
    twice = towns.duplicated(["state_code", "short_name"], keep=False)
    assert (towns.loc[twice, "short_name"] == towns.loc[twice, "name"]).all()


def test_states_are_called_as_coneval_calls_them(official: Path, dataset: Dataset) -> None:
    with (official / "poverty/coneval_municipal_2020.csv").open(encoding="utf-8-sig", newline="") as lines:
        called = {row["cvegeo"][:2]: row["nom_ent"] for row in csv.DictReader(lines)}
    assert dataset.states.set_index("code")["short_name_es"].to_dict() == called


def test_a_published_name_is_short_where_its_words_stand_together_in_the_official_one(
    made: MadeSources, tmp_path: Path
) -> None:
    for code, name in (("01001", "Calientes"), ("01002", "Asientos")):
        made.replace("boundaries/cod_ab_pcodes_mex.csv", f"MX{code},x", f"MX{code},{name}")
    build(made.root, tmp_path / "out")
    towns = gpd.read_parquet(tmp_path / "out/geo/municipalities.parquet").set_index("code")["short_name"]
    assert towns["01002"] == "Asientos"
    assert towns["01001"] == ""
