"""Keeping over HTTP: taken in, edited by two at once, undone, published and told to readers, nothing done twice."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from api.http.methods import LARGEST_BODY, LARGEST_UPLOAD
from tests.api.keeping.walk import NAMES, SHEET, Kept
from unmap.workspace.changing import Role

if TYPE_CHECKING:
    from httpx2 import Response

OFFICE = "/api/records/offices/b-centro"


def change(kept: Kept, version: int, cells: dict[str, Any], path: str = OFFICE, **headers: str) -> Response:
    """Change a record as a keeper who has seen a version of it."""
    given = {
        "json": {"cells": cells, "reason": "Told by telephone"},
        "headers": {"if-match": f'"{version}"', **headers},
    }
    return kept.ask(Role.KEEPER, "PATCH", path, **given)


def test_different_fields_merge_and_the_same_is_refused_with_both_values(workspace: Kept) -> None:
    seen = workspace.done("GET", OFFICE)["version"]
    assert change(workspace, seen, {"note": "A new door"}).status_code == 200
    merged = change(workspace, seen, {"source_locator": "Table 2"})
    assert merged.status_code == 200
    assert {"note": "A new door", "source_locator": "Table 2"}.items() <= merged.json()["cells"].items()
    refused = change(workspace, seen, {"note": "A new roof"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert refused.json()["fields"] == [{"field": "note", "theirs": "A new door", "yours": "A new roof"}]
    assert change(workspace, merged.json()["version"], {"note": "A new roof"}).status_code == 200


def test_places_that_two_people_change_are_refused_with_both_lists(workspace: Kept) -> None:
    path = "/api/records/initiatives/in-towns"
    seen = workspace.done("GET", path)["version"]
    assert change(workspace, seen, {"places": ["01001"]}, path).json()["cells"]["places"] == ["01001"]
    refused = change(workspace, seen, {"places": ["01001", "02002"]}, path)
    assert refused.json()["fields"] == [{"field": "places", "theirs": "01001", "yours": "01001; 02002"}]


def test_a_change_needs_the_version_that_was_seen(workspace: Kept) -> None:
    body = {"cells": {"note": "x"}, "reason": "x"}
    assert workspace.ask(Role.KEEPER, "PATCH", OFFICE, json=body).status_code == 428
    assert workspace.ask(Role.KEEPER, "PATCH", OFFICE, json=body, headers={"if-match": "*"}).status_code == 400


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"lon": "far"}, "lon"),
        ({"agency_id": "ZZZ"}, "agency_id"),
        ({"area_code": "99"}, "area_code"),
        ({"office_type": "tent"}, "office_type"),
        ({"office_id": "other"}, "office_id"),
        ({"zq9x": "x"}, "zq9x"),
        ({"note": "x" * 20_000}, "note"),
    ],
)
def test_a_cell_that_cannot_stand_there_is_named(workspace: Kept, cells: dict[str, str], field: str) -> None:
    before = workspace.done("GET", OFFICE)
    refused = change(workspace, before["version"], cells)
    assert (refused.status_code, refused.json()["parameter"]) == (400, field)
    assert workspace.done("GET", OFFICE) == before


def effect(kept: Kept, path: str, cells: dict[str, Any], version: int | None = None, **more: Any) -> Any:  # noqa: ANN401
    """Ask what a write would change for readers, which changes nothing."""
    before = kept.done("GET", "/api/changes?limit=1000")
    seen: dict[str, Any] = {} if version is None else {"headers": {"if-match": f'"{version}"'}}
    method = "POST" if version is None else "PATCH"
    told = kept.done(method, f"{path}?dry_run=true", json={"cells": cells}, **seen, **more)
    assert kept.done("GET", "/api/changes?limit=1000") == before
    return told


def test_what_an_edit_changes_for_readers_is_told_before_it_is_saved(workspace: Kept) -> None:
    new = {"agency_id": "BBB", "area_code": "02002"}
    told = effect(workspace, "/api/records/offices", new)
    assert told["problems"] == []
    counts = {one["area_code"]: (one["offices_before"], one["offices_after"]) for one in told["areas"]}
    assert counts == {"02": (0, 1), "02002": (0, 1)}
    assert (told["record"]["cells"]["agency_id"], told["record"]["version"]) == ("BBB", 0)
    added = workspace.done("POST", "/api/records/offices", json={"cells": new, "reason": "Opened"})
    assert {**added, "version": 0, "history": 0} == {**told["record"], "history": 0}
    # It waits to be published, and a change of another one is told without it.
    path, seen = f"/api/records/offices/{added['key']}", added["version"]
    assert effect(workspace, path, {"note": "By the river"}, seen)["areas"] == []
    moved = effect(workspace, path, {"area_code": "02001"}, seen)
    assert {one["area_code"] for one in moved["areas"]} == {"02001", "02002"}


def test_a_contributors_edit_is_told_as_it_would_be_once_it_is_validated(workspace: Kept) -> None:
    new = {"title": "Wells", "agencies": ["AAA"], "places": ["02002"], "scope": "located", "section": "Water"}
    told = effect(workspace, "/api/records/initiatives", new, role=Role.CONTRIBUTOR)
    assert (told["record"]["state"], told["record"]["cells"]["places"]) == ("pending", ["02002"])
    assert told["problems"] == []
    counts = {one["area_code"]: one["initiatives_after"] - one["initiatives_before"] for one in told["areas"]}
    assert counts == {"02": 1, "02002": 1}


def test_what_would_keep_an_edit_from_readers_is_told_with_its_row(workspace: Kept) -> None:
    path = "/api/records/initiatives/in-towns"
    told = effect(workspace, path, {"places": []}, workspace.done("GET", path)["version"])
    [problem] = told["problems"]
    assert {"table": "initiatives", "key": "in-towns", "column": "scope", "code": "no-place"}.items() <= problem.items()
    assert told["areas"] == []


def test_a_dry_run_is_refused_as_the_run_is(workspace: Kept) -> None:
    path = f"{OFFICE}?dry_run=true"
    seen = workspace.done("GET", OFFICE)["version"]
    assert workspace.ask(Role.KEEPER, "PATCH", path, json={"cells": {}}).status_code == 428
    assert change(workspace, seen, {"lon": "far"}, path).json()["parameter"] == "lon"
    other = {"json": {"cells": {"note": "Mine"}}, "headers": {"if-match": f'"{seen}"'}}
    assert workspace.ask(Role.CONTRIBUTOR, "PATCH", path, **other).status_code == 403
    assert change(workspace, seen, {"note": "Theirs"}).status_code == 200
    refused = workspace.ask(Role.KEEPER, "PATCH", path, **other)
    assert (refused.status_code, refused.json()["fields"][0]["theirs"]) == (409, "Theirs")


def test_a_formula_is_kept_as_text(workspace: Kept) -> None:
    seen = workspace.done("GET", OFFICE)["version"]
    assert change(workspace, seen, {"note": "=1+1"}).json()["cells"]["note"] == "'=1+1"


def test_a_write_without_a_reason_is_refused(workspace: Kept) -> None:
    seen = workspace.done("GET", OFFICE)["version"]
    given = {"json": {"cells": {"note": "y"}, "reason": " "}, "headers": {"if-match": f'"{seen}"'}}
    refused = workspace.ask(Role.KEEPER, "PATCH", OFFICE, **given)
    assert (refused.status_code, refused.json()["parameter"]) == (400, "reason")


def test_the_same_request_sent_again_is_done_once(workspace: Kept) -> None:
    seen = workspace.done("GET", OFFICE)["version"]
    first = change(workspace, seen, {"note": "Once"}, **{"idempotency-key": "k-1"})
    count = len(workspace.done("GET", "/api/changes?limit=1000")["changes"])
    again = change(workspace, seen, {"note": "Once"}, **{"idempotency-key": "k-1"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert len(workspace.done("GET", "/api/changes?limit=1000")["changes"]) == count
    other = change(workspace, seen, {"note": "Twice"}, **{"idempotency-key": "k-1"})
    assert (other.status_code, other.json()["parameter"]) == (400, "Idempotency-Key")


def test_a_dry_run_says_what_the_run_does_and_it_is_undone_and_published(workspace: Kept) -> None:
    sheet = {"sheet": ('../we"ek.csv', SHEET)}
    dry = workspace.done("POST", "/api/imports", files=sheet)
    assert dry["change"] == 0
    assert dry["buckets"]["created"] == 1
    run = workspace.done("POST", "/api/imports?dry_run=false", files=sheet, data={"reason": "The week"})
    assert {**run, "change": 0} == dry
    upcoming = workspace.done("GET", "/api/editions/next")
    assert upcoming["problems"] == []
    [area] = [one for one in upcoming["areas"] if one["area_code"] == "02002"]
    assert area["initiatives_after"] == area["initiatives_before"] + 1
    undone = workspace.done("POST", f"/api/changes/{run['change']}/undo", json={"reason": "The wrong week"})
    assert undone["stayed"] == []
    assert undone["back"] > 0
    again = workspace.done("POST", "/api/imports?dry_run=false", files=sheet, data={"reason": "The right week"})
    published = workspace.done("POST", "/api/editions", json={"reason": "The week"})
    assert published["new"] is True
    listed = workspace.client.get("/api/editions").json()
    assert listed["current"] == published["edition"]
    assert not any(name in str(listed) for name in NAMES.values())
    changes = workspace.client.get(f"/api/editions/{published['publication']}/changes").json()["changes"]
    assert {"initiatives", "initiative_places"} <= {one["table"] for one in changes}
    assert again["change"] > run["change"]


def test_held_rows_offer_areas_to_accept_and_a_spelling_that_is_accepted_takes_them_in(workspace: Kept) -> None:
    rows = [
        {
            "Organisation": "Agency B",
            "Acronym": "BBB",
            "State": "Abajo",
            "Municipality": "Plaia Grande",
            "Sector": "Health",
        }
    ]
    held = workspace.done("POST", "/api/imports", json={"rows": rows})
    assert held["buckets"]["held"] == 1
    [problem] = [one for one in held["problems"] if one["bucket"] == "held"]
    [candidate] = problem["candidates"]
    assert (candidate["code"], candidate["parent"], candidate["lon"], candidate["lat"]) == (
        "02002",
        "Abajo",
        -98.5,
        21.5,
    )
    accepted = [{"text": problem["value"], "code": candidate["code"], "within": problem["around"]}]
    taken = workspace.done("POST", "/api/imports", json={"rows": rows, "aliases": accepted})
    assert (taken["buckets"]["held"], taken["buckets"]["created"]) == (0, 1)


def test_a_column_that_is_not_known_is_told_by_its_letter(workspace: Kept) -> None:
    rows = [{"Wer": "Agency A", "Wo": "02001", "Was": "Health"}]
    unknown = workspace.done("POST", "/api/imports", json={"rows": rows})
    assert unknown["missing"]
    told = {"org_name": "A", "adm2_code": "B", "sector": "C"}
    assert workspace.done("POST", "/api/imports", json={"rows": rows, "mapping": told})["buckets"]["created"] == 1


@pytest.mark.parametrize("name", ["presence", "offices"])
def test_a_template_is_understood_whole(workspace: Kept, name: str) -> None:
    sheet = workspace.ask(Role.CONTRIBUTOR, "GET", f"/api/templates/{name}.xlsx").content
    options = f'{{"kind": "{name}", "sheet": "Example"}}'
    files, data = {"sheet": ("t.xlsx", sheet)}, {"options": options}
    read = workspace.done("POST", "/api/imports", files=files, data=data)
    assert [one["title"] for one in read["columns"] if one["field"] is None] == []
    assert read["buckets"]["created"] + read["buckets"]["unchanged"] == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04broken", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"\x00" * 99]
)
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(workspace: Kept, content: bytes) -> None:
    given = {"files": {"sheet": ("x.xlsx", content)}, "data": {"reason": "The week"}}
    answer = workspace.ask(Role.KEEPER, "POST", "/api/imports?dry_run=false", **given)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert tempfile.gettempdir() not in answer.text


def test_what_is_too_large_is_refused(workspace: Kept) -> None:
    large = {"sheet": ("x.csv", b"a" * LARGEST_UPLOAD)}
    assert workspace.ask(Role.KEEPER, "POST", "/api/imports", files=large).status_code == 413
    body = b"a" * (LARGEST_BODY + 1)
    assert workspace.ask(Role.KEEPER, "POST", "/api/editions", content=body).status_code == 413


def test_the_feed_is_atom(workspace: Kept) -> None:
    for address in ("/api/editions.atom", "/api/editions?f=atom"):
        answer = workspace.client.get(address)
        assert answer.headers["content-type"] == "application/atom+xml"
        feed = etree.fromstring(answer.content)
        names = {"a": "http://www.w3.org/2005/Atom"}
        for entry in (feed, *feed.findall("a:entry", names)):
            assert all(entry.findtext(f"a:{name}", None, names) for name in ("id", "title", "updated"))
        assert feed.findtext("a:author/a:name", None, names) == "unmap"


def test_a_mistake_lands_in_review_as_plain_text_and_a_client_sends_few(workspace: Kept) -> None:
    told = "Moved.\n<b>Look</b>\x00"
    body = {"about": {"table": "offices", "key": "a-centro"}, "message": told}
    statuses = [workspace.ask(None, "POST", "/api/mistakes", json=body).status_code for _ in range(6)]
    assert statuses == [201] * 5 + [429]
    found = workspace.done("GET", "/api/reviews")["mistakes"]
    assert [one["message"] for one in found] == ["Moved.\n<b>Look</b>"] * 5
    assert found[0]["about"] == {"table": "offices", "key": "a-centro"}
    workspace.done("POST", f"/api/mistakes/{found[0]['id']}/settle", json={"answer": "Corrected."})
    assert len(workspace.done("GET", "/api/reviews")["mistakes"]) == 4
    for wrong in (
        {"about": {}, "message": "x"},
        {"about": {"area": "99"}, "message": "x"},
        {"about": {"area": "01"}, "message": "x" * 2_001},
    ):
        assert workspace.ask(None, "POST", "/api/mistakes", json=wrong).status_code == 400
