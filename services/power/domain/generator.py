"""The generator: expected at the load within ten seconds of a feed lost; its fuel in hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from libs.events import Outcome, Value, field, replace
from services.power.domain import fuel
from services.power.domain.autonomy import warned
from services.power.domain.generator_moves import level, loaded, moved
from services.power.domain.generator_states import State, said_by
from services.power.domain.months import months_after
from services.power.domain.readings import Reading
from services.power.domain.runs import Kind, Run
from services.power.domain.tank import Burned

AT_THE_LOAD_WITHIN = timedelta(seconds=10)
"""NFPA 110 type 10. Source: domain.md, Power [R]."""

EVERY_MONTHS: Mapping[Kind, int] = MappingProxyType({"monthly": 1, "long": 36})
"""Source: domain.md, Power [R]."""


class Generator(Value):
    """The backup generator; litres and kW.

    `needed_by`: the feeds that are lost; `needed_at`: since when it is awaited; `warned_hours`: the threshold
    of autonomy that still holds, `warned_at`: when one was announced last. `last_test`: when the newest began,
    `last_good`, `last_long`: the newest that did not fail; `overdue_tests`: announced as overdue. `run`, `burned`:
    since it turns, and since it carries; `released_at`: when the last lost feed was back. `switches`: the transfer
    switches of the site, `unwatched`: those of them without a device of their own; `switched`: when each said last that
    it is tested.
    """

    id: str
    source: str
    nameplate_kw: Decimal
    tank_litres: Decimal
    fuel_curve: Mapping[str, Decimal]
    autonomy_low_hours: tuple[int, ...]
    state: State = "unknown"
    needed_by: tuple[str, ...] = ()
    needed_at: datetime | None = None
    fuel_litres: Decimal | None = None
    load_kw: Decimal | None = None
    last_test: datetime | None = None
    last_good: datetime | None = None
    last_long: datetime | None = None
    known_since: datetime | None = None
    overdue_tests: tuple[Kind, ...] = ()
    run: Run | None = None
    burned: Burned | None = None
    released_at: datetime | None = None
    cooling_since: datetime | None = None
    warned_hours: int | None = None
    warned_at: datetime | None = None
    co2_grams_per_kwh: int | None = None
    switches: tuple[str, ...] = ()
    unwatched: tuple[str, ...] = ()
    switched: Mapping[str, datetime] = field(default_factory=dict)

    def burn(self) -> Decimal:
        """Litres an hour: as measured while it runs, else by the curve at the load it has, or is taken to have."""
        measured = self.measured_burn()
        return self._burn_by_curve() if measured is None else measured

    def measured_burn(self) -> Decimal | None:
        """Litres an hour that left the tank while it carries; None while that is not known."""
        return self.burned.litres_per_hour(self._burn_by_curve()) if self.burned else None

    def _burn_by_curve(self) -> Decimal:
        return fuel.burn(self.fuel_curve, self.nameplate_kw, self.load_kw)

    def autonomy_hours(self) -> Decimal | None:
        """None while the fuel is unknown."""
        return None if self.fuel_litres is None else fuel.autonomy_hours(self.fuel_litres, self.burn())

    def next_test_due(self, kind: Kind = "monthly") -> datetime | None:
        """A month, or 36 months, after the last one that did not fail, or else since it is known; None: not known.

        Source: domain.md, Power [R]. A test that runs counts as long as it has not failed.
        """
        running = self.state == "testing" and kind == "monthly"
        return self.due_after(kind, self.last_test if running else self.last_proven(kind))

    def last_proven(self, kind: Kind) -> datetime | None:
        """When the newest test began that did not fail."""
        return self.last_long if kind == "long" else self.last_good

    def due_after(self, kind: Kind, last: datetime | None) -> datetime | None:
        """When the next one is due after that; None: neither that nor since when it is known is known."""
        since = last or self.known_since
        return None if since is None else months_after(since, EVERY_MONTHS[kind])

    def expected_by(self) -> datetime | None:
        """When it has failed, unless it is at the load before; None while it is not awaited."""
        if self.state != "starting" or self.needed_at is None:
            return None
        return self.needed_at + AT_THE_LOAD_WITHIN

    def feed_lost(self, feed: str, at: datetime) -> Outcome[Generator]:
        """A feed is lost: from now on the generator is expected at the load."""
        needed = replace(self, needed_by=tuple(sorted({*self.needed_by, feed})))
        return (needed, ()) if self.needed_by else moved(needed, "needed", at)

    def feed_restored(self, feed: str, at: datetime) -> Outcome[Generator]:
        """A feed is back; when it was the last lost one, the generator is not expected any more."""
        needed = replace(self, needed_by=tuple(name for name in self.needed_by if name != feed))
        return (needed, ()) if needed.needed_by else moved(needed, "released", at)

    def overdue(self, at: datetime) -> Outcome[Generator]:
        """The ten seconds are over."""
        return moved(self, "overdue", at)

    def switch_tested(self, switch: str, at: datetime) -> Generator:
        """A transfer switch says that it transfers for a test."""
        return replace(self, switched={**self.switched, switch: max(at, self.switched.get(switch, at))})

    def silent(self, at: datetime) -> Outcome[Generator]:
        """Its source fell silent: its fuel and load are unknown."""
        return moved(replace(self, fuel_litres=None, load_kw=None, burned=None), "silent", at)

    def read(self, reading: Reading) -> Outcome[Generator]:
        """Takes a reading of its source. While it is awaited, power at its terminals says it is there."""
        match reading.quantity:
            case "state":
                return moved(self, said_by(reading.state), reading.at)
            case "fuel":
                return warned(level(self, reading.at, reading.amount), reading.at)
            case "power":
                return loaded(self, reading)
        return self, ()
