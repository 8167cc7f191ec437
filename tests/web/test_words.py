"""Words: every language says everything, and nothing is said that no module asks for, of the page or of the library."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from unmap.model import FILTERS, Kind
from unmap.model.query import IN_LINKS
from unmap.model.words import Language, text_in, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WEB = ROOT / "web"
MODULES = [
    path for path in sorted(WEB.rglob("*.js")) if not {"node_modules", "dist"} & set(path.relative_to(WEB).parts)
]
LIBRARY = [
    path for room in ("src/unmap", "api") for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".html"}
]
ENGLISH, SPANISH = (words(Language(code)).entries for code in ("en", "es"))


OF_THE_LIBRARY = ("answer.", "brief.", "export.")


def text_of(paths: list[Path]) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


def sentences(entry: str | Mapping[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(entry: str | Mapping[str, str]) -> set[str]:
    """What is filled in but what areas are called: languages say that in words of their own, or need not say it."""
    found = set(chain.from_iterable(re.findall(r"\{(\w+)\}", text) for text in sentences(entry)))
    return {
        name for name in found if not re.fullmatch(r"(?:parent_|finest_)?(?:[Ss]hort_)?(?:[Ss]ingular|[Pp]lural)", name)
    }


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(ENGLISH) == list(SPANISH)


@pytest.mark.parametrize("key", ENGLISH)
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    assert placeholders(ENGLISH[key]) == placeholders(SPANISH[key])
    assert isinstance(ENGLISH[key], str) == isinstance(SPANISH[key], str)
    assert all(chain(sentences(ENGLISH[key]), sentences(SPANISH[key])))


def of_filters() -> set[str]:
    """The words of each filter, whose keys are made of its name in a link."""
    said = {f"{start}.{link}" for start in ("filter", "problem") for link in IN_LINKS}
    numbered = [link for link, one in IN_LINKS.items() if one.numbered]
    return (
        said
        | {f"filter.{link}Any" for link in IN_LINKS}
        | {f"filter.{link}{form}" for link in numbered for form in ("Short", "Named")}
    )


def of_answers() -> set[str]:
    """The words of answers, whose keys are made of codes: reasons, notes, kinds of presence, filters, conditions."""
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', text_of(LIBRARY)))
    kinds = ("why", Kind), ("noun", FILTERS), ("reason", codes), ("note", codes), ("condition", codes)
    told = {f"answer.finding.{there}.{kind}" for there in ("nothing", "something") for kind in Kind}
    return told | ({f"answer.{kind}.{one}" for kind, ones in kinds for one in ones} & set(ENGLISH))


def test_every_key_is_asked_for_and_every_key_asked_for_exists() -> None:
    groups = {key.split(".")[0] for key in ENGLISH}
    of_pages, of_library = (
        {key for key in re.findall(rf"{quote}([a-z]+(?:\.[A-Za-z_0-9]+)+){quote}", text) if key.split(".")[0] in groups}
        for quote, text in (("'", text_of(MODULES)), ("[\"']", text_of(LIBRARY)))
    )
    # Between the quotes of the library stand files and columns as well: "brief.html", "framework.outcome_id".
    own = {key for key in of_library if not key.endswith((".html", "_id"))}
    assert of_pages | of_filters() | of_answers() | own == set(ENGLISH)
    assert {key for key in of_pages if key.startswith(OF_THE_LIBRARY)} == set()


def test_plurals_have_the_forms_of_the_language() -> None:
    for entry in chain(ENGLISH.values(), SPANISH.values()):
        if isinstance(entry, dict):
            assert set(entry) == {"one", "other"}


def test_years_come_from_the_data() -> None:
    said = chain.from_iterable(map(sentences, chain(ENGLISH.values(), SPANISH.values())))
    assert [text for text in said if re.search(r"\b20\d\d\b", text)] == []


def test_most_is_claimed_of_nothing() -> None:
    """Most is said above one half only, and no sentence is written for a share that is known to be above it."""
    said = chain.from_iterable(map(sentences, chain(ENGLISH.values(), SPANISH.values())))
    assert [text for text in said if re.search(r"\bmost of\b|\bla mayoría\b", text, re.IGNORECASE)] == []


def test_a_rank_always_says_by_what() -> None:
    said = list(chain.from_iterable(map(sentences, chain(ENGLISH.values(), SPANISH.values()))))
    assert any("rank by gap {" in text for text in said)
    bare = re.compile(r"(?<!median )\brank \{|\blugar \{", re.IGNORECASE)
    assert [text for text in said if bare.search(text)] == []


def test_words_have_their_numbers_and_forms_and_words_that_are_not_there_are_an_error() -> None:
    english, spanish = words(Language("en")), words(Language("es"))
    assert english("brief.people", n=1) == "1 person"
    assert spanish("brief.people", n=8_342_500.0) == "8,342,500 personas"
    assert english("area.inSources", year=2020, names="A") == "in the sources of 2020: A"
    for wrong in ({"key": "brief.nothing"}, {"key": "area.inSources", "year": 2020}):
        with pytest.raises(KeyError):
            english(**wrong)


def test_a_text_of_the_data_is_in_the_language_or_in_english() -> None:
    assert text_in({"title": "Water", "title_es": "Agua"}, "title", "es") == "Agua"
    assert text_in({"title": "Water", "title_es": ""}, "title", "es") == "Water"
    assert text_in({"name_en": "Poverty", "name_es": "Pobreza"}, "name", "fr") == "Poverty"
    assert text_in({"outcome_title_en": None}, "outcome_title", "es") == ""


@pytest.mark.parametrize(
    ("language", "place", "around", "title"),
    [
        ("en", "State of Mexico", "elsewhere in the State of Mexico.", "State of Mexico: territory brief"),
        ("en", "Chiapas", "elsewhere in Chiapas.", "Chiapas: territory brief"),
        ("es", "Estado de México", "en el resto del Estado de México.", "Estado de México: ficha territorial"),
        ("es", "Ciudad de México", "en el resto de la Ciudad de México.", "Ciudad de México: ficha territorial"),
    ],
)
def test_a_name_has_its_article_inside_a_sentence_alone(language: str, place: str, around: str, title: str) -> None:
    say = words(Language(language))
    assert say("brief.around", n=3, state=place).endswith(around)
    assert say("brief.title", name=place) == title
