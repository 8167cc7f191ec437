"""Names are compared as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unmap.geo.names import normalise, short_forms, spellings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Cd. Juárez", "ciudad juarez"),
        ("  MÉRIDA ", "merida"),
        ("Sta. María del Río", "santa maria del rio"),
        ("Nuevo León", "nuevo leon"),
        ("Coatzacoalcos/Minatitlán", "coatzacoalcos minatitlan"),
        ("D. F.", "df"),
        ("D.F", "df"),
        ("S.L.P.", "slp"),
        ("Q. Roo", "q roo"),
        ("Gral. Zaragoza", "general zaragoza"),
        ("Nvo. León", "nuevo leon"),
        ("O. P. D. Salud", "opd salud"),
    ],
)
def test_accents_case_and_abbreviations_do_not_matter(written: str, meant: str) -> None:
    assert normalise(written) == meant


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("Oaxaca de Juárez", "oaxaca"),
        ("Heroica Puebla de Zaragoza", "puebla"),
        ("Toluca de Lerdo", "toluca"),
        ("Ciudad Juárez", "juarez"),
        ("Coahuila de Zaragoza", "coahuila"),
    ],
)
def test_an_official_name_is_known_by_its_short_form(official: str, short: str) -> None:
    assert short in short_forms(normalise(official))


def test_a_title_alone_is_no_name() -> None:
    assert "ciudad" not in short_forms("ciudad del carmen")
    assert "villa" not in short_forms("villa de alvarez")


@given(st.text())
def test_normalising_twice_changes_nothing_more(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once


@given(st.text())
def test_a_name_is_among_its_own_short_forms(name: str) -> None:
    assert normalise(name) in short_forms(normalise(name))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("H. Matamoros", ("h matamoros", "matamoros")),
        ("Cd. Juárez", ("ciudad juarez", "juarez")),
        ("Heroica Ciudad de Huajuapan de León", ("heroica ciudad de huajuapan de leon", "huajuapan de leon")),
        ("Ciudad del Carmen", ("ciudad del carmen", "del carmen")),
    ],
)
def test_an_honour_before_a_name_is_no_part_of_what_is_asked_for(written: str, meant: tuple[str, ...]) -> None:
    assert spellings(written) == meant
