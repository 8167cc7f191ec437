"""What a planner waits for on the open map: a switch of indicator, view or filter, a pan, a zoom; and memory kept.

    python -m tests.bench.web.redraw [--changes 1000]

Targets: a switch is drawn within 100 ms and takes 80 ms of a processor; a move of the pointer takes 4 ms; no frame over
50 ms while the map moves; no growth of memory over 1,000 changes of the view. Each switch is made twice: the first asks
the API, the second finds the answer kept. A processor's time is that of the page's own thread, which other work on the
machine changes little.
"""

from __future__ import annotations

import argparse
import statistics
from typing import TYPE_CHECKING

from tests.bench.servers import HOST, free_port, running, unmap_serve
from tests.bench.web.watching import FRAMES, browser, busy, counting, fresh_page, settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

SWITCHES = """async ({selector, value}) => {
  const small = document.createElement('canvas');
  small.width = 96;
  small.height = 64;
  const context = small.getContext('2d', {willReadFrequently: true});
  const look = () => {
    context.clearRect(0, 0, 96, 64);
    const canvases = document.querySelectorAll('.leaflet-container canvas');
    for (const canvas of canvases) context.drawImage(canvas, 0, 0, 96, 64);
    return context.getImageData(0, 0, 96, 64).data.join();
  };
  const frame = () => new Promise(requestAnimationFrame);
  const control = document.querySelector(selector);
  const before = look();
  await frame();
  const begin = performance.now();
  if (control.type === 'radio') control.checked = true;
  else control.value = value;
  control.dispatchEvent(new Event('change', {bubbles: true}));
  for (let frames = 0; frames < 300; frames += 1) {
    await frame();
    if (look() !== before) return performance.now() - begin;
  }
  return null;
}"""
"""Chooses, and gives the milliseconds until the map's canvas is another, by the frames that show it."""

MOVES = 60
VIEWS = ("presence", "both", "gap", "need")
CHANGES = (
    "?view=gap",
    "?view=presence&kind=initiatives",
    "?view=both&cell=high-0",
    "?indicator=extreme_poverty_pct.mmp-2016&year=2020",
    "?agency=UNICEF&view=presence",
    "?area=07",
    "?area=20&view=gap",
    "?panel=beside-the-map",
    "?view=need&year=2016&indicator=poverty_pct.mmp-2016",
    "",
)
GO = "(address) => { history.pushState(null, '', `/${address}`); dispatchEvent(new PopStateEvent('popstate')); }"


def switches(page: Page, level: str) -> None:
    """Print the time of each switch of view, indicator and filter."""
    asked = [(f"view {name}", {"selector": f"input[name=view][value={name}]", "value": ""}) for name in VIEWS]
    options = page.eval_on_selector_all("#concept option", "all => all.map(one => one.value)")
    others = [value for value in options if value in {"extreme_poverty", "health_access", "food_access", "illiteracy"}]
    asked += [(f"indicator {value}", {"selector": "#concept", "value": value}) for value in (*others[:2], options[0])]
    session = counting(page)
    for turn in ("asked of the API", "kept"):
        took, work = {}, []
        for name, choice in asked:
            begin = busy(session)
            took[name] = page.evaluate(SWITCHES, choice)
            settle(page)
            work.append(1000 * (busy(session) - begin))
        found = [value for value in took.values() if value is not None]
        slowest = max(took, key=lambda name: took[name] or 0)
        print(
            f"{level}, {turn:16}: switches drawn in {statistics.median(found):.0f} ms (median of {len(found)}), "
            f"{max(found):.0f} ms at most ({slowest}); "
            f"{statistics.median(work):.0f} ms of a processor, {max(work):.0f} at most"
        )


def pointing(page: Page, level: str) -> None:
    """Print what a move of the pointer takes of a processor, from area to area and within one or two."""
    session = counting(page)
    page.mouse.move(700, 380)
    settle(page)
    for name, places in (
        ("from area to area", [(640 + (37 * step) % 300, 380 + (23 * step) % 140) for step in range(MOVES)]),
        ("within a large area", [(760 + step % 40, 460 + step % 2) for step in range(MOVES)]),
    ):
        taken = []
        for _ in range(3):
            begin = busy(session)
            for x, y in places:
                page.mouse.move(x, y)
            taken.append(1000 * (busy(session) - begin) / MOVES)
        print(f"{level}, pointer moved {name}: {statistics.median(taken):.1f} ms of a processor a move")


def moves(page: Page, level: str) -> None:
    """Print the longest frame while the map is dragged and zoomed."""
    page.evaluate("window.frameTimes.length = 0")
    page.mouse.move(850, 500)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(850 - 6 * step, 500 - 3 * step)
    page.mouse.up()
    settle(page)
    dragged = page.evaluate("window.frameTimes.splice(0)")
    for turn in (-240, -240, -240, 240, 240, 240):
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(350)
    settle(page)
    zoomed = page.evaluate("window.frameTimes.splice(0)")
    for name, frames in (("dragged", dragged), ("zoomed", zoomed)):
        print(f"{level}, {name}: longest frame {max(frames):.0f} ms, {sum(one > 50 for one in frames)} over 50 ms")


def kept(session: CDPSession) -> tuple[float, int]:
    """Give the heap in MB and the DOM nodes after a collection of garbage."""
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    return heap, session.send("Memory.getDOMCounters")["nodes"]


def memory(opened: Browser, address: str, changes: int) -> None:
    """Print how memory grows over so many changes of the view, after one round that fills what is kept for good."""
    with fresh_page(opened) as page:
        page.goto(address)
        settle(page)
        session = page.context.new_cdp_session(page)
        for change in CHANGES * 2:
            page.evaluate(GO, change)
            settle(page)
        begin = kept(session)
        for turn in range(changes):
            page.evaluate(GO, CHANGES[turn % len(CHANGES)])
            page.wait_for_timeout(60)
        settle(page)
        end = kept(session)
    print(
        f"{changes} changes of the view: heap {begin[0]:.1f} to {end[0]:.1f} MB, DOM nodes {begin[1]:,} to {end[1]:,}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--changes", type=int, default=1000)
    changes = parser.parse_args().changes
    port = free_port()
    with running(unmap_serve(port), port, "/"), browser() as opened:
        own = f"http://{HOST}:{port}"
        for level in ("state", "municipality"):
            with fresh_page(opened) as page:
                page.add_init_script(FRAMES)
                page.goto(f"{own}/?level={level}")
                settle(page)
                pointing(page, level)
                switches(page, level)
                moves(page, level)
        memory(opened, own, changes)


if __name__ == "__main__":
    main()
