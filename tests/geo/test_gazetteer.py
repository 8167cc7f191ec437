"""A name leads to one area, or to the candidates, never to a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.store.naming import gazetteer_of

if TYPE_CHECKING:
    from unmap.geo import Gazetteer
    from unmap.store import Dataset


@pytest.fixture(scope="module")
def gazetteer(dataset: Dataset) -> Gazetteer:
    return gazetteer_of(dataset)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Estado de México", "15"),
        ("México", "15"),
        ("Baja California Norte", "02"),
        ("Coahuila", "05"),
        ("Michoacan", "16"),
        ("Veracruz", "30"),
        ("Distrito Federal", "09"),
        ("Ciudad de México", "09"),
        ("DF", "09"),
        ("D. F.", "09"),
        ("edomex", "15"),
        ("Edo. Méx.", "15"),
        ("BCS", "03"),
        ("B.C.S.", "03"),
        ("Estado de Chiapas", "07"),
        ("State of Tabasco", "27"),
        ("Chiapas, México", "07"),
    ],
)
def test_a_state_is_found_by_the_names_that_reports_use(gazetteer: Gazetteer, name: str, code: str) -> None:
    assert gazetteer.area(name).code == code


@pytest.mark.parametrize(
    ("place", "state", "code"),
    [
        ("Cancún", "23", "23005"),
        ("Cd. Juárez", "08", "08037"),
        ("Oaxaca", "20", "20067"),
        ("Puebla", "21", "21114"),
        ("Campeche", "04", "04002"),
        ("Los Cabos", "03", "03008"),
        ("Acapulco", "12", "12001"),
        ("San José del Cabo", "03", "03008"),
        ("H. Matamoros", "28", "28022"),
        ("Heroica Matamoros", "28", "28022"),
        ("Dolores Hidalgo", "11", "11014"),
        ("Ciudad Juárez, Chihuahua", "08", "08037"),
        ("Cd. Juárez, Chih.", "08", "08037"),
        ("Mérida, Yucatán, México", "31", "31050"),
        ("Sn. Cristóbal de las Casas", "07", "07078"),
        ("Solidaridad", "23", "23008"),
    ],
)
def test_a_place_is_found_within_its_state(gazetteer: Gazetteer, place: str, state: str, code: str) -> None:
    assert gazetteer.place(place, state).code == code


def test_seven_municipalities_called_benito_juarez_are_seven_candidates(gazetteer: Gazetteer) -> None:
    match = gazetteer.place("Benito Juárez")
    assert match.code is None
    municipalities = {"09014", "12014", "23005", "26071", "29045", "30027", "32004"}
    assert municipalities < set(match.candidates)
    # The eighth is Juárez in Michoacán, whose seat is called Benito Juárez.
    assert set(match.candidates) - municipalities == {"16046"}


def test_a_name_that_nobody_bears_has_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("Macondo").candidates == ()
    assert gazetteer.area("Atlántida").code is None


def test_mali_is_not_found_inside_a_longer_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("Mali").candidates == ()
    assert gazetteer.area("Baja").code is None


# INEGI's abbreviations of the states, and those that newspapers and forms use.
ABBREVIATIONS = (
    "Ags. BC BCS Camp. Coah. Col. Chis. Chih. CDMX Dgo. Gto. Gro. Hgo. Jal. Mex. Mich. Mor. Nay. NL Oax. Pue. Qro. "
    "Q.Roo SLP Sin. Son. Tab. Tamps. Tlax. Ver. Yuc. Zac."
)


def test_every_state_is_known_by_its_usual_abbreviation_with_or_without_full_stops(gazetteer: Gazetteer) -> None:
    written = ABBREVIATIONS.replace("Q.Roo", "Q.\u00a0Roo").split(" ")
    for number, name in enumerate(written, 1):
        for spelled in (
            name,
            name.rstrip("."),
            name.upper(),
            ".".join(name) + "." if name in {"NL", "SLP", "BC"} else name,
        ):
            assert gazetteer.area(spelled).code == f"{number:02}", spelled


def test_a_place_of_another_state_is_not_found_in_this_one(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("Ciudad Juárez, Chihuahua", "07").code is None
    assert gazetteer.place("Ciudad Juárez, Chihuahua").code == "08037"


def test_every_name_that_a_publication_gives_an_area_leads_to_that_area(dataset: Dataset, gazetteer: Gazetteer) -> None:
    named = dataset.official_names
    assert len(named) > 60
    for name, code in zip(named["name"], named["area_code"], strict=True):
        match = gazetteer.area(name) if len(code) == 2 else gazetteer.place(name, code[:2])
        assert match.code == code, name


def test_every_area_is_found_by_its_own_name(dataset: Dataset, gazetteer: Gazetteer) -> None:
    for code, name in zip(dataset.states["code"], dataset.states["name"], strict=True):
        assert gazetteer.area(name).code == code
    twice = {"20208", "20209", "20318", "20319"}  # Oaxaca's pairs of one name, told apart by their district
    for code, name in zip(dataset.municipalities["code"], dataset.municipalities["name"], strict=True):
        candidates = gazetteer.place(name, code[:2]).candidates
        assert candidates == (code,) or (code in candidates and code in twice), name
