"""Of a folder with several reports every address answers from one: the newest unless `report` names another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.openapi.definition import definition
from api.service import Service
from api.settings import Settings
from tests.api.record_examples import reading
from tests.conftest import routes_of, write_squares
from tests.reports import FIRST, SECOND, write_second_report
from tests.tables import shipped
from unmap.files import built_web

if TYPE_CHECKING:
    from collections.abc import Iterator

PRESENCE = "/api/presence?table=areas"

ADDRESSES = (
    "/api",
    PRESENCE,
    "/api/presence?f=csv",
    "/api/agencies",
    "/api/facets",
    "/api/framework",
    "/api/coverage",
    "/api/footprints",
    "/api/outcome-gaps",
    "/api/equity",
    "/api/reach",
    "/api/areas/01",
    "/api/collections/states/items",
    "/api/collections/offices/items",
    "/api/collections/initiatives/items",
    "/api/exports/offices?f=csv",
    "/api/exports/presence?f=csv",
    "/api/v2/coordination-context/operational-presence",
    "/brief/01?lang=en",
)
"""Addresses whose answer depends on the record."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - a middleware
    folder = write_second_report(write_squares(tmp_path_factory.mktemp("reports") / "squares"))
    return create_app(Service(unmap.load(folder), Settings(long_wait_s=600, time_limit_s=600)))


@pytest.fixture(scope="module")
def several(app: Any) -> Iterator[TestClient]:  # noqa: ANN401 - same
    """A client of the squares with two reports."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def of(address: str, report: str) -> str:
    """Give an address with its report named."""
    return f"{address}{'&' if '?' in address else '?'}report={report}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_of_the_report_that_is_named(several: TestClient, address: str) -> None:
    newest, first = several.get(address), several.get(of(address, FIRST))
    assert newest.status_code == first.status_code == 200
    assert newest.content != first.content
    assert newest.headers["etag"] != first.headers["etag"]
    again = several.get(of(address, FIRST), headers={"if-none-match": newest.headers["etag"]})
    assert again.status_code == 200
    assert again.content == first.content


def test_the_newest_report_may_be_named(several: TestClient) -> None:
    assert several.get(of(PRESENCE, SECOND)).json() == several.get(PRESENCE).json()


def test_counts_are_those_of_the_report(several: TestClient) -> None:
    offices = {report: several.get(of(PRESENCE, report)).json()["totals"]["offices"] for report in (FIRST, SECOND)}
    # One of the two field offices is not reported again.
    assert offices == {FIRST: 2, SECOND: 1}


def test_tiles_are_of_the_report(several: TestClient) -> None:
    [template] = several.get(of("/api/collections/offices/tiles/WebMercatorQuad/tilejson.json", FIRST)).json()["tiles"]
    assert template.endswith(f"?report={FIRST}")
    tile = template.replace("{z}/{y}/{x}", "0/0/0").removeprefix("http://testserver")
    assert several.get(tile).content != several.get(tile.partition("?")[0]).content


def test_the_answers_to_what_takes_long_are_of_the_report(several: TestClient) -> None:
    newest, first = (several.get(of("/api/siting?k=1", report)).json() for report in (SECOND, FIRST))
    assert [newest["report"]["report_id"], first["report"]["report_id"]] == [SECOND, FIRST]


def test_links_stay_within_the_report(several: TestClient) -> None:
    links = several.get(of("/api", FIRST)).json()["links"]
    assert all(f"report={FIRST}" in link["href"] for link in links)
    assert not any("report=" in link["href"] for link in several.get("/api").json()["links"])


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/sources", "/api/openapi.json", "/search?q=a"])
def test_a_report_that_there_is_not_is_refused_with_those_that_there_are(several: TestClient, address: str) -> None:
    for unknown in ("third", ""):
        answer = several.get(of(address, unknown))
        assert answer.status_code == 400
        assert f"must be one of {FIRST}, {SECOND}" in answer.text


def test_reports_are_listed_the_newest_first(several: TestClient) -> None:
    answer = several.get("/api/reports").json()
    assert [one["report_id"] for one in answer["reports"]] == [SECOND, FIRST]
    assert answer["report"]["report_id"] == SECOND
    assert {"title", "period_start", "period_end", "reporting_year"} <= answer["reports"][0].keys()
    assert several.get("/api/reports?f=csv").text.splitlines()[1].startswith(SECOND)


def test_the_definition_says_which_reports_there_are(several: TestClient, app: Any) -> None:  # noqa: ANN401 - same
    service: Service = routes_of(several.app).state.service
    document = definition(routes_of(app), "http://localhost", service.dataset)
    for path in reading(document):
        [asked] = [one for one in document["paths"][path]["get"]["parameters"] if one.get("name") == "report"]
        assert asked["schema"]["enum"] == [SECOND, FIRST], path


def test_reports_share_boundaries(several: TestClient) -> None:
    service: Service = routes_of(several.app).state.service
    first = service.of_report(FIRST)
    assert first is service.of_report(FIRST)
    assert first.dataset.layers is service.dataset.layers
    assert first.layers.geometries("state") is service.layers.geometries("state")
    assert service.of_report(SECOND) is service


def test_the_only_report_may_be_named(client: TestClient) -> None:
    only = shipped().report.report_id
    assert client.get(of(PRESENCE, only)).content == client.get(PRESENCE).content
    assert client.get(of(PRESENCE, "other")).status_code == 400


def test_two_reports_are_compared(several: TestClient) -> None:
    answer = several.get("/api/report-change").json()
    assert (answer["earlier"]["report_id"], answer["report"]["report_id"]) == (FIRST, SECOND)
    totals = answer["totals"]
    assert totals["kept"] + totals["new"] == totals["later"]
    assert totals["kept"] + totals["not_again"] == totals["earlier"]
    table = several.get("/api/report-change?table=things&f=csv").text.splitlines()
    assert len(table) == 1 + totals["kept"] + totals["new"] + totals["not_again"]
    assert several.get(f"/api/report-change?since={SECOND}&report={FIRST}").status_code == 400
    assert several.get("/api/report-change?agency=CCC").status_code == 400


def test_the_first_report_has_none_before_it(several: TestClient) -> None:
    answer = several.get(of("/api/report-change", FIRST)).json()
    assert [one["code"] for one in answer["reasons"]] == ["no-earlier-report"]
    assert answer["areas"] == []


def test_a_brief_leads_back_to_the_map_of_its_report(several: TestClient) -> None:
    assert f"&amp;report={FIRST}" in several.get(of("/brief/01?lang=en", FIRST)).text
    assert "report=" not in several.get("/brief/01?lang=en").text


@pytest.mark.skipif(not built_web().is_dir(), reason="unmap was built without its map")
def test_a_page_is_of_the_report_that_its_link_names(several: TestClient) -> None:
    def shown(address: str) -> list[str]:
        facts = several.get(address, headers={"accept": "text/html"}).text.partition('id="served">')[2]
        return [one["report_id"] for one in orjson.loads(facts.partition("</script>")[0])["reports"] if one["shown"]]

    assert [shown(of(page, FIRST)) for page in ("/", "/about", "/data")] == [[FIRST]] * 3
    # What does not exist is told by the page.
    assert shown("/") == shown(of("/", "third")) == [SECOND]


def test_the_steps_above_a_page_stay_within_its_report(several: TestClient) -> None:
    page = several.get(of("/api/collections/offices/items?f=html", FIRST)).text
    assert f'href="/api/collections?report={FIRST}"' in page
    assert 'href="/api/collections"' in several.get("/api/collections/offices/items?f=html").text


@pytest.mark.parametrize("address", ["/api/presence?table=areas", "/api/coverage?cell=high-0"])
def test_two_reports_are_classed_alike_where_that_is_asked(several: TestClient, address: str) -> None:
    def classes(report: str, other: str) -> dict[str, Any]:
        found: dict[str, Any] = several.get(of(f"{address}&classes_with={other}", report)).json()["classes"]
        return found

    first, second = classes(FIRST, SECOND), classes(SECOND, FIRST)
    if "any" in first:
        first, second = first["any"], second["any"]
    else:
        assert first["gap"]["limits"] == second["gap"]["limits"]
        assert first["bivariate"]["presence"] == second["bivariate"]["presence"]
        first, second = first["presence"], second["presence"]
    assert first["limits"] == second["limits"]
    assert sum(first["counts"].values()) == sum(second["counts"].values()) > 0
    refused = several.get(f"{address}&classes_with=third")
    assert refused.status_code == 400
    assert "classes_with" in refused.json()["description"]


def test_what_another_report_names_may_be_asked_for_and_nothing_of_it_is_found(several: TestClient) -> None:
    def named(report: str) -> set[str]:
        return {one["agency_id"] for one in several.get(of("/api/agencies", report)).json()["agencies"]}

    for report, other in ((FIRST, SECOND), (SECOND, FIRST)):
        for agency in named(other) - named(report):
            answer = several.get(of(f"{PRESENCE}&agency={agency}", report))
            assert answer.status_code == 200
            assert answer.json()["totals"]["agencies"] == 0
    assert several.get(f"{PRESENCE}&agency=nobody").status_code == 400


@pytest.mark.parametrize("address", ["/api/collections/states/items", "/api/presence?table=areas", "/api/collections"])
def test_every_link_of_a_page_stays_within_its_report(several: TestClient, address: str) -> None:
    page = several.get(of(f"{address}{'&' if '?' in address else '?'}f=html", FIRST)).text
    links = [href for href in re.findall(r'href="(/[^"]*)"', page) if not href.startswith(("/assets", "/favicon"))]
    assert len(links) > len(["Map", "Method", "Data", "API"])
    assert [href for href in links if f"report={FIRST}" not in href] == []


def test_the_names_of_files_tell_two_reports_apart(several: TestClient) -> None:
    for address in ("/api/collections/states/items?f=csv", "/api/coverage?f=csv", "/api/agencies?f=csv"):
        answers = [several.get(of(address, report)) for report in (FIRST, SECOND)]
        assert len({answer.headers["content-disposition"] for answer in answers}) == len(answers), address
