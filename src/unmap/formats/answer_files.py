"""An answer of the coverage engine as a file: what it carries, and a table of it with that."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson

from unmap.formats.columns import described, finished, shown_as, tags
from unmap.formats.content import About, Content, span
from unmap.formats.writing import PLAIN, Form, write
from unmap.model.report_names import period_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from unmap.formats.writing import Extras
    from unmap.measures.answer import Answer
    from unmap.model.registry import Registry


def about_answer(answer: Answer) -> About:
    """Give the sources of an answer with their terms, the time that need and presence speak of, and its edition."""
    return About(tuple(answer.head["sources"]), span(_periods(answer)) or "", answer.head["edition"])


def in_a_name(text: str) -> str:
    """Give a text as a part of a file's name: plain letters and digits, with hyphens between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", plain.lower()))


def answer_name(answer: Answer, form: Form, part: str | None = None, report: str = "") -> str:
    """Name the file of an answer or of a part of it: what it holds, of which need, year and radius.

    `report` is what tells its report from others of the record (`unmap.model.report_names.report_mark`).

    A plan's name is part of it. A question that was narrowed by filters, or asks for a plan, ends in a mark of its own,
    so that the files of two do not share a name. Such as
    unmap-reach-municipality-poverty_pct.mun-2020-2020-100km-1f00d5.csv.
    """
    query, need = answer.head.get("query", {}), answer.head.get("need")
    of_need = (need["indicator_id"], str(need["year"])) if need else (about_answer(answer).period.replace("/", "-"),)
    radius = f"{query['radius']:g}km" if "radius" in query else None
    narrowed = any(value for name, value in query.items() if isinstance(value, list | tuple) or name == "cell")
    mark = blake2b(orjson.dumps(query), digest_size=3).hexdigest() if narrowed else None
    of_report = None if of_need[-1].endswith(report) else report
    plan = in_a_name(query.get("plan_name", ""))
    parts = ("unmap", answer.name, part, plan, query.get("level"), *of_need, of_report, radius, mark)
    return f"{'-'.join(part for part in parts if part)}.{form}"


def answer_file(
    registry: Registry, answer: Answer, tables: Mapping[str, pd.DataFrame], form: Form, extras: Extras = PLAIN
) -> bytes:
    """Give tables of an answer as a file, behind the own columns of each what was asked.

    CSV holds the first of them, with sources, terms and period. A workbook has a sheet for each, one that explains
    the columns and one that says what was asked and where it all comes from.
    """
    extras.refuse(form)
    known = {part: f"{answer.name}-{part}" for part in tables}
    if form is Form.CSV:
        part = next(iter(tables))
        title = known[part].replace("-", " ")
        table = answer.stamped(tables[part])
        return write(Content(known[part], title, table, about_answer(answer), registry), form, extras)
    from unmap.formats.workbook import workbook  # noqa: PLC0415 - only those who ask for a workbook need it

    files = {f"{part[:1].upper()}{part[1:]}": name for part, name in known.items()}
    sheets = {
        sheet: finished(registry, name, answer.stamped(table))
        for (sheet, name), table in zip(files.items(), tables.values(), strict=True)
    }
    columns = {files[sheet]: [str(name) for name in table.columns] for sheet, table in sheets.items()}
    second = {sheet: tags(registry, files[sheet], table) for sheet, table in sheets.items()} if extras.hxl else None
    shown = {sheet: [shown_as(registry, files[sheet], str(each)) for each in table] for sheet, table in sheets.items()}
    return workbook({**sheets, "Columns": described(registry, columns), "Sources": answer.about()}, second, shown)


def _periods(answer: Answer) -> Iterator[int | str]:
    if answer.head.get("need"):
        yield int(answer.head["need"]["year"])
    for report in (answer.head.get("earlier"), answer.head.get("report")):
        if report:
            yield period_between(report["reporting_year"], report["period_start"], report["period_end"])
    for table in answer.tables.values():
        if "year" in table.columns:
            yield from (int(year) for year in table["year"].dropna().unique())
