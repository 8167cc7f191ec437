"""The locked releases are those that pyproject.toml allows, whole and without an address."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN, TEST = ".ci/lock/run.txt", ".ci/lock/test.txt"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def locked(path: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Give each requirement of a lock file with its hashes, by name."""
    logical = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    rows = [line.partition("--hash") for line in logical]
    found: dict[str, tuple[Requirement, list[str]]] = {}
    for requirement, sign, hashes in rows:
        parsed = Requirement(requirement.strip())
        found[canonicalize_name(parsed.name)] = (parsed, HASH.findall(sign + hashes))
    return found


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (RUN, PROJECT["dependencies"]),
        (TEST, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]),
    ],
)
def test_each_dependency_is_locked_at_a_release_that_is_allowed(path: str, wanted: list[str]) -> None:
    releases = locked(path)
    for dependency in map(Requirement, wanted):
        requirement, _ = releases[canonicalize_name(dependency.name)]
        [pin] = requirement.specifier
        assert pin.operator == "==", requirement
        assert dependency.specifier.contains(pin.version), f"{requirement} is outside {dependency}: run .ci/relock"


@pytest.mark.parametrize("path", [RUN, TEST])
def test_each_release_is_held_by_the_hashes_of_its_files(path: str) -> None:
    releases = locked(path)
    assert len(releases) >= len(PROJECT["dependencies"])
    assert not [name for name, (_, hashes) in releases.items() if not hashes]


@pytest.mark.parametrize("path", [RUN, TEST])
def test_the_lock_names_no_address(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^(-i|--index|--extra|--find)", text, re.MULTILINE)


def test_what_is_served_is_what_was_tested() -> None:
    tested = locked(TEST)
    for name, (requirement, _) in locked(RUN).items():
        assert requirement.specifier == tested[name][0].specifier, name
