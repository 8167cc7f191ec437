"""What README and `docs/` say is what happens, and where they point there is something."""

from __future__ import annotations

import contextlib
import io
import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi.testclient import TestClient

README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").rglob("*.md"))


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


def test_ci_runs_every_test_once() -> None:
    """README's command leaves out one mark, CI then runs that mark, and neither leaves out anything else."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    chosen = options["addopts"][options["addopts"].index("-m") + 1]
    assert chosen == "not exhaustive"
    assert options["testpaths"] == ["tests"]
    assert [
        option for option in options["addopts"] if option.startswith(("-k", "--ignore", "--deselect", "tests"))
    ] == []
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"\.venv/bin/pytest\b(.*)", script) == ["", " -m exhaustive --dist=worksteal"]
    assert "PYTEST_ADDOPTS" not in script
    hooks = "collect_ignore|pytest_ignore_collect|pytest_collection_modifyitems|pytest_deselected"
    assert [path for path in (ROOT / "tests").rglob("conftest.py") if re.search(hooks, path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`(/api[a-z0-9./-]*|/docs|/about|/healthz|/readyz|/metrics)`", README + REFERENCE)))
)
def test_every_path_named_exists(client: TestClient, path: str) -> None:
    """Those of keepers say that there is no workspace here, or take no GET."""
    answer = client.get(path)
    assert answer.status_code in {200, 405} or answer.json()["code"] == "no-workspace"


def test_every_command_named_exists() -> None:
    from unmap.cli.app import app, export  # noqa: PLC0415 - used here alone

    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named = set(re.findall(r"^unmap ([\w-]+)", REFERENCE, re.MULTILINE)) - {"export", "workspace"}
    assert named == known
    exports = set(re.findall(r"^unmap export ([a-z][\w-]*)", REFERENCE, re.MULTILINE))
    assert "map" in exports
    assert exports <= {command.name for command in export.registered_commands}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_modules_named_are_there(page: Path) -> None:
    """A page that sends a newcomer to a file that has moved is worse than none."""
    named = set(re.findall(r"`((?:[\w-]+/)+[\w-]+\.(?:py|js|css|json|html))`", page.read_text(encoding="utf-8")))
    homes = (ROOT, ROOT / "src/unmap", page.parent)
    assert [name for name in sorted(named) if not any((home / name).exists() for home in homes)] == []
