"""Every conformance class that the API claims has a check here that would fail without what the class asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.routes.asking import (
    STATES,
    links,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient
from tests.api.routes.conformance_checks import (
    SPEC,
    core,
    cql2,
    cql2_arrays,
    cql2_json,
    cql2_times,
    crs,
    filters,
    geojson,
    html_everywhere,
    json_everywhere,
    landing_page,
    openapi_30,
    queryables,
    queryables_as_parameters,
    returnables,
    roles,
    schemas,
    sortables,
    tile,
    tile_limits,
    tile_matrix_set,
    tileset_metadata,
    tilesets,
)

CHECKS: dict[str, Callable[[TestClient], None]] = {
    "ogcapi-common-1/1.0/conf/core": landing_page,
    "ogcapi-common-1/1.0/conf/landing-page": landing_page,
    "ogcapi-common-1/1.0/conf/json": json_everywhere,
    "ogcapi-common-1/1.0/conf/html": html_everywhere,
    "ogcapi-common-1/1.0/conf/oas30": openapi_30,
    "ogcapi-features-1/1.0/conf/core": core,
    "ogcapi-features-1/1.0/conf/geojson": geojson,
    "ogcapi-features-1/1.0/conf/html": html_everywhere,
    "ogcapi-features-1/1.0/conf/oas30": openapi_30,
    "ogcapi-features-2/1.0/conf/crs": crs,
    "ogcapi-features-3/1.0/conf/queryables": queryables,
    "ogcapi-features-3/1.0/conf/queryables-query-parameters": queryables_as_parameters,
    "ogcapi-features-3/1.0/conf/filter": filters,
    "ogcapi-features-3/1.0/conf/features-filter": filters,
    **{
        f"{part}/1.0/conf/{name}": check
        for part in ("ogcapi-common-3", "ogcapi-features-5")
        for name, check in {
            "schemas": schemas,
            "returnables-and-receivables": returnables,
            "queryables": queryables,
            "sortables": sortables,
        }.items()
    },
    "ogcapi-common-3/1.0/conf/advanced-property-roles": roles,
    "ogcapi-features-5/1.0/conf/core-roles-features": roles,
    "cql2/1.0/conf/cql2-text": cql2(STATES, "code = '07' OR name = 'Oaxaca'", "07", "20"),
    "cql2/1.0/conf/cql2-json": cql2_json,
    "cql2/1.0/conf/basic-cql2": cql2(STATES, "NOT (code > '03') AND need_pct IS NOT NULL AND code <> '02'", "01", "03"),
    "cql2/1.0/conf/advanced-comparison-operators": cql2(
        STATES, "name LIKE 'Q%' OR code IN ('07') OR code BETWEEN '31' AND '32'", "07", "22", "23", "31", "32"
    ),
    "cql2/1.0/conf/case-insensitive-comparison": cql2(STATES, "CASEI(name) = CASEI('CHIAPAS')", "07"),
    "cql2/1.0/conf/accent-insensitive-comparison": cql2(STATES, "ACCENTI(name) = ACCENTI('México')", "15"),
    "cql2/1.0/conf/basic-spatial-functions": cql2(STATES, "S_INTERSECTS(geometry, POINT(-92.2 14.9))", "07"),
    "cql2/1.0/conf/basic-spatial-functions-plus": cql2(
        STATES, "S_INTERSECTS(geometry, POLYGON((-92.2 14.8, -92.1 14.8, -92.1 15, -92.2 15, -92.2 14.8)))", "07"
    ),
    "cql2/1.0/conf/spatial-functions": cql2(
        STATES,
        "S_WITHIN(geometry, BBOX(-94.2, 14.4, -90.2, 18.1)) AND NOT S_DISJOINT(geometry, POINT(-92.2 14.9))",
        "07",
    ),
    "cql2/1.0/conf/temporal-functions": cql2_times,
    "cql2/1.0/conf/array-functions": cql2_arrays,
    "cql2/1.0/conf/property-property": cql2(STATES, "code = name"),
    "cql2/1.0/conf/arithmetic": cql2(STATES, "population / area_km2 > 1000 * 3", "09"),
    **{
        f"ogcapi-tiles-1/1.0/conf/{name}": check
        for name, check in {
            "core": tile,
            "tileset": tilesets,
            "tilesets-list": tilesets,
            "geodata-tilesets": tilesets,
            "dataset-tilesets": tilesets,
            "mvt": tile,
        }.items()
    },
    **{
        f"tms/2.0/conf/{prefix}{name}": check
        for name, check in {
            "tilematrixset": tile_matrix_set,
            "tilematrixsetlimits": tile_limits,
            "tilesetmetadata": tileset_metadata,
        }.items()
        for prefix in ("", "json-")
    },
}


def _classes_of(check: Callable[[TestClient], None]) -> str:
    return " ".join(name for name, other in CHECKS.items() if other is check)


def test_every_class_that_is_claimed_has_a_check_and_every_check_a_class(client: TestClient) -> None:
    body = client.get("/api/conformance").json()
    assert len(body["conformsTo"]) == len(set(body["conformsTo"]))
    assert {uri.removeprefix(SPEC) for uri in body["conformsTo"]} == set(CHECKS)
    assert links(body, "self")


@pytest.mark.parametrize("check", dict.fromkeys(CHECKS.values()), ids=_classes_of)
def test_what_classes_ask_for_is_there(client: TestClient, check: Callable[[TestClient], None]) -> None:
    check(client)
