"""The examples in the docstrings of the measures give what they say, on the shipped data."""

from __future__ import annotations

import doctest
import inspect
from typing import TYPE_CHECKING

import pytest

from unmap import measures

if TYPE_CHECKING:
    from unmap.store import Dataset

FUNCTIONS = {name: found for name in measures.__all__ if inspect.isfunction(found := getattr(measures, name))}
WITHOUT = {"companion", "default_need", "matching", "question", "values_of"}
"""What other functions are made of."""


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - WITHOUT))
def test_the_example_gives_what_it_says(dataset: Dataset, name: str) -> None:
    known = {"data": dataset, **{one: getattr(measures, one) for one in measures.__all__}}
    [example] = doctest.DocTestFinder(recurse=False).find(FUNCTIONS[name], name, globs=known)
    assert example.examples
    told: list[str] = []
    doctest.DocTestRunner().run(example, out=told.append)
    assert told == [], "".join(told)
