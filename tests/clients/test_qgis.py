"""QGIS as a client, Debian's 3.22, without a screen: shows all collections and saves them, without a warning."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pyogrio
import pytest

pytestmark = pytest.mark.exhaustive

PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("qgis_saves.py")
SECONDS = 600

SIZES = {"states": 32, "municipalities": 2_469, "offices": 36, "initiatives": 72}
KINDS = {"states": "MultiPolygon", "municipalities": "MultiPolygon", "offices": "Point", "initiatives": "MultiPoint"}
LISTS = ("agency_ids", "agency_acronyms", "covid_pillars", "themes", "area_codes")


def environment(folder: Path) -> dict[str, str]:
    """A home of its own, no screen, and nothing of the Python that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}


def needed(folder: Path) -> None:
    """Skip the test on a machine without QGIS; fail it in CI, which is meant to have it."""
    asked = [str(PYTHON), "-c", "import qgis.core"]
    there = (
        PYTHON.is_file()
        and not subprocess.run(asked, capture_output=True, check=False, env=environment(folder)).returncode
    )
    if not there:
        if os.environ.get("CI"):
            pytest.fail("no python3-qgis on this machine, and CI must have it")
        pytest.skip("no python3-qgis on this machine")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("qgis")


@pytest.fixture(scope="module")
def found(server: str, folder: Path) -> dict[str, Any]:
    needed(folder)
    done = subprocess.run(
        [str(PYTHON), str(SCRIPT), server, str(folder), *SIZES],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env=environment(folder),
    )
    assert (folder / "found.json").is_file(), done.stderr
    return {**orjson.loads((folder / "found.json").read_bytes()), "errors": done.stderr}


@pytest.mark.parametrize("name", SIZES)
def test_a_collection_is_shown_whole_and_as_one_kind_of_geometry(found: dict[str, Any], name: str) -> None:
    layer = found["layers"][name]
    assert (layer["valid"], layer["count"], layer["geometry"]) == (True, SIZES[name], KINDS[name])
    assert layer["empty"] == []


def test_codes_are_text_and_lists_of_texts_are_lists(found: dict[str, Any]) -> None:
    types = {name: layer["types"] for name, layer in found["layers"].items()}
    assert types["municipalities"]["code"] == types["offices"]["state_code"] == "String"
    assert types["municipalities"]["need_pct"] == "Real"
    assert {types["initiatives"][name] for name in LISTS} == {"StringList"}
    assert "JSON" not in {kind for columns in types.values() for kind in columns.values()}


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize(("driver", "end"), [("GPKG", "gpkg"), ("FlatGeobuf", "fgb")])
def test_a_collection_is_saved_whole(found: dict[str, Any], folder: Path, name: str, driver: str, end: str) -> None:
    assert found["layers"][name]["saved"][driver] == ["0", ""]
    # The index of FlatGeobuf, which QGIS always writes, has no place for what has no geometry.
    placed = {"offices": 35, "initiatives": 28} if driver == "FlatGeobuf" else {}
    assert pyogrio.read_info(folder / f"{name}.{end}")["features"] == placed.get(name, SIZES[name])


def test_nothing_is_warned_of(found: dict[str, Any]) -> None:
    assert found["log"] == []
    assert not [line for line in found["errors"].splitlines() if "ERROR" in line or "Warning" in line]
