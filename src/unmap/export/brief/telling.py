"""Figures of a brief in sentences: why the area ranks where it does, what was selected, where it all comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.export.brief import numbers
from unmap.export.brief.cutting import shortened
from unmap.layers.coverage_frame import filters_of
from unmap.layers.sources import layer_sources
from unmap.models import Counting, Kind, Level

if TYPE_CHECKING:
    from unmap.dataset import Dataset
    from unmap.export.brief.need import NeedFacts
    from unmap.export.brief.ranking import GapFacts
    from unmap.export.brief.words import Speech
    from unmap.models import PresenceQuery, Source

SOURCES_SHOWN = 5

_BY_NEED = {"headcount": "why-need-headcount", "rate": "why-need-rate", "value": "why-need-value"}
"""Sentences on the rank by need, by what that goes by."""


def gap_sentences(say: Speech, gap: GapFacts) -> list[str]:
    """Tell the gap, its rank with the interval, and the rank by need alone."""
    row, last = gap.row, numbers.whole(gap.ranked)
    if row["need_rank"] is None:
        return [say("no-rank")]
    by_need = say(_BY_NEED[gap.need_measure], rank=numbers.rank(row["need_rank"]), last=last)
    if row["gap"] is None:
        return [say("no-rank-presence", reason=say("no-share")), by_need]
    size = numbers.points(abs(row["gap"])).lstrip("+")
    key = "why-even" if row["gap"] == 0 else ("why-short" if row["gap"] > 0 else "why-over")
    ranks = {"rank": numbers.rank(row["rank"]), "last": last}
    if row["rank_median"] is None:
        ranked = say("why-only-rank", **ranks)
    else:
        spread = {"middle": "rank_median", "low": "rank_p05", "high": "rank_p95"}
        among = {name: numbers.rank(row[column]) for name, column in spread.items()}
        ranked = say("why-rank", **ranks, **among, choices=gap.choices)
    told = [say(key, points=size), ranked, by_need]
    if row["gap_population"] is not None:
        told.append(say("why-population", points=numbers.points(row["gap_population"])))
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
