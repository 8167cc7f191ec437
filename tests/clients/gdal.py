"""GDAL's own programs as a client: Debian's gdal-bin."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 300


class Said(NamedTuple):
    """What a program wrote: its answer, and beside it warnings and what it asked the server for."""

    answer: str
    notes: str

    @property
    def asked(self) -> list[str]:
        """The addresses that it asked for, in order."""
        return [line.split("Fetch(", 1)[1].rstrip(")") for line in self.notes.splitlines() if "Fetch(" in line]


def needed(program: str) -> None:
    """Skip the test on a machine without one of the programs; fail it in CI, which is meant to have them."""
    if shutil.which(program) is None:
        if os.environ.get("CI"):
            pytest.fail("no gdal-bin on this machine, and CI must have it")
        pytest.skip("no gdal-bin on this machine")


def gdal(program: str, *arguments: str) -> Said:
    """Run one of them to its end."""
    needed(program)
    done = subprocess.run(
        [program, "--config", "CPL_DEBUG", "HTTP,OAPIF", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return Said(done.stdout, done.stderr)


def count(server: str, layer: str, *options: str) -> int:
    """Count features of a layer as `ogrinfo` does."""
    said = gdal("ogrinfo", "-ro", "-so", *options, f"OAPIF:{server}/api", layer)
    return int(said.answer.split("Feature Count: ", 1)[1].split("\n", 1)[0])


def features(server: str, folder: Path, layer: str, *options: str) -> tuple[list[dict[str, Any]], Said]:
    """Give the features of a layer as `ogr2ogr` writes them down."""
    target = folder / f"{layer}.geojson"
    said = gdal("ogr2ogr", "-f", "GeoJSON", *options, str(target), f"OAPIF:{server}/api", layer)
    found: list[dict[str, Any]] = orjson.loads(target.read_bytes())["features"]
    return found, said
