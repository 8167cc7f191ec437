"""Equity, clusters, outcomes, footprints and change over HTTP say what the engine and the files say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from tests.api.routes.test_coverage import values
from tests.api.tables import by, fitting, offices_of, parsed, placed_in, same_in_csv, table
from unmap.measures.clusters import clusters
from unmap.measures.equity import equity
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

STATES = [f"{number:02d}" for number in range(1, 33)]


def ask(client: TestClient, path: str, **parameters: str | int) -> dict[str, Any]:
    answer = client.get(f"/api/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    assert "NaN" not in answer.text
    assert "Infinity" not in answer.text
    body: dict[str, Any] = answer.json()
    assert {"query", "edition", "definition", "sources"} <= set(body)
    assert all(source["terms"] for source in body["sources"])
    return body


def test_equity_is_that_of_the_engine(client: TestClient, dataset: Dataset) -> None:
    body = ask(client, "equity", kind="offices")
    expected = equity(dataset, PresenceQuery(kind="offices"))  # type: ignore[arg-type]
    for name in ("index", "standard_error", "p_value", "null_mean", "direction", "draws", "seed", "things", "n_areas"):
        assert body[name] == pytest.approx(getattr(expected, name)) if name != "direction" else body[name]
    assert body["ci95"] == pytest.approx(expected.ci95)
    assert body["curve"][-1]["presence_share"] == pytest.approx(1)
    assert body["curve"][1]["name"] == "Chiapas"
    rows = parsed(client.get("/api/equity", params={"kind": "offices", "f": "csv"}).text)
    assert [row["code"] for row in rows] == [row["code"] or "" for row in body["curve"]]


def test_equity_without_presence_has_no_shares_and_says_why(client: TestClient) -> None:
    body = ask(client, "equity", outcome="1")
    assert [reason["code"] for reason in body["reasons"]] == ["no-presence"]
    assert (body["index"], body["p_value"], body["ci95"]) == (None, None, None)
    assert {row["presence_share"] for row in body["curve"]} == {None}


def test_clusters_are_those_of_the_engine_in_every_format(client: TestClient, dataset: Dataset) -> None:
    body = ask(client, "clusters", permutations=199)
    expected = clusters(dataset, PresenceQuery(), permutations=199)
    assert (body["permutations"], body["permutations_asked"], body["complete"]) == (199, 199, True)
    assert body["query"]["permutations"] == 199
    moran = {row["variable"]: row["moran"] for row in body["global"]}
    assert moran == pytest.approx(expected.global_["moran"].to_dict())
    areas = body["areas"]
    assert [area["need_class"] for area in areas] == expected.areas["need_class"].tolist()
    assert [area["name"] for area in areas] == dataset.states["name"].tolist()
    rows = parsed(client.get("/api/clusters", params={"permutations": 199, "f": "csv"}).text)
    same_in_csv(rows, areas)
    features = client.get("/api/clusters", params={"permutations": 199, "f": "geojson"}).json()
    assert [feature["properties"] for feature in features["features"]] == areas
    alone = ask(client, "clusters", permutations=199, table="global")
    assert alone["global"] == body["global"]
    assert "areas" not in alone


def test_clusters_without_presence_still_tell_those_of_need(client: TestClient) -> None:
    body = ask(client, "clusters", outcome="1", permutations=99)
    assert [row["variable"] for row in body["global"]] == ["need"]
    assert {reason["part"]: reason["code"] for reason in body["reasons"]} == dict.fromkeys(
        ("presence", "gap", "need_presence"), "no-presence"
    )


def test_outcomes_stand_beside_their_own_need(client: TestClient) -> None:
    body = ask(client, "outcome-gaps")
    assert body["query"]["kind"] == "initiatives"
    ties = {(row["outcome_id"], row["concept"]) for row in table("outcome_needs")}
    found = {(row["outcome_id"], row["concept"]): row for row in body["outcomes"]}
    assert {key for key in found if key[1]} == ties
    assert {key for key, _ in found} == {row["outcome_id"] for row in table("framework")}
    for (outcome, _), row in found.items():
        keys = fitting(outcome=outcome)
        assert row["initiatives"] == len(keys)
        assert row["placed"] == len({key for code in STATES for key in placed_in(code, keys=keys)})
    health = values("health_access_persons.mmp-2016", "2020")
    areas = [row for row in body["areas"] if (row["outcome_id"], row["concept"]) == ("2", "health_access")]
    assert {row["code"]: row["need_persons"] for row in areas} == {code: health[code] for code in STATES}
    assert {row["indicator_id"] for row in areas} == {"health_access_pct.mmp-2016"}
    assert {reason["code"] for reason in body["reasons"]} == {"no-indicator", "no-presence"}


def test_areas_of_outcomes_by_municipality_are_given_where_asked(client: TestClient) -> None:
    short = ask(client, "outcome-gaps", level="municipality")
    assert "areas" not in short
    rows = ask(client, "outcome-gaps", level="municipality", outcome="3", table="areas")["areas"]
    assert len(rows) == 2_469
    lines = parsed(client.get("/api/outcome-gaps?level=municipality&outcome=3&table=areas&f=csv").text)
    assert [line["code"] for line in lines] == [row["code"] for row in rows]


def test_footprints_tell_where_an_agency_is_and_who_is_where_it_is_not(client: TestClient) -> None:
    body = ask(client, "footprints")
    keys = fitting(agency="UNHCR")
    offices = {place[:2] for _, place in offices_of(agency_id="UNHCR")}
    here = offices | {code for code in STATES if placed_in(code, keys=keys)}
    cells = {row["code"]: row for row in body["cells"] if row["agency_id"] == "UNHCR"}
    assert set(cells) == here
    assert by(body["agencies"], "agency_id")["UNHCR"]["areas"] == len(here)
    need = values("poverty_pct.mmp-2016", "2020")
    worst = sorted(set(STATES) - here, key=lambda code: -need[code])[:5]
    absences = [row for row in body["absences"] if row["agency_id"] == "UNHCR"]
    assert [row["code"] for row in absences] == worst


def test_an_agency_narrows_whose_footprint_is_listed_and_not_who_is_there(client: TestClient) -> None:
    whole, part = ask(client, "footprints"), ask(client, "footprints", agency="UNHCR")
    for name in ("cells", "agencies", "absences"):
        assert part[name] == [row for row in whole[name] if row["agency_id"] == "UNHCR"]
    assert any(row["present"] for row in part["absences"])
    assert {"UNHCR"} <= {one for row in part["overlap"] for one in (row["agency_id"], row["other_id"])}
    assert all("UNHCR" in (row["agency_id"], row["other_id"]) for row in part["overlap"])


@pytest.mark.parametrize("name", ["cells", "agencies", "absences", "overlap"])
def test_every_table_of_the_footprints_is_there_as_csv(client: TestClient, name: str) -> None:
    rows = ask(client, "footprints", table=name)[name]
    lines = parsed(client.get("/api/footprints", params={"table": name, "f": "csv"}).text)
    same_in_csv(lines, rows)


def test_change_is_never_told_across_a_break(client: TestClient) -> None:
    rows = ask(client, "change", area="07")["values"]
    rates = {(row["series"], row["year"]): row for row in rows if row["unit"] == "percent"}
    old, new = values("poverty_pct.mmp-2008", "2018"), values("poverty_pct.mmp-2016", "2018")
    assert rates["mmp-2008", 2018]["value"] == old["07"]
    assert rates["mmp-2016", 2018]["value"] == new["07"]
    first = rates["mmp-2016", 2016]
    assert (first["break"], first["change"], first["previous_year"]) == (True, None, None)
    expected = new["07"] - values("poverty_pct.mmp-2016", "2016")["07"]
    assert rates["mmp-2016", 2018]["change"] == pytest.approx(expected)
    lines = parsed(client.get("/api/change", params={"area": "07", "f": "csv"}).text)
    assert len(lines) == len(rows)
    years = [row["year"] for row in rows]
    assert list(lines[0]) == [*rows[0], "edition", "sources", "terms", "period"]
    assert {line["period"] for line in lines} == {f"{min(years)}/{max(years)}"}
    page = html.fromstring(client.get("/api/change", params={"area": "07", "f": "html"}).text)
    [period] = page.xpath("//footer//dt[. = 'Period']/following-sibling::dd")
    assert period.text == f"{min(years)}/{max(years)}"


def test_change_inside_a_state_is_that_of_its_municipalities(client: TestClient, dataset: Dataset) -> None:
    rows = ask(client, "change", level="municipality", area="29", concept="extreme_poverty")["values"]
    inside = dataset.municipalities.loc[dataset.municipalities["state_code"] == "29", "code"]
    assert {row["code"] for row in rows} == set(inside)
