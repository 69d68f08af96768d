"""The power meters and devices of the site: which there are, and what each reads at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from simulator.genset import Genset, under_test
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
    "water": "L",
    "state": "",
}
COOLING = 1.28
"""What the incomers carry for each kW of the racks: cooling, losses, light [K]."""
LOST_IN_UNITS = 1.004
"""What a row's distribution unit carries for each kW of its racks [K]."""
UPS_RUNTIME = 900
"""Seconds that a UPS lasts at the mean load of its racks; at twice the load half as long [K]."""
WATER_LITRES = 0.4
"""What cooling takes for each kWh of the racks [K]."""
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
    found: list[Meter] = []
    behind: dict[str, list[Load]] = defaultdict(list)
    for row in section.get("racks", ()):
        units: dict[str, list[Load]] = defaultdict(list)
        for source, feed, load in _feeds_of(row):
            found.append(_meter(source, row, ("energy", "power"), _electric(load, _digits(row))))
            units[feed].append(load)
        for feed, loads in units.items():
            behind[feed] += loads
            if pdu := row.get("pdu"):
                behind[_named(pdu["from"], row, feed)] += loads
                if pdu.get("metered"):
                    id, whole = _named(pdu.get("id", "pdu-{row}-{feed}"), row, feed), Sum(loads, LOST_IN_UNITS, 1e5)
                    found.append(_meter(id, row, ("energy", "power"), _electric(whole, _digits(row))))
    return found + [_meter(plan["id"], plan, plan["quantities"], reads) for plan, reads in _others(section, behind)]


def _others(
    section: Mapping[str, Any], behind: Mapping[str, Sequence[Load]]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Reads]]]:
    """What stands at no rack: incomers, UPS, cooling, the generator, the heat exchanger, or something quiet."""
    feeds = {feed["incomer"]: behind.get(feed["id"], ()) for feed in section.get("feeds", ())}
    racks = [load for loads in feeds.values() for load in loads]
    nodes = {node["source"]: node for node in section.get("nodes", ()) if "source" in node}
    engine = section.get("generator")
    for plan in section.get("sources", ()):
        id, digits, quiet = plan["id"], _digits(plan), _quiet(Random(plan["id"]))
        warm, wet = Sum(racks, HEAT_REUSED, 5e5), Sum(racks, WATER_LITRES, 2e5)
        node = nodes.get(id, {"kind": ""})
        if id in feeds:
            yield plan, _electric(Sum(feeds[id], COOLING, 2e6), digits)
        elif engine and engine["source"] == id:
            genset = Genset(float(engine["nameplate_kw"]), float(engine["tank_litres"]))
            yield plan, {**quiet, **genset.reads(digits)}
        elif node["kind"] in ("ats", "sts"):
            yield plan, {**quiet, "state": lambda at: "test" if under_test(at) else "on"}
        elif node["kind"] == "cooling":
            yield plan, _electric(Sum(racks, COOLING - 1, 3e5), digits)
        elif node["kind"] == "ups":
            yield plan, {**quiet, **_ups(behind.get(node["id"], ()))}
        else:
            heat_and_water = {"heat": partial(_register, warm, digits), "water": partial(_register, wet, digits)}
            yield plan, {**quiet, **heat_and_water}


def _ups(racks: Sequence[Load]) -> dict[str, Reads]:
    load = Sum(racks, LOST_IN_UNITS, 0)
    mean = LOST_IN_UNITS * sum(one.mean_kw for one in racks)
    return {
        "power": lambda at: f"{load.kw(at):.3f}",
        "runtime": lambda at: f"{UPS_RUNTIME * mean / load.kw(at):.0f}",
    }


def _register(load: Load | Sum, digits: int, at: datetime) -> str:
    return f"{load.kwh(at) % 10**digits:.3f}"


def _named(pattern: str, row: Mapping[str, Any], feed: str) -> str:
    return pattern.replace("{row}", row["row"]).replace("{feed}", feed)


def _feeds_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Load]]:
    """Every meter of a row of racks, with its feed and load: each feed about half of the rack."""
    breaker_kw = row["breaker_amps"] * row.get("volts", 230) * row.get("phases", 1) / 1000
    first = row.get("first", 1)
    for number in range(first, first + row["count"]):
        rack = row.get("rack", "{row}{number}").replace("{row}", row["row"]).replace("{number}", f"{number:02}")
        rack_kw = breaker_kw * 0.8 * Random(rack).uniform(0.25, 0.6)
        for feed in row["feeds"]:
            source = _named(row.get("source", "{rack}-{feed}").replace("{rack}", rack), row, feed)
            share = Random(source).uniform(0.47, 0.53) * 2 / len(row["feeds"])
            yield source, feed, server_load(source, rack_kw * share)


def _meter(source: str, plan: Mapping[str, Any], usual: Sequence[str], reads: Mapping[str, Reads]) -> Meter:
    wanted = plan.get("quantities", usual)
    return Meter(source, plan.get("interval_seconds", 60), {quantity: reads[quantity] for quantity in wanted})


def _electric(load: Load | Sum, digits: int) -> dict[str, Reads]:
    return {
        **_quiet(Random(0)),
        "energy": partial(_register, load, digits),
        "power": lambda at: f"{load.kw(at):.3f}",
    }


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
        "water": lambda at: f"{load.kwh(at):.3f}",
        "temperature": lambda at: f"{warmth.kw(at):.1f}",
        "state": lambda _: "on",
    }


def _digits(plan: Mapping[str, Any]) -> int:
    return int(plan.get("register_digits", 9))
