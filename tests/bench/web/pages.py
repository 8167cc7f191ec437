"""The pages that unmap's is measured beside: the same municipal layer by folium, and by Leaflet alone on a canvas.

Both carry Leaflet inside and ask for no other host: as light as such pages can be made.
"""

from __future__ import annotations

import gzip
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import folium
import orjson
from branca.element import Element, Figure

import unmap
from tests.bench.servers import HOST
from unmap.features import LayerStore, Resolution, encode_collection
from unmap.files import built_web
from unmap.formats.styles import NO_DATA, class_colours
from unmap.measures import choose_need
from unmap.measures.need import legend

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HTML = "text/html; charset=utf-8"
COUNTRY = [[14.5, -117.2], [32.75, -86.7]]

BARE = """<!doctype html><html><head><meta charset="utf-8"><title>Leaflet</title><style>%(css)s
html,body,#map{height:100%%;margin:0}</style><script>%(js)s</script></head><body><div id="map"></div><script>
const map = L.map('map', {preferCanvas: true}).fitBounds(%(country)s);
fetch('/municipalities.json').then((answer) => answer.json()).then((areas) => L.geoJSON(areas, {
  style: ({properties}) => ({weight: 0.4, color: '#fff', fillOpacity: 1, fillColor: properties.colour}),
}).addTo(map));
</script></body></html>"""

Pages = dict[str, tuple[str, bytes]]


def planners_pages() -> Pages:
    """Give the pages by path, each its media type and body."""
    collection = _municipalities()
    bare = BARE % {"css": _leaflet("leaflet.css"), "js": _leaflet("leaflet.js"), "country": COUNTRY}
    return {
        "/folium": (HTML, _by_folium(collection).encode()),
        "/leaflet": (HTML, bare.encode()),
        "/municipalities.json": ("application/geo+json", collection),
    }


def _municipalities() -> bytes:
    """Write unmap's own layer with a name, a value and a colour for each area: what such a page shows."""
    dataset = unmap.load()
    choice = choose_need(dataset, "municipality")
    layer = LayerStore(dataset).areas(choice)
    upper = legend(dataset, choice, layer.table["need_value"]).upper
    colours = class_colours(len(upper), low_is_worse=False)

    def kept(encoded: bytes) -> bytes:
        feature: dict[str, Any] = orjson.loads(encoded)
        # What is not known is left out.
        name, value = (feature["properties"].get(key) for key in ("name", "need_value"))
        index = None if value is None else next((i for i, bound in enumerate(upper) if value <= bound), len(upper) - 1)
        feature["properties"] = {"name": name, "value": value, "colour": NO_DATA if index is None else colours[index]}
        return orjson.dumps(feature)

    features = layer.features(range(len(layer.table)), Resolution.OVERVIEW)
    return encode_collection([kept(feature) for feature in features], {})


def _leaflet(name: str) -> str:
    """Read Leaflet as the web build leaves it, without images, which no page here uses."""
    return re.sub(r"url\((?:images/[^)]*)?\)", "none", (built_web() / "standalone" / name).read_text("utf-8"))


def _by_folium(collection: bytes) -> str:
    page = folium.Map(tiles=None, prefer_canvas=True)
    page.default_js, page.default_css = [], []
    page.fit_bounds(COUNTRY)
    folium.GeoJson(
        collection.decode(),
        style_function=lambda feature: {
            "weight": 0.4,
            "color": "#ffffff",
            "fillOpacity": 1,
            "fillColor": feature["properties"]["colour"],
        },
        tooltip=folium.GeoJsonTooltip(["name", "value"]),
    ).add_to(page)
    root = page.get_root()
    assert isinstance(root, Figure)  # folium hangs every map in a figure
    root.header.add_child(Element(f"<script>{_leaflet('leaflet.js')}</script>"), name="leaflet_script")
    root.header.add_child(Element(f"<style>{_leaflet('leaflet.css')}</style>"), name="leaflet_style")
    return str(root.render())


@contextmanager
def serving(pages: Mapping[str, tuple[str, bytes]]) -> Iterator[str]:
    """Serve the pages compressed, ready before the first request; give the address."""
    ready = {path: (kind, gzip.compress(body, 9)) for path, (kind, body) in pages.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that the standard library asks for
            found = ready.get(self.path)
            kind, body = found or ("text/plain", gzip.compress(b"not here"))
            self.send_response(200 if found else 404)
            for name, value in (("content-type", kind), ("content-encoding", "gzip"), ("content-length", len(body))):
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
