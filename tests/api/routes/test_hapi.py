"""HDX HAPI: envelope, parameters, formats; what is better than in the original is held here."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PRESENCE = "/api/v2/coordination-context/operational-presence"
METADATA = {
    name: f"/api/v2/metadata/{name}"
    for name in ("admin1", "admin2", "org", "sector", "location", "org-type", "dataset", "data-availability")
}
POVERTY = "/api/v2/food-security-nutrition-poverty/poverty-rate"
POPULATION = "/api/v2/geography-infrastructure/baseline-population"
ALL = [PRESENCE, POVERTY, POPULATION, *METADATA.values()]

FIELDS = {
    "location_ref",
    "location_code",
    "location_name",
    "has_hrp",
    "in_gho",
    "provider_admin1_name",
    "provider_admin2_name",
    "admin1_ref",
    "admin1_code",
    "admin1_name",
    "admin2_ref",
    "admin2_code",
    "admin2_name",
    "admin_level",
    "resource_hdx_id",
    "org_acronym",
    "org_name",
    "org_type_code",
    "org_type_description",
    "sector_code",
    "sector_name",
    "reference_period_start",
    "reference_period_end",
}
"""Names of the response models of the original, version 2."""

OF_LISTS = {
    "admin1": {"code", "name", "from_cods", "location_code", "location_name", "reference_period_start"},
    "admin2": {"code", "name", "from_cods", "admin1_code", "admin1_name", "location_code", "reference_period_end"},
    "org": {"acronym", "name", "org_type_code", "org_type_description"},
    "sector": {"code", "name"},
    "location": {"id", "code", "name", "has_hrp", "in_gho", "from_cods"},
    "org-type": {"code", "description"},
    "dataset": {"dataset_hdx_id", "dataset_hdx_title", "hdx_provider_name", "hdx_link"},
    "data-availability": {"category", "subcategory", "admin_level", "admin1_code", "admin2_code", "hapi_updated_date"},
}

OF_AREAS = {
    "location_ref",
    "location_code",
    "has_hrp",
    "in_gho",
    "admin1_ref",
    "admin1_code",
    "admin2_code",
    "admin_level",
}

OF_POVERTY = {"mpi", "headcount_ratio", "intensity_of_deprivation", "vulnerable_to_poverty", "in_severe_poverty"}

OF_PEOPLE = {
    "gender",
    "age_range",
    "min_age",
    "max_age",
    "population",
    "reference_period_start",
    "reference_period_end",
}


def rows_of(client: TestClient, path: str, **parameters: str | int) -> list[dict[str, object]]:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()["data"]
    return rows


def test_operational_presence_has_the_fields_of_the_original(client: TestClient) -> None:
    for row in rows_of(client, PRESENCE, location_code="MEX"):
        assert set(row) >= FIELDS


@pytest.mark.parametrize("name", METADATA)
def test_lists_have_the_fields_of_the_original(client: TestClient, name: str) -> None:
    assert set(rows_of(client, METADATA[name])[0]) >= OF_LISTS[name]


@pytest.mark.parametrize("path", [path for path in ALL if path not in {METADATA["location"], METADATA["org-type"]}])
def test_the_envelope_counts_and_links(client: TestClient, path: str) -> None:
    whole = client.get(path).json()
    assert whole["numberMatched"] == whole["numberReturned"] == len(whole["data"])
    assert not [one for one in whole["links"] if one["rel"] == "next"]
    first = client.get(path, params={"limit": 3}).json()
    [following] = [one["href"] for one in first["links"] if one["rel"] == "next"]
    assert client.get(following).json()["data"] == whole["data"][3:6]
    assert first["numberMatched"] == whole["numberMatched"]
    assert whole["edition"]
    assert whole["sources"][0]["terms"]


def test_pages_walk_to_the_last_row(client: TestClient) -> None:
    found, address = [], f"{PRESENCE}?limit=50"
    while address:
        page = client.get(address).json()
        found += page["data"]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    assert found == rows_of(client, PRESENCE)


def test_limit_is_clamped_and_may_be_zero(client: TestClient) -> None:
    assert client.get(PRESENCE, params={"limit": 10_001}).json()["numberReturned"] > 0
    nothing = client.get(PRESENCE, params={"limit": 0}).json()
    assert nothing["data"] == []
    assert nothing["numberMatched"] > 0
    assert {one["rel"] for one in nothing["links"]} == {"self", "alternate"}


def test_another_country_is_an_empty_answer_that_says_so(client: TestClient) -> None:
    answer = client.get(PRESENCE, params={"location_code": "SOM"}).json()
    assert (answer["data"], answer["numberMatched"], answer["unknown"]) == ([], 0, ["location_code"])
    assert client.get(PRESENCE, params={"location_name": "Mex"}).json()["data"] == []


def test_a_municipality_without_presence_is_known(client: TestClient) -> None:
    answer = client.get(PRESENCE, params={"admin2_code": "MX20001"}).json()
    assert (answer["data"], answer["unknown"]) == ([], [])


def test_filters_narrow_together(client: TestClient) -> None:
    rows = rows_of(client, PRESENCE, admin1_code="MX07", org_acronym="unhcr", admin_level="2")
    assert rows
    for row in rows:
        assert (row["admin1_code"], row["org_acronym"], row["admin_level"]) == ("MX07", "UNHCR", 2)
    assert rows_of(client, PRESENCE, org_type_code="447", sector_code="10")
    assert rows_of(client, METADATA["admin2"], admin1_name="Aguascalientes", name="Calvillo")


def test_what_states_no_outcome_has_the_sector_unspecified(client: TestClient) -> None:
    rows = rows_of(client, PRESENCE)
    assert {row["sector_name"] for row in rows if row["sector_code"] == "Multi"} == {"Multi-sector (unspecified)"}
    assert all(row["sector_code"] and row["sector_name"] for row in rows)
    assert rows_of(client, PRESENCE, sector_code="multi", org_acronym="UNHCR", admin2_code="MX07089")
    assert {row["sector_code"] for row in rows} <= {row["code"] for row in rows_of(client, METADATA["sector"])}


@pytest.mark.parametrize(("path", "own"), [(POVERTY, OF_POVERTY), (POPULATION, OF_PEOPLE)])
def test_figures_have_the_fields_of_the_original(client: TestClient, path: str, own: set[str]) -> None:
    assert set(rows_of(client, path, limit=1)[0]) >= own | OF_AREAS


@pytest.mark.parametrize("path", [PRESENCE, POVERTY, POPULATION])
@pytest.mark.parametrize(
    "asked", [{"has_hrp": "true"}, {"in_gho": "false"}, {"location_ref": 160}, {"admin1_ref": 1}, {"admin2_ref": 1}]
)
def test_a_filter_that_only_hdx_could_answer_is_taken_and_said_to_be_unknown(
    client: TestClient, path: str, asked: dict[str, str | int]
) -> None:
    body = client.get(path, params=asked).json()
    assert (body["data"], body["unknown"]) == ([], list(asked))


@pytest.mark.parametrize("asked", [{"has_hrp": "perhaps"}, {"location_ref": "MEX"}, {"admin1_ref": -1}])
def test_a_filter_of_another_type_is_refused(client: TestClient, asked: dict[str, str | int]) -> None:
    assert client.get(PRESENCE, params=asked).status_code == 400


def test_figures_name_the_sources_that_their_rows_come_from(client: TestClient) -> None:
    body = client.get(
        POVERTY, params={"admin1_code": "MX07", "admin_level": 1, "start_date": "2020", "end_date": "2020"}
    ).json()
    assert {row["source_id"] for row in body["data"]} == {source["source_id"] for source in body["sources"]}
    assert client.get(METADATA["location"]).json()["sources"][0]["source_id"] == "un-mexico-results-2020"


@pytest.mark.parametrize("path", ALL)
def test_csv_has_the_columns_and_values_of_json(client: TestClient, path: str) -> None:
    rows = rows_of(client, path, limit=40)
    answer = client.get(path, params={"limit": 40, "output_format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(table[0]) == list(rows[0])
    told = {True: "true", False: "false"}
    texts = [
        {name: "" if value is None else told.get(value, str(value)) if isinstance(value, bool) else str(value)
         for name, value in row.items()}
        for row in rows
    ]  # fmt: skip
    assert table == texts


def test_an_empty_csv_has_its_header(client: TestClient) -> None:
    answer = client.get(PRESENCE, params={"location_code": "SOM", "output_format": "csv"})
    [header] = csv.reader(io.StringIO(answer.text))
    assert set(header) >= FIELDS


def test_accept_chooses_where_output_format_does_not(client: TestClient) -> None:
    for accept, kind in (("*/*", "application/json"), ("text/csv", "text/csv"), ("text/html", "text/html")):
        assert client.get(PRESENCE, headers={"accept": accept}).headers["content-type"].startswith(kind)
    assert client.get(PRESENCE, headers={"accept": "image/png"}).status_code == 406


def test_app_identifier_is_taken_and_not_used(client: TestClient) -> None:
    assert rows_of(client, PRESENCE, app_identifier="bmFtZTptYWls", limit=5) == rows_of(client, PRESENCE, limit=5)


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "location_code=",
        "limit=-1",
        "limit=x",
        "limit=NaN",
        "offset=-1",
        "offset=1e99",
        "admin_level=3",
        "output_format=xml",
        "start_date=yesterday",
        "end_date=2020-13",
        "admin1_code=MX07&admin1_code=MX08",
        "org_name=" + 600 * "a",
        "app_identifier=" + 600 * "a",
    ],
)
def test_what_is_wrong_is_refused_as_a_problem(client: TestClient, query: str) -> None:
    answer = client.get(f"{PRESENCE}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "yesterday" not in answer.text


@pytest.mark.parametrize(
    "value", ["<script>", "N'Djamena", "Côte d'Ivoire", "%00", "%25", "'; drop table", "(", "[a-z]"]
)
def test_any_text_may_be_asked_for(client: TestClient, value: str) -> None:
    answer = client.get(PRESENCE, params={"admin2_name": value, "provider_admin1_name": value})
    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["unknown"] == ["admin2_name", "provider_admin1_name"]


def test_answers_have_one_order_and_a_strong_tag(client: TestClient) -> None:
    one, two = client.get(PRESENCE), client.get(PRESENCE)
    assert one.content == two.content
    tag = one.headers["etag"]
    assert not tag.startswith("W/")
    assert client.get(PRESENCE, headers={"if-none-match": tag}).status_code == 304
