"""How the code is cut: what a newcomer may rely on when looking for a file."""

from __future__ import annotations

import ast
import re
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

from tests.conftest import ROOT
from tests.test_rules import tracked

MOST_LINES = 400
FEWEST_LINES_ON_AVERAGE = 170
"""Python and JavaScript together, without tests: whoever adds a room has something to put into it, or takes another one
away. Their number alone says nothing while the house takes in new work; 120 to 180 lines are the aim."""


def modules() -> list[str]:
    kinds = {".py", ".js", ".mjs"}
    return [path.as_posix() for path in tracked() if path.suffix in kinds and "/tests/" not in path.as_posix()]


def test_no_module_is_too_long() -> None:
    lengths = {path: len(Path(path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
    assert sum(lengths.values()) / len(lengths) >= FEWEST_LINES_ON_AVERAGE


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.rsplit("/", 1)[1] for path in modules())
    assert {name: count for name, count in names.items() if count > 1 and name != "__init__.py"} == {}


def test_no_module_leads_back_to_itself() -> None:
    """Imports for types alone apart: a dataset gives `with_indicator`, which takes datasets."""
    graph = grimp.build_graph("unmap", "api", exclude_type_checking_imports=True, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert list(TopologicalSorter(imports).static_order())  # raises CycleError, which names the modules of a circle


THE_COUNTRY = re.compile(r"m[eé]xic|chiapas|INEGI|CONEVAL|CONAPO|MX0|07101|poverty_pct\.m", re.IGNORECASE)


def _texts(path: Path) -> list[str]:
    """Give the texts of a Python file that are no documentation, and those of a script without its comments."""
    if path.suffix != ".py":
        return [re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in alone]
    return [node.value for node in constants if isinstance(node.value, str)]


def test_the_country_of_the_shipped_data_stands_in_its_builder_and_in_data_alone() -> None:
    files = [Path(path) for path in modules() if "/build/mexico/" not in path and "/.ci/" not in path]
    assert len(files) > 200
    found = {path.relative_to(ROOT).as_posix() for path in files if any(map(THE_COUNTRY.search, _texts(path)))}
    assert found == set()
