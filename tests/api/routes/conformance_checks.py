"""What each conformance class asks for, as checks by what they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import mapbox_vector_tile
import pytest
from jsonschema_rs import Draft202012Validator, meta

from tests.api.routes.asking import (
    COLLECTIONS,
    INITIATIVES,
    LEAN,
    MUNICIPALITIES,
    OFFICES,
    STATES,
    got,
    ids,
    links,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient


SPEC = "http://www.opengis.net/spec/"
RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
SCHEMA = "application/schema+json"
TILES = "/api/collections/states/tiles/WebMercatorQuad"

ROLES = {"id", "primary-geometry", "primary-interval-start", "primary-interval-end"}
UNITS = {"%", "km2", "deg", "{person}"}


def landing_page(client: TestClient) -> None:
    body = client.get("/api").json()
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= {link["rel"] for link in body["links"]}
    assert body["title"]
    for link in body["links"]:
        assert {"href", "rel", "type", "title"} <= set(link)
        assert client.get(link["href"], headers={"accept": link["type"]}).status_code == 200, link


def json_everywhere(client: TestClient) -> None:
    for path in ("/api", "/api/conformance", "/api/collections", "/api/collections/offices"):
        for accept in ("*/*", "application/json", "text/csv;q=0.1, application/json"):
            assert client.get(path, headers={"accept": accept}).headers["content-type"] == "application/json"


def html_everywhere(client: TestClient) -> None:
    paths = ["/api", "/api/conformance", "/api/collections", f"{STATES}/07", STATES, OFFICES, INITIATIVES]
    paths += [
        f"/api/collections/{name}{rest}"
        for name in COLLECTIONS
        for rest in ("", "/schema", "/queryables", "/sortables")
    ]
    for path in paths:
        answer = client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
        assert answer.text.startswith("<!doctype html>") or answer.text.startswith("<!DOCTYPE html>"), path
    assert "Chiapas" in client.get(STATES, params={"f": "html"}).text
    assert "Chiapas" in client.get(f"{STATES}/07", params={"f": "html"}).text


def openapi_30(client: TestClient) -> None:
    media_type = "application/vnd.oai.openapi+json;version=3.0"
    [link] = [one for one in links(client.get("/api").json(), "service-desc") if one["type"] == media_type]
    answer = client.get(link["href"], headers={"accept": link["type"]})
    assert answer.headers["content-type"].replace(" ", "") == media_type
    definition = answer.json()
    assert definition["openapi"].startswith("3.0.")
    base = urlsplit(urljoin(link["href"], definition["servers"][0]["url"])).path.rstrip("/")
    paths = {(base + path).rstrip("/"): one for path, one in definition["paths"].items()}
    for path in ("/api", "/api/conformance", "/api/collections", STATES, MUNICIPALITIES, OFFICES, INITIATIVES):
        assert "get" in paths[path], path
    parameters = {one["name"]: one for one in _parameters(definition, paths[MUNICIPALITIES]["get"])}
    assert {"bbox", "datetime", "limit", "crs", "bbox-crs", "filter", "filter-lang", "need_pct"} <= set(parameters)
    assert parameters["limit"]["schema"]["minimum"] == 1
    assert all(one["in"] == "query" and not one.get("required") for one in parameters.values())


def _parameters(definition: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters of an operation, those that several share in their places."""
    shared = definition["components"]["parameters"]
    return [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in operation["parameters"]]


def core(client: TestClient) -> None:
    listed = client.get("/api/collections").json()
    assert [one["id"] for one in listed["collections"]] == list(COLLECTIONS)
    for one in listed["collections"]:
        assert client.get(f"/api/collections/{one['id']}").json() == one
        assert one["extent"]["spatial"]["bbox"]
        assert ("temporal" in one["extent"]) == (one["id"] in {"offices", "initiatives"})
        _items_are_paged(client, links(one, "items")[0]["href"])
    _parameters_narrow(client)


def _items_are_paged(client: TestClient, address: str) -> None:
    body = got(client, address, limit=5)
    assert body["numberReturned"] == len(body["features"]) == 5
    assert body["numberMatched"] >= 32
    # If it were there, it would have to be the time of the answer.
    assert "timeStamp" not in body
    assert len(links(body, "self")) == len(links(body, "next")) == len(links(body, "collection")) == 1
    for form in links(body, "alternate"):
        answer = client.get(form["href"])
        assert answer.headers["content-type"].partition(";")[0] == form["type"], form
    following = client.get(links(body, "next")[0]["href"]).json()
    assert {f["id"] for f in following["features"]}.isdisjoint(f["id"] for f in body["features"])
    one = client.get(f"{address}/{body['features'][0]['id']}").json()
    assert {"self", "alternate", "collection"} <= {link["rel"] for link in one["links"]}


def _parameters_narrow(client: TestClient) -> None:
    assert ids(client, STATES, bbox="-92.2,14.8,-92.1,15.0") == ["07"]
    assert "headquarters-09" in ids(client, OFFICES, bbox="0,0,1,1")
    assert ids(client, OFFICES, datetime="1999-01-01") == []
    assert ids(client, STATES, datetime="1999-01-01") == ids(client, STATES)
    assert got(client, STATES, limit=10_000_000, **LEAN)["numberReturned"] == 32
    assert refused(client, STATES, {"unknown": "1"})["status"] == 400
    assert refused(client, STATES, {"bbox": "1,2,3"})["status"] == 400


def geojson(client: TestClient) -> None:
    for path in (STATES, f"{STATES}/07"):
        for accept in ("*/*", "application/geo+json"):
            assert client.get(path, headers={"accept": accept}).headers["content-type"] == "application/geo+json"
    [feature] = got(client, STATES, code="07")["features"]
    assert set(feature) == {"type", "id", "geometry", "properties"}
    [[west, south], *_] = feature["geometry"]["coordinates"][0][0]
    assert -95 < west < -90
    assert 14 < south < 18


def crs(client: TestClient) -> None:
    for name in COLLECTIONS:
        body = client.get(f"/api/collections/{name}").json()
        assert body["storageCrs"] in body["crs"]
        for uri in body["crs"]:
            answer = client.get(f"/api/collections/{name}/items", params={"crs": uri, "limit": 1})
            assert answer.headers["content-crs"] == f"<{uri}>"
    [turned] = got(client, OFFICES, office_id="undp-23005", crs="http://www.opengis.net/def/crs/EPSG/0/4326")[
        "features"
    ]
    [here] = got(client, OFFICES, office_id="undp-23005")["features"]
    assert turned["geometry"]["coordinates"] == here["geometry"]["coordinates"][::-1]
    asked = {"bbox": "14.8,-92.2,15,-92.1", "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/4326", **LEAN}
    assert [f["id"] for f in client.get(STATES, params=asked).json()["features"]] == ["07"]
    for parameter in ("crs", "bbox-crs"):
        assert refused(client, STATES, {parameter: "EPSG:1"})["parameter"] == parameter


def _schema_of(client: TestClient, name: str, what: str) -> dict[str, Any]:
    collection = client.get(f"/api/collections/{name}").json()
    [link] = links(collection, f"{RELATIONS}{what}")
    assert link["type"] == SCHEMA
    answer = client.get(link["href"], headers={"accept": SCHEMA})
    assert answer.headers["content-type"] == SCHEMA
    body: dict[str, Any] = answer.json()
    assert client.get(body["$id"], headers={"accept": SCHEMA}).json() == body
    return body


def schemas(client: TestClient) -> None:
    for name in COLLECTIONS:
        for what in ("schema", "queryables", "sortables"):
            body = _schema_of(client, name, what)
            meta.validate(body)
            assert body["$schema"] == "https://json-schema.org/draft/2020-12/schema"
            assert (body["type"], "?" in body["$id"]) == ("object", False)
            properties = list(body["properties"].values())
            assert [one["x-ogc-propertySeq"] for one in properties] == list(range(1, len(properties) + 1))
            assert [one.get("x-ogc-role") for one in properties].count("id") == 1
            for one in properties:
                spatial = one.get("format", "").startswith("geometry-")
                assert spatial != ("type" in one)
                assert one["title"]
                assert one.get("x-ogc-unit", "%") in UNITS


def roles(client: TestClient) -> None:
    found = {}
    for name in COLLECTIONS:
        properties = _schema_of(client, name, "schema")["properties"]
        found[name] = {one["x-ogc-role"]: key for key, one in properties.items() if "x-ogc-role" in one}
        assert set(found[name]) <= ROLES
        assert properties[found[name]["primary-geometry"]]["format"].startswith("geometry-")
    for name in ("offices", "initiatives"):
        assert [found[name][f"primary-interval-{end}"] for end in ("start", "end")] == ["valid_from", "valid_to"]


def returnables(client: TestClient) -> None:
    for name in COLLECTIONS:
        body = _schema_of(client, name, "schema")
        geometry = next(key for key, one in body["properties"].items() if one.get("x-ogc-role") == "primary-geometry")
        assert body["additionalProperties"] is False
        one = {key: value for key, value in body.items() if key != "$id"}
        validator = Draft202012Validator(one)
        for feature in got(client, f"/api/collections/{name}/items", **LEAN)["features"]:
            given = feature["properties"]
            assert [*given, geometry] == [key for key in body["properties"] if key in given or key == geometry]
            assert not list(validator.iter_errors(given))


def queryables(client: TestClient) -> None:
    for name in COLLECTIONS:
        body = _schema_of(client, name, "queryables")
        path = f"/api/collections/{name}/items"
        assert body["additionalProperties"] is False
        for key, one in body["properties"].items():
            text = f"S_INTERSECTS({key}, POINT(0 0))" if "type" not in one else f"{key} IS NULL"
            assert client.get(path, params={"filter": text, **LEAN}).status_code == 200, (key, text)
        assert refused(client, path, {"filter": "unheard_of = 1"})["parameter"] == "filter"


def sortables(client: TestClient) -> None:
    for name in COLLECTIONS:
        body = _schema_of(client, name, "sortables")
        path = f"/api/collections/{name}/items"
        everything = set(ids(client, path))
        for key, one in body["properties"].items():
            assert one["type"] not in {"array", "object"}
            assert set(ids(client, path, sortby=f"-{key}")) == everything
        assert refused(client, path, {"sortby": "unheard_of"})["parameter"] == "sortby"
    largest = ids(client, STATES, sortby="-population")
    assert largest[:3] == ["15", "09", "14"]


def queryables_as_parameters(client: TestClient) -> None:
    for name in COLLECTIONS:
        path = f"/api/collections/{name}/items"
        features = got(client, path, **LEAN)["features"]
        for key, one in _schema_of(client, name, "queryables")["properties"].items():
            if one.get("type") not in {"string", "number", "integer", "boolean"}:
                continue
            value = next(f["properties"][key] for f in features if f["properties"].get(key) is not None)
            expected = [f["id"] for f in features if f["properties"].get(key) == value]
            assert ids(client, path, **{key: value}) == expected, key


def filters(client: TestClient) -> None:
    assert ids(client, STATES, filter="name = 'Chiapas'") == ["07"]
    asked = {"filter": '{"op":"=","args":[{"property":"name"},"Chiapas"]}', "filter-lang": "cql2-json"}
    assert ids(client, STATES, **asked) == ["07"]
    turned = "S_INTERSECTS(geometry, POINT(14.9 -92.2))"
    assert ids(client, STATES, filter=turned, filter_crs="http://www.opengis.net/def/crs/EPSG/0/4326") == ["07"]
    assert ids(client, STATES, filter="need_pct > 0", bbox="-92.2,14.8,-92.1,15.0") == ["07"]
    for parameters in ({"filter": "name ="}, {"filter": "1=1", "filter-lang": "sql"}):
        assert refused(client, STATES, parameters)["status"] == 400


def cql2(path: str, text: str, *expected: str) -> Callable[[TestClient], None]:
    """A check that a filter gives exactly these features."""

    def check(client: TestClient) -> None:
        assert ids(client, path, filter=text) == list(expected), text

    return check


def cql2_json(client: TestClient) -> None:
    asked = {"filter": '{"op":"in","args":[{"property":"code"},["07","20"]]}', "filter-lang": "cql2-json"}
    assert ids(client, STATES, **asked) == ["07", "20"]


def cql2_times(client: TestClient) -> None:
    assert len(ids(client, OFFICES, filter="T_AFTER(valid_from, DATE('2019-12-31'))")) == 36
    assert ids(client, OFFICES, filter="T_BEFORE(valid_to, DATE('2020-12-31'))") == []
    during = "T_INTERSECTS(INTERVAL(valid_from, valid_to), INTERVAL('2020-06-01', '2020-07-01'))"
    assert len(ids(client, OFFICES, filter=during)) == 36


def cql2_arrays(client: TestClient) -> None:
    listed = got(client, INITIATIVES, **LEAN)["features"]
    expected = [f["id"] for f in listed if {"UNHCR", "IOM"} <= set(f["properties"].get("agency_ids", ()))]
    assert ids(client, INITIATIVES, filter="A_CONTAINS(agency_ids, ('UNHCR', 'IOM'))") == expected != []


def tile(client: TestClient) -> None:
    answer = client.get(f"{TILES}/5/14/7")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    decoded = mapbox_vector_tile.decode(answer.content)
    assert "07" in {feature["properties"]["code"] for feature in decoded["states"]["features"]}


def tilesets(client: TestClient) -> None:
    for address in ("/api", *(f"/api/collections/{name}" for name in COLLECTIONS)):
        [link] = links(client.get(address).json(), f"{RELATIONS}tilesets-vector")
        listed = client.get(link["href"]).json()["tilesets"]
        assert [one["dataType"] for one in listed] == ["vector"]
        [itself] = links(listed[0], "self")
        whole = client.get(itself["href"]).json()
        [item] = links(whole, "item")
        found = client.get(item["href"].format(tileMatrix=0, tileRow=0, tileCol=0))
        assert found.headers["content-type"] == "application/vnd.mapbox-vector-tile"


def tileset_metadata(client: TestClient) -> None:
    body = client.get(TILES).json()
    assert body["tileMatrixSetURI"].endswith("WebMercatorQuad")
    assert body["crs"]
    assert {layer["id"] for layer in body["layers"]} == {"states"}


def tile_limits(client: TestClient) -> None:
    for limit in client.get(TILES).json()["tileMatrixSetLimits"]:
        assert limit["minTileRow"] <= limit["maxTileRow"] < 2 ** int(limit["tileMatrix"])
        assert limit["minTileCol"] <= limit["maxTileCol"] < 2 ** int(limit["tileMatrix"])


def tile_matrix_set(client: TestClient) -> None:
    [listed] = client.get("/api/tileMatrixSets").json()["tileMatrixSets"]
    body = client.get(f"/api/tileMatrixSets/{listed['id']}").json()
    matrices = {int(one["id"]): one for one in body["tileMatrices"]}
    # Half the equator of the sphere of EPSG:3857 is the edge; pixels halve with every zoom.
    assert matrices[0]["pointOfOrigin"] == pytest.approx([-20037508.3427892, 20037508.3427892])
    for zoom, one in matrices.items():
        assert one["matrixWidth"] == one["matrixHeight"] == 2**zoom
        assert one["cellSize"] == pytest.approx(2 * 20037508.3427892 / 256 / 2**zoom)
