"""Parameters of HDX HAPI, version 2, as its clients write them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator

from ..parameters import Parameters

LIMIT = 10_000
"""Rows at most in an answer, and without `limit`; that of the original."""

Text = Annotated[str | None, Field(min_length=1, max_length=512)]
Reference = Annotated[int | None, Field(ge=0, le=2**53)]

_NOT_KNOWN = "HDX's own and not known here, so that no row has it"


def _text(description: str, *examples: str) -> Any:  # noqa: ANN401 - what pydantic calls a field
    return Field(default=None, description=description, examples=list(examples) or None)


class HapiParameters(Parameters):
    """What every address takes."""

    filters: ClassVar[tuple[str, ...]] = ()

    limit: Annotated[
        int,
        Field(
            description="rows in the answer; more than the maximum gives the maximum",
            ge=0,
            json_schema_extra={"maximum": LIMIT},
        ),
    ] = LIMIT
    offset: Annotated[int, Field(description="rows to pass over first", ge=0, le=10_000_000)] = 0
    output_format: Annotated[
        Literal["json", "csv", "html"] | None, Field(description="format of the answer; JSON unless Accept prefers one")
    ] = None
    app_identifier: Annotated[
        str | None, Field(description="taken for the sake of clients of HDX HAPI, and not used", max_length=512)
    ] = None

    bom: Annotated[
        bool, Field(description="begin csv with a byte order mark, without which Excel takes it for another encoding")
    ] = False

    @field_validator("limit")
    @classmethod
    def _clamp(cls, limit: int) -> int:
        return min(limit, LIMIT)

    @property
    def wanted(self) -> dict[str, str]:
        """The filters that were given, by column."""
        given = {name: getattr(self, name) for name in self.filters}
        return {name: str(value) for name, value in given.items() if value is not None}


class DatedParameters(HapiParameters):
    """The same with what has a reference period."""

    start_date: Text = _text("rows whose reference period reaches this date: YYYY, YYYY-MM, YYYY-MM-DD", "2020-01-01")
    end_date: Text = _text("rows whose reference period begins before the end of this date", "2020-12-31")


class PlaceParameters(DatedParameters):
    """Parameters of what speaks of an area."""

    filters: ClassVar[tuple[str, ...]] = (
        *("location_code", "location_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level"),
        *("location_ref", "admin1_ref", "admin2_ref", "has_hrp", "in_gho"),
    )

    location_code: Text = _text("ISO 3166-1 alpha-3 code of the country", "MEX")
    location_name: Text = _text("name of the country")
    admin1_code: Text = _text("P-code of an area of the first level")
    admin1_name: Text = _text("name of an area of the first level")
    admin2_code: Text = _text("P-code of an area of the second level")
    admin2_name: Text = _text("name of an area of the second level")
    admin_level: Annotated[
        int | None,
        Field(description="0 country (work without a named place), 1 and 2 the first and the second level", ge=0, le=2),
    ] = None
    location_ref: Reference = _text(f"id of the country at HDX; {_NOT_KNOWN}")
    admin1_ref: Reference = _text(f"id of an area of the first level at HDX; {_NOT_KNOWN}")
    admin2_ref: Reference = _text(f"id of an area of the second level at HDX; {_NOT_KNOWN}")
    has_hrp: Annotated[bool | None, Field(description=f"whether there is a response plan; {_NOT_KNOWN}")] = None
    in_gho: Annotated[
        bool | None, Field(description=f"whether it is in the global humanitarian overview; {_NOT_KNOWN}")
    ] = None


class PresenceParameters(PlaceParameters):
    """Parameters of operational presence."""

    filters: ClassVar[tuple[str, ...]] = (
        *PlaceParameters.filters,
        *("provider_admin1_name", "provider_admin2_name", "org_acronym", "org_name", "org_type_code"),
        *("org_type_description", "sector_code", "sector_name"),
    )

    provider_admin1_name: Text = _text("area of the first level as the report prints it")
    provider_admin2_name: Text = _text("place as the report prints it")
    org_acronym: Text = _text("acronym of an agency")
    org_name: Text = _text("name of an agency")
    org_type_code: Text = _text(
        "type of organisation, such as 447 for the United Nations; empty where it is not stated", "447"
    )
    org_type_description: Text = _text("name of the type of organisation")
    sector_code: Text = _text(
        "outcome of the cooperation framework (without one a theme), or Multi for work under none", "10"
    )
    sector_name: Text = _text("title of that outcome or theme")


class AdminParameters(DatedParameters):
    """Parameters of areas of the first level."""

    filters: ClassVar[tuple[str, ...]] = ("code", "name", "location_code", "location_name")

    code: Text = _text("P-code")
    name: Text = _text("name of the area")
    location_code: Text = _text("ISO 3166-1 alpha-3 code of the country", "MEX")
    location_name: Text = _text("name of the country")


class Admin2Parameters(AdminParameters):
    """Parameters of areas of the second level."""

    filters: ClassVar[tuple[str, ...]] = (*AdminParameters.filters, "admin1_code", "admin1_name")

    admin1_code: Text = _text("P-code of an area of the first level")
    admin1_name: Text = _text("name of an area of the first level")


class OrgParameters(HapiParameters):
    """Parameters of organisations."""

    filters: ClassVar[tuple[str, ...]] = ("acronym", "name", "org_type_code", "org_type_description")

    acronym: Text = _text("acronym of an agency")
    name: Text = _text("name of an agency")
    org_type_code: Text = _text(
        "type of organisation, such as 447 for the United Nations; empty where it is not stated", "447"
    )
    org_type_description: Text = _text("name of the type of organisation")


class LocationParameters(HapiParameters):
    """Parameters of countries."""

    filters: ClassVar[tuple[str, ...]] = ("code", "name", "has_hrp", "in_gho")

    code: Text = _text("ISO 3166-1 alpha-3 code of the country", "MEX")
    name: Text = _text("name of the country")
    has_hrp: Annotated[bool | None, Field(description=f"whether there is a response plan; {_NOT_KNOWN}")] = None
    in_gho: Annotated[
        bool | None, Field(description=f"whether it is in the global humanitarian overview; {_NOT_KNOWN}")
    ] = None


class OrgTypeParameters(HapiParameters):
    """Parameters of types of organisation."""

    filters: ClassVar[tuple[str, ...]] = ("code", "description")

    code: Text = _text("code of the type", "447")
    description: Text = _text("name of the type", "United Nations")


class SourceParameters(HapiParameters):
    """Parameters of sources."""

    filters: ClassVar[tuple[str, ...]] = (
        *("dataset_hdx_id", "dataset_hdx_stub", "dataset_hdx_title", "hdx_provider_stub", "hdx_provider_name"),
    )

    dataset_hdx_id: Text = _text(f"id of a dataset at HDX; {_NOT_KNOWN}")
    dataset_hdx_stub: Text = _text(f"name of a dataset at HDX; {_NOT_KNOWN}")
    dataset_hdx_title: Text = _text("title of a source")
    hdx_provider_stub: Text = _text(f"name of a provider at HDX; {_NOT_KNOWN}")
    hdx_provider_name: Text = _text("publisher of a source")


class AvailabilityParameters(PlaceParameters):
    """Parameters of what there is."""

    filters: ClassVar[tuple[str, ...]] = (
        *("category", "subcategory", "location_code", "location_name", "admin1_code", "admin1_name"),
        *("admin2_code", "admin2_name", "admin_level"),
    )

    category: Text = _text("category of figures", "geography-infrastructure")
    subcategory: Text = _text("subcategory of figures", "baseline-population")


class PovertyParameters(PlaceParameters):
    """Parameters of the poverty rate."""

    filters: ClassVar[tuple[str, ...]] = (*PlaceParameters.filters, "indicator_id")

    indicator_id: Text = _text("indicator id, as /api/need/indicators lists them")


class PopulationParameters(PlaceParameters):
    """Parameters of the population."""

    filters: ClassVar[tuple[str, ...]] = (*PlaceParameters.filters, "gender", "age_range")

    gender: Text = _text("sex; all alone is counted", "all")
    age_range: Text = _text("ages; all alone is counted", "all")


class SectorParameters(HapiParameters):
    """Parameters of sectors."""

    filters: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Text = _text("outcome of the cooperation framework (without one a theme), or Multi for work under none", "10")
    name: Text = _text("title of an outcome")
