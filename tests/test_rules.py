"""Rules that hold for the whole repository."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=False, cwd=ROOT)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: which files belong to the project is not known here")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_ruff_finds_nothing() -> None:
    run(str(TOOLS / "ruff"), "check", ".")
    run(str(TOOLS / "ruff"), "format", "--check", ".")


@pytest.mark.exhaustive
def test_types_hold() -> None:
    run(str(TOOLS / "mypy"))


def test_rooms_import_only_rooms_above_them() -> None:
    run(str(TOOLS / "lint-imports"))


def test_every_import_is_declared() -> None:
    deptry = (sys.executable, "-m", "deptry", "--no-ansi")
    run(*deptry, "src", "api")
    # What the tests import is declared with them; that tests import what is for tests alone is as it should be.
    # QGIS comes with Debian's own Python, which runs that one script.
    run(*deptry, "tests", "--exclude", r"\.venv|.*/qgis_saves\.py", "--ignore", "DEP002,DEP004")


def test_the_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "data").rglob("*") if path.is_file()) <= 25_000_000


def test_lock_files_hold_no_addresses() -> None:
    for path in tracked():
        if path.name in {"package-lock.json", "uv.lock", "poetry.lock"}:
            packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
            assert not any("resolved" in package for package in packages.values())


def test_no_third_party_code_is_kept() -> None:
    assert not [path for path in tracked() if re.search(r"node_modules|\.min\.js|/dist/", path.as_posix())]
