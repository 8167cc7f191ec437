"""Why a row is where it is, in words of every language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unmap.model.words import Language, words

if TYPE_CHECKING:
    import pandas as pd

    from unmap.model import NeedChoice, PresenceQuery

_UNKNOWN = "–"
_NEED, _PRESENCE = "\x01", "\x02"


def why(table: pd.DataFrame, choice: NeedChoice, query: PresenceQuery) -> dict[str, list[str]]:
    """Put each row's share of need and of presence into a sentence: "9.4 % of ..., 3.1 % of placed initiatives".

    Gives the columns `why_en`, `why_es` and so on, one for each language.
    """
    shares = 100 * table[["need_share", "presence_share"]].to_numpy()
    presence_of = {share: _percent(share) for share in set(shares[:, 1][~np.isnan(shares[:, 1])].tolist())}
    known = table["need_rank"].notna().to_list()
    parts = [
        (_percent(need), presence_of.get(presence, _UNKNOWN)) if has_need else None
        for (need, presence), has_need in zip(shares.tolist(), known, strict=True)
    ]
    found = {}
    for language in Language:
        say = words(language)
        name = say.of(choice.indicator, "name")
        # Said once and filled in by row: thousands of rows are told at a time.
        whole = say(f"answer.why.{query.kind}", need=_NEED, presence=_PRESENCE, name=name[:1].lower() + name[1:])
        nothing = say("answer.why.unknown")
        found[f"why_{language}"] = [
            nothing if part is None else whole.replace(_NEED, part[0]).replace(_PRESENCE, part[1]) for part in parts
        ]
    return found


def _percent(share: float) -> str:
    if math.isnan(share):
        return _UNKNOWN
    return f"{share:.1f}%" if share >= 0.1 or share == 0 else f"{share:.2g}%"  # noqa: PLR2004 - 0.0% would say none
