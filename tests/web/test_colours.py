"""Colours: the ramp can be read with any colour vision, and text stands out in both themes."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_ramp_moves_away_from_the_background_step_by_step(theme: str, vision: str) -> None:
    steps = np.diff([lightness(THEMES[theme][f"ramp-{step}"], vision) for step in range(1, 8)])
    assert (np.abs(steps) >= LEAST_STEP).all()
    assert (steps < 0).all() if theme == "light" else (steps > 0).all()


@pytest.mark.parametrize("theme", THEMES)
def test_no_data_is_unlike_any_class_without_its_hatch_too(theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens["no-data"], tokens["no-data-line"]) >= 1.9
    assert tokens["no-data"] not in {tokens[f"ramp-{step}"] for step in range(1, 8)}


@pytest.mark.parametrize(("ink", "ground"), TEXT)
@pytest.mark.parametrize("theme", THEMES)
def test_text_reaches_aa(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_symbols_stand_out_on_every_class(theme: str) -> None:
    """A ring of the theme's own separates a symbol from its area where their own contrast does not."""
    tokens = THEMES[theme]
    for step in range(1, 8):
        area = tokens[f"ramp-{step}"]
        assert max(contrast(tokens["office"], area), contrast(tokens["office-ring"], area)) >= 3
    assert contrast(tokens["office"], tokens["office-ring"]) >= 3


def test_both_themes_set_the_same_colours() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])
    assert len(THEMES["light"]) > 30


def test_every_colour_of_the_style_sheets_is_a_token() -> None:
    for path in (ROOT / "web/styles").glob("*.css"):
        if path.name not in {"tokens.css", "header.css"}:  # the brand mark has colours of its own
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")) == []
