"""Colours of exported maps: those of the web app in its light theme (web/styles/tokens.css)."""

from __future__ import annotations

import numpy as np

RAMP = ("#fdf1d8", "#f5d396", "#e8b05e", "#d28c3e", "#b5682c", "#8f481e", "#622913")
"""Anchors from little to much need."""

NO_DATA = "#e4e9ec"
NO_DATA_LINE = "#919ca5"
OFFICE = "#0b3c66"
OFFICE_RING = "#ffffff"
BORDER = "#fffdf8"
INK = "#17212b"
SEA = "#e6ecef"


def class_colours(classes: int, *, low_is_worse: bool) -> tuple[str, ...]:
    """Give a colour for each class, the ends of the ramp always among them, the strongest where need is greatest."""
    steps = np.linspace(0, len(RAMP) - 1, classes) if classes > 1 else np.array([len(RAMP) - 1])
    anchors = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in RAMP])
    channels = [np.interp(steps, range(len(RAMP)), anchors[:, channel]).round().astype(int) for channel in range(3)]
    colours = tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in zip(*channels, strict=True))
    return colours[::-1] if low_is_worse else colours
