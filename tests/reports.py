"""The country of squares with a second report, of the year after: an office stays, one goes, an initiative comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = "first", "second"


def write_second_report(folder: Path) -> Path:
    """Give a folder of squares a second report: that of the year after, in which some of the record stands again."""
    tables = {
        name: pd.read_csv(folder / "programme" / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("reports", "offices", "initiatives", "initiative_agencies", "initiative_places")
    }
    reports = tables["reports"]
    year = int(reports["reporting_year"].iloc[0])
    reports["report_id"] = FIRST
    sources = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    sources.loc[sources["source_id"] == reports["source_id"].iloc[0], "year"] = f"{year}-{year + 1}"
    sources.to_csv(folder / "sources.csv", index=False)
    later = reports.assign(report_id=SECOND, title="Second report", reporting_year=str(year + 1))
    tables["reports"] = pd.concat([reports, later])
    tables["offices"] = _twice(tables["offices"], "office_id", drop=1, year=year)
    tables["initiatives"] = _twice(tables["initiatives"], "initiative_id", drop=1, year=year)
    kept = set(tables["initiatives"]["initiative_id"])
    for name in ("initiative_agencies", "initiative_places"):
        again = tables[name].assign(initiative_id=SECOND + "." + tables[name]["initiative_id"])
        whole = pd.concat([tables[name], again])
        tables[name] = whole.loc[whole["initiative_id"].isin(kept)]
    for name, table in tables.items():
        table.to_csv(folder / "programme" / f"{name}.csv", index=False)
    return folder


def _twice(table: pd.DataFrame, key: str, drop: int, year: int) -> pd.DataFrame:
    """Give rows of the first report and, but for the first `drop`, the same of the second, a year later."""
    again = table.iloc[drop:].copy()
    again[key] = SECOND + "." + again[key]
    for name in ("valid_from", "valid_to"):
        if name in again:
            again[name] = again[name].str.replace(str(year), str(year + 1))
    return pd.concat([table.assign(report_id=FIRST), again.assign(report_id=SECOND)])
