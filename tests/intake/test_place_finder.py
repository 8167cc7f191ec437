"""What a row says of a place leads to its areas, or is held with what would cure it; never to a guess."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from unmap.intake.clues import Clue, CountryWide, Found, Held, Placed
from unmap.intake.place_finder import Country, PlaceFinder

COUNTRY = Country(words=[["province", "provincia"], ["district", "distrito"]], names=["Gallia", "Galia"], code="GAB")
"""A country with the codes of Gabon, GA and GAB, and other names."""


def areas() -> list[pd.DataFrame]:
    upper = pd.DataFrame({"code": ["GA01", "GA02"], "name": ["Haut-Lac", "Bas Lac"], "parent": ""})
    lower = {
        "GA0101": "Saint-Amand",
        "GA0102": "N'Gor",
        "GA0103": "Haut-Lac",
        "GA0201": "Saint-Amand",
        "GA0202": "Sto. Domingo",
        "GA0203": "Ébène",
    }
    frame = pd.DataFrame({"code": lower.keys(), "name": lower.values(), "parent": [code[:4] for code in lower]})
    squares = [shapely.box(column, row, column + 1, row + 1) for row in (10, 11) for column in (40, 41, 42)]
    return [upper, gpd.GeoDataFrame(frame, geometry=squares, crs="OGC:CRS84")]


ALIASES = pd.DataFrame(
    [("The Rock", "GA0203", ""), ("Ngorr", "GA0102", "GA02"), ("Centre", "GA0101", "GA01")],
    columns=["alias", "area_code", "within"],
)
PLACES = pd.DataFrame(
    [("Port Ébène", "seat", "GA0203"), ("Mill", "locality", "GA0101"), ("Mill", "locality", "GA0202"),
     ("N'Gor", "locality", "GA0203")],
    columns=["name", "kind", "area_code"],
)  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(areas(), COUNTRY, aliases=ALIASES, places=PLACES)


def placed(found: Found) -> Placed:
    assert isinstance(found, Placed), found
    return found


def held(found: Found) -> Held:
    assert isinstance(found, Held), found
    return found


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("GA0101", "GA0101"),
        ("ga0101", "GA0101"),
        (" GA 0101", "GA0101"),
        ("GAB0101", "GA0101"),
        ("0101", "GA0101"),
        ("101", "GA0101"),
        ("101.0", "GA0101"),
        ("GA01", "GA01"),
    ],
)
def test_a_code_survives_the_spreadsheet_and_each_repair_is_said(finder: PlaceFinder, code: str, area: str) -> None:
    found = placed(finder.find(Clue(codes={2: code})))
    assert (found.areas, found.how) == ((area,), ("code",))
    assert any(f'"{code}"' in said for said in found.said) == (code != area)


def test_the_level_is_that_of_the_table_that_has_the_code(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={2: "GA02"})))
    assert found.areas == ("GA02",)
    assert found.said == ("GA02 stands in the column of the district; its level is province",)
    assert placed(finder.find(Clue(codes={1: "GA0203"}))).areas == ("GA0203",)


def test_a_code_behind_that_of_the_area_above_is_read_with_it(finder: PlaceFinder) -> None:
    assert placed(finder.find(Clue(codes={1: "GA02", 2: "3"}))).areas == ("GA0203",)


def test_a_sheet_of_another_country_is_held(finder: PlaceFinder) -> None:
    assert held(finder.find(Clue(codes={1: "TD01"}))).code == "unknown-code"


def test_codes_with_the_longer_name_of_the_country_take_the_shorter_one() -> None:
    frame = pd.DataFrame({"code": ["NGA001", "NGA008"], "name": ["One", "Eight"], "parent": ""})
    nigeria = PlaceFinder([frame], Country(code="NGA"))
    for code in ("NG008", "NGA008", "8"):
        assert placed(nigeria.find(Clue(codes={1: code}))).areas == ("NGA008",)


def test_a_key_and_its_pcode_are_one() -> None:
    frame = pd.DataFrame({"code": ["07", "15"], "pcode": ["MX07", "MX15"], "name": ["A", "B"], "parent": ""})
    mexico = PlaceFinder([frame], Country(code="MEX"))
    for code in ("7", "7.0", "07 ", "MX07", "mx7", "MEX07"):
        assert placed(mexico.find(Clue(codes={1: code}))).areas == ("07",)


@pytest.mark.parametrize(
    ("names", "area", "how"),
    [
        (("Haut Lac", "saint amand"), "GA0101", ("name",)),
        (("BAS-LAC", "Saint-Amand"), "GA0201", ("name",)),
        (("Haut-Lac", "Ngor"), "GA0102", ("name",)),
        (("Haut-Lac", "N\u2019Gor"), "GA0102", ("name",)),
        (("", "N'gor"), "GA0102", ("name",)),
        (("Bas Lac", "Santo Domingo"), "GA0202", ("name",)),
        (("Bas Lac", "Ebene"), "GA0203", ("name",)),
        (("Province du Bas Lac", "District d'Ébène"), "GA0203", ("name",)),
        (("", "The rock"), "GA0203", ("alias",)),
        (("Bas Lac", "Ngorr"), "GA0102", ("name", "alias")),
        (("Haut-Lac", "Centre"), "GA0101", ("name", "alias")),
        (("", "Port Ebene"), "GA0203", ("short name",)),
        (("Haut-Lac", "Mill"), "GA0101", ("name", "place")),
        (("Haut-Lac", "Haut-Lac"), "GA0103", ("name",)),
        (("Haut-Lac", ""), "GA01", ("name",)),
    ],
)
def test_a_name_is_found_within_the_area_named_above(
    finder: PlaceFinder, names: tuple[str, str], area: str, how: tuple[str, ...]
) -> None:
    found = placed(finder.find(Clue(names=dict(enumerate(names, 1)))))
    assert (found.areas, found.how) == ((area,), how)


@pytest.mark.parametrize("clue", [Clue(names={1: "", 2: "Saint-Amand"}), Clue(text="Saint Amand"), Clue(text="Mill")])
def test_a_repeated_name_without_what_stands_above_is_never_placed(finder: PlaceFinder, clue: Clue) -> None:
    assert held(finder.find(clue)).code in {"ambiguous-name", "unknown-name"}


def test_what_only_hamlets_bear_is_held_with_the_areas_that_they_lie_in(finder: PlaceFinder) -> None:
    for clue in (Clue(names={1: "", 2: "Mill"}), Clue(text="Mill")):
        fault = held(finder.find(clue))
        assert fault.candidates == ("GA0101", "GA0202")
        assert "a place of that name lies in Saint-Amand (GA0101)" in fault.reason


def test_a_name_of_two_levels_is_that_of_its_column_where_no_column_above_may_be_meant(finder: PlaceFinder) -> None:
    assert placed(finder.find(Clue(names={2: "Haut-Lac"}))).areas == ("GA0103",)
    assert held(finder.find(Clue(names={1: "", 2: "Haut-Lac"}))).candidates == ("GA01", "GA0103")


def test_what_is_accepted_within_one_area_holds_in_no_other(finder: PlaceFinder) -> None:
    assert held(finder.find(Clue(names={1: "Bas Lac", 2: "Centre"}))).code == "unknown-name"
    assert held(finder.find(Clue(names={2: "Centre"}))).code == "unknown-name"


def test_what_only_a_hamlet_bears_where_a_district_elsewhere_does_is_held(finder: PlaceFinder) -> None:
    fault = held(finder.find(Clue(names={1: "Bas Lac", 2: "N'Gor"})))
    assert (fault.code, fault.candidates, fault.around) == ("places-disagree", ("GA0102",), "GA02")


def test_what_is_similar_is_a_candidate_and_no_answer(finder: PlaceFinder) -> None:
    fault = held(finder.find(Clue(names={1: "Haut-Lac", 2: "Saint Amande"})))
    assert fault.code == "unknown-name"
    assert fault.field == "adm2_name"
    assert fault.candidates == ("GA0101", "GA0201")
    assert fault.around == "GA01"
    assert fault.reason == 'no district in Haut-Lac (GA01) is called "Saint Amande"'


def test_two_witnesses_that_agree_are_both_told(finder: PlaceFinder) -> None:
    clue = Clue(codes={1: "GA01", 2: "GA0101"}, names={1: "Haut Lac", 2: "Saint Amand"}, lon=40.5, lat=10.5)
    found = placed(finder.find(clue))
    assert found == Placed(("GA0101",), ("code", "name", "point"), (), point=True)


def test_code_and_name_that_contradict_each_other_are_held_with_both(finder: PlaceFinder) -> None:
    for level, code, name in ((2, "GA0101", "Ébène"), (1, "GA01", "Bas Lac")):
        fault = held(finder.find(Clue(codes={level: code}, names={level: name})))
        assert fault.code == "places-disagree"
        assert fault.candidates[0] == code
        assert len(fault.candidates) == 2


def test_the_finer_code_is_sure_and_the_coarser_that_contradicts_it_is_said(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={1: "GA02", 2: "GA0102"}, names={1: "Bas Lac", 2: "N'Gor"})))
    assert found.areas == ("GA0102",)
    assert found.said == ("N'Gor (GA0102) in Haut-Lac does not lie in Bas Lac (GA02), which the row names",)


def test_a_name_decides_between_code_and_name_above_it(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={1: "GA02"}, names={1: "Haut-Lac", 2: "N'Gor"})))
    assert (found.areas, found.how) == (("GA0102",), ("name",))
    assert found.said == ("the code means Bas Lac (GA02), the name Haut-Lac (GA01)",)
    assert held(finder.find(Clue(codes={1: "GA02"}, names={1: "Haut-Lac", 2: "Saint-Amand"}))).code == "ambiguous-name"


def test_an_unknown_name_beside_a_known_code_is_said(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={2: "GA0101"}, names={2: "Old Town"})))
    assert found.areas == ("GA0101",)
    assert '"Old Town" is not known' in found.said[0]


def test_an_unknown_code_is_held_with_the_area_that_its_siblings_lie_in(finder: PlaceFinder) -> None:
    assert held(finder.find(Clue(codes={2: "GA0299"}, names={2: "New"}))).around == "GA02"
    torn = held(finder.find(Clue(codes={1: "GA01", 2: "GA0299"}, names={2: "New"})))
    assert torn.around == ""
    assert torn.said == ('"GA0299" begins as the codes in Bas Lac (GA02), not in Haut-Lac (GA01)',)


def test_the_name_decides_where_its_code_is_unknown(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={1: "GA01", 2: "GA0199"}, names={2: "N'Gor"})))
    assert found.areas == ("GA0102",)
    assert found.said == ('"GA0199" is no code that is known; the name decides',)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (0.0, 0.0, "zero-zero"),
        (10.5, 40.5, "swapped"),
        (20.0, 50.0, "outside"),
        (400.0, 10.5, "out-of-range"),
        (40.5, None, "not-a-number"),
        (40.5, 11.5, "point-elsewhere"),
    ],
)
def test_faults_of_points_are_told_apart(finder: PlaceFinder, lon: float, lat: float | None, code: str) -> None:
    clue = Clue(names={1: "Haut-Lac"}, lon=lon, lat=lat)
    found = finder.find(clue)
    if code == "zero-zero":
        assert placed(found).point is False
        assert held(finder.find(Clue(lon=lon, lat=lat))).code == code
    else:
        assert held(found).code == code
        assert held(found).field == "lat"


def test_a_point_finds_what_names_leave_open(finder: PlaceFinder) -> None:
    assert placed(finder.find(Clue(lon=41.5, lat=10.5))).areas == ("GA0102",)
    assert placed(finder.find(Clue(names={1: "Haut-Lac"}, lon=41.5, lat=10.5))).how == ("name", "point")
    repeated = placed(finder.find(Clue(names={2: "Saint-Amand"}, lon=40.5, lat=11.5)))
    assert (repeated.areas, repeated.how) == (("GA0201",), ("point",))
    assert held(finder.find(Clue(names={2: "Saint-Amand"}, lon=42.5, lat=10.5))).code == "point-elsewhere"


def test_a_pier_belongs_to_its_coast(finder: PlaceFinder) -> None:
    assert placed(finder.find(Clue(codes={2: "GA0101"}, lon=41.001, lat=10.5))).how == ("code", "point")


@pytest.mark.parametrize(
    "clue", [Clue(names={1: "", 2: "Nacional"}), Clue(text="Country-wide"), Clue(names={1: "Galia"})]
)
def test_the_country_as_a_whole_is_a_result_of_its_own(finder: PlaceFinder, clue: Clue) -> None:
    assert finder.find(clue) == CountryWide()


def test_the_country_beside_a_part_of_it_is_held(finder: PlaceFinder) -> None:
    assert held(finder.find(Clue(names={1: "Bas Lac", 2: "National"}))).code == "places-disagree"


@pytest.mark.parametrize(
    ("clue", "found"),
    [
        (Clue(names={2: "Haut-Lac et Bas Lac"}), ("GA01", "GA02")),
        (Clue(names={1: "Haut-Lac, Bas Lac"}), ("GA01", "GA02")),
        (Clue(names={1: "Bas Lac", 2: "Saint-Amand; Ébène / The Rock"}), ("GA0201", "GA0203")),
        (Clue(names={1: "Haut-Lac & Bas Lac", 2: "N'Gor, Ébène"}), ("GA0102", "GA0203")),
        (Clue(codes={2: "GA0102; 203"}), ("GA0102", "GA0203")),
        (Clue(text="N'Gor, Gallia"), ("GA0102",)),
        (Clue(text="N'Gor, Haut-Lac"), ("GA0102",)),
    ],
)
def test_a_cell_is_split_where_every_part_is_found(finder: PlaceFinder, clue: Clue, found: tuple[str, ...]) -> None:
    assert placed(finder.find(clue)).areas == found


def test_a_cell_of_which_a_part_is_unknown_is_held(finder: PlaceFinder) -> None:
    fault = held(finder.find(Clue(names={1: "Haut-Lac", 2: "N'Gor, Saint Amande"})))
    assert fault.code == "not-all-found"
    assert "Saint Amande" in fault.reason
    assert fault.candidates == ("GA0101", "GA0201")


def test_a_row_placed_above_the_level_that_is_needed_is_held(finder: PlaceFinder) -> None:
    clue = Clue(names={1: "Haut-Lac", 2: ""}, text="N Gor")
    assert placed(finder.find(clue)).areas == ("GA01",)
    fault = held(finder.find(clue, 2))
    assert (fault.code, fault.around, fault.candidates) == ("no-finer-place", "GA01", ("GA0102",))


def test_a_cell_that_says_nothing_is_read_as_blank_and_that_is_said(finder: PlaceFinder) -> None:
    found = placed(finder.find(Clue(codes={1: "#N/A", 2: "-"}, names={1: "Bas Lac"})))
    assert (found.areas, len(found.said)) == (("GA02",), 2)
    assert held(finder.find(Clue())).code == "no-place"


def test_names_in_other_scripts_are_found() -> None:
    frame = pd.DataFrame({"code": ["A1", "A2", "A3"], "name": ["حلب", "Київ", "Đà Nẵng"], "parent": ""})
    names = PlaceFinder([frame])
    for name, area in (("حلب", "A1"), ("київ", "A2"), ("Da Nang", "A3")):
        assert placed(names.find(Clue(names={1: name}))).areas == (area,)
