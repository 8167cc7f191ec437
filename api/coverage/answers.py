"""Answers of the coverage engine as bodies, in the format asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.export.answers import about_answer, answer_file, answer_name
from unmap.export.files import MEDIA_TYPES, Form
from unmap.layers import encode_collection
from unmap.layers.coverage_features import PLACES, answer_features, place_features

from ..record.formats import document_body
from ..wire.bodies import GEOJSON, attached, encode, named

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
    if asked.file:
        return file_body(asked, answer, {one: answer.table(one) for one in listed}, table)
    if asked.form == "geojson":
        features = place_features(answer, table) if table in PLACES else answer_features(asked.service.layers, answer)
        content = encode_collection(features, answer.head)
        return encode(content, GEOJSON, named(answer_name(answer, Form.GEOJSON, table)), final=answer.final)
    document = answer.document(listed)
    if asked.form == "html" and "need" not in document:
        # Beside one need a page says which year is whose.
        document["period"] = about_answer(answer).period
    return document_body(asked, document, TITLES[answer.name], final=answer.final)


def file_body(asked: Wanted, answer: Answer, tables: dict[str, pd.DataFrame], part: str | None = None) -> Body:
    """Give tables of an answer, or the one called `part`, as a file: a workbook of all, or CSV of the first."""
    form = Form(asked.form)
    content = answer_file(answer, tables, form, asked.extras)
    return encode(content, MEDIA_TYPES[form], attached(answer_name(answer, form, part)), final=answer.final)
