"""Rules that need more than one column or table: dates in order, places at their level, nothing listed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process, utils

from unmap.errors import Issue
from unmap.model import schema
from unmap.model.records import COUNTRY_CODE
from unmap.store.boundary_rules import SEAT_DEGREES
from unmap.store.level_rules import code_issues, level_issues
from unmap.store.need_rules import need_issues
from unmap.store.programme_rules import folded, record_issues
from unmap.store.reading import FIRST_ROW, located, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from unmap.model import AdminLevel

NEAR_DUPLICATE = 92.0
"""Likeness of two titles (0 to 100, order of words apart) from which they look like one initiative listed twice."""


LOCALITY_DEGREES = 0.5
"""Distance, some 55 km, by which a locality may lie outside the box around its municipality."""


REGION = "region"
"""What an initiative may count beside areas of a level: a part of the country that no level has."""


def rule_issues(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> list[Issue]:
    """Check every rule whose tables could be read."""
    own = [issue for needed, rule in _RULES if needed <= frames.keys() for issue in rule(frames)]
    if schema.LEVELS.name in frames:
        own += level_issues(frames[schema.LEVELS.name]) + code_issues(frames, levels)
    # Without levels there is no telling of which areas anything speaks.
    areas = {level.id for level in levels}
    if levels and areas <= frames.keys():
        own += [issue for needed, rule in _RULES_OF_AREAS if needed <= frames.keys() for issue in rule(frames, levels)]
    return own + record_issues(frames)


def _office_dates(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    offices = frames["offices"]
    wrong = offices["valid_from"] > offices["valid_to"]
    return located(schema.OFFICES, "valid_to", wrong, "end-before-start", "is before valid_from; correct one of them")


def _office_twice(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    offices = frames["offices"].fillna({"agency_id": ""})
    # One office may stand in several reports.
    places = {name: offices[name].map(folded) for name in ("state_reported", "place_reported")}
    # Offices without a place's name are told apart by their codes, and places of one name where nothing says the state.
    code = offices["area_code"].where((places["place_reported"] == "") | (places["state_reported"] == ""), "")
    same = ["report_id", "agency_id", *places, "code", "valid_from", "source_id"]
    twice = offices.assign(**places, code=code).duplicated(same)
    message = "the same agency in the same place stands in an earlier row; count it there in listed_count"
    return located(schema.OFFICES, "office_id", twice, "duplicate-office", message)


def _initiative_years(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    initiatives = frames["initiatives"]
    wrong = (initiatives["end_year"] < initiatives["start_year"]).fillna(value=False)
    return located(
        schema.INITIATIVES, "end_year", wrong, "end-before-start", "is before start_year; correct one of them"
    )


def _initiative_priority(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    initiatives, framework = frames["initiatives"], frames["framework"]
    expected = initiatives["outcome_id"].map(
        framework.drop_duplicates("outcome_id").set_index("outcome_id")["priority_id"]
    )
    wrong = expected.notna() & (initiatives["priority_id"] != expected)
    message = "is not the priority of the row's outcome in programme/framework.csv"
    return located(schema.INITIATIVES, "priority_id", wrong, "other-priority", message)


def _initiative_section(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    """Tell rows under no heading, in a report that has headings: a sheet of who does what where has none."""
    initiatives = frames["initiatives"]
    headed = (initiatives["outcome_id"] != "") | (initiatives["section"] != "")
    neither = ~headed & (initiatives["themes"].str.len() == 0)
    neither &= headed.groupby(initiatives["report_id"]).transform("any")
    message = "give the outcome that it is reported under or, where there is none, the section or a theme"
    return located(schema.INITIATIVES, "outcome_id", neither, "no-outcome-or-section", message)


def _scope(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    initiatives = frames["initiatives"]
    placed = initiatives["initiative_id"].isin(frames["initiative_places"]["initiative_id"])
    here = initiatives["scope"] == "located"
    table = schema.INITIATIVES
    return [
        *located(
            table, "scope", here & ~placed, "no-place", "is located, but initiative_places.csv has no place of it"
        ),
        *located(table, "scope", ~here & placed, "unexpected-place", "has a place; say located, or remove the place"),
    ]


def _agencies(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    initiatives = frames["initiatives"]
    named = initiatives["initiative_id"].isin(frames["initiative_agencies"]["initiative_id"])
    nobody = ~named & initiatives["reported_agency_count"].isna()
    message = "has no agency in initiative_agencies.csv; add one, or give reported_agency_count where none is named"
    return located(schema.INITIATIVES, "initiative_id", nobody, "no-agency", message)


def _place_levels(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> list[Issue]:
    places = frames["initiative_places"]
    level = places["area_code"].map({code: level.word for level in levels for code in frames[level.id]["code"]})
    wrong = (level.notna() & (level != places["level"])) | (places["area_code"] == COUNTRY_CODE)
    words = " or ".join(f"{level.word} for a code of {level.plural_en}" for level in levels)
    message = f"is not the level of area_code: give {words}"
    return located(schema.INITIATIVE_PLACES, "level", wrong, "wrong-level", message)


def _counted_areas(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> list[Issue]:
    """Tell which initiatives count without naming them what is neither a level nor a region."""
    units = frames["initiatives"]["reported_area_unit"]
    words = [*(level.word for level in levels), REGION]
    wrong = units[~units.isin(["", *words])]
    return told(schema.INITIATIVES, "reported_area_unit", wrong, "unknown-word", f"must be one of: {', '.join(words)}")


def _gazetteer_points(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> list[Issue]:
    """Tell the seats that lie outside their area, and other places far outside the box around theirs.

    Areas are divided after a gazetteer is made: of 48,142 localities of one the farthest lies half a degree off.
    """
    finest = levels[-1]
    places, column = frames["places"], f"{finest.word}_code"
    drawn = frames[finest.id].set_index("code").geometry
    shapes = drawn[~drawn.index.duplicated()].reindex(places[column]).to_numpy()
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    west, south, east, north = shapely.bounds(shapes).T
    beside = np.maximum.reduce([west - lon, lon - east, south - lat, lat - north])
    wrong = beside > np.where(places["kind"] == "seat", SEAT_DEGREES, LOCALITY_DEGREES)
    seats = np.flatnonzero((places["kind"] == "seat").to_numpy() & ~wrong & ~np.isnan(beside))
    # Points alone, of which most lie within: the distance to a shape is many times as dear.
    away = seats[~shapely.contains_xy(shapes[seats], lon[seats], lat[seats])]
    wrong[away] = ~shapely.dwithin(shapes[away], shapely.points(lon[away], lat[away]), SEAT_DEGREES)
    message = f"is the {finest.singular_en} of a place whose lon and lat lie elsewhere; correct one of them"
    return told(schema.places_table(finest), column, places[column][wrong], "places-disagree", message)


_UNDER = ("report_id", "outcome_id", "section", "start_year", "end_year")


def _listed_twice(frames: Mapping[str, pd.DataFrame]) -> list[Issue]:
    lines = frames["initiatives"].index + FIRST_ROW
    initiatives = frames["initiatives"].reset_index(drop=True)
    teams = frames["initiative_agencies"].groupby("initiative_id")["agency_id"].agg(lambda ids: ";".join(sorted(ids)))
    kind = pd.DataFrame(
        {
            "team": initiatives["initiative_id"].map(teams).astype(object),
            **{name: initiatives[name].astype(object) for name in _UNDER},
        }
    )
    # Rows of a sheet, which know neither outcome nor section, tell projects apart by little: "phase 1" and "phase 2".
    kind = kind.loc[(kind["outcome_id"] != "") | (kind["section"] != "")]
    issues: list[Issue] = []
    # Only what the same agencies do under one outcome in the same years can be one initiative listed twice.
    groups = kind.groupby(list(kind.columns), dropna=False, sort=False).groups
    for rows in (places.to_numpy() for places in groups.values()):
        titles = initiatives["title"].iloc[rows].tolist()
        likeness = process.cdist(
            titles, titles, scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=NEAR_DUPLICATE
        )
        for later in range(1, len(rows)):
            earlier = next((place for place in range(later) if likeness[later, place]), None)
            if earlier is not None:
                message = (
                    f"reads like the title in row {lines[rows[earlier]]}, by the same agencies under the same "
                    "outcome; remove one, or tell them apart in the title"
                )
                issues.append(
                    Issue(schema.INITIATIVES.path, int(lines[rows[later]]), "title", "near-duplicate", message)
                )
    return issues


_RULES: tuple[tuple[set[str], Callable[[Mapping[str, pd.DataFrame]], list[Issue]]], ...] = (
    ({"offices"}, _office_dates),
    ({"offices"}, _office_twice),
    ({"initiatives"}, _initiative_years),
    ({"initiatives"}, _initiative_section),
    ({"initiatives", "framework"}, _initiative_priority),
    ({"initiatives", "initiative_places"}, _scope),
    ({"initiatives", "initiative_agencies"}, _agencies),
    ({"initiatives", "initiative_agencies"}, _listed_twice),
)

_RULES_OF_AREAS: tuple[
    tuple[set[str], Callable[[Mapping[str, pd.DataFrame], Sequence[AdminLevel]], list[Issue]]], ...
] = (
    ({"initiative_places"}, _place_levels),
    ({"places"}, _gazetteer_points),
    ({"values", "classes", "indicators", "reports"}, need_issues),
    ({"initiatives"}, _counted_areas),
)
