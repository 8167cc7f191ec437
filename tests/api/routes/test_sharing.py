"""What a link to the map is on other sites: title and picture where it is sent round, and the map alone in a frame."""

from __future__ import annotations

import io
import os
import re
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from unmap.features.extents import mainland_bounds
from unmap.formats import styles

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from unmap.store import Dataset

WRONG = ("view=nope", "year=1999", "year=x", "indicator=happiness", "kind=all", "level=moon", "agency=NONE", "what=1")
DEFAULT = "unmap: who works where in Mexico, beside where need is"


def tags(client: TestClient, link: str) -> dict[str, str]:
    """Give the tags for other sites of the page of a link."""
    answer = client.get(link)
    assert answer.status_code == 200
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">', answer.text)
    if not found and not os.environ.get("CI"):
        pytest.skip("unmap was built without its map")
    assert len(found) == len(dict(found))
    return {name: unescape(text) for name, text in found}


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("", ""),
        ("?view=presence&agency=UNHCR&lang=es", "?agency=UNHCR"),
        ("?view=both&level=municipality", "?level=municipality"),
        ("?view=gap&kind=offices", "?kind=offices"),
        ("?area=07101", "?level=municipality"),
    ],
)
def test_a_link_is_sent_round_with_what_its_map_says(client: TestClient, link: str, asked: str) -> None:
    view = (re.findall("view=([a-z]+)", link) or ["need"])[0]
    findings = {one["view"]: one for one in client.get(f"/api/coverage{asked}").json()["findings"]}
    told = tags(client, f"/{link}")
    assert told["og:title"] == findings[view]["says_es" if "lang=es" in link else "says_en"]
    assert told["og:url"].startswith("http://testserver/")
    assert told["og:image"].startswith("http://testserver/preview.png")
    assert told["twitter:card"] == "summary_large_image"
    picture = client.get(told["og:image"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(picture.content))
    assert image.size == (int(told["og:image:width"]), int(told["og:image:height"])) == (1200, 630)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_link_has_a_page_and_a_picture_of_its_own_all_the_same(client: TestClient, wrong: str) -> None:
    told = tags(client, f"/?{wrong}")
    assert told["og:title"] in {DEFAULT, tags(client, "/")["og:title"]}
    assert wrong not in told["og:url"] or told["og:title"] == DEFAULT
    assert client.get(f"/preview.png?{wrong}").status_code == 200


def test_the_picture_has_the_colour_of_each_class_where_its_areas_are(client: TestClient, dataset: Dataset) -> None:
    image = Image.open(io.BytesIO(client.get("/preview.png").content)).convert("RGB")
    west, south, east, north = -118.5, 14.5, -86.7, 32.8
    rows = dataset.areas(None).get_indexer(pd.Index(["07", "26", "08"]))
    shapes = dataset.layer(None).geometry.to_numpy()[rows]
    scale = min(1152 / ((east - west) * 0.916), 582 / (north - south))
    seen = [
        image.getpixel(
            (
                round(600 + (lon - (west + east) / 2) * scale * 0.916),
                round(315 - (lat - (south + north) / 2) * scale),
            )
        )
        for lon, lat in shapely.get_coordinates(shapely.point_on_surface(shapes))
    ]
    worst, sonora, chihuahua = ("#{:02x}{:02x}{:02x}".format(*colour) for colour in seen)  # type: ignore[misc]
    assert worst == styles.RAMP[-1]
    assert sonora == chihuahua != worst


def test_numbers_of_people_and_gaps_of_many_areas_are_circles_on_plain_land(
    client: TestClient, dataset: Dataset
) -> None:
    west, south, east, north = mainland_bounds(dataset)
    narrow = np.cos(np.radians((south + north) / 2))
    scale = min(1152 / ((east - west) * narrow), 582 / (north - south))
    chihuahua, chiapas = (-106.1, 29.9), tuple(dataset.states.set_index("code").loc["07", ["seat_lon", "seat_lat"]])
    shown = {
        "indicator=poverty_persons.mmp-2016": (chiapas, styles.CIRCLE_NEED),
        "view=gap&level=municipality": ((-116.97, 32.45), styles.CIRCLE_SURPLUS),  # Tijuana
    }
    for query, ((lon, lat), colour) in shown.items():
        image = Image.open(io.BytesIO(client.get(f"/preview.png?{query}").content)).convert("RGB")

        def colour_at(lon: float, lat: float, aside: int = 0, image: Image.Image = image) -> np.ndarray:
            x = round(600 + (lon - (west + east) / 2) * scale * narrow) + aside
            return np.array(image.getpixel((x, round(315 - (lat - (south + north) / 2) * scale))))

        # Beside the symbol of an office that stands in the middle of the circle, and far from any.
        wanted, land = (np.array([*bytes.fromhex(one[1:])]) for one in (colour, styles.LAND))
        assert abs(colour_at(lon, lat, 12) - (0.78 * wanted + 0.22 * land)).max() < 12, query
        assert abs(colour_at(*chihuahua) - land).max() < 6, query


def test_only_the_map_alone_may_stand_in_frames_of_any_site(client: TestClient) -> None:
    link = "?view=gap&lang=es"
    framed, page = client.get(f"/embed{link}"), client.get(f"/{link}")
    assert framed.headers["content-security-policy"].endswith("frame-ancestors *")
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    assert framed.text == page.text
    again = client.get(f"/embed{link}", headers={"if-none-match": framed.headers["etag"]})
    assert again.status_code == 304
    assert again.headers.get_list("content-security-policy") == framed.headers.get_list("content-security-policy")
    assert len(again.headers.get_list("content-security-policy")) == 1
