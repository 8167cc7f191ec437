"""The documentation of the API: drawn from both definitions, by itself and under the policy of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
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
    expect(page.locator(".opblock")).to_have_count(len(operations))
    expect(page.locator(".version-stamp", has_text=f"OAS {version}")).to_be_visible()
    expect(page.locator("#definitions a[aria-current=page]")).to_have_text(f"OpenAPI {version}")


@pytest.mark.parametrize("path", DEFINITIONS)
def test_an_operation_can_be_tried(read_page: Open, path: str, server: str) -> None:
    page = read_page(path)
    operation = page.locator(".opblock", has_text="Standards kept")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".request-url")).to_contain_text(f"{server}/api/conformance")
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")


def test_it_leads_back_to_map_method_and_data(open_page: Open) -> None:
    page = open_page("/docs", {**PHONE, "width": 320})
    ways = page.get_by_role("navigation", name="Pages of unmap").get_by_role("link")
    assert [link.get_attribute("href") for link in ways.all()] == ["/", "/about#machines", "/data"]
    assert page.evaluate(OVERFLOW) <= 0
