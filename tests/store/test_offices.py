"""An office lies where its name, its point and its code agree, and nowhere by guess."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import unmap
from unmap.errors import DataError
from unmap.model import schema
from unmap.store.placing import place_offices
from unmap.store.reading import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from unmap.store import Dataset

    Rewrite = Callable[[Path, str, str], None]

CENTRO = "Arriba,Centro,01001,-99.5,20.5,field,2"
OFFICES = "programme/offices.csv"


def first_placed(country: Dataset, squares: Path) -> tuple[pd.Series, list[tuple[int, str, str]]]:
    """Where the first office of the folder is, and what is wrong with it."""
    frame = read_csv(squares, schema.OFFICES, [])
    assert frame is not None
    offices, issues = place_offices(replace(country, offices=frame.reset_index(drop=True)))
    return offices.iloc[0], [(issue.row, issue.column, issue.code) for issue in issues]


def test_all_37_listings_are_placed_in_23_places_of_19_states(dataset: Dataset) -> None:
    field = dataset.offices.loc[dataset.offices["office_type"] == "field"]
    assert field["listed_count"].sum() == 37
    assert len(field) == 35
    assert field["municipality_code"].nunique() == 23
    assert field["state_code"].nunique() == 19
    assert field["agency_id"].nunique() == 7
    assert set(field["join_confidence"]) == {"high"}


def test_cancun_lies_in_benito_juarez_of_quintana_roo(dataset: Dataset) -> None:
    office = dataset.offices.set_index("office_id").loc["undp-23005"]
    assert office["place_reported"] == "Cancún"
    assert office["municipality_code"] == "23005"
    assert office["join_method"] == "name+point+code"


def test_headquarters_are_placed_in_the_state_and_in_no_municipality(dataset: Dataset) -> None:
    [main] = dataset.offices.loc[dataset.offices["office_type"] == "headquarters"].to_dict("records")
    assert (main["state_code"], main["municipality_code"], main["listed_count"]) == ("09", "", 25)


@pytest.mark.parametrize(
    ("cells", "method", "confidence"),
    [
        (CENTRO, "name+point+code", "high"),
        ("Arriba,Centro,,-99.5,20.5,field,2", "name+point", "high"),
        ("Arriba,Centro,01001,,,field,2", "name+code", "medium"),
        ("Arriba,Centro,,,,field,2", "name", "medium"),
        ("Arriba,El Fresno,,-99.5,20.5,field,2", "point", "medium"),
        ("Arriba,El Fresno,01001,,,field,2", "code", "low"),
        ("Arriba,Macondo,01001,-99.5,20.5,field,2", "point+code", "medium"),
        ("Arriba,,01001,-99.5,20.5,field,2", "point+code", "medium"),
        ("Arriba,Norte,01001,-99.5,20.5,field,2", "point+code", "medium"),
        ("Atlantis,Centro,01001,-99.5,20.5,field,2", "name+point+code", "high"),
        ("Arriba,Arriba,01001,-99.5,20.5,field,2", "point+code", "medium"),
        ("Arriba,State of Arriba,,-99.5,20.5,field,2", "point", "medium"),
        ("Arriba,Macondo,,-99.5,20.5,field,2", "point", "medium"),
        ("Arriba,Macondo,01001,,,field,2", "code", "low"),
        ("Arriba,,01001,,,field,2", "code", "low"),
        ("Arriba,Centro,01,,,field,2", "name+code", "medium"),
        ("Arriba,El Fresno,01,-99.5,20.5,field,2", "point+code", "medium"),
        ('Arriba,"Centro, Arriba",,,,field,2', "name", "medium"),
        # Drawn borders are simpler than the official ones; 0.004 degrees are some 400 m.
        ("Arriba,Centro,01001,-99.5,21.004,field,2", "name+point+code", "high"),
        ("Arriba,Centro,,-99.5,21.004,field,2", "name+point", "high"),
        ("Arriba,Centro,01001,-100.004,20.5,field,2", "name+point+code", "high"),
    ],
)
def test_confidence_follows_what_agrees(
    country: Dataset, squares: Path, rewrite: Rewrite, cells: str, method: str, confidence: str
) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    office, issues = first_placed(country, squares)
    assert issues == []
    assert (office["state_code"], office["municipality_code"]) == ("01", "01001")
    assert (office["join_method"], office["join_confidence"]) == (method, confidence)


def test_a_name_that_fits_twice_is_an_issue_with_its_candidates(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, CENTRO, "Arriba,El Fresno,,,,field,2")
    with pytest.raises(DataError) as caught:
        unmap.load(squares)
    [issue] = caught.value.issues
    assert (issue.row, issue.column, issue.code) == (2, "place_reported", "ambiguous-name")
    assert "Centro (01001) or Norte (01002)" in issue.message


def test_the_state_is_the_context_of_a_name(squares: Path, rewrite: Rewrite) -> None:
    rewrite(squares / OFFICES, CENTRO, "State of Abajo,Centro de Abajo,,,,field,2")
    assert unmap.load(squares).offices["municipality_code"].iloc[0] == "02001"


@pytest.mark.parametrize(
    ("cells", "method"),
    [
        ("Arriba,,01,,,field,2", "name+code"),
        ("Arriba,Arriba,01,,,field,2", "name+code"),
        ("Arriba,Macondo,01,,,field,2", "name+code"),
        ("Arriba,,,,,field,2", "name"),
        ("Arriba,Arriba,,,,field,2", "name"),
        ("Arriba,,01,-99.5,20.5,field,2", "name+point+code"),
        ("Arriba,El Fresno,01,,,field,2", "name+code"),
        # In the sea, and nearer to one of the municipalities than to the other: not a reason to choose it.
        ("Arriba,,,-100.004,20.5,field,2", "name+point"),
    ],
)
def test_an_office_known_to_its_state_only_is_placed_in_the_state_alone(
    country: Dataset, squares: Path, rewrite: Rewrite, cells: str, method: str
) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    found, issues = first_placed(country, squares)
    assert issues == []
    assert (found["state_code"], found["municipality_code"], found["join_method"]) == ("01", "", method)


def test_two_offices_of_an_agency_that_only_their_codes_tell_apart_are_no_duplicates(
    squares: Path, rewrite: Rewrite
) -> None:
    row = "a-norte,AAA,Arriba,,01002,,,field,1,2020-01-01,2020-12-31,report,Table 1,\n"
    rewrite(squares / OFFICES, CENTRO, "Arriba,,01001,,,field,2")
    rewrite(squares / OFFICES, "b-centro", f"{row}b-centro")
    assert set(unmap.load(squares).offices["municipality_code"]) == {"01001", "01002", ""}


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ("Arriba,Macondo,,,,field,2", "place_reported", "unknown-name"),
        ("Atlantis,Centro,01001,,,field,2", "state_reported", "unknown-name"),
        ("Atlantis,Centro,,-99.5,20.5,field,2", "state_reported", "unknown-name"),
        ("Arriba,,01,-98.5,20.5,field,2", "lon", "places-disagree"),
        ("Arriba,Centro,01,-99.5,21.5,field,2", "lon", "places-disagree"),
        ("Arriba,,02,,,field,2", "area_code", "other-state"),
        ("Arriba,,00,,,field,2", "area_code", "no-place"),
        ("Arriba,Macondo,,-98.5,20.5,field,2", "lon", "other-state"),
        ("Arriba,Centro,,-99.5,21.01,field,2", "lon", "places-disagree"),
        ("Arriba,Centro,01001,20.5,-99.5,field,2", "lon", "swapped"),
        ("Arriba,Centro,01001,0,0,field,2", "lon", "zero-zero"),
        ("Arriba,Centro,01001,-99.5,,field,2", "lon", "not-a-number"),
        ("Arriba,Centro,01001,10,10,field,2", "lon", "outside"),
        ("Arriba,Centro,01001,-99.5,21.5,field,2", "lon", "places-disagree"),
        ("Arriba,Centro,01002,-99.5,20.5,field,2", "area_code", "places-disagree"),
        ("Abajo,Centro,01001,-99.5,20.5,field,2", "area_code", "places-disagree"),
    ],
)
def test_what_disagrees_is_an_issue_and_never_a_guess(
    country: Dataset, squares: Path, rewrite: Rewrite, cells: str, column: str, code: str
) -> None:
    rewrite(squares / OFFICES, CENTRO, cells)
    assert (2, column, code) in first_placed(country, squares)[1]
