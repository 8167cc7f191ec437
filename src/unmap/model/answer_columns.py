"""Columns that answers and their files add to those of layers and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unmap.model.furthest_columns import OF_FURTHEST_BEHIND
from unmap.model.layer_columns import area_columns, initiative_columns
from unmap.model.properties import (
    BOOLEAN,
    INTEGER,
    KILOMETRES,
    NUMBER,
    PERCENT,
    PERSONS,
    POINTS,
    SHARE,
    TEXT,
    TEXTS,
    Property,
    by_name,
)
from unmap.model.query import FILTERS
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.model.layer_columns import Levels
    from unmap.model.properties import Schema

_SHARE = "of the total over the areas with need data"

_COMMON = (
    Property(
        "sources",
        TEXTS,
        "Sources",
        "ids of the sources of the file, as its sheet of sources lists them",
        tag="#meta+source+code+list",
    ),
    Property("terms", TEXT, "Terms of use", "those of each source, a bar between them", tag="#meta+license"),
    Property("period", TEXT, "Period", "year, or first and last year, that the row speaks of", tag="#meta+period"),
    Property(
        "edition", TEXT, "Edition of the data", "changes whenever any table of the data does", tag="#meta+edition"
    ),
    Property("need_source_id", TEXT, "Source of need", "as the sources list it", tag="#meta+source+need+code"),
    Property(
        "presence_source_id", TEXT, "Source of presence", "as the sources list it", tag="#meta+source+presence+code"
    ),
    Property(
        "kind", TEXT, "What is counted as presence", "any: field offices and placed initiatives", tag="#meta+kind"
    ),
    Property(
        "counting",
        TEXT,
        "How it is counted",
        "distinct: one in each area; fractional: one in all, shared",
        tag="#meta+counting",
    ),
    Property("indicator_id", TEXT, "Indicator of need", tag="#indicator+code"),
    Property(
        "series",
        TEXT,
        "Series of the indicator",
        "values of different series are not comparable",
        tag="#indicator+series+code",
    ),
    Property("year", INTEGER, "Year of need", tag="#date+year"),
    Property("reporting_year", INTEGER, "Year reported on", tag="#date+year+reported"),
    Property("source_id", TEXT, "Source", "as the sources list it"),
    Property("radius_km", NUMBER, "Radius", "within which people count as reached", KILOMETRES),
    Property("plan_remove", TEXTS, "Offices taken away by the plan", "ids"),
    Property("plan_name", TEXT, "Name of the plan", "only where it has one"),
    Property("objective", TEXT, "What the places are chosen for", "coverage: most people near; distance: least mean"),
    Property("conditions", TEXTS, "Conditions", "ids of the indicators that were put together"),
    Property("min_town", INTEGER, "Least people of a town to choose", unit=PERSONS),
    *(
        Property(f"filter_{name}", TEXTS, f"Filter by {name}", "codes that were asked for; without it, all")
        for name in FILTERS
    ),
    Property("acronym", TEXT, "Acronym of the agency", tag="#org+acronym"),
    Property("agency_acronym", TEXT, "Acronym of the agency"),
    Property("need_rank", INTEGER, "Rank by need", "1 is the worst rate", tag="#indicator+need+rank+num"),
    Property(
        "persons_rank", INTEGER, "Rank by headcount", "1 has most people in need", tag="#indicator+persons+rank+num"
    ),
    Property("need_share", NUMBER, "Share of the people in need", _SHARE, SHARE, tag="#indicator+need+share+num"),
    Property(
        "population_share", NUMBER, "Share of the population", _SHARE, SHARE, tag="#indicator+population+share+num"
    ),
    Property("presence_share", NUMBER, "Share of presence", _SHARE, SHARE, tag="#indicator+presence+share+num"),
    Property(
        "gap",
        NUMBER,
        "Gap",
        "100 x (need_share - presence_share); above 0 presence falls short of need",
        POINTS,
        tag="#indicator+gap+num",
    ),
    Property(
        "gap_population",
        NUMBER,
        "Gap against population",
        "the same with population_share for need",
        POINTS,
        tag="#indicator+gap+population+num",
    ),
    Property("rank", NUMBER, "Rank by gap", "1 is the greatest shortfall", tag="#indicator+gap+rank+num"),
    Property(
        "rank_median",
        NUMBER,
        "Median rank",
        "over the defensible choices that the answer lists",
        tag="#indicator+gap+rank+median+num",
    ),
    Property(
        "rank_p05",
        NUMBER,
        "Rank, lower end",
        "of the 90 % interval over those choices",
        tag="#indicator+gap+rank+p05+num",
    ),
    Property(
        "rank_p95",
        NUMBER,
        "Rank, upper end",
        "of the 90 % interval over those choices",
        tag="#indicator+gap+rank+p95+num",
    ),
    Property(
        "top5_share",
        NUMBER,
        "Among the first five",
        "share of those choices in which it is",
        SHARE,
        tag="#indicator+gap+top5+num",
    ),
    Property(
        "sign_holds",
        BOOLEAN,
        "Sign holds",
        "the gap is above 0, or below it, in nine in ten of those choices as it is here",
        tag="#status+gap+sign",
    ),
    Property(
        "blank_spot",
        BOOLEAN,
        "Blank spot",
        "in the highest quarter of need and without presence of the kind",
        tag="#status+blank_spot",
    ),
    Property(
        "need_base",
        NUMBER,
        "People of the source",
        "of whom it counts those in need; not the census",
        PERSONS,
        tag="#population+source+num",
    ),
    Property(
        "base",
        NUMBER,
        "People of the source",
        "of whom it counts those in need; not the census",
        PERSONS,
        tag="#population+source+num",
    ),
    Property("need_third", TEXT, "Third of need", values=("low", "middle", "high"), tag="#indicator+need+third+num"),
    Property(
        "presence_class",
        TEXT,
        "Class of presence",
        "none, one, two and more, or a range of counts",
        tag="#status+presence+class",
    ),
    Property(
        "bivariate", TEXT, "Need x presence", "third of need, then class of presence", tag="#indicator+bivariate+class"
    ),
    Property(
        "nearest_office_km",
        NUMBER,
        "Nearest office",
        "geodesic, from seat to office",
        KILOMETRES,
        tag="#indicator+distance+km+num",
    ),
    Property("nearest_office_id", TEXT, "Id of the nearest office", tag="#operations+office+nearest+code"),
    *(
        Property(
            f"why_{one}",
            TEXT,
            f"Why it ranks there, in {words(one)('language.english')}",
            tag=f"#description+why+i_{one}",
        )
        for one in Language
    ),
    Property(
        "value",
        NUMBER,
        "Value",
        "in the unit of the indicator; empty is no data, which is not zero",
        tag="#indicator+value+num",
    ),
    Property("pct", NUMBER, "Rate of need", "empty is no data, which is not zero", PERCENT, tag="#indicator+pct+num"),
    Property(
        "persons",
        NUMBER,
        "People in need",
        "empty is no data, which is not zero",
        PERSONS,
        tag="#indicator+persons+num",
    ),
    Property("share", NUMBER, "Share of people in need reached", unit=SHARE),
    Property("nearest_km", NUMBER, "Nearest office", "geodesic, from seat to office", KILOMETRES),
    Property("nearest_km_before", NUMBER, "Nearest office without the plan", unit=KILOMETRES),
    Property("covered", BOOLEAN, "Within the radius"),
    Property("covered_before", BOOLEAN, "Within the radius without the plan"),
    Property("distance_km", NUMBER, "Distance", unit=KILOMETRES),
    Property("status", TEXT, "What the plan does with it"),
    Property("counted", BOOLEAN, "Whether it counts", "headquarters do not unless asked for"),
    Property("persons_within", NUMBER, "People in need within the radius", unit=PERSONS),
    Property("persons_only_today", NUMBER, "Of them reached by no other office today", unit=PERSONS),
    Property("persons_only_plan", NUMBER, "Of them reached by no other office of the plan", unit=PERSONS),
    Property("lon", NUMBER, "Longitude", unit="deg", tag="#geo+lon"),
    Property("lat", NUMBER, "Latitude", unit="deg", tag="#geo+lat"),
    Property("point_basis", TEXT, "What its point is", "stated, or its area's seat, or inside it", tag="#geo+basis"),
    Property("persons_added", NUMBER, "People reached besides", unit=PERSONS),
    Property("mean_km_cut", NUMBER, "Cut of the mean distance", unit=KILOMETRES),
    Property("k", INTEGER, "Offices added"),
    Property("objective_value", NUMBER, "What is reached", "people, or mean kilometres"),
    Property("bound", NUMBER, "Best that can be reached at all"),
    Property("optimal", BOOLEAN, "Proven to be the best"),
    Property("greedy_value", NUMBER, "The same, choosing one place after the other"),
    Property("gain", NUMBER, "Gained by this office"),
    Property("concept", TEXT, "What is measured", tag="#indicator+concept+code"),
    Property("reason_en", TEXT, "Why this need, in English", tag="#description+reason+i_en"),
    Property("reason_es", TEXT, "Why this need, in Spanish", tag="#description+reason+i_es"),
    Property("placed", INTEGER, "Initiatives placed in an area"),
    Property("areas_with_presence", INTEGER, "Areas with an initiative"),
    Property("blank_spots", INTEGER, "Blank spots"),
    Property("persons_in_blank_spots", NUMBER, "People in need in blank spots", unit=PERSONS),
    Property("reasons", TEXTS, "Why there is no answer"),
    Property("areas", INTEGER, "Areas with presence"),
    Property("present", BOOLEAN, "Whether the agency is there"),
    Property("other_id", TEXT, "Other agency"),
    Property("shared", INTEGER, "Areas with both"),
    Property("together", INTEGER, "Areas with one or the other"),
    Property("jaccard", NUMBER, "Overlap", "shared / together", SHARE),
    Property("previous_year", INTEGER, "Year before it in the series"),
    Property("change", NUMBER, "Change since that year", "in the unit of the indicator"),
    Property("change_since_first", NUMBER, "Change since the first year of the series"),
    Property("break", BOOLEAN, "Whether a new series begins", "values before and after are not comparable"),
    Property("earlier", INTEGER, "Things in the earlier report", tag="#operations+before+num"),
    Property("later", INTEGER, "Things in the later report", tag="#operations+after+num"),
    Property("kept", INTEGER, "Things in both reports", tag="#operations+kept+num"),
    Property("new", INTEGER, "Things in the later report alone", tag="#operations+new+num"),
    Property(
        "not_again",
        INTEGER,
        "Things not reported again",
        "in the earlier report alone, which does not mean that they ended",
        tag="#operations+notagain+num",
    ),
    Property("since", TEXT, "Earlier report", "its id", tag="#meta+report+before+code"),
    Property("report", TEXT, "Report", "its id; of two the later one", tag="#meta+report+code"),
    Property("facet", TEXT, "Filter"),
    Property("states_with_field_offices", INTEGER, "States with a field office", tag="#adm1+offices+num"),
    Property("states_with_initiatives", INTEGER, "States with an initiative", tag="#adm1+activity+num"),
    Property("record_type", TEXT, "Office or initiative", tag="#activity+type"),
    Property("record_id", TEXT, "Id of the office or initiative", tag="#activity+code"),
    Property("area_name", TEXT, "Name of the area", tag="#loc+name"),
    Property("headquarters", BOOLEAN, "Headquarters"),
    Property("variable", TEXT, "What is tested"),
    Property("moran", NUMBER, "Moran's I"),
    Property("expected", NUMBER, "Moran's I expected without any pattern"),
    Property("z_sim", NUMBER, "Standard score over the permutations"),
    Property("p_sim", NUMBER, "Pseudo p-value over the permutations"),
    Property("need", NUMBER, "Rate of need", unit=PERCENT),
    Property("default_of", TEXTS, "Levels of which it is the default"),
)

COMPARED = ("earlier", "later", "kept", "new", "not_again")
"""Counts of a comparison of two reports."""

LOCAL = {
    "moran": ("local Moran's I", NUMBER),
    "p": ("pseudo p-value", NUMBER),
    "q": ("p-value, corrected for many tests (false discovery rate)", NUMBER),
    "class": ("kind of cluster", TEXT),
}

CLUSTERED = {
    "need": "Need",
    "presence": "Presence",
    "gap": "Gap",
    "need_presence": "Need among neighbours' presence",
}
"""What is looked at for clusters, and what of each is told of every area."""

_OF_CLUSTERS = by_name(
    *(
        Property(f"{variable}_{name}", kind, f"{title}: {what}")
        for variable, title in CLUSTERED.items()
        for name, (what, kind) in LOCAL.items()
    )
)

_COUNTED = by_name(
    Property(
        "presence",
        NUMBER,
        "Presence",
        "field offices and initiatives, as `kind` and `counting` say",
        tag="#operations+presence+num",
    )
)

_PEOPLE = by_name(
    Property("covered", NUMBER, "People in need within the radius", unit=PERSONS, tag="#indicator+persons+reached+num"),
    Property("covered_before", NUMBER, "The same without the plan", unit=PERSONS, tag="#indicator+persons+reached+num"),
    Property("beyond", NUMBER, "People in need beyond the radius", unit=PERSONS),
)


def common_columns(levels: Levels) -> Schema:
    """Give the columns that mean the same in every answer."""
    finest = levels[-1]
    return by_name(
        *_COMMON,
        Property("plan_add", TEXTS, "Offices added by the plan", f"codes of their {finest.plural_en}"),
        Property(
            "candidates", TEXTS, "Areas to choose from", f"codes or names; empty is all {finest.plural_en} with a seat"
        ),
        Property("offices_here", INTEGER, f"Offices in its {finest.singular_en}"),
        Property("years_country", TEXTS, "Years with values of the country"),
        *(Property(f"years_{level.word}", TEXTS, f"Years with values of {level.plural_en}") for level in levels),
    )


def own_columns(levels: Levels) -> Mapping[str, Schema]:
    """Give the columns that mean something else in one answer, by the beginning of its name."""
    of_offices = by_name(
        Property("headquarters", BOOLEAN, "Whether headquarters count", f"at the seat of their {levels[0].singular_en}")
    )
    by_area = {name: each for level in reversed(levels) for name, each in by_name(*area_columns(levels, level)).items()}
    rows = by_name(*initiative_columns(levels))["title"]
    return {
        "gaps": _COUNTED,
        "coverage": _COUNTED,
        "outcome-gaps": _COUNTED
        | by_name(
            Property("title_en", TEXT, "Title in English", tag="#sector+name+i_en"),
            Property("title_es", TEXT, "Title in Spanish", tag="#sector+name+i_es"),
        ),
        # What a filter knows may be agencies, outcomes or areas.
        "facets": by_name(
            Property("code", TEXT, "Code", tag="#meta+code"),
            Property("name_en", TEXT, "Name in English", tag="#meta+name+i_en"),
            Property("name_es", TEXT, "Name in Spanish", tag="#meta+name+i_es"),
        ),
        "clusters": _COUNTED | _OF_CLUSTERS,
        "furthest-behind": _COUNTED | OF_FURTHEST_BEHIND,
        "reach": of_offices,
        "siting": of_offices,
        "reach-by_state": _PEOPLE,
        "footprints-absences": by_name(Property("rank", INTEGER, "Rank by need among those")),
        "siting-chosen": by_name(Property("rank", INTEGER, "Order in which they are chosen")),
        "figures": by_name(Property("value", NUMBER, "Value", "in `unit`")),
        "presence-rows": by_name(
            replace(rows, tag="#activity+name"),
            Property("headquarters", BOOLEAN, "Headquarters", tag="#operations+headquarters+bool"),
        ),
        **{f"presence-{part}": by_area for part in ("areas", *(level.word for level in levels))},
    }
