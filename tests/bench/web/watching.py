"""What a page does in the browser: when its map is drawn, how much came over the wire, how long frames take."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, sync_playwright

from tests.browser import FLAGS, program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, Page

SIZE: ViewportSize = {"width": 1440, "height": 900}

DRAWN = """
window.drawnAt = null;
{
  // A spot of the land that every page shows: how much of the map's canvases is painted in colours of classes there.
  const painted = () => [...document.querySelectorAll('.leaflet-container canvas')].some((canvas) => {
    const {width, height} = canvas;
    if (!width || !height) return false;
    const {data} = canvas.getContext('2d').getImageData(Math.round(width * SPOT), Math.round(height / 2), 48, 48);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red, , blue, alpha] = data.slice(at, at + 4);
      if (alpha > 200 && red - blue > 20) found += 1;
    }
    return found > 400;
  });
  const look = () => {
    if (painted() && READY) window.drawnAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
"""Notes the time, from navigation, of the first frame that finds the areas painted."""

WAIT = """() => new Promise((done, failed) => {
  const until = performance.now() + 60_000;
  const look = () => {
    if (window.drawnAt !== null) done(window.drawnAt);
    else if (performance.now() > until) failed(new Error('nothing was drawn within a minute'));
    else setTimeout(look, 20);
  };
  look();
})"""

FRAMES = """
window.frameTimes = [];
{
  let last = null;
  const note = (now) => {
    if (last !== null) window.frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}
"""


SHIFTS = """
window.shift = 0;
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) window.shift += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """When the map of a page was drawn, in seconds from navigation, and all bytes that came over the wire.

    `busy` are the seconds of a processor that the page's own thread took until then: other work on the machine does not
    count. `shift` is the layout shift until the page was still.
    """

    seconds: float
    wire: int
    busy: float
    shift: float


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Chromium as the tests do."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def fresh_page(opened: Browser) -> Iterator[Page]:
    """Give a page of a context of its own: nothing is cached."""
    context = opened.new_context(viewport=SIZE, locale="en-GB", color_scheme="light")
    yield context.new_page()
    context.close()


def counting(page: Page) -> CDPSession:
    """Open a session that counts what the page's own thread takes of a processor."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return session


def busy(session: CDPSession) -> float:
    """Give the seconds of a processor that the page's own thread took: other work on the machine does not count."""
    told: dict[str, float] = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return told["TaskDuration"]


def drawing(opened: Browser, address: str, spot: float, ready: str = "true") -> Drawn:
    """Open a page with an empty cache and wait until its areas are drawn.

    `spot` is where to look for land, as a part of the canvas's width; `ready` is what else must be true in the page.
    """
    with fresh_page(opened) as page:
        page.add_init_script(DRAWN.replace("SPOT", str(spot)).replace("READY", f"({ready})"))
        page.add_init_script(SHIFTS)
        session = counting(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address)
        at: float = page.evaluate(WAIT)
        taken = busy(session)
        settle(page)
        return Drawn(at / 1000, int(sum(sizes)), taken, page.evaluate("window.shift"))


def settle(page: Page) -> None:
    """Wait until the page asks for nothing more and has drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)
