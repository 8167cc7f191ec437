"""What the page on method offers other systems: every address answers, and every claim is what the API does."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING
from urllib.parse import unquote

import geopandas as gpd
import pytest
from playwright.sync_api import expect

from tests.clients.gdal import gdal
from tests.web.conftest import OVERFLOW, PHONE
from tests.web.test_pages import CONTRAST, CONTRASTS
from tests.web.test_words import ENGLISH, SPANISH
from unmap.features.crs import EVERYWHERE
from unmap.formats import Form

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from fastapi.testclient import TestClient
    from playwright.sync_api import Locator, Page

    from tests.web.conftest import Open
    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

CHIAPAS = 124
KINDS = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "schema": "application/schema+json",
    "queryables": "application/schema+json",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "activities": "application/xml",
    "map": "text/html",
    "docs": "text/html",
    "openapi.json": "application/vnd.oai.openapi+json;version=3.1",
    "openapi-3.0.json": "application/vnd.oai.openapi+json;version=3.0",
}
"""Media types of the answers by what the end of an address says; JSON elsewhere."""

FORMATS = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "parquet": "GeoParquet",
    "topojson": "TopoJSON",
    "xml": "IATI 2.03",
}
"""What the page calls the formats; the map, as html, is told in words."""


def part(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=machines]")


def addresses(page: Page) -> list[str]:
    return [str(link.get_attribute("href")) for link in part(page).get_by_role("link").all()]


def lines(page: Page) -> dict[str, str]:
    """Give the line that opens the data, by program."""
    rows = part(page).locator(".programs > div").all()
    return {row.locator("dt").inner_text(): row.locator("dd > code").last.inner_text() for row in rows}


def kind_of(address: str) -> str:
    path, _, query = address.partition("?")
    asked = re.search(r"(?:^|&)(?:f|output_format)=(\w+)", query)
    default = KINDS["geojson" if path.endswith("/items") else "json"]
    return KINDS[asked[1]] if asked else KINDS.get(path.rsplit("/", 1)[-1], default)


def test_every_address_answers_with_what_it_says(read_page: Open, client: TestClient) -> None:
    named = addresses(read_page("/about?lang=en"))
    assert len(named) == len(set(named)) > len(KINDS)
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith(kind_of(address)), address


def test_both_languages_name_the_same_addresses_as_they_are_typed(read_page: Open) -> None:
    page = read_page("/about?lang=es")
    shown = [link.inner_text() for link in part(page).get_by_role("link").all()]
    assert shown == [unquote(address) for address in addresses(page)]
    assert addresses(page) == addresses(read_page("/about?lang=en"))
    assert lines(page) == lines(read_page("/about?lang=en"))


def test_the_filter_that_is_shown_finds_what_the_page_says(
    read_page: Open, client: TestClient, dataset: Dataset
) -> None:
    [address] = [one for one in addresses(read_page("/about?lang=en")) if "filter=" in one]
    found = [one["properties"] for one in client.get(address).json()["features"]]
    assert 0 < len(found) < len(dataset.municipalities)
    assert all(one["need_pct"] > 80 for one in found)
    assert all(one["presence"] == "none-reported" for one in found)


def test_the_line_for_gdal_writes_what_it_says(read_page: Open, tmp_path: Path) -> None:
    program, *arguments = shlex.split(lines(read_page("/about?lang=en"))["GDAL"])
    target = tmp_path / "chiapas.gpkg"
    gdal(program, *(str(target) if one == target.name else one for one in arguments))
    assert len(gpd.read_file(target)) == CHIAPAS


def test_the_line_for_python_reads_what_it_says(read_page: Open) -> None:
    called = re.fullmatch(r'geopandas\.read_file\("(.+)"\)', lines(read_page("/about?lang=en"))["Python"])
    assert called
    assert len(gpd.read_file(called[1])) == CHIAPAS


def test_the_address_for_qgis_is_the_landing_page_of_this_server(read_page: Open, server: str) -> None:
    assert lines(read_page("/about?lang=en"))["QGIS"] == f"{server}/api"


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
def test_the_reference_systems_and_formats_named_are_those_there_are(words: dict[str, str]) -> None:
    typed = re.findall(r"`((?:OGC|EPSG):\w+)`", words["about.machines.crs.four"])
    assert typed == [crs.name for crs in EVERYWHERE]
    assert set(FORMATS) | {"html"} == {str(form) for form in Form}
    for name in FORMATS.values():
        assert name in words["about.machines.files.formats"]


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
def test_the_names_typed_are_parameters_and_properties_of_the_api(words: dict[str, str], client: TestClient) -> None:
    definition = client.get("/api/openapi.json").json()
    given = [
        each for path in definition["paths"].values() for one in path.values() for each in one.get("parameters", ())
    ]
    # A parameter that several paths share stands once, among the components.
    known = {each["name"] for each in (*given, *definition["components"]["parameters"].values()) if "name" in each}
    known |= set(client.get("/api/collections/municipalities/queryables").json()["properties"])
    known |= set(client.get("/api/v2/coordination-context/operational-presence?limit=1").json()["data"][0])
    known |= {"unknown", "queryables", "Content-Crs", "WebMercatorQuad", "/api/exports", "{example_code}"}
    known |= {crs.name for crs in EVERYWHERE}
    for key, text in words.items():
        if key.startswith("about.machines"):
            assert text.count("`") % 2 == 0, key
            assert {re.split(r"[= ]", typed)[0] for typed in re.findall(r"`([^`]+)`", text)} <= known, key


def test_backticks_become_type_and_are_never_shown(read_page: Open) -> None:
    page = read_page("/about?lang=en")
    assert "`" not in part(page).inner_text()
    expect(part(page).locator("p code", has_text="skipGeometry")).to_have_count(1)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_contrast_and_fits_a_phone(open_page: Open, lang: str, scheme: Literal["light", "dark"]) -> None:
    page = open_page(f"/about?lang={lang}", {**PHONE, "width": 320}, color_scheme=scheme)
    assert page.evaluate(OVERFLOW) <= 0
    assert part(page).locator("a, code, dd").count()
    wider = (
        part(page)
        .locator("a, code, dd")
        .evaluate_all(
            "all => all.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.textContent)"
        )
    )
    assert wider == []
    read = page.evaluate(CONTRASTS)
    assert read
    assert [text for ratio, text in read if ratio < CONTRAST] == []


@pytest.mark.parametrize("path", ["/", "/about"])
def test_the_bar_leads_to_the_data_and_to_the_documentation(open_page: Open, path: str) -> None:
    page = open_page(path)
    bar = page.get_by_role("navigation", name="Pages")
    expect(bar.get_by_role("link", name="Data", exact=True)).to_have_attribute("href", "/data")
    expect(bar.get_by_role("link", name="API", exact=True)).to_have_attribute("href", "/docs")
    bar.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_url(re.compile("/data$"))
