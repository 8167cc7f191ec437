"""`unmap serve` and `unmap reload` as an operator meets them: starts, reloads, deaths and stops."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import threading
import time
from pathlib import Path
from typing import Self

import pytest

from tests.cli.command import run
from tests.cli.serving import HOST, STATES, events, serving, wait_for_starts
from tests.conftest import free_port


def write_pair(squares: Path, first: int, second: int) -> None:
    """Set the two values of the states at once, as whole data is put in place: beside, then renamed."""
    path = squares / "need/values.csv"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^01,poverty_pct.new,2021,\d+", f"01,poverty_pct.new,2021,{first}", text)
    text = re.sub(r"(?m)^02,poverty_pct.new,2021,\d+", f"02,poverty_pct.new,2021,{second}", text)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def pair(body: bytes) -> tuple[int, ...]:
    return tuple(feature["properties"]["need_pct"] for feature in json.loads(body)["features"])


class Asking:
    """Clients that ask a hundred times a second each, over connections that stay open, and note all that goes wrong."""

    def __init__(self, port: int, clients: int) -> None:
        self.wrong: list[str] = []
        self.seen: list[tuple[int, ...]] = []
        self._port = port
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(clients)]

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=1800)
        count = 0
        while not self._stop.wait(0.01):
            count += 1
            # Every third address is new, so that the application answers and not the store.
            address = STATES if count % 3 else f"{STATES}?limit={count + 10}&offset=0"
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status == 200:
                    self.seen.append(pair(body))
                else:
                    self.wrong.append(f"{answer.status} {body[:200]!r}")
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                connection.close()
        connection.close()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.mark.exhaustive
@pytest.mark.parametrize("workers", [1, 2])
def test_a_reload_under_load_loses_nothing_and_mixes_nothing_and_broken_data_is_told(
    squares: Path, workers: int
) -> None:
    write_pair(squares, 20, 90)
    with serving(squares, "--workers", str(workers)) as server:
        with Asking(server.port, 4) as asking:
            time.sleep(0.3)
            for first, second in ((21, 89), (22, 88)):
                write_pair(squares, first, second)
                done = server.reload()
                assert (done.returncode, "is served now" in done.stdout) == (0, True), done.stderr
                assert pair(server.get(STATES)[1]) == (first, second)
            time.sleep(0.2)
        assert asking.wrong == []
        assert set(asking.seen) == {(20, 90), (21, 89), (22, 88)}
        assert len(asking.seen) > 50
        # After a reload no worker goes back to what was.
        assert {pair(server.get(f"{STATES}?limit={limit}")[1]) for limit in range(2, 22)} == {(22, 88)}
        before = server.get(STATES)[1]
        whole = (squares / "programme/offices.csv").read_bytes()
        (squares / "programme/offices.csv").write_bytes(whole[: len(whole) // 2])
        done = server.reload()
        assert done.returncode == 2
        assert "programme/offices.csv" in done.stderr
        assert "is served on" in done.stderr
        assert "Traceback" not in done.stderr
        assert server.get(STATES) == (200, before)
        last = server.document("/readyz")["last_reload"]
        assert last["outcome"] == "kept"
        assert last["problems"] > 0
        assert "offices" not in str(last)
        assert any(line["event"].startswith("reload") and line["level"] == "error" for line in events(server))
        (squares / "programme/offices.csv").write_bytes(whole)
        assert server.reload().returncode == 0
        assert server.document("/readyz")["last_reload"]["outcome"] == "unchanged"


@pytest.mark.exhaustive
def test_a_worker_that_dies_is_replaced_even_where_the_folder_is_broken_meanwhile(squares: Path) -> None:
    with serving(squares, "--workers", "2") as server:
        before = server.get(STATES)[1]
        # One worker is enough to be ready; one that dies before it has started would leave no line to count.
        wait_for_starts(server, 2)
        (squares / "sources.csv").unlink()
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        names = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        [victim, *_] = [int(pid) for pid, name in names.items() if b"spawn_main" in name]
        os.kill(victim, signal.SIGKILL)
        wait_for_starts(server, 3)
        assert {server.get(STATES)[1] for _ in range(10)} == {before}


@pytest.mark.exhaustive
@pytest.mark.parametrize(("workers", "number"), [(1, signal.SIGINT), (2, signal.SIGTERM)])
def test_a_stop_finishes_the_requests_in_flight(squares: Path, workers: int, number: signal.Signals) -> None:
    with serving(squares, "--workers", str(workers)) as server:
        answers = []

        def ask() -> None:
            # A second and a half of work for a processor.
            answers.append((server.get("/api/clusters?level=municipality&permutations=99999")[0], time.monotonic()))

        asking = threading.Thread(target=ask)
        asking.start()
        while b'unmap_work_running{lane="long"} 1' not in server.get("/metrics")[1]:
            assert not answers
            time.sleep(0.02)
        stopped = time.monotonic()
        assert server.stop(number) == 0
        asking.join()
        [(status, answered)] = answers
        assert status == 200
        assert answered > stopped
        assert run("reload", "--port", str(server.port)).returncode == 2
        with pytest.raises(ConnectionRefusedError):
            server.get("/healthz")


def test_reload_says_where_nothing_runs() -> None:
    done = run("reload", "--port", str(free_port()))
    assert (done.returncode, "no `unmap serve` of this user runs" in done.stderr) == (2, True)


@pytest.mark.exhaustive
def test_what_a_killed_server_left_is_not_taken_for_one(squares: Path) -> None:
    with serving(squares) as server:
        server.process.kill()
        server.process.wait()
        done = server.reload()
        assert (done.returncode, "has ended" in done.stderr) == (2, True)
        assert "no `unmap serve`" in server.reload().stderr


def test_a_bad_setting_stops_the_start_with_a_sentence(squares: Path) -> None:
    done = run("serve", "--port", str(free_port()), "--data", str(squares), UNMAP_RATE_LIMIT="often")
    assert done.returncode == 2
    assert done.stderr.startswith("UNMAP_RATE_LIMIT: must be")
    assert "Traceback" not in done.stderr


def test_the_folder_of_the_environment_is_served_where_none_is_given(squares: Path) -> None:
    (squares / "sources.csv").unlink()
    done = run("serve", "--port", str(free_port()), UNMAP_DATA=str(squares))
    assert (done.returncode, "sources.csv" in done.stderr) == (2, True)


@pytest.mark.exhaustive
def test_a_folder_of_somebody_else_where_the_run_file_belongs_stops_no_server_and_https_is_kept_to(
    squares: Path, tmp_path: Path
) -> None:
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "unmap").write_text("in the way", encoding="utf-8")
    environment = {"XDG_RUNTIME_DIR": str(tmp_path / "runtime"), "UNMAP_BASE_URL": "https://example.org"}
    with serving(squares, **environment) as server:
        raw = f"GET {STATES} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        answers = [server.send(raw) for _ in range(2)]
        assert "`unmap reload` will not find this server" in server.log.read_text()
    # Where clients know the service by https, their browsers are told to stay there.
    assert all(b"strict-transport-security: max-age=31536000\r\n" in answer for answer in answers)
