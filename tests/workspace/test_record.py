"""The record of a workspace: edited, merged, reviewed, undone and published, the same in both kinds of store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import unmap
from tests.workspace.stores import CONTRIBUTOR, KEEPER, REVIEWER, office, row
from unmap.errors import ConflictError, DataError, GoneError, NotAllowedError, NotFoundError, ParameterError
from unmap.intake.adding import SheetAsked
from unmap.intake.mapping import ColumnMapping
from unmap.intake.reports_asked import ReportAsked, period
from unmap.workspace import publishing
from unmap.workspace.changing import (
    Actor,
    Asked,
    Decision,
    Edit,
    Kind,
    Role,
    Verdict,
    apply,
    edited,
    history,
    review,
    undo,
)
from unmap.workspace.importing import ImportAsked, take_in
from unmap.workspace.publishing import current, go_back, publish
from unmap.workspace.record_state import State, read_rows, with_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.workspace.stores import Workspace
    from unmap.workspace.importing import Imported
    from unmap.workspace.record_state import Held, RowId

SHEET = """\
Organisation,Acronym,Type,Sector,State,Municipality,Start,End,Donor
Agency A,AAA,United Nations,Water,Arriba,Centro,2021-01-01,2021-06-30,
Agency A,AAA,United Nations,Water,Arriba,Norte,2021-01-01,2021-06-30,Lottery
Helpers,HLP,National NGO,Health,Abajo,Playa Grande,2021-01-01,,
Helpers,HLP,National NGO,Health,Abajo,Nowhere,2021-01-01,,
"""
NEXT = ReportAsked(report_id="next", period=period("2021"), title="Next")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(workspace: Workspace, actor: Actor, wanted: RowId, cells: Mapping[str, str], version: int) -> Held:
    with workspace.database.writing() as (connection, moment):
        held = edited(connection, Edit(wanted, cells, version), actor)
        apply(connection, moment, Asked(actor, Kind.EDIT, "a correction"), {wanted: held})
    return held


def held(workspace: Workspace, wanted: RowId) -> Held:
    with workspace.database.reading() as connection:
        return read_rows(connection, [wanted])[wanted]


def bring(
    workspace: Workspace, place: Path, actor: Actor = KEEPER, *, text: str = SHEET, dry_run: bool = False
) -> Imported:
    sheet = place / "work.csv"
    sheet.write_text(text, encoding="utf-8")
    asked = ImportAsked(sheets=[SheetAsked(file=sheet)], report=NEXT, reason="this year's sheet", dry_run=dry_run)
    return take_in(workspace.database, workspace.folders, actor, asked)


def created(found: Imported, table: str) -> list[RowId]:
    """Give the rows of a table that an import made."""
    return [one for one, (before, _) in found.rows.items() if one.table == table and before is None]


def test_the_first_edition_is_the_folder_that_it_was_made_from(workspace: Workspace, written_squares: Path) -> None:
    folder = workspace.folders.edition(current(workspace.database))
    written = files(written_squares)
    assert {name: content for name, content in files(folder).items() if name in written} == written
    assert not publish(workspace.database, workspace.folders, KEEPER, "nothing new").new


def test_a_sheet_taken_in_published_and_undone_leaves_every_file_as_it_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = current(workspace.database)
    before = files(workspace.folders.edition(first))
    found = bring(workspace, tmp_path)
    assert found.sheets[0].account.counts() == {"created": 3, "updated": 0, "unchanged": 0, "held": 1, "rejected": 0}
    second = publish(workspace.database, workspace.folders, KEEPER, "the new year")
    assert second.new
    assert unmap.load(workspace.folders.edition(second.edition)).report.report_id == "next"
    done = undo(workspace.database, KEEPER, found.change, "the wrong sheet")
    assert (len(done.back), done.stayed) == (len(found.rows), ())
    third = publish(workspace.database, workspace.folders, KEEPER, "undone")
    assert (third.edition, third.new) == (first, True)
    assert files(workspace.folders.edition(third.edition)) == before


def test_a_dry_run_says_what_the_run_does_and_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    said = bring(workspace, tmp_path, dry_run=True)
    assert history(workspace.database) == []
    done = bring(workspace, tmp_path)
    assert {one: after for one, (_, after) in said.rows.items()} == {
        one: after for one, (_, after) in done.rows.items()
    }
    assert said.sheets[0].account == done.sheets[0].account
    again = bring(workspace, tmp_path)
    assert (again.change, again.rows) == (0, {})


def test_edits_of_different_fields_merge_and_of_the_same_are_refused_with_both_values(workspace: Workspace) -> None:
    wanted = office("a-centro")
    seen = held(workspace, wanted).version
    edit(workspace, KEEPER, wanted, {"note": "by the river"}, seen)
    merged = edit(workspace, REVIEWER, wanted, {"valid_from": "2020-02-01"}, seen)
    assert (merged.cells["note"], merged.cells["valid_from"]) == ("by the river", "2020-02-01")
    with pytest.raises(ConflictError) as refused:
        edit(workspace, REVIEWER, wanted, {"note": "on the hill"}, seen)
    assert refused.value.fields == (("note", "by the river", "on the hill"),)
    assert edit(workspace, REVIEWER, wanted, {"note": "by the river"}, seen).cells["note"] == "by the river"


def test_what_a_contributor_writes_is_seen_once_it_is_validated(workspace: Workspace) -> None:
    wanted = office("a-centro")
    edit(workspace, CONTRIBUTOR, wanted, {"note": "moved"}, held(workspace, wanted).version)
    waiting = held(workspace, wanted)
    assert (waiting.state, waiting.shown is not None and "note" in waiting.shown) == (State.PENDING, False)
    assert not publish(workspace.database, workspace.folders, KEEPER, "nothing validated").new
    review(workspace.database, REVIEWER, [wanted], Decision(Verdict.VALIDATE, "asked the office"))
    edition = publish(workspace.database, workspace.folders, REVIEWER, "validated").edition
    offices = unmap.load(workspace.folders.edition(edition)).offices.set_index("office_id")
    assert offices.loc["a-centro", "note"] == "moved"
    with pytest.raises(NotAllowedError):
        publish(workspace.database, workspace.folders, CONTRIBUTOR, "mine")
    with pytest.raises(NotAllowedError):
        review(workspace.database, CONTRIBUTOR, [wanted], Decision(Verdict.VALIDATE, "mine"))


def test_validating_an_initiative_takes_its_parts_and_what_they_name_along(
    workspace: Workspace, tmp_path: Path
) -> None:
    own = Actor(name="Inés", role=Role.CONTRIBUTOR, organisation="HLP")
    only = "\n".join(line for line in SHEET.splitlines() if "AAA" not in line and "Nowhere" not in line)
    found = bring(workspace, tmp_path, own, text=only + "\n")
    initiative = created(found, "initiatives")[0]
    review(workspace.database, REVIEWER, [initiative], Decision(Verdict.VALIDATE, "known"))
    edition = publish(workspace.database, workspace.folders, KEEPER, "helpers").edition
    data = unmap.load(workspace.folders.edition(edition))
    assert "HLP" in set(data.initiative_agencies["agency_id"])
    assert "HLP" in set(data.agencies["acronym"])
    review(workspace.database, REVIEWER, [initiative], Decision(Verdict.WITHDRAW, "twice in the sheet", "duplicate"))
    edition = publish(workspace.database, workspace.folders, KEEPER, "withdrawn").edition
    data = unmap.load(workspace.folders.edition(edition))
    assert "HLP" not in set(data.initiative_agencies["agency_id"])


def test_judging_a_row_brings_nothing_back_that_was_withdrawn(workspace: Workspace, tmp_path: Path) -> None:
    found = bring(workspace, tmp_path)
    initiative = created(found, "initiatives")[0]
    with workspace.database.reading() as connection:
        parts = [row for row in with_parts(read_rows(connection), [initiative]) if row.table == "initiative_agencies"]
    review(workspace.database, REVIEWER, parts, Decision(Verdict.WITHDRAW, "not theirs", "wrong organisation"))
    for verdict in (Verdict.DISPUTE, Verdict.VALIDATE):
        review(workspace.database, REVIEWER, [initiative], Decision(verdict, "looked at again"))
        assert {held(workspace, part).state for part in parts} == {State.WITHDRAWN}
    assert held(workspace, initiative).state is State.VALIDATED
    review(workspace.database, REVIEWER, [initiative], Decision(Verdict.REINSTATE, "theirs after all"))
    assert {held(workspace, part).state for part in parts} == {State.VALIDATED}
    # What became of its parts is its history too, and that of no other.
    told = history(workspace.database, initiative)
    assert [one.get("why") for one in told if one.get("verdict") == "withdraw"] == ["wrong organisation"]
    assert {field["table"] for one in told for field in one["fields"]} >= {"initiatives", "initiative_agencies"}
    others = [one for one in created(found, "initiatives") if one != initiative]
    assert not [
        one for other in others for one in history(workspace.database, other) if one.get("verdict") == "withdraw"
    ]


def test_a_contributor_takes_in_rows_of_the_own_organisation_alone(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError, match="other organisations than AAA"):
        bring(workspace, tmp_path, CONTRIBUTOR)
    assert history(workspace.database) == []


def test_how_columns_are_meant_is_remembered_for_the_next_sheet_with_the_same_titles(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = SHEET.replace("Organisation,", "Wer,")
    sheet = tmp_path / "work.csv"
    sheet.write_text(text.replace("Helpers", "Healers"), encoding="utf-8")
    said = SheetAsked(file=sheet, mapping=ColumnMapping(columns={"org_name": "Wer"}))
    asked = ImportAsked(sheets=[said], report=NEXT, reason="with a mapping")
    assert take_in(workspace.database, workspace.folders, KEEPER, asked).change
    assert bring(workspace, tmp_path, text=text).sheets[0].mapped.columns["org_name"].title == "Wer"


def test_a_row_that_waits_and_breaks_the_record_holds_up_no_sheet(kept: Workspace, tmp_path: Path) -> None:
    wanted = office("a-centro")
    edit(kept, CONTRIBUTOR, wanted, {"area_code": "99999"}, held(kept, wanted).version)
    assert bring(kept, tmp_path).sheets[0].account.counts()["created"] == 3
    assert held(kept, wanted).cells["area_code"] == "99999"
    assert publish(kept.database, kept.folders, KEEPER, "without it").new


def test_a_row_that_was_changed_since_stays_and_so_does_what_a_row_needs(workspace: Workspace, tmp_path: Path) -> None:
    found = bring(workspace, tmp_path)
    made = created(found, "initiatives")[0]
    edit(workspace, REVIEWER, made, {"note": "since then"}, held(workspace, made).version)
    done = undo(workspace.database, KEEPER, found.change, "the wrong sheet")
    stayed = dict(done.stayed)
    assert stayed[made] == "was changed since"
    assert {one.table for one, why in stayed.items() if why == "is a part of a row that stays"} == {
        "initiative_agencies",
        "initiative_places",
        "initiative_partners",
    }
    assert any(one.table == "reports" and why == "is named by another row" for one, why in stayed.items())
    assert done.back
    publish(workspace.database, workspace.folders, KEEPER, "what is left")
    with pytest.raises(ParameterError, match="undone already"):
        undo(workspace.database, KEEPER, found.change, "again")


def test_a_broken_record_is_not_published_and_every_reason_is_named(workspace: Workspace) -> None:
    first = current(workspace.database)
    for one in ("a-centro", "b-centro"):
        wanted = office(one)
        edit(workspace, KEEPER, wanted, {"area_code": "99999"}, held(workspace, wanted).version)
    with pytest.raises(DataError) as broken:
        publish(workspace.database, workspace.folders, KEEPER, "wrong")
    assert len(broken.value.issues) >= 2
    assert current(workspace.database) == first


def test_an_earlier_edition_comes_back_and_old_ones_are_let_go(
    kept: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "EDITIONS_KEPT", 2)
    wanted, made = office("a-centro"), [current(kept.database)]
    for note in ("one", "two"):
        edit(kept, KEEPER, wanted, {"note": note}, held(kept, wanted).version)
        made.append(publish(kept.database, kept.folders, KEEPER, note).edition)
    go_back(kept.database, KEEPER, made[1], "two was wrong")
    assert current(kept.database) == made[1]
    assert [one["kept"] for one in publishing.publications(kept.database)] == [True, True, True, False]
    with pytest.raises(GoneError):
        go_back(kept.database, KEEPER, made[0], "too old")
    with pytest.raises(NotFoundError):
        go_back(kept.database, KEEPER, "0" * 12, "never was")
    changes = publishing.edition_changes(kept.database, publishing.publications(kept.database)[1]["publication"])
    assert changes == [
        {"table": "offices", "key": "a-centro", "change": "changed", "field": "note", "old": "one", "new": "two"}
    ]


def test_a_reason_is_asked_for_and_cells_are_held_to_their_bounds(kept: Workspace) -> None:
    wanted = office("a-centro")
    with pytest.raises(ParameterError, match="must say why"):
        review(kept.database, KEEPER, [wanted], Decision(Verdict.VALIDATE, " "))
    for cells, sentence in (
        ({"nothing": "x"}, "is no column"),
        ({"office_id": "x"}, "is the key"),
        ({"note": "x" * 10_001}, "at most 10,000"),
    ):
        with pytest.raises(ParameterError, match=sentence):
            edit(kept, KEEPER, wanted, cells, held(kept, wanted).version)
    assert edit(kept, KEEPER, wanted, {"note": "=1+1"}, held(kept, wanted).version).cells["note"] == "'=1+1"
    with pytest.raises(NotFoundError):
        edit(kept, KEEPER, row("offices", office_id="nowhere"), {"note": "x"}, 0)
