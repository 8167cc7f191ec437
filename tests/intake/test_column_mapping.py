"""Which column holds which field: what a person said, then hashtags, values and titles; what is only alike is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.errors import OutputError, SheetError
from unmap.intake.fields import KINDS, LEVELS, NEED, OFFICES, PEOPLE, PRESENCE, is_known_title, is_tag, title_keys
from unmap.intake.mapping import ColumnMapping, KnownAreas, best_sheet, map_columns
from unmap.intake.mapping_file import read_mapping, write_mapping
from unmap.intake.sheet_tables import table_in
from unmap.intake.workbooks import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.intake.fields import Kind
    from unmap.intake.mapping import Mapped
    from unmap.intake.workbooks import Cell


def sheet(*rows: list[Cell], name: str = "S", hidden: bool = False) -> Sheet:
    return Sheet("a.xlsx", name, tuple(map(tuple, rows)), hidden=hidden)


def told(
    kind: Kind, *rows: list[Cell], mapping: ColumnMapping | None = None, areas: KnownAreas | None = None
) -> Mapped:
    table = table_in(sheet(*rows), mapping.header_row if mapping else None)
    return map_columns(table, kind, mapping, areas or KnownAreas())


def columns(mapped: Mapped) -> dict[str, str]:
    return {name: column.title for name, column in mapped.columns.items()}


@pytest.mark.parametrize(
    ("kind", "title", "field"),
    [
        (PRESENCE, "ORGANISATION", "org_name"),
        (PRESENCE, "Nom de l'organisation", "org_name"),
        (PRESENCE, "Agencia líder", "org_name"),
        (PRESENCE, "Type d'organisation", "org_type"),
        (PRESENCE, "admin1Pcode", "adm1_code"),
        (PRESENCE, "ADM2_PCODE", "adm2_code"),
        (PRESENCE, "admin2Name_fr", "adm2_name"),
        (PRESENCE, "ADM3_EN", "adm3_name"),
        (PRESENCE, "Code de la province", "adm1_code"),
        (PRESENCE, "Código de municipio", "adm2_code"),
        (PRESENCE, "CVEGEO", "adm2_code"),
        (PRESENCE, "Départements", "adm2_name"),
        (PRESENCE, "Region P-code", "adm1_code"),
        (PRESENCE, "Start date (DD/MM/YYYY)", "start"),
        (PRESENCE, "Fecha de término", "end"),
        (PRESENCE, "Mois", "period"),
        (PRESENCE, "Cluster / Sector", "sector"),
        (PRESENCE, "Bailleurs", "donor"),
        (PRESENCE, "Longitude*", "lon"),
        (OFFICES, "Local Unit Name (Local)", "office_name"),
        (OFFICES, "Dirección", "address"),
        (PEOPLE, "T_TL", "population"),
        (PEOPLE, "Población total", "population"),
        (PEOPLE, "P-Code", "area_code"),
        (NEED, "Country ISO3", "country"),
    ],
)
def test_titles_of_the_field_are_known_in_three_languages(kind: Kind, title: str, field: str) -> None:
    assert any(key in kind.titles and kind.titles[key][0].name == field for key in title_keys(title))
    assert is_known_title(title)


def test_no_title_says_two_fields_of_one_kind_but_by_its_rank() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            best = title_keys(field.titles[0])[0]
            assert kind.titles[best][0] is field, (kind.name, field.name)


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        ("#org", "org_name"),
        ("#org +name +en", "org_name"),
        ("#ORG+Acronym", "org_acronym"),
        ("#org+type+text", "org_type"),
        ("#org+funder", "donor"),
        ("#org+id", None),
        ("#adm1", "adm1_name"),
        ("#adm2+name+fr", "adm2_name"),
        ("#adm2 +code +v_pcode", "adm2_code"),
        ("#sector+code+v_hrinfo", "sector_code"),
        ("#geo+lat", "lat"),
        ("#date+start", "start"),
        ("#population+f+age_0_4", None),
    ],
)
def test_hashtags_say_a_field_whatever_the_title(tag: str, field: str | None) -> None:
    assert is_tag(tag)
    mapped = told(PRESENCE, ["Start", "b"], [tag, None], ["x", "y"])
    assert (
        ({name: mapped.how[name] for name in mapped.columns} == {field: "hashtag"})
        if field
        else "hashtag" not in (mapped.how.values())
    )


def test_texts_that_begin_with_a_number_sign_are_no_hashtags() -> None:
    assert not any(map(is_tag, ("# of people", "#1", "#", "#org name", "#org+", "##org")))


CODES = KnownAreas({1: frozenset({"TD01", "TD02"}), 2: frozenset({"TD0101", "TD0201"})})


def test_a_column_of_codes_is_known_by_what_it_holds() -> None:
    row: list[Cell] = ["TD01", "TD0101", "WFP"]
    rows: list[list[Cell]] = [*[row] * 9, ["TD99", "TD0201", "WFP"]]
    mapped = told(PRESENCE, ["Title", "Key", "Organisation"], *rows, areas=CODES)
    assert columns(mapped) == {"adm1_code": "Title", "adm2_code": "Key", "org_name": "Organisation"}
    assert mapped.how == {"adm1_code": "values", "adm2_code": "values", "org_name": "title"}
    mapped = told(PRESENCE, ["Title", "Key", "Organisation"], *rows, ["TD98", None, None], areas=CODES)
    assert columns(mapped) == {"title": "Title", "adm2_code": "Key", "org_name": "Organisation"}


def test_a_column_of_small_numbers_is_no_column_of_codes() -> None:
    areas = KnownAreas({1: frozenset(f"{number:02}" for number in range(1, 33))})
    assert columns(told(PRESENCE, ["Organisation", "Beneficiarios"], ["FAO", "12"], ["FAO", "07"], areas=areas)) == {
        "org_name": "Organisation"
    }


def test_the_words_for_the_levels_of_the_data_come_before_the_usual_ones() -> None:
    rows: tuple[list[Cell], ...] = (
        ["Organisation", "Département", "Code département", "Commune"],
        ["WFP", "a", "b", "c"],
    )
    assert set(told(PRESENCE, *rows).columns) == {"org_name", "adm2_name", "adm2_code", "adm3_name"}
    areas = KnownAreas(words={1: ("département", "departments"), 2: ("commune", "communes")})
    assert set(told(PRESENCE, *rows, areas=areas).columns) == {"org_name", "adm1_name", "adm1_code", "adm2_name"}


def test_of_two_columns_for_one_field_the_better_known_title_takes_it() -> None:
    mapped = told(PRESENCE, ["Lead organisation", "Organisation", "Province"], ["x", "y", "z"])
    assert columns(mapped) == {"org_name": "Organisation", "adm1_name": "Province"}
    assert [column.title for column in mapped.others] == ["Lead organisation"]


def test_similar_titles_are_proposed_and_never_taken() -> None:
    mapped = told(PRESENCE, ["Organisaton", "Provnce", "Admin9 name", "Mest"], ["x", "y", "z", "w"])
    assert mapped.columns == {}
    assert [(one.column.title, one.field) for one in mapped.proposals] == [
        ("Organisaton", "org_name"),
        ("Provnce", "adm1_name"),
    ]
    assert all(85 <= one.similarity < 100 for one in mapped.proposals)


def test_a_mapping_decides_before_all_else_and_can_rule_a_field_out() -> None:
    mapping = ColumnMapping(columns={"org_name": "quién", "sector": "Province"}, none=("adm2_name",))
    mapped = told(PRESENCE, ["Quién", "Province", "District", "Organisation"], ["x", "y", "z", "w"], mapping=mapping)
    assert columns(mapped) == {"org_name": "Quién", "sector": "Province"}
    assert set(mapped.how.values()) == {"mapping"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"org": "Quién"}, '"org" is no field of a presence sheet; those are org_name, org_acronym,'),
        ({"org_name": "Who"}, 'org_name is mapped to "Who", and the columns are "Quién", "Dónde"'),
        (
            {"org_name": "Quién", "sector": " quien "},
            'column " quien " is mapped twice, to org_name and to sector',
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(SheetError) as caught:
        told(PRESENCE, ["Quién", "Dónde"], ["x", "y"], mapping=ColumnMapping(columns=given))
    assert str(caught.value).startswith(f'a.xlsx, sheet "S": {said}')


def test_columns_of_numbers_are_the_indicators_of_a_need_sheet() -> None:
    mapped = told(
        NEED,
        ["admin1Pcode", "Poverty", "Remark", "Stunting", "Empty"],
        ["TD01", 0.5, "a", "1,5", None],
        ["TD02", "DOG", "b", "2,5", None],
        ["TD03", 0.7, None, "-", None],
    )
    assert [column.title for column in mapped.numeric()] == ["Poverty", "Stunting"]
    assert mapped.decimal == ","
    row = mapped.table.rows[1]
    assert (mapped.cell(row, "adm1_code"), mapped.cell(row, "adm2_code")) == ("TD02", None)


def test_the_sheet_that_fits_a_kind_is_proposed() -> None:
    fits = sheet(["Organisation", "Province", "Sector"], ["x", "y", "z"], name="fits")
    hidden = sheet(["Organisation", "Province", "Sector", "Start"], ["x", "y", "z", "w"], name="old", hidden=True)
    less = sheet(["Organisation", "Province", "Phone", "Mail"], ["x", "y", "z", "w"], name="less")
    lists = sheet(["Organisation", "Phone"], ["x", "y"], name="lists")
    assert best_sheet([lists, less, hidden, fits], PRESENCE) is fits
    with pytest.raises(SheetError) as caught:
        best_sheet([lists, hidden], PRESENCE)
    assert str(caught.value).startswith(
        'no sheet fits presence: a.xlsx, sheet "lists": has no column for adm1_code or adm1_name'
    )


def test_a_mapping_is_written_once_and_read_again(tmp_path: Path) -> None:
    mapped = told(
        PRESENCE, ["Month"], ["Organisation", 'The "where"', "Provnce", "Start"], ["x", "y", "z", "31/12/2024"]
    )
    was = ColumnMapping(none=("title",), year=2025, units={"Poverty": "percent"})
    path = tmp_path / "mapping.toml"
    write_mapping(path, mapped, was)
    assert '# no field: "Provnce"; like adm1_name' in path.read_text(encoding="utf-8")
    read = read_mapping(path)
    assert read == ColumnMapping(
        sheet="S",
        header_row=2,
        columns={"org_name": "Organisation", "start": "Start"},
        none=("title",),
        order="day-first",
        decimal=".",
        year=2025,
        units={"Poverty": "percent"},
    )
    again = map_columns(table_in(mapped.table.sheet, read.header_row), PRESENCE, read)
    assert (columns(again), set(again.how.values())) == (columns(mapped), {"mapping"})
    with pytest.raises(OutputError):
        write_mapping(tmp_path / "none" / "mapping.toml", mapped)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sheet = ", "is no TOML file"),
        ("[columns]\na = 'b'\na = 'c'\n", "is no TOML file"),
        ("dates = 'dmy'", 'dates is "dmy"; it must be one of "day-first", "month-first"'),
        ("header_row = 0", "header_row must be a whole number from 1 to 1048576"),
        ("year = true", "year must be a whole number from 1900 to 2100"),
        ("sheet = 3", "sheet must be a text in quotes"),
        ("columns = 3", '[columns] must be lines of name = "text"'),
        ("[columns]\norg_name = 3", '[columns] must be lines of name = "text"'),
        ("colums = 3", '"colums" is no key of a mapping; those are sheet, header_row, dates'),
        ("\xff", "is no TOML file"),
    ],
)
def test_a_mapping_file_that_cannot_be_read_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(SheetError) as caught:
        read_mapping(path)
    assert str(caught.value).startswith(f"mapping.toml: {said}")
    with pytest.raises(SheetError, match=r"^none.toml: cannot be read"):
        read_mapping(tmp_path / "none.toml")


def test_every_level_has_a_field_for_its_code_and_its_name_in_every_kind() -> None:
    wanted = {f"adm{level}_{what}" for level in LEVELS for what in ("code", "name")}
    assert all(wanted <= {field.name for field in kind.fields} for kind in KINDS.values())
