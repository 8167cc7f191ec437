"""The command line can tell which codes there are, and what it lists is what its options take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import unmap
from tests.cli.test_coverage import Command, command
from tests.reports import FIRST, SECOND, write_second_report
from unmap.cli import options
from unmap.cli.list_commands import Listed
from unmap.measures import choose_need
from unmap.measures.matching import matching
from unmap.measures.plan import Plan, planned
from unmap.model.query import PresenceQuery

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

__all__ = ["command"]

FILTERS = {
    "agencies": "agencies",
    "outcomes": "outcomes",
    "priorities": "priorities",
    "pillars": "pillars",
    "themes": "themes",
    "donors": "donors",
    "states": "areas",
    "municipalities": "areas",
}


@pytest.fixture(autouse=True)
def _read_already(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "load", lambda _: dataset)


@pytest.mark.parametrize("what", list(Listed))
def test_every_code_that_is_listed_is_one_that_can_be_asked_for(dataset: Dataset, command: Command, what: str) -> None:
    rows = json.loads(command("list", what, "--format", "json").stdout)
    codes = [row.get("code") or row["id"] for row in rows]
    assert len(codes) == len(set(codes)) > 0
    if what == "indicators":
        for row in rows:
            for level in ("state", "municipality"):
                if row[level]:
                    assert choose_need(dataset, level, row["id"]).indicator.indicator_id == row["id"]
    elif what == "reports":
        assert [dataset.of_report(code).report.report_id for code in codes] == codes
    elif what == "offices":
        planned(dataset, PresenceQuery(), Plan(remove=tuple(codes)))
    else:
        filters = {FILTERS[what]: frozenset(codes)}
        matching(dataset, PresenceQuery(**filters))  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("what", list(Listed))
def test_codes_are_whole_on_a_terminal(command: Command, what: str, columns: int) -> None:
    codes = [row.get("code") or row["id"] for row in json.loads(command("list", what, "--format", "json").stdout)]
    lines = command("list", what, columns=columns).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    firsts = {line.split(" ")[0] for line in lines}
    assert set(codes) <= firsts


def test_what_is_left_out_of_a_narrow_table_is_said(command: Command) -> None:
    assert "Too narrow for: Need, Pres., Office km." in command("gaps", "--top", "3", columns=60).stdout
    assert "Too narrow" not in command("gaps", "--top", "1", columns=200).stdout
    narrow = command("outcome-gaps", columns=60).stdout
    assert "placed" in narrow.partition("Too narrow for: ")[2]
    assert "21,160,470" in narrow


def test_an_answer_stands_before_the_table_that_it_sums_up(command: Command) -> None:
    assert command("equity", "--top", "3").stdout.startswith("Concentration index ")


@pytest.mark.parametrize("name", ["reach", "siting"])
@pytest.mark.parametrize("option", ["--level", "--kind", "--counting", "--statewide", "--theme"])
def test_distances_take_no_option_that_changes_nothing(command: Command, name: str, option: str) -> None:
    assert option not in command(name, "--help", columns=120).stdout


def test_data_prints_short_and_help_has_an_example(dataset: Dataset) -> None:
    shown = repr(dataset)
    assert len(shown) < 250
    for word in ("Results Report 2020", "32 states", "2,469 municipalities", dataset.edition):
        assert word in shown
    assert "PresenceQuery(level=" in (unmap.__doc__ or "")
    example = [line.strip() for line in (unmap.__doc__ or "").splitlines() if line.startswith("    ")]
    names: dict[str, object] = {}
    exec("\n".join(example), names)  # noqa: S102 - our own example


def test_a_command_reads_the_report_that_is_named(
    squares: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = unmap.load(write_second_report(squares))
    monkeypatch.setattr(options, "load", lambda _: data)

    def told(*arguments: str) -> str:
        done = command(*arguments)
        return f"{done.returncode}\n{done.stdout}"

    for name in ("presence", "gaps", "footprints", "equity", "change", "framework"):
        newest, first = (told(name, "--format", "json", "--report", one) for one in (SECOND, FIRST))
        assert newest.startswith("0")
        assert first.startswith("0")
        assert told(name, "--format", "json") == newest
        # Need has years and no report.
        assert (newest == first) is (name == "change")
        assert told(name, "--report", "third").startswith("2")
    listed = json.loads(command("list", "reports", "--format", "json").stdout)
    assert {one["id"] for one in listed} == {FIRST, SECOND}


def test_two_reports_are_compared(squares: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    data = unmap.load(write_second_report(squares))
    monkeypatch.setattr(options, "load", lambda _: data)
    shown = command("report-change", "--level", "municipality").stdout
    assert "not reported again, which does not mean that they ended" in " ".join(shown.split())
    totals = json.loads(command("report-change", "--format", "json").stdout)["totals"]
    assert totals["kept"] + totals["not_again"] == totals["earlier"]
    assert "There is no earlier report to compare with." in command("report-change", "--report", FIRST).stdout
