"""Terms of the trade, explained where they stand: by mouse, by finger and by keyboard, in both languages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.web.conftest import PHONE, WIDE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open

WORDS = {
    lang: json.loads((ROOT / f"src/unmap/locales/{lang}.json").read_text(encoding="utf-8")) for lang in ("en", "es")
}


def plain(sentence: str) -> str:
    """Give a sentence as the glossary has it: small, without a full stop, of states and municipalities."""
    filled = sentence.replace("{short_singular}", "state").replace("{finest_plural}", "municipalities")
    return re.sub(r"[.;] ", "; ", filled.replace("\u2019", "'")).rstrip(".").lower()


def test_the_glossary_and_the_page_explain_terms_in_the_same_words() -> None:
    table = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (.+?) \| (.+) \|$", table, re.MULTILINE)
    rows = {name: words.lower() for name, words in lines}
    keys = [key for key in WORDS["en"] if key.startswith("term.")]
    assert len(keys) >= 10
    for key in keys:
        name = re.sub("([A-Z])", lambda found: f" {found[1].lower()}", key.removeprefix("term."))
        assert plain(WORDS["en"][key]) == rows[name], name


def definition(page: Page) -> Locator:
    return page.locator("#definition")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("size", "lang"), [(WIDE, "en"), (PHONE, "es")])
def test_a_press_on_a_term_explains_it_and_another_puts_it_away(go_to: Open, size: dict[str, int], lang: str) -> None:
    page = go_to(f"/?area=07&view=gap&lang={lang}", size)
    word = page.locator(".tiles .term").first
    word.scroll_into_view_if_needed()
    word.click()
    expect(definition(page)).to_be_visible()
    expect(definition(page)).to_have_text(WORDS[lang]["term.gap"])
    expect(word).to_have_attribute("aria-expanded", "true")
    box = definition(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    word.click()
    expect(definition(page)).to_be_hidden()
    expect(word).to_have_attribute("aria-expanded", "false")


@pytest.mark.exhaustive
def test_terms_are_explained_by_keyboard_and_escape_closes_nothing_else(go_to: Open) -> None:
    page = go_to("/?area=07")
    word = page.get_by_role("button", name="Rank by gap", exact=True).last
    word.focus()
    page.keyboard.press("Enter")
    expect(definition(page)).to_have_text(WORDS["en"]["term.rankInterval"])
    found = Axe().run(page, context="#area", options={"rules": {"region": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    expect(definition(page)).to_be_hidden()
    expect(word).to_be_focused()
    expect(page.locator("#area-name")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#area-name")).to_be_hidden()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("path", "terms"),
    [
        ("/?view=both", {"need", "presence", "fieldOffice"}),
        ("/?view=gap", {"gap"}),
        ("/?view=gap&list=ranking", {"waysToCount"}),
        ("/", {"placedInitiative"}),
        ("/?area=29", {"blankSpot"}),
        ("/?area=07101", {"statewide"}),
        ("/?panel=what-if", {"reach"}),
        ("/?panel=questions&question=population-or-poverty", {"concentrationIndex"}),
    ],
)
def test_terms_are_explained_where_readers_meet_them(go_to: Open, path: str, terms: set[str]) -> None:
    page = go_to(path)
    expect(page.locator(".term").first).to_be_visible()
    said = set()
    for word in page.locator(".term:visible").all():
        word.click()
        said.add(definition(page).inner_text())
        page.keyboard.press("Escape")
    filled = {"{short_singular}": "state", "{finest_plural}": "municipalities"}
    for name in terms:
        sentence = WORDS["en"][f"term.{name}"]
        for gap, word_there in filled.items():
            sentence = sentence.replace(gap, word_there)
        assert sentence in said
