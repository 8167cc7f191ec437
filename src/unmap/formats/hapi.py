"""The programme record in the field names of the HDX Humanitarian API, version 2 (HDX HAPI), and its filters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.measures.matching import NOWHERE, whole_record
from unmap.model.schema import ORGANISATION_TYPES
from unmap.model.tables import LIST_SEPARATOR
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.store import Dataset


UNSPECIFIED = ("Multi", "Multi-sector (unspecified)")
"""Code and name of the sector of work that states none; HDX HAPI leaves no sector empty."""


_LOCATION_SIDE = ("location_code", "location_name")


_LEVELS = 2
"""How many levels HDX HAPI tells; what lies deeper is given with its area of the second."""


_ROW = ["admin1", "admin2", "agency", "sector"]


@once_per_dataset
def operational_presence(dataset: Dataset) -> pd.DataFrame:
    """Give who works where on what: one row for each distinct area, organisation and sector.

    `admin_level` is 2 for what lies in an area of the second level, 1 for what is placed in one of the first as a
    whole, and 0 for work without a named place, which no area is given. P-codes are the codes of areas; the sectors are
    those of `sectors`, and field offices and work under none have the sector UNSPECIFIED. Work of an agency that the
    report does not name has no organisation, and one whose type is not stated has none. Headquarters are left out, as
    everywhere where they are not asked for. `provider_admin*_name` are the places as printed, several in one cell
    separated by semicolons. What only HDX knows (its own ids, `has_hrp`, `in_gho`) is None. Rows are ordered by level,
    area, organisation and sector.
    """
    rows = _distinct(dataset)
    upper, lower = admin_layers(dataset)
    agencies, known = organisations(dataset), sectors(dataset)
    return pd.DataFrame(
        {
            "location_ref": None,
            **location_of(dataset),
            "has_hrp": None,
            "in_gho": None,
            "provider_admin1_name": rows["reported_1"],
            "provider_admin2_name": rows["reported_2"],
            "admin1_ref": None,
            "admin1_code": _at(stated(upper["pcode"]), rows["admin1"]),
            "admin1_name": _at(upper["name"], rows["admin1"]),
            "admin2_ref": None,
            "admin2_code": _at(stated(lower["pcode"]), rows["admin2"]),
            "admin2_name": _at(lower["name"], rows["admin2"]),
            "admin_level": rows["level"],
            "dataset_hdx_id": None,
            "dataset_hdx_stub": None,
            "resource_hdx_id": None,
            "org_acronym": _at(agencies["acronym"], rows["agency"]),
            "org_name": _at(agencies["name"], rows["agency"]),
            "org_type_code": _at(agencies["org_type_code"], rows["agency"]),
            "org_type_description": _at(agencies["org_type_description"], rows["agency"]),
            # The last sector is the one of work under none, which position -1 means.
            "sector_code": known["code"].to_numpy()[rows["sector"]],
            "sector_name": known["name"].to_numpy()[rows["sector"]],
            **_period(dataset),
            **_origin(dataset),
        }
    )


def _distinct(dataset: Dataset) -> pd.DataFrame:
    """Give the distinct rows as positions in the dataset's frames, with the names of places as printed."""
    record = whole_record(dataset)
    record = record.take(~record.headquarters)
    offices, places = dataset.offices, dataset.initiative_places
    # Position -1, of what is no initiative, takes the one put behind the last.
    held = [*_sectors_of_initiatives(dataset), (NOWHERE,)]
    at = [record.area(level) for level in dataset.admin_levels[:_LEVELS]]
    at += [np.full(len(record.thing), NOWHERE)] * (_LEVELS - len(at))
    in_second = at[1] != NOWHERE
    printed = pd.Series(_at(places["place_reported"], record.place))
    first = pd.Series(_at(offices["state_reported"], record.office))
    second = pd.Series(_at(offices["place_reported"], record.office))
    rows = pd.DataFrame(
        {
            "admin1": at[0],
            "admin2": at[1],
            "agency": record.agency,
            "sector": pd.array([held[one] for one in record.initiative], dtype=object),
            # An office is printed with its area of the first level, a place of an initiative alone.
            "reported_1": first.where(record.is_office, printed.mask(in_second)),
            "reported_2": second.where(record.is_office, printed.where(in_second)),
        }
    )
    level = (at[0] != NOWHERE).astype("int64") + in_second
    rows = rows.assign(level=level).explode("sector").astype({"sector": "int64"})
    grouped = rows.groupby(["level", *_ROW], sort=True)
    return grouped.agg({"reported_1": _joined, "reported_2": _joined}).reset_index()


def _sectors_of_initiatives(dataset: Dataset) -> list[tuple[int, ...]]:
    """Give, for each initiative, the positions of its sectors in `sectors`; NOWHERE alone for one that states none."""
    initiatives, known = dataset.initiatives, pd.Index(sectors(dataset)["code"][:-1])
    stated = ((one,) for one in initiatives["outcome_id"]) if len(dataset.framework) else initiatives["themes"]
    found = [tuple(known.get_indexer(pd.Index(codes, dtype="str")).tolist()) for codes in stated]
    return [positions or (NOWHERE,) for positions in found]


def stated(texts: pd.Series) -> pd.Series:
    """Give texts with None for what is not stated."""
    return texts.astype(object).where(texts != "", None)


def _joined(texts: Iterable[str | None]) -> str | None:
    return LIST_SEPARATOR.join(dict.fromkeys(text for text in texts if isinstance(text, str) and text)) or None


def _at(texts: pd.Series, positions: Any, nowhere: str | None = None) -> np.ndarray:  # noqa: ANN401 - any list of positions
    # Position -1 takes what is put behind the last text.
    found: np.ndarray = np.array([*texts, nowhere], dtype=object)[np.asarray(positions)]
    return found


def location_of(dataset: Dataset) -> dict[str, str]:
    """Give code and name of the country."""
    return dict(zip(_LOCATION_SIDE, (dataset.report.country_code, dataset.report.country_name_en), strict=True))


def _period(dataset: Dataset) -> dict[str, str]:
    report = dataset.report
    first, last = report.period_start or date(report.reporting_year, 1, 1), report.period_end
    last = last or date(report.reporting_year, 12, 31)
    return {"reference_period_start": f"{first}T00:00:00", "reference_period_end": f"{last}T23:59:59"}


def _origin(dataset: Dataset) -> dict[str, str]:
    return {"source_id": dataset.report.source_id, "edition": dataset.edition}


def admin_layers(dataset: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the areas of the first and the second level, of which there are none where a country has one level."""
    upper = pd.DataFrame(dataset.layer(None))
    below = dataset.below(None)
    if below is None:
        return upper, upper.iloc[:0].assign(above=[])
    lower = pd.DataFrame(dataset.layer(below))
    return upper, lower.assign(above=lower[f"{dataset.level()}_code"])


def admin1(dataset: Dataset) -> pd.DataFrame:
    """Give the areas of the first level.

    P-code, name, whether the common operational dataset lists the code, country, period.
    """
    upper, _ = admin_layers(dataset)
    return pd.DataFrame(
        {
            "id": None,
            "location_ref": None,
            "code": stated(upper["pcode"]),
            "name": upper["name"],
            "from_cods": upper["pcode_listed"],
            **_period(dataset),
            **location_of(dataset),
        }
    )


def admin2(dataset: Dataset) -> pd.DataFrame:
    """Give the areas of the second level: the same columns, and `admin1_code` and `admin1_name`."""
    upper, lower = admin_layers(dataset)
    upper = upper.set_index("code")
    return pd.DataFrame(
        {
            "id": None,
            "admin1_ref": None,
            "code": stated(lower["pcode"]),
            "name": lower["name"],
            "from_cods": lower["pcode_listed"],
            **_period(dataset),
            "admin1_code": lower["above"].map(stated(upper["pcode"])),
            "admin1_name": lower["above"].map(upper["name"]),
            **location_of(dataset),
        }
    )


def organisations(dataset: Dataset) -> pd.DataFrame:
    """Give the agencies: acronym, name, and type where it is stated."""
    agencies = dataset.agencies
    return pd.DataFrame(
        {
            "acronym": agencies["acronym"],
            "name": agencies["name_en"],
            "org_type_code": stated(agencies["org_type"]).map(ORGANISATION_TYPES),
            "org_type_description": stated(agencies["org_type"]),
        }
    )


def sectors(dataset: Dataset) -> pd.DataFrame:
    """Give the sectors of work, and last the one of work under none: code, name.

    They are the outcomes of the cooperation framework and, without one, the themes: clusters, sectors.
    """
    framework, themes = dataset.framework, dataset.themes
    codes, names = framework["outcome_id"], framework["title_en"]
    if framework.empty:
        codes, names = themes["theme_id"], themes["title_en"]
    return pd.DataFrame({"code": [*codes, UNSPECIFIED[0]], "name": [*names, UNSPECIFIED[1]]})


_FORMS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d", 19: "%Y-%m-%dT%H:%M:%S"}
"""Forms of a date that HDX HAPI takes, by their length."""


_LISTS = {"admin1_": admin1, "admin2_": admin2, "org_": organisations, "sector_": sectors}
"""Tables that say which values of a parameter exist, by how its name begins; the rest of the name is the column."""


def unknown(dataset: Dataset, table: pd.DataFrame, wanted: Mapping[str, str]) -> list[str]:
    """Name the filters whose value does not exist at all, so that an empty answer is not taken for absence.

    An area without presence is known; a misspelt code is not. `table` tells for what has no list of its own.
    """
    return [name for name, value in wanted.items() if not _equal(_values(dataset, table, name), name, value).any()]


def _values(dataset: Dataset, table: pd.DataFrame, name: str) -> pd.Series:
    for prefix, make in _LISTS.items():
        if name.startswith(prefix):
            known = make(dataset)
            column = name if name in known else name.removeprefix(prefix)
            return known[column] if column in known else table[name]
    return table[name]


def matching(table: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    """Give the rows whose columns equal what is `wanted`, column by column.

    Codes and acronyms are compared whole, capital or small letters alike; names whole, too, with accents and
    punctuation passed over. No part of a text ever matches: who asks for Mali must not get Somalia.
    """
    keep = np.ones(len(table), dtype=bool)
    for name, value in wanted.items():
        keep &= _equal(table[name], name, value)
    return table.loc[keep]


def _equal(column: pd.Series, name: str, value: str) -> np.ndarray:
    # Texts repeat a thousand times in a column: each is compared once.
    codes, texts = pd.factorize(column.astype(object))
    if name.startswith("provider_"):
        parts = [{normalise(part) for part in str(text).split(LIST_SEPARATOR)} for text in texts]
        same = [normalise(value) in part and bool(normalise(value)) for part in parts]
    elif name.endswith(("name", "description")):
        asked = normalise(value)
        same = [bool(asked) and normalise(str(text)) == asked for text in texts]
    else:
        same = [str(text).casefold() == value.casefold() for text in texts]
    found: np.ndarray = np.array([*same, False], dtype=bool)[codes]
    return found


def during(table: pd.DataFrame, start: str | None, end: str | None) -> pd.DataFrame:
    """Give the rows whose reference period reaches `start` or lies behind it, and begins before the end of `end`.

    Both as HDX HAPI writes them: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS. Raises ParameterError for anything
    else.
    """
    if start is not None:
        first, _ = moments("start_date", start)
        table = table.loc[table["reference_period_end"] >= first.isoformat()]
    if end is not None:
        _, last = moments("end_date", end)
        table = table.loc[table["reference_period_start"] < last.isoformat()]
    return table


def moments(name: str, text: str) -> tuple[datetime, datetime]:
    """Give the first moment of a date as HDX HAPI writes it, and the first one behind it."""
    form = _FORMS.get(len(text), "") if text.isascii() else ""
    try:
        first = datetime.strptime(text, form)  # noqa: DTZ007 - HDX HAPI's times have no zone
        if form == "%Y":
            return first, first.replace(year=first.year + 1)
        if form == "%Y-%m":
            # 31 days from the first of any month is a day of the next.
            return first, (first + timedelta(days=31)).replace(day=1)
        return first, first + timedelta(days=1) if form == "%Y-%m-%d" else first
    except (ValueError, OverflowError):
        raise ParameterError(name, "must be YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS") from None
