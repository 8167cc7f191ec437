"""Chad from the files of the field by one command: the figures that counting with pandas alone gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import pytest
from typer.testing import CliRunner

import unmap
from tests.intake.field_files import rows_of
from unmap.cli.app import app
from unmap.errors import OutputError
from unmap.measures import gaps, presence
from unmap.model import Kind, PresenceQuery
from unmap.store.loading import check

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

SHEET, OFFICES = "3W Opérationnelle", "3W Physique"
HELD = {338, 397, 463, 766, 772}
COUNTS = ("read", "empty", "created", "updated", "unchanged", "held", "rejected")


def arguments(folder: Path, chad: Path) -> list[str]:
    """Give the arguments of `unmap new` for the files of Chad."""
    population = chad / "population_tcd_tcd_admpop_adm1_2021.csv", chad / "population_tcd_tcd_admpop_adm2_2021.csv"
    given = {
        "country": "TCD",
        "title": "Chad, operational presence",
        "period": "2025-04",
        "admin1": chad / "adm1.geojson",
        "admin2": chad / "adm2.geojson",
        "people-year": 2021,
        "need": chad / "ophi_global_mpi_tcd.csv",
        "presence": chad / "3w_tcd_avr2025.xlsx",
        "sheet": SHEET,
        "offices": chad / "3w_tcd_avr2025.xlsx",
        "offices-sheet": OFFICES,
    }
    options = [("people", path) for path in population] + list(given.items())
    return ["new", str(folder), *(f"--{name}={value}" for name, value in options)]


@pytest.fixture(scope="module")
def folder(elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("new") / "chad"


@pytest.fixture(scope="module")
def told(folder: Path, elsewhere: Path) -> dict[str, Any]:
    issues = folder.parent / "mend.xlsx"
    done = CliRunner().invoke(app, [*arguments(folder, elsewhere / "chad"), f"--issues={issues}", "--format=json"])
    assert done.exit_code == 1, done.output
    answer: dict[str, Any] = orjson.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def chad(told: dict[str, Any], folder: Path) -> Dataset:
    assert told["edition"]
    return unmap.load(folder)


def counts(told: dict[str, Any], sheet: str) -> tuple[int, ...]:
    (found,) = (one for one in told["inputs"] if one["sheet"] == sheet)
    return tuple(found[name] for name in COUNTS)


def test_every_row_of_every_file_is_in_one_bucket(told: dict[str, Any]) -> None:
    assert counts(told, SHEET) == (1556, 0, 1516, 0, 40, 0, 0)
    assert counts(told, OFFICES) == (760, 14, 747, 0, 8, 5, 0)
    assert [(one["file"], one["created"]) for one in told["inputs"][:5]] == [
        ("adm1.geojson", 23),
        ("adm2.geojson", 70),
        ("population_tcd_tcd_admpop_adm1_2021.csv", 23),
        ("population_tcd_tcd_admpop_adm2_2021.csv", 70),
        ("ophi_global_mpi_tcd.csv", 23),
    ]


def test_the_rows_to_mend_come_back_as_the_keepers_own_sheet(told: dict[str, Any], folder: Path) -> None:
    held = {one["row"] for one in told["problems"] if one["sheet"] == OFFICES and one["bucket"]}
    assert held == HELD
    book = openpyxl.load_workbook(folder.parent / "mend.xlsx")
    header, *rows = book[OFFICES].iter_rows(values_only=True)
    assert {row[0] for row in rows} == HELD
    wrong = header.index("unmap: Departement")
    said = {row[0]: row[wrong] for row in rows}
    assert "TD1402" in said[766]
    assert "Djourf Al Ahmar (TD2102)" in said[463]


def test_what_contradicts_itself_is_said(told: dict[str, Any]) -> None:
    contradicting = {one["row"] for one in told["problems"] if one["reason"].startswith("the code means")}
    assert contradicting == {463, 576, 577, 755}
    apart = {one["value"] for one in told["problems"] if one["sheet"] == SHEET and "kept apart" in one["reason"]}
    assert {"IMC", "Lutheran World Federation"} <= apart


def test_the_folder_is_clean_and_a_second_run_writes_the_same_bytes(
    chad: Dataset, folder: Path, elsewhere: Path, tmp_path: Path
) -> None:
    assert check(folder) == ()
    CliRunner().invoke(app, arguments(tmp_path / "chad", elsewhere / "chad"))
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert len(files) > len(chad.admin_levels)
    assert [one for one in files if (folder / one).read_bytes() != (tmp_path / "chad" / one).read_bytes()] == []


def test_offices_stand_in_the_departments_that_the_sheet_names(chad: Dataset) -> None:
    pairs = chad.offices.drop_duplicates(["agency_id", "area_code"])
    assert (len(pairs), pairs["area_code"].nunique()) == (693, 38)
    query = PresenceQuery(kind=Kind.AGENCIES, level=chad.finest.word)
    found = presence(chad, query)["office_agencies"]
    most = {"TD1801": 102, "TD1401": 74, "TD1403": 57, "TD2101": 39, "TD0905": 36}
    assert found[list(most)].to_dict() == most
    assert found.max() == most["TD1801"]


def test_work_stands_in_the_provinces_that_the_sheet_names(chad: Dataset, elsewhere: Path) -> None:
    plain = rows_of(elsewhere / "chad" / "3w_tcd_avr2025.xlsx", SHEET)
    data = [row for number, row in plain.items() if number > 2]
    assert chad.initiative_places["area_code"].nunique() == len({row[0] for row in data}) == 23
    assert len(chad.initiative_places) == len({(row[0], row[3], row[4], row[5]) for row in data}) == 1516
    assert len(chad.themes) == len({row[3] for row in data}) == 12
    assert (chad.report.theme_title_en, chad.report.theme_title_es) == ("Cluster", "Clúster")


def test_gaps_are_those_that_a_plain_count_gives(chad: Dataset) -> None:
    found = gaps(chad, PresenceQuery(kind=Kind.INITIATIVES, level="province")).areas.set_index("code")["gap"]
    wanted = {"TD11": 5.02, "TD16": 4.53, "TD03": 4.13, "TD05": 3.77, "TD14": -10.51, "TD07": -6.50, "TD21": -5.40}
    assert found[list(wanted)].round(2).to_dict() == wanted
    assert found.isna().to_dict() == {code: code == "TD22" for code in found.index}


def test_types_of_organisations_are_stated_or_empty(chad: Dataset) -> None:
    types = chad.agencies["org_type"].value_counts()
    assert types.index.isin(["", "United Nations", "International NGO", "National NGO", "Government"]).sum() == 5
    assert (chad.agencies["name_en"] != "").all()


def test_a_folder_that_holds_other_files_too_is_not_replaced(chad: Dataset, folder: Path, elsewhere: Path) -> None:
    given = arguments(folder, elsewhere / "chad")
    fewer = [one for one in given if not one.startswith(("--presence", "--sheet", "--offices"))]
    done = CliRunner().invoke(app, fewer)
    assert isinstance(done.exception, OutputError)
    assert unmap.load(folder).edition == chad.edition


def test_offices_exported_and_added_again_are_unchanged(chad: Dataset, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "offices.csv"
    assert CliRunner().invoke(app, ["export", "offices", str(file), "--data", str(folder)]).exit_code == 0
    done = CliRunner().invoke(
        app, ["add", str(file), "--to", str(folder), "--kind=offices", "--dry-run", "--format=json"]
    )
    assert [tuple(one[name] for name in COUNTS) for one in orjson.loads(done.stdout)["inputs"]] == [
        (len(chad.offices), 0, 0, 0, len(chad.offices), 0, 0)
    ]


@pytest.mark.exhaustive
def test_ochas_own_answer_gives_the_same_pairs_of_province_and_organisation(
    chad: Dataset, elsewhere: Path, tmp_path: Path
) -> None:
    files = elsewhere / "chad"
    given = [
        one for one in arguments(tmp_path / "hapi", files) if not one.startswith(("--presence", "--sheet", "--off"))
    ]
    answer = f"--presence={files / 'hdx_hapi_operational_presence_tcd.csv'}"
    done = CliRunner().invoke(app, [*given, answer, "--format=json"])
    (presence_file,) = (one for one in orjson.loads(done.stdout)["inputs"] if "operational" in one["file"])
    assert (presence_file["read"], presence_file["held"], presence_file["rejected"]) == (1505, 0, 0)
    hapi = unmap.load(tmp_path / "hapi")
    own, theirs = (
        one.initiative_places.merge(one.initiative_agencies, on="initiative_id")
        .drop_duplicates(["area_code", "agency_id"])["area_code"]
        .value_counts()
        for one in (chad, hapi)
    )
    # Names under one acronym stay apart in both; the sheets spell a few in other ways.
    assert (own - theirs).abs().max() <= 3
    assert abs(own.sum() - 789) <= 10


@pytest.mark.exhaustive
def test_need_without_presence_is_a_folder_too(elsewhere: Path, tmp_path: Path) -> None:
    files, units = elsewhere / "guatemala", tmp_path / "units.toml"
    units.write_text('[units]\nPobreza = "share"\n', encoding="utf-8")
    given = {
        "country": "GTM",
        "title": "Guatemala",
        "period": "2023",
        "admin1": files / "adm1.topojson",
        "admin2": files / "adm2.topojson",
        "need": files / "A2SIT_data_input_template_GTM_error.xlsx",
        "need-mapping": units,
        "need-year": 2023,
        "unit": "index",
        "default": "Pobreza",
        "format": "json",
    }
    done = CliRunner().invoke(
        app, ["new", str(tmp_path / "gtm"), *(f"--{key}={value}" for key, value in given.items())]
    )
    told = orjson.loads(done.stdout)
    assert [(one["row"], one["column"][0], one["bucket"]) for one in told["problems"] if one["bucket"]] == [
        (7, "D", "rejected")
    ]
    data = unmap.load(tmp_path / "gtm")
    assert (len(data.initiatives), len(data.offices)) == (0, 0)
    assert check(tmp_path / "gtm") == ()
    found = gaps(data, PresenceQuery(level="department"))
    assert "no-presence" in found.reasons
