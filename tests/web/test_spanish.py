"""On the Spanish page organisations are called as Mexico calls them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import settle
from tests.web.record import rows

if TYPE_CHECKING:
    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

SPANISH = {row["acronym"]: row["acronym_es"] for row in rows("agencies") if row["acronym_es"]}
OFFICES = ("UNHCR", "UNDP", "IOM")
ALL = (*OFFICES, "ECLAC")

PLACES = {
    "/?agency=UNHCR": ("#agency", ALL),
    "/?agency=UNDP": (".filters", ("UNDP",)),
    "/?area=07": ("#area", OFFICES),
    "/?area=07&agency=IOM": ("#area", ("IOM",)),
    "/?panel=framework&matrix=agencies": ("#matrix", ALL),
    "/?panel=what-if": ("#area", OFFICES),
    "/?panel=questions&question=agency-absent": ("#area", ALL),
    "/?panel=questions&question=agency-absent&agency=ECLAC": ("#area", ("ECLAC",)),
    "/?panel=beside-the-map": ("#area", ("ECLAC",)),
}


def english_in(text: str) -> set[str]:
    """The English acronyms in a text, of agencies that have another in Spanish."""
    return {acronym for acronym in SPANISH if re.search(rf"(?<![\w-]){re.escape(acronym)}(?![\w-])", text)}


@pytest.mark.parametrize("path", PLACES)
def test_the_spanish_page_calls_organisations_as_mexico_does(go_to: Open, path: str) -> None:
    where, expected = PLACES[path]
    page = go_to(f"{path}{'&' if '?' in path else '?'}lang=es")
    if where == "#agency":
        page.locator("#filters-toggle").click()
    part = page.locator(where)
    for acronym in expected:
        expect(part).to_contain_text(SPANISH[acronym])
    settle(page)
    names = page.locator("[aria-label]").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert names
    # The report's own words stay English, and say so; addresses of the API go by ids.
    shown = part.evaluate(
        """(part) => {
            const copy = part.cloneNode(true);
            copy.querySelectorAll('[lang=en], code, a[href^="/api"]').forEach((one) => one.remove());
            copy.querySelectorAll('.initiative__title, .initiative__body > p:first-child')
                .forEach((one) => one.remove());
            return copy.textContent;
        }"""
    )
    assert english_in(shown) == set()
    assert english_in(" ".join(names)) == set()


def test_a_popup_and_the_change_of_language_call_organisations_alike(go_to: Open) -> None:
    page = go_to("/?lang=es")
    symbol = page.get_by_role("button", name=re.compile("^Tuxtla Gutierrez, Chiapas"))
    expect(symbol).to_have_accessible_name(re.compile("ACNUR"))
    symbol.click()
    popup = page.get_by_role("dialog")
    for acronym in ("OPS/OMS", "PNUD", "ACNUR"):
        expect(popup.get_by_text(acronym, exact=True)).to_be_visible()
    assert english_in(popup.text_content() or "") == set()
    page.keyboard.press("Escape")
    page.goto(page.url.replace("lang=es", "lang=en"))
    expect(symbol).to_have_accessible_name(re.compile("UNHCR"))
