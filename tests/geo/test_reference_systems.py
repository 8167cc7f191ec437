"""The metric system of a country: its own where EPSG has one, else a zone of UTM."""

from __future__ import annotations

import pytest

from unmap.geo.reference_systems import is_metric, metric_crs


@pytest.mark.parametrize(
    ("bounds", "name"),
    [
        ((-118.4, 14.5, -86.7, 32.7), "EPSG:6372"),  # made for the country
        ((13.5, 7.4, 24.0, 23.5), "EPSG:32634"),  # Chad: none that holds it is made for it
        ((177.0, -19.5, 182.0, -16.0), "EPSG:32760"),  # Fiji, on both sides of the antimeridian
    ],
)
def test_a_country_has_its_own_system_or_the_zone_of_its_middle(
    bounds: tuple[float, float, float, float], name: str
) -> None:
    assert metric_crs(bounds) == name


@pytest.mark.parametrize("name", ["EPSG:4326", "EPSG:2225", "EPSG:999999"])
def test_degrees_feet_and_what_epsg_has_not_are_no_metric_system(name: str) -> None:
    assert not is_metric(name)
