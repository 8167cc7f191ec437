"""How the web app is written: rooms that read only what lies below, no HTML by hand, nothing a strict policy bars."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.web.test_words import MODULES, WEB

LONGEST = 400
ROOMS = ("core", "map", "table", "panels", "about", "search", "pages", "manage", "")
"""The rooms from the ground up; what lies beside them are the scripts of the pages, each with one page."""
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'""")
PAGES = sorted(WEB.glob("*.html"))
OF_ONE_COUNTRY = (
    r"(?i)mexic|méxic|municipal|estad[oa]s?\b|\bmun-\d|['`\"/]states?['`\"/]|\bstate_(?:code|name)|by_state"
    r"|\\d\{[25]\}|slice\(0, 2\)|\.length === [25]\b"
)
"""Words of the levels of one country, columns made of them, the length of its codes, its name."""
OXLINT = Path(sys.executable).parent / "oxlint"
"""The linter's own program, which comes as a Python wheel: no Node is asked for."""
BY_HAND = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|\beval\(|new Function"


def imports() -> dict[Path, set[Path]]:
    """Give the modules that each module imports, at once or later."""
    return {
        path: {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text("utf-8"))} for path in MODULES
    }


def room(path: Path) -> int:
    """Give the place of a module's room from the ground up."""
    return ROOMS.index(path.parent.relative_to(WEB).as_posix().removeprefix("."))


def test_modules_import_only_from_their_room_and_from_rooms_below_it() -> None:
    arrows = [(path, other) for path, others in imports().items() for other in others]
    assert len(arrows) > len(MODULES)
    assert [(path.name, other.name) for path, other in arrows if room(other) > room(path)] == []


def test_no_module_comes_back_to_itself_by_imports() -> None:
    assert len([*TopologicalSorter(imports()).static_order()]) == len(MODULES)


def test_no_two_modules_have_one_name() -> None:
    assert len({path.name for path in MODULES}) == len(MODULES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_modules_are_short_and_write_no_html_by_hand(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert re.findall(BY_HAND, text) == []
    assert re.findall(r"\sstyle=", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org)[\w.]+", text) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_modules_know_no_country_and_its_levels_from_the_data_alone(path: Path) -> None:
    code = re.sub(r"/\*.*?\*/|(?<=\s)//.*", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(OF_ONE_COUNTRY, code) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []
    scripts = re.findall(r"<script[^>]*>", text)
    assert scripts
    assert all("src=" in tag for tag in scripts)


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def lint(*folders: Path) -> tuple[int, str]:
    """Give whether the names in all scripts below the folders are there (0), and what was found."""
    command = [str(OXLINT), "--config", str(WEB / ".oxlintrc.json"), "--format", "unix", *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_name_in_a_script_is_defined_or_imported_and_every_import_is_used() -> None:
    found, said = lint(WEB, ROOT / "tests/web", ROOT / "tests/bench/web")
    assert found == 0, said


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("export const seen = shown;", "'shown' is not defined"),
        ("import { shown } from './shown.js';", "'shown' is imported but never used"),
        ("import { hidden } from './shown.js';\nexport const seen = hidden;", '"hidden" not found'),
        ("import { shown } from './shown.js';\nexport const seen = shown;", ""),
    ],
)
def test_a_script_that_lost_an_import_is_found(tmp_path: Path, script: str, fault: str) -> None:
    (tmp_path / "shown.js").write_text("export const shown = 1;\n", "utf-8")
    (tmp_path / "seen.js").write_text(f"{script}\n", "utf-8")
    found, said = lint(tmp_path)
    assert bool(found) == bool(fault), said
    assert fault in said, said
