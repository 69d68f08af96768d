"""No way out: with loopback alone the platform and its simulator run, and none of it so much as tries anything else."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from libs.runtime.launch import ROOT
from libs.testing.up import PROCESSES

ALONE = """ip link set lo up && exec strace -f -qqq --seccomp-bpf -s 0 -e signal=none \
    -e trace=connect,sendto,sendmsg,sendmmsg -o "$0" "$@" """
"""In a network namespace of its own: every call that names an address goes into the file `$0`."""
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
TRIES = """
import socket
for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "127.0.0.1")):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            socket.socket(family, kind).connect((address, 53))
        except OSError:
            pass
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("198.51.100.1", 53))
except OSError:
    from tests.extra.alone import unroutable
    print(unroutable())
"""


@pytest.fixture(scope="module", autouse=True)
def _root() -> None:
    if os.geteuid() != 0:
        pytest.fail("a namespace without a network is root's to make: run `make test-extra` as root")


def alone(trace: Path, *argv: str) -> str:
    """What a Python says that runs without a way out."""
    within = ["unshare", "--net", "sh", "-c", ALONE, str(trace), sys.executable, *argv]
    done = subprocess.run(within, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def tried(trace: Path) -> list[str]:
    """The addresses elsewhere that anybody tried, in their order."""
    named = (ipv4 or ipv6 for ipv4, ipv6 in ADDRESS.findall(trace.read_text()))
    return [address for address in named if not ipaddress.ip_address(address).is_loopback]


def test_the_platform_runs_a_badge_is_checked_and_nothing_tries_to_leave(tmp_path: Path) -> None:
    told = json.loads(alone(tmp_path / "trace", "-m", "tests.extra.alone", str(tmp_path / "data")))
    assert told["decision"] == "granted"
    assert len(told["ready"]) == PROCESSES + 1  # the simulator is one more
    assert all(told["ready"].values())
    assert told["stopped"] == 0
    assert "127.0.0.1" in (tmp_path / "trace").read_text()  # it was looked at
    assert tried(tmp_path / "trace") == []
    assert told["unroutable"] == 0  # and the kernel has seen none, whoever sends without naming it


def test_who_tries_is_seen(tmp_path: Path) -> None:
    told = alone(tmp_path / "trace", "-c", TRIES)
    assert tried(tmp_path / "trace") == ["192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::1", "198.51.100.1"]
    assert int(told) >= 3
