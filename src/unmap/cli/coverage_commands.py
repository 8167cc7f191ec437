"""The commands of the coverage engine: one answer each, shown as a table, or handed on as CSV or JSON."""

# ruff: noqa: PLR0913, PLR0917 - a command takes what its options are

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from unmap.cli import printed_answers, printed_changes
from unmap.cli.options import (
    Area,
    Asked,
    DataOption,
    Form,
    Format,
    Headquarters,
    Level,
    OfficesAsked,
    Record,
    RecordAsked,
    ReportOption,
    asks,
    joined,
)
from unmap.files import shipped_data
from unmap.formats import writing
from unmap.formats.answer_files import answer_file
from unmap.measures.asking import codes, rank_choices
from unmap.measures.change import change_answer
from unmap.measures.clusters import cluster_answer
from unmap.measures.conditions import Missing  # noqa: TC001 - the command reads its options from types
from unmap.measures.equity import equity_answer
from unmap.measures.footprints import footprint_answer
from unmap.measures.furthest_answer import Behind, Certainty, furthest_answer, weights_of
from unmap.measures.gap_answer import Cell, Listing, Order, gap_answer
from unmap.measures.outcomes import outcome_answer
from unmap.measures.plan import plan_of
from unmap.measures.reach import reach_answer
from unmap.measures.report_change import report_change_answer
from unmap.measures.siting import siting_answer
from unmap.measures.siting_problem import Objective
from unmap.model import Kind
from unmap.model.defaults import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.measures.answer import Answer
    from unmap.store import Dataset

TOP = 10

Top = Annotated[int, typer.Option(min=1, help="Rows to show, the greatest first; CSV and JSON have all.")]
TableName = Annotated[
    str | None, typer.Option("--table", help="One table of the answer, for CSV and JSON.", show_default=False)
]
Radius = Annotated[float, typer.Option(help="Kilometres.")]
Added = Annotated[
    list[str] | None,
    typer.Option("--add", metavar="CODES", help="Municipalities given an office at their seat.", show_default=False),
]
Removed = Annotated[
    list[str] | None, typer.Option("--remove", metavar="IDS", help="Offices taken away.", show_default=False)
]
PlanName = Annotated[
    str | None,
    typer.Option("--plan-name", metavar="TEXT", help="What the plan is called, in its files.", show_default=False),
]
TimeLimit = Annotated[float, typer.Option(help="Seconds after which the best answer known is given.")]


@asks
def gaps(
    asked: Asked,
    top: Annotated[
        int | None, typer.Option(min=1, help="Areas to give.", show_default="10 shown, all in files")
    ] = None,
    sort: Annotated[Order, typer.Option(help="What areas are listed by.")] = Order.RANK,
    area: Area = None,
    cell: Annotated[
        Cell | None, typer.Option(help="Areas in one cell of need against presence, or class of need.")
    ] = None,
    rank_concepts: Annotated[str | None, typer.Option(help="Needs to compare ranks over.", show_default="all")] = None,
    rank_measures: Annotated[str | None, typer.Option(help="Of headcount, rate.", show_default="both")] = None,
    rank_kinds: Annotated[str | None, typer.Option(help="Kinds of presence.", show_default="all")] = None,
    rank_countings: Annotated[str | None, typer.Option(help="Ways of counting.", show_default="both")] = None,
) -> None:
    """Show where presence falls short of need, and how sure that is."""
    narrowed = rank_choices(
        {
            "rank_concepts": rank_concepts,
            "rank_measures": rank_measures,
            "rank_kinds": rank_kinds,
            "rank_countings": rank_countings,
        }
    )

    def work(data: Dataset) -> Answer:
        return gap_answer(data, asked.query(data, area), narrowed, Listing(sort, cell)).headed("areas", top)

    _give(asked.record, asked.form, work, lambda console, answer: printed_answers.gaps(console, answer, top or TOP))


@asks
def equity(asked: Asked, top: Top = TOP) -> None:
    """Show whether presence is where people in need are, beyond following people."""
    _give(
        asked.record,
        asked.form,
        lambda data: equity_answer(data, asked.query(data)),
        lambda console, answer: printed_answers.equity(console, answer, top),
    )


@asks
def clusters(
    asked: Asked,
    top: Top = TOP,
    permutations: Annotated[int, typer.Option(help="Random permutations.")] = DEFAULTS.permutations,
    time_limit: TimeLimit = DEFAULTS.clusters_limit_s,
    table: TableName = None,
) -> None:
    """Show where need, presence and the gap lie together, beyond chance."""
    _give(
        asked.record,
        asked.form,
        lambda data: cluster_answer(data, asked.query(data), permutations, time_limit_s=time_limit),
        lambda console, answer: printed_answers.clusters(console, answer, top),
        table,
    )


@asks
def reach(
    asked: OfficesAsked,
    radius: Radius = DEFAULTS.radius_km,
    add: Added = None,
    remove: Removed = None,
    plan_name: PlanName = None,
    top: Top = TOP,
    table: TableName = None,
) -> None:
    """Show how many people in need live near a field office, and who is left out; before and after a plan."""
    plan = plan_of(joined(add), joined(remove), plan_name)
    _give(
        asked.record,
        asked.form,
        lambda data: reach_answer(data, asked.query(data), radius, plan),
        lambda console, answer: printed_answers.reach(console, answer, top),
        table,
    )


@asks
def siting(
    asked: OfficesAsked,
    k: Annotated[int, typer.Option("--k", help="Places to choose.")] = DEFAULTS.sites,
    radius: Radius = DEFAULTS.radius_km,
    objective: Annotated[Objective, typer.Option(help="Cover most people, or cut their mean distance.")] = (
        Objective.COVERAGE
    ),
    candidates: Annotated[
        list[str] | None,
        typer.Option(
            "--candidates",
            metavar="AREAS",
            help="Areas of the finest level to choose from, larger ones for all in them, or capitals.",
            show_default="all",
        ),
    ] = None,
    min_town: Annotated[int, typer.Option("--min-town", metavar="PEOPLE", help="Only towns with so many people.")] = 0,
    add: Added = None,
    remove: Removed = None,
    time_limit: TimeLimit = DEFAULTS.siting_limit_s,
    table: TableName = None,
) -> None:
    """Show the places that would add most to the reach of the offices there are."""
    wanted = None if candidates is None else codes("candidates", joined(candidates))
    plan = plan_of(joined(add), joined(remove))

    def work(data: Dataset) -> Answer:
        return siting_answer(
            data,
            asked.query(data),
            k,
            radius,
            objective=objective,
            candidates=wanted,
            min_town=min_town,
            time_limit_s=time_limit,
            plan=plan,
        )

    _give(asked.record, asked.form, work, printed_answers.siting, table)


@asks
def outcome_gaps(asked: Asked, table: TableName = None) -> None:
    """Show each outcome's initiatives beside the need that it aims at."""
    _give(
        asked.record,
        asked.form,
        lambda data: outcome_answer(data, asked.query(data)),
        printed_answers.outcome_gaps,
        table,
    )


@asks
def footprints(asked: Asked, table: TableName = None) -> None:
    """Show where each agency is, and where need is highest without it."""
    alone = asked.filters["agency"] is not None
    _give(
        asked.record,
        asked.form,
        lambda data: footprint_answer(data, asked.query(data)),
        printed_answers.absences if alone else printed_answers.footprints,
        table,
    )


def change(
    area: Area = None,
    level: Level = None,
    concept: Annotated[str | None, typer.Option(help="What is measured.", show_default="the default need")] = None,
    form: Format = Form.TABLE,
    report: ReportOption = None,
    data: DataOption = shipped_data(),  # noqa: B008 - a path, the same for every call
) -> None:
    """Show need over the years of each series, never across a break."""
    asked = codes("area", joined(area))
    _give(
        Record(data, report),
        form,
        lambda dataset: change_answer(dataset, level, concept, asked),
        printed_changes.change,
    )


@asks
def report_change(
    asked: RecordAsked,
    since: Annotated[
        str | None, typer.Option(help="Report to compare with, by its id.", show_default="the one before")
    ] = None,
    level: Level = None,
    kind: Annotated[Kind, typer.Option(help="What is presence.")] = Kind.ANY,
    table: TableName = None,
    *,
    headquarters: Headquarters = False,
) -> None:
    """Show what two reports have in common, what is new, and what is not reported again."""
    options = {"level": level, "kind": kind, "headquarters": headquarters}

    def work(data: Dataset) -> Answer:
        return report_change_answer(data, since, asked.query(data.whole or data, **options))

    _give(asked.record, asked.form, work, printed_changes.report_change, table)


@asks
def furthest_behind(
    asked: Asked,
    top: Top = TOP,
    area: Area = None,
    conditions: Annotated[
        list[str] | None,
        typer.Option("--conditions", metavar="IDS", help="Rates or indices.", show_default="parts of the default need"),
    ] = None,
    missing: Annotated[
        Missing | None, typer.Option(help="Areas without a value: out, or by the rest.", show_default="left-out")
    ] = None,
    worst_share: Annotated[
        float, typer.Option(help="Percent that are the worst in a condition.")
    ] = DEFAULTS.worst_share,
    k: Annotated[float, typer.Option(help="Percent that are furthest behind in all.")] = DEFAULTS.worst_k,
    weights: Annotated[
        str | None, typer.Option(metavar="ID:NUMBER,...", help="Own weights: a rank by them.", show_default="none")
    ] = None,
    draws: Annotated[int, typer.Option(help="Weightings to try.")] = DEFAULTS.weightings,
    seed: Annotated[int, typer.Option(help="Which weightings.")] = DEFAULTS.seed,
    only: Annotated[
        Certainty | None, typer.Option("--list", help="Areas of one list alone.", show_default="all")
    ] = None,
    table: TableName = None,
) -> None:
    """Show which areas are furthest behind whatever the weights, and who is there."""
    behind = Behind(
        conditions=None if conditions is None else tuple(sorted(codes("conditions", joined(conditions)))),
        missing=missing,
        worst_share=worst_share,
        k=k,
        weights=weights_of(weights),
        draws=draws,
        seed=seed,
        only=only,
    )
    _give(
        asked.record,
        asked.form,
        lambda data: furthest_answer(data, asked.query(data, area), behind),
        lambda console, answer: printed_answers.furthest_behind(console, answer, top),
        table,
    )


COMMANDS: dict[str, Callable[..., None]] = {
    "gaps": gaps,
    "equity": equity,
    "clusters": clusters,
    "reach": reach,
    "siting": siting,
    "furthest-behind": furthest_behind,
    "outcome-gaps": outcome_gaps,
    "footprints": footprints,
    "change": change,
    "report-change": report_change,
}
"""What each command is called."""


def _give(
    record: Record,
    form: Form,
    work: Callable[[Dataset], Answer],
    show: Callable[[Console, Answer], None],
    table: str | None = None,
) -> None:
    """Work out an answer, telling on a terminal that this goes on, and print it in its form.

    Raises DataError for a broken folder and ParameterError for a question that cannot be answered.
    """
    with Console(stderr=True).status("Working it out"):
        dataset = record.load()
        answer = work(dataset)
    if form is Form.JSON:
        typer.echo(orjson.dumps(answer.document(None if table is None else (table,))))
    elif form is Form.CSV:
        part = table or next(iter(answer.tables))
        typer.echo(answer_file(dataset.registry, answer, {part: answer.table(part)}, writing.Form.CSV), nl=False)
    else:
        show(Console(highlight=False, markup=False), answer)
