"""A country team without offices, initiatives or need figures is a normal case: refused in words, or served whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import write_squares
from tests.served.addresses import addresses
from tests.served.sparse import SPARSE
from unmap.store.loading import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.served.conftest import Asked

pytestmark = pytest.mark.exhaustive

REFUSED = {"field offices without agency": "duplicate-office"}
"""What a folder cannot do without, by the code of the problem that says so."""


@pytest.mark.parametrize("lacking", SPARSE)
def test_what_a_folder_lacks_is_named_or_served_everywhere(asked: Asked, tmp_path: Path, lacking: str) -> None:
    folder = write_squares(tmp_path / "squares")
    SPARSE[lacking](folder)
    codes = {issue.code for issue in check(folder)}
    assert codes == ({REFUSED[lacking]} if lacking in REFUSED else set())
    if not codes:
        dataset = asked.turn_to(folder)
        assert asked.failures(addresses(asked.definition, dataset)[::FEWER]) == []
        assert asked.client.get("/").status_code == 200


FEWER = 3
"""Of the addresses each third is asked: the mutants ask them all."""
