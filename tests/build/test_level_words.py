"""What the areas of a level are called, and which country is meant."""

from __future__ import annotations

import re

import pytest

from unmap.build.level_words import LevelWords, admin_levels, code_form, country_of, found_words, stated_words
from unmap.errors import ParameterError
from unmap.model import schema


def test_country_is_found_by_its_letters_in_both_languages() -> None:
    chad = country_of("tcd")
    assert (chad.code, chad.short_code, chad.name_en, chad.name_es) == ("TCD", "TD", "Chad", "Chad")
    assert country_of("BO").name_en == "Bolivia"
    assert country_of("FJI").name_es == "Fiyi"
    with pytest.raises(ParameterError, match='country "XQX": is no country of ISO 3166-1'):
        country_of("XQX")


@pytest.mark.parametrize(
    ("english", "spanish", "expected"),
    [
        ("province/provinces", "", ("province", "provinces", "provincia", "provincias", "f")),
        ("county", "", ("county", "counties", "condado", "condados", "m")),
        ("parish", "", ("parish", "parishes", "parroquia", "parroquias", "f")),
        ("woreda/woreda", "", ("woreda", "woreda", "", "", "")),
        ("municipality", "municipio/municipios", ("municipality", "municipalities", "municipio", "municipios", "m")),
        (
            "health zone",
            "zona de salud/zonas de salud",
            ("health zone", "health zones", "zona de salud", "zonas de salud", ""),
        ),
    ],
)
def test_stated_words_are_taken(english: str, spanish: str, expected: tuple[str, ...]) -> None:
    assert stated_words(english, spanish) == LevelWords(*expected)


@pytest.mark.parametrize("text", ["", "a/b/c", "province/"])
def test_words_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="must be one area and several"):
        stated_words(text)


@pytest.mark.parametrize(
    ("level", "types", "code", "expected"),
    [
        (1, ["Region", "Region", "City"], "TCD", "region"),
        (1, [], "TCD", "province"),
        (1, [], "SOM", "region"),
        (1, [], "PHL", "region"),
        (2, [], "PHL", "province"),
        (2, [], "TCD", "admin2 area"),
        (3, [""], "TCD", "admin3 area"),
    ],
)
def test_words_come_from_the_file_else_from_iso_3166_2(level: int, types: list[str], code: str, expected: str) -> None:
    assert found_words(level, types, country_of(code)).singular_en == expected


def test_names_of_layers_are_free_and_unlike() -> None:
    words = [stated_words(word) for word in ("region", "region", "source", "health zone")]
    levels = admin_levels(words, [["1", "2"], ["01", "02"], ["A1"], ["A-1", "b.2"]])
    assert [level.id for level in levels] == ["regions", "admin2areas", "admin3areas", "healthzones"]
    assert [level.word for level in levels] == ["region", "admin2", "admin3", "healthzone"]
    assert [level.parent for level in levels] == ["", "regions", "admin2areas", "admin3areas"]
    for column in schema.LEVELS.columns:
        for level in levels:
            assert not column.pattern or re.fullmatch(column.pattern, getattr(level, column.name))


@pytest.mark.parametrize(
    ("codes", "form"),
    [
        (["01", "32"], "[0-9]{2}"),
        (["TD01", "TD0101"], "[0-9A-Z]{4,6}"),
        (["TCD.1_1", "TCD.12_1"], "[0-9A-Za-z._-]{7,8}"),
        (["a1"], "[0-9A-Za-z]{2}"),
    ],
)
def test_form_of_codes_is_the_narrowest(codes: list[str], form: str) -> None:
    assert code_form(codes) == form
    assert all(re.fullmatch(form, code) for code in codes)
