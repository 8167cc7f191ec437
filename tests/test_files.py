"""A folder was last written when its newest file was."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from unmap.files import last_written

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_file_at_any_depth_counts(tmp_path: Path) -> None:
    for name, moment in (("a.csv", 1_000), ("geo/b.parquet", 2_000.9), ("need/c.csv", 1_500)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (moment, moment))
    assert last_written(tmp_path) == datetime.fromtimestamp(2_000, UTC)


def test_an_empty_folder_counts_itself(tmp_path: Path) -> None:
    os.utime(tmp_path, (3_000, 3_000))
    assert last_written(tmp_path) == datetime.fromtimestamp(3_000, UTC)
