"""Who and what a drill is played with: a quiet zone, somebody who may enter it, somebody else, two detectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from simulator.building import Building, Passage
from simulator.stories.speaking import Json, Speaking, StoryStoppedError


@dataclass(frozen=True, slots=True)
class Cast:
    """`detectors`: two of different technology; `way_in`, `way_out`: the last doors up to the zone, and back."""

    zone: str
    quiet_since: datetime
    detectors: tuple[str, str]
    pools: frozenset[str]
    person: str
    badge: Mapping[str, Any]
    other: str
    other_badge: Mapping[str, Any]
    way_in: tuple[Passage, ...]
    way_out: tuple[Passage, ...]

    @property
    def names(self) -> frozenset[str]:
        """By which an event is known to be of this drill."""
        return self.pools | {self.zone, self.person, self.way_in[-1].door, self.way_out[0].door}

    def concerned_by(self, event: Json) -> bool:
        """Whether an event names any of them."""
        return not _words(event).isdisjoint(self.names) or event["subject"] in self.names


def choose(
    speaking: Speaking, site: Mapping[str, Any], building: Building, zones: Iterable[Json], begin: datetime
) -> Cast:
    """An empty zone whose last alarm was over before `begin`, one with pools before others; else the quietest one.

    With it, people outside who may enter it. Raises `StoryStoppedError` where there is no such zone.
    """
    found: list[Cast] = []
    for zone in zones:
        detectors = _of_two_technologies(zone["detectors"])
        if zone["state"] != "QUIESCENT" or zone["occupancy"] or detectors is None or "DISABLED" in zone["conditions"]:
            continue
        people = list(_who_may(speaking, site["access"], building, zone["zone"]))
        if len(people) > 1:
            found.append(_cast(speaking, site, building, zone["zone"], detectors, people))
    if not found:
        raise StoryStoppedError("no fire zone is quiet and empty, with two people outside who may enter it")
    return min(found, key=lambda cast: (max(cast.quiet_since, begin), not cast.pools, cast.zone))


Entitled = tuple[str, Json, list[Passage]]
"""A person, their badge, and their way in."""


def _cast(
    speaking: Speaking,
    site: Mapping[str, Any],
    building: Building,
    zone: str,
    detectors: tuple[str, str],
    people: Sequence[Entitled],
) -> Cast:
    (person, badge, way), (other, other_badge, _) = people[:2]
    back = building.way(zone, building.outdoors, {passage.to for passage in way}) or []
    pools = frozenset(pool["id"] for pool in site["storage"]["pools"] if pool.get("zone") == zone)
    return Cast(
        zone, _quiet_since(speaking, zone), detectors, pools,
        person, badge, other, other_badge, tuple(way[-3:]), tuple(back[:3]),
    )  # fmt: skip


def _quiet_since(speaking: Speaking, zone: str) -> datetime:
    """When its last alarm was over; a zone without an alarm has been quiet for ever."""
    lines = speaking.items("desk", "fire", f"/v1/zones/{zone}/timeline")
    ends = [line["at"] for line in lines if line["what"] == "event" and "returned-to-quiescent" in line["name"]]
    return datetime.fromisoformat(max(ends)) if ends else datetime.min.replace(tzinfo=UTC)


def _of_two_technologies(detectors: Sequence[Json]) -> tuple[str, str] | None:
    first = detectors[0]
    other = next((d for d in detectors if d["technology"] != first["technology"]), None)
    return None if other is None else (first["device"], other["device"])


def _who_may(speaking: Speaking, access: Mapping[str, Any], building: Building, zone: str) -> Iterator[Entitled]:
    """People outside with a badge and rights at any hour to every zone on their way; the longest outside first."""
    badges = {badge["person"]: badge for badge in access["badges"]}
    outside: list[tuple[str, str, list[Passage]]] = []
    for person in access["people"]:
        rights = [r for r in access["rights"] if r["person"] == person["id"]]
        denied = any(right.get("deny") for right in rights)
        may = {right["zone"] for right in rights if not right.keys() & {"schedule", "from", "until"}}
        way = None if denied or person["id"] not in badges else building.way(building.outdoors, zone, may)
        if way:
            found = speaking.get("desk", "access", f"/v1/people/{person['id']}")
            if found["zone"] is None and found["ended_at"] is None:
                outside.append((found["since"] or "", person["id"], way))
    for _, id, way in sorted(outside, key=lambda one: one[:2]):
        yield id, badges[id], way


def _words(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_words(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(_words(one) for one in value))
    return {value} if isinstance(value, str) else set()
