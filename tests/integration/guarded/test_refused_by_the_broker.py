"""A wrong password for the broker, and a certificate that has ended: said once, tried again, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.certificate import Certificate
from libs.runtime.parts.kafka_grants import Rights, grant_at_broker
from libs.runtime.ports import HOST
from libs.runtime.secrets import write_private
from libs.runtime.topology import broker_user_of
from libs.testing.authority import showing
from libs.testing.running import Running, until
from tests.integration.counting import add, booked, ready, says
from tests.integration.guarded.fort import Fort

RIGHTS: list[Rights] = [
    {"principal": f"User:{broker_user_of(toy)}", "host": "*", "name": name, "pattern": "prefixed", "operations": may}
    for toy, name, may in (
        ("counter", "chapelle.counter.", ["Create", "Write"]),
        ("ledger", "chapelle.ledger.", ["Create", "Write"]),
        ("ledger", "chapelle.counter.", ["Read"]),
    )
]


@pytest.fixture
def toys(fort: Fort) -> Iterator[Running]:
    """On one database each for all of these stories: what a topic holds is told by one source."""
    services = Running(fort.parts, "libs.testing.toys", ("counter", "ledger"), "toys")
    yield services
    services.stop()


def set_password(fort: Fort, toy: str, password: str, rights: list[Rights] = RIGHTS) -> None:
    grant_at_broker(fort.parts.broker.access, {broker_user_of(toy): password}, rights)


def told(fort: Fort, toy: str, password: str) -> Mapping[str, str]:
    access: BrokerAccess = fort.parts.broker.access
    file: Path = fort.parts.folder / f"{toy}.password"
    write_private(file, password.encode())
    return {
        "CHAPELLE_BROKER_USER": broker_user_of(toy), "CHAPELLE_BROKER_PASSWORD_FILE": str(file),
        "CHAPELLE_BROKER_CA_FILE": str(access.ca_file),
    }  # fmt: skip


def unready(toys: Running, toy: str = "counter") -> str:
    """Why a worker is not ready; empty: it is."""
    answer = ready(toys, toy, "worker")
    return answer.text if answer.status_code == 503 else ""


def test_a_wrong_password(fort: Fort, toys: Running) -> None:
    # -- 0 s: the counter's worker is told a password that is not its own; its api takes commands all the same
    set_password(fort, "counter", "its-own")
    set_password(fort, "ledger", "ledgers")
    toys.start("counter", "api")
    toys.start("counter", "worker", **told(fort, "counter", "not-its-own"))
    for process in ("api", "worker"):
        toys.start("ledger", process, **told(fort, "ledger", "ledgers"))
    until(lambda: says(toys, "the name or the password is wrong"), "it says so")
    assert "does not let chapelle-counter in" in until(lambda: unready(toys), "not ready")
    until(lambda: add(toys, "early") == 200, "a command is taken")

    # -- the broker learns that password: it goes on, without being started again, and has lost nothing
    set_password(fort, "counter", "not-its-own")
    until(lambda: not unready(toys), "ready")
    until(lambda: booked(toys, "early") == [1], "it has come")
    assert says(toys, "the name or the password is wrong") == 1

    # -- it is changed while it runs: what it has open goes on, and yet it says it
    set_password(fort, "counter", "the-next")
    until(lambda: unready(toys), "not ready")
    assert add(toys, "meanwhile") == 200

    # -- it is told, and started again, and nobody else is
    others = {name: child.pid for name, child in toys.processes.items() if name != ("counter", "worker")}
    toys.end("counter", "worker")
    toys.start("counter", "worker", **told(fort, "counter", "the-next"))
    toys.wait_ready()
    until(lambda: booked(toys, "meanwhile") == [1], "it has come")
    assert {name: toys.processes[name].pid for name in others} == others


def test_a_right_that_is_missing(fort: Fort, toys: Running) -> None:
    # -- 0 s: the ledger may not read what it hears, of which its client says nothing
    set_password(fort, "counter", "its-own")
    set_password(fort, "ledger", "ledgers", RIGHTS[:-1])
    for toy, password in (("counter", "its-own"), ("ledger", "ledgers")):
        for process in ("api", "worker"):
            toys.start(toy, process, **told(fort, toy, password))
    sentence = "does not let chapelle-ledger read chapelle.counter.count.v1"
    until(lambda: says(toys, sentence, "ledger"), "it says so")
    assert sentence in until(lambda: unready(toys, "ledger"), "not ready")
    until(lambda: add(toys, "unheard") == 200, "a command is taken")

    # -- it is given the right: all comes, and nobody was started again
    set_password(fort, "ledger", "ledgers")
    toys.wait_ready()
    until(lambda: booked(toys, "unheard") == [1], "it has come")
    assert says(toys, sentence, "ledger") == 1


def test_a_certificate_that_has_ended(fort: Fort, toys: Running) -> None:
    set_password(fort, "counter", "its-own")
    ended = fort.authority.certify("ended", ends_in=timedelta(seconds=-1))
    toys.start("counter", "api")

    # -- 0 s: what answers at the broker's address shows a certificate that has ended
    with showing(Certificate(ended.certificate, ended.key)) as port:
        broker = {"CHAPELLE_BROKER": f"{HOST}:{port}"}
        toys.start("counter", "worker", **{**told(fort, "counter", "its-own"), **broker})
        until(lambda: says(toys, "certificate is not believed: certificate has expired"), "it says so")
        assert "has expired" in until(lambda: unready(toys), "not ready")
        until(lambda: add(toys, "kept") == 200, "a command is taken")
        assert says(toys, "has expired") == 1

    # -- one that is good is shown: what was taken is sent
    toys.end("counter", "worker")
    toys.start("counter", "worker", **told(fort, "counter", "its-own"))
    toys.wait_ready()
    until(lambda: toys.metrics("counter")["chapelle_unsent_age_seconds"] == 0.0, "all is sent")
