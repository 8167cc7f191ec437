"""A cut of the shipped data, and one application that answers from any folder."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

import unmap
from api.application import create_app
from api.service import Service
from api.settings import Settings
from tests.conftest import routes_of
from tests.served.cut import write_cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from unmap.store import Dataset

FOREVER_S = 600
"""A loaded machine must not answer 503: what is asked here is whether there is an answer."""


class Asked:
    """The application, turned from one folder to the next: making it anew takes longer than most answers."""

    def __init__(self, app: ASGIApp, client: TestClient) -> None:
        """Ask `app` through `client`."""
        self._state = routes_of(app).state
        self._edition = ""
        self.client = client
        self.definition: dict[str, Any] = client.get("/api/openapi.json").json()

    def turn_to(self, folder: Path) -> Dataset:
        """Answer from `folder` from now on; raises DataError where it is broken."""
        dataset = unmap.load(folder)
        service = service_of(dataset, folder)
        # As after a reload: the processes that write files are begun once, not for each folder.
        service.follow(self._state.service)
        self._state.service = service
        self._edition = dataset.edition
        return dataset

    def failures(self, addresses: list[str]) -> list[str]:
        """Ask each address, and give those that failed on the server's side."""
        return [f"{status} {address}" for address in addresses if (status := self._status(address)) >= 500]

    def _status(self, address: str) -> int:
        return self.client.get(address).status_code

    def text(self, address: str) -> str:
        """Give an answer without the name of the edition, which every edit changes."""
        return self.client.get(address).text.replace(self._edition, "")


def service_of(dataset: Dataset, folder: Path) -> Service:
    """Serve a dataset without limits of time; all folders count as written at one moment."""
    service = Service(dataset, Settings(data=folder, query_limit_s=FOREVER_S, long_wait_s=FOREVER_S))
    service.written = service.written.replace(year=2020)
    return service


@pytest.fixture(scope="session")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a few states of the shipped data."""
    folder = tmp_path_factory.mktemp("cut") / "data"
    write_cut(folder)
    return folder


@contextmanager
def _opened(folder: Path) -> Iterator[Asked]:
    app = create_app(service_of(unmap.load(folder), folder))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Asked(app, client)


@pytest.fixture(scope="session")
def asked(cut: Path) -> Iterator[Asked]:
    """The application on the cut."""
    with _opened(cut) as opened:
        yield opened
