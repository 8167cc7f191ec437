"""Answers have bounds, and newly read data takes the place of the old without a seam."""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from api import editions, follower
from api.application import create_app
from api.editions import copy_whole, load_whole
from api.service import Service
from api.settings import Settings
from tests.conftest import eventually, routes_of
from unmap.errors import DataError
from unmap.store.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from unmap.store import Dataset
from tests.api.http.test_service import ONE, STATES, counts, lines

# Bounds


class Stuck:
    """Work that keeps a processor busy until it is let go."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work, self.go, self.begun = work, threading.Event(), threading.Event()

    def __call__(self, *arguments: object, **options: object) -> object:
        self.begun.set()
        until = time.monotonic() + 120
        while not self.go.is_set():
            assert time.monotonic() < until
        return self.work(*arguments, **options)


def test_a_query_that_takes_too_long_is_cut_and_the_rest_goes_on(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(dataset, Settings(query_limit_s=1))
    stuck = Stuck(service.layers.areas)
    with TestClient(create_app(service)) as client, ThreadPoolExecutor() as pool:
        assert client.get(STATES).status_code == 200
        monkeypatch.setattr(service.layers, "areas", stuck)
        cut = client.get(ONE)
        assert (cut.status_code, cut.json()["code"]) == (503, "took-too-long")
        assert int(cut.headers["retry-after"]) >= 1
        later = pool.submit(client.get, f"{STATES}/20")
        for path in (STATES, "/healthz", "/api/sources"):
            assert client.get(path).status_code == 200
        assert later.result().status_code == 503
        assert counts(client)["unmap_overdue_total",] == 2
        stuck.go.set()
        until = time.monotonic() + 60
        while client.get(ONE).status_code != 200:
            assert time.monotonic() < until


def test_an_answer_that_is_too_large_is_refused(dataset: Dataset) -> None:
    with TestClient(create_app(Service(dataset, Settings(bytes_limit=100_000)))) as client:
        answer = client.get(STATES)
        assert (answer.status_code, answer.json()["code"]) == (400, "answer-too-large")
        assert client.get(f"{STATES}?limit=2").status_code == 200


# Reload


def reload(app: FastAPI, client: TestClient) -> dict[str, Any]:
    """Have the service read its folder again, in its own loop."""
    assert client.portal is not None
    client.portal.call(app.state.follower.reload)
    found: dict[str, Any] = client.get("/readyz").json()
    return found


@pytest.fixture
def reloadable(squares: Path) -> Iterator[tuple[FastAPI, TestClient]]:
    """A service on squares, and its client."""
    app = create_app(Service.of(Settings(data=squares)))
    with TestClient(app) as client:
        yield routes_of(app), client


def test_a_reload_swaps_the_data_and_has_the_most_asked_answers_ready(
    reloadable: tuple[FastAPI, TestClient], squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    app, client = reloadable
    first = client.get(STATES)
    rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")
    assert client.get(STATES).content == first.content
    ready = reload(app, client)
    assert ready["last_reload"]["outcome"] == "swapped"
    assert ready["edition"] == ready["last_reload"]["edition"] == load_whole(squares).edition
    before = counts(client)["unmap_ready_answers_total", STATES]
    second = client.get(STATES)
    assert counts(client)["unmap_ready_answers_total", STATES] == before + 1
    assert [feature["properties"]["need_pct"] for feature in second.json()["features"]] == [21, 90]
    assert second.headers["etag"] != first.headers["etag"]


def test_the_same_data_is_not_read_again(reloadable: tuple[FastAPI, TestClient]) -> None:
    app, client = reloadable
    served = app.state.service
    assert reload(app, client)["last_reload"]["outcome"] == "unchanged"
    assert app.state.service is served


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


BROKEN: dict[str, Callable[[Path], object]] = {
    "a table cut short": lambda folder: (folder / "programme/offices.csv").write_bytes(b"office_id,agency_id\na,"),
    "a layer cut short": lambda folder: (folder / "geo/states.parquet").write_bytes(b"PAR1"),
    "a table missing": lambda folder: (folder / "sources.csv").unlink(),
    "no folder": shutil.rmtree,
    "an empty folder": _empty,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_data_leaves_the_old_in_place_and_says_what_is_wrong(
    reloadable: tuple[FastAPI, TestClient], squares: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    app, client = reloadable
    edition, states = client.get("/readyz").json()["edition"], client.get(STATES).content
    BROKEN[fault](squares)
    ready = reload(app, client)
    assert (ready["status"], ready["edition"]) == ("ready", edition)
    assert ready["last_reload"]["outcome"] == "kept"
    logged = lines(caplog, "reload")[-1]
    assert logged["level"] == "error"
    assert ready["last_reload"]["problems"] == len(logged["problems"]) > 0
    assert client.get(STATES).content == states
    assert client.get(f"{STATES}/01").status_code == 200
    assert counts(client)["unmap_reloads_total", "kept"] == 1


def test_data_that_changes_while_it_is_read_is_read_again_or_refused(
    squares: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    turns: list[int] = []

    def disturbed(folder: Path) -> Dataset:
        found = read(folder)
        if len(turns) < limit:
            turns.append(1)
            with (folder / "sources.csv").open("a", encoding="utf-8") as file:
                file.write(f"more{len(turns)},More,Nobody,2021,free,https://example.org,,\n")
        return found

    read = load
    monkeypatch.setattr(editions, "load", disturbed)
    monkeypatch.setattr(editions, "PAUSE_S", 0.0)
    limit = 1
    assert len(editions.load_whole(squares).sources) == 3
    limit = 100
    with pytest.raises(DataError, match="change while they are read"):
        editions.load_whole(squares)


def test_a_link_may_be_turned_to_another_folder(squares: Path, tmp_path: Path) -> None:
    link = tmp_path / "current"
    link.symlink_to(squares)
    assert load_whole(link).edition == load_whole(squares).edition


def test_a_copy_is_of_the_wanted_edition_or_refused(squares: Path, tmp_path: Path) -> None:
    edition = load_whole(squares).edition
    copy_whole(squares, tmp_path / "copy", edition)
    assert load_whole(tmp_path / "copy").edition == edition
    with pytest.raises(DataError, match="changed"):
        copy_whole(squares, tmp_path / "other", "000000000000")


def test_a_request_ends_on_the_data_it_began_with(
    reloadable: tuple[FastAPI, TestClient],
    squares: Path,
    rewrite: Callable[[Path, str, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app, client = reloadable
    stuck = Stuck(app.state.service.layers.areas)
    monkeypatch.setattr(app.state.service.layers, "areas", stuck)
    rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")
    with ThreadPoolExecutor() as pool:
        begun = pool.submit(client.get, f"{STATES}/01")
        assert stuck.begun.wait(120)
        reload(app, client)
        stuck.go.set()
        assert begun.result().json()["properties"]["need_pct"] == 20
    assert client.get(f"{STATES}/01").json()["properties"]["need_pct"] == 21


def test_a_service_follows_its_folder_once_nobody_writes_there_any_more(
    squares: Path, rewrite: Callable[[Path, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "LOOK_S", 0.05)
    with TestClient(create_app(Service.of(Settings(data=squares)), follow=True)) as client:
        edition = client.get("/readyz").json()["edition"]
        rewrite(squares / "need/values.csv", "01,poverty_pct.new,2021,20", "01,poverty_pct.new,2021,21")

        def swapped() -> None:
            ready = client.get("/readyz").json()
            assert ready["last_reload"] is not None
            assert ready["last_reload"]["outcome"] == "swapped"
            assert ready["edition"] != edition

        eventually(swapped)
        (squares / "sources.csv").unlink()

        def kept() -> None:
            assert client.get("/readyz").json()["last_reload"]["outcome"] == "kept"

        eventually(kept)
        assert client.get(STATES).status_code == 200


def test_a_service_starts_with_the_copy_of_the_data_where_the_folder_is_broken(squares: Path, tmp_path: Path) -> None:
    settings = Settings(data=squares, run_folder=tmp_path / "run")
    edition = Service.started(settings).dataset.edition
    (squares / "sources.csv").unlink()
    again = Service.started(settings)
    assert again.dataset.edition == edition
    assert any("sources.csv" in problem for problem in again.problems)
    with pytest.raises(DataError, match=r"sources\.csv"):
        Service.started(Settings(data=squares, run_folder=tmp_path / "other"))


def test_of_sound_data_the_last_two_copies_are_kept(
    squares: Path, tmp_path: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    settings = Settings(data=squares, run_folder=tmp_path / "run")
    editions = [Service.of(settings).dataset.edition]
    for old, new in ((20, 21), (21, 22)):
        rewrite(squares / "need/values.csv", f"01,poverty_pct.new,2021,{old}", f"01,poverty_pct.new,2021,{new}")
        editions.append(Service.of(settings).dataset.edition)
    assert {path.name for path in (tmp_path / "run/editions").iterdir()} == set(editions[1:])
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"editions"}


def test_nothing_that_a_file_holds_shows_in_readyz(
    reloadable: tuple[FastAPI, TestClient], squares: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, client = reloadable
    (squares / "programme/themes.csv").write_text("root:x:0:0:root:/root\n", encoding="utf-8")
    assert reload(app, client)["last_reload"]["problems"] > 0
    assert "root:x" not in client.get("/readyz").text
    assert "root:x" in str(lines(caplog, "reload")[-1]["problems"])
