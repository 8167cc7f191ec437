"""Words are looked for together, over places, organisations, themes, needs and initiatives, on any keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.features.search import search

if TYPE_CHECKING:
    from unmap.store import Dataset


def found(dataset: Dataset, text: str, group: str, lang: str = "en") -> list[tuple[str, str]]:
    here = [answer["items"] for answer in search(dataset, text, lang) if answer["group"] == group]
    return [(item["id"], item["name"]) for item in here[0]] if here else []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(
            ("CDMX", "09"),
            ("cdmx", "09"),
            ("D.F.", "09"),
            ("DF", "09"),
            ("Mexico City", "09"),
            ("ciudad de mexico", "09"),
        ),
        *(("Edomex", "15"), ("Edo. Méx.", "15"), ("mexico", "15"), ("Q. Roo", "23"), ("chis", "07")),
        *(("MX07", "07"), ("07", "07"), ("MX07089", "07089"), ("Solidaridad", "23008"), ("Playa del Carmen", "23008")),
        *(("cancún", "23005"), ("CANCUN", "23005"), ("H. Matamoros", "28022"), ("Cd. Juárez", "08037")),
        *(("benito juarez quintana", "23005"), ("Benito Juárez, Q. Roo", "23005"), ("san ma texme", "21132")),
    ],
)
def test_the_first_place_is_the_one_that_people_call_so(dataset: Dataset, text: str, code: str) -> None:
    assert found(dataset, text, "place")[0][0] == code


@pytest.mark.parametrize("text", ["UNHCR Tabasco", "tabasco ACNUR", "acnur tabasco", "refugiados Tabasco"])
def test_an_organisation_and_a_place_are_looked_for_together(dataset: Dataset, text: str) -> None:
    assert found(dataset, text, "office") == [("27017", "UNHCR")]
    assert found(dataset, text, "place") == [("27", "Tabasco")]
    placed = dataset.initiative_places.loc[dataset.initiative_places["state_code"] == "27", "initiative_id"]
    teams = dataset.initiative_agencies
    there = set(placed) & set(teams.loc[teams["agency_id"] == "UNHCR", "initiative_id"])
    assert there <= {key for key, _ in found(dataset, text, "initiative")}


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ACNUR en Chiapas", "ACNUR Chiapas"),
        ("UNHCR in Chiapas", "UNHCR Chiapas"),
        ("UNICEF en Tapachula", "UNICEF Tapachula"),
        ("PNUD en Oaxaca", "PNUD Oaxaca"),
        ("the state of Chiapas", "state Chiapas"),
        ("oficinas en Chiapas", "oficinas Chiapas"),
        ("offices in Chiapas", "offices Chiapas"),
    ],
)
def test_words_between_and_plurals_make_no_difference(dataset: Dataset, text: str, same: str) -> None:
    found = search(dataset, text)
    assert found == search(dataset, same)
    wanted = "place" if "state" in text else "office"
    assert any(group["group"] == wanted and group["found"] for group in found)


def test_every_office_of_a_state_is_found_by_what_it_is(dataset: Dataset) -> None:
    [offices] = search(dataset, "offices in Chiapas", group="office")
    assert offices["found"] == (dataset.offices["state_code"] == "07").sum()


def test_where_nobody_does_all_that_is_asked_its_parts_are_given(dataset: Dataset) -> None:
    assert found(dataset, "Unicef oaxaca", "place") == [("20", "Oaxaca")]
    assert found(dataset, "Unicef oaxaca", "agency") == [("UNICEF", "UNICEF")]


@pytest.mark.parametrize(
    ("text", "group", "key"),
    [
        ("poverty", "indicator", "poverty"),
        ("extreme poverty", "indicator", "extreme_poverty"),
        ("pobreza extrema", "indicator", "extreme_poverty"),
        ("gender", "theme", "gender"),
        ("igualdad de género", "theme", "gender"),
        ("headquarters", "office", "09"),
        ("sede", "office", "09"),
        ("OIM", "agency", "IOM"),
    ],
)
def test_needs_themes_offices_and_agencies_are_found(dataset: Dataset, text: str, group: str, key: str) -> None:
    assert found(dataset, text, group)[0][0] == key


def test_a_theme_finds_every_initiative_of_it(dataset: Dataset) -> None:
    initiatives = dataset.initiatives[["initiative_id", "themes"]].to_dict("records")
    of_theme = {row["initiative_id"] for row in initiatives if "gender" in row["themes"]}
    [answer] = search(dataset, "gender equality", group="initiative")
    assert of_theme <= {item["id"] for item in answer["items"]}


def test_a_group_is_given_whole_where_it_is_asked_for(dataset: Dataset) -> None:
    few = {answer["group"]: answer for answer in search(dataset, "unhcr")}["initiative"]
    [every] = search(dataset, "unhcr", group="initiative")
    assert len(few["items"]) == 5
    assert len(every["items"]) == every["found"] == few["found"] > 5
    assert every["items"][:5] == few["items"]


def test_names_are_those_of_the_language(dataset: Dataset) -> None:
    assert found(dataset, "unhcr", "agency", "es") == [("UNHCR", "ACNUR")]
    assert found(dataset, "unhcr", "agency", "en") == [("UNHCR", "UNHCR")]


@pytest.mark.parametrize("text", ["", " ", "...", "zzzz", "%", "\u0000"])
def test_what_says_nothing_finds_nothing(dataset: Dataset, text: str) -> None:
    assert search(dataset, text) == []


def test_an_initiative_says_who_and_where(dataset: Dataset) -> None:
    for lang, told in {"en": "UNHCR · Tapachula", "es": "ACNUR · Tapachula"}.items():
        [group] = search(dataset, "Shelter for asylum seekers", lang, group="initiative")
        assert group["items"][0]["detail"] == told
    whole = {row["initiative_id"] for row in dataset.initiatives.to_dict("records") if row["scope"] == "country-wide"}
    [every] = search(dataset, "UNICEF", group="initiative")
    assert all(item["detail"].endswith("· Country-wide") == (item["id"] in whole) for item in every["items"])
