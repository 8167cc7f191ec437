"""The logic of the page without a browser: node's own runner on tests/web/unit, which needs no package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

TESTS = sorted((ROOT / "tests/web/unit").glob("*.test.mjs"))


def test_the_logic_of_the_page_holds_in_its_unit_tests() -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("no node on this machine, and CI must have it")
        pytest.skip("no node on this machine, and the tests of the page's logic are run by it")
    done = subprocess.run(
        [node, "--test", *map(str, TESTS)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"^\S+ pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed, done.stdout
    assert int(passed[1]) > len(TESTS), done.stdout
