"""The words of a stand-alone map, in the languages that unmap speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Language of an exported page."""

    EN = "en"
    ES = "es"


@dataclass(frozen=True, slots=True)
class Words:
    """Every sentence of the page in one language; braces are filled in."""

    no_data: str
    field_offices: str
    headquarters: str
    source: str
    offices_source: str
    absence: str
    boundaries: str
    terms: str


WORDS = {
    Language.EN: Words(
        no_data="no data",
        field_offices="Field offices, by number of agencies in the place",
        headquarters="{count} headquarters offices (the report gives a count, no agencies)",
        source="Need: {publisher}, {title}. Series: {series}.",
        offices_source="Offices: {publisher}, {title}.",
        absence="No office shown means none in the {year} report, not that nobody works there.",
        boundaries="Boundaries are those of the statistics and imply no opinion of the United Nations on any frontier.",
        terms="Terms of use. Need: {need}. Offices: {report}. Edition {edition} of the data.",
    ),
    Language.ES: Words(
        no_data="sin dato",
        field_offices="Oficinas de terreno, por número de agencias en la localidad",
        headquarters="{count} oficinas de sede (el informe da un total, sin agencias)",
        source="Necesidad: {publisher}, {title}. Serie: {series}.",
        offices_source="Oficinas: {publisher}, {title}.",
        absence="Donde no hay símbolo, el informe {year} no registra oficina; no significa que nadie trabaje ahí.",
        boundaries="Los límites son los de la estadística y no implican opinión alguna de las Naciones Unidas.",
        terms="Términos de uso (en inglés). Necesidad: {need}. Oficinas: {report}. Edición {edition} de los datos.",
    ),
}
