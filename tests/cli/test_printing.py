"""Whatever a library has to say, standard output holds the answer alone, so that another program can read it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from inspect import signature
from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from unmap.cli.app import app, export

if TYPE_CHECKING:
    from pathlib import Path

    from typer import Typer

PRINTED: dict[str, list[str]] = {
    "presence": ["presence"],
    "presence of rows": ["presence", "--rows"],
    "framework": ["framework"],
    "gaps": ["gaps"],
    "equity": ["equity"],
    "clusters": ["clusters", "--permutations", "50"],
    "furthest-behind": ["furthest-behind", "--draws", "100"],
    "reach": ["reach", "--add", "07059"],
    "siting": ["siting", "--k", "2"],
    "siting by distance": ["siting", "--k", "2", "--objective", "distance"],
    "outcome-gaps": ["outcome-gaps"],
    "footprints": ["footprints"],
    "change": ["change"],
    "report-change": ["report-change", "--since", "un-mexico-results-2020"],
    "check": ["check"],
    "export list": ["export", "list"],
    "list": ["list", "indicators"],
}
"""Commands that print an answer in a form for machines."""

WRITING: dict[str, list[str]] = {
    "brief": ["brief", "07", "--output", "{}/brief.html"],
    "export map": ["export", "map", "{}/map.html"],
    "export all": ["export", "all", "{}/all"],
    "export xlsx": ["export", "gaps", "{}/gaps.xlsx"],
    "export parquet": ["export", "gaps", "{}/gaps.parquet"],
    "export geojson": ["export", "gaps", "{}/gaps.geojson"],
    "export topojson": ["export", "gaps", "{}/gaps.topojson"],
}
"""Commands that write files, with every format there is: each goes through another library."""

KEEPING = {"history", "undo", "publish", "editions"}
NEITHER = {"serve", "reload", "build", "verify", "mcp", "locate", "new", "add", *KEEPING}
"""What speaks of the reader's own files or record, or to a program: their own tests read what they print."""
FORMS = ("json", "csv")


def commands_of(group: Typer) -> dict[str, set[str]]:
    """Give the parameters of each command."""
    found = {}
    for command in group.registered_commands:
        assert command.callback is not None
        found[command.name or command.callback.__name__] = set(signature(command.callback).parameters)
    return found


def test_no_command_is_forgotten() -> None:
    known = commands_of(app)
    assert {name for name, parameters in known.items() if "form" in parameters} <= PRINTED.keys() | NEITHER
    assert set(known) <= PRINTED.keys() | WRITING.keys() | NEITHER
    alone = {name for name, parameters in commands_of(export).items() if "form" not in parameters}
    assert {f"export {name}" for name in alone} <= WRITING.keys()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """What each command leaves on standard output, in each form for machines."""
    folder: Path = tmp_path_factory.mktemp("printed")
    commands = {(name, form): [*words, "--format", form] for (name, words), form in product(PRINTED.items(), FORMS)}
    commands |= {(name, ""): [word.format(folder) for word in words] for name, words in WRITING.items()}
    subprocess.run(
        [sys.executable, "-m", "tests.cli.printing", str(folder), json.dumps(list(commands.values()))],
        check=True,
        timeout=1800,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return {key: (folder / str(number)).read_bytes() for number, key in enumerate(commands)}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", PRINTED)
def test_json_is_one_document(printed: dict[tuple[str, str], bytes], name: str) -> None:
    found = json.loads(printed[name, "json"])
    assert isinstance(found, dict | list)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", PRINTED)
def test_csv_is_one_table(printed: dict[tuple[str, str], bytes], name: str) -> None:
    head, *rows = csv.reader(io.StringIO(printed[name, "csv"].decode(), newline=""), strict=True)
    assert all(cell.replace("_", "").isalnum() for cell in head)
    assert {len(row) for row in rows} <= {len(head)}
    assert rows or name == "check"


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", WRITING)
def test_a_command_that_writes_files_prints_nothing(printed: dict[tuple[str, str], bytes], name: str) -> None:
    assert printed[name, ""] == b""
