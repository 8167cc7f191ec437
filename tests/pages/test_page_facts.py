"""What the pages are given of the need of a record, whatever it is called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import unmap
from tests.conftest import write_squares
from tests.served.sparse import SPARSE
from unmap.pages.page_facts import page_facts

if TYPE_CHECKING:
    from pathlib import Path


def test_the_need_that_sentences_speak_of_is_the_default_one(tmp_path: Path) -> None:
    data = unmap.load(write_squares(tmp_path))
    need = page_facts(data)["need"]
    assert (need["name_en"], need["name_es"]) == ("Poverty", "Pobreza")
    assert need["given"]
    assert need["of_poverty"]
    assert need["headcounts"]
    other = replace(data, indicators=data.indicators.assign(concept="food_insecurity"))
    assert not page_facts(other)["need"]["of_poverty"]


def test_no_sentence_speaks_of_need_where_there_is_none(tmp_path: Path) -> None:
    folder = write_squares(tmp_path)
    SPARSE["no indicators"](folder)
    need = page_facts(unmap.load(folder))["need"]
    assert (need["given"], need["of_poverty"], need["headcounts"]) == (False, False, False)
