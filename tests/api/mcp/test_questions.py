"""Sixty questions in two languages, each with an answer that was worked out from the tables by hand or is published."""

from __future__ import annotations

import asyncio
import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from mcp.types import CallToolResult, TextContent

from api.mcp.protocol import make_server
from api.mcp.told import Asked
from tests.conftest import ROOT

if TYPE_CHECKING:
    from unmap.features import LayerStore

MOST_TOKENS = 2_000
CHARACTERS_A_TOKEN = 4

Given = dict[str, Any]


def ask(store: LayerStore, tool: str, given: Given) -> Given:
    """Call a tool as the library does and give what it told; AssertionError where it refused."""
    server = make_server(lambda: Asked(store, "https://example.org"))
    answer = asyncio.run(server.call_tool(tool, given))
    assert isinstance(answer, CallToolResult)
    [content] = answer.content
    assert isinstance(content, TextContent)
    text = content.text
    assert len(text) <= MOST_TOKENS * CHARACTERS_A_TOKEN
    told: Given = json.loads(text)
    return told


def found_at(told: Given, path: str) -> object:
    """Give what stands at a path of names; `*` gives it of each row."""
    before, star, behind = path.partition(".*.")
    part: Any = told
    for name in before.split("."):
        part = part[name]
    return [row[behind] for row in part] if star else part


def value(code: str, indicator: str, year: int) -> float:
    """Read one value of need from its table."""
    with (ROOT / "data/need/values.csv").open(encoding="utf-8", newline="") as file:
        [found] = [
            row["value"]
            for row in csv.DictReader(file)
            if (row["area_code"], row["indicator_id"], row["year"]) == (code, indicator, str(year))
        ]
    return float(found)


NEED = [
    ("How poor is Chiapas in the new series in 2018?", "Chiapas", "poverty_pct.mmp-2016", 2018, 77.9950),
    ("¿Qué pobreza tenía Chiapas en 2018 según la serie anterior?", "CHIS", "poverty_pct.mmp-2008", 2018, 76.4),
    (
        "How poor was Nuevo León in 2018 in the series that the report uses?",
        "Nuevo Leon",
        "poverty_pct.mmp-2008",
        2018,
        14.5,
    ),
    ("¿Qué porcentaje de Guerrero vivía en pobreza en 2020?", "Guerrero", "poverty_pct.mmp-2016", 2020, 66.4),
    ("How many of Puebla's people were poor in 2020?", "Puebla", "poverty_pct.mmp-2016", 2020, 62.4),
    ("¿Y en Tlaxcala?", "Tlaxcala", "poverty_pct.mmp-2016", 2020, 59.3),
    ("And in Morelos?", "MX17", "poverty_pct.mmp-2016", 2020, 50.9),
    ("¿Qué pobreza extrema había en Oaxaca en 2020?", "Oaxaca", "extreme_poverty_pct.mmp-2016", 2020, 20.6),
    ("How poor is Mexico City, 2022?", "CDMX", "poverty_pct.mmp-2016", 2022, None),
    ("¿Qué pobreza midió el INEGI en Veracruz en 2024?", "Veracruz", "poverty_pct.inegi-2024", 2024, None),
    ("How poor is Cochoapa el Grande?", "12078", "poverty_pct.mun-2020", 2020, 99.4),
    ("¿Cuántas personas pobres hay en Acatepec?", "12076", "poverty_persons.mun-2020", 2020, 39_919),
    ("How many poor people live in the State of Mexico?", "Edomex", "poverty_persons.mmp-2016", 2020, 8_342_500),
    ("¿Cuál es el rezago social de Chiapas?", "07", "social_backwardness_index.rezago-2020", 2020, None),
    ("What does CONAPO say of Guerrero's marginalisation?", "12", "marginalisation_index.marginacion-2020", 2020, None),
    (
        "¿Cuántos homicidios dolosos hubo en Guanajuato en 2020?",
        "11",
        "intentional_homicide_persons.sesnsp",
        2020,
        None,
    ),
    ("What share of Oaxaca speaks an indigenous language?", "20", "indigenous_language_pct.census-2020", 2020, None),
    ("¿Cuántas personas afromexicanas viven en Guerrero?", "12", "afromexican_persons.census-2020", 2020, None),
    ("How many people in Tijuana lack social security?", "02004", "social_security_pct.mun-2020", 2020, None),
    ("¿Cuántas mujeres viven en Yucatán?", "31", "female_population_persons.census-2020", 2020, None),
]


@pytest.mark.parametrize(("question", "area", "indicator", "year", "published"), NEED)
def test_need_is_told_as_published(
    store: LayerStore, question: str, area: str, indicator: str, year: int, published: float | None
) -> None:
    told = ask(store, "need", {"area": area, "indicator": indicator, "year": year})
    [one] = told["values"]
    assert one["value"] is not None, question
    code = told["area"].rsplit(" ", 1)[-1].rstrip(")")
    assert one["value"] == pytest.approx(value(code, indicator, year), abs=1e-4)
    if published is not None:
        assert one["value"] == pytest.approx(published, abs=0.05)
    assert one["need"].endswith(f", {year} ({indicator})")
    assert told["sources"]


COUNTED = [
    ("How many field offices are there?", {}, "offices", 35),
    ("¿Cuántas agencias tienen oficinas de campo?", {}, "office_agencies", 7),
    ("How many initiatives does the report tell?", {}, "initiatives", 72),
    ("¿Cuántas oficinas tiene el ACNUR?", {"organisation": "ACNUR"}, "offices", 12),
    ("How many offices are in Chiapas?", {"area": "Chiapas"}, "offices", 7),
    ("¿Cuántas iniciativas hay en Chiapas?", {"area": "chiapas"}, "initiatives", 10),
    ("Is anybody in Tlaxcala?", {"area": "Tlaxcala"}, "agencies", 0),
    ("¿Hay alguien en Morelos?", {"area": "Morelos"}, "offices", 0),
    ("How many offices has UNODC in Chiapas?", {"area": "07", "organisation": "UNODC"}, "offices", 1),
    ("¿Cuántas oficinas hay en Tapachula?", {"area": "07089"}, "offices", 2),
]


@pytest.mark.parametrize(("question", "given", "counted", "known"), COUNTED)
def test_presence_is_counted_as_in_the_report(
    store: LayerStore, question: str, given: Given, counted: str, known: int
) -> None:
    told = ask(store, "presence", given)
    assert told["counts"][counted] == known, question
    assert told["caveat"].startswith("Absence from the report is not absence of work")
    assert "Results Report 2020" in told["report"]


TOLD = [
    (
        "Which of the poorest states have nobody?",
        "gap",
        {"blank_spots": True},
        "rows.*.short_name",
        ["Morelos", "Tlaxcala"],
    ),
    (
        "¿Qué estados pobres no tienen a nadie?",
        "gap",
        {"blank_spots": True, "order": "need_rank"},
        "rows.*.short_name",
        ["Tlaxcala", "Morelos"],
    ),
    ("Where is the shortfall greatest?", "gap", {"most": 2}, "rows.*.short_name", ["State of Mexico", "Veracruz"]),
    ("¿Cuál es la brecha de Chiapas?", "gap", {"area": "Chiapas"}, "rows.*.rank", [30]),
    (
        "Which municipality of Guerrero is poorest?",
        "gap",
        {"area": "Guerrero", "level": "municipality", "order": "need_rank", "most": 1},
        "rows.*.code",
        ["12078"],
    ),
    (
        "¿Cuántos municipios tiene Oaxaca?",
        "gap",
        {"area": "20", "level": "municipality", "most": 1},
        "rows_in_all",
        570,
    ),
    ("How many people in poverty does the country have, by states?", "gap", {"most": 1}, "totals.need", 55654225),
    ("¿Cuál es la población del censo?", "gap", {"most": 1}, "totals.population", 126014024),
    ("How many poor people live within 100 km of an office?", "reach", {}, "covered", 34393162),
    ("¿Qué parte de las personas en pobreza?", "reach", {"radius_km": 100}, "share", 0.6071),
    ("How many poor people are there by municipalities?", "reach", {}, "persons", 56647995),
    ("¿Cuántas oficinas de UNICEF se miden?", "reach", {"organisation": "UNICEF"}, "offices", 2),
    (
        "Which municipalities are furthest behind whatever the weights?",
        "furthest_behind",
        {"level": "municipality"},
        "rows_in_all",
        38,
    ),
    ("Where should one more office stand?", "siting", {"offices": 1}, "rows.*.code", ["30043"]),
    ("¿Dónde pondrían dos oficinas más?", "siting", {"offices": 2}, "covered_after", 40121049),
    ("What would five more offices reach?", "siting", {"offices": 5}, "share_after", 0.7883),
    (
        "¿Cuántas personas viven en los municipios más rezagados de Guerrero?",
        "furthest_behind",
        {"area": "Guerrero", "level": "municipality"},
        "rows.*.population",
        [36_143, 37_254, 22_781],
    ),
    ("¿Es óptimo?", "siting", {"offices": 2, "radius_km": 100}, "optimal", True),
    ("Which outcomes have no initiative with a place?", "outcome_gap", {}, "rows_in_all", 16),
    ("¿Qué necesidades atiende el resultado 2?", "outcome_gap", {"outcome": "2"}, "rows_in_all", 160),
    (
        "Who publishes municipal poverty?",
        "why",
        {"indicator": "poverty_pct.mun-2020"},
        "indicators.*.file",
        ["poverty/coneval_municipal_2020.csv"],
    ),
    (
        "¿De dónde sale la pobreza municipal de 2010 en personas?",
        "why",
        {"indicator": "poverty_persons.mun-2010"},
        "indicators.*.derived",
        ["rate times the population of the same table"],
    ),
    ("Where does the report name IOM in Palenque?", "why", {"record": "iom-07065"}, "as_printed", "Palenque"),
    (
        "¿Qué pasaje dice de la alianza Cerrando Brechas?",
        "why",
        {"record": "closing-gaps-partnership"},
        "record",
        "closing-gaps-partnership",
    ),
    ("What is CDMX?", "find", {"text": "CDMX"}, "found.place", ["09: Mexico City (State)"]),
    (
        "¿Dónde está el ACNUR en Tabasco?",
        "find",
        {"text": "ACNUR en Tabasco", "language": "es"},
        "found.place",
        ["27: Tabasco (Entidad federativa)"],
    ),
    ("Tell me about Chiapas.", "brief", {"area": "MX07"}, "population", 5543828),
    ("Háblame de Tlaxcala.", "brief", {"area": "Tlaxcala"}, "blank_spot", True),
    (
        "Who borders Chiapas?",
        "brief",
        {"area": "07"},
        "neighbours",
        ["Oaxaca", "Tabasco", "Veracruz de Ignacio de la Llave"],
    ),
    ("¿Qué lugar ocupa Chiapas en pobreza?", "brief", {"area": "Chiapas"}, "need_rank", 1),
    ("How sure is the rank of Chiapas by gap?", "brief", {"area": "07"}, "rank_p05", 8),
    ("¿Cuántas oficinas tiene Cancún?", "presence", {"area": "23005"}, "counts.offices", 1),
]


@pytest.mark.parametrize(("question", "tool", "given", "path", "known"), TOLD)
def test_a_question_has_its_known_answer_and_its_source(
    store: LayerStore, question: str, tool: str, given: Given, path: str, known: object
) -> None:
    told = ask(store, tool, given)
    assert found_at(told, path) == known, question
    assert told["sources"]
    assert told["edition"] == store.dataset.edition
    assert told["view"].startswith("https://example.org/")


def test_there_are_sixty_questions_in_two_languages() -> None:
    asked = [str(one[0]) for one in (*NEED, *COUNTED, *TOLD)]
    assert len(asked) == len({*asked}) == 62
    assert sum(one.startswith(("¿", "Háblame")) for one in asked) == 31
