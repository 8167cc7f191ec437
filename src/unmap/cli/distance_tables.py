"""Reach and siting for eyes: who is near an office, and which places would add most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.cli.answers import basis, because, known, numbers, print_all, rows_of, say, words
from unmap.cli.tables import Column, fitted, people, percent, points, whole

if TYPE_CHECKING:
    from rich.console import Console

    from unmap.layers.coverage_answer import Answer


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
                    words("State", out, "state_name")._replace(spare=1),
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
                words("State", rows, "state_name")._replace(spare=1),
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
