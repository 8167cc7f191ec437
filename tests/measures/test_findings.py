"""One sentence a view: its names and numbers are worked out again from the tables, for what a page can show."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest

from unmap.measures import gaps
from unmap.measures.findings import findings
from unmap.measures.gap_answer import gap_answer
from unmap.measures.presence import presence_table
from unmap.model import PresenceQuery
from unmap.model.words import Language

if TYPE_CHECKING:
    import pandas as pd

    from unmap.measures.findings import Finding
    from unmap.store import Dataset

NEEDS = {"state": ("poverty", "food_access"), "municipality": ("poverty", "extreme_poverty")}
NARROWED: tuple[dict[str, object], ...] = ({}, {"agencies": ["UNHCR"]}, {"agencies": ["FAO"], "statewide": True})
STATES = [
    {"level": level, "indicator": need, "kind": kind, **narrowed}
    for level, needs in NEEDS.items()
    for need, kind, narrowed in product(needs, ("any", "offices", "agencies", "initiatives"), NARROWED)
]
WHOLE = "the country\N{RIGHT SINGLE QUOTATION MARK}s total"
NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def asked(**words: object) -> PresenceQuery:
    """A question in plain words, as a page asks it."""
    return PresenceQuery(**words)  # type: ignore[arg-type]


def told(dataset: Dataset, query: PresenceQuery) -> dict[str, Finding]:
    return {one.view: one for one in findings(dataset, gaps(dataset, query))}


def numbers(text: str) -> list[str]:
    return NUMBERS.findall(re.sub(r"\b20\d\d\b", "", text))


def values(dataset: Dataset, query: PresenceQuery) -> pd.Series:
    """The values shown, straight from the table of need, the highest first."""
    need = gaps(dataset, query).need
    table = dataset.values.loc[(dataset.values["indicator_id"] == need.indicator.indicator_id)]
    known = table.loc[table["year"] == need.year].set_index("area_code")["value"].dropna()
    return known.loc[known.index.isin(dataset.areas(query.level))].sort_values(ascending=False, kind="stable")


def counts(dataset: Dataset, query: PresenceQuery) -> pd.Series:
    table = presence_table(dataset, query).set_index("code")
    if query.kind == "any":
        return table["offices"] + table["initiatives"]
    return table[query.kind]


@pytest.mark.exhaustive
@pytest.mark.parametrize("state", STATES, ids=lambda state: "-".join(map(str, state.values())))
def test_a_sentence_has_the_names_and_numbers_of_the_tables(dataset: Dataset, state: dict[str, object]) -> None:
    query = asked(**state)
    made, shown, there = told(dataset, query), values(dataset, query), counts(dataset, query)
    layer = dataset.layer(query.level).set_index("code")
    called = {Language("en"): layer["short_name"], Language("es"): layer["short_name_es"]}

    need = made["need"]
    assert sorted(shown.loc[list(need.areas)], reverse=True) == shown.head(3).to_list()
    assert numbers(need.says[Language("en")]) == [f"{value:.1f}" for value in shown.head(3)]
    assert all(called[language][code] in text for code in need.areas for language, text in need.says.items())

    if there.sum() == 0:
        assert set(made) == {"need"}
        return
    none = there.index[there == 0]
    assert made["presence"].number == len(none)
    assert numbers(made["presence"].says[Language("en")])[:2] == [f"{len(none):,}", f"{len(there):,}"]

    quarter = shown.index[shown.rank(ascending=False, method="min") <= 0.25 * len(shown)]
    blank = set(quarter) & set(none)
    both = made["both"]
    assert both.number == len(blank) or (not blank and both.number == len(quarter))
    assert set(both.areas) <= (blank or set(quarter))
    assert f"{len(quarter):,}" in numbers(both.says[Language("en")]) or len(both.areas) == len(quarter)
    for finding in made.values():
        for text in [*finding.says.values(), *finding.more.values()]:
            assert "most of" not in text.lower()
            assert "mayoría" not in text.lower()


def test_the_finding_of_the_report_is_said(dataset: Dataset) -> None:
    both = told(dataset, PresenceQuery())["both"]
    assert both.areas == ("29", "17")
    assert both.says[Language("en")] == (
        "Tlaxcala and Morelos, 2 of the 8 states with the highest rates (people in poverty, 2020), have neither a "
        "field office nor an initiative placed there in the 2020 report."
    )
    assert both.says[Language("es")].endswith("en el informe de 2020: Tlaxcala y Morelos.")


def test_a_shortfall_that_hangs_on_the_way_of_counting_says_so(dataset: Dataset) -> None:
    query = PresenceQuery()
    table = gaps(dataset, query).areas.nlargest(3, "gap")
    gap = told(dataset, query)["gap"]
    assert gap.areas == tuple(table["code"])
    assert numbers(gap.says[Language("en")]) == [f"{value:.1f}" for value in table["gap"]]
    assert (gaps(dataset, query).areas["top5_share"] < 1).all()
    assert gap.more[Language("en")] == "None is among the 5 greatest shortfalls in every way of counting."


def test_what_narrows_and_widens_the_count_is_said(dataset: Dataset) -> None:
    plain = told(dataset, asked(level="municipality"))
    wide = told(dataset, asked(level="municipality", statewide=True, agencies=["FAO"]))
    for view in ("presence", "both", "gap"):
        assert "filters" not in plain[view].more[Language("en")]
        assert (
            "Only what passes the filters is counted. Work placed in the area above as a whole"
            in wide[view].more[Language("en")]
        )
    assert wide["need"].more[Language("en")] == ""


def test_people_are_told_where_people_are_shown(dataset: Dataset) -> None:
    need = told(dataset, asked(indicator="poverty_persons.mmp-2016"))["need"]
    assert need.says[Language("en")].startswith("People in poverty, 2020: highest in the State of Mexico (8,342,500), ")


def test_of_few_areas_no_rank_is_said_and_nothing_of_what_is_not_there(country: Dataset) -> None:
    made = told(country, PresenceQuery())
    assert {view: one.says[Language("en")].split(" in the 2020")[0] for view, one in made.items()} == {
        "need": "Poverty, 2021: highest in Abajo (90.0%).",
        "presence": "Each of the 2 states has a field office or an initiative placed there",
        "gap": f"Presence falls furthest short of need (poverty, 2021) in Abajo (22.7), in points of {WHOLE}.",
    }
    none = told(country, asked(kind="offices", outcomes=["1"]))
    assert set(none) == {"need"}


def test_the_answer_carries_the_sentences(dataset: Dataset) -> None:
    answer = gap_answer(dataset, asked(areas=["Chiapas"]))
    assert [one["view"] for one in answer.head["findings"]] == ["need", "presence", "both", "gap"]
    assert answer.head["findings"][0]["areas"] == ["07", "12", "21"]
    assert set(answer.head["findings"][0]) == {*("view", "says_en", "says_es", "more_en", "more_es", "number", "areas")}
