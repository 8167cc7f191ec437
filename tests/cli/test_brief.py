"""`unmap brief` writes one area as one file that needs nothing else, whole or not at all."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.cli.command import run
from unmap.cli.export_commands import BriefAsked, write_brief
from unmap.cli.options import Record
from unmap.errors import NotFoundError, OutputError, ParameterError
from unmap.files import built_web
from unmap.model.words import Language
from unmap.pages.brief import page

if TYPE_CHECKING:
    from pathlib import Path

needs_web = pytest.mark.skipif(
    not (built_web() / "pages.json").is_file() and not os.environ.get("CI"), reason="unmap was built without its map"
)


@needs_web
def test_the_file_stands_alone(squares: Path, tmp_path: Path) -> None:
    file = tmp_path / "brief.html"
    write_brief(BriefAsked("01", Language("es"), file=file), Record(squares))
    text = file.read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert page.get("lang") == "es"
    assert page.findtext(".//h1") == "Arriba"
    assert page.xpath("//link[@href] | //script | //img | //a[@href]") == []
    assert re.findall(r"url\((?!#)", text) == []
    assert ".sheet" in str(page.findtext(".//style"))
    assert page.xpath("//svg[@role='img']")


@needs_web
@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (BriefAsked("99", Language.EN), NotFoundError),
        (BriefAsked("01", Language.EN, indicator="happiness"), ParameterError),
        (BriefAsked("01", Language.EN, year=1999), ParameterError),
    ],
)
def test_what_stood_there_stays_where_nothing_can_be_told(
    squares: Path, tmp_path: Path, asked: BriefAsked, error: type[Exception]
) -> None:
    file = tmp_path / "brief.html"
    file.write_text("as it was", encoding="utf-8")
    with pytest.raises(error):
        write_brief(BriefAsked(asked.code, asked.language, asked.indicator, asked.year, file), Record(squares))
    assert file.read_text(encoding="utf-8") == "as it was"
    assert {path.name for path in tmp_path.iterdir()} == {"brief.html", "squares"}


def test_without_the_web_app_it_says_so(squares: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "built_web", lambda: tmp_path)
    with pytest.raises(OutputError, match="built without its web app"):
        write_brief(BriefAsked("01", Language.EN, file=tmp_path / "a.html"), Record(squares))
    assert not (tmp_path / "a.html").exists()


@needs_web
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("02", "--lang", "es"), 0, "Wrote unmap-brief-02-es.html"),
        (("99",), 2, "there is no state or municipality of that code"),
        (("01", "--lang", "fr"), 2, "Invalid value for '--lang'"),
        (("01", "-o", "/dev/null/a.html"), 2, "cannot be written"),
    ],
)
def test_the_command_tells_what_it_did(
    squares: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = run("brief", *arguments, "--data", str(squares), columns=200, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    written = [path.name for path in tmp_path.iterdir() if path != squares]
    assert written == (["unmap-brief-02-es.html"] if code == 0 else [])


@needs_web
def test_the_area_may_be_named(tmp_path: Path) -> None:
    done = run("brief", "Oaxaca", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "unmap-brief-20-en.html").is_file()
