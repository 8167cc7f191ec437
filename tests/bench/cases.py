"""What is asked of each server, and how many times as fast unmap is meant to be."""

from __future__ import annotations

import gzip
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import mapbox_vector_tile
import orjson

from tests.bench.servers import HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVERS = ("unmap", "pygeoapi", "tipg")

ATTEMPTS = 10

TILE_TOLERANCE = 0.05
"""Share of the features of a tile by which servers may differ: each has its own margin around it, and drops slivers."""


@dataclass(frozen=True)
class Case:
    """The path of one question on each server; `least` says how many times as fast unmap should be as a peer."""

    title: str
    unmap: str
    pygeoapi: str
    tipg: str
    of_nginx: float | None = None
    of_peers: float | None = None
    tile: bool = False

    @property
    def name(self) -> str:
        """Name it in one word."""
        return self.title.replace(" ", "-").replace(",", "")

    def path(self, server: str) -> str:
        """Give its path on a server."""
        return str(getattr(self, server))


def _pygeoapi(rest: str, table: str = "municipalities_detail") -> str:
    return f"/collections/{table}/{rest}"


def _tipg(rest: str, table: str = "municipalities_detail") -> str:
    return f"/collections/public.{table}/{rest}"


ALL = "limit=10000"
"""Both peers give 10 features unless asked for more."""

CASES = (
    Case(
        "whole municipal layer",
        "/api/collections/municipalities/items",
        _pygeoapi(f"items?f=json&{ALL}", "municipalities"),
        _tipg(f"items?f=geojson&{ALL}", "municipalities"),
        of_nginx=0.85,
        of_peers=100,
    ),
    Case(
        "states layer",
        "/api/collections/states/items",
        _pygeoapi(f"items?f=json&{ALL}", "states"),
        _tipg(f"items?f=geojson&{ALL}", "states"),
        of_nginx=0.6,
        of_peers=100,
    ),
    Case(
        "municipalities of one state",
        "/api/collections/municipalities/items?state_code=07",
        _pygeoapi(f"items?f=json&{ALL}&state_code=07"),
        _tipg(f"items?f=geojson&{ALL}&state_code=07"),
        of_nginx=0.5,
    ),
    Case(
        "vector tile, warm",
        "/api/collections/municipalities/tiles/WebMercatorQuad/6/28/14",
        _pygeoapi("tiles/WebMercatorQuad/6/28/14?f=mvt"),
        _tipg("tiles/WebMercatorQuad/6/14/28"),  # column before row
        of_nginx=0.75,
        of_peers=100,
        tile=True,
    ),
    Case(
        "one feature",
        "/api/collections/municipalities/items/23005",
        _pygeoapi("items/23005?f=json"),
        _tipg("items/23005?f=geojson"),
        of_nginx=0.4,
        of_peers=10,
    ),
)

UNSEEN = Case(
    "bbox and filter never seen before",
    "/api/collections/municipalities/items?bbox=BOX&filter=need_pct%3ELEAST",
    _pygeoapi(f"items?f=json&{ALL}&bbox=BOX&filter-lang=cql-text&filter=need_pct%3ELEAST"),
    _tipg(f"items?f=geojson&{ALL}&bbox=BOX&filter-lang=cql2-text&filter=need_pct%3ELEAST"),
    of_peers=10,
)
"""Another box and another number in each request."""


def answered(port: int, path: str) -> tuple[int, bytes]:
    """Ask once; give the status and the body, unpacked."""
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310 - our own server
            body = answer.read()
            packed = answer.headers["Content-Encoding"] == "gzip"
            return answer.status, gzip.decompress(body) if packed else body
    except urllib.error.HTTPError as error:
        return error.code, b""


def not_there(case: Case, port: int, path: str | None = None) -> str | None:
    """Say why unmap cannot be asked for a case, None where it can; what a busy machine cuts short is asked again."""
    for _ in range(ATTEMPTS):
        code, _body = answered(port, path or case.unmap)
        if code != HTTPStatus.SERVICE_UNAVAILABLE:
            break
        time.sleep(1)
    return None if code == HTTPStatus.OK else f"{case.title}: skipped, unmap answers {code}"


def compare(case: Case, ports: Mapping[str, int], paths: Mapping[str, str] | None = None) -> int:
    """Ask each server once and give the number of features; raises RuntimeError where their answers differ."""
    found = {}
    for server, port in ports.items():
        code, body = answered(port, paths[server] if paths else case.path(server))
        if code != HTTPStatus.OK:
            raise RuntimeError(f"{case.title}: {server} answers {code}")
        found[server] = _tile_size(body) if case.tile else _codes(body)
    ours = found["unmap"]
    for server, theirs in found.items():
        if isinstance(ours, int) and isinstance(theirs, int):
            if abs(ours - theirs) > TILE_TOLERANCE * max(ours, theirs):
                raise RuntimeError(f"{case.title}: {theirs} features from {server}, {ours} from unmap")
        elif ours != theirs:
            raise RuntimeError(f"{case.title}: {server} and unmap give other features")
    return ours if isinstance(ours, int) else len(ours)


def _codes(body: bytes) -> frozenset[str]:
    """Name the features of an answer; servers disagree on whether the key is a property too."""
    document = orjson.loads(body)
    features = document.get("features", [document])
    codes = frozenset(str(feature["id"]) for feature in features)
    if len(codes) != len(features):
        raise RuntimeError("a feature stands twice in an answer")
    return codes


def _tile_size(body: bytes) -> int:
    layers = mapbox_vector_tile.decode(body)
    return sum(len(layer["features"]) for layer in layers.values())
