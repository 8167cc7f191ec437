"""What filters mean: each part of CQL2 that is claimed, on a table small enough to be read."""

from __future__ import annotations

from datetime import date

import numpy as np
import orjson
import pandas as pd
import pytest

from tests.features.slow_filter import PROPERTIES
from unmap.features.filtering import CONFORMANCE, compile_filter
from unmap.features.filtering.cql_reading import read_older_text, read_text

TABLE = pd.DataFrame(
    {
        "name": ["Côte d'Ivoire", "N'Djamena", "Mérida", "100% año_1", None],
        "word": ["Mérida", "n'djamena", "MERIDA", "x", ""],
        "count": pd.array([1, 2, 3, 0, None], dtype="Int64"),
        "share": [0.5, 4.0, -3.0, 0.0, np.nan],
        "flag": [True, False, None, pd.NA, True],
        "day": ["2020-01-01", "2020-06-30", "2020-12-31", "", None],
        "until": ["2020-03-31", "2020-06-30", "2021-12-31", "2020-12-31", ""],
        "tags": [("a", "b"), ("a",), (), ("c", "b", "a"), None],
    }
)
NO_SHAPES = np.full(len(TABLE), None, dtype=object)


def rows(text: str, lang: str = "cql2-text", table: pd.DataFrame = TABLE) -> list[int]:
    """Give the positions of the rows that a filter lets through."""
    mask = compile_filter(text, lang, PROPERTIES).mask(table, NO_SHAPES)
    assert mask.dtype == np.bool_
    assert mask.shape == (len(table),)
    return np.flatnonzero(mask).tolist()


CLASSES = {
    "basic-cql2": [
        ("name = 'Côte d''Ivoire'", [0]),
        (r"name = 'Côte d\'Ivoire'", [0]),
        ("name = 'N''Djamena'", [1]),
        ("name = 'Co\u0302te d''Ivoire'", [0]),
        ("name = 'Cote d''Ivoire'", []),
        ("name <> 'Mérida'", [0, 1, 3]),
        ("name < 'M'", [0, 3]),
        ("count >= 2", [1, 2]),
        ("2 <= count", [1, 2]),
        ("share < 0 OR share > 1", [1, 2]),
        ("flag", [0, 4]),
        ("NOT flag", [1]),
        ("flag = TRUE", [0, 4]),
        ("flag <> true", [1]),
        ("day = DATE('2020-06-30')", [1]),
        ("day > DATE('2020-01-01')", [1, 2]),
        ("TIMESTAMP('2020-01-01T00:00:00Z') < TIMESTAMP('2020-01-01T00:00:00.5Z')", [0, 1, 2, 3, 4]),
        ("name IS NULL", [4]),
        ("word IS NOT NULL", [0, 1, 2, 3]),
        ("day IS NULL", [3, 4]),
        ("tags IS NULL", [4]),
        ("count IS NULL AND flag", [4]),
        ("TRUE", [0, 1, 2, 3, 4]),
        ("FALSE", []),
        # AND binds before OR, NOT before AND.
        ("count = 1 OR count = 2 AND share = 9", [0]),
        ("NOT count = 1 AND share > 0", [1]),
        ('"count" = 3', [2]),
    ],
    "advanced-comparison-operators": [
        ("name LIKE 'M%'", [2]),
        ("name LIKE '_''D%'", [1]),
        ("name NOT LIKE '%r%'", [1, 3]),
        (r"name LIKE '100\%%'", [3]),
        (r"name LIKE '%\_1'", [3]),
        (r"name LIKE '%ñ\_1'", []),
        ("name LIKE 'm%'", []),
        ("name LIKE '%'", [0, 1, 2, 3]),
        ("count BETWEEN 1 AND 2", [0, 1]),
        ("count NOT BETWEEN 1 AND 2", [2, 3]),
        ("day BETWEEN DATE('2020-01-01') AND DATE('2020-06-30')", [0, 1]),
        ("name IN ('Mérida', 'N''Djamena')", [1, 2]),
        ("count IN (1, 3, 9)", [0, 2]),
        ("count NOT IN (1, 3)", [1, 3]),
        ("day IN (DATE('2020-12-31'))", [2]),
        # Neither is said of a row whose value is missing, nor when one of the values is.
        ("name NOT IN ('Mérida')", [0, 1, 3]),
        ("count NOT IN (1, count)", []),
    ],
    "case-insensitive-comparison": [
        ("CASEI(word) = casei('N''DJAMENA')", [1]),
        ("CASEI(name) LIKE CASEI('MÉ%')", [2]),
        ("CASEI(word) IN (CASEI('MéRIDA'))", [0]),
        ("CASEI('STRASSE') = CASEI('straße')", [0, 1, 2, 3, 4]),
    ],
    "accent-insensitive-comparison": [
        ("ACCENTI(name) = ACCENTI('Merida')", [2]),
        ("ACCENTI(name) = 'Merida'", [2]),
        ("ACCENTI(CASEI(word)) = ACCENTI(CASEI('mÉRIDA'))", [0, 2]),
        ("ACCENTI(name) LIKE ACCENTI('%áño%')", [3]),
    ],
    "temporal-functions": [
        ("T_AFTER(day, DATE('2020-01-01'))", [1, 2]),
        ("T_BEFORE(day, until)", [0, 2]),
        ("T_EQUALS(day, until)", [1]),
        ("T_DURING(day, INTERVAL('2020-01-01','2020-12-31'))", [1]),
        ("T_INTERSECTS(INTERVAL(day, until), INTERVAL('2020-03-31','2020-05-01'))", [0]),
        ("T_INTERSECTS(day, INTERVAL('2020-06-01','..'))", [1, 2]),
        ("T_DISJOINT(day, INTERVAL('..','2020-06-30'))", [2]),
        ("NOT T_DISJOINT(day, INTERVAL('..','2020-06-30'))", [0, 1]),
        ("T_STARTS(INTERVAL(day, until), INTERVAL('2020-01-01','2020-12-31'))", [0]),
        # A date lasts all day where the other side has times.
        ("T_INTERSECTS(day, TIMESTAMP('2020-06-30T23:59:59Z'))", [1]),
        ("T_BEFORE(day, TIMESTAMP('2020-06-30T23:59:59Z'))", [0]),
        ("T_AFTER(day, TIMESTAMP('2020-06-29T23:59:59Z'))", [1, 2]),
    ],
    "array-functions": [
        ("A_CONTAINS(tags, ('a', 'b'))", [0, 3]),
        ("A_CONTAINS(tags, ('c'))", [3]),
        ("A_CONTAINEDBY(tags, ('b', 'a'))", [0, 1, 2]),
        ("A_EQUALS(tags, ('b', 'a'))", [0]),
        ("A_OVERLAPS(tags, ('b', 'x'))", [0, 3]),
        ("NOT A_OVERLAPS(tags, ('b', 'x'))", [1, 2]),
        ("A_CONTAINS(('a', 'b'), tags)", [0, 1, 2]),
        ("A_EQUALS(tags, tags)", [0, 1, 2, 3]),
    ],
    "property-property": [
        ("name = word", []),
        ("CASEI(name) = CASEI(word)", [1]),
        ("share > count", [1]),
        ("day < until", [0, 2]),
        ("count BETWEEN share AND count", [0, 2, 3]),
    ],
    "arithmetic": [
        ("count + 1 = 3", [1]),
        ("count * 2 - 1 >= 3", [1, 2]),
        ("share / count = 0.5", [0]),
        # What is divided by zero has no value, so neither this nor its opposite is true.
        ("count / share > 0 OR NOT (count / share > 0)", [0, 1, 2]),
        ("count % share = 0 OR count % share <> 0", [0, 1, 2]),
        ("count % 2 = 1", [0, 2]),
        ("-7 % 2 = -1 AND -7 div 2 = -3", [0, 1, 2, 3, 4]),
        ("count div 2 = 1", [1, 2]),
        ("count ^ 2 = 9", [2]),
        ("share ^ 0.5 > 0", [0, 1]),
        ("10 ^ 300 * 10 ^ 300 > count", []),
        ("-count = -3", [2]),
        ("1 + 2 * count = 7", [2]),
        ("(1 + 2) * count = 6", [1]),
    ],
}
"""What each class that needs no geometry promises."""

JSON = [
    ('{"op":"=","args":[{"property":"name"},"Côte d\'Ivoire"]}', [0]),
    ('{"op":"not","args":[{"op":"isNull","args":[{"property":"count"}]}]}', [0, 1, 2, 3]),
    ('{"op":"in","args":[{"op":"casei","args":[{"property":"name"}]},[{"op":"casei","args":["MÉRIDA"]}]]}', [2]),
    ('{"op":"t_during","args":[{"property":"day"},{"interval":["..","2020-12-31"]}]}', [0, 1]),
    ('{"op":"a_containedBy","args":[{"property":"tags"},[]]}', [2]),
    ('{"op":"between","args":[{"property":"count"},1,2.5]}', [0, 1]),
    ('{"op":"<","args":[{"property":"day"},{"date":"2020-06-30"}]}', [0]),
    ('{"op":"or","args":[{"property":"flag"},{"op":"=","args":[{"property":"count"},2]},false]}', [0, 1, 4]),
]
CASES = [case for cases in CLASSES.values() for case in cases]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_filter_in_text_lets_these_rows_through(text: str, expected: list[int]) -> None:
    assert rows(text) == expected


OF_GDAL = [
    ("name ILIKE '%x ILIKE ''y''%'", "CASEI(name) LIKE CASEI('%x ILIKE ''y''%')"),
    ("\"name\" ILIKE 'A%' AND (count = 1)", "CASEI(\"name\") LIKE CASEI('A%') AND (count = 1)"),
    ("name = 'x ILIKE ''y'' or ''2020-12-31T'' '", "name = 'x ILIKE ''y'' or ''2020-12-31T'' '"),
    ("NOT (name ILIKE 'É')", "NOT (CASEI(name) LIKE CASEI('É'))"),
    ("day >= '2020-12-31T'", "day >= DATE('2020-12-31')"),
    ("name = 'N''Djamena' OR count <> 2", "name = 'N''Djamena' OR count <> 2"),
]
"""What GDAL writes, beside the same in CQL2."""


@pytest.mark.parametrize(("text", "same"), OF_GDAL)
def test_what_gdal_writes_is_read_as_it_is_meant(text: str, same: str) -> None:
    assert read_older_text(text) == read_text(same)


@pytest.mark.parametrize(("text", "expected"), JSON)
def test_a_filter_in_json_lets_these_rows_through(text: str, expected: list[int]) -> None:
    assert rows(text, "cql2-json") == expected


def test_a_row_that_cannot_be_known_is_neither_in_nor_in_the_opposite() -> None:
    assert rows("count > 1") == [1, 2]
    assert rows("NOT count > 1") == [0, 3]
    assert rows("count > 1 OR NOT count > 1") == [0, 1, 2, 3]
    # But what is false without it is false, and what is true without it true.
    assert rows("NOT (count > 1 AND FALSE)") == [0, 1, 2, 3, 4]
    assert rows("count > 1 OR TRUE") == [0, 1, 2, 3, 4]


# The thirteen ways in which two intervals can lie (Allen, 1983), by how the first lies to 10-20 January, with the
# relations of CQL2 that hold.
ALLEN = {
    ("01", "05"): {"before", "disjoint"},
    ("01", "10"): {"meets", "intersects"},
    ("01", "15"): {"overlaps", "intersects"},
    ("01", "20"): {"finishedBy", "intersects"},
    ("01", "25"): {"contains", "intersects"},
    ("10", "15"): {"starts", "intersects"},
    ("10", "20"): {"equals", "intersects"},
    ("10", "25"): {"startedBy", "intersects"},
    ("12", "15"): {"during", "intersects"},
    ("15", "20"): {"finishes", "intersects"},
    ("15", "25"): {"overlappedBy", "intersects"},
    ("20", "25"): {"metBy", "intersects"},
    ("25", "28"): {"after", "disjoint"},
}
RELATIONS = sorted(set().union(*ALLEN.values()))


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("time", ["", "T00:00:00Z"])
def test_times_relate_as_allen_has_it(relation: str, time: str) -> None:
    assert len(RELATIONS) == 15
    for (start, end), holding in ALLEN.items():
        first = f"INTERVAL('2020-01-{start}{time}','2020-01-{end}{time}')"
        text = f"T_{relation.upper()}({first}, INTERVAL('2020-01-10{time}','2020-01-20{time}'))"
        assert (rows(text) == [0, 1, 2, 3, 4]) == (relation in holding), text


@pytest.mark.parametrize(
    "days",
    [
        pd.Series([pd.Timestamp("2020-01-01"), pd.NaT]),
        pd.Series([date(2020, 1, 1), None], dtype=object),
        pd.Series(["2020-01-01", pd.NA], dtype=object),
        pd.Series(["2020-01-01", ""], dtype="str"),
    ],
)
def test_dates_are_read_however_a_table_holds_them(days: pd.Series) -> None:
    table = pd.DataFrame({"day": days})
    mask = compile_filter("day <= DATE('2020-01-01')", "cql2-text", PROPERTIES).mask(table, NO_SHAPES[:2])
    assert mask.tolist() == [True, False]


def test_a_list_in_one_text_is_read_as_a_list() -> None:
    table = pd.DataFrame({"tags": ["a;b", "", "b"]})
    mask = compile_filter("A_CONTAINS(tags, ('a'))", "cql2-text", PROPERTIES).mask(table, NO_SHAPES[:3])
    assert mask.tolist() == [True, False, False]


def test_a_filter_over_no_rows_gives_no_rows() -> None:
    for text, _ in CASES:
        assert compile_filter(text, "cql2-text", PROPERTIES).mask(TABLE.iloc[:0], NO_SHAPES[:0]).tolist() == []


def test_the_same_filter_is_asked_of_several_tables() -> None:
    compiled = compile_filter("count > 1", "cql2-text", PROPERTIES)
    assert compiled.mask(TABLE, NO_SHAPES).tolist() == [False, True, True, False, False]
    assert compiled.mask(TABLE.iloc[::-1], NO_SHAPES).tolist() == [False, False, True, True, False]


def test_every_class_that_is_claimed_is_tested() -> None:
    spatial = {"basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions"}
    tested = {*CLASSES, *spatial, "cql2-text", "cql2-json"}
    assert {name.rpartition("/")[2] for name in CONFORMANCE} == tested
    assert CASES
    assert JSON
    assert orjson.dumps(CONFORMANCE).count(b"http://www.opengis.net/spec/cql2/1.0/conf/") == len(CONFORMANCE)
