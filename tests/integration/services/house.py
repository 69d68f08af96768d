"""The running site as these stories speak to it: doors, panels, meters, the desk; and what each service says then."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from libs.events import rfc3339
from libs.runtime.clock import Clock
from libs.testing.recorded import recorded
from libs.testing.running import Running, insisting, until

Json = dict[str, Any]
UNITS = {"energy": "kWh", "heat": "kWh", "power": "kW", "fuel": "L", "charge": "%", "state": ""}


@dataclass(slots=True)
class House:
    """`clock`: the platform's."""

    running: Running
    clock: Clock
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def at(self, seconds: float = 0) -> datetime:
        """The platform's time, so many seconds from now."""
        return self.clock.now() + timedelta(seconds=seconds)

    # -- asking and telling

    def get(self, service: str, path: str, role: str = "admin", **query: Any) -> Json:
        answer = self.running.get(service, path, role, **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def items(self, service: str, path: str, **query: Any) -> list[Json]:
        return list(self.get(service, path, limit=1000, **query)["items"])

    def post(self, service: str, path: str, body: Json, role: str = "admin", status: int = 200) -> Json:
        key = uuid.uuid4().hex
        answer = insisting(lambda: self.running.post(service, path, body, role, key))
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def signals(self, service: str, path: str, name: str, items: list[Json], headers: Json | None = None) -> None:
        """Items of devices, each with an id of its own; all are taken."""
        body = {name: [{"id": f"i{next(self._ids)}", **item} for item in items]}
        url, head = self.running.url(service, path), self.running.headers("device") | (headers or {})
        answer = self.running.http.post(url, json=body, headers=head)
        assert answer.status_code == 202, answer.text
        assert answer.json() == {"accepted": len(items), "duplicates": 0, "rejected": []}

    # -- people at doors

    def shows_badge(self, agent: str, door: str, direction: str = "in") -> Json:
        """What the door is answered when the agent shows their badge."""
        credential = {"format": "H10301", "facility": 75, "card": int(agent[-1])}
        body = {"door": door, "direction": direction, "credential": credential, "at": rfc3339(self.at())}
        return self.post("access", "/v1/checks", body, "device")

    def door(self, door: str, *kinds: str, headers: Json | None = None) -> None:
        told = [{"door": door, "kind": kind, "at": rfc3339(self.at(n))} for n, kind in enumerate(kinds)]
        self.signals("access", "/v1/door-signals", "signals", told, headers)

    def goes_through(self, agent: str, door: str, direction: str = "in", headers: Json | None = None) -> None:
        """Badge, granted, the leaf opens and closes."""
        answer = self.shows_badge(agent, door, direction)
        assert answer["decision"] == "granted", answer
        self.door(door, "opened", "closed", headers=headers)

    def inside(self, zone: str) -> list[str]:
        return list(self.get("access", f"/v1/zones/{zone}/occupancy", "desk")["people"])

    # -- the panel, the meters

    def panel(self, zone: str, *said: tuple[float, str, str] | tuple[float, str, str, float]) -> None:
        """`(seconds from now, device, kind[, value])`; the device without its zone."""
        told: list[Json] = []
        for seconds, device, kind, *value in said:
            name = device if device == "panel" else f"{zone}-{device}"
            measured = {"value": value[0]} if value else {}
            told.append({"zone": zone, "device": name, "kind": kind, "at": rfc3339(self.at(seconds)), **measured})
        self.signals("fire", "/v1/panel-signals", "signals", told)

    def meter(self, source: str, quantity: str, *read: tuple[datetime, str]) -> None:
        told = [
            {"source": source, "quantity": quantity, "value": value, "unit": UNITS[quantity], "at": rfc3339(at)}
            for at, value in read
        ]
        self.signals("power", "/v1/readings", "readings", told)

    def sample(self, volume: str, *read: tuple[datetime, int]) -> None:
        told = [{"volume": volume, "used_bytes": used, "at": rfc3339(at)} for at, used in read]
        self.signals("storage", "/v1/samples", "samples", told)

    def visit(self, tenant: str, came: datetime, went: datetime) -> str:
        """A visit that the desk enters afterwards; its id."""
        body = {
            "person": "visitor-1", "sponsor": "agent-1", "purpose": "work on the racks", "zones": ["reception"],
            "from": rfc3339(came), "until": rfc3339(self.at(3600)), "escort": "none", "tenant": tenant,
        }  # fmt: skip
        id = str(self.post("access", "/v1/visits", body, "desk", 201)["id"])
        self.post("access", f"/v1/visits/{id}/end", {"at": rfc3339(went)}, "desk")
        return id

    # -- what is seen

    def incident(self, rule: str, subject: str) -> Json:
        """The newest incident of a rule and subject; none, nothing."""
        found = [i for i in self.items("console", "/v1/incidents") if (i["rule"], i["subject"]) == (rule, subject)]
        return dict(found[-1]) if found else {}

    def sees_incident(self, rule: str, subject: str, state: str) -> Json:
        """Waits until the newest incident of a rule and subject is so."""
        return until(
            lambda: self._if(self.incident(rule, subject), "state", state), f"incident {rule} of {subject} {state}"
        )

    def sees(self, service: str, path: str, name: str, value: Any, patience: float = 30.0) -> Json:
        """Waits until a field of an answer has this value; the answer."""
        return until(lambda: self._if(self.get(service, path), name, value), f"{path}: {name} is {value!r}", patience)

    def record(self, service: str, entity: str, fact: str) -> list[Json]:
        """The published events of this fact, partition by partition, from the service's own record."""
        wanted = f"fr.chapelle.{service}.{fact}.v1"
        events = recorded(partial(self.get, service), f"chapelle.{service}.{entity}.v1")
        return [event for event in events if event["type"] == wanted]

    def told(self, service: str, entity: str, fact: str, times: int = 1, **of: Any) -> list[Json]:
        """The published events of this fact with such data, waited for until there are so many at least."""

        def found() -> list[Json]:
            said = [event for event in self.record(service, entity, fact) if of.items() <= event["data"].items()]
            assert len(said) >= times, f"{fact}: {said}"
            return said

        return until(found, f"{fact} of {of}, {times} times")

    @staticmethod
    def _if(answer: Json, name: str, value: Any) -> Json:
        """The answer when it says so; else an error that shows what it says."""
        assert answer.get(name) == value, answer
        return answer
