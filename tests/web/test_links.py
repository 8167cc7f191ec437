"""Links that ask for what is not there are told in words; tests/web/unit holds each parameter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import GO

if TYPE_CHECKING:
    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


BAD_LINKS = {
    "/?sort=beauty": "sorts by a column that does not exist",
    "/?indicator=happiness": "asks for an indicator that does not exist",
    "/?area=99": "names an area that no state or municipality of the data has",
    "/?area=<script>": "is no code of a state",
    "/?agency=<script>": "asks for an agency that the data do not have",
    "/?outcome=99": "asks for an outcome that the framework does not have",
    "/?within=99": "names a state that does not exist",
    "/?initiative=perpetual-motion": "names an initiative that the record does not have",
    "/?panel=what-if&add=here": "gives a plan that cannot be read",
    "/?at=here": "gives a place on the map that cannot be read",
    "/?campaign=x": "holds a parameter that unmap does not know",
}
"""One link for each way in which a fault is found: where it is read, or once the data that it names are there."""


def test_a_link_that_asks_for_what_is_not_there_is_told_in_words(open_page: Open) -> None:
    page = open_page()  # a link that it meets in its history is read as one that opens it
    for path, words in BAD_LINKS.items():
        page.evaluate(GO, path)
        notice = page.locator(".notice", has_text=words)
        expect(notice, path).to_be_visible()
        expect(page.locator(".symbol--field"), path).to_have_count(23)
        expect(page.locator("tbody tr[data-code]").nth(31), path).to_be_attached()
        notice.get_by_role("button", name="Dismiss").click()
        expect(notice, path).to_have_count(0)
        assert re.split("[?&]", path)[-1] not in re.split("[?&]", page.url), path


def test_a_page_that_a_faulty_link_opens_tells_it_once_the_data_are_there(open_page: Open) -> None:
    page = open_page("/?agency=UNXYZ&within=99")
    for words in ("asks for an agency that the data do not have", "names a state that does not exist"):
        expect(page.locator(".notice", has_text=words)).to_be_visible()
    expect(page.locator(".symbol--field")).to_have_count(23)
    expect(page).not_to_have_url(re.compile("agency|within"))


@pytest.mark.parametrize("path", ["/", "/about"])
def test_what_mail_and_social_sites_append_to_a_link_is_no_fault_of_it(open_page: Open, path: str) -> None:
    page = open_page(f"{path}?lang=es&utm_source=x&utm_medium=y&fbclid=1&gclid=2")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".notice")).to_have_count(0)
