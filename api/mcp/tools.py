"""The tools: each one question that unmap answers, over functions that every other interface uses too.

A docstring is what the asking program reads to choose a tool, so it says when to use it and what it does not say.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from unmap.errors import NotFoundError, ParameterError
from unmap.features.area_document import area_document
from unmap.features.search import search
from unmap.measures import PresenceQuery, beside_the_map, presence_rows, record_totals
from unmap.measures.asking import codes, question
from unmap.measures.furthest_answer import Behind, Certainty, furthest_answer
from unmap.measures.gap_answer import Listing, Order, gap_answer
from unmap.measures.outcomes import outcome_answer
from unmap.measures.reach import reach_answer
from unmap.measures.siting import siting_answer
from unmap.model.defaults import DEFAULTS
from unmap.model.plain import records
from unmap.model.words import Language
from unmap.store.naming import area_of, naming_of

from .told import ROWS, Asked, need_text, rounded, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

Area = Annotated[str, Field(max_length=100, description="an area by code, P-code or name")]
Organisation = Annotated[
    str, Field(max_length=100, description="an organisation by id, acronym or name, such as UNHCR or ACNUR")
]
Level = Annotated[str, Field(max_length=40, description="the word of a level of areas; the highest unless given")]
Most = Annotated[int, Field(ge=1, le=15, description="how many rows to give")]
Year = Annotated[int | None, Field(ge=1900, le=2100, description="a year of the indicator; the one nearest the report")]
Radius = Annotated[float, Field(gt=0, le=1000, description="kilometres in a straight line")]

MANY = 6
"""Names of one thing that are told."""

_GAP_COLUMNS = (
    *("code", "short_name", "need_pct", "need_persons", "need_rank", "presence", "offices", "initiatives"),
    *("gap", "rank", "rank_p05", "rank_p95", "blank_spot", "why_en"),
)
_BEHIND_COLUMNS = ("code", "name", "share", "rank_median", "rank_p05", "rank_p95", "overlap", "population", "presence")
_OUTCOME_COLUMNS = ("outcome_id", "title_en", "concept", "initiatives", "placed", "blank_spots")
_OUTCOME_AREA_COLUMNS = ("concept", "code", "short_name", "need_pct", "presence", "gap", "rank", "blank_spot", "year")

_COUNTED = ("offices", "office_agencies", "initiatives", "agencies", "headquarters_offices")


def find(
    asked: Asked,
    text: Annotated[str, Field(min_length=1, max_length=100, description="a name or a part of one, in any spelling")],
    language: Annotated[Literal["en", "es"], Field(description="language of the names")] = "en",
) -> dict[str, Any]:
    """Find the codes of areas, organisations, offices, themes, indicators and initiatives by any usual name.

    Use it first where another tool says that a name means nothing or several things.
    """
    found = search(asked.dataset, text, Language(language))
    groups = {
        group["group"]: [f"{one['id']}: {one['name']} ({one['detail']})" for one in group["items"]] for group in found
    }
    return asked.answer({"found": groups}, (), asked.link("/", lang=language))


def presence(  # noqa: PLR0913, PLR0917 - a question of the record has these parts
    asked: Asked,
    area: Area = "",
    organisation: Organisation = "",
    theme: Annotated[str, Field(max_length=100, description="a theme of the record by id or name")] = "",
    outcome: Annotated[str, Field(max_length=20, description="an outcome of the framework by number")] = "",
    most: Most = ROWS,
) -> dict[str, Any]:
    """Who does what where: field offices and initiatives of the report, counted and listed with their passage.

    Counts are of distinct things. What the report places nowhere (country-wide work) is counted beside the map and
    is in no area. That the report names nothing does not mean that nobody works there.
    """
    query = _query(asked, area=area, agency=organisation, theme=theme, outcome=outcome)
    rows = presence_rows(asked.dataset, query)
    totals = record_totals(asked.dataset, query)
    told = {
        "counts": {name: totals[name] for name in _COUNTED},
        "beside_the_map": None if area else beside_the_map(asked.dataset, query),
        **_things(rows, most),
    }
    link = asked.link("/", area=_code(asked, area), agency=_one(query.agencies), view="presence")
    return asked.answer(told, (), link)


def _things(rows: pd.DataFrame, most: int) -> dict[str, Any]:
    """Give each office and initiative once, with its organisations, its places and the passage that says so."""
    things = [
        {
            "id": str(record_id),
            "type": some["record_type"].iloc[0],
            "title": some["title"].iloc[0],
            "organisations": _each(some["agency_acronym"], MANY),
            "areas": _each(some["area_name"], MANY),
            "inferred": bool((some["basis"] == "inferred").any()),
            "passage": some["source_locator"].iloc[0],
        }
        for record_id, some in islice(rows.groupby("record_id", sort=False), most)
    ]
    return {"rows": things, "rows_in_all": int(rows["record_id"].nunique())}


def _each(names: pd.Series, most: int) -> list[str]:
    """Give the different names, the first of them and how many more there are."""
    found = list(dict.fromkeys(map(str, names.dropna())))
    return found if len(found) <= most else [*found[:most], f"and {len(found) - most} more"]


def need(
    asked: Asked,
    area: Area,
    indicator: Annotated[str, Field(max_length=100, description="an indicator by id or name")] = "poverty",
    year: Year = None,
) -> dict[str, Any]:
    """The official need of one area: every series and year of an indicator, beside the country's and the median.

    Series are different measurements: a change is told within one series alone, never from one to another. A rate and
    a number of people are different indicators.
    """
    document = area_document(asked.layers, area)
    found = _of_indicator(asked, document["need"], indicator)
    years = sorted({row["year"] for row in found})
    if year is not None and year not in years:
        raise ParameterError("year", f"must be one of {', '.join(map(str, years))}", year)
    kept = [row for row in found if year in (None, row["year"])]
    values = [
        {
            "need": need_text(row),
            "value": rounded(row["value"]) if row["value"] is not None else "no data",
            "country": rounded(row["country"]),
            "median_of_its_level": rounded(row["median"]),
        }
        for row in sorted(kept, key=lambda row: (row["year"], row["unit"]), reverse=True)[: 2 * ROWS]
    ]
    rank = document["gap"]["need_rank"]
    told = {
        "area": _titled(document),
        "values": values,
        "values_in_all": len(kept),
        "rank_by_default_need": rank,
        "never": "compare values of different series, or add municipalities up to a state",
    }
    return asked.answer(told, {row["source_id"] for row in kept}, asked.link("/", area=document["code"]))


def gap(  # noqa: PLR0913, PLR0917 - a question of gaps has these parts
    asked: Asked,
    area: Area = "",
    level: Level = "",
    organisation: Organisation = "",
    order: Annotated[Order, Field(description="what areas are listed by, the greatest shortfall or need first")] = (
        Order.RANK
    ),
    blank_spots: Annotated[bool, Field(description="only areas of high need without presence")] = False,  # noqa: FBT002
    most: Most = ROWS,
) -> dict[str, Any]:
    """Where need is great and presence small: gaps in percentage points, with the interval that a rank lies in.

    gap = share of the people in need less share of presence: above 0 presence falls short. A rank alone misleads:
    tell rank_p05 to rank_p95 beside it. With an area, its own row or, with a level below it, those inside it.
    """
    code = _code(asked, area)
    if code and not level:
        level = str(asked.dataset.level_of(code))
    query = _query(asked, area=code or "", agency=organisation, level=level)
    answer = gap_answer(asked.dataset, query, None, Listing(order=order))
    areas = answer.table("areas")
    if blank_spots:
        areas = areas.loc[areas["blank_spot"].fillna(value=False).astype(bool)]
    told = {**rows_of(areas, _GAP_COLUMNS, most), "totals": answer.head["totals"]}
    link = asked.link("/", view="gap", level=level, area=code, agency=_one(query.agencies))
    return asked.measured(answer, told, link)


def furthest_behind(  # noqa: PLR0913, PLR0917 - a question of conditions has these parts
    asked: Asked,
    area: Area = "",
    level: Level = "",
    conditions: Annotated[str, Field(max_length=1_000, description="2 to 24 rates or indices, commas between")] = "",
    only: Annotated[Certainty, Field(description="the list whose areas are given")] = Certainty.SURE,
    most: Most = ROWS,
) -> dict[str, Any]:
    """Where several conditions meet: areas that are among the worst tenth whatever the weights, and who is there.

    There is no one index: say for how many areas it depends on the weights, and name the conditions. Without
    conditions they are what the official measurement of the default need is made of. An area says nothing of a person.
    """
    query = _query(asked, area=area, level=level)
    named = tuple(sorted(codes("conditions", conditions))) if conditions else None
    answer = furthest_answer(asked.dataset, query, Behind(conditions=named, only=only))
    told = {
        "conditions": [f"{one['name_en']}, {one['year']} ({one['indicator_id']})" for one in answer.head["conditions"]],
        "lists": rows_of(answer.table("lists"), ("list", "areas", "people", "areas_without", "people_without"))["rows"],
        **rows_of(answer.table("areas"), _BEHIND_COLUMNS, most),
    }
    link = asked.link("/api/furthest-behind", level=level, area=_code(asked, area), conditions=conditions, f="html")
    return asked.measured(answer, told, link)


def reach(asked: Asked, radius_km: Radius = DEFAULTS.radius_km, organisation: Organisation = "") -> dict[str, Any]:
    """How many people in need live within a distance of a field office, in all, by state and by organisation.

    Straight lines from the seat of each municipality; each person is counted once, so that rows do not add up.
    """
    answer = reach_answer(asked.dataset, _query(asked, agency=organisation), radius_km)
    head = answer.head
    told = {
        **{name: rounded(head[name]) for name in ("radius_km", "offices", "persons", "covered", "beyond", "share")},
        "most_beyond": rows_of(
            answer.table("by_state").sort_values("beyond", ascending=False),
            ("state_code", "state_name", "persons", "covered", "beyond", "share"),
        ),
        "by_agency": rows_of(answer.table("by_agency"), ("acronym", "offices", "persons", "share"))["rows"],
    }
    return asked.measured(answer, told, asked.link("/", panel="what-if", radius=round(radius_km)))


def siting(
    asked: Asked,
    offices: Annotated[int, Field(ge=1, le=10, description="how many more offices")] = DEFAULTS.sites,
    radius_km: Radius = DEFAULTS.radius_km,
    organisation: Organisation = "",
) -> dict[str, Any]:
    """Where more offices would bring most people in need within a distance of one, proven best or with a bound.

    A suggestion for a discussion: straight lines, no costs, no security, no roads.
    """
    query = _query(asked, agency=organisation)
    answer = siting_answer(asked.dataset, query, offices, radius_km)
    head = answer.head
    names = ("radius_km", "covered_before", "covered_after", "share_before", "share_after", "optimal", "bound")
    told = {
        **{name: rounded(head[name]) for name in names},
        **rows_of(answer.table("chosen"), ("rank", "code", "name", "state_name", "persons_added")),
    }
    return asked.measured(answer, told, asked.link("/", panel="what-if", radius=round(radius_km)))


def outcome_gap(
    asked: Asked,
    outcome: Annotated[str, Field(max_length=20, description="an outcome by number; all of them unless given")] = "",
    most: Most = ROWS,
) -> dict[str, Any]:
    """Each outcome of the cooperation framework beside the need that it aims at: initiatives, areas, blank spots.

    With an outcome, the areas of the highest level where its own need is greatest beside its initiatives.
    """
    answer = outcome_answer(asked.dataset, _query(asked, outcome=outcome))
    if outcome:
        rows = answer.table("areas").sort_values(["concept", "rank"])
        rows = rows.assign(short_name=rows["code"].map(asked.dataset.layer(None).set_index("code")["short_name"]))
        wanted = rows["outcome_id"].astype(str) == str(_one(_query(asked, outcome=outcome).outcomes))
        told = rows_of(rows[wanted], _OUTCOME_AREA_COLUMNS, most)
    else:
        told = rows_of(answer.table("outcomes"), _OUTCOME_COLUMNS, 16)
    return asked.measured(answer, told, asked.link("/", panel="framework"))


def why(
    asked: Asked,
    indicator: Annotated[str, Field(max_length=100, description="an indicator by id or name")] = "",
    record: Annotated[str, Field(max_length=100, description="an office or initiative by id")] = "",
) -> dict[str, Any]:
    """Who says so: publication, file and checksum behind an indicator, or the passage behind an office or initiative.

    Give one of the two.
    """
    if bool(indicator) == bool(record):
        raise ParameterError("indicator", "or record must be given, one of the two")
    if record:
        return _why_record(asked, record)
    rows = _of_indicator(asked, records(asked.dataset.indicators), indicator)
    sources = asked.dataset.table("sources").set_index("source_id")
    told = [
        {
            "indicator_id": row["indicator_id"],
            "name": row["name_en"],
            "unit": row["unit"],
            "series": row["series_name_en"],
            "derived": row["derived"] or "as published",
            "note": row["note_en"] or None,
            "file": sources.loc[row["source_id"], "file"],
            "sha256": sources.loc[row["source_id"], "sha256"],
        }
        for row in rows[:4]
    ]
    ids = dict.fromkeys(str(row["source_id"]) for row in rows[:4])
    return asked.answer({"indicators": told, "indicators_in_all": len(rows)}, ids, asked.link("/about"))


def _why_record(asked: Asked, record: str) -> dict[str, Any]:
    for table, key in ((asked.dataset.offices, "office_id"), (asked.dataset.initiatives, "initiative_id")):
        found = table.loc[table[key] == record]
        for row in found.to_dict("records"):
            told = {
                "record": record,
                "passage": row["source_locator"],
                "note": row.get("note") or None,
                "as_printed": row.get("place_reported") or row.get("title"),
            }
            return asked.answer(told, [str(row["source_id"])], asked.link("/about"))
    raise NotFoundError(f"there is no office or initiative called {record!r}; ask presence for their ids")


def brief(asked: Asked, area: Area) -> dict[str, Any]:
    """One territory at a glance: people, need and its rank, who is there, gap, neighbours, and its printable page."""
    document = area_document(asked.layers, area)
    row = document["gap"]
    initiatives = {kind: [one["title"] for one in some[:5]] for kind, some in document["initiatives"].items()}
    names = ("need_pct", "need_persons", "need_rank", "presence", "gap", "rank", "rank_p05", "rank_p95", "blank_spot")
    told = {
        "area": _titled(document),
        "population": document["population"],
        **{name: rounded(row[name]) for name in names},
        "need": f"{row['indicator_id']}, {row['year']}",
        "counts": document["counts"],
        "offices": [f"{one['agency_acronym']}, {one['municipality_name']}" for one in document["offices"][: 2 * ROWS]],
        "initiatives": initiatives,
        "neighbours": [one["name"] for one in document["neighbours"][:ROWS]],
        "beside_the_map": document["beside_the_map"],
        "page": asked.link(f"/brief/{document['code']}"),
    }
    used = [str(asked.dataset.indicators.set_index("indicator_id").loc[row["indicator_id"], "source_id"])]
    return asked.answer(told, used, asked.link("/", area=document["code"]))


TOOLS = (find, presence, need, gap, furthest_behind, reach, siting, outcome_gap, why, brief)
"""Every tool, in the order in which they are listed."""


def _query(asked: Asked, *, level: str = "", **given: str) -> PresenceQuery:
    """Give the question of names; raises ParameterError for one that means nothing or several things."""
    options = {"level": level} if level else {}
    return question(asked.dataset, {name: text or None for name, text in given.items()}, **options)


def _code(asked: Asked, area: str) -> str | None:
    return area_of(asked.dataset, area) if area else None


def _one(codes: frozenset[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


def _titled(document: Mapping[str, Any]) -> str:
    around = document.get("state") or {}
    name = around.get("name") if isinstance(around, dict) else None
    inside = f", {name}" if name else ""
    return f"{document['name']}{inside} ({document['level']} {document['code']})"


def _of_indicator(asked: Asked, rows: list[dict[str, Any]], indicator: str) -> list[dict[str, Any]]:
    """Give the rows of an indicator by its id, or of all that measure what a name means."""
    found = naming_of(asked.dataset).indicator(indicator)
    named = [row for row in rows if row["indicator_id"] in found.codes]
    if not named:
        raise ParameterError("indicator", "means none that is known here; ask find for its id", indicator)
    return named
