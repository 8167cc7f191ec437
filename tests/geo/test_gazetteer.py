"""A name leads to one area, or to the candidates, never to a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.geo import Gazetteer

if TYPE_CHECKING:
    from unmap.dataset import Dataset


@pytest.fixture(scope="module")
def gazetteer(dataset: Dataset) -> Gazetteer:
    return Gazetteer(dataset.states, dataset.municipalities, dataset.places, dataset.aliases)


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
    ],
)
def test_a_state_is_found_by_the_names_that_reports_use(gazetteer: Gazetteer, name: str, code: str) -> None:
    assert gazetteer.state(name).code == code


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
    assert gazetteer.state("Atlántida").code is None


def test_mali_is_not_found_inside_a_longer_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.place("Mali").candidates == ()
    assert gazetteer.state("Baja").code is None
