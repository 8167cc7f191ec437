"""Of two reports, kept and new are the later one, kept and not reported again the earlier one: everywhere, always."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import unmap
from tests.conftest import write_squares
from tests.reports import FIRST, SECOND, write_second_report
from unmap.errors import ParameterError
from unmap.measures import Kind, PresenceQuery, presence_rows, report_change
from unmap.measures.report_change import report_change_answer
from unmap.store.loading import check

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    import pandas as pd

    from unmap.store import Dataset

Sets = dict[object, set[tuple[object, ...]]]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The squares with two reports, of which the second is shown."""
    return unmap.load(write_second_report(write_squares(tmp_path_factory.mktemp("change") / "squares")))


def stated(data: Dataset, query: PresenceQuery, key: str) -> Sets:
    """Give, by area or organisation, the distinct things of the report that `data` shows, by plain sets."""
    found: Sets = {}
    for row in presence_rows(data, query).to_dict("records"):
        if query.kind is not Kind.ANY and not str(query.kind).startswith(row["record_type"]):
            continue
        code = row[f"{data.level(query.level)}_code"]
        thing = (row["record_type"], row["agency_id"], row["outcome_id"], code)
        found.setdefault(code if key == "code" else row[key], set()).add(thing)
    return found


def counts(table: pd.DataFrame, key: str) -> dict[object, dict[Hashable, int]]:
    """Give the counts of a table by its key."""
    return {row[key]: row for row in table.to_dict("records")}


def hold(data: Dataset, query: PresenceQuery) -> None:
    """Hold a comparison against sets of what each report states."""
    found = report_change(data, FIRST, query)
    for key, table in (("code", found.areas), ("agency_id", found.agencies)):
        before, after = (stated(data.of_report(one), query, key) for one in (FIRST, SECOND))
        counted = counts(table, key)
        assert set(counted) | {""} == set(before) | set(after) | {""}
        for name, row in counted.items():
            old, new = before.get(name, set()), after.get(name, set())
            assert (row["earlier"], row["later"]) == (len(old), len(new))
            assert (row["kept"], row["new"], row["not_again"]) == (len(old & new), len(new - old), len(old - new))
    for table in (found.areas, found.agencies, found.sectors):
        assert (table["kept"] + table["new"] == table["later"]).all()
        assert (table["kept"] + table["not_again"] == table["earlier"]).all()
    assert found.sectors["later"].sum() == found.agencies["later"].sum()
    assert found.areas["earlier"].sum() + found.elsewhere["earlier"] == found.agencies["earlier"].sum()


@pytest.mark.exhaustive
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_kept_and_new_are_the_later_report_and_kept_and_not_again_the_earlier(
    second: Dataset, drawn: st.DataObject
) -> None:
    whole = second.whole
    assert whole is not None

    def of_reports(table: pd.DataFrame, **columns: list[str]) -> pd.DataFrame:
        return table.assign(
            **{
                name: drawn.draw(st.lists(st.sampled_from(values), min_size=len(table), max_size=len(table)))
                for name, values in {"report_id": [FIRST, SECOND], **columns}.items()
            }
        ).astype("str")

    offices = of_reports(whole.offices[["office_id", "agency_id"]], agency_id=["AAA", "BBB"])
    initiatives = of_reports(whole.initiatives[["initiative_id"]], outcome_id=["1", "2", ""])
    either = replace(
        whole,
        offices=whole.offices.assign(report_id=offices["report_id"], agency_id=offices["agency_id"]),
        initiatives=whole.initiatives.assign(**{name: initiatives[name] for name in ("report_id", "outcome_id")}),
    )
    query = PresenceQuery(
        level=drawn.draw(st.sampled_from(["state", "municipality"])),
        kind=drawn.draw(st.sampled_from([Kind.ANY, Kind.OFFICES, Kind.INITIATIVES])),
    )
    hold(either.of_report(SECOND), query)


def test_an_office_that_the_second_report_leaves_out_is_not_reported_again(second: Dataset) -> None:
    found = report_change(second, query=PresenceQuery(kind=Kind.OFFICES, level="municipality"))
    assert found.things[["agency_id", "code", "status"]].to_numpy().tolist() == [
        ["AAA", "01001", "not-again"],
        ["BBB", "01001", "kept"],
    ]


def test_filters_narrow_both_reports(second: Dataset) -> None:
    found = report_change(second, FIRST, PresenceQuery(agencies=frozenset({"Agency B"})))
    assert set(found.things["agency_id"]) == {"BBB"}
    assert found.agencies["earlier"].sum() == len(found.things)
    with pytest.raises(ParameterError, match="agency"):
        report_change(second, FIRST, PresenceQuery(agencies=frozenset({"CCC"})))


def test_where_no_initiative_has_an_outcome_its_themes_are_the_sectors(second: Dataset) -> None:
    assert second.whole is not None
    without = replace(second.whole, initiatives=second.whole.initiatives.assign(outcome_id=""))
    found = report_change(without.of_report(SECOND), query=PresenceQuery(kind=Kind.INITIATIVES))
    assert set(found.sectors["theme_id"]) == {"", "gender", "health"}
    assert "Salud" in set(found.sectors["title_es"])
    of_health = report_change(without.of_report(SECOND), query=PresenceQuery(themes=frozenset({"health"})))
    assert set(of_health.sectors["theme_id"]) == {"health"}


def test_only_an_earlier_report_can_be_compared_with(second: Dataset) -> None:
    with pytest.raises(ParameterError, match="since: there is no report before first"):
        report_change(second.of_report(FIRST))
    with pytest.raises(ParameterError, match="must be one of first"):
        report_change(second.of_report(FIRST), SECOND)
    same = report_change(second, SECOND)
    assert set(same.things["status"]) == {"kept"}


def test_without_an_earlier_report_the_answer_says_so(second: Dataset) -> None:
    answer = report_change_answer(second.of_report(FIRST))
    assert [reason["code"] for reason in answer.head["reasons"]] == ["no-earlier-report"]
    assert answer.head["totals"]["kept"] is None
    assert all(table.empty for table in answer.tables.values())


def test_the_only_report_need_not_be_named_in_its_rows(squares: Path) -> None:
    data = unmap.load(squares)
    answer = report_change_answer(data)
    assert answer.head["totals"]["later"] == len(report_change(data, data.report.report_id).things) > 0


def changed(folder: Path, *rows: str) -> Path:
    """Write changes of boundaries into a folder."""
    text = "\n".join(["old_code,new_code,changed_on", *rows, ""])
    (folder / "geo/changes.csv").write_text(text, encoding="utf-8")
    return folder


def test_areas_whose_boundaries_changed_between_two_reports_are_compared_as_one(squares: Path) -> None:
    query = PresenceQuery(level="municipality")
    folder = changed(write_second_report(squares), "01001,01001,2021-03-01", "01001,01002,2021-03-01")
    found = report_change(unmap.load(folder), query=query)
    assert found.joined == {"01001+01002": "Centro + Norte"}
    assert not {"01001", "01002"} & set(found.areas["code"])
    # The storm warning is in both: of one area it is one thing.
    [row] = found.areas.loc[found.areas["code"] == "01001+01002"].to_dict("records")
    assert (row["earlier"], row["later"], row["kept"]) == (3, 2, 2)
    # A state stays what it is, whatever moves inside it.
    assert report_change(unmap.load(folder)).joined == {}
    # What changed before both reports is no change between them.
    before = changed(folder, "01001,01001,2019-01-01", "01001,01002,2019-01-01")
    assert report_change(unmap.load(before), query=query).joined == {}


def test_a_code_that_is_gone_stands_for_its_area_of_now(squares: Path) -> None:
    folder = changed(write_second_report(squares), "01009,01001,2021-03-01")
    path = folder / "programme/initiative_places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("in-towns,01001", "in-towns,01009", 1), encoding="utf-8")
    assert check(folder) == ()
    found = report_change(unmap.load(folder), query=PresenceQuery(level="municipality", kind=Kind.INITIATIVES))
    assert found.not_bridged == ()
    assert set(found.things.loc[found.things["code"] == "01001", "status"]) == {"kept"}


def test_a_code_that_is_gone_and_stands_for_several_areas_is_named(squares: Path) -> None:
    folder = changed(write_second_report(squares), "01009,01001,2021-03-01", "01009,01002,2021-03-01")
    path = folder / "programme/initiative_places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("in-towns,01001", "in-towns,01009", 1), encoding="utf-8")
    assert check(folder) == ()
    data = unmap.load(folder)
    assert report_change(data, query=PresenceQuery(level="municipality")).not_bridged == ("01009",)
    assert report_change(data, query=PresenceQuery(level="state")).not_bridged == ()
    answer = report_change_answer(data, query=PresenceQuery(level="municipality"))
    assert answer.head["boundaries"]["not_bridged"] == ["01009"]


def test_a_change_leads_to_an_area_that_there_is(squares: Path) -> None:
    issues = check(changed(squares, "01001,01077,2021-03-01"))
    assert [(issue.file, issue.row, issue.column, issue.code) for issue in issues] == [
        ("geo/changes.csv", 2, "new_code", "unknown-key")
    ]
