"""Words: both languages say everything, and nothing is said that no module asks for."""

from __future__ import annotations

import json
import re
from itertools import chain

import pytest

from tests.conftest import ROOT
from unmap.model.filters import IN_LINKS

WEB = ROOT / "web"
MODULES = [
    path for path in sorted(WEB.rglob("*.js")) if not {"node_modules", "dist"} & set(path.relative_to(WEB).parts)
]
ENGLISH, SPANISH = (json.loads((WEB / f"locales/{lang}.json").read_text("utf-8")) for lang in ("en", "es"))


def sentences(entry: str | dict[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def placeholders(entry: str | dict[str, str]) -> set[str]:
    return set(chain.from_iterable(re.findall(r"\{(\w+)\}", text) for text in sentences(entry)))


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(ENGLISH) == list(SPANISH)


@pytest.mark.parametrize("key", ENGLISH)
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    assert placeholders(ENGLISH[key]) == placeholders(SPANISH[key])
    assert isinstance(ENGLISH[key], str) == isinstance(SPANISH[key], str)
    assert all(chain(sentences(ENGLISH[key]), sentences(SPANISH[key])))


def of_filters() -> set[str]:
    """The words of each filter, whose keys are made of its name in a link."""
    words = {f"{start}.{link}" for start in ("filter", "problem") for link in IN_LINKS}
    numbered = [link for link, one in IN_LINKS.items() if one.numbered]
    return (
        words
        | {f"filter.{link}Any" for link in IN_LINKS}
        | {f"filter.{link}{form}" for link in numbered for form in ("Short", "Named")}
    )


def test_every_key_is_asked_for_and_every_key_asked_for_exists() -> None:
    text = "\n".join(path.read_text("utf-8") for path in MODULES)
    written = set(re.findall(r"'([a-z]+(?:\.[A-Za-z_0-9]+)+)'", text)) | of_filters()
    assert set(ENGLISH) - written == set()
    groups = {key.split(".")[0] for key in ENGLISH}
    assert {key for key in written if key.split(".")[0] in groups} - set(ENGLISH) == set()


def test_plurals_have_the_forms_of_the_language() -> None:
    for entry in chain(ENGLISH.values(), SPANISH.values()):
        if isinstance(entry, dict):
            assert set(entry) == {"one", "other"}


def test_the_year_of_the_report_comes_from_the_data() -> None:
    """A year in words belongs to the census, whose boundaries and people every edition of the data has."""
    for words, census in ((ENGLISH, "census"), (SPANISH, "censo")):
        dated = {
            text
            for text in chain.from_iterable(map(sentences, words.values()))
            if re.search(r"\b20\d\d\b", text) and census not in text.lower()
        }
        assert dated <= {words["problem.areaUnknown"]}


def test_most_is_claimed_of_nothing() -> None:
    """Most is said above one half only, and no sentence is written for a share that is known to be above it."""
    said = chain.from_iterable(map(sentences, chain(ENGLISH.values(), SPANISH.values())))
    assert [text for text in said if re.search(r"\bmost of\b|\bla mayoría\b", text, re.IGNORECASE)] == []


def test_a_rank_always_says_by_what() -> None:
    said = list(chain.from_iterable(map(sentences, chain(ENGLISH.values(), SPANISH.values()))))
    assert any("rank by gap {" in text for text in said)
    bare = re.compile(r"(?<!median )\brank \{|\blugar \{", re.IGNORECASE)
    assert [text for text in said if bare.search(text)] == []
