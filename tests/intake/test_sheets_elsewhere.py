"""Real sheets of the field: what is counted in them with pandas alone, and which column is what."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from unmap.intake.fields import NEED, OFFICES, PEOPLE, PRESENCE, Kind
from unmap.intake.mapping import NO_AREAS, KnownAreas, Mapped, best_sheet, map_columns
from unmap.intake.sheet_tables import table_in
from unmap.intake.workbooks import read_sheets

if TYPE_CHECKING:
    from pathlib import Path


def mapped(path: Path, kind: Kind, areas: KnownAreas = NO_AREAS) -> Mapped:
    return map_columns(table_in(best_sheet(read_sheets(path), kind, areas)), kind, None, areas)


def titles(told: Mapped) -> dict[str, str]:
    return {name: column.title for name, column in told.columns.items()}


@pytest.fixture(scope="module")
def provinces(elsewhere: Path) -> KnownAreas:
    features = json.loads((elsewhere / "chad/adm1.geojson").read_text(encoding="utf-8"))["features"]
    return KnownAreas({1: frozenset(str(feature["properties"]["admin1Pcode"]) for feature in features)})


def test_the_operational_sheet_of_chad_has_its_codes_in_a_column_called_title(
    elsewhere: Path, provinces: KnownAreas
) -> None:
    told = mapped(elsewhere / "chad/3w_tcd_avr2025.xlsx", PRESENCE, provinces)
    assert told.table.sheet.name == "3W Opérationnelle"
    assert (told.table.header_row, told.table.asides) == (1, (2,))
    assert (len(told.table.rows), told.table.empty) == (1556, 0)
    assert titles(told) == {
        "adm1_code": "Title",
        "adm1_name": "Province",
        "adm2_name": "Departement",
        "sector": "Cluster",
        "org_acronym": "Acronyme",
        "org_name": "Organisation",
        "org_type": "TypeOrganisation",
    }
    assert {name: way for name, way in told.how.items() if way != "title"} == {
        "adm1_code": "values",
        "adm1_name": "hashtag",
        "sector": "hashtag",
        "org_acronym": "hashtag",
    }
    repeats = {
        tuple(told.cell(row, name) for name in ("adm1_code", "sector", "org_acronym")) for row in told.table.rows
    }
    assert len(repeats) == 1516


def test_the_office_sheet_of_chad_has_774_rows_of_which_14_are_empty(elsewhere: Path, provinces: KnownAreas) -> None:
    told = mapped(elsewhere / "chad/3w_tcd_avr2025.xlsx", OFFICES, provinces)
    assert told.table.sheet.name == "3W Physique"
    assert (len(told.table.rows), told.table.empty) == (760, 14)
    row = next(row for row in told.table.rows if row.number == 463)
    assert [told.cell(row, name) for name in ("adm1_name", "adm2_name")] == ["Ouaddaï", "Djourouf Al Ahmar"]


def test_the_monthly_sheet_of_somalia_needs_no_help(elsewhere: Path) -> None:
    told = mapped(elsewhere / "somalia/3w_operational_presence_dataset_january_april_2025.xlsx", PRESENCE)
    assert (len(told.table.rows), told.table.empty, told.others) == (4146, 0, ())
    assert titles(told) == {
        "period": "Month",
        "sector": "Cluster",
        "adm1_name": "Region",
        "adm1_code": "RegionPcode",
        "adm2_name": "District",
        "adm2_code": "DistrictPcode",
        "org_type": "Organization Type",
        "org_name": "Organization_Name",
    }


@pytest.mark.parametrize(("twin", "cell"), [("", 4.2), ("_error", "DOG")])
def test_the_template_of_guatemala_has_its_header_in_row_5_under_the_names_of_its_indicators(
    elsewhere: Path, twin: str, cell: object
) -> None:
    told = mapped(elsewhere / f"guatemala/A2SIT_data_input_template_GTM{twin}.xlsx", NEED)
    assert (told.table.sheet.name, told.table.header_row, len(told.table.rows)) == ("Data", 5, 340)
    assert titles(told) == {"adm2_code": "admin2Pcode", "area_name": "Name"}
    assert len(told.others) == 54
    disasters = told.others[1]
    assert (disasters.letter, disasters.title) == ("D", "DesastresNat")
    assert disasters.group == "Índice de exposición a desastres naturales"
    assert disasters in told.numeric()
    seventh = next(row for row in told.table.rows if row.number == (8 if cell == 4.2 else 7))
    assert seventh.cells[disasters.place] == cell
    empty = sum(row.cells[column.place] is None for row in told.table.rows for column in told.others)
    assert empty == 4499


def test_the_form_of_ifrc_has_two_header_rows_and_instructions_for_data(elsewhere: Path) -> None:
    told = mapped(elsewhere / "ifrc/Administrative-Bulk-Import-Template-Local-Units.xlsx", OFFICES)
    assert (told.table.sheet.name, told.table.header_row) == ("data", 2)
    assert (told.table.rows, told.table.asides) == ((), (3,))
    latitude = told.columns["lat"]
    assert (latitude.title, latitude.group) == ("Latitude", "Location")
    assert titles(told)["office_name"] == "Local Unit Name (En)"


def test_the_messy_sheet_has_48_rows_under_two_titles(elsewhere: Path) -> None:
    told = mapped(elsewhere / "spreadsheets/presence_mexico_messy.xlsx", PRESENCE)
    assert (told.table.header_row, len(told.table.rows), told.order) == (4, 48, "day-first")
    assert titles(told) == {
        "org_name": "Agencia",
        "place_name": "Municipio / Localidad",
        "adm1_name": "Entidad",
        "start": "Inicio",
        "end": "Fin",
        "sector": "Sector",
    }


def test_population_by_sex_and_age_is_read_by_the_titles_of_cod_ps(elsewhere: Path) -> None:
    told = mapped(elsewhere / "chad/population_tcd_tcd_admpop_adm2_2021.csv", PEOPLE)
    people = [told.cell(row, "population") for row in told.table.rows]
    assert (len(people), sum(int(str(one)) for one in people)) == (70, 16_818_393)
    assert titles(told)["adm2_code"] == "ADM2_PCODE"


def test_what_ocha_made_of_the_sheet_is_read_by_the_titles_of_hdx_hapi(elsewhere: Path) -> None:
    told = mapped(elsewhere / "chad/hdx_hapi_operational_presence_tcd.csv", PRESENCE)
    assert {
        "country",
        "adm1_code",
        "org_acronym",
        "org_name",
        "org_type",
        "sector",
        "sector_code",
        "start",
        "end",
    } <= set(told.columns)
    assert titles(told)["adm1_name"] == "admin1_name"
