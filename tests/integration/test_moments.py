"""For how long the embedded database can tell how things were."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from libs.runtime.parts.moments import BRIEFLY, FOR_LONG, PARAMETER, kept_for_long
from libs.testing.running import Parts
from libs.testing.up import ROOT

COMPARES = """
import sys
from pathlib import Path
from libs.runtime.parts.moments import kept_for_long

with kept_for_long(Path(sys.argv[1]), sys.argv[2]):
    print("compares", flush=True)
    sys.stdin.read()
"""


def kept(admin_uri: str) -> int:
    with MongoClient[dict[str, Any]](admin_uri) as client:
        return int(client.admin.command({"getParameter": 1, PARAMETER: 1})[PARAMETER])


def test_a_moment_is_kept_for_long_until_the_last_has_compared(parts: Parts, tmp_path: Path) -> None:
    admin = parts.database.admin_uri
    assert kept(admin) == BRIEFLY
    with kept_for_long(tmp_path, admin):
        with kept_for_long(tmp_path, admin):
            assert kept(admin) == FOR_LONG
        assert kept(admin) == FOR_LONG
    assert kept(admin) == BRIEFLY


def test_one_who_is_killed_leaves_it_to_the_next(parts: Parts, tmp_path: Path) -> None:
    admin = parts.database.admin_uri
    argv = [sys.executable, "-c", COMPARES, str(tmp_path), admin]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "compares\n"
        other.kill()
    assert kept(admin) == FOR_LONG
    with kept_for_long(tmp_path, admin):
        pass
    assert kept(admin) == BRIEFLY


def test_a_database_that_is_away_is_no_reason_not_to_ask_it(tmp_path: Path) -> None:
    with kept_for_long(tmp_path, "mongodb://127.0.0.1:1/?directConnection=true"):
        pass
