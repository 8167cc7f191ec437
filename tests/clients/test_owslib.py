"""OWSLib, the OGC client of Python, on the running server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import shapely
from owslib.ogcapi.features import Features

if TYPE_CHECKING:
    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"


@pytest.fixture(scope="module")
def service(server: str) -> Features:
    return Features(f"{server}/api")


def codes(answer: dict[str, Any]) -> list[str]:
    """Name the features of an answer."""
    return [feature["id"] for feature in answer["features"]]


def test_landing_page_leads_to_data_and_conformance(service: Features) -> None:
    relations = {link["rel"] for link in service.links}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= relations


def test_conformance_names_the_core(service: Features) -> None:
    assert CORE in service.conformance()["conformsTo"]


def test_description_is_found_as_openapi_3_0(service: Features) -> None:
    document = service.api()
    assert document["openapi"].startswith("3.0.")
    assert any(path.endswith("/collections/municipalities/items") for path in document["paths"])


def test_collections_are_collections_of_features(service: Features) -> None:
    assert service.feature_collections() == ["states", "municipalities", "offices", "initiatives"]
    assert service.collection("offices")["itemType"] == "feature"


def test_unknown_collection_is_refused(service: Features) -> None:
    with pytest.raises(RuntimeError, match="404"):
        service.collection("provinces")


@pytest.mark.parametrize(
    ("collection", "size"), [("states", 32), ("municipalities", 2_469), ("offices", 36), ("initiatives", 72)]
)
def test_items_of_a_collection_are_all_there(service: Features, collection: str, size: int) -> None:
    answer = service.collection_items(collection, limit=10_000)
    assert answer["numberMatched"] == answer["numberReturned"] == len(answer["features"]) == size
    assert len(set(codes(answer))) == size


def test_pages_lead_from_one_to_the_next_up_to_the_last(service: Features, dataset: Dataset) -> None:
    answer = service.collection_items("municipalities", limit=1_000)
    found, pages = codes(answer), 1
    while following := [link["href"] for link in answer["links"] if link["rel"] == "next"]:
        answer = requests.get(following[0], timeout=1800).json()
        found += codes(answer)
        pages += 1
    assert pages == 3
    assert found == dataset.municipalities["code"].to_list()


def test_box_gives_what_touches_it(service: Features, dataset: Dataset) -> None:
    answer = service.collection_items("municipalities", bbox=[-93, 16, -92, 17])
    near = dataset.municipalities.geometry.intersects(shapely.box(-93, 16, -92, 17))
    assert codes(answer) == dataset.municipalities.loc[near, "code"].to_list()


def test_time_outside_of_the_report_matches_no_office(service: Features) -> None:
    inside = service.collection_items("offices", datetime_="2020-06-01T00:00:00Z")
    outside = service.collection_items("offices", datetime_="1999-01-01/2001-12-31")
    assert inside["numberMatched"] == 36
    assert outside["numberMatched"] == 0


def test_filter_in_cql2_text(service: Features, dataset: Dataset) -> None:
    answer = service.collection_items("municipalities", filter="state_code = '07' AND population > 100000")
    table = dataset.municipalities
    expected = table.loc[(table["state_code"] == "07") & (table["population"] > 100_000), "code"].to_list()
    assert codes(answer) == expected
    assert expected


def test_sorting_by_a_property_in_both_directions(service: Features, dataset: Dataset) -> None:
    order = dataset.states.sort_values("population")["code"].to_list()
    assert codes(service.collection_items("states", sortby=("population", "asc"))) == order
    assert codes(service.collection_items("states", sortby=("population", "desc"))) == order[::-1]


def test_queryables_name_what_a_filter_may_use(service: Features) -> None:
    document = service.collection_queryables("municipalities")
    assert {"code", "state_code", "need_pct", "population"} <= set(document["properties"])
    assert document["properties"]["state_code"]["type"] == "string"


def test_schema_names_every_property_of_a_feature(service: Features) -> None:
    document = service.collection_schema("states")
    feature = service.collection_item("states", "07")
    assert set(feature["properties"]) <= set(document["properties"])


def test_one_feature_is_the_one_asked_for(service: Features) -> None:
    feature = service.collection_item("municipalities", "23005")
    assert feature["id"] == "23005"
    assert feature["properties"]["name"] == "Benito Juárez"
