"""The commands of the coverage engine show figures for eyes within the terminal, and hand on what the API answers."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from tests.api.routes.test_coverage import values
from tests.api.tables import fitting, offices_of, parsed, placed_in, same_in_csv
from tests.cli.command import run
from tests.cli.test_record import columns_of
from unmap.cli import main, options

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

STATES = [f"{number:02d}" for number in range(1, 33)]

COMMANDS = {
    "gaps": ("gaps", "--top", "40"),
    "equity": ("equity", "--top", "40"),
    "clusters": ("clusters", "--permutations", "99"),
    "furthest-behind": ("furthest-behind", "--draws", "100"),
    "reach": ("reach", "--top", "25"),
    "reach of a plan": ("reach", "--top", "25", "--add", "07059,20067", "--remove", "unodc-16053"),
    "siting": ("siting", "--k", "2"),
    "outcome-gaps": ("outcome-gaps",),
    "footprints": ("footprints",),
    "footprints of one": ("footprints", "--agency", "UNHCR"),
    "change": ("change", "--area", "07"),
}


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class Command(Protocol):
    """Runs the command line."""

    def __call__(self, *arguments: str, columns: int = 100) -> Done: ...


@pytest.fixture
def command(dataset: Dataset, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Run the command line in this process, on data that is read already."""
    monkeypatch.setattr(options, "load", lambda _: dataset)
    monkeypatch.setenv("NO_COLOR", "1")

    def run_here(*arguments: str, columns: int = 100) -> Done:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(sys, "argv", ["unmap", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        printed, said = capsysbinary.readouterr()
        return Done(int(left.value.code or 0), printed.decode(), said.decode())

    return run_here


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", COMMANDS)
def test_tables_fit_the_terminal_and_end_with_what_they_rest_on(command: Command, name: str, columns: int) -> None:
    done = command(*COMMANDS[name], columns=columns)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= columns
    told = " ".join(done.stdout.split())
    assert "Sources: " in told
    assert "(edition " in told
    assert "NaN" not in told
    assert "nan" not in told.split()
    if name != "change":
        assert "Absence from the report is not absence of work" in told
        assert "Presence, 2020: " in told
        assert ("Conditions" if name == "furthest-behind" else "Need: ") in told


def test_gaps_are_shown_with_the_interval_of_their_rank(command: Command) -> None:
    lines = command("gaps", "--level", "state", "--top", "3", "--kind", "offices", columns=120).stdout.splitlines()
    shown = [columns_of(line) for line in lines if line.strip()[:1].isdigit()][:3]
    persons = values("poverty_persons.mmp-2016", "2020")
    offices = {code: len([place for _, place in offices_of() if place[:2] == code]) for code in STATES}
    total = sum(persons[code] for code in STATES)
    gap = {code: 100 * (persons[code] / total - offices[code] / sum(offices.values())) for code in STATES}
    greatest = sorted(STATES, key=lambda code: -gap[code])[:3]
    assert [row[1].rstrip("*") for row in shown] == greatest
    assert [row[3] for row in shown] == [f"{gap[code]:.1f}" for code in greatest]
    body = json.loads(command("gaps", "--kind", "offices", "--top", "1", "--format", "json").stdout)
    [first] = body["areas"]
    assert shown[0][0] == f"{first['rank']} ({first['rank_p05']:.0f}-{first['rank_p95']:.0f})"


def test_blank_spots_are_marked(command: Command) -> None:
    told = command("gaps", "--sort", "need_rank", "--top", "8", "--kind", "offices", columns=120).stdout
    with_offices = {place[:2] for _, place in offices_of()}
    need = values("poverty_pct.mmp-2016", "2020")
    for code in sorted(STATES, key=lambda code: -need[code])[:8]:
        [line] = [line for line in told.splitlines() if f" {code} " in line or f" {code}* " in line]
        assert (f"{code}*" in line) is (code not in with_offices)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("arguments", "path", "table"),
    [
        (("gaps", "--sort", "code"), "coverage?sort=code", "areas"),
        (("equity", "--kind", "offices"), "equity?kind=offices", "curve"),
        (("clusters", "--permutations", "99"), "clusters?permutations=99", "areas"),
        (("reach", "--radius", "60", "--agency", "IOM"), "reach?radius=60&agency=IOM", "areas"),
        (("siting", "--k", "2", "--objective", "distance"), "siting?k=2&objective=distance", "chosen"),
        (("outcome-gaps", "--outcome", "3"), "outcome-gaps?outcome=3", "outcomes"),
        (("footprints", "--agency", "UNHCR"), "footprints?agency=UNHCR", "cells"),
        (("change", "--area", "07"), "change?area=07", "values"),
    ],
)
def test_json_and_csv_are_those_of_the_api_without_decoration(
    command: Command, client: TestClient, arguments: tuple[str, ...], path: str, table: str
) -> None:
    served = client.get(f"/api/{path}").json()
    printed = json.loads(command(*arguments, "--format", "json").stdout)
    of_pages = {"links", "numberMatched", "numberReturned"}
    assert printed == {name: value for name, value in served.items() if name not in of_pages}
    lines = parsed(command(*arguments, "--format", "csv").stdout)
    rows = served[table]
    same_in_csv(lines, rows)
    assert {line["edition"] for line in lines} == {served["edition"]}


def test_a_table_can_be_named(command: Command) -> None:
    rows = parsed(command("reach", "--format", "csv", "--table", "by_agency").stdout)
    assert {row["agency_id"] for row in rows} == {agency for agency, _ in offices_of()}
    refused = command("reach", "--format", "csv", "--table", "chairs")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith('--table "chairs": must be one of areas, by_state')


def test_reach_says_its_share_in_a_sentence(command: Command) -> None:
    body = json.loads(command("reach", "--radius", "100", "--agency", "UNHCR", "--format", "json").stdout)
    told = " ".join(command("reach", "--radius", "100", "--agency", "UNHCR", columns=80).stdout.split())
    offices = len(offices_of(agency_id="UNHCR"))
    assert told.startswith(
        f"{100 * body['share']:.1f} % of people in need ({body['covered']:,} of {body['persons']:,}) live within "
        f"100 km of one of {offices} field offices."
    )


def test_a_siting_cut_short_says_so(command: Command) -> None:
    done = command("siting", "--k", "9", "--radius", "50", "--time-limit", "0.000001", columns=80)
    assert done.returncode == 0
    assert "time ran out: these are the best known" in " ".join(done.stdout.split())


def test_footprints_of_an_agency_say_who_is_there_instead(command: Command) -> None:
    told = command("footprints", "--agency", "UNHCR", columns=120).stdout
    here = {place[:2] for _, place in offices_of(agency_id="UNHCR")}
    here |= {code for code in STATES if placed_in(code, keys=fitting(agency="UNHCR"))}
    need = values("poverty_pct.mmp-2016", "2020")
    worst = sorted(set(STATES) - here, key=lambda code: -need[code])[:5]
    shown = [columns_of(line) for line in told.splitlines() if line.startswith("UNHCR ")][:5]
    assert [row[1] for row in shown] == worst
    tlaxcala = next(row for row in shown if row[1] == "29")
    assert tlaxcala[-1] == "nobody"


def test_a_break_is_marked(command: Command) -> None:
    lines = command("change", "--area", "07", columns=80).stdout.splitlines()
    [marked] = [columns_of(line) for line in lines if "mmp-2016" in line and "percent" in line and "* 2016" in line]
    assert marked[-1] == marked[-2] == "–"


def test_what_cannot_be_said_is_said_why(command: Command) -> None:
    told = " ".join(command("gaps", "--outcome", "1", "--top", "2", columns=80).stdout.split())
    assert "The filters leave no presence at all" in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("gaps", "--indicator", "happiness"),
            '--indicator "happiness": holds an id that does not exist; need/indicators.csv lists them',
        ),
        (("gaps", "--year", "1999"), '--year "1999": has no values'),
        (
            ("gaps", "--level", "municipality", "--indicator", "poverty_pct.mmp-2016"),
            '--indicator "poverty_pct.mmp-2016": has no values at',
        ),
        (("gaps", "--agency", "UN"), '--agency "UN": holds a code'),
        (("gaps", "--area", "99"), '--area "99": holds a code'),
        (("gaps", "--rank-kinds", "hopes"), '--rank-kinds "hopes": holds a value'),
        (("gaps", "--rank-concepts", "illiteracy"), '--rank-concepts "illiteracy": holds one'),
        (("clusters", "--permutations", "0"), '--permutations "0": must lie'),
        (("reach", "--radius", "0"), '--radius "0.0": must be'),
        (("reach", "--radius", "nan"), '--radius "nan": must be'),
        (("siting", "--k", "0"), '--k "0": must be a whole number'),
        (("siting", "--k", "21"), '--k "21": must be a whole number'),
        (("siting", "--min-town", "-1"), '--min-town "-1": must'),
        (("siting", "--time-limit", "0"), '--time-limit "0.0": must be'),
        (("siting", "--candidates", "77"), '--candidates "77": holds a code'),
        (
            ("change", "--concept", "happiness"),
            '--concept "happiness": holds one that does not exist; need/indicators.csv lists them',
        ),
    ],
)
def test_bad_input_leaves_with_2_and_a_sentence(command: Command, arguments: tuple[str, ...], sentence: str) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("siting", "--k", "abc"), ("reach", "--radius", "far"), ("gaps", "--top", "0")])
def test_what_is_no_number_leaves_with_2(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments).returncode == 2


def test_a_command_of_its_own_process_prints_nothing_but_its_answer() -> None:
    done = run("siting", "--k", "1", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(parsed(done.stdout)) == 1
    refused = run("siting", "--k", "0")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == '--k "0": must be a whole number from 1 to 20\n'


def test_a_plan_is_what_the_api_answers(command: Command, client: TestClient) -> None:
    plan = ("--add", "07059", "--add", "20067", "--remove", "unodc-16053")
    body = client.get("/api/reach", params={"add": "07059,20067", "remove": "unodc-16053"}).json()
    assert json.loads(command("reach", *plan, "--format", "json").stdout) == body
    shown = command("reach", *plan).stdout
    assert f"Without the plan: {100 * body['before']['share']:.1f} % ({body['before']['covered']:,})" in shown
    for row in body["plan"][:3]:
        assert row["office_id"] in shown
        assert f"{row['persons_only_plan']:,}" in shown
    beside = client.get("/api/siting", params={"k": 1, "add": "07059,20067", "remove": "unodc-16053"}).json()
    assert json.loads(command("siting", "--k", "1", *plan, "--format", "json").stdout) == beside
    refused = command("reach", "--add", "99999")
    assert refused.returncode != 0
    assert "add" in refused.stderr
