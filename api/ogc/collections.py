"""OGC API - Features: the landing page, the standards kept and the collections; their items are in `features`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from unmap.coverage import record_totals
from unmap.errors import NotFoundError
from unmap.layers.coverage_frame import report_record

from ..links import link
from ..parameters import NoQuery, refuse_repeats
from ..problems import RESPONSES
from ..service import TheService
from ..wire.bodies import GEOJSON, JSON

if TYPE_CHECKING:
    from unmap.dataset import Dataset

router = APIRouter(prefix="/api", dependencies=[Depends(refuse_repeats)], responses=RESPONSES)

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

COLLECTIONS = {
    "states": ("States", "States with need and presence joined"),
    "municipalities": ("Municipalities", "Municipalities with need and presence joined"),
    "offices": ("Offices", "Offices as the report lists them, with the areas that they were placed in"),
    "initiatives": (
        "Initiatives",
        "What the report gives an account of, with agencies, places, results and partners, at the seats of its areas",
    ),
}

RELATED = {
    "/api/presence": "offices, agencies and initiatives by area, and who does what where",
    "/api/framework": "the cooperation framework, and its outcomes by state",
    "/api/coverage": "need beside presence, and the gap between them",
    "/api/equity": "whether presence is where people in need are",
    "/api/clusters": "where need, presence and gap lie together",
    "/api/reach": "people in need near an office",
    "/api/siting": "places for more offices",
    "/api/outcome-gaps": "outcomes beside the needs that they aim at",
    "/api/footprints": "where each agency is and is not",
    "/api/change": "need over the years",
    "/api/agencies": "agencies with what they have",
    "/api/figures": "figures of context that the report prints",
    "/api/need/indicators": "indicators of need",
    "/api/sources": "sources and their terms",
}

CollectionId = Annotated[str, Path(max_length=100)]


@router.get("", summary="Landing page", tags=["Capabilities"])
async def landing(request: Request, service: TheService, _: NoQuery) -> Response:
    """What is served here: the report, its totals, and links to everything else."""

    def content() -> dict[str, Any]:
        dataset = service.dataset
        return {
            "title": "unmap",
            "description": f"Where the UN System works in {dataset.report.country_name_en}, beside where need is.",
            "links": [
                link(request, "/api", "self", JSON, "this document"),
                link(
                    request,
                    "/api/openapi.json",
                    "service-desc",
                    "application/vnd.oai.openapi+json;version=3.1",
                    "the API's definition",
                ),
                link(request, "/docs", "service-doc", "text/html", "the API's documentation"),
                link(request, "/api/conformance", "conformance", JSON, "standards that the API keeps"),
                link(request, "/api/collections", "data", JSON, "collections of features"),
                *(link(request, path, "related", JSON, title) for path, title in RELATED.items()),
            ],
            "report": report_record(dataset),
            "totals": record_totals(dataset),
            "edition": dataset.edition,
        }

    return await service.answer_json(request, content)


@router.get("/conformance", summary="Standards kept", tags=["Capabilities"])
async def conformance(request: Request, service: TheService, _: NoQuery) -> Response:
    """Conformance classes that the API keeps."""
    return await service.answer_json(request, lambda: {"conformsTo": CONFORMANCE})


@router.get("/collections", summary="Collections", tags=["Features"])
async def collections(request: Request, service: TheService, _: NoQuery) -> Response:
    """The collections of features."""

    def content() -> dict[str, Any]:
        return {
            "links": [link(request, "/api/collections", "self", JSON, "this document")],
            "collections": [_collection(request, service.dataset, name) for name in COLLECTIONS],
        }

    return await service.answer_json(request, content)


@router.get("/collections/{collection_id}", summary="One collection", tags=["Features"])
async def collection(request: Request, service: TheService, collection_id: CollectionId, _: NoQuery) -> Response:
    """What one collection holds."""
    if collection_id not in COLLECTIONS:
        raise NotFoundError(f"there is no such collection; there are {', '.join(COLLECTIONS)}")
    return await service.answer_json(request, lambda: _collection(request, service.dataset, collection_id))


def _collection(request: Request, dataset: Dataset, name: str) -> dict[str, Any]:
    title, description = COLLECTIONS[name]
    return {
        "id": name,
        "title": title,
        "description": description,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {
                "bbox": [[round(float(edge), 6) for edge in dataset.states.total_bounds]],
                "crs": CRS84,
            },
            "temporal": {"interval": [[f"{day}T00:00:00Z" for day in _days(dataset, name)]]},
        },
        "links": [
            link(request, f"/api/collections/{name}", "self", JSON, title),
            link(request, f"/api/collections/{name}/items", "items", GEOJSON, f"{title} as GeoJSON"),
            link(request, f"/api/collections/{name}/items", "items", "text/csv", f"{title} as CSV", f="csv"),
        ],
    }


def _days(dataset: Dataset, name: str) -> tuple[str, str]:
    """Give the first and last day that a collection speaks of."""
    if name != "initiatives":
        offices = dataset.offices
        return f"{offices['valid_from'].min():%Y-%m-%d}", f"{offices['valid_to'].max():%Y-%m-%d}"
    # What states no year of its own is reported for the reporting year.
    year = dataset.report.reporting_year
    stated = dataset.initiatives[["start_year", "end_year"]]
    return f"{min(year, *stated.min().dropna())}-01-01", f"{max(year, *stated.max().dropna())}-12-31"
