"""The map as one HTML page that needs no server and no network, made with folium."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import folium
import numpy as np
import orjson
import shapely
from branca.element import Element, Figure

from unmap.errors import OutputError
from unmap.features import LayerStore, Resolution, encode_collection, office_table
from unmap.features.extents import middle_longitude
from unmap.features.feature_tables import place_names
from unmap.files import built_web
from unmap.formats.styles import (
    BORDER,
    FRAME,
    INK,
    NO_DATA,
    NO_DATA_LINE,
    OFFICE,
    OFFICE_RING,
    SEA,
    class_colours,
    presence_colours,
)
from unmap.geo.antimeridian import beside, nearest
from unmap.measures import choose_need, presence
from unmap.measures.need import Legend, legend
from unmap.measures.presence_classes import classed, presence_classes
from unmap.model.query import STATED, PresenceQuery
from unmap.model.records import source_words
from unmap.model.report_names import report_name
from unmap.model.schema import SHORT_NAMES
from unmap.model.words import Language, Words, words
from unmap.pages.brief.subject import acronyms_in

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from unmap.model import NeedChoice
    from unmap.store import Dataset

LOW_IS_WORSE = "low-is-worse"

MOST_COUNTED = 8
"""How many agencies make a circle larger; of more the words tell."""

LEAFLET = {"leaflet.js": "<script>{}</script>", "leaflet.css": "<style>{}</style>"}
"""Leaflet itself, as the web build leaves it for pages that stand alone."""

STYLE = (
    f"body{{font:14px/1.4 system-ui,sans-serif;color:{INK}}}.leaflet-container{{background:{SEA};font:inherit}}"
    f".headquarters,.unmap-note i.square{{box-sizing:border-box;background:{OFFICE_RING};border:2.5px solid {OFFICE}}}"
    f".unmap-note i.blank{{background:{NO_DATA};border-color:{NO_DATA_LINE}}}"
    # Below at the left there is sea; the scale stands above.
    """
.leaflet-bottom.leaflet-left{bottom:auto;top:84px}
.unmap-note{position:fixed;left:12px;bottom:12px;z-index:1000;width:min(22rem,calc(100vw - 24px));box-sizing:border-box;
max-height:40vh;overflow:auto;padding:12px 14px;background:#fff;border-radius:6px;box-shadow:0 1px 6px #0003}
.unmap-note h1{font-size:1rem;margin:0 0 .5rem}.unmap-note ul{list-style:none;margin:0 0 .5rem;padding:0}
.unmap-note p{margin:.35rem 0 0;font-size:.8rem}.unmap-note i{display:inline-block;width:1rem;height:.8rem;
margin-right:.5rem;vertical-align:-1px;border:1px solid #0002}.unmap-note i.dot{border-radius:50%;width:.8rem}
.unmap-note i.square{width:.9rem;height:.9rem}
.unmap-name{pointer-events:none}.unmap-name span{position:absolute;font:600 11px/1.2 system-ui,sans-serif;
white-space:nowrap;translate:-50% -50%;text-shadow:0 0 1px #fff,0 0 2px #fff,0 0 2px #fff,
0 0 2px #fff,0 0 3px #fff,0 0 3px #fff,0 0 4px #fff}
"""
    # On a phone the words stand below the map, which they would cover.
    """
@media (max-width:640px){body{display:flex;flex-direction:column}.folium-map{flex:none;height:62vh!important}
.leaflet-bottom.leaflet-left{top:auto;bottom:0}
.unmap-note{order:1;position:static;width:auto;max-height:none;box-shadow:none;border-radius:0}}
"""
)

NAMES = """
addEventListener("load", () => {
  const map = window.NAME_OF_MAP;
  const box = (one) => one.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const arrange = () => {
    const { left, top } = box(map.getContainer());
    const taken = [...document.querySelectorAll(".headquarters, .unmap-note, .leaflet-control")].map(box);
    map.eachLayer((layer) => {
      if (!(layer instanceof L.CircleMarker)) return;
      const { x, y } = map.latLngToContainerPoint(layer.getLatLng()), r = layer.getRadius();
      taken.push({ left: left + x - r, right: left + x + r, top: top + y - r, bottom: top + y + r });
    });
    const degree = 256 * 2 ** map.getZoom() / 360;
    for (const name of document.querySelectorAll(".unmap-name span")) {
      const own = box(name), fits = own.width < name.dataset.wide * degree && !taken.some((one) => meet(one, own));
      name.style.visibility = fits ? "" : "hidden";
      if (fits) taken.push(own);
    }
  };
  map.on("moveend zoomend resize", arrange);
  arrange();
});
"""
"""Hides the names that have no room in their areas or beside the symbols; those of large areas come first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: one need at one level or, where the data hold none, presence; its legend, and the words for it."""

    dataset: Dataset
    choice: NeedChoice
    legend: Legend
    say: Words

    @property
    def title(self) -> str:
        """Name of the indicator, its unit and year; or what stands in its place."""
        if not self.choice.given:
            return self.say("legend.presence.any") if self.placed else self.say("legend.boundaries")
        indicator = self.choice.indicator
        return f"{self.say.of(indicator, 'name')} ({self.say.of(indicator, 'unit_name')}), {self.choice.year}"

    @property
    def placed(self) -> bool:
        """Whether the data hold any presence."""
        return bool(len(self.dataset.offices) or len(self.dataset.initiatives))


def render_map(
    dataset: Dataset,
    level: str | None = None,
    indicator_id: str | None = None,
    year: int | None = None,
    language: Language = Language.EN,
) -> str:
    """Give the page: areas by need or, without any, by presence, offices as symbols, legend, sources and period.

    Raises ParameterError where the need does not exist and OutputError where unmap was built without its web
    app, which holds the Leaflet that the page carries.
    """
    choice = choose_need(dataset, level, indicator_id, year)
    layer = LayerStore(dataset).areas(choice)
    values = layer.table["need_value"] if choice.given else layer.table[["offices", "initiatives"]].sum(axis=1)
    read = legend(dataset, choice, values) if choice.given else _legend_of_presence(values.to_numpy(dtype="float64"))
    picture = Picture(dataset, choice, read, words(language))
    middle = middle_longitude(dataset)
    west, south, east, north = shapely.total_bounds(beside(dataset.layer(None).geometry.to_numpy(), middle))
    page = folium.Map(tiles=None, control_scale=True, prefer_canvas=True, zoom_control=True, zoom_snap=0.25)
    # Folium would fetch Leaflet, jQuery, Bootstrap and fonts from four hosts; the page carries what it uses.
    page.default_js, page.default_css = [], []
    page.fit_bounds([[south, west], [north, east]])
    _add_areas(page, layer.features(range(len(values)), Resolution.OVERVIEW), layer.table.assign(drawn=values), picture)
    _add_offices(page, picture)
    _add_names(page, picture)
    root = page.get_root()
    assert isinstance(root, Figure)  # noqa: S101 - folium hangs every map in a figure
    root.title = f"unmap: {escape(picture.title)}"
    for name, tag in LEAFLET.items():
        root.header.add_child(Element(tag.format(_leaflet(name))), name=name)
    # A folium marker is born with Leaflet's default icon, an image that would have to be fetched.
    plain_icon = 'L.Marker.mergeOptions({icon: L.divIcon({className: ""})})'
    root.header.add_child(Element(f"<script>{plain_icon}</script>"), name="unmap_icon")
    root.header.add_child(Element(f"<style>{STYLE}</style>"), name="unmap_style")
    root.html.add_child(Element(_note(picture)), name="unmap_note")
    root.html.add_child(
        Element(f"<script>{NAMES.replace('NAME_OF_MAP', page.get_name())}</script>"), name="unmap_names"
    )
    return str(root.render())


def escape(text: str) -> str:
    """Make `text` inert in HTML and in the JavaScript template literals that folium writes it into."""
    entities = {"$": "&#36;", "`": "&#96;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"}
    return "".join(entities.get(character, character) for character in html.escape(text))


def _leaflet(name: str) -> str:
    path: Path = built_web() / "standalone" / name
    try:
        # The style sheet names images of controls that the page does not have.
        return re.sub(r"url\((?:images/[^)]*)?\)", "none", path.read_text(encoding="utf-8"))
    except OSError:
        raise OutputError(
            "this unmap was built without its web app, which holds the Leaflet that the page needs"
        ) from None


def _add_areas(page: folium.Map, features: list[bytes], table: pd.DataFrame, picture: Picture) -> None:
    values = table["drawn"].to_numpy(dtype="float64")
    upper = np.asarray(picture.legend.upper)
    steps = np.minimum(np.searchsorted(upper, np.nan_to_num(values), side="left"), upper.size - 1)
    colours = {
        code: NO_DATA if np.isnan(value) else ramp(picture)[step]
        for code, value, step in zip(table["code"], values, steps, strict=True)
    }
    names = {row["code"]: picture.say.of(row, "short_name") for row in table[["code", *SHORT_NAMES]].to_dict("records")}
    labels = {
        code: f"<b>{escape(name)}</b><br>{escape(_shown(value, picture))}"
        for (code, name), value in zip(names.items(), values, strict=True)
    }
    width = 0.2 if picture.dataset.above(picture.choice.level) else 0.6
    drawn = [_drawn(feature, labels, middle_longitude(picture.dataset)) for feature in features]
    folium.GeoJson(
        encode_collection(drawn, {}).decode(),
        style_function=lambda feature: {
            "fillColor": colours[feature["id"]],
            "fillOpacity": 1,
            "color": BORDER,
            "weight": width,
        },
        tooltip=folium.GeoJsonTooltip(fields=["label"], labels=False, sticky=True),
        zoom_on_click=False,
    ).add_to(page)


def _add_names(page: folium.Map, picture: Picture) -> None:
    """Name the areas of the highest level, the largest first; around finer ones draw their borders as well."""
    dataset = picture.dataset
    shapes = beside(dataset.layer(None, overview=True).geometry.to_numpy(), middle_longitude(dataset))
    if dataset.above(picture.choice.level):
        folium.GeoJson(
            shapely.to_geojson(shapely.line_merge(shapely.union_all(shapely.boundary(shapes)))),
            style_function=lambda _: {"fill": False, "color": FRAME, "weight": 1, "interactive": False},
            zoom_on_click=False,
        ).add_to(page)
    names = [picture.say.of(row, "short_name") for row in dataset.identity(None, short=True).to_dict("records")]
    for at in np.argsort(-shapely.area(shapes), kind="stable"):
        parts = shapely.get_parts(shapes[at])
        largest = parts[np.argmax(shapely.area(parts))]
        point, (west, _, east, _) = shapely.point_on_surface(largest), largest.bounds
        words = f'<span data-wide="{east - west:.2f}">{escape(names[at])}</span>'
        icon = folium.DivIcon(html=words, icon_size=(0, 0), class_name="unmap-name")
        folium.Marker((point.y, point.x), icon=icon, interactive=False, keyboard=False).add_to(page)


def _drawn(feature: bytes, labels: dict[str, str], middle: float) -> bytes:
    whole = orjson.loads(feature)
    shape = shapely.from_geojson(orjson.dumps(whole["geometry"]))
    [moved] = beside(np.array([shape], dtype=object), middle)
    geometry = whole["geometry"] if moved is shape else shapely.geometry.mapping(moved)
    return orjson.dumps({**whole, "geometry": geometry, "properties": {"label": labels[whole["id"]]}})


def _legend_of_presence(counts: np.ndarray) -> Legend:
    classes = presence_classes(counts)
    found = classed(counts, classes).value_counts()
    upper = [float(max(least, counts.max(initial=0)) if most is None else most) for least, most in classes.values()]
    return Legend("presence", 0.0, tuple(upper), tuple(int(found.get(name, 0)) for name in classes), 0)


def _shown(value: float, picture: Picture) -> str:
    if not picture.choice.given:
        return f"{value:,.0f}" if picture.placed else ""
    if np.isnan(value):
        return picture.say("value.noData")
    unit = picture.choice.indicator.unit
    return f"{value:,.0f}" if unit == "persons" else f"{value:,.1f}" + ("%" if unit == "percent" else "")


def ramp(picture: Picture) -> tuple[str, ...]:
    """Give a colour for each class of the legend, the strongest where need or presence is greatest."""
    if not picture.choice.given:
        return presence_colours(len(picture.legend.upper))
    low_is_worse = picture.choice.indicator.direction == LOW_IS_WORSE
    return class_colours(len(picture.legend.upper), low_is_worse=low_is_worse)


def _add_offices(page: folium.Map, picture: Picture) -> None:
    offices = office_table(picture.dataset)
    called = acronyms_in(picture.dataset, picture.say.language)
    offices = offices.assign(place=place_names(picture.dataset, offices), who=offices["agency_id"].map(called))
    # One that is placed nowhere has no spot to be drawn on.
    field = offices.loc[(offices["office_type"] == "field") & offices["lon"].notna() & offices["lat"].notna()]
    field = field.assign(lon=nearest(field["lon"].to_numpy(dtype="float64"), middle_longitude(picture.dataset)))
    # What is placed in a larger area only stands for itself, beside what lies in its parts.
    for _, here in field.groupby([f"{level}_code" for level in picture.dataset.admin_levels], dropna=False):
        agencies = sorted(here["who"].dropna().unique())
        around = here["state_reported"].iloc[0] or here[f"{picture.dataset.level()}_name"].iloc[0]
        place = f"{here['place'].iloc[0]}, {around}"
        basis = here["point_basis"].iloc[0]
        at = "" if basis == STATED else f"<br>{escape(picture.say(f'office.point.{basis}'))}"
        folium.CircleMarker(
            (float(here["lat"].mean()), float(here["lon"].mean())),
            radius=4 + 1.5 * min(len(agencies), MOST_COUNTED),
            color=OFFICE_RING if basis == STATED else OFFICE,
            weight=1.2,
            # Hollow where the point is not the offices' own.
            fill_color=OFFICE if basis == STATED else OFFICE_RING,
            fill_opacity=0.95,
            tooltip=folium.Tooltip(f"<b>{escape(place)}</b><br>{escape(', '.join(agencies))}{at}"),
        ).add_to(page)
    areas = picture.dataset.layer(None).set_index("code")
    headquarters = _headquarters(picture.dataset)
    seats = areas.loc[headquarters.index, ["seat_lat", "seat_lon"]].to_numpy(dtype="float64", copy=True)
    seats[:, 1] = nearest(seats[:, 1], middle_longitude(picture.dataset))
    told = ~np.isnan(seats).any(axis=1)
    for seat, count in zip(seats[told].tolist(), headquarters[told], strict=True):
        folium.Marker(
            seat,
            icon=folium.DivIcon(html="", icon_size=(14, 14), class_name="headquarters"),
            tooltip=folium.Tooltip(escape(picture.say("export.headquarters", count=count))),
        ).add_to(page)


def _headquarters(dataset: Dataset) -> pd.Series:
    counts = presence(dataset, PresenceQuery())["headquarters"]
    return counts.loc[counts > 0]


def _range(low: float, high: float, picture: Picture) -> str:
    alone = not picture.choice.given and low == high
    return _shown(low, picture) if alone else f"{_shown(low, picture)} – {_shown(high, picture)}"


def _note(picture: Picture) -> str:
    say, choice, dataset = picture.say, picture.choice, picture.dataset
    indicator = choice.indicator
    # Counts of things begin above those of the class below.
    lows = (picture.legend.lower, *(high + (not choice.given) for high in picture.legend.upper[:-1]))
    rows = [
        (f'<i style="background:{colour}"></i>', f"{_range(low, high, picture)} ({count})")
        for colour, low, high, count in zip(
            ramp(picture), lows, picture.legend.upper, picture.legend.counts, strict=True
        )
    ]
    if not choice.given and not picture.placed:
        rows = []
    if picture.legend.no_data:
        rows.append(('<i class="blank"></i>', f"{say('value.noData')} ({picture.legend.no_data})"))
    if len(dataset.offices):
        rows.append((f'<i class="dot" style="background:{OFFICE}"></i>', say("export.fieldOffices")))
    rows += [('<i class="square"></i>', say("export.headquarters", count=count)) for count in _headquarters(dataset)]
    report = dataset.source(dataset.report.source_id)
    need = dataset.source(indicator.source_id) if choice.given else report
    told = say("export.source", source=source_words(need), series=say.of(indicator, "series_name"))
    lines = (
        told if choice.given else say("need.noneHere", singular=say.of(dataset.level(choice.level), "singular")),
        say("export.officesSource", source=source_words(report)),
        say("export.absence", report_name=report_name(dataset.report, dataset.all_reports, say.language)),
        say("export.boundaries"),
        say("export.terms", need=need.terms, report=report.terms, edition=dataset.edition),
    )
    listed = "".join(f"<li>{symbol}{escape(text)}</li>" for symbol, text in rows)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<section class="unmap-note"><h1>{escape(picture.title)}</h1><ul>{listed}</ul>{paragraphs}</section>'
