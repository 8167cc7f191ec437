"""Answers of the measures printed for people: a table each, and in a line or two what it means and what it rests on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from unmap.cli.printed_tables import (
    Column,
    basis,
    because,
    decimals,
    fitted,
    interval,
    known,
    numbers,
    people,
    percent,
    points,
    print_all,
    rows_of,
    say,
    whole,
    words,
)

if TYPE_CHECKING:
    from rich.console import Console

    from unmap.measures.answer import Answer


_PARTS = {"need": "Need", "presence": "Presence", "gap": "Gap", "need_presence": "Need, with presence around"}


_CLASSES = {"high-high": "HH", "low-low": "LL", "high-low": "HL", "low-high": "LH"}


_DIRECTIONS = {
    "pro-need": "Presence is concentrated among people in needier areas.",
    "against-need": "Presence is concentrated among people in less needy areas.",
    "none": "Presence cannot be told from one that falls by population alone.",
}


def gaps(console: Console, answer: Answer, top: int) -> None:
    """Show the areas with the greatest shortfall."""
    rows = rows_of(answer, "areas")[:top]
    used = sum(answer.table("choices")["used"])
    console.print(
        fitted(
            [
                Column("Rank\nby gap", [interval(row["rank"], row["rank_p05"], row["rank_p95"]) for row in rows]),
                Column("Code", [row["code"] + ("*" if row["blank_spot"] else "") for row in rows]),
                words("Area", rows, "name"),
                numbers("Gap", rows, "gap", points),
                numbers("% of\nneed", rows, "need_share", percent),
                numbers("% of\npres.", rows, "presence_share", percent),
                numbers("In need", rows, "need_persons", people)._replace(spare=1),
                numbers("Need", rows, "need_pct", points)._replace(spare=2),
                numbers("Pres.", rows, "presence", whole)._replace(spare=3),
                numbers("Office\nkm", rows, "nearest_office_km", points)._replace(spare=4),
            ],
            console.width,
        )
    )
    say(
        console,
        f"Gap: share of people in need less share of presence, percentage points. Rank by gap, in brackets its "
        f"interval: nine in ten of {used} ways to ask. * Blank spot: in the highest quarter of need, nothing there.",
        *because(answer),
        *basis(answer),
    )


def equity(console: Console, answer: Answer, top: int) -> None:
    """Show what the concentration curve comes to, and its beginning."""
    head, rows = answer.head, rows_of(answer, "curve")[1 : top + 1]
    if head["index"] is not None:
        low, high = head["ci95"]
        console.print(
            f"Concentration index {decimals(head['index'])} (95 %: {decimals(low)} to {decimals(high)}), "
            f"p = {decimals(head['p_value'])} over {people(head['draws'])} draws. {_DIRECTIONS[head['direction']]}"
        )
    print_all(console, [*because(answer), ""])
    console.print(
        fitted(
            [
                Column("Code", [row["code"] for row in rows]),
                words("Area, the most in need first", rows, "name"),
                numbers("% of people\nso far", rows, "population_share", percent),
                numbers("% of presence\nso far", rows, "presence_share", percent),
            ],
            console.width,
        )
    )
    say(console, *basis(answer))


def clusters(console: Console, answer: Answer, top: int) -> None:
    """Show how much each part clusters, and the areas where need or the gap does."""
    head, areas = answer.head, rows_of(answer, "areas")
    tests = rows_of(answer, "global")
    counts = {
        short: [str(sum(area[f"{test['variable']}_class"] == name for area in areas)) for test in tests]
        for name, short in _CLASSES.items()
    }
    console.print(
        fitted(
            [
                Column("What lies together", [_PARTS[test["variable"]] for test in tests], words=True),
                numbers("Moran's I", tests, "moran", decimals),
                numbers("p", tests, "p_sim", lambda p: decimals(p, 4)),
                *(Column(short, cells) for short, cells in counts.items()),
            ],
            console.width,
        )
    )
    named = [area for area in areas if _clustered(area)][:top]
    if named:
        console.print()
        console.print(
            fitted(
                [
                    Column("Code", [area["code"] for area in named]),
                    words("Area", named, "name"),
                    *(
                        Column(_PARTS[part].split(",")[0], [_CLASSES.get(area[f"{part}_class"], "") for area in named])
                        for part in ("need", "presence", "gap")
                    ),
                    Column("Need/pres.", [_CLASSES.get(area["need_presence_class"], "") for area in named]),
                ],
                console.width,
            )
        )
    say(
        console,
        f"Areas by class: HH high among high, LL low among low, HL high among low, LH low among high; the others are "
        f"not significant (false discovery rate {head['alpha']}). {people(head['permutations'])} of "
        f"{people(head['permutations_asked'])} permutations done.",
        *(f"{_PARTS[reason['part']]}: {reason['en']}" for reason in head["reasons"]),
        *basis(answer),
    )


def _clustered(area: dict[str, Any]) -> bool:
    return any(area[f"{part}_class"] in _CLASSES for part in _PARTS)


_LISTS = {"sure": "sure", "depends": "depends on the weights", "never": "never", "no-data": "no data"}


def furthest_behind(console: Console, answer: Answer, top: int) -> None:
    """Show how many areas and people are in each list, and the areas that are surest to be furthest behind."""
    head, lists = answer.head, rows_of(answer, "lists")
    rows = rows_of(answer, "areas")[:top]
    console.print(
        fitted(
            [
                Column("Furthest behind", [_LISTS[row["list"]] for row in lists], words=True),
                numbers("Areas", lists, "areas", people),
                numbers("People", lists, "people", people),
                numbers("Areas with\nnobody", lists, "areas_without", people),
                numbers("People\nthere", lists, "people_without", people)._replace(spare=1),
            ],
            console.width,
        )
    )
    console.print()
    console.print(
        fitted(
            [
                Column("Code", [row["code"] for row in rows]),
                words("Area, the surest first", rows, "name"),
                numbers("% of\nweightings", rows, "share", percent),
                Column("Rank", [interval(row["rank_median"], row["rank_p05"], row["rank_p95"]) for row in rows]),
                numbers("Worst\nin", rows, "overlap", whole),
                numbers("People", rows, "population", people)._replace(spare=1),
                numbers("Pres.", rows, "presence", whole),
                *([numbers("Own\nrank", rows, "rank", whole)] if head["weights"] else []),
            ],
            console.width,
        )
    )
    conditions = ", ".join(f"{one['name_en']} {one['year']}" for one in head["conditions"])
    chosen = " (what the default need is made of)" if head["default_conditions"] else ""
    query = head["query"]
    say(
        console,
        f"Conditions{chosen}: {conditions}. Furthest behind: among the worst {query['k']:g} % of the areas in at least "
        f"95 % of {people(query['draws'])} weightings; never: in at most 5 %. Rank: the median, in brackets nine "
        f"weightings in ten. Worst in: how many of {len(head['conditions'])} conditions have it among the worst "
        f"{query['worst_share']:g} %.",
        *(f"{', '.join(ids)}: {sentence}" for sentence, ids in _noted(head["condition_notes"]).items()),
        *([f"Left out for want of a value: {people(len(head['left_out']))} areas."] if head["left_out"] else []),
        "An area's figures say nothing of one person in it.",
        *basis(answer),
    )


def _noted(notes: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Give each sentence once, with the conditions that it is about."""
    found: dict[str, list[str]] = {}
    for note in notes:
        found.setdefault(note["en"], []).append(" and ".join(note["conditions"]))
    return found


def outcome_gaps(console: Console, answer: Answer) -> None:
    """Show a line for each outcome and the need that it is tied to."""
    rows = rows_of(answer, "outcomes")
    # An outcome with several needs is named once.
    again = [before["outcome_id"] == row["outcome_id"] for before, row in pairwise([{"outcome_id": ""}, *rows])]
    console.print(
        fitted(
            [
                Column("", ["" if known else row["outcome_id"] for row, known in zip(rows, again, strict=True)]),
                Column(
                    "Outcome",
                    ["" if known else row["title_en"] for row, known in zip(rows, again, strict=True)],
                    words=True,
                ),
                Column("Need", [(row["concept"] or "none in the data").replace("_", " ") for row in rows], words=True),
                numbers("Initi-\natives", rows, "initiatives", whole)._replace(spare=1),
                numbers("placed", rows, "placed", whole)._replace(spare=3),
                numbers("Areas", rows, "areas_with_presence", whole)._replace(spare=2),
                numbers("Blank\nspots", rows, "blank_spots", whole),
                numbers("In need\nthere", rows, "persons_in_blank_spots", people),
            ],
            console.width,
        )
    )
    series = dict.fromkeys(f"{row['indicator_id']} {row['year']}" for row in rows if row["indicator_id"])
    say(
        console,
        "Blank spots: areas in the highest quarter of the outcome's own need without a placed initiative of it.",
        f"Need: {', '.join(series)}.",
        *basis(answer),
    )


def footprints(console: Console, answer: Answer) -> None:
    """Show a line for each agency: where it is, and the areas of highest need where it is not."""
    rows = rows_of(answer, "agencies")
    absent: dict[str, list[str]] = {}
    for row in rows_of(answer, "absences"):
        absent.setdefault(row["agency_id"], []).append(row["code"])
    console.print(
        fitted(
            [
                words("Agency", rows, "acronym"),
                numbers("Areas", rows, "areas", whole),
                numbers("Offices", rows, "offices", whole),
                numbers("Initi-\natives", rows, "initiatives", whole),
                numbers("% of\nneed", rows, "need_share", percent),
                Column("Not in, by need", [" ".join(absent.get(row["agency_id"], [])) for row in rows], words=True),
            ],
            console.width,
        )
    )
    say(
        console,
        "% of need: people in need who live in the agency's areas. Not in: areas of highest need without it.",
        *basis(answer),
    )


def absences(console: Console, answer: Answer) -> None:
    """Show for each agency the areas of highest need without it, and who is there."""
    rows = rows_of(answer, "absences")
    console.print(
        fitted(
            [
                words("Agency", rows, "acronym"),
                Column("Code", [row["code"] for row in rows]),
                words("Not in", rows, "name"),
                numbers("Need", rows, "need_pct", points),
                numbers("In need", rows, "need_persons", people)._replace(spare=1),
                Column("There instead", [", ".join(row["present"] or ()) or "nobody" for row in rows], words=True),
            ],
            console.width,
        )
    )
    for row in rows_of(answer, "agencies"):
        console.print(
            f"{row['acronym']} is in {whole(row['areas'])} areas, where {percent(row['need_share'])} % of people in "
            "need live."
        )
    say(console, *basis(answer))


def reach(console: Console, answer: Answer, top: int) -> None:
    """Show who is near which agency's offices, and the municipalities left out."""
    head, agencies, out = answer.head, rows_of(answer, "by_agency"), rows_of(answer, "left_out")[:top]
    if head["covered"] is not None:
        console.print(
            f"{percent(head['share'])} % of people in need ({people(head['covered'])} of {people(head['persons'])}) "
            f"live within {whole(head['radius_km'])} km of one of {whole(head['offices'])} field offices."
        )
        _print_plan(console, answer)
        console.print()
        console.print(
            fitted(
                [
                    words("Near an office of", agencies, "acronym"),
                    numbers("Offices", agencies, "offices", whole),
                    numbers("People in need", agencies, "persons", people),
                    numbers("%", agencies, "share", percent),
                ],
                console.width,
            )
        )
        console.print()
        console.print(
            fitted(
                [
                    Column("Code", [row["code"] for row in out]),
                    words("Beyond it", out, "name"),
                    *_areas_around(out),
                    numbers("In need", out, "persons", people),
                    numbers("%", out, "pct", points),
                    numbers("km", out, "nearest_km", points),
                ],
                console.width,
            )
        )
        console.print()
    print_all(console, [*because(answer), *known(answer), *basis(answer)])


def _print_plan(console: Console, answer: Answer) -> None:
    """Show what a plan changes, and whom each office that it adds or takes away reaches alone."""
    changed = [row for row in rows_of(answer, "plan") if row["status"] != "kept"]
    if not changed:
        return
    before = answer.head["before"]
    console.print(f"Without the plan: {percent(before['share'])} % ({people(before['covered'])}).")
    console.print()
    console.print(
        fitted(
            [
                words("Plan", changed, "status"),
                words("Office", changed, "office_id"),
                words("Municipality", changed, "name")._replace(spare=1),
                numbers("Near it", changed, "persons_within", people),
                numbers("Near it alone", changed, "persons_only_plan", people),
            ],
            console.width,
        )
    )


def _areas_around(rows: list[dict[str, Any]]) -> list[Column]:
    """Give the names of the areas that those of rows lie in, the first to be spared."""
    names = [name for name in (rows[0] if rows else {}) if name.endswith("_name")]
    return [words(name.removesuffix("_name").capitalize(), rows, name)._replace(spare=1) for name in names]


def siting(console: Console, answer: Answer) -> None:
    """Show the places chosen, and how sure it is that there are no better ones."""
    head, rows, steps = answer.head, rows_of(answer, "chosen"), rows_of(answer, "gain_by_k")
    unit = people if head["objective"] == "coverage" else points
    console.print(
        fitted(
            [
                numbers("", rows, "rank", whole),
                Column("Code", [row["code"] for row in rows]),
                words("Place", rows, "name"),
                *_areas_around(rows),
                numbers("People added", rows, "persons_added", people),
                numbers("Mean km cut", rows, "mean_km_cut", points),
            ],
            console.width,
        )
    )
    console.print()
    console.print(
        fitted(
            [
                numbers("Places", steps, "k", whole),
                numbers("People near" if unit is people else "Mean km", steps, "objective_value", unit),
                numbers("Gain", steps, "gain", unit),
                numbers("One by one", steps, "greedy_value", unit)._replace(spare=2),
                numbers("Bound", steps, "bound", unit)._replace(spare=1),
                Column("Proven", ["yes" if step["optimal"] else "no" for step in steps]),
            ],
            console.width,
        )
    )
    proof = "no other places do better" if head["optimal"] else "time ran out: these are the best known"
    say(
        console,
        f"People in need within {whole(head['radius_km'])} km of an office: {percent(head['share_before'])} % today, "
        f"{percent(head['share_after'])} % with these places ({proof}). Mean distance {points(head['mean_km_before'])} "
        f"km today, {points(head['mean_km_after'])} km then.",
        *because(answer),
        *known(answer),
        *basis(answer),
    )
