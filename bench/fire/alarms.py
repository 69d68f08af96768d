"""Zones of fire and access that are activated in turn, and how long each took until access had freed its doors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.latency.pace import paced
from libs.testing.running import Running, until

ZONES = [f"zone-{n:02}" for n in range(24)]
A_SECOND = 5
"""Activations: none waits for another, as alarms do not."""
PASSES = 4
RELEASED = "fr.chapelle.access.doors-released.v1"

ACCESS: dict[str, Any] = {
    "zones": [
        {"id": "street", "name": "street", "outdoors": True},
        *({"id": zone, "name": zone, "egress": [f"door-{zone}", f"out-{zone}"]} for zone in ZONES),
    ],
    "doors": [
        {"id": f"{name}-{zone}", "name": zone, "from": "street", "to": zone}
        for zone in ZONES
        for name in ("door", "out")
    ],
}
FIRE: dict[str, Any] = {
    "zones": [
        {
            "id": zone,
            "name": zone,
            "volume_m3": 690,
            "cylinders": {"count": 9, "gas_m3": 37.9},
            "detectors": [
                {"device": f"{zone}-{technology}", "technology": technology} for technology in ("optical", "heat")
            ],
        }
        for zone in ZONES
    ]
}


@dataclass(slots=True)
class Alarms:
    """`sent` and `freed`: nanoseconds of the machine's monotonic clock, by zone, of the pass that goes on."""

    running: Running
    sent: dict[str, int] = field(default_factory=dict)
    freed: dict[str, int] = field(default_factory=dict)
    _stopped: bool = False

    @classmethod
    @contextmanager
    def watched(cls, running: Running) -> Iterator[Alarms]:
        """What access commits is seen by a change stream, some milliseconds later: those count too."""
        alarms = cls(running)
        watching = threading.Event()
        thread = threading.Thread(target=alarms._watch, args=(watching,), daemon=True)
        thread.start()
        watching.wait()
        try:
            yield alarms
        finally:
            alarms._stopped = True
            thread.join()

    def took(self) -> list[int]:
        """Nanoseconds of each activation, from before it is sent to fire's API, over all passes."""
        found: list[int] = []
        for _ in range(PASSES):
            self.sent.clear()
            self.freed.clear()
            for turn in paced(A_SECOND, len(ZONES) / A_SECOND):
                self._activate(ZONES[turn])
            until(lambda: len(self.freed) == len(ZONES), "all doors are free")
            found += [self.freed[zone] - self.sent[zone] for zone in ZONES]
            self._end()
        return found

    def _activate(self, zone: str) -> None:
        self.sent[zone] = time.monotonic_ns()
        self._say([(zone, "manual_release")])

    def _end(self) -> None:
        """All is as before, for the next pass."""
        self._say([(zone, kind) for zone in ZONES for kind in ("abort", "reset")])
        access = self.running.database("access")
        until(lambda: access.zones.count_documents({"alarm": {"$ne": "none"}}) == 0, "access knows of the resets")
        access.zones.update_many({}, {"$set": {"released": False}})
        access.doors.update_many({}, {"$set": {"released_by": [], "released_at": None}})
        access.musters.delete_many({})

    def _say(self, said: list[tuple[str, str]]) -> None:
        signals = [
            {"id": f"{kind}-{time.monotonic_ns()}-{n}", "zone": zone, "device": "panel", "kind": kind}
            for n, (zone, kind) in enumerate(said)
        ]
        answer = self.running.post("fire", "/v1/panel-signals", {"signals": signals}, "device")
        assert answer.json()["accepted"] == len(said), answer.text

    def _watch(self, watching: threading.Event) -> None:
        outbox = self.running.database("access").outbox
        with outbox.watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=100) as stream:
            watching.set()
            while not self._stopped:
                change = stream.try_next()
                now = time.monotonic_ns()
                for event in change["fullDocument"]["events"] if change else ():
                    if event["type"] == RELEASED:
                        self.freed[event["key"]] = now
