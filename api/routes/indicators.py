"""Need: the indicators there are, and the values of one of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.formats.content import span
from unmap.measures import default_need, need_by_area
from unmap.measures.answer import source_record, with_names
from unmap.measures.need import legend, level_of, required_need
from unmap.model import PresenceQuery
from unmap.model.plain import records
from unmap.store import COUNTRY, COUNTRY_CODE

from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..service import TheService
from .measure_parameters import LevelNeedQuery, TableQuery
from .serializers import TABLE_FORMS, document_body, table_body, wanted

if TYPE_CHECKING:
    from unmap.model import Indicator, NeedChoice
    from unmap.store import Dataset

    from ..http.bodies import Body

router = APIRouter(prefix="/api/need", tags=["Need"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


@router.get("/indicators", summary="Indicators")
async def indicators(request: Request, service: TheService, query: TableQuery) -> Response:
    """Every indicator with its series, years, direction and source, and which of them is the default."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        if wish.file:
            years = span(year for years in dataset.years.values() for year in years)
            return table_body(wish, "indicators", _indicator_table(dataset), dataset.indicators["source_id"], years)
        found = [dataset.indicator(indicator_id) for indicator_id in dataset.indicators["indicator_id"]]
        content = {
            "default": default_records(dataset),
            "indicators": [indicator_record(dataset, indicator) for indicator in found],
        }
        return document_body(wish, content, "Indicators of need")

    return await service.answer(request, body)


def _indicator_table(dataset: Dataset) -> pd.DataFrame:
    """Give the indicators as a flat table: the years of each level as texts, and which is the default of a level."""
    chosen = {(default["indicator_id"], level) for level, default in default_records(dataset).items() if default}
    table = dataset.indicators.copy()
    ids = table["indicator_id"]
    words = _words(dataset)
    for level in words:
        years = [tuple(str(year) for year in dataset.years.get((one, level), ())) for one in ids]
        table[f"years_{level}"] = pd.Series(years, index=table.index, dtype=object)
    defaults = [tuple(level for level in words if (one, level) in chosen) for one in ids]
    return table.assign(default_of=pd.Series(defaults, index=table.index, dtype=object))


@router.get("", summary="Values of one indicator")
async def need(request: Request, service: TheService, query: LevelNeedQuery) -> Response:
    """Values of one indicator in one year for every area of a level, with the classes of a map's legend."""
    wish = wanted(request, service, query, TABLE_FORMS)

    def body() -> Body:
        dataset = service.dataset
        level = dataset.level(query.level or level_of(dataset, query.indicator)).word
        choice = required_need(dataset, PresenceQuery(level=level, indicator=query.indicator, year=query.year))
        by_area = need_by_area(dataset, choice)
        areas = by_area.drop(index=COUNTRY_CODE).reset_index()
        if wish.file:
            named = areas.assign(
                indicator_id=choice.indicator.indicator_id,
                series=choice.indicator.series,
                year=choice.year,
                source_id=choice.indicator.source_id,
            )
            return table_body(wish, "need", named, [choice.indicator.source_id], str(choice.year))
        [country] = records(by_area.loc[[COUNTRY_CODE]])
        content = {
            "level": level,
            "indicator": indicator_record(dataset, choice.indicator),
            "year": choice.year,
            "classes": asdict(legend(dataset, choice, areas["value"])),
            "country": None if country["value"] is None else country,
            # People read names where systems join by code.
            "values": records(with_names(dataset, areas) if wish.form == "html" else areas),
        }
        return document_body(wish, content, _title(choice))

    return await service.answer(request, body, long=wish.long)


def _words(dataset: Dataset) -> tuple[str, ...]:
    """Give the words of all levels at which values are published, the country first."""
    return (COUNTRY, *(level.word for level in dataset.admin_levels))


def _title(choice: NeedChoice) -> str:
    return f"{choice.indicator.name_en} ({choice.indicator.unit_name_en}), {choice.year}"


def indicator_record(dataset: Dataset, indicator: Indicator) -> dict[str, Any]:
    """Give an indicator with the years that it has at each level, and its source."""
    record = asdict(indicator)
    del record["levels"], record["source_id"]
    return {
        **record,
        "years": {level: dataset.years.get((indicator.indicator_id, level), ()) for level in _words(dataset)},
        "source": source_record(dataset, indicator.source_id),
    }


def default_records(dataset: Dataset) -> dict[str, Any]:
    """Give the need that is meant unless another is asked for, by level; None for a level without need."""
    chosen = {level.word: default_need(dataset, level.word) for level in dataset.admin_levels}
    return {
        level: {"indicator_id": choice.indicator.indicator_id, "year": choice.year} if choice.given else None
        for level, choice in chosen.items()
    }
