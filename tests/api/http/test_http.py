"""What holds for every answer: validators, compression, headers, and errors in one shape."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import brotli
import pytest

from api.http.bodies import JSON, BodyCache, encode
from api.http.bulkhead import Bulkhead
from api.http.negotiation import coding_of

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

STATES = "/api/collections/states/items"
MUNICIPALITIES = "/api/collections/municipalities/items"
INITIATIVES = "/api/collections/initiatives/items"

PATHS = (
    "/",
    "/about",
    "/docs",
    "/healthz",
    "/api",
    "/api/openapi.json",
    "/api/conformance",
    "/api/collections",
    STATES,
    f"{STATES}/07",
    "/api/need",
    "/api/need/indicators",
    "/api/areas/07",
    "/api/sources",
    "/api/collections/initiatives/items",
    "/api/presence",
    "/api/framework",
    "/api/agencies",
    "/api/figures",
    "/nowhere",
    f"{STATES}?unknown=1",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"


FILTERED = (INITIATIVES, "/api/presence", "/api/framework")
FILTERS = ("agency", "outcome", "priority", "pillar", "theme", "donor", "scope", "area", "q")


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("value", ["", ",", " , "])
def test_an_empty_filter_is_refused_and_does_not_mean_everything(
    client: TestClient, path: str, name: str, value: str
) -> None:
    answer = client.get(path, params={name: value})
    assert (answer.status_code, answer.json().get("parameter")) == (400, name)


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize("name", FILTERS[:-1])
def test_a_code_that_does_not_exist_is_refused_and_not_echoed(client: TestClient, path: str, name: str) -> None:
    answer = client.get(path, params={name: "zq9x"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)
    assert "zq9x" not in answer.text


@pytest.mark.parametrize(
    ("name", "part", "allowed"),
    [
        ("agency", "UN", "UNDP"),
        ("outcome", "0", "10"),
        ("pillar", "55", "5"),
        ("theme", "migr", "migration"),
        ("scope", "country", "country-wide"),
    ],
)
def test_a_part_of_a_code_is_refused_with_the_codes_that_there_are(
    client: TestClient, name: str, part: str, allowed: str
) -> None:
    answer = client.get("/api/presence", params={name: part})
    assert answer.status_code == 400
    assert allowed in answer.json()["detail"].removeprefix(f"{name}: ").replace(",", "").split()


@pytest.mark.parametrize("path", [*FILTERED, "/api/agencies", "/api/figures", "/api/areas/07"])
def test_every_answer_has_a_tag_that_head_gives_too(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert client.get(path, headers={"if-none-match": got.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", FILTERED[1:])
def test_a_free_text_is_not_echoed(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"q": "zq9x"})
    assert answer.json()["query"]["q"] is True
    assert "zq9x" not in answer.text


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_known_body_is_not_sent_again(client: TestClient, coding: str) -> None:
    first = client.get(STATES, headers={"accept-encoding": coding})
    assert first.headers["vary"] == "Accept, Accept-Encoding"
    assert first.headers["etag"].startswith('"')
    again = client.get(STATES, headers={"accept-encoding": coding, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    changed = client.get(STATES, headers={"accept-encoding": coding, "if-none-match": '"other"'})
    assert changed.status_code == 200


def test_each_form_of_a_body_has_its_own_tag(client: TestClient) -> None:
    plain = client.get(STATES, headers={"accept-encoding": "identity"})
    packed = client.get(STATES, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.headers["etag"] != packed.headers["etag"]
    assert plain.content == packed.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_a_refused_coding_is_not_used(client: TestClient) -> None:
    assert "content-encoding" not in client.get(STATES, headers={"accept-encoding": "gzip;q=0"}).headers


def test_head_answers_as_get_without_a_body(client: TestClient) -> None:
    got, head = client.get(STATES), client.head(STATES)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter"),
    [
        (f"{STATES}?bbox=1,2,3", 400, "bad-parameter", "bbox"),
        (f"{STATES}?bbox=NaN,14,-90,18", 400, "bad-parameter", "bbox"),
        (f"{STATES}?bbox=inf,14,-90,18", 400, "bad-parameter", "bbox"),
        (f"{STATES}?bbox=-94,18,-90,14", 400, "bad-parameter", "bbox"),
        (f"{STATES}?bbox=", 400, "bad-parameter", "bbox"),
        (f"{STATES}?limit=0", 400, "bad-parameter", "limit"),
        (f"{STATES}?limit=ten", 400, "bad-parameter", "limit"),
        (f"{STATES}?offset=-1", 400, "bad-parameter", "offset"),
        (f"{STATES}?f=xml", 400, "bad-parameter", "f"),
        (f"{STATES}?presence=some", 400, "bad-parameter", "presence"),
        (f"{STATES}?indicator=happiness", 400, "bad-parameter", "indicator"),
        (f"{STATES}?indicator=poverty_pct.mun-2020", 400, "bad-parameter", "indicator"),
        (f"{STATES}?year=2019", 400, "bad-parameter", "year"),
        (f"{STATES}?year=2020&year=2022", 400, "bad-parameter", "query"),
        (f"{STATES}?colour=red", 400, "unknown-parameter", None),
        ("/api?colour=red", 400, "unknown-parameter", None),
        (f"{MUNICIPALITIES}?resolution=detail", 400, "bad-parameter", "resolution"),
        ("/api/collections/offices/items?agency_id=NATO", 400, "bad-parameter", "agency_id"),
        ("/api/collections/offices/items?agency_id=UN", 400, "bad-parameter", "agency_id"),
        ("/api/collections/offices/items?agency=UNHCR", 400, "unknown-parameter", None),
        (f"{INITIATIVES}?agency_id=UNHCR", 400, "unknown-parameter", None),
        (f"{INITIATIVES}?limit=0", 400, "bad-parameter", "limit"),
        (f"{INITIATIVES}?f=xml", 400, "bad-parameter", "f"),
        (f"{INITIATIVES}/no-such-thing", 404, "not-found", None),
        (f"{INITIATIVES}?q={'x' * 201}", 400, "bad-parameter", "q"),
        ("/api/need?level=planet", 400, "bad-parameter", "level"),
        ("/api/presence?level=planet", 400, "bad-parameter", "level"),
        ("/api/presence?kind=hopes", 400, "bad-parameter", "kind"),
        ("/api/presence?table=chairs", 400, "bad-parameter", "table"),
        ("/api/presence?headquarters=perhaps", 400, "bad-parameter", "headquarters"),
        ("/api/presence?agency=UNHCR&agency=IOM", 400, "bad-parameter", "query"),
        ("/api/presence?colour=red", 400, "unknown-parameter", None),
        ("/api/framework?level=state", 400, "unknown-parameter", None),
        ("/api/agencies?agency=UNHCR", 400, "unknown-parameter", None),
        ("/api/figures?f=xml", 400, "bad-parameter", "f"),
        (f"{STATES}/99", 404, "not-found", None),
        ("/api/collections/rivers", 404, "not-found", None),
        ("/api/areas/999", 404, "not-found", None),
        ("/assets/..%2f..%2fpyproject.toml", 404, "not-found", None),
        ("/nowhere", 404, "not-found", None),
    ],
)
def test_an_error_is_a_problem_that_names_the_parameter(
    client: TestClient, address: str, status: int, code: str, parameter: str | None
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"], body.get("parameter")) == (status, code, parameter)
    assert body["description"] == body["detail"] != ""


BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/map", "/foo/bar", "/api/nothing", "/api/areas/999", "/api/collections/rivers"])
def test_who_reads_pages_gets_one_where_nothing_is_and_others_a_problem(client: TestClient, path: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Page not found" in page.text
    assert "Página no encontrada" in page.text
    assert client.get(re.search(r'href="(/[^"?]*)"', page.text)[1]).status_code == 200  # type: ignore[index]
    for headers, more in (({}, ""), ({"accept": "application/json"}, ""), (BROWSER, "?f=json")):
        answer = client.get(path + more, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/brief/07?year=1", "year: "),
        ("/api/need?year=1900", "year: "),
        ("/api/coverage?agensy=UNHCR", "did you mean agency?"),
        ("/api/collections/states/items?bbox=1,2", "bbox: "),
    ],
)
def test_who_reads_pages_is_told_on_one_what_an_address_asks_that_there_is_not(
    client: TestClient, address: str, said: str
) -> None:
    page = client.get(address, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert said in page.text
    assert "No se puede mostrar" in page.text
    assert client.get(address).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["q=M%E9xico", "q=%FF", "q=%C3", "%E9=1"])
@pytest.mark.parametrize("path", ["/", "/api", INITIATIVES, STATES, "/api/search", "/brief/07", "/docs"])
def test_text_that_is_no_utf_8_is_refused_and_not_read_as_something_else(
    client: TestClient, path: str, query: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "not-utf-8")
    assert "UTF-8" in answer.json()["detail"]


def test_a_path_that_is_no_utf_8_is_refused(client: TestClient) -> None:
    assert client.get("/api/areas/M%E9xico").json()["code"] == "not-utf-8"
    assert client.get("/api/areas/M%C3%A9xico").json()["code"] != "not-utf-8"


@pytest.mark.parametrize("parameter", ["bbox", "code", "year", "indicator", "f", "<zq9x>", "limit"])
def test_text_of_a_request_is_not_echoed(client: TestClient, parameter: str) -> None:
    answer = client.get(STATES, params={parameter: "<zq9x>alert(1)</zq9x>"})
    # Links to the same page carry its parameters, encoded as an address has them.
    assert "zq9x" not in answer.text.replace("%3Czq9x%3E", "").replace("%3C%2Fzq9x%3E", "")


def test_other_methods_are_refused(client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, STATES)
        assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_need_lists_every_area_with_the_classes_of_a_legend(client: TestClient, level: str) -> None:
    body = client.get("/api/need", params={"level": level}).json()
    classes = body["classes"]
    assert sum(classes["counts"]) + classes["no_data"] == len(body["values"])
    assert sorted(classes["upper"]) == classes["upper"]
    assert body["indicator"]["source"]["terms"]
    assert body["year"] in body["indicator"]["years"][level]


def test_indicators_name_their_years_sources_and_the_default(client: TestClient) -> None:
    body = client.get("/api/need/indicators").json()
    by_id = {indicator["indicator_id"]: indicator for indicator in body["indicators"]}
    assert body["default"]["state"] == {"indicator_id": "poverty_pct.mmp-2016", "year": 2020}
    assert by_id["poverty_pct.mmp-2008"]["years"]["state"] == [2010, 2012, 2014, 2018]
    assert by_id["marginalisation_index.marginacion-2020"]["direction"] == "low-is-worse"
    assert all(indicator["source"]["publisher"] for indicator in by_id.values())


def test_no_answer_holds_nan(client: TestClient) -> None:
    for path in ("/api/need?level=municipality", MUNICIPALITIES, INITIATIVES, "/api/areas/29048", "/api/presence"):
        assert "NaN" not in client.get(path).text


def test_small_bodies_are_not_compressed() -> None:
    assert encode(b"{}", JSON).coding(b"gzip") == ""
    body = encode(b"a" * 2_000, JSON)
    assert gzip.decompress(body.representation(body.coding(b"gzip")).body["body"]) == b"a" * 2_000
    assert brotli.decompress(body.representation(body.coding(b"gzip, br")).body["body"]) == b"a" * 2_000


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"gzip", "gzip"),
        (b"br", "br"),
        (b"gzip, deflate, br", "br"),
        (b"br;q=0.4, GZIP;q=0.5", "gzip"),
        (b"*", "br"),
        (b"*, br;q=0", "gzip"),
        (b"gzip; q=1.0", "gzip"),
        (b"gzip;q=0", ""),
        (b"gzip; q=0.000", ""),
        (b"gzip; q=NaN", ""),
        (b"gzip; q=9", ""),
        (b"zstd, identity", ""),
        (b"", ""),
        (b"gzip," * 1_000, ""),
    ],
)
def test_an_accepted_coding_is_understood(header: bytes, coding: str) -> None:
    assert coding_of(header) == coding


def test_a_weak_or_listed_validator_matches(client: TestClient) -> None:
    tag = client.get(STATES).headers["etag"]
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert client.get(STATES, headers={"if-none-match": condition}).status_code == 304


async def _fill(store: BodyCache, count: int) -> None:
    for number in range(count):
        await store.get(str(number).encode(), lambda: encode(b"x" * 400, JSON), Bulkhead(1))


def test_the_store_of_bodies_stays_within_its_bytes() -> None:
    import asyncio  # noqa: PLC0415 - used here alone

    store = BodyCache(bytes_kept=10_000)
    asyncio.run(_fill(store, 50))
    assert 0 < store.held <= 10_000
    assert len(store) == 2


DATED = ("/api/collections/states/items", "/api/collections/states/items/07", "/api/collections/offices/items?f=csv")


@pytest.mark.parametrize("path", DATED)
def test_what_was_not_modified_since_is_not_sent_again(client: TestClient, path: str) -> None:
    """On the way through a route the first time, and of what is ready from then on."""
    for _ in range(3):
        whole = client.get(path, headers={"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"})
        assert (whole.status_code, bool(whole.content)) == (200, True)
        dated = whole.headers["last-modified"]
        for since in (dated, "Sat, 01 Jan 2101 00:00:00 GMT"):
            again = client.get(path, headers={"if-modified-since": since})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("since", ["", "yesterday", "2101-01-01", "Sat, 01 Jan 2101 00:00:00", "\xff"])
def test_a_date_that_is_none_is_passed_over(client: TestClient, since: str) -> None:
    answer = client.get(DATED[0], headers=[(b"if-modified-since", since.encode("latin-1"))])
    assert answer.status_code == 200


def test_an_etag_goes_before_a_date(client: TestClient) -> None:
    dated = client.get(DATED[0]).headers["last-modified"]
    asked = {"if-none-match": '"another"', "if-modified-since": dated}
    assert client.get(DATED[0], headers=asked).status_code == 200


def test_if_match_of_another_version_is_refused(client: TestClient) -> None:
    tag = client.get(STATES, headers={"accept-encoding": "identity"}).headers["etag"]
    for match, status in ((tag, 200), (f'"other", {tag}', 200), ("*", 200), ('"other"', 412), (f"W/{tag}", 412)):
        answer = client.get(STATES, headers={"if-match": match, "accept-encoding": "identity"})
        assert answer.status_code == status, match
        assert answer.status_code == 200 or answer.json()["code"] == "changed"


def test_a_redirect_names_no_host_and_is_not_kept(client: TestClient) -> None:
    answer = client.get("/api/presence/?level=state", headers={"host": "elsewhere.example"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/api/presence?level=state")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("headers", [{"x-long": "a" * 70_000}, {f"x-{number}": "a" * 100 for number in range(800)}])
def test_a_long_head_is_refused_even_where_it_came_in_one_piece(client: TestClient, headers: dict[str, str]) -> None:
    for _ in range(2):
        answer = client.get(STATES, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (431, "request-too-large")


def test_pages_use_no_sensors_of_a_device(client: TestClient) -> None:
    assert "geolocation=()" in client.get("/").headers["permissions-policy"]
