"""Rules for the record of a report: its year and source, counts, agencies and partners, figures."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from unmap.errors import Issue, quoted
from unmap.geo.names import name_key
from unmap.geo.reference_systems import is_metric
from unmap.model import schema
from unmap.store.reading import located, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from unmap.model import Table

    Frames = Mapping[str, pd.DataFrame]

FOUNDED = 1945
"""Year in which the United Nations were founded: no office is older."""

AHEAD = 10
"""Years after the report's to which an office or a figure may be stated."""

AROUND = 2
"""Years by which work may have ended before the report's, or begin after it, and still be reported."""

LONGEST = 30
"""Years by which an initiative may go on, and a result be older, than the report."""

LEFT_OVER = 10
"""So many times more figures of another year than of the report's are those of another report."""

_PEOPLE = frozenset({"people", "persons", "women", "men", "children", "adolescents", "young people", "students"})
_YEAR = re.compile(r"\d{4}")


def folded(name: str) -> str:
    """Give the letters and digits of a name, small and without accents: spellings of one name give the same."""
    return "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if one.isalnum())


class _Report(NamedTuple):
    report_id: str
    year: int
    source_id: str


def record_issues(frames: Frames) -> list[Issue]:
    """Check every rule whose tables could be read; those on a report, for each of the reports that has a year."""
    issues = [issue for needed, rule in _RULES if needed <= frames.keys() for issue in rule(frames)]
    reports = frames.get("reports")
    if reports is None or reports["reporting_year"].isna().any() or reports["report_id"].duplicated().any():
        return issues
    for row in range(len(reports)):
        own = reports.iloc[[row]]
        report = _Report(*own[["report_id", "reporting_year", "source_id"]].iloc[0])
        of_report = frames if len(reports) == 1 else _of_report(frames, own)
        issues += [
            issue
            for needed, rule in _RULES_OF_A_REPORT
            if needed <= of_report.keys()
            for issue in rule(of_report, report)
        ]
    return issues


def _of_report(frames: Frames, own: pd.DataFrame) -> Frames:
    """Give the tables with the rows of one report; without those that belong to none."""
    report_id = own["report_id"].iloc[0]
    kept = {"reports": own, **{name: frames[name] for name in ("sources",) if name in frames}}
    for name in ("offices", "initiatives"):
        if name in frames:
            kept[name] = frames[name].loc[frames[name]["report_id"] == report_id]
    for name in ("initiative_results", "initiative_agencies", "initiative_partners"):
        if {"initiatives", name} <= frames.keys():
            rows = frames[name]
            kept[name] = rows.loc[rows["initiative_id"].isin(kept["initiatives"]["initiative_id"])]
    if {"offices", "initiative_agencies", "agencies"} <= frames.keys() and "initiative_agencies" in kept:
        named, of_any = (
            {*tables["offices"]["agency_id"], *tables["initiative_agencies"]["agency_id"]} for tables in (kept, frames)
        )
        agencies = frames["agencies"]
        kept["agencies"] = agencies.loc[~agencies["agency_id"].isin(of_any - named)]
    return kept


def _reports(frames: Frames) -> list[Issue]:
    """Tell the rows that do not say which of several reports states them."""
    if len(frames["reports"]) <= 1:
        return []
    message = "must say which report states it, since the folder holds several"
    return [
        issue
        for table in (schema.OFFICES, schema.INITIATIVES)
        if table.name in frames
        for cells in [frames[table.name]["report_id"]]
        for issue in told(table, "report_id", cells[cells == ""], "no-report", message)
    ]


def _sources(frames: Frames, report: _Report) -> list[Issue]:
    """Tell the rows that name another source than the report's and no report."""
    message = f"is not {quoted(report.source_id)}, the source of the report; correct it, or name the report"
    return [
        issue
        for table in (schema.OFFICES, schema.INITIATIVES)
        if table.name in frames
        for rows in [frames[table.name]]
        for cells in [rows.loc[rows["report_id"] == "", "source_id"]]
        for issue in told(
            table, "source_id", cells[(cells != "") & (cells != report.source_id)], "other-source", message
        )
    ]


def _office_days(frames: Frames, report: _Report) -> list[Issue]:
    offices, year = frames["offices"], report.year
    first, last = offices["valid_from"], offices["valid_to"]
    faults = (
        ("valid_from", first.dt.year > year, f"is after {year}, the year of the report"),
        ("valid_from", first.dt.year < FOUNDED, f"is before {FOUNDED}, when the United Nations were founded"),
        ("valid_to", last.dt.year < year, f"is before {year}, the year of the report"),
        ("valid_to", last.dt.year > year + AHEAD, "is too far ahead; leave it empty for an office that is still open"),
    )
    return [
        issue
        for column, wrong, message in faults
        for issue in told(
            schema.OFFICES, column, offices.loc[wrong, column].dt.strftime("%Y-%m-%d"), "other-year", message
        )
    ]


def _initiative_years(frames: Frames, report: _Report) -> list[Issue]:
    initiatives, year = frames["initiatives"], report.year
    start, end = initiatives["start_year"], initiatives["end_year"]
    return [
        *_years(schema.INITIATIVES, start, start > year + AROUND, f"is after {year}, the year of the report"),
        *_years(schema.INITIATIVES, end, end < year - AROUND, f"is before {year}, the year of the report"),
        *_years(schema.INITIATIVES, end, end > year + LONGEST, f"is too long after {year}, the year of the report"),
    ]


def _years(table: Table, years: pd.Series, wrong: pd.Series, message: str) -> list[Issue]:
    return told(table, str(years.name), years[wrong.fillna(value=False).astype(bool)], "other-year", message)


def _result_years(frames: Frames, report: _Report) -> list[Issue]:
    years, year = frames["initiative_results"]["year"], report.year
    wrong = (years < year - LONGEST) | (years > year + AHEAD)
    return _years(schema.INITIATIVE_RESULTS, years, wrong, f"is too far from {year}, the year of the report")


def _context_years(frames: Frames, report: _Report) -> list[Issue]:
    """Tell figures that lie ahead, and a table that is left over from another report."""
    years, year, table = frames["context_figures"]["year"], report.year, schema.CONTEXT_FIGURES
    issues = _years(table, years, years > year + AHEAD, f"is too long after {year}, the year of the report")
    counts = years.value_counts()
    if counts.empty:
        return issues
    commonest, most, own = int(counts.index[0]), int(counts.iloc[0]), int(counts.get(year, 0))
    # Some figures of context are older than any report; hardly one of its own year means another report's table.
    if most > LEFT_OVER * max(own, 1):
        message = f"{most} figures are of {commonest} and {own} of {year}, the report's year: another report's?"
        issues.append(Issue(table.path, 0, "year", "other-year", message))
    return issues


def _metric_crs(frames: Frames) -> list[Issue]:
    """Tell of reference systems that are not known, or in which no lengths in metres can be given out."""
    reports = frames["reports"]
    wrong = [name for name in reports["metric_crs"] if name and not is_metric(name)]
    message = "is no projected reference system in metres that EPSG has; leave it empty for none"
    own = reports.loc[reports["metric_crs"].isin(wrong), "metric_crs"]
    return list(told(schema.REPORTS, "metric_crs", own, "unknown-reference-system", message))


def _period(frames: Frames, report: _Report) -> list[Issue]:
    """Hold the days of the report's period against each other and against its year."""
    reports, table = frames["reports"], schema.REPORTS
    first, last = reports["period_start"], reports["period_end"]
    faults = (
        ("period_end", first > last, "end-before-start", "is before period_start; correct one of them"),
        ("period_start", first.dt.year > report.year, "other-year", "is after reporting_year; correct one of them"),
        ("period_end", last.dt.year < report.year, "other-year", "is before reporting_year; correct one of them"),
    )
    return [
        issue
        for column, wrong, code, message in faults
        for issue in told(table, column, reports.loc[wrong, column].dt.strftime("%Y-%m-%d"), code, message)
    ]


def _report_year(frames: Frames, report: _Report) -> list[Issue]:
    sources = frames["sources"]
    stated = sources.loc[sources["source_id"] == report.source_id, "year"]
    years = [int(year) for text in stated for year in _YEAR.findall(text)]
    if not years or min(years) <= report.year <= max(years):
        return []
    message = f"is not among {quoted(stated.iloc[0])}, which sources.csv gives for {quoted(report.source_id)}"
    return told(schema.REPORTS, "reporting_year", frames["reports"]["reporting_year"], "other-year", message)


def _counts(frames: Frames) -> list[Issue]:
    initiatives, table = frames["initiatives"], schema.INITIATIVES
    alone = initiatives["reported_area_count"].notna() & (initiatives["reported_area_unit"] == "")
    both = (initiatives["outcome_id"] != "") & (initiatives["section"] != "")
    return [
        *located(table, "reported_area_unit", alone, "missing-value", "say what reported_area_count counts"),
        *located(table, "section", both, "outcome-and-section", "stands beside an outcome; a section is given where "
                 "there is no outcome"),
    ]  # fmt: skip


def _results(frames: Frames) -> list[Issue]:
    results, table = frames["initiative_results"], schema.INITIATIVE_RESULTS
    value, unit = results["value"], results["unit"].str.lower()
    faults = (
        (value < 0, "is negative; a result is what was reached"),
        ((unit == "percent") & (value > 100), "is more than 100 percent"),  # noqa: PLR2004 - the whole
        (unit.isin(_PEOPLE) & (value % 1 != 0) & value.notna(), "is not a whole number of people"),
    )
    return [
        issue
        for wrong, message in faults
        for issue in told(table, "value", value[wrong].map("{:.15g}".format), "out-of-range", message)
    ]


def _lines_of_action(frames: Frames) -> list[Issue]:
    framework = frames["framework"]
    return [
        issue
        for column in ("sla_gender", "sla_migration")
        for wrong in [(framework[column] > framework["sla_total"]).fillna(value=False).astype(bool)]
        for issue in told(schema.FRAMEWORK, column, framework.loc[wrong, column], "out-of-range", "is above sla_total")
    ]


def _acronyms(frames: Frames) -> list[Issue]:
    agencies = frames["agencies"]
    names = {name: agencies[name].map(name_key) for name in ("acronym", "name_en", "name_es")}
    same = agencies.assign(**names)
    # Two bodies may share an acronym; what shares a name with it too is one body written twice. Names that differ in
    # capitals alone are left apart under an acronym that does not: a sheet had them so, and adding it told of them.
    twice = agencies["acronym"].isna()
    for name in ("name_en", "name_es"):
        spelt = agencies["acronym"] + "\0" + names[name]
        known = spelt.duplicated() & ~(names["acronym"] + "\0" + agencies[name]).duplicated()
        twice |= (names["acronym"] != "") & same.duplicated(["acronym", name]) & ~known
    message = "is, with the same name, the acronym of an agency in an earlier row; nobody could tell the two apart"
    return told(schema.AGENCIES, "acronym", agencies.loc[twice, "acronym"], "duplicate-name", message)


def _partners(frames: Frames) -> list[Issue]:
    partners, table = frames["initiative_partners"], schema.INITIATIVE_PARTNERS
    name = partners["partner"].map(folded)
    same = partners.assign(partner=name)
    twice = same.duplicated(["initiative_id", "partner", "role"]) & ~partners.duplicated(list(table.key))
    message = "stands in an earlier row of the initiative in another spelling"
    return told(table, "partner", partners.loc[twice, "partner"], "duplicate-name", message)


def _partners_of_the_system(frames: Frames, _report: _Report) -> list[Issue]:
    """Tell partners that the report has as agencies; sheets of who does what where, without a framework, may do so."""
    agencies, initiatives = frames["agencies"], frames["initiatives"]
    under = initiatives.loc[(initiatives["outcome_id"] != "") | (initiatives["section"] != ""), "initiative_id"]
    rows = frames["initiative_partners"]
    partners = rows.loc[rows["initiative_id"].isin(under), "partner"]
    # Not the aliases: a report may call by one of them a body that only belongs to the agency.
    names = {folded(name) for column in ("agency_id", "acronym", "name_en", "name_es") for name in agencies[column]}
    message = "is an agency; list it in programme/initiative_agencies.csv"
    return told(schema.INITIATIVE_PARTNERS, "partner", partners[partners.map(folded).isin(names)], "agency", message)


_RULES: tuple[tuple[set[str], Callable[[Frames], list[Issue]]], ...] = (
    ({"reports"}, _reports),
    ({"reports"}, _metric_crs),
    ({"initiatives"}, _counts),
    ({"initiative_results"}, _results),
    ({"framework"}, _lines_of_action),
    ({"agencies"}, _acronyms),
    ({"initiative_partners"}, _partners),
)

_RULES_OF_A_REPORT: tuple[tuple[set[str], Callable[[Frames, _Report], list[Issue]]], ...] = (
    (set(), _sources),
    ({"offices"}, _office_days),
    ({"initiatives"}, _initiative_years),
    ({"initiatives", "initiative_partners", "agencies"}, _partners_of_the_system),
    ({"initiative_results"}, _result_years),
    ({"context_figures"}, _context_years),
    ({"sources"}, _report_year),
    (set(), _period),
)
