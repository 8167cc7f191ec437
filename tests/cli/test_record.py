"""`unmap presence` and `unmap framework` show the record for eyes, and hand it to programs undecorated."""

from __future__ import annotations

import json

import pytest

from tests.api.tables import ABOUT, by, fitting, offices_of, parsed, placed_in, table
from tests.cli.command import run


def columns_of(line: str) -> list[str]:
    return [part.strip() for part in line.split("  ") if part.strip()]


def test_an_area_is_shown_row_by_row_within_80_columns() -> None:
    done = run("presence", "--area", "07089", columns=80)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert columns_of(lines[0]) == ["Where", "Who", "What", "Outcome"]
    offices = [columns_of(line) for line in lines if "Field office" in line]
    assert {line[1] for line in offices} == {agency for agency, _ in offices_of(area_code="07089")}
    assert len([line for line in lines if line.startswith("07089 Tapachula")]) == len(offices) + len(
        fitting(area="07089")
    )


def test_rows_are_in_the_order_of_what_is_shown_and_no_word_is_broken() -> None:
    lines = run("presence", "--area", "07", columns=80).stdout.splitlines()
    places = [line[:5].strip() for line in lines if line[:2].isdigit()]
    assert places == sorted(places)
    assert len(set(places)) > 3
    told = " ".join(" ".join(lines).split())
    assert "territorial-industrial" in told.replace("- ", "-")
    assert all(word in told for word in ("Strengthening", "Displacement"))


def test_counts_are_shown_by_area_with_what_is_beside_the_map() -> None:
    done = run("presence", "--agency", "UNHCR", columns=80)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    shown = {columns_of(line)[0]: columns_of(line) for line in lines if line[:2].isdigit()}
    keys = fitting(agency="UNHCR")
    offices = [place[:2] for _, place in offices_of(agency_id="UNHCR")]
    states = {f"{number:02d}" for number in range(1, 33)}
    assert set(shown) == {code for code in states if placed_in(code, keys=keys) or code in offices}
    chiapas = shown["07"]
    numbers = [
        offices.count("07"),
        len(placed_in("07", keys=keys)),
        len(placed_in("07", exactly=True, keys=keys)),
        len(placed_in("07", exactly=False, keys=keys)),
        1,
    ]
    assert chiapas == ["07", "Chiapas", *map(str, numbers)]
    country_wide = len(fitting(agency="UNHCR", scope="country-wide"))
    assert any(line.startswith(f"Beside the map: {country_wide} country-wide") for line in lines)
    assert lines[-1].startswith("Source: United Nations Mexico Results Report 2020")


def test_only_counts_that_were_asked_for_are_shown() -> None:
    assert "Initiatives" not in run("presence", "--kind", "offices").stdout
    assert "Offices" not in run("presence", "--theme", "health").stdout


def test_nothing_found_is_said_in_a_sentence() -> None:
    done = run("presence", "--q", "zq9x")
    assert done.returncode == 0
    assert "Nothing in the report of 2020 fits." in done.stdout
    assert "Offices carry no outcome" not in done.stdout


def test_offices_asked_for_by_what_only_initiatives_have_are_explained() -> None:
    assert "Offices carry no outcome" in run("presence", "--outcome", "10", "--kind", "offices").stdout


@pytest.mark.parametrize("filters", [("--agency", "UNHCR,IOM"), ("--agency", "UNHCR", "--agency", "IOM")])
def test_several_values_stand_between_commas_or_in_options_of_their_own(filters: tuple[str, ...]) -> None:
    rows = parsed(run("presence", *filters, "--rows", "--kind", "initiatives", "--format", "csv").stdout)
    assert {row["record_id"] for row in rows} == fitting(agency="UNHCR,IOM")
    assert {row["agency_id"] for row in rows} == {"UNHCR", "IOM"}


def test_a_donor_is_asked_for_by_name() -> None:
    rows = parsed(run("presence", "--donor", "European Union", "--rows", "--format", "csv").stdout)
    assert {row["record_id"] for row in rows} == fitting(donor="European Union")


def test_json_and_csv_hold_the_same_without_decoration() -> None:
    arguments = ("presence", "--area", "07", "--areas", "--level", "municipality", "--statewide")
    areas = json.loads(run(*arguments, "--format", "json").stdout)
    rows = parsed(run(*arguments, "--format", "csv").stdout)
    assert list(rows[0]) == [*areas[0], *ABOUT]
    assert [row["code"] for row in rows] == [area["code"] for area in areas]
    tuxtla = by(rows, "code")["07101"]
    here = {row["initiative_id"] for row in table("initiative_places") if row["area_code"] == "07101"}
    assert int(tuxtla["initiatives"]) == len(here | placed_in("07", exactly=True))
    assert int(tuxtla["offices"]) == len(offices_of(area_code="07101")) == by(areas, "code")["07101"]["offices"]


def test_an_empty_csv_keeps_its_header() -> None:
    [header] = run("presence", "--q", "zq9x", "--rows", "--format", "csv").stdout.splitlines()
    assert header.startswith("record_type,record_id,")
    [header] = run("framework", "--q", "zq9x", "--format", "csv").stdout.splitlines()
    assert header.startswith("outcome_id,outcome_title_en,")


@pytest.mark.parametrize("command", ["presence", "framework"])
@pytest.mark.parametrize(
    ("value", "sentence"), [("UN", "There are DCO"), ("", "holds no code"), (",", "holds no code")]
)
def test_a_wrong_value_leaves_with_2_and_a_sentence(command: str, value: str, sentence: str) -> None:
    done = run(command, "--agency", value)
    assert (done.returncode, done.stdout) == (2, "")
    named = f'--agency "{value}": ' if value == "UN" else "--agency: "
    assert done.stderr.startswith(named)
    assert sentence in done.stderr


def test_headquarters_are_shown_where_asked() -> None:
    without, with_them = (
        json.loads(run("presence", "--area", "09", *more, "--areas", "--format", "json").stdout)
        for more in ((), ("--headquarters",))
    )
    assert (without[0]["offices"], with_them[0]["offices"]) == (0, 25)
    assert "Headquarters" in run("presence", "--area", "09", "--headquarters").stdout


def test_the_framework_is_a_line_for_each_outcome_within_80_columns() -> None:
    done = run("framework", "--theme", "migration", columns=80)
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    starts = [columns_of(line)[0] for line in lines if line[:2].strip().isdigit()]
    assert starts == [str(number) for number in range(1, 11)]
    assert any("Reported under no outcome" in line for line in lines)
    assert done.stdout.count("07: ") == len(
        {
            row["outcome_id"]
            for row in table("initiatives")
            if row["initiative_id"] in placed_in("07", keys=fitting(theme="migration"))
        }
    )


def test_the_framework_in_json_and_csv_is_that_of_the_tables() -> None:
    body = json.loads(run("framework", "--priority", "2", "--format", "json").stdout)
    assert {outcome["outcome_id"]: outcome["initiatives"] for outcome in body["outcomes"]} == {
        number: len(fitting(outcome=number)) for number in ("3", "4", "5")
    }
    rows = parsed(run("framework", "--priority", "2", "--format", "csv").stdout)
    assert {(row["outcome_id"], row["state_code"]): row["initiatives"] for row in rows} == {
        (number, f"{code:02d}"): str(len(placed))
        for number in ("3", "4", "5")
        for code in range(1, 33)
        if (placed := placed_in(f"{code:02d}", keys=fitting(outcome=number)))
    }


@pytest.mark.parametrize(
    ("named", "coded"), [(("--area", "Chiapas"), ("--area", "07")), (("--agency", "ACNUR"), ("--agency", "UNHCR"))]
)
def test_options_take_the_names_that_people_use(named: tuple[str, str], coded: tuple[str, str]) -> None:
    found = run("presence", "--format", "csv", *named)
    assert (found.returncode, found.stdout) == (0, run("presence", "--format", "csv", *coded).stdout)
