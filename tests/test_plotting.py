"""What `unmap[plot]` asks for is what drawing an answer takes."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from unmap.measures import gaps

if TYPE_CHECKING:
    import pytest

    from unmap.store import Dataset


def test_the_areas_of_an_answer_can_be_drawn_and_explored(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    areas = gaps(dataset).areas
    axes = areas.plot("gap")
    assert len(axes.collections) == 1
    page = areas[["name", "gap", "geometry"]].explore("gap", tiles=None).get_root().render()
    assert "Tlaxcala" in page


def test_the_extra_names_what_drawing_takes_beside_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    [extra] = project["optional-dependencies"]["plot"]
    assert extra.startswith("matplotlib>=")
    assert {"folium", "mapclassify"} <= {name.split(">")[0] for name in project["dependencies"]}
    assert ".[plot]" in (ROOT / "README.md").read_text()
