"""A default stands in one place: another radius and number of places there, and every interface takes them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ASK = """
import json
from inspect import signature

from typer.main import get_command

from api.http.static import read_web
from api.routes.measure_parameters import ReachParameters, SitingParameters
from unmap import load
from unmap.cli.app import app
from unmap.measures import reach, siting
from unmap.measures.reach import reach_answer
from unmap.measures.siting import siting_answer
from unmap.pages.page_facts import page_facts

commands = get_command(app).commands
option = {name: {one.name: one.default for one in commands[name].params} for name in ("reach", "siting")}
radius = [signature(one).parameters["radius_km"].default for one in (reach, siting, reach_answer, siting_answer)]
radius += [one.model_fields["radius"].default for one in (ReachParameters, SitingParameters)]
radius += [option[name]["radius"] for name in ("reach", "siting")]
sites = [signature(one).parameters["k"].default for one in (siting, siting_answer)]
sites += [SitingParameters.model_fields["k"].default, option["siting"]["k"]]
filled = read_web().filled(page_facts(load()))
pages = [filled.files[name].content.decode() for name in ("index.html", "about.html")]
print(json.dumps({"radius": radius, "sites": sites, "pages": pages}))
"""


def test_another_radius_in_one_place_is_the_radius_everywhere(tmp_path: Path) -> None:
    for name in ("src/unmap", "api"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("web", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    defaults = tmp_path / "src/unmap/model/defaults.py"
    text = defaults.read_text("utf-8")
    changed = text.replace("radius_km: float = 100.0", "radius_km: float = 123.0").replace(
        "sites: int = 5", "sites: int = 7"
    )
    defaults.write_text(changed, "utf-8")
    environment = {"PYTHONPATH": f"{tmp_path / 'src'}:{tmp_path}", "PATH": "/usr/bin:/bin"}
    asked = [sys.executable, "-c", ASK]
    done = subprocess.run(
        asked, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["radius"]) == {123.0}
    assert set(told["sites"]) == {7}
    blocks = [json.loads(re.findall(r'id="served">(.*?)</script>', page)[0]) for page in told["pages"]]
    assert blocks
    assert all((one["defaults"]["radius_km"], one["defaults"]["sites"]) == (123.0, 7) for one in blocks)
