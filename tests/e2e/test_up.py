"""`chapelle up` as a person uses it: the real command, the real processes, one after the other."""

from __future__ import annotations

import json
import re
import signal
import time
from pathlib import Path

import psutil
import pytest

from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS
from libs.testing.up import PROCESSES, Up, chapelle, up


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=5)
    return not alive


def test_a_platform_starts_is_kept_stops_and_goes_on(tmp_path: Path) -> None:
    data, base = tmp_path / "data", free_base(OFFSETS)

    # -- it starts: every process is ready, and the URLs are named
    with up(data, base, "--no-simulator", "--clock", "2026-06-01T00:00:00Z", "--speed", "60") as first:
        running = first.status()["processes"]
        assert len(running) == PROCESSES
        assert all(row["ready"] for row in running)
        assert any(line.strip().startswith("✓ site") for line in first.said)

        # -- a second one on the folder is refused
        second = chapelle("up", "--data", str(data), "--ports", str(free_base(OFFSETS)))
        assert second.returncode == 2
        assert second.stderr == f"the data folder {data} is in use by another `chapelle up`\n"

        # -- one elsewhere on the same ports is refused too
        third = chapelle("up", "--data", str(tmp_path / "other"), "--ports", str(base))
        assert third.returncode == 2
        assert third.stderr == (
            f"ports {base} (console api), {base + 1} (access api) and {PROCESSES - 2} more are in use; "
            "choose others by --ports FIRST\n"
        )

        # -- what is killed comes back
        worker, database = first.child("access-worker"), first.child("database")
        worker.kill()
        database.kill()
        assert gone([worker, database])
        comes_back(first, "access-worker", worker.pid)
        comes_back(first, "database", database.pid)
        everything_is_ready(first)

        # -- it stops within 10 s and leaves nothing
        children, asked = first.children(), time.monotonic()
        assert first.stop(signal.SIGINT) == 0
        assert time.monotonic() - asked <= 10
        assert gone(children)
        stopped_at = json.loads((data / "clock.json").read_text())["platform"]

    # -- nothing runs now
    assert chapelle("status", "--data", str(data)).returncode == 2

    # -- started again on other ports it goes on: its data is there, its clock not before
    with up(data, free_base(OFFSETS), "--no-simulator", "--clock", "2026-01-01T00:00:00Z") as again:
        assert again.clock().platform == pytest.approx(stopped_at, abs=1e-3)
        assert any(re.search("✓ site .*as it was", line) for line in again.said), again.said

        # -- killed without a word, its processes go with it
        children = again.children()
        assert len(children) == PROCESSES
        again.process.kill()
        assert gone(children)
        killed_at = again.clock().now()

    # -- and even then the next start goes on
    with up(data, free_base(OFFSETS), "--no-simulator") as last:
        assert last.clock().now() >= killed_at
        assert last.stop() == 0


def comes_back(platform: Up, name: str, killed: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        row = next(row for row in platform.status()["processes"] if row["name"] == name)
        if row["pid"] != killed and row["alive"]:
            assert row["restarts"] >= 1
            return
        assert time.monotonic() < deadline, row


def everything_is_ready(platform: Up) -> None:
    deadline = time.monotonic() + 120
    while True:
        late = [row for row in platform.status()["processes"] if not row["ready"]]
        if not late:
            return
        assert time.monotonic() < deadline, late


def test_tokens_are_printed_once_a_platform_was_there(tmp_path: Path) -> None:
    never = chapelle("token", "--role", "desk", "--data", str(tmp_path))

    assert never.returncode == 2
    assert "no platform was ever started" in never.stderr


def test_a_site_file_with_many_faults_names_each_with_its_line(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("simulated: 1\npowr: {}\naccess:\n  nonsense: 1\n")

    answer = chapelle("up", "--data", str(tmp_path / "data"), "--site", str(site))

    assert answer.returncode == 2
    lines = answer.stderr.splitlines()
    assert lines[0] == "site.yaml:1: /simulated: is no bool"
    assert lines[1].startswith("site.yaml:2: /powr: unknown; did you mean power?")
    assert "site.yaml:4: /access/nonsense: unknown field" in lines
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["up", "--ports", "70000"], "a first port is between 1 and 65505"),
        (["up", "--ports", "many"], "no number 'many'"),
        (["up", "--clock", "2026-03-02T09:00:00"], "write one with its offset"),
        (["up", "--speed", "0"], "a speed is above 0"),
        (["up", "--broker", "9092"], "write HOST:PORT"),
        (["token", "--role", "root"], "there are device, desk, ops"),
        (["token", "--role", "desk", "--ttl", "8"], "write 90s, 30m, 8h or 3d"),
        (["status", "--data", "/nowhere"], "no platform runs on /nowhere"),
        (["nonsense"], "invalid choice: 'nonsense'"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(arguments: list[str], sentence: str) -> None:
    answer = chapelle(*arguments)

    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
