"""The faults, as a table: what may befall the toys, how often, and how it is done. Each is over when it returns."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from libs.events import rfc3339
from libs.testing.chaos import disk, engine, person, records
from libs.testing.chaos.links import spoil
from libs.testing.chaos.plan import Kind, Round
from libs.testing.chaos.scene import Scene

SERVICES = tuple(
    f"{service} {process}" for service in ("counter", "ledger") for process in ("api", "worker", "worker-2")
)
EVERYBODY = (*SERVICES, "database", "broker")
PAIRS = ("database and broker", "counter worker and broker", "ledger worker and database", "counter api and broker")
STREAMS = tuple(
    f"{link}/{stream}"
    for link in ("counter-database", "ledger-database", "broker", "record")
    for stream in ("upstream", "downstream")
)


def kill(scene: Scene, round: Round) -> None:
    """Kill -9, away for a while, and started again. The embedded broker has forgotten everything by then."""
    names = round.target.split(" and ")
    for name in names:
        scene.child(name).kill()
    time.sleep(round.seconds)
    scene.start(*names)


def stop(scene: Scene, round: Round) -> None:
    """It stands still, and goes on as if nothing had happened: a zombie, where that is longer than its lease."""
    pid = scene.child(round.target).pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        time.sleep(round.seconds)
    finally:
        os.kill(pid, signal.SIGCONT)


def toxic(scene: Scene, round: Round) -> None:
    """A link is slow, is cut, or swallows what one side says."""
    spoil(scene.links, round.target, round.fault, round.seconds)


def disk_fails(scene: Scene, round: Round) -> None:
    """The database ends as soon as it notices, which is right, and is started again on a good disk."""
    log = scene.folder / "logs" / "strace.log"
    if round.target == "sync":
        disk.fail_sync(scene.database.child, round.seconds, log)
    else:
        disk.fill_disk(scene.database.child, scene.folder / "database", round.seconds, log)
    if not scene.database.child.alive:
        scene.start("database")


def large(scene: Scene, _: Round) -> None:
    """Among good commands, many at once that cannot be stored: the sum has more than 8 bytes."""
    count = scene.name("large")
    with ThreadPoolExecutor(6) as callers:
        for _n in range(18):
            callers.submit(scene.toys.post, "counter", "/v1/adds", {"count": count, "by": 2**62})


def work(scene: Scene, round: Round) -> None:
    """What the load does not do: bells on the safety lane, timers, a type that the ledger does not know."""
    name = scene.name(round.target)
    if round.target == "egg":
        scene.eggs.append(name)
        done = rfc3339(scene.toys.now() + timedelta(seconds=round.seconds))
        scene.post("/v1/eggs", {"eggs": [name], "done": done})
        return
    scene.ring(name)
    if round.target == "tune":
        scene.post(f"/v1/bells/{name}/tune", {})


Act = Callable[[Scene, Round], None]

TABLE: tuple[tuple[Kind, Act], ...] = (
    (Kind("kill", 24, (*EVERYBODY, "database", "broker"), (0, 3)), kill),
    (Kind("kill two", 6, PAIRS, (0, 3)), kill),
    (Kind("stop", 12, EVERYBODY, (0.5, 8)), stop),
    (Kind("latency", 5, STREAMS, (1, 5)), toxic),
    (Kind("reset_peer", 6, STREAMS, (0.2, 3)), toxic),
    (Kind("timeout", 8, STREAMS, (1, 7), long=True), toxic),
    (Kind("disk", 6, ("sync", "full"), (3, 6)), disk_fails),
    (Kind("sessions", 5, ("database",), (0.2, 2)), engine.end_sessions),
    (Kind("stream", 4, ("counter", "ledger")), engine.end_streams),
    (Kind("removed", 6, ("count", "urgent")), records.remove),
    (Kind("forged", 6, ("jump", "bytes", "again")), records.forge),
    (Kind("poison", 6, ("poison", "heavy")), person.poison),
    (Kind("settle", 8, ("letters",)), person.settle),
    (Kind("large", 6, ("counter api",)), large),
    (Kind("work", 8, ("bell", "tune", "tune", "egg"), (0.5, 5)), work),
)  # fmt: skip

KINDS = tuple(kind for kind, _ in TABLE)
ACTS: dict[str, Act] = {kind.name: act for kind, act in TABLE}
