"""Presence between two reports: what the later one keeps, what is new in it, what it does not report again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.measures.answer import (
    DISCLAIMER,
    Answer,
    filters_of,
    reason_records,
    report_record,
    source_record,
    with_names,
)
from unmap.measures.presence import presence_rows
from unmap.model import Kind, PresenceQuery
from unmap.model.answer_columns import COMPARED
from unmap.store.dataset import newest_first
from unmap.store.naming import in_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.model import Report
    from unmap.store import Dataset

KEPT, NEW, NOT_AGAIN = "kept", "new", "not-again"

_THING = ["record_type", "agency_id", "outcome_id", "theme_id", "code"]
_COUNTS = list(COMPARED)

DEFINITION = (
    "What two reports state, each once: an organisation with an office in an area, or at work there under an outcome "
    "of the framework or, where the record has none, on a theme. kept stands in both, new in the later one alone, "
    "not_again in the earlier one alone, which does not mean that it ended. kept + new is the later report and kept + "
    "not_again the earlier one, in every row. Areas whose boundaries changed between the two are compared as one."
)


@dataclass(frozen=True, slots=True, eq=False)
class ReportChange:
    """What came of each thing of two reports, and how many did by area, organisation and sector.

    A thing is an organisation's office in an area, or its work there in one sector: under an outcome or, where no
    initiative of the two has one, on a theme. Things without an area at the level are counted, in `elsewhere`,
    for organisations and for sectors, but for no area.

    - `things`: record_type ("office" or "initiative"), agency_id, outcome_id, theme_id, code, status ("kept", "new",
      "not-again"); empty text for what is not stated.
    - `areas`: code, name and the counts; `agencies`: agency_id, acronym and the counts; `sectors`: record_type,
      outcome_id, theme_id, title_en, title_es and the counts. The counts are earlier, later, kept, new and not_again.
    - `joined`: areas compared as one, by the codes of each with "+" between them, with their names.
    - `not_bridged`: codes that the boundaries no longer have and that stand for several areas now, of which the earlier
      report says something: it is compared at the levels above alone.
    """

    earlier: Report
    later: Report
    things: pd.DataFrame
    areas: pd.DataFrame
    agencies: pd.DataFrame
    sectors: pd.DataFrame
    elsewhere: dict[str, int]
    joined: dict[str, str]
    not_bridged: tuple[str, ...]


def report_change(dataset: Dataset, since: str | None = None, query: PresenceQuery | None = None) -> ReportChange:
    """Compare the report that `dataset` shows with an earlier one of the same data.

    Work counts in the areas of the query's level that it is placed in or inside; `statewide` and `counting` change
    nothing here. Raises ParameterError where there is no earlier report, for one that is none, and for a filter value
    that does not exist.

    Parameters:
    - `dataset`: what `unmap.load` gives; the later report is the one that it shows.
    - `since`: id of the earlier report; the one before without it.
    - `query`: level, kind of presence and filters; all presence by area of the highest level without it.

    >>> answer = report_change(data, since=data.report.report_id)  # where there is one report: all of it is kept
    >>> answer.areas.query("code == '07'")[["earlier", "later", "kept"]].to_numpy().tolist()
    [[21, 21, 21]]
    """
    whole = dataset.whole or dataset
    later = dataset.report
    earlier = whole.of_report(_earlier(whole, later.report_id, since)).report
    query = in_codes(whole, query)
    joined = _comparable(whole, query.level, _day_of(earlier), _day_of(later))
    rows = _things(whole, query, joined)
    before, after = (rows.loc[rows["report_id"] == one.report_id, _THING].drop_duplicates() for one in (earlier, later))
    things = before.merge(after, on=_THING, how="outer", indicator="status")
    named = {"both": KEPT, "right_only": NEW, "left_only": NOT_AGAIN}
    things["status"] = things["status"].astype("str").map(named)
    things = things.sort_values(_THING, ignore_index=True)
    names = pd.concat([layer.set_index("code")["name"] for layer in map(whole.layer, whole.admin_levels)])
    called = {code: " + ".join(names[part] for part in code.split(_JOIN)) for code in set(joined.values())}
    areas = _counted(things.loc[things["code"] != ""], ["code"])
    areas.insert(1, "name", areas["code"].map({**names, **called}).astype("str"))
    sectors = _counted(things, ["record_type", "outcome_id", "theme_id"])
    return ReportChange(
        earlier=earlier,
        later=later,
        things=things,
        areas=areas,
        agencies=with_names(whole, _counted(things, ["agency_id"])),
        sectors=_titled(whole, sectors),
        elsewhere=_sums(things.loc[things["code"] == ""]),
        joined=called,
        not_bridged=_not_bridged(whole, query.level, earlier.report_id),
    )


def _earlier(whole: Dataset, later: str, since: str | None) -> str:
    """Give the id of the earlier report; raises ParameterError where there is none, or it is not earlier.

    A report may be compared with itself: all of it is kept.
    """
    ids = newest_first(whole.reports)["report_id"].tolist()
    known = ids[ids.index(later) :]
    if since is None and len(known) == 1:
        raise ParameterError("since", f"there is no report before {later} to compare with")
    if since is not None and since not in known:
        raise ParameterError("since", f"must be one of {', '.join(known)}, which are no later than {later}", since)
    return known[1] if since is None else since


def _day_of(report: Report) -> pd.Timestamp:
    """Give the last day that a report speaks of."""
    return pd.Timestamp(report.period_end or f"{report.reporting_year}-12-31")


def _things(whole: Dataset, query: PresenceQuery, joined: Mapping[str, str]) -> pd.DataFrame:
    """Give what all reports state, each thing as often as it stands there, with its report_id."""
    rows = presence_rows(whole, query)
    if query.kind in {Kind.OFFICES, Kind.INITIATIVES}:
        rows = rows.loc[rows["record_type"] == query.kind.removesuffix("s")]
    reports = [
        *zip(whole.offices["office_id"], whole.offices["report_id"], strict=True),
        *zip(whole.initiatives["initiative_id"], whole.initiatives["report_id"], strict=True),
    ]
    codes = rows[f"{whole.level(query.level)}_code"]
    # A row need not say which report it is of where there is only one.
    report_ids = rows["record_id"].map(dict(reports)).replace("", whole.reports["report_id"].iloc[0])
    rows = rows.assign(report_id=report_ids, code=codes.replace(dict(joined)), theme_id="")
    if not whole.initiatives["outcome_id"].any():
        themes = dict(zip(whole.initiatives["initiative_id"], whole.initiatives["themes"], strict=True))
        rows["theme_id"] = [themes.get(one) or ("",) for one in rows["record_id"]]
        rows = rows.explode("theme_id")
        rows = rows.loc[rows["theme_id"].isin(query.themes)] if query.themes else rows
    return rows[["report_id", *_THING]].astype("str")


_JOIN = "+"


def _comparable(whole: Dataset, level: str | None, since: pd.Timestamp, until: pd.Timestamp) -> dict[str, str]:
    """Give, for each area whose boundary changed between two days, the codes of all that it is compared with as one."""
    group: dict[str, set[str]] = {}
    number = whole.level(level).level
    changes = whole.changes
    between = changes.loc[(changes["changed_on"] > since) & (changes["changed_on"] <= until)]
    for old, new in zip(between["old_code"], between["new_code"], strict=True):
        codes = {line[number - 1] for code in (old, new) if len(line := whole.lineage(code)) >= number}
        found = set().union(codes, *(group.get(code, ()) for code in codes))
        group |= dict.fromkeys(found, found)
    return {code: _JOIN.join(sorted(codes)) for code, codes in group.items() if len(codes) > 1}


def _not_bridged(whole: Dataset, level: str | None, report_id: str) -> tuple[str, ...]:
    """Give the codes that a report states, that no area has now and that stand for no one area of the level."""
    gone = set(whole.changes["old_code"]) - set().union(*(whole.areas(one) for one in whole.admin_levels))
    ours = whole.initiatives.loc[whole.initiatives["report_id"] == report_id, "initiative_id"]
    places = whole.initiative_places
    stated = {
        *places.loc[places["initiative_id"].isin(ours), "area_code"],
        *whole.offices.loc[whole.offices["report_id"] == report_id, "area_code"],
    }
    return tuple(sorted(code for code in stated & gone if len(whole.lineage(code)) < whole.level(level).level))


def _counted(things: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count things by columns of theirs and by what came of them."""
    status = things["status"].to_numpy()
    table = things[by].assign(
        earlier=status != NEW,
        later=status != NOT_AGAIN,
        kept=status == KEPT,
        new=status == NEW,
        not_again=status == NOT_AGAIN,
    )
    return table.groupby(by, sort=True)[_COUNTS].sum().astype(np.int64).reset_index()


def _titled(whole: Dataset, sectors: pd.DataFrame) -> pd.DataFrame:
    """Put the titles of outcomes and themes behind their codes; offices have none."""
    outcomes, themes = whole.framework.set_index("outcome_id"), whole.themes.set_index("theme_id")
    for place, name in enumerate(("title_en", "title_es"), 3):
        of_outcomes, of_themes = outcomes[name].to_dict(), themes[name].to_dict()
        codes = zip(sectors["outcome_id"], sectors["theme_id"], strict=True)
        titles = [of_outcomes.get(outcome) or of_themes.get(theme) or "" for outcome, theme in codes]
        sectors.insert(place, name, pd.Series(titles, index=sectors.index, dtype="str"))
    return sectors


def _sums(things: pd.DataFrame) -> dict[str, int]:
    sums = _counted(things.assign(all=""), ["all"]).sum()
    return {name: int(sums[name]) for name in _COUNTS}


def report_change_answer(dataset: Dataset, since: str | None = None, query: PresenceQuery | None = None) -> Answer:
    """Give what two reports have in common and what one has alone; tables: areas, agencies, sectors, things.

    Without an earlier report, where none is named, there is no change to tell: `reasons` says so, and only what the
    report states is counted. Raises ParameterError as `report_change` does.
    """
    query = query or PresenceQuery()
    whole = dataset.whole or dataset
    later = dataset.report.report_id
    alone = since is None and newest_first(whole.reports)["report_id"].iloc[-1] == later
    found = report_change(dataset, later if alone else since, query)
    level = whole.level(query.level)
    earlier = None if alone else report_record(whole.of_report(found.earlier.report_id))
    head: dict[str, Any] = {
        "query": {
            "since": None if alone else found.earlier.report_id,
            "report": later,
            "level": level.word,
            "kind": query.kind,
            **filters_of(in_codes(whole, query)),
            "headquarters": query.headquarters,
        },
        "edition": dataset.edition,
        "earlier": earlier,
        "report": report_record(dataset),
        "definition": DEFINITION,
        "totals": _unless(_sums(found.things), alone),
        "outside_areas": _unless(found.elsewhere, alone),
        "boundaries": {"joined": found.joined, "not_bridged": list(found.not_bridged)},
        "reasons": reason_records(["no-earlier-report"] if alone else []),
        "disclaimer": DISCLAIMER,
        "sources": [
            source_record(whole, one)
            for one in dict.fromkeys(report.source_id for report in (found.earlier, found.later))
        ],
    }
    tables = {
        "areas": found.areas,
        "agencies": found.agencies,
        "sectors": found.sectors,
        "things": with_names(whole, found.things),
    }
    if alone:
        tables = {name: table.iloc[:0] for name, table in tables.items()}
    stamp = {"since": head["query"]["since"], "report": later, "edition": dataset.edition}
    return Answer("report-change", head, tables, stamp)


def _unless(counts: dict[str, int], missing: bool) -> dict[str, int | None]:  # noqa: FBT001 - of one caller
    return {name: None if missing and name != "later" else count for name, count in counts.items()}
