"""A service that shows a workspace: its current edition is followed, earlier ones are answered as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from api.application import create_app
from api.keeping import keeping_of
from api.service import Service
from api.settings import Settings, read_settings
from tests.workspace.stores import KEEPER, office
from tests.workspace.test_record import edit, held
from unmap.workspace.publishing import current, publish

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.workspace.stores import Workspace


def notes(client: TestClient, **asked: str) -> tuple[int, list[str | None]]:
    answer = client.get("/api/collections/offices/items", params={"skipGeometry": "true", **asked})
    rows = answer.json().get("features", ())
    return answer.status_code, [one["properties"]["note"] for one in rows if one["id"] == "a-centro"]


def changed(workspace: Workspace, note: str) -> str:
    wanted = office("a-centro")
    edit(workspace, KEEPER, wanted, {"note": note}, held(workspace, wanted).version)
    return publish(workspace.database, workspace.folders, KEEPER, note).edition


def test_what_is_published_is_served_and_what_was_is_answered_as_it_was(kept: Workspace, tmp_path: Path) -> None:
    settings = Settings(workspace=kept.address, run_folder=tmp_path / "run")
    app = create_app(Service.of(settings))
    first = current(kept.database)
    with TestClient(app) as client:
        assert notes(client) == (200, [None])
        second = changed(kept, "moved")
        keeping = keeping_of(settings)
        assert keeping is not None
        keeping.follow()
        routes = client.app
        while not hasattr(routes, "state"):
            routes = routes.app  # type: ignore[attr-defined]
        assert client.portal is not None
        client.portal.call(routes.state.follower.reload)
        assert notes(client) == (200, ["moved"])
        assert notes(client, edition=first) == (200, [None])
        assert notes(client, edition=second) == (200, ["moved"])
        assert notes(client, edition="0" * 12)[0] == 404
        page = client.get(f"/edition/{first}?view=gap", follow_redirects=False)
        assert page.headers["location"].endswith(f"/?edition={first}&view=gap")
        for path in ("/", "/about", "/data", "/embed", "/preview.png", "/brief/01"):
            assert client.get(path, params={"edition": first}).status_code == 200, path
            unknown = client.get(path, params={"edition": "0" * 12}, headers={"accept": "text/html"})
            assert unknown.status_code == 404, path
        links = client.get("/api/collections/offices/items", params={"edition": first, "limit": "1"}).json()["links"]
        assert all(f"edition={first}" in one["href"] for one in links if one["rel"] in {"self", "next"})


def test_a_database_that_is_gone_leaves_what_was_served(
    kept: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(workspace=kept.address, run_folder=tmp_path / "run")
    service = Service.of(settings)
    keeping = keeping_of(settings)
    assert keeping is not None
    keeping.database.close()
    (tmp_path / "squares.db").rename(tmp_path / "elsewhere.db")
    for _ in range(3):
        keeping.follow()
    assert service.dataset.edition == keeping.folder.resolve().name
    assert capsys.readouterr().err.count("could not be asked") <= 1


def test_data_that_is_a_workspace_is_one(kept: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNMAP_DATA", kept.address)
    assert read_settings().workspace == kept.address


def test_a_service_of_a_folder_has_one_edition(squares: Path) -> None:
    with TestClient(create_app(Service.of(Settings(data=squares)))) as client:
        own = client.get("/api/reports").json()["edition"]
        assert client.get("/api/reports", params={"edition": own}).status_code == 200
        assert client.get("/api/reports", params={"edition": "0" * 12}).status_code == 404
