"""One build of the real official files: published facts, and values derived again by other means."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.tables import PLACES
from unmap.geo.topology import geodesic_area_km2
from unmap.model import schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build.conftest import Built
    from unmap.model import Table

    Rows = Callable[[str], list[dict[str, str]]]

pytestmark = pytest.mark.exhaustive

NO_DATA_2020 = {"04012", "07125", "29048"}
NO_DATA_2015 = {
    *("08010", "08012", "08024", "08063", "08065", "20057", "20140", "20407", "20427", "21138", "26070"),
}
NEWER_THAN_2015 = 12
MEGABYTE = 1_000_000

BY_SEX = {
    "pobreza_porcentaje": "poverty",
    "carencia_rezago_educativo_porcentaje": "educational_lag",
    "carencia_servicios_de_salud_porcentaje": "health_access",
    "carencia_seguridad_social_porcentaje": "social_security",
    "carencia_calidad_espacios_vivienda_porcentaje": "housing_quality",
    "carencia_servicios_basicos_vivienda_porcentaje": "housing_services",
    "carencia_alimentacion_nutritiva_calidad_porcentaje": "food_access",
    "ingreso_inferior_a_lpi_porcentaje": "income_below_poverty_line",
}
IN_SPANISH = {
    "Población en situación de pobreza": "poverty",
    "Población en situación de pobreza moderada": "moderate_poverty",
    "Población en situación de pobreza extrema": "extreme_poverty",
    "Población vulnerable por carencias sociales": "vulnerable_deprivations",
    "Población vulnerable por ingresos": "vulnerable_income",
    "Población no pobre y no vulnerable": "not_poor_not_vulnerable",
    "Población con al menos una carencia social": "at_least_one_deprivation",
    "Población con al menos tres carencias sociales": "three_or_more_deprivations",
    "Rezago educativo": "educational_lag",
    "Carencia por acceso a los servicios de salud": "health_access",
    "Carencia por acceso a la seguridad social": "social_security",
    "Carencia por calidad y espacios de la vivienda": "housing_quality",
    "Carencia por acceso a los servicios básicos en la vivienda": "housing_services",
    "Carencia por acceso a la alimentación nutritiva y de calidad": "food_access",
    "Población con ingreso inferior a la línea de pobreza extrema por ingresos": "income_below_extreme_line",
    "Población con ingreso inferior a la línea de pobreza por ingresos": "income_below_poverty_line",
}

_MUNICIPAL = "poverty/coneval_municipal_2020.csv"
_CONAPO = "indices/conapo_marginacion_2020_municipal.csv"
_CONEVAL = "indices/coneval_rezago_social_2020_{}.csv"
_CENSUS = "population/censo_2020_municipios.csv"
SAMPLE = [
    (_MUNICIPAL, "cvegeo", "carencia_seguridad_social_poblacion", "social_security_persons.mun-2020", 2020),
    (_MUNICIPAL, "cvegeo", "pobreza_extrema_porcentaje", "extreme_poverty_pct.mun-2020", 2020),
    (_CONAPO, "cvegeo", "IM_2020", "marginalisation_index.marginacion-2020", 2020),
    (_CONAPO, "cvegeo", "PL.5000", "small_localities_pct.marginacion-2020", 2020),
    (_CONEVAL.format("municipal"), "cvegeo", "irs_2020", "social_backwardness_index.rezago-2020", 2020),
    (_CONEVAL.format("estatal"), "cve_ent", "piso_tierra_pct", "dirt_floor_dwellings_pct.rezago-2020", 2020),
    (_CENSUS, "region", "indigenous_language", "indigenous_language_persons.census-2020", 2020),
    (
        "poverty/inegi_pobreza_estatal_2024_pct.csv",
        "cve_ent",
        "pobreza_pct_2024",
        "poverty_pct.inegi-2024",
        2024,
    ),
]


def numbers(values: dict[str, str]) -> dict[str, float]:
    return {area: float(value) for area, value in values.items() if value != ""}


# Boundaries


def test_layers_hold_the_municipalities_of_the_census_and_32_states(official_build: Built) -> None:
    for suffix in ("", "_overview"):
        assert len(official_build.layer(f"municipalities{suffix}")) == 2469
        assert len(official_build.layer(f"states{suffix}")) == 32


@pytest.mark.parametrize("name", ["municipalities", "municipalities_overview", "states", "states_overview"])
def test_every_layer_is_a_valid_coverage(official_build: Built, name: str) -> None:
    geometry = official_build.layer(name).geometry.to_numpy()
    assert shapely.is_valid(geometry).all()
    assert not shapely.is_empty(geometry).any()
    assert shapely.coverage_is_valid(geometry)


@pytest.mark.parametrize("max_zoom", [4, 7])
@pytest.mark.parametrize("name", ["municipalities", "states"])
def test_shapes_for_tiles_are_a_valid_coverage_of_each_level(official_build: Built, name: str, max_zoom: int) -> None:
    drawn = official_build.layer("tile_shapes").query("max_zoom == @max_zoom").set_index("code")
    geometry = np.asarray(drawn.geometry[official_build.layer(name)["code"]])
    assert shapely.is_valid(geometry).all()
    assert shapely.coverage_is_valid(geometry)


def test_every_seat_lies_inside_its_municipality(official_build: Built) -> None:
    layer = official_build.layer("municipalities")
    seats = gpd.points_from_xy(layer["seat_lon"], layer["seat_lat"])
    assert shapely.within(np.asarray(seats), layer.geometry.to_numpy()).all()


def test_state_outlines_are_those_of_their_municipalities(official_build: Built) -> None:
    for suffix in ("", "_overview"):
        states = official_build.layer(f"states{suffix}").set_index("code").geometry
        municipalities = official_build.layer(f"municipalities{suffix}")
        for code in ("09", "29"):
            parts = municipalities[municipalities["code"].str.startswith(code)].geometry
            assert shapely.equals(states[code], shapely.union_all(parts.to_numpy()))


def test_only_natividad_changes_its_area_by_more_than_two_per_cent(official_build: Built) -> None:
    layer = official_build.layer("municipalities")
    change = np.abs(geodesic_area_km2(layer.geometry.to_numpy()) / layer["area_km2"] - 1)
    assert layer.loc[change > 0.02, "code"].tolist() == ["20062"]
    reported = [issue.message for issue in official_build.issues if issue.code == "area-change"]
    assert [message[:16] for message in reported] == ["20062 Natividad:"]
    assert layer.set_index("code").loc["20062", "area_km2"] == pytest.approx(2.2, abs=0.05)


def test_areas_add_up_to_the_national_territory_that_inegi_publishes(official_build: Built) -> None:
    # Continental and insular territory: 1,964,375 km2; coastlines of different editions differ a little.
    assert official_build.layer("municipalities")["area_km2"].sum() == pytest.approx(1_964_375, rel=0.001)
    assert official_build.layer("states")["area_km2"].sum() == pytest.approx(
        official_build.layer("municipalities")["area_km2"].sum()
    )


def test_twelve_municipalities_have_no_listed_pcode(official_build: Built) -> None:
    layer = official_build.layer("municipalities")
    assert (~layer["pcode_listed"]).sum() == NEWER_THAN_2015
    assert (layer["pcode"] == "MX" + layer["code"]).all()
    assert official_build.layer("states")["pcode_listed"].all()


@pytest.mark.parametrize(
    ("state", "name", "capital", "seat"),
    [
        ("07", "Chiapas", "07101", "Tuxtla Gutiérrez"),
        ("08", "Chihuahua", "08019", "Chihuahua"),
        ("09", "Ciudad de México", "09015", ""),
        ("12", "Guerrero", "12029", "Chilpancingo de los Bravo"),
        ("15", "México", "15106", "Toluca de Lerdo"),
        ("23", "Quintana Roo", "23004", "Chetumal"),
        ("30", "Veracruz de Ignacio de la Llave", "30087", "Xalapa-Enríquez"),
    ],
)
def test_state_has_its_name_and_the_seat_of_its_capital(
    official_build: Built, state: str, name: str, capital: str, seat: str
) -> None:
    row = official_build.layer("states").set_index("code").loc[state]
    places = {place["place_code"]: place for place in official_build.rows("geo/places.csv")}
    assert row["name"] == name
    assert (str(row["seat_lon"]), str(row["seat_lat"])) == (places[capital]["lon"], places[capital]["lat"])
    assert seat in places[capital]["name"]


def test_overview_of_the_whole_country_is_small_enough_to_send(official_build: Built) -> None:
    body = official_build.layer("municipalities_overview").to_json(to_wgs84=False, drop_id=True).encode()
    assert len(gzip.compress(body, 6)) < 0.55 * MEGABYTE
    coordinates = shapely.get_coordinates(official_build.layer("municipalities_overview").geometry)
    np.testing.assert_array_equal(coordinates, np.round(coordinates, 4))


def test_whole_output_leaves_room_below_25_megabytes(official_build: Built) -> None:
    size = sum(path.stat().st_size for path in official_build.folder.rglob("*") if path.is_file())
    assert size < 24 * MEGABYTE


# Population


def test_census_counts_126_million_at_both_levels(official_build: Built) -> None:
    values = numbers(official_build.values("population_persons.census-2020", 2020))
    states = {code: value for code, value in values.items() if len(code) == 2}
    municipalities = {code: value for code, value in values.items() if len(code) == 5}
    assert sum(states.values()) == sum(municipalities.values()) == 126_014_024
    for state, population in states.items():
        assert population == sum(value for code, value in municipalities.items() if code.startswith(state))
    assert official_build.layer("municipalities")["population"].sum() == 126_014_024


# Poverty


def test_old_series_2018_has_the_range_that_the_report_tells(official_build: Built) -> None:
    rates = numbers(official_build.values("poverty_pct.mmp-2008", 2018))
    assert (rates["07"], rates["19"]) == (76.4, 14.5)
    assert max(rates.values()) - min(rates.values()) == pytest.approx(61.9)
    # Nationally 52,425.9 thousand; the states are published in tenths of a thousand, each rounded on its own.
    persons = sum(numbers(official_build.values("poverty_persons.mmp-2008", 2018)).values())
    assert persons == pytest.approx(52_425_900, abs=32 * 50)


def test_the_same_year_differs_between_the_series(official_build: Built) -> None:
    rates = numbers(official_build.values("poverty_pct.mmp-2016", 2018))
    assert round(rates["07"], 1) == 78.0
    assert round(rates["07"] - rates["19"], 1) == 58.6
    assert round(rates["00"], 1) == 41.9


def test_new_series_has_the_national_rates_and_its_states_add_up(official_build: Built) -> None:
    published = {2016: 43.2, 2018: 41.9, 2020: 43.9, 2022: 36.3}
    for year, rate in published.items():
        assert round(numbers(official_build.values("poverty_pct.mmp-2016", year))["00"], 1) == rate
        persons = numbers(official_build.values("poverty_persons.mmp-2016", year))
        # Published to the person, each rounded on its own.
        assert sum(value for code, value in persons.items() if code != "00") == pytest.approx(persons["00"], abs=20)
    assert persons["00"] == 46_804_510


def test_workbook_agrees_with_its_long_table(official_build: Built, official_rows: Rows) -> None:
    """The long table was made from the workbook by other hands: an independent reading of every cell."""
    factor = {"Porcentaje": 1, "Miles de personas": 1000, "Millones de personas": 1_000_000}
    unit = {"Porcentaje": "pct", "Miles de personas": "persons", "Millones de personas": "persons"}
    compared = 0
    for row in official_rows("poverty/coneval_estatal_2016_2022_long.csv"):
        if row["medida"] in factor:
            indicator = f"{IN_SPANISH[row['indicador']]}_{unit[row['medida']]}.mmp-2016"
            value = official_build.values(indicator, int(row["anio"]))[row["cve_ent"]]
            assert float(value) == pytest.approx(float(row["valor"]) * factor[row["medida"]], abs=1e-6, rel=1e-9)
            compared += 1
    assert compared == 33 * 16 * 2 * 4


def test_rates_of_2024_give_the_national_rate_when_weighted(official_build: Built, official_rows: Rows) -> None:
    rates = numbers(official_build.values("poverty_pct.inegi-2024", 2024))
    rows = official_rows("poverty/inegi_pobreza_estatal_2024_pct.csv")
    population = {row["cve_ent"]: float(row["poblacion_conapo_2024"]) for row in rows}
    weighted = sum(rates[code] * population[code] for code in population) / sum(population.values())
    # INEGI publishes 29.6 of its own population base; the projection beside the rates is another one.
    assert weighted == pytest.approx(29.6, abs=0.1)


def test_municipal_2020_has_2466_municipalities_and_three_without_data(official_build: Built) -> None:
    rates = official_build.values("poverty_pct.mun-2020", 2020)
    assert {code for code, value in rates.items() if value == ""} == NO_DATA_2020
    assert len(numbers(rates)) == 2466
    assert sum(numbers(official_build.values("poverty_persons.mun-2020", 2020)).values()) == 56_647_995


def test_municipal_2015_rows_of_zeros_are_no_data(official_build: Built) -> None:
    rates = official_build.values("poverty_pct.mun-2015", 2015)
    empty = {code for code, value in rates.items() if value == ""}
    assert empty >= NO_DATA_2015
    assert len(empty - NO_DATA_2015) == NEWER_THAN_2015, "the rest did not exist yet"
    assert min(numbers(rates).values()) > 0


@pytest.mark.parametrize("year", [2015, 2020])
def test_table_by_sex_repeats_the_publications_of_2015_and_2020(
    official_build: Built, official_rows: Rows, year: int
) -> None:
    """That is why only its 2010 is read, and why rate times population gives the persons of 2010."""
    rows = [
        row
        for row in official_rows("poverty/coneval_municipal_2010_2015_2020_agregado_por_sexo.csv")
        if row["anio"] == str(year)
    ]
    for column, concept in BY_SEX.items():
        published = official_build.values(f"{concept}_pct.mun-{year}", year)
        persons = official_build.values(f"{concept}_persons.mun-{year}", year)
        pairs = [(row, float(row[column])) for row in rows if row[column]]
        assert len(pairs) > 1900
        assert max(abs(rate - float(published[row["cvegeo"]])) for row, rate in pairs) < 0.07
        derived = [abs(rate / 100 * float(row["poblacion"]) - float(persons[row["cvegeo"]])) for row, rate in pairs]
        assert max(derived) < 5


def test_persons_of_2010_add_up_to_the_state_publication(official_build: Built) -> None:
    persons = numbers(official_build.values("poverty_persons.mun-2010", 2010))
    states = numbers(official_build.values("poverty_persons.mmp-2008", 2010))
    for state in ("01", "07", "20", "30"):
        total = sum(value for code, value in persons.items() if code.startswith(state))
        assert total == pytest.approx(states[state], rel=0.001)


def test_negative_population_is_a_code_for_no_data(official_build: Built) -> None:
    rows = official_build.rows("need/values.csv")
    may_be_negative = ("social_backwardness_index.rezago-2020",)
    assert not [row for row in rows if row["value"].startswith("-") and row["indicator_id"] not in may_be_negative]


# Indices and violence


def test_direction_of_each_index_agrees_with_its_published_degrees(official_build: Built, official_rows: Rows) -> None:
    indicators = {row["indicator_id"]: row for row in official_build.rows("need/indicators.csv")}
    cases = {
        "marginalisation_index.marginacion-2020": ("conapo_marginacion", "GM_2020", "low-is-worse"),
        "social_backwardness_index.rezago-2020": ("coneval_rezago_social", "grado_rezago_social", "high-is-worse"),
    }
    for indicator, (stem, degree, direction) in cases.items():
        rows = official_rows(f"indices/{stem}_2020_municipal.csv")
        values = official_build.values(indicator, 2020)
        means = {
            label: np.mean([float(values[row["cvegeo"]]) for row in rows if row[degree] == label])
            for label in ("Muy alto", "Muy bajo")
        }
        assert indicators[indicator]["direction"] == direction
        assert (means["Muy alto"] < means["Muy bajo"]) == (direction == "low-is-worse")


def test_victims_are_the_published_totals(official_build: Built) -> None:
    homicide = numbers(official_build.values("intentional_homicide_persons.sesnsp", 2020))
    feminicide = numbers(official_build.values("feminicide_persons.sesnsp", 2020))
    for values in (homicide, feminicide):
        assert values["00"] == sum(value for code, value in values.items() if code != "00")
    assert homicide["00"] == 34_569
    rates = numbers(official_build.values("intentional_homicide_rate.sesnsp", 2020))
    assert homicide["00"] / rates["00"] * 1e5 == pytest.approx(127_000_000, rel=0.02), "of all inhabitants"
    of_women = numbers(official_build.values("feminicide_rate.sesnsp", 2020))
    assert feminicide["00"] / of_women["00"] * 1e5 == pytest.approx(65_000_000, rel=0.03), "of women"


# Values again, by the plain csv module


def test_sample_of_values_is_what_the_official_files_say(official_build: Built, official_rows: Rows) -> None:
    for file, key, column, indicator, year in SAMPLE:
        values = official_build.values(indicator, year)
        rows = official_rows(file)
        assert len(rows) > 30
        for row in rows:
            assert float(values[row[key]]) == pytest.approx(float(row[column]), abs=5.1e-7), (file, row[key])


def test_each_group_of_the_2015_files_stands_under_its_concept(official_build: Built, official_rows: Rows) -> None:
    columns = {"pobreza_e": "extreme_poverty", "npnv": "not_poor_not_vulnerable", "plbm": "income_below_extreme_line"}
    for ending, unit in (("porcentaje", "pct"), ("poblacion", "persons")):
        rows = official_rows(f"poverty/coneval_municipal_2015_{ending}.csv")
        for column, concept in columns.items():
            values = official_build.values(f"{concept}_{unit}.mun-2015", 2015)
            for row in rows[::50]:
                assert float(values[row["entidad"] + row["municipio"]] or 0) == float(row[column])


# Places, sources, and the data folder of the repository


def test_every_locality_is_in_the_gazetteer_or_reported(official_build: Built, official_rows: Rows) -> None:
    localities = official_rows("places/inegi_localidades.csv.gz")
    places = official_build.rows("geo/places.csv")
    seats = [place for place in places if place["kind"] == "seat"]
    left_out = [i for i in official_build.issues if "localidades" in i.file and i.message.endswith("left out")]
    first = {row["cvegeo"][:5] for row in localities if row["cve_loc"] == "0001" and row["nom_loc"]}
    from_census_only = [seat["place_code"] for seat in seats if seat["place_code"] not in first]
    assert len(seats) == 2469
    assert from_census_only == ["07033", "16001", "24056"]
    assert len(localities) == len(places) - len(from_census_only) + len(left_out)
    assert {place["name"] for place in places if place["place_code"] == "23005"} == {"Cancún"}


def test_places_lie_where_the_localities_file_says(official_build: Built, official_rows: Rows) -> None:
    places = {place["place_code"]: place for place in official_build.rows("geo/places.csv")}
    for row in official_rows("places/inegi_localidades.csv.gz")[::500]:
        place = places.get(row["cvegeo"])
        if place:
            assert (place["name"], float(place["lon"])) == (row["nom_loc"].strip(), round(float(row["lon"]), 6))


@pytest.mark.parametrize("table", [PLACES, schema.OFFICIAL_NAMES, schema.INDICATORS, schema.VALUES, schema.CLASSES])
def test_shipped_tables_are_what_the_builder_derives(
    official_build: Built, repository_data: Path, table: Table
) -> None:
    assert (repository_data / table.path).read_bytes() == (official_build.folder / table.path).read_bytes()


@pytest.mark.parametrize(
    "name", ["municipalities", "municipalities_overview", "states", "states_overview", "tile_shapes"]
)
def test_shipped_layers_are_what_the_builder_derives(official_build: Built, repository_data: Path, name: str) -> None:
    # Compared as layers: another release of the Parquet library writes other bytes for the same content.
    shipped = gpd.read_parquet(repository_data / f"geo/{name}.parquet")
    derived = official_build.layer(name)
    assert shipped.drop(columns="geometry").equals(derived.drop(columns="geometry"))
    assert shipped.geometry.geom_equals_exact(derived.geometry, 1e-9).all()
