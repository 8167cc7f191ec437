"""Answers in words, English and Spanish: why a row is where it is, and why something could not be answered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from unmap.model import Kind
from unmap.model.query import OF_INITIATIVES, nouns

if TYPE_CHECKING:
    import pandas as pd

    from unmap.model import NeedChoice, PresenceQuery

REASONS = {
    "no-presence": (
        "The filters leave no presence at all, so that there is nothing to share out.",
        "Los filtros no dejan presencia alguna, por lo que no hay nada que repartir.",
    ),
    "no-headcount": (
        "The indicator counts no people in need, so that no share of need can be given.",
        "El indicador no cuenta personas con necesidad, por lo que no puede darse una proporción.",
    ),
    "constant": (
        "Every area has the same value, so that nothing clusters.",
        "Todos los territorios tienen el mismo valor, por lo que nada se agrupa.",
    ),
    "need-all-equal": (
        "Need is the same everywhere, so that no area comes before another.",
        "La necesidad es igual en todas partes, por lo que ningún territorio va antes que otro.",
    ),
    "no-office": (
        "No field office passes the filters.",
        "Ninguna oficina de terreno cumple con los filtros.",
    ),
    "no-office-of-initiatives": (
        "Initiatives have no place of their own to measure from; distances are to offices.",
        "Las iniciativas no tienen un punto propio desde el cual medir; las distancias son a oficinas.",
    ),
    "offices-have-none": (
        f"Offices carry no {nouns(OF_INITIATIVES)}, so a filter on one of these leaves none.",
        f"Las oficinas no tienen {nouns(OF_INITIATIVES, 'ni', spanish=True)}: un filtro así no deja ninguna.",
    ),
    "all-removed": (
        "The plan takes away every office that passes the filters.",
        "El plan quita todas las oficinas que cumplen con los filtros.",
    ),
    "no-indicator": (
        "No official indicator of this need is in the data at this level.",
        "Los datos no contienen un indicador oficial de esta necesidad en este nivel.",
    ),
    "need-all-zero": (
        "Nobody is in need by this indicator, so that there is no need to share out.",
        "Según este indicador nadie tiene necesidad, por lo que no hay nada que repartir.",
    ),
}
"""Why a share, a gap or an index is missing, by code: in English, in Spanish."""

NOTES = {
    "municipal-series": (
        "People in need are counted by municipality: their sum is not the figure published for states or country.",
        "Las personas se cuentan por municipio: su suma no es la cifra publicada para las entidades o el país.",
    ),
    "at-the-seat": (
        "Everyone in a municipality counts as living at its seat.",
        "Se supone que toda la población de un municipio vive en su cabecera.",
    ),
    "headquarters-at-the-seat": (
        "Headquarters count as an office at the seat of their state, for any agency unless it is known whose they are.",
        "Las sedes cuentan como una oficina en la capital de su entidad; si no se indica de quién, para cualquiera.",
    ),
    "offices-unplaced": (
        "Offices whose municipality is not known are left out.",
        "No se incluyen las oficinas cuyo municipio no se conoce.",
    ),
    "added-at-the-seat": (
        "An added office stands at the seat of its municipality and passes the filters.",
        "Una oficina agregada se ubica en la cabecera de su municipio y cumple con los filtros.",
    ),
    "added-beside-an-office": (
        "A municipality that the plan gives an office has one already.",
        "Un municipio al que el plan da una oficina ya tiene una.",
    ),
    "removed-not-counted": (
        "An office that the plan takes away is not among those that the filters count, so that this changes nothing.",
        "Una oficina que el plan quita no está entre las que cuentan los filtros, por lo que nada cambia.",
    ),
    "fewer-places": (
        "Fewer places are given than were asked for: more would add nothing.",
        "Se dan menos lugares de los pedidos: más no agregarían nada.",
    ),
}
"""What has to be known beside a figure, by code: in English, in Spanish."""

_THINGS = {
    Kind.OFFICES: ("field offices", "las oficinas de terreno"),
    Kind.AGENCIES: ("placed agencies", "las agencias ubicadas"),
    Kind.INITIATIVES: ("placed initiatives", "las iniciativas ubicadas"),
    Kind.ANY: ("field offices and placed initiatives", "las oficinas de terreno e iniciativas ubicadas"),
}
_UNKNOWN = "–"
_NOTHING_TO_SAY = ("no data on need", "sin dato de necesidad")


def why(table: pd.DataFrame, choice: NeedChoice, query: PresenceQuery) -> tuple[list[str], list[str]]:
    """Put each row's share of need and of presence into a sentence: "9.4 % of ..., 3.1 % of placed initiatives"."""
    shares = 100 * table[["need_share", "presence_share"]].to_numpy()
    english, spanish = _THINGS[query.kind]
    names = (_lower(choice.indicator.name_en), _lower(choice.indicator.name_es))
    known = table["need_rank"].notna().to_numpy()
    sentences: tuple[list[str], list[str]] = ([], [])
    presence_of = {share: _percent(share) for share in set(shares[:, 1][~np.isnan(shares[:, 1])].tolist())}
    for (need, presence), has_need in zip(shares.tolist(), known.tolist(), strict=True):
        if not has_need:
            for sentence, words in zip(sentences, _NOTHING_TO_SAY, strict=True):
                sentence.append(words)
            continue
        parts = (_percent(need), presence_of.get(presence, _UNKNOWN))
        sentences[0].append(f"{parts[0]} of the country's total ({names[0]}), {parts[1]} of {english}")
        sentences[1].append(f"{parts[0]} del total del país ({names[1]}), {parts[1]} de {spanish}")
    return sentences


def _percent(share: float) -> str:
    if math.isnan(share):
        return _UNKNOWN
    return f"{share:.1f}%" if share >= 0.1 or share == 0 else f"{share:.2g}%"  # noqa: PLR2004 - 0.0% would say none


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
