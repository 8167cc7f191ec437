"""Filters that are wrong, hostile or too much: refused with a sentence, soon, and without a word of what was sent."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tests.features.slow_filter import PROPERTIES
from unmap.errors import ParameterError
from unmap.features.filtering import compile_filter

BAD_TEXT = {
    "": "must be CQL2 text",
    "   ": "must be CQL2 text",
    "name =": "must be CQL2 text",
    "name = 'zq9x": "must be CQL2 text",
    'name" = 1': "must be CQL2 text",
    "name == 'zq9x'": "must be CQL2 text",
    "name = 'zq9x'; DROP TABLE": "must be CQL2 text",
    "/* */ count = 1": "must be CQL2 text",
    "count = 1\0": "must be CQL2 text",
    "((((((((": "must be CQL2 text",
    "))))": "must be CQL2 text",
    "(" * 9 + "count = 1" + ")" * 9: "at most 8 parentheses",
    "count = 1" + " " * 1_024: "may have 1024 bytes",
    "name = '" + "ñ" * 512 + "'": "may have 1024 bytes",
    " AND ".join(["count=1"] * 85): "may have 250 parts",
    "NOT " * 40 + "flag": "32 operators",
    "count = " + "+".join("1" * 40): "32 operators",
    "zq9x = 1": "may name these properties: name, word",
    "name = zq9x": "a text stands in single quotes",
    "parts IS NULL": "may name these properties",
    "name": "must say something that is true or false",
    "'zq9x'": "must say something that is true or false",
    "1": "must say something that is true or false",
    "count + 1": "must say something that is true or false",
    "CASEI(name)": "must say something that is true or false",
    "count": "must say something that is true or false",
    "flag AND count": "must say something that is true or false",
    "zq9x(count) = 1": "by casei, accenti",
    "zq9x(count)": "may use these operators",
    "count = '07'": "compares a number with a text; a text stands in single quotes",
    "name = 7": "compares a text with a number",
    "name = TRUE": "compares a text with true or false",
    "day = '2020-01-01'": "written DATE('2020-12-31')",
    "day = TIMESTAMP('2020-01-01T00:00:00Z')": "T_BEFORE",
    "day = 2020": "compares a date with a number",
    "tags = 'a'": "A_CONTAINS",
    "geometry = name": "S_INTERSECTS",
    "count IN (1, 'zq9x')": "compares a number with a text",
    "count BETWEEN 1 AND 'zq9x'": "compares a number with a text",
    "name LIKE word": "in single quotes",
    "count LIKE 1": "compares a text by LIKE",
    "name LIKE CASEI(word)": "in single quotes",
    "name + 1 = 2": "calculates with something that is no number",
    "CASEI(count) = 'a'": "something that is no text",
    "CASEI(name, word) = 'a'": "too few or too many arguments",
    "count = NULL": "IS NULL",
    "count = 1 = 1": "compares",
    "(count = 1) = TRUE": "compares values",
    "count = 1e999": "too large",
    "count = " + "9" * 400: "too large",
    "count = NaN": "may name these properties",
    "count IN (" + ",".join("1" * 5_001) + ")": "a list of 1 to 5000",
    "count IN (" + ",".join("1" * 8_200) + ")": "may have 1024 bytes",
    "name IN ('a')" + " AND NOT" * 200 + " name IN ('b')": "may have 1024 bytes",
    # What only looks like a list, across the quotes of others, counts.
    "name = 'a IN (' OR" + " NOT" * 500 + " name = ')'": "may have 1024 bytes",
    'name = "a IN (\'" OR' + " NOT" * 500 + " name = ')'": "may have 1024 bytes",
    "name = 'a\\'' OR name IN ('" + " NOT" * 500 + " name = ')'": "may have 1024 bytes",
    "day = DATE('zq9x')": "DATE('2020-12-31')",
    "day = DATE('2020-02-30')": "DATE('2020-12-31')",
    "day = DATE('2020-W01-1')": "DATE('2020-12-31')",
    "T_AFTER(day, TIMESTAMP('zq9x'))": "in UTC",
    "T_AFTER(day, TIMESTAMP('2020-01-01T25:00:00Z'))": "in UTC",
    "T_AFTER(day, INTERVAL('2020-01-01'))": "INTERVAL('2020-01-01', '2020-12-31')",
    "T_AFTER(day, INTERVAL('2020-12-31','2020-01-01'))": "ends before it starts",
    "T_AFTER(day, INTERVAL('2020-12-31','2020-12-30T12:00:00Z'))": "ends before it starts",
    "T_AFTER(day, name)": "properties that are dates",
    "T_AFTER(day, '2020-01-01')": "properties that are dates",
    "T_AFTER(day)": "too few or too many arguments",
    "A_CONTAINS(tags, (1, 2))": "compares lists of texts",
    "A_CONTAINS(name, ('a'))": "compares lists of texts",
    "S_INTERSECTS(name, POINT(1 2))": "no geometry; there is geometry",
    "S_INTERSECTS(geometry, 'POINT(1 2)')": "a valid Point",
    "S_INTERSECTS(geometry, POINT EMPTY)": "must be CQL2 text",
    "S_INTERSECTS(geometry, POINT(1e999 1))": "must be CQL2 text",
    "S_INTERSECTS(geometry, BBOX(1,2))": "BBOX(west,south,east,north)",
    "S_INTERSECTS(geometry, BBOX(1,2,3))": "BBOX(west,south,east,north)",
    "S_INTERSECTS(geometry, BBOX(1,4,3,2))": "whose first corner does not come first",
    "S_INTERSECTS(geometry, BBOX(1000000,1,9,2))": "does not lie within -180, -90, 180, 90",
    "S_INTERSECTS(geometry, LINESTRING(0 0))": "valid",
    "S_INTERSECTS(geometry, POLYGON((0 0)))": "valid",
    "S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 0.5)))": "closed rings",
    "S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))": "do not cross themselves",
    "S_INTERSECTS(geometry, POLYGON((((((((0 0": "must be CQL2 text",
    " OR ".join(["S_INTERSECTS(geometry,POINT(1 2))"] * 9): "may have 8 spatial functions",
}
BAD_JSON = {
    "": "must be CQL2 JSON",
    "{": "all of them closed",
    "[" * 500 + "]" * 500: "at most 24 brackets",
    '{"op":': "must be CQL2 JSON",
    "NaN": "must be CQL2 JSON",
    "null": "compares properties",
    "[]": "compares properties",
    "{}": "compares properties",
    '{"op":"="}': "compares properties",
    '{"op":"=","args":{}}': "too few or too many arguments",
    '{"op":"=","args":[1]}': "too few or too many arguments",
    '{"op":"=","args":[{"property":"count"},null]}': "IS NULL",
    '{"op":"=","args":[{"property":["count"]},1]}': "may name these properties",
    '{"op":"=","args":[{"property":"count","zq9x":1},1]}': "compares properties",
    '{"op":["="],"args":[1,1]}': "may use these operators",
    '{"op":{"op":"="},"args":[1,1]}': "may use these operators",
    '{"op":"and","args":[true]}': "at least two conditions",
    '{"op":"and","args":true}': "at least two conditions",
    '{"op":"not","args":[true,true]}': "too few or too many arguments",
    '{"op":"in","args":[{"property":"count"},[]]}': "a list of 1 to 5000",
    '{"op":"in","args":[{"property":"count"},1]}': "a list of 1 to 5000",
    '{"op":"=","args":[{"property":"count"},' + "9" * 400 + "]}": "",
    '{"op":"=","args":[{"date":5},{"date":5}]}': "writes a date",
    '{"op":"t_after","args":[{"property":"day"},{"timestamp":"2020-01-01T00:00:00"}]}': "in UTC",
    '{"op":"t_after","args":[{"property":"day"},{"interval":5}]}': "writes an interval",
    '{"op":"t_after","args":[{"property":"day"},{"interval":[5,6]}]}': "properties that are dates",
    '{"op":"a_contains","args":[{"property":"tags"},["a",["b"]]]}': "compares lists of texts",
    '{"op":"like","args":[{"property":"name"},{"op":"casei","args":["a",{"op":"casei","args":"a"}]}]}': "too few",
    **{
        f'{{"op":"s_within","args":[{{"property":"geometry"}},{written}]}}': "a valid Point"
        for written in (
            '{"type":"Point"}',
            '{"type":"Point","coordinates":[]}',
            '{"type":"Point","coordinates":[1]}',
            '{"type":"Point","coordinates":[1,2,3,4]}',
            '{"type":"Point","coordinates":["1","2"]}',
            '{"type":"Point","coordinates":[true,false]}',
            '{"type":"Point","coordinates":[null,null]}',
            '{"type":"Point","coordinates":[1e300,1]}',
            '{"type":"Point","coordinates":{"a":1}}',
            '{"type":"zq9x","coordinates":[1,2]}',
            '{"type":["Point"],"coordinates":[1,2]}',
            '{"type":"LineString","coordinates":[[1,2],[3]]}',
            '{"type":"LineString","coordinates":[1,2]}',
            '{"type":"Polygon","coordinates":[]}',
            '{"type":"Polygon","coordinates":[[]]}',
            '{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}',
            '{"type":"MultiPolygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]}',
            '{"type":"GeometryCollection","geometries":[]}',
            '{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}',
            '{"type":"GeometryCollection","geometries":[{"bbox":[1,2,3,4]}]}',
            '{"bbox":{}}',
            '{"bbox":[1,2,3,"4"]}',
            "[1,2]",
            "null",
        )
    },
}


def _refused(text: str, lang: str) -> ParameterError:
    with pytest.raises(ParameterError) as refused:
        compile_filter(text, lang, PROPERTIES)
    assert refused.value.parameter == "filter"
    assert "zq9x" not in str(refused.value)
    return refused.value


@pytest.mark.parametrize(("text", "sentence"), BAD_TEXT.items(), ids=range(len(BAD_TEXT)))
def test_a_wrong_filter_in_text_is_refused_with_what_is_right(text: str, sentence: str) -> None:
    assert sentence in str(_refused(text, "cql2-text"))
    # What GDAL writes is read within the same bounds.
    assert sentence in str(_refused(text, "cql-text"))


@pytest.mark.parametrize(("text", "sentence"), BAD_JSON.items(), ids=range(len(BAD_JSON)))
def test_a_wrong_filter_in_json_is_refused_with_what_is_right(text: str, sentence: str) -> None:
    assert sentence in str(_refused(text, "cql2-json"))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ParameterError) as refused:
        compile_filter("TRUE", "sql", PROPERTIES)
    assert refused.value.parameter == "filter-lang"


@pytest.mark.parametrize(
    "text",
    [
        "name = '" + "(" * 900 + "'",
        "name = '((('')))))))))))'",
        "name = '\"' OR word = '\"(((((((((('",
        "count = " + "-" * 900 + "1",
        "(" * 8 + "count = 1" + ")" * 8,
        " OR ".join(["count=1"] * 83),
        "name = '\0'",
        "name = '😀'",
        "count = 0." + "1" * 900,
        r"name = 'ends in a backslash\' OR word = 'so'",
    ],
)
def test_a_strange_filter_within_the_bounds_is_answered(text: str) -> None:
    table = pd.DataFrame({"name": ["a"], "word": ["b"], "count": [1]})
    assert compile_filter(text, "cql2-text", PROPERTIES).mask(table, np.array([None])).shape == (1,)


def test_a_lone_surrogate_is_refused() -> None:
    _refused("name = '\ud800'", "cql2-text")
    _refused('"\ud800"', "cql2-json")


# The slowest shapes that a search within the bounds found: parsers of this kind try a parenthesis again at each level.
SLOWEST = [
    "(" * 8 + "count IN (1,1) AND " * 50 + "x x" + ")" * 8,
    "(" * 8 + "(a)+" * 245 + "a x" + ")" * 8,
    "(" * 8 + "a<" * 490 + "a x" + ")" * 8,
    "(" * 8 + "POINT OR NOT --a<" * 55 + "x" + ")" * 8,
    "not(" * 8 + "a+" * 450 + ")" * 8,
    "S_INTERSECTS(geometry,POLYGON(" + ",".join(["(0 0,1 1,1 0,0 0)"] * 50) + ",))",
    "name = '" + "'" * 900,
    "(" * 1_000,
    "(" * 500 + "a" + ")" * 500,
    "NOT " * 250 + "flag",
    "count = " + "+".join("1" * 500),
]

IN_ITS_OWN_PROCESS = """
import resource
import sys
# Seconds of a processor, whatever else the machine does.
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from tests.features.slow_filter import PROPERTIES
from unmap.errors import ParameterError
from unmap.features.filtering import compile_filter
for text in sys.stdin.read().split("\\n"):
    try:
        compile_filter(text, "cql2-text", PROPERTIES)
    except ParameterError:
        print("refused")
"""


def test_no_filter_takes_the_process_down_or_keeps_it_for_long() -> None:
    """In a process of its own: a parser that overflows its stack ends the process that it runs in."""
    done = subprocess.run(
        [sys.executable, "-c", IN_ITS_OWN_PROCESS],
        input="\n".join(SLOWEST),
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=1800,
        check=True,
    )
    assert done.stdout.split() == ["refused"] * len(SLOWEST)


def test_a_pattern_of_many_wildcards_takes_no_longer_than_its_length() -> None:
    table = pd.DataFrame({"name": ["a" * 5_000] * 20})
    pattern = "%a" * 400 + "%b"
    mask = compile_filter(f"name LIKE '{pattern}'", "cql2-text", PROPERTIES).mask(table, np.full(20, None))
    assert not mask.any()
