"""Which facts open an incident, how urgent it is, and which facts close it again: one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from libs.events import Value
from libs.events.services import SERVICES
from services.console.domain.priority import Priority

TOP, HIGH, MEDIUM, LOW = Priority


class Fact(Value):
    """What the rules look at in an event: `type`: `fr.chapelle.<service>.<fact>.v<n>`, `data`: its fields."""

    type: str
    subject: str
    data: Mapping[str, Any]

    @property
    def service(self) -> str:
        return self.type.split(".")[2]

    @property
    def names(self) -> tuple[str, ...]:
        """How the table may call it: `storage.parked`, and by what it says: `… full`, `… failed`, `… about fire`."""
        _, _, service, fact, _ = self.type.split(".")
        plain = f"{service}.{fact}"
        return (
            plain,
            *((f"{plain} {self.data['state']}",) if "state" in self.data else ()),
            *((f"{plain} {self.data['verdict']}",) if "verdict" in self.data else ()),
            *((f"{plain} about {self._letter_from}",) if "event_type" in self.data else ()),
        )

    @property
    def drill(self) -> bool:
        """Whether it says that it happened in an exercise. What stands when one ends is real."""
        return self.data.get("drill") is True and self.names[0] != "fire.drill-ended"

    @property
    def _letter_from(self) -> str:
        """The service whose event waits as a letter; empty when it is no event."""
        kind = str(self.data["event_type"]).split(".")
        return kind[2] if kind[:2] == ["fr", "chapelle"] and len(kind) == 5 else ""


class Rule(Value):
    """`opens`: fact → priority; `clears`: facts that end it by themselves, none where a person has to.

    `about` names the field that says what the incident is about, else the event's subject is; with `gathers`
    all of a service are one incident, for their common cause comes first. `member` names the field of what is
    counted in it. `detail` names the field that says more: of the first cause where it gathers, else of the newest.
    `follows`: rules whose open incident of the same subject takes its facts in, because there they are to be expected.
    """

    id: str
    opens: Mapping[str, Priority]
    clears: tuple[str, ...] = ()
    about: str = ""
    gathers: bool = False
    member: str = ""
    detail: str = ""
    follows: tuple[str, ...] = ()

    def subject_of(self, fact: Fact) -> str:
        return fact.service if self.gathers else str(fact.data.get(self.about) or fact.subject)

    def member_of(self, fact: Fact) -> str:
        return str(fact.data.get(self.member) or fact.subject)

    def detail_of(self, fact: Fact) -> str:
        return str(fact.data.get(self.detail) or "")[:200] if self.detail else ""


def rule_of(id: str) -> Rule:
    return next(one for one in RULES if one.id == id)


def everywhere(fact: str) -> tuple[str, ...]:
    """A fact that every service has."""
    return tuple(f"{service}.{fact}" for service in SERVICES)


def letters() -> dict[str, Priority]:
    """What waits at a door or a panel, or came from one, pages a person rather than wait unseen."""
    lives = ("access", "fire")
    found = {f"{s}.letter-waiting": HIGH if s in lives else MEDIUM for s in SERVICES}
    return found | {f"{s}.letter-waiting about {origin}": HIGH for s in SERVICES for origin in lives}


def outlasting(priority: Priority, *states: str) -> dict[str, Priority]:
    """A zone in such a state when its exercise ends: real from then on, though it began as none."""
    return {f"fire.drill-ended {state}": priority for state in states}


RULES = (
    # Lives. What the panel decides is the panel's; a person ends what a person has to have looked at.
    Rule(
        "activated",
        {"fire.activated": TOP, **outlasting(TOP, "ACTIVATED", "RELEASED", "VENTILATING")},
        ("fire.returned-to-quiescent",),
    ),
    Rule("occupied-above-noael", {"fire.occupied-above-noael": TOP}, ("fire.occupied-above-noael-ended",)),
    Rule(
        "oxygen-evacuate",
        {"fire.oxygen-evacuate": TOP},
        ("fire.oxygen-evacuate-ended",),
        detail="oxygen_percent",
        follows=("activated",),
    ),
    Rule("duress", {"access.duress": TOP}, about="door"),
    Rule("release-not-confirmed", {"fire.release-not-confirmed": TOP}, ("fire.returned-to-quiescent",)),
    # An alarm that became a greater one is followed there, not twice.
    Rule(
        "pre-activated",
        {"fire.pre-activated": HIGH, **outlasting(HIGH, "PRE_ACTIVATED")},
        ("fire.returned-to-quiescent", "fire.activated"),
        detail="device",
    ),
    Rule(
        "oxygen-alarm",
        {"fire.oxygen-alarm": HIGH},
        ("fire.oxygen-alarm-ended",),
        detail="oxygen_percent",
        follows=("activated",),
    ),
    Rule(
        "cylinder-leak",
        {"fire.cylinder-leak": MEDIUM},
        ("fire.cylinder-leak-ended",),
        member="device",
        detail="loss_percent",
    ),
    Rule("maintenance-due", {"fire.maintenance-due": LOW}, ("fire.maintenance-done",), member="task"),
    Rule("fire-fault", {"fire.fault": MEDIUM}, ("fire.fault-restored",), member="device"),
    Rule("fire-contact-lost", {"fire.contact-lost": HIGH}, ("fire.contact-restored",), member="device"),
    # Doors.
    Rule("door-forced", {"access.door-forced": HIGH}),
    Rule("door-tampered", {"access.door-tampered": HIGH}),
    Rule("door-held-open", {"access.door-held-open": MEDIUM}, ("access.door-closed",)),
    # People inside.
    Rule("escort-missing", {"access.escort-missing": HIGH}, ("access.escort-restored",)),
    Rule("visit-overstayed", {"access.visit-overstayed": LOW}, about="zone"),
    # Power.
    Rule("feed-lost", {"power.feed-lost": HIGH}, ("power.feed-restored",)),
    Rule("generator-failed-to-start", {"power.generator-failed-to-start": HIGH}, ("power.generator-started",)),
    Rule("autonomy-low", {"power.autonomy-low": HIGH}, ("power.autonomy-restored",), detail="autonomy_hours"),
    Rule("redundancy-lost", {"power.redundancy-lost": MEDIUM}, ("power.redundancy-restored",), gathers=True),
    Rule("source-silent", {"power.source-silent": LOW}, ("power.source-heard",), gathers=True),
    Rule(
        "generator-test-overdue",
        {"power.generator-test-overdue": MEDIUM},
        ("power.generator-test-caught-up",),
        member="kind",
        detail="kind",
    ),
    Rule(
        "generator-test-failed",
        {"power.generator-tested failed": MEDIUM, "power.generator-tested unproven": LOW},
        ("power.generator-tested passed",),
        member="kind",
        detail="why",
    ),
    Rule("wet-stacking", {"power.wet-stacking-risk": LOW}, ("power.generator-tested passed",), detail="load_percent"),
    Rule("ups-on-battery", {"power.ups-on-battery": HIGH}, ("power.ups-on-mains",), gathers=True),
    Rule("ups-runtime-short", {"power.ups-runtime-short": MEDIUM}, ("power.ups-runtime-restored",)),
    Rule("ups-battery-worn", {"power.ups-battery-worn": LOW}, ("power.ups-battery-renewed",), detail="health_percent"),
    Rule("meters-disagree", {"power.meters-disagree": LOW}, ("power.meters-agree",), gathers=True),
    # Storage.
    Rule(
        "pool-filling",
        {
            "storage.pool-filling": LOW,
            "storage.pool-state-changed nearfull": LOW,
            "storage.pool-state-changed backfillfull": MEDIUM,
            "storage.pool-state-changed full": HIGH,
        },
        ("storage.pool-state-changed ok",),
    ),
    Rule("parked", {"storage.parked": MEDIUM}, ("storage.unparked",), gathers=True),
    # The platform itself.
    Rule("letter-waiting", letters(), everywhere("letter-cleared"), gathers=True, detail="reason"),
    Rule(
        "stream-stalled",
        dict.fromkeys(everywhere("stream-stalled"), HIGH),
        everywhere("stream-resumed"),
        gathers=True,
        detail="reason",
    ),
)


def cleared_by(fact: Fact) -> list[Rule]:
    """The rules of which this fact ends an incident."""
    return [rule for name in fact.names for rule in _CLEARING.get(name, ())]


def opened_by(fact: Fact) -> list[tuple[Rule, Priority]]:
    """The rules of which this fact opens an incident or joins the open one, each with its priority."""
    found: dict[str, tuple[Rule, Priority]] = {}
    for name in fact.names:
        for rule in _OPENING.get(name, ()):
            priority = rule.opens[name]
            if rule.id not in found or priority.above(found[rule.id][1]):
                found[rule.id] = rule, priority
    return list(found.values())


_OPENING = {name: [rule for rule in RULES if name in rule.opens] for rule in RULES for name in rule.opens}
_CLEARING = {name: [rule for rule in RULES if name in rule.clears] for rule in RULES for name in rule.clears}
