"""A client of the application on the shipped data, without a socket between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from api.main import create_app
from api.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unmap.dataset import Dataset


@pytest.fixture(scope="session")
def client(dataset: Dataset) -> Iterator[TestClient]:
    with TestClient(create_app(Service(dataset)), raise_server_exceptions=False) as opened:
        yield opened
