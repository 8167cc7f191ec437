"""What the figures say in one sentence a view: for the title over a map, with the areas that carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.measures.gaps import highest_in_need
from unmap.model import FILTERS
from unmap.model.defaults import DEFAULTS
from unmap.model.report_names import report_name
from unmap.model.schema import SHORT_NAMES
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from unmap.measures.gaps import Gaps
    from unmap.model.words import Words
    from unmap.store import Dataset

_NAMED = 3
"""So many areas are named; of more their number is given."""


_SHOWN = {"percent": ("need_pct", "{:.1f}%"), "persons": ("need_persons", "{:,.0f}")}
"""The column of gaps that a unit shows, and how its values are written; of other units as the value itself."""


_WITHOUT = ("answer.finding.withoutNamed", "answer.finding.withoutMany")
_SERVED = ("answer.finding.servedNamed", "answer.finding.servedMany")
_BLANK = ("answer.finding.blankNamed", "answer.finding.blankMany")
_ALL_BLANK = ("answer.finding.blankAllNamed", "answer.finding.blankAllMany")
"""How few areas are named in a sentence, and how many are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence on a view, by language, and `more`, what qualifies it, if anything does.

    `number` is how many areas it is about, `areas` has the codes of those that it names, if any.
    """

    view: str
    says: dict[Language, str]
    more: dict[Language, str]
    number: int
    areas: tuple[str, ...]


def findings(dataset: Dataset, found: Gaps) -> tuple[Finding, ...]:
    """Say what stands out in the gaps of all areas of a level, a sentence for each view that has figures.

    - need: where the value is highest (lowest, where that is worse).
    - presence: which areas have none of what is asked about; where all have some, the least and the most.
    - both: how many of the areas in the highest quarter of need by rate have none (blank spots).
    - gap: where presence falls furthest short, and which areas do so however one counts (`top5_share` of 1).

    A sentence claims no more than its figures: it names three areas at most, counts the others, and says nothing of the
    whole country but their number. What is missing is no zero: areas without need data are in no sentence on need.

    Parameters:
    - `dataset`: what the gaps were made of.
    - `found`: what `unmap.measures.gaps` gives for all areas.
    """
    told = _Told(dataset, found)
    views = {"need": told.need, "presence": told.presence, "both": told.both, "gap": told.gap}
    made = ((view, tell()) for view, tell in views.items())
    return tuple(Finding(view, *parts) for view, parts in made if parts is not None)


def finding_records(made: Iterable[Finding]) -> list[dict[str, object]]:
    """Give findings as an answer has them: view, says_en, says_es and so on, more_en and so on, number, areas."""
    return [
        {
            "view": one.view,
            **{f"says_{language}": text for language, text in one.says.items()},
            **{f"more_{language}": text for language, text in one.more.items()},
            "number": one.number,
            "areas": list(one.areas),
        }
        for one in made
    ]


Parts = tuple[dict[Language, str], dict[Language, str], int, tuple[str, ...]]


class _Told:
    def __init__(self, dataset: Dataset, found: Gaps) -> None:
        self.dataset, self.found, self.level = dataset, found, dataset.level(found.query.level)
        self.table: pd.DataFrame = found.areas

    def need(self) -> Parts | None:
        indicator = self.found.need.indicator
        column, form = _SHOWN.get(indicator.unit, ("need_pct", "{:.1f}"))
        table = self.table.dropna(subset=column)
        if table[column].nunique() < 2:  # noqa: PLR2004 - where all are alike none stands out
            return None
        lowest = indicator.direction == "low-is-worse"
        # Of few areas only the first half stands out.
        rows = table.sort_values([column, "code"], ascending=[lowest, True]).head(min(_NAMED, len(table) // 2))
        key = "answer.finding.lowest" if lowest else "answer.finding.highest"
        return self._said(
            rows["code"],
            lambda say: say(key, **self._needs(say, inside=False), areas=_with(say, rows, column, form)),
        )

    def presence(self) -> Parts | None:
        counts = self.table["presence"]
        if counts.sum() <= 0 or len(counts) == 1:
            return None
        none = self.table.loc[counts == 0]
        if none.empty:
            rows = self.table.sort_values(["presence", "code"], ascending=[False, True])
            ends = {"least": f"{counts.min():,.0f}", "most": f"{counts.max():,.0f}"}
            return self._counted(
                rows["code"][:1],
                lambda say: say(
                    "answer.finding.everywhere", **self._presence(say), **ends, area=_called(say, rows[:1])[0]
                ),
            )
        return self._counted(none["code"], lambda say: self._numbered(say, none, _WITHOUT))

    def both(self) -> Parts | None:
        highest = self.table.loc[highest_in_need(self.table["need_pct"].to_numpy(dtype="float64"))]
        if self.table["blank_spot"].isna().all() or self.table["presence"].sum() <= 0 or highest.empty:
            return None
        highest = highest.sort_values(["need_pct", "code"], ascending=[False, True])
        rows = highest.loc[highest["blank_spot"].fillna(value=False).astype(bool)]
        if rows.empty:
            return self._counted(highest["code"], lambda say: self._numbered(say, highest, _SERVED, len(highest)))
        keys = _ALL_BLANK if len(rows) == len(highest) else _BLANK
        return self._counted(rows["code"], lambda say: self._numbered(say, rows, keys, len(highest)))

    def gap(self) -> Parts | None:
        table = self.table.dropna(subset="gap")
        short = table.loc[table["gap"] > 0].sort_values(["gap", "code"], ascending=[False, True])
        if short.empty or self.table["presence"].sum() <= 0:
            return None
        rows, sure = short.head(_NAMED), short.loc[short["top5_share"] == 1]
        few = len(table) <= 2 * DEFAULTS.top

        def how_sure(say: Words) -> list[str]:
            if few:
                return []
            if sure.empty:
                return [say("answer.finding.unsure", top=DEFAULTS.top, gender=self._presence(say)["gender"])]
            return [say("answer.finding.sure", areas=_names(say, _called(say, sure)), top=DEFAULTS.top)]

        return self._counted(
            rows["code"],
            lambda say: say("answer.finding.short", **self._needs(say), areas=_with(say, rows, "gap", "{:.1f}")),
            how_sure,
        )

    def _said(
        self, codes: Iterable[str], tell: Callable[[Words], str], more: Callable[[Words], list[str]] = lambda _: []
    ) -> Parts:
        about = tuple(codes)
        named = about if len(about) <= _NAMED else ()
        says = {language: tell(words(language)) for language in Language}
        return says, {language: " ".join(more(words(language))) for language in Language}, len(about), named

    def _counted(
        self, codes: Iterable[str], tell: Callable[[Words], str], more: Callable[[Words], list[str]] = lambda _: []
    ) -> Parts:
        """Say a sentence that counts presence, and beside it what narrows or widens the count."""
        query = self.found.query
        besides = {
            "answer.finding.filtered": any(getattr(query, one.field) for one in FILTERS.values()),
            "answer.finding.statewide": query.statewide,
            "answer.finding.headquarters": query.headquarters,
        }
        keys = [key for key, holds in besides.items() if holds]
        return self._said(codes, tell, lambda say: [*more(say), *(say(key) for key in keys)])

    def _numbered(self, say: Words, rows: pd.DataFrame, keys: tuple[str, str], of: int | None = None) -> str:
        named, many = keys
        values = {"n": len(rows), **self._needs(say), **self._presence(say, of)}
        if len(rows) <= _NAMED:
            said = say(named, areas=_names(say, _called(say, rows)), **values)
            return said[:1].upper() + said[1:]
        return say(many, **values)

    def _needs(self, say: Words, *, inside: bool = True) -> dict[str, str]:
        """Name the need and its year; `inside` a sentence it begins with no capital."""
        need, name = self.found.need, say.of(self.found.need.indicator, "name")
        return {"need": name[:1].lower() + name[1:] if inside else name, "year": str(need.year)}

    def _presence(self, say: Words, of: int | None = None) -> dict[str, str]:
        kind = self.found.query.kind
        return {
            "total": f"{of or len(self.table):,}",
            "plural": say.of(self.level, "short_plural") or say.of(self.level, "plural"),
            "gender": say.of(self.level, "gender") or "m",
            "nothing": say(f"answer.finding.nothing.{kind}"),
            "something": say(f"answer.finding.something.{kind}"),
            "report": report_name(self.dataset.report, self.dataset.all_reports, say.language),
        }


def _with(say: Words, rows: pd.DataFrame, column: str, form: str) -> str:
    """Name areas, each with its value."""
    return _names(
        say, [f"{name} ({form.format(value)})" for name, value in zip(_called(say, rows), rows[column], strict=True)]
    )


def _called(say: Words, rows: pd.DataFrame) -> list[str]:
    """Give the short names of areas as they stand in a sentence: "Chiapas", but "the State of Mexico"."""
    return [say.with_article(say.of(row, "short_name")) for row in rows[list(SHORT_NAMES)].to_dict("records")]


def _names(say: Words, names: Iterable[str]) -> str:
    *first, last = names
    if not first:
        return last
    # Spanish says e for y before the sound of i.
    sounds_i = last[:1] in "IÍiíYy" or (last[:2].lower() == "hi" and last[2:3].lower() != "e")
    joint = say("answer.finding.andBeforeI" if sounds_i else "list.and")
    return f"{', '.join(first)} {joint} {last}"
