"""Answers of the coverage engine as bodies, in the format asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from unmap.export.delimited import csv_text
from unmap.layers import encode_collection
from unmap.layers.coverage_features import answer_features

from ..wire.bodies import GEOJSON, JSON, encode, encode_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.layers import LayerStore
    from unmap.layers.coverage_answer import Answer

    from ..wire.bodies import Body


def answer_json(answer: Answer, tables: Iterable[str] | None = None) -> Body:
    """Give an answer as JSON, with all of its tables or those named."""
    return encode(orjson.dumps(answer.document(tables)), JSON, final=answer.final)


def answer_body(answer: Answer, form: str, table: str | None = None, layers: LayerStore | None = None) -> Body:
    """Give an answer as JSON, with one or all tables; as CSV, one table; or as GeoJSON of what can be drawn."""
    if form == "csv":
        text = csv_text(answer.stamped(answer.table(table)))
        name = answer.name if table is None else f"{answer.name}-{table}"
        return encode_csv(text, name, final=answer.final)
    if form == "geojson" and layers is not None:
        return encode(encode_collection(answer_features(layers, answer), answer.head), GEOJSON, final=answer.final)
    return answer_json(answer, None if table is None else (table,))
