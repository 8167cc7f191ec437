"""Colours: the ramp can be read with any colour vision, and text stands out in both themes."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from tests.conftest import ROOT

TOKENS = (ROOT / "web/styles/tokens.css").read_text("utf-8")
THEMES = {
    name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for name, block in re.findall(r'data-theme="(light|dark)"\] \{(.*?)\n\}', TOKENS, flags=re.DOTALL)
}

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISIONS = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
LEAST_STEP = 6  # of CIE L*, between neighbours among seven

# Distances in CIELAB (CIE 1976). About 2.3 is just seen side by side (Mahy et al. 1994); areas of a map lie apart.
NEIGHBOURS_APART = 15
SIDES_APART = 30
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65

PRESENCE = [f"presence-{many}" for many in range(3)]
BOTH = {
    (third, many): f"both-{name}-{many}" for third, name in enumerate(("low", "middle", "high")) for many in range(3)
}
GAP = [*(f"gap-surplus-{step}" for step in (3, 2, 1)), "gap-even", *(f"gap-short-{step}" for step in (1, 2, 3))]
RAMP = [f"ramp-{step}" for step in range(1, 8)]
CIRCLES = ["circle-need", "circle-short", "circle-surplus"]
CLASSES = [*RAMP, *PRESENCE, *BOTH.values(), *GAP, *CIRCLES]

TEXT = [(ink, ground) for ground in ("ground", "ground-soft", "sea") for ink in ("ink", "ink-soft", "accent")] + [
    ("ink-quiet", "ground"),
    ("ink-quiet", "ground-soft"),
    ("ink-soft", "ground-deep"),
    ("ink", "raised"),
    ("ink", "accent-soft"),
    ("ink-quiet", "accent-soft"),
    ("accent-ink", "accent"),
    ("office-ink", "office"),
    ("office", "ground"),
]


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(rgb: np.ndarray) -> float:
    return float(np.clip(rgb, 0, 1) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(linear(one)), luminance(linear(other))))
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: str, vision: str) -> float:
    share = luminance(np.asarray(VISIONS[vision]) @ linear(colour))
    return 116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share


def lab(colour: str, vision: str) -> np.ndarray:
    """CIELAB as a vision sees a colour, and as a screen can show it."""
    seen = np.clip(np.asarray(VISIONS[vision]) @ linear(colour), 0, 1)
    ratio = TO_XYZ @ seen / WHITE
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(theme: str, one: str, other: str, vision: str = "full") -> float:
    tokens = THEMES[theme]
    return float(np.linalg.norm(lab(tokens[one], vision) - lab(tokens[other], vision)))


def chroma(theme: str, token: str) -> float:
    _, a, b = lab(THEMES[theme][token], "full")
    return float(np.hypot(a, b))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_ramp_moves_away_from_the_background_step_by_step(theme: str, vision: str) -> None:
    steps = np.diff([lightness(THEMES[theme][f"ramp-{step}"], vision) for step in range(1, 8)])
    assert (np.abs(steps) >= LEAST_STEP).all()
    assert (steps < 0).all() if theme == "light" else (steps > 0).all()


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_more_presence_is_a_step_farther_from_the_background(theme: str, vision: str) -> None:
    assert all(apart(theme, one, more, vision) >= NEIGHBOURS_APART for one, more in pairwise(PRESENCE))
    steps = np.diff([lightness(THEMES[theme][token], vision) for token in PRESENCE])
    assert (steps < 0).all() if theme == "light" else (steps > 0).all()


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_any_two_cells_of_need_and_presence_can_be_told_apart(theme: str, vision: str) -> None:
    close = [pair for pair in combinations(BOTH.values(), 2) if apart(theme, *pair, vision) < NEIGHBOURS_APART]
    assert close == []


@pytest.mark.parametrize("theme", THEMES)
def test_high_need_without_presence_is_the_most_striking_cell(theme: str) -> None:
    striking = chroma(theme, BOTH[2, 0])
    assert all(striking >= 1.5 * chroma(theme, token) for cell, token in BOTH.items() if cell != (2, 0))


@pytest.mark.parametrize("theme", THEMES)
def test_need_is_orange_presence_is_blue_and_both_moves_farthest_from_the_background(theme: str) -> None:
    tokens = THEMES[theme]
    assert lab(tokens[BOTH[2, 0]], "full")[2] > 40
    assert lab(tokens[BOTH[0, 2]], "full")[2] < -20
    light = [lightness(tokens[token], "full") for token in BOTH.values()]
    assert light.index(min(light) if theme == "light" else max(light)) == list(BOTH).index((2, 2))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_sides_of_the_gap_are_told_apart_step_by_step(theme: str, vision: str) -> None:
    assert all(apart(theme, one, other, vision) >= NEIGHBOURS_APART for one, other in pairwise(GAP))
    for step in (1, 2, 3):
        assert apart(theme, f"gap-surplus-{step}", f"gap-short-{step}", vision) >= SIDES_APART


@pytest.mark.parametrize("theme", THEMES)
def test_the_gap_is_as_light_on_one_side_as_on_the_other_and_neutral_between(theme: str) -> None:
    light = [lightness(THEMES[theme][token], "full") for token in GAP]
    assert light[:3] == pytest.approx(light[:3:-1], abs=4)
    assert chroma(theme, "gap-even") <= 6


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_circles_stand_out_from_the_land_and_their_sides_from_each_other(theme: str, vision: str) -> None:
    assert all(apart(theme, token, "land", vision) >= SIDES_APART for token in CIRCLES)
    assert apart(theme, "circle-short", "circle-surplus", vision) >= SIDES_APART


@pytest.mark.parametrize("theme", THEMES)
def test_areas_that_step_back_are_unlike_any_cell(theme: str) -> None:
    assert min(apart(theme, "receded", token) for token in BOTH.values()) >= 5


@pytest.mark.parametrize("theme", THEMES)
def test_no_data_is_unlike_any_class_without_its_hatch_too(theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens["no-data"], tokens["no-data-line"]) >= 1.9
    assert tokens["no-data"] not in {tokens[token] for token in CLASSES}
    assert (
        min(apart(theme, "no-data-line", token) for token in (*PRESENCE[:1], "gap-even", "both-low-0")) >= SIDES_APART
    )


@pytest.mark.parametrize(("ink", "ground"), TEXT)
@pytest.mark.parametrize("theme", THEMES)
def test_text_reaches_aa(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_a_name_can_be_read_on_every_area_by_one_of_two_inks(theme: str) -> None:
    """The page takes the ink of the higher contrast, with the area's own colour as halo."""
    inks = re.findall(r"--name-(?:dark|light): (#[0-9a-f]{6});", TOKENS)
    assert len(inks) == 2
    tokens = THEMES[theme]
    weakest = {token: max(contrast(ink, tokens[token]) for ink in inks) for token in [*CLASSES, "land", "receded"]}
    assert {token: found for token, found in weakest.items() if found < 4.1} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_symbols_stand_out_on_every_class(theme: str) -> None:
    """A ring of the theme's own separates a symbol from its area where their own contrast does not."""
    tokens = THEMES[theme]
    for token in CLASSES:
        area = tokens[token]
        assert max(contrast(tokens["office"], area), contrast(tokens["office-ring"], area)) >= 3
    assert contrast(tokens["office"], tokens["office-ring"]) >= 3


def test_both_themes_set_the_same_colours() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])
    assert len(THEMES["light"]) > 30


def test_every_colour_of_the_style_sheets_is_a_token() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in (ROOT / "web/styles").glob("*.css")}
    own = {"tokens.css", "header.css"}  # the brand mark has colours of its own
    assert sheets.keys() > own
    for name in sheets.keys() - own:
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", sheets[name]) == [], name
