"""A programme record that contradicts itself is refused, each fault with file, row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unmap
from unmap.errors import DataError
from unmap.store.loading import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Rewrite = Callable[[Path, str, str], None]

INITIATIVES = "programme/initiatives.csv"
PLACES = "programme/initiative_places.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "issue"),
    [
        ("geo/levels.csv", "2,municipalities", "2,states", (3, "id", "duplicate-key")),
        ("geo/levels.csv", ",states\n", ",\n", (3, "parent", "other-level")),
        ("geo/levels.csv", "1,states,state,", "1,states,country,", (2, "word", "taken-name")),
        ("geo/levels.csv", "1,states,", "1,offices,", (2, "id", "taken-name")),
        ("geo/levels.csv", "2,municipalities", "3,municipalities", (3, "level", "other-level")),
        ("geo/levels.csv", "[0-9]{5}", "(.+)+", (3, "code_form", "bad-text")),
        ("programme/offices.csv", "2020-12-31", "2019-12-31", (2, "valid_to", "end-before-start")),
        ("programme/offices.csv", "b-centro,BBB", "b-centro,AAA", (3, "office_id", "duplicate-office")),
        (INITIATIVES, "health,2019,2020", "health,2019,2018", (2, "end_year", "end-before-start")),
        (INITIATIVES, "pozos.,1,1,", "pozos.,1,2,", (2, "priority_id", "other-priority")),
        (INITIATIVES, "pozos.,1,1,", "pozos.,9,1,", (2, "outcome_id", "unknown-key")),
        (INITIATIVES, "ley.,,,2.4", "ley.,,,", (5, "outcome_id", "no-outcome-or-section")),
        (INITIATIVES, "1;2,health", "1;7,health", (2, "covid_pillars", "unknown-key")),
        (INITIATIVES, "gender;health", "gender;wealth", (3, "themes", "unknown-key")),
        (INITIATIVES, ",country-wide,,,,,", ",located,,,,,", (5, "scope", "no-place")),
        (INITIATIVES, "2020,2020,located", "2020,2020,regional", (4, "scope", "unexpected-place")),
        (INITIATIVES, ",unnamed-places,", ",everywhere,", (6, "scope", "unknown-word")),
        (INITIATIVES, "country-wide,,,2,", "country-wide,,,,", (7, "initiative_id", "no-agency")),
        ("programme/initiative_agencies.csv", "nation,AAA", "nation,AAB", (6, "agency_id", "unknown-key")),
        ("programme/initiative_agencies.csv", "both-states,BBB", "both-states,AAA",
         (3, "initiative_id+agency_id", "duplicate-key")),
        (PLACES, "in-state,01,state", "in-state,01,municipality", (4, "level", "wrong-level")),
        (PLACES, "in-state,01,state", "in-state,00,state", (4, "level", "wrong-level")),
        (PLACES, "01001,municipality", "01001,state", (5, "level", "wrong-level")),
        (PLACES, "in-state,01,state", "in-state,03,state", (4, "area_code", "unknown-key")),
        (PLACES, "in-state,01,state,Arriba,stated", "in-state,01,state,Arriba,guessed", (4, "basis", "unknown-word")),
        ("programme/initiative_results.csv", "exact,wells", "exact,", (2, "unit", "missing-value")),
        ("programme/initiative_results.csv", ",12,", ",a dozen,", (2, "value", "bad-number")),
        ("programme/initiative_partners.csv", ",donor", ",sponsor", (3, "role", "unknown-word")),
    ],
)  # fmt: skip
def test_a_fault_is_located(
    squares: Path, rewrite: Rewrite, file: str, old: str, new: str, issue: tuple[int, str, str]
) -> None:
    rewrite(squares / file, old, new)
    found = {(one.file, one.row, one.column, one.code) for one in check(squares)}
    assert (file, *issue) in found


def test_a_code_that_has_not_the_form_of_its_level_is_named(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / "geo/levels.csv", "[0-9]{5}", "[0-9]{4}")
    found = [(one.file, one.row, one.column, one.code) for one in check(squares)]
    assert found == [("geo/municipalities.parquet", row, "code", "other-form") for row in range(2, 6)]


def test_what_has_a_fault_is_not_loaded(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / INITIATIVES, "health,2019,2020", "health,2019,2018")
    with pytest.raises(DataError, match="end-before-start"):
        unmap.load(squares)


def again(squares: Path, rewrite: Rewrite, title: str) -> set[tuple[int, str]]:
    """Add the first initiative once more under `title`, and give rows and codes of what is wrong."""
    row = (squares / INITIATIVES).read_text(encoding="utf-8").splitlines()[1]
    rewrite(
        squares / INITIATIVES, "in-state,", row.replace("both-states,Clean water", f"again,{title}") + "\nin-state,"
    )
    rewrite(squares / "programme/initiative_agencies.csv", "in-state,BBB", "again,BBB,\nagain,AAA,\nin-state,BBB")
    rewrite(squares / PLACES, "in-state,01,", "again,02,state,Abajo,stated,\nin-state,01,")
    return {(one.row, one.code) for one in check(squares)}


@pytest.mark.parametrize("title", ["Water: clean!", "Clean waters"])
def test_an_initiative_listed_twice_is_found_by_its_title(squares: Path, rewrite: Rewrite, title: str) -> None:
    assert again(squares, rewrite, title) == {(3, "near-duplicate")}


# Of the 24 letters of "clean water" and "cleaner water" 22 are common: 91.7 of 100, just below the limit.
@pytest.mark.parametrize("title", ["Clean air", "Cleaner water"])
def test_another_initiative_of_the_same_agencies_is_none_listed_twice(
    squares: Path, rewrite: Rewrite, title: str
) -> None:
    assert again(squares, rewrite, title) == set()


def test_a_good_folder_is_clean(squares: Path) -> None:
    assert check(squares) == ()


def test_optional_tables_may_be_missing(squares: Path) -> None:
    for name in ("initiative_results", "initiative_partners"):
        (squares / f"programme/{name}.csv").unlink()
    dataset = unmap.load(squares)
    assert dataset.initiative_results.empty
    assert dataset.initiative_results["value"].dtype == "float64"


def test_faults_of_reading_and_of_placing_are_told_together(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / PLACES, ",Centro,stated", ",Playa Grande,stated")
    rewrite(squares / "programme/initiative_partners.csv", ",donor", ",sponsor")
    assert {(one.file, one.code) for one in check(squares)} == {
        (PLACES, "places-disagree"),
        ("programme/initiative_partners.csv", "unknown-word"),
    }
