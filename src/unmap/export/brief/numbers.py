"""Numbers as a reader of either language writes them: in Mexico as in English, 1,234.5."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NO-BREAK SPACE}"


def whole(value: float) -> str:
    """Give a count with its thousands apart."""
    return f"{value:,.0f}".replace("-", MINUS)


def percent(value: float) -> str:
    """Give a part of a hundred with one digit behind the point."""
    return f"{value:.1f}%".replace("-", MINUS)


def points(value: float) -> str:
    """Give percentage points with their sign; small ones keep a digit that says which way they go."""
    text = f"{value:+.1f}" if abs(value) >= 0.05 or value == 0 else f"{value:+.2g}"  # noqa: PLR2004 - rounds to 0.1
    return text.replace("-", MINUS) if value else "0.0"


def share(value: float) -> str:
    """Give a part of one as percent; a small one keeps a digit that is not 0."""
    part = 100 * value
    return f"{part:.1f}%" if part >= 0.05 or part == 0 else f"{part:.1g}%"  # noqa: PLR2004 - rounds to 0.1


def kilometres(value: float) -> str:
    """Give a distance: whole kilometres from ten on."""
    text = f"{value:,.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two digits tell enough
    return f"{text}{NARROW}km"


def rank(value: float) -> str:
    """Give a rank; a median may lie half way between two."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def in_unit(value: float, unit: str) -> str:
    """Give a value of an indicator in its unit."""
    if unit == "percent":
        return percent(value)
    return whole(value) if unit == "persons" else f"{value:,.1f}".replace("-", MINUS)
