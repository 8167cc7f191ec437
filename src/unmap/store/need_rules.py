"""Rules for values of need: ranges by unit, headcount against rate and people, levels, years, classes.

An indicator without classes gets those of equal counts, so that an own indicator needs no limits typed by hand. The
census of the folder is not the base of every publication: CONEVAL's own base of a municipality is 0.13 to 2.7 times
the census of 2020 (0.71 to 1.43 for 2020 itself), that of a state 0.73 to 1.05 times. The tolerances pass those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import Issue, quoted
from unmap.model import schema
from unmap.model.records import COUNTRY, COUNTRY_CODE
from unmap.store.reading import FIRST_ROW, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.model import AdminLevel

    Frames = Mapping[str, pd.DataFrame]


COUNT = 5
"""Steps of one colour that a reader still tells apart on a map (Brewer and Pickle 2002)."""


METHOD = "Quantiles"


def with_missing_classes(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> pd.DataFrame:
    """Give the table of classes, with classes of equal counts for each indicator and level that has values but none.

    Over all years together, as the table has them; fewer than five where values repeat.
    """
    classes, values = frames["classes"], frames["values"]
    there = set(zip(classes["indicator_id"], classes["level"], strict=True))
    made = [
        _limits(indicator_id, level.word, known.to_numpy(dtype="float64"))
        for level in levels
        for indicator_id, known in _lacking(
            values, frames[level.id]["code"], {one for one, at in there if at == level.word}
        )
    ]
    if not made:
        return classes
    whole = pd.concat([classes, *made], ignore_index=True).astype(classes.dtypes)
    return whole.sort_values(["indicator_id", "level", "class_number"], ignore_index=True)


def _lacking(values: pd.DataFrame, codes: pd.Series, there: set[str]) -> list[tuple[str, pd.Series]]:
    """Give the known values at a level of each indicator without classes there."""
    wanted = set(values["indicator_id"].cat.categories) - there
    if not wanted:
        return []
    rows = values.loc[values["indicator_id"].isin(wanted) & values["value"].notna() & values["area_code"].isin(codes)]
    return [(str(name), group["value"]) for name, group in rows.groupby("indicator_id", observed=True)]


def _limits(indicator_id: str, level: str, known: np.ndarray) -> pd.DataFrame:
    shares = np.arange(1, COUNT + 1) / COUNT
    upper = np.unique(np.quantile(known, shares, method="inverted_cdf"))
    return pd.DataFrame(
        {
            "indicator_id": indicator_id,
            "level": level,
            "class_number": np.arange(1, len(upper) + 1),
            "lower": np.append(known.min(), upper[:-1]),
            "upper": upper,
            "method": METHOD,
        }
    )


MOST_BY_UNIT = {"percent": 100.0, "per_100k": 100_000.0}


_LARGE, _SMALL = 2, schema.MOST_LEVELS - 1
"""How many levels, the country among them, have large areas, and how many levels below have small ones."""


MOST_TIMES_POPULATION = (*[1.5] * _LARGE, *[3.0] * _SMALL)
"""How often the people of an area, counted by the census, a headcount may be: country, highest level, next level..."""


LEAST_OF_EXPECTED = (*[1 / 1.5] * _LARGE, *[0.1] * _SMALL)
"""Which share of rate times people a headcount must be at least, people being those that the rate is usually of."""


_LEAST_OF_CENSUS = 0.1
"""The same where too few areas tell whom the rate is of: women, say, or those over 15."""


_TELLING = 10
"""Areas from which on their median tells whom a rate is of."""


_ROUNDING = 0.001
"""Share of an area's people by which a rate of one decimal may be off."""


_FEW = 10
"""People by whom a small headcount may be off."""


_ROUNDED = 1e-6
"""Share of a value by which a limit of its classes may be off, since both are written with six decimals."""


YEARS_BEFORE, YEARS_AFTER = 50, 10
"""Years before and after the report's in which statistics beside it can be."""


VALUES = schema.VALUES


def need_issues(frames: Frames, levels: Sequence[AdminLevel]) -> list[Issue]:
    """Check the values against unit, level, people and the report's year, and the classes against the values."""
    facts = _facts(frames, levels)
    words = (COUNTRY, *(level.word for level in levels))
    return [
        *_ranges(facts),
        *_contradictions(facts),
        *_levels(facts, frames, words),
        *_years(facts, frames),
        *_class_issues(facts, frames, words),
    ]


def _facts(frames: Frames, levels: Sequence[AdminLevel]) -> pd.DataFrame:
    """Give the known values with unit, level and people; what refers to nothing has none of them."""
    values = frames["values"]
    # A quarter of a million texts are numbers here: what is known of each is looked up once.
    area, areas = _numbered(values["area_code"])
    kind, ids = _numbered(values["indicator_id"])
    indicators = frames["indicators"].drop_duplicates("indicator_id").set_index("indicator_id").reindex(ids)
    layers = [frames[level.id] for level in levels]
    people = pd.concat([layer.drop_duplicates("code").set_index("code")["population"] for layer in layers]).astype(
        "float64"
    )
    people = people[~people.index.duplicated()]
    people[COUNTRY_CODE] = layers[0]["population"].astype("float64").sum(skipna=False)
    level_of = {code: number for number in range(len(layers), 0, -1) for code in layers[number - 1]["code"]}
    level_of[COUNTRY_CODE] = 0
    level = np.array([level_of.get(code, -1) for code in areas], dtype=np.int64)
    pair = pd.factorize(indicators["concept"].astype(str) + " " + indicators["series"].astype(str))[0]
    facts = pd.DataFrame(
        {
            "value": values["value"].astype("float64"),
            "year": values["year"].astype("float64"),
            "area": area,
            "level": level[area],
            "kind": kind,
            "pair": pair[kind],
            "unit": pd.Categorical(indicators["unit"]).take(kind),
            "people": people.reindex(areas).to_numpy()[area],
        },
        index=values.index,
    )
    return facts.loc[facts["value"].notna()]


def _numbered(texts: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Give texts as numbers, and the text of each number."""
    known = texts.astype("category").cat
    return known.codes.to_numpy(), known.categories


def _shown(values: pd.Series) -> pd.Series:
    return values.map(lambda value: f"{value:.15g}")


def _ranges(facts: pd.DataFrame) -> list[Issue]:
    value, unit = facts["value"], facts["unit"]
    issues: list[Issue] = []
    for name, most in MOST_BY_UNIT.items():
        wrong = (unit == name) & ((value < 0) | (value > most))
        issues += _value_issues(value[wrong], f"is not between 0 and {most:g}, as a value in {name} is")
    persons = unit == "persons"
    issues += _value_issues(value[persons & (value < 0)], "is a negative number of people")
    issues += _value_issues(value[persons & (value % 1 != 0)], "is not a whole number of people")
    most = facts["people"] * _by_level(facts, MOST_TIMES_POPULATION)
    crowd = facts.loc[persons & (value > most + _FEW)]
    return issues + [
        Issue(VALUES.path, line + FIRST_ROW, "value", "out-of-range", _crowd(value, people))
        for line, value, people in zip(crowd.index.to_list(), crowd["value"], crowd["people"], strict=True)
    ]


def _crowd(value: float, people: float) -> str:
    return f"{quoted(f'{value:.15g}')} people are too many where the census counts {people:,.0f}"


def _value_issues(values: pd.Series, message: str) -> list[Issue]:
    return told(VALUES, "value", _shown(values), "out-of-range", message)


def _by_level(facts: pd.DataFrame, factors: Sequence[float]) -> np.ndarray:
    # The last one is for areas of no level, at place -1.
    by_number = np.array([*factors, np.nan])
    return by_number.take(facts["level"].to_numpy())


def _contradictions(facts: pd.DataFrame) -> list[Issue]:
    """Hold each headcount against the rate of the same concept and series, and the people of its area."""
    keys = ["pair", "area", "year"]
    persons, rates = (facts.loc[facts["unit"] == unit] for unit in ("persons", "percent"))
    rates = rates[[*keys, "value"]].drop_duplicates(keys)
    both = persons.assign(line=persons.index).merge(rates, on=keys, suffixes=("", "_rate"))
    plain = both["value_rate"] / 100 * both["people"]
    groups = (both["value"] / plain.where(plain > 0)).groupby([both["pair"], both["level"]])
    telling = groups.transform("count") >= _TELLING
    expected = plain * groups.transform("median").where(telling, 1.0)
    slack = _FEW + both["people"] * _ROUNDING
    least = np.where(telling, _by_level(both, LEAST_OF_EXPECTED), _LEAST_OF_CENSUS)
    most = _by_level(both, MOST_TIMES_POPULATION)
    wrong = both.loc[(both["value"] > expected * most + slack) | (both["value"] < expected * least - slack)]
    return [
        Issue(
            VALUES.path,
            line + FIRST_ROW,
            "value",
            "contradicts-rate",
            f"{quoted(f'{value:.15g}')} people are not {rate:.15g} percent, the rate that stands for the same area and "
            f"year, of the {people:,.0f} that the census counts",
        )
        for line, value, rate, people in zip(
            wrong["line"].to_list(), wrong["value"], wrong["value_rate"], wrong["people"], strict=True
        )
    ]


def _levels(facts: pd.DataFrame, frames: Frames, words: Sequence[str]) -> list[Issue]:
    """Tell the values at a level that their indicator does not list."""
    indicators = frames["indicators"].drop_duplicates("indicator_id").set_index("indicator_id")["levels"]
    ids = frames["values"]["indicator_id"]
    names = _numbered(ids)[1]
    issues: list[Issue] = []
    for kind, number in facts[["kind", "level"]].drop_duplicates().itertuples(index=False):
        listed = indicators.get(names[kind])
        if number >= 0 and listed is not None and words[number] not in listed:
            here = facts.index[(facts["kind"] == kind) & (facts["level"] == number)]
            message = f"has a value for a {words[number]}, a level that need/indicators.csv does not list for it"
            issues += told(VALUES, "indicator_id", ids.loc[here], "unlisted-level", message)
    return issues


def _years(facts: pd.DataFrame, frames: Frames) -> list[Issue]:
    years = frames["reports"]["reporting_year"]
    if years.empty or years.isna().any():
        return []
    first, last = int(years.min()) - YEARS_BEFORE, int(years.max()) + YEARS_AFTER
    wrong = facts["year"][(facts["year"] < first) | (facts["year"] > last)]
    message = f"is not between {first} and {last}, years that can stand beside the folder's reports"
    return told(VALUES, "year", _shown(wrong), "implausible-year", message)


def _class_issues(facts: pd.DataFrame, frames: Frames, words: Sequence[str]) -> list[Issue]:
    """Check that the classes of each indicator and level follow one another and hold all of its values."""
    if frames["classes"].empty:
        return []
    table, keys = schema.CLASSES, ["indicator_id", "level"]
    classes = frames["classes"].dropna(subset=["class_number", "lower", "upper"])
    classes = classes.sort_values([*keys, "class_number"])
    groups = classes.groupby(keys, sort=False)
    number, lower, upper = classes["class_number"], classes["lower"], classes["upper"]
    place, before = groups.cumcount() + 1, groups["upper"].shift()
    first, last = place == 1, groups.cumcount(ascending=False) == 0
    held = classes[keys].merge(_extremes(facts, frames, words), how="left", on=keys).set_index(classes.index)
    slack = _ROUNDED * held[["min", "max"]].abs().max(axis="columns").clip(lower=1.0).fillna(1.0)
    faults = (
        ("class_number", number != place, "is not the next number: classes are numbered 1, 2, 3 and so on"),
        ("lower", lower > upper, "is above the upper limit"),
        ("lower", ~first & ((lower - before).abs() > slack), "is not the class before's upper limit"),
        ("lower", first & (lower > held["min"] + slack), "leaves out values of the indicator, which begin below it"),
        ("upper", last & (upper < held["max"] - slack), "leaves out values of the indicator, which go on above it"),
    )
    return [
        issue
        for column, wrong, message in faults
        for issue in told(table, column, _shown(classes.loc[wrong, column]), "bad-classes", message)
    ]


def _extremes(facts: pd.DataFrame, frames: Frames, words: Sequence[str]) -> pd.DataFrame:
    """Give the smallest and the largest value of each indicator and level."""
    of_areas = facts.loc[facts["level"] >= 0, ["kind", "level", "value"]]
    found = of_areas.groupby(["kind", "level"])["value"].agg(["min", "max"]).reset_index()
    found["indicator_id"] = _numbered(frames["values"]["indicator_id"])[1].to_numpy(dtype=object)[found["kind"]]
    found["level"] = [words[number] for number in found["level"]]
    return found.drop(columns="kind").astype({"indicator_id": "str", "level": "str"})
