"""Real sheets of the field: how many rows find their place, which do not, and what is said of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.intake.field_files import boundaries, rows_of
from unmap.intake.clues import Clue, CountryWide, Found, Held, Placed
from unmap.intake.place_finder import Country, PlaceFinder, place_finder_of

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

Rows = dict[int, Found]


@pytest.fixture(scope="module")
def chad(elsewhere: Path) -> Rows:
    """What is found of each row of the sheet of offices, which names places and has the code of the province alone."""
    country = Country(words=[["province"], ["department"]], names=["Chad", "Tchad"], code="TCD")
    finder = PlaceFinder(boundaries(elsewhere / "chad"), country)
    rows = rows_of(elsewhere / "chad/3w_tcd_avr2025.xlsx", "3W Physique")
    clues = {n: Clue({1: row[5]}, {1: row[0], 2: row[1]}, row[2]) for n, row in rows.items() if n > 1}
    return {number: finder.find(clue, 2) for number, clue in clues.items()}


@pytest.fixture(scope="module")
def somalia(elsewhere: Path) -> Rows:
    country = Country(words=[["region"], ["district"]], names=["Somalia"], code="SOM")
    finder = PlaceFinder(boundaries(elsewhere / "somalia"), country)
    rows = rows_of(elsewhere / "somalia/3w_operational_presence_dataset_january_april_2025.xlsx")
    clues = {n: Clue({1: row[3], 2: row[5]}, {1: row[2], 2: row[4]}) for n, row in rows.items() if n > 1}
    return {number: finder.find(clue, 2) for number, clue in clues.items()}


def held(rows: Rows) -> dict[int, Held]:
    return {number: found for number, found in rows.items() if isinstance(found, Held)}


def said(rows: Rows) -> dict[int, tuple[str, ...]]:
    return {number: found.said for number, found in rows.items() if found.said}


def test_offices_of_chad_are_placed_by_name(chad: Rows) -> None:
    areas = Counter(found.areas[0] for found in chad.values() if isinstance(found, Placed))
    assert (len(chad), areas.total(), len(areas)) == (760, 755, 38)


def test_five_rows_of_chad_have_no_department(chad: Rows) -> None:
    faults = {number: (one.code, one.around, one.candidates) for number, one in held(chad).items()}
    assert faults == {
        338: ("unknown-name", "TD04", ()),
        397: ("no-finer-place", "TD03", ()),
        463: ("unknown-name", "", ("TD2102",)),
        766: ("places-disagree", "TD21", ("TD1402",)),
        772: ("no-finer-place", "TD23", ("TD2301",)),
    }


def test_four_province_codes_of_chad_contradict_the_province_named(chad: Rows) -> None:
    contradicting = {number for number, lines in said(chad).items() if any("the code means" in line for line in lines)}
    assert contradicting == {463, 576, 577, 755}
    assert {
        number: found.areas for number, found in chad.items() if number in {576, 755} and isinstance(found, Placed)
    } == {
        576: ("TD0801",),
        755: ("TD2001",),
    }


def test_districts_of_somalia_that_the_boundaries_do_not_have_are_held(somalia: Rows) -> None:
    faults = held(somalia)
    assert (len(somalia), len(faults), len(somalia) - len(faults)) == (4146, 581, 3565)
    assert Counter((one.code, one.around) for one in faults.values()) == {
        ("unknown-code", "SO22"): 580,
        ("unknown-code", ""): 1,
    }
    assert len({one.reason for one in faults.values()}) == 16


def test_what_contradicts_itself_in_somalia_is_said(somalia: Rows) -> None:
    lines = Counter(line for told in said(somalia).values() for line in told)
    region = [number for line, number in lines.items() if "does not lie in" in line or "begins as the codes in" in line]
    assert sum(region) == 13
    assert lines['"#N/A" is read as blank'] == 1
    assert [
        (line, number) for line, number in lines.items() if "Cabdulasis" in line and "SO2201" in line and number == 17
    ]
    assert lines.total() == 13 + 1 + 17


MESSY = (
    "07089 07089 08037 08037 02004 02004 09 09 20067 20067 07101 07101 07078 07078 12001 12001 12029 19039 19039 21114 "
    "05030 05035 23005 23005 ambiguous-name 28032 28022 27017 27017 31050 07059 15106 15033 30003 30087 30087 26043 "
    "30115 places-disagree 14039 16053 country 07+20+12 07089 20067 22014 09015 11020"
)
"""What each row from the fifth on means, written by hand: San Luis Potosí has a hamlet Nogales, no municipality."""


def test_the_messy_sheet_of_mexico_is_read_right(dataset: Dataset, elsewhere: Path) -> None:
    finder = place_finder_of(dataset)
    rows = [row for number, row in rows_of(elsewhere / "spreadsheets/presence_mexico_messy.xlsx").items() if number > 4]
    found = [finder.find(Clue(names={1: row[2], 2: row[1]})) for row in rows]
    assert " ".join(_short(one) for one in found) == MESSY


def _short(found: Found) -> str:
    if isinstance(found, Placed):
        return "+".join(found.areas)
    return "country" if isinstance(found, CountryWide) else found.code


def test_every_municipality_of_mexico_is_found_by_its_names_and_by_its_spoilt_code(dataset: Dataset) -> None:
    finder = place_finder_of(dataset)
    table = dataset.identity(dataset.finest)
    for code, pcode, name, state in zip(table["code"], table["pcode"], table["name"], table["state_name"], strict=True):
        for clue in (Clue(names={1: state.upper(), 2: name}), Clue({2: code.lstrip("0")}), Clue({2: pcode.lower()})):
            found = finder.find(clue)
            if clue.names and isinstance(found, Held):
                assert found.code == "ambiguous-name"  # two municipalities of one state and name
            else:
                assert isinstance(found, Placed)
                assert found.areas == (code,)


USUAL = """
01 Ags.|02 B.C.|02 BCN|03 B. C. S.|04 Camp.|05 Coah.|06 Col.|07 CHIS|08 Chih|09 CDMX|09 Cd. Mx.|09 D. F.|10 Dgo.|11 Gto
12 Gro.|13 Hgo.|14 Jal|15 Edo. Méx.|15 EdoMex|15 Edo. de México|16 Mich.|17 Mor.|18 Nay.|19 N.L.|19 Nvo. León|20 Oax.
21 Pue|22 Qro.|23 Q. Roo|23 QROO|24 S.L.P.|24 Sn. Luis Potosi|25 Sin.|26 Son|27 Tab.|28 Tamps.|29 Tlax|30 Ver.
30 Veracruz Llave|31 Yuc.|32 Zac.
"""
"""How people shorten the names of the 32 states."""


def test_states_of_mexico_are_found_by_their_usual_abbreviations(dataset: Dataset) -> None:
    finder = place_finder_of(dataset)
    usual = (one.partition(" ") for one in USUAL.strip().replace("\n", "|").split("|"))
    written = {name: code for code, _, name in usual}
    found = {name: finder.find(Clue(names={1: name})) for name in written}
    assert {name: _short(one) for name, one in found.items()} == written
    assert len(set(written.values())) == 32
