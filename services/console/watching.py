"""What one event does in the console: it gets a position, is held against the rules, and moves the board."""

from __future__ import annotations

import json
from typing import Any

from libs.events import Envelope
from services.console.domain.about import about
from services.console.domain.expired import is_expiry
from services.console.domain.incident import Cause, Group, Incident, open_incident
from services.console.domain.rules import Fact, Rule, cleared_by, opened_by, rule_of
from services.console.domain.seen import Counter, Seen, at_position
from services.console.forgetting import expired, forget_words_later, hear_expiry
from services.console.showing import show
from services.console.store import ConsoleUnit


def keep(envelope: Envelope, unit: ConsoleUnit) -> None:
    """Raises `ValueError` when the event's data is no JSON object."""
    fact = Fact(envelope.type, envelope.subject, fields_of(envelope))
    counter = unit.counters.get("seen") or Counter()
    position = counter.last + 1
    unit.put(Counter(last=position))
    seen = Seen.of(envelope, position, unit.now, about(envelope.subject, fact.data))
    unit.put(seen.expired() if expired(unit).holds(seen) else seen)
    if is_expiry(envelope.type):
        hear_expiry(fact, envelope, unit)
    watch(fact, envelope, position, unit)
    show(fact, envelope, unit)


def watch(fact: Fact, envelope: Envelope, position: int, unit: ConsoleUnit) -> None:
    """Ends, opens or adds to the incidents that the rules name; of the console's own, letters alone."""
    cause = Cause.of(envelope)
    for rule in cleared_by(fact):
        incident = now_open(rule, fact, unit)
        told, events = incident.cleared(rule.member_of(fact), cause) if incident else (None, ())
        if told is not None and told is not incident:
            unit.save((told, events))
            settle_if_over(told, unit)
    for rule, priority in opened_by(fact):
        incident = now_open(rule, fact, unit)
        leader = leading(rule, fact, unit) if incident is None else None
        if leader is not None:
            unit.save(leader.joined(leader.subject, leader.priority, cause, drill=fact.drill))
        elif incident is None:
            id = f"inc-{at_position(position)}"
            unit.save(open_incident(id, rule, priority, fact, cause, drill=fact.drill))
            unit.put(Group(Group.id_of(rule, fact), id))
        else:
            newest = "" if rule.gathers else rule.detail_of(fact)
            unit.save(incident.joined(rule.member_of(fact), priority, cause, drill=fact.drill, detail=newest))


def now_open(rule: Rule, fact: Fact, unit: ConsoleUnit) -> Incident | None:
    """The incident of this rule and key that is not over."""
    group = unit.groups.get(Group.id_of(rule, fact))
    return unit.incidents.get(group.incident) if group and group.incident else None


def leading(rule: Rule, fact: Fact, unit: ConsoleUnit) -> Incident | None:
    """The open incident that takes this fact in."""
    return next((found for id in rule.follows if (found := now_open(rule_of(id), fact, unit))), None)


def settle_if_over(incident: Incident, unit: ConsoleUnit) -> None:
    """The next fact of its group opens a new one; what people said of it has its time."""
    if incident.state == "resolved":
        unit.groups.get(incident.group)
        unit.put(Group(incident.group))
        forget_words_later(incident, unit)


def fields_of(envelope: Envelope) -> dict[str, Any]:
    """The fields of an event's data."""
    fields = json.loads(envelope.data)
    if not isinstance(fields, dict):
        raise ValueError(f"the data of {envelope.type} is no JSON object")
    return fields
