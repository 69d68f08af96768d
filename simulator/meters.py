"""The power meters and devices of the site: which there are, and what each reads at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from simulator.genset import Genset
from simulator.loads import Load, Sum, server_load

UNITS = {
    "energy": "kWh",
    "power": "kW",
    "voltage": "V",
    "fuel": "L",
    "charge": "%",
    "runtime": "s",
    "heat": "kWh",
    "temperature": "Cel",
    "state": "",
}
COOLING = 1.28
"""What the incomers carry for each kW of the racks: cooling, losses, light [K]."""
HEAT_REUSED = 0.35
"""Of the racks' energy, given to the neighbours' heating network [K]."""

Reads = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Meter:
    """A source: how often it reports, and how each of its quantities reads."""

    source: str
    interval: int
    reads: Mapping[str, Reads]

    def readings(self, at: datetime) -> Iterator[dict[str, Any]]:
        """One reading a quantity; ids say source, quantity and instant, so that sent again they are the same."""
        for quantity, read in self.reads.items():
            yield {
                "id": f"{int(at.timestamp())}-{quantity}",
                "source": self.source,
                "quantity": quantity,
                "value": read(at),
                "unit": UNITS[quantity],
                "at": at.isoformat(),
            }


def meters(section: Mapping[str, Any]) -> list[Meter]:
    """All sources of the site file's `power:`."""
    racks: list[Meter] = []
    behind: dict[str, list[Load]] = {feed["id"]: [] for feed in section.get("feeds", ())}
    for row in section.get("racks", ()):
        for source, feed, load in _feeds_of(row):
            racks.append(_meter(source, row, ("energy", "power"), _electric(load, _digits(row))))
            behind.setdefault(feed, []).append(load)
    everything = [load for loads in behind.values() for load in loads]
    incomers = {feed["incomer"]: Sum(behind[feed["id"]], COOLING, 2e6) for feed in section.get("feeds", ())}
    engine = section.get("generator")
    genset = Genset(float(engine["nameplate_kw"]), float(engine["tank_litres"])) if engine else None
    return racks + [
        _meter(plan["id"], plan, plan["quantities"], _other(plan, incomers, everything, engine, genset))
        for plan in section.get("sources", ())
    ]


def _feeds_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Load]]:
    """Every meter of a row of racks, with its feed and load: each feed about half of the rack."""
    breaker_kw = row["breaker_amps"] * row.get("volts", 230) * row.get("phases", 1) / 1000
    first = row.get("first", 1)
    for number in range(first, first + row["count"]):
        rack = row.get("rack", "{row}{number}").replace("{row}", row["row"]).replace("{number}", f"{number:02}")
        rack_kw = breaker_kw * 0.8 * Random(rack).uniform(0.25, 0.6)
        for feed in row["feeds"]:
            source = row.get("source", "{rack}-{feed}").replace("{row}", row["row"])
            source = source.replace("{rack}", rack).replace("{feed}", feed)
            share = Random(source).uniform(0.47, 0.53) * 2 / len(row["feeds"])
            yield source, feed, server_load(source, rack_kw * share)


def _meter(source: str, plan: Mapping[str, Any], usual: Sequence[str], reads: Mapping[str, Reads]) -> Meter:
    wanted = plan.get("quantities", usual)
    return Meter(source, plan.get("interval_seconds", 60), {quantity: reads[quantity] for quantity in wanted})


def _electric(load: Load | Sum, digits: int) -> dict[str, Reads]:
    return {
        **_quiet(Random(0)),
        "energy": lambda at: f"{load.kwh(at) % 10**digits:.3f}",
        "power": lambda at: f"{load.kw(at):.3f}",
    }


def _other(
    plan: Mapping[str, Any],
    incomers: Mapping[str, Sum],
    racks: Sequence[Load],
    engine: Mapping[str, Any] | None,
    genset: Genset | None,
) -> Mapping[str, Reads]:
    """What stands at no rack: an incomer, the generator, the heat exchanger, or something quiet such as a UPS."""
    seed = Random(plan["id"])
    if plan["id"] in incomers:
        return _electric(incomers[plan["id"]], _digits(plan))
    if genset is not None and engine is not None and engine["source"] == plan["id"]:
        return {**_quiet(seed), **genset.reads(_digits(plan))}
    quiet = _quiet(seed)
    warm = Sum(racks, HEAT_REUSED, 5e5)
    return {**quiet, "heat": lambda at: f"{warm.kwh(at) % 10 ** _digits(plan):.3f}"}


def _quiet(seed: Random) -> dict[str, Reads]:
    """Readings of a calm day."""
    load = server_load(f"other-{seed.random()}", 5.0)
    warmth = server_load(f"warmth-{seed.random()}", 34.0)
    volts = server_load(f"volts-{seed.random()}", 1.0)
    return {
        "energy": lambda at: f"{load.kwh(at):.3f}",
        "power": lambda at: f"{load.kw(at):.3f}",
        "voltage": lambda at: f"{400 + 10 * (volts.kw(at) - 1):.1f}",
        "fuel": lambda _: "0",
        "charge": lambda _: "100",
        "runtime": lambda _: "900",
        "heat": lambda at: f"{load.kwh(at):.3f}",
        "temperature": lambda at: f"{warmth.kw(at):.1f}",
        "state": lambda _: "on",
    }


def _digits(plan: Mapping[str, Any]) -> int:
    return int(plan.get("register_digits", 9))
