"""The map of a brief, drawn on the server: the area with what is around it, tinted by need, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.features import Resolution
from unmap.features.extents import middle_longitude
from unmap.features.feature_tables import place_names
from unmap.formats.styles import class_colours
from unmap.geo.antimeridian import TURN, beside, nearest
from unmap.measures import default_need
from unmap.measures.need import Legend, legend, values_of
from unmap.model.words import text_in
from unmap.pages.brief.charts import Labels, hidden, picture, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd
    from markupsafe import Markup

    from unmap.features import LayerStore
    from unmap.model import NeedChoice
    from unmap.model.words import Language
    from unmap.pages.brief.subject import Subject


KM_PER_DEGREE = 111.2
"""Length of a degree of latitude on a sphere of the Earth's mean radius."""


_COARSE = 10.0
"""Units below which a bend is not drawn: about half a printed pixel."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A window of `width` x `height` units; the parallel in its middle keeps its length (equirectangular)."""

    width: int
    height: int
    west: float
    north: float
    units_x: float
    units_y: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], width: int, height: int, margin: float) -> Ground:
        """Give the window that holds `bounds` (west, south, east, north) with a margin, a part of its size."""
        west, south, east, north = bounds
        # A point has no size of its own; a tenth of a degree around it is shown.
        wide, high = max(east - west, 0.02), max(north - south, 0.02)
        shrink = max(cos(radians((south + north) / 2)), 0.05)
        units_y = min(width / (wide * shrink), height / high) / (1 + 2 * margin)
        units_x = units_y * shrink
        return cls(
            width,
            height,
            (west + east) / 2 - width / 2 / units_x,
            (south + north) / 2 + height / 2 / units_y,
            units_x,
            units_y,
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return (self.west, self.north - self.height / self.units_y, self.west + self.width / self.units_x, self.north)

    @property
    def box(self) -> shapely.Geometry:
        """The window in CRS84, in two parts where the antimeridian runs through it."""
        west, south, east, north = self.bounds
        turns = [shapely.box(west + turn, south, east + turn, north) for turn in (-TURN, 0, TURN)]
        return shapely.clip_by_rect(shapely.union_all(turns), -TURN / 2, -90, TURN / 2, 90)

    @property
    def units_per_km(self) -> float:
        """Units that a kilometre takes."""
        return self.units_y / KM_PER_DEGREE

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give a place in units."""
        return (lon - self.west) * self.units_x, (self.north - lat) * self.units_y

    def drawn(self, shapes: np.ndarray) -> np.ndarray:
        """Give shapes that cover an area without gaps in units, as coarse as the picture, still without gaps."""
        origin, scale = np.array([self.west, self.north]), np.array([self.units_x, -self.units_y])
        flat = shapely.transform(shapes, lambda points: (points - origin) * scale)
        return shapely.coverage_simplify(flat, _COARSE)

    def inside(self, shapes: np.ndarray) -> np.ndarray:
        """Cut drawn shapes off a little outside the window."""
        return shapely.clip_by_rect(shapes, -60, -60, self.width + 60, self.height + 60)


def path_of(shapes: Iterable[shapely.Geometry]) -> str:
    """Give the outlines of shapes as the data of one path, in whole units."""
    parts = shapely.get_parts(np.asarray(list(shapes), dtype=object))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(points: np.ndarray) -> str:
    whole = np.round(points[:-1]).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[(steps != 0).any(axis=1)]
    if len(moved) < 2:  # noqa: PLR2004 - a line has no inside
        return ""
    (x, y), lines = whole[0], " ".join(f"{dx} {dy}" for dx, dy in moved.tolist())
    return f"M{x} {y}l{lines}z"


WIDTH, HEIGHT = 4000, 2650


SMALL = (1200, 900)


_NAMES = 12


_STEPS_KM = [step * 10**power for power in range(-1, 4) for step in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class Tints:
    """Which need the areas on the map are tinted by, its classes, and the class of each: -1 where there is no data."""

    choice: NeedChoice
    legend: Legend
    colours: tuple[str, ...]
    classes: np.ndarray


def tints_of(store: LayerStore, choice: NeedChoice) -> Tints:
    """Class the areas of a level as the map does."""
    dataset = store.dataset
    values = values_of(dataset, choice.indicator, choice.year).reindex(dataset.areas(choice.level))
    found = legend(dataset, choice, values)
    known = values.to_numpy(dtype="float64")
    classes = np.minimum(np.searchsorted(found.upper, np.nan_to_num(known), side="left"), len(found.upper) - 1)
    colours = class_colours(len(found.upper), low_is_worse=choice.indicator.direction == "low-is-worse")
    return Tints(choice, found, colours, np.where(np.isnan(known), -1, classes))


def area_map(store: LayerStore, subject: Subject, tints: Tints, offices: pd.DataFrame, title: str) -> Markup:
    """Draw the area in its surroundings: areas of the tints' level by class, offices, a scale.

    Inside an area of the highest level its own parts are tinted, and quiet land is around it; else every area in sight
    is tinted.
    """
    ground = Ground.around(_bounds(store, subject), WIDTH, HEIGHT, 0.05 if subject.around is None else 0.35)
    sight = _sight(store, tints.choice.level, ground)
    within = subject.around is None and bool(store.dataset.above(tints.choice.level))
    focus = sight.highest == subject.code if within else sight.codes == subject.code
    tinted = focus if within else np.ones_like(focus)
    outline = path_of(sight.inside(_whole(sight.shapes[focus])))
    labels = Labels(WIDTH, HEIGHT)
    parts = [
        tag("rect", width=WIDTH, height=HEIGHT, class_="map-sea"),
        *_fills(sight, tints, tinted),
        *([] if within else _borders(sight)),
        tag("path", d=outline, class_="map-casing"),
        tag("path", d=outline, class_="map-outline"),
        *_symbols(ground, labels, offices, store, subject),
        *([] if within else _names(sight, labels, subject.language)),
        _scale(ground),
    ]
    return picture(WIDTH, HEIGHT, _hatch("no-data"), *parts, role="img", aria_label=title, class_="map-picture")


def locator(store: LayerStore, subject: Subject) -> Markup:
    """Draw where the area lies: in its area of the highest level, or one of these in its country."""
    dataset = store.dataset
    shapes = dataset.layer(subject.level, overview=True).geometry.to_numpy()
    inside = np.arange(len(shapes))
    if subject.around is not None:
        inside = np.flatnonzero(dataset.highest_areas(subject.level).to_numpy() == subject.highest_code)
    shapes, own = beside(shapes[inside], middle_longitude(dataset)), inside == subject.row
    ground = Ground.around(tuple(shapely.total_bounds(shapes).tolist()), *SMALL, 0.03)
    drawn = ground.drawn(shapes)
    x, y = (float(at) for at in shapely.get_coordinates(shapely.centroid(drawn[own][0]))[0])
    wide = max(np.ptp(np.reshape(drawn[own][0].bounds, (2, 2)), axis=0).tolist())
    return hidden(
        *SMALL,
        tag("path", d=path_of(drawn), class_="locator-land"),
        tag("path", d=path_of(drawn[own]), class_="locator-own"),
        # What is hardly to be seen gets a ring.
        *([tag("circle", cx=x, cy=y, r=70, class_="locator-ring")] if wide < SMALL[0] / 15 else []),
        class_="locator",
    )


def swatch(colour: str | None) -> Markup:
    """Give the sample of a class for a legend, hatched where it stands for no data."""
    fill = {"fill": colour} if colour else {"fill": "url(#no-data)"}
    return hidden(240, 140, tag("rect", width=240, height=140, **fill, class_="swatch"), class_="swatch-picture")


def _bounds(store: LayerStore, subject: Subject) -> tuple[float, float, float, float]:
    shapes = store.dataset.layer(subject.level).geometry.to_numpy()[[subject.row]]
    west, south, east, north = shapely.total_bounds(beside(shapes, middle_longitude(store.dataset))).tolist()
    return west, south, east, north


@dataclass(frozen=True, slots=True)
class _Sight:
    """The areas that lie in a window, drawn, and the rows of their layer; `around` are those of the highest level."""

    ground: Ground
    layer: gpd.GeoDataFrame
    around: np.ndarray
    rows: np.ndarray
    shapes: np.ndarray

    @property
    def codes(self) -> np.ndarray:
        codes: np.ndarray = self.layer["code"].to_numpy()[self.rows]
        return codes

    @property
    def highest(self) -> np.ndarray:
        """The area of the highest level that each lies in, itself at that level."""
        codes: np.ndarray = self.around[self.rows]
        return codes

    def inside(self, shapes: np.ndarray) -> np.ndarray:
        return self.ground.inside(shapes)


def _sight(store: LayerStore, level: str, ground: Ground) -> _Sight:
    dataset = store.dataset
    layer = store.areas(default_need(dataset, level))
    rows = layer.rows({}, ground.box)
    # The overview is drawn for a whole country: what is nearer shows its corners.
    near = ground.units_per_km > 10  # noqa: PLR2004 - 400 km on the map
    shapes = layer.geometries.shapes(Resolution.DETAIL if near else Resolution.OVERVIEW)
    drawn = ground.drawn(beside(shapes[rows], middle_longitude(dataset)))
    return _Sight(ground, dataset.layer(level), dataset.highest_areas(level).to_numpy(), rows, drawn)


def _whole(shapes: np.ndarray) -> np.ndarray:
    return np.array([shapely.coverage_union_all(shapes), None], dtype=object)[:1]


def _fills(sight: _Sight, tints: Tints, tinted: np.ndarray) -> list[Markup]:
    """Draw one path a class; what is not tinted is quiet land."""
    cut, classes = sight.inside(sight.shapes), tints.classes[sight.rows]
    parts = []
    if not tinted.all():
        parts.append(tag("path", d=path_of(cut[~tinted]), class_="map-land"))
    for number, colour in [(-1, "url(#no-data)"), *enumerate(tints.colours)]:
        chosen = tinted & (classes == number)
        if chosen.any():
            parts.append(tag("path", d=path_of(cut[chosen]), fill=colour, class_="map-area"))
    return parts


def _borders(sight: _Sight) -> list[Markup]:
    """Draw the borders of the areas of the highest level that the areas lie in."""
    unions = [_whole(sight.shapes[sight.highest == code])[0] for code in sorted(set(sight.highest))]
    return [tag("path", d=path_of(sight.inside(np.array([*unions, None], dtype=object)[:-1])), class_="map-state")]


def _symbols(
    ground: Ground, labels: Labels, offices: pd.DataFrame, store: LayerStore, subject: Subject
) -> list[Markup]:
    """Draw field offices by place with how many agencies, and headquarters as a square in their area."""
    west, south, east, north = ground.bounds
    middle = middle_longitude(store.dataset)
    lon = nearest(offices["lon"].to_numpy(dtype="float64"), middle)
    offices = offices.assign(lon=lon, place=place_names(store.dataset, offices))
    field = offices.loc[(offices["office_type"] == "field") & offices["lon"].between(west, east)]
    field = field.loc[field["lat"].between(south, north)]
    circles: list[Markup] = []
    places: list[tuple[int, float, float, str]] = []
    for _, here in field.groupby([f"{level}_code" for level in store.dataset.admin_levels], dropna=False):
        x, y = ground.at(float(here["lon"].mean()), float(here["lat"].mean()))
        agencies = here["agency_id"].nunique()
        labels.take(x, y, 110)
        places.append((agencies, x, y, str(here["place"].iloc[0])))
        circles.append(tag("circle", cx=x, cy=y, r=100, class_="map-office"))
        circles.append(tag("text", str(agencies), x=x, y=y + 42, text_anchor="middle", class_="map-count"))
    main = offices.loc[
        (offices["office_type"] != "field") & (offices[f"{store.dataset.level()}_code"] == subject.highest_code)
    ]
    if len(main) and subject.around is None:
        seat = store.dataset.layer(None).iloc[subject.row]
        x, y = ground.at(float(nearest(seat["seat_lon"], middle)), float(seat["seat_lat"]))
        labels.take(x, y, 110)
        circles.append(tag("rect", x=x - 95, y=y - 95, width=190, height=190, class_="map-headquarters"))
        count = str(int(main["listed_count"].sum()))
        circles.append(tag("text", count, x=x, y=y + 42, text_anchor="middle", class_="map-count"))
    names = [
        labels.beside(x, y, 130, _cut(name)) for _, x, y, name in sorted(places, key=lambda one: (-one[0], one[3]))
    ]
    return [*circles, *(name for name in names if name is not None)]


def _names(sight: _Sight, labels: Labels, language: Language) -> list[Markup]:
    """Name the areas that have room for it, the largest first."""
    cut = shapely.clip_by_rect(sight.shapes, 0, 0, WIDTH, HEIGHT)
    bounds = shapely.bounds(cut)
    found: list[Markup] = []
    for at in np.argsort(-shapely.area(cut), kind="stable"):
        if len(found) == _NAMES or shapely.is_empty(cut[at]):
            break
        point = shapely.point_on_surface(cut[at])
        called = text_in(sight.layer.iloc[sight.rows[at]].to_dict(), "short_name", language)
        name = labels.on(point.x, point.y, bounds[at][2] - bounds[at][0], called)
        if name is not None:
            found.append(name)
    return found


def _cut(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:23].rstrip()}…"  # noqa: PLR2004 - characters beside a symbol


def _scale(ground: Ground) -> Markup:
    """Draw a bar of a round length, at most a quarter of the map."""
    fits = [km for km in _STEPS_KM if km * ground.units_per_km <= WIDTH / 4]
    km = max(fits, default=_STEPS_KM[0])
    long = km * ground.units_per_km
    x, y = WIDTH - long - 110, HEIGHT - 110
    return tag(
        "g",
        tag("path", d=f"M{x:.0f} {y - 50}v50h{long:.0f}v-50", class_="map-scale"),
        tag("text", f"{km:g} km", x=x + long / 2, y=y - 60, text_anchor="middle", class_="map-label"),
    )


def _hatch(name: str) -> Markup:
    """Give the pattern that stands for no data."""
    lines = tag("path", d="M0 60L60 0M-15 15L15 -15M45 75L75 45", class_="hatch-line")
    ground = tag("rect", width=60, height=60, class_="hatch-ground")
    # Read as SVG in HTML, where this name alone has a capital inside.
    opened = tag("pattern", ground, lines, id=name, width=60, height=60, patternUnits="userSpaceOnUse")
    return tag("defs", opened)
