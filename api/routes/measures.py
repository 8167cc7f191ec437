"""Measures of need beside presence: gaps, equity, clusters, who is furthest behind, reach, siting and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError
from unmap.features import Resolution, encode_collection
from unmap.features.encoding import PLACES, answer_features, place_features
from unmap.formats.answer_files import about_answer, answer_file, answer_name
from unmap.formats.writing import MEDIA_TYPES, Form
from unmap.measures.answer import AREAS
from unmap.measures.asking import codes
from unmap.measures.change import change_answer
from unmap.measures.clusters import cluster_answer
from unmap.measures.equity import equity_answer
from unmap.measures.footprints import footprint_answer
from unmap.measures.furthest_answer import furthest_answer
from unmap.measures.gap_answer import gap_answer
from unmap.measures.outcomes import outcome_answer
from unmap.measures.reach import reach_answer
from unmap.measures.report_change import report_change_answer
from unmap.measures.siting import siting_answer
from unmap.model.plain import records
from unmap.model.report_names import report_mark

from ..http.bodies import GEOJSON, JSON, attached, encode, named
from ..links import page_links
from ..parameters import refuse_repeats
from ..problems import LONG_RESPONSES
from ..service import TheService
from .furthest_parameters import FurthestBehindQuery
from .measure_parameters import (
    ChangeQuery,
    ClusterQuery,
    CoverageQuery,
    EquityQuery,
    FootprintQuery,
    OutcomeQuery,
    ReachQuery,
    ReportChangeQuery,
    SitingQuery,
)
from .serializers import SPATIAL_FORMS, TABLE_FORMS, document_body, wanted

if TYPE_CHECKING:
    import pandas as pd

    from unmap.measures.answer import Answer
    from unmap.store import Dataset

    from ..http.bodies import Body
    from .measure_parameters import CoverageParameters
    from .serializers import Wanted

TITLES = {
    "coverage": "Gaps between need and presence",
    "equity": "Equity of presence",
    "clusters": "Clusters of need, presence and gap",
    "furthest-behind": "Furthest behind, whatever the weights",
    "outcome-gaps": "Outcomes against their own needs",
    "footprints": "Footprints of agencies",
    "change": "Need over the years",
    "report-change": "Two reports",
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
        return encode(content, GEOJSON, named(_name(asked, answer, Form.GEOJSON, table)), final=answer.final)
    document = answer.document(listed)
    if asked.form == "html" and "need" not in document:
        # Beside one need a page says which year is whose.
        document["period"] = about_answer(answer).period
    return document_body(asked, document, TITLES[answer.name], final=answer.final)


def file_body(asked: Wanted, answer: Answer, tables: dict[str, pd.DataFrame], part: str | None = None) -> Body:
    """Give tables of an answer, or the one called `part`, as a file: a workbook of all, or CSV of the first."""
    form = Form(asked.form)
    content = answer_file(asked.service.dataset.registry, answer, tables, form, asked.extras)
    return encode(content, MEDIA_TYPES[form], attached(_name(asked, answer, form, part)), final=answer.final)


def _name(asked: Wanted, answer: Answer, form: Form, part: str | None) -> str:
    dataset = asked.service.dataset
    return answer_name(answer, form, part, report_mark(dataset.report, dataset.all_reports))


router = APIRouter(prefix="/api", tags=["Coverage"], dependencies=[Depends(refuse_repeats)], responses=LONG_RESPONSES)


@router.get("/coverage", summary="Gaps between need and presence")
async def coverage(request: Request, service: TheService, query: CoverageQuery) -> Response:
    """For each area its need, its presence, the gap between their shares of the country, and how sure its rank is.

    The gap is the area's share of the people in need less its share of presence, in percentage points; ranks carry
    their median and 90 % interval over every defensible choice of indicator, measure, kind of presence and counting,
    which `rank_concepts`, `rank_measures`, `rank_kinds` and `rank_countings` narrow. What cannot be said is null, and
    `reasons` says why.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)

    def body() -> Body:
        dataset = service.dataset
        question = query.question(dataset)
        _refuse_all_in_detail(dataset, query)
        return _page(wish, gap_answer(dataset, question, query.choices, query.listing, query.classes_with), query)

    return await service.answer(request, body, long=wish.long)


def _refuse_all_in_detail(dataset: Dataset, query: CoverageParameters) -> None:
    level = dataset.level(query.question(dataset).level)
    if query.resolution is Resolution.DETAIL and dataset.above(level) and query.area is None:
        problem = f"detail of {level.plural_en} is given for an area, not for the whole country"
        raise ParameterError("resolution", problem)


def _page(wish: Wanted, answer: Answer, query: CoverageParameters) -> Body:
    areas = answer.table(AREAS)
    page = areas.iloc[query.offset : query.offset + query.limit]
    if wish.file:
        return file_body(wish, answer, {answer.name: page})
    members = {**answer.head, "choices": records(answer.table("choices")), **_paging(wish, query, areas, page)}
    if wish.form == "geojson":
        features = answer_features(wish.service.layers, answer, page, query.resolution)
        return encode(encode_collection(features, members), GEOJSON, named(answer_name(answer, Form.GEOJSON)))
    return document_body(wish, {**members, AREAS: records(page)}, TITLES[answer.name])


def _paging(wish: Wanted, query: CoverageParameters, areas: pd.DataFrame, page: pd.DataFrame) -> dict[str, Any]:
    media_type = GEOJSON if wish.form == "geojson" else JSON
    return {
        "links": page_links(wish.request, media_type, offset=query.offset, limit=query.limit, matched=len(areas)),
        "numberMatched": len(areas),
        "numberReturned": len(page),
    }


@router.get("/equity", summary="Equity of presence")
async def equity(request: Request, service: TheService, query: EquityQuery) -> Response:
    """Concentration index and curve of presence over areas ordered by need, with a test against chance.

    `direction` says whether presence is concentrated where need is (pro-need), where it is not (against-need), or
    neither can be told from presence that falls by population alone (none).
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(wish, equity_answer(service.dataset, query.question(service.dataset))),
        long=wish.long,
    )


@router.get("/clusters", summary="Clusters of need, presence and gap")
async def clusters(request: Request, service: TheService, query: ClusterQuery) -> Response:
    """Moran's I, global and for each area, of need, presence and gap, and of need here with presence around.

    Where time runs out the permutations done so far count, and `complete` is false.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    question, permutations = query.question(service.dataset), query.permutations
    limit = service.settings.time_limit_s
    answer = await service.solve(
        request,
        ("clusters", question, permutations),
        lambda: cluster_answer(service.dataset, question, permutations, time_limit_s=limit),
    )
    return await service.answer(request, lambda: answer_body(wish, answer, query.table), long=wish.long)


@router.get("/furthest-behind", summary="Furthest behind, whatever the weights")
async def furthest_behind(request: Request, service: TheService, query: FurthestBehindQuery) -> Response:
    """Areas that are among the worst in several conditions at once, whatever weights these are given, and who is there.

    All weights are tried, since no one set of them is right. `lists` has areas and people that are surely among the
    worst `k` percent, those for which it depends on the weights, and those that never are; `areas` the share of the
    weightings, the interval of the rank and the conditions of each. `condition_notes` says what to beware of.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    question, behind = query.question(service.dataset), query.behind
    asked = (question, behind.conditions, behind.missing, behind.worst_share, behind.k, query.weights, behind.draws)
    answer = await service.solve(
        request,
        ("furthest-behind", *asked, behind.seed, behind.only),
        lambda: furthest_answer(service.dataset, question, behind),
    )
    return await service.answer(request, lambda: answer_body(wish, answer, query.table), long=wish.long)


@router.get("/outcome-gaps", summary="Outcomes against their own needs")
async def outcome_gaps(request: Request, service: TheService, query: OutcomeQuery) -> Response:
    """Each outcome's initiatives beside the official indicators that it aims at, by area.

    `kind` does not matter here, since presence is the outcome's initiatives, and the need is its own.
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    many = bool(service.dataset.above(query.level))
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            outcome_answer(service.dataset, query.question(service.dataset)),
            query.table,
            # Areas below the highest level are ten times thousands, and given to who asks for them.
            ("outcomes",) if many else None,
        ),
        long=many or wish.long,
    )


@router.get("/footprints", summary="Footprints of agencies")
async def footprints(request: Request, service: TheService, query: FootprintQuery) -> Response:
    """Agencies by areas; where each is absent from the highest need, and who is there instead; how agencies overlap.

    `agency` narrows whose rows are listed, not who counts as being there.
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(wish, footprint_answer(service.dataset, query.question(service.dataset)), query.table),
        long=wish.long,
    )


@router.get("/change", summary="Need over the years")
async def change(request: Request, service: TheService, query: ChangeQuery) -> Response:
    """Need in every year of each series, with the change within a series and never across its break."""
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            change_answer(
                service.dataset,
                query.level,
                query.concept,
                codes("area", query.area),
            ),
        ),
        long=wish.long,
    )


@router.get("/report-change", summary="Two reports")
async def report_change(request: Request, service: TheService, query: ReportChangeQuery) -> Response:
    """What two reports have in common, what is new in the later and what it does not report again.

    A thing is an organisation's office in an area, or its work there under one outcome or, where the record has none,
    on one theme. By area, organisation and sector kept + new is the later report, and kept + not_again the earlier one.
    Not reported again does not mean that it ended. Areas whose boundaries changed between the two are compared as one
    (`boundaries`). Without an earlier report `reasons` says so.
    """
    wish = wanted(request, service, query, TABLE_FORMS)
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            report_change_answer(service.dataset, query.since, query.question(service.dataset)),
            query.table,
        ),
        long=wish.long,
    )


@router.get("/reach", summary="People in need near an office")
async def reach(request: Request, service: TheService, query: ReachQuery) -> Response:
    """People in need within the radius of a field office, each counted once; by agency, by state, and who is left out.

    Always at the finest level, whatever `level` says; `kind` and `counting` do not change what an office is. With `add`
    or `remove` the figures are those of the plan, beside what was reached `before` it, the `change`, and whom each
    office alone reaches (`plan`).
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    tables = query.tables
    if len(tables) > 1 and wish.form in {"csv", "geojson"}:
        raise ParameterError("table", "names several tables, of which CSV and GeoJSON have one")
    return await service.answer(
        request,
        lambda: answer_body(
            wish,
            reach_answer(service.dataset, query.question(service.dataset), query.radius, query.plan),
            tables[0] if len(tables) == 1 else None,
            tables,
        ),
        long=wish.long,
    )


@router.get("/siting", summary="Places for more offices")
async def siting(request: Request, service: TheService, query: SitingQuery) -> Response:
    """The k seats of municipalities that, beside the offices there are, add most people in need within the radius.

    With `add` or `remove` the offices are those that a plan leaves. `objective=distance` cuts their mean distance
    instead. Where time runs out the places are the best known, `optimal` is false, and `bound` says how much better
    others could be at most.
    """
    wish = wanted(request, service, query, SPATIAL_FORMS)
    question = query.question(service.dataset)
    candidates = None if query.candidates is None else codes("candidates", query.candidates)
    asked = (query.k, query.radius, query.objective, candidates, query.min_town, query.plan)
    limit = service.settings.time_limit_s
    answer = await service.solve(
        request,
        ("siting", question, *asked),
        lambda: siting_answer(
            service.dataset,
            question,
            query.k,
            query.radius,
            objective=query.objective,
            candidates=candidates,
            min_town=query.min_town,
            time_limit_s=limit,
            plan=query.plan,
        ),
    )
    return await service.answer(request, lambda: answer_body(wish, answer, query.table), long=wish.long)
