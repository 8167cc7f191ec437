"""The words of a brief in both languages: numbers, lists cut to what a page holds, and figures in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from unmap.features.layer_store import layer_sources
from unmap.measures.answer import filters_of
from unmap.model import Counting, Kind
from unmap.model.records import stated_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.model import PresenceQuery, Source
    from unmap.model.words import Words
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


def tenths(value: float) -> str:
    """Give percentage points with one digit behind the point, as the map does at the highest level."""
    text = f"{value:+.1f}".replace("-", MINUS)
    return text if float(f"{value:.1f}") else "0.0"


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


SOURCES_SHOWN = 5


_BY_NEED = {"headcount": "brief.whyNeedHeadcount", "rate": "brief.whyNeedRate", "value": "brief.whyNeedValue"}
"""Sentences on the rank by need, by what that goes by."""


def gap_sentences(say: Words, gap: GapFacts) -> list[str]:
    """Tell the gap, its rank with the interval, and the rank by need alone."""
    row, last = gap.row, whole(gap.ranked)
    if row["need_rank"] is None:
        return [say("brief.noRank")]
    by_need = say(_BY_NEED[gap.need_measure], rank=rank(row["need_rank"]), last=last)
    if row["gap"] is None:
        return [say("brief.noRankPresence", reason=say("brief.noShare")), by_need]
    size = points(abs(row["gap"])).lstrip("+")
    key = "brief.whyEven" if row["gap"] == 0 else ("brief.whyShort" if row["gap"] > 0 else "brief.whyOver")
    ranks = {"rank": rank(row["rank"]), "last": last}
    if row["rank_median"] is None:
        ranked = say("brief.whyOnlyRank", **ranks)
    else:
        spread = {"middle": "rank_median", "low": "rank_p05", "high": "rank_p95"}
        among = {name: rank(row[column]) for name, column in spread.items()}
        ranked = say("brief.whyRank", **ranks, **among, choices=gap.choices)
    told = [say(key, points=size), ranked, by_need]
    if row["gap_population"] is not None:
        told.append(say("brief.whyPopulation", points=points(row["gap_population"])))
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
    """Name sources, each publisher that is stated once, with its titles."""
    titles: dict[str, list[str]] = {}
    for source in sources[:SOURCES_SHOWN]:
        titles.setdefault(shortened(stated_text(source.publisher), 90), []).append(shortened(source.title, 110))
    told = ((publisher, ", ".join(known)) for publisher, known in titles.items())
    return "; ".join(f"{publisher}: {known}" if publisher else known for publisher, known in told) + "."


def sources_of(dataset: Dataset, need: NeedFacts) -> dict[str, list[Source]]:
    """Give the sources of the need in all its years, of the report, and of boundaries and people."""
    chosen = [need.choice.indicator.source_id] if need.choice.given else []
    used = [*chosen, *(one.indicator.source_id for one in need.years)]
    layer = dataset.level(need.choice.level).id
    ground = [one for one in layer_sources(dataset, layer) if one != dataset.report.source_id]
    return {
        "need": [dataset.source(one) for one in dict.fromkeys(used)],
        "report": [dataset.source(dataset.report.source_id)],
        "ground": [dataset.source(one) for one in ground],
    }
