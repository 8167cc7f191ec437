"""What README says is what happens."""

from __future__ import annotations

import contextlib
import io
import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_answers_its_question() -> None:
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(found[1], {})  # noqa: S102 - our own README
    header, poorest, second, need = printed.getvalue().splitlines()
    assert "need_pct" in header
    assert re.search(r"Tlaxcala +59\.28", poorest)
    assert re.search(r"Morelos +50\.9", second)
    assert need == "People in poverty mmp-2016 2020"


def test_ci_runs_the_test_command() -> None:
    [command] = re.findall(r"^python3 -m venv \.venv && .*pytest$", README, re.MULTILINE)
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert command.replace("pip install", "pip install -q") in script


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`(/api[a-z0-9./-]*|/docs|/about|/healthz|/readyz|/metrics)`", README)))
)
def test_every_path_named_exists(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_every_command_named_exists() -> None:
    from unmap.cli.app import app, export  # noqa: PLC0415 - used here alone

    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"^unmap ([\w-]+)", README, re.MULTILINE)) - {"export"}
    assert named == known
    exports = set(re.findall(r"^unmap export ([a-z][\w-]*)", README, re.MULTILINE))
    assert "map" in exports
    assert exports <= {command.name for command in export.registered_commands}
