"""Secrets stay in their files: they are not in what is said, written or seen of a platform that runs and stops."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS, Topology
from libs.testing.running import until
from libs.testing.up import Up, chapelle, up


def secrets_of(data: Path, *more: str) -> set[str]:
    """All that is worth hiding: passwords, the lines of private keys, bearer tokens, the set's key."""
    folder = data / "secrets"
    found = set(json.loads((folder / "passwords.json").read_bytes()).values()) | set(more)
    found |= {path.read_text().strip() for path in folder.glob("*.token")}
    for path in [*folder.glob("*.pem"), *folder.glob("*.key")]:
        found |= {line for line in path.read_text().splitlines() if line and not line.startswith("-----")}
    return found


def seen_of(platform: Up) -> str:
    """What whoever is on the machine sees of the processes: how they were started, and with which environment."""
    shown = [platform.child(row["name"]) for row in platform.status()["processes"]]
    return "\n".join(f"{' '.join(one.cmdline())} {one.environ()}" for one in shown)


def written_in(data: Path) -> str:
    """All that the platform writes beside its database and its secrets."""
    files = [*data.glob("*.json"), *(data / "logs").iterdir(), *(data / "spool").glob("*")]
    return "\n".join(path.read_text(errors="replace") for path in files if path.is_file())


def test_no_secret_is_said_written_or_seen(tmp_path: Path) -> None:
    data, base = tmp_path / "data", free_base(OFFSETS)
    with up(data, base, "--log-level", "debug", "--clock", "2026-06-01T00:00:00Z", "--speed", "60") as platform:
        # -- it works, and is asked in all the wrong ways
        token = chapelle("token", "--data", str(data), "--role", "ops").stdout.strip()
        url = Topology(base).url("access")
        for wrong in (token[:-6] + "forged", "no-token"):
            answer = httpx.get(f"{url}/v1/doors", headers={"authorization": f"Bearer {wrong}"})
            assert answer.status_code == 401
            assert wrong not in answer.text
        assert httpx.get(f"{url}/v1/doors", headers={"authorization": f"Bearer {token}"}).status_code == 200

        # -- the database dies, and comes back; everybody says what they think of that
        platform.child("database").kill()
        until(lambda: all(row["ready"] for row in platform.status()["processes"]), "all is ready again")
        said = [chapelle(*asked, "--data", str(data)).stdout for asked in (("status",), ("logs",), ("verify",))]
        seen = seen_of(platform)
        platform.stop()

    everything = "\n".join([*platform.said, *said, seen, written_in(data)])
    assert "access-worker" in everything
    assert [secret[:8] for secret in secrets_of(data, token) if secret in everything] == []
