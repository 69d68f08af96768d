"""`chapelle demo outage`: one way of power is lost, the generator does not start by itself, then the other way is lost.

Nothing goes dark. What the site's devices say is told as it would be, up to five minutes ahead of the platform's clock,
so that the simulated meters, which go on saying that all is well, are of an older time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.runtime.topology import Addresses
from simulator.meters import UNITS
from simulator.stories.plant import Plant, Way, choose
from simulator.stories.speaking import Json, Speaking, StoryStoppedError
from simulator.stories.stream import head
from simulator.stories.telling import Telling, kind_of, time_of, timeline

PATIENCE = 30.0
"""Machine seconds until the services have told all."""
SOON = timedelta(seconds=1)
"""After what was told before."""
LASTS = 275
CLEAR, AHEAD = timedelta(seconds=15), timedelta(seconds=300 - LASTS - 5)
"""So far ahead of now the story begins, and at most. CLEAR: what the meters say while it is told is of an older time;
AHEAD: what is five minutes ahead is refused [public-face.md, HTTP]."""

LOST, FAILED, STARTED, BADGE, LOST_TOO, STILL = 0, 4, 24, 40, 60, 200
BACK, BACK_TOO, UNLOADED, STOPPED = 210, 230, 245, 275
"""Seconds of the story. STILL: until then nothing has changed."""

MUST_COME = {
    "power.feed-lost", "power.generator-failed-to-start", "power.generator-started", "power.redundancy-lost",
    "power.feed-restored", "power.redundancy-restored", "power.generator-retransferred", "power.generator-stopped",
    "access.badge-granted", "console.incident-opened", "console.incident-resolved",
}  # fmt: skip
FROM_UPSES = {"power.ups-on-battery", "power.ups-on-mains"}
CAUSES_FIRST = ("feed", "generator", "ups", "rack")
"""Power's entities whose facts are of the story; of one instant in this order."""
RULES = ("feed-lost", "generator-failed-to-start", "redundancy-lost", "ups-on-battery")

Read = tuple[int, str, str, float | str]
"""Second of the story, source, quantity, value."""


@dataclass(slots=True)
class Outage:
    """The story: what it is played with, and when the first way is lost."""

    speaking: Speaking
    plant: Plant
    begin: datetime
    telling: Telling

    def at(self, seconds: float) -> str:
        return (self.begin + timedelta(seconds=seconds)).isoformat()

    def reads(self, *said: Iterable[Read]) -> None:
        """Readings of the story, in one batch."""
        readings = [
            {
                "id": f"outage-{self.begin.timestamp():.0f}-{second}-{quantity}", "source": source,
                "quantity": quantity, "value": f"{value}", "unit": UNITS[quantity], "at": self.at(second),
            }
            for one in said
            for second, source, quantity, value in one
        ]  # fmt: skip
        self.speaking.signals("power", "/v1/readings", "readings", readings)

    def generator(self, second: int, state: str, kw: float) -> list[Read]:
        return [(second, self.plant.source, "state", state), (second, self.plant.source, "power", f"{kw:.1f}")]


def dead(way: Way, *seconds: int) -> list[Read]:
    """A way that carries nothing then."""
    said = (("state", "off"), ("voltage", 0), ("power", 0))
    return [(second, way.incomer, quantity, value) for second in seconds for quantity, value in said]


def live(way: Way, second: int) -> list[Read]:
    said = (("state", "on"), ("voltage", way.volts), ("power", f"{way.kw:.3f}"))
    return [(second, way.incomer, quantity, value) for quantity, value in said]


def play(
    at: Addresses,
    token: Callable[[str], str],
    site: Mapping[str, Any],
    out: Callable[[str], None],
    as_json: bool,
) -> int:
    """Plays it; 0, or 1 with a sentence where the platform refuses or a reaction does not come in time."""
    with Speaking(at, token) as speaking:
        try:
            outage = _prepared(speaking, site, (lambda _: None) if as_json else out)
            dark = _act(outage)
            must_come = MUST_COME | (FROM_UPSES if outage.plant.upses else set())
            events = sorted(outage.telling.whole(must_come, PATIENCE), key=_cause_first)
        except StoryStoppedError as stopped:
            out(json.dumps({"failed": str(stopped)}, ensure_ascii=False) if as_json else f"  {stopped}")
            return 1
        if as_json:
            told = {"begin": outage.begin.isoformat(), "events": events, "both_lost": dark}
            out(json.dumps({**told, "seconds": round(speaking.seconds, 1)}, ensure_ascii=False))
        else:
            _show(outage, dark, events, out)
        return 0


def _prepared(speaking: Speaking, site: Mapping[str, Any], out: Callable[[str], None]) -> Outage:
    plant = choose(speaking, site)
    now = speaking.now()
    begin = max(now + CLEAR, (plant.said_until or now) + SOON)
    if begin > now + AHEAD:
        out(f"  an outage was told up to {begin:%H:%M:%S} UTC; the next one begins then")
    speaking.until(lambda: begin <= speaking.now() + AHEAD, "what was said ahead of now is past", 600)
    return Outage(speaking, plant, begin, Telling(speaking, head(speaking), lambda event: _concerns(event, plant)))


def _act(outage: Outage) -> Json:
    """The outage itself; how the site stood while both ways were lost."""
    plant, speaking = outage.plant, outage.speaking
    first, second, both = plant.first, plant.second, plant.first.kw + plant.second.kw
    outage.reads(
        dead(first, LOST),
        [(FAILED, plant.source, "state", "fault")],
        outage.generator(STARTED, "on", first.kw),
    )
    check = speaking.post("device", "access", "/v1/checks", {
        "door": plant.door, "direction": "in", "at": outage.at(BADGE),
        "credential": {"format": "H10301", "facility": plant.badge["facility"], "card": plant.badge["card"]},
    })  # fmt: skip
    if check["decision"] != "granted":
        raise StoryStoppedError(f"{plant.badge['person']} is refused at {plant.door}: {check['reason']}")
    outage.reads(dead(second, LOST_TOO, STILL), dead(first, STILL), outage.generator(LOST_TOO, "on", both))
    outage.reads(outage.generator(STILL, "on", both))
    stood = _both_lost(outage)
    outage.reads(
        live(second, BACK), live(first, BACK_TOO), outage.generator(UNLOADED, "on", 0),
        outage.generator(STOPPED, "off", 0),
    )  # fmt: skip
    return stood


def _both_lost(outage: Outage) -> Json:
    """What power says of the site then, and what if the generator were lost too."""
    speaking, plant = outage.speaking, outage.plant
    feeds = {one["feed"]: one["state"] for one in speaking.items("ops", "power", "/v1/feeds")}
    generator = speaking.get("ops", "power", "/v1/generator")
    without = speaking.get("ops", "power", "/v1/what-if", lose=plant.generator)
    behind = [one for one in speaking.items("ops", "power", "/v1/nodes") if one["kind"] != "utility"]
    return {
        "feeds": feeds, "autonomy_hours": generator["autonomy_hours"], "fuel_litres": generator["fuel_litres"],
        "nodes": len(behind), "nodes_without_power": sum(one["state"] == "dead" for one in behind),
        "racks_without_generator": len(without["racks"]),
    }  # fmt: skip


def _concerns(event: Json, plant: Plant) -> bool:
    """Whether it is of the story: of power's plant, an incident that comes of it, or the badge."""
    service, entity = event["topic"].split(".")[1:3]
    if service == "power":
        ids = {plant.first.feed, plant.second.feed, plant.generator, *plant.upses}
        return entity == "rack" or (entity in CAUSES_FIRST and event["subject"] in ids)
    if service == "console":
        return event["data"].get("rule") in RULES
    return kind_of(event) == "access.badge-granted" and event["data"]["person"] == plant.badge["person"]


def _cause_first(event: Json) -> tuple[datetime, int]:
    entity = event["topic"].split(".")[2]
    return time_of(event), CAUSES_FIRST.index(entity) if entity in CAUSES_FIRST else len(CAUSES_FIRST)


def _show(outage: Outage, stood: Json, events: list[Json], out: Callable[[str], None]) -> None:
    plant = outage.plant
    out(f"\n  {plant.first.feed} is lost at {outage.begin:%Y-%m-%d %H:%M:%S} UTC, {plant.second.feed} a minute later\n")
    for line in timeline(events, outage.begin):
        out(line)
    lost = ", ".join(f"{feed} {state}" for feed, state in stood["feeds"].items())
    hours = "unknown" if stood["autonomy_hours"] is None else f"{stood['autonomy_hours']:.0f} h"
    out(f"\n  while both were lost: {lost}; {stood['nodes_without_power']} of {stood['nodes']} boards without power, "
        f"fuel for {hours} ({stood['fuel_litres']} L)")  # fmt: skip
    out(f"  had the generator stopped then: {stood['racks_without_generator']} racks without power")
    out(f"  {len(events)} events of {len({kind_of(event) for event in events})} kinds, "
        f"told in {outage.speaking.seconds:.1f} s\n")  # fmt: skip
