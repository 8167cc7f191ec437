"""Lists and texts cut to what a page holds, and how much was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unmap.export.brief.record import Group

Item = TypeVar("Item")


def shortened(text: str, most: int) -> str:
    """Give a text of at most so many characters, cut behind a word where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


def first(items: Sequence[Item], most: int) -> tuple[Sequence[Item], int]:
    """Give the first items and how many are left out; a single one more is never left out alone."""
    if len(items) <= most + 1:
        return items, 0
    return items[:most], len(items) - most


def first_entries(groups: Sequence[Group], most: int) -> tuple[list[Group], int]:
    """Give groups with their first entries, at most so many in all, and how many entries are left out."""
    shown: list[Group] = []
    left = most
    for group in groups:
        if left <= 0:
            break
        shown.append(group._replace(entries=group.entries[:left]))
        left -= len(group.entries)
    return shown, max(-left, 0) + sum(len(group.entries) for group in groups[len(shown) :])
