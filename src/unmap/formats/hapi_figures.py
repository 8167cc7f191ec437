"""Poverty, population, sources and what there is of each, in the field names of the HDX Humanitarian API, version 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from unmap.features.layer_store import sources_with_role
from unmap.formats.hapi import admin_layers, location_of, operational_presence, organisations, stated
from unmap.store import COUNTRY_CODE
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from unmap.store import Dataset

_RATES = {"headcount_ratio": "poverty", "in_severe_poverty": "extreme_poverty"}
"""Columns of the poverty rate, and the concepts whose share of people they give."""


def locations(dataset: Dataset) -> pd.DataFrame:
    """Give the country: code and name; whether HDX counts it among those with a response plan is not known here."""
    code, name = location_of(dataset).values()
    listed = bool(dataset.layer(None)["pcode_listed"].any())
    return pd.DataFrame(
        [{"id": None, "code": code, "name": name, "has_hrp": None, "in_gho": None, "from_cods": listed}]
    )


def org_types(dataset: Dataset) -> pd.DataFrame:
    """Give the types that the organisations of the record are stated to be of: code, description."""
    types = organisations(dataset)[["org_type_code", "org_type_description"]].dropna().drop_duplicates()
    return types.set_axis(["code", "description"], axis="columns").sort_values("code", ignore_index=True)


def datasets(dataset: Dataset) -> pd.DataFrame:
    """Give the sources: ids of HDX are null, since they come from their publishers."""
    sources = dataset.sources
    return pd.DataFrame(
        {
            "dataset_hdx_id": None,
            "dataset_hdx_stub": None,
            "dataset_hdx_title": sources["title"],
            "hdx_provider_stub": None,
            "hdx_provider_name": sources["publisher"],
            "hdx_link": sources["url"],
            "hdx_api_link": None,
            "source_id": sources["source_id"],
        }
    )


@once_per_dataset
def poverty_rate(dataset: Dataset) -> pd.DataFrame:
    """Give the share of people in poverty and in extreme poverty (0-100) of each area, series and year.

    It is the country's own multidimensional measure and not that of OPHI, whose index and intensity it does not have:
    these are None. `indicator_id` names the series of a row; rows of different series are not comparable.
    """
    values, indicators = dataset.values, dataset.indicators
    shares = indicators.loc[(indicators["unit"] == "percent") & indicators["concept"].isin(_RATES.values())]
    known = values.merge(shares[["indicator_id", "concept", "series", "source_id"]], on="indicator_id")
    keys = ["area_code", "series", "year"]
    columns = {
        name: known.loc[known["concept"] == concept].set_index(keys)["value"] for name, concept in _RATES.items()
    }
    rows = known.loc[known["concept"] == "poverty"].drop_duplicates(keys).set_index(keys)
    table = rows[["indicator_id", "source_id"]].join(pd.DataFrame(columns)).reset_index()
    areas = _areas(dataset)
    table = table.merge(areas, left_on="area_code", right_on="code")
    table = table.sort_values(["admin_level", "area_code", "year", "series"], ignore_index=True)
    return pd.DataFrame(
        {
            **_places(dataset, table),
            "mpi": None,
            "headcount_ratio": table["headcount_ratio"],
            "intensity_of_deprivation": None,
            "vulnerable_to_poverty": None,
            "in_severe_poverty": table["in_severe_poverty"],
            **_years(table["year"]),
            "indicator_id": table["indicator_id"],
            "source_id": table["source_id"],
            "edition": dataset.edition,
        }
    )


@once_per_dataset
def baseline_population(dataset: Dataset) -> pd.DataFrame:
    """Give the people counted in each area, of both sexes and every age; the country is the sum of its states."""
    table = _areas(dataset).sort_values(["admin_level", "code"], ignore_index=True)
    source_id = next(iter(sources_with_role(dataset, "people")), None)
    year = None if source_id is None else dataset.source(source_id).year
    period = {name: moments.iloc[0] for name, moments in _years(pd.Series([year])).items()} if year else {}
    return pd.DataFrame(
        {
            **_places(dataset, table),
            "gender": "all",
            "age_range": "all",
            "min_age": None,
            "max_age": None,
            "population": table["population"],
            "reference_period_start": period.get("reference_period_start"),
            "reference_period_end": period.get("reference_period_end"),
            "source_id": source_id,
            "edition": dataset.edition,
        }
    )


THEMES: dict[tuple[str, str], Callable[[Dataset], pd.DataFrame]] = {
    ("coordination-context", "operational-presence"): operational_presence,
    ("food-security-nutrition-poverty", "poverty-rate"): poverty_rate,
    ("geography-infrastructure", "baseline-population"): baseline_population,
}
"""Tables of figures by their category and subcategory."""

_OF_AREA = (
    *("location_code", "location_name", "admin1_code", "admin1_name"),
    *("admin2_code", "admin2_name", "admin_level"),
)


@once_per_dataset
def availability(dataset: Dataset) -> pd.DataFrame:
    """Give each area that one of the tables of figures speaks of, with the table's category and subcategory."""
    parts = [
        make(dataset)[list(_OF_AREA)].drop_duplicates().assign(category=category, subcategory=subcategory)
        for (category, subcategory), make in THEMES.items()
    ]
    found = pd.concat(parts, ignore_index=True)
    return found[["category", "subcategory", *_OF_AREA]].assign(hapi_updated_date=None, edition=dataset.edition)


def _areas(dataset: Dataset) -> pd.DataFrame:
    """Give the country and the areas of the first two levels with the columns that tell where an area lies."""
    first, second = admin_layers(dataset)
    country = {"code": COUNTRY_CODE, "admin1": None, "admin2": None, "admin_level": 0}
    upper = pd.DataFrame({"code": first["code"], "admin1": first["code"], "population": first["population"]})
    lower = pd.DataFrame({name: second[name] for name in ("code", "population")})
    return pd.concat(
        [
            pd.DataFrame([{**country, "population": first["population"].sum(skipna=False)}]),
            upper.assign(admin2=None, admin_level=1),
            lower.assign(admin1=second["above"], admin2=second["code"], admin_level=2),
        ],
        ignore_index=True,
    )


def _places(dataset: Dataset, table: pd.DataFrame) -> dict[str, Any]:
    upper, lower = (frame.set_index("code") for frame in admin_layers(dataset))
    return {
        "location_ref": None,
        **location_of(dataset),
        "has_hrp": None,
        "in_gho": None,
        "provider_admin1_name": None,
        "provider_admin2_name": None,
        "admin1_ref": None,
        "admin1_code": table["admin1"].map(stated(upper["pcode"])),
        "admin1_name": table["admin1"].map(upper["name"]),
        "admin2_ref": None,
        "admin2_code": table["admin2"].map(stated(lower["pcode"])),
        "admin2_name": table["admin2"].map(lower["name"]),
        "admin_level": table["admin_level"],
        "dataset_hdx_id": None,
        "resource_hdx_id": None,
    }


def _years(years: pd.Series) -> dict[str, pd.Series]:
    text = years.astype(str)
    return {
        "reference_period_start": text + "-01-01T00:00:00",
        "reference_period_end": text + "-12-31T23:59:59",
    }
