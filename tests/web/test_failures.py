"""An API that is slow or down: told in words, never mistaken for what was asked for, with a way to try again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import GO, unfold_choices
from tests.web.test_map import ask, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive


def no_answer(_route: object) -> None:
    """Hold a request without an answer."""


def of_2018(page: Page) -> None:
    """Ask for the need of another year."""
    unfold_choices(page)
    page.get_by_role("radio", name="2018").check()


CHOICES: dict[str, Callable[[Page], None]] = {
    "level": lambda page: page.get_by_role("radio", name="Municipalities").check(),
    "year": of_2018,
    "view": lambda page: page.evaluate(GO, "/?view=gap&year=2022"),
    "filter": lambda page: page.evaluate(GO, "/?agency=UNICEF"),
}


@pytest.mark.parametrize("fails", [False, True], ids=["slow", "failing"])
def test_what_is_of_the_choice_before_never_looks_like_the_new_one(
    open_page: Open, allowed: list[str], *, fails: bool
) -> None:
    """While an answer is on its way and after it failed, map and legend step back together."""
    allowed.append("Failed to load resource")
    page = open_page()
    parts = [page.locator(".leaflet-map-pane"), page.locator(".legend")]
    for choice, choose in CHOICES.items():
        page.evaluate(GO, "/")
        for part in parts:
            expect(part, choice).to_have_css("filter", "none")
        expect(page.locator("#map"), choice).to_have_attribute("aria-busy", "false")
        page.route("**/api/**", (lambda route: route.fulfill(status=400, json={})) if fails else no_answer)
        choose(page)
        for part in parts:
            expect(part, choice).to_have_css("filter", "grayscale(1) opacity(0.35)")
        expect(page.locator("#map"), choice).to_have_attribute("aria-busy", "true")
        page.unroute_all()  # what was held goes on
        if fails:
            page.get_by_role("button", name="Try again").first.click()
        for part in parts:
            expect(part, choice).to_have_css("filter", "none")


@pytest.mark.parametrize("view", ["need", "presence", "both", "gap"])
def test_every_view_tells_of_an_api_that_is_down_and_comes_back(open_page: Open, allowed: list[str], view: str) -> None:
    allowed.append("Failed to load resource")
    refused = re.compile("/api/coverage")
    page = open_page(
        f"/?view={view}",
        before=lambda page: page.route(refused, lambda route: route.fulfill(status=400, body="{}")),
    )
    if view in {"need", "presence"}:  # which are drawn without it
        expect(page.locator(".notice--missing")).to_contain_text("Part of the data could not be loaded")
        expect(page.locator(".problem")).to_have_count(0)
        expect(page.locator(".loading")).to_have_count(0)
    else:
        expect(page.locator(".problem")).to_contain_text("could not be loaded")
    expect(page.locator(".symbol--field")).to_have_count(23)
    expect(page.locator("tbody tr[data-code]")).to_have_count(32)
    page.unroute_all()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_server_that_fails_is_told_with_a_way_to_try_again(open_page: Open, allowed: list[str]) -> None:
    allowed.append("Failed to load resource")
    page = open_page(before=lambda page: page.route("**/api/**", lambda route: route.fulfill(status=503, body="down")))
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("could not be loaded")
    page.unroute_all()
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="32 states")).to_be_visible()
    expect(problem).to_have_count(0)


def test_one_layer_that_fails_leaves_the_rest_of_the_map(open_page: Open, allowed: list[str], server: str) -> None:
    allowed.append("Failed to load resource")
    page = open_page()
    page.route("**/api/need?*", lambda route: route.abort())
    of_2018(page)
    expect(page.get_by_role("alert")).to_contain_text("gave no answer")
    expect(row(page, "07")).to_contain_text("75.5%")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    need = ask(server, "/api/need?year=2018")
    chiapas = next(entry["value"] for entry in need["values"] if entry["code"] == "07")
    expect(row(page, "07")).to_contain_text(f"{chiapas:.1f}%")
