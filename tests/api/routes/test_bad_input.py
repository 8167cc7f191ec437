"""Whatever a parameter holds, the answer names the fault of the client's and never one of the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.routes.asking import COLLECTIONS, INITIATIVES, MUNICIPALITIES, OFFICES, STATES, refused

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

HUGE = "9" * 400

BAD: dict[str, list[str]] = {
    "bbox": [
        "",
        ",,,",
        "1,2,3",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "nan,14,-90,17",
        "-94,14,inf,17",
        "-94,-Infinity,-90,17",
        "-94,17,-90,14",
        "-94,14,5,-90,17,1",
        "-94,14,1e400,-90,17,1e400",
        "-181,14,-90,17",
        "-94,14,-90,91",
        "1e400,14,-90,17",
        f"{HUGE},14,-90,17",
        "1_0,14,20,17",
        "a,b,c,d",
        "٣,14,20,17",
        "-94;14;-90;17",
    ],
    "limit": ["", "0", "-1", "1.5", "NaN", "inf", "ten", "1e3x", "0x10"],
    "offset": ["", "-1", "NaN", "inf", "1.5", HUGE],
    "crs": ["", "EPSG:0", HUGE],
    "bbox-crs": ["", "EPSG:0", HUGE],
    "filter-crs": ["", "EPSG:0", HUGE],
    "filter-lang": ["", "ecql", "CQL2-TEXT", HUGE],
    "filter": [
        "",
        " ",
        "x" * 5_000,
        "nothing = 1",
        "name = ",
        "need_pct > 'a",
        "(" * 30,
        "name LIKE 5",
        "1e999 = need_pct",
        "need_pct > NaN",
    ],
    "properties": [",", "name,", "nothing", "geometry", "name;code", HUGE],
    "sortby": [",", "+", "-", "nothing", "name,", "name,-name", "geometry", HUGE],
    "skipGeometry": ["", "maybe", "2", "NaN"],
    "hxl": ["", "maybe"],
    "f": ["", "xml", "JSON", "json,html", HUGE],
    "resolution": ["", "fine"],
    "indicator": ["", "nothing", HUGE],
    "year": ["", "NaN", "1e3", "-5", "20200", HUGE],
    "code": ["", ",", " , ", "7", "07", "1001", "07001,99999", "Acacoyagua"],
    "pcode": ["", "MX07", "mx07001"],
    "state_code": ["", ",", "7", "99", "07,7", "MX07", "Chiapas"],
    "presence": ["", "yes"],
    "name": ["", "x" * 3_000],
    "need_pct": ["", "NaN", "inf", "-inf", "1e400", "many", HUGE],
    "offices": ["", "NaN", "1.5", "one", HUGE],
    "datetime": ["", "2020-13-01", "2021/2020", HUGE],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_refused_by_the_name_of_its_parameter(client: TestClient, name: str, value: str) -> None:
    problem = refused(client, MUNICIPALITIES, {name: value})
    assert (problem["status"], problem["parameter"]) == (400, name)


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_parameter_given_twice_is_refused(client: TestClient, name: str) -> None:
    assert refused(client, MUNICIPALITIES, [(name, "1"), (name, "1")])["status"] == 400


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (OFFICES, "agency_id", "Nobody"),
        (OFFICES, "agency_id", ","),
        (OFFICES, "state_code", "7"),
        (OFFICES, "municipality_code", "7059"),
        (OFFICES, "pcode", "07059"),
        (STATES, "code", "07059"),
        (STATES, "pcode", "07"),
        (OFFICES, "valid_from", "2020"),
        (OFFICES, "valid_from", ""),
        (OFFICES, "valid_from", "0"),
        (OFFICES, "valid_to", "0"),
        (OFFICES, "valid_to", ""),
        (OFFICES, "valid_to", "2020-13-01"),
        (OFFICES, "listed_count", "NaN"),
        (OFFICES, "office_type", "main"),
        (INITIATIVES, "start_year", "NaN"),
        (INITIATIVES, "scope", "nowhere"),
        (INITIATIVES, "q", "..."),
        (STATES, "bbox-crs", "EPSG:1"),
    ],
)
def test_bad_values_of_other_collections_are_refused(client: TestClient, path: str, name: str, value: str) -> None:
    assert refused(client, path, {name: value})["parameter"] == name


@pytest.mark.parametrize(
    ("path", "name", "value", "sentence"),
    [
        (MUNICIPALITIES, "state_code", "7", "did you mean 07, 17, 27? There are 01, 02, 03"),
        (MUNICIPALITIES, "code", "7059", "did you mean 07059?"),
        (MUNICIPALITIES, "code", "x", "one that does is 01001"),
    ],
)
def test_a_code_that_no_area_has_is_refused_with_what_codes_look_like(
    client: TestClient, path: str, name: str, value: str, sentence: str
) -> None:
    detail = refused(client, path, {name: value})["detail"]
    assert detail.startswith(f"{name}: holds a code that does not exist; ")
    assert sentence in detail


@pytest.mark.parametrize(
    ("bbox", "crs"),
    [
        ("-94,14,-90,17", "EPSG:4326"),
        ("17,-94,14,-90", "EPSG:4326"),
        ("0,0,-1,1", "EPSG:3857"),
        ("0,0,1e300,1e300", "EPSG:3857"),
        ("0,0,3e7,1", "EPSG:3857"),
        ("0,0,nan,1", "EPSG:6372"),
        ("1e6,3e6,9e5,4e6", "EPSG:6372"),
        ("-1e9,0,1e9,1", "EPSG:6372"),
    ],
)
def test_a_box_outside_of_its_reference_system_is_refused(client: TestClient, bbox: str, crs: str) -> None:
    # Latitude -94 and longitudes in the wrong place are out of bounds as well.
    assert refused(client, STATES, {"bbox": bbox, "bbox-crs": crs})["parameter"] == "bbox"


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("rest", ["", "/schema", "/queryables", "/sortables", "/items", "/items/none"])
def test_unknown_and_repeated_parameters_are_refused_everywhere(client: TestClient, collection: str, rest: str) -> None:
    path = f"/api/collections/{collection}{rest}"
    assert refused(client, path, {"nothing": "1"})["status"] == 400
    assert refused(client, path, [("f", "json"), ("f", "json")])["status"] == 400
    assert refused(client, path, {"f": "xml"})["parameter"] == "f"


@pytest.mark.parametrize(
    "path",
    [
        "/api/collections/nothing",
        "/api/collections/nothing/items",
        "/api/collections/nothing/schema",
        "/api/collections/nothing/queryables",
        "/api/collections/nothing/sortables",
        "/api/collections/states/items/99",
        "/api/collections/states/items/7",
        "/api/collections/offices/items/nothing",
        f"/api/collections/initiatives/items/{'x' * 90}",
    ],
)
def test_what_there_is_not_is_not_found(client: TestClient, path: str) -> None:
    assert refused(client, path, {})["status"] == 404


def test_a_problem_never_repeats_the_request(client: TestClient) -> None:
    mark = "zq9x7"
    for name in (*BAD, mark):
        answer = client.get(MUNICIPALITIES, params={name: f"{mark}<script>"})
        # An exact name may be anything, and fits nothing.
        assert answer.status_code == (200 if name == "name" else 400), name
        assert answer.status_code == 200 or mark not in answer.text, name


@pytest.mark.parametrize(
    "accept", ["application/xml", "image/png;q=1, text/plain", "*/*;q=0", "garbage", "x" * 2_000, ";;;"]
)
def test_an_accept_header_that_nothing_meets_is_406(client: TestClient, accept: str) -> None:
    for path in ("/api", "/api/collections/states", "/api/collections/states/schema", STATES, f"{STATES}/07"):
        answer = client.get(path, headers={"accept": accept})
        assert answer.status_code == 406, path
        assert answer.headers["content-type"] == "application/problem+json"
