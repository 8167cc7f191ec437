"""The command line says what is wrong in a sentence and leaves with 2."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.cli.command import run
from tests.conftest import free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


COVERAGE = ("gaps", "equity", "clusters", "furthest-behind", "reach", "siting", "outcome-gaps", "footprints", "change")


def test_help_lists_the_commands() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("serve", "reload", "build", "check", "presence", "framework", "export", *COVERAGE):
        assert command in done.stdout


@pytest.mark.parametrize("columns", [40, 200])
@pytest.mark.parametrize("command", ["serve", "check", "presence", "framework", "gaps", "siting"])
def test_help_fits_the_terminal(columns: int, command: str) -> None:
    done = run(command, "--help", columns=columns)
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_an_unknown_option_leaves_with_2() -> None:
    assert run("serve", "--colour", "red").returncode == 2


def test_serve_refuses_a_missing_folder(tmp_path: Path) -> None:
    done = run("serve", "--data", str(tmp_path / "nowhere"), "--port", str(free_port()))
    assert done.returncode == 2
    assert "there is no such data folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_names_file_row_and_column_of_a_fault(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    rewrite(squares / "programme/offices.csv", "-99.5,20.5,field,2", "west,20.5,field,2")
    done = run("serve", "--data", str(squares), "--port", str(free_port()))
    assert done.returncode == 2
    assert 'programme/offices.csv:2:lon [bad-number] "west" is not a number such as 12.5' in done.stderr


def test_serve_refuses_a_port_that_is_taken(squares: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--data", str(squares), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot listen on" in done.stderr


def test_build_refuses_a_missing_sources_folder(tmp_path: Path) -> None:
    done = run("build", "--sources", str(tmp_path / "nowhere"), "--out", str(tmp_path / "data"))
    assert done.returncode == 2
    assert "there is no such sources folder" in done.stderr
    assert not (tmp_path / "data").exists()


def test_export_refuses_an_unknown_indicator_and_writes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    done = run("export", "map", str(target), "--indicator", "happiness")
    assert done.returncode == 2
    assert done.stderr.startswith('--indicator "happiness": ')
    assert list(tmp_path.iterdir()) == []


def test_export_refuses_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("export", "map", str(tmp_path / "file" / "map.html"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_what_was_given_does_not_steer_the_terminal() -> None:
    done = run("check", "nowhere\x1b[31m\x07")
    assert done.returncode == 2
    assert "\\x1b[31m\\x07: there is no such data folder" in done.stderr
