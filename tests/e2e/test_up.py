"""`chapelle up` as a person uses it: the real command, the real processes, one after the other."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from pymongo import MongoClient

from libs.events import rfc3339
from libs.events.services import SERVICES
from libs.runtime.parts.moments import BRIEFLY, FOR_LONG, PARAMETER
from libs.runtime.parts.mongod import Database
from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS, Topology
from libs.testing.running import until
from libs.testing.up import CHAPELLE, PROCESSES, ROOT, Up, chapelle, up


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=5)
    return not alive


@pytest.fixture
def follows() -> Iterator[Callable[[Path], Follower]]:
    """Begins to follow a platform's events; whoever still does at the end is ended."""
    with ExitStack() as followers:
        yield lambda data: followers.enter_context(closing(Follower(data)))


def test_a_platform_starts_is_kept_stops_and_goes_on(tmp_path: Path, follows: Callable[[Path], Follower]) -> None:
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

        # -- letters are looked at and decided on; whoever follows the events goes on over all that comes
        letters_are_decided_on(first)
        follower = follows(data)
        until(lambda: follower.lines, "the first event")

        # -- what is killed comes back
        first.kill("access-worker", "database", "console-api")
        first.wait_ready()

        # -- it stops within 10 s and leaves nothing
        children, asked = first.children(), time.monotonic()
        assert first.stop(signal.SIGINT) == 0
        assert time.monotonic() - asked <= 10
        assert gone(children)
        kept = sorted(path.name for path in (data / "audit").iterdir())
        assert kept == sorted(f"{service}.checkpoints" for service in SERVICES)
        stopped_at = json.loads((data / "clock.json").read_text())["platform"]

    # -- nothing runs now
    assert chapelle("status", "--data", str(data)).returncode == 2

    # -- started again on other ports it goes on: its data is there, its clock not before
    with up(data, free_base(OFFSETS), "--no-simulator", "--clock", "2026-01-01T00:00:00Z") as again:
        assert again.clock().platform == pytest.approx(stopped_at, abs=1e-3)
        assert any(re.search("✓ site .*as it was", line) for line in again.said), again.said
        assert signal_door(again, "after", "closed")[0] == 202
        follower.has_all_that_there_is()
        an_auditor_finds_all_as_it_was_said(again)
        moments_are_kept_for_long_while_it_is_verified(again)

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


def signal_door(platform: Up, id: str, kind: str, ahead: timedelta = timedelta()) -> tuple[int, datetime]:
    """One signal of the entrance, sent by a device whose clock is ahead: the answer's status, and its time."""
    token = chapelle("token", "--role", "device", "--data", str(platform.data)).stdout.strip()
    at = platform.clock().now() + ahead
    answer = httpx.post(
        f"{Topology(platform.base).url('access')}/v1/door-signals",
        json={"signals": [{"id": id, "door": "entrance", "kind": kind, "at": rfc3339(at)}]},
        headers={"authorization": f"Bearer {token}"},
        timeout=30,
    )
    return answer.status_code, at


def an_auditor_finds_all_as_it_was_said(platform: Up) -> None:
    token = chapelle("token", "--role", "auditor", "--data", str(platform.data)).stdout.strip()
    for service in SERVICES:
        url = f"{Topology(platform.base).url(service)}/v1/audit/verify"
        found = httpx.get(url, headers={"authorization": f"Bearer {token}"}, timeout=30).json()
        assert (found["ok"], found["first_breach"]) == (True, None), service
        assert found["entries"] > 0 or service == "billing", service


def moments_are_kept_for_long_while_it_is_verified(platform: Up) -> None:
    admin = Database(platform.data, Topology(platform.base).database).admin_uri
    with MongoClient[dict[str, Any]](admin) as client:

        def kept() -> int:
            return int(client.admin.command({"getParameter": 1, PARAMETER: 1})[PARAMETER])

        assert kept() == BRIEFLY
        argv = [*CHAPELLE, "verify", "--data", str(platform.data)]
        with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL) as verifying:
            until(lambda: kept() == FOR_LONG, "moments are kept for long")
        assert (verifying.returncode, kept()) == (0, BRIEFLY)


def letters_are_decided_on(platform: Up) -> None:
    def letters(*words: str, gives: int = 0) -> subprocess.CompletedProcess[str]:
        done = chapelle("dead-letters", *words, "--data", str(platform.data))
        assert (done.returncode, "Traceback" in done.stderr) == (gives, False), done
        return done

    assert letters("list").stdout == "no dead letters\n"
    refused, early = signal_door(platform, "early", "opened", timedelta(minutes=12))  # 12 s of this clock
    assert (refused, signal_door(platform, "bad", "exploded")[0]) == (422, 422)

    listed = letters("list", "--service", "access").stdout
    assert "bad: /kind: Input should be 'opened'" in listed
    assert "early: /at: more than 5 minutes ahead of the platform's clock" in listed
    assert listed.endswith("2 letters (access 2), 0 behind them\n")
    assert len(letters("list", "--limit", "1").stdout.splitlines()) == 4
    assert json.loads(letters("list", "--json", "--service", "console").stdout) == []
    assert "2 letters wait: `chapelle dead-letters list`" in chapelle("status", "--data", str(platform.data)).stdout
    ids = {letter["key"]: letter["id"] for letter in json.loads(letters("list", "--json").stdout)}

    assert '"kind": "exploded"' in letters("show", ids["bad"]).stdout
    assert f"; did you mean {ids['bad']}?" in letters("show", ids["bad"] + "x", gives=2).stderr
    assert "; did you mean access?" in letters("discard", "acess:x", "--why", "no", gives=2).stderr
    assert "it is refused again: /kind: Input should be" in letters("send-again", ids["bad"], gives=1).stderr
    assert letters("discard", ids["bad"], "--why", "there is no such kind").stdout == f"{ids['bad']}: discarded\n"
    assert "the letter is discarded" in letters("discard", ids["bad"], "--why", "again", gives=1).stderr
    until(lambda: platform.clock().now() > early - timedelta(minutes=5), "it is no longer too early")
    assert json.loads(letters("send-again", ids["early"], "--json").stdout)["state"] == "applied"
    assert letters("list").stdout == "no dead letters\n"
    closed = json.loads(letters("list", "--state", "discarded", "--json").stdout)
    assert [(letter["id"], letter["why"]) for letter in closed] == [(ids["bad"], "there is no such kind")]


class Follower:
    """`chapelle events --follow`, from one platform to the next on the same folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.lines = data, list[str]()
        self.argv = [*CHAPELLE, "events", "--follow", "--data", str(data)]
        self.process = subprocess.Popen(
            self.argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(self.process.stdout)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def has_all_that_there_is(self) -> None:
        """Each once, in the order in which everybody gets them; then Ctrl-C ends it well."""
        whole = chapelle("events", "--data", str(self.data)).stdout.splitlines(keepends=True)
        until(lambda: len(self.lines) >= len(whole), "the follower has it too")
        assert self.lines[: len(whole)] == whole
        assert list(json.loads(whole[0])) == [
            "id", "source", "type", "subject", "time", "sequence", "topic", "partition", "data",
        ]  # fmt: skip
        chosen = ("--type", "door-opened", "--since", "2026-06-01T02:00:00+02:00")
        late = chapelle("events", "--data", str(self.data), *chosen)
        assert [json.loads(line)["subject"] for line in late.stdout.splitlines()] == ["entrance"]
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(10) == 0
        self.reader.join(10)
        with subprocess.Popen(self.argv, stdout=subprocess.PIPE, cwd=ROOT) as head:
            assert head.stdout
            head.stdout.readline()
            head.stdout.close()  # as `| head -1` does
            assert head.wait(15) == 0


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
        (["events", "--since", "2026-03-02T09:00:00"], "write one with its offset"),
        (["events", "--type", "badge-grantd"], "no event badge-grantd; did you mean badge-granted?"),
        (["dead-letters", "discard", "access:x"], "required: --why"),
        (["dead-letters", "list", "--state", "lost"], "invalid choice: 'lost'"),
        (["nonsense"], "invalid choice: 'nonsense'"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(arguments: list[str], sentence: str) -> None:
    answer = chapelle(*arguments)

    assert answer.returncode == 2
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
