"""The build hook: what it asks for, when it keeps out of the way, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

pytest.importorskip("hatchling", reason="hatchling builds the wheel; it is not installed here")


@pytest.fixture(scope="module")
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "web/hatch_build.py")
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNMAP_WITHOUT_WEB", raising=False)


def hook(module: ModuleType, root: Path, target: str = "wheel") -> BuildHookInterface[Any]:
    made: BuildHookInterface[Any] = module.MapBuildHook(str(root), {}, None, None, "", target)
    return made


def tool(folder: Path, name: str, answer: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_npm_the_node_wheel_is_asked_for(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hook(module, tmp_path).dependencies() == [module.NODE_WHEEL]


@pytest.mark.parametrize(("version", "asked"), [("v16.20.0", 1), ("v18.0.0", 0), ("v24.1.0", 0)])
def test_an_old_node_is_not_used(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, asked: int
) -> None:
    tool(tmp_path, "node", version)
    tool(tmp_path, "npm", "10.0.0")
    monkeypatch.setenv("PATH", os.pathsep.join((str(tmp_path), "/bin")))
    assert len(hook(module, tmp_path).dependencies()) == asked


def test_nothing_is_asked_for_where_no_map_is_made(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hook(module, tmp_path, "sdist").dependencies() == []
    monkeypatch.setenv("UNMAP_WITHOUT_WEB", "1")
    assert hook(module, tmp_path).dependencies() == []


def test_without_web_an_older_bundle_is_left_out(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "web/dist").mkdir(parents=True)
    monkeypatch.setenv("UNMAP_WITHOUT_WEB", "1")
    hook(module, tmp_path).initialize("standard", {})
    assert not (tmp_path / "web/dist").exists()


def test_an_unreachable_registry_is_said_with_the_way_around_it(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "web/dist").mkdir(parents=True)
    (tmp_path / "web/dist/index.html").write_text("older", encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    tool(tools, "node", "v20.0.0")
    tool(tools, "npm", "npm error code ENOTFOUND; exit 1")
    monkeypatch.setenv("PATH", os.pathsep.join((str(tools), "/bin")))
    with pytest.raises(SystemExit):
        hook(module, tmp_path).initialize("standard", {})
    said = "".join(capfd.readouterr())
    assert "npm's registry cannot be reached (ENOTFOUND)" in said
    assert "set UNMAP_WITHOUT_WEB=1" in said
    assert (tmp_path / "web/dist/index.html").read_text(encoding="utf-8") == "older"
