"""The words of a brief in both languages: numbers, lists cut to what a page holds, and figures in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

import orjson

from unmap.features.collections import layer_sources
from unmap.formats.language import Language
from unmap.measures.answer import filters_of
from unmap.model import Counting, Kind, Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.model import Indicator, PresenceQuery, Source
    from unmap.pages.brief.need_lines import NeedFacts
    from unmap.pages.brief.subject import GapFacts, Group
    from unmap.store import Dataset


MINUS = "\N{MINUS SIGN}"


NARROW = "\N{NO-BREAK SPACE}"


def whole(value: float) -> str:
    """Give a count with its thousands apart."""
    return f"{value:,.0f}".replace("-", MINUS)


def percent(value: float) -> str:
    """Give a part of a hundred with one digit behind the point."""
    return f"{value:.1f}%".replace("-", MINUS)


def points(value: float) -> str:
    """Give percentage points with their sign; small ones keep a digit that says which way they go."""
    text = f"{value:+.1f}" if abs(value) >= 0.05 or value == 0 else f"{value:+.2g}"  # noqa: PLR2004 - rounds to 0.1
    return text.replace("-", MINUS) if value else "0.0"


def share(value: float) -> str:
    """Give a part of one as percent; a small one keeps a digit that is not 0."""
    part = 100 * value
    return f"{part:.1f}%" if part >= 0.05 or part == 0 else f"{part:.1g}%"  # noqa: PLR2004 - rounds to 0.1


def kilometres(value: float) -> str:
    """Give a distance: whole kilometres from ten on."""
    text = f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two digits tell enough
    return f"{text}{NARROW}km"


def rank(value: float) -> str:
    """Give a rank; a median may lie half way between two."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def in_unit(value: float, unit: str) -> str:
    """Give a value of an indicator in its unit."""
    if unit == "percent":
        return percent(value)
    return whole(value) if unit == "persons" else f"{value:,.1f}".replace("-", MINUS)


Item = TypeVar("Item")


def shortened(text: str, most: int) -> str:
    """Give a text of at most so many characters, cut behind a word where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


def first(items: Sequence[Item], most: int) -> tuple[Sequence[Item], int]:
    """Give the first items and how many are left out; a single one more is never left out alone."""
    if len(items) <= most + 1:
        return items, 0
    return items[:most], len(items) - most


def first_entries(groups: Sequence[Group], most: int) -> tuple[list[Group], int]:
    """Give groups with their first entries, at most so many in all, and how many entries are left out."""
    shown: list[Group] = []
    left = most
    for group in groups:
        if left <= 0:
            break
        shown.append(group._replace(entries=group.entries[:left]))
        left -= len(group.entries)
    return shown, max(-left, 0) + sum(len(group.entries) for group in groups[len(shown) :])


@cache
def words() -> dict[str, tuple[str, str]]:
    """Give English and Spanish by key; braces are filled in, and a key with .one and .other is chosen by number."""
    table: dict[str, list[str]] = orjson.loads(files(__package__).joinpath("words.json").read_bytes())
    return {key: (english, spanish) for key, (english, spanish) in table.items()}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the table."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Give the words of a key."""
        return words()[key][self.language is Language.ES].format(**values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Give the words for so many."""
        return self(f"{key}.{'one' if number == 1 else 'other'}", n=whole(number), **values)

    def indicator(self, indicator: Indicator) -> str:
        """Name an indicator, in as many characters as there is room for."""
        return shortened(indicator.name_es if self.language is Language.ES else indicator.name_en, 80)

    def series(self, indicator: Indicator) -> str:
        """Name its series."""
        return shortened(indicator.series_name_es if self.language is Language.ES else indicator.series_name_en, 60)

    def unit(self, indicator: Indicator) -> str:
        """Name its unit."""
        return shortened(indicator.unit_name_es if self.language is Language.ES else indicator.unit_name_en, 40)


SOURCES_SHOWN = 5


_BY_NEED = {"headcount": "why-need-headcount", "rate": "why-need-rate", "value": "why-need-value"}
"""Sentences on the rank by need, by what that goes by."""


def gap_sentences(say: Speech, gap: GapFacts) -> list[str]:
    """Tell the gap, its rank with the interval, and the rank by need alone."""
    row, last = gap.row, whole(gap.ranked)
    if row["need_rank"] is None:
        return [say("no-rank")]
    by_need = say(_BY_NEED[gap.need_measure], rank=rank(row["need_rank"]), last=last)
    if row["gap"] is None:
        return [say("no-rank-presence", reason=say("no-share")), by_need]
    size = points(abs(row["gap"])).lstrip("+")
    key = "why-even" if row["gap"] == 0 else ("why-short" if row["gap"] > 0 else "why-over")
    ranks = {"rank": rank(row["rank"]), "last": last}
    if row["rank_median"] is None:
        ranked = say("why-only-rank", **ranks)
    else:
        spread = {"middle": "rank_median", "low": "rank_p05", "high": "rank_p95"}
        among = {name: rank(row[column]) for name, column in spread.items()}
        ranked = say("why-rank", **ranks, **among, choices=gap.choices)
    told = [say(key, points=size), ranked, by_need]
    if row["gap_population"] is not None:
        told.append(say("why-population", points=points(row["gap_population"])))
    return told


def selection_of(query: PresenceQuery) -> str:
    """Name what was asked for beside the whole record, empty where nothing was."""
    parts = [f"{name} {', '.join(codes)}" for name, codes in filters_of(query).items() if codes]
    if query.kind is not Kind.ANY:
        parts.append(f"kind {query.kind}")
    if query.counting is not Counting.DISTINCT:
        parts.append(f"counting {query.counting}")
    parts += [name for name in ("headquarters", "statewide") if getattr(query, name)]
    return "; ".join(parts)


def cited(sources: list[Source]) -> str:
    """Name sources, each publisher once, with its titles."""
    titles: dict[str, list[str]] = {}
    for source in sources[:SOURCES_SHOWN]:
        titles.setdefault(shortened(source.publisher, 90), []).append(shortened(source.title, 110))
    return "; ".join(f"{publisher}: {', '.join(known)}" for publisher, known in titles.items()) + "."


def sources_of(dataset: Dataset, need: NeedFacts) -> dict[str, list[Source]]:
    """Give the sources of the need in all its years, of the report, and of boundaries and people."""
    used = [need.choice.indicator.source_id, *(one.indicator.source_id for one in need.years)]
    layer = "states" if need.choice.level is Level.STATE else "municipalities"
    ground = [one for one in layer_sources(dataset, layer) if one != dataset.report.source_id]
    return {
        "need": [dataset.source(one) for one in dict.fromkeys(used)],
        "report": [dataset.source(dataset.report.source_id)],
        "ground": [dataset.source(one) for one in ground],
    }
