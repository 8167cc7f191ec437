"""Pages of the API: what they say, how they are built, and that no text of the data breaks out of one."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import orjson
import pytest
from fastapi.testclient import TestClient
from lxml import html

import unmap
from api.application import create_app
from api.pages import html_body
from api.pages.value_text import digits_of, divided, number_text, path_of, safe_href
from api.service import Service
from tests.conftest import write_squares

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unmap.store import Dataset


HOSTILE = """<script>window.hit=1</script>"><img src=x onerror=window.hit=1>'`${7*7}{{7*7}}{%raw%}</title></script>"""
EVIL_ADDRESS = "javascript:window.hit=1"

TEMPLATES = {
    "/api": "landing.html",
    "/api/conformance": "conformance.html",
    "/api/collections": "collections.html",
    "/api/collections/states": "collection.html",
    "/api/collections/municipalities/items": "items.html",
    "/api/collections/offices/items": "items.html",
    "/api/collections/initiatives/items": "items.html",
    "/api/collections/municipalities/items/01001": "feature.html",
    "/api/collections/offices/items/a-centro": "feature.html",
    "/api/collections/initiatives/items/both-states": "feature.html",
}
"""Documents of squares, by path, and the templates that make pages of them."""

DOCUMENTS = {
    "/api/need": {},
    "/api/need/indicators": {},
    "/api/presence": {},
    "/api/framework": {},
    "/api/agencies": {},
    "/api/figures": {},
    "/api/sources": {},
    "/api/areas/01": {},
    "/api/coverage": {},
    "/api/equity": {},
    "/api/clusters": {"permutations": 99},
    "/api/furthest-behind": {"draws": 100},
    "/api/reach": {},
    "/api/siting": {"k": 1},
    "/api/outcome-gaps": {},
    "/api/footprints": {},
    "/api/change": {},
    "/api/v2/coordination-context/operational-presence": {},
    "/api/v2/metadata/admin2": {},
}
"""Paths that answer with pages of their own, with what they are asked."""


def spoil(folder: Path) -> Path:
    """Make every text that people read hostile."""
    for table, columns in {
        "programme/agencies": ("acronym", "name_en", "name_es"),
        "programme/initiatives": ("title", "title_es", "summary", "summary_es", "source_locator"),
        "programme/initiative_places": ("place_reported", "note"),
        "programme/initiative_partners": ("partner",),
        "programme/initiative_results": ("unit", "description"),
        "programme/framework": ("title_en", "title_es"),
        "programme/reports": ("title", "country_name_en"),
        "need/indicators": ("name_en", "unit_name_en", "series_name_en"),
        "sources": ("title", "publisher", "terms"),
    }.items():
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update({name: row[name] + HOSTILE for name in columns if row[name]})
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    with (folder / "geo/aliases.csv").open("a", encoding="utf-8") as file:
        file.write("Arriba,01\nAbajo,02\n")
    for name in ("states", "municipalities"):
        path = folder / "geo" / f"{name}.parquet"
        layer = gpd.read_parquet(path)
        layer["name"] = [f"{text}{HOSTILE}" for text in layer["name"]]
        layer.to_parquet(path)
    return folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Service]]:
    """A client and its service on squares in which every text is hostile, and the addresses of sources, too.

    No file may hold such an address: the check refuses it, and the pages do not count on that.
    """
    dataset = unmap.load(spoil(write_squares(tmp_path_factory.mktemp("hostile") / "squares")))
    service = Service(replace(dataset, sources=dataset.sources.assign(url=EVIL_ADDRESS)))
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield client, service


def document_of(client: TestClient, path: str, **parameters: str | int) -> dict[str, Any]:
    answer = client.get(path, params=parameters, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def made(client: TestClient, service: Service, path: str, template: str) -> html.HtmlElement:
    """Make the page of a document as its route does."""
    document = document_of(client, path)
    extra: dict[str, Any] = {}
    if template == "items.html":
        rows = [feature["properties"] for feature in document.pop("features")]
        extra = {"columns": list(rows[0]), "rows": rows}
    body = html_body(service, template, document=document, request_path=path, **extra)
    return html.document_fromstring(body.content.decode())


def asked(client: TestClient, path: str, **parameters: str | int) -> html.HtmlElement:
    answer = client.get(path, params=parameters or None, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.content.decode())


def assert_inert(page: html.HtmlElement) -> None:
    scripts = page.xpath("//script")
    assert all(one.get("src") or one.get("type") == "application/ld+json" for one in scripts)
    assert all((one.get("src") or "/assets/").startswith("/assets/") for one in scripts)
    assert page.xpath("//img | //style | //iframe | //object | //base | //form") == []
    assert page.xpath("//@*[starts-with(name(), 'on')] | //@style | //@srcdoc") == []
    for address in page.xpath("//@href | //@src | //@data-features"):
        assert safe_href(address) or address == "#content", address
    assert "49" not in str(page.findtext(".//h1"))
    assert page.xpath("//*[@hit]") == []


def test_every_template_shows_hostile_texts_as_texts(hostile: tuple[TestClient, Service]) -> None:
    client, service = hostile
    for path, template in TEMPLATES.items():
        page = made(client, service, path, template)
        assert_inert(page)
        if path not in {"/api/conformance", "/api/collections", "/api/collections/states"}:
            assert HOSTILE in page.text_content(), path
        for script in page.xpath("//script[@type='application/ld+json']"):
            assert orjson.loads(script.text)["license"][0]["name"].endswith(HOSTILE)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_document_shows_hostile_texts_as_texts(hostile: tuple[TestClient, Service], path: str) -> None:
    # Its need has no parts that could stand in for conditions.
    named = {"conditions": "poverty_pct.old,poverty_pct.new"} if path == "/api/furthest-behind" else {}
    page = asked(hostile[0], path, **DOCUMENTS[path], **named)
    assert_inert(page)
    assert HOSTILE in page.text_content()


def test_a_request_cannot_write_into_a_page(client: TestClient) -> None:
    page = client.get("/api/presence?q=%22%3E%3Cimg+src%3Dx+onerror%3Dhit%3E", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert_inert(html.document_fromstring(page.text))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("/api/areas/07", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("//example.org", False),
        ("/\\example.org", False),
        ("https:", False),
        ("http://[", False),
        ("mailto:a@example.org", False),
        (None, False),
        (7, False),
    ],
)
def test_only_addresses_of_the_web_become_links(address: object, *, safe: bool) -> None:
    assert safe_href(address) == (address if safe else None)


def test_an_address_loses_its_host_and_never_gains_one() -> None:
    assert path_of("http://other:1/api/need?f=csv&x=%20") == "/api/need?f=csv&x=%20"
    assert path_of("http://other//evil.example/x") == "/evil.example/x"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2020, "2020"),
        (5217908, "5,217,908"),
        (-3, "\N{MINUS SIGN}3"),
        (27.5, "27.5"),
        (73211.4567, "73,211.46"),
        (5615.67, "5,615.67"),
        (48.864564, "48.86"),
        (9.87654, "9.877"),
        (1 / 3, "0.3333"),
        (0.0000004, "4e-07"),
        (-99.133209, "\N{MINUS SIGN}99.13"),
    ],
)
def test_numbers_are_written_for_people(value: float, text: str) -> None:
    assert number_text(value) == text


def test_a_column_of_numbers_has_one_number_of_digits_and_degrees_keep_what_tells_a_metre() -> None:
    rates = [48.864564, 5.5, 7]
    digits = digits_of("need_pct", rates)
    assert [number_text(one, digits) for one in rates] == ["48.86", "5.50", "7.00"]
    assert number_text(-99.133209, digits_of("seat_lon", [-99.133209])) == "\N{MINUS SIGN}99.13321"
    assert digits_of("year", [2020, 2022]) is None
    assert digits_of("share", [0.25, 0.5]) == 4


def test_columns_that_say_nothing_new_stand_below_the_table() -> None:
    rows = [{"code": str(number), "unit": "percent", "note": None, "value": number} for number in range(4)]
    parts = divided(rows, ["code", "unit", "note", "value"])
    assert (parts.shown, parts.same, parts.empty) == (["code", "value"], {"unit": "percent"}, ["note"])
    assert divided(rows[:2], ["code", "unit"]).shown == ["code", "unit"]


@pytest.fixture(scope="module")
def service(dataset: Dataset) -> Service:
    return Service(dataset)


@pytest.mark.parametrize(
    ("path", "template"),
    [(path, template) for path, template in TEMPLATES.items() if "01001" not in path and "-" not in path],
)
def test_pages_are_built_for_everyone(client: TestClient, service: Service, path: str, template: str) -> None:
    page = made(client, service, path, template)
    assert_built(page)
    [canonical] = page.xpath("//link[@rel='canonical']/@href")
    assert canonical.split("?")[0].endswith(path)


@pytest.mark.parametrize("path", ["/api/need", "/api/presence", "/api/areas/07", "/api/coverage", "/api/sources"])
def test_pages_of_tables_are_built_for_everyone(client: TestClient, path: str) -> None:
    page = asked(client, path)
    assert_built(page)
    kinds = set(page.xpath("//link[@rel='alternate']/@type"))
    assert "application/json" in kinds
    for href in page.xpath("//link[@rel='alternate']/@href"):
        assert client.get(href).status_code == 200


def assert_built(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en"
    assert str(page.findtext(".//title")).endswith(" · unmap")
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == len(page.xpath("//main//h1")) == 1
    assert page.xpath("//meta[@name='description']/@content")[0]
    assert page.xpath("//a[@class='skip-link']/@href") == ["#content"]
    assert page.xpath("//*[@id='content']")[0].tag == "main"
    assert page.xpath("//header") and page.xpath("//footer")  # noqa: PT018 - both landmarks
    labels = [one.get("aria-label") for one in page.xpath("//nav")]
    assert all(labels)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for target in page.xpath("//@aria-labelledby"):
        assert target in ids
    for table in page.xpath("//table"):
        assert table.find("caption").text_content()
        assert {one.get("scope") for one in table.xpath(".//th")} <= {"col", "row"}
        widths = {len(row.xpath("./th | ./td")) for row in table.xpath("./thead/tr | ./tbody/tr")}
        assert len(widths) == 1
    for region in page.xpath("//*[@role='region']"):
        assert region.get("aria-label")
        assert region.get("tabindex") == "0"
    headings = [int(one.tag[1]) for one in page.xpath("//main//h1 | //main//h2 | //main//h3")]
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_no_data_is_a_dash_that_says_so_and_never_zero(client: TestClient, service: Service) -> None:
    page = made(client, service, "/api/collections/offices/items", "items.html")
    dashes = page.xpath("//td[@class='none']")
    assert dashes
    assert {one.text for one in dashes} == {"—"}
    assert {one.get("title") for one in dashes} == {"no data"}


def test_numbers_stand_right_and_codes_are_texts(client: TestClient) -> None:
    page = asked(client, "/api/presence", table="areas")
    [row] = [row for row in page.xpath("//tbody/tr") if row.findtext("th/a") == "07"]
    assert row.xpath("./th/a/@href") == ["/api/areas/07"]
    agencies = page.xpath("count(//thead//th[. = 'agencies']/preceding-sibling::th)")
    cell = row.xpath("./th | ./td")[int(agencies)]
    assert cell.get("class") == "number"
    told = {area["code"]: area for area in document_of(client, "/api/presence", table="areas")["areas"]}
    assert cell.text == str(told["07"]["agencies"])


def test_the_foot_tells_sources_period_edition_and_what_absence_means(client: TestClient, dataset: Dataset) -> None:
    foot = asked(client, "/api/coverage", level="state").xpath("//footer")[0].text_content()
    assert dataset.edition in foot
    assert "Absence from the report is not absence of work" in foot
    assert "2020" in foot
    for source in document_of(client, "/api/coverage", level="state")["sources"]:
        assert source["title"] in foot
        assert source["terms"] in foot


def test_need_of_another_year_says_its_period(client: TestClient) -> None:
    indicators = document_of(client, "/api/need/indicators")["indicators"]
    chosen = next(one for one in indicators if 2018 in one["years"]["state"])
    page = asked(client, "/api/need", indicator=chosen["indicator_id"], year=2018)
    [period] = page.xpath("//footer//dt[. = 'Period']/following-sibling::dd")
    assert period.text == "2018"
    assert str(page.findtext(".//h1")).endswith(", 2018")


def test_names_stand_beside_codes_for_people_only(client: TestClient) -> None:
    assert "Chiapas" in asked(client, "/api/need").text_content()
    assert "name" not in document_of(client, "/api/need")["values"][0]


def test_search_engines_get_a_dataset(client: TestClient, service: Service) -> None:
    for path in ("/api", "/api/collections/states"):
        page = made(client, service, path, TEMPLATES[path])
        [script] = page.xpath("//script[@type='application/ld+json']")
        told = orjson.loads(script.text)
        assert told["@type"] == "Dataset"
        assert told["name"]
        assert len(told["description"]) > 10
        assert told["license"]
        assert told["isBasedOn"][0]["url"].startswith("https://")
    assert {one["encodingFormat"] for one in told["distribution"]} >= {"application/geo+json", "text/csv"}
    assert told["spatialCoverage"]["geo"]["box"].split()[0].startswith("14.")


def test_rows_lead_to_their_features(client: TestClient, service: Service) -> None:
    page = made(client, service, "/api/collections/states/items", "items.html")
    links = page.xpath("//tbody/tr/th/a/@href")
    assert len(links) == 32
    assert links[0] == "/api/collections/states/items/01"
    assert client.get(links[0]).status_code == 200


def test_an_empty_list_says_so(service: Service) -> None:
    document = {
        "numberMatched": 0,
        "numberReturned": 0,
        "links": [
            {"rel": "self", "href": "http://x/api/collections/states/items?code=99", "type": "application/geo+json"}
        ],
    }
    body = html_body(service, "items.html", document=document, columns=["code", "name"], rows=[], request_path="/x")
    page = html.document_fromstring(body.content.decode())
    assert "Nothing matches" in page.text_content()
    assert page.xpath("//main//code")[0].text == "code"


@pytest.mark.parametrize("template", sorted({*TEMPLATES.values(), "schema.html", "document.html"}))
def test_members_that_a_document_lacks_are_no_error(service: Service, template: str) -> None:
    assert html_body(service, template, document={}, title="Nothing").content
    assert html_body(service, template, document={"links": [{"href": "/api", "rel": "self"}, {}]}).content


def test_properties_of_a_schema_are_a_table(service: Service) -> None:
    document = {
        "title": "States",
        "properties": {
            "need_pct": {"title": "Need", "type": "number", "x-ogc-unit": "percent", "description": f"rate{HOSTILE}"},
            "presence": {"type": "string", "enum": ["field", "none-reported"]},
            "geometry": {"format": "geometry-multipolygon"},
        },
    }
    body = html_body(service, "schema.html", document=document, request_path="/api/collections/states/schema")
    page = html.document_fromstring(body.content.decode())
    assert_inert(page)
    assert [row.xpath("./th")[0].text_content() for row in page.xpath("//tbody/tr")] == list(document["properties"])
    assert "field, none-reported" in page.text_content()
    assert "geometry-multipolygon" in page.text_content()
