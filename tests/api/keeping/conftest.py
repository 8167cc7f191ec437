"""A service with a workspace of squares, for all that is only asked or adds to it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.api.keeping.walk import Kept, kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def workspace(written_squares: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A workspace of squares that is served, one for each module of tests."""
    place = tmp_path_factory.mktemp("kept")
    with kept(shutil.copytree(written_squares, place / "squares"), place) as opened:
        yield opened
