"""A running site as these stories tell it: a line begins with when it happens, in seconds from the story's begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from libs.events import rfc3339
from libs.testing.running import until
from tests.integration.services.house import UNITS, House, Json
from tests.integration.services.plans import OPENED
from tests.integration.stories.plans import HALLS

LONG_AGO = OPENED - timedelta(hours=30)
"""When the hours that close in these stories began."""
RACKS = [f"{row}{number:02}" for _, row in HALLS.values() for number in (1, 2)]
UNITS_READ = {**UNITS, "runtime": "s"}


@dataclass(slots=True)
class Story(House):
    """`begins()` gives `at(seconds)`: waits until it is so late on the platform's clock, and tells of that moment."""

    moment: datetime | None = None
    hours: dict[str, int] = field(default_factory=dict)
    """That have closed, of each hall's first meter."""
    pids: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def begins(self) -> Callable[[float], Story]:
        start = self.clock.now()
        self.pids = {name: child.pid for name, child in self.running.processes.items()}

        def at(seconds: float) -> Story:
            moment = start + timedelta(seconds=seconds)
            until(lambda: self.clock.now() >= moment, f"{seconds} s of the story have passed")
            self.moment = moment
            return self

        return at

    def at(self, seconds: float = 0) -> datetime:
        return (self.moment or self.clock.now()) + timedelta(seconds=seconds)

    def says(self, zone: str, device: str, kind: str, *value: float) -> Story:
        """The panel of a zone, now."""
        said: tuple[Any, ...] = (0, device, kind, *value)
        self.panel(zone, said)
        return self

    def reads(self, *said: tuple[float, str, str]) -> Story:
        """`(8, "genset state", "on")`: what meters and devices read, in one batch; seconds from now."""
        told: list[Json] = []
        for seconds, what, value in said:
            source, quantity = what.split()
            unit = UNITS_READ[quantity]
            one = {"source": source, "quantity": quantity, "value": value, "unit": unit}
            told.append({**one, "at": rfc3339(self.at(seconds))})
        self.signals("power", "/v1/readings", "readings", told)
        return self

    # -- what is seen

    def battery(self) -> dict[str, str]:
        """What each UPS lives on."""
        return {one["ups"]: one["state"] for one in self.items("power", "/v1/ups")}

    def feeds(self) -> dict[str, str]:
        return {one["feed"]: one["state"] for one in self.items("power", "/v1/feeds")}

    def nodes(self) -> dict[str, str]:
        """Live, dead or unknown: what power reaches."""
        return {one["node"]: one["state"] for one in self.items("power", "/v1/nodes")}

    def generator(self) -> Json:
        return self.get("power", "/v1/generator")

    def zone(self, id: str) -> Json:
        return self.get("fire", f"/v1/zones/{id}")

    def card(self, id: str) -> Json:
        """A zone on the console's page."""
        zones = self.get("console", "/v1/overview")["zones"]
        return next(dict(zone) for zone in zones if zone["zone"] == id)

    def credited(self, zone: str) -> dict[str, bool]:
        """The tenants with a service-credit window of this zone; whether it is closed."""
        windows = self.items("billing", "/v1/service-credit-windows")
        return {one["tenant"]: one["closed_at"] is not None for one in windows if one["zone"] == zone}

    def dark(self) -> dict[str, tuple[datetime, datetime | None]]:
        """From when until when each tenant was without power, in its last window of it."""
        windows = self.items("billing", "/v1/service-credit-windows")
        of_power = sorted((one for one in windows if one["because"] == "power"), key=lambda one: one["opened_at"])
        parse = datetime.fromisoformat
        return {
            one["tenant"]: (parse(one["opened_at"]), one["closed_at"] and parse(one["closed_at"])) for one in of_power
        }

    def standing(self) -> set[tuple[str, str]]:
        """The incidents that are not over: rule and subject."""
        return {(i["rule"], i["subject"]) for i in self.items("console", "/v1/incidents") if i["state"] != "resolved"}

    # -- the centre goes on

    def calm(self) -> None:
        """Both ways are live, batteries are full, the generator stands by; each rack draws two kW of each way."""
        self.reads((0, "incomer-a state", "on"), (0, "incomer-b state", "on"), (0, "genset state", "off"))
        self.reads((0, "genset fuel", "26400"), (0, "ups-a runtime", "900"), (0, "ups-b runtime", "900"))
        self.reads(*((0, f"{rack}-{feed} power", "2.0") for rack in RACKS for feed in "ab"))
        for hall in HALLS:
            self.says(hall, "panel", "contact_restored")

    def goes_on(self, hall: str, **feeds: str) -> None:
        """Whatever happens elsewhere: badges are checked in this hall, an hour of its meter closes and is billed, the
        feeds are so, no service has stopped, and nothing waits as a letter."""
        assert self.shows_badge("agent-3", f"door-{hall}")["decision"] == "granted"
        self.an_hour_closes(hall)
        assert self.feeds() == feeds
        assert {name: child.pid for name, child in self.running.processes.items()} == self.pids
        for service, process in self.pids:
            ready = self.running.http.get(self.running.url(service, "/health/ready", process))
            assert ready.status_code == 200, (service, process, ready.text)
        for service in self.running.names:
            assert self.items(service, "/v1/dead-letters") == []

    def an_hour_closes(self, hall: str) -> None:
        """Two kWh more on a meter of the hall's tenant, which billing hears of."""
        tenant, row = HALLS[hall]
        closed = self.hours[hall] = self.hours.get(hall, 0) + 1
        ends = [(LONG_AGO + timedelta(hours=n), f"{100 + 2 * n}") for n in (closed - 1, closed)]
        self.meter(f"{row}01-a", "energy", *ends)
        wanted = Decimal(2 * closed)

        def billed() -> bool:
            lines = self.get("billing", f"/v1/tenants/{tenant}/usage", period="2026-04")["lines"]
            (energy,) = [Decimal(line["quantity"]) for line in lines if line["kind"] == "energy"]
            return energy == wanted

        until(billed, f"{wanted} kWh of {tenant} are known to billing")
