"""The programme tables as they stand in their files, read without unmap: what answers are held against."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, str]

ABOUT = ("sources", "terms", "period", "edition")
"""Columns at the end of every CSV file."""


@cache
def table(name: str) -> tuple[Row, ...]:
    """Rows of one table of the programme record."""
    with (ROOT / "data/programme" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def parsed(text: str) -> list[Row]:
    """Rows of CSV text that was answered."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def many(name: str, column: str, **equal: str) -> dict[str, set[str]]:
    """Values of `column` by initiative, over the rows whose columns hold these values."""
    found = defaultdict(set)
    for row in table(name):
        if any(row[other] != value for other, value in equal.items()):
            continue
        found[row["initiative_id"]].add(row[column])
    return found


def within(code: str, areas: Iterable[str]) -> bool:
    """Whether a place is one of the areas or inside one; the first two digits of a Mexican code name the state."""
    return code in areas or code[:2] in areas


def fitting(**filters: str) -> set[str]:
    """Ids of the initiatives that fit, each filter holding codes separated by commas."""
    agencies, places = many("initiative_agencies", "agency_id"), many("initiative_places", "area_code")
    donors = many("initiative_partners", "partner", role="donor")
    wanted = {name: set(value.split(",")) for name, value in filters.items()}

    def fits(row: Row) -> bool:
        key = row["initiative_id"]
        has: dict[str, set[str]] = {
            "agency": agencies[key],
            "outcome": {row["outcome_id"]},
            "priority": {row["priority_id"]},
            "pillar": set(row["covid_pillars"].split(";")),
            "theme": set(row["themes"].split(";")),
            "donor": donors[key],
            "scope": {row["scope"]},
            "area": {code for code in places[key] if within(code, wanted.get("area", ()))}
            and wanted.get("area", set()),
        }
        return all(has[name] & codes for name, codes in wanted.items())

    return {row["initiative_id"] for row in table("initiatives") if fits(row)}


def placed_in(state: str, *, exactly: bool | None = None, keys: set[str] | None = None) -> set[str]:
    """Ids of the initiatives of a state: in the state as a whole, in its municipalities, or (None) in either."""
    return {
        row["initiative_id"]
        for row in table("initiative_places")
        if row["area_code"][:2] == state
        and exactly in {None, row["area_code"] == state}
        and (keys is None or row["initiative_id"] in keys)
    }


def offices_of(**equal: str) -> set[tuple[str, str]]:
    """Agency and municipality of each field office whose columns hold these values."""
    return {
        (row["agency_id"], row["area_code"])
        for row in table("offices")
        if row["office_type"] == "field" and all(row[name] == value for name, value in equal.items())
    }


def by(rows: Iterable[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    """Records by one of their values."""
    return {row[key]: row for row in rows}


def in_file(name: str, value: object) -> object:
    """What a spreadsheet has for a value of JSON: numbers to the decimals of their unit."""
    decimals = 1 if re.search(r"(^|_)km(_|$)", name) else 4 if name in {"gap", "gap_population"} else 6
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return pytest.approx(value, abs=0.51 * 10**-decimals) if number else value


def same_in_csv(lines: list[dict[str, str]], rows: list[dict[str, Any]]) -> None:
    """Hold lines of CSV against the same rows in JSON."""
    assert rows
    for line, row in zip(lines, rows, strict=True):
        found = {name: _read(line[name], value) for name, value in row.items()}
        assert found == {name: in_file(name, value) for name, value in row.items()}
        digits = [line[name].partition(".")[2] for name, value in row.items() if isinstance(value, float)]
        assert all(len(after) <= 6 for after in digits)


def _read(cell: str, like: object) -> object:
    if isinstance(like, bool):
        return {"true": True, "false": False}.get(cell, cell)
    if isinstance(like, list):
        return cell.split(";") if cell else []
    if isinstance(like, int | float):
        return float(cell)
    return cell or None
