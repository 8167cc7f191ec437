"""The page of several reports: the one shown stands in its header, its address and in all that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.conftest import serving, write_squares
from tests.reports import FIRST, SECOND, write_second_report
from tests.web.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving("--data", str(write_second_report(write_squares(tmp_path_factory.mktemp("reports"))))) as address:
        yield address


def shown(page: Page) -> list[str]:
    """Give which report the header has chosen."""
    settle(page)
    return page.locator(".header__nav select.header__report option:checked").all_inner_texts()


def test_the_report_is_chosen_in_the_header_and_kept_in_the_address(open_page: Open) -> None:
    page = open_page("/?view=presence")
    assert shown(page) == ["2021 · Second report"]
    page.locator(".header__nav select.header__report").select_option(FIRST)
    page.wait_for_url(f"**/?report={FIRST}&view=presence")
    assert shown(page) == ["2020 · Squareland Report"]
    expect(page.get_by_role("button", name="Centro, Arriba: 2 agencies")).to_be_visible()
    page.locator(".header__nav select.header__report").select_option(SECOND)
    page.wait_for_url("**/?view=presence")
    page.go_back()
    assert shown(page) == ["2020 · Squareland Report"]


def test_all_that_the_page_asks_for_is_of_its_report(open_page: Open) -> None:
    page = open_page("/data")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("/data", f"/?report={FIRST}&area=01"))
    settle(page)
    of_data = [url for url in asked if "/api" in url]
    assert of_data
    assert [url for url in of_data if f"report={FIRST}" not in url] == []
    assert f"report={FIRST}" in str(page.get_by_role("link", name="Brief").get_attribute("href"))


def test_a_report_that_there_is_not_is_told(open_page: Open) -> None:
    page = open_page("/?report=third")
    expect(page.locator("#notices")).to_contain_text("The link names a report that does not exist.")
    assert shown(page) == ["2021 · Second report"]
