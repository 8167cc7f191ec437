"""Facets: what each value of a filter lets through under the other filters, held against the tables by pandas."""

from __future__ import annotations

from functools import cache
from itertools import product
from time import thread_time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.conftest import ROOT
from unmap.errors import ParameterError
from unmap.measures import facets
from unmap.model import Kind, PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset

FIELDS = {
    "agency": "agencies",
    "priority": "priorities",
    "outcome": "outcomes",
    "theme": "themes",
    "pillar": "pillars",
}
TABLES = {
    "agency": ("agencies", "agency_id"),
    "priority": ("priorities", "priority_id"),
    "outcome": ("framework", "outcome_id"),
    "theme": ("themes", "theme_id"),
    "pillar": ("covid_pillars", "pillar_id"),
}
QUESTIONS: list[dict[str, str]] = [
    {},
    {"agency": "UNHCR"},
    {"outcome": "8"},
    {"agency": "UNICEF", "theme": "childhood"},
    {"priority": "1", "pillar": "2"},
    {"agency": "UNHCR", "outcome": "8"},
]


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data/programme" / f"{name}.csv", dtype=str, keep_default_na=False)


@cache
def long() -> pd.DataFrame:
    """One row for each initiative x agency x theme x pillar, as the tables have them."""
    rows = table("initiatives").merge(table("initiative_agencies"), on="initiative_id", how="left")
    for column in ("themes", "covid_pillars"):
        rows[column] = rows[column].str.split(";")
        rows = rows.explode(column)
    return rows.rename(
        columns={
            "agency_id": "agency",
            "priority_id": "priority",
            "outcome_id": "outcome",
            "themes": "theme",
            "covid_pillars": "pillar",
        }
    )


def initiatives_with(given: dict[str, str]) -> int:
    rows = long()
    for column, value in given.items():
        rows = rows[rows[column] == value]
    return int(rows["initiative_id"].nunique())


def offices_with(given: dict[str, str]) -> int | None:
    if set(given) - {"agency"}:
        return None
    rows = table("offices").query("office_type == 'field'")
    if "agency" in given:
        rows = rows[rows["agency_id"] == given["agency"]]
    return len(rows.drop_duplicates(["agency_id", "area_code"]))


def asked(given: dict[str, str], kind: Kind = Kind.ANY) -> PresenceQuery:
    filters: dict[str, Any] = {FIELDS[name]: frozenset({value}) for name, value in given.items()}
    return PresenceQuery(kind=kind, **filters)


def told(rows: pd.DataFrame, column: str) -> dict[tuple[str, str], int | None]:
    return {
        (facet, code): None if pd.isna(count) else int(count)
        for facet, code, count in zip(rows["facet"], rows["code"], rows[column], strict=True)
    }


@pytest.mark.parametrize("given", QUESTIONS, ids=str)
def test_each_value_is_counted_under_the_other_filters(dataset: Dataset, given: dict[str, str]) -> None:
    rows = facets(dataset, asked(given))
    initiatives, offices = told(rows, "initiatives"), told(rows, "offices")
    for facet, (name, key) in TABLES.items():
        others = {part: value for part, value in given.items() if part != facet}
        for code in table(name)[key]:
            assert initiatives[facet, code] == initiatives_with({**others, facet: code}), (facet, code)
            assert offices[facet, code] == offices_with({**others, facet: code}), (facet, code)


@pytest.mark.parametrize("given", QUESTIONS, ids=str)
def test_a_kind_counts_what_it_asks_for_and_leaves_the_rest_open(dataset: Dataset, given: dict[str, str]) -> None:
    rows = facets(dataset, asked(given))
    initiatives, offices = told(rows, "initiatives"), told(rows, "offices")
    both = {"any", "agencies"}
    for kind in ("any", "agencies", "offices", "initiatives"):
        expected = initiatives_with(given) if kind in {*both, "initiatives"} else None
        assert initiatives["kind", kind] == expected
        assert offices["kind", kind] == (offices_with(given) if kind in {*both, "offices"} else None)


def test_the_kind_asked_for_narrows_the_other_lists(dataset: Dataset) -> None:
    of_offices = told(facets(dataset, asked({}, Kind.OFFICES)), "offices")
    assert of_offices["agency", "UNHCR"] == offices_with({"agency": "UNHCR"})
    nothing = facets(dataset, asked({}, Kind.OFFICES)).query("facet not in ('agency', 'kind')")
    assert nothing[["offices", "initiatives"]].isna().to_numpy().all()
    of_initiatives = facets(dataset, asked({}, Kind.INITIATIVES)).query("facet == 'agency'")
    assert of_initiatives["offices"].isna().all()
    assert of_initiatives["initiatives"].notna().all()


def test_agencies_are_distinct_and_have_an_office_or_an_initiative(dataset: Dataset) -> None:
    agencies = told(facets(dataset), "agencies")
    for outcome in table("framework")["outcome_id"]:
        here = long().query("outcome == @outcome")["agency"].dropna()
        assert agencies["outcome", outcome] == here.nunique()
    field = set(table("offices").query("office_type == 'field'")["agency_id"])
    assert agencies["kind", "offices"] == len(field)
    assert agencies["kind", "any"] == len(field | set(table("initiative_agencies")["agency_id"]))


def test_every_value_has_one_row_in_the_order_of_its_table(dataset: Dataset) -> None:
    rows = facets(dataset)
    for facet, (name, key) in TABLES.items():
        assert rows.loc[rows["facet"] == facet, "code"].tolist() == table(name)[key].tolist()
    assert rows.loc[rows["facet"] == "kind", "code"].tolist() == [str(kind) for kind in Kind]
    assert not rows.duplicated(["facet", "code"]).any()


def test_a_value_that_does_not_exist_is_refused(dataset: Dataset) -> None:
    for facet in FIELDS:
        with pytest.raises(ParameterError) as refused:
            facets(dataset, asked({facet: "nowhere"}))
        assert refused.value.parameter == facet


def test_all_lists_take_less_than_a_tenth_of_a_second(dataset: Dataset) -> None:
    facets(dataset)
    begun = thread_time()
    for outcome, agency in product("2", ("UNHCR", "UNICEF")):
        facets(dataset, asked({"outcome": outcome, "agency": agency}))
    assert (thread_time() - begun) / 2 < 0.1
