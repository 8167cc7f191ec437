"""A plain word asks the same as unmap's own type, and a word that is no choice is refused: nothing is guessed."""

# mypy: disable-error-code="arg-type"
# Words in place of our own types are what is tested here.

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unmap
from tests.conftest import write_squares
from tests.tables import EXPORTS
from unmap import measures as coverage
from unmap.errors import ParameterError
from unmap.features import LayerStore, Resolution
from unmap.formats.export_tables import Options
from unmap.formats.writing import Form
from unmap.measures import RankChoices
from unmap.measures.area import held_against, neighbours_here
from unmap.measures.change import change_answer
from unmap.measures.gap_answer import Cell, Listing, Order, gap_answer
from unmap.measures.plan import Plan
from unmap.measures.siting_problem import Objective
from unmap.model import Counting, Kind, PresenceQuery, Scope
from unmap.model.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from enum import StrEnum
    from pathlib import Path

    from unmap.store import Dataset

pytestmark = pytest.mark.exhaustive

CODES = {
    "agencies": ["AAA", "BBB"],
    "outcomes": ["1", "2"],
    "priorities": ["1", "2"],
    "pillars": ["1", "2"],
    "themes": ["gender", "health"],
    "scopes": [str(scope) for scope in Scope],
    "areas": ["01", "02001"],
}

MEASURES: dict[str, Callable[[Dataset, PresenceQuery], Any]] = {
    "measure": coverage.measure,
    "presence": coverage.presence,
    "presence_rows": coverage.presence_rows,
    "beside_the_map": coverage.beside_the_map,
    "record_totals": coverage.record_totals,
    "facets": coverage.facets,
    "framework_matrix": coverage.framework_matrix,
    "gaps": coverage.gaps,
    "equity": lambda dataset, query: coverage.equity(dataset, query, draws=49),
    "clusters": lambda dataset, query: coverage.clusters(dataset, query, permutations=49),
    "outcome_gaps": coverage.outcome_gaps,
    "footprints": coverage.footprints,
    "reach": coverage.reach,
    "siting": lambda dataset, query: coverage.siting(dataset, query, k=1),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two states with two square municipalities each, named by text."""
    return unmap.load(str(write_squares(tmp_path_factory.mktemp("squares"))))


def said(choice: type[StrEnum]) -> st.SearchStrategy[tuple[StrEnum, str]]:
    """Draw a member with a word for it: its value or its name, in capitals or not."""
    return st.sampled_from(
        [(one, word) for one in choice for word in (one.value, one.name, one.value.upper(), one.name.lower())]
    )


def collections_of(codes: list[str]) -> st.SearchStrategy[tuple[frozenset[str], Any]]:
    """Draw codes as a frozenset, and the same as a person may give them."""
    forms: list[Callable[[list[str]], Any]] = [list, tuple, set, ",".join, " , ".join, pd.Series, np.array, iter]
    one_or_more = st.lists(st.sampled_from(codes), min_size=1, unique=True)
    return st.tuples(one_or_more, st.sampled_from(forms)).map(lambda drawn: (frozenset(drawn[0]), drawn[1](drawn[0])))


@st.composite
def questions(draw: st.DrawFn) -> tuple[PresenceQuery, PresenceQuery]:
    """Draw one question twice: in unmap's own types, and in plain words."""
    own: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    own["level"] = plain["level"] = draw(st.sampled_from([None, "state", "municipality"]))
    for name, choice in (("kind", Kind), ("counting", Counting)):
        own[name], plain[name] = draw(said(choice))
    for name in draw(st.lists(st.sampled_from(sorted(CODES)), max_size=2, unique=True)):
        own[name], plain[name] = draw(collections_of(CODES[name]))
    for name in ("statewide", "headquarters"):
        own[name] = draw(st.booleans())
        plain[name] = np.bool_(own[name])
    return PresenceQuery(**own), PresenceQuery(**plain)


def answer(measure: Callable[[Dataset, PresenceQuery], Any], dataset: Dataset, query: PresenceQuery) -> object:
    """Give what is answered, or the sentence that refuses it."""
    try:
        return measure(dataset, query)
    except ParameterError as error:
        return str(error)


def assert_same(one: object, other: object) -> None:
    """Compare two answers, frame by frame."""
    if isinstance(one, pd.DataFrame):
        assert isinstance(other, pd.DataFrame)
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, pd.Series):
        assert isinstance(other, pd.Series)
        pd.testing.assert_series_equal(one, other)
    elif is_dataclass(one):
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    else:
        assert one == other


@pytest.mark.parametrize("name", MEASURES)
def test_words_and_own_types_give_equal_frames_or_refusals(small: Dataset, name: str) -> None:
    @settings(max_examples=25)
    @given(questions())
    def holds(asked: tuple[PresenceQuery, PresenceQuery]) -> None:
        own, plain = asked
        assert own == plain
        assert_same(*(answer(MEASURES[name], small, query) for query in asked))

    holds()


@given(questions())
def test_what_a_question_holds_is_of_its_own_types(asked: tuple[PresenceQuery, PresenceQuery]) -> None:
    _, plain = asked
    assert [type(plain.kind), type(plain.counting)] == [Kind, Counting]
    assert {type(getattr(plain, name)) for name in CODES} == {frozenset}
    assert {type(plain.statewide), type(plain.headquarters)} == {bool}


@pytest.mark.parametrize("word", ["AAA", "BBB"])
def test_one_text_is_one_code_and_not_its_letters(small: Dataset, word: str) -> None:
    assert PresenceQuery(agencies=word).agencies == {word}
    assert Plan(add="02001").add == ("02001",)
    chosen = coverage.siting(small, k=1, candidates="02001")
    assert chosen.chosen["code"].tolist() == ["02001"]


def test_counting_in_words_counts(dataset: Dataset) -> None:
    # By hand: an initiative in several states counts one in each of them, or a share of one.
    distinct = coverage.gaps(dataset, PresenceQuery(counting="distinct"))
    fractional = coverage.gaps(dataset, PresenceQuery(counting="fractional"))
    placed = dataset.initiative_places.drop_duplicates(["initiative_id", "state_code"])
    offices = dataset.offices.loc[dataset.offices["office_type"] == "field"]
    offices = offices.drop_duplicates(["agency_id", "municipality_code"])
    assert distinct.areas["presence"].sum() == len(placed) + len(offices)
    assert fractional.areas["presence"].sum() == pytest.approx(placed["initiative_id"].nunique() + len(offices))
    assert len(coverage.presence(dataset, PresenceQuery(level="state"))) == 32


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("counting", "rubbish", 'counting "rubbish": must be one of distinct, fractional'),
        ("kind", "office", 'kind "office": must be one of offices, agencies, initiatives, any'),
        ("kind", 3, 'kind "3": must be one of'),
        ("level", 2, 'level "2": must be text'),
        ("scopes", ["nowhere"], 'scope "nowhere": must be one of located, country-wide'),
        ("areas", 7, 'area "7": must be a text such as "07"'),
        ("areas", [7], 'area "7": must hold codes as text'),
        ("agencies", "", "agency: holds no code"),
        ("agencies", ["AAA", ""], 'agency "": must hold codes as text'),
        ("year", "2020", 'year "2020": must be a whole number'),
        ("year", 2020.5, 'year "2020.5": must be a whole number'),
        ("year", True, 'year "True": must be a whole number'),
        ("statewide", "no", 'statewide "no": must be True or False'),
        ("headquarters", 1.0, 'headquarters "1.0": must be True or False'),
        ("text", 5, 'text "5": must be text'),
        ("indicator", 5, 'indicator "5": must be text'),
    ],
)
def test_what_is_no_choice_is_refused_with_the_values_that_there_are(field: str, value: object, sentence: str) -> None:
    given_words: dict[str, Any] = {field: value}
    with pytest.raises(ParameterError) as refused:
        PresenceQuery(**given_words)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("agencies", 'agency "aaaa": holds a code that does not exist; did you mean AAA? There are AAA, BBB'),
        ("themes", 'theme "heal": holds a code that does not exist; did you mean Health (health)? There are'),
        ("areas", 'area "2001": holds a code that does not exist; did you mean Centro de Abajo, Abajo (02001)? Codes'),
    ],
)
def test_a_code_that_does_not_exist_is_named_with_what_may_be_meant(small: Dataset, field: str, sentence: str) -> None:
    wrong: dict[str, Any] = {field: [sentence.split('"')[1]]}
    for name, measure in MEASURES.items():
        with pytest.raises(ParameterError) as refused:
            measure(small, PresenceQuery(**wrong))
        assert str(refused.value).startswith(sentence), name


@pytest.mark.parametrize("name", MEASURES)
def test_a_question_takes_the_names_that_commands_take(small: Dataset, name: str) -> None:
    named = PresenceQuery(agencies=["agencia b", "aaa"], themes="Health")
    coded = PresenceQuery(agencies=["BBB", "AAA"], themes=["health"])
    one, other = (MEASURES[name](small, query) for query in (named, coded))
    assert_same(one, other)


@pytest.mark.parametrize("area", ["Chiapas", "MX07", "chis.", ["07"]])
def test_the_areas_of_a_question_are_those_that_its_answer_lists(dataset: Dataset, area: Iterable[str]) -> None:
    for level, codes in (("state", ["07"]), ("municipality", [f"07{number:03}" for number in range(1, 126)])):
        query = PresenceQuery(level=level, areas=area)
        whole, found = (coverage.gaps(dataset, one) for one in (PresenceQuery(level=level), query))
        rows = whole.areas.loc[whole.areas["code"].isin(codes)].reset_index(drop=True)
        pd.testing.assert_frame_equal(pd.DataFrame(found.areas), pd.DataFrame(rows))
        assert found.presence_total == whole.presence_total
        assert sorted(gap_answer(dataset, query).table("areas")["code"]) == rows["code"].tolist()
        for table in (coverage.presence(dataset, query), coverage.measure(dataset, query)):
            assert list(table.index) == rows["code"].tolist()


@pytest.mark.parametrize("question", ["municipality", {"level": "municipality"}, 7])
def test_what_is_no_question_is_refused_in_words(small: Dataset, question: object) -> None:
    for ask in (coverage.gaps, coverage.presence, coverage.reach):
        with pytest.raises(ParameterError, match="must be a PresenceQuery"):
            ask(small, question)


@pytest.mark.parametrize("name", ["equity", "clusters", "outcome_gaps", "footprints", "reach", "siting"])
def test_a_measure_of_the_country_refuses_areas(small: Dataset, name: str) -> None:
    with pytest.raises(
        ParameterError, match=r'^area "01": narrows lists of areas, and this measures the whole country$'
    ):
        MEASURES[name](small, PresenceQuery(areas=["01"]))


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda data: coverage.gaps(data, PresenceQuery(indicator="wealth")), 'indicator "wealth": holds an id'),
        (lambda data: coverage.gaps(data, PresenceQuery(year=1999)), 'year "1999": has no values'),
        (lambda data: coverage.change(data, "region"), 'level "region": must be one of state, municipality'),
        (lambda data: coverage.change(data, "state", "hope"), 'concept "hope": holds one that does not exist'),
        (lambda data: coverage.choose_need(data, "region"), 'level "region": must be one of'),
        (lambda data: coverage.default_need(data, "region"), 'level "region": must be one of'),
        (lambda data: data.areas("region"), 'level "region": must be one of'),
        (lambda data: held_against(data, "region"), 'level "region": must be one of'),
        (lambda data: neighbours_here(data, "region", "01"), 'level "region": must be one of'),
        (lambda data: change_answer(data, "state", areas=["99"]), 'area "99": holds a code that does not exist'),
        (lambda data: change_answer(data, "state", areas=["02001"]), 'area "02001": holds a code that is no area'),
        (lambda _: Listing(order="size"), 'sort "size": must be one of rank'),
        (lambda _: Listing(cell="high"), 'cell "high": must be one of any-0'),
        (lambda data: gap_answer(data, PresenceQuery(areas="02001")), 'area "02001": holds a code that is no area'),
        (lambda data: gap_answer(data).table("rows"), 'table "rows": must be one of areas, choices'),
        (lambda _: RankChoices(kinds=["hopes"]), 'kinds "hopes": must be one of'),
        (lambda _: RankChoices(kinds=[]), "kinds: must hold at least one of"),
        (lambda _: RankChoices(need_measures="number"), 'need_measures "number": must be one of headcount, rate'),
        (lambda data: coverage.gaps(data, choices=RankChoices("hope")), 'concepts "hope": holds one'),
        (lambda data: coverage.equity(data, draws=0), 'draws "0": must lie between 1 and 99,999'),
        (lambda data: coverage.equity(data, draws="9"), 'draws "9": must be a whole number'),
        (lambda data: coverage.equity(data, seed=-1), 'seed "-1": must lie between 0'),
        (lambda data: coverage.clusters(data, permutations=0), 'permutations "0": must lie between 1'),
        (lambda data: coverage.clusters(data, time_limit_s=-1), 'time_limit_s "-1": must be a number of seconds'),
        (lambda data: coverage.footprints(data, highest=-1), 'highest "-1": must lie between 1'),
        (lambda data: coverage.reach(data, radius_km=-1), 'radius "-1": must be a number of kilometres above 0'),
        (lambda data: coverage.reach(data, radius_km="9"), 'radius "9": must be a number of kilometres'),
        (lambda data: coverage.reach(data, plan=Plan(add=["99"])), 'add "99": holds a code that is not that'),
        (lambda data: coverage.reach(data, plan=Plan(remove=["x"])), 'remove "x": holds an id that is not that'),
        (lambda data: coverage.siting(data, k=-1), 'k "-1": must be a whole number from 1 to'),
        (lambda data: coverage.siting(data, k=1, objective="hope"), 'objective "hope": must be one of coverage'),
        (lambda data: coverage.siting(data, k=1, time_limit_s=0), 'time_limit_s "0": must be a number of seconds'),
        (lambda data: coverage.siting(data, k=1, candidates=["99"]), 'candidates "99": holds a code that does not'),
        (
            lambda data: EXPORTS["gaps"].write(LayerStore(data), "csv", Options(level="region")),
            'level "region": must be one of',
        ),
        (
            lambda data: coverage.presence(data, PresenceQuery(level="country")),
            'level "country": must be one of state, municipality',
        ),
        (lambda _: Options(lang="fr"), 'lang "fr": must be one of en, es'),
        (lambda data: EXPORTS["gaps"].write(LayerStore(data), "docx"), 'f "docx": must be one of csv'),
    ],
)
def test_every_option_is_checked(small: Dataset, ask: Callable[[Any], Any], sentence: str) -> None:
    with pytest.raises(ParameterError) as refused:
        ask(small)
    assert str(refused.value).startswith(sentence)
    assert "/api" not in str(refused.value)


def test_every_option_takes_words(small: Dataset) -> None:
    words: Any = "state"
    assert_same(coverage.change(small, words), coverage.change(small, "state"))
    assert coverage.choose_need(small, words) == coverage.choose_need(small, "state")
    assert small.areas(words).equals(small.areas("state"))
    assert held_against(small, words) == held_against(small, "state")
    assert neighbours_here(small, words, "01") == neighbours_here(small, "state", "01")
    plain: dict[str, Any] = {"order": "need_rank", "cell": "low-2+"}
    assert Listing(**plain) == Listing(Order.NEED_RANK, Cell.LOW_MORE)
    plain = {"concepts": "poverty", "need_measures": ["rate"], "kinds": {"any"}, "countings": "distinct"}
    own = RankChoices(frozenset({"poverty"}), ("rate",), (Kind.ANY,), (Counting.DISTINCT,))
    assert RankChoices(**plain) == own
    far = coverage.siting(small, k=1, objective="distance")
    assert_same(far, coverage.siting(small, k=1, objective=Objective.DISTANCE))
    plain = {"level": "municipality", "resolution": "detail", "lang": "es"}
    assert Options(**plain) == Options(level="municipality", resolution=Resolution.DETAIL, lang=Language("es"))
    store, form = LayerStore(small), "csv"
    plain = {"level": "municipality"}
    assert EXPORTS["gaps"].write(store, form, Options(**plain)) == EXPORTS["gaps"].write(
        store, Form.CSV, Options(level="municipality")
    )


def test_data_is_loaded_by_text_or_path(squares: Path) -> None:
    assert unmap.load(str(squares)).edition == unmap.load(squares).edition
