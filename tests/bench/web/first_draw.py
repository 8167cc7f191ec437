"""From navigation to the drawn map: unmap's states and municipalities beside folium, Leaflet alone, Chad's provinces.

    python -m tests.bench.web.first_draw [--runs 9]

Targets: states drawn and usable within 0.45 of folium's time and 250 ms of a processor, all municipalities within 0.55;
a layout shift of 0.01; the first load at most 450 kB on the wire with states, 1.3 MB with all municipalities; Chad's
provinces, made from the files of `../shared/elsewhere`, as fast as Mexico's states. The pages take turns, so that all
meet the same machine.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.intake import measured
from tests.bench.servers import HOST, free_port, running, unmap_serve
from tests.bench.web.pages import planners_pages, serving
from tests.bench.web.watching import Drawn, browser, drawing
from tests.conftest import ELSEWHERE
from tests.intake.test_new_country import arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = "document.querySelectorAll('#list tbody tr').length >= {}"
"""Usable: the table stands beside the map."""

STATES, PROVINCES = "unmap, states", "unmap, provinces of Chad"


@contextmanager
def chad() -> Iterator[str]:
    """Serve Chad, made from its files; "" where they are not there."""
    if not ELSEWHERE.is_dir():
        yield ""
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "chad"
        measured(arguments(made, ELSEWHERE / "chad"))
        port = free_port()
        with running(unmap_serve(port, "--data", str(made)), port, "/"):
            yield f"http://{HOST}:{port}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    port = free_port()
    with (
        serving(planners_pages()) as others,
        running(unmap_serve(port), port, "/"),
        chad() as elsewhere,
        browser() as opened,
    ):
        own = f"http://{HOST}:{port}"
        asked = {
            "folium, municipalities": (f"{others}/folium", 0.5, "true"),
            "Leaflet alone, municipalities": (f"{others}/leaflet", 0.5, "true"),
            STATES: (f"{own}/", 0.5, ROWS.format(32)),
            "unmap, municipalities": (f"{own}/?level=municipality", 0.5, "true"),
        }
        if elsewhere:
            asked[PROVINCES] = (f"{elsewhere}/", 0.5, ROWS.format(23))
        found: dict[str, list[Drawn]] = {name: [] for name in asked}
        for turn in range(runs + 1):  # the first warms the servers and is not counted
            for name, (address, spot, ready) in asked.items():
                drawn = drawing(opened, address, spot, ready)
                if turn:
                    found[name].append(drawn)
    base = statistics.median(one.seconds for one in found["folium, municipalities"])
    for name, all_of in found.items():
        seconds = sorted(one.seconds for one in all_of)
        middle = statistics.median(seconds)
        wire, busy, shift = (
            statistics.median(values)
            for values in zip(*((one.wire, one.busy, one.shift) for one in all_of), strict=True)
        )
        print(
            f"{name:32} {middle:.3f} s ({seconds[0]:.3f} to {seconds[-1]:.3f}), "
            f"{middle / base:.2f} of folium, {1000 * busy:.0f} ms of a processor, {wire / 1000:,.0f} kB on the wire, "
            f"layout shift {shift:.3f}"
        )
    if PROVINCES in found:
        for what, taken in (("time", "seconds"), ("processor's time", "busy")):
            states, provinces = (
                statistics.median(getattr(one, taken) for one in found[name]) for name in (STATES, PROVINCES)
            )
            print(f"provinces of Chad take {provinces / states:.2f} of the {what} of Mexico's states (limit 1)")


if __name__ == "__main__":
    main()
