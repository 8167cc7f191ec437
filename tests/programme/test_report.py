"""The record against the text of the report itself: agencies as printed, passages and numbers that stand there."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from unmap.store import Dataset

WITHOUT_LINE = {"business-operations-strategy", "covid-health-assistance", "displacement-tracking-covid"}
"""Records whose passage names its agencies in the text, or names none; every other closes with a line of agencies."""

SHARED_LINE = {"campaign-no-estas-sola", "campaign-25n-16"}
"""Two campaigns over one line of agencies."""

MORE_THAN_A_NAME = re.compile(
    r"\*|^- |AGENCIES:|Spotlight Initiative:?|\. Representatives and colleagues from all.*|, and agencies$"
)


@pytest.fixture(scope="module")
def lines(official: Path) -> list[str]:
    """The report, line by line."""
    return (official / "report/un-mexico-results-report-2020.txt").read_text(encoding="utf-8").splitlines()


def spellings(dataset: Dataset) -> dict[str, str]:
    """Every way to write an agency, in capitals, with its id."""
    agencies = dataset.agencies
    return {
        name.upper(): agency_id
        for agency_id, acronym, aliases in zip(
            agencies["agency_id"], agencies["acronym"], agencies["aliases"], strict=True
        )
        for name in (acronym, *aliases)
    }


def agency_lines(lines: list[str], known: dict[str, str]) -> Iterator[frozenset[str]]:
    """Give the agencies of each line that closes a result; the lists of the results groups are none."""
    start = next(place for place, line in enumerate(lines) if line.startswith("## STRATEGIC PRIORITY 1."))
    end = next(place for place, line in enumerate(lines) if line.startswith("## 2.6."))
    written = [line.strip() for line in lines[start:end] if line.strip()]
    of_a_group = False
    for before, line in pairwise(written):
        of_a_group = before in {"Agencies:", "Co-Chair:"} or (of_a_group and before.endswith(","))
        names = [part.strip() for part in re.split(r",|\band\b|[()]", MORE_THAN_A_NAME.sub("", line)) if part.strip()]
        if names and not of_a_group and all(name.upper() in known for name in names):
            yield frozenset(known[name.upper()] for name in names)


def test_every_line_of_agencies_is_a_record_with_exactly_those(dataset: Dataset, lines: list[str]) -> None:
    printed = Counter(agency_lines(lines, spellings(dataset)))
    teams = dataset.initiative_agencies.groupby("initiative_id")["agency_id"].agg(frozenset)
    of_lines = teams.drop(index=list(WITHOUT_LINE | {min(SHARED_LINE)}), errors="ignore")
    assert printed.total() >= 65
    assert printed == Counter(of_lines)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*_#]|<[^>]+>", "", text)).lower()


def test_every_passage_can_be_found(dataset: Dataset, lines: list[str]) -> None:
    report = plain(" ".join(lines))
    for locator in dataset.initiatives["source_locator"]:
        assert re.match(r"Chapter [12] > ", locator)
        for quoted in re.findall(r'"([^"]+)"', locator):
            assert plain(quoted) in report, locator


def forms(value: float) -> set[str]:
    """The ways in which the report may print a number."""
    words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}
    millions = {
        f"{value / 1e6:g} million",
        f"{value / 1e9:g} billion",
        f"{value / 1e6:,.0f} million",
        f"{value / 1e3:g} thousand",
    }
    found = {f"{value:g}", f"{value:,.0f}", f"{value:.0f}", f"{value:,.2f}", *millions}
    return found | {words.get(int(value), f"{value:g}"), {1: "a ", 3: "third"}.get(int(value), f"{value:g}")}


def test_every_quantity_stands_in_the_report(dataset: Dataset, lines: list[str]) -> None:
    report = plain(" ".join(lines))
    strange = [
        (result_id, value)
        for result_id, value in zip(
            dataset.initiative_results["result_id"], dataset.initiative_results["value"], strict=True
        )
        if not any(re.search(rf"(?<![\d.,]){re.escape(form)}(?!\d)", report) for form in forms(value))
    ]
    assert strange == []


def test_no_sentence_of_the_report_is_copied(dataset: Dataset, lines: list[str]) -> None:
    words = re.findall(r"\w+", plain(" ".join(lines)))
    runs = {tuple(words[place : place + 10]) for place in range(len(words) - 9)}
    for text in (*dataset.initiatives["summary"], *dataset.initiative_results["description"]):
        own = re.findall(r"\w+", plain(text))
        assert not any(tuple(own[place : place + 10]) in runs for place in range(len(own) - 9)), text
