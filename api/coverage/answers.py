"""Answers of the coverage engine as bodies, in the format asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.export.answers import about_answer, answer_csv
from unmap.export.workbook import workbook
from unmap.layers import encode_collection
from unmap.layers.coverage_features import PLACES, answer_features, place_features

from ..record.formats import document_body
from ..wire.bodies import CSV, GEOJSON, XLSX, attached, encode

if TYPE_CHECKING:
    import pandas as pd

    from unmap.layers.coverage_answer import Answer

    from ..record.formats import Wanted
    from ..wire.bodies import Body

TITLES = {
    "coverage": "Gaps between need and presence",
    "equity": "Equity of presence",
    "clusters": "Clusters of need, presence and gap",
    "outcome-gaps": "Outcomes against their own needs",
    "footprints": "Footprints of agencies",
    "change": "Need over the years",
    "reach": "People in need near an office",
    "siting": "Places for more offices",
}
"""What the pages of the answers are called."""


def answer_body(asked: Wanted, answer: Answer, table: str | None = None, tables: tuple[str, ...] | None = None) -> Body:
    """Give an answer in the format wanted.

    JSON, pages and workbooks have all tables, those in `tables`, or the one asked for; CSV has one, and GeoJSON what
    can be drawn.
    """
    listed = (table,) if table is not None else tables or tuple(answer.tables)
    name = answer.name if table is None else f"{answer.name}-{table}"
    if asked.form == "csv":
        return csv_body(answer, answer.table(table), name)
    if asked.form == "xlsx":
        return workbook_body(answer, {one: answer.table(one) for one in listed}, name)
    if asked.form == "geojson":
        features = place_features(answer, table) if table in PLACES else answer_features(asked.service.layers, answer)
        content = encode_collection(features, answer.head)
        return encode(content, GEOJSON, final=answer.final)
    document = answer.document(listed)
    if asked.form == "html" and "need" not in document:
        # Beside one need a page says which year is whose.
        document["period"] = about_answer(answer).period
    return document_body(asked, document, TITLES[answer.name], final=answer.final)


def csv_body(answer: Answer, table: pd.DataFrame, name: str) -> Body:
    """Give a table of an answer as CSV."""
    return encode(answer_csv(answer, table, name), CSV, attached(f"{name}.csv"), final=answer.final)


def workbook_body(answer: Answer, tables: dict[str, pd.DataFrame], name: str) -> Body:
    """Give a workbook with a sheet for each table, and one that says what was asked and where it all comes from."""
    sheets = {one[:1].upper() + one[1:]: answer.stamped(table) for one, table in tables.items()}
    content = workbook({**sheets, "Sources": answer.about()})
    return encode(content, XLSX, attached(f"{name}.xlsx"), final=answer.final)
