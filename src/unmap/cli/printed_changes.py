"""Answers on change printed for people: need over the years, and two reports beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unmap.cli.printed_tables import Column, fitted, people, points, rows_of, say, sources_named, whole, words

if TYPE_CHECKING:
    from rich.console import Console

    from unmap.measures.answer import Answer


def change(console: Console, answer: Answer) -> None:
    """Show need year by year, with each series apart."""
    rows = rows_of(answer, "values")
    names = {one["indicator_id"]: one for one in answer.head["indicators"]}
    console.print(
        fitted(
            [
                Column("Code", [row["code"] for row in rows]),
                words("Area", rows, "name")._replace(spare=1),
                words("Series", rows, "series"),
                Column("Year", [("* " if row["break"] else "") + str(row["year"]) for row in rows]),
                Column("Value", [_value(row) for row in rows]),
                Column("Unit", [names[row["indicator_id"]]["unit_name_en"] for row in rows], words=True),
                Column("Change", [_value(row, "change") for row in rows]),
                Column("since first", [_value(row, "change_since_first") for row in rows], spare=2),
            ],
            console.width,
        )
    )
    series = dict.fromkeys(one["series_name_en"] for one in names.values())
    called = ", ".join(dict.fromkeys(one["name_en"] for one in names.values()))
    say(
        console,
        f"{called}. * A new series begins: what stands before does not compare.",
        f"Series: {'; '.join(series)}.",
        f"Sources: {sources_named(answer)} (edition {answer.head['edition']}).",
    )


def report_change(console: Console, answer: Answer) -> None:
    """Show two reports beside each other, by area; then all in all, and what is not compared as it stands."""
    head, rows = answer.head, rows_of(answer, "areas")
    if head["earlier"] is None:
        say(console, *(reason["en"] for reason in head["reasons"]))
        return
    counts = {"earlier": "Earlier", "later": "Later", "kept": "Kept", "new": "New", "not_again": "Not again"}
    console.print(
        fitted(
            [
                Column("Code", [row["code"] for row in rows]),
                words("Area", rows, "name")._replace(spare=1),
                *(Column(title, [whole(row[name]) for row in rows]) for name, title in counts.items()),
            ],
            console.width,
        )
    )
    totals = head["totals"]
    boundaries = head["boundaries"]
    say(
        console,
        f"{head['earlier']['title']} and {head['report']['title']}: {whole(totals['kept'])} kept, "
        f"{whole(totals['new'])} new, {whole(totals['not_again'])} not reported again, which does not mean that they "
        "ended. Counted are distinct organisation x sector x area, and offices.",
        *([f"Compared as one: {'; '.join(boundaries['joined'].values())}."] if boundaries["joined"] else []),
        *(
            [f"Not compared at this level, since the areas are gone: {', '.join(boundaries['not_bridged'])}."]
            if boundaries["not_bridged"]
            else []
        ),
        f"Sources: {sources_named(answer)} (edition {head['edition']}).",
    )


def _value(row: dict[str, Any], name: str = "value") -> str:
    return people(row[name]) if row["unit"] == "persons" else points(row[name])
