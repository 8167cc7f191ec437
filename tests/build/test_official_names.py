"""Every name that an official publication gives an area leads to that area, whatever unmap calls it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

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
