"""What is kept takes no more memory than it has bytes; what was needed for a while can be given back."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import orjson
import pytest

from api.http.bodies import JSON, encode
from unmap.features import LayerStore
from unmap.measures import default_need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from unmap.store import Dataset

OVERHEAD = 200
"""Bytes of an object, of its place in a list and of what the allocator rounds up."""


@pytest.fixture
def taken() -> Iterator[Callable[[], int]]:
    """Give the bytes that objects take which were made since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()


def test_an_encoded_layer_takes_as_much_memory_as_its_text(dataset: Dataset, taken: Callable[[], int]) -> None:
    layer = LayerStore(dataset).areas(default_need(dataset, "state"))
    before = taken()
    parts = layer.keys, layer.properties
    length = sum(len(text) + OVERHEAD for part in parts for text in part)
    layer.keys.clear()
    layer.properties.clear()
    del parts
    assert before - taken() < length


def test_a_body_takes_as_much_memory_as_its_text(taken: Callable[[], int]) -> None:
    before = taken()
    body = encode(orjson.dumps(["a text"] * 100_000), JSON)
    assert taken() - before < 1.1 * len(body.content)


def test_arrow_takes_memory_of_a_server_from_a_pool_that_gives_it_back() -> None:
    # In a process of its own: the pool is one for all that a process does.
    script = (
        "from api.service import Service; from api.settings import Settings; import pyarrow; "
        "Service.of(Settings()); print(pyarrow.default_memory_pool().backend_name)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["system"]
