"""The documentation of the API: drawn from both definitions, by itself and under the policy of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.conftest import OVERFLOW, PHONE

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

DEFINITIONS = {
    "/docs": ("/api/openapi.json", "3.1"),
    "/docs?openapi=3.0": ("/api/openapi-3.0.json", "3.0"),
}


@pytest.mark.parametrize("path", DEFINITIONS)
def test_every_operation_of_both_definitions_is_drawn(read_page: Open, client: TestClient, path: str) -> None:
    """The page's own fixture fails on any message of the console, among them what the policy blocks."""
    definition, version = DEFINITIONS[path]
    page = read_page(path)
    operations = client.get(definition).json()["paths"]
    expect(page.locator(".operation")).to_have_count(sum(map(len, operations.values())))
    expect(page.locator("#definitions a[aria-current=page]")).to_have_text(f"OpenAPI {version}")


@pytest.mark.parametrize("path", DEFINITIONS)
def test_an_operation_tells_its_parameters_and_can_be_tried(
    read_page: Open, client: TestClient, path: str, server: str
) -> None:
    definition, _ = DEFINITIONS[path]
    page = read_page(path)
    paths = client.get(definition).json()["paths"]
    told = paths.get("/api/coverage", paths.get("/coverage"))["get"]["parameters"]
    operation = page.locator("#get_coverage")
    operation.locator("summary").first.click()
    expect(operation.locator("tbody tr")).to_have_count(len(told))
    operation.locator(".docs__trial > summary").click()
    operation.get_by_label("level", exact=True).select_option("state")
    operation.get_by_label("limit", exact=True).fill("1")
    operation.get_by_role("button", name="Ask").click()
    expect(operation.get_by_role("status")).to_contain_text(f"{server}/api/coverage?limit=1&level=state")
    expect(operation.locator(".docs__status")).to_contain_text("200 application/json")
    expect(operation.get_by_role("region", name="Answer", exact=True)).to_contain_text('"level": "state"')
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_it_leads_back_to_map_method_and_data(open_page: Open) -> None:
    page = open_page("/docs?lang=es", {**PHONE, "width": 320})
    assert page.evaluate(OVERFLOW) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    ways = page.get_by_role("navigation", name="Páginas").get_by_role("link")
    assert [link.get_attribute("href") for link in ways.all()] == [
        "/?lang=es",
        "/about?lang=es",
        "/data?lang=es",
        "/docs",
    ]
