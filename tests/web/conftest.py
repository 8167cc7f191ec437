"""A browser on the running server; every page must stay free of errors and of other hosts."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from unmap.files import built_web

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

SLOWEST_MS = 120_000

GO = "link => { history.pushState(null, '', link); dispatchEvent(new PopStateEvent('popstate')); }"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
WHERE = """() => [...document.querySelectorAll('.leaflet-map-pane, .leaflet-proxy')].map((one) => one.style.transform)
    .join() + (document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim') ? ' moving' : '')"""
"""Where the map is, and whether it is on its way."""

QUIET_TIMES = 3
AS_FOUND = """() => {
    const home = document.querySelector('#map-tools button:last-child');
    if (!home) return false;
    home.click();
    localStorage.clear();
    document.activeElement?.blur();
    document.querySelectorAll('#dock details[open]').forEach((one) => { one.open = false; });
    for (const one of document.querySelectorAll('input[type=search], input[role=combobox]')) {
        if (!one.value) continue;
        one.value = '';
        one.dispatchEvent(new Event('input', { bubbles: true }));
    }
    document.querySelectorAll('.notice .icon-button').forEach((one) => one.click());
    return true;
}"""
"""Forget what the test before chose, opened and was told; false where it led to another page than the map's."""

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


class Watch:
    """What a page says that a page must not say, and how many answers it still waits for."""

    def __init__(self, server: str) -> None:
        self.host = urlsplit(server).netloc
        self.problems: list[str] = []
        self.awaited = 0

    def over(self, page: Page) -> Page:
        WATCHES[page] = self
        page.on("console", lambda said: self.problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.asked(request.url))
        for done in ("requestfinished", "requestfailed"):
            page.on(done, lambda _request: self.answered())
        return page

    def asked(self, address: str) -> None:
        self.awaited += 1
        if urlsplit(address).netloc != self.host and not address.startswith(("data:", "blob:")):
            self.problems.append(f"another host: {address}")

    def answered(self) -> None:
        self.awaited -= 1

    def told_but(self, allowed: list[str]) -> list[str]:
        return [text for text in self.problems if not any(part in text for part in allowed)]


WATCHES: WeakKeyDictionary[Page, Watch] = WeakKeyDictionary()


def unfold_choices(page: Page) -> None:
    """Open the line of the need: indicator, unit, year and series stand under it."""
    page.locator(".choice").evaluate("one => { one.open = true; }")


def find_in_list(page: Page, words: str) -> None:
    """Look for areas in the table by what they are called, in the field that its heading opens."""
    button = page.get_by_role("button", name="Find an area in the list")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    page.get_by_label("Find by name, state or code").fill(words)


def settle(page: Page) -> None:
    """Wait until no answer is on its way, what came last is drawn and the map has come where it goes.

    The browser's own word for that, networkidle, is said once a page and holds at once ever after.
    """
    quiet, before = 0, ""
    while quiet < QUIET_TIMES:
        page.evaluate(TWO_FRAMES)
        now = page.evaluate(WHERE)
        still = now == before and "moving" not in now
        quiet, before = quiet + 1 if still and not WATCHES[page].awaited else 0, now


def new_page(browser: Browser, size: dict[str, int], options: dict[str, Any]) -> Page:
    """Open a page in English and light colours unless told otherwise."""
    settings: dict[str, Any] = {"locale": "en-GB", "color_scheme": "light", "viewport": size, **options}
    context = browser.new_context(**settings)
    context.set_default_timeout(SLOWEST_MS)
    return context.new_page()


@pytest.fixture
def open_page(browser: Browser, server: str, allowed: list[str]) -> Iterator[Open]:
    """Open a new page by its path, and wait until it is drawn: for what only a new page can show."""
    watch = Watch(server)
    contexts = []

    def opened(
        path: str = "/",
        size: dict[str, int] = WIDE,
        *,
        settle: bool = True,
        before: Callable[[Page], None] | None = None,
        **options: object,
    ) -> Page:
        page = watch.over(new_page(browser, size, options))
        contexts.append(page.context)
        if before:
            before(page)
        page.goto(server + path)
        if settle:
            page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # an answer on its way would fail in the next test
        context.close()
    assert watch.told_but(allowed) == []


class OnePage:
    """The map's page that the tests of a module share: led from state to state, as back and forward lead it.

    A new page costs some two seconds of processor time, a new state of one that is open a fifth of that.
    """

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self.server = browser, server
        self.page: Page | None = None
        self.watch = Watch(server)

    def go(self, path: str = "/", size: dict[str, int] = WIDE) -> Page:
        if self.page is None:
            self.page = self.watch.over(new_page(self.browser, size, {}))
        self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        if self.page.evaluate(AS_FOUND):
            self.page.mouse.move(0, 0)
            self.page.evaluate(GO, path)
        else:
            self.page.goto(self.server + path)
            self.page.wait_for_load_state("networkidle")
        settle(self.page)
        expect(self.page.locator("#map")).to_have_attribute("aria-busy", "false")
        return self.page

    def close(self) -> None:
        if self.page:
            self.page.context.close()
        self.page = None
        self.watch = Watch(self.server)


@pytest.fixture(scope="module")
def one_page(browser: Browser, server: str) -> Iterator[OnePage]:
    shared = OnePage(browser, server)
    yield shared
    shared.close()


@pytest.fixture
def go_to(one_page: OnePage, allowed: list[str], request: pytest.FixtureRequest) -> Iterator[Open]:
    """Lead the module's one page of the map to a state, and wait until it is drawn; after a failure the next is new."""
    failed = request.session.testsfailed
    one_page.watch.problems.clear()
    yield one_page.go
    if one_page.page:
        one_page.page.unroute_all(behavior="ignoreErrors")
    told = one_page.watch.told_but(allowed)
    if told or request.session.testsfailed != failed:
        one_page.close()
    assert told == []


class ReadPages:
    """Pages that the tests of a module only read: each path is opened once."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self.server = browser, server
        self.pages: dict[str, Page] = {}
        self.watch = Watch(server)

    def read(self, path: str, size: dict[str, int] = WIDE) -> Page:
        if path not in self.pages:
            self.pages[path] = page = self.watch.over(new_page(self.browser, size, {}))
            page.goto(self.server + path)
            page.wait_for_load_state("networkidle")
        page = self.pages[path]
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        page.evaluate("scrollTo(0, 0)")
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


@pytest.fixture(scope="module")
def read_pages(browser: Browser, server: str) -> Iterator[ReadPages]:
    opened = ReadPages(browser, server)
    yield opened
    opened.close()


@pytest.fixture
def read_page(read_pages: ReadPages, allowed: list[str]) -> Iterator[Open]:
    """Give a page, opened once in a module, to a test that only reads it."""
    read_pages.watch.problems.clear()
    yield read_pages.read
    assert read_pages.watch.told_but(allowed) == []
