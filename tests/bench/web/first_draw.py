"""From navigation to the drawn map: unmap's states and municipalities beside folium and Leaflet alone.

    python -m tests.bench.web.first_draw [--runs 9]

Targets: states drawn and usable within 0.5 of folium's time, all municipalities within 0.7; the first load at most
450 kB on the wire with states, 1.3 MB with all municipalities. The pages take turns, so that all meet the same machine.
"""

from __future__ import annotations

import argparse
import statistics

from tests.bench.servers import HOST, free_port, running, unmap_serve
from tests.bench.web.pages import planners_pages, serving
from tests.bench.web.watching import Drawn, browser, drawing

ROWS = "document.querySelectorAll('#list tbody tr').length >= 32"
"""Usable: the table stands beside the map."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    port = free_port()
    with serving(planners_pages()) as others, running(unmap_serve(port), port, "/"), browser() as opened:
        own = f"http://{HOST}:{port}"
        asked = {
            "folium, municipalities": (f"{others}/folium", 0.5, "true"),
            "Leaflet alone, municipalities": (f"{others}/leaflet", 0.5, "true"),
            "unmap, states": (f"{own}/", 0.5, ROWS),
            "unmap, municipalities": (f"{own}/?level=municipality", 0.5, "true"),
        }
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
        wire = statistics.median(one.wire for one in all_of)
        print(
            f"{name:32} {middle:.3f} s ({seconds[0]:.3f} to {seconds[-1]:.3f}), "
            f"{middle / base:.2f} of folium, {wire / 1000:,.0f} kB on the wire"
        )


if __name__ == "__main__":
    main()
