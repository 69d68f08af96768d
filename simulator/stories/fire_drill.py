"""`chapelle demo fire-drill`: somebody is inside when two detectors alarm; out, gas, air, sign-off, doors secured.

It is declared as the exercise that it is: every fact of fire says so, and billing opens no service-credit window.

It is played into the last quarter of an hour of the platform's time, so that ten minutes of flooding need no waiting.
Each time in a zone whose last alarm was over before that; the panel is MANUAL_ONLY as long as somebody is inside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from libs.runtime.topology import Addresses
from simulator.building import Building, Passage
from simulator.stories.cast import Cast, choose
from simulator.stories.speaking import Json, Speaking, StoryStoppedError
from simulator.stories.stream import head
from simulator.stories.telling import Telling, kind_of, timeline

PATIENCE = 20.0
"""Machine seconds until one service has heard of another."""
FLOODED = timedelta(seconds=600)
"""Hold time at least [R, domain.md]; the site file may say longer."""

HEARD, MANUAL, ENTERS = -120, -60, (-100, -80, -50)
FIRST_ALARM, SECOND_ALARM, REFUSED, LEAVES, AUTOMATIC, FLOW = 0, 12, 20, (30, 45, 60), 80, 113
AIRED = 30
"""Seconds from the first alarm, on both sides of it; AIRED: from the end of the flooding to the panel's reset."""

MUST_COME = (
    "access.person-entered", "access.doors-released", "access.badge-denied",
    "access.doors-secured", "console.incident-opened", "console.incident-resolved",
    "fire.drill-started", "fire.pre-activated", "fire.activated", "fire.released",
    "fire.ventilating", "fire.oxygen-alarm", "fire.oxygen-evacuate", "fire.oxygen-alarm-ended",
    "fire.panel-reset", "fire.returned-to-quiescent", "fire.drill-ended", "fire.act-entered",
)  # fmt: skip
SAID_AS_ONE = (
    "fire.activated", "fire.released", "access.doors-released", "access.badge-denied", "access.doors-secured",
    "storage.parked", "storage.unparked",
)  # fmt: skip
"""What an exercise brings about says that it is one."""
FROM_POOLS = ("storage.parked", "storage.unparked")
ONCE_FROZEN = "access.muster-frozen"
"""Not told again where another zone's alarm is not secured yet."""


@dataclass(slots=True)
class Drill:
    """The story: who plays, where, and when the first detector alarms."""

    speaking: Speaking
    cast: Cast
    first_alarm: datetime
    flooded: timedelta
    telling: Telling
    must_come: frozenset[str]

    def at(self, seconds: float) -> datetime:
        return self.first_alarm + timedelta(seconds=seconds)

    def seconds(self, at: datetime) -> float:
        return (at - self.first_alarm).total_seconds()

    def panel(self, device: str, kind: str, seconds: float, value: float | None = None) -> None:
        at = self.at(seconds)
        signal: Json = {
            "id": f"{int(at.timestamp() * 1000)}-{kind}", "zone": self.cast.zone, "device": device, "kind": kind,
            "at": at.isoformat(),
        }  # fmt: skip
        if value is not None:
            signal["value"] = value
        self.speaking.signals("fire", "/v1/panel-signals", "signals", [signal])

    def walk(self, way: tuple[Passage, ...], seconds: tuple[int, ...]) -> None:
        """Through each door at its second: the badge, the door that opens, the door that closes."""
        for passage, second in zip(way, seconds[-len(way) :], strict=True):
            check = self.badge(self.cast.badge, passage, second)
            if check["decision"] != "granted":
                raise StoryStoppedError(f"{self.cast.person} is refused at {passage.door}: {check['reason']}")
            moves = [
                {"id": f"{check['id']}-{kind}", "door": passage.door, "kind": kind, "at": self.at(at).isoformat()}
                for kind, at in (("opened", second + 2), ("closed", second + 5))
            ]
            self.speaking.signals("access", "/v1/door-signals", "signals", moves)

    def badge(self, badge: Mapping[str, Any], passage: Passage, seconds: float) -> Json:
        return self.speaking.post("device", "access", "/v1/checks", {
            "door": passage.door,
            "direction": passage.direction,
            "credential": {"format": "H10301", "facility": badge["facility"], "card": badge["card"]},
            "at": self.at(seconds).isoformat(),
        })  # fmt: skip

    def zone(self) -> Json:
        return self.speaking.get("desk", "fire", f"/v1/zones/{self.cast.zone}")

    def muster(self) -> Json:
        return self.speaking.get("desk", "access", "/v1/muster")


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
            drill = _prepared(speaking, site)
            _act(drill)
            events = drill.telling.whole(drill.must_come, PATIENCE)
            _expect_an_exercise(events)
            _expect_no_credit_window(drill)
        except StoryStoppedError as stopped:
            out(json.dumps({"failed": str(stopped)}, ensure_ascii=False) if as_json else f"  {stopped}")
            return 1
        if as_json:
            out(json.dumps({
                "zone": drill.cast.zone, "person": drill.cast.person, "first_alarm": drill.first_alarm.isoformat(),
                "events": events, "service_credit_window": None, "seconds": round(speaking.seconds, 1),
            }, ensure_ascii=False))  # fmt: skip
        else:
            _show(drill, events, out)
        return 0


def _prepared(speaking: Speaking, site: Mapping[str, Any]) -> Drill:
    now = speaking.now()
    flooded = max(timedelta(seconds=zone.get("flooding_seconds", 0)) for zone in site["fire"]["zones"])
    flooded = max(FLOODED, flooded)
    lasts = timedelta(seconds=FLOW + AIRED + 5) + flooded
    before = timedelta(seconds=5 - HEARD)
    zones = list(speaking.items("desk", "fire", "/v1/zones"))
    cast = choose(speaking, site, Building.of(site["access"]), zones, now - lasts - before)
    first_alarm = now - lasts
    if cast.quiet_since > first_alarm - before:
        first_alarm = cast.quiet_since + before
        speaking.until(
            lambda: speaking.now() >= first_alarm + lasts, f"{cast.zone} has been quiet for long enough", 1200
        )
    frozen = speaking.get("desk", "access", "/v1/muster")["frozen"]
    must_come = {*MUST_COME, *(FROM_POOLS if cast.pools else ()), *(() if frozen else (ONCE_FROZEN,))}
    telling = Telling(speaking, head(speaking), cast.concerned_by)
    return Drill(speaking, cast, first_alarm, flooded, telling, frozenset(must_come))


def _act(drill: Drill) -> None:
    """The drill itself. What follows a reaction of another service waits for it."""
    speaking, cast = drill.speaking, drill.cast
    drill.panel("panel", "contact_restored", HEARD)
    if drill.zone()["drill"] is None:  # else a story that stopped has left one
        declared = {"by": cast.other, "note": "Exercice d'évacuation", "minutes": 60, "at": drill.at(HEARD).isoformat()}
        speaking.post("desk", "fire", f"/v1/zones/{cast.zone}/drill", declared)
    drill.panel("panel", "manual_only", MANUAL)
    drill.walk(cast.way_in, ENTERS)
    speaking.until(lambda: drill.zone()["occupancy"], f"fire knows that {cast.person} is inside", PATIENCE)
    drill.panel(cast.detectors[0], "alarm", FIRST_ALARM)
    drill.panel(cast.detectors[1], "alarm", SECOND_ALARM)
    speaking.until(lambda: drill.muster()["frozen"], "doors released and muster frozen", PATIENCE)
    drill.badge(cast.other_badge, cast.way_in[-1], REFUSED)
    drill.walk(cast.way_out, LEAVES)
    for person in drill.muster()["unaccounted"]:
        speaking.post("desk", "access", f"/v1/muster/{person}", {"status": "safe", "by": cast.other})
    speaking.until(lambda: not drill.zone()["occupancy"], "fire knows that nobody is inside", PATIENCE)
    drill.panel("panel", "automatic", AUTOMATIC)
    drill.panel("panel", "flow", FLOW)
    speaking.until(lambda: drill.zone()["state"] == "VENTILATING", "the end of the flooding", PATIENCE)
    _air(drill, FLOW + drill.flooded.total_seconds())
    note = {"by": cast.other, "note": "Exercice : locaux aérés, personne à l'intérieur"}
    speaking.post("desk", "fire", f"/v1/zones/{cast.zone}/sign-off", note)
    speaking.until(
        lambda: drill.telling.seen("fire.returned-to-quiescent") and _secured(drill), "the doors secured", PATIENCE
    )
    speaking.post("desk", "fire", f"/v1/zones/{cast.zone}/drill/end", {"by": cast.other})


def _air(drill: Drill, over: float) -> None:
    """Little oxygen, enough, the panel's reset, after the second when the flooding is over. Where the zone was measured
    since, after that, and faster: the newest reading decides."""
    measured, now = drill.zone()["oxygen_at"], drill.seconds(drill.speaking.now())
    begin = over if measured is None else max(over, drill.seconds(datetime.fromisoformat(measured)))
    step = min(AIRED, now - begin) / 3
    drill.panel("panel", "oxygen", begin + step, 16.4)
    drill.panel("panel", "oxygen", begin + 2 * step, 20.8)
    drill.panel("panel", "reset", begin + 3 * step)


def _secured(drill: Drill) -> bool:
    """Access refuses until it has heard of the sign-off."""
    zone = drill.speaking.get("desk", "access", f"/v1/zones/{drill.cast.zone}")
    if zone["alarm"] != "none":
        return False
    drill.speaking.post("desk", "access", f"/v1/zones/{drill.cast.zone}/secure", {"by": drill.cast.other})
    return True


def _expect_an_exercise(events: list[Json]) -> None:
    """Raises `StoryStoppedError` where somebody took it for real."""
    real = {kind_of(event) for event in events if kind_of(event) in SAID_AS_ONE and not event["data"]["drill"]}
    if real:
        raise StoryStoppedError(f"told as if it were real: {', '.join(sorted(real))}")


def _expect_no_credit_window(drill: Drill) -> None:
    """Raises `StoryStoppedError` where billing keeps one of this exercise."""
    windows = drill.speaking.items("billing", "billing", "/v1/service-credit-windows")
    began = [datetime.fromisoformat(window["opened_at"]) for window in windows if window["zone"] == drill.cast.zone]
    if any(opened_at >= drill.at(HEARD) for opened_at in began):
        raise StoryStoppedError("billing opened a service-credit window for an exercise")


def _show(drill: Drill, events: list[Json], out: Callable[[str], None]) -> None:
    cast = drill.cast
    out(f"\n  Exercise in {cast.zone}, {cast.person} inside; first alarm {drill.first_alarm:%Y-%m-%d %H:%M:%S} UTC\n")
    for line in timeline(events, drill.first_alarm):
        out(line)
    out("\n  billing opened no service-credit window: it was an exercise")
    out(f"  {len(events)} events of {len({kind_of(event) for event in events})} kinds, "
        f"told in {drill.speaking.seconds:.1f} s\n")  # fmt: skip
