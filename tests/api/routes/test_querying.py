"""Items can be narrowed by time, value and expression, sorted, and given with fewer properties (Parts 1, 3 and 5)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.api.routes.asking import INITIATIVES, LEAN, MUNICIPALITIES, OFFICES, STATES, got, ids, refused
from tests.api.tables import parsed, table

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

REPORTING_YEAR = 2020


@pytest.mark.parametrize(
    ("asked", "meets"),
    [
        ("2020-06-30", True),
        ("2020-12-31", True),
        ("2020-12-31T23:59:59Z", True),
        ("2021-01-01T00:00:00Z", False),
        ("2020-12-31T23:00:00-06:00", False),
        ("2021-01-01T00:30:00+01:00", True),
        ("2019-12-31T23:59:59.999Z", False),
        ("2016-12-31T23:59:60Z", False),
        ("2020-12-31t23:59:59.5z", True),
        ("../2019-12-31", False),
        ("/2020-01-01", True),
        ("2020-12-31/..", True),
        ("2021-01-01/", False),
        ("2019-01-01/2021-01-01", True),
        ("2020-05-05/2020-05-05", True),
    ],
)
def test_offices_speak_of_the_reporting_year_and_areas_of_any(client: TestClient, asked: str, meets: bool) -> None:  # noqa: FBT001
    assert bool(ids(client, OFFICES, datetime=asked)) is meets
    assert len(ids(client, STATES, datetime=asked)) == 32


def test_a_plus_sign_that_an_address_turned_into_a_space_is_understood(client: TestClient) -> None:
    assert client.get(f"{OFFICES}?datetime=2021-01-01T00:30:00+01:00&skipGeometry=true").json()["features"]


@pytest.mark.parametrize("year", range(2010, 2025))
def test_initiatives_speak_of_their_stated_years_or_of_the_reporting_year(client: TestClient, year: int) -> None:
    def meets(row: dict[str, str]) -> bool:
        start, end = (int(row[name]) if row[name] else None for name in ("start_year", "end_year"))
        first = start if start is not None else min(end or REPORTING_YEAR, REPORTING_YEAR)
        last = end if end is not None else max(start or REPORTING_YEAR, REPORTING_YEAR)
        return first <= year <= last

    expected = [row["initiative_id"] for row in table("initiatives") if meets(row)]
    assert ids(client, INITIATIVES, datetime=f"{year}-01-01T00:00:00Z/{year}-12-31T23:59:59Z") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "..",
        "2020",
        "2020-13-01",
        "2020-02-30",
        "2020-01-01T25:00:00Z",
        "2020-01-01T00:00:00",
        "2020-06-30/2020-01-01",
        "2020-01-01/2020-02-01/2020-03-01",
        "0000-01-01",
        "9999-12-31T23:59:59-23:59",
        "now",
        "NaN",
        "inf",
        "\uff12\uff10\uff12\uff10-01-01",
        "2020-01-01/P1D",
        "x" * 200,
    ],
)
def test_what_is_no_time_is_refused(client: TestClient, text: str) -> None:
    assert refused(client, STATES, {"datetime": text})["parameter"] == "datetime"


def frame(client: TestClient, path: str) -> pd.DataFrame:
    return pd.DataFrame([feature["properties"] for feature in got(client, path, **LEAN)["features"]])


def test_a_filter_gives_what_a_frame_gives(client: TestClient) -> None:
    rows = frame(client, MUNICIPALITIES)
    text = "need_pct > 60 AND presence = 'none-reported' AND population BETWEEN 10000 AND 50000"
    expected = rows.query("need_pct > 60 and presence == 'none-reported' and 10000 <= population <= 50000")["code"]
    assert 100 < len(expected) < 2_000
    assert ids(client, MUNICIPALITIES, filter=text) == expected.tolist()


def test_a_filter_in_json_finds_the_same_as_in_text(client: TestClient) -> None:
    text = ids(client, STATES, filter="need_pct >= 50")
    asked = {"filter": '{"op":">=","args":[{"property":"need_pct"},50]}', "filter-lang": "cql2-json"}
    assert ids(client, STATES, **asked) == text != []


def test_no_data_fits_neither_a_comparison_nor_its_contrary(client: TestClient) -> None:
    both = {
        *ids(client, MUNICIPALITIES, filter="need_pct > 50"),
        *ids(client, MUNICIPALITIES, filter="NOT need_pct > 50"),
    }
    without = set(ids(client, MUNICIPALITIES, filter="need_pct IS NULL"))
    assert len(without) == 3
    assert both.isdisjoint(without)
    assert len(both) + len(without) == 2_469


def test_filter_box_time_and_property_are_all_asked_of_a_feature(client: TestClient) -> None:
    asked = {"bbox": "-94.2,14.5,-90.3,17.9", "filter": "need_pct > 80", "state_code": "07", "datetime": "2020-01-01"}
    expected = set(ids(client, MUNICIPALITIES))
    for name, value in asked.items():
        expected &= set(ids(client, MUNICIPALITIES, **{name: value}))
    assert 10 < len(expected) < 100
    assert set(ids(client, MUNICIPALITIES, **asked)) == expected


def test_geometries_of_a_filter_may_be_in_another_reference_system(client: TestClient) -> None:
    expected = ids(client, MUNICIPALITIES, filter="S_INTERSECTS(geometry, POINT(-92.26 14.9))")
    assert expected == ["07089"]
    asked = "S_INTERSECTS(geometry, POINT(14.9 -92.26))"
    assert (
        ids(client, MUNICIPALITIES, filter=asked, filter_crs="http://www.opengis.net/def/crs/EPSG/0/4326") == expected
    )


@pytest.mark.parametrize("path", [STATES, MUNICIPALITIES, OFFICES, INITIATIVES])
def test_every_property_with_one_value_is_a_parameter_that_means_exactly_it(client: TestClient, path: str) -> None:
    properties = client.get(path.replace("/items", "/queryables")).json()["properties"]
    rows = frame(client, path)
    key = rows.columns[0]
    for name, stated in properties.items():
        if stated.get("type") not in {"string", "integer", "number"}:
            continue
        known = rows.loc[rows[name].notna(), name]
        value = known.iloc[len(known) // 2]
        expected = rows.loc[rows[name] == value, key].tolist()
        asked = str(value) if isinstance(value, str) else repr(float(value)).removesuffix(".0")
        assert ids(client, path, **{name: asked}) == expected != [], name


def test_several_codes_are_separated_by_commas(client: TestClient) -> None:
    assert ids(client, STATES, code="20,07") == ["07", "20"]
    assert set(ids(client, OFFICES, agency_id="IOM,UNODC")) == {
        row["office_id"] for row in table("offices") if row["agency_id"] in {"IOM", "UNODC"}
    }


@pytest.mark.parametrize("sign", ["-", "+", "%2B", ""])
def test_features_are_sorted_by_several_properties_with_no_data_last(client: TestClient, sign: str) -> None:
    body = client.get(f"{MUNICIPALITIES}?sortby={sign}need_pct,code&skipGeometry=true&properties=need_pct").json()
    values = [feature["properties"].get("need_pct") for feature in body["features"]]
    assert values[-3:] == [None, None, None]
    assert values[:-3] == sorted(values[:-3], reverse=sign == "-")
    same = [(feature["properties"].get("need_pct"), feature["id"]) for feature in body["features"]]
    for (left, first), (right, second) in pairwise(same):
        assert left != right or first < second


def test_texts_are_sorted_as_a_reader_looks_for_them(client: TestClient) -> None:
    names = [
        feature["properties"]["name"] for feature in got(client, MUNICIPALITIES, sortby="name", **LEAN)["features"]
    ]
    assert names.index("Álamo Temapache") < names.index("Alaquines") < names.index("Zacatecas")


def test_pages_of_a_sorted_list_follow_each_other(client: TestClient) -> None:
    whole = ids(client, MUNICIPALITIES, sortby="-presence,name")
    seen: list[str] = []
    address: str | None = f"{MUNICIPALITIES}?sortby=-presence,name&limit=700&skipGeometry=true"
    while address:
        body = client.get(address).json()
        seen += [feature["id"] for feature in body["features"]]
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert seen == whole
    assert len(set(seen)) == 2_469


def test_only_the_properties_asked_for_are_given_in_their_own_order(client: TestClient) -> None:
    for feature in got(client, STATES, properties="need_pct,name")["features"]:
        assert list(feature["properties"]) == ["name", "need_pct"]
        assert feature["id"]
        assert feature["geometry"]
    [row, *_] = parsed(client.get(STATES, params={"f": "csv", "properties": "need_pct,name"}).text)
    assert list(row)[:2] == ["name", "need_pct"]
    assert "code" not in row


def test_geometry_is_left_out_on_request(client: TestClient) -> None:
    assert {feature["geometry"] for feature in got(client, STATES, **LEAN)["features"]} == {None}
    assert "lon" not in client.get(OFFICES, params={"f": "csv", "skipGeometry": "true"}).text.splitlines()[0].split(",")


def test_a_box_across_the_antimeridian_has_both_sides(client: TestClient) -> None:
    everything, nothing = ids(client, STATES, bbox="170,-90,-80,90"), ids(client, STATES, bbox="170,-90,-170,90")
    assert (len(everything), nothing) == (32, [])
    # From Asia eastward to the south of Baja California, but not to the mainland.
    assert ids(client, STATES, bbox="100,23,-110.5,26") == ["03"]
    assert ids(client, STATES, bbox="23,100,26,-110.5", bbox_crs="EPSG:4326") == ["03"]


def test_a_box_without_width_is_a_line_and_without_height_too_a_point(client: TestClient) -> None:
    assert ids(client, STATES, bbox="-92.2,14.9,-92.2,14.9") == ["07"]
    assert "07" in ids(client, STATES, bbox="-92.2,14.9,-92.2,20")


def test_a_page_tells_its_counts_its_time_and_its_sources(client: TestClient) -> None:
    body = got(client, MUNICIPALITIES, limit=10, offset=2_465, **LEAN)
    assert (body["numberMatched"], body["numberReturned"], len(body["features"])) == (2_469, 4, 4)
    assert {link["rel"] for link in body["links"]} >= {"self", "alternate", "prev", "collection"}
    assert not [link for link in body["links"] if link["rel"] == "next"]
    sources = {source["source_id"] for source in body["about"]["sources"]}
    used = {feature["properties"][name] for feature in body["features"] for name in ("need_source", "presence_source")}
    assert used <= sources
    assert "inegi-marco-geoestadistico-2020" in sources
    assert all(source["terms"] for source in body["about"]["sources"])
    one = client.get(f"{STATES}/07").json()
    assert one["about"]["edition"] == body["about"]["edition"]


@pytest.mark.parametrize(("offset", "limit"), [(5, 10), (33, 7), (40, 10)])
def test_walking_back_repeats_and_skips_nothing(client: TestClient, offset: int, limit: int) -> None:
    everything = ids(client, STATES)
    before: list[str] = []
    page = got(client, STATES, offset=offset, limit=limit, **LEAN)
    while previous := [link["href"] for link in page["links"] if link["rel"] == "prev"]:
        page = client.get(previous[0]).json()
        assert page["features"]
        before = [feature["id"] for feature in page["features"]] + before
    assert before == everything[:offset]


def test_of_nothing_there_is_no_page_before(client: TestClient) -> None:
    page = got(client, STATES, name="Nowhere", offset=10, limit=5)
    assert page["features"] == []
    assert {link["rel"] for link in page["links"]}.isdisjoint({"prev", "next"})
