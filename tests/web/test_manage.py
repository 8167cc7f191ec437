"""The page for keepers on a running service with a workspace: from a sheet to the map, conflicts, undo, mistakes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import serving
from tests.web.conftest import PHONE, WIDE, Watch, new_page
from unmap.workspace.accounts import add_user, new_link, open_session
from unmap.workspace.changing import COMMAND_LINE, Role
from unmap.workspace.database import make_database
from unmap.workspace.publishing import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FilePayload, Page, Route

pytestmark = pytest.mark.exhaustive

SHEET = """Organisation,State,Municipality,Latitude,Longitude,Start
AAA,Abajo,Playa Grande,21.5,-98.5,2020-02-01
BBB,Abajo,Playa Grnde,,,2020-03-01
BBB,Arriba,Norte,,,2025-03-01
"""
LOST = """Organisation,State,Municipality,Start,Note
AAA,Arriba,Norte,2020-02-01,closed
"""
TABS = ("import", "records", "review", "editions", "people")


class Kept(NamedTuple):
    """A running service with a workspace of squares, and the session of each of its users."""

    address: str
    sessions: dict[str, str]


@pytest.fixture(scope="module")
def kept(written_squares: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    path = str(tmp_path_factory.mktemp("kept") / "maps.db")
    database = make_database(path)
    fill(database, written_squares, COMMAND_LINE, "Made for a test")
    users = {"Keeper": (Role.KEEPER, ""), "Second": (Role.KEEPER, ""), "Writer": (Role.CONTRIBUTOR, "AAA")}
    sessions = {}
    for name, (role, organisation) in users.items():
        add_user(database, name, role, organisation)
        sessions[name] = open_session(database, new_link(database, name))
    database.close()
    with serving("--workspace", path) as address:
        yield Kept(address, sessions)


@pytest.fixture
def keeping(browser: Browser, kept: Kept, allowed: list[str]) -> Iterator[Callable[..., Page]]:
    """Open the page for keepers as one of the users; pages must stay free of errors."""
    watch = Watch(kept.address)
    opened = []

    def come_in(path: str = "/manage", who: str = "Keeper", size: dict[str, int] = WIDE) -> Page:
        page = watch.over(new_page(browser, size, {}))
        opened.append(page.context)
        if who:
            session = kept.sessions[who]
            page.context.add_cookies([{"name": "unmap_session", "value": session, "url": kept.address}])
        page.goto(kept.address + path)
        return page

    yield come_in
    for context in opened:
        context.close()
    assert watch.told_but(allowed) == []


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of this page").get_by_role("link", name=re.compile(f"^{name}")).click()


def send(page: Page, within: str, reason: str, button: str) -> None:
    page.locator(within).get_by_label("Reason").fill(reason)
    page.locator(within).get_by_role("button", name=button, exact=True).click()


def test_a_sheet_comes_onto_the_map_by_way_of_what_was_held(keeping: Callable[..., Page], kept: Kept) -> None:
    page = keeping()
    file: FilePayload = {"name": "offices.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.locator(".drop__input").set_input_files(file)
    expect(page.locator(".buckets")).to_be_visible()
    page.get_by_label("It holds").select_option("offices")
    expect(page.locator(".buckets__one--created dd")).to_have_text("1")
    expect(page.locator(".buckets__one--held dd")).to_have_text("1")
    expect(page.locator(".buckets__one--rejected dd")).to_have_text("1")
    page.get_by_role("radio", name="Playa Grande").check()
    page.get_by_role("button", name="Accept for this row").click()
    expect(page.locator(".buckets__one--created dd")).to_have_text("2")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the rows to mend").click()
    assert saved.value.suggested_filename == "offices-problems.xlsx"
    send(page, ".keep-last", "Offices that opened", "Take in 2 rows")
    expect(page.locator(".keep-done")).to_contain_text("Taken in: 2 rows.")

    tab(page, "Editions")
    expect(page.locator(".keep-effects")).to_contain_text("Playa Grande")
    expect(page.locator(".keep-effects")).to_contain_text("2 offices instead of 0")
    send(page, ".keep-send", "Offices of the year", "Publish")
    expect(page.locator(".keep-done")).to_contain_text("Published as edition")
    page.goto(f"{kept.address}/?area=02002")
    expect(page.locator(".area__name")).to_have_text("Playa Grande")

    page.goto(f"{kept.address}/manage#records")
    page.get_by_label("Search").fill("Playa")
    page.locator(".keep-table").get_by_role("link", name="BBB · Playa").click()
    expect(page.locator(".changes")).to_contain_text("Offices that opened")
    page.locator(".change").first.get_by_role("button", name="Undo").click()
    send(page, ".change", "Not there after all", "Undo this change")
    expect(page.locator(".keep-done")).to_contain_text("as they were before")


def test_a_press_whose_answer_was_lost_is_done_once(
    keeping: Callable[..., Page], kept: Kept, allowed: list[str]
) -> None:
    allowed.append("ERR_FAILED")
    page = keeping()
    file: FilePayload = {"name": "lost.csv", "mimeType": "text/csv", "buffer": LOST.encode()}
    page.locator(".drop__input").set_input_files(file)
    page.get_by_label("It holds").select_option("offices")
    expect(page.locator(".buckets__one--created dd")).to_have_text("1")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/imports?dry_run=false", lose, times=1)
    reason = "=1+1 <b>an answer that is lost</b>"
    send(page, ".keep-last", reason, "Take in 1 row")
    expect(page.get_by_text("nothing is done twice")).to_be_visible()
    page.locator(".keep-last").get_by_role("button", name="Take in 1 row").dblclick()
    expect(page.locator(".keep-done")).to_contain_text("Taken in: 1 row.")
    changes = page.request.get(f"{kept.address}/api/changes").json()["changes"]
    assert [one["reason"] for one in changes].count(reason) == 1
    page.goto(f"{kept.address}/manage#records")
    page.get_by_label("Search").fill("Norte")
    page.locator(".keep-table").get_by_role("link", name="AAA · Norte").click()
    expect(page.locator(".changes")).to_contain_text(reason)


def test_two_people_who_change_the_same_field_see_both_values(keeping: Callable[..., Page], allowed: list[str]) -> None:
    allowed.append("409")
    first, second = (keeping("/manage#records/offices/a-centro", who) for who in ("Keeper", "Second"))
    for page, note in ((first, "Moved to the square"), (second, "Moved to the river")):
        page.get_by_label("Note").fill(note)
        page.get_by_label("Reason").fill("Heard of it")
    for page in (first, second):
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".keep-form .keep-done, .conflict")).to_be_visible()
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("Moved to the square")
    expect(conflict).to_contain_text("Moved to the river")
    expect(second.get_by_label("Reason")).to_have_value("Heard of it")
    conflict.get_by_role("radio", name="Yours").check()
    conflict.get_by_role("button", name="Send again").click()
    expect(second.locator(".keep-form .keep-done")).to_contain_text("Saved.")
    expect(second.locator(".changes")).to_contain_text("Moved to the river")


def test_what_a_reader_reports_and_a_contributor_writes_waits_for_review(keeping: Callable[..., Page]) -> None:
    reader = keeping("/?area=01", "")
    report = reader.locator("#area-offices .mistake").first
    report.locator("summary").click()
    report.get_by_label("What is wrong?").fill("It closed in March.")
    report.get_by_role("button", name="Send").click()
    expect(report.get_by_role("status")).to_contain_text("Thank you.")

    writer = keeping("/manage#records/offices/+", "Writer")
    writer.locator(".keep-form").get_by_label("Organisation").select_option("AAA")
    writer.get_by_label("Find by name or code").fill("Norte")
    writer.locator(".place-find__one").first.click()
    send(writer, ".keep-form", "New office", "Save")
    expect(writer.locator(".keep-form .keep-done")).to_have_text("Saved; it waits for review.")

    keeper = keeping("/manage#review")
    expect(keeper.locator(".mistakes")).to_contain_text("It closed in March.")
    keeper.get_by_label("What was done").fill("Closed")
    keeper.get_by_role("button", name="Settle").click()
    expect(keeper.get_by_text("No report waits for an answer.")).to_be_visible()
    keeper.get_by_label("All that the filter shows").check()
    send(keeper, ".keep-last", "Known to us", "Validate")
    expect(keeper.locator(".keep-done")).to_contain_text("1 record validated.")


def test_what_an_edit_does_to_the_map_is_told_before_it_is_saved(keeping: Callable[..., Page]) -> None:
    page = keeping("/manage#records/offices/+")
    form = page.locator(".keep-form")
    form.get_by_label("Organisation").select_option("BBB")
    form.get_by_label("Find by name or code").fill("Norte")
    page.locator(".place-find__one").first.click()
    preview = page.locator(".keep-preview")
    expect(preview.locator("li").filter(has_text="Norte")).to_contain_text(re.compile(r"\d offices? instead of \d"))
    # The answer to what stood there before comes last, and is not shown.
    held = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/records/offices?dry_run=true", hold, times=1)
    with page.expect_request("**/api/records/offices?dry_run=true"):
        form.get_by_label("How many").fill("2")
    form.get_by_label("Note").fill("x" * 10_001)
    expect(page.get_by_text("Too long, at most 10,000 characters: Note.")).to_be_visible()
    expect(form.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    form.get_by_role("button", name="Discard").click()
    expect(preview).to_have_count(0)
    held[0].fulfill(json={"areas": [], "problems": ["late"]})
    expect(preview).to_have_count(0)


def test_what_was_typed_stays_when_the_session_has_ended(keeping: Callable[..., Page], allowed: list[str]) -> None:
    allowed.append("401")
    page = keeping("/manage#records/offices/b-centro")
    page.get_by_label("Note").fill("Two floors")
    page.context.clear_cookies()
    send(page, ".keep-form", "Seen", "Save")
    expect(page.locator(".manage__ended")).to_contain_text("nothing that you typed is lost")
    expect(page.get_by_label("Note")).to_have_value("Two floors")


@pytest.mark.parametrize(("size", "lang", "theme"), [(WIDE, "en", "dark"), (PHONE, "es", "light")])
def test_no_tab_has_a_barrier(keeping: Callable[..., Page], size: dict[str, int], lang: str, theme: str) -> None:
    page = keeping(f"/manage?lang={lang}&theme={theme}", size=size)
    for name in TABS:
        page.evaluate("name => { location.hash = name; }", name)
        expect(page.locator(f'.tabs__one[href="#{name}"]')).to_have_attribute("aria-current", "page")
        page.wait_for_load_state("networkidle")
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_whoever_is_not_signed_in_is_told_how_to_come_in(keeping: Callable[..., Page]) -> None:
    page = keeping(who="")
    expect(page.get_by_role("main")).to_contain_text("Keepers come in by a link that works once.")


def test_a_service_without_a_workspace_says_so(browser: Browser, server: str) -> None:
    page = Watch(server).over(new_page(browser, WIDE, {}))
    page.goto(f"{server}/manage")
    expect(page.get_by_role("main")).to_contain_text("This service is read-only")
    page.context.close()
