"""What an outage is played with: two live ways of power, a generator that stands by, and somebody at a door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.stories.speaking import Json, Speaking, StoryStoppedError


@dataclass(frozen=True, slots=True)
class Way:
    """A feed, the source that meters it where it comes in, its volts, and what it carries (kW)."""

    feed: str
    incomer: str
    volts: int
    kw: float


@dataclass(frozen=True, slots=True)
class Plant:
    """`said_until`: the newest reading of any of these; older ones move nothing."""

    first: Way
    second: Way
    generator: str
    source: str
    upses: tuple[str, ...]
    door: str
    badge: Mapping[str, Any]
    said_until: datetime | None


def choose(speaking: Speaking, site: Mapping[str, Any]) -> Plant:
    """Raises `StoryStoppedError` where the site has no two feeds or no generator, or they are not as they should be."""
    power = site["power"]
    engine = power.get("generator")
    if engine is None or len(power["feeds"]) < 2:
        raise StoryStoppedError("an outage is played with two feeds and a generator; the site has not got them")
    seen = {one["feed"]: one for one in speaking.items("ops", "power", "/v1/feeds")}
    for plan in power["feeds"]:
        if seen[plan["id"]]["state"] != "live":
            raise StoryStoppedError(f"feed {plan['id']} is {seen[plan['id']]['state']}: no outage is played over it")
    state = speaking.get("ops", "power", "/v1/generator")["state"]
    if state != "standby":
        raise StoryStoppedError(f"the generator is {state}: no outage is played over it")
    first, second = (_way(plan, seen[plan["id"]]) for plan in power["feeds"][:2])
    door, badge = _who_may(site["access"])
    upses = tuple(node["id"] for node in power.get("nodes", ()) if node["kind"] == "ups")
    said_until = _newest(speaking, (first.incomer, second.incomer, engine["source"]))
    return Plant(first, second, engine["id"], engine["source"], upses, door, badge, said_until)


def _way(plan: Mapping[str, Any], seen: Json) -> Way:
    return Way(plan["id"], plan["incomer"], int(plan.get("nominal_volts", 400)), float(seen["load_kw"] or 0))


def _newest(speaking: Speaking, sources: Sequence[str]) -> datetime | None:
    found = [speaking.get("ops", "power", f"/v1/sources/{source}")["heard_at"] for source in sources]
    return max((datetime.fromisoformat(at) for at in found if at), default=None)


def _who_may(access: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The first door of the site, and a badge for it at any hour."""
    door = access["doors"][0]
    may = {r["person"] for r in access["rights"] if r["zone"] == door["to"] and not r.keys() & {"schedule", "deny"}}
    badge = next((one for one in access["badges"] if one["person"] in may), None)
    if badge is None:
        raise StoryStoppedError(f"nobody may enter {door['to']} at any hour")
    return door["id"], badge
