"""The abstract tests of the classes that /api/conformance claims, as the standards have them, over all collections.

Named by the identifier of the abstract test. Those of OGC API - Features Part 1 (17-069r4), Part 2 (18-058r1), Part 3
(19-079r2), Common Part 1 (19-072), Common Part 3 (23-058r2), Tiles (20-057); what `test_conformance` looks at class by
class is not repeated.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from jsonschema_rs import Draft202012Validator, meta
from shapely.geometry import shape

from tests.api.routes.asking import COLLECTIONS, LEAN, links

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
GEOJSON = "application/geo+json"
BOXES = {
    "in the country": "-95,14,-90,18",
    "north of 85 degrees": "-180,85,180,90",
    "across the antimeridian": "175,-20,-100,25",
    "with heights": "-95,14,0,-90,18,100",
}
MOMENTS = (
    "2020-06-30T12:00:00Z",
    "2020-01-01/2020-12-31",
    "2019-06-01T00:00:00Z/..",
    "../2019-12-31",
    "1990-01-01/1991-01-01",
)

over_collections = pytest.mark.parametrize("name", COLLECTIONS)


def items(name: str) -> str:
    return f"/api/collections/{name}/items"


@pytest.fixture(scope="module")
def parameters(client: TestClient) -> dict[str, dict[str, Any]]:
    """The query parameters of the items of each collection, by name, as the definition in OpenAPI 3.0 has them."""
    definition = client.get("/api/openapi-3.0.json").json()
    shared = definition["components"]["parameters"]
    return {
        name: {
            one["name"]: one
            for one in (
                shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                for each in definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]
            )
        }
        for name in COLLECTIONS
    }


@pytest.fixture(scope="module")
def whole(client: TestClient) -> dict[str, list[dict[str, Any]]]:
    """All features of each collection."""
    return {name: client.get(items(name)).json()["features"] for name in COLLECTIONS}


# Features, Part 1: Core


def test_core_http_and_root_and_api_definition(client: TestClient) -> None:
    """/conf/core/http, /root-op, /root-success, /api-definition-op, /api-definition-success, /conformance-*."""
    root = client.get("/api", headers={"accept": "application/json"})
    assert (root.status_code, root.headers["content-type"]) == (200, "application/json")
    body = root.json()
    assert {"service-desc", "service-doc", "conformance", "data"} <= {link["rel"] for link in body["links"]}
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        for link in links(body, rel):
            assert client.get(link["href"], headers={"accept": link["type"]}).status_code == 200
    conformance = client.get("/api/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conformance
    assert client.head("/api").status_code == 200
    assert client.post("/api").status_code == 405


@over_collections
def test_core_collections(client: TestClient, name: str) -> None:
    """/conf/core/fc-md-success, /fc-md-items, /fc-md-links, /sfc-md-success."""
    listed = client.get("/api/collections").json()
    [one] = [each for each in listed["collections"] if each["id"] == name]
    assert {"self", "alternate"} <= {link["rel"] for link in listed["links"]}
    assert one == client.get(f"/api/collections/{name}").json()
    offered = links(one, "items")
    assert {link["type"] for link in offered} >= {GEOJSON, "text/html"}
    assert all({"href", "rel", "type"} <= set(link) for link in (*one["links"], *listed["links"]))


@over_collections
def test_core_extent(client: TestClient, whole: dict[str, list[dict[str, Any]]], name: str) -> None:
    """/conf/core/fc-md-extent: everything given out lies within, and the box is no larger than a rounding."""
    [box] = client.get(f"/api/collections/{name}").json()["extent"]["spatial"]["bbox"]
    one_by_one = [client.get(f"{items(name)}/{one['id']}").json() for one in whole[name][:40]]
    shapes = [shape(one["geometry"]) for one in (*whole[name], *one_by_one) if one["geometry"]]
    west, south, east, north = shapely.total_bounds(shapes)
    assert box[0] <= west
    assert box[1] <= south
    assert box[2] >= east
    assert box[3] >= north
    assert shapely.box(*box).area < shapely.box(west - 0.02, south - 0.02, east + 0.02, north + 0.02).area


@over_collections
def test_core_limit_definition(parameters: dict[str, dict[str, dict[str, Any]]], name: str) -> None:
    """/conf/core/fc-limit-definition."""
    limit = parameters[name]["limit"]
    assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == ("query", False, "form", False)
    schema = limit["schema"]
    assert (schema["type"], schema["minimum"]) == ("integer", 1)
    assert schema["minimum"] <= schema["default"] <= schema["maximum"]


@over_collections
def test_core_bbox_definition(parameters: dict[str, dict[str, dict[str, Any]]], name: str) -> None:
    """/conf/core/fc-bbox-definition, of both releases of the standard."""
    for parameter in ("bbox",):
        one = parameters[name][parameter]
        assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False)
        schema = one["schema"]
        assert (schema["type"], schema["items"]["type"]) == ("array", "number")
        assert (schema["minItems"], schema["maxItems"]) == (4, 6)
        assert [(each["minItems"], each["maxItems"]) for each in schema["oneOf"]] == [(4, 4), (6, 6)]


@over_collections
def test_core_datetime_definition(parameters: dict[str, dict[str, dict[str, Any]]], name: str) -> None:
    """/conf/core/fc-time-definition."""
    one = parameters[name]["datetime"]
    assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False)
    assert one["schema"]["type"] == "string"


@over_collections
@pytest.mark.parametrize("limit", [1, 7, 10_000, 10_000_000])
def test_core_limit_response(client: TestClient, name: str, limit: int) -> None:
    """/conf/core/fc-limit-response-1, /fc-numberMatched, /fc-numberReturned, /fc-links: no page repeats or skips."""
    address: str | None = f"{items(name)}?limit={limit}&skipGeometry=true&properties="
    seen: list[str] = []
    for _ in range(4):
        if address is None:
            break
        body = client.get(address).json()
        assert body["numberReturned"] == len(body["features"]) <= min(limit, 10_000)
        assert {"self", "alternate"} <= {link["rel"] for link in body["links"]}
        assert all({"href", "rel", "type"} <= set(link) for link in body["links"])
        seen += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in links(body, "next")), None)
    assert len(set(seen)) == len(seen) <= body["numberMatched"]
    assert address is not None or len(seen) == body["numberMatched"]


@over_collections
@pytest.mark.parametrize("bbox", BOXES.values(), ids=BOXES)
def test_core_bbox_response(client: TestClient, whole: dict[str, list[dict[str, Any]]], name: str, bbox: str) -> None:
    """/conf/core/fc-bbox-response: what meets the box, and what has no geometry; beside shapely."""
    numbers = [float(part) for part in bbox.split(",")]
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    halves = (
        [shapely.box(west, south, east, north)]
        if west <= east
        else [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )
    area = shapely.union_all(halves)
    found = {one["id"] for one in client.get(items(name), params={"bbox": bbox, **LEAN}).json()["features"]}
    for one in whole[name]:
        if one["geometry"] is None:
            assert one["id"] in found
        elif one["geometry"]["type"] != "MultiPolygon" or shape(one["geometry"]).distance(area.boundary) > 0.05:
            # The overview of a boundary may lie on the other side of a box that is as near as its own error.
            assert (one["id"] in found) == area.intersects(shape(one["geometry"])), one["id"]


@over_collections
@pytest.mark.parametrize("moment", MOMENTS)
def test_core_datetime_response(client: TestClient, name: str, moment: str) -> None:
    """/conf/core/fc-time-response: by the temporal properties of the schema; all where it names none."""
    answer = client.get(items(name), params={"datetime": moment, **LEAN})
    assert answer.status_code == 200
    properties = client.get(f"/api/collections/{name}/schema").json()["properties"]
    ends = {
        one["x-ogc-role"]: key for key, one in properties.items() if one.get("x-ogc-role", "").startswith("primary-i")
    }
    assert set(ends) in ({"primary-interval-start", "primary-interval-end"}, set())
    assert bool(ends) == ("temporal" in client.get(f"/api/collections/{name}").json()["extent"])
    start, _, end = moment.partition("/") if "/" in moment else (moment, "", moment)
    first, last = (None if part == ".." else part[:10] for part in (start, end))

    def meets(one: dict[str, Any]) -> bool:
        if not ends:
            return True
        begins, stops = (one["properties"][ends[f"primary-interval-{each}"]] for each in ("start", "end"))
        return bool((last is None or begins <= last) and (first is None or stops >= first))

    every = client.get(items(name), params=LEAN).json()["features"]
    assert [one["id"] for one in answer.json()["features"]] == [one["id"] for one in every if meets(one)]


@over_collections
@pytest.mark.parametrize(
    "query",
    [
        "unknown=1",
        "limit=0",
        "limit=-1",
        "limit=x",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=0,91,1,92",
        "datetime=yesterday",
    ],
)
def test_core_parameters_that_are_unknown_or_invalid(client: TestClient, name: str, query: str) -> None:
    """/conf/core/query-param-unknown, /query-param-invalid."""
    assert client.get(f"{items(name)}?{query}").status_code == 400


@over_collections
def test_core_response_and_one_feature(client: TestClient, whole: dict[str, list[dict[str, Any]]], name: str) -> None:
    """/conf/core/fc-response, /f-success, /f-links, /fc-timeStamp (where there is one), /crs84."""
    body = client.get(items(name), headers={"accept": GEOJSON}).json()
    assert body["type"] == "FeatureCollection"
    if "timeStamp" in body:
        assert (
            abs(
                (
                    datetime.now(tz=datetime.fromisoformat(body["timeStamp"]).tzinfo)
                    - datetime.fromisoformat(body["timeStamp"])
                ).seconds
            )
            < 60
        )
    for listed in (whole[name][0], whole[name][-1]):
        answer = client.get(f"{items(name)}/{listed['id']}", headers={"accept": GEOJSON})
        one = answer.json()
        assert (one["type"], one["id"], one["properties"]) == ("Feature", listed["id"], listed["properties"])
        assert {"self", "alternate", "collection"} <= {link["rel"] for link in one["links"]}
        if one["geometry"]:
            west, south, east, north = shape(one["geometry"]).bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
    assert client.get(f"{items(name)}/no-such-feature").status_code == 404


# Features, Part 2: other reference systems


@over_collections
def test_crs_of_a_collection(client: TestClient, name: str) -> None:
    """/conf/crs/crs-uri, /fc-md-crs-list, /fc-md-storageCrs-valid-value."""
    one = client.get(f"/api/collections/{name}").json()
    assert CRS84 in one["crs"]
    assert one["storageCrs"] in one["crs"]
    assert all(uri.startswith("http://www.opengis.net/def/crs/") for uri in one["crs"])


@over_collections
def test_crs_parameters(client: TestClient, parameters: dict[str, dict[str, dict[str, Any]]], name: str) -> None:
    """/conf/crs/fc-crs-definition, /fc-crs-valid-value, /ogc-crs-header, /fc-bbox-crs-action."""
    one = client.get(f"/api/collections/{name}").json()
    for parameter in ("crs", "bbox-crs"):
        assert parameters[name][parameter]["schema"]["type"] == "string"
        assert client.get(items(name), params={parameter: f"{EPSG}1", "bbox": "0,0,1,1"}).status_code == 400
    first = client.get(items(name), params={"limit": 1}).json()["features"][0]["id"]
    for uri in one["crs"]:
        for path in (items(name), f"{items(name)}/{first}"):
            few = {"limit": 1} if path == items(name) else {}
            assert client.get(path, params={"crs": uri, **few}).headers["content-crs"] == f"<{uri}>"
    assert client.get(items(name), params={"limit": 1}).headers["content-crs"] == f"<{CRS84}>"
    turned = client.get(items(name), params={"bbox": "14,-95,18,-90", "bbox-crs": f"{EPSG}4326", **LEAN}).json()
    plain = client.get(items(name), params={"bbox": "-95,14,-90,18", "bbox-crs": CRS84, **LEAN}).json()
    assert turned["numberMatched"] == plain["numberMatched"] > 0


# Features, Part 3: filters, and Common, Part 3: schemas


@over_collections
def test_queryables_are_linked(client: TestClient, name: str) -> None:
    """/conf/queryables/get-queryables-uris: from the collection, and from the items in body and header."""
    rel, expected = f"{RELATIONS}queryables", f"http://testserver/api/collections/{name}/queryables"
    answer = client.get(items(name), params={"limit": 1})
    for body in (client.get(f"/api/collections/{name}").json(), answer.json()):
        assert [link["href"] for link in links(body, rel)] == [expected]
    for form in ("json", "html", "csv"):
        header = client.get(items(name), params={"limit": 1, "f": form}).headers["link"]
        assert f'<{expected}>; rel="{rel}"' in header
    assert client.get(expected, headers={"accept": "application/schema+json"}).status_code == 200


@over_collections
def test_filter_parameters(client: TestClient, parameters: dict[str, dict[str, dict[str, Any]]], name: str) -> None:
    """/conf/filter/filter-param, /filter-lang-param, /filter-crs-param, /filter-crs-wgs84, /mixing-expressions."""
    assert {parameters[name][each]["schema"]["type"] for each in ("filter", "filter-lang", "filter-crs")} == {"string"}
    inside = "S_INTERSECTS(geometry,BBOX(-95,14,-90,18))"
    assert client.get(items(name), params={"filter": inside, **LEAN}).json()["numberMatched"] > 0
    assert client.get(items(name), params={"filter": inside, "filter-crs": CRS84, **LEAN}).status_code == 200
    for wrong in (
        {"filter": "S_INTERSECTS(geometry,BBOX(1000000,1000000,2000000,2000000))"},
        {"filter": inside, "filter-crs": f"{EPSG}1"},
        {"filter": inside, "filter-lang": "sql"},
        {"filter": "this is not a filter"},
        {"filter": "no_such_property = 1"},
    ):
        assert client.get(items(name), params=wrong).status_code == 400, wrong
    both = client.get(items(name), params={"filter": inside, "limit": 10_000, "bbox": "0,0,1,1", **LEAN}).json()
    assert both["numberMatched"] == 0


@over_collections
def test_returnables(client: TestClient, whole: dict[str, list[dict[str, Any]]], name: str) -> None:
    """/conf/returnables-and-receivables/response-1: features as they are, id and geometry with them, fit the schema."""
    schema = client.get(f"/api/collections/{name}/schema", headers={"accept": "application/schema+json"}).json()
    meta.validate(schema)
    properties = schema["properties"]
    roles = {one["x-ogc-role"]: key for key, one in properties.items() if "x-ogc-role" in one}
    validator = Draft202012Validator({key: value for key, value in schema.items() if key != "$id"})
    one_by_one = [client.get(f"{items(name)}/{one['id']}").json() for one in whole[name][:5]]
    kind = properties[roles["primary-geometry"]]["format"].removeprefix("geometry-")
    for one in (*whole[name], *one_by_one):
        assert [error.message for error in validator.iter_errors(one["properties"])] == []
        assert one["id"] == one["properties"][roles["id"]]
        assert one["geometry"] is None or one["geometry"]["type"].lower() == kind


@over_collections
@pytest.mark.parametrize("what", ["schema", "queryables", "sortables"])
def test_schemas(client: TestClient, name: str, what: str) -> None:
    """/conf/schemas/*, /advanced-property-roles/*: keywords, roles, units and order."""
    answer = client.get(f"/api/collections/{name}/{what}", headers={"accept": "application/schema+json"})
    assert answer.headers["content-type"] == "application/schema+json"
    body = answer.json()
    assert (body["$schema"], body["type"]) == ("https://json-schema.org/draft/2020-12/schema", "object")
    assert body["$id"] == f"http://testserver/api/collections/{name}/{what}"
    given = list(body["properties"].values())
    for one in given:
        assert ("type" in one) != one.get("format", "").startswith("geometry-")
        assert isinstance(one["x-ogc-propertySeq"], int)
        if "x-ogc-unit" in one:
            assert {"number", "integer"} & {one["type"]}
    roles = [one["x-ogc-role"] for one in given if "x-ogc-role" in one]
    assert roles.count("id") == 1
    assert next(one for one in given if one.get("x-ogc-role") == "id")["type"] == "string"
    assert len(set(roles)) == len(roles)
    if what == "sortables":
        assert not {"array", "object"} & {one["type"] for one in given}
    if what != "schema":
        # QGIS reads the type of a column from one word.
        assert all(isinstance(one.get("type", ""), str) for one in given)


# Tiles


@pytest.mark.parametrize("at", ["", *(f"/collections/{name}" for name in COLLECTIONS)], ids=["dataset", *COLLECTIONS])
def test_tiles_definition_and_responses(client: TestClient, at: str) -> None:
    """/conf/core/tc-tilematrix-definition, /tc-tilerow-definition, /tc-tilecol-definition, /tc-success, /tc-error."""
    definition = client.get("/api/openapi-3.0.json").json()
    path = ("/collections/{collection_id}" if at else "") + "/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}"
    given = {one["name"]: one for one in definition["paths"][path]["get"]["parameters"]}
    assert given["tileMatrix"]["schema"]["type"] == "string"
    assert {given[each]["schema"]["type"] for each in ("tileRow", "tileCol")} == {"integer"}
    assert all(given[each]["in"] == "path" and given[each]["required"] for each in ("tileMatrix", "tileRow", "tileCol"))
    tiles = f"/api{at}/tiles/WebMercatorQuad"
    answer = client.get(f"{tiles}/0/0/0")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    for wrong in ("99/0/0", "5/0/0", "5/14/x"):
        assert client.get(f"{tiles}/{wrong}").status_code in {400, 404}
    attribution = client.get(f"{tiles}/tilejson.json").json()["attribution"]
    assert attribution.startswith('<a href="http://testserver/about">')
    assert len(attribution) < 120
