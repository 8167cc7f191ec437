"""Whatever `unmap check` accepts is served: each mutant of the shipped data is named by the check or answered whole.

The mutants have no manifest, so that none is named merely because a file changed. README's test command takes the first
few and asks a share of the addresses; `-m exhaustive` takes many, or as many as `--mutants` says, each asked on every
path.
"""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.served.addresses import addresses
from tests.served.mutants import mutate
from tests.tables import TABLES
from unmap.model import schema
from unmap.pages.downloads import table_name
from unmap.store.loading import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.served.conftest import Asked

FEW = 4
"""Mutants of README's test command; `--mutants` says how many the exhaustive tests take."""

_SHARE = 6
"""Of so many paths one is asked in README's test command."""

_FEED_OTHERS = frozenset({"sources", "reports", "indicators"})
"""Tables whose words stand in the files of other tables: sources, terms and period."""

_TABLES = {
    table.name: f"/api/exports/{table_name(table)}?f=csv"
    for table in (schema.VALUES, schema.OFFICES, schema.INITIATIVES, schema.FRAMEWORK)
}

_UNTOUCHED_BY = {
    "programme": ("/api/need?indicator=poverty_pct.mmp-2016&f=csv",),
    "need": ("/api/presence?f=csv", "/api/framework?f=csv"),
}
"""Figures by the room of tables that they do not rest on."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function is test_a_mutant_is_named_or_served_on_every_path:
        metafunc.parametrize("number", range(metafunc.config.getoption("--mutants")))


@pytest.mark.parametrize("number", range(FEW))
def test_a_mutant_is_named_or_served(
    asked: Asked, before: dict[str, str], cut: Path, tmp_path: Path, number: int
) -> None:
    named_or_served(asked, before, cut, tmp_path, number, _SHARE)


@pytest.mark.exhaustive
def test_a_mutant_is_named_or_served_on_every_path(
    asked: Asked, before: dict[str, str], cut: Path, tmp_path: Path, number: int
) -> None:
    named_or_served(asked, before, cut, tmp_path, number, 1)


def named_or_served(asked: Asked, before: dict[str, str], cut: Path, tmp_path: Path, number: int, share: int) -> None:
    """Ask one of so many paths of the mutant, unless the check names what is wrong with it."""
    folder = tmp_path / "data"
    shutil.copytree(cut, folder)
    table, done = mutate(folder, number)
    # A problem has a file and a sentence; a traceback fails here.
    issues = check(folder)
    if issues:
        assert all(issue.file and issue.message for issue in issues), done
        return
    dataset = asked.turn_to(folder)
    wanted = _one_of_each_path(addresses(asked.definition, dataset), number, share)
    assert asked.failures(wanted) == [], done
    for address in _elsewhere(table):
        assert asked.text(address) == before[address], f"{done}: {address} changed"


def _one_of_each_path(all_of_them: list[str], number: int, share: int) -> list[str]:
    draw = random.Random(number)  # noqa: S311 - a seed, not a secret
    by_path: dict[str, list[str]] = {}
    for address in all_of_them:
        by_path.setdefault(address.partition("?")[0], []).append(address)
    chosen = [draw.choice(same) for same in by_path.values()]
    return draw.sample(chosen, len(chosen) // share)


def _elsewhere(table: str) -> list[str]:
    """Give addresses whose answers rest on other tables than this one."""
    if table in _FEED_OTHERS:
        return []
    room = next(one.path for one in TABLES if one.name == table).partition("/")[0]
    return [*(address for name, address in _TABLES.items() if name != table), *_UNTOUCHED_BY.get(room, ())]


@pytest.fixture(scope="module")
def before(asked: Asked, cut: Path) -> dict[str, str]:
    asked.turn_to(cut)
    addresses_before = (*_TABLES.values(), *(address for some in _UNTOUCHED_BY.values() for address in some))
    return {address: asked.text(address) for address in addresses_before}
