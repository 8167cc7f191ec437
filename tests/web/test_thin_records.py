"""The page of records that lack what most have, or hold very much: it offers what there is and says what is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.conftest import serving, write_squares
from tests.served.sparse import SPARSE, no_points
from tests.web.conftest import OVERFLOW, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.conftest import Open

pytestmark = pytest.mark.exhaustive

LONG = "Association of the Associations for Wells and Gardens of the Far North"
MANY = 60


def crowded(folder: Path) -> None:
    """Let 60 organisations with long names be in each municipality, under one cluster, and no office have a point."""
    no_points(folder)
    programme = folder / "programme"
    ids = [f"O{number:02}" for number in range(MANY)]

    def more(table: str, rows: list[dict[str, str]]) -> None:
        path = programme / f"{table}.csv"
        known = pd.read_csv(path, dtype=str, keep_default_na=False)
        pd.concat([known, pd.DataFrame(rows)]).fillna("").to_csv(path, index=False)

    more("agencies", [{"agency_id": one, "acronym": one, "name_en": f"{LONG} {one}"} for one in ids])
    work = {"title": LONG, "themes": "health", "scope": "located", "section": "1", "source_id": "report"}
    more("initiatives", [{"initiative_id": one.lower(), **work} for one in ids])
    more("initiative_agencies", [{"initiative_id": one.lower(), "agency_id": one} for one in ids])
    places = [(one.lower(), code) for one in ids for code in ("01001", "01002", "02001", "02002")]
    place = {"level": "municipality", "place_reported": "there", "basis": "stated"}
    more("initiative_places", [{"initiative_id": one, "area_code": code, **place} for one, code in places])
    reports = pd.read_csv(programme / "reports.csv", dtype=str, keep_default_na=False)
    reports.assign(theme_title_en="Cluster").to_csv(programme / "reports.csv", index=False)


RECORDS = {
    **{name: SPARSE[name] for name in ("no indicators", "neither offices nor initiatives", "the least")},
    "crowded": crowded,
}
ABSENT = {
    "no indicators": "These data hold no figures of need by state.",
    "neither offices nor initiatives": "These data hold no record of presence: neither offices nor initiatives.",
    "the least": "These data hold neither figures of need nor a record of presence.",
}
BROKEN = ("undefined", "NaN", "null", "Infinity")


@pytest.fixture(scope="module", params=RECORDS)
def record(request: pytest.FixtureRequest) -> str:
    """What is unusual about the record."""
    return str(request.param)


@pytest.fixture(scope="module")
def server(record: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_squares(tmp_path_factory.mktemp("record") / "squares")
    RECORDS[record](folder)
    with serving("--data", str(folder)) as address:
        yield address


def test_what_is_absent_is_said_and_nothing_is_broken(go_to: Open, record: str) -> None:
    page = go_to("/")
    expect(page.locator(".legend")).to_contain_text(ABSENT.get(record, "Poverty"))
    assert page.locator("[name=view]").count() == (0 if record in ABSENT else 4)
    for link in ("/?area=01", "/?level=municipality&area=02001", "/?view=presence"):
        said = go_to(link).locator("body").inner_text()
        assert [word for word in BROKEN if word in said] == [], link


def test_panels_without_anything_to_show_are_not_offered(go_to: Open, record: str) -> None:
    page = go_to("/")
    offered = {"no indicators": 3, "neither offices nor initiatives": 1, "the least": 0, "crowded": 5}[record]
    expect(page.locator("#toolbar button")).to_have_count(offered)
    if record in ABSENT:
        expect(go_to("/?panel=questions").locator(".notice")).to_contain_text(
            "a panel that these data hold nothing for"
        )


def test_a_phone_shows_it_without_scrolling_sideways(go_to: Open) -> None:
    assert go_to("/?area=01", PHONE).evaluate(OVERFLOW) <= 0


def test_ranges_long_lists_and_offices_without_a_point(go_to: Open, record: str) -> None:
    if record != "crowded":
        return
    page = go_to("/?view=presence&level=municipality")
    expect(page.locator(".steps")).to_contain_text("1–60")
    expect(page.locator(".legend")).to_contain_text("Field offices, place not exact")
    expect(page.get_by_role("button", name="Shown at the seat of its area")).to_be_visible()
    page.locator("#filters-toggle").click()
    expect(page.get_by_label("Cluster")).to_be_visible()
    page.get_by_label("Agency").fill("o07")
    page.get_by_label("Agency").press("Enter")
    expect(page.locator(".chip").first).to_contain_text("O07")


def test_a_matrix_of_very_many_columns_is_narrowed_by_what_is_typed(go_to: Open, record: str) -> None:
    if record != "crowded":
        return
    page = go_to("/?panel=framework&matrix=agencies", PHONE)
    heads = page.locator(".grid--agencies thead .grid__upright")
    expect(heads).to_have_count(MANY + 2)
    page.get_by_label("Find an agency by acronym or name").fill("north wells o07")
    expect(heads).to_have_text(["O07"])
    expect(page.locator(".matrix__search [role=status]")).to_have_text(f"1 of {MANY + 2}")
    assert page.evaluate(OVERFLOW) <= 0
