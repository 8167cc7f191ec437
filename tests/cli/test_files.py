"""A file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unmap.errors import OutputError
from unmap.files import write_whole, written_whole

if TYPE_CHECKING:
    from pathlib import Path


def fail_half_way(target: Path) -> None:
    with written_whole(target) as beside:
        beside.write_text("half")
        raise ValueError("stopped")


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_whole(target, b"old")
    with pytest.raises(ValueError, match="stopped"):
        fail_half_way(target)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_can_be_read_by_everyone(tmp_path: Path) -> None:
    target = tmp_path / "new" / "table.csv"
    write_whole(target, b"new")
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "file" / "table.csv", b"")
