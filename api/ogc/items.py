"""Pages of a collection, as GeoJSON or CSV with the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.export.delimited import csv_text
from unmap.layers import encode_collection

from ..links import link, page_links
from ..wire.bodies import GEOJSON, JSON, encode, encode_csv

if TYPE_CHECKING:
    import numpy as np
    from starlette.requests import Request

    from unmap.layers import Layer, Resolution

    from ..parameters import PageParameters
    from ..wire.bodies import Body


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of a layer match a request, and how finely they are drawn."""

    rows: np.ndarray
    resolution: Resolution


def items_body(request: Request, name: str, layer: Layer, selection: Selection, page: PageParameters) -> Body:
    """Give the page of the selected rows that was asked for."""
    matched = int(selection.rows.size)
    rows = selection.rows[page.offset : page.offset + page.limit]
    if page.f == "csv":
        return encode_csv(csv_text(layer.table.iloc[rows]), name)
    members = {
        "links": [
            *page_links(request, GEOJSON, offset=page.offset, limit=page.limit, matched=matched),
            link(request, f"/api/collections/{name}", "collection", JSON, name),
        ],
        "numberMatched": matched,
        "numberReturned": len(rows),
    }
    content = encode_collection(layer.features(rows.tolist(), selection.resolution), members)
    # A whole layer is what every map asks for first.
    return encode(content, GEOJSON, well=not request.url.query)
