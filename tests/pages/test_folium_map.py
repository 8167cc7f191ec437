"""The exported page shows the same picture with the network cut, and text in the data never runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import unmap
from tests.browser import chromium
from tests.conftest import ROOT
from tests.served.sparse import SPARSE
from unmap.errors import OutputError, ParameterError
from unmap.formats import styles
from unmap.model.words import Language
from unmap.pages import folium_map
from unmap.pages.folium_map import render_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

HOSTILE = (
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "${window.hit=1}",
    "`+(window.hit=1)+`",
    "{{7*7}}",
    "\\u003cscript\\u003ewindow.hit=1",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_the_page_names_no_other_host(dataset: Dataset) -> None:
    page = render_map(dataset)
    assert re.findall(r"(?:src|href)=[\"']?(https?:[^\"' >]+)", page) == ["https://leafletjs.com"]


def test_every_colour_is_that_of_the_web_app_in_its_light_theme() -> None:
    tokens = (ROOT / "web/styles/tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", tokens.split('[data-theme="dark"]')[0]))
    assert tuple(light[f"ramp-{step}"] for step in range(1, 8)) == styles.RAMP
    thirds = ("low", "middle", "high")
    assert tuple(tuple(light[f"both-{third}-{many}"] for many in range(3)) for third in thirds) == styles.BOTH
    sides = ("surplus-3", "surplus-2", "surplus-1", "even", "short-1", "short-2", "short-3")
    assert tuple(light[f"gap-{side}"] for side in sides) == styles.GAP
    named = {
        name: colour for name, colour in vars(styles).items() if isinstance(colour, str) and colour.startswith("#")
    }
    assert {"NO_DATA", "OFFICE", "BORDER", "SEA"} <= named.keys()
    assert named == {name: light[name.lower().replace("_", "-")] for name in named}


def test_the_page_has_no_colour_of_its_own_for_what_the_app_colours(dataset: Dataset) -> None:
    page = render_map(dataset)
    assert styles.OFFICE in page
    assert styles.NO_DATA in page
    for colour in ("#0b5c8c", "#b9bec4"):
        assert colour not in page


def test_the_legend_stands_over_no_land(dataset: Dataset, browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text(render_map(dataset), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(target.as_uri())
    covered = page.evaluate(
        """() => {
            const map = Object.values(window).find((value) => value instanceof L.Map);
            const note = document.querySelector('.unmap-note').getBoundingClientRect();
            let corners = 0, under = 0;
            map.eachLayer((layer) => {
                if (!(layer instanceof L.Polygon)) return;
                for (const corner of layer.getLatLngs().flat(3)) {
                    const { x, y } = map.latLngToContainerPoint(corner);
                    corners += 1;
                    if (x > note.left && x < note.right && y > note.top && y < note.bottom) under += 1;
                }
            });
            return { corners, under, areas: note.width * note.height > 0 };
        }"""
    )
    page.screenshot(path=str(tmp_path / "map.png"))
    page.close()
    assert covered["corners"] > 10_000
    # The islands of Revillagigedo, which no office or figure stands on.
    assert covered["under"] / covered["corners"] < 0.01


def test_on_a_phone_the_words_stand_below_the_map_and_names_lie_on_no_symbol(
    dataset: Dataset, browser: Browser, tmp_path: Path
) -> None:
    target = tmp_path / "map.html"
    target.write_text(render_map(dataset, "municipality", language=Language("es")), encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(target.as_uri())
    drawn, note = (page.locator(one).bounding_box() for one in (".folium-map", ".unmap-note"))
    assert drawn
    assert note
    assert drawn["y"] == 0
    assert note["y"] >= drawn["height"] >= 0.6 * 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    named = page.locator(".unmap-name span:visible").all_text_contents()
    assert {"Sonora", "Guerrero", "Michoacán"} <= set(named)
    assert (
        page.evaluate(
            """() => {
            const boxes = [...document.querySelectorAll('.unmap-name span, .headquarters, .unmap-note')]
                .filter((one) => one.style.visibility !== 'hidden').map((one) => one.getBoundingClientRect());
            return boxes.filter((a, i) => boxes.some((b, j) => i !== j && a.left < b.right && b.left < a.right
                && a.top < b.bottom && b.top < a.bottom)).length;
        }"""
        )
        == 0
    )
    page.close()


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("no indicators", ("Offices and initiatives", "no figures of need by state", "#4488bd")),
        ("the least", ("Boundaries", "no figures of need by state")),
    ],
)
def test_without_need_presence_is_drawn_and_without_both_the_boundaries(
    squares: Path, lacking: str, said: tuple[str, ...]
) -> None:
    SPARSE[lacking](squares)
    drawn = render_map(unmap.load(squares)).split("</style>")[-1]
    assert [text for text in said if text not in drawn] == []
    assert "no data" not in drawn


def test_offices_without_a_point_and_a_record_without_any_are_drawn_as_far_as_they_can(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(squares / "programme/offices.csv", "01001,-99.5,20.5,field,2", "01001,,,field,2")
    rewrite(squares / "programme/offices.csv", "01001,-99.5,20.5,field,1", "01001,,,field,1")
    drawn = render_map(unmap.load(squares)).split("</style>")[-1]
    assert drawn.count("L.circleMarker") == 1
    assert "[20.5, -99.5]" in drawn
    assert "Shown at the seat of its area" in drawn
    for name in (
        "offices",
        "initiatives",
        "initiative_agencies",
        "initiative_places",
        "initiative_partners",
        "initiative_results",
    ):
        path = squares / f"programme/{name}.csv"
        if path.exists():
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert "unmap-note" in render_map(unmap.load(squares))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("level", ["state", "municipality"])
def test_the_page_draws_areas_offices_and_headquarters_offline(
    dataset: Dataset, browser: Browser, tmp_path: Path, level: str, language: Language
) -> None:
    target = tmp_path / "map.html"
    target.write_text(render_map(dataset, level, language=language), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(target.as_uri())
    drawn = page.evaluate(
        """() => {
            const map = Object.values(window).find((value) => value instanceof L.Map);
            let areas = 0, offices = 0;
            map.eachLayer((layer) => {
                if (layer instanceof L.Polygon) areas += 1;
                if (layer instanceof L.CircleMarker) offices += 1;
            });
            return { areas, offices };
        }"""
    )
    areas = len(dataset.states) if level == "state" else len(dataset.municipalities)
    assert drawn == {"areas": areas, "offices": 23}
    assert page.locator(".headquarters").count() == 1
    assert "2020" in page.locator(".unmap-note h1").inner_text()
    note = page.locator(".unmap-note").inner_text()
    assert dataset.edition in note
    assert dataset.source(dataset.report.source_id).terms in note
    assert problems == []
    context.close()


def test_hostile_text_is_shown_and_never_run(
    squares: Path, rewrite: Callable[[Path, str, str], None], browser: Browser, tmp_path: Path
) -> None:
    text = " ".join(HOSTILE).replace('"', '""')
    rewrite(squares / "programme/offices.csv", "Arriba,Centro,01001", f'Arriba,"{text}",01001')
    rewrite(squares / "geo/aliases.csv", "State of Abajo,02", f'State of Abajo,02\n"{text}",01001')
    rewrite(squares / "sources.csv", "census,Census", f'census,"{text}"')
    rewrite(squares / "need/indicators.csv", "new,poverty,Poverty", f'new,poverty,"{text}"')
    target = tmp_path / "map.html"
    target.write_text(render_map(unmap.load(squares)), encoding="utf-8")
    page = browser.new_page()
    page.goto(target.as_uri())
    page.locator("path.leaflet-interactive, canvas").first.wait_for()
    assert "onerror=window.hit=1" in page.locator(".unmap-note").inner_text()
    page.evaluate(
        """() => {
            const map = Object.values(window).find((value) => value instanceof L.Map);
            map.eachLayer((layer) => layer.getTooltip && layer.getTooltip() && layer.openTooltip());
        }"""
    )
    assert page.locator(".leaflet-tooltip").count() > 0
    assert page.evaluate("window.hit") is None
    page.close()


def test_an_index_whose_low_end_is_worse_is_dark_at_its_low_end(dataset: Dataset) -> None:
    page = render_map(dataset, indicator_id="marginalisation_index.marginacion-2020")
    legend = re.findall(r'<i style="background:(#[0-9a-f]{6})">', page)
    assert (legend[0], legend[4]) == (styles.RAMP[-1], styles.RAMP[0])


def test_an_unknown_need_is_refused(dataset: Dataset) -> None:
    with pytest.raises(ParameterError, match="indicator"):
        render_map(dataset, indicator_id="happiness")


def test_without_the_web_app_the_page_cannot_be_made(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folium_map, "built_web", lambda: tmp_path)
    with pytest.raises(OutputError, match="built without its web app"):
        render_map(dataset)


def test_organisations_are_called_as_the_language_calls_them(dataset: Dataset) -> None:
    spanish, english = (render_map(dataset, language=language) for language in (Language("es"), Language.EN))
    for theirs, ours in (("ACNUR", "UNHCR"), ("PNUD", "UNDP"), ("OPS/OMS", "PAHO/WHO")):
        assert theirs in spanish
        assert ours not in spanish
        assert ours in english
        assert theirs not in english
