"""How the web app is written: rooms that read only what lies below, no HTML by hand, nothing a strict policy bars."""

from __future__ import annotations

import json
import re
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from tests.web.test_words import MODULES, WEB

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 400
ROOMS = ("core", "map", "table", "panels", "about", "search", "pages", "")
"""The rooms from the ground up; what lies beside them are the scripts of the pages, each with one page."""
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'""")
PAGES = sorted(WEB.glob("*.html"))
OF_ONE_COUNTRY = (
    r"(?i)mexic|méxic|municipal|estad[oa]s?\b|\bmun-\d|['`\"/]states?['`\"/]|\bstate_(?:code|name)|by_state"
    r"|\\d\{[25]\}|slice\(0, 2\)|\.length === [25]\b"
)
"""Words of the levels of one country, columns made of them, the length of its codes, its name."""
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
