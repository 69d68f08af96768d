"""`chapelle up` on a broker and a database that know everybody: their administrator lets the services in."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.events.services import SERVICES
from libs.runtime.parts.kafka_guard import ADMIN
from libs.runtime.ports import free_base
from libs.runtime.secrets import write_private
from libs.runtime.topology import OFFSETS, broker_user_of
from libs.testing.up import chapelle, up
from tests.integration.guarded.fort import built

EMBEDDED = {"broker", "database"}


def test_it_starts_and_each_service_is_somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with built(tmp_path / "fort") as fort:
        broker, database = fort.parts.broker.access, fort.parts.database
        files = {"BROKER_PASSWORD": broker.password, "MONGO": database.admin_uri}
        for name, secret in files.items():
            write_private(tmp_path / name, secret.encode())
            monkeypatch.setenv(f"CHAPELLE_{name}_FILE", str(tmp_path / name))
        monkeypatch.setenv("CHAPELLE_BROKER_USER", ADMIN)
        for part in ("BROKER", "MONGO"):
            monkeypatch.setenv(f"CHAPELLE_{part}_CA_FILE", str(fort.authority.ca_file))

        data = tmp_path / "data"
        with up(data, free_base(OFFSETS), "--broker", broker.servers, "--no-simulator") as platform:
            running = platform.status()["processes"]
            assert all(row["ready"] for row in running)
            assert EMBEDDED.isdisjoint(row["name"] for row in running)
            for service in SERVICES:
                told = platform.child(f"{service}-worker").environ()
                assert told["CHAPELLE_BROKER_USER"] == broker_user_of(service)
                assert not any(str(tmp_path / name) in told.values() for name in files)
                assert broker.password not in str(told)
            assert chapelle("verify", "--data", str(data), timeout=200).returncode == 0
            platform.stop()
