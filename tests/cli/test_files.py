"""A file or a folder is written whole or not at all, whoever stops it and whenever."""

from __future__ import annotations

import errno
import os
import random
import re
import resource
import shlex
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, unmap_command
from unmap import files
from unmap.errors import OutputError
from unmap.files import folder_written_whole, keep_the_rest, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER = 1_000_000
RANDOM_KILLS = int(os.environ.get("UNMAP_TEST_KILLS", "1"))
"""Kills of real commands at random moments; `UNMAP_TEST_KILLS=200` for a long look."""


def killed_at(step: int, what: str, target: Path, text: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.cli.killed", what, str(target), str(step), text]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return subprocess.run(
        command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False, timeout=1800
    )


def content(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def beside(target: Path) -> list[str]:
    return [path.name for path in target.parent.iterdir() if path != target]


@pytest.mark.exhaustive
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_and_the_next_run_no_rest(tmp_path: Path, what: str) -> None:
    target = tmp_path / "target"
    if what == "folder":
        target.mkdir()
        (target / "kept.csv").write_text("kept")
    read = content if what == "folder" else Path.read_text
    done = killed_at(NEVER, what, target, "old")
    steps, old = int(done.stdout), read(target)
    killed_at(NEVER, what, target, "new")
    new, seen = read(target), []
    for step in range(steps):
        assert killed_at(NEVER, what, target, "old").returncode == 0
        assert beside(target) == []
        assert killed_at(step, what, target, "new").returncode == -signal.SIGKILL
        seen.append(read(target) == new)
        assert seen[-1] or read(target) == old, step
    assert seen == sorted(seen)
    assert {True, False} == set(seen)


def test_what_a_folder_held_beside_stays(tmp_path: Path) -> None:
    target = tmp_path / "data"
    (target / "deep").mkdir(parents=True)
    (target / "deep" / "own.csv").write_text("own")
    (target / "deep" / "made.csv").write_text("old")
    (target / "link.csv").symlink_to("deep/own.csv")
    with folder_written_whole(target) as new:
        (new / "deep").mkdir()
        (new / "deep" / "made.csv").write_text("new")
        keep_the_rest(target, new)
    assert content(target) == {"deep/own.csv": "own", "deep/made.csv": "new", "link.csv": "own"}
    assert (target / "link.csv").is_symlink()
    assert beside(target) == []


def test_without_a_step_that_exchanges_folders_the_old_one_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    target = tmp_path / "data"
    for text in ("old", "new"):
        with folder_written_whole(target) as new:
            (new / "a.csv").write_text(text)
    assert content(target) == {"a.csv": "new"}
    # As a kill between the two renames leaves it.
    left = tmp_path / ".data.killed.unmap"
    left.mkdir()
    target.rename(left / "old")
    with pytest.raises(ValueError, match="stopped"), folder_written_whole(target):
        raise ValueError("stopped")
    assert content(target) == {"a.csv": "new"}
    assert beside(target) == []


def test_what_another_run_is_writing_is_not_taken_for_a_rest(tmp_path: Path) -> None:
    target = tmp_path / "data"
    with folder_written_whole(target) as first:
        (first / "a.csv").write_text("first")
        with folder_written_whole(target) as second:
            (second / "a.csv").write_text("second")
        assert first.is_dir()
    assert content(target) == {"a.csv": "first"}
    assert beside(target) == []


def test_a_failure_leaves_the_old_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    (target / "a.csv").write_text("old")

    def fail() -> None:
        with folder_written_whole(target) as new:
            (new / "a.csv").write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(OutputError, match=r"data: cannot be written .No space left"):
        fail()
    assert content(target) == {"a.csv": "old"}
    assert beside(target) == []


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_whole(target, b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            write_whole(target, b"x" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert target.read_bytes() == b"old"
    assert beside(target) == []


def test_a_folder_that_one_stands_in_and_one_that_is_a_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(target: Path) -> None:
        with folder_written_whole(target):
            pytest.fail("should have been refused")

    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"file: cannot be written .it is not a folder"):
        write(tmp_path / "file")
    (tmp_path / "here" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" / "below")
    with pytest.raises(OutputError, match="here: cannot be written from inside it"):
        write(tmp_path / "here")


def test_a_file_can_be_read_by_everyone(tmp_path: Path) -> None:
    target = tmp_path / "table.csv"
    write_whole(target, b"new")
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "file" / "table.csv", b"")


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("there/table.csv", "there/none-yet.csv"):
        link = tmp_path / "link.csv"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        write_whole(link, b"new")
        assert link.is_symlink()
        assert (tmp_path / name).read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe.csv", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"through")
    reader.join()
    assert read == [b"through"]
    assert pipe.is_fifo()


def to_pipe(command: str, folder: Path) -> str:
    return subprocess.run(
        ["sh", "-c", f"{command} | cat"], capture_output=True, text=True, check=True, cwd=folder
    ).stdout


def to_file(command: str, folder: Path) -> str:
    # As a shell's redirection: what is written before and after goes into the same file.
    subprocess.run(["sh", "-c", f"(echo before; {command}; echo after) > out"], check=True, cwd=folder)
    before, *lines, after = (folder / "out").read_text().splitlines(keepends=True)
    assert (before, after) == ("before\n", "after\n")
    return "".join(lines)


@pytest.mark.parametrize("run", [to_pipe, to_file])
def test_standard_output_is_written_to_where_it_goes(tmp_path: Path, run: Callable[[str, Path], str]) -> None:
    code = "from pathlib import Path; from unmap.files import write_whole; write_whole(Path('/dev/stdout'), b'a,b\\n')"
    assert run(f'{shlex.quote(sys.executable)} -c "{code}"', tmp_path) == "a,b\n"


def content_of(out: Path) -> dict[str, bytes]:
    """Give the files of a folder without the names that folium makes up for the parts of its page."""
    return {path.name: re.sub(rb"[0-9a-f]{32}", b"", path.read_bytes()) for path in out.iterdir()}


@pytest.mark.exhaustive
def test_a_kill_of_export_all_at_a_random_moment_leaves_the_old_or_the_new(squares: Path, tmp_path: Path) -> None:
    """The whole command, its imports too: once here, as often as UNMAP_TEST_KILLS says for a long look."""
    out = tmp_path / "out"
    command = [*unmap_command(), "export", "all", str(out), "--data", str(squares)]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    took = time.monotonic() - began
    old = content_of(out)
    chance = random.Random(2020)  # noqa: S311 - the same moments every time
    for _ in range(RANDOM_KILLS):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(chance.uniform(0.3, 1) * took)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        # The same data give the same bytes, so that the old set and the new one are one.
        assert content_of(out) == old
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name for path in tmp_path.iterdir()} == {"out", squares.name}
