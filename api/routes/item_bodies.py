"""Items of a collection in every format: GeoJSON and pages by pages, files as a whole unless less is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from unmap.errors import ParameterError
from unmap.features import encode_collection
from unmap.features.crs import CRS84
from unmap.features.layer_store import layer_sources
from unmap.formats.content import Content, about, span
from unmap.formats.styles import initiative_style, need_style, office_style
from unmap.formats.writing import EXTRAS, MEDIA_TYPES, Form, file_name
from unmap.model.plain import records
from unmap.model.properties import GEOMETRY
from unmap.model.report_names import period_text, report_mark
from unmap.store.dataset import once_per_dataset

from ..http.bodies import GEOJSON, HTML, JSON, attached, encode, named
from ..links import alternates, link, page_links
from ..pages.render import html_body
from .collections import RELATIONS, collections_of
from .item_parameters import PAGE_DEFAULT
from .serializers import HTML_TYPE, ITEM_TYPES, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from starlette.requests import Request

    from unmap.features import Layer, Look
    from unmap.features.crs import Crs
    from unmap.formats.content import About
    from unmap.formats.styles import Style
    from unmap.model import NeedChoice
    from unmap.store import Dataset

    from ..http.bodies import Body
    from ..links import Link
    from ..service import Service
    from .item_parameters import ItemsParameters

OTHER_CRS = "another reference system than CRS84 is given as json only"

LONG_FORMATS = frozenset({"xlsx", "gpkg", "parquet", "topojson"})
"""Formats of which the municipalities take so long that others must not wait behind them."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as one request means it: its layer with the need chosen, and where its figures come from."""

    service: Service
    name: str
    layer: Layer
    about: About
    need: NeedChoice | None = None

    @property
    def title(self) -> str:
        """What people call it."""
        return collections_of(self.service.dataset)[self.name][0]


def _file_name(of: Collection, form: Form) -> str:
    dataset = of.service.dataset
    return file_name(of.name, of.about, form, report_mark(dataset.report, dataset.all_reports))


def collection_of(service: Service, name: str, layer: Layer, need: NeedChoice | None = None) -> Collection:
    """Give a collection with its sources, those of `need` among them."""
    dataset = service.dataset
    known = _abouts(dataset)
    if (name, need) not in known:
        years = [need.year] if need and need.given else []
        known[name, need] = about(
            dataset, layer_sources(dataset, name, need), span([period_text(dataset.report), *years])
        )
    return Collection(service, name, layer, known[name, need], need)


@once_per_dataset
def _abouts(_: Dataset) -> dict[tuple[str, NeedChoice | None], About]:
    # Looking the sources up takes longer than finding most features.
    return {}


@dataclass(frozen=True, slots=True)
class Items:
    """What a request for items found: rows of a collection in order, and how they are given out."""

    of: Collection
    rows: np.ndarray
    look: Look

    def page(self, offset: int, limit: int) -> Items:
        """Give a part of it."""
        return replace(self, rows=self.rows[offset : offset + limit])

    @property
    def columns(self) -> list[str]:
        """The columns of a table of it: its properties, and for points their coordinates unless they are skipped."""
        known = list(self.of.layer.table.columns)
        chosen = known if self.look.names is None else [*self.look.names]
        places = [column for column in known if column not in self.of.layer.schema]
        if not self.look.geometry:
            return [column for column in chosen if column not in places]
        return chosen if self.look.names is None else [*chosen, *places]


def headers_of(service: Service, crs: Crs = CRS84) -> dict[str, str]:
    """Give the headers of features: their reference system (Part 2), and when the data were written.

    That stands in no member of the body: `timeStamp` of the standard would be the time of the answer, and then no two
    answers were the same bytes.
    """
    return {"content-crs": f"<{crs.uri}>", "last-modified": format_datetime(service.written, usegmt=True)}


def _queryables(request: Request, found: Items) -> Link:
    path = f"/api/collections/{found.of.name}/queryables"
    return link(request, path, f"{RELATIONS}/queryables", SCHEMA, f"queryables of {found.of.title.lower()}")


def _headers(request: Request, found: Items) -> dict[str, str]:
    """Give the headers of several features: those of one, and where it says what they can be filtered by (Part 3)."""
    queryables = _queryables(request, found)
    stated = f'<{queryables["href"]}>; rel="{queryables["rel"]}"; type="{queryables["type"]}"'
    return {**headers_of(found.of.service, found.look.crs), "link": stated}


def items_body(request: Request, found: Items, query: ItemsParameters, form: str) -> Body:
    """Give what was found in a format; raises ParameterError for what the format cannot hold."""
    query.extras.refuse(form)
    if form != "json" and found.look.crs is not CRS84:
        raise ParameterError("crs", OTHER_CRS)
    if form == "json":
        return _geojson(request, found, query)
    return _page(request, found, query) if form == "html" else _file(request, found, query, Form(form))


def _geojson(request: Request, found: Items, query: ItemsParameters) -> Body:
    part = found.page(query.offset, query.limit)
    members = _members(request, found, "json", offset=query.offset, limit=query.limit)
    content = encode_collection(found.of.layer.features(part.rows.tolist(), found.look), members)
    # A whole layer is what every map asks for first.
    headers = {**_headers(request, found), **named(_file_name(found.of, Form.GEOJSON))}
    return encode(content, GEOJSON, headers, well=not request.url.query)


def _members(  # noqa: PLR0913 - a page of items, its format and whether its length was asked for
    request: Request, found: Items, form: str, *, offset: int, limit: int, implied: int | None = None
) -> dict[str, Any]:
    """Give what stands beside the features of a page, whose limit is `implied` where a request gives none."""
    matched = int(found.rows.size)
    media_type = ITEM_TYPES[form]
    return {
        "links": [
            *page_links(request, media_type, offset=offset, limit=limit, matched=matched, implied=implied),
            *_other_formats(request, form, found.look.crs, whole=implied is not None),
            link(request, f"/api/collections/{found.of.name}", "collection", JSON, found.of.title),
            _queryables(request, found),
        ],
        "numberMatched": matched,
        "numberReturned": max(0, min(limit, matched - offset)),
        "about": found.of.about.document(),
    }


def _other_formats(request: Request, form: str, crs: Crs, *, whole: bool) -> list[Link]:
    # A page or file is in CRS84; the extras of one format have no place in most others.
    without = [*EXTRAS] if crs is CRS84 else [*EXTRAS, "crs"]
    if whole:
        # A page is cut where a reader tires: who saves what it lists, and asked for no part, must not miss the rest.
        without.append("offset")
    return alternates(request, ITEM_TYPES, form, *without)


def _page(request: Request, found: Items, query: ItemsParameters) -> Body:
    limit = query.limit if query.limited else PAGE_DEFAULT
    implied = None if query.limited else PAGE_DEFAULT
    part = found.page(query.offset, limit)
    # A table needs a column, even where no property was asked for.
    columns = part.columns or [next(iter(found.of.layer.schema))]
    rows = records(found.of.layer.table.iloc[part.rows][columns])
    names = found.of.layer.names if found.look.names is None else found.look.names
    features = [
        {
            "type": "Feature",
            "id": orjson.loads(found.of.layer.keys[row]),
            GEOMETRY: None,
            "properties": {name: record[name] for name in names},
        }
        for row, record in zip(part.rows.tolist(), rows, strict=True)
    ]
    document = {
        "type": "FeatureCollection",
        **_members(request, found, "html", offset=query.offset, limit=limit, implied=implied),
        "features": features,
    }
    body = html_body(
        found.of.service,
        "items.html",
        document=document,
        title=found.of.title,
        request=request,
        request_path=request.url.path,
        columns=columns,
        rows=rows,
    )
    return encode(body.content, HTML, _headers(request, found))


def _file(request: Request, found: Items, query: ItemsParameters, form: Form) -> Body:
    limit = query.limit if query.limited else max(1, found.rows.size)
    part = found.page(query.offset, limit)
    schema = found.of.layer.schema
    shapes = found.of.layer.geometries.shapes(found.look.resolution)[part.rows] if found.look.geometry else None
    content = Content(
        name=found.of.name,
        title=found.of.title,
        table=found.of.layer.table.iloc[part.rows][part.columns].reset_index(drop=True),
        about=found.of.about,
        registry=found.of.service.dataset.registry,
        shapes=shapes,
        key=next(iter(schema)) if next(iter(schema)) in part.columns else None,
        style=_style(found.of),
        descriptions={name: one.description or one.title for name, one in schema.items() if name in part.columns},
    )
    headers = {**_headers(request, found), **attached(_file_name(found.of, form))}
    return encode(found.of.service.write(content, form, query.extras), MEDIA_TYPES[form], headers)


def _style(collection: Collection) -> Style:
    if collection.need is not None:
        dataset, values = collection.service.dataset, collection.layer.table["need_value"]
        return need_style(dataset, collection.need, values)
    return office_style() if collection.name == "offices" else initiative_style()


def feature_body(request: Request, found: Items, form: str) -> Body:
    """Give the one feature that was found, with links to what is known of its areas."""
    [row] = found.rows.tolist()
    [feature] = found.of.layer.features([row], found.look)
    members = {
        "links": _feature_links(request, found, row, form),
        "about": found.of.about.document(),
    }
    headers = headers_of(found.of.service, found.look.crs)
    if form == "json":
        return encode(b"%b,%b" % (feature[:-1], orjson.dumps(members)[1:]), GEOJSON, headers)
    [properties] = records(found.of.layer.table.iloc[[row]][list(found.of.layer.names)])
    document = {**orjson.loads(feature), "properties": properties, **members}
    body = html_body(
        found.of.service, "feature.html", document=document, request=request, request_path=request.url.path
    )
    return encode(body.content, HTML, headers)


def _feature_links(request: Request, found: Items, row: int, form: str) -> list[Link]:
    media_types = {"json": GEOJSON, "html": HTML_TYPE}
    given = dict(request.query_params)
    without = () if found.look.crs is CRS84 else ("crs",)
    return [
        link(request, request.url.path, "self", media_types[form], "this feature", **given),
        *alternates(request, media_types, form, *without),
        link(request, f"/api/collections/{found.of.name}", "collection", JSON, found.of.title),
        *(
            link(request, f"/api/areas/{code}", "related", JSON, f"all that is known of {code}")
            for code in _areas_of(found.of.layer.table.iloc[row].to_dict())
        ),
    ]


def _areas_of(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    """Give the codes of the areas that a feature is, or lies in as far as its record says."""
    if "area_codes" in row:
        return tuple(row["area_codes"])
    return (row["code"],) if "code" in row else (row["municipality_code"] or row["state_code"],)
