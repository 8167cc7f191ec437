"""Writers that are killed, two editors at once, histories by chance: nothing that was acknowledged is lost, ever."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.workspace.stores import KEEPER, REVIEWER, office, opened
from tests.workspace.test_record import edit, files, held
from unmap.errors import ConflictError
from unmap.store.loading import check
from unmap.workspace.changing import Asked, Decision, Kind, Verdict, apply, history, review, undo
from unmap.workspace.publishing import current, publish, read_record
from unmap.workspace.record_state import Held, RowId, read_rows
from unmap.workspace.row_cells import TABLES, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workspace.stores import Workspace

WRITER = """
import sys
from pathlib import Path
from tests.workspace.stores import KEEPER, office, opened
from tests.workspace.test_record import bring, edit, held
from unmap.workspace.changing import undo
from unmap.workspace.publishing import publish

made = opened(sys.argv[1], Path(sys.argv[2]))
wanted = office("a-centro")
print("ready", flush=True)
for number in range(1, 1000):
    edit(made, KEEPER, wanted, {"note": f"{sys.argv[3]} {number}"}, held(made, wanted).version)
    print("note", f"{sys.argv[3]} {number}", flush=True)
    if number % 3 == 0:
        print("edition", publish(made.database, made.folders, KEEPER, "now").edition, flush=True)
    if number % 5 == 0:
        found = bring(made, Path(sys.argv[2]))
        print("change", found.change, flush=True)
        undo(made.database, KEEPER, found.change, "again")
"""


@pytest.mark.exhaustive
def test_a_writer_that_is_killed_loses_nothing_that_it_was_told_is_kept(
    workspace: Workspace, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same each time
    for turn in range(request.config.getoption("--killed")):
        place = tmp_path / f"turn{turn}"
        place.mkdir()
        command = [sys.executable, "-c", WRITER, workspace.address, str(place), str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline() for _ in range(chance.randrange(2, 8))]
            writer.kill()
            said += writer.stdout.readlines()
        told = [line.split(maxsplit=1) for line in said if line.endswith("\n")]
        assert told[0][0] == "ready"
        notes = [line[1].strip() for line in told if line[0] == "note"]
        # The last write may have been kept without a word of it: never less than what was said.
        now = held(workspace, office("a-centro")).cells["note"]
        assert int(now.rpartition(" ")[2]) >= int(notes[-1].rpartition(" ")[2])
        assert now.startswith(f"{turn} ")
        kept = {one["change"] for one in history(workspace.database, limit=10_000)}
        assert {int(line[1]) for line in told if line[0] == "change"} <= kept
        # Readers have a whole edition, the last one that was told or one after it.
        folder = workspace.folders.edition(current(workspace.database))
        assert check(folder) == ()


def offices(workspace: Workspace, count: int) -> list[RowId]:
    """Put `count` rows into the record, to be edited."""
    base = held(workspace, office("a-centro"))
    rows = {}
    for number in range(count):
        cells = {**base.cells, "office_id": f"office-{number}"}
        rows[RowId("offices", key_of(TABLES["offices"], cells))] = Held.validated(cells)
    with workspace.database.writing() as (connection, moment):
        apply(connection, moment, Asked(KEEPER, Kind.EDIT, "rows to edit"), rows)
    return [*rows]


@pytest.mark.exhaustive
def test_of_two_editors_at_once_no_update_is_lost(
    kept: Workspace, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A model judges: a field that somebody else changed since it was seen is refused, every other one is kept."""
    rows = offices(kept, 50)
    chance = random.Random(11)  # noqa: S311 - as above
    other = opened(kept.address, tmp_path / "other")
    model = {row: dict(one.cells) for row, one in read_record(kept.database).rows.items() if row in rows}
    seen = {editor: {row: (held(kept, row).version, dict(model[row])) for row in rows} for editor in (0, 1)}
    refused = merged = 0
    for step in range(request.config.getoption("--edits")):
        editor, row = chance.randrange(2), chance.choice(rows[:10])
        store = (kept, other)[editor]
        if chance.random() < 0.4:
            seen[editor][row] = (held(store, row).version, dict(held(store, row).cells))
            continue
        name = chance.choice(("note", "source_locator", "place_reported"))
        version, then = seen[editor][row]
        clash = model[row].get(name) != then.get(name)
        try:
            edit(store, (KEEPER, REVIEWER)[editor], row, {name: f"{name} {step}"}, version)
        except ConflictError:
            assert clash
            refused += 1
        else:
            assert not clash
            merged += model[row] != then
            model[row][name] = f"{name} {step}"
            now = held(store, row)
            seen[editor][row] = (now.version, dict(now.cells))
    assert {row: held(kept, row).cells for row in rows} == model
    assert refused > 20
    assert merged > 20
    other.database.close()


VERDICTS = ((Verdict.DISPUTE, ""), (Verdict.WITHDRAW, "closed"), (Verdict.VALIDATE, ""))


@pytest.mark.exhaustive
def test_histories_by_chance_undone_leave_the_record_as_it_was_or_name_what_stayed(
    kept: Workspace, request: pytest.FixtureRequest
) -> None:
    rows = offices(kept, 12)
    chance = random.Random(13)  # noqa: S311 - as above
    for _ in range(request.config.getoption("--histories")):
        before = read_record(kept.database).rows
        first = len(history(kept.database, limit=100_000))
        for step in range(chance.randrange(1, 8)):
            row = chance.choice(rows)
            if chance.random() < 0.7:
                edit(kept, KEEPER, row, {"note": f"{step} {chance.random()}"}, held(kept, row).version)
            else:
                verdict, why = chance.choice(
                    ((Verdict.DISPUTE, ""), (Verdict.WITHDRAW, "closed"), (Verdict.VALIDATE, ""))
                )
                review(kept.database, KEEPER, [row], Decision(verdict, "by chance", why))
        made = history(kept.database, limit=100_000)
        done = [one["change"] for one in made[: len(made) - first]]
        if chance.random() < 0.3 and len(done) > 1:
            # Out of order: what later changes touched stays, and is named.
            wanted = chance.choice(done[1:])
            fields = history(kept.database, change=wanted)[0]["fields"]
            later = [
                one for number in done if number > wanted for one in history(kept.database, change=number)[0]["fields"]
            ]
            undone = undo(kept.database, KEEPER, wanted, "out of order")
            touched = {tuple(one["key"]) for one in fields}
            again = {tuple(one["key"]) for one in later}
            assert bool(undone.stayed) == bool(touched & again) or not touched
            continue
        for number in done:
            assert undo(kept.database, KEEPER, number, "back").stayed == ()
        with kept.database.reading() as connection:
            now = read_rows(connection)
        assert {row: one.packed() for row, one in now.items()} == {row: one.packed() for row, one in before.items()}


@pytest.mark.exhaustive
def test_two_publish_at_once_and_the_newer_record_stays(kept: Workspace, tmp_path: Path) -> None:
    other = opened(kept.address, tmp_path / "other")
    wanted = office("a-centro")
    edit(kept, KEEPER, wanted, {"note": "one"}, held(kept, wanted).version)

    class Slow(type(kept.folders)):  # type: ignore[misc]
        """Somebody else publishes a newer record while the folder is written."""

        def of(self, record, rows):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            edit(other, REVIEWER, wanted, {"note": "two"}, held(other, wanted).version)
            publish(other.database, other.folders, REVIEWER, "the newer one")
            return super().of(record, rows)

    slow = Slow(kept.database, tmp_path / "slow")
    with pytest.raises(ConflictError, match="newer record"):
        publish(kept.database, slow, KEEPER, "the older one")
    folder = kept.folders.edition(current(kept.database))
    assert b"two" in files(folder)["programme/offices.csv"]
    other.database.close()
