"""How the code is cut: what a newcomer may rely on when looking for a file."""

from __future__ import annotations

from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

from tests.test_rules import tracked

MOST_LINES = 400
MOST_MODULES = 270
"""Python and JavaScript together, without tests; 230 is where this is going."""


def modules() -> list[str]:
    kinds = {".py", ".js", ".mjs"}
    return [path.as_posix() for path in tracked() if path.suffix in kinds and "/tests/" not in path.as_posix()]


def test_no_module_is_too_long() -> None:
    lengths = {path: len(Path(path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}
    assert 0 < len(lengths) <= MOST_MODULES


def test_no_two_modules_have_one_name() -> None:
    names = Counter(path.rsplit("/", 1)[1] for path in modules())
    assert {name: count for name, count in names.items() if count > 1 and name != "__init__.py"} == {}


def test_no_module_leads_back_to_itself() -> None:
    """Imports for types alone apart: a dataset gives `with_indicator`, which takes datasets."""
    graph = grimp.build_graph("unmap", "api", exclude_type_checking_imports=True, cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert list(TopologicalSorter(imports).static_order())  # raises CycleError, which names the modules of a circle
