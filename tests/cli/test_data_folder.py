"""`--data` and UNMAP_DATA mean the same for every command that reads a data folder."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_printing import PRINTED, WRITING
from unmap.cli import main
from unmap.cli.app import app, export

if TYPE_CHECKING:
    from pathlib import Path

READING = {name: words for name, words in (PRINTED | WRITING).items() if name not in {"export list", "clusters"}}
NO_DATA = {"reload", "build", "add", "history", "undo", "publish", "editions"}
"""They read none, or change one: `add` wants the folder that it writes into named, with --to."""


@pytest.mark.parametrize("name", READING)
def test_the_folder_of_the_environment_is_read_by_every_command(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    words = [word.format(tmp_path) for word in READING[name]]
    given = [str(nowhere)] if name == "check" else ["--data", str(nowhere)]
    said = []
    for folder, more in ((str(nowhere), []), (str(tmp_path), given)):
        monkeypatch.setenv("UNMAP_DATA", folder)
        monkeypatch.setattr("sys.argv", ["unmap", *words, *more])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert f"{nowhere}: there is no such data folder" in said[0].replace("\n", "")


def test_every_command_of_a_data_folder_takes_it_alike() -> None:
    for command in (*app.registered_commands, *export.registered_commands):
        assert command.callback is not None
        name = command.name or command.callback.__name__
        parameters = set(signature(command.callback).parameters)
        assert parameters & {"data", "folder"} or name in {*NO_DATA, "list"}, name
