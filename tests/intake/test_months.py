"""A monthly sheet of Somalia is four reports of one folder, and two of them differ as sets of the sheet's rows do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import orjson
import pytest
from typer.testing import CliRunner

import unmap
from tests.intake.field_files import rows_of
from unmap.cli.app import app
from unmap.measures import PresenceQuery, report_change

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

SHEET = "3w_operational_presence_dataset_january_april_2025.xlsx"
NAMES = ("January", "February", "March", "April")
MONTHS = {f"somalia-2025-{number:02d}": month for number, month in enumerate(NAMES, 1)}
READ, OF_NO_DISTRICT = 4146, 581
ELSEWHERE = 1
"""Rows with the code of a district that the boundaries do not have, in another region than the row names."""


@pytest.fixture(scope="module")
def told(elsewhere: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Dataset]:
    """Give what the command told, and the folder that it wrote."""
    files, folder = elsewhere / "somalia", tmp_path_factory.mktemp("months") / "somalia"
    given = {
        "country": "SOM",
        "title": "Somalia, operational presence",
        "period": "2025-01/2025-04",
        "admin1": files / "adm1.geojson",
        "admin2": files / "adm2.geojson",
        "presence": files / SHEET,
        "format": "json",
    }
    options = [f"--{name}={value}" for name, value in given.items()]
    done = CliRunner().invoke(app, ["new", str(folder), *options, "--each-month"])
    assert done.exit_code == 1, done.output
    return orjson.loads(done.stdout), unmap.load(folder)


def test_every_month_is_a_report(told: tuple[dict[str, Any], Dataset]) -> None:
    answer, data = told
    [sheet] = [one for one in answer["inputs"] if one["file"] == SHEET]
    assert (sheet["read"], sheet["held"]) == (READ, ELSEWHERE)
    above = [one for one in answer["problems"] if one["code"] == "unknown-code" and not one["bucket"]]
    assert (len(above), len({one["value"] for one in above})) == (OF_NO_DISTRICT - ELSEWHERE, 16)
    assert data.reports["report_id"].tolist() == list(MONTHS)
    assert data.report.report_id == list(MONTHS)[-1]


@pytest.mark.parametrize(("level", "digits"), [("region", 4), ("admin2", 6)])
def test_two_months_differ_as_the_rows_of_the_sheet_do(
    told: tuple[dict[str, Any], Dataset], elsewhere: Path, level: str, digits: int
) -> None:
    _, data = told
    districts = set(gpd.read_file(elsewhere / "somalia/adm2.geojson")["admin2Pcode"])

    def counts(row: tuple[str, ...]) -> bool:
        """Tell whether a row counts at the level: its district is known, or the region that both of its codes name."""
        return row[5] in districts or (level == "region" and row[5][:digits] == row[3])

    rows = rows_of(elsewhere / "somalia" / SHEET).values()
    of_month = {
        report: {(row[7], row[1], row[5][:digits]) for row in rows if row[0] == month and counts(row)}
        for report, month in MONTHS.items()
    }
    for earlier, later in pairwise(MONTHS):
        found = report_change(data.of_report(later), query=PresenceQuery(level=level))
        old, new = of_month[earlier], of_month[later]
        assert found.earlier.report_id == earlier
        things = found.things.loc[found.things["code"] != ""]
        counted = things["status"].value_counts().to_dict()
        assert counted == {"kept": len(old & new), "new": len(new - old), "not-again": len(old - new)}
        unplaced = (found.elsewhere["earlier"], found.elsewhere["later"])
        assert (unplaced == (0, 0)) == (level == "region")
        for table, beside in ((found.areas, (0, 0)), (found.agencies, unplaced), (found.sectors, unplaced)):
            assert (table["kept"] + table["new"] == table["later"]).all()
            assert (table["kept"] + table["not_again"] == table["earlier"]).all()
            assert (table["earlier"].sum(), table["later"].sum()) == (len(old) + beside[0], len(new) + beside[1])
