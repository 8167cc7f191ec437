"""Unusable official tables stop the build with the file, the row and the column."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import tracemalloc
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pandas as pd
import pytest

from tests.build.conftest import STATES as STATE_NAMES
from unmap.build import build, readers
from unmap.build.mexico.state_poverty import read_poverty_workbook
from unmap.build.readers import SourceFolder
from unmap.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.build.conftest import MadeSources
    from unmap.build.mexico.area_layers import Areas

MUNICIPAL = "poverty/coneval_municipal_2020.csv"
CENSUS = "population/censo_2020_municipios.csv"
STATES = "poverty/coneval_estatal_2008_2018.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (MUNICIPAL, "01003,25.5", "01003,text", "row 4, column pobreza_porcentaje: not a number"),
        (MUNICIPAL, "01003,25.5", "01003,inf", "row 4, column pobreza_porcentaje: not a number"),
        (MUNICIPAL, "01003,25.5", "01003,125.5", "row 4, column pobreza_porcentaje: not between 0 and 100"),
        (MUNICIPAL, "01003,25.5", "01003,-888", "row 4, column pobreza_porcentaje: not between 0 and 100"),
        (MUNICIPAL, "01003,", "01002,", "row 4, column cvegeo: the same key stands in an earlier row"),
        (MUNICIPAL, "01003,", "0100x,", "row 4, column cvegeo: not a key of 5 digits"),
        (MUNICIPAL, "01003,25.5,", "01003,", "row 4 has 32 cells where the header has 33"),
        (MUNICIPAL, "01003,25.5", "01003,1,25.5", "row 4 has 34 cells where the header has 33"),
        (MUNICIPAL, "pobreza_porcentaje", "pobreza", "row 1: no column pobreza_porcentaje"),
        (MUNICIPAL, "pobreza_extrema_porcentaje", "pobreza_porcentaje", "row 1: no column pobreza_extrema_porcentaje"),
        (CENSUS, "municipio_name", "pop", "row 1: column pop stands there twice"),
        (CENSUS, ",-102", ",-999", "row 2, column long: not between -180 and 180"),
        (CENSUS, "1000,480,520", "1000,480,1520", "row 2, column pop_female: more than the whole population"),
        (STATES, "2018", "18", "row 4, column anio: not between 1900 and 2200"),
        (STATES, "2018", "", "row 4, column anio: not a year"),
    ],
)
def test_faulty_cell_is_named(made: MadeSources, tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    made.replace(file, old, new)
    with pytest.raises(SourceError) as caught:
        build(made.root, tmp_path / "data")
    assert str(caught.value).startswith(file)
    assert message in str(caught.value)
    assert not (tmp_path / "data").exists()


def test_wrong_encoding_is_named_with_its_row(made: MadeSources, tmp_path: Path) -> None:
    path = made.path(CENSUS)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    with pytest.raises(SourceError, match="row 3 is not UTF-8 text"):
        build(made.root, tmp_path / "data")


@pytest.mark.parametrize(
    "file", ["places/inegi_localidades.csv.gz", "violence/sesnsp_victimas_estatal_tasa_100mil.csv.bz2"]
)
def test_truncated_archive_is_named(made: MadeSources, tmp_path: Path, file: str) -> None:
    path = made.path(file)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError, match=f"{file}: cannot be read; it may be cut short"):
        build(made.root, tmp_path / "data")


def test_truncated_workbook_is_named(made: MadeSources, tmp_path: Path) -> None:
    path = made.path("poverty/coneval_anexo_estadistico_entidades_2022.xlsx")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(SourceError, match=r"2022\.xlsx: is not a readable \.xlsx workbook"):
        build(made.root, tmp_path / "data")


def test_workbook_that_inflates_a_hundredfold_is_refused(made: MadeSources, tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    made.path("poverty/coneval_anexo_estadistico_entidades_2022.xlsx").write_bytes(content.getvalue())
    with pytest.raises(SourceError, match="suspiciously large"):
        build(made.root, tmp_path / "data")


WORKBOOK = "poverty/coneval_anexo_estadistico_entidades_2022.xlsx"
AREAS = cast("Areas", SimpleNamespace(states=pd.DataFrame(STATE_NAMES.items(), columns=["code", "name"])))


def repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write the workbook anew with each part as `change` gives it, None for none."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)


def moved(cell: str) -> Callable[[str, bytes], bytes]:
    """Give a change that puts a cell far out into the first sheet of a state."""
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()
    far = b'<row r="%b"><c r="%b"><v>1</v></c></row></sheetData>' % (row, cell.encode())
    return lambda name, content: content.replace(b"</sheetData>", far) if name.endswith("sheet2.xml") else content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (moved("A9999999"), "sheet .*: has a cell beyond row 1,000 or column 500"),
        (moved("XFD90"), "sheet .*: has a cell beyond row 1,000 or column 500"),
        (
            lambda name, content: content[: len(content) // 2] if name.endswith("sheet2.xml") else content,
            "sheet .*xlsx",
        ),
        (lambda name, content: None if name.endswith("sheet2.xml") else content, "no sheet called Estados"),
        (lambda name, content: b"<x" if name.endswith("workbook.xml") else content, "is not a readable .xlsx"),
    ],
)
def test_broken_sheet_is_named_before_memory_is_taken(
    made: MadeSources, change: Callable[[str, bytes], bytes | None], message: str
) -> None:
    repacked(made.path(WORKBOOK), change)
    with pytest.raises(SourceError, match=f"^{WORKBOOK}.*{message}"):
        read_poverty_workbook(SourceFolder(made.root), WORKBOOK, AREAS)


def test_no_damage_to_a_workbook_is_more_than_a_sentence(made: MadeSources) -> None:
    path, chance = made.path(WORKBOOK), random.Random(2020)  # noqa: S311 - the same damage every time
    whole = path.read_bytes()
    refused = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        said = ""
        try:
            read_poverty_workbook(SourceFolder(made.root), WORKBOOK, AREAS)
        except SourceError as error:
            said = str(error)
        refused += said.startswith(WORKBOOK)
        assert not said or said.startswith(WORKBOOK)
    assert refused > 50


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ""])
def test_table_that_unpacks_to_too_much_is_refused_before_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    opener: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, "": bytes}
    (tmp_path / f"x.csv{suffix}").write_bytes(opener[suffix](b"a,b\n" + b"1,2\n" * 1_000_000))
    monkeypatch.setattr(readers, "MAX_BYTES", 1_000_000)
    tracemalloc.start()
    with pytest.raises(SourceError, match=rf"x\.csv{suffix}: holds more than 1,000,000 bytes"):
        SourceFolder(tmp_path).table(f"x.csv{suffix}", ("a",))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_500_000


def test_empty_file_and_header_without_rows_are_refused(tmp_path: Path) -> None:
    folder = SourceFolder(tmp_path)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "header.csv").write_text("a,b\n")
    with pytest.raises(SourceError, match=r"empty\.csv: row 1: no column a"):
        folder.table("empty.csv", ("a",))
    with pytest.raises(SourceError, match=r"header\.csv: has a header but no rows"):
        folder.table("header.csv", ("a",))


def test_no_data_words_and_byte_order_mark_are_understood(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("\ufeffkey,value\n1,NA\n2,\n3, 4.5 \n".encode())
    table = SourceFolder(tmp_path).table("x.csv", ("key", "value"))
    assert table.codes("key", 2).tolist() == ["01", "02", "03"]
    assert table.numbers("value").isna().tolist() == [True, True, False]
    assert table.numbers("value").iloc[2] == 4.5
