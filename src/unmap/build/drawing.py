"""The layers of a data folder drawn from the finest areas: simplified as one coverage, dissolved into each level."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.errors import Issue, SourceError
from unmap.geo.topology import dissolved, is_coverage, relative_area_change, rounded, simplified
from unmap.model import schema
from unmap.store.table_files import LON_LAT, csv_bytes, write_layer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from unmap.build.outlines import Outlines
    from unmap.geo.topology import Geometries
    from unmap.model import AdminLevel

_LARGE_CHANGE, _NO_CHANGE = 0.02, 5e-5
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Closeness:
    """How closely areas are drawn: the length of a detail that disappears, in metres, for each use.

    `detail_m` are tried in turn until every seat lies inside its area, `tiles_m` go by the finest zoom of vector
    tiles that is drawn so. Decimals are those of the degrees, about a hundredth of the length or finer.
    """

    detail_m: tuple[float, ...]
    overview_m: float
    tiles_m: Mapping[int, float]
    detail_decimals: int = 6  # with 5, two municipalities of Mexico cross themselves
    overview_decimals: int = 4  # about 10 m


LARGE = Closeness(
    detail_m=(100, 90, 80, 70, 60, 50),
    overview_m=1200,  # a country of 2,500 areas stays below 450 kB gzipped
    tiles_m={4: 4800, 7: 600},
)
"""For a country of 3,000 km.

For tiles it is about half a pixel of the zoom, where a tile has 256 of them. The overview is as fine as zooms 5 and 6
ask for, the detail as those from 8 on.
"""

_LARGE_M = 3_000_000
_SMALL, _FINEST = 0.5, 0.05


def closeness(shapes: Geometries) -> Closeness:
    """Draw a smaller country more closely, as it is looked at from nearer; polygons are in metres."""
    west, south, east, north = shapely.total_bounds(shapes)
    scale = float(np.clip(max(east - west, north - south) / _LARGE_M, _FINEST, 1))
    return Closeness(
        detail_m=tuple(round(length * scale, 1) for length in LARGE.detail_m),
        overview_m=round(LARGE.overview_m * scale, 1),
        tiles_m=LARGE.tiles_m,
        overview_decimals=LARGE.overview_decimals if scale > _SMALL else LARGE.overview_decimals + 1,
    )


@dataclass(frozen=True, slots=True)
class Layers:
    """The drawn layers by the name of their table: attributes with geometry in longitude and latitude."""

    frames: dict[str, gpd.GeoDataFrame]
    issues: tuple[Issue, ...]


def draw_layers(
    outlines: Outlines, levels: Sequence[AdminLevel], tables: Sequence[pd.DataFrame], close: Closeness
) -> Layers:
    """Simplify the finest areas as a coverage, once for each use, and dissolve each drawing into the levels above.

    `tables` are the attribute rows of each level, the highest first, sorted by code; below the first each has the
    code of the area that it lies in. The largest change of an area's size, and each above 2 per cent, become issue
    rows. Raises SourceError where the result is not a valid coverage of the same areas with every seat inside.
    """
    drawing = _Drawing(outlines, tuple(levels), tuple(tables), close)
    detail, issues = drawing.detail()
    frames = dict(drawing.layers(detail, whole=True))
    overview = drawing.drawn(close.overview_m, close.overview_decimals)
    frames |= {f"{name}{schema.OVERVIEW}": layer for name, layer in drawing.layers(overview).items()}
    frames[schema.TILE_SHAPES.name] = drawing.tile_shapes()
    return Layers(frames, issues + _area_changes(outlines, detail))


@dataclass(frozen=True, slots=True)
class _Drawing:
    outlines: Outlines
    levels: tuple[AdminLevel, ...]
    tables: tuple[pd.DataFrame, ...]
    close: Closeness

    def detail(self) -> tuple[Geometries, tuple[Issue, ...]]:
        """Draw the detailed layer, closer to the official lines until no seat is left outside its area."""
        issues: list[Issue] = []
        file, finest = self.outlines.file, self.levels[-1]
        for tolerance_m in self.close.detail_m:
            drawn = self.drawn(tolerance_m, self.close.detail_decimals)
            outside = _seats_outside(self.tables[-1], drawn)
            if not outside:
                return drawn, tuple(issues)
            why = f"simplified at {tolerance_m:g} m, the seats of {', '.join(outside)} lie outside; drawn more closely"
            issues.append(Issue(file, 0, "geometry", "seat-outside", why))
        sentence = f"{file}: the seat lies outside the {finest.singular_en} for {', '.join(outside)}"
        raise SourceError(sentence, issues)

    def drawn(self, tolerance_m: float, decimals: int) -> Geometries:
        """Simplify all and round; where small areas do not survive that, more closely and on a finer grid."""
        for attempt in range(_ATTEMPTS):
            metres = tolerance_m / 2**attempt
            drawn = self.outlines.plane.lon_lat(simplified(self.outlines.shapes, metres))
            try:
                return rounded(drawn, decimals + attempt)
            except ValueError as error:
                why = f"{self.outlines.file}: simplified at {metres:g} m, {error}"
        raise SourceError(why)

    def layers(self, drawn: Geometries, *, whole: bool = False) -> dict[str, gpd.GeoDataFrame]:
        """Give each level by its id, with all its attributes or only the code."""
        above = [self._joined(number, drawn) for number in range(len(self.levels) - 1)]
        tables = self.tables if whole else [table[["code"]] for table in self.tables]
        shapes = [*above, drawn]
        return {
            level.id: gpd.GeoDataFrame(table, geometry=list(own), crs=LON_LAT)
            for level, table, own in zip(self.levels, tables, shapes, strict=True)
        }

    def _joined(self, number: int, drawn: Geometries) -> Geometries:
        joined = dissolved(drawn, containing(self.levels, self.tables, number))
        shapes = np.asarray(list(joined.values()), dtype=object)
        if list(joined) != self.tables[number]["code"].tolist() or not is_coverage(shapes):
            plural = self.levels[number].plural_en
            raise SourceError(f"{self.outlines.file}: the {plural} dissolved from it are not a coverage")
        return shapes

    def tile_shapes(self) -> gpd.GeoDataFrame:
        """Draw every level for each group of zooms; `max_zoom` names the group."""
        drawings = []
        for max_zoom, tolerance_m in self.close.tiles_m.items():
            drawn = self.drawn(tolerance_m, self.close.overview_decimals)
            drawings += [layer.assign(max_zoom=max_zoom) for layer in self.layers(drawn).values()]
        return gpd.GeoDataFrame(pd.concat(drawings, ignore_index=True), crs=LON_LAT)


def containing(levels: Sequence[AdminLevel], tables: Sequence[pd.DataFrame], number: int) -> list[str]:
    """Give, for each of the finest areas, the code of the area of level `number` that it lies in."""
    codes = tables[-1]["code"]
    for at in range(len(levels) - 1, number, -1):
        codes = codes.map(tables[at].set_index("code")[f"{levels[at - 1].word}_code"])
    return [str(code) for code in codes]


def _seats_outside(finest: pd.DataFrame, drawn: Geometries) -> list[str]:
    known = finest["seat_lon"].notna().to_numpy()
    seats = shapely.points(finest.loc[known, ["seat_lon", "seat_lat"]].to_numpy(dtype=np.float64))
    return finest.loc[known, "code"][~shapely.intersects(drawn[known], seats)].tolist()


def _area_changes(outlines: Outlines, drawn: Geometries) -> tuple[Issue, ...]:
    change = relative_area_change(outlines.shapes, outlines.plane.flat(drawn))
    named = sorted({int(change.argmax()), *np.flatnonzero(change > _LARGE_CHANGE).tolist()})
    named = [at for at in named if change[at] > _NO_CHANGE]
    codes, names = outlines.codes, outlines.names
    return tuple(
        Issue(
            outlines.file,
            0,
            "geometry",
            "area-change",
            f"{codes[at]} {names[at]}: drawn with fewer vertices, its area changed by {100 * change[at]:.2f} %",
        )
        for at in named
    )


def write_geography(folder: Path, levels: Sequence[AdminLevel], layers: Layers) -> dict[str, int]:
    """Write `geo/levels.csv` and each layer below `folder`; gives the rows of each table by its name."""
    (folder / "geo").mkdir(parents=True, exist_ok=True)
    stated = pd.DataFrame(map(asdict, levels))
    (folder / schema.LEVELS.path).write_bytes(csv_bytes(schema.LEVELS, stated))
    for table in schema.tables_of(levels):
        if table.geometry:
            write_layer(table, layers.frames[table.name], folder / table.path)
    return {schema.LEVELS.name: len(stated), **{name: len(frame) for name, frame in layers.frames.items()}}
