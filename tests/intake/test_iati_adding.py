"""IATI activities into a record: each location in one bucket, two witnesses of a place, our own file unchanged."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import orjson
import pytest
from typer.testing import CliRunner

import unmap
from tests.conftest import write_squares
from tests.intake.test_adding import NEXT_YEAR, add, content, counts
from tests.intake.test_bad_input import boundaries, new
from unmap.cli.app import app
from unmap.errors import SheetError
from unmap.formats.iati import Publisher, activities
from unmap.intake.adding import SheetAsked, enter_sheets
from unmap.intake.fields import OFFICES
from unmap.intake.reports_asked import ReportAsked, period
from unmap.measures import presence
from unmap.model import PresenceQuery
from unmap.store.loading import accept, check, read_tables

if TYPE_CHECKING:
    from unmap.store import Dataset

INITIATIVE_TABLES = ("initiatives", "initiative_agencies", "initiative_places", "initiative_partners")


def activity(name: str, *parts: str, who: str = "Helpers", more: str = "") -> str:
    """Give an activity on lines of its own."""
    return "\n".join(
        [
            f"<iati-activity {more}>",
            f"<iati-identifier>XX-1-{name}</iati-identifier>",
            '<reporting-org ref="XX-1" type="22"><narrative>Reporter</narrative></reporting-org>',
            f"<title><narrative>{name}</narrative>",
            f'<narrative xml:lang="es">{name} en español</narrative></title>',
            f'<participating-org role="4" type="22"><narrative>{who}</narrative></participating-org>',
            '<participating-org role="1"><narrative>Lottery</narrative></participating-org>',
            '<activity-date iso-date="2020-11-30" type="1"/><activity-date iso-date="2021-02-01" type="2"/>',
            '<activity-date iso-date="2021-11-30" type="3"/>',
            *parts,
            '<sector vocabulary="2" code="151"/><sector code="15150"/>',
            "</iati-activity>",
        ]
    )


def location(*parts: str, name: str = "", ref: str = "") -> str:
    """Give a location on one line."""
    named = f"<name><narrative>{name}</narrative></name>" if name else ""
    return f'<location ref="{ref}">{named}{"".join(parts)}</location>'


def level(number: int, code: str) -> str:
    return f'<administrative vocabulary="A2" level="{number}" code="{code}"/>'


def point(where: str, exactness: int = 1) -> str:
    return f'<point><pos>{where}</pos></point><exactness code="{exactness}"/>'


FILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03">
{activity("coded", location(level(1, "SQ01"), level(2, "SQ01001"), point("20.5 -99.5"), name="Centro"))}
{activity("whole-state", location(level(1, "SQ01"), point("20.5 -99.5", 2), name="Arriba"))}
{activity("by-point", location(point("21.5 -98.5")), location('<location-id vocabulary="G1" code="7"/>', name="Norte"))}
{activity("torn", location(level(2, "SQ01001"), '<feature-designation code="ADM2"/>', name="Norte"))}
{activity("elsewhere", location(level(1, "SQ01"), point("20.5 -98.5", 2)))}
{activity("two-codes", location(level(1, "SQ01"), ref="SQ02"))}
{activity("abroad", location(point("60 60"), name="Far"))}
{activity("villages", location(name="El Fresno"))}
{activity("national", '<activity-scope code="4"/>', who="Ministry; of Works")}
{activity("stopped", '<activity-status code="5"/>', location(level(1, "SQ01")))}
{activity("neighbour", '<recipient-country code="GT"/>', location(level(1, "SQ01")))}
</iati-activities>
"""


class Done(NamedTuple):
    """A record that the file was added to, what that told, and the sheet of what is to be mended."""

    folder: Path
    told: dict[str, Any]
    mend: Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "activities.xml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The file added once; what changes the record takes a copy of it."""
    top = tmp_path_factory.mktemp("iati")
    path, folder, mend = top / "activities.xml", write_squares(top / "squares"), top / "mend.xlsx"
    path.write_text(FILE, encoding="utf-8")
    return Done(folder, add(folder, path, *NEXT_YEAR, "--issues", str(mend)), mend)


@pytest.fixture
def copy(done: Done, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done.folder, tmp_path / "copy"))


def line(of: str) -> int:
    """Give the line that the first location of an activity stands in, or the activity itself where it has none."""
    lines = FILE.split("\n")
    start = next(number for number, text in enumerate(lines) if text == f"<iati-identifier>XX-1-{of}</iati-identifier>")
    here = lines[start : start + 10]
    return start + next((number for number, text in enumerate(here) if text.startswith("<location")), -1) + 1


def test_every_location_is_one_row_in_one_bucket(done: Done) -> None:
    told = done.told
    assert counts(told) == (5, 0, 0, 7, 0)
    codes = {one["row"]: one["code"] for one in told["problems"] if one["bucket"]}
    assert codes == {
        line("torn"): "places-disagree",
        line("elsewhere"): "point-elsewhere",
        line("two-codes"): "places-disagree",
        line("abroad"): "outside",
        line("villages"): "unknown-name",
        line("stopped"): "not-going-on",
        line("neighbour"): "other-country",
    }
    assert [one["row"] for one in told["problems"] if one["code"] == "no-location"] == [line("national")]


def test_what_an_activity_says_is_in_the_record(done: Done) -> None:
    data = unmap.load(done.folder)
    rows = data.initiatives.set_index("initiative_id")
    assert rows["title_es"]["XX-1-coded"] == "coded en español"
    assert (rows["start_year"] == 2021).all()  # as it was, not as it was planned
    assert (rows["end_year"] == 2021).all()
    assert rows["scope"].to_dict() == {
        "XX-1-coded": "located",
        "XX-1-whole-state": "located",
        "XX-1-by-point": "located",
        "XX-1-national": "country-wide",
    }
    places = data.initiative_places.groupby("initiative_id")["area_code"].agg(sorted).to_dict()
    # A point that only stands for the state does not make its capital the place.
    assert places == {"XX-1-coded": ["01001"], "XX-1-whole-state": ["01"], "XX-1-by-point": ["01002", "02002"]}
    assert data.initiative_places["start_date"].dt.strftime("%F").unique().tolist() == ["2021-02-01"]
    assert data.initiative_partners[["partner", "role"]].drop_duplicates().to_numpy().tolist() == [["Lottery", "donor"]]
    assert data.themes.set_index("theme_id")["title_en"]["dac-15150"] == "DAC 15150"
    named = data.agencies.set_index("name_en")
    assert named["org_type"]["Helpers"] == "National NGO"
    assert "Ministry, of Works" in named.index


def test_the_same_file_twice_changes_nothing(copy: Path, file: Path) -> None:
    before = content(copy)
    assert counts(add(copy, file, "--report", "next")) == (0, 0, 5, 7, 0)
    assert content(copy) == before


def test_a_new_title_is_an_update(done: Done, file: Path) -> None:
    file.write_text(FILE.replace("<narrative>national<", "<narrative>National law<"), encoding="utf-8")
    told = add(done.folder, file, "--report", "next", "--dry-run")
    assert [(one["field"], one["old"], one["new"]) for one in told["changes"]] == [
        ("title", "national", "National law")
    ]


def test_held_locations_come_back_as_a_sheet_and_go_in_when_mended(done: Done, copy: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(done.mend)
    cells = book.active
    assert cells is not None
    place = {str(cell.value): number for number, cell in enumerate(cells[1], 1)}
    rows = {str(row[place["record_id"] - 1].value): row[0].row for row in cells.iter_rows(min_row=2)}
    torn = rows["XX-1-torn"]
    assert torn is not None
    assert cells.cell(torn, 1).value == line("torn")
    assert "The code means Centro (01001)" in str(cells.cell(torn, place["unmap: adm2_name"]).value)
    cells.cell(torn, place["adm2_name"], "Centro")
    book.save(tmp_path / "mended.xlsx")
    told = add(copy, tmp_path / "mended.xlsx", "--report", "next")
    assert counts(told) == (1, 0, 0, 6, 0)
    assert "XX-1-torn" in unmap.load(copy).initiatives["initiative_id"].tolist()


ONE = '<iati-activities version="{}">{}</iati-activities>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE iati-activities [<!ENTITY a "b">]>' + ONE.format("2.03", "&a;"), "declares a document type"),
        ('<!DOCTYPE iati-activities SYSTEM "file:///etc/hostname">' + ONE.format("2.03", ""), "declares a document"),
        (ONE.format("2.03", "<a>" * 300 + "</a>" * 300), "is nested too deeply"),
        (ONE.format("1.05", ""), 'says version "1.05" of IATI; those that are read are 2.01, 2.02, 2.03'),
        ("<iati-activities/>", "does not say its version"),
        ('<?xml version="1.0"?><kml/>', 'is no file of IATI activities: its outermost element is "kml"'),
        ('<?xml version="1.0"?><iati-organisations version="2.03"/>', "it holds organisations"),
        (ONE.format("2.03", "")[:-5], "is no XML that can be read, or is cut short"),
        (ONE.format("2.03", ""), "holds no activity"),
    ],
)
def test_what_is_no_file_of_activities_is_refused_in_a_sentence(
    country: Dataset, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SheetError) as refused:
        enter_sheets(country, [SheetAsked(file=path)], ReportAsked())
    assert str(refused.value).startswith("bad.xml: ")
    assert said in str(refused.value)


def test_offices_are_not_looked_for_among_activities(country: Dataset, file: Path) -> None:
    with pytest.raises(SheetError, match="may hold activities and no offices"):
        enter_sheets(country, [SheetAsked(file=file, kind=OFFICES)], ReportAsked())


def test_locations_in_one_line_are_counted(country: Dataset, file: Path) -> None:
    file.write_text(FILE.replace("\n", ""), encoding="utf-8")
    asked = ReportAsked(report_id="next", period=period("2021"))
    (read,), _ = enter_sheets(country, [SheetAsked(file=file)], asked)
    assert set(read.account.rows) == set(range(1, 13))


def without_initiatives(folder: Path) -> Path:
    """Take every initiative out of a record."""
    for name in (*INITIATIVE_TABLES, "initiative_results"):
        path = folder / "programme" / f"{name}.csv"
        path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    accept(folder, read_tables(folder)[0])
    assert check(folder) == ()
    return folder


def same_presence(one: Dataset, other: Dataset) -> bool:
    """Say whether two records have the same presence in every area of every level."""
    queries = [PresenceQuery(level=level.word) for level in one.admin_levels]
    return all(presence(one, query).equals(presence(other, query)) for query in queries)


@pytest.mark.parametrize("publisher", [None, Publisher("XX-9")])
def test_what_unmap_wrote_changes_nothing_in_the_record_it_came_from(
    country: Dataset, squares: Path, tmp_path: Path, publisher: Publisher | None
) -> None:
    file = tmp_path / "own.xml"
    file.write_bytes(activities(country, publisher))
    before = content(squares)
    assert counts(add(squares, file, code=0))[:2] == (0, 0)
    assert content(squares) == before


def test_what_unmap_wrote_gives_a_new_record_the_same_presence(country: Dataset, squares: Path, tmp_path: Path) -> None:
    data = country
    file = tmp_path / "own.xml"
    file.write_bytes(activities(data))
    told = add(without_initiatives(squares), file, code=0)
    assert told["inputs"][0]["created"] == told["inputs"][0]["read"] == 8
    again = unmap.load(squares)
    assert same_presence(data, again)
    ids, partners = "initiative_id", ["initiative_id", "partner", "role"]
    assert sorted(again.initiatives[ids]) == sorted(data.initiatives[ids])
    assert sorted(map(tuple, again.initiative_partners[partners].to_numpy())) == sorted(
        map(tuple, data.initiative_partners[partners].to_numpy())
    )


def test_the_record_of_mexico_written_and_read_again_is_the_same(dataset: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "mexico.xml"
    file.write_bytes(activities(dataset))
    (read,), tables = enter_sheets(dataset, [SheetAsked(file=file)], ReportAsked())
    buckets: dict[str, Any] = read.account.summary()
    assert (buckets["read"], buckets["unchanged"], len(read.account.changes)) == (139, 139, 0)
    frames = {table.name: frame for table, frame in tables.items()}
    assert all(len(frames[name]) == len(dataset.table(name)) for name in INITIATIVE_TABLES)


def test_a_new_country_takes_activities_as_its_presence(file: Path, tmp_path: Path) -> None:
    boundaries(tmp_path)
    done = CliRunner().invoke(app, [*new(tmp_path, tmp_path / "out", "--presence", str(file)), "--format", "json"])
    assert done.exit_code == 1, done.output
    told = orjson.loads(done.stdout)["inputs"][-1]
    assert told["read"] == 12 == told["created"] + told["held"]
    assert "XX-1-national" in unmap.load(tmp_path / "out").initiatives["initiative_id"].tolist()
