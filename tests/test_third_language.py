"""A third language is one file of words: commands, pages, answers, files and the map's bundle then speak it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ASKED = """
import sys
from pathlib import Path
from fastapi.testclient import TestClient
import unmap
from api.application import create_app
from api.service import Service
from api.settings import Settings
from unmap.cli.app import app
from unmap.pages.folium_map import render_map
from unmap.model.words import Language
from typer.testing import CliRunner

assert list(Language) == ["en", "es", "fr"]
folder = Path(sys.argv[1])
data = unmap.load(folder)
with TestClient(create_app(Service(data, Settings(long_wait_s=600, time_limit_s=600)))) as client:
    page = client.get("/brief/01", headers={"accept-language": "fr, en;q=0.5"}).text
    assert '<html lang="fr"' in page and "Fiche" in page and page.count("hreflang=") == 4
    [group] = client.get("/search?q=Centro&lang=fr&group=place").json()["groups"]
    assert group["items"]
    gap = client.get("/api/coverage").json()["areas"][0]
    assert gap["why_fr"] == gap["why_en"] != gap["why_es"]
    assert "why_fr" in client.get("/api/exports/gaps?f=csv").text
    kinds = client.get("/api/facets").json()["facets"]["kind"]
    assert {kind["name_fr"] for kind in kinds} == {kind["name_en"] for kind in kinds}
assert "Bureaux" in render_map(data, language=Language("fr"))
told = CliRunner().invoke(app, ["brief", "01", "--lang", "fr", "--data", str(folder)])
assert told.exit_code == 0, told.output
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """unmap as it is, by links, with words in French: those of English but for three."""
    top = tmp_path_factory.mktemp("house")
    package = top / "src/unmap"
    package.mkdir(parents=True)
    for path in (ROOT / "src/unmap").iterdir():
        if path.name != "locales":
            (package / path.name).symlink_to(path)
    (top / "src/api").symlink_to(ROOT / "api")
    (package / "_web").symlink_to(ROOT / "web/dist")
    words = shutil.copytree(ROOT / "src/unmap/locales", package / "locales")
    french = json.loads((words / "en.json").read_text("utf-8"))
    french |= {
        "language.name": "Français",
        "language.tag": "fr",
        "brief.kind": "Fiche",
        "export.fieldOffices": "Bureaux",
    }
    (words / "fr.json").write_text(json.dumps(french), encoding="utf-8")
    return top


def test_the_library_and_the_api_speak_it(house: Path, squares: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(squares)],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_map_speaks_it(house: Path) -> None:
    node, npm, packages = shutil.which("node"), shutil.which("npm"), ROOT / "web/node_modules"
    if node is None or npm is None or not (packages.is_dir() or os.environ.get("CI")):
        assert not os.environ.get("CI"), "CI must have node and npm"
        pytest.skip("no node, or the packages of the page are not installed")
    shutil.copytree(ROOT / "web", house / "web", ignore=shutil.ignore_patterns("node_modules", "dist"))
    if packages.is_dir():
        (house / "web/node_modules").symlink_to(packages.resolve())
    else:
        install = [npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=house / "web", check=True)
    subprocess.run([node, "build.mjs"], cwd=house / "web", check=True)
    built = {path.name.split("-")[0]: path.read_text("utf-8") for path in (house / "web/dist/assets").glob("*.js")}
    assert '["en","es","fr"]' in built["early"]
    assert "Français" in built["main"]
    assert "Fiche" not in built["main"]
