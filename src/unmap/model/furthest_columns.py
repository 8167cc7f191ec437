"""Columns of the answer that tells who is furthest behind."""

from __future__ import annotations

from unmap.model.properties import INTEGER, NUMBER, PERSONS, SHARE, TEXT, TEXTS, Property, by_name

BEHIND = ("areas", "people", "people_share", "areas_without", "people_without")
"""What is told of each list of areas that are furthest behind."""

OF_FURTHEST_BEHIND = by_name(
    Property("list", TEXT, "How sure that it is furthest behind", values=("sure", "depends", "never", "no-data")),
    Property("share", NUMBER, "Share of the weightings", "under which the area is among the furthest behind", SHARE),
    Property("overlap", INTEGER, "Conditions", "in which the area is among the worst"),
    Property("worst_in", TEXTS, "Conditions in which it is among the worst", "ids of indicators"),
    *(
        Property(f"rank_{part}", NUMBER, f"{title} over the weightings", "1 is the furthest behind")
        for part, title in zip(
            ("median", "p05", "p95", "first", "last"),
            ("Median rank", "Rank, lower end of 90 %", "Rank, upper end of 90 %", "First rank", "Last rank"),
            strict=True,
        )
    ),
    Property("rank", NUMBER, "Rank by own weights", "empty without own weights"),
    Property("decides", TEXT, "Condition that decides", "without whose own weight the rank changes most"),
    Property("areas", INTEGER, "Areas in the list"),
    Property("people", NUMBER, "People who live there", unit=PERSONS),
    Property("people_share", NUMBER, "Share of all people", unit=SHARE),
    Property("areas_without", INTEGER, "Areas with nobody"),
    Property("people_without", NUMBER, "People where nobody is", unit=PERSONS),
    Property("sure_with", INTEGER, "Surely behind, with the agency", "areas"),
    Property("sure_without", INTEGER, "Surely behind, without the agency", "areas"),
)
"""What is told of each area, list and agency."""
