"""Donors, which the report names without a code: the initiatives of each, held against the rows of the table."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from unmap.errors import ParameterError
from unmap.measures import facets, matching, reach
from unmap.measures.answer import reason_records
from unmap.model import PresenceQuery

if TYPE_CHECKING:
    from unmap.store import Dataset


def rows_of(table: str) -> list[dict[str, str]]:
    with (ROOT / f"data/programme/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_hand() -> dict[str, set[str]]:
    """Initiatives by the name of the donor, as the table has them."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows_of("initiative_partners"):
        if row["role"] == "donor":
            found[row["partner"]].add(row["initiative_id"])
    return found


def initiatives_of(dataset: Dataset, *donors: str) -> set[str]:
    record = matching(dataset, PresenceQuery(donors=frozenset(donors)))
    assert not record.is_office.any()
    return set(dataset.initiatives["initiative_id"].iloc[record.initiative])


def test_each_donor_has_the_initiatives_of_its_rows(dataset: Dataset) -> None:
    donors = by_hand()
    assert len(donors["European Union"]) == 4
    for name, initiatives in donors.items():
        assert initiatives_of(dataset, name) == initiatives
    assert initiatives_of(dataset, "European Union", "Vision Zero Fund") == donors["European Union"]


def test_the_lists_name_each_donor_once_with_its_count(dataset: Dataset) -> None:
    rows = facets(dataset).query("facet == 'donor'")
    assert sorted(rows["initiatives"]) == sorted(map(len, by_hand().values()))
    assert rows["offices"].isna().all()
    of_unicef = {row["initiative_id"] for row in rows_of("initiative_agencies") if row["agency_id"] == "UNICEF"}
    under = facets(dataset, PresenceQuery(agencies=frozenset({"UNICEF"}))).query("code == 'european-union'")
    assert under["initiatives"].tolist() == [len(by_hand()["European Union"] & of_unicef)] != [0]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("european-union", "european-union"),
        ("EUROPEAN UNION", "european-union"),
        ("GEF", "gef-global-environment-facility"),
        ("Global Environment Facility", "gef-global-environment-facility"),
        ("MPTF", "migration-multi-partner-trust-fund-mptf"),
    ],
)
def test_a_donor_is_found_by_code_name_or_initials(dataset: Dataset, given: str, code: str) -> None:
    assert initiatives_of(dataset, given) == initiatives_of(dataset, code) != set()


def test_a_partner_of_another_role_is_no_donor(dataset: Dataset) -> None:
    with pytest.raises(ParameterError, match=r"^donor .* there are elsie-initiative-fund, european-union"):
        matching(dataset, PresenceQuery(donors=frozenset({"Televisa"})))


def test_offices_have_no_donor_and_that_is_said(dataset: Dataset) -> None:
    answer = reach(dataset, PresenceQuery(level="municipality", donors=frozenset({"european-union"})))
    assert (answer.offices, answer.reason) == (0, "offices-have-none")
    [told] = reason_records(["offices-have-none"])
    assert "donor" in told["en"]
    assert "donante" in told["es"]
