"""Need: the indicators there are, and the values of one of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import choose_need, need_by_area
from unmap.dataset import COUNTRY_CODE
from unmap.export.delimited import csv_text
from unmap.layers import legend, records
from unmap.models import Level

from ..parameters import LevelNeedQuery, NoQuery, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from ..wire.bodies import JSON, encode, encode_csv
from .records import default_records, indicator_record

if TYPE_CHECKING:
    from ..wire.bodies import Body

router = APIRouter(prefix="/api/need", tags=["Need"], dependencies=[Depends(refuse_repeats)], responses=RESPONSES)


@router.get("/indicators", summary="Indicators")
async def indicators(request: Request, service: TheService, _: NoQuery) -> Response:
    """Every indicator with its series, years, direction and source, and which of them is the default."""

    def content() -> dict[str, Any]:
        dataset = service.dataset
        found = [dataset.indicator(indicator_id) for indicator_id in dataset.indicators["indicator_id"]]
        return {
            "default": default_records(dataset),
            "indicators": [indicator_record(dataset, indicator) for indicator in found],
        }

    return await service.answer_json(request, content)


@router.get("", summary="Values of one indicator")
async def need(request: Request, service: TheService, query: LevelNeedQuery) -> Response:
    """Values of one indicator in one year for every area of a level, with the classes of a map's legend."""

    def body() -> Body:
        dataset = service.dataset
        choice = choose_need(dataset, Level(query.level), query.indicator, query.year)
        by_area = need_by_area(dataset, choice)
        areas = by_area.drop(index=COUNTRY_CODE).reset_index()
        if query.f == "csv":
            named = areas.assign(
                indicator_id=choice.indicator.indicator_id,
                series=choice.indicator.series,
                year=choice.year,
                source_id=choice.indicator.source_id,
            )
            return encode_csv(csv_text(named), "need")
        [country] = records(by_area.loc[[COUNTRY_CODE]])
        content = {
            "level": query.level,
            "indicator": indicator_record(dataset, choice.indicator),
            "year": choice.year,
            "classes": asdict(legend(dataset, choice, areas["value"])),
            "country": None if country["value"] is None else country,
            "values": records(areas),
        }
        return encode(orjson.dumps(content), JSON)

    return await service.answer(request, body)
