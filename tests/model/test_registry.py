"""One registry of columns: any number of levels, one order for every file, one set of facts."""

from __future__ import annotations

import csv
import io
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.tables import EXPORTS
from unmap.formats import Form, write
from unmap.formats.columns import tags
from unmap.measures.clusters import cluster_answer
from unmap.measures.equity import equity_answer
from unmap.measures.footprints import footprint_answer
from unmap.measures.gap_answer import gap_answer
from unmap.measures.outcomes import outcome_answer
from unmap.measures.reach import reach_answer
from unmap.measures.siting import siting_answer
from unmap.model import AdminLevel
from unmap.model.properties import GEOMETRY
from unmap.model.registry import Registry, registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.features import LayerStore
    from unmap.measures.answer import Answer
    from unmap.store import Dataset

WORDS = ("region", "province", "district", "ward")


def levels(count: int) -> tuple[AdminLevel, ...]:
    return tuple(
        AdminLevel(
            level=place,
            id=f"{word}s",
            word=word,
            singular_en=word,
            plural_en=f"{word}s",
            singular_es=word,
            plural_es=f"{word}s",
            short_singular_es="",
            short_plural_es="",
            gender_es="f",
            code_form=f"[0-9]{{{2 * place}}}",
            parent=f"{above}s" if above else "",
        )
        for place, (above, word) in enumerate(zip(("", *WORDS), WORDS, strict=False), start=1)
    )[:count]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_each_level_has_a_layer_that_tells_of_the_areas_above_and_inside(count: int) -> None:
    made = registry(levels(count))
    assert list(made.layers) == [*(f"{word}s" for word in WORDS[:count]), "offices", "initiatives"]
    for place, word in enumerate(WORDS[:count]):
        names = list(made.layers[f"{word}s"])
        above = [f"{each}_{part}" for each in WORDS[:place] for part in ("code", "name")]
        assert names[: 5 + len(above)] == ["code", "pcode", "name", "short_name", "short_name_es", *above]
        assert ("initiatives_inside" in names) == (place + 1 < count)
        assert ("initiatives_statewide" in names) == ("agencies_statewide" in names) == (place > 0)
        assert [name for name in names if name.endswith("_offices")] == [
            f"{each}_offices" for each in WORDS[:place][-1:]
        ]
        assert names[-1] == GEOMETRY
    offices = list(made.layers["offices"])
    assert [name for name in offices if name.removesuffix("_code") in WORDS] == [
        f"{word}_code" for word in reversed(WORDS[:count])
    ]


def test_texts_and_hashtags_speak_of_the_levels() -> None:
    made = registry(levels(3))
    province = made.layers["provinces"]
    assert province["initiatives_inside"].title == "Initiatives placed in a district of the province"
    assert province["initiatives_statewide"].title == "Initiatives placed in its region as a whole and not in it"
    assert province["region_offices"].title == "Field offices in its region"
    assert province["offices"].description == "distinct agency x district that the report lists"
    found = [made.tag("offices", f"{word}_code") for word in WORDS[:3]]
    assert found == ["#adm1+code", "#adm2+code", "#adm3+code"]
    assert made.column("indicators", "years_district").title == "Years with values of districts"  # type: ignore[union-attr]  # fails where it is None


def test_tiles_have_a_part_of_their_layer_in_its_order(dataset: Dataset) -> None:
    for name, tile in dataset.registry.tiles.items():
        assert list(tile) == [each for each in dataset.registry.layers[name] if each in tile]
        assert len(tile) > 5


@pytest.mark.parametrize("name", [name for name, one in EXPORTS.items() if one.make and Form.CSV in one.forms])
def test_the_order_of_an_exported_column_is_that_of_the_registry(store: LayerStore, name: str) -> None:
    content = EXPORTS[name].content(store)
    head = content.table.head(3)
    shapes = None if content.shapes is None else content.shapes[:3]
    backwards = replace(content, table=head[head.columns[::-1]], shapes=shapes)
    written = write(backwards, Form.CSV)
    assert written == write(replace(content, table=head, shapes=shapes), Form.CSV)
    [header, *_] = csv.reader(io.StringIO(written.decode(), newline=""))
    assert header[: len(head.columns)] == list(head.columns)


@pytest.mark.parametrize(
    "answer_to",
    [gap_answer, equity_answer, cluster_answer, outcome_answer, footprint_answer, reach_answer, siting_answer],
)
def test_the_order_of_the_files_of_an_answer_is_that_of_the_registry(
    dataset: Dataset, answer_to: Callable[[Dataset], Answer]
) -> None:
    answer = answer_to(dataset)
    assert answer.tables
    for part, table in answer.tables.items():
        stamped = answer.stamped(table).head(2)
        backwards = stamped[stamped.columns[::-1]]
        ordered = dataset.registry.in_order(f"{answer.name}-{part}", backwards)
        assert list(ordered) == list(stamped), part


def test_a_column_that_is_moved_in_the_registry_moves_in_the_file(
    store: LayerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = EXPORTS["offices"].content(store)
    moved = Registry(store.dataset.registry.levels)
    known = moved._tables["offices"]
    monkeypatch.setitem(moved._tables, "offices", {"note": known["note"], **known})
    [header, *_] = write(replace(content, registry=moved), Form.CSV).decode().split("\r\n")
    assert header.startswith("note,office_id,")


def test_a_registry_goes_to_another_process_as_its_levels(dataset: Dataset) -> None:
    assert pickle.loads(pickle.dumps(dataset.registry)) is dataset.registry  # noqa: S301 - our own bytes


def test_areas_of_a_third_level_are_tagged_so(dataset: Dataset) -> None:
    made = registry(levels(3))
    table = dataset.identity(next(iter(dataset.admin_levels))).head(2)[["code", "name"]]
    for codes, number in ((["010203", "010204"], 3), (["0102", "0103"], 2), (["01", "02"], 1)):
        assert tags(made, "equity-curve", table.assign(code=codes)) == [f"#adm{number}+code", f"#adm{number}+name"]
    assert tags(made, "any", table.assign(province_code="0102"))[0] == "#adm3+code"
