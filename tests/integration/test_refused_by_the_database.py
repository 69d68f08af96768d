"""A wrong password for the database, at the start and while all runs: said once, tried again, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pymongo import MongoClient

from libs.runtime.secrets import write_private
from libs.testing.running import Running, until
from tests.integration.counting import add, booked, ready, says

SENTENCE = "does not let"


def told(toys: Running, service: str, password: str = "") -> dict[str, str]:
    """Its address of the database, in a file, with another password than its own if one is named."""
    address = toys.environment(service, "api")["CHAPELLE_MONGO"]
    user, _, rest = address.partition("@")
    file: Path = toys.parts.folder / f"{service}.mongo"
    write_private(file, (f"{user.rpartition(':')[0]}:{password}@{rest}" if password else address).encode())
    return {"CHAPELLE_MONGO": "", "CHAPELLE_MONGO_FILE": str(file)}


def set_password(toys: Running, service: str, password: str) -> None:
    """As its administrator does it, in the database."""
    with MongoClient[dict[str, Any]](toys.parts.database.admin_uri) as admin:
        admin[toys.database_of(service)].command("updateUser", f"{toys.suffix}-{service}", pwd=password)


def test_a_wrong_password(unbegun: Running) -> None:
    # -- 0 s: the counter is told a password that is not its own
    for process in ("api", "worker"):
        unbegun.start("counter", process, **told(unbegun, "counter", "not-its-own"))
        unbegun.start("ledger", process)
    until(lambda: says(unbegun, SENTENCE, process="api") and says(unbegun, SENTENCE, process="worker"), "both say so")
    refused = ready(unbegun, "counter", "api")
    assert (refused.status_code, SENTENCE in refused.text, "not-its-own" in refused.text) == (503, True, False)
    assert add(unbegun, "early") == 503

    # -- the database learns that password: they go on, without being started again
    pids = {process: unbegun.processes["counter", process].pid for process in ("api", "worker")}
    set_password(unbegun, "counter", "not-its-own")
    unbegun.wait_ready()
    assert {process: unbegun.processes["counter", process].pid for process in pids} == pids
    assert {says(unbegun, SENTENCE, process=process) for process in pids} == {1}
    assert add(unbegun, "first") == 200
    until(lambda: booked(unbegun, "first") == [1], "it has come")

    # -- it is changed while they run: what they have open goes on, and yet they say it
    set_password(unbegun, "counter", "the-next")
    until(lambda: ready(unbegun, "counter", "api").status_code == 503, "the api is not ready")
    until(lambda: ready(unbegun, "counter", "worker").status_code == 503, "the worker is not ready")
    taken = add(unbegun, "meanwhile")
    assert taken in (200, 503)

    # -- the two are told, and started again; the ledger is not
    ledger = unbegun.processes["ledger", "worker"].pid
    for process in pids:
        unbegun.end("counter", process)
        unbegun.start("counter", process, **told(unbegun, "counter", "the-next"))
    unbegun.wait_ready()
    assert add(unbegun, "after") == 200
    until(lambda: booked(unbegun, "after") == [1], "it has come")
    until(lambda: booked(unbegun, "meanwhile") == [1] * (taken == 200), "what was taken has come")
    assert unbegun.processes["ledger", "worker"].pid == ledger
