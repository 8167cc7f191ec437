"""A third level needs data and no code: every measure, layer, address and command on a country of three levels."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

import unmap
from api.application import create_app
from api.service import Service
from api.settings import Settings
from tests.three_levels import DISTRICTS, PROVINCES, WARDS, write_three_levels
from unmap.cli.app import app
from unmap.features import LayerStore
from unmap.formats.writing import Form
from unmap.measures import PresenceQuery, gaps, measure, presence
from unmap.measures.change import change_answer
from unmap.measures.equity import equity_answer
from unmap.measures.footprints import footprint_answer
from unmap.measures.framework import framework_matrix
from unmap.measures.gap_answer import gap_answer
from unmap.measures.outcomes import outcome_answer
from unmap.measures.reach import reach, reach_answer
from unmap.measures.siting import siting
from unmap.pages.downloads import exports_of
from unmap.store.loading import check
from unmap.store.naming import area_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unmap.store import Dataset

LEVELS: dict[str, tuple[str, list[str]]] = {
    "province": ("provinces", list(PROVINCES)),
    "district": ("districts", list(DISTRICTS)),
    "ward": ("wards", list(WARDS)),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_three_levels(tmp_path_factory.mktemp("three"))


@pytest.fixture(scope="module")
def country(folder: Path) -> Dataset:
    return unmap.load(folder)


@pytest.fixture(scope="module")
def client(country: Dataset) -> Iterator[TestClient]:
    settings = Settings(long_wait_s=600, time_limit_s=600)
    with TestClient(create_app(Service(country, settings)), raise_server_exceptions=True) as opened:
        yield opened


def test_the_folder_is_sound_and_its_levels_are_known_by_their_words(folder: Path, country: Dataset) -> None:
    assert check(folder) == ()
    assert [level.word for level in country.admin_levels] == list(LEVELS)
    assert country.lineage("W006") == ("P002", "D003", "W006")
    assert country.parent_of("W006") == "D003"
    assert country.identity("ward").columns.tolist() == [
        "code", "pcode", "name", "province_code", "province_name", "district_code", "district_name",
    ]  # fmt: skip
    assert area_of(country, "Norte") == "D002"
    assert area_of(country, "Norte Este") == "W004"


def test_what_is_placed_above_counts_for_what_lies_inside_and_below_for_what_lies_around(country: Dataset) -> None:
    counts = {
        level: presence(country, PresenceQuery(level=level))[["offices", "initiatives", "initiatives_direct"]]
        for level in LEVELS
    }
    assert counts["province"].to_numpy().tolist() == [[3, 3, 2], [0, 1, 0]]
    assert counts["district"].to_numpy().tolist() == [[2, 1, 0], [1, 1, 1], [0, 1, 1], [0, 0, 0]]
    wards = presence(country, PresenceQuery(level="ward"))
    # In W003 may be what is placed in its district (in-towns) and in its province (both-states, in-state).
    assert wards["initiatives_statewide"].tolist() == [2, 2, 3, 3, 1, 1, 0, 0]
    districts = presence(country, PresenceQuery(level="district", statewide=True))
    assert districts["initiatives"].tolist() == [3, 3, 1, 0]
    assert presence(country, PresenceQuery(level="ward", areas=frozenset({"D001"}))).index.tolist() == ["W001", "W002"]


@pytest.mark.parametrize("level", LEVELS)
def test_every_measure_answers_at_every_level(country: Dataset, level: str) -> None:
    query = PresenceQuery(level=level)
    found = gaps(country, query)
    known = found.areas.dropna(subset=["gap"])
    assert found.areas["code"].tolist() == LEVELS[level][1]
    assert known["need_share"].sum() == pytest.approx(1)
    assert known["gap"].sum() == pytest.approx(0, abs=1e-9)
    assert measure(country, query).index.tolist() == LEVELS[level][1]
    for answer in (
        gap_answer(country, query), equity_answer(country, query), outcome_answer(country, query),
        footprint_answer(country, query), change_answer(country, level),
    ):  # fmt: skip
        assert all(len(table.columns) for table in answer.tables.values())
        assert orjson.dumps(answer.head, default=str)


def test_distance_is_measured_from_the_finest_areas_and_summed_by_the_highest(country: Dataset) -> None:
    found = reach(country, radius_km=60)
    assert found.area_count == len(WARDS)
    assert found.by_highest["province_code"].tolist() == list(PROVINCES)
    # Both wards of Centro lie within 60 km of its offices; who lives in Norte has no data.
    assert (found.persons, found.covered) == (187, 90)
    assert set(reach_answer(country).tables) >= {"by_province", "areas"}
    chosen = siting(country, k=1, radius_km=60).chosen
    assert chosen["province_code"].tolist() == ["P002"]
    assert framework_matrix(country).cells["province_code"].unique().tolist() == list(PROVINCES)


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_is_a_collection_with_tiles_and_files(client: TestClient, level: str) -> None:
    name, areas = LEVELS[level]
    path = f"/api/collections/{name}"
    assert name in [one["id"] for one in client.get("/api/collections").json()["collections"]]
    for sub in ("", "/schema", "/queryables", "/sortables", "/tiles", "/tiles/WebMercatorQuad"):
        assert client.get(f"{path}{sub}").status_code == 200
    items = client.get(f"{path}/items").json()["features"]
    assert [feature["id"] for feature in items] == areas
    one = client.get(f"{path}/items/{areas[0]}").json()["properties"]
    above = list(LEVELS)[: list(LEVELS).index(level)]
    assert [one[f"{word}_code"] for word in above] == [LEVELS[word][1][0] for word in above]
    if above:
        parent = one[f"{above[-1]}_code"]
        inside = client.get(f"{path}/items", params={f"{above[-1]}_code": parent}).json()["features"]
        assert 0 < len(inside) < len(areas)
        assert client.get(f"{path}/items", params={f"{above[-1]}_code": "X999"}).status_code == 400
    assert client.get(f"{path}/tiles/WebMercatorQuad/0/0/0").status_code == 200
    for form in ("csv", "xlsx", "gpkg", "parquet", "topojson", "html"):
        assert client.get(f"{path}/items", params={"f": form}).status_code == 200
        if form != "html":
            assert client.get(f"/api/exports/{name}", params={"f": form}).status_code == 200


@pytest.mark.exhaustive
@pytest.mark.parametrize("level", LEVELS)
def test_every_address_that_takes_a_level_takes_this_one(client: TestClient, level: str) -> None:
    for path in (
        "/api/presence", "/api/need", "/api/coverage", "/api/equity", "/api/clusters", "/api/outcome-gaps",
        "/api/footprints", "/api/change",
    ):  # fmt: skip
        answer = client.get(path, params={"level": level})
        assert answer.status_code == 200, (path, answer.text)
    refused = client.get("/api/coverage", params={"level": "state"})
    assert refused.status_code == 400
    assert "must be one of province, district, ward" in refused.text
    for code in LEVELS[level][1]:
        known = client.get(f"/api/areas/{code}").json()
        assert (known["level"], known["code"]) == (level, code)
        assert client.get(f"/brief/{code}").status_code == 200
        assert client.get(f"/brief/{code}?lang=es").status_code == 200


def test_other_addresses_answer_and_the_definition_names_the_levels(client: TestClient) -> None:
    for path in (
        "/", "/about", "/data", "/api", "/api/reach", "/api/siting?k=1", "/api/framework", "/api/agencies",
        "/api/facets",
        "/api/exports", "/api/exports/map?level=ward", "/api/exports/activities", "/search?q=Norte", "/api/tiles",
        "/api/v2/coordination-context/operational-presence", "/api/v2/metadata/admin2", "/api/openapi-3.0.json",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:500])
    paths: dict[str, Any] = client.get("/api/openapi.json").json()["paths"]
    assert {f"/api/collections/{name}/items" for name, _ in LEVELS.values()} <= paths.keys()
    parameters = {one["name"]: one for one in paths["/api/coverage"]["get"]["parameters"]}
    assert parameters["level"]["schema"]["enum"] == list(LEVELS)
    assert [one["word"] for one in client.get("/api").json()["levels"]] == list(LEVELS)


def test_every_export_is_written(country: Dataset) -> None:
    store = LayerStore(country)
    exports = exports_of(country)
    assert list(exports)[:3] == ["provinces", "districts", "wards"]
    for export in exports.values():
        if export.make and Form.CSV in export.forms:
            rows = list(csv.reader(io.StringIO(export.write(store, Form.CSV).content.decode())))
            assert len(rows) > 0, export.name


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("list", "wards"),
        ("list", "indicators"),
        ("presence", "--level", "ward"),
        ("presence", "--area", "D001"),
        ("gaps", "--level", "district"),
        ("equity", "--level", "ward"),
        ("clusters", "--level", "ward"),
        ("reach",),
        ("siting", "--k", "1"),
        ("outcome-gaps", "--level", "ward"),
        ("footprints", "--level", "district"),
        ("change", "--level", "ward"),
        ("framework",),
    ],
    ids=" ".join,
)
def test_every_command_answers(folder: Path, words: tuple[str, ...]) -> None:
    given = [*words, str(folder)] if words == ("check",) else [*words, "--data", str(folder)]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output


def test_a_level_is_exported_by_its_id_and_located_by_its_word(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "wards.csv"
    done = CliRunner().invoke(app, ["export", "wards", str(file), "--data", str(folder)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert [(row["code"], row["district_code"], row["province_code"]) for row in rows][:2] == [
        ("W001", "D001", "P001"),
        ("W002", "D001", "P001"),
    ]
    points = tmp_path / "points.csv"
    points.write_text("lon,lat\n-99.1,20.5\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["locate", str(points), "--data", str(folder)])
    assert done.exit_code == 0, done.output
    assert "W002" in done.stdout
    assert "province_code" in done.stdout
