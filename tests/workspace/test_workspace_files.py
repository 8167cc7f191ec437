"""The database of a workspace: made once, told apart from folders, brought up to date, refused where it is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from typer.testing import CliRunner

import unmap
from tests.workspace.stores import KEEPER, office
from tests.workspace.test_record import SHEET, edit, held
from unmap.cli.app import app, main
from unmap.errors import WorkspaceError
from unmap.files import leads_to_workspace
from unmap.workspace.database import make_database, open_database
from unmap.workspace.publishing import current, fill
from unmap.workspace.stored_tables import METADATA

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workspace.stores import Workspace


def test_the_steps_make_the_tables_that_the_code_reads(workspace: Workspace) -> None:
    with workspace.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_file_that_was_moved_away_is_told_and_is_no_empty_workspace(tmp_path: Path) -> None:
    # Signs that mean something in an address are signs of a name here.
    path, elsewhere = tmp_path / "maps of 50% ?#1.db", tmp_path / "elsewhere.db"
    make_database(path).close()
    database = open_database(path)
    with database.writing():
        pass
    database.close()
    path.rename(elsewhere)
    with pytest.raises(WorkspaceError, match="the database cannot be used now"), database.reading():
        pass
    assert not path.exists()
    elsewhere.rename(path)
    with database.writing() as (_, moment):
        assert moment == 2


def test_a_workspace_of_a_newer_release_is_refused_and_stays_as_it_was(workspace: Workspace) -> None:
    with workspace.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WorkspaceError, match="a newer release of unmap made this workspace"):
        open_database(workspace.address)


def test_what_is_no_workspace_is_told_apart(tmp_path: Path, kept: Workspace, squares: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert [leads_to_workspace(one) for one in (kept.address, squares, tmp_path / "notes.txt", tmp_path / "no")] == [
        True,
        False,
        False,
        False,
    ]
    for name, sentence in (("notes.txt", "is no workspace"), ("no", "there is no such workspace")):
        with pytest.raises(WorkspaceError, match=sentence):
            open_database(tmp_path / name)
    with pytest.raises(WorkspaceError, match="is there already"):
        make_database(kept.address)


def test_a_server_that_is_not_there_is_a_sentence_without_its_password() -> None:
    with pytest.raises(WorkspaceError) as refused:
        open_database("postgresql://keeper:secret@127.0.0.1:9/maps")
    assert "cannot be used now" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_workspace_is_not_filled_from_a_broken_folder(tmp_path: Path, squares: Path) -> None:
    (squares / "programme/offices.csv").write_text("office_id\nx\n", encoding="utf-8")
    made = CliRunner().invoke(app, ["workspace", "new", str(tmp_path / "maps.db"), "--from", str(squares)])
    assert made.exit_code != 0
    assert [path.name for path in tmp_path.iterdir()] == ["squares"]


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def test_the_day_of_a_keeper_at_the_command_line(tmp_path: Path, squares: Path) -> None:
    maps, sheet = tmp_path / "maps.db", tmp_path / "work.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    assert "unmap serve --workspace" in run("workspace", "new", maps, "--from", squares)
    said = run("add", sheet, "--to", maps, "--report", "next", "--period", 2021, "--reason", "the sheet", code=1)
    assert "3 created, 1 held" in said
    assert "change 2; readers see it once it is published" in said
    assert "the sheet" in run("history", "--workspace", maps)
    assert '"new":"HLP"' in run("history", 2, "--workspace", maps, "--format", "json")
    assert "is current" in run("publish", "--workspace", maps, "--reason", "the year")
    assert unmap.load(maps).report.report_id == "next"
    assert "No problems" in run("check", maps)
    run("undo", 2, "--workspace", maps, "--reason", "the wrong sheet")
    assert "offices: 3 changed" in run("publish", "--workspace", maps, "--reason", "back")
    assert "initiatives" in run("editions", "--workspace", maps, "--format", "csv", 5)
    first = run("editions", "--workspace", maps, "--format", "json")
    assert first.count('"kept":true') == 3


def test_a_sheet_needs_a_reason_in_a_workspace(
    kept: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work.csv").write_text(SHEET, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["unmap", "add", str(tmp_path / "work.csv"), "--to", kept.address])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert "--reason: must say why" in capsys.readouterr().err


def test_an_edition_is_named_alike_in_both_stores(workspace: Workspace, tmp_path: Path, squares: Path) -> None:
    other = make_database(str(tmp_path / "other.db"))
    assert fill(other, squares, KEEPER, "as it is") == current(workspace.database)
    wanted = office("a-centro")
    assert edit(workspace, KEEPER, wanted, {"note": "x"}, held(workspace, wanted).version).cells["note"] == "x"
    other.close()
