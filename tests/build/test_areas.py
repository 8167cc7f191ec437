"""Levels of any country put together: which area lies in which, what is drawn, and countries of the field."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from unmap.build.areas import describe_areas
from unmap.build.boundary_files import BoundaryLayer, read_boundaries
from unmap.build.drawing import closeness, draw_layers, write_geography
from unmap.build.level_words import Country, country_of, stated_words
from unmap.errors import SourceError
from unmap.geo.topology import geodesic_area_km2, is_coverage
from unmap.model import schema
from unmap.store.level_rules import level_issues

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from unmap.build.areas import Areas
    from unmap.build.drawing import Layers

NOWHERE = Country("XXX", "XX", "Nowhere", "Ninguna parte")
PROVINCES = {"P1": shapely.box(0, 0, 2, 1), "P2": shapely.box(2, 0, 4, 1)}
DISTRICTS = {f"D{x}": shapely.box(x, 0, x + 1, 1) for x in range(4)}


def layer(level: int, shapes: Mapping[str, shapely.Geometry], **columns: Sequence[object]) -> BoundaryLayer:
    codes = list(shapes)
    own: dict[str, Sequence[object]] = {"code": codes, "name": [f"Area {code}" for code in codes]}
    own["other_names"] = [()] * len(codes)
    own |= {"type_en": [""] * len(codes), "type_local": [""] * len(codes)}
    frame = gpd.GeoDataFrame({**own, **columns}, geometry=list(shapes.values()), crs="OGC:CRS84")
    return BoundaryLayer(f"adm{level}.geojson", level, frame, frozenset(), ())


def named(frame_level: int, codes: Sequence[str]) -> dict[str, Sequence[object]]:
    """Give the columns by which a finer level names the areas of `frame_level`."""
    nothing = [""] * len(codes)
    return {
        f"code_{frame_level}": codes,
        f"name_{frame_level}": [f"Named {code}" for code in codes],
        f"other_names_{frame_level}": [()] * len(codes),
        f"type_en_{frame_level}": nothing,
    }


def parents(areas: Areas, level: int = 2) -> dict[str, str]:
    table, above = areas.tables[level - 1], areas.levels[level - 2]
    return dict(zip(table["code"], table[f"{above.word}_code"], strict=True))


def drawn(areas: Areas) -> Layers:
    return draw_layers(areas.outlines, areas.levels, areas.tables, closeness(areas.outlines.shapes))


def codes_of(areas: Areas) -> list[str]:
    return [issue.code for issue in areas.issues]


EXPECTED = {"D0": "P1", "D1": "P1", "D2": "P2", "D3": "P2"}


def test_area_lies_in_the_one_that_its_column_names() -> None:
    districts = layer(2, DISTRICTS, **named(1, list(EXPECTED.values())))
    areas = describe_areas([layer(1, PROVINCES), districts], NOWHERE)
    assert parents(areas) == EXPECTED
    assert areas.issues == ()
    assert areas.other_names.to_numpy().tolist() == [["Named P1", "P1"], ["Named P2", "P2"]]


def test_area_without_column_lies_in_the_one_whose_code_begins_its_own() -> None:
    shapes = dict(zip(("P101", "P102", "P201", "P203"), DISTRICTS.values(), strict=True))
    areas = describe_areas([layer(1, PROVINCES), layer(2, shapes)], NOWHERE)
    assert parents(areas) == {"P101": "P1", "P102": "P1", "P201": "P2", "P203": "P2"}


def test_area_whose_code_says_nothing_lies_in_the_one_around_a_point_inside_it() -> None:
    areas = describe_areas([layer(1, PROVINCES), layer(2, DISTRICTS)], NOWHERE)
    assert parents(areas) == EXPECTED


def test_code_that_two_codes_begin_is_left_to_the_point() -> None:
    provinces = dict(zip(("1", "10"), PROVINCES.values(), strict=True))
    shapes = dict(zip(("102", "103", "101", "104"), DISTRICTS.values(), strict=True))
    areas = describe_areas([layer(1, provinces), layer(2, shapes)], NOWHERE)
    assert parents(areas) == {"101": "10", "102": "1", "103": "1", "104": "10"}
    assert areas.levels[0].code_form == "[0-9]{1,2}"


def test_name_counts_where_it_contradicts_the_point_and_that_is_said() -> None:
    districts = layer(2, DISTRICTS, **named(1, ["P1", "P1", "P1", "P2"]))
    areas = describe_areas([layer(1, PROVINCES), districts], NOWHERE)
    assert parents(areas)["D2"] == "P1"
    assert codes_of(areas) == ["other-parent", "other-shape", "other-shape"]
    assert areas.issues[0].row == 4
    assert '"D2" lies in "P2", but "P1" is named' in areas.issues[0].message


def test_unknown_parent_is_said_and_found_by_the_point() -> None:
    districts = layer(2, DISTRICTS, **named(1, ["P1", "P9", "P2", "P2"]))
    areas = describe_areas([layer(1, PROVINCES), districts], NOWHERE)
    assert parents(areas) == EXPECTED
    assert codes_of(areas) == ["unknown-parent"]


def test_orphan_and_area_without_parts_are_refused_with_an_issue_each() -> None:
    shapes = DISTRICTS | {"D8": shapely.box(8, 0, 9, 1)}
    provinces = PROVINCES | {"P3": shapely.box(6, 0, 7, 1)}
    with pytest.raises(SourceError, match=r'"D8" lies in no area of adm1\.geojson') as caught:
        describe_areas([layer(1, provinces), layer(2, shapes)], NOWHERE)
    assert [issue.code for issue in caught.value.issues] == ["orphan", "no-part"]


def test_levels_that_have_no_file_are_dissolved_from_the_finest() -> None:
    wards = {f"W{x}{y}": shapely.box(x, y / 2, x + 1, y / 2 + 0.5) for x in range(4) for y in range(2)}
    districts = [f"D{code[1]}" for code in wards]
    columns = {**named(1, [EXPECTED[code] for code in districts]), **named(2, districts)}
    areas = describe_areas([layer(3, wards, **columns)], NOWHERE)
    assert [len(table) for table in areas.tables] == [2, 4, 8]
    assert (parents(areas, 2), parents(areas, 3)["W21"]) == (EXPECTED, "D2")
    assert areas.tables[0]["name"].tolist() == ["Named P1", "Named P2"]
    frames = drawn(areas).frames
    highest = frames[areas.levels[0].id]
    assert shapely.area(highest.geometry).tolist() == pytest.approx([2, 2], abs=1e-3)
    assert highest["area_km2"].sum() == pytest.approx(areas.tables[2]["area_km2"].sum())


def test_level_that_nothing_names_is_asked_for() -> None:
    with pytest.raises(SourceError, match=r"adm2\.geojson: level 1 is missing: give its boundaries"):
        describe_areas([layer(2, DISTRICTS)], NOWHERE)


def test_overlap_is_mended_and_said_and_a_gap_is_said() -> None:
    shapes = DISTRICTS | {"D1": shapely.box(0.999, 0, 2, 1) - shapely.box(1.4, 0.4, 1.5, 0.5)}
    areas = describe_areas([layer(1, shapes)], NOWHERE)
    assert set(codes_of(areas)) == {"geometry-overlap", "geometry-gap", "repaired"}
    assert is_coverage(areas.outlines.shapes)


def test_area_that_lies_in_another_is_not_drawn_over_in_silence() -> None:
    with pytest.raises(SourceError, match="too large to repair"):
        describe_areas([layer(1, DISTRICTS | {"D9": shapely.box(0, 0, 1, 1)})], NOWHERE)


def halves(west: float, east: float, south: float) -> shapely.Geometry:
    """Give a box from longitude `west` to `east`, cut at 180 where it reaches beyond, as RFC 7946 asks."""
    parts = [shapely.box(west, south, min(east, 180), south + 1)] if west < 180 else []
    parts += [shapely.box(max(west, 180) - 360, south, east - 360, south + 1)] if east > 180 else []
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def test_country_across_the_antimeridian_is_one_in_the_plane_and_cut_in_the_layers() -> None:
    shapes = {f"F{at}": halves(178.5 + at, 179.5 + at, -17.5) for at in range(3)}
    areas = describe_areas([layer(1, shapes)], NOWHERE)
    assert areas.issues == ()
    assert shapely.get_num_geometries(areas.outlines.shapes).tolist() == [1, 1, 1]
    assert shapely.total_bounds(areas.outlines.shapes)[2] < 200_000
    whole = geodesic_area_km2(np.asarray(list(shapes.values()), dtype=object))
    assert areas.tables[0]["area_km2"].tolist() == pytest.approx(whole.tolist(), rel=1e-4)
    for frame in drawn(areas).frames.values():
        assert frame.total_bounds[[0, 2]].tolist() == [-180, 180]
        assert is_coverage(frame.geometry.to_numpy()[:3])
    assert shapely.get_num_geometries(frame.geometry)[1] == 2


def test_small_and_dense_areas_survive_being_drawn_small() -> None:
    shapes = {
        f"S{x}{y}": shapely.box(x / 5000, y / 5000, (x + 1) / 5000, (y + 1) / 5000) for x in range(9) for y in range(9)
    }
    far = {"X": shapely.box(20, 0, 21, 1)}
    areas = describe_areas([layer(1, shapes | far)], NOWHERE)
    for frame in drawn(areas).frames.values():
        assert not shapely.is_empty(frame.geometry).any()
        assert shapely.is_valid(frame.geometry).all()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for folder in ("one", "two"):
        areas = describe_areas([layer(1, PROVINCES), layer(2, DISTRICTS)], NOWHERE)
        rows = write_geography(tmp_path / folder, areas.levels, drawn(areas))
        assert rows == {"levels": 2, "admin1areas": 2, "admin2areas": 4, **small(areas), "tile_shapes": 12}
        contents.append({path.name: path.read_bytes() for path in (tmp_path / folder / "geo").iterdir()})
    assert contents[0] == contents[1]


def small(areas: Areas) -> dict[str, int]:
    return {f"{level.id}_overview": len(table) for level, table in zip(areas.levels, areas.tables, strict=True)}


@cache
def country(folder: Path, name: str, code: str, kind: str) -> Areas:
    layers = [read_boundaries(folder / name / f"adm{level}.{kind}", level) for level in (1, 2)]
    return describe_areas(layers, country_of(code), {2: stated_words("department")})


@pytest.mark.parametrize(
    ("name", "code", "kind", "rows", "km2"),
    [
        ("chad", "TCD", "geojson", (23, 70), 1_273_000),
        ("somalia", "SOM", "geojson", (18, 74), 634_000),
        ("guatemala", "GTM", "topojson", (22, 342), 109_000),
    ],
)
def test_boundaries_of_the_field(
    elsewhere: Path, name: str, code: str, kind: str, rows: tuple[int, int], km2: int
) -> None:
    areas = country(elsewhere, name, code, kind)
    assert tuple(map(len, areas.tables)) == rows
    assert areas.issues == ()
    assert areas.tables[0]["area_km2"].sum() == pytest.approx(km2, rel=0.02)
    layers = drawn(areas)
    assert layers.issues == ()
    for level in areas.levels:
        assert is_coverage(layers.frames[level.id].geometry.to_numpy())
        assert is_coverage(layers.frames[f"{level.id}{schema.OVERVIEW}"].geometry.to_numpy())
    assert all(own.startswith(above) for own, above in parents(areas).items())


def test_names_of_chad_have_their_accents(elsewhere: Path) -> None:
    areas = country(elsewhere, "chad", "TCD", "geojson")
    names = areas.tables[0].set_index("code")["name"]
    assert (names["TD15"], names["TD18"]) == ("Salamat", "N'Djamena")
    assert [level.id for level in areas.levels] == ["provinces", "departments"]
    assert ["NDjamena", "TD18"] in areas.other_names.to_numpy().tolist()
    assert level_issues(pd.DataFrame([vars_of(level) for level in areas.levels])) == []


def vars_of(level: object) -> dict[str, object]:
    return {name: getattr(level, name) for name in schema.LEVELS.column_names}
