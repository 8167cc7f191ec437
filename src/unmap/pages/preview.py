"""The picture that a link is shown with where it is sent round: a view of the map as PNG, and the sentence on it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from unmap.features.extents import mainland_bounds, middle_longitude
from unmap.formats.styles import (
    BORDER,
    BOTH,
    CIRCLE_NEED,
    CIRCLE_SHORT,
    CIRCLE_SURPLUS,
    INK,
    LAND,
    LOW_IS_WORSE,
    NO_DATA,
    NO_DATA_LINE,
    OFFICE,
    OFFICE_RING,
    SEA,
    class_colours,
    gap_colours,
    presence_colours,
)
from unmap.geo.antimeridian import beside, nearest
from unmap.measures.findings import findings
from unmap.measures.gap_answer import coverage_classes
from unmap.measures.gaps import gaps
from unmap.measures.matching import FIELD_OFFICE, matching
from unmap.measures.need import legend, values_of
from unmap.measures.presence_classes import classes_beside_need, presence_classes
from unmap.pages.page_facts import PERSONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from PIL.ImageDraw import ImageDraw

    from unmap.measures.findings import Finding
    from unmap.measures.gaps import Gaps
    from unmap.model import PresenceQuery
    from unmap.store import Dataset

WIDTH, HEIGHT = 1200, 630
"""Pixels, in the shape that sites show beside a link."""

_FINER = 2
"""Times as fine as that is drawn, so that edges are smooth when it is made smaller."""

_TONES = 128
"""Colours of the file, those of smooth edges among them."""

_MARGIN = 24
_SWATCH = (46, 22)
_OFFICE_RADIUS = 6
_RECEDING = 0.7  # of that, where circles are the subject

_MOST_PX = {"few": 34, "many": 18, "gap": 28}
"""Radius of the greatest circle as the page has it: of people in few areas or many, and of gaps."""

_USUAL_PX = 1000
"""The diagonal of the country at which it has that radius; with another it grows with the root of that."""

_SMALLEST_PX = 0.75
_SEEN_THROUGH = 0.78
_UNSURE = 0.25
"""How much of a circle's colour its surface has, and one whose side depends on how one counts, which is a ring."""

Box = tuple[float, float, float, float]


class View(StrEnum):
    """What a map is coloured by, as links name it."""

    NEED = "need"
    PRESENCE = "presence"
    BOTH = "both"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Coloured:
    """The colour of each area of a level, None where there is no data, rows of a legend, and circles or none."""

    areas: tuple[str | None, ...]
    legend: tuple[tuple[str, ...], ...]
    circles: Circles | None = None


@dataclass(frozen=True, slots=True)
class Circles:
    """A circle for each area of a level: its size in surface, 0 for none, its colour, and whether that is sure.

    `crowd` says which radius `largest` has.
    """

    sizes: np.ndarray
    colours: tuple[str, ...]
    sure: np.ndarray
    largest: float
    crowd: str


def finding_of(dataset: Dataset, view: View, query: PresenceQuery) -> Finding | None:
    """Give the sentence on a view of the map; None where its figures say none.

    Raises ParameterError as `unmap.measures.gaps.gaps` does.
    """
    return _told(dataset, view, gaps(dataset, query))


def paint_preview(dataset: Dataset, view: View, query: PresenceQuery) -> bytes:
    """Paint a view of the map as PNG of 1200 x 630 pixels: areas by class, offices, the areas of its sentence outlined.

    Colours are those of the page in its light theme; there are no words in it, so that it is of any language. Raises
    ParameterError as `unmap.measures.gaps.gaps` does.
    """
    # The server starts without it, and few ask for a picture.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    found = gaps(dataset, query)
    coloured, told = _COLOURS[view](dataset, found), _told(dataset, view, found)
    image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), SEA)
    pen = ImageDraw.Draw(image)
    ground = _Ground(dataset)
    shapes = ground.drawn(dataset.layer(found.query.level, overview=True).geometry.to_numpy())
    few, circles = len(shapes) < _FEW, coloured.circles
    border = NO_DATA_LINE if circles else BORDER
    for at in np.argsort(-shapely.area(shapes), kind="stable"):
        _fill(pen, shapes[at], coloured.areas[at], border, _FINER if few else 0)
    if not few:
        for shape in ground.drawn(dataset.layer(None, overview=True).geometry.to_numpy()):
            _outline(pen, shape, border, _FINER)
    named = found.areas["code"].isin(told.areas if told else ()).to_numpy()
    if circles:
        _draw_circles(pen, circles, named, ground, dataset.layer(found.query.level))
    for at in np.flatnonzero(named & (circles is None)):
        _outline(pen, shapes[at], INK, 3 * _FINER)
    _offices(pen, dataset, found.query, ground, _OFFICE_RADIUS * (_RECEDING if coloured.circles else 1))
    _legend(pen, coloured.legend)
    file = io.BytesIO()
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(_TONES).save(file, "PNG", optimize=True)
    return file.getvalue()


_MANY = 64
"""Areas beyond which gaps are circles, as on the page, and circles are smaller."""

_FEW = 100
"""Areas up to which each has a border of its own; of more those of the highest level have."""


def _told(dataset: Dataset, view: View, found: Gaps) -> Finding | None:
    return next((one for one in findings(dataset, found) if one.view == view), None)


def _by_need(dataset: Dataset, found: Gaps) -> Coloured:
    choice = found.need
    values = values_of(dataset, choice.indicator, choice.year).reindex(found.areas["code"])
    upper = legend(dataset, choice, values).upper
    if choice.indicator.unit == PERSONS:
        return _of_people(values.to_numpy(dtype="float64"), upper[-1])
    colours = class_colours(len(upper), low_is_worse=choice.indicator.direction == LOW_IS_WORSE)
    return _classed(values.to_numpy(dtype="float64"), upper, colours)


def _by_presence(_: Dataset, found: Gaps) -> Coloured:
    counts = found.areas["presence"].to_numpy(dtype="float64")
    classes = presence_classes(counts)
    return _classed(
        counts, [np.inf if most is None else most for _, most in classes.values()], presence_colours(len(classes))
    )


def _by_both(_: Dataset, found: Gaps) -> Coloured:
    names = classes_beside_need(found.areas["presence"].to_numpy(dtype="float64"))
    colours = {
        f"{third}-{name}": colour
        for third, row in zip(("low", "middle", "high"), BOTH, strict=True)
        for name, colour in zip(names, row, strict=False)
    }
    return Coloured(tuple(colours.get(str(cell)) for cell in found.areas["bivariate"]), BOTH[::-1])


def _by_gap(_: Dataset, found: Gaps) -> Coloured:
    classes = coverage_classes(found.areas, found.need_measure)["gap"]
    if classes is None:
        return Coloured((None,) * len(found.areas), ())
    if len(found.areas) > _MANY:
        return _of_signs(found, max(0.0, -classes["lower"], classes["upper"]))
    upper = [*classes["limits"], np.inf]
    return _classed(found.areas["gap"].to_numpy(dtype="float64"), upper, gap_colours(len(upper)))


def _of_people(values: np.ndarray, largest: float) -> Coloured:
    """Give numbers of people as circles on plain land, as the page does: a number is no colour of its area."""
    crowd = "many" if len(values) > _MANY else "few"
    circles = Circles(
        np.nan_to_num(values), (CIRCLE_NEED,) * len(values), np.full(len(values), fill_value=True), largest, crowd
    )
    return Coloured(_land(values), ((CIRCLE_NEED,),), circles)


def _of_signs(found: Gaps, largest: float) -> Coloured:
    """Give gaps of many areas as circles: the colour says which way, the size how far."""
    gap = found.areas["gap"].to_numpy(dtype="float64")
    colours = tuple(CIRCLE_SHORT if one > 0 else CIRCLE_SURPLUS for one in gap)
    sure = found.areas["sign_holds"].fillna(value=True).to_numpy(dtype=bool)
    circles = Circles(np.abs(np.nan_to_num(gap)), colours, sure, largest, "gap")
    return Coloured(_land(gap), ((CIRCLE_SURPLUS, CIRCLE_SHORT),), circles)


def _land(values: np.ndarray) -> tuple[str | None, ...]:
    return tuple(None if np.isnan(value) else LAND for value in values)


_COLOURS = {View.NEED: _by_need, View.PRESENCE: _by_presence, View.BOTH: _by_both, View.GAP: _by_gap}


def _classed(values: np.ndarray, upper: Sequence[float], colours: tuple[str, ...]) -> Coloured:
    """Give each value the colour of its class; `upper` are the classes' upper limits, each within its class."""
    known = np.minimum(np.searchsorted(upper, np.nan_to_num(values), side="left"), len(colours) - 1)
    areas = tuple(None if np.isnan(value) else colours[at] for value, at in zip(values, known, strict=True))
    return Coloured(areas, (colours,))


class _Ground:
    """Where places are in the picture, in pixels as fine as it is drawn: the country in its middle."""

    def __init__(self, dataset: Dataset) -> None:
        self.middle = middle_longitude(dataset)
        west, south, east, north = mainland_bounds(dataset)
        shrink = max(float(np.cos(np.radians((south + north) / 2))), 0.05)
        wide, high = ((size - 2 * _MARGIN) * _FINER for size in (WIDTH, HEIGHT))
        scale = min(wide / max((east - west) * shrink, 0.02), high / max(north - south, 0.02))
        self.scale = np.array([scale * shrink, -scale])
        self.centre = np.array([(west + east) / 2, (south + north) / 2])
        self.diagonal = float(np.hypot(*(self.scale * (east - west, north - south)))) / _FINER

    def at(self, points: np.ndarray) -> np.ndarray:
        """Give longitudes and latitudes in pixels."""
        moved: np.ndarray = (points - self.centre) * self.scale + np.array([WIDTH, HEIGHT]) * _FINER / 2
        return moved

    def drawn(self, shapes: np.ndarray) -> np.ndarray:
        """Give shapes in pixels."""
        moved: np.ndarray = shapely.transform(beside(shapes, self.middle), self.at)
        return moved


def _polygons(shape: shapely.Geometry) -> Iterable[shapely.Polygon]:
    parts = shapely.get_parts(shape)
    polygons: Iterable[shapely.Polygon] = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons


def _corners(ring: shapely.Geometry) -> list[tuple[float, float]]:
    return [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]


def _fill(pen: ImageDraw, shape: shapely.Geometry, colour: str | None, border: str, width: int) -> None:
    """Draw an area and its border, if that has a width; what lies in its holes is smaller and comes after it."""
    for polygon in _polygons(shape):
        pen.polygon(_corners(polygon.exterior), fill=colour or NO_DATA)
        for hole in polygon.interiors:
            pen.polygon(_corners(hole), fill=SEA)
    if width:
        _outline(pen, shape, border if colour else NO_DATA_LINE, width)


def _outline(pen: ImageDraw, shape: shapely.Geometry, colour: str, width: int) -> None:
    for polygon in _polygons(shape):
        pen.line(_corners(polygon.exterior), fill=colour, width=width, joint="curve")


def _draw_circles(
    pen: ImageDraw, circles: Circles, named: np.ndarray, ground: _Ground, layer: gpd.GeoDataFrame
) -> None:
    """Draw circles at the seats of areas, or inside those that have none; the largest below, `named` with a ring."""
    most = _MOST_PX[circles.crowd] * max(0.7, min(float(np.sqrt(ground.diagonal / _USUAL_PX)), 1.6))
    points = layer[["seat_lon", "seat_lat"]].to_numpy(dtype="float64", na_value=np.nan, copy=True)
    bare = np.isnan(points).any(axis=1)
    points[bare] = shapely.get_coordinates(shapely.point_on_surface(layer.geometry.to_numpy()[bare]))
    points[:, 0] = nearest(points[:, 0], ground.middle)
    places = ground.at(points)
    for at in np.argsort(-circles.sizes, kind="stable"):
        size, colour = circles.sizes[at], circles.colours[at]
        if size <= 0:
            break
        radius = max(_SMALLEST_PX, most * float(np.sqrt(size / circles.largest))) * _FINER
        sure = bool(circles.sure[at])
        x, y = places[at].tolist()
        box = (x - radius, y - radius, x + radius, y + radius)
        fill = _on_land(colour, _SEEN_THROUGH if sure else _UNSURE)
        # One of a pixel or two has no line of its own, which would cover it.
        line = 0 if sure and radius < 3 * _FINER else round((0.75 if sure else 1.75) * _FINER)
        pen.ellipse(box, fill, BORDER if sure else colour, line)
        if named[at]:
            pen.ellipse(box, None, INK, 2 * _FINER)


def _on_land(colour: str, part: float) -> str:
    """Give a colour as it looks when land shines through it."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(LAND[1:]), strict=True)
    return "#" + "".join(f"{round(part * own + (1 - part) * under):02x}" for own, under in pairs)


def _offices(pen: ImageDraw, dataset: Dataset, query: PresenceQuery, ground: _Ground, radius: float) -> None:
    record = matching(dataset, query)
    offices = dataset.offices.iloc[np.unique(record.office[record.is_office])]
    offices = offices.loc[(offices["office_type"] == FIELD_OFFICE) & offices["lon"].notna() & offices["lat"].notna()]
    points = offices[["lon", "lat"]].to_numpy(dtype="float64", copy=True)
    points[:, 0] = nearest(points[:, 0], ground.middle)
    radius *= _FINER
    for x, y in np.unique(ground.at(points).round(), axis=0).tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), OFFICE, OFFICE_RING, 2 * _FINER)


def _legend(pen: ImageDraw, rows: tuple[tuple[str, ...], ...]) -> None:
    """Draw the colours of the classes at the lower left, where no data has none."""
    wide, high = (size * _FINER for size in _SWATCH)
    top = (HEIGHT - _MARGIN) * _FINER - len(rows) * high
    for at, row in enumerate(rows):
        for step, colour in enumerate(row):
            x, y = _MARGIN * _FINER + step * wide, top + at * high
            pen.rectangle((x, y, x + wide, y + high), fill=colour, outline=BORDER, width=_FINER)
