"""The page of a brief: in the language of who asks, kept by its address, and in words where there is no such area."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}


def language_of(text: str) -> str:
    return str(html.document_fromstring(text).get("lang"))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en,es;q=0.9", "en"),
        ("es;q=0.1,en;q=0.2", "en"),
        ("fr,es;q=0.3", "es"),
        ("fr", "en"),
        ("es;q=0", "en"),
        ("es;q=x", "en"),
        ("", "en"),
        ("es," * 1_000, "en"),
    ],
)
def test_a_page_speaks_as_the_browser_asks(client: TestClient, accepted: str, language: str) -> None:
    answer = client.get("/brief/07", headers={"accept-language": accepted})
    assert answer.status_code == 200
    assert language_of(answer.text) == language
    assert "Accept-Language" in answer.headers["vary"]


def test_the_language_of_the_address_goes_first_and_no_answer_is_given_in_anothers(client: TestClient) -> None:
    for _ in range(3):  # from the second time on answers are ready ones
        assert language_of(client.get("/brief/20").text) == "en"
        assert language_of(client.get("/brief/20", headers=SPANISH).text) == "es"
        assert language_of(client.get("/brief/20?lang=en", headers=SPANISH).text) == "en"
    named = client.get("/brief/20?lang=es")
    assert named.headers["etag"] == client.get("/brief/20", headers=SPANISH).headers["etag"]
    unchanged = client.get("/brief/20?lang=es", headers={"if-none-match": named.headers["etag"]})
    assert unchanged.status_code == 304


def test_the_page_names_its_address_its_other_language_and_the_data(client: TestClient) -> None:
    page = html.document_fromstring(client.get("/brief/07?agency=UNHCR&lang=es").text)
    [address] = page.xpath("//link[@rel='canonical']/@href")
    assert address.endswith("/brief/07?agency=UNHCR&lang=es")
    assert address in page.xpath("//footer")[0].text_content()
    [other] = page.xpath("//link[@rel='alternate']/@href")
    assert language_of(client.get(other).text) == "en"
    for href in page.xpath("//nav//a/@href"):
        assert client.get(href).status_code == 200, href


def test_figures_are_those_of_the_area_and_its_gap(client: TestClient) -> None:
    for code, level in (("07", "state"), ("07059", "municipality")):
        area = client.get(f"/api/areas/{code}").json()
        [row] = [
            one
            for one in client.get("/api/coverage", params={"level": level, "area": code}).json()["areas"]
            if one["code"] == code
        ]
        text = " ".join(html.document_fromstring(client.get(f"/brief/{code}?lang=en").text).text_content().split())
        assert f"rank by gap {row['rank']:,} of" in text
        assert f"90% interval of {row['rank_p05']:,.0f} to {row['rank_p95']:,.0f}" in text
        assert f"Field offices {area['counts']['offices']} " in text
        assert f"Initiatives placed here {area['counts']['initiatives']} " in text
        assert f"{row['need_persons']:,}" in text


@pytest.mark.parametrize("code", ["99", "7", "070", "99999", "atlantis", "%22%3E%3Cimg+hit%3E", "0" * 500])
def test_an_unknown_code_is_told_in_words(client: TestClient, code: str) -> None:
    for headers, heading in (({}, "There is no such area"), (SPANISH, "No existe esa área")):
        answer = client.get(f"/brief/{code}", headers=headers)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        page = html.document_fromstring(answer.text)
        assert page.findtext(".//h1") == heading
        assert len(page.xpath("//main//a")) == 32
        assert "hit" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "lang=fr",
        "indicator=happiness",
        "indicator=poverty_pct.mun-2020",
        "year=1999",
        "year=x",
        "agency=",
        "agency=NONE",
        "outcome=99",
        "level=state",
        "f=json",
        "lang=en&lang=es",
    ],
)
def test_a_bad_parameter_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/brief/07?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_of_the_map_has_the_plain_table_once_and_a_tag_of_its_own(client: TestClient) -> None:
    answer = client.get("/")
    if "<noscript>" not in answer.text and not os.environ.get("CI"):
        pytest.skip("unmap was built without its map")
    [plain] = re.findall(r"<noscript>(.*)</noscript>", answer.text, flags=re.DOTALL)
    assert plain.count("<table") == 1
    assert plain.count('href="/brief/') == 32
    assert "<!--plain-->" not in answer.text
    tag = answer.headers["etag"]
    assert client.get("/", headers={"if-none-match": tag}).status_code == 304


def test_what_mail_and_social_sites_append_to_a_link_is_passed_over(client: TestClient) -> None:
    appended = "utm_source=mail&utm_campaign=x&fbclid=1&gclid=2"
    answer = client.get(f"/brief/07?agency=UNHCR&{appended}&lang=es")
    assert answer.status_code == 200
    assert answer.text == client.get("/brief/07?agency=UNHCR&lang=es").text
    assert client.get(f"/?{appended}").status_code == client.get(f"/about?{appended}").status_code == 200
    assert client.get("/brief/07?utmost=1").status_code == 400
    assert client.get(f"/api/need?{appended}").json()["code"] == "unknown-parameter"
