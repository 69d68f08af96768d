"""All by TLS: the database, and two services that know each other by certificates; one is replaced while they run."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from pymongo import MongoClient
from pymongo.errors import ServerSelectionTimeoutError

from libs.runtime.certificate import Certificate
from libs.runtime.knock_database import knock_at_database
from libs.runtime.platform import Database, broker_of, free_base
from libs.testing.authority import Authority, showing
from libs.testing.running import BROKER_KIND, Parts, Running, alive, until
from tests.integration.counting import add, booked


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Running]:
    folder, base = tmp_path_factory.mktemp("tls"), free_base(range(7))
    identity = authority.certify("database").both
    with (
        Database(folder, base, identity=identity, ca_file=authority.ca_file) as database,
        broker_of(BROKER_KIND, folder, base + 1) as broker,
        alive(Running(Parts(folder, database, broker), "libs.testing.toys", ("counter", "ledger"),
                      authority=authority)) as services,
    ):  # fmt: skip
        yield services


def shown(toys: Running, process: str = "api") -> datetime:
    """When the certificate ends that a new connection is shown, by one that believes nothing."""
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", toys.ports["counter", process])) as line,
        anything.wrap_socket(line) as secured,
    ):
        der = secured.getpeercert(binary_form=True)
        assert der
        return x509.load_der_x509_certificate(der).not_valid_after_utc


def test_what_is_told_comes_and_the_record_is_asked(toys: Running) -> None:
    assert add(toys, "tls-1") == 200
    until(lambda: booked(toys, "tls-1") == [1], "heard")
    assert not any(toys.verify("ledger").values())  # which asks the counter for its record


def test_unencrypted_nobody_is_answered(toys: Running) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{toys.ports['counter', 'api']}/health/live")
    plain = f"mongodb://127.0.0.1:{toys.parts.database.port}/?directConnection=true&serverSelectionTimeoutMS=500"
    with MongoClient[dict[str, object]](plain) as client, pytest.raises(ServerSelectionTimeoutError):
        client.admin.command("ping")


def test_who_believes_another_authority_does_not_speak_to_it(toys: Running, tmp_path: Path) -> None:
    other = ssl.create_default_context(cafile=str(Authority(tmp_path).ca_file))
    with pytest.raises(httpx.ConnectError, match="certificate verify failed"):
        httpx.get(toys.url("counter", "/health/live"), verify=other)


@pytest.mark.parametrize("process", ["api", "worker"])
def test_a_new_certificate_is_shown_without_a_stop(toys: Running, authority: Authority, process: str) -> None:
    pid, before = toys.processes["counter", process].pid, shown(toys, process)
    authority.certify("counter", ends_at=before + timedelta(days=9))
    until(lambda: shown(toys, process) > before + timedelta(days=8), "the new one is shown")
    assert toys.processes["counter", process].pid == pid
    assert add(toys, f"tls-{process}") == 200


def test_one_that_cannot_be_used_leaves_the_one_before(toys: Running, authority: Authority) -> None:
    before = shown(toys)
    key = authority.folder / "counter.key"
    good = key.read_bytes()
    key.write_text("no key")
    assert shown(toys) == before
    key.write_bytes(good)
    assert shown(toys) == before


def whenever(authority: Authority) -> ssl.SSLContext:
    """Believes what the authority has signed, though it has ended (X509_V_FLAG_NO_CHECK_TIME of OpenSSL)."""
    believing = ssl.create_default_context(cafile=str(authority.ca_file))
    believing.verify_flags |= ssl.VerifyFlags(0x200000)
    return believing


def test_one_that_has_ended_is_said_and_nothing_is_lost(toys: Running, authority: Authority) -> None:
    # -- 0 s: it has ended; nobody who looks believes it, it says so, and is not ready
    assert add(toys, "tls-ended") == 200
    authority.certify("counter", ends_in=timedelta(seconds=-1))
    anybody = httpx.Client(verify=whenever(authority))
    ready = until(lambda: _unready(anybody, toys), "not ready")
    assert "ended at" in ready
    with pytest.raises(httpx.ConnectError, match="certificate has expired"):
        httpx.get(toys.url("counter", "/health/live"), verify=ssl.create_default_context(cafile=str(authority.ca_file)))
    log = (toys.parts.folder / "logs" / f"{toys.suffix}-counter-api.log").read_text()
    assert log.count("put one that is good in its place") == 1

    # -- a good one is put in its place: it is ready again, and all that was told is there
    authority.certify("counter")
    until(lambda: anybody.get(toys.url("counter", "/health/ready")).status_code == 200, "ready again")
    anybody.close()
    until(lambda: booked(toys, "tls-ended") == [1], "heard")


def test_a_certificate_of_the_database_that_has_ended_is_a_sentence(authority: Authority) -> None:
    ended = authority.certify("ended", ends_in=timedelta(seconds=-1))
    with showing(Certificate(ended.certificate, ended.key)) as port:
        said = knock_at_database(f"mongodb://127.0.0.1:{port}/?tls=true&tlsCAFile={authority.ca_file}")
    assert said == "the database's certificate is not believed: certificate has expired"


def _unready(client: httpx.Client, toys: Running) -> str:
    answer = client.get(toys.url("counter", "/health/ready"))
    return str(answer.json()["detail"]) if answer.status_code == 503 else ""
