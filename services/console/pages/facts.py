"""What an event says, in French words: for timelines that people read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.console.pages.fact_names import FACTS, OF_ANY
from services.console.pages.french import instant

FIELDS: Mapping[str, str] = {
    "zone": "zone", "device": "appareil", "devices": "appareils", "cause": "cause", "person": "personne",
    "people": "personnes", "count": "présents", "door": "porte", "doors": "portes", "reason": "motif", "by": "par",
    "note": "note", "pool": "ensemble", "rule": "règle", "priority": "priorité", "incident": "alarme",
    "why": "pourquoi", "kind": "nature", "state": "état", "release_at": "émission à", "how": "comment",
    "flooding_until": "noyage jusqu’à", "oxygen_percent": "O2 %", "loss_percent": "perte %", "task": "tâche",
    "until": "jusqu’à",
}  # fmt: skip
"""Labels of what is shown; the rest is in the JSON."""


def name_of(type: str) -> str:
    """`Gaz émis` of `fr.chapelle.fire.released.v1`; the type itself where there is no word for it."""
    _, _, service, fact, *_ = (*type.split("."), "", "", "", "")
    return FACTS.get(f"{service}.{fact}") or OF_ANY.get(fact, type)


def details_of(data: Mapping[str, Any]) -> str:
    """The fields that have a label and a value: `appareil hall-a-asd-1, présents 2`."""
    shown = ((label, data.get(field)) for field, label in FIELDS.items())
    return ", ".join(f"{label} {_text(value)}" for label, value in shown if value not in (None, "", [], {}))


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_text(one) for one in value)
    if isinstance(value, str):
        return instant(datetime.fromisoformat(value)) if _TIME.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False)
