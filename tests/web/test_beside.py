"""The list of what is not on the map: grouped by reach or by outcome, searched, and counted as the tables say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.record import BESIDE, Record

if TYPE_CHECKING:
    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

PATH = "/?panel=beside-the-map"


def test_grouped_by_outcome_the_same_initiatives_are_listed(go_to: Open) -> None:
    page = go_to(PATH)
    expected = Record().of_scope(*BESIDE)
    titles = page.locator("#area .initiative__title")
    expect(titles).to_have_count(len(expected))
    expect(page.get_by_role("button", name=re.compile("^Not on the map"))).to_contain_text(str(len(expected)))
    page.get_by_role("radio", name="By outcome").check(force=True)
    expect(page.locator("#area .group__title")).not_to_have_count(0)
    assert sorted(title.inner_text() for title in titles.all()) == sorted(one["title"] for one in expected)
    outcomes = {one["outcome_id"] for one in expected if one["outcome_id"]}
    heads = [head.inner_text() for head in page.locator("#area .group__title").all()]
    assert {found[1] for head in heads if (found := re.match(r"Outcome (\d+):", head))} == outcomes
    wide = next(one for one in expected if one["scope"] == "country-wide")
    expect(page.locator("#area .initiative", has_text=wide["title"]).first).to_contain_text("Country-wide")
    assert [one["id"] for one in Axe().run(page, "#area").response["violations"]] == []


def test_the_list_is_searched_by_words_without_accents_and_by_agency(go_to: Open) -> None:
    page = go_to(f"{PATH}&lang=es")
    field = page.get_by_label("Buscar por palabras o agencia")
    field.fill("REGION")
    titles = page.locator("#area .initiative")
    expected = [one for one in Record().of_scope(*BESIDE) if "regi\N{LATIN SMALL LETTER O WITH ACUTE}n" in
                f"{one['title_es']} {one['summary_es']}".lower() or "region" in
                f"{one['title_es']} {one['summary_es']}".lower()]  # fmt: skip
    expect(titles).to_have_count(len(expected))
    assert expected
    field.fill("unicef")
    for one in Record("UNICEF").of_scope(*BESIDE):
        expect(page.locator("#area .initiative__title").get_by_text(one["title_es"], exact=True)).to_be_visible()
    field.fill("no such words")
    expect(titles).to_have_count(0)
    expect(page.get_by_text("Ninguna con esas palabras")).to_be_visible()
