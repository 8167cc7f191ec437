"""A browser on the running server; every page must stay free of errors and of other hosts."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from unmap.paths import built_web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

SLOWEST_MS = 120_000

expect.set_options(timeout=60_000)  # a machine may be slow; what is wrong stays wrong


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not (built_web() / "index.html").is_file():
        if os.environ.get("CI"):
            pytest.fail("unmap was built without its map, and CI must have it")
        pytest.skip("unmap was built without its map")
    with chromium() as opened:
        yield opened


@pytest.fixture
def allowed() -> list[str]:
    """Parts of console messages that a test provokes on purpose."""
    return []


@pytest.fixture
def open_page(browser: Browser, server: str, allowed: list[str]) -> Iterator[Open]:
    """Open a page by its path, in English and light colours unless told otherwise, and wait until it is drawn."""
    problems: list[str] = []
    contexts = []

    def watch(page: Page) -> None:
        page.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: problems.append(str(error)))

        def check_host(address: str) -> None:
            if urlsplit(address).netloc != urlsplit(server).netloc and not address.startswith(("data:", "blob:")):
                problems.append(f"another host: {address}")

        page.on("request", lambda request: check_host(request.url))

    def opened(path: str = "/", size: dict[str, int] = WIDE, *, settle: bool = True, **options: object) -> Page:
        settings: dict[str, Any] = {"locale": "en-GB", "color_scheme": "light", "viewport": size, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(SLOWEST_MS)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(server + path)
        if settle:
            page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in problems if not any(part in text for part in allowed)] == []
