"""How the web app is written: small modules, no HTML by hand, nothing that a strict policy would refuse."""

from __future__ import annotations

import json
import re

import pytest

from tests.web.test_words import MODULES, WEB

LONGEST = 400
PAGES = sorted(WEB.glob("*.html"))
BY_HAND = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|\beval\(|new Function"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_modules_are_short_and_write_no_html_by_hand(path: object) -> None:
    text = (WEB / str(path)).read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert re.findall(BY_HAND, text) == []
    assert re.findall(r"\sstyle=", text) == []
    assert re.findall(r"https?://(?!www\.w3\.org)[\w.]+", text) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_hold_no_inline_script_or_style(path: object) -> None:
    text = (WEB / str(path)).read_text("utf-8")
    assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)
