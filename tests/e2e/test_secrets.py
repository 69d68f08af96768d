"""Secrets stay in their files: they are not in what is said, written or seen of a platform that runs and stops."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from libs.runtime.certificate import trusting
from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS, Topology
from libs.testing.authority import Authority
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
    ours = [path for path in data.iterdir() if path.name not in ("database", "secrets")]
    files = [file for path in ours for file in (path, *path.rglob("*")) if file.is_file()]
    return "\n".join(file.read_text(errors="replace") for file in files)


def test_no_secret_is_said_written_or_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # -- a platform that is known by a certificate
    data, base, authority = tmp_path / "data", free_base(OFFSETS), Authority(tmp_path / "authority")
    identity = authority.certify("platform")
    for name, value in {**identity.told, "CHAPELLE_CA_FILE": str(authority.ca_file)}.items():
        monkeypatch.setenv(name, value)
    key = identity.key.read_text().splitlines()[1:-1]
    with up(data, base, "--log-level", "debug", "--no-simulator") as platform:
        # -- it works, and is asked in all the wrong ways
        token = chapelle("token", "--data", str(data), "--role", "ops").stdout.strip()
        url = Topology(base, "https").url("access")
        http = httpx.Client(verify=trusting(authority.ca_file))
        for wrong in (token[:-6] + "forged", "no-token"):
            answer = http.get(f"{url}/v1/doors", headers={"authorization": f"Bearer {wrong}"})
            assert answer.status_code == 401
            assert wrong not in answer.text
        assert http.get(f"{url}/v1/doors", headers={"authorization": f"Bearer {token}"}).status_code == 200

        # -- the database dies, and comes back; everybody says what they think of that
        platform.kill("database")
        platform.wait_ready()
        answers = [chapelle(asked, "--data", str(data)) for asked in ("status", "logs", "verify")]
        said = [text for answer in answers for text in (answer.stdout, answer.stderr)]
        seen = seen_of(platform)
        http.close()
        platform.stop()
        assert platform.process.stdout
        said += [*platform.said, platform.process.stdout.read()]

    everything = "\n".join([*said, seen, written_in(data)])
    assert f"https://127.0.0.1:{base}/" in everything
    assert "access-worker" in everything
    assert [secret[:8] for secret in secrets_of(data, token, *key) if secret in everything] == []
